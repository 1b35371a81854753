//! Codes to be scanned 二维码, kept by the system administrator: made, replaced and retired with a reason, and printed as
//! posters and cards. No review is read here.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::review::Target;
use engine::scan_points::{NotMade, ScanPoint, Wanted};
use serde::Deserialize;
use uuid::Uuid;

use super::people::{UnitRow, tree};
use super::rules::{keeper, no_such_step, reason_of};
use crate::api::names::Names;
use crate::api::scan_points::{address, not_made};
use crate::extract::{Path, Query};
use crate::pages::citizen::drawn;
use crate::pages::done::{DoneIn, done as sent_on};
use crate::pages::posted::Posted;
use crate::pages::shell::{Shell, Visitor, page};
use crate::problem::Problem;
use crate::state::State as Shared;

/// A code in the table.
#[derive(Debug)]
struct Row {
    id: Uuid,
    name: String,
    unit: Option<String>,
    kind: &'static str,
    code: String,
    made: String,
    retired: Option<String>,
    is_replaced: bool,
}

#[derive(Template)]
#[template(path = "admin_codes.html")]
struct CodesPage {
    shell: Shell,
    /// The id of a code that takes the place of one, so that a second click makes no second one.
    key: String,
    rows: Vec<Row>,
    error: Option<String>,
    reason: String,
}

/// Shows them.
pub(super) async fn show(
    State(state): State<Shared>,
    Visitor { caller, shell }: Visitor,
    Query(query): Query<DoneIn>,
) -> Result<Response, Problem> {
    keeper(&state, &caller).await?;
    let mut shown = codes(&state, shell).await?;
    let w = &shown.shell.w.reviews;
    let told = match query.done.as_str() {
        "make" => Some(w.done_make.to_owned()),
        "replace" => Some(w.done_replace.to_owned()),
        "retire" => Some(w.done_retire.to_owned()),
        _ => None,
    };
    shown.shell.tell(told);
    Ok(page(&shown, StatusCode::OK))
}

async fn codes(state: &Shared, shell: Shell) -> Result<CodesPage, Problem> {
    let points = state.engine.store().scan_points().await?;
    let rows = points.iter().map(|point| row(state, point, &shell)).collect();
    let key = Uuid::now_v7().to_string();
    Ok(CodesPage { shell, key, rows, error: None, reason: String::new() })
}

fn row(state: &Shared, point: &ScanPoint, shell: &Shell) -> Row {
    let (name, unit) = called(state, point, shell);
    let w = &shell.w.reviews;
    let local = |at| state.engine.definitions().calendar.minute_text(at);
    Row {
        id: point.id,
        name,
        unit,
        kind: match point.target {
            Target::Unit(_) => w.unit,
            Target::Officer { .. } => w.officer,
            Target::ServicePoint { .. } => w.service_point,
        },
        code: point.code.clone(),
        made: local(point.made_at),
        retired: point.retired_at.map(local),
        is_replaced: point.replaced_by.is_some(),
    }
}

/// What whom a code stands for is called, and its unit where it is none.
fn called(state: &Shared, point: &ScanPoint, shell: &Shell) -> (String, Option<String>) {
    let snapshot = state.engine.directory();
    let names = Names::new(state.engine.definitions(), &snapshot.directory, shell.language);
    let name = point.target.name(&snapshot.directory).get(shell.language).to_owned();
    let unit = names.unit(point.target.unit()).name;
    (name, Some(unit).filter(|_| !matches!(point.target, Target::Unit(_))))
}

/// Retires or replaces a code.
pub(super) async fn act(
    State(state): State<Shared>,
    visitor: Visitor,
    posted: Posted,
) -> Result<Response, Problem> {
    keeper(&state, &visitor.caller).await?;
    match done(&state, &visitor, &posted).await {
        Ok(what) => Ok(sent_on(&format!("/s/admin/qr?done={what}"))),
        Err(problem) if problem.status().is_client_error() => {
            let mut shown = codes(&state, visitor.shell).await?;
            shown.error = Some(problem.line(shown.shell.language));
            posted.one("reason").clone_into(&mut shown.reason);
            Ok(page(&shown, problem.status()))
        }
        Err(problem) => Err(problem),
    }
}

async fn done(state: &Shared, visitor: &Visitor, posted: &Posted) -> Result<&'static str, Problem> {
    let reason = reason_of(posted)?;
    let why = (Some(&visitor.caller.person), reason.as_str());
    // A button says what, and to which: `retire.0190…`.
    let (what, which) = posted.one("do").split_once('.').unwrap_or_default();
    let id: Uuid = which.parse().map_err(|_| not_made(NotMade::Retired))?;
    match what {
        "retire" => {
            let retired = state.engine.retire_scan_point(id, why).await?;
            if retired { Ok("retire") } else { Err(not_made(NotMade::Retired)) }
        }
        "replace" => {
            let made = state.engine.replace_scan_point(id, new_id(posted), why).await?;
            made.map(|_| "replace").map_err(not_made)
        }
        _ => Err(no_such_step()),
    }
}

/// The id of what a form makes; the same form makes it once.
fn new_id(posted: &Posted) -> Uuid {
    posted.one("key").parse().unwrap_or_else(|_| Uuid::now_v7())
}

#[derive(Template)]
#[template(path = "admin_code_new.html")]
struct NewPage {
    shell: Shell,
    key: String,
    units: Vec<UnitRow>,
    posted: Posted,
    error: Option<String>,
}

impl NewPage {
    fn of(state: &Shared, shell: Shell, posted: Posted, error: Option<String>) -> Self {
        let snapshot = state.engine.directory();
        let key = new_id(&posted).to_string();
        let units = tree(&snapshot.directory, posted.one("unit"), &shell);
        Self { shell, key, units, posted, error }
    }
}

/// Asks for whom a code is to be.
pub(super) async fn blank(
    State(state): State<Shared>,
    Visitor { caller, shell }: Visitor,
) -> Result<Response, Problem> {
    keeper(&state, &caller).await?;
    Ok(page(&NewPage::of(&state, shell, Posted::default(), None), StatusCode::OK))
}

/// Makes a code.
pub(super) async fn make(
    State(state): State<Shared>,
    Visitor { caller, shell }: Visitor,
    posted: Posted,
) -> Result<Response, Problem> {
    keeper(&state, &caller).await?;
    let text = |name: &str| posted.one(name).to_owned();
    let wanted = Wanted {
        unit: text("unit"),
        person: text("person"),
        name: text("point"),
        name_en: text("point_en"),
    };
    let made = match reason_of(&posted) {
        Ok(reason) => {
            let why = (Some(&caller.person), reason.as_str());
            let made = state.engine.make_scan_point(new_id(&posted), &wanted, why).await?;
            made.map_err(not_made)
        }
        Err(problem) => Err(problem),
    };
    match made {
        Ok(_) => Ok(sent_on("/s/admin/qr?done=make")),
        Err(problem) => {
            let error = Some(problem.line(shell.language));
            let posted = if problem.is("code_differs") {
                posted.under(&Uuid::now_v7().to_string())
            } else {
                posted
            };
            Ok(page(&NewPage::of(&state, shell, posted, error), problem.status()))
        }
    }
}

/// As what it is printed.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct PrintIn {
    r#as: String,
}

#[derive(Template)]
#[template(path = "poster.html")]
struct PosterPage {
    shell: Shell,
    name: String,
    unit: Option<String>,
    code: String,
    /// What is read from the code.
    address: String,
    qr: String,
    is_card: bool,
}

/// Shows a poster (A4), or a card for a table (A5), as it is printed.
pub(super) async fn poster(
    State(state): State<Shared>,
    Visitor { caller, mut shell }: Visitor,
    Path(id): Path<Uuid>,
    Query(PrintIn { r#as }): Query<PrintIn>,
) -> Result<Response, Problem> {
    keeper(&state, &caller).await?;
    let point = state.engine.store().scan_point(id).await?;
    let serves = |point: &ScanPoint| point.retired_at.is_none();
    let point = point.filter(serves).ok_or_else(Problem::not_found)?;
    let (name, unit) = called(&state, &point, &shell);
    shell.telephone.clone_from(&state.options.telephone);
    let address = address(&state, &point);
    let (qr, is_card) = (drawn(&address), r#as == "card");
    let poster = PosterPage { shell, name, unit, code: point.code, address, qr, is_card };
    Ok(page(&poster, StatusCode::OK))
}
