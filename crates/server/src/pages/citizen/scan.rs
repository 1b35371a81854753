//! Where the QR code of a unit, an officer or a service point leads 扫码落地页: who it is, and what one can do. What stands in
//! the address is printed on a wall and opens nothing that is anybody's.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::id::{PersonId, UnitId};
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
    /// Who may be reviewed by name at this unit: where the code of each leads, and what they are called.
    officers: Vec<(String, String)>,
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
    let officers = match &point.target {
        Target::Unit(unit) => officers(&state, unit, &shell).await?,
        Target::Officer { .. } | Target::ServicePoint { .. } => Vec::new(),
    };
    let snapshot = state.engine.directory();
    let units = &snapshot.directory.units;
    let unit = units.get(point.target.unit()).map(|unit| unit.name.get(shell.language).to_owned());
    let shown = ScanPage {
        token: state.engine.scan_token(point.id),
        name: named(&state, &point.target, &shell),
        unit: unit.filter(|_| !matches!(point.target, Target::Unit(_))),
        is_officer: matches!(point.target, Target::Officer { .. }),
        officers,
        shell,
    };
    Ok(page(&shown, StatusCode::OK))
}

/// The officers of a unit who have a code of their own that serves: nobody else of it is named to the public.
async fn officers(
    state: &Shared,
    of: &UnitId,
    shell: &Shell,
) -> Result<Vec<(String, String)>, Problem> {
    let snapshot = state.engine.directory();
    let is_there =
        |person: &PersonId| snapshot.directory.staff(person).is_some_and(|staff| staff.unit == *of);
    let points = state.engine.store().scan_points().await?.into_iter();
    let mut officers = BTreeMap::new();
    for point in points.filter(|point| point.retired_at.is_none()) {
        if let Target::Officer { person, unit } = &point.target
            && unit == of
            && is_there(person)
        {
            let known = (state.engine.scan_token(point.id), named(state, &point.target, shell));
            // Somebody may have a code at more than one place; each leads to the same sheet.
            _ = officers.entry(person.clone()).or_insert(known);
        }
    }
    Ok(officers.into_values().collect())
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
