//! A synthetic year of a county, with planted frauds: about 3,000 cases of 25 units, honest work that looks like fraud in many ways,
//! and units that cheat, some carelessly and some with care. What was planted is known, so that it can be said how often each
//! indicator of suspicion is right and how much it finds. No real case, person or text went into it.
//!
//! The shares below are guesses, not measurements: nobody publishes how often units cheat. They were set before anything was measured.

mod again;
mod cases;
mod county;
mod honest;
mod planted;
mod score;
mod texts;
mod words;

use std::collections::BTreeSet;

use domain::id::{CaseId, PersonId, Timestamp, UnitId};
use domain::suspicion::{History, Indicator, Period};

pub use score::{Measured, Score, page, score};

use county::Maker;

/// What was planted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// In a case.
    Case(CaseId),
    /// By a unit, in the period that begins then.
    Unit(UnitId, Timestamp),
    /// By a person, in the period that begins then.
    Person(PersonId, Timestamp),
}

/// A year, and what was planted in it.
#[derive(Debug)]
pub struct Year {
    /// What happened.
    pub history: History,
    /// Its months, which are the periods that are looked at.
    pub months: Vec<Period>,
    /// What was planted.
    pub planted: BTreeSet<(Indicator, Subject)>,
}

/// The year of a seed.
pub fn year(seed: u64) -> Year {
    let mut maker = Maker::new(seed);
    for month in 0..maker.months.len() {
        cases::month(&mut maker, month);
        honest::month(&mut maker, month);
        planted::month(&mut maker, month);
    }
    let Maker { history, months, planted, .. } = maker;
    Year { history, months, planted }
}
