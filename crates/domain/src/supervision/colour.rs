//! The three colours of a running limit: green, yellow when it is nearly over, red when it is.

use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;
use crate::case::Case;
use crate::clock::{Length, Point, Run, TimeUnit, point};
use crate::id::{SourceName, Timestamp};
use crate::text::Bilingual;
use crate::workflow::Words;

/// How urgent a limit is. A colour never stands alone: it comes with its word and a sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Colour {
    /// In time 正常.
    Green,
    /// Nearly over 临期.
    Yellow,
    /// Over 超期.
    Red,
}

/// From when on a limit has which colour.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Colours {
    /// From when on yellow.
    pub yellow: Yellow,
    /// From when on red: when it is due, or some time later.
    pub red: Point,
    /// What it rests on.
    pub source: SourceName,
}

/// From when on a limit is yellow: at a share of its length, held within two bounds, so that neither a short limit is yellow
/// for minutes nor a long one for weeks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Yellow {
    /// The share that is left.
    pub share: Point,
    /// Never before this.
    pub earliest: Point,
    /// Never after this.
    pub latest: Point,
}

impl Default for Colours {
    fn default() -> Self {
        Self { yellow: Yellow::default(), red: Point::Due, source: SourceName::from("proposed") }
    }
}

impl Default for Yellow {
    fn default() -> Self {
        let left = |amount: u16, unit| {
            std::num::NonZeroU16::new(amount)
                .map_or(Point::Due, |amount| Point::Left(Length { amount, unit }))
        };
        Self {
            share: Point::PercentLeft(25),
            earliest: left(2, TimeUnit::WorkDay),
            latest: left(4, TimeUnit::WorkHour),
        }
    }
}

impl Colours {
    /// From when on a limit is yellow.
    pub fn yellow_from(&self, calendar: &Calendar, run: &Run<'_>) -> Timestamp {
        let at = |it| point(calendar, run, it);
        let Yellow { share, earliest, latest } = self.yellow;
        at(share).max(at(earliest)).min(at(latest))
    }

    /// From when on a limit is red.
    pub fn red_from(&self, calendar: &Calendar, run: &Run<'_>) -> Timestamp {
        point(calendar, run, self.red)
    }

    /// From when on one of the open limits of a case is yellow, and from when on one is red; none where it has none.
    pub fn turns(&self, calendar: &Calendar, case: &Case) -> Option<Turns> {
        let open = || case.clocks.iter().filter(|clock| clock.is_open()).map(Run::from);
        let yellow_from = open().map(|run| self.yellow_from(calendar, &run)).min()?;
        let red_from = open().map(|run| self.red_from(calendar, &run)).min()?;
        Some(Turns { yellow_from, red_from })
    }

    /// The colour of a running limit.
    pub fn of(&self, calendar: &Calendar, run: &Run<'_>, now: Timestamp) -> Colour {
        let (yellow_from, red_from) =
            (self.yellow_from(calendar, run), self.red_from(calendar, run));
        Turns { yellow_from, red_from }.at(now)
    }
}

/// When a case changes its colour: it has the worst of its open limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turns {
    /// From when on it is yellow.
    pub yellow_from: Timestamp,
    /// From when on it is red.
    pub red_from: Timestamp,
}

impl Turns {
    /// The colour at an instant.
    pub fn at(self, now: Timestamp) -> Colour {
        if now >= self.red_from {
            Colour::Red
        } else if now >= self.yellow_from {
            Colour::Yellow
        } else {
            Colour::Green
        }
    }
}

impl Words for Colour {
    fn words(&self) -> Bilingual {
        match self {
            Self::Green => Bilingual::new("正常", "in time"),
            Self::Yellow => Bilingual::new("临期", "nearly due"),
            Self::Red => Bilingual::new("超期", "overdue"),
        }
    }
}
