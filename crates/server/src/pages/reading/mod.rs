//! Pages that are read rather than worked in: the leader's page 领导一页纸, the screen on a wall 大屏, reports, whose time it was, and
//! what is taken along. Each number is counted by the filter of the list that it leads to.

mod case_time;
mod chart;
mod counted;
mod disputes;
mod export;
mod figures;
mod leader;
mod report;
mod screen;
mod time;

use axum::Router;
use axum::routing::{get, post};
use domain::actor::Role;

pub(super) use export::may_export;

use crate::state::State;

/// Who reads what the whole center does.
const READERS: [Role; 2] = [Role::Director, Role::Supervisor];

/// The pages. That of a screen is below no other: its address is all that it needs.
pub(super) fn routes() -> Router<State> {
    Router::new()
        .route("/s/cases/{number}/time", get(case_time::show).post(case_time::act))
        .route("/s/supervise/time", get(time::show))
        .route("/s/supervise/disputes", get(disputes::list))
        .route("/s/leader", get(leader::show))
        .route("/s/reports", get(report::list))
        .route("/s/reports/{period}", get(report::show))
        .route("/s/wall", get(screen::show))
        .route("/s/wall/screens", get(screen::screens).post(screen::act))
        .route("/wall/{token}", get(screen::screen))
        .route("/s/exports", post(export::exported))
}
