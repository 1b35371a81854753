//! Pages of lists: how long they are, and where one begins.

use domain::id::CaseId;
use store::queries::Cursor;
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

/// Where a page begins, from what the one before has given.
pub(crate) fn cursor(text: &str) -> Result<Cursor, Problem> {
    let parts = text.split_once('.');
    let read = parts.and_then(|(at, id)| {
        Some(Cursor { at: at.parse().ok()?, id: CaseId(Uuid::parse_str(id).ok()?) })
    });
    read.ok_or_else(|| {
        Problem::malformed(
            "after 应为上一页给出的 next",
            "after must be the next of the page before",
        )
    })
}

/// The same, to be given.
pub(crate) fn next(cursor: &Cursor) -> String {
    format!("{}.{}", cursor.at, cursor.id.0.simple())
}
