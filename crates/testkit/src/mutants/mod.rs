//! What becomes of the mutants of the shipped workflows: refused by the check, betrayed by a story, or explained as
//! harmless. What is none of these is a survivor: a rule that nobody would miss.

mod harmless;
mod report;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use domain::scenario::World;
use domain::workflow::mutate::{Mutant, mutants};
use domain::workflow::scenario::Scenarios;
use domain::workflow::{Definition, check};

use crate::played::{self, Moment, Player};
use crate::{Shipped, definition, scenarios};

pub use harmless::{HARMLESS, Harmless, Matcher, Verdict};
pub use report::{Report, idle, page};

/// What became of a mutant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The check refuses it.
    Refused,
    /// It passes the check, but this story, counted from 1, goes otherwise.
    Betrayed {
        /// Which story.
        story: usize,
    },
    /// Neither the check nor any story notices.
    Unnoticed,
}

/// A shipped workflow with the record of its stories.
#[derive(Debug)]
pub struct Subject<'a> {
    name: &'static str,
    shipped: &'a Shipped,
    original: Definition,
    stories: Scenarios,
    /// For each story, its moments.
    played: Vec<Vec<Moment>>,
}

impl<'a> Subject<'a> {
    /// Plays the stories of a shipped workflow as it is.
    pub fn new(shipped: &'a Shipped, name: &'static str) -> Self {
        let stories = scenarios(name);
        let world = shipped.world(name);
        let played =
            stories.scenarios.iter().map(|story| Player::new(world, story).collect()).collect();
        Self { name, shipped, original: definition(name), stories, played }
    }

    /// Judges every mutant.
    pub fn judge(&self) -> Report {
        let mutants = mutants(&self.original);
        let fates = self.fates(&mutants);
        let names = mutants.into_iter().map(|mutant| mutant.name);
        Report::new(self.name, names.zip(fates), &Matcher::new(self.name))
    }

    /// The fates of mutants in their order, found on as many threads as there are processors.
    fn fates(&self, mutants: &[Mutant]) -> Vec<Fate> {
        let next = AtomicUsize::new(0);
        let work = || {
            let mut found = Vec::new();
            loop {
                let place = next.fetch_add(1, Ordering::Relaxed);
                let Some(mutant) = mutants.get(place) else { return found };
                found.push((place, self.fate(mutant)));
            }
        };
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let mut found: Vec<(usize, Fate)> = thread::scope(|scope| {
            let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
            workers
                .into_iter()
                .flat_map(|worker| worker.join().expect("a mutant must not stop the program"))
                .collect()
        });
        found.sort_by_key(|(place, _)| *place);
        found.into_iter().map(|(_, fate)| fate).collect()
    }

    /// What becomes of one mutant.
    pub fn fate(&self, mutant: &Mutant) -> Fate {
        let Some(workflow) = check(mutant.definition.clone()).workflow else {
            return Fate::Refused;
        };
        let world = self.shipped.world_of(&workflow);
        let otherwise = (0..self.played.len()).find(|story| self.goes_otherwise(*story, world));
        otherwise.map_or(Fate::Unnoticed, |story| Fate::Betrayed { story: story + 1 })
    }

    /// True if a reader of the story's record would see a difference; what the story itself denies stands there too.
    fn goes_otherwise(&self, story: usize, world: World<'_>) -> bool {
        let (scenario, calendar) = (&self.stories.scenarios[story], &self.shipped.calendar);
        let mut player = Player::new(world, scenario);
        let (mut was_before, mut is_before) = (None, None);
        for (index, was) in self.played[story].iter().enumerate() {
            let Some(is) = player.next() else { return true };
            if is != *was || is_before.is_some() {
                let is = is.clone();
                let text = |moments| played::moment(scenario, index, moments, calendar);
                let earlier = is_before.as_ref().or(was_before);
                if text([was_before, Some(was)]) != text([earlier, Some(&is)]) {
                    return true;
                }
                is_before = Some(is);
            }
            was_before = Some(was);
        }
        false
    }
}
