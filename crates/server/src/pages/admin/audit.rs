//! The audit log 审计日志, for the one administrator who reads it: who did what to what, from where, and whether its chains are
//! whole. It holds no content of cases.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{Days, NaiveDate};
use domain::id::Timestamp;
use engine::chains::ChainStanding;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde_json::json;
use store::audit::AuditRecord;

use super::audit_line::Line;
use super::audit_read::{Asked, Found, Places, find};
use super::note::LogShown;
use crate::api::audit::auditor;
use crate::api::names::Names;
use crate::export::as_csv;
use crate::extract::Query;
use crate::pages::posted::Posted;
use crate::pages::shell::{Shell, Visitor, page};
use crate::pages::words::stream;
use crate::problem::Problem;
use crate::state::State as Shared;

/// How many rows a page has.
const ROWS: usize = 50;

/// How many entries an export has at most.
const EXPORTED_MAX: usize = 20_000;

/// Which entries.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct AuditIn {
    stream: String,
    who: String,
    act: String,
    contains: String,
    from: String,
    until: String,
    after: Option<String>,
}

impl AuditIn {
    /// The filters beside the stream, by their names.
    fn filters(&self) -> [(&'static str, &str); 5] {
        [
            ("who", &self.who),
            ("act", &self.act),
            ("contains", &self.contains),
            ("from", &self.from),
            ("until", &self.until),
        ]
    }

    /// The same filters as a query, for a link.
    fn address(&self, stream: &str, after: Option<&str>) -> String {
        let place = ("after", after.unwrap_or_default());
        let all = [("stream", stream)].into_iter().chain(self.filters()).chain([place]);
        let set = all.filter(|(_, value)| !value.is_empty());
        let set = set.map(|(name, value)| {
            format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC))
        });
        format!("/s/audit?{}", set.collect::<Vec<_>>().join("&"))
    }

    fn is_filtered(&self) -> bool {
        self.filters().iter().any(|(_, value)| !value.is_empty())
    }

    /// Whether a row is among those asked for: by a part of a name, an act or an object.
    fn fits(&self, line: &Line) -> bool {
        let has =
            |text: &str, part: &str| text.to_lowercase().contains(&part.trim().to_lowercase());
        has(&line.who, &self.who) && has(&line.act, &self.act) && has(&line.object, &self.contains)
    }
}

/// A stream as a tab.
#[derive(Debug)]
struct Tab {
    to: String,
    label: String,
    current: bool,
}

#[derive(Template)]
#[template(path = "admin_audit.html")]
struct AuditPage {
    shell: Shell,
    query: AuditIn,
    chains: ChainStanding,
    log: LogShown,
    tabs: Vec<Tab>,
    lines: Vec<Line>,
    next: Option<String>,
    clear: String,
    error: Option<&'static str>,
}

/// Shows the log.
pub(super) async fn show(
    State(state): State<Shared>,
    Visitor { caller, shell }: Visitor,
    Query(query): Query<AuditIn>,
) -> Result<Response, Problem> {
    auditor(&state, &caller).await?;
    let chains = state.engine.check_chains().await?;
    let log = LogShown::of(&state.engine.log_standing().await?, &state, &shell.w.admin);
    let streams = state.engine.store().audit_streams().await?;
    let mut error = None;
    let (mut lines, mut next) = (Vec::new(), None);
    match found(&state, &query, &shell, ROWS).await {
        Ok((found, next_places)) => (lines, next) = (found, next_places),
        Err(Unread::Problem(problem)) => return Err(problem),
        Err(Unread::Day) => error = Some(shell.w.admin.bad_day),
    }
    let next = next.map(|places| query.address(&query.stream, Some(&places)));
    let every = [String::new()].into_iter().chain(streams);
    let tabs = every.map(|name| Tab {
        to: query.address(&name, None),
        current: name == query.stream,
        label: match name.as_str() {
            "" => shell.w.admin.every_stream.to_owned(),
            name => stream(name, shell.language),
        },
    });
    let tabs = tabs.collect();
    let clear = AuditIn::default().address(&query.stream, None);
    let status = if error.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    Ok(page(&AuditPage { shell, query, chains, log, tabs, lines, next, clear, error }, status))
}

/// Why a log cannot be shown.
enum Unread {
    /// A day is none.
    Day,
    Problem(Problem),
}

impl From<store::StoreError> for Unread {
    fn from(error: store::StoreError) -> Self {
        Self::Problem(error.into())
    }
}

/// The rows that fit, and where to go on.
async fn found(
    state: &Shared,
    query: &AuditIn,
    shell: &Shell,
    most: usize,
) -> Result<(Vec<Line>, Option<String>), Unread> {
    let store = state.engine.store();
    let places = query.after.as_deref().filter(|after| !after.is_empty());
    let places = places.map(|after| Places::read(after).ok_or_else(no_place)).transpose();
    let streams = match query.stream.as_str() {
        "" => store.audit_streams().await?,
        name => vec![name.to_owned()],
    };
    let asked = Asked {
        streams,
        since: day(state, &query.from, 0)?.unwrap_or(Timestamp::MIN_UTC),
        until: day(state, &query.until, 1)?.unwrap_or_else(|| state.engine.clock().now()),
        places: places.map_err(Unread::Problem)?.unwrap_or_default(),
        most,
    };
    let snapshot = state.engine.directory();
    let names = Names::new(state.engine.definitions(), &snapshot.directory, shell.language);
    let none = BTreeMap::new();
    let line = |record: &AuditRecord| Line::of(record, names, &none, shell.w);
    let Found { records, next } = find(store, asked, |record| query.fits(&line(record))).await?;
    let with_reasons =
        |record: &&AuditRecord| ["identities", "papers"].contains(&record.stream.as_str());
    let revealed: Vec<_> = records.iter().filter(with_reasons).cloned().collect();
    let reasons = store.reveal_reasons(&revealed).await?;
    let lines = records.iter().map(|record| Line::of(record, names, &reasons, shell.w));
    Ok((lines.collect(), next.map(|places| places.text())))
}

/// When a day begins, or the one so many days after it; none if nothing is written.
fn day(state: &Shared, text: &str, later: u64) -> Result<Option<Timestamp>, Unread> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let day: NaiveDate = text.trim().parse().map_err(|_| Unread::Day)?;
    let day = day.checked_add_days(Days::new(later)).ok_or(Unread::Day)?;
    Ok(Some(state.engine.definitions().calendar.start(day)))
}

fn no_place() -> Problem {
    Problem::malformed("after 应为上一页给出的位置", "after must be what the page before gave")
}

/// Gives the entries that fit, to be opened in a table. That they were taken is written first.
pub(super) async fn export(
    State(state): State<Shared>,
    Visitor { caller, shell }: Visitor,
    posted: Posted,
) -> Result<Response, Problem> {
    auditor(&state, &caller).await?;
    let field = |name| posted.one(name).to_owned();
    let query = AuditIn {
        stream: field("stream"),
        who: field("who"),
        act: field("act"),
        contains: field("contains"),
        from: field("from"),
        until: field("until"),
        after: None,
    };
    let facts = json!({ "format": "csv", "log": query.address(&query.stream, None) });
    let entry = state.engine.entry("exports", Some(&caller.person), "exported", facts);
    state.engine.store().audit(entry).await?;
    let (lines, next) = match found(&state, &query, &shell, EXPORTED_MAX).await {
        Ok(found) => found,
        Err(Unread::Problem(problem)) => return Err(problem),
        Err(Unread::Day) => {
            let (zh, en) = (super::AdminWords::ZH.bad_day, super::AdminWords::EN.bad_day);
            return Err(Problem::malformed(zh, en));
        }
    };
    Ok(as_csv("audit", &table(&lines, next.is_some(), &shell)))
}

fn table<'a>(lines: &'a [Line], is_cut: bool, shell: &Shell) -> Vec<Vec<&'a str>> {
    let w = &shell.w.admin;
    let head = [w.place, w.when, w.who, w.unit, w.act, w.object, w.address, w.result];
    let row = |line: &'a Line| {
        let result = if line.refused { w.was_refused } else { w.done };
        let Line { place, at, who, unit, act, object, address, .. } = line;
        let cells: [&'a str; 8] = [place, at, who, unit, act, object, address, result];
        cells.to_vec()
    };
    let cut = is_cut.then(|| vec![w.export_more, "", "", "", "", "", "", ""]);
    std::iter::once(head.to_vec()).chain(lines.iter().map(row)).chain(cut).collect()
}
