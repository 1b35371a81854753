//! Turns the course of a limit into the facts of an [`Explanation`].

use chrono::{Datelike, NaiveDate, NaiveDateTime};

use super::explanation::{Explanation, Reached, Span, Step};
use super::measure::{Days, Measure, Time};
use super::plan::{Leg, Plan, Position};
use super::{DayEnd, Pause, Rule};
use crate::calendar::{Calendar, Day, Kind, YearStatus};
use crate::id::Timestamp;

/// Days that are looked at one by one; a limit that is longer is summed up from there on.
const LISTED_DAYS: i64 = 400;
/// Weekends that are listed; more would hide what matters.
const LISTED_WEEKENDS: usize = 8;

pub(super) fn explain(
    calendar: &Calendar,
    rule: Rule,
    anchor: Timestamp,
    pauses: &[Pause],
    plan: &Plan,
) -> Explanation {
    let mut steps = Vec::with_capacity(8);
    let from_next_day = matches!(Measure::from(rule.length.unit), Measure::Days(_));
    steps.push(Step::Started { at: local(calendar, anchor), from_next_day });
    for (index, leg) in plan.legs.iter().enumerate() {
        let until = reached(calendar, leg.until);
        steps.push(Step::Added { length: leg.length, extension: index > 0, until });
        if let Some((after, through)) = days_consulted(calendar, leg) {
            skipped(calendar, after, through, &mut steps);
        }
    }
    paused(calendar, anchor, pauses, plan.deadline, &mut steps);
    moved(calendar, plan, &mut steps);
    uncertain(calendar, rule, plan, &mut steps);
    let at = local(calendar, plan.deadline);
    steps.push(Step::Due { at, hours: decisive_hours(calendar, rule, plan) });
    Explanation { steps, edition: calendar.edition().clone() }
}

fn local(calendar: &Calendar, instant: Timestamp) -> NaiveDateTime {
    let zone = calendar.zone();
    instant.naive_utc().checked_add_offset(zone).unwrap_or_else(|| instant.naive_utc())
}

fn reached(calendar: &Calendar, position: Position) -> Reached {
    match position {
        Position::Moment(instant) => Reached::Moment(local(calendar, instant)),
        Position::Day(day) => Reached::Day(day.date()),
    }
}

/// The days whose kind decided a leg: after the first, up to and including the second.
fn days_consulted(calendar: &Calendar, leg: &Leg) -> Option<(Day, Day)> {
    let (first, last) = (leg.from.day(calendar), leg.until.last_day(calendar));
    match Measure::from(leg.length.unit) {
        Measure::Days(Days::Working) => Some((first, last)),
        Measure::Time(Time::Office) => Some((first.plus(-1), last)),
        Measure::Days(Days::All) | Measure::Time(Time::All) => None,
    }
}

/// Adds what was skipped, and the make-up days that were not, in order of time; weekends first, in one step.
fn skipped(calendar: &Calendar, after: Day, through: Day, steps: &mut Vec<Step>) {
    let mut weekends: Vec<Span> = Vec::new();
    let mut listed = 0;
    let place = steps.len();
    // The very last day has no next one, and nothing needs explaining there.
    let end = through.min(after.plus(LISTED_DAYS)).min(Day::LAST.plus(-1));
    let mut day = after.next();
    while day <= end {
        let kind = calendar.kind(day);
        let first = day;
        while day < end && calendar.kind(day.next()) == kind && !kind.is_working() {
            day = day.next();
        }
        let span = Span { first: first.date(), last: day.date() };
        let days = day.number() - first.number() + 1;
        match kind {
            Kind::Working => {}
            Kind::Weekend if weekends.len() == LISTED_WEEKENDS => {}
            Kind::Weekend => {
                weekends.push(span);
                listed += days;
            }
            Kind::Holiday(index) => {
                steps.extend(holiday(calendar, index, span));
                listed += days;
            }
            Kind::MakeUp(index) => steps.extend(make_up(calendar, index, first.date())),
        }
        day = day.next();
    }
    if !weekends.is_empty() {
        steps.insert(place, Step::Weekends { spans: weekends });
    }
    let rest = Days::All.count(calendar, after, through)
        - Days::Working.count(calendar, after, through)
        - listed;
    if rest > 0 {
        steps.push(Step::MoreRestDays { days: u32::try_from(rest).unwrap_or(u32::MAX) });
    }
}

fn holiday(calendar: &Calendar, index: usize, span: Span) -> Option<Step> {
    let declared = calendar.declared(index)?;
    Some(Step::Holiday { span, name: declared.name.clone(), notice: declared.notice.clone() })
}

fn make_up(calendar: &Calendar, index: usize, day: NaiveDate) -> Option<Step> {
    Some(Step::MakeUp { day, notice: calendar.declared(index)?.notice.clone() })
}

/// Pauses that touch the life of the limit, in order of time.
fn paused(
    calendar: &Calendar,
    anchor: Timestamp,
    pauses: &[Pause],
    deadline: Timestamp,
    steps: &mut Vec<Step>,
) {
    let matters =
        |pause: &&Pause| pause.from < deadline && pause.until > anchor && pause.from < pause.until;
    let mut pauses: Vec<&Pause> = pauses.iter().filter(matters).collect();
    pauses.sort_unstable();
    steps.extend(pauses.into_iter().map(|pause| Step::Paused {
        from: local(calendar, pause.from),
        until: local(calendar, pause.until),
        ground: pause.ground.clone(),
        document: pause.document.clone(),
    }));
}

fn moved(calendar: &Calendar, plan: &Plan, steps: &mut Vec<Step>) {
    if plan.end == plan.rolled {
        return;
    }
    let from = plan.end.last_day(calendar);
    let holiday = match calendar.kind(from) {
        Kind::Holiday(index) => calendar.declared(index).map(|declared| declared.name.clone()),
        Kind::Working | Kind::Weekend | Kind::MakeUp(_) => None,
    };
    let to = plan.rolled.last_day(calendar).date();
    steps.push(Step::Moved { from: from.date(), holiday, to });
}

/// Says so if days that decided the end lie in years that are not official.
fn uncertain(calendar: &Calendar, rule: Rule, plan: &Plan, steps: &mut Vec<Step>) {
    let mut years: Option<(i32, i32)> = None;
    let mut consult = |first: Day, last: Day| {
        let (first, last) = (first.date().year(), last.date().year());
        let (low, high) = years.unwrap_or((first, last));
        years = Some((low.min(first), high.max(last)));
    };
    for (after, through) in plan.legs.iter().filter_map(|leg| days_consulted(calendar, leg)) {
        consult(after.next().min(through), through);
    }
    let last = plan.rolled.last_day(calendar);
    if rule.rolls {
        consult(plan.end.last_day(calendar), last);
    }
    if ends_with_office(rule, plan) {
        consult(last, last);
    }
    if let Some((first, last)) = years {
        steps.extend(uncertain_years(calendar, first, last));
    }
}

fn uncertain_years(calendar: &Calendar, first: i32, last: i32) -> Vec<Step> {
    let mut steps = Vec::new();
    for year in first..=last {
        match (calendar.status(year), steps.last_mut()) {
            (Some(YearStatus::Official), _) => {}
            (Some(YearStatus::Provisional), _) => steps.push(Step::Provisional { year }),
            (None, Some(Step::Unpublished { last, .. })) if *last == year - 1 => *last = year,
            (None, _) => steps.push(Step::Unpublished { first: year, last: year }),
        }
    }
    steps
}

/// Whether the closing of the office is the last day's end.
fn ends_with_office(rule: Rule, plan: &Plan) -> bool {
    matches!(plan.rolled, Position::Day(_)) && rule.day_end == DayEnd::Close
}

/// The office hours of the last day, if they decided the end.
fn decisive_hours(
    calendar: &Calendar,
    rule: Rule,
    plan: &Plan,
) -> Vec<crate::calendar::OfficePeriod> {
    let office_time = |leg: &Leg| Measure::from(leg.length.unit) == Measure::Time(Time::Office);
    if ends_with_office(rule, plan) || plan.legs.iter().any(office_time) {
        calendar.office_hours(plan.rolled.last_day(calendar).date()).to_vec()
    } else {
        Vec::new()
    }
}
