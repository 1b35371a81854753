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

/// How many ended cases are looked through for suits.
const LOOKED_THROUGH: u32 = 200;

/// The clock of a confirmation, and whether both parties have applied.
pub(super) fn confirmation(case: &Case) -> Option<(&Clock, bool)> {
    let clock = |limit: &str| case.clock(&LimitName::from(limit));
    clock(AT_COURT).map(|clock| (clock, true)).or_else(|| clock(WINDOW).map(|clock| (clock, false)))
}

/// What a court finds on its desk.
#[derive(Debug, Default)]
pub(super) struct AtCourt {
    /// Agreements that it may be asked to confirm, or was.
    pub(super) confirmations: Vec<CaseLine>,
    /// Disputes that go on to a suit, and those that did.
    pub(super) suits: Vec<CaseLine>,
}

impl AtCourt {
    /// What of it somebody sees, at most so much of each.
    pub(super) async fn of(
        state: &Shared,
        visible: &VisibleCases,
        most: u32,
    ) -> Result<Self, Problem> {
        Ok(Self {
            confirmations: under(state, visible, (&[WINDOW, AT_COURT], most)).await?,
            suits: suits(state, visible, most).await?,
        })
    }
}

/// Cases that are led on to another procedure, and those that went on to a suit.
async fn suits(
    state: &Shared,
    visible: &VisibleCases,
    most: u32,
) -> Result<Vec<CaseLine>, Problem> {
    let mut lines = under(state, visible, (&[LEAD_ON], most)).await?;
    let ended = CaseFilter { open: Some(false), ..CaseFilter::default() };
    let store = state.engine.store();
    let found = store.cases(visible, &ended, Sort::Filed, None, LOOKED_THROUGH).await?;
    let gone = |line: &CaseLine| line.ended.as_ref().is_some_and(|it| it.as_str() == TO_COURT);
    lines.extend(found.lines.into_iter().filter(gone));
    lines.truncate(most as usize);
    Ok(lines)
}

/// Open cases in the states in which one of these limits runs, the first due first.
async fn under(
    state: &Shared,
    visible: &VisibleCases,
    (limits, most): (&[&str], u32),
) -> Result<Vec<CaseLine>, Problem> {
    let mut lines = Vec::new();
    for (workflow, name) in states(state, limits) {
        let (workflow, name) = (Some(workflow), Some(name));
        let filter =
            CaseFilter { open: Some(true), workflow, state: name, ..CaseFilter::default() };
        let found = state.engine.store().cases(visible, &filter, Sort::Due, None, most).await?;
        lines.extend(found.lines);
    }
    lines.sort_by_key(|line| (line.due_at.is_none(), line.due_at));
    lines.truncate(most as usize);
    Ok(lines)
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
