//! How often the indicators are right on a year, and how much of what was planted they find.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use domain::id::{SuspicionKey, Timestamp};
use domain::suspicion::{Indicator, Search, Suspicion, Thresholds, find_one};
use domain::workflow::Words;

use super::words::{INTRODUCTION, REASONS};
use super::{Subject, Year};

/// What an indicator did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Rows that a person gets to see.
    pub rows: usize,
    /// Rows in which something was planted.
    pub right: usize,
    /// What was planted.
    pub planted: usize,
    /// What of it stands in a row.
    pub found: usize,
}

impl Score {
    /// Of the rows, how many are right, in percent; 100 if there are none.
    pub fn precision(self) -> usize {
        (self.right * 100).checked_div(self.rows).unwrap_or(100)
    }

    /// Of what was planted, how much was found, in percent; 100 if there is nothing.
    pub fn recall(self) -> usize {
        (self.found * 100).checked_div(self.planted).unwrap_or(100)
    }

    fn add(&mut self, other: Self) {
        self.rows += other.rows;
        self.right += other.right;
        self.planted += other.planted;
        self.found += other.found;
    }
}

/// The score of an indicator on all years together: each is looked at month by month, as supervisors do.
pub fn score(years: &[Year], thresholds: &Thresholds, indicator: Indicator) -> Score {
    years.iter().fold(Score::default(), |mut sum, year| {
        sum.add(on_year(year, thresholds, indicator));
        sum
    })
}

fn on_year(year: &Year, thresholds: &Thresholds, indicator: Indicator) -> Score {
    // Found in a later month again, it is the same row.
    let mut rows: BTreeMap<SuspicionKey, BTreeSet<Subject>> = BTreeMap::new();
    for period in &year.months {
        let (history, period, now) = (&year.history, *period, period.until);
        let search = Search { history, thresholds, period, now };
        for row in find_one(&search, indicator) {
            let subjects = subjects(&row, period.from);
            rows.entry(row.key).or_default().extend(subjects);
        }
    }
    let planted = year.planted.iter().filter(|(of, _)| *of == indicator);
    let planted: BTreeSet<&Subject> = planted.map(|(_, subject)| subject).collect();
    let found: BTreeSet<&Subject> = rows.values().flatten().collect();
    let is_right = |row: &&BTreeSet<Subject>| row.iter().any(|it| planted.contains(it));
    Score {
        rows: rows.len(),
        right: rows.values().filter(is_right).count(),
        planted: planted.len(),
        found: planted.intersection(&found).count(),
    }
}

/// What a row is about.
fn subjects(row: &Suspicion, from: Timestamp) -> BTreeSet<Subject> {
    match row.indicator {
        Indicator::ReportedAgain
        | Indicator::Contradicted
        | Indicator::NoContact
        | Indicator::AnswerCopied
        | Indicator::PictureTwice
        | Indicator::PassedRound => row.cases.iter().copied().map(Subject::Case).collect(),
        Indicator::LastMinute
        | Indicator::ReturnedLate
        | Indicator::RatedInBurst
        | Indicator::RatedFromOneSource
        | Indicator::RatedAtOnce
        | Indicator::RatedByUnit => {
            row.units.iter().map(|unit| Subject::Unit(unit.clone(), from)).collect()
        }
        Indicator::IdentitiesRead => {
            row.person.iter().map(|person| Subject::Person(person.clone(), from)).collect()
        }
    }
}

/// A line of figures: what was measured, and below what it must not fall.
#[derive(Clone, Debug)]
pub struct Measured {
    /// What was looked for.
    pub indicator: Indicator,
    /// With what numbers, if not with those that are shipped.
    pub with: &'static str,
    /// How good that was.
    pub score: Score,
    /// Precision and recall at least, in percent; none where it is only told.
    pub bars: Option<(usize, usize)>,
}

/// The page `docs/reference/suspicion.md`: the figures of the shipped numbers, and those of others.
pub fn page(shipped: &[Measured], others: &[Measured]) -> String {
    let mut text = String::from(INTRODUCTION);
    text.push_str(
        "| Indicator | 指标 | Rows | Right | Precision | Planted | Found | Recall | Bars |\n",
    );
    text.push_str("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n");
    shipped.iter().for_each(|line| row(&mut text, line));
    text.push_str(REASONS);
    text.push_str("| Indicator | With | Rows | Right | Precision | Planted | Found | Recall |\n");
    text.push_str("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n");
    others.iter().for_each(|line| row(&mut text, line));
    text
}

fn row(text: &mut String, line: &Measured) {
    let words = line.indicator.words();
    let second = if line.with.is_empty() { &words.zh } else { line.with };
    let Score { rows, right, planted, found } = line.score;
    let (precision, recall) = (line.score.precision(), line.score.recall());
    _ = write!(
        text,
        "| {} | {second} | {rows} | {right} | {precision} % | {planted} | {found} | {recall} % |",
        words.en
    );
    if let Some((precision, recall)) = line.bars {
        _ = write!(text, " {precision} %, {recall} % |");
    }
    text.push('\n');
}
