//! Cases as rows: with the time left and the next step of each.

use std::collections::BTreeMap;

use domain::case::Rejection;
use domain::decide::Offer;
use domain::id::{CaseId, Timestamp};
use domain::text::Language;
use domain::workflow::{InputKind, Stage, Transition, Verb};
use engine::Who;
use engine::reading::Seen;
use store::queries::CaseLine;

use super::super::pill::Pill;
use super::super::shell::Shell;
use super::bulk::is_of_any;
use super::next::next_step;
use crate::api::names::Names;
use crate::problem::Problem;
use crate::state::State;

/// A case in a list.
#[derive(Debug)]
pub(in crate::pages) struct Row {
    pub(in crate::pages) number: String,
    pub(in crate::pages) title: String,
    pub(in crate::pages) stage: &'static str,
    pub(in crate::pages) unit: String,
    pub(in crate::pages) pill: Option<Pill>,
    pub(in crate::pages) marks: Vec<&'static str>,
    pub(in crate::pages) step: Option<NextStep>,
    /// What can be done with it now, and with others at once.
    pub(in crate::pages) can: Vec<NextStep>,
    /// Its procedure.
    pub(in crate::pages) workflow: String,
    /// Whether it was chosen before something was refused.
    pub(in crate::pages) ticked: bool,
}

/// Something that can be done with a case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::pages) struct NextStep {
    /// Whether every procedure has it.
    pub(in crate::pages) of_any: bool,
    pub(in crate::pages) transition: String,
    pub(in crate::pages) label: String,
}

/// The rows of these cases, with the next step of each. All are read by one question.
pub(in crate::pages) async fn rows(
    state: &State,
    who: &Who,
    lines: Vec<CaseLine>,
    now: Timestamp,
    shell: &Shell,
) -> Result<Vec<Row>, Problem> {
    let open = lines.iter().filter(|line| line.ended.is_none());
    let open: Vec<CaseId> = open.map(|line| line.id).collect();
    let read = state.engine.read_all(who, &open).await?;
    let read: BTreeMap<_, _> = read.into_iter().map(|seen| (seen.case().id, seen)).collect();
    Ok(lines.into_iter().map(|line| row(state, read.get(&line.id), line, now, shell)).collect())
}

fn row(state: &State, seen: Option<&Seen>, line: CaseLine, now: Timestamp, shell: &Shell) -> Row {
    let snapshot = state.engine.directory();
    let names = Names::new(state.engine.definitions(), &snapshot.directory, shell.language);
    let names = names.under(&line.workflow);
    let stage = Stage::ALL.into_iter().find(|stage| stage.as_str() == line.stage);
    let high = (line.risk == "high").then_some(shell.w.high_risk);
    let restricted = line.restricted.then_some(shell.w.restricted);
    let (step, can) = seen.map(|seen| steps(state, seen, names)).unwrap_or_default();
    Row {
        pill: Pill::of_line(&line, now, shell.w),
        number: line.number,
        title: line.title,
        stage: stage.map_or("", |stage| match shell.language {
            Language::Zh => stage.character(),
            Language::En => shell.w.stage_name(stage),
        }),
        unit: line.lead.map(|unit| names.unit(&unit).name).unwrap_or_default(),
        marks: high.into_iter().chain(restricted).collect(),
        step,
        can,
        workflow: line.workflow.name.as_str().to_owned(),
        ticked: false,
    }
}

/// What the reader can do now, and the first of it, in the order of the procedure, that moves the case on.
fn steps(state: &State, seen: &Seen, names: Names<'_>) -> (Option<NextStep>, Vec<NextStep>) {
    let Some(workflow) = state.engine.workflow_of(seen.case()) else { return Default::default() };
    let offers = state.engine.offers(seen);
    let verb = |offer: &Offer| workflow.transition(&offer.transition).map(|known| known.verb);
    let step = |offer: &Offer| NextStep {
        of_any: verb(offer).is_some_and(|verb| is_of_any(verb, &offer.transition)),
        transition: offer.transition.as_str().to_owned(),
        label: names.transition(&offer.transition).name,
    };
    let onward = next_step(workflow, seen.case(), &offers);
    let can = offers.iter().filter(|offer| {
        let transition = workflow.transition(&offer.transition);
        let is_for_several = transition.is_some_and(is_for_several);
        // An order is a document for several cases at once: see the bulk step of this verb.
        let by_document = offer.lacks == Some(Rejection::NeedsDocument)
            && transition.is_some_and(|known| known.verb == Verb::Supervise);
        is_for_several && (offer.lacks.is_none() || by_document)
    });
    (onward.map(step), can.map(step).collect())
}

/// Whether a step can be done with several cases by one form: it asks for no file of a case, and for nothing that is another
/// with each.
fn is_for_several(transition: &Transition) -> bool {
    transition.evidence.is_empty()
        && match transition.verb.input() {
            Some(
                InputKind::Parties
                | InputKind::Extend
                | InputKind::Suspend
                | InputKind::OrderNumber,
            ) => false,
            Some(
                InputKind::Classify
                | InputKind::Assign
                | InputKind::Reasoned
                | InputKind::Unit
                | InputKind::Units
                | InputKind::Signing
                | InputKind::Verdict
                | InputKind::Person
                | InputKind::Case
                | InputKind::Solved
                | InputKind::JointSession
                | InputKind::Order,
            )
            | None => true,
        }
}
