//! Views of the list that somebody keeps: a narrowed list under a name of their own, as a tab. What is kept is its address,
//! so that it is read as any list is.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::PersonId;
use domain::text::cleaned_line;
use store::work_views::{Keeping, WorkView};
use uuid::Uuid;

use super::super::posted::Posted;
use super::super::shell::Visitor;
use super::narrowed::WorkIn;
use super::{Again, shown};
use crate::caller::Caller;
use crate::extract::Path;
use crate::problem::Problem;
use crate::state::State as Shared;

/// The most views that a person keeps.
pub(super) const KEPT_MAX: usize = 7;

/// The longest name of one, in characters: a tab has no room for more.
const NAME_CHARACTERS_MAX: usize = 12;

/// A kept view as a tab.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) id: Uuid,
    pub(super) label: String,
    pub(super) to: String,
    pub(super) current: bool,
}

/// The kept views of a person, and which of them this list is.
pub(super) async fn kept(
    state: &Shared,
    person: &PersonId,
    query: &WorkIn,
) -> Result<Vec<Kept>, Problem> {
    let here = first_page(query).address();
    let views = state.engine.store().work_views(person).await?;
    let tabs = views.into_iter().map(|view| {
        let to = format!("/s/?{}", view.query);
        let current = read(&to).is_some_and(|kept| kept.address() == here);
        Kept { id: view.id, label: view.name, to, current }
    });
    Ok(tabs.collect())
}

/// Keeps a view, and shows it.
pub(in crate::pages) async fn keep(
    State(state): State<Shared>,
    visitor: Visitor,
    posted: Posted,
) -> Result<Response, Problem> {
    if visitor.shell.home != "/s/" {
        return Err(Problem::not_found());
    }
    let query = read(posted.one("view")).ok_or_else(unreadable)?;
    let name = cleaned_line(posted.one("name"));
    match put(&state, &visitor.caller, &query, &name).await {
        Ok(()) => Ok(Redirect::to(&query.address()).into_response()),
        Err(why) if why.status().is_client_error() => {
            shown(&state, visitor, query, Some(Again { name: Some(name), ..Again::of(why) })).await
        }
        Err(why) => Err(why),
    }
}

/// Removes a view, and shows the whole list.
pub(in crate::pages) async fn remove(
    State(state): State<Shared>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<Response, Problem> {
    caller.needs_session()?;
    state.engine.store().remove_work_view(caller.person, id).await?;
    Ok(Redirect::to("/s/").into_response())
}

async fn put(state: &Shared, caller: &Caller, query: &WorkIn, name: &str) -> Result<(), Problem> {
    if !(1..=NAME_CHARACTERS_MAX).contains(&name.chars().count()) {
        let zh = format!("视图名称应为 1 至 {NAME_CHARACTERS_MAX} 个字");
        let en = format!("the name of a view needs 1 to {NAME_CHARACTERS_MAX} characters");
        return Err(Problem::malformed(zh, en).with("at", "name"));
    }
    query.narrowed(state)?;
    let address = query.address();
    let query = address.strip_prefix("/s/?").ok_or_else(unreadable)?.to_owned();
    let view = WorkView { id: Uuid::now_v7(), name: name.to_owned(), query };
    let at = state.engine.clock().now();
    let store = state.engine.store();
    match store.keep_work_view(caller.person.clone(), view, KEPT_MAX, at).await? {
        Keeping::Kept => Ok(()),
        Keeping::Taken => Err(Problem::new(
            StatusCode::CONFLICT,
            "view_exists",
            "您已有同名的视图，请换一个名称",
            "you keep a view of this name; choose another name",
        )),
        Keeping::Full => Err(Problem::new(
            StatusCode::CONFLICT,
            "views_full",
            format!("最多保存 {KEPT_MAX} 个视图，请先打开一个并删除"),
            format!("there may be {KEPT_MAX} views; open one and remove it first"),
        )),
    }
}

/// The list of an address, from its first page. None for what is no list.
fn read(address: &str) -> Option<WorkIn> {
    let query = address.strip_prefix("/s/?")?;
    serde_urlencoded::from_str(query).ok().map(|query| first_page(&query))
}

fn first_page(query: &WorkIn) -> WorkIn {
    query.in_view(query.tab)
}

fn unreadable() -> Problem {
    Problem::malformed(
        "请先选择标签或筛选条件，再存为视图",
        "choose a tab or a filter first, then keep the list as a view",
    )
}
