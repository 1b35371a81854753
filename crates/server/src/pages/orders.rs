//! Supervision orders 督办单: those that somebody finds, the form that drafts one for each unit of the ticked cases, and the order
//! itself with what was done with it.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::actor::Role;
use domain::clock::{DayEnd, Length, Rule, Run};
use domain::id::{CaseId, LevelName, Timestamp, UnitId};
use domain::order::{OrderStep, Standing};
use domain::supervision::Colour;
use domain::workflow::Words as _;
use engine::orders::{KeptOrder, NewOrder, ORDER_CASES_MAX, OrderPage as PageOfOrders, ReadOrder};
use serde::Deserialize;
use uuid::Uuid;

use super::case::seen;
use super::done::done;
use super::pill::Pill;
use super::posted::Posted;
use super::shell::{Shell, Visitor, page};
use crate::api::names::Names;
use crate::api::orders::{drafted, found, known, taken};
use crate::api::page::{next_order, order_cursor};
use crate::extract::{Path, Query, pairs};
use crate::problem::Problem;
use crate::state::State as Shared;

/// Which orders, and what was just done.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct TabIn {
    tab: String,
    done: String,
    after: String,
}

/// How many rows a page has.
const ROWS: u32 = 50;

/// A tab with its number.
#[derive(Debug)]
struct View {
    name: &'static str,
    label: String,
    count: u64,
    current: bool,
}

/// An order in the table.
#[derive(Debug)]
struct Row {
    id: Uuid,
    number: String,
    unit: String,
    level: String,
    standing: String,
    pill: Option<Pill>,
    drafted: String,
}

#[derive(Template)]
#[template(path = "orders.html")]
struct OrdersPage {
    shell: Shell,
    views: Vec<View>,
    rows: Vec<Row>,
    total: u64,
    first: Option<String>,
    next: Option<String>,
}

impl OrdersPage {
    fn is_narrowed(&self) -> bool {
        self.views.iter().any(|view| view.current)
    }
}

/// Shows the orders.
pub(super) async fn list(
    State(state): State<Shared>,
    Visitor { caller, mut shell }: Visitor,
    Query(query): Query<TabIn>,
) -> Result<Response, Problem> {
    // Those who supervise and those who answer; the list holds what each of them may know.
    let roles = [Role::Supervisor, Role::Director, Role::Clerk, Role::Handler, Role::UnitHead];
    caller.holding(&state.engine, &roles).await?;
    if !query.done.is_empty() {
        shell.tell(Some(shell.w.supervision.order_drafted.to_owned()));
    }
    let standing = Standing::ALL.into_iter().find(|standing| standing.as_str() == query.tab);
    if standing.is_none() && !query.tab.is_empty() {
        return Err(Problem::not_found());
    }
    let after = Some(query.after.as_str()).filter(|after| !after.is_empty());
    let after = after.map(order_cursor).transpose()?;
    let PageOfOrders { orders, next } =
        state.engine.orders(&caller.person, standing, (after, ROWS)).await?;
    let counts = state.engine.count_orders(&caller.person).await?;
    let of_tab = |(of, count): (&Standing, &u64)| {
        standing.is_none_or(|standing| standing == *of).then_some(*count)
    };
    let at = |after: &str| format!("/s/supervise/orders?tab={}{after}", query.tab);
    let view = |view: Standing| View {
        name: view.as_str(),
        label: view.words().get(shell.language).to_owned(),
        count: counts.get(&view).copied().unwrap_or_default(),
        current: standing == Some(view),
    };
    let views = Standing::ALL.into_iter().map(view).collect();
    let rows = orders.into_iter().map(|order| row(&state, order, &shell)).collect();
    let sheet = OrdersPage {
        total: counts.iter().filter_map(of_tab).sum(),
        first: after.map(|_| at("")),
        next: next.map(|next| at(&format!("&after={}", next_order(&next)))),
        shell,
        views,
        rows,
    };
    Ok(page(&sheet, StatusCode::OK))
}

fn row(state: &Shared, order: KeptOrder, shell: &Shell) -> Row {
    let snapshot = state.engine.directory();
    let names = Names::new(state.engine.definitions(), &snapshot.directory, shell.language);
    let now = state.engine.clock().now();
    let waits = matches!(order.facts.standing, Standing::Issued | Standing::Received);
    let local =
        |at| state.engine.definitions().calendar.local(at).format("%m-%d %H:%M").to_string();
    Row {
        id: order.id,
        unit: names.unit(&order.facts.unit).name,
        level: order.level_name.get(shell.language).to_owned(),
        standing: order.facts.standing.words().get(shell.language).to_owned(),
        pill: order.due_at.filter(|_| waits).map(|due| pill(state, &order, due, now, shell)),
        drafted: local(order.drafted_at),
        number: order.number,
    }
}

/// How much of the time for an answer is left, in the colour that a limit of that length would have.
fn pill(state: &Shared, order: &KeptOrder, due: Timestamp, now: Timestamp, shell: &Shell) -> Pill {
    let definitions = state.engine.definitions();
    let length = order.length.parse::<Length>().ok();
    let run = length.map(|length| Rule { length, rolls: false, day_end: DayEnd::Midnight });
    let colour = run.map_or(Colour::Green, |rule| {
        let run = Run {
            rule: &rule,
            anchor: order.signed_at.unwrap_or(order.drafted_at),
            extensions: &[],
            pauses: &[],
            deadline: due,
        };
        definitions.supervision.colours.of(&definitions.calendar, &run, now)
    });
    Pill::of(due, colour, now, shell.w)
}

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
    levels: Vec<(LevelName, String, String)>,
    level: String,
    demand: String,
    error: Option<String>,
}

/// The form for the cases that were ticked.
pub(super) async fn blank(
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
    drafter(state, &visitor).await?;
    let units = by_unit(state, &visitor, posted).await?;
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
    let levels = state.engine.definitions().orders.levels.iter().map(|(level, it)| {
        let length = domain::clock::length_text(it.length, shell.language);
        (level.clone(), it.name.get(shell.language).to_owned(), length)
    });
    Ok(NewPage {
        units: units.into_iter().map(of_unit).collect(),
        levels: levels.collect(),
        level: posted.one("level").to_owned(),
        demand: posted.whole("demand").to_owned(),
        error,
        shell,
    })
}

async fn drafter(state: &Shared, visitor: &Visitor) -> Result<(), Problem> {
    visitor.caller.holding(&state.engine, &[Role::Supervisor, Role::Director]).await.map(|_| ())
}

/// The cases by the unit that has them in hand; those that no unit has are left out.
async fn by_unit(
    state: &Shared,
    visitor: &Visitor,
    posted: &Posted,
) -> Result<BTreeMap<UnitId, Vec<(CaseId, String, String)>>, Problem> {
    let mut units: BTreeMap<UnitId, Vec<(CaseId, String, String)>> = BTreeMap::new();
    for number in posted.all("case").take(ORDER_CASES_MAX) {
        let seen = seen(state, visitor, number).await?;
        let case = seen.case();
        let Some(lead) = case.lead.as_ref().filter(|_| case.ended.is_none()) else { continue };
        let of_unit = units.entry(lead.unit.clone()).or_default();
        if of_unit.iter().all(|(known, ..)| *known != case.id) {
            of_unit.push((case.id, seen.stored.number.clone(), seen.complaint.title.clone()));
        }
    }
    if units.is_empty() {
        return Err(Problem::malformed(
            "请先勾选已交办、未办结的案件",
            "tick cases that a unit has in hand",
        ));
    }
    Ok(units)
}

/// Drafts an order for each unit.
pub(super) async fn draft(
    State(state): State<Shared>,
    visitor: Visitor,
    posted: Posted,
) -> Result<Response, Problem> {
    drafter(&state, &visitor).await?;
    match draft_all(&state, &visitor, &posted).await {
        Ok(()) => Ok(done("/s/supervise/orders?tab=drafted&done=draft")),
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
    for (unit, cases) in by_unit(state, visitor, posted).await? {
        let id = Uuid::parse_str(posted.one(&format!("id.{unit}"))).map_err(|_| {
            Problem::malformed(
                "表单不完整，请重新打开这一页",
                "the form is not whole; open the page again",
            )
        })?;
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

/// A case of the order.
#[derive(Debug)]
struct CaseRow {
    number: String,
    title: String,
    refused: Option<&'static str>,
}

/// A step that was taken.
#[derive(Debug)]
struct StepRow {
    at: String,
    by: String,
    label: String,
    words: Option<String>,
}

/// Something that can be done with the order.
#[derive(Debug)]
struct CanDo {
    step: &'static str,
    label: String,
    needs_words: bool,
    is_hard: bool,
}

#[derive(Template)]
#[template(path = "order.html")]
struct OrderPage {
    shell: Shell,
    number: String,
    unit: String,
    level: String,
    standing: String,
    drafted: String,
    signed: Option<String>,
    due: Option<String>,
    demand: String,
    cases: Vec<CaseRow>,
    /// How many cases are not shown: the reader does not see them any more.
    elsewhere: usize,
    steps: Vec<StepRow>,
    can: Vec<CanDo>,
    version: i64,
    /// The step that was refused, with what was said.
    posted: (String, String),
    error: Option<String>,
}

impl OrderPage {
    /// What a step says in words.
    fn says(&self, step: &str) -> &'static str {
        let w = &self.shell.w.supervision;
        match step {
            "answer" => w.says_answer,
            "send_back" => w.says_wanting,
            "strike_off" => w.says_found,
            _ => w.says_why,
        }
    }
}

/// Shows an order.
pub(super) async fn show(
    State(state): State<Shared>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
) -> Result<Response, Problem> {
    let sheet = order(&state, visitor, id, (String::new(), String::new()), None).await?;
    Ok(page(&sheet, StatusCode::OK))
}

async fn order(
    state: &Shared,
    Visitor { caller, shell }: Visitor,
    id: Uuid,
    posted: (String, String),
    error: Option<String>,
) -> Result<OrderPage, Problem> {
    let ReadOrder { order, demand, cases, steps, can } = found(state, &caller, id).await?;
    let shown = known(state, &caller, cases.iter().map(|case| case.case)).await?;
    let snapshot = state.engine.directory();
    let names = Names::new(state.engine.definitions(), &snapshot.directory, shell.language);
    let calendar = &state.engine.definitions().calendar;
    let local = |at| calendar.local(at).format("%Y-%m-%d %H:%M").to_string();
    let (all, language) = (cases.len(), shell.language);
    let row = |(id, (number, title)): (CaseId, (String, String))| CaseRow {
        number,
        title,
        refused: cases.iter().find(|case| case.case == id && case.refused.is_some()).map(|case| {
            let w = &shell.w.supervision;
            if case.ordinal.is_some() { w.not_let_go } else { w.not_under }
        }),
    };
    let shown: Vec<_> = shown.into_iter().map(row).collect();
    let label = |word: &str| {
        let step = OrderStep::ALL.into_iter().find(|step| step.as_str() == word);
        step.map_or_else(|| word.to_owned(), |step| step.words().get(language).to_owned())
    };
    Ok(OrderPage {
        unit: names.unit(&order.facts.unit).name,
        level: order.level_name.get(language).to_owned(),
        standing: order.facts.standing.words().get(language).to_owned(),
        drafted: format!(
            "{} {}",
            names.person(&order.facts.drafted_by).name,
            local(order.drafted_at)
        ),
        signed: order
            .signed_by
            .as_ref()
            .zip(order.signed_at)
            .map(|(person, at)| format!("{} {}", names.person(person).name, local(at))),
        due: order.due_at.map(|due| domain::clock::deadline_text(calendar, due)),
        elsewhere: all - shown.len(),
        cases: shown,
        steps: steps
            .into_iter()
            .map(|step| StepRow {
                at: local(step.at),
                by: names.person(&step.by).name,
                label: label(&step.step),
                words: step.words,
            })
            .collect(),
        can: can
            .into_iter()
            .map(|step| CanDo {
                step: step.as_str(),
                label: step.words().get(language).to_owned(),
                needs_words: step.needs_words(),
                is_hard: matches!(step, OrderStep::Cancel | OrderStep::SendBack),
            })
            .collect(),
        version: order.version,
        number: order.number,
        demand,
        posted,
        error,
        shell,
    })
}

/// Takes a step, and shows the order again.
pub(super) async fn act(
    State(state): State<Shared>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
    posted: Posted,
) -> Result<Response, Problem> {
    let step = OrderStep::ALL.into_iter().find(|step| step.as_str() == posted.one("step"));
    let version = posted.one("version").parse();
    let (Some(step), Ok(version)) = (step, version) else {
        return Err(Problem::malformed(
            "表单不完整，请重新打开这一页",
            "the form is not whole; open the page again",
        ));
    };
    let words = posted.whole("words");
    match taken(&state, &visitor.caller.person, (id, version), (step, words)).await {
        Ok(()) => Ok(Redirect::to(&format!("/s/supervise/orders/{id}")).into_response()),
        Err(problem)
            if problem.status() != StatusCode::NOT_FOUND && problem.status().is_client_error() =>
        {
            let (status, said) = (problem.status(), problem.line(visitor.shell.language));
            let posted = (step.as_str().to_owned(), words.to_owned());
            let sheet = order(&state, visitor, id, posted, Some(said)).await?;
            Ok(page(&sheet, status))
        }
        Err(problem) => Err(problem),
    }
}
