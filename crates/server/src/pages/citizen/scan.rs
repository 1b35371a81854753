//! Where the QR code of a unit, an officer or a service point leads 扫码落地页: who it is, and what one can do. What stands in
//! the address is printed on a wall and opens nothing that is anybody's.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::review::Target;

use super::Guest;
use crate::api::reviews::scanned;
use crate::extract::Path;
use crate::pages::shell::{Shell, page};
use crate::problem::Problem;
use crate::state::State as Shared;

#[derive(Template)]
#[template(path = "scan.html")]
struct ScanPage {
    shell: Shell,
    token: String,
    name: String,
    /// The unit of an officer or a service point.
    unit: Option<String>,
    is_officer: bool,
}

#[derive(Template)]
#[template(path = "scan_gone.html")]
struct GonePage {
    shell: Shell,
}

/// Shows whom the code stands for.
pub(super) async fn landing(
    State(state): State<Shared>,
    guest: Guest,
    Path(token): Path<String>,
) -> Result<Response, Problem> {
    let Guest { from, shell, .. } = guest;
    let point = match scanned(&state, from, &token).await {
        Ok(point) => point,
        Err(problem) => return ended(shell, problem),
    };
    let snapshot = state.engine.directory();
    let units = &snapshot.directory.units;
    let unit = units.get(point.target.unit()).map(|unit| unit.name.get(shell.language).to_owned());
    let shown = ScanPage {
        token: state.engine.scan_token(point.id),
        name: named(&state, &point.target, &shell),
        unit: unit.filter(|_| !matches!(point.target, Target::Unit(_))),
        is_officer: matches!(point.target, Target::Officer { .. }),
        shell,
    };
    Ok(page(&shown, StatusCode::OK))
}

/// What whom a code stands for is called.
pub(super) fn named(state: &Shared, target: &Target, shell: &Shell) -> String {
    let snapshot = state.engine.directory();
    target.name(&snapshot.directory).get(shell.language).to_owned()
}

/// Says that a code serves no more, and where else to go. Nobody learns whether it ever served.
pub(super) fn ended(shell: Shell, problem: Problem) -> Result<Response, Problem> {
    if problem.is("no_such_code") {
        return Ok(page(&GonePage { shell }, StatusCode::NOT_FOUND));
    }
    Err(problem)
}
