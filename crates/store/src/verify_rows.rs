//! Whether what stands beside a row says the same as the row: its columns, clocks, walls, parts and marks. They are drawn again
//! by [`crate::project`], which drew them first, and compared. Pure; the caller has proved the row by its events.

use std::collections::{BTreeMap, BTreeSet};

use domain::case::Case;

use crate::entities::{cases, events};
use crate::moment::to_micros;
use crate::project::{self, ClockRow, SUSPENSION};
use crate::project_time::{Spent, ending, times};
use crate::record::{Hash, Record};
use crate::rows::Rows;
use crate::verify::Fault;

/// What stands beside one case.
#[derive(Debug, Default)]
pub(crate) struct Beside {
    pub(crate) clocks: Vec<ClockRow>,
    pub(crate) walls: BTreeSet<String>,
    pub(crate) parts: BTreeSet<String>,
    pub(crate) marks: BTreeSet<(String, i64)>,
    pub(crate) times: BTreeMap<String, Spent>,
    pub(crate) ending: Option<(i64, Option<String>)>,
}

/// The first fault of what stands beside a row that is proved.
pub(crate) fn check(
    row: &cases::Model,
    log: &[&events::Model],
    beside: &Beside,
) -> Result<(), Fault> {
    let case: Case = serde_json::from_str(&row.body).map_err(|_| Fault::Row)?;
    let changed_at = instants(log)?.unwrap_or(row.changed_at);
    columns(row, &case, changed_at)?;
    clocks(&project::clocks(&case), &beside.clocks)?;
    let differs = |left: &BTreeSet<String>, right: &BTreeSet<String>| {
        left.symmetric_difference(right).next().cloned()
    };
    if let Some(subject) = differs(&project::walls(&case), &beside.walls) {
        return Err(Fault::Wall { subject });
    }
    if let Some(subject) = differs(&project::parts(&case), &beside.parts) {
        return Err(Fault::Part { subject });
    }
    let marks = project::marks(&case).into_iter().map(|(mark, at)| (mark.to_owned(), at));
    match marks.collect::<BTreeSet<_>>().symmetric_difference(&beside.marks).next() {
        Some((mark, _)) => Err(Fault::Mark { mark: mark.clone() }),
        None => time(&case, beside),
    }
}

/// Whose time it was, and how it ended.
fn time(case: &Case, beside: &Beside) -> Result<(), Fault> {
    let drawn = times(case);
    let holders = drawn.keys().chain(beside.times.keys());
    let differs = |holder: &&String| drawn.get(*holder) != beside.times.get(*holder);
    if let Some(holder) = holders.into_iter().find(differs) {
        return Err(Fault::Time { holder: holder.clone() });
    }
    let drawn = ending(case).map(|(at, said)| (at, said.map(str::to_owned)));
    if drawn == beside.ending { Ok(()) } else { Err(Fault::Ending) }
}

/// The instant of the last event; each stands beside its event, too.
fn instants(log: &[&events::Model]) -> Result<Option<i64>, Fault> {
    let mut last = None;
    for event in log {
        let record: Record = serde_json::from_str(&event.body)
            .map_err(|why| Fault::Unreadable { seq: event.seq, why: why.to_string() })?;
        if to_micros(record.entry.at) != event.at {
            return Err(Fault::Instant { seq: event.seq });
        }
        last = Some(event.at);
    }
    Ok(last)
}

fn columns(row: &cases::Model, case: &Case, changed_at: i64) -> Result<(), Fault> {
    let head = Hash::try_from(row.head.as_slice()).map_err(|_| Fault::Head)?;
    let mut drawn = Rows::default();
    project::push_fixed(drawn.begin(), case, &row.number);
    // The colours are a county's setting and in no record: they are taken as they stand.
    project::push_listed(&mut drawn, case, [row.yellow_at, row.red_at]);
    let written = project::Written { head: &head, changed_at, body: &row.body };
    project::push_changing(&mut drawn, case, written);
    let mut found = Rows::default();
    push_found(&mut found, row);
    let (drawn, found) = (cells(drawn), cells(found));
    let same = |(place, (name, _)): (usize, &crate::dialect::Column)| {
        let same = drawn.get(place).is_some() && drawn.get(place) == found.get(place);
        if same { Ok(()) } else { Err(Fault::Column { column: name }) }
    };
    project::columns().iter().enumerate().try_for_each(same)
}

/// The columns as they are, in the order of [`project::columns`].
fn push_found(rows: &mut Rows, row: &cases::Model) {
    rows.begin()
        .id(row.id)
        .text(&row.number)
        .text(&row.workflow)
        .int(row.filed_at)
        .text(&row.center)
        .int(row.workflow_version.into())
        .int(row.open.into())
        .int(row.due_at)
        .int(row.restricted.into())
        .text(&row.secrecy)
        .maybe_text(row.lead.as_deref())
        .maybe_text(row.delegate.as_deref())
        .text(&row.stage)
        .text(&row.category)
        .text(&row.place)
        .text(&row.risk)
        .maybe_int(row.ended_at)
        .int(row.yellow_at)
        .int(row.red_at)
        .int(row.version)
        .text(&row.state)
        .maybe_text(row.ended.as_deref())
        .int(row.changed_at)
        .text(&row.complexity)
        .maybe_text(row.handler.as_deref())
        .bytes(&row.head)
        .text(&row.body);
}

fn cells(rows: Rows) -> Vec<serde_json::Value> {
    let read: Option<Vec<Vec<serde_json::Value>>> =
        rows.finish().and_then(|json| serde_json::from_str(&json).ok());
    read.and_then(|rows| rows.into_iter().next()).unwrap_or_default()
}

/// Each clock has its row; beside them only the row of a suspension that is over, for which nobody wakes.
fn clocks(drawn: &[ClockRow], found: &[ClockRow]) -> Result<(), Fault> {
    let fault = |row: &ClockRow| Fault::Clock { ordinal: row.ordinal };
    if let Some(missing) = drawn.iter().find(|row| !found.contains(row)) {
        return Err(fault(missing));
    }
    let is_over = |row: &ClockRow| {
        row.ordinal == SUSPENSION
            && row.wake_at.is_none()
            && !drawn.iter().any(|clock| clock.ordinal == SUSPENSION)
    };
    match found.iter().find(|row| !drawn.contains(row) && !is_over(row)) {
        Some(added) => Err(fault(added)),
        None => Ok(()),
    }
}
