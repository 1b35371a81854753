//! The stories of a workflow as they were played: moment by moment what happened, and who may do what afterwards.
//!
//! Stories state what their author thought of. This records everything else too, so that a changed workflow shows in
//! its `v<N>.played.txt` what changes for real cases, and so that hardly a mutant passes unseen.

mod render;

use domain::actor::Actor;
use domain::case::Case;
use domain::id::{FormName, LimitName, TransitionName};
use domain::scenario::{Act, Stage, World};
use domain::workflow::scenario::Scenario;

use crate::{NAMES, Shipped, actors, scenarios};

pub use render::{moment, story};

/// What stands between two points of rest of a story: everything that fell due on the way, the step itself, and what
/// is possible after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// What happened; the last of it is the step's own.
    pub acts: Vec<Act>,
    /// What each person who has to do with the case may do now.
    pub may: Vec<(Actor, Vec<TransitionName>)>,
    /// Limits that run as promises, which the citizen sees.
    pub promised: Vec<LimitName>,
    /// The form that the step asked for.
    pub form: Option<FormName>,
    /// What was otherwise than the story says. Empty for stories that stand in a repository.
    pub differences: Vec<String>,
}

/// Plays a story one moment after the other.
#[derive(Debug)]
pub struct Player<'a> {
    stage: Stage<'a>,
    story: &'a Scenario,
    next: usize,
    acts_seen: usize,
    differences_seen: usize,
}

impl<'a> Player<'a> {
    /// At the beginning of a story.
    pub fn new(world: World<'a>, story: &'a Scenario) -> Self {
        Self { stage: Stage::new(world), story, next: 0, acts_seen: 0, differences_seen: 0 }
    }

    fn moment(&mut self) -> Moment {
        let acts = self.stage.acts()[self.acts_seen..].to_vec();
        self.acts_seen = self.stage.acts().len();
        let may = |case: &Case, actor: Actor| (self.stage.allowed(case, &actor), actor);
        let possible: Option<Vec<_>> = self.stage.case().map(|case| {
            let all = actors(&self.stage).into_iter().map(|actor| may(case, actor));
            all.filter(|(allowed, _)| !allowed.is_empty())
                .map(|(allowed, actor)| (actor, allowed))
                .collect()
        });
        let differences = self.stage.findings()[self.differences_seen..].iter();
        let differences = differences.map(|found| found.message.en.clone()).collect();
        self.differences_seen = self.stage.findings().len();
        let (may, promised, form) = (possible.unwrap_or_default(), self.promised(), self.form());
        Moment { acts, may, promised, form, differences }
    }

    /// The form of the moment just played.
    fn form(&self) -> Option<FormName> {
        let workflow = self.stage.world().workflow;
        match self.next.checked_sub(2) {
            None => workflow.definition().filing.form.clone(),
            Some(index) => {
                let name = self.story.steps.get(index)?.transition.as_ref()?;
                workflow.transition(name)?.form.clone()
            }
        }
    }

    fn promised(&self) -> Vec<LimitName> {
        let limits = &self.stage.world().workflow.definition().limits;
        let open = self.stage.case().into_iter().flat_map(|case| &case.clocks);
        open.filter(|clock| clock.is_open())
            .filter(|clock| limits.get(clock.limit.as_str()).is_some_and(|limit| limit.promise))
            .map(|clock| clock.limit.clone())
            .collect()
    }
}

impl Iterator for Player<'_> {
    type Item = Moment;

    fn next(&mut self) -> Option<Moment> {
        match self.next.checked_sub(1) {
            None => self.stage.file(&self.story.file, "/file"),
            Some(index) => self.stage.step(self.story.steps.get(index)?, "/step"),
        }
        self.next += 1;
        Some(self.moment())
    }
}

/// All stories of a shipped workflow as they were played, for a person to read: the text of `v1.played.txt`.
pub fn text(shipped: &Shipped, name: &str) -> String {
    let stories = scenarios(name);
    let world = shipped.world(name);
    let mut text = format!(
        "What happens in the stories of `{name}`, recorded. Written by a test, see docs/reference/mutants.md; never edit it.\n"
    );
    for (number, scenario) in (1..).zip(&stories.scenarios) {
        let moments: Vec<Moment> = Player::new(world, scenario).collect();
        text.push_str(&story(number, scenario, &moments, &shipped.calendar));
    }
    text
}

/// Where the record of a shipped workflow lies, below the folder `workflows`.
pub fn file(name: &str) -> String {
    debug_assert!(NAMES.contains(&name), "only shipped workflows have a record");
    format!("{name}/v1.played.txt")
}
