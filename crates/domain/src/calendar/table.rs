//! The days of the loaded years in one table, with counts that make adding working days a look-up.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::day::Day;
use super::file::YearFile;
use crate::text::Bilingual;

/// A holiday and the notice that declares it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Declared {
    pub(crate) name: Arc<Bilingual>,
    pub(crate) notice: Arc<Bilingual>,
}

/// What a day is, before anyone asks why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Working,
    Weekend,
    /// Index into the declared holidays.
    Holiday(usize),
    /// Index into the declared holidays.
    MakeUp(usize),
}

impl Kind {
    pub(crate) fn is_working(self) -> bool {
        matches!(self, Self::Working | Self::MakeUp(_))
    }

    fn of_week(day: Day) -> Self {
        if day.is_weekend() { Self::Weekend } else { Self::Working }
    }
}

/// Kinds and counts of the days from `first` on; beyond either end there are only weekends.
#[derive(Clone, Debug)]
pub(super) struct Table {
    first: Day,
    kinds: Vec<Kind>,
    /// For each day of the table, and the one after it, how many working days come before it.
    ranks: Vec<i64>,
    /// The working days of the table.
    working: Vec<Day>,
    declared: Vec<Declared>,
}

impl Default for Table {
    fn default() -> Self {
        Self::new(&[])
    }
}

impl Table {
    /// Takes files that passed the check.
    pub(super) fn new(years: &[YearFile]) -> Self {
        let (changed, declared) = declared_days(years);
        let (first, end) = bounds(years);
        let kind = |number| {
            let day = Day::clamped(number);
            changed.get(&day).copied().unwrap_or_else(|| Kind::of_week(day))
        };
        let kinds: Vec<Kind> = (first.number()..end.number()).map(kind).collect();
        let mut table = Self { first, kinds, ranks: Vec::new(), working: Vec::new(), declared };
        table.count();
        table
    }

    /// The same with a day that is worked or not; none for a day outside the table.
    pub(super) fn with(&self, day: Day, is_working: bool) -> Option<Self> {
        let mut table = Self { ranks: Vec::new(), working: Vec::new(), ..self.clone() };
        let kind = table.index(day).and_then(|index| table.kinds.get_mut(index))?;
        *kind = if is_working { Kind::Working } else { Kind::Weekend };
        table.count();
        Some(table)
    }

    fn count(&mut self) {
        let mut rank = self.first.weekdays_before();
        for (kind, number) in self.kinds.iter().zip(self.first.number()..) {
            self.ranks.push(rank);
            if kind.is_working() {
                rank += 1;
                self.working.push(Day::clamped(number));
            }
        }
        self.ranks.push(rank);
    }

    pub(super) fn kind(&self, day: Day) -> Kind {
        self.index(day)
            .and_then(|index| self.kinds.get(index))
            .copied()
            .unwrap_or_else(|| Kind::of_week(day))
    }

    pub(super) fn declared(&self, index: usize) -> Option<&Declared> {
        self.declared.get(index)
    }

    /// How many working days come before a day, counted from an arbitrary origin.
    pub(super) fn rank(&self, day: Day) -> i64 {
        match self.index(day) {
            None => day.weekdays_before(),
            Some(index) => match self.ranks.get(index) {
                Some(rank) => *rank,
                None => day.weekdays_before() + self.surplus(),
            },
        }
    }

    /// The inverse of [`Self::rank`]: the working day with so many before it.
    pub(super) fn working_day(&self, rank: i64) -> Day {
        match usize::try_from(rank - self.first.weekdays_before()) {
            Err(_) => Day::of_weekday(rank),
            Ok(index) => match self.working.get(index) {
                Some(day) => *day,
                None => Day::of_weekday(rank - self.surplus()),
            },
        }
    }

    /// How many more working days the table has than its weekdays alone; negative where holidays prevail.
    fn surplus(&self) -> i64 {
        let end = self.first.plus(i64::try_from(self.kinds.len()).unwrap_or(0));
        self.ranks.last().map_or(0, |rank| rank - end.weekdays_before())
    }

    /// The place of a day counted from the table's first; none before it, beyond the table's length after it.
    fn index(&self, day: Day) -> Option<usize> {
        usize::try_from(day.number() - self.first.number()).ok()
    }
}

/// From December before the first year, which its notice may change, to the end of the last.
fn bounds(years: &[YearFile]) -> (Day, Day) {
    let start_of =
        |year: i32, month: u32| chrono::NaiveDate::from_ymd_opt(year, month, 1).map(Day::from_date);
    let first = years.iter().map(|file| file.year).min().and_then(|year| start_of(year - 1, 12));
    let end = years.iter().map(|file| file.year).max().and_then(|year| start_of(year + 1, 1));
    first.zip(end).unwrap_or((Day::clamped(0), Day::clamped(0)))
}

fn declared_days(years: &[YearFile]) -> (BTreeMap<Day, Kind>, Vec<Declared>) {
    let mut changed = BTreeMap::new();
    let mut declared = Vec::new();
    for file in years {
        let notice = Arc::new(file.notice.title.clone());
        for entry in &file.holidays {
            let index = declared.len();
            declared
                .push(Declared { name: Arc::new(entry.name.clone()), notice: Arc::clone(&notice) });
            let last = entry.to.unwrap_or(entry.from);
            let days = entry.from.iter_days().take_while(|date| *date <= last);
            changed.extend(days.map(|date| (Day::from_date(date), Kind::Holiday(index))));
            let make_up = entry.make_up.iter();
            changed.extend(make_up.map(|date| (Day::from_date(*date), Kind::MakeUp(index))));
        }
    }
    (changed, declared)
}
