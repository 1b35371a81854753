//! Pages of lists: how long they are, and where one begins.

use domain::id::CaseId;
use engine::joint::{SessionCursor, TaskCursor};
use engine::orders::OrderCursor;
use store::queries::{Cursor, Sort};
use uuid::Uuid;

use crate::problem::Problem;

/// How many cases a page has if nothing is said.
const PAGE: u32 = 50;

/// How many cases a page has at most.
const PAGE_MAX: u32 = 200;

/// A page size within its bounds.
pub(crate) fn page_size(limit: Option<u32>) -> Result<u32, Problem> {
    match limit {
        None => Ok(PAGE),
        Some(limit @ 1..=PAGE_MAX) => Ok(limit),
        Some(_) => Err(Problem::malformed(
            format!("limit 应在 1 至 {PAGE_MAX} 之间"),
            format!("limit must be between 1 and {PAGE_MAX}"),
        )),
    }
}

/// Cuts a list that was asked for with one more than a page has; the last of the page, if another follows.
pub(crate) fn cut<T>(found: &mut Vec<T>, limit: u32) -> Option<&T> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = found.len() > limit;
    found.truncate(limit);
    found.last().filter(|_| more)
}

/// `after` is none that a page has given.
pub(crate) fn no_next() -> Problem {
    Problem::malformed("after 应为上一页给出的 next", "after must be the next of the page before")
        .with("at", "after")
}

/// Where a page begins, from what the one before has given. What one order gave says nothing in another.
pub(crate) fn cursor(text: &str, sort: Sort) -> Result<Cursor, Problem> {
    let parts = text.strip_prefix(mark(sort)).and_then(|rest| rest.split_once('.'));
    let read = parts.and_then(|(at, id)| {
        Some(Cursor { at: at.parse().ok()?, id: CaseId(Uuid::parse_str(id).ok()?) })
    });
    read.ok_or_else(|| {
        Problem::malformed(
            "after 应为同一排序下上一页给出的 next",
            "after must be the next of the page before, in the same order",
        )
        .with("at", "after")
    })
}

/// The same, to be given.
pub(crate) fn next(cursor: &Cursor, sort: Sort) -> String {
    format!("{}{}.{}", mark(sort), cursor.at, cursor.id.0.simple())
}

/// By what the cursor of a list of supervision orders is known.
const OF_ORDERS: &str = "order.";

/// Where a page of supervision orders begins.
pub(crate) fn order_cursor(text: &str) -> Result<OrderCursor, Problem> {
    let parts = text.strip_prefix(OF_ORDERS).and_then(|rest| rest.split_once('.'));
    let read = parts.and_then(|(rank, id)| {
        Some(OrderCursor { rank: rank.parse().ok()?, id: Uuid::parse_str(id).ok()? })
    });
    read.ok_or_else(no_next)
}

/// The same, to be given.
pub(crate) fn next_order(cursor: &OrderCursor) -> String {
    format!("{OF_ORDERS}{}.{}", cursor.rank, cursor.id.simple())
}

/// By what the cursor of a list of joint sessions is known.
const OF_SESSIONS: &str = "session.";

/// By what the cursor of a list of their tasks is known.
const OF_TASKS: &str = "task.";

/// Where a page of joint sessions begins.
pub(crate) fn session_cursor(text: &str) -> Result<SessionCursor, Problem> {
    let parts = text.strip_prefix(OF_SESSIONS).and_then(|rest| rest.split_once('.'));
    let read = parts.and_then(|(at, id)| {
        Some(SessionCursor { at: at.parse().ok()?, id: Uuid::parse_str(id).ok()? })
    });
    read.ok_or_else(no_next)
}

/// The same, to be given.
pub(crate) fn next_session(cursor: &SessionCursor) -> String {
    format!("{OF_SESSIONS}{}.{}", cursor.at, cursor.id.simple())
}

/// Where a page of tasks of joint sessions begins.
pub(crate) fn task_cursor(text: &str) -> Result<TaskCursor, Problem> {
    let mut parts = text.strip_prefix(OF_TASKS).into_iter().flat_map(|rest| rest.splitn(3, '.'));
    let mut read = || {
        let (at, session, task) = (parts.next()?, parts.next()?, parts.next()?);
        let (at, session) = (at.parse().ok()?, Uuid::parse_str(session).ok()?);
        Some(TaskCursor { at, session, task: task.parse().ok()? })
    };
    read().ok_or_else(no_next)
}

/// The same, to be given.
pub(crate) fn next_task(cursor: &TaskCursor) -> String {
    format!("{OF_TASKS}{}.{}.{}", cursor.at, cursor.session.simple(), cursor.task)
}

/// By what a cursor bears its order.
const fn mark(sort: Sort) -> &'static str {
    match sort {
        Sort::Due => "due.",
        Sort::Filed => "filed.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_goes_on_in_the_order_in_which_it_began() {
        let begun = Cursor { at: -5, id: CaseId(Uuid::nil()) };
        for (sort, other) in [(Sort::Due, Sort::Filed), (Sort::Filed, Sort::Due)] {
            let text = next(&begun, sort);
            let read = cursor(&text, sort).unwrap();
            assert_eq!((read.at, read.id), (begun.at, begun.id));
            assert!(cursor(&text, other).is_err(), "{text}");
            assert!(order_cursor(&text).is_err(), "{text}");
        }
        let begun = OrderCursor { rank: i64::MAX, id: Uuid::max() };
        assert_eq!(order_cursor(&next_order(&begun)).unwrap(), begun);
        let begun = SessionCursor { at: -3, id: Uuid::max() };
        assert_eq!(session_cursor(&next_session(&begun)).unwrap(), begun);
        let begun = TaskCursor { at: 3, session: Uuid::max(), task: 2 };
        assert_eq!(task_cursor(&next_task(&begun)).unwrap(), begun);
        assert!(task_cursor("task.1.2").is_err() && session_cursor("order.1.2").is_err());
        assert!(order_cursor("order.1").is_err() && order_cursor("order.x.y").is_err());
    }
}
