//! What the tests of clocks share: the shipped calendar and short ways to write instants and rules.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a helper of tests may fail loudly")]

use std::fs;
use std::path::Path;

use chrono::NaiveDate;
use domain::calendar::{Calendar, CalendarFiles, OfficeFile, YearFile};
use domain::clock::{DayEnd, Pause, Rule};
use domain::id::{GroundName, Timestamp};

/// The text of a shipped calendar file.
pub(crate) fn shipped(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../workflows/calendars");
    fs::read_to_string(folder.join(name)).expect("the calendar file exists")
}

pub(crate) fn year_file(year: i32) -> YearFile {
    serde_saphyr::from_str(&shipped(&format!("cn-{year}.yaml"))).expect("the file has its shape")
}

pub(crate) fn office_file() -> OfficeFile {
    serde_saphyr::from_str(&shipped("office-hours.yaml")).expect("the file has its shape")
}

pub(crate) fn files() -> CalendarFiles {
    CalendarFiles { years: [2025, 2026, 2027].map(year_file).into(), office: office_file() }
}

pub(crate) fn calendar() -> Calendar {
    Calendar::new(&files()).expect("the shipped files are right")
}

/// An instant in Beijing time: `2026-02-13 10:00`, seconds optional.
pub(crate) fn at(text: &str) -> Timestamp {
    let text = if text.len() == 16 { format!("{text}:00") } else { text.to_owned() };
    format!("{}+08:00", text.replace(' ', "T")).parse().unwrap()
}

pub(crate) fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn rule(length: &str, rolls: bool, day_end: DayEnd) -> Rule {
    Rule { length: length.parse().unwrap(), rolls, day_end }
}

pub(crate) fn pause(from: &str, until: &str) -> Pause {
    Pause { from: at(from), until: at(until), ground: GroundName::new("appraisal"), document: None }
}

/// `SplitMix64`: small, seeded, and good enough to spread cases.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from zero up to but without `end`.
    pub(crate) fn below(&mut self, end: i64) -> i64 {
        let end = u64::try_from(end).expect("a positive bound");
        i64::try_from(self.next() % end).expect("below a positive bound")
    }

    pub(crate) fn chance(&mut self, percent: i64) -> bool {
        self.below(100) < percent
    }
}
