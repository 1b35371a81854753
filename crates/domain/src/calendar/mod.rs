//! Which days are working days, when the office is open, and which notice says so.
//!
//! A [`Calendar`] is built from checked [`CalendarFiles`] and answers by look-up. Beyond the loaded years it knows
//! weekends only, and says so: [`Calendar::status`] is none there, and every explanation that touches such a year
//! carries the fact. December of a year counts as official once the year's own notice is loaded, although the next
//! year's notice may still change it: loading that notice lists what moves ([`moved`]).

mod check;
mod day;
mod file;
mod hours;
mod moved;
mod table;

pub use check::check;
pub use file::{
    CalendarFiles, HolidayEntry, Notice, OfficeFile, OfficePeriod, OfficePeriodError, Season,
    YearFile, YearStatus, Zone, ZoneError,
};
pub use moved::{Moved, changed_days, moved};

pub(crate) use day::Day;
pub(crate) use table::{Declared, Kind};

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime};

use crate::finding::{Finding, Severity};
use crate::id::Timestamp;
use crate::text::Bilingual;

/// Working days, make-up days and office hours.
///
/// The default knows weekends, the usual office hours and Beijing time, and no holidays.
#[derive(Clone, Debug)]
pub struct Calendar {
    table: table::Table,
    hours: hours::Hours,
    zone: FixedOffset,
    /// Seconds east of UTC, the form the arithmetic wants.
    offset: i32,
    status: BTreeMap<i32, YearStatus>,
    edition: Arc<str>,
}

impl Default for Calendar {
    fn default() -> Self {
        Self::trusted(&CalendarFiles { years: Vec::new(), office: OfficeFile::usual() })
    }
}

/// What a day is and who declared it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DayKind {
    /// An ordinary working day.
    Working,
    /// A Saturday or Sunday.
    Weekend,
    /// A holiday.
    Holiday {
        /// Its name.
        name: Arc<Bilingual>,
        /// The title of the notice that declares it.
        notice: Arc<Bilingual>,
    },
    /// A Saturday or Sunday that is a working day.
    MakeUp {
        /// The title of the notice that declares it.
        notice: Arc<Bilingual>,
    },
}

impl Calendar {
    /// Builds a calendar, or says everything that is wrong with the files. Warnings alone do not refuse them.
    ///
    /// # Errors
    ///
    /// All findings of [`check`], if one of them is an error.
    pub fn new(files: &CalendarFiles) -> Result<Self, Vec<Finding>> {
        let findings = check(files);
        if findings.iter().any(|finding| finding.severity == Severity::Error) {
            return Err(findings);
        }
        Ok(Self::trusted(files))
    }

    fn trusted(files: &CalendarFiles) -> Self {
        let mut years: Vec<&YearFile> = files.years.iter().collect();
        years.sort_by_key(|file| file.year);
        let editions = years.iter().map(|file| file.edition.as_str());
        let editions: Vec<&str> = editions.chain([files.office.edition.as_str()]).collect();
        Self {
            table: table::Table::new(&files.years),
            hours: hours::Hours::new(&files.office),
            zone: files.office.zone.0,
            offset: files.office.zone.0.local_minus_utc(),
            status: years.iter().map(|file| (file.year, file.status)).collect(),
            edition: editions.join(", ").into(),
        }
    }

    /// The same calendar with one day that is worked or not, to see what a notice would move before it is written down. None
    /// for a day of a year that no file was loaded for. Its explanations name no notice for that day.
    #[must_use]
    pub fn trying(&self, date: NaiveDate, is_working: bool) -> Option<Self> {
        let table = self.table.with(Day::from_date(date), is_working)?;
        Some(Self { table, ..self.clone() })
    }

    /// The editions of all files it was built from, years ascending.
    pub fn edition(&self) -> &Arc<str> {
        &self.edition
    }

    /// How certain a year is; none if no file was loaded for it.
    pub fn status(&self, year: i32) -> Option<YearStatus> {
        self.status.get(&year).copied()
    }

    /// The years a file was loaded for, ascending.
    pub fn years(&self) -> impl Iterator<Item = i32> + '_ {
        self.status.keys().copied()
    }

    /// The zone in which days begin and end.
    pub fn zone(&self) -> FixedOffset {
        self.zone
    }

    /// An instant as the clock on the wall shows it.
    pub fn local(&self, instant: Timestamp) -> DateTime<FixedOffset> {
        instant.with_timezone(&self.zone)
    }

    /// The same for people, to the minute: `2026-11-23 09:30`.
    pub fn minute_text(&self, instant: Timestamp) -> String {
        self.local(instant).format("%Y-%m-%d %H:%M").to_string()
    }

    /// The day an instant falls on.
    pub fn date(&self, instant: Timestamp) -> NaiveDate {
        self.day_of(instant).date()
    }

    /// The first instant of a day.
    pub fn start(&self, date: NaiveDate) -> Timestamp {
        Day::from_date(date).at(0, self.offset)
    }

    /// True on working days and make-up days.
    pub fn is_working(&self, date: NaiveDate) -> bool {
        self.kind(Day::from_date(date)).is_working()
    }

    /// What a day is and who declared it.
    pub fn day(&self, date: NaiveDate) -> DayKind {
        match self.kind(Day::from_date(date)) {
            Kind::Working => DayKind::Working,
            Kind::Weekend => DayKind::Weekend,
            Kind::Holiday(index) => self.declared(index).map_or(DayKind::Weekend, |declared| {
                DayKind::Holiday { name: declared.name.clone(), notice: declared.notice.clone() }
            }),
            Kind::MakeUp(index) => self.declared(index).map_or(DayKind::Working, |declared| {
                DayKind::MakeUp { notice: declared.notice.clone() }
            }),
        }
    }

    /// The office hours of a day; empty on a rest day.
    pub fn office_hours(&self, date: NaiveDate) -> &[OfficePeriod] {
        self.periods_of(Day::from_date(date))
    }

    /// How many working days lie after one day, up to and including another. Additive over all days; negative if the
    /// second day is earlier.
    pub fn working_days_between(&self, after: NaiveDate, through: NaiveDate) -> i64 {
        self.working_days(Day::from_date(after), Day::from_date(through))
    }

    pub(crate) fn working_days(&self, after: Day, through: Day) -> i64 {
        self.table.rank(through.next()) - self.table.rank(after.next())
    }

    /// The so-manieth working day after a day; `amount` is at least one.
    pub(crate) fn working_days_after(&self, after: Day, amount: i64) -> Day {
        self.table.working_day(self.table.rank(after.next()).saturating_add(amount - 1))
    }

    pub(crate) fn kind(&self, day: Day) -> Kind {
        self.table.kind(day)
    }

    pub(crate) fn declared(&self, index: usize) -> Option<&Declared> {
        self.table.declared(index)
    }

    pub(crate) fn day_of(&self, instant: Timestamp) -> Day {
        Day::of(instant, self.offset)
    }

    /// The day an exclusive end belongs to: a midnight to the day it ends.
    pub(crate) fn day_ending(&self, instant: Timestamp) -> Day {
        Day::ending(instant, self.offset)
    }

    /// The instant at which the clock on the wall shows this.
    pub fn instant(&self, local: NaiveDateTime) -> Timestamp {
        self.start(local.date()) + (local.time() - NaiveTime::MIN)
    }

    /// The first instant of a day.
    pub(crate) fn midnight(&self, day: Day) -> Timestamp {
        day.at(0, self.offset)
    }

    /// When the office opens; midnight on a rest day.
    pub(crate) fn opening(&self, day: Day) -> Timestamp {
        day.at(self.periods_of(day).first().map_or(0, |period| period.from), self.offset)
    }

    /// When the office closes; 24:00 on a rest day.
    pub(crate) fn closing(&self, day: Day) -> Timestamp {
        day.at(self.periods_of(day).last().map_or(86_400, |period| period.until), self.offset)
    }

    fn periods_of(&self, day: Day) -> &[OfficePeriod] {
        if self.kind(day).is_working() { self.hours.of(day) } else { &[] }
    }
}
