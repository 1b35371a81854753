//! The dates of a row: the answer after the complaint, neither in the future nor before 1949, both moved where the mapping
//! says so, neither into a year without a calendar.

use chrono::{Datelike, NaiveDate, NaiveDateTime};
use domain::id::Timestamp;

use super::entry::{Moved, Reading};
use super::mapping::Key;
use super::shift;

/// The first day of the People's Republic. What is dated before it is a slip, such as a year of two digits.
const EARLIEST: (i32, u32, u32) = (1949, 10, 1);

impl Reading<'_, '_> {
    /// A time at which there could be a complaint: not before the republic, and not in the future. Asked of what the file
    /// says: what is moved lies in the past in any case.
    pub(super) fn plausible(&mut self, key: Key, time: NaiveDateTime) -> Option<NaiveDateTime> {
        let day = time.date();
        if (day.year(), day.month(), day.day()) < EARLIEST {
            self.fault(
                Some(key),
                (format!("{day} 早于 1949-10-01"), format!("{day} is before 1949-10-01")),
                ("请核对年份", "check the year"),
            );
            return None;
        }
        if self.reader.calendar.instant(time) > self.reader.now {
            self.fault(
                Some(key),
                (format!("{day} 在将来"), format!("it lies in the future, {day}")),
                ("请核对时间，或等那时再导入", "check the time, or import it then"),
            );
            return None;
        }
        Some(time)
    }

    #[expect(clippy::type_complexity, reason = "the parts of an entry, on their way into it")]
    pub(super) fn moved(
        &mut self,
        filed: NaiveDateTime,
        answer: Option<(String, NaiveDateTime)>,
    ) -> Option<(Moved, Option<(String, Moved)>, i64)> {
        if answer.as_ref().is_some_and(|(_, at)| *at < filed) {
            self.fault(
                Some(Key::Answered),
                ("答复早于留言", "the answer is earlier than the complaint"),
                ("请核对两个时间", "check both times"),
            );
            return None;
        }
        let last = answer.as_ref().map_or(filed, |(_, at)| *at);
        let weeks = self.weeks(filed.date(), last.date())?;
        let calendar = self.reader.calendar;
        let move_by = |original: NaiveDateTime| {
            let day = shift::by_weeks(original.date(), weeks).unwrap_or(original.date());
            Moved { original, at: calendar.instant(day.and_time(original.time())) }
        };
        let (filed, last) = (move_by(filed), move_by(last));
        self.covered(filed.at)?;
        self.covered(last.at)?;
        Some((filed, answer.map(|(text, _)| (text, last)), weeks * 7))
    }

    fn weeks(&mut self, filed: NaiveDate, last: NaiveDate) -> Option<i64> {
        let Some(window) = self.reader.mapping.shift else { return Some(0) };
        let days = u64::try_from((last - filed).num_days()).unwrap_or_default();
        let today = self.reader.calendar.date(self.reader.now);
        let weeks = shift::weeks(filed, days, window, today.pred_opt().unwrap_or(today));
        if weeks.is_none() {
            let (from, until) = (window.from, window.until);
            self.fault(
                Some(Key::Answered),
                (
                    format!("答复用了 {days} 天，在 {from} 至 {until} 登记则答复在将来"),
                    format!("the answer took {days} days; filed between {from} and {until} it would lie in the future"),
                ),
                ("把对照的 shift 提前，或不导入这一件", "set shift of the mapping earlier, or leave this row out"),
            );
        }
        weeks
    }

    fn covered(&mut self, at: Timestamp) -> Option<()> {
        let year = self.reader.calendar.date(at).year();
        if self.reader.calendar.status(year).is_some() {
            return Some(());
        }
        self.fault(
            Some(Key::Filed),
            (format!("没有 {year} 年的工作日历"), format!("there is no calendar of {year}")),
            (
                "请按国务院办公厅通知加上该年日历，或在对照中写 shift",
                "add the year from the State Council's notice, or write shift in the mapping",
            ),
        );
        None
    }
}
