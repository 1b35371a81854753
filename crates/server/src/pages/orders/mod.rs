//! Supervision orders 督办单 and recommendations 建议书: those that somebody finds, the form that drafts one for each unit of the
//! ticked cases, and the document itself with what was done with it.

mod draft;
mod sheet;

pub(super) use draft::{blank, draft};
pub(super) use sheet::{act, show};

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::actor::Role;
use domain::clock::{DayEnd, Length, Rule, Run};
use domain::id::Timestamp;
use domain::order::Standing;
use domain::supervision::Colour;
use domain::workflow::Words as _;
use engine::orders::{KeptOrder, OrderFilter, OrderPage as PageOfOrders};
use serde::Deserialize;
use uuid::Uuid;

use super::pill::Pill;
use super::shell::{Shell, Visitor, page};
use crate::api::names::Names;
use crate::api::page::{next_order, order_cursor};
use crate::extract::Query;
use crate::problem::Problem;
use crate::state::State as Shared;

/// The tab of those that wait for an answer which should be there by now.
const LATE: &str = "late";

/// Where the list is, and that of recommendations.
pub(super) const ORDERS: &str = "/s/supervise/orders";
pub(super) const RECOMMENDATIONS: &str = "/s/supervise/orders?kind=recommend";

/// Where those are that wait for an answer which should be there by now.
pub(super) const fn late_list(recommends: bool) -> &'static str {
    if recommends {
        "/s/supervise/orders?kind=recommend&tab=late"
    } else {
        "/s/supervise/orders?tab=late"
    }
}

/// Which documents: orders, if nothing is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum KindIn {
    /// Orders.
    #[default]
    Order,
    /// Recommendations.
    Recommend,
}

/// Which orders, and what was just done.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct TabIn {
    kind: KindIn,
    tab: String,
    done: String,
    after: String,
}

/// How many rows a page has.
const ROWS: u32 = 50;

/// A tab with its number.
#[derive(Debug)]
struct View {
    to: String,
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
    /// Whether no case stands under it any more and it is still open.
    is_moot: bool,
}

#[derive(Template)]
#[template(path = "orders.html")]
struct OrdersPage {
    shell: Shell,
    heading: &'static str,
    all: &'static str,
    other: (&'static str, &'static str),
    none: &'static str,
    total: u64,
    first: Option<String>,
    next: Option<String>,
    views: Vec<View>,
    rows: Vec<Row>,
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
    if standing.is_none() && !query.tab.is_empty() && query.tab != LATE {
        return Err(Problem::not_found());
    }
    let recommends = query.kind == KindIn::Recommend;
    let of_kind = OrderFilter { recommends: Some(recommends), ..OrderFilter::default() };
    let late_at = Some(state.engine.clock().now());
    let late = OrderFilter { late_at, ..of_kind };
    let filter = if query.tab == LATE { late } else { OrderFilter { standing, ..of_kind } };
    let person = &caller.person;
    let after = Some(query.after.as_str()).filter(|after| !after.is_empty());
    let after = after.map(order_cursor).transpose()?;
    let PageOfOrders { orders, next } = state.engine.orders(person, &filter, (after, ROWS)).await?;
    let counts = state.engine.count_orders(person, &of_kind).await?;
    let late_count = state.engine.count_orders(person, &late).await?.values().sum();
    let w = &shell.w.supervision;
    let kind = if recommends { "kind=recommend&" } else { "" };
    let view = |view: Standing| View {
        to: format!("{ORDERS}?{kind}tab={}", view.as_str()),
        label: view.words().get(shell.language).to_owned(),
        count: counts.get(&view).copied().unwrap_or_default(),
        current: standing == Some(view),
    };
    let late_view = View {
        to: late_list(recommends).to_owned(),
        label: w.late_answer.to_owned(),
        count: late_count,
        current: query.tab == LATE,
    };
    let total = match (standing, query.tab.as_str()) {
        (Some(standing), _) => counts.get(&standing).copied().unwrap_or_default(),
        (None, LATE) => late_count,
        (None, _) => counts.values().sum(),
    };
    let at = |after: &str| format!("{ORDERS}?{kind}tab={}{after}", query.tab);
    let first = after.map(|_| at(""));
    let next = next.map(|next| at(&format!("&after={}", next_order(&next))));
    let views = Standing::ALL.into_iter().map(view).chain([late_view]).collect();
    let rows = orders.into_iter().map(|order| row(&state, order, &shell)).collect();
    let (heading, all, other, none) = if recommends {
        (w.recommendations, RECOMMENDATIONS, (ORDERS, w.orders), w.no_recommendation)
    } else {
        (w.orders, ORDERS, (RECOMMENDATIONS, w.recommendations), w.no_order)
    };
    let sheet = OrdersPage { shell, heading, all, other, none, total, first, next, views, rows };
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
        pill: order.answer_by.filter(|_| waits).map(|due| pill(state, &order, due, now, shell)),
        drafted: local(order.drafted_at),
        is_moot: waits && order.facts.kind.binds() && order.facts.is_moot,
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
