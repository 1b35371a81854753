//! Limits: how long, what pauses and extends them, and who is warned.

use std::collections::BTreeSet;

use super::Burdened;
use super::Weight::{Path, Rule};
use super::report::{Aspect, Report, Subject, from_to};
use super::states::bearer;
use super::tables::{Table, codes, compare_name, compare_source, nobody, table};
use crate::clock::{DayEnd, Length, TimeUnit};
use crate::text::Bilingual;
use crate::workflow::words::{Names, Words, by_value, level, limit_length};
use crate::workflow::{Extension, Level, Limit};

/// Compares the limits.
pub(super) fn compare(report: &mut Report<'_>, top: &Subject) {
    table(report, top, &LIMITS, (&report.old.limits, &report.new.limits));
}

const LIMITS: Table<Limit> = Table {
    section: "limits",
    kind: ("时限", "limit"),
    weight: Path,
    codes: codes!("limit"),
    name: |limit| &limit.name,
    // Where it runs is said with the states.
    added: nobody,
    removed: nobody,
    both: compare_limit,
};

/// About how many tenths of an hour, to tell longer from shorter across units. A working day is taken as 7/5 of a day.
fn about(length: Length) -> u64 {
    let unit = match length.unit {
        TimeUnit::Hour => 10,
        TimeUnit::WorkHour => 42,
        TimeUnit::CalendarDay => 240,
        TimeUnit::WorkDay => 336,
        TimeUnit::Month => 7_300,
    };
    u64::from(length.amount.get()) * unit
}

/// Whether the new length is shorter, or exists where there was none to keep to.
pub(super) fn is_shorter(old: Option<Length>, new: Option<Length>) -> bool {
    match (old, new) {
        (Some(old), Some(new)) => about(new) < about(old),
        (None, Some(_)) => true,
        (_, None) => false,
    }
}

fn compare_limit(report: &mut Report<'_>, place: &Subject, old: &Limit, new: &Limit) {
    let Limit {
        name,
        length: _,
        by: _,
        lengths: _,
        rolls,
        day_end,
        promise,
        met_by: _,
        restarts_on: _,
        paused_by: _,
        extension,
        ladder,
        source,
    } = old;
    let who = bearers(report, place);
    compare_length(report, place, (old, new), &who);
    let aspect = Aspect::new(
        "rolls",
        ("遇休息日顺延", "rolling over rest days"),
        Rule,
        "limit-roll-changed",
    );
    if let Some(change) = report.value(place, aspect, (rolls, &new.rolls))
        && !new.rolls
    {
        change.stricter_for.clone_from(&who);
    }
    let aspect = Aspect::new(
        "day_end",
        ("末日截止时刻", "end of the last day"),
        Rule,
        "limit-day-end-changed",
    );
    if let Some(change) = report.value(place, aspect, (day_end, &new.day_end))
        && new.day_end == DayEnd::Close
    {
        change.stricter_for.clone_from(&who);
    }
    let aspect = Aspect::new(
        "promise",
        ("是否对群众承诺", "being a promise"),
        Path,
        "limit-promise-changed",
    );
    report.value(place, aspect, (promise, &new.promise));
    compare_events(report, place, (old, new), &who);
    compare_extension(report, place, (extension.as_ref(), new.extension.as_ref()), &who);
    compare_ladder(report, place, (ladder, &new.ladder));
    compare_name(report, place, (name, &new.name));
    compare_source(report, place, (source, &new.source));
}

/// Who must keep to it: the holders of the states in which it runs.
fn bearers(report: &Report<'_>, place: &Subject) -> BTreeSet<Burdened> {
    let key = place.path.last().map_or("", String::as_str);
    let states = report.new.states.values();
    let running = states.filter(|state| state.limits.iter().any(|limit| limit.as_str() == key));
    running.flat_map(|state| bearer(state.holder)).collect()
}

fn compare_length(
    report: &mut Report<'_>,
    place: &Subject,
    (old, new): (&Limit, &Limit),
    who: &BTreeSet<Burdened>,
) {
    if old.by == new.by && old.length == new.length {
        return compare_lengths(report, place, (old, new), who);
    }
    let all = |limit: &Limit| -> Vec<Length> {
        limit.length.into_iter().chain(limit.lengths.values().copied()).collect()
    };
    let shortest = |limit: &Limit| all(limit).into_iter().min_by_key(|length| about(*length));
    let shorter = is_shorter(shortest(old), shortest(new));
    let code = if shorter { "limit-shortened" } else { "limit-length-changed" };
    let field = if new.length.is_some() { "length" } else { "by" };
    let aspect = Aspect::new(field, ("期限", "length"), Path, code);
    let depends =
        |limit: &Limit| limit.by.filter(|_| limit.length.is_some() || limit.lengths.is_empty());
    let words = |limit: &Limit| match depends(limit) {
        Some(by) => super::report::joined(&limit_length(limit), ("，按", ", by "), &by.words()),
        None => limit_length(limit),
    };
    let message = from_to(&place.name, &words(old), &words(new));
    let change = report.push(place, aspect, message);
    if shorter {
        change.stricter_for.clone_from(who);
    }
    compare_lengths(report, place, (old, new), &BTreeSet::new());
}

/// Lengths for each value, one by one.
fn compare_lengths(
    report: &mut Report<'_>,
    place: &Subject,
    (old, new): (&Limit, &Limit),
    who: &BTreeSet<Burdened>,
) {
    let values =
        old.lengths.keys().chain(new.lengths.keys().filter(|v| !old.lengths.contains_key(*v)));
    for value in values {
        let (before, after) = (old.lengths.get(value).copied(), new.lengths.get(value).copied());
        if before == after {
            continue;
        }
        let named = new
            .by
            .or(old.by)
            .map_or_else(|| Bilingual::new(value, value), |by| by_value(by, value));
        let what = super::report::joined(&place.name, ("（", " ("), &named);
        let what = super::report::joined(&what, ("）", ")"), &Bilingual::default());
        let shorter = is_shorter(before, after);
        let code = if shorter { "limit-shortened" } else { "limit-length-changed" };
        let aspect = Aspect::new("lengths", ("期限", "length"), Path, code);
        let change = report.push(place, aspect, from_to(&what, &before.words(), &after.words()));
        if shorter {
            change.stricter_for.clone_from(who);
        }
    }
    let aspect =
        Aspect::new("lengths", ("分档", "lengths"), super::Weight::Wording, "limit-order-changed");
    report.order(place, aspect, (&old.lengths, &new.lengths));
}

/// What ends it early, starts it anew, or pauses it.
fn compare_events(
    report: &mut Report<'_>,
    place: &Subject,
    (old, new): (&Limit, &Limit),
    who: &BTreeSet<Burdened>,
) {
    let (old_names, new_names) = (report.old_names(), report.new_names());
    let names = || (|name: &_| old_names.transition(name), |name: &_| new_names.transition(name));
    let aspect = Aspect::new(
        "met_by",
        ("视为办到的操作", "transitions that meet it"),
        Rule,
        "limit-met-by-changed",
    );
    let since = report.len();
    if !report.list(place, aspect, (&old.met_by, &new.met_by), names()).lost.is_empty() {
        report.stricter_since(since, who);
    }
    let aspect = Aspect::new(
        "restarts_on",
        ("重新起算的操作", "transitions that restart it"),
        Rule,
        "limit-restarts-changed",
    );
    let since = report.len();
    if !report.list(place, aspect, (&old.restarts_on, &new.restarts_on), names()).lost.is_empty() {
        report.stricter_since(since, who);
    }
    let aspect = Aspect::new(
        "paused_by",
        ("不计入的事由", "grounds that pause it"),
        Rule,
        "limit-pauses-changed",
    );
    let names = (|name: &_| old_names.ground(name), |name: &_| new_names.ground(name));
    let since = report.len();
    if !report.list(place, aspect, (&old.paused_by, &new.paused_by), names).lost.is_empty() {
        report.stricter_since(since, who);
    }
}

fn compare_extension(
    report: &mut Report<'_>,
    place: &Subject,
    (old, new): (Option<&Extension>, Option<&Extension>),
    who: &BTreeSet<Burdened>,
) {
    let (old_names, new_names) = (report.old_names(), report.new_names());
    let words = |extension: Option<&Extension>, names: Names<'_>| {
        extension.map(|extension| {
            let Extension { longest, times, source } = extension;
            let (longest, source) = (longest.words(), names.source(source));
            Bilingual::new(
                format!("最多 {times} 次，每次最长 {}，依据：{}", longest.zh, source.zh),
                format!("{times} times, each at most {}, by {}", longest.en, source.en),
            )
        })
    };
    let aspect = Aspect::new("extension", ("延期", "extension"), Rule, "limit-extension-changed");
    let names = (words(old, old_names).words(), words(new, new_names).words());
    let Some(change) = report.named(place, aspect, (&old, &new), names) else { return };
    let less = match (old, new) {
        (Some(old), Some(new)) => new.times < old.times || is_shorter(old.longest, new.longest),
        (Some(_), None) => true,
        (None, _) => false,
    };
    if less {
        change.stricter_for.clone_from(who);
    }
}

fn compare_ladder(report: &mut Report<'_>, place: &Subject, ladders: (&[Level], &[Level])) {
    let aspect =
        Aspect::new("ladder", ("预警和升级", "warnings and escalation"), Rule, "ladder-changed");
    let since = report.len();
    if !report.list(place, aspect, ladders, (level, level)).gained.is_empty() {
        report.stricter_at(since, &BTreeSet::from([Burdened::Units]));
    }
}
