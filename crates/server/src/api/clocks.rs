//! The clocks of a case, each with the reason for its deadline and whose time it was.

use axum::extract::State;
use domain::clock::{Clock, ClockStatus, charged, ledger, time_by_holder};
use serde::Serialize;
use utoipa::ToSchema;

use super::names::{Named, Names, instant};
use crate::extract::Language;
use crate::problem::{Problem, Refusals};
use crate::seen::SeenCase;
use crate::state::State as Shared;
use engine::reading::Seen;

/// The clocks of a case and whose time it was.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ClocksOut {
    /// The clocks, in the order they started.
    clocks: Vec<ClockOut>,
    /// The whole life of the case by its holders; the sum is exact.
    time_by_holder: Vec<HolderTimeOut>,
}

/// A clock.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ClockOut {
    /// The limit.
    limit: Named,
    /// How long it is, such as `15 work_day`.
    length: String,
    /// What it counts from.
    anchor: String,
    /// The last instant in time.
    deadline: String,
    /// Where it stands: running, paused or ended.
    status: String,
    /// When it was ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<String>,
    /// Whether it is, or was, kept too late.
    late: bool,
    /// How many levels of its ladder were reached.
    levels_reached: u8,
    /// When the next level is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_level_at: Option<String>,
    /// Why the deadline is this one, line by line.
    explanation: Vec<String>,
    /// Whose time it was in the life of this clock.
    charged: Vec<ChargeOut>,
}

/// What is charged to a holder.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChargeOut {
    /// The holder.
    holder: Named,
    /// Seconds that counted towards the deadline.
    counted_seconds: i64,
    /// All seconds.
    total_seconds: i64,
}

/// The time of a holder.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HolderTimeOut {
    /// The holder.
    holder: Named,
    /// How long, in seconds.
    seconds: i64,
}

/// Lists the clocks of a case with the reasons for their deadlines.
#[utoipa::path(get, path = "/api/v1/cases/{id}/clocks", tag = "cases", params(("id" = Uuid, Path)),
    responses((status = 200, body = ClocksOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn clocks(
    State(state): State<Shared>,
    SeenCase { seen, .. }: SeenCase,
    Language(language): Language,
) -> Result<axum::Json<ClocksOut>, Problem> {
    let names = Names::new(state.engine.definitions(), &seen.snapshot.directory, language);
    let names = names.of_case(seen.case());
    let now = state.engine.clock().now().max(seen.stored.changed_at);
    Ok(axum::Json(of(&seen, names, now)))
}

fn of(seen: &Seen, names: Names<'_>, now: domain::id::Timestamp) -> ClocksOut {
    let case = seen.case();
    let time = |(holder, time): (&domain::clock::Holder, &chrono::TimeDelta)| HolderTimeOut {
        holder: names.holder(holder),
        seconds: time.num_seconds(),
    };
    ClocksOut {
        clocks: case.clocks.iter().map(|clock| one(clock, seen, names, now)).collect(),
        time_by_holder: time_by_holder(&case.tenures, now).iter().map(time).collect(),
    }
}

fn one(clock: &Clock, seen: &Seen, names: Names<'_>, now: domain::id::Timestamp) -> ClockOut {
    let calendar = &names.definitions.calendar;
    let segments = ledger(calendar, clock, &seen.case().tenures, now);
    let charge = |(holder, charge): (&domain::clock::Holder, &domain::clock::Charge)| ChargeOut {
        holder: names.holder(holder),
        counted_seconds: charge.counted.num_seconds(),
        total_seconds: charge.total.num_seconds(),
    };
    let (status, ended_at) = match clock.status {
        ClockStatus::Running => ("running", None),
        ClockStatus::Paused => ("paused", None),
        ClockStatus::Ended(at) => ("ended", Some(instant(at))),
    };
    let ground = |ground: &domain::id::GroundName| names.ground(ground).name;
    ClockOut {
        limit: names.limit(&clock.limit),
        length: clock.rule.length.to_string(),
        anchor: instant(clock.anchor),
        deadline: names.deadline(clock.deadline),
        status: status.to_owned(),
        ended_at,
        late: clock.is_late(now),
        levels_reached: clock.levels_reached,
        next_level_at: clock.next_level().map(instant),
        explanation: clock.explanation.lines_naming(names.language, &ground),
        charged: charged(&segments).iter().map(charge).collect(),
    }
}
