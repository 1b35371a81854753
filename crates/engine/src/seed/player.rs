//! Plays one case until now: plausible people do plausible things, mostly in office hours, each accepted by the core.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use domain::actor::{Actor, Relation, Role, Seat};
use domain::case::{Absorb, Case, Command, Input, Perform, Rejection, Restriction};
use domain::id::{CaseId, StateName, Timestamp, TransitionName};
use domain::scenario::Stage;
use domain::workflow::scenario::{Step, With};
use domain::workflow::{Stage as LoopStage, Transition, Verb};

use super::county::{Brief, County};
use super::filing::{Beginning, beginning};
use super::forms::{self, Writing};
use super::hours;
use super::pages::Pages;
use super::phrases;
use super::random::Random;
use super::roads::{self, Road};
use super::steps::{self, Needs};

/// No case has more steps than this; the longest of the shipped procedures has about forty.
const STEPS_MAX: u32 = 80;

/// States that lie so far from the beginning come after a review of the result.
const REVIEWED_TWICE: u32 = 8;

/// How often the shortest way is taken by a case that ends where it began: before everything else that people do.
const EARLY: u64 = 5_000;

/// How many different things are tried before a case is left alone for a while.
const TRIES: u32 = 10;

/// What a case is drawn to that goes its own way, and how often.
const BENT: [(Verb, u64); 10] = [
    (Verb::Return, 5),
    (Verb::RequestExtension, 7),
    (Verb::Suspend, 7),
    (Verb::Supervise, 5),
    (Verb::Join, 6),
    (Verb::Urge, 6),
    (Verb::Withdraw, 3),
    (Verb::Reopen, 3),
    (Verb::JointSession, 3),
    // The usual end: to nothing in particular.
    (Verb::Archive, 55),
];

/// How a case goes.
#[derive(Clone, Debug)]
enum Aim {
    /// To a state, where it stays.
    Reach(StateName),
    /// Its own way; after so many steps nobody cares for it any more.
    Free { rests_after: u32, bent: Verb, is_brief: bool },
}

/// A case with what is drawn for it.
#[derive(Debug)]
pub(super) struct Player<'a> {
    pub(super) county: &'a County,
    pub(super) place: u64,
    pub(super) stage: Stage<'a>,
    pub(super) beginning: Beginning,
    pub(super) pages: Pages,
    road: &'a Road,
    random: Random,
    aim: Aim,
    /// How slow people are, in percent.
    pace: u64,
    steps: u32,
}

impl<'a> Player<'a> {
    /// Files the case. None where that is not possible, as in a county without clerks.
    pub(super) fn new(county: &'a County, brief: &Brief, peers: BTreeSet<CaseId>) -> Option<Self> {
        let seed = county.plan.seed;
        let mut random = Random::of(seed.wrapping_add(brief.failed << 40), brief.place);
        let mut pages = Pages::new(Random::of(seed ^ 0x7E47_5A17, brief.place));
        let world = county.world(&brief.workflow)?;
        let beginning = beginning(county, world, brief, &mut random, &mut pages)?;
        let mut stage = Stage::beside(world, peers);
        stage.pass_time(brief.filed_at);
        stage.command(&beginning.by, &Command::File(beginning.file.clone())).ok()?;
        let aim = match &brief.goal {
            Some(goal) => Aim::Reach(goal.clone()),
            None => free(county, brief, &mut random),
        };
        let pace = *random.pick(&[25, 60, 100, 100, 160, 400]).unwrap_or(&100);
        let road = county.roads.get(&brief.workflow)?;
        let place = brief.place;
        Some(Self { county, place, stage, beginning, pages, road, random, aim, pace, steps: 0 })
    }

    /// Lets people act until an instant, and then everything fall due that is due by then.
    pub(super) fn play(&mut self, until: Timestamp) {
        while self.steps < STEPS_MAX && !self.rests() {
            let Some(then) = self.next_time().filter(|then| *then <= until) else { break };
            self.steps += 1;
            self.stage.pass_time(then);
            self.step();
        }
        self.stage.pass_time(until);
    }

    /// Whether the case stands where it was led; true for one that goes its own way.
    pub(super) fn has_arrived(&self) -> bool {
        let Aim::Reach(goal) = &self.aim else { return true };
        self.stage.case().is_some_and(|case| case.state == *goal)
    }

    /// Another case is merged into this one, or found to repeat it. False if this one has ended.
    pub(super) fn absorb(&mut self, other: &Case) -> bool {
        let absorb = Absorb {
            from: other.id,
            parties: other.parties.clone(),
            respondents: other.respondents.clone(),
        };
        let open = self.stage.case().is_some_and(|case| case.ended.is_none());
        open && self.stage.command(&Actor::Engine, &Command::Absorb(absorb)).is_ok()
    }

    /// A clerk merges this case into the one beside it, once two have screened it if it is restricted.
    pub(super) fn merge(&mut self) -> bool {
        self.screen();
        self.screen();
        let Some(case) = self.stage.case() else { return false };
        let verbs = [Verb::Merge, Verb::LinkRepeat];
        let mut ways: Vec<_> = self
            .stage
            .world()
            .workflow
            .transitions_from(&case.state)
            .filter(|(_, transition)| verbs.contains(&transition.verb))
            .collect();
        if self.random.percent(50) {
            ways.reverse();
        }
        ways.into_iter().any(|(name, transition)| self.attempt(name, transition))
    }

    fn rests(&self) -> bool {
        let Some(case) = self.stage.case() else { return true };
        match &self.aim {
            Aim::Reach(goal) => case.state == *goal || case.ended.is_some(),
            Aim::Free { rests_after, bent, is_brief: _ } => {
                let reopens = *bent == Verb::Reopen && !case.done_by.contains_key("reopen");
                (case.ended.is_some() && !reopens)
                    || self.steps >= *rests_after
                    || (*bent == Verb::Suspend && case.suspension.is_some())
            }
        }
    }

    /// When somebody does something next; none if that is not before now.
    fn next_time(&mut self) -> Option<Timestamp> {
        let case = self.stage.case()?;
        let minutes =
            usual_minutes(case.stage) * self.pace / 100 * (30 + self.random.below(170)) / 100;
        let now = self.stage.now();
        let then = now + TimeDelta::minutes(minutes.max(3).cast_signed());
        let calendar = self.stage.world().calendar;
        let Aim::Reach(goal) = &self.aim else {
            return Some(hours::at_work(calendar, then, &mut self.random));
        };
        let steps = self.road.distance(&case.state, goal).unwrap_or(3) * 2 + 4;
        let left = (self.county.plan.now - now).num_seconds() / i64::from(steps);
        let then = then.min(now + TimeDelta::seconds(left.max(1)));
        let at_work = hours::at_work(calendar, then, &mut self.random);
        let hurried = now + TimeDelta::seconds(left * 3);
        Some(if at_work <= hurried { at_work } else { then })
    }

    /// Somebody does something that is theirs to do.
    fn step(&mut self) {
        let Some(case) = self.stage.case().cloned() else { return };
        if case.restriction.is_some() {
            return self.screen();
        }
        let workflow = self.stage.world().workflow;
        let mut ways: Vec<(u64, &TransitionName, &Transition)> = workflow
            .transitions_from(&case.state)
            .map(|(name, transition)| (self.weight(&case, name, transition), name, transition))
            .collect();
        for _ in 0..TRIES {
            let Some(drawn) = self.random.weighted(ways.iter().map(|(weight, ..)| *weight)) else {
                return;
            };
            let (_, name, transition) = ways.swap_remove(drawn);
            if self.attempt(name, transition) {
                return;
            }
        }
    }

    /// A clerk who has not looked at it yet screens a restricted case.
    fn screen(&mut self) {
        let clerks = self.stage.sitters(Seat { role: Role::Clerk, relation: Relation::Center });
        _ = clerks.iter().any(|clerk| self.stage.command(clerk, &Command::Screen).is_ok());
    }

    fn weight(&self, case: &Case, name: &TransitionName, transition: &Transition) -> u64 {
        let workflow = self.stage.world().workflow;
        let usual = roads::usual(workflow, case, transition);
        let usual = if transition.to.is_none() && case.done_by.contains_key(name) {
            usual / 6
        } else {
            usual
        };
        match &self.aim {
            Aim::Free { is_brief: true, .. } if roads::ends_early(workflow, transition) => EARLY,
            Aim::Free { bent, .. } if *bent == transition.verb && usual < 250 => {
                if case.done_by.contains_key(name) { usual } else { usual * 60 }
            }
            Aim::Free { .. } => usual,
            Aim::Reach(goal) => {
                let Some(to) = transition.to.as_ref().filter(|_| usual > 0) else { return usual };
                let distance = |from| self.road.distance(from, goal);
                match (distance(&case.state), distance(to)) {
                    (Some(here), Some(there)) if there < here => 600 + usual,
                    (_, None) => 0,
                    (_, Some(_)) => usual / 8,
                }
            }
        }
    }

    /// Tries it for everybody whose place it is; false if the core refuses them all.
    fn attempt(&mut self, name: &TransitionName, transition: &Transition) -> bool {
        let Some(case) = self.stage.case().cloned() else { return false };
        let needs = self.needs();
        let with = steps::with(&self.stage, &case, transition, needs, &mut self.random);
        with.is_some_and(|with| self.try_with(name, transition, with).is_ok())
    }

    /// Does a transition that is given, with what is said then.
    pub(super) fn perform(&mut self, name: &str, with: With) -> Result<(), Rejection> {
        let workflow = self.stage.world().workflow;
        let found = workflow.definition().transitions.get_key_value(name);
        let (name, transition) = found.ok_or(Rejection::NotFound)?;
        self.try_with(name, transition, with)
    }

    /// Lets so many minutes pass at least and at most, and then as many as it takes until somebody is at work; never more than
    /// there are until now.
    pub(super) fn wait(&mut self, (least, most): (u64, u64)) {
        let minutes = (least + self.random.below(most - least)).cast_signed();
        let then = self.stage.now() + TimeDelta::minutes(minutes);
        let at_work = hours::at_work(self.stage.world().calendar, then, &mut self.random);
        self.stage.pass_time(at_work.min(self.county.plan.now));
    }

    /// Two clerks screen it, if it is restricted.
    pub(super) fn screened(&mut self) {
        for _ in 0..Restriction::SCREENINGS {
            if self.stage.case().is_some_and(|case| case.restriction.is_some()) {
                self.screen();
            }
        }
    }

    /// Tries it for everybody whose place it is, and gives the refusal of the last of them if the core refuses them all.
    fn try_with(
        &mut self,
        name: &TransitionName,
        transition: &Transition,
        with: With,
    ) -> Result<(), Rejection> {
        let Some(case) = self.stage.case().cloned() else { return Err(Rejection::NotFound) };
        let mark = self.pages.mark();
        let step = Step { transition: Some(name.clone()), with, ..Step::default() };
        let Some(Command::Perform(perform)) = self.stage.prepare(&step) else {
            return Err(Rejection::NotFound);
        };
        let command = Command::Perform(self.written(transition, perform));
        let mut refused = Rejection::NotFound;
        for actor in self.actors(&case, transition) {
            if transition.verb == Verb::Sign && case.lead.as_ref().is_some_and(|lead| !lead.read) {
                // Whoever may not read may not sign either, and is refused below.
                _ = self.stage.command(&actor, &Command::Read);
            }
            match self.stage.command(&actor, &command) {
                Ok(_) => return Ok(()),
                Err(why) => refused = why,
            }
        }
        self.pages.forget(mark);
        Err(refused)
    }

    /// What must be so that the case can come to where it is led.
    fn needs(&self) -> Needs {
        let Aim::Reach(goal) = &self.aim else { return Needs::default() };
        let workflow = self.stage.world().workflow;
        let from_start = self.road.distance(&workflow.definition().initial, goal);
        Needs {
            low_lead: from_start.is_some_and(|steps| steps >= REVIEWED_TWICE),
            unsolved: workflow.state(goal).is_some_and(|state| !state.end),
        }
    }

    /// A command with words that are kept, and all that its form asks for.
    fn written(&mut self, transition: &Transition, perform: Perform) -> Perform {
        let world = self.stage.world();
        let at = self.stage.now();
        let writing = Writing { verb: transition.verb, at, today: world.calendar.date(at) };
        let (random, pages) = (&mut self.random, &mut self.pages);
        let form = transition.form.as_ref();
        let mut input = perform.input;
        if let Input::Reasoned(reasoned) = &mut input {
            reasoned.basis = pages.keep(at, phrases::words(transition.verb, None, random));
        }
        Perform {
            transition: perform.transition,
            input,
            form: forms::filled(world.workflow, form, writing, random, pages),
            evidence: forms::evidence(&transition.evidence, at, random),
        }
    }

    /// Who may sit in a seat of the transition, whoever handles the case first.
    fn actors(&mut self, case: &Case, transition: &Transition) -> Vec<Actor> {
        let mut actors = Vec::new();
        for seat in &transition.by {
            let mut sitting = self.stage.sitters(*seat);
            let turn = usize::try_from(self.random.below(sitting.len() as u64)).unwrap_or(0);
            sitting.rotate_left(turn);
            let handler = case.lead.as_ref().and_then(|lead| lead.handler.as_ref());
            sitting.sort_by_key(|actor| handler.is_none() || actor.person() != handler);
            actors.extend(sitting.into_iter().take(3));
        }
        if self.random.percent(40) {
            actors.reverse();
        }
        actors
    }
}

/// How a case goes that came in so long ago. Of those of these days many wait for something; of the old ones few do, since
/// most deadlines of those are over.
fn free(county: &County, brief: &Brief, random: &mut Random) -> Aim {
    let age = county.plan.now - brief.filed_at;
    let waiting = if age < TimeDelta::days(4) { 40 } else { 2 };
    let steps = u32::try_from(random.below(14)).unwrap_or(0);
    let rests_after = if random.percent(waiting) { steps } else { u32::MAX };
    let drawn = random.weighted(BENT.iter().map(|(_, weight)| *weight));
    let bent = drawn.and_then(|place| BENT.get(place)).map_or(Verb::Archive, |(verb, _)| *verb);
    // Drawn apart, so that the others go the way that they go without.
    let mut apart = Random::of(county.plan.seed ^ 0x000E_A271, brief.place);
    let is_brief = apart.percent(county.plan.ended_early.into());
    Aim::Free { rests_after, bent, is_brief }
}

/// How long people usually take for a step of a stage.
const fn usual_minutes(stage: LoopStage) -> u64 {
    match stage {
        LoopStage::Screen => 90,
        LoopStage::Study => 150,
        LoopStage::Assign => 240,
        LoopStage::Handle => 1_500,
        LoopStage::Supervise => 2_400,
        LoopStage::Close => 900,
        LoopStage::Assess => 7_200,
    }
}
