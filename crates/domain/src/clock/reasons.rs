//! Cuts the life of a clock into stretches with one reason each, whoever held the case.

use super::ledger::Reason;
use super::measure::{Days, Measure, Time};
use super::plan::{Leg, Plan, Position};
use super::{Clock, DayEnd, Pause};
use crate::calendar::{Calendar, Day, Kind};
use crate::id::Timestamp;

/// Time with one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) from: Timestamp,
    pub(super) until: Timestamp,
    pub(super) reason: Reason,
}

/// All stretches from the anchor to `stop`, in order and without gap.
pub(super) fn stretches(calendar: &Calendar, clock: &Clock, stop: Timestamp) -> Vec<Stretch> {
    let rule = clock.rule;
    let plan = Plan::new(calendar, rule, clock.anchor, &clock.extensions, &clock.pauses);
    let mut pauses: Vec<&Pause> = clock.pauses.iter().collect();
    pauses.sort_unstable();
    let limit = stop.min(clock.deadline);
    let mut course =
        Course { calendar, plan: &plan, pauses, limit, list: Vec::new(), at: clock.anchor };
    for (index, leg) in plan.legs.iter().enumerate() {
        let until = match plan.legs.get(index + 1) {
            Some(next) => start(calendar, next, rule.day_end),
            None => plan.end.end(calendar, rule.day_end),
        };
        course.leg(leg, until.min(limit));
    }
    course.push(limit, Reason::Moved);
    course.limit = stop;
    course.push(stop, Reason::Late);
    course.list
}

/// When the stretch of a leg begins. Days that follow a day begin at midnight, whenever the office closed.
fn start(calendar: &Calendar, leg: &Leg, day_end: DayEnd) -> Timestamp {
    match Measure::from(leg.length.unit) {
        Measure::Time(_) => leg.from.end(calendar, day_end),
        Measure::Days(_) => leg.from.end(calendar, DayEnd::Midnight),
    }
}

/// The stretches so far and what the next depends on.
struct Course<'a> {
    calendar: &'a Calendar,
    plan: &'a Plan,
    /// In order of time.
    pauses: Vec<&'a Pause>,
    limit: Timestamp,
    list: Vec<Stretch>,
    /// Where the next stretch begins.
    at: Timestamp,
}

impl Course<'_> {
    /// Appends a stretch from where the last one ended; nothing if that is not before `until`.
    fn push(&mut self, until: Timestamp, reason: Reason) {
        let until = until.min(self.limit);
        if until <= self.at {
            return;
        }
        let from = std::mem::replace(&mut self.at, until);
        match self.list.last_mut() {
            Some(last) if last.reason == reason => last.until = until,
            Some(_) | None => self.list.push(Stretch { from, until, reason }),
        }
    }

    fn leg(&mut self, leg: &Leg, until: Timestamp) {
        match Measure::from(leg.length.unit) {
            Measure::Days(days) => self.days(days, leg.from, until),
            Measure::Time(time) => self.time(time, until),
        }
    }

    fn days(&mut self, days: Days, from: Position, until: Timestamp) {
        let mut day = from.day(self.calendar).next();
        self.push(self.calendar.midnight(day).min(until), Reason::StartDay);
        while self.at < until && day < Day::LAST {
            let end = self.calendar.midnight(day.next()).min(until);
            let reason = self.day_reason(days, day);
            self.push(end, reason);
            day = day.next();
        }
    }

    fn day_reason(&self, days: Days, day: Day) -> Reason {
        let excluded = &self.plan.excluded.days;
        if excluded.iter().any(|(first, last)| (*first..=*last).contains(&day)) {
            let calendar = self.calendar;
            return self.suspended(calendar.midnight(day), calendar.midnight(day.next()));
        }
        match days {
            Days::All => Reason::Counted,
            Days::Working => self.kind_reason(day),
        }
    }

    /// The first pause that touches a stretch known to be excluded.
    fn suspended(&self, from: Timestamp, until: Timestamp) -> Reason {
        let pause = self.pauses.iter().find(|pause| pause.from < until && pause.until > from);
        pause.map_or(Reason::Counted, |pause| reason_of(pause))
    }

    fn kind_reason(&self, day: Day) -> Reason {
        match self.calendar.kind(day) {
            Kind::Working => Reason::Counted,
            Kind::Weekend => Reason::Weekend,
            Kind::Holiday(index) => match self.calendar.declared(index) {
                None => Reason::Weekend,
                Some(declared) => {
                    Reason::Holiday { name: declared.name.clone(), notice: declared.notice.clone() }
                }
            },
            Kind::MakeUp(index) => match self.calendar.declared(index) {
                None => Reason::Counted,
                Some(declared) => Reason::MakeUp { notice: declared.notice.clone() },
            },
        }
    }

    fn time(&mut self, time: Time, until: Timestamp) {
        let plan = self.plan;
        for (start, end) in &plan.excluded.intervals {
            self.running(time, (*start).min(until));
            self.pauses_until((*end).min(until));
        }
        self.running(time, until);
    }

    /// Names the pauses of one excluded interval, the earlier one first where they overlap.
    fn pauses_until(&mut self, until: Timestamp) {
        while self.at < until {
            let at = self.at;
            let mut pauses = self.pauses.iter();
            let Some(pause) = pauses.find(|pause| pause.from <= at && at < pause.until) else {
                return;
            };
            self.push(pause.until.min(until), reason_of(pause));
        }
    }

    fn running(&mut self, time: Time, until: Timestamp) {
        match time {
            Time::All => self.push(until, Reason::Counted),
            Time::Office => {
                while self.at < until && self.calendar.day_of(self.at) < Day::LAST {
                    self.office_day(until);
                }
            }
        }
    }

    /// From where we are to the end of the day, or to `until` if that is earlier.
    fn office_day(&mut self, until: Timestamp) {
        let calendar = self.calendar;
        let day = calendar.day_of(self.at);
        let reason = self.kind_reason(day);
        let mut between = Reason::Night;
        for (opening, closing) in calendar.office_periods(day) {
            self.push(opening.min(until), between);
            self.push(closing.min(until), reason.clone());
            between = Reason::Lunch;
        }
        let rest = if reason.is_counted() { Reason::Night } else { reason };
        self.push(calendar.midnight(day.next()).min(until), rest);
    }
}

fn reason_of(pause: &Pause) -> Reason {
    Reason::Suspended { ground: pause.ground.clone(), document: pause.document.clone() }
}
