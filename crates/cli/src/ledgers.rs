//! Whose time it was: for the whole case, and for each clock with what counted and what did not.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use domain::case::Case;
use domain::clock::{Clock, ClockStatus, Holder, Reason, Segment, ledger, time_by_holder};
use domain::id::Timestamp;
use serde::Serialize;

use crate::events::clock_name;
use crate::words::Words;

/// How long one holder had the case.
#[derive(Debug, Serialize)]
pub(crate) struct Held {
    /// Unit id, `citizen` or `law`.
    holder: String,
    /// How long.
    seconds: i64,
}

/// Each holder's time until an instant, for scripts. The sum is the life of the case.
pub(crate) fn held(case: &Case, until: Timestamp) -> Vec<Held> {
    let sums = time_by_holder(&case.tenures, until);
    let rows = sums.iter().map(|(holder, time)| Held {
        holder: match holder {
            Holder::Unit(unit) => unit.to_string(),
            Holder::Citizen => "citizen".to_owned(),
            Holder::Law => "law".to_owned(),
        },
        seconds: time.num_seconds(),
    });
    rows.collect()
}

/// Both ledgers of a case, a line each.
pub(crate) fn lines(case: &Case, until: Timestamp, words: Words<'_>) -> Vec<String> {
    let mut lines = vec![words.say("时间归属", "Whose time it was").to_owned()];
    let sums = time_by_holder(&case.tenures, until);
    let total = sums.values().fold(TimeDelta::zero(), |sum, time| sum + *time);
    for (holder, time) in &sums {
        lines.push(format!("  {}  {}", words.duration(*time), words.holder(holder)));
    }
    lines.push(format!("  = {}", words.duration(total)));
    if !case.clocks.is_empty() {
        lines.push(words.say("期限台账", "Ledger of the limits").to_owned());
    }
    for clock in &case.clocks {
        lines.extend(of_clock(clock, case, until, words));
    }
    lines
}

/// The ledger of one clock.
pub(crate) fn of_limit(
    clock: &Clock,
    case: &Case,
    until: Timestamp,
    words: Words<'_>,
) -> Vec<String> {
    let heading = words.say("期限台账", "Ledger of the limits").to_owned();
    std::iter::once(heading).chain(of_clock(clock, case, until, words)).collect()
}

/// Ids of the clock, what became of it, and each holder's counted and uncounted time.
fn of_clock(clock: &Clock, case: &Case, until: Timestamp, words: Words<'_>) -> Vec<String> {
    let deadline = words.deadline(clock.deadline);
    let mut lines = vec![format!(
        "  {} → {deadline}  {}",
        clock_name(clock, words),
        status(clock, until, words)
    )];
    let segments = ledger(words.world.calendar, clock, &case.tenures, until);
    let mut holders: Vec<&Holder> = segments.iter().map(|segment| &segment.holder).collect();
    holders.sort();
    holders.dedup();
    lines.extend(holders.into_iter().map(|holder| of_holder(holder, &segments, words)));
    lines
}

fn status(clock: &Clock, until: Timestamp, words: Words<'_>) -> &'static str {
    match (clock.status, clock.is_late(until)) {
        (ClockStatus::Ended(_), false) => words.say("按时", "in time"),
        (ClockStatus::Ended(_), true) => words.say("超期", "late"),
        (ClockStatus::Running, false) => words.say("在走", "running"),
        (ClockStatus::Running | ClockStatus::Paused, true) => words.say("已超期", "late already"),
        (ClockStatus::Paused, false) => words.say("中止", "paused"),
    }
}

fn of_holder(holder: &Holder, segments: &[Segment], words: Words<'_>) -> String {
    let own = segments.iter().filter(|segment| segment.holder == *holder);
    let mut counted = TimeDelta::zero();
    let mut uncounted: BTreeMap<String, TimeDelta> = BTreeMap::new();
    for segment in own {
        let time = segment.until - segment.from;
        if segment.counted {
            counted += time;
        } else {
            *uncounted.entry(why(&segment.reason, words)).or_default() += time;
        }
    }
    let rest: Vec<String> =
        uncounted.iter().map(|(why, time)| format!("{why} {}", words.duration(*time))).collect();
    let (name, counted) = (words.holder(holder), words.duration(counted));
    let line = words
        .choose(format!("    {name}：计入 {counted}"), format!("    {name}: {counted} counted"));
    if rest.is_empty() {
        return line;
    }
    let rest = rest.join(words.say("、", ", "));
    words.choose(format!("{line}；不计 {rest}"), format!("{line}; not counted: {rest}"))
}

/// Why time did not count; for time that did, nothing.
fn why(reason: &Reason, words: Words<'_>) -> String {
    let text = match reason {
        Reason::Counted | Reason::MakeUp { .. } => "",
        Reason::StartDay => words.say("起算当日", "first day"),
        Reason::Night => words.say("下班时间", "after hours"),
        Reason::Lunch => words.say("午休", "lunch"),
        Reason::Weekend => words.say("周末", "weekend"),
        Reason::Holiday { name, .. } => name.get(words.language),
        Reason::Suspended { ground, .. } => return words.ground(ground),
        Reason::Moved => words.say("顺延", "rolled on"),
        Reason::Late => words.say("超期之后", "after the deadline"),
    };
    text.to_owned()
}
