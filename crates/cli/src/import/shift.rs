//! Rows that are older than the calendars move, each by its own number of whole weeks to the same time of year, so that
//! weekdays and the time between question and answer stay as they were.

use chrono::{Datelike, Days, NaiveDate};

use super::mapping::Window;

/// By how many weeks a row moves so that its filing falls into the window and its answer, `days` later, on no day after
/// `last`; none if there is no such place. A row that is in its place already does not move.
pub(crate) fn weeks(filed: NaiveDate, days: u64, window: Window, last: NaiveDate) -> Option<i64> {
    let fits = |weeks: &i64| {
        let moved = by_weeks(filed, *weeks);
        let ends = moved.and_then(|day| day.checked_add_days(Days::new(days)));
        moved.is_some_and(|day| window.from <= day && day <= window.until)
            && ends.is_some_and(|day| day <= last)
    };
    let years = (window.from.year()..=window.until.year()).rev();
    let nearest = years.filter_map(|year| {
        let same = filed.with_year(year).or_else(|| filed.pred_opt()?.with_year(year))?;
        let days = (same - filed).num_days();
        Some((days + 3).div_euclid(7))
    });
    let first = || (window.from - filed).num_days().div_euclid(7) + 1;
    let on_first = || (window.from - filed).num_days().rem_euclid(7) == 0;
    [0].into_iter().chain(nearest).find(fits).or_else(|| {
        let earliest = first() - i64::from(on_first());
        Some(earliest).filter(fits)
    })
}

/// A day some weeks later.
pub(crate) fn by_weeks(day: NaiveDate, weeks: i64) -> Option<NaiveDate> {
    day.checked_add_signed(chrono::TimeDelta::try_weeks(weeks)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn moved(filed: &str, days: u64) -> Option<NaiveDate> {
        let window = Window { from: day("2025-01-01"), until: day("2026-06-30") };
        by_weeks(day(filed), weeks(day(filed), days, window, day("2026-11-25"))?)
    }

    #[test]
    fn a_row_keeps_its_weekday_and_its_time_of_year() {
        for filed in ["2010-10-01", "2012-02-29", "2019-04-24", "2020-01-06", "2016-12-31"] {
            let to = moved(filed, 10).unwrap();
            assert_eq!(to.weekday(), day(filed).weekday(), "{filed} {to}");
            let same = |year| day(filed).with_year(year).or(day(filed).pred_opt()?.with_year(year));
            let far = (2024..2028).filter_map(same).map(|same| (to - same).num_days().abs());
            assert!(far.min().unwrap() <= 3, "{filed} {to}");
        }
    }

    #[test]
    fn a_row_in_its_place_stays_and_one_that_fits_nowhere_has_none() {
        assert_eq!(moved("2025-03-04", 10), Some(day("2025-03-04")));
        assert_eq!(moved("2012-03-04", 894), None);
    }

    #[test]
    fn a_long_answer_takes_the_earlier_year_or_the_beginning_of_the_window() {
        assert_eq!(moved("2019-04-24", 300).unwrap().year(), 2025);
        assert_eq!(moved("2019-12-10", 600), Some(day("2025-01-07")));
    }
}
