//! The desk on which the verbs are tried: a stage with a case, and short words for what people do to it.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use domain::actor::Actor;
use domain::calendar::Calendar;
use domain::case::{Case, Code, Command, Event, Rejection, Solved};
use domain::clock::{Clock, Holder};
use domain::decide::{Context, decide};
use domain::id::{CaseId, PersonId, Timestamp, UnitId};
use domain::scenario::{Stage, World};
use domain::workflow::scenario::{Filing, Step, With};
use domain::workflow::{Conditions, Definition, Workflow, check};
use testkit::{Shipped, definition};

/// A case of the workflow `dispute` about housing, filed on a Monday morning.
pub(crate) struct Desk<'a> {
    pub(crate) stage: Stage<'a>,
}

/// The world as a decision sees it, each part replaceable.
#[derive(Clone, Copy)]
pub(crate) struct Around<'a> {
    pub(crate) workflow: &'a Workflow,
    pub(crate) calendar: &'a Calendar,
    pub(crate) now: Timestamp,
    pub(crate) peers: &'a BTreeSet<CaseId>,
    pub(crate) documented: bool,
}

/// The shipped workflow with everything that these tests do to it allowed, whatever a county may have narrowed.
static WORKFLOW: LazyLock<Workflow> = LazyLock::new(|| {
    let checked = check(lenient());
    checked.workflow.unwrap_or_else(|| panic!("refused: {:#?}", checked.findings))
});

pub(crate) fn workflow() -> &'static Workflow {
    &WORKFLOW
}

/// Its definition, for tests that change more.
pub(crate) fn lenient() -> Definition {
    let mut definition = definition("dispute");
    let transitions = &mut definition.transitions;
    transitions["accept"].when = Conditions::default();
    let classified = &mut transitions["classify"].from;
    if !classified.iter().any(|state| state.as_str() == "handling") {
        classified.push("handling".into());
    }
    for decision in ["grant_extension", "refuse_extension"] {
        let seats = ["unit_head@lead", "director@center"];
        transitions[decision].by = seats.map(|seat| seat.parse().unwrap()).into();
    }
    definition
}

static NO_PEERS: BTreeSet<CaseId> = BTreeSet::new();

pub(crate) fn filing() -> Filing {
    Filing {
        at: "2026-03-02 09:00".into(),
        by: "center.clerk".into(),
        category: "0402".into(),
        place: "421281100".into(),
        ..Filing::default()
    }
}

impl<'a> Desk<'a> {
    pub(crate) fn filed(shipped: &'a Shipped) -> Self {
        Self::filed_as(shipped, workflow(), &filing())
    }

    pub(crate) fn filed_as(shipped: &'a Shipped, workflow: &'a Workflow, filing: &Filing) -> Self {
        let Shipped { calendar, directory, center, .. } = shipped;
        let mut stage = Stage::new(World { workflow, calendar, directory, center });
        stage.file(filing, "/file");
        assert!(stage.case().is_some(), "not filed: {:?}", stage.findings());
        Self { stage }
    }

    /// The same with two parties, accepted.
    pub(crate) fn together(shipped: &'a Shipped) -> Self {
        let two = Filing { parties: Some(2), ..filing() };
        let desk = Self::filed_as(shipped, workflow(), &two);
        desk.then("clerk@center", "accept", With::default())
    }

    pub(crate) fn studying(shipped: &'a Shipped) -> Self {
        Self::filed(shipped).then("clerk@center", "accept", With::default())
    }

    /// Assigned to the housing bureau, the market bureau assisting.
    pub(crate) fn assigned(shipped: &'a Shipped) -> Self {
        Self::studying(shipped).then("clerk@center", "assign", lead("housing", &["market"]))
    }

    pub(crate) fn handling(shipped: &'a Shipped) -> Self {
        Self::assigned(shipped).then("handler@lead", "sign", With::default())
    }

    pub(crate) fn conferring(shipped: &'a Shipped) -> Self {
        Self::handling(shipped).then("center.director", "convene_session", With::default())
    }

    pub(crate) fn verifying(shipped: &'a Shipped) -> Self {
        Self::handling(shipped)
            .then("handler@lead", "contact", With::default())
            .then("market.handler", "contribute", With::default())
            .then("handler@lead", "submit_unfounded", With::default())
    }

    pub(crate) fn feedback(shipped: &'a Shipped) -> Self {
        Self::verifying(shipped).then("center.clerk", "pass_verification", With::default())
    }

    pub(crate) fn answered(shipped: &'a Shipped, said: Solved) -> Self {
        Self::feedback(shipped).then("citizen@party", "rate", solved(Some(said)))
    }

    /// Somebody does something, and the desk goes on.
    pub(crate) fn then(mut self, by: &str, transition: &str, with: With) -> Self {
        self.done(by, transition, with);
        self
    }

    /// Every party withdraws, one after the other; the last one ends the case.
    pub(crate) fn withdraw(&mut self) {
        for _ in 0..self.case().parties.len() {
            self.done("citizen@party", "withdraw", With::default());
        }
    }

    /// Somebody does something, which must be accepted.
    pub(crate) fn done(&mut self, by: &str, transition: &str, with: With) -> Vec<Event> {
        let result = self.perform(by, &step(transition, with));
        result.unwrap_or_else(|why| panic!("`{transition}` by `{by}` was refused: {why}"))
    }

    /// Somebody does something, which must be refused and change nothing.
    pub(crate) fn refused(&mut self, by: &str, transition: &str, with: With) -> Code {
        self.refusal(by, &step(transition, with)).code()
    }

    pub(crate) fn refusal(&mut self, by: &str, step: &Step) -> Rejection {
        let (before, length) = (self.case().clone(), self.stage.log().len());
        let result = self.perform(by, step);
        assert_eq!((self.case(), self.stage.log().len()), (&before, length), "a refusal changes");
        result.err().unwrap_or_else(|| panic!("accepted"))
    }

    pub(crate) fn perform(&mut self, by: &str, step: &Step) -> Result<Vec<Event>, Rejection> {
        let (actor, command) = (self.actor(by), self.stage.prepare(step).unwrap());
        self.stage.command(&actor, &command)
    }

    pub(crate) fn command(&mut self, by: &str, command: &Command) -> Result<Vec<Event>, Rejection> {
        let actor = self.actor(by);
        self.stage.command(&actor, command)
    }

    /// `engine`, somebody who sits in a seat, or a person of the directory.
    pub(crate) fn actor(&self, by: &str) -> Actor {
        if by == "engine" {
            return Actor::Engine;
        }
        let person = || self.stage.world().directory.staff(&PersonId::from(by)).map(Actor::Person);
        let sitter = by.parse().ok().and_then(|seat| self.stage.sitters(seat).into_iter().next());
        sitter.or_else(person).unwrap_or_else(|| panic!("nobody is `{by}`"))
    }

    pub(crate) fn case(&self) -> &Case {
        self.stage.case().unwrap()
    }

    pub(crate) fn state(&self) -> &str {
        self.case().state.as_str()
    }

    pub(crate) fn clock(&self, limit: &str) -> &Clock {
        self.case().clock(&limit.into()).unwrap_or_else(|| panic!("no open clock `{limit}`"))
    }

    pub(crate) fn is_running(&self, limit: &str) -> bool {
        self.case().clock(&limit.into()).is_some()
    }

    pub(crate) fn held_by(&self) -> String {
        holder(self.case().holder())
    }

    pub(crate) fn pass_hours(&mut self, hours: i64) {
        self.stage.pass_time(self.stage.now() + TimeDelta::hours(hours));
    }

    /// A local time such as `2026-03-04 10:00`.
    pub(crate) fn wait_until(&mut self, local: &str) {
        let local = NaiveDateTime::parse_from_str(local, "%Y-%m-%d %H:%M").unwrap();
        let then = self.stage.world().calendar.instant(local);
        assert!(then >= self.stage.now(), "time only goes forward");
        self.stage.pass_time(then);
    }

    pub(crate) fn around(&self) -> Around<'a> {
        let World { workflow, calendar, .. } = self.stage.world();
        Around { workflow, calendar, now: self.stage.now(), peers: &NO_PEERS, documented: true }
    }

    /// What a command would mean for a case in another world; nothing changes.
    pub(crate) fn decide(
        &self,
        around: Around<'_>,
        case: &Case,
        (by, command): (&Actor, &Command),
    ) -> Result<Vec<Event>, Rejection> {
        let Around { workflow, calendar, now, peers, documented } = around;
        let directory = self.stage.world().directory;
        let context = Context {
            workflow,
            calendar,
            directory,
            actor: by,
            now,
            ids: &[],
            peers,
            documented,
            batch: None,
        };
        decide(&context, Some(case), command)
    }
}

/// The case after these events.
pub(crate) fn after(case: &Case, now: Timestamp, events: &[Event]) -> Case {
    let mut case = case.clone();
    for event in events {
        case.apply(now, event);
    }
    case
}

pub(crate) fn holder(holder: Option<&Holder>) -> String {
    match holder {
        Some(Holder::Unit(unit)) => unit.to_string(),
        Some(Holder::Citizen) => "citizen".into(),
        Some(Holder::Law) => "law".into(),
        None => "nobody".into(),
    }
}

pub(crate) fn step(transition: &str, with: With) -> Step {
    Step { transition: Some(transition.into()), with, ..Step::default() }
}

/// A step that leaves something out although it is required.
pub(crate) fn without(transition: &str, with: With, left_out: &str) -> Step {
    Step { leave_out: vec![left_out.into()], ..step(transition, with) }
}

fn units(names: &[&str]) -> Vec<UnitId> {
    names.iter().map(|name| UnitId::from(*name)).collect()
}

pub(crate) fn lead(unit: &str, assistants: &[&str]) -> With {
    With { lead: Some(unit.into()), assistants: units(assistants), ..With::default() }
}

pub(crate) fn unit(name: &str) -> With {
    With { unit: Some(name.into()), ..With::default() }
}

pub(crate) fn several(names: &[&str]) -> With {
    With { units: units(names), ..With::default() }
}

pub(crate) fn reason(name: &str) -> With {
    With { reason: Some(name.into()), ..With::default() }
}

pub(crate) fn solved(said: Option<Solved>) -> With {
    With { solved: said, ..With::default() }
}

pub(crate) fn extension(limit: &str, by: &str) -> With {
    With { limit: Some(limit.into()), by: by.parse().ok(), ..With::default() }
}

pub(crate) fn suspension(ground: &str, last_day: &str) -> With {
    let until: NaiveDate = last_day.parse().unwrap();
    With { ground: Some(ground.into()), until: Some(until), ..With::default() }
}
