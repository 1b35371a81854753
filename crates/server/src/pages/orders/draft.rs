//! The form that drafts a document for each unit of the ticked cases. What cannot come under an order now stands there with the
//! reason, and is left out.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::id::{CaseId, LevelName, UnitId};
use domain::refusal::Refused;
use engine::orders::{NewOrder, ORDER_CASES_MAX, Unfit};
use engine::reading::Seen;
use uuid::Uuid;

use crate::api::names::Names;
use crate::api::orders::drafted;
use crate::extract::pairs;
use crate::pages::case::seen;
use crate::pages::done::done;
use crate::pages::posted::{Posted, not_whole};
use crate::pages::shell::{Shell, Visitor, page};
use crate::problem::Problem;
use crate::state::State as Shared;

/// The cases of a unit that an order is drafted for.
#[derive(Debug)]
struct OfUnit {
    /// The id of the order, so that a second click drafts no second one.
    id: String,
    unit: UnitId,
    name: String,
    cases: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "order_new.html")]
struct NewPage {
    shell: Shell,
    units: Vec<OfUnit>,
    /// Cases that are left out, each with its number, title and why.
    left_out: Vec<(String, String, String)>,
    /// Whether it drafts recommendations.
    recommends: bool,
    /// The same cases for the other kind of document.
    other: String,
    /// The same cases for a joint session.
    session: String,
    levels: Vec<(LevelName, String, String)>,
    level: String,
    demand: String,
    error: Option<String>,
}

/// The form for the cases that were ticked.
pub(in crate::pages) async fn blank(
    State(state): State<Shared>,
    visitor: Visitor,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let posted = Posted(pairs(query.unwrap_or_default().as_bytes())?);
    let sheet = sheet(&state, visitor, &posted, None).await?;
    Ok(page(&sheet, StatusCode::OK))
}

async fn sheet(
    state: &Shared,
    visitor: Visitor,
    posted: &Posted,
    error: Option<String>,
) -> Result<NewPage, Problem> {
    visitor.caller.supervises(&state.engine).await?;
    let recommends = recommends(posted);
    let (units, left_out) = by_unit(state, &visitor, posted).await?;
    let shell = visitor.shell;
    let snapshot = state.engine.directory();
    let names = Names::new(state.engine.definitions(), &snapshot.directory, shell.language);
    let of_unit = |(unit, cases): (UnitId, Vec<(CaseId, String, String)>)| OfUnit {
        id: match posted.one(&format!("id.{unit}")) {
            "" => Uuid::now_v7().to_string(),
            known => known.to_owned(),
        },
        name: names.unit(&unit).name,
        cases: cases.into_iter().map(|(_, number, title)| (number, title)).collect(),
        unit,
    };
    let levels = state.engine.definitions().orders.levels.iter();
    let levels = levels.filter(|(_, it)| it.kind.binds() != recommends).map(|(level, it)| {
        let length = domain::clock::length_text(it.length, shell.language);
        (level.clone(), it.name.get(shell.language).to_owned(), length)
    });
    Ok(NewPage {
        units: units.into_iter().map(of_unit).collect(),
        left_out,
        recommends,
        other: other(posted, recommends),
        session: session(posted),
        levels: levels.collect(),
        level: posted.one("level").to_owned(),
        demand: posted.whole("demand").to_owned(),
        error,
        shell,
    })
}

/// Whether the form is for recommendations.
fn recommends(posted: &Posted) -> bool {
    posted.one("kind") == "recommend"
}

/// The address of the form for the same cases and the other kind of document.
fn other(posted: &Posted, recommends: bool) -> String {
    let cases = posted.all("case").map(|number| ("case", number));
    let kind = (!recommends).then_some(("kind", "recommend"));
    let query: Vec<_> = kind.into_iter().chain(cases).collect();
    format!("/s/supervise/orders/new?{}", serde_urlencoded::to_string(query).unwrap_or_default())
}

/// The address of the form that calls a joint session on the same cases.
fn session(posted: &Posted) -> String {
    let cases: Vec<_> = posted.all("case").map(|number| ("case", number)).collect();
    format!("/s/supervise/sessions/new?{}", serde_urlencoded::to_string(cases).unwrap_or_default())
}

/// The cases by the unit that has them in hand.
type ByUnit = BTreeMap<UnitId, Vec<(CaseId, String, String)>>;

/// The cases by unit, and those that are left out. A recommendation can be about an ended case too.
async fn by_unit(
    state: &Shared,
    visitor: &Visitor,
    posted: &Posted,
) -> Result<(ByUnit, Vec<(String, String, String)>), Problem> {
    let (mut units, mut left_out) = (ByUnit::new(), Vec::new());
    for number in posted.all("case").take(ORDER_CASES_MAX) {
        let seen = seen(state, visitor, number).await?;
        let (number, title) = (seen.stored.number.clone(), seen.complaint.title.clone());
        match fitting(state, &seen, recommends(posted), &visitor.shell) {
            Err(why) => left_out.push((number, title, why)),
            Ok(unit) => {
                let (of_unit, id) = (units.entry(unit).or_default(), seen.case().id);
                if of_unit.iter().all(|(known, ..)| *known != id) {
                    of_unit.push((id, number, title));
                }
            }
        }
    }
    if units.is_empty() && left_out.is_empty() {
        return Err(Problem::malformed(
            "请先勾选已交办、未办结的案件",
            "tick cases that a unit has in hand",
        ));
    }
    Ok((units, left_out))
}

/// The unit to which a document about the case goes, or why none does.
fn fitting(state: &Shared, seen: &Seen, recommends: bool, shell: &Shell) -> Result<UnitId, String> {
    let w = &shell.w.supervision;
    let Some(lead) = seen.case().lead.as_ref() else { return Err(w.nobody_has_it.to_owned()) };
    if recommends {
        return Ok(lead.unit.clone());
    }
    match (state.engine.unfit(seen, &lead.unit), state.engine.world_of(seen)) {
        (None, _) => Ok(lead.unit.clone()),
        (Some(Unfit::Refused(rejection)), Some(world)) => {
            let refused = Refused { rejection: &rejection, world, tried: None, public: false };
            Err(refused.text().get(shell.language).to_owned())
        }
        (Some(Unfit::NotTheirs | Unfit::Refused(_)), _) => Err(w.nobody_has_it.to_owned()),
    }
}

/// Drafts an order for each unit.
pub(in crate::pages) async fn draft(
    State(state): State<Shared>,
    visitor: Visitor,
    posted: Posted,
) -> Result<Response, Problem> {
    visitor.caller.supervises(&state.engine).await?;
    match draft_all(&state, &visitor, &posted).await {
        Ok(()) => {
            let kind = if recommends(&posted) { "kind=recommend&" } else { "" };
            let to = format!("/s/supervise/orders?{kind}tab=drafted&done=draft");
            Ok(done(&to))
        }
        Err(problem) if problem.status().is_client_error() => {
            let status = problem.status();
            let said = problem.line(visitor.shell.language);
            let sheet = sheet(&state, visitor, &posted, Some(said)).await?;
            Ok(page(&sheet, status))
        }
        Err(problem) => Err(problem),
    }
}

async fn draft_all(state: &Shared, visitor: &Visitor, posted: &Posted) -> Result<(), Problem> {
    let (units, left_out) = by_unit(state, visitor, posted).await?;
    // A case of the form that does not fit any more is looked at first: it is not left out unseen.
    if !left_out.is_empty() {
        return Err(Problem::malformed(
            "有的案件刚刚变化，已不能列入督办，已从下面去掉，请看清后再送",
            "some of the cases changed and cannot come under an order any more; they are left out below, look again",
        ));
    }
    for (unit, cases) in units {
        let id = posted.one(&format!("id.{unit}"));
        let id = Uuid::parse_str(id).map_err(|_| not_whole())?;
        let new = NewOrder {
            id,
            unit,
            level: posted.one("level").into(),
            demand: posted.whole("demand").to_owned(),
            cases: cases.into_iter().map(|(id, ..)| id).collect(),
        };
        drafted(state, &visitor.caller.person, new).await?;
    }
    Ok(())
}
