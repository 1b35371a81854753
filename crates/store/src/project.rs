//! What queries ask for, drawn from a case: the columns of its row, its clocks, for whom it is hidden, who has a
//! part in it, and what a supervisor asks of it. Pure, and the only place where a case becomes rows, so that `verify` can draw them again and compare.

use std::collections::BTreeSet;

use domain::case::{Case, Secrecy, Verdict};
use domain::clock::{ClockStatus, Holder};
use domain::id::{OutcomeName, PersonId, UnitId};

use crate::dialect::{Cell, Column, Repeat, Table};
use crate::moment::{NEVER, to_micros};
use crate::project_time::ending;
use crate::record::Hash;
use crate::rows::Rows;

/// The columns that never change, in the order of [`push_fixed`].
pub(crate) const FIXED: &[Column] = &[
    ("id", Cell::Id),
    ("number", Cell::Text),
    ("workflow", Cell::Text),
    ("filed_at", Cell::Int),
    ("center", Cell::Text),
];

/// The columns that change and on which there are indexes, in the order of [`push_listed`]. They are written only where
/// they did change: SQLite writes every index anew whose columns are set, to whatever value.
pub(crate) const LISTED: &[Column] = &[
    ("workflow_version", Cell::Int),
    ("open", Cell::Int),
    ("due_at", Cell::Int),
    ("restricted", Cell::Int),
    ("secrecy", Cell::Text),
    ("lead", Cell::Text),
    ("delegate", Cell::Text),
    ("stage", Cell::Text),
    ("category", Cell::Text),
    ("place", Cell::Text),
    ("risk", Cell::Text),
    ("ended_at", Cell::Int),
    ("yellow_at", Cell::Int),
    ("red_at", Cell::Int),
];

/// The other columns that change, in the order of [`push_changing`].
pub(crate) const CHANGING: &[Column] = &[
    ("version", Cell::Int),
    ("state", Cell::Text),
    ("ended", Cell::Text),
    ("changed_at", Cell::Int),
    ("complexity", Cell::Text),
    ("handler", Cell::Text),
    ("head", Cell::Bytes),
    ("body", Cell::Text),
];

/// All columns of a case.
pub(crate) fn columns() -> Vec<Column> {
    [FIXED, LISTED, CHANGING].concat()
}

/// Clock rows are written whole; whoever held a lease on one has done with it.
pub(crate) const CLOCKS: Table<'static> = Table {
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

/// The columns that never change.
pub(crate) fn push_fixed(rows: &mut Rows, case: &Case, number: &str) {
    rows.id(case.id.0)
        .text(number)
        .text(case.workflow.name.as_str())
        .int(to_micros(case.filed_at))
        .text(case.center.as_str());
}

/// The columns of indexes. From when on a case is yellow and red does not follow from the case alone.
pub(crate) fn push_listed(rows: &mut Rows, case: &Case, [yellow_at, red_at]: [i64; 2]) {
    let lead = case.lead.as_ref();
    rows.int(i64::from(case.workflow.version))
        .flag(case.ended.is_none())
        .int(due_at(case))
        .flag(case.restriction.is_some())
        .text(secrecy(case.secrecy))
        .maybe_text(lead.map(|lead| lead.unit.as_str()))
        .maybe_text(lead.and_then(|lead| lead.delegate.as_ref()).map(UnitId::as_str))
        .text(case.stage.as_str())
        .text(case.category.as_str())
        .text(case.place.as_str())
        .text(case.risk.as_str())
        .maybe_int(ending(case).map(|(at, _)| at))
        .int(yellow_at)
        .int(red_at);
}

/// Whether a case is listed elsewhere than before, each with its colours.
pub(crate) fn is_listed_anew(before: (&Case, [i64; 2]), now: (&Case, [i64; 2])) -> bool {
    let listed = |(case, colours)| {
        let mut rows = Rows::default();
        push_listed(rows.begin(), case, colours);
        rows.finish()
    };
    listed(before) != listed(now)
}

/// What a row holds beside the case itself.
#[derive(Clone, Copy)]
pub(crate) struct Written<'a> {
    pub(crate) head: &'a Hash,
    pub(crate) changed_at: i64,
    pub(crate) body: &'a str,
}

/// The other columns that change.
pub(crate) fn push_changing(
    rows: &mut Rows,
    case: &Case,
    Written { head, changed_at, body }: Written<'_>,
) {
    let handler = case.lead.as_ref().and_then(|lead| lead.handler.as_ref());
    rows.int(case.seq.cast_signed())
        .text(case.state.as_str())
        .maybe_text(case.ended.as_ref().map(OutcomeName::as_str))
        .int(changed_at)
        .text(case.complexity.as_str())
        .maybe_text(handler.map(PersonId::as_str))
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

/// Who has a part in it beside its lead. The letter is a capital where the case has ended: most parts are of such cases,
/// and a worklist need not look at them.
pub(crate) fn parts(case: &Case) -> BTreeSet<String> {
    let part = |letter: char, unit: &UnitId| {
        let letter = if case.ended.is_some() { letter.to_ascii_uppercase() } else { letter };
        format!("{letter}:{unit}")
    };
    let assistants =
        case.assistants.iter().map(|(unit, done)| part(if *done { 'd' } else { 'a' }, unit));
    let consulted = case.consulted.iter().map(|unit| part('c', unit));
    // Whoever is asked, as long as the round is open; whoever has signed, as long as the case is.
    let signers = case.signing.iter().flat_map(|round| {
        let (pending, goes_on) = (round.result().is_none(), case.ended.is_none());
        let sees = move |said: &Option<Verdict>| if said.is_some() { goes_on } else { pending };
        let signers = round.signers.iter().filter(move |(_, said)| sees(said));
        signers.map(|(person, _)| format!("s:{person}"))
    });
    assistants.chain(consulted).chain(signers).collect()
}

/// From which unit on a case bears the mark 三次交办: the third that is asked to lead it.
const THIRD_UNIT_FROM: usize = 3;

/// What a supervisor asks of open cases, each with the instant by which it must happen; zero where there is none.
pub(crate) fn marks(case: &Case) -> BTreeSet<(&'static str, i64)> {
    if case.ended.is_some() {
        return BTreeSet::new();
    }
    let extension = case.extension.as_ref().map(|_| (MARK_EXTENSION, 0));
    let suspended = case.suspension.as_ref();
    let suspended = suspended.map(|held| (MARK_SUSPENDED, to_micros(held.terms.until)));
    let orders = case.orders.values().filter(|order| order.discharged_at.is_none());
    let orders = orders.flat_map(|order| {
        let due = to_micros(order.due);
        let unanswered = order.answered_at.is_none().then_some((MARK_UNANSWERED, due));
        let listed = order.listed.then_some((MARK_LISTED, 0));
        std::iter::once((MARK_ORDERED, due)).chain(unanswered).chain(listed)
    });
    let round = (units_asked(case) >= THIRD_UNIT_FROM).then_some((MARK_THIRD_UNIT, 0));
    let sponsored = case.sponsor.as_ref().map(|_| (MARK_SPONSORED, 0));
    let all = extension.into_iter().chain(suspended).chain(orders).chain(round);
    all.chain(sponsored).collect()
}

/// An extension waits for a decision.
pub(crate) const MARK_EXTENSION: &str = "extension";

/// It is suspended, until an instant.
pub(crate) const MARK_SUSPENDED: &str = "suspended";

/// It stands under a supervision order, which the unit must answer by an instant.
pub(crate) const MARK_ORDERED: &str = "ordered";

/// The unit has not answered it yet.
pub(crate) const MARK_UNANSWERED: &str = "unanswered";

/// It is listed 挂牌督办.
pub(crate) const MARK_LISTED: &str = "listed";

/// A leader sponsors it 包案.
pub(crate) const MARK_SPONSORED: &str = "sponsored";

/// The third unit, or a later one, was asked to lead it.
pub(crate) const MARK_THIRD_UNIT: &str = "third_unit";

/// How many units held it one after the other, the center left out: a unit that gets it back counts again.
fn units_asked(case: &Case) -> usize {
    let held = case.tenures.iter().filter_map(|tenure| match &tenure.holder {
        Holder::Unit(unit) if *unit != case.center => Some(unit),
        Holder::Unit(_) | Holder::Citizen | Holder::Law => None,
    });
    let mut held: Vec<_> = held.collect();
    held.dedup();
    held.len()
}
