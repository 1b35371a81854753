//! Notices 消息: what somebody was told inside the system about cases that they see now, and when they want no count of it.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveTime;
use domain::workflow::Words as _;
use engine::quiet_hours::QuietHours;
use serde::Deserialize;
use store::leases::NoticeBody;
use store::queries::Notice;
use uuid::Uuid;

use super::posted::Posted;
use super::shell::{Shell, Visitor, page};
use crate::api::names::Names;
use crate::caller::Caller;
use crate::extract::Query;
use crate::problem::Problem;
use crate::state::State as Shared;

/// How many messages are shown.
const ROWS: usize = 50;

/// How many notices are read for them: what was told of many cases at once is one message.
const NOTICES: u32 = 500;

/// Which notices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Tab {
    /// Those that were not read.
    #[default]
    Unread,
    /// All.
    All,
}

/// See [`Tab`].
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct NoticesIn {
    tab: Tab,
}

/// A message: a notice, or all of a batch.
#[derive(Debug)]
struct Row {
    ids: Vec<Uuid>,
    batch: Option<Uuid>,
    /// The cases that it is about, each with its number and title.
    cases: Vec<(String, String)>,
    says: String,
    at: String,
    is_unread: bool,
}

#[derive(Template)]
#[template(path = "notices.html")]
struct NoticesPage {
    shell: Shell,
    /// How many joint sessions the unit is to attend.
    invited: u64,
    /// How many tasks of them it has to do.
    own_tasks: u64,
    is_all: bool,
    rows: Vec<Row>,
    more: bool,
    hours: (String, String),
    is_quiet: bool,
    error: Option<String>,
}

impl Row {
    /// What the button that notes it as read posts.
    fn posts(&self) -> String {
        let ids: Vec<String> = self.ids.iter().map(Uuid::to_string).collect();
        ids.join(" ")
    }
}

impl NoticesPage {
    fn has_unread(&self) -> bool {
        self.rows.iter().any(|row| row.is_unread)
    }
}

/// Shows the notices.
pub(super) async fn show(
    State(state): State<Shared>,
    visitor: Visitor,
    Query(NoticesIn { tab }): Query<NoticesIn>,
) -> Result<Response, Problem> {
    if visitor.shell.home != "/s/" {
        return Ok(Redirect::to(visitor.shell.home).into_response());
    }
    Ok(page(&sheet(&state, visitor, tab).await?, StatusCode::OK))
}

/// Notes that notices were read.
pub(super) async fn read(
    State(state): State<Shared>,
    caller: Caller,
    posted: Posted,
) -> Result<Response, Problem> {
    caller.needs_session()?;
    let ids = posted.all("notice").flat_map(str::split_whitespace).take(NOTICES as usize);
    let ids = ids.map(Uuid::parse_str);
    let ids = ids.collect::<Result<Vec<_>, _>>().map_err(|_| Problem::not_found())?;
    let at = state.engine.clock().now();
    state.engine.store().read_notices(caller.person, ids, at).await?;
    Ok(Redirect::to("/s/notices").into_response())
}

/// Puts the quiet hours in place of what they were; without both ends there are none.
pub(super) async fn quiet(
    State(state): State<Shared>,
    visitor: Visitor,
    posted: Posted,
) -> Result<Response, Problem> {
    let typed = (posted.one("from").to_owned(), posted.one("until").to_owned());
    let hours = match hours(&typed) {
        Ok(hours) => hours,
        Err(problem) => {
            let mut shown = sheet(&state, visitor, Tab::Unread).await?;
            shown.error = Some(problem.line(shown.shell.language));
            shown.hours = typed;
            return Ok(page(&shown, StatusCode::UNPROCESSABLE_ENTITY));
        }
    };
    state.engine.put_quiet_hours(&visitor.caller.person, hours).await?;
    Ok(Redirect::to("/s/notices").into_response())
}

fn hours((from, until): &(String, String)) -> Result<Option<QuietHours>, Problem> {
    if from.is_empty() && until.is_empty() {
        return Ok(None);
    }
    let time = |typed: &str| NaiveTime::parse_from_str(typed, "%H:%M").ok();
    let hours = time(from).zip(time(until)).and_then(|(from, until)| QuietHours::new(from, until));
    hours.map(Some).ok_or_else(|| {
        Problem::malformed(
            "请填写开始和结束两个不同的时刻，如 21:30 和 07:30；都清空即取消免打扰",
            "give two different times, such as 21:30 and 07:30; empty both to have no quiet hours",
        )
    })
}

async fn sheet(
    state: &Shared,
    Visitor { caller, shell }: Visitor,
    tab: Tab,
) -> Result<NoticesPage, Problem> {
    let (engine, store) = (&state.engine, state.engine.store());
    let visible = engine.visible(&caller.who()).await?;
    let found = match tab {
        Tab::Unread => store.unread_notices(&visible, &caller.person, NOTICES).await?,
        Tab::All => store.notices(&visible, &caller.person, NOTICES).await?,
    };
    let snapshot = engine.directory();
    let names = Names::new(engine.definitions(), &snapshot.directory, shell.language);
    let hours = engine.quiet_hours(&caller.person).await?;
    let now = engine.clock().now();
    let cut = found.len() == NOTICES as usize;
    let mut rows = messages(found, names, &shell);
    let (invited, own_tasks) = engine.sessions_that_wait(&caller.person).await?;
    Ok(NoticesPage {
        invited,
        own_tasks,
        is_all: tab == Tab::All,
        more: cut || rows.len() > ROWS,
        rows: {
            rows.truncate(ROWS);
            rows
        },
        is_quiet: hours.is_some_and(|it| it.since(now, &engine.definitions().calendar).is_some()),
        hours: hours.map(QuietHours::text).unwrap_or_default(),
        error: None,
        shell,
    })
}

/// The messages, the newest first; one of several cases stands where its newest notice does.
fn messages(notices: Vec<Notice>, names: Names<'_>, shell: &Shell) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for row in notices.into_iter().map(|notice| row(notice, names, shell)) {
        // The procedures of a batch may call the same thing by other words; it is one message all the same.
        let is_same = |known: &&mut Row| row.batch.is_some() && known.batch == row.batch;
        match rows.iter_mut().find(is_same) {
            Some(known) => {
                known.is_unread |= row.is_unread;
                known.ids.extend(row.ids);
                let fresh = row.cases.into_iter().filter(|case| !known.cases.contains(case));
                let fresh: Vec<_> = fresh.collect();
                known.cases.extend(fresh);
            }
            None => rows.push(row),
        }
    }
    rows
}

fn row(notice: Notice, names: Names<'_>, shell: &Shell) -> Row {
    let of_case = names.under(&notice.workflow);
    let says = match &notice.body {
        NoticeBody::Letter(letter) => of_case.letter(letter).name,
        NoticeBody::HandedOver => shell.w.hands.handed_to_you.to_owned(),
        NoticeBody::Level { limit, act } => {
            let act = act.words();
            format!("{} · {}", of_case.limit(limit).name, act.get(names.language))
        }
    };
    let at = names.definitions.calendar.local(notice.created_at);
    Row {
        ids: vec![notice.id],
        batch: notice.batch,
        cases: vec![(notice.number, notice.title)],
        says,
        at: at.format("%m-%d %H:%M").to_string(),
        is_unread: notice.read_at.is_none(),
    }
}
