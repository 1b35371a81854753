//! The county: units and their ways, places, citizens, and the hand that draws everything.

use std::collections::BTreeSet;

use chrono::{NaiveDate, TimeDelta};
use domain::id::{CaseId, CategoryCode, FileId, PlaceCode, Timestamp, UnitId};
use domain::suspicion::{History, Indicator, Mark, Matter, Period};
use uuid::Uuid;

use super::Subject;
use crate::Random;

/// How many units there are.
pub(super) const UNITS: usize = 25;

/// Units by their ways. The rest are plain.
pub(super) mod ways {
    /// They close what they did not do.
    pub(in super::super) const SHAM: [usize; 2] = [0, 1];
    /// They have too much work and close on the last day.
    pub(in super::super) const BUSY: [usize; 2] = [2, 3];
    /// Citizens come to their counter and rate there.
    pub(in super::super) const COUNTER: [usize; 2] = [4, 5];
    /// They answer by forms, honestly.
    pub(in super::super) const FORMS: [usize; 2] = [6, 7];
    /// It returns at the end of its time to sign.
    pub(in super::super) const RETURNING: usize = 8;
    /// They press for good ratings.
    pub(in super::super) const PRESSING: [usize; 2] = [9, 10];
    /// They pass cases round among each other.
    pub(in super::super) const PASSING: [usize; 3] = [11, 12, 13];
}

const CITIZENS: usize = 2_600;
const CATEGORIES: [&str; 12] = [
    "0101", "0102", "0201", "0202", "0301", "0401", "0402", "0501", "0601", "0701", "0808", "0901",
];

/// Draws the year.
pub(super) struct Maker {
    pub(super) random: Random,
    pub(super) history: History,
    pub(super) months: Vec<Period>,
    pub(super) planted: BTreeSet<(Indicator, Subject)>,
    cases: u128,
    files: u128,
    marks: u64,
}

/// A case that was filed and given to a unit.
#[derive(Clone, Debug)]
pub(super) struct Filed {
    pub(super) case: CaseId,
    pub(super) unit: usize,
    pub(super) month: usize,
    pub(super) at: Timestamp,
}

impl Maker {
    pub(super) fn new(seed: u64) -> Self {
        let first = |month: u32| {
            let day =
                NaiveDate::from_ymd_opt(2025 + i32::from(month > 12), (month - 1) % 12 + 1, 1);
            let midnight = day.and_then(|day| day.and_hms_opt(0, 0, 0)).expect("a date");
            midnight.and_utc() - TimeDelta::hours(8)
        };
        let months = (1..=12).map(|month| Period { from: first(month), until: first(month + 1) });
        Self {
            random: Random::new(seed),
            history: History::default(),
            months: months.collect(),
            planted: BTreeSet::new(),
            cases: 0,
            files: 0,
            marks: 1_000_000,
        }
    }

    /// True so many times in a hundred.
    pub(super) fn chance(&mut self, percent: usize) -> bool {
        self.random.below(100) < percent
    }

    /// So many minutes, from none up to below `bound`.
    pub(super) fn minutes(&mut self, bound: usize) -> TimeDelta {
        TimeDelta::minutes(whole(self.random.below(bound)))
    }

    /// So many days, from none up to below `bound`.
    pub(super) fn days(&mut self, bound: usize) -> TimeDelta {
        TimeDelta::days(whole(self.random.below(bound)))
    }

    /// An instant of office hours, on one of the first 28 days of a month.
    pub(super) fn instant(&mut self, month: usize) -> Timestamp {
        self.months[month].from + self.days(28) + self.minutes(540) + TimeDelta::minutes(510)
    }

    pub(super) fn new_case(&mut self) -> CaseId {
        self.cases += 1;
        CaseId(Uuid::from_u128(self.cases))
    }

    pub(super) fn new_file(&mut self) -> FileId {
        self.files += 1;
        FileId(Uuid::from_u128(self.files))
    }

    /// A device or network that nobody had before.
    pub(super) fn new_mark(&mut self) -> Mark {
        self.marks += 1;
        mark(self.marks)
    }

    /// A unit; the two with too much work and the two that cheat have three times as much as others.
    pub(super) fn any_unit(&mut self) -> usize {
        let large = [ways::SHAM, ways::BUSY].concat();
        let drawn = self.random.below(UNITS + 2 * large.len());
        if drawn < UNITS { drawn } else { large[(drawn - UNITS) / 2] }
    }

    /// A complaint of some citizen about something, somewhere.
    pub(super) fn file(&mut self, unit: usize, month: usize) -> Filed {
        let at = self.instant(month);
        let citizen = 1 + self.random.below(CITIZENS);
        let category = CATEGORIES[self.random.below(CATEGORIES.len())];
        let village = self.random.below(14) * 1_000 + self.random.below(10);
        let matter = Matter {
            filed_at: at,
            category: category.into(),
            place: PlaceCode::new(format!("4212811{village:05}")),
            same_as: None,
            marks: [mark(citizen as u64)].into(),
        };
        self.put(matter, unit, month)
    }

    pub(super) fn put(&mut self, matter: Matter, unit: usize, month: usize) -> Filed {
        let (case, at) = (self.new_case(), matter.filed_at);
        self.history.matters.insert(case, matter);
        Filed { case, unit, month, at }
    }

    pub(super) fn category(&self, case: CaseId) -> CategoryCode {
        self.history.matters[&case].category.clone()
    }

    pub(super) fn plant(&mut self, indicator: Indicator, subject: Subject) {
        self.planted.insert((indicator, subject));
    }

    /// A habit of a unit in a month.
    pub(super) fn plant_habit(&mut self, indicator: Indicator, unit: usize, month: usize) {
        let from = self.months[month].from;
        self.plant(indicator, Subject::Unit(name(unit), from));
    }
}

pub(super) fn name(unit: usize) -> UnitId {
    UnitId::new(format!("unit-{unit:02}"))
}

pub(super) fn whole(number: usize) -> i64 {
    i64::try_from(number).expect("small")
}

pub(super) fn mark(number: u64) -> Mark {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&number.to_be_bytes());
    Mark(bytes)
}
