//! Why a deadline is the instant that it is, as facts that can be stored with it.
//!
//! All times are local to the calendar that computed them, so that reading needs no calendar.

use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use super::Length;
use crate::calendar::OfficePeriod;
use crate::id::{DocumentNumber, GroundName};
use crate::text::Bilingual;

/// Why a deadline is the instant that it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Explanation {
    /// What happened on the way, in order.
    pub steps: Vec<Step>,
    /// The editions of the calendar files it was computed with.
    pub edition: Arc<str>,
}

/// One step of an explanation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Where it begins.
    Started {
        /// The anchor.
        at: NaiveDateTime,
        /// Whether counting begins with the day after (民法典 art. 201) or at once.
        from_next_day: bool,
    },
    /// A length was added.
    Added {
        /// The rule's own length or an extension.
        length: Length,
        /// Whether it is an extension.
        extension: bool,
        /// What it led to, before any move to a working day.
        until: Reached,
    },
    /// Saturdays and Sundays that did not count.
    Weekends {
        /// The first of them; later ones are among [`Step::MoreRestDays`].
        spans: Vec<Span>,
    },
    /// A holiday that did not count.
    Holiday {
        /// The days of it that lay on the way.
        span: Span,
        /// Its name.
        name: Arc<Bilingual>,
        /// The title of the notice that declares it.
        notice: Arc<Bilingual>,
    },
    /// A Saturday or Sunday that counted.
    MakeUp {
        /// The day.
        day: NaiveDate,
        /// The title of the notice that declares it.
        notice: Arc<Bilingual>,
    },
    /// Rest days of a long limit that are not listed one by one.
    MoreRestDays {
        /// How many.
        days: u32,
    },
    /// A pause on the way.
    Paused {
        /// When it began.
        from: NaiveDateTime,
        /// When it ended, or is promised to end.
        until: NaiveDateTime,
        /// The listed ground.
        ground: GroundName,
        /// The document that proves it.
        document: Option<DocumentNumber>,
    },
    /// The last day was a rest day (民法典 art. 203).
    Moved {
        /// The rest day.
        from: NaiveDate,
        /// The holiday it belongs to; none on a plain weekend.
        holiday: Option<Arc<Bilingual>>,
        /// The working day that took its place.
        to: NaiveDate,
    },
    /// Days of a year whose notice is not published yet were decisive: the deadline may move.
    Provisional {
        /// The year.
        year: i32,
    },
    /// Days of years without any data were decisive: only weekends were known.
    Unpublished {
        /// The first such year.
        first: i32,
        /// The last such year.
        last: i32,
    },
    /// The deadline.
    Due {
        /// The first instant that is too late.
        at: NaiveDateTime,
        /// The office hours, if they decided it; else empty.
        hours: Vec<OfficePeriod>,
    },
}

/// What a length led to: a day as a whole, or a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reached {
    /// The last day.
    Day(NaiveDate),
    /// The moment.
    Moment(NaiveDateTime),
}

/// Consecutive days, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// The first day.
    pub first: NaiveDate,
    /// The last day.
    pub last: NaiveDate,
}
