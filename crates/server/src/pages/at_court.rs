//! What a court finds on its desk: agreements that it may be asked to confirm or was asked to 司法确认, and disputes that go
//! on to a suit 诉讼转出. Lists only; who sees which case is decided as for any other list.

use std::collections::BTreeSet;

use domain::case::Case;
use domain::clock::Clock;
use domain::id::{LimitName, StateName, WorkflowName};
use store::queries::{CaseFilter, CaseLine, Sort};
use store::visible::VisibleCases;

use crate::problem::Problem;
use crate::state::State as Shared;

/// The window in which both parties may apply to the court.
const WINDOW: &str = "confirmation";

/// The time of the court once they have.
const AT_COURT: &str = "court_confirmation";

/// The time for leading a failed mediation on.
const LEAD_ON: &str = "lead_on";

/// How a case ends that goes on to a suit.
const TO_COURT: &str = "to_court";

/// The clock of a confirmation, and whether both parties have applied.
pub(super) fn confirmation(case: &Case) -> Option<(&Clock, bool)> {
    let clock = |limit: &str| case.clock(&LimitName::from(limit));
    clock(AT_COURT).map(|clock| (clock, true)).or_else(|| clock(WINDOW).map(|clock| (clock, false)))
}

/// Agreements that a court may be asked to confirm, or was.
pub(super) fn confirmations(state: &Shared) -> CaseFilter {
    under(state, &[WINDOW, AT_COURT])
}

/// How many disputes go on to a suit, or did.
pub(super) async fn count_suits(state: &Shared, visible: &VisibleCases) -> Result<u64, Problem> {
    let store = state.engine.store();
    let going = store.count_cases(visible, &under(state, &[LEAD_ON])).await?;
    Ok(going + store.count_cases(visible, &gone()).await?)
}

/// The first of them: those that are led on, the first due first, then those that went, the newest first.
pub(super) async fn suits(
    state: &Shared,
    visible: &VisibleCases,
    most: u32,
) -> Result<Vec<CaseLine>, Problem> {
    let store = state.engine.store();
    let going = under(state, &[LEAD_ON]);
    let mut lines = store.cases(visible, &going, Sort::Due, None, most).await?.lines;
    lines.extend(store.cases(visible, &gone(), Sort::Filed, None, most).await?.lines);
    lines.truncate(most as usize);
    Ok(lines)
}

fn gone() -> CaseFilter {
    let ended = Some(TO_COURT.into());
    CaseFilter { open: Some(false), ended, ..CaseFilter::default() }
}

/// Open cases in the states in which one of these limits runs.
fn under(state: &Shared, limits: &[&str]) -> CaseFilter {
    let states = states(state, limits).into_iter().collect();
    CaseFilter { open: Some(true), states: Some(states), ..CaseFilter::default() }
}

/// The states of all procedures in which one of these limits runs.
fn states(state: &Shared, limits: &[&str]) -> BTreeSet<(WorkflowName, StateName)> {
    let workflows = state.engine.definitions().workflows.values();
    let of = |workflow: &domain::workflow::Workflow| {
        let definition = workflow.definition();
        let runs = definition
            .states
            .iter()
            .filter(|(_, state)| state.limits.iter().any(|limit| limits.contains(&limit.as_str())));
        let named = runs.map(|(name, _)| (definition.workflow.clone(), name.clone()));
        named.collect::<Vec<_>>()
    };
    workflows.flat_map(of).collect()
}
