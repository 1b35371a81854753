//! Playing whole stories: what happened, what was otherwise than told, and what was exercised.

use std::collections::BTreeMap;

use chrono::TimeDelta;

use super::{Coverage, Stage};
use crate::calendar::Calendar;
use crate::case::{Case, Entry, Event, Rejection};
use crate::clock::{Holder, time_by_holder};
use crate::directory::Directory;
use crate::finding::{Finding, pointer};
use crate::id::{Timestamp, TransitionName, UnitId};
use crate::text::Bilingual;
use crate::workflow::Workflow;
use crate::workflow::scenario::{Scenario, Scenarios};

/// What a story plays in.
#[derive(Clone, Copy, Debug)]
pub struct World<'a> {
    /// The workflow under test.
    pub workflow: &'a Workflow,
    /// The calendar.
    pub calendar: &'a Calendar,
    /// Units and people.
    pub directory: &'a Directory,
    /// The center that runs the cases.
    pub center: &'a UnitId,
}

/// One thing that happened in a story, with the events it led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// The story's own words; empty for what fell due by itself.
    pub say: String,
    /// When.
    pub at: Timestamp,
    /// The transition that was tried; none for the filing and for what fell due.
    pub tried: Option<TransitionName>,
    /// What it led to, or why it was refused.
    pub result: Result<Vec<Event>, Rejection>,
}

/// A story as it was played.
#[derive(Clone, Debug)]
pub struct Play {
    /// Its name.
    pub name: Bilingual,
    /// What happened, in order.
    pub acts: Vec<Act>,
    /// The case at the end; none if it could not even be filed.
    pub case: Option<Case>,
    /// Its log.
    pub log: Vec<Entry>,
    /// When the story ended.
    pub until: Timestamp,
    /// What was otherwise than the story says, with pointers into the scenario file.
    pub findings: Vec<Finding>,
    /// What it exercised.
    pub coverage: Coverage,
}

/// Plays every story of a file.
pub fn play(world: World<'_>, scenarios: &Scenarios) -> Vec<Play> {
    let stories = scenarios.scenarios.iter().enumerate();
    stories.map(|(index, scenario)| play_one(world, scenario, index)).collect()
}

fn play_one(world: World<'_>, scenario: &Scenario, index: usize) -> Play {
    let at = pointer(["scenarios", &index.to_string()]);
    let mut stage = Stage::new(world);
    stage.file(&scenario.file, &format!("{at}/file"));
    for (number, step) in scenario.steps.iter().enumerate() {
        stage.step(step, &format!("{at}/steps/{number}"));
    }
    stage.finish(scenario.name.clone())
}

impl Play {
    /// The time of each holder until the story's end.
    pub fn time_by_holder(&self) -> BTreeMap<Holder, TimeDelta> {
        let tenures = self.case.as_ref().map_or(&[][..], |case| &case.tenures);
        time_by_holder(tenures, self.until)
    }
}
