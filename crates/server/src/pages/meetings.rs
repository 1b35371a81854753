//! Mediations of today 今日调解安排, from what handlers have recorded: the last appointment of a case counts.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::case::{Event, Performed, Value};
use domain::id::{CaseId, TransitionName};
use domain::text::Language;
use domain::workflow::Workflow;
use engine::reading::Seen;

use crate::problem::Problem;
use crate::state::State as Shared;

/// The form by which a procedure arranges a mediation, and its fields.
const FORM: &str = "appointment";
const DAY: &str = "day";
const TIME: &str = "time";
const PLACE: &str = "place";

/// A mediation that was arranged.
#[derive(Debug)]
pub(super) struct Meeting {
    /// The case.
    pub(super) case: CaseId,
    /// At what time, as it sorts.
    pub(super) slot: String,
    /// At what time and where.
    pub(super) at: String,
    /// Who was asked to come, masked.
    pub(super) parties: String,
}

/// The transitions of a procedure that arrange a mediation.
fn arranging(workflow: &Workflow) -> BTreeSet<&TransitionName> {
    let transitions = workflow.definition().transitions.iter();
    let arranging = transitions.filter(|(_, transition)| {
        transition.form.as_ref().is_some_and(|form| form.as_str() == FORM)
    });
    arranging.map(|(name, _)| name).collect()
}

/// The mediations of a day in these cases, the first one first.
pub(super) async fn of_day(
    state: &Shared,
    cases: impl Iterator<Item = &Seen>,
    (day, language): (NaiveDate, Language),
) -> Result<Vec<Meeting>, Problem> {
    let mut meetings = Vec::new();
    for seen in cases {
        let Some(workflow) = state.engine.workflow_of(seen.case()) else { continue };
        let arranging = arranging(workflow);
        // Most cases have none, and their record is not read.
        if seen.case().done_by.keys().any(|done| arranging.contains(done)) {
            meetings.extend(meeting(state, seen, (workflow, &arranging), (day, language)).await?);
        }
    }
    meetings.sort_by(|one, other| one.slot.cmp(&other.slot));
    Ok(meetings)
}

async fn meeting(
    state: &Shared,
    seen: &Seen,
    (workflow, arranging): (&Workflow, &BTreeSet<&TransitionName>),
    (day, language): (NaiveDate, Language),
) -> Result<Option<Meeting>, Problem> {
    let (store, case) = (state.engine.store(), seen.case().id);
    let entries = store.timeline(&seen.visible, case, 0, u32::MAX).await?.unwrap_or_default();
    let performed = entries.iter().rev().filter_map(|entry| {
        if let Event::Performed(done) = &entry.event { Some(done) } else { None }
    });
    let last = performed.into_iter().find(|done| arranging.contains(&done.transition));
    let Some(done) = last.filter(|done| done.form.get(DAY) == Some(&Value::Date(day))) else {
        return Ok(None);
    };
    let words = store.words(&seen.visible, case).await?;
    let place = done.form.get(PLACE).and_then(|place| {
        let Value::Text(said) = place else { return None };
        words.get(&said.id).cloned().flatten()
    });
    let (slot, time) = time(workflow, done, language);
    let parties = state.engine.parties(seen).await?.into_iter().map(|(_, masked)| masked);
    let parties = parties.map(|it| format!("{} {}", it.name, it.telephone).trim().to_owned());
    let parties: Vec<_> = parties.filter(|party| !party.is_empty()).collect();
    let at = [Some(time), place].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    Ok(Some(Meeting { case, slot, at, parties: parties.join("、") }))
}

/// The time that was chosen, by its key and as it is called.
fn time(workflow: &Workflow, done: &Performed, language: Language) -> (String, String) {
    let Some(Value::Choice(slot)) = done.form.get(TIME) else { return Default::default() };
    let form = workflow.definition().forms.get(FORM);
    let field = form.and_then(|form| form.fields.get(TIME));
    let name = field.and_then(|field| field.choices.get(slot));
    (slot.clone(), name.map_or(slot.as_str(), |name| name.get(language)).to_owned())
}
