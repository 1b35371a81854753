//! A random walk through a workflow: everybody does, in any order, what they may.

use chrono::TimeDelta;
use domain::access::view;
use domain::actor::{Actor, Relation, Role, Seat};
use domain::case::{Case, Command, Complexity, Event, Risk};
use domain::id::TransitionName;
use domain::scenario::{Stage, World};
use domain::workflow::Stage as LoopStage;
use domain::workflow::scenario::Filing;

use crate::steps::{Props, step};
use crate::{Random, Shipped, respondents};

/// Categories that random cases are about; some are excluded from one road or another.
const CATEGORIES: [&str; 8] = ["0201", "0402", "0701", "0901", "1101", "0101", "1401", "1501"];

/// A walk with its own stage and its own randomness.
#[derive(Debug)]
pub struct Walker<'a> {
    /// Where it walks.
    pub stage: Stage<'a>,
    props: Props<'a>,
    random: Random,
    names_respondents: bool,
}

/// Looks at the stage, the case before a command or a stretch of time, and what that led to.
pub trait Look: FnMut(&Stage<'_>, &Case, &[Event]) {}

impl<F: FnMut(&Stage<'_>, &Case, &[Event])> Look for F {}

impl<'a> Walker<'a> {
    /// Files a random case.
    pub fn new(shipped: &'a Shipped, workflow: &str, seed: u64) -> Self {
        Self::filed(shipped, workflow, seed, false)
    }

    /// Files a random case about somebody; further respondents are named on the way, more often than not those who
    /// have a part in it.
    pub fn with_respondents(shipped: &'a Shipped, workflow: &str, seed: u64) -> Self {
        Self::filed(shipped, workflow, seed, true)
    }

    fn filed(shipped: &'a Shipped, workflow: &str, seed: u64, names_respondents: bool) -> Self {
        let world = World {
            workflow: shipped.workflow(workflow),
            calendar: &shipped.calendar,
            directory: &shipped.directory,
            center: &shipped.center,
        };
        let mut random = Random::new(seed);
        let mut stage = Stage::new(world);
        let mut filing = filing(world, &mut random);
        if names_respondents {
            filing.respondents = respondents::anybody(&shipped.directory, &mut random);
        }
        stage.file(&filing, "/file");
        assert!(stage.case().is_some(), "the case of `{workflow}` with seed {seed} was not filed");
        Self { stage, props: Props::new(&shipped.directory), random, names_respondents }
    }

    /// Takes so many steps, with time passing between them.
    pub fn walk(&mut self, steps: usize, mut look: impl Look) {
        for _ in 0..steps {
            self.pass_time(&mut look);
            self.one_step(&mut look);
        }
    }

    fn pass_time(&mut self, look: &mut impl Look) {
        // Mostly within the day, so that limits are kept; sometimes long enough to break every one of them.
        let longest = if self.random.one_in(10) { 500 } else { 12 };
        let hours = i64::try_from(self.random.below(longest)).unwrap_or(0);
        let Some(before) = self.stage.case().cloned() else { return };
        let from = self.stage.log().len();
        self.stage.pass_time(self.stage.now() + TimeDelta::hours(hours));
        let due: Vec<_> =
            self.stage.log()[from..].iter().map(|entry| entry.event.clone()).collect();
        look(&self.stage, &before, &due);
    }

    /// Somebody does something that is theirs to do. The core must accept it.
    pub fn one_step(&mut self, look: &mut impl Look) {
        let Some(case) = self.stage.case().cloned() else { return };
        if case.restriction.is_some() {
            self.screen(look, &case);
        }
        if self.names_respondents && self.random.one_in(8) {
            self.name_respondents(look);
        }
        let Some(case) = self.stage.case().cloned() else { return };
        let mut offers = Vec::new();
        for actor in actors(&self.stage) {
            let allowed = self.stage.allowed(&case, &actor);
            offers.extend(allowed.into_iter().map(|transition| (actor.clone(), transition)));
        }
        let Some((actor, transition)) = self.choose(&offers) else { return };
        let Some(command) = self.fill(&transition) else { return };
        let events = self.stage.command(&actor, &command).unwrap_or_else(|rejection| {
            panic!(
                "`{transition}` was allowed in `{}` and refused: {rejection}\n{command:?}",
                case.state
            )
        });
        look(&self.stage, &case, &events);
    }

    /// Two people of the center screen a restricted case.
    fn screen(&mut self, look: &mut impl Look, case: &Case) {
        for actor in self.stage.sitters(Seat { role: Role::Clerk, relation: Relation::Center }) {
            if let Ok(events) = self.stage.command(&actor, &Command::Screen) {
                look(&self.stage, case, &events);
            }
        }
    }

    /// A clerk learns whom the case is about. Refused where it would concern the center itself.
    fn name_respondents(&mut self, look: &mut impl Look) {
        let Some(case) = self.stage.case().cloned() else { return };
        let named = respondents::who_turns_up(&case, self.props.directory, &mut self.random);
        let clerks = self.stage.sitters(Seat { role: Role::Clerk, relation: Relation::Center });
        let Some(clerk) = clerks.first() else { return };
        if let Ok(events) = self.stage.command(clerk, &Command::NameRespondents(named)) {
            look(&self.stage, &case, &events);
        }
    }

    /// One of the offers; seldom one that ends the case and mostly one not done yet, so that walks go far.
    fn choose(&mut self, offers: &[(Actor, TransitionName)]) -> Option<(Actor, TransitionName)> {
        let workflow = self.stage.world().workflow;
        let ends = |name: &TransitionName| {
            let to = workflow.transition(name).and_then(|transition| transition.to.as_ref());
            to.and_then(|to| workflow.state(to)).is_some_and(|state| state.end)
        };
        let on: Vec<_> = offers.iter().filter(|(_, name)| !ends(name)).cloned().collect();
        let done = &self.stage.case()?.done_by;
        let new: Vec<_> = on.iter().filter(|(_, name)| !done.contains_key(name)).cloned().collect();
        let late = matches!(self.stage.case()?.stage, LoopStage::Close | LoopStage::Assess);
        let from = if on.is_empty() || self.random.one_in(if late { 4 } else { 30 }) {
            offers
        } else if new.is_empty() || self.random.one_in(3) {
            &on
        } else {
            &new
        };
        self.random.pick(from).cloned()
    }

    /// Well-filled commands that their actors may not give now.
    pub fn not_allowed(&mut self, tries: usize) -> Vec<(Actor, TransitionName, Command)> {
        let Some(case) = self.stage.case().cloned() else { return Vec::new() };
        let names: Vec<_> =
            self.stage.world().workflow.definition().transitions.keys().cloned().collect();
        let mut pool = actors(&self.stage);
        pool.extend(
            self.random
                .pick(&self.props.people)
                .and_then(|id| self.props.directory.staff(id))
                .map(Actor::Person),
        );
        let mut found = Vec::new();
        for _ in 0..tries {
            let (Some(actor), Some(name)) = (self.random.pick(&pool), self.random.pick(&names))
            else {
                continue;
            };
            if self.stage.allowed(&case, actor).contains(name) {
                continue;
            }
            found.extend(self.fill(name).map(|command| (actor.clone(), name.clone(), command)));
        }
        found
    }

    fn fill(&mut self, name: &TransitionName) -> Option<Command> {
        let step = step(&self.stage, name, &self.props, &mut self.random)?;
        self.stage.prepare(&step)
    }
}

fn filing(world: World<'_>, random: &mut Random) -> Filing {
    let citizens = world.workflow.definition().filing.by.contains(&Role::Citizen);
    Filing {
        at: "2026-02-10 09:00".into(),
        by: if citizens { "citizen".into() } else { "center.clerk".into() },
        category: (*random.pick(&CATEGORIES).unwrap_or(&"0201")).into(),
        place: "421281100".into(),
        complexity: *random
            .pick(&[Complexity::Simple, Complexity::General, Complexity::Complex])
            .unwrap_or(&Complexity::General),
        risk: *random.pick(&[Risk::Low, Risk::Medium, Risk::High]).unwrap_or(&Risk::Low),
        anonymous: random.one_in(4),
        parties: Some(1 + u32::try_from(random.below(3)).unwrap_or(0)),
        ..Filing::default()
    }
}

/// Everybody who has to do with the case now and sees it, at most two to a seat.
pub fn actors(stage: &Stage<'_>) -> Vec<Actor> {
    let seats = Relation::ALL
        .into_iter()
        .flat_map(|relation| Role::ALL.map(|role| Seat { role, relation }));
    let mut actors = Vec::new();
    let sees = |actor: &Actor| {
        stage.case().is_some_and(|case| view(actor, case, stage.world().directory).is_ok())
    };
    let seeing = |seat| stage.sitters(seat).into_iter().filter(sees).take(2).collect::<Vec<_>>();
    for actor in seats.flat_map(seeing) {
        if !actors.contains(&actor) {
            actors.push(actor);
        }
    }
    actors
}
