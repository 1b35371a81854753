//! When cases come in: more of them on working days and in the warm months, most of them while offices are open.

use chrono::{Datelike, Days, NaiveDate, TimeDelta};
use domain::calendar::Calendar;
use domain::id::Timestamp;

use super::random::Random;

/// How busy the months are, from January on.
const MONTHS: [u64; 12] = [8, 7, 10, 10, 10, 11, 12, 12, 10, 10, 9, 9];

/// How busy the hours of a day are, from midnight on.
const HOURS: [u64; 24] =
    [1, 1, 0, 0, 0, 1, 2, 6, 24, 40, 38, 26, 10, 14, 30, 34, 30, 20, 10, 8, 7, 5, 3, 2];

/// The last minute before now belongs to whoever looks at it.
const LAST: TimeDelta = TimeDelta::minutes(1);

/// The days on which cases come in, with how many of all cases come in before their end.
#[derive(Debug)]
pub(super) struct Arrivals {
    days: Vec<(NaiveDate, u64)>,
    latest: Timestamp,
}

impl Arrivals {
    /// The days from one on until now.
    pub(super) fn new(calendar: &Calendar, first: NaiveDate, now: Timestamp) -> Self {
        let latest = now - LAST;
        let today = calendar.date(latest);
        let mut total = 0;
        let mut days = Vec::new();
        let mut day = Some(first.min(today));
        while let Some(date) = day.filter(|date| *date <= today) {
            total += weight(calendar, date, latest);
            days.push((date, total));
            day = date.checked_add_days(Days::new(1));
        }
        Self { days, latest }
    }

    /// When the case of this place among so many comes in.
    pub(super) fn of(
        &self,
        calendar: &Calendar,
        (place, cases): (u64, u64),
        random: &mut Random,
    ) -> Timestamp {
        let total = self.days.last().map_or(0, |(_, total)| *total);
        let share = u128::from(total) * u128::from(place) / u128::from(cases.max(1));
        let share = u64::try_from(share).unwrap_or(total);
        let day = self.days.partition_point(|(_, until)| *until <= share);
        let date = self.days.get(day).or(self.days.last()).map(|(date, _)| *date);
        let start = date.map_or(self.latest, |date| calendar.start(date));
        self.within(start, random)
    }

    /// Some instant of a day that has passed already.
    fn within(&self, start: Timestamp, random: &mut Random) -> Timestamp {
        for _ in 0..6 {
            let hour = random.weighted(HOURS.into_iter()).unwrap_or(9);
            let seconds = hour as u64 * 3600 + random.below(3600);
            let at = start + TimeDelta::seconds(seconds.cast_signed());
            if at <= self.latest {
                return at;
            }
        }
        let passed = u64::try_from((self.latest - start).num_seconds()).unwrap_or(0);
        start + TimeDelta::seconds(random.below(passed).cast_signed())
    }
}

/// How many come in on a day; on the last, only for the hours that have passed.
fn weight(calendar: &Calendar, date: NaiveDate, latest: Timestamp) -> u64 {
    let month = usize::try_from(date.month0()).unwrap_or(0);
    let usual =
        MONTHS.get(month).copied().unwrap_or(10) * if calendar.is_working(date) { 10 } else { 3 };
    let passed = u64::try_from((latest - calendar.start(date)).num_hours()).unwrap_or(0);
    (usual * passed.min(24) / 24).max(1)
}
