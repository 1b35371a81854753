//! The screen on a wall 大屏: figures in the large, dark, without a name, a case or a word that somebody wrote. It stands alone: an
//! address with a token shows it and does nothing else, and asks again by itself (decision 0032).

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use domain::actor::Role;
use domain::appraisal::{Period, PeriodLength};
use engine::Who;
use engine::screens::{NoScreen, WallScreen};
use engine::sign_in::household;
use futures::future::try_join_all;
use store::queries::By;
use uuid::Uuid;

use super::super::posted::Posted;
use super::super::shell::{Shell, Visitor, page};
use super::super::work::{Tab, WorkIn, days};
use super::READERS;
use super::chart::{Bar, Trend, trend};
use super::counted::{Counted, Counter};
use super::figures::{Span, bars};
use super::leader::{StageFigure, stages};
use crate::address::Address;
use crate::extract::{Language, Path};
use crate::problem::Problem;
use crate::state::State as Shared;

/// After how many seconds a screen asks again.
const AGAIN_SECONDS: &str = "30";

/// How many bars it shows.
const TOP: usize = 8;

/// A number in the large.
#[derive(Debug)]
struct Large {
    label: &'static str,
    counted: Counted,
    is_hot: bool,
}

#[derive(Template)]
#[template(path = "wall.html")]
struct WallPage {
    shell: Shell,
    center: String,
    as_of: String,
    large: Vec<Large>,
    stages: Vec<StageFigure>,
    units: Vec<Bar>,
    kinds: Vec<Bar>,
    trend: Trend,
    /// Whether its numbers lead to lists: on the page of somebody who is signed in.
    is_linked: bool,
}

/// Shows what a screen shows to whoever may open one.
pub(in crate::pages) async fn show(
    State(state): State<Shared>,
    Visitor { caller, shell }: Visitor,
) -> Result<Response, Problem> {
    caller.holding(&state.engine, &READERS).await?;
    Ok(page(&Box::pin(wall(&state, &caller.who(), shell, true)).await?, StatusCode::OK))
}

/// Shows a screen. A token that opens none, or none any more, is answered as if there were no such page.
pub(in crate::pages) async fn screen(
    State(state): State<Shared>,
    from: Address,
    Path(token): Path<String>,
    Language(language): Language,
) -> Result<Response, Problem> {
    state.limits.look_up(from)?;
    let network = household(from.0).to_string();
    let found = state.engine.screen(&token, &network).await?.ok_or_else(Problem::not_found)?;
    let snapshot = state.engine.refresh_directory().await?;
    let staff = snapshot.directory.staff(&found.person).ok_or_else(Problem::not_found)?;
    if !READERS.iter().any(|role: &Role| staff.roles.contains(role)) {
        return Err(Problem::not_found());
    }
    let person = Who::Person(found.person);
    let wall = Box::pin(wall(&state, &person, Shell::open(language), false)).await?;
    let mut answer = page(&wall, StatusCode::OK);
    let headers = [
        // Whatever hangs on a wall has nobody who would press a key.
        ("refresh", AGAIN_SECONDS),
        // The address is the key.
        ("referrer-policy", "no-referrer"),
        ("x-robots-tag", "noindex"),
    ];
    for (name, value) in headers {
        let name = HeaderName::from_static(name);
        _ = answer.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    Ok(answer)
}

async fn wall(
    state: &Shared,
    who: &Who,
    shell: Shell,
    is_linked: bool,
) -> Result<WallPage, Problem> {
    let counter = Counter::of(state, who).await?;
    let today = counter.calendar().date(counter.now);
    let period = Period::of(today, PeriodLength::Month);
    let span = Span::of(period, today);
    let list = |tab| WorkIn { tab, ..WorkIn::default() };
    let w = shell.w;
    let of_today = WorkIn { tab: Tab::Any, filed: days(today, today), ..WorkIn::default() };
    let asked = [
        (w.reading.filed_today, of_today, false),
        (w.reading.filed_month, span.filed(), false),
        (w.reading.ended_month, span.ended(), false),
        (w.all_open, list(Tab::All), false),
        (w.supervision.soon, list(Tab::Soon), false),
        (w.overdue, list(Tab::Overdue), true),
    ];
    let counter = &counter;
    let large = try_join_all(asked.map(|(label, list, is_hot)| async move {
        Ok::<_, Problem>(Large { label, counted: counter.count(list).await?, is_hot })
    }));
    let large = large.await?;
    let snapshot = state.engine.directory();
    let center = match who {
        Who::Person(person) => snapshot.directory.staff(person).map(|staff| staff.unit),
        Who::Party(_) | Who::Engine => None,
    };
    let names = crate::api::names::Names::new(
        state.engine.definitions(),
        &snapshot.directory,
        shell.language,
    );
    let (overdue, filed) = (list(Tab::Overdue), span.filed());
    let (stages, units, kinds, trend) = tokio::try_join!(
        stages(counter, &shell),
        bars(counter, &overdue, By::Lead, TOP, &shell),
        bars(counter, &filed, By::Class, TOP, &shell),
        trend(counter, period, &shell),
    )?;
    Ok(WallPage {
        center: center.map(|unit| names.unit(&unit).name).unwrap_or_default(),
        as_of: counter.calendar().minute_text(counter.now),
        large,
        stages,
        units,
        kinds,
        trend,
        is_linked,
        shell: shell.with_figures(),
    })
}

/// A screen in the list.
#[derive(Debug)]
struct Row {
    id: Uuid,
    name: String,
    opened: String,
    ends: String,
    network: String,
}

#[derive(Template)]
#[template(path = "screens.html")]
struct ScreensPage {
    shell: Shell,
    rows: Vec<Row>,
    /// The address of the screen that was just opened, told this once.
    opened: Option<String>,
    name: String,
    error: Option<String>,
}

/// Shows the screens that somebody has open.
pub(in crate::pages) async fn screens(
    State(state): State<Shared>,
    visitor: Visitor,
) -> Result<Response, Problem> {
    let sheet = sheet(&state, visitor, None, (String::new(), None)).await?;
    Ok(page(&sheet, StatusCode::OK))
}

async fn sheet(
    state: &Shared,
    Visitor { caller, shell }: Visitor,
    opened: Option<String>,
    (name, error): (String, Option<String>),
) -> Result<ScreensPage, Problem> {
    caller.holding(&state.engine, &READERS).await?;
    let calendar = &state.engine.definitions().calendar;
    let day = |at| calendar.local(at).format("%Y-%m-%d").to_string();
    let row = |screen: WallScreen| Row {
        id: screen.id,
        opened: day(screen.opened_at),
        ends: day(screen.ends_at),
        network: screen.network.unwrap_or_else(|| shell.w.reading.not_seen_yet.to_owned()),
        name: screen.name,
    };
    let rows = state.engine.screens(&caller.person).await?.into_iter().map(row).collect();
    Ok(ScreensPage { shell, rows, opened, name, error })
}

/// Opens a screen, or closes one.
pub(in crate::pages) async fn act(
    State(state): State<Shared>,
    visitor: Visitor,
    posted: Posted,
) -> Result<Response, Problem> {
    visitor.caller.holding(&state.engine, &READERS).await?;
    let person = &visitor.caller.person;
    if posted.one("do") == "close" {
        let id = Uuid::parse_str(posted.one("id")).map_err(|_| Problem::not_found())?;
        if !state.engine.close_screen(person, id).await? {
            return Err(Problem::not_found());
        }
        return Ok(Redirect::to("/s/wall/screens").into_response());
    }
    let name = posted.one("name").to_owned();
    match state.engine.open_screen(person, &name).await? {
        Ok(token) => {
            let sheet = sheet(&state, visitor, Some(format!("/wall/{token}")), Default::default());
            Ok(page(&sheet.await?, StatusCode::CREATED))
        }
        Err(refused) => {
            let said = no_screen(refused).line(visitor.shell.language);
            let sheet = sheet(&state, visitor, None, (name, Some(said))).await?;
            Ok(page(&sheet, StatusCode::BAD_REQUEST))
        }
    }
}

fn no_screen(refused: NoScreen) -> Problem {
    let (zh, en) = match refused {
        NoScreen::BadName => (
            "请写明大屏的位置（40 字以内）",
            "say where the screen hangs, in at most 40 characters",
        ),
        NoScreen::TooMany => (
            "您开通的大屏已到上限，请先关闭不用的",
            "you have as many screens as may be; close one first",
        ),
    };
    Problem::malformed(zh, en)
}
