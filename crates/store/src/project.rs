//! What queries ask for, drawn from a case: the columns of its row, its clocks, for whom it is hidden, and who has a
//! part in it. Pure, and the only place where a case becomes rows, so that `verify` can draw them again and compare.

use std::collections::BTreeSet;

use domain::case::{Case, Secrecy};
use domain::clock::ClockStatus;

use crate::dialect::{Cell, Column, Repeat, Table};
use crate::moment::{NEVER, to_micros};
use crate::record::Hash;
use crate::rows::Rows;

/// The columns that change, in the order of [`push_changing`].
pub(crate) const CHANGING: &[Column] = &[
    ("version", Cell::Int),
    ("workflow_version", Cell::Int),
    ("state", Cell::Text),
    ("stage", Cell::Text),
    ("ended", Cell::Text),
    ("open", Cell::Int),
    ("changed_at", Cell::Int),
    ("due_at", Cell::Int),
    ("category", Cell::Text),
    ("place", Cell::Text),
    ("complexity", Cell::Text),
    ("risk", Cell::Text),
    ("secrecy", Cell::Text),
    ("restricted", Cell::Int),
    ("lead", Cell::Text),
    ("delegate", Cell::Text),
    ("handler", Cell::Text),
    ("head", Cell::Bytes),
    ("body", Cell::Text),
];

/// New cases: what never changes, then what does.
pub(crate) const CASES: Table = Table {
    name: "cases",
    columns: &[
        ("id", Cell::Id),
        ("number", Cell::Text),
        ("workflow", Cell::Text),
        ("filed_at", Cell::Int),
        ("center", Cell::Text),
        ("version", Cell::Int),
        ("workflow_version", Cell::Int),
        ("state", Cell::Text),
        ("stage", Cell::Text),
        ("ended", Cell::Text),
        ("open", Cell::Int),
        ("changed_at", Cell::Int),
        ("due_at", Cell::Int),
        ("category", Cell::Text),
        ("place", Cell::Text),
        ("complexity", Cell::Text),
        ("risk", Cell::Text),
        ("secrecy", Cell::Text),
        ("restricted", Cell::Int),
        ("lead", Cell::Text),
        ("delegate", Cell::Text),
        ("handler", Cell::Text),
        ("head", Cell::Bytes),
        ("body", Cell::Text),
    ],
    repeat: Repeat::Fails,
};

/// Clock rows are written whole; whoever held a lease on one has done with it.
pub(crate) const CLOCKS: Table = Table {
    name: "clocks",
    columns: &[
        ("case_id", Cell::Id),
        ("ordinal", Cell::Int),
        ("limit_name", Cell::Text),
        ("deadline", Cell::Int),
        ("ended_at", Cell::Int),
        ("wake_at", Cell::Int),
        ("leased_until", Cell::Int),
        ("fence", Cell::Int),
        ("failures", Cell::Int),
        ("failure", Cell::Text),
    ],
    repeat: Repeat::Overwrites { key: &["case_id", "ordinal"], but: &["fence"] },
};

/// The ordinal of the row by which a suspension is ended.
pub(crate) const SUSPENSION: i32 = -1;

/// A row of `clocks`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ClockRow {
    pub(crate) ordinal: i32,
    pub(crate) limit: String,
    pub(crate) deadline: i64,
    pub(crate) ended_at: Option<i64>,
    pub(crate) wake_at: Option<i64>,
}

/// The columns that never change, in the order of [`CASES`].
pub(crate) fn push_fixed(rows: &mut Rows, case: &Case, number: &str) {
    rows.id(case.id.0)
        .text(number)
        .text(case.workflow.name.as_str())
        .int(to_micros(case.filed_at))
        .text(case.center.as_str());
}

/// The columns that change.
pub(crate) fn push_changing(
    rows: &mut Rows,
    case: &Case,
    head: &Hash,
    changed_at: i64,
    body: &str,
) {
    let lead = case.lead.as_ref();
    rows.int(case.seq.cast_signed())
        .int(i64::from(case.workflow.version))
        .text(case.state.as_str())
        .text(case.stage.as_str())
        .maybe_text(case.ended.as_ref().map(domain::id::OutcomeName::as_str))
        .flag(case.ended.is_none())
        .int(changed_at)
        .int(due_at(case))
        .text(case.category.as_str())
        .text(case.place.as_str())
        .text(case.complexity.as_str())
        .text(case.risk.as_str())
        .text(secrecy(case.secrecy))
        .flag(case.restriction.is_some())
        .maybe_text(lead.map(|lead| lead.unit.as_str()))
        .maybe_text(lead.and_then(|lead| lead.delegate.as_ref()).map(domain::id::UnitId::as_str))
        .maybe_text(lead.and_then(|lead| lead.handler.as_ref()).map(domain::id::PersonId::as_str))
        .bytes(head)
        .text(body);
}

/// The earliest deadline of an open clock, or never.
pub(crate) fn due_at(case: &Case) -> i64 {
    let open = case.clocks.iter().filter(|clock| clock.is_open());
    open.map(|clock| to_micros(clock.deadline)).min().unwrap_or(NEVER)
}

/// The word for a secrecy in rows and in JSON.
pub(crate) const fn secrecy(secrecy: Secrecy) -> &'static str {
    match secrecy {
        Secrecy::Ordinary => "ordinary",
        Secrecy::Restricted => "restricted",
    }
}

/// The clocks of a case, and the end of its suspension.
pub(crate) fn clocks(case: &Case) -> Vec<ClockRow> {
    let clocks = case.clocks.iter().zip(0..).map(|(clock, ordinal)| ClockRow {
        ordinal,
        limit: clock.limit.as_str().to_owned(),
        deadline: to_micros(clock.deadline),
        ended_at: match clock.status {
            ClockStatus::Ended(at) => Some(to_micros(at)),
            ClockStatus::Running | ClockStatus::Paused => None,
        },
        wake_at: clock.next_level().map(to_micros),
    });
    let suspension = case.suspension.as_ref().map(|suspension| ClockRow {
        ordinal: SUSPENSION,
        limit: String::new(),
        deadline: to_micros(suspension.terms.until),
        ended_at: None,
        wake_at: Some(to_micros(suspension.terms.until)),
    });
    clocks.chain(suspension).collect()
}

/// The rows that differ from before. A suspension that is over stays as a row that nobody wakes for.
pub(crate) fn changed_clocks(before: Option<&Case>, after: &Case) -> Vec<ClockRow> {
    let old = before.map(clocks).unwrap_or_default();
    let new = clocks(after);
    let over = old.iter().filter(|row| row.ordinal == SUSPENSION && after.suspension.is_none());
    let over =
        over.map(|row| ClockRow { wake_at: None, ended_at: Some(row.deadline), ..row.clone() });
    let over: Vec<_> = over.collect();
    new.into_iter().filter(|row| !old.contains(row)).chain(over).collect()
}

/// For whom the case does not exist.
pub(crate) fn walls(case: &Case) -> BTreeSet<String> {
    let named = &case.respondents;
    let people = named.people.iter().map(|person| format!("p:{person}"));
    let related = named.related.iter().map(|person| format!("r:{person}"));
    let units = named.units.iter().map(|unit| format!("u:{unit}"));
    people.chain(related).chain(units).collect()
}

/// Who has a part in it beside its lead.
pub(crate) fn parts(case: &Case) -> BTreeSet<String> {
    let assistants = case
        .assistants
        .iter()
        .map(|(unit, done)| format!("{}:{unit}", if *done { "d" } else { "a" }));
    let consulted = case.consulted.iter().map(|unit| format!("c:{unit}"));
    // Whoever was asked to sign keeps sight while the case goes on, also after the answer.
    let round = case.signing.iter().filter(|_| case.ended.is_none());
    let signers =
        round.flat_map(|signing| signing.signers.keys()).map(|person| format!("s:{person}"));
    assistants.chain(consulted).chain(signers).collect()
}
