//! The desk of supervisors 督办台: who is late and in which stage, what is about to be late, and what waits for somebody. Each
//! number is that of the list with the same filter.

use std::collections::BTreeMap;

use axum::extract::State;
use domain::id::{Timestamp, UnitId};
use domain::session::SessionStanding;
use engine::joint::TaskFilter;
use engine::orders::OrderFilter;
use serde::{Deserialize, Serialize};
use store::queries::{CaseFilter, Mark, StageCount};
use store::suspicions::{Stands, SuspicionFilter};
use utoipa::ToSchema;

use super::due::ROWS_MAX;
use super::names::{Named, Names, instant};
use crate::caller::{Caller, Scope};
use crate::extract::Language;
use crate::problem::{Problem, Refusals};
use crate::state::State as Shared;

/// What a supervisor asks of cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Marked {
    /// The third unit, or a later one, was asked to lead it 三次交办.
    ThirdUnit,
    /// An extension waits for a decision.
    Extension,
    /// It is suspended.
    Suspended,
    /// It stands under an order.
    Ordered,
    /// Its unit should have answered an order by now.
    OrderLate,
    /// It is listed 挂牌督办.
    Listed,
    /// A leader sponsors it 包案.
    Sponsored,
}

impl Marked {
    /// All of them, in their order on the desk.
    pub(crate) const ALL: [Self; 7] = [
        Self::ThirdUnit,
        Self::Extension,
        Self::Suspended,
        Self::Ordered,
        Self::OrderLate,
        Self::Listed,
        Self::Sponsored,
    ];

    /// Its word in addresses and in JSON.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::ThirdUnit => "third_unit",
            Self::Extension => "extension",
            Self::Suspended => "suspended",
            Self::Ordered => "ordered",
            Self::OrderLate => "order_late",
            Self::Listed => "listed",
            Self::Sponsored => "sponsored",
        }
    }

    /// What it asks the store for.
    pub(crate) const fn mark(self, now: Timestamp) -> Mark {
        match self {
            Self::ThirdUnit => Mark::ThirdUnit,
            Self::Extension => Mark::Extension,
            Self::Suspended => Mark::Suspended,
            Self::Ordered => Mark::Ordered,
            Self::OrderLate => Mark::OrderLate(now),
            Self::Listed => Mark::Listed,
            Self::Sponsored => Mark::Sponsored,
        }
    }
}

/// The desk.
#[derive(Debug)]
pub(crate) struct Desk {
    /// When it was looked at.
    pub(crate) now: Timestamp,
    /// Cases past a deadline, by unit and stage.
    pub(crate) overdue: BTreeMap<Option<UnitId>, BTreeMap<String, u64>>,
    /// How many are nearly over and not over yet, by the colours that the county sets.
    pub(crate) soon: u64,
    /// How many open cases there are of each mark.
    pub(crate) marked: Vec<(Marked, u64)>,
    /// How many orders wait for an answer that should be there by now.
    pub(crate) orders_late: u64,
    /// The same of recommendations.
    pub(crate) recommendations_late: u64,
    /// How many tasks of joint sessions are late.
    pub(crate) tasks_late: u64,
    /// How many joint sessions are called and not held yet, or wait for a signature.
    pub(crate) sessions_open: u64,
    /// How many clocks were due and have not been acted on, as far as they are told.
    pub(crate) not_escalated: usize,
    /// How many suspicions a person should look at.
    pub(crate) suspicions: u64,
}

impl Desk {
    /// How many cases are past a deadline.
    pub(crate) fn late(&self) -> u64 {
        self.overdue.values().flat_map(BTreeMap::values).sum()
    }
}

/// The desk of somebody who supervises, over the cases that they see.
///
/// # Errors
///
/// Where they supervise nothing, or the store fails.
pub(crate) async fn desk(state: &Shared, caller: &Caller) -> Result<Desk, Problem> {
    caller.supervises(&state.engine).await?;
    let visible = state.engine.visible(&caller.who()).await?;
    let (store, now) = (state.engine.store(), state.engine.clock().now());
    let to_judge = SuspicionFilter { stands: Some(Stands::ToJudge), ..SuspicionFilter::default() };
    let open = CaseFilter { open: Some(true), ..CaseFilter::default() };
    let late = CaseFilter { due_before: Some(now), ..open.clone() };
    let soon = CaseFilter { yellow_at: Some(now), ..open.clone() };
    let mut overdue: BTreeMap<Option<UnitId>, BTreeMap<String, u64>> = BTreeMap::new();
    for StageCount { lead, stage, count } in store.count_by_unit_and_stage(&visible, &late).await? {
        overdue.entry(lead).or_default().insert(stage, count);
    }
    let of_mark = |marked: Marked| CaseFilter { mark: Some(marked.mark(now)), ..open.clone() };
    let filters: Vec<_> = Marked::ALL.into_iter().map(of_mark).chain([soon]).collect();
    let mut counts = store.count_each(&visible, &filters).await?;
    let soon = counts.pop().unwrap_or_default();
    let documents = async |recommends| {
        let filter = OrderFilter {
            recommends: Some(recommends),
            late_at: Some(now),
            ..OrderFilter::default()
        };
        let counts = state.engine.count_orders(&caller.person, &filter).await?;
        Ok::<u64, Problem>(counts.values().sum())
    };
    let tasks = TaskFilter { late_at: Some(now), ..TaskFilter::default() };
    let sessions = state.engine.count_joint_sessions(&caller.person).await?;
    let open_standings = [SessionStanding::Called, SessionStanding::Minuted];
    Ok(Desk {
        now,
        tasks_late: state.engine.count_session_tasks(&caller.person, &tasks).await?,
        sessions_open: open_standings.iter().filter_map(|it| sessions.get(it)).sum(),
        orders_late: documents(false).await?,
        recommendations_late: documents(true).await?,
        overdue,
        soon,
        marked: Marked::ALL.into_iter().zip(counts).collect(),
        not_escalated: state.engine.not_escalated(&caller.who(), ROWS_MAX).await?.len(),
        suspicions: state.engine.count_suspicions(&caller.person, &to_judge).await?,
    })
}

/// The desk of supervisors.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeskOut {
    /// When it was looked at.
    as_of: String,
    /// How many open cases are past a deadline.
    overdue: u64,
    /// How many are yellow by the colours that the county sets: a limit of theirs is nearly over, and none is over.
    soon: u64,
    /// How many open cases were given to units three times or more, the center left out.
    third_unit: u64,
    /// How many wait for the decision about an extension.
    extension: u64,
    /// How many are suspended.
    suspended: u64,
    /// How many stand under an order.
    ordered: u64,
    /// How many of those should have been answered by now.
    order_late: u64,
    /// How many orders wait for an answer that should be there by now.
    orders_late: u64,
    /// The same of recommendations.
    recommendations_late: u64,
    /// How many are listed.
    listed: u64,
    /// How many a leader sponsors.
    sponsored: u64,
    /// How many tasks of joint sessions should be done by now.
    tasks_late: u64,
    /// How many joint sessions are called and not held yet, or wait for a signature.
    sessions_open: u64,
    /// How many clocks were due and have not been acted on, counted as far as 500.
    not_escalated: usize,
    /// How many suspicions a person should look at.
    suspicions: u64,
    /// Cases past a deadline by unit and stage; what has none is absent.
    cells: Vec<DeskCellOut>,
}

/// How many cases of a unit are late in a stage.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeskCellOut {
    /// The unit that leads; null where none does.
    lead: Option<Named>,
    /// The stage.
    stage: String,
    /// How many.
    overdue: u64,
}

/// Tells who is late, in which stage, and what waits for somebody, of the cases that the supervisor sees.
#[utoipa::path(get, path = "/api/v1/supervision", tag = "supervision",
    responses((status = 200, body = DeskOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn supervision(
    State(state): State<Shared>,
    caller: Caller,
    Language(language): Language,
) -> Result<axum::Json<DeskOut>, Problem> {
    caller.needs(Scope::CasesRead)?;
    let desk = desk(&state, &caller).await?;
    let snapshot = state.engine.directory();
    let names = Names::new(state.engine.definitions(), &snapshot.directory, language);
    let of = |marked| desk.marked.iter().find(|(known, _)| *known == marked).map_or(0, |(_, n)| *n);
    let cells = desk.overdue.iter().flat_map(|(lead, stages)| {
        let lead = lead.as_ref().map(|unit| names.unit(unit));
        stages.iter().map(move |(stage, overdue)| DeskCellOut {
            lead: lead.clone(),
            stage: stage.clone(),
            overdue: *overdue,
        })
    });
    Ok(axum::Json(DeskOut {
        as_of: instant(desk.now),
        overdue: desk.late(),
        soon: desk.soon,
        third_unit: of(Marked::ThirdUnit),
        extension: of(Marked::Extension),
        suspended: of(Marked::Suspended),
        ordered: of(Marked::Ordered),
        order_late: of(Marked::OrderLate),
        orders_late: desk.orders_late,
        recommendations_late: desk.recommendations_late,
        listed: of(Marked::Listed),
        sponsored: of(Marked::Sponsored),
        tasks_late: desk.tasks_late,
        sessions_open: desk.sessions_open,
        not_escalated: desk.not_escalated,
        suspicions: desk.suspicions,
        cells: cells.collect(),
    }))
}
