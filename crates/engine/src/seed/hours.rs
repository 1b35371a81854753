//! When people are at work.

use chrono::{Days, TimeDelta, Timelike};
use domain::calendar::Calendar;
use domain::id::Timestamp;

use super::random::Random;

/// How many days a holiday lasts at most, with the weekends around it.
const REST_DAYS_MAX: u64 = 15;

/// The instant itself if offices are open then; else some minutes after they open again.
pub(super) fn at_work(calendar: &Calendar, at: Timestamp, random: &mut Random) -> Timestamp {
    let local = calendar.local(at);
    let seconds = i32::try_from(local.time().num_seconds_from_midnight()).unwrap_or(0);
    for later in 0..REST_DAYS_MAX {
        let Some(date) = local.date_naive().checked_add_days(Days::new(later)) else { return at };
        let from = if later == 0 { seconds } else { 0 };
        let mut periods = calendar.office_hours(date).iter();
        let Some(period) = periods.find(|period| period.until > from) else { continue };
        if period.from <= from {
            return at;
        }
        let late = TimeDelta::seconds(random.below(2_400).cast_signed());
        return calendar.start(date) + TimeDelta::seconds(period.from.into()) + late;
    }
    at
}
