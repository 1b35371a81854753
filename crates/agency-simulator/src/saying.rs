//! What the body says: what is due by now, and what the other side has of it.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use uuid::Uuid;

use crate::behaviour::Behaviour;
use crate::body::{Body, Settings};
use crate::chance::Chance;
use crate::course::{Director, Due, add};
use crate::error::SimulatorError;
use crate::fill::Filling;
use crate::journal::{Record, Referred, Said};
use crate::memory::{Case, Memory};
use crate::mischief::Mischief;
use crate::posting::{Posting, Signing};

/// How many numbers a byzantine body chooses from.
const NUMBERS_MAX: usize = 50;

/// Messages after a cursor.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SaidPage {
    /// What was said, with the place of each.
    pub said: Vec<(usize, Said)>,
    /// Where to go on.
    pub cursor: usize,
    /// Whether there is more by now.
    pub more: bool,
}

impl Body {
    /// Writes down what is due by now. Returns how much that was.
    ///
    /// # Errors
    ///
    /// Where nothing can be remembered: then it is due still.
    pub fn tick(&self) -> Result<usize, SimulatorError> {
        let mut state = self.state();
        if state.behaviour == Behaviour::Down {
            return Ok(0);
        }
        let now = self.settings.clock.now();
        let director = self.director(&state);
        let open = state
            .memory
            .cases
            .values()
            .filter(|case| !case.ended && case.said.len() < director.length(&case.referred));
        let mut due: Vec<Due> = open.flat_map(|case| unsaid(&director, case, now)).collect();
        due.sort_by_key(|due| due.from);
        let mut records: Vec<_> = due.into_iter().map(|due| Record::Said(due.said)).collect();
        records.extend(self.handed_over(&state.memory, now).map(Record::Said));
        let count = records.len();
        state.remember(records)?;
        Ok(count)
    }

    /// What it hands over by itself, one at a time.
    fn handed_over(&self, memory: &Memory, now: DateTime<Utc>) -> Option<Said> {
        let script = &self.settings.script;
        let template = script.says.hands_over.as_ref()?;
        let every = TimeDelta::from_std(self.settings.hands_over_every?).ok()?;
        let count = memory.handed_over;
        let at = memory
            .opened?
            .checked_add_signed(every.checked_mul(i32::try_from(count + 1).ok()?)?)?;
        if at > now {
            return None;
        }
        let id = format!("{}-handover-{}-{count}", script.kind, self.settings.seed);
        let mut chance = Chance::of(self.settings.seed, &id);
        let fields = chance.pick(&script.handovers)?;
        let serial = format!("{:08}", chance.below(100_000_000));
        let referred = Referred {
            referral: Uuid::nil(),
            number: String::new(),
            serial,
            course: String::new(),
            at,
            by_message: false,
        };
        let number = Filling::of(script, &referred, &id).text(&script.number);
        let filling = Filling { number: &number, ..Filling::of(script, &referred, &id) };
        let mut body = filling.fill(template);
        add(&mut body, None, filling.fields(fields));
        Some(Said { id, body, of: None })
    }

    /// Messages after a cursor, at most so many.
    pub fn after(&self, cursor: usize, most: usize) -> SaidPage {
        let state = self.state();
        let all = state.memory.said.iter().enumerate();
        let said: Vec<_> =
            all.skip(cursor).take(most).map(|(place, said)| (place, said.clone())).collect();
        let cursor = cursor.saturating_add(said.len());
        SaidPage { said, cursor, more: cursor < state.memory.said.len() }
    }

    /// Messages that the other side does not have, in the order of saying, at most so many, with the place of each.
    pub fn undelivered(&self, most: usize) -> Vec<(usize, Said)> {
        self.undelivered_but(|_| false, most)
    }

    /// The same without those that wait for another time.
    pub(crate) fn undelivered_but(
        &self,
        waits: impl Fn(usize) -> bool,
        most: usize,
    ) -> Vec<(usize, Said)> {
        let state = self.state();
        let places = state.memory.undelivered.iter().filter(|place| !waits(**place)).take(most);
        places.filter_map(|place| Some((*place, state.memory.said.get(*place)?.clone()))).collect()
    }

    /// A message with what is sent beside it.
    pub(crate) fn postings(&self, place: usize, said: &Said) -> Vec<Posting> {
        let (numbers, behaviour) = {
            let state = self.state();
            let numbers = state.memory.numbers.keys().rev().take(NUMBERS_MAX).cloned();
            (numbers.collect::<Vec<_>>(), state.behaviour)
        };
        let Settings { script, seed, clock, .. } = &self.settings;
        let now = clock.now();
        Mischief { script, seed: *seed, behaviour, numbers: &numbers, now }.around(place, said)
    }

    /// Messages as they are fetched or put into files, with what comes beside them: there no signature speaks for one.
    pub(crate) fn letters(&self, said: &[(usize, Said)]) -> Vec<(String, Value)> {
        let all = said.iter().flat_map(|(place, said)| self.postings(*place, said));
        let own = all.filter(|posting| posting.signing == Signing::Right);
        own.map(|posting| (posting.id.clone(), posting.value())).collect()
    }

    /// Remembers that the other side has a message.
    ///
    /// # Errors
    ///
    /// Where it cannot be remembered: then it is sent again.
    pub fn delivered(&self, place: usize) -> Result<(), SimulatorError> {
        self.state().remember(vec![Record::Delivered { place }])
    }
}

fn unsaid(director: &Director<'_>, case: &Case, now: DateTime<Utc>) -> Vec<Due> {
    let plan = director.plan(&case.referred).into_iter();
    plan.filter(|due| due.from <= now && !case.said.contains(&due.place)).collect()
}
