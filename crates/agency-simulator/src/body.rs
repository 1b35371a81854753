//! The body itself: what it does with what it hears, whatever way that came, and what it says.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use agency::http::Clock;

use crate::behaviour::Behaviour;
use crate::course::Director;
use crate::error::SimulatorError;
use crate::journal::{Journal, Record};
use crate::memory::Memory;
use crate::pace::Pace;
use crate::script::Script;

/// How a body is played.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What kind of body it is.
    pub script: Script,
    /// How it behaves.
    pub behaviour: Behaviour,
    /// The same seed and the same referrals give the same reports.
    pub seed: u64,
    /// How quickly its time goes by.
    pub pace: Pace,
    /// The course that every case takes; each its own where none is named.
    pub course: Option<String>,
    /// How often it hands something over to us by itself; never where there is none.
    pub hands_over_every: Option<Duration>,
    /// Where it remembers; one process at a time.
    pub folder: PathBuf,
    /// What tells the time.
    pub clock: Clock,
}

/// A body that is played. Everything that it promises is on the disk before it says so.
#[derive(Debug)]
pub struct Body {
    pub(crate) settings: Settings,
    state: Mutex<State>,
}

#[derive(Debug)]
pub(crate) struct State {
    journal: Journal,
    pub(crate) memory: Memory,
    pub(crate) behaviour: Behaviour,
}

impl Settings {
    /// As it should be, at the pace of a demonstration, by the machine's clock.
    pub fn new(script: Script, folder: PathBuf) -> Self {
        Self {
            script,
            behaviour: Behaviour::Normal,
            seed: 1,
            pace: Pace::DEMO,
            course: None,
            hands_over_every: None,
            folder,
            clock: Clock::default(),
        }
    }
}

impl Body {
    /// Opens a body, with all that it knew when it was last stopped or killed.
    ///
    /// # Errors
    ///
    /// A course that the script does not have; a folder that cannot be used, or is used by another process.
    pub fn open(settings: Settings) -> Result<Self, SimulatorError> {
        let courses = &settings.script.courses;
        if let Some(course) = settings.course.as_ref().filter(|name| !courses.contains_key(*name)) {
            let known = courses.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
            return Err(SimulatorError::Course { course: course.clone(), known });
        }
        let (journal, records) = Journal::open(&settings.folder)?;
        let mut memory = Memory::default();
        records.into_iter().for_each(|record| memory.take_in(record));
        let mut state = State { journal, memory, behaviour: settings.behaviour };
        if state.memory.opened.is_none() {
            state.remember(vec![Record::Opened { at: settings.clock.now() }])?;
        }
        Ok(Self { settings, state: Mutex::new(state) })
    }

    /// How it is played.
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// How it behaves now.
    pub fn behaviour(&self) -> Behaviour {
        self.state().behaviour
    }

    /// Lets it behave otherwise from now on.
    pub fn behave(&self, behaviour: Behaviour) {
        self.state().behaviour = behaviour;
    }

    /// How many cases it has. However often a referral was sent, it is one.
    pub fn cases(&self) -> usize {
        self.state().memory.cases.len()
    }

    /// How far files were read.
    pub(crate) fn read(&self) -> Option<String> {
        self.state().memory.read.clone()
    }

    /// Remembers how far files were read.
    pub(crate) fn read_to(&self, cursor: String) -> Result<(), SimulatorError> {
        self.state().remember(vec![Record::Read { cursor }])
    }

    pub(crate) fn director<'a>(&'a self, state: &State) -> Director<'a> {
        let Settings { script, seed, pace, .. } = &self.settings;
        Director { script, seed: *seed, pace: *pace, behaviour: state.behaviour }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    pub(crate) fn remember(&mut self, records: Vec<Record>) -> Result<(), SimulatorError> {
        self.journal.add(&records)?;
        records.into_iter().for_each(|record| self.memory.take_in(record));
        Ok(())
    }
}
