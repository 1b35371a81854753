//! Mediations of today 今日调解安排, from what handlers have recorded: the last appointment of a case counts.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::case::{Entry, Event, Performed, Value};
use domain::id::{CaseId, TransitionName, UnitId};
use domain::text::Language;
use domain::workflow::Workflow;
use engine::reading::Seen;
use store::queries::CaseFilter;
use store::visible::VisibleCases;

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
    /// What was arranged.
    done: Performed,
}

/// What a card says of a mediation.
#[derive(Debug)]
pub(super) struct MeetingSaid {
    /// At what time and where.
    pub(super) at: String,
    /// Who was asked to come, masked.
    pub(super) parties: String,
}

/// The mediations of a day in the open cases of a unit, the first one first: one question, however many cases it has.
pub(super) async fn of_day(
    state: &Shared,
    visible: &VisibleCases,
    (unit, day): (&UnitId, NaiveDate),
) -> Result<Vec<Meeting>, Problem> {
    let transitions = arranging(state);
    let works = Some(unit.clone());
    let filter = CaseFilter { open: Some(true), works, ..CaseFilter::default() };
    let last = state.engine.store().last_done(visible, &filter, &transitions).await?;
    let on_day = |(case, entry): (CaseId, Entry)| {
        let Event::Performed(done) = entry.event else { return None };
        (done.form.get(DAY) == Some(&Value::Date(day))).then_some(Meeting { case, done: *done })
    };
    let mut meetings: Vec<_> = last.into_iter().filter_map(on_day).collect();
    meetings.sort_by(|one, other| one.slot().cmp(&other.slot()));
    Ok(meetings)
}

/// The transitions of all procedures that arrange a mediation.
fn arranging(state: &Shared) -> Vec<TransitionName> {
    let workflows = state.engine.definitions().workflows.values();
    let of = |workflow: &Workflow| {
        let transitions = workflow.definition().transitions.iter();
        let arranging = transitions.filter(|(_, transition)| {
            transition.form.as_ref().is_some_and(|form| form.as_str() == FORM)
        });
        arranging.map(|(name, _)| name.clone()).collect::<Vec<_>>()
    };
    workflows.flat_map(of).collect::<BTreeSet<_>>().into_iter().collect()
}

impl Meeting {
    /// At what time, as it sorts.
    fn slot(&self) -> Option<&str> {
        let Some(Value::Choice(slot)) = self.done.form.get(TIME) else { return None };
        Some(slot)
    }

    /// When and where it is, and with whom.
    pub(super) async fn said(
        &self,
        state: &Shared,
        seen: &Seen,
        language: Language,
    ) -> Result<MeetingSaid, Problem> {
        let words = state.engine.store().words(&seen.visible, self.case).await?;
        let place = self.done.form.get(PLACE).and_then(|place| {
            let Value::Text(said) = place else { return None };
            words.get(&said.id).cloned().flatten()
        });
        let time = state.engine.workflow_of(seen.case());
        let time = time.zip(self.slot()).map(|(workflow, slot)| time_of(workflow, slot, language));
        let parties = state.engine.parties(seen).await?.into_iter().map(|(_, masked)| masked);
        let parties = parties.map(|it| format!("{} {}", it.name, it.telephone).trim().to_owned());
        let parties: Vec<_> = parties.filter(|party| !party.is_empty()).collect();
        let at = [time, place].into_iter().flatten().collect::<Vec<_>>().join(" · ");
        Ok(MeetingSaid { at, parties: parties.join("、") })
    }
}

/// What the time that was chosen is called.
fn time_of(workflow: &Workflow, slot: &str, language: Language) -> String {
    let form = workflow.definition().forms.get(FORM);
    let field = form.and_then(|form| form.fields.get(TIME));
    let name = field.and_then(|field| field.choices.get(slot));
    name.map_or(slot, |name| name.get(language)).to_owned()
}
