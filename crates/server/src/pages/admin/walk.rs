//! A sample case that is led through a procedure. Nothing of it is kept: the steps stand in the address and are played again
//! each time, on a stage whose clock begins now.

use domain::actor::{Actor, Relation, Role, Seat};
use domain::case::{Case, Solved};
use domain::clock::deadline_text;
use domain::directory::{Directory, UnitKind};
use domain::id::{Timestamp, TransitionName, UnitId};
use domain::scenario::{Stage, World};
use domain::workflow::scenario::{Filing, Step, With};
use domain::workflow::{Words as _, Workflow};

use crate::api::names::Names;
use crate::pages::shell::Shell;
use crate::state::State as Shared;

/// The step in which nothing happens but a day goes by.
const DAY: &str = "day";

/// How many steps a sample case may have.
const STEPS_MAX: usize = 60;

/// A sample case as it stands.
#[derive(Debug, Default)]
pub(super) struct Walked {
    /// What was done so far, as it stands in the address.
    pub(super) steps: String,
    /// What was done, in words.
    pub(super) done: Vec<String>,
    pub(super) at: String,
    pub(super) state: String,
    pub(super) holder: String,
    /// Limits that run, with their deadlines.
    pub(super) deadlines: Vec<(String, String)>,
    /// What may be done next.
    pub(super) next: Vec<Next>,
    /// Why the last step was not done.
    pub(super) refused: Option<String>,
}

/// Something that may be done next.
#[derive(Debug)]
pub(super) struct Next {
    pub(super) steps: String,
    pub(super) label: String,
    pub(super) by: String,
    pub(super) lacks: Option<String>,
}

/// Plays the steps.
pub(super) fn walked(state: &Shared, workflow: &Workflow, steps: &str, shell: &Shell) -> Walked {
    let snapshot = state.engine.directory();
    let definitions = state.engine.definitions();
    let (directory, center) = (&snapshot.directory, &state.options.center);
    let world = World { workflow, calendar: &definitions.calendar, directory, center };
    let names =
        Names { workflow: Some(workflow), ..Names::new(definitions, directory, shell.language) };
    let mut walk = Walk { stage: Stage::new(world), names, shell, shown: Walked::default() };
    walk.file(definitions.calendar.minute_text(state.engine.clock().now()));
    for step in steps.split('.').filter(|step| !step.is_empty()).take(STEPS_MAX) {
        if !walk.step(step) {
            break;
        }
    }
    walk.show();
    walk.shown
}

/// A sample case as it is filed; none where the sample does not fit the procedure.
pub(super) fn sample(world: World<'_>, at: Timestamp) -> Option<Case> {
    let mut stage = Stage::new(world);
    let at = world.calendar.minute_text(at);
    stage.file(&filing(world, at), "/file");
    stage.case().cloned()
}

/// How a sample is filed: by a citizen where they may, and for two parties, so that one can leave.
fn filing(World { workflow, directory, center, .. }: World<'_>, at: String) -> Filing {
    let definition = workflow.definition();
    let roles = &definition.filing.by;
    let by = if roles.contains(&Role::Citizen) {
        Role::Citizen.as_str().to_owned()
    } else {
        let mut people = roles.iter().flat_map(|role| directory.staff_of(center, *role));
        people.next().map(ToString::to_string).unwrap_or_default()
    };
    let place = definition.jurisdiction.clone();
    Filing { at, by, parties: Some(2), place, ..Filing::default() }
}

struct Walk<'a> {
    stage: Stage<'a>,
    names: Names<'a>,
    shell: &'a Shell,
    shown: Walked,
}

impl Walk<'_> {
    fn file(&mut self, at: String) {
        self.stage.file(&filing(self.stage.world(), at), "/file");
        if self.stage.case().is_none() {
            let said = self.stage.findings().iter();
            let said: Vec<_> = said.map(|it| it.message.get(self.shell.language)).collect();
            self.shown.refused = Some(said.join("；"));
        }
    }

    /// Plays one; false where it cannot be done.
    fn step(&mut self, name: &str) -> bool {
        if name == DAY {
            let day = "1 calendar_day".parse().ok();
            self.stage.step(&Step { after: day, ..Step::default() }, "");
            self.shown.done.push(self.shell.w.admin.a_day_later.to_owned());
            self.remember(name);
            return true;
        }
        let transition = TransitionName::from(name);
        let chosen =
            self.choices().into_iter().find(|(_, _, offer)| offer.transition == transition);
        let Some((seat, actor, _)) = chosen else {
            self.shown.refused = Some(self.shell.w.admin.nobody_can.to_owned());
            return false;
        };
        let with = self.with();
        let step = Step { transition: Some(transition.clone()), with, ..Step::default() };
        let Some(command) = self.stage.prepare(&step) else { return false };
        if let Err(why) = self.stage.command(&actor, &command) {
            self.shown.refused = Some(why.message().get(self.shell.language).to_owned());
            return false;
        }
        let label = self.names.transition(&transition).name;
        let by = seat.words();
        self.shown.done.push(format!("{label}（{}）", by.get(self.shell.language)));
        self.remember(name);
        true
    }

    fn remember(&mut self, name: &str) {
        self.shown.steps = joined(&self.shown.steps, name);
    }

    /// What verbs need beyond their forms: two units that can handle a case, and an answer that ends it.
    fn with(&self) -> With {
        let World { directory, workflow, .. } = self.stage.world();
        let mut able = directory.units.keys().filter(|unit| can_handle(directory, unit));
        let lead = able.next().cloned();
        let other = able.next().cloned();
        With {
            lead,
            unit: other.clone(),
            units: other.into_iter().collect(),
            reason: workflow.definition().reasons.keys().next().cloned(),
            solved: Some(Solved::Yes),
            ..With::default()
        }
    }

    /// What each seat may do, one actor a seat.
    fn choices(&self) -> Vec<(Seat, Actor, domain::decide::Offer)> {
        let Some(case) = self.stage.case() else { return Vec::new() };
        let workflow = self.stage.world().workflow;
        let seats = Relation::ALL
            .into_iter()
            .flat_map(|relation| Role::ALL.map(|role| Seat { role, relation }));
        let mut choices: Vec<(Seat, Actor, domain::decide::Offer)> = Vec::new();
        for seat in seats {
            let Some(actor) = self.stage.sitters(seat).into_iter().next() else { continue };
            for offer in self.stage.offers(case, &actor) {
                let transition = workflow.transition(&offer.transition);
                let is_theirs = transition.is_some_and(|step| step.by.contains(&seat));
                let is_new = choices.iter().all(|(_, _, had)| had.transition != offer.transition);
                if is_theirs && is_new {
                    choices.push((seat, actor.clone(), offer));
                }
            }
        }
        choices
    }

    fn show(&mut self) {
        let language = self.shell.language;
        let Some(case) = self.stage.case() else { return };
        let calendar = self.stage.world().calendar;
        self.shown.at = calendar.minute_text(self.stage.now());
        self.shown.state = self.names.state(&case.state).name;
        self.shown.holder = case.holder().map(|it| self.names.holder(it).name).unwrap_or_default();
        let running = case.clocks.iter().filter(|clock| clock.is_open());
        self.shown.deadlines = running
            .map(|clock| {
                (self.names.limit(&clock.limit).name, deadline_text(calendar, clock.deadline))
            })
            .collect();
        let next = self.choices().into_iter().map(|(seat, _, offer)| Next {
            steps: joined(&self.shown.steps, offer.transition.as_str()),
            label: self.names.transition(&offer.transition).name,
            by: seat.words().get(language).to_owned(),
            lacks: offer.lacks.map(|why| why.message().get(language).to_owned()),
        });
        let day = Next {
            steps: joined(&self.shown.steps, DAY),
            label: self.shell.w.admin.a_day_later.to_owned(),
            by: String::new(),
            lacks: None,
        };
        self.shown.next = next.chain([day]).collect();
    }
}

fn joined(steps: &str, step: &str) -> String {
    if steps.is_empty() { step.to_owned() } else { format!("{steps}.{step}") }
}

/// Whether somebody of a department could be the handler, and somebody its head.
fn can_handle(directory: &Directory, unit: &UnitId) -> bool {
    let has = |role| directory.staff_of(unit, role).next().is_some();
    let kind = directory.units.get(unit).map(|unit| unit.kind);
    kind == Some(UnitKind::Department) && has(Role::Handler) && has(Role::UnitHead)
}
