//! Office hours within a day, and adding and measuring office time across days.

use chrono::{Datelike, TimeDelta};

use super::Calendar;
use super::day::Day;
use super::file::{OfficeFile, OfficePeriod};
use crate::id::Timestamp;

/// The hours of each month of a year.
#[derive(Clone, Debug)]
pub(super) struct Hours {
    usual: Vec<OfficePeriod>,
    /// One entry for each month if any season differs from the usual hours.
    months: Vec<Vec<OfficePeriod>>,
}

impl Hours {
    pub(super) fn new(file: &OfficeFile) -> Self {
        let of_month = |month: u8| {
            let season = file.seasons.iter().find(|season| season.months.contains(&month));
            season.map_or(&file.hours, |season| &season.hours).clone()
        };
        let months =
            if file.seasons.is_empty() { Vec::new() } else { (1..=12).map(of_month).collect() };
        Self { usual: file.hours.clone(), months }
    }

    /// The hours of a day if it is a working day.
    pub(super) fn of(&self, day: Day) -> &[OfficePeriod] {
        if self.months.is_empty() {
            return &self.usual;
        }
        let month = usize::try_from(day.date().month0()).unwrap_or(0);
        self.months.get(month).unwrap_or(&self.usual)
    }

    /// The last day up to which the hours are surely those of a day: its month's last if there are seasons.
    fn constant_through(&self, day: Day) -> Day {
        if self.months.is_empty() {
            return Day::LAST;
        }
        let day_of_month = i64::from(day.date().day0());
        day.plus(-day_of_month).plus_months(1).plus(-1).max(day)
    }
}

impl Calendar {
    /// The earliest instant by which so much office time has passed since an instant.
    pub(crate) fn add_office_time(&self, from: Timestamp, amount: TimeDelta) -> Timestamp {
        let mut left = amount;
        let mut day = self.day_of(from);
        while day < Day::LAST {
            for (opening, closing) in self.office_periods(day) {
                let start = opening.max(from);
                let available = closing - start;
                if left <= available {
                    return start + left;
                }
                left -= available.max(TimeDelta::zero());
            }
            day = self.working_days_after(day, 1);
        }
        day.at(0, self.offset)
    }

    /// How much office time lies between two instants; none if the second is not later.
    pub(crate) fn office_time(&self, from: Timestamp, until: Timestamp) -> TimeDelta {
        let (first, last) = (self.day_of(from), self.day_of(until));
        let within = |(opening, closing): (Timestamp, Timestamp)| {
            (closing.min(until) - opening.max(from)).max(TimeDelta::zero())
        };
        let on = |day| self.office_periods(day).map(within).sum::<TimeDelta>();
        if last <= first { on(first) } else { on(first) + self.whole_days(first, last) + on(last) }
    }

    /// The office time of all days between two days, the two not included.
    fn whole_days(&self, after: Day, before: Day) -> TimeDelta {
        let through = before.plus(-1);
        let mut seconds = 0;
        let mut position = after;
        while position < through {
            let end = self.hours.constant_through(position.next()).min(through);
            let daily = self.hours.of(end).iter().map(|period| period.until - period.from);
            seconds += self.working_days(position, end) * i64::from(daily.sum::<i32>());
            position = end;
        }
        TimeDelta::seconds(seconds)
    }

    /// Opening and closing instants of a day; none on a rest day.
    pub(crate) fn office_periods(
        &self,
        day: Day,
    ) -> impl Iterator<Item = (Timestamp, Timestamp)> + use<'_> {
        let offset = self.offset;
        let instants = move |period: &OfficePeriod| {
            (day.at(period.from, offset), day.at(period.until, offset))
        };
        self.periods_of(day).iter().map(instants)
    }
}
