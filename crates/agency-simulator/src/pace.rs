//! How quickly the body's time goes by.

use chrono::TimeDelta;

/// How many seconds of the body's time go by in one of ours.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace(f64);

impl Pace {
    /// Everything is due as soon as it is known.
    pub const AT_ONCE: Self = Self(f64::INFINITY);
    /// As slowly as in life.
    pub const LIFE: Self = Self(1.0);
    /// For looking on: four hours in a second, so that the first reports come within seconds and a case is over in minutes.
    pub const DEMO: Self = Self(14_400.0);

    /// So many seconds in one; none unless it is above 0.
    pub fn new(seconds_in_one: f64) -> Option<Self> {
        (seconds_in_one > 0.0).then_some(Self(seconds_in_one))
    }

    /// How long it takes until so many of the body's hours have gone by.
    pub(crate) fn hours(self, hours: u32) -> TimeDelta {
        let milliseconds = f64::from(hours) * 3_600_000.0 / self.0;
        // At most 10^13, far within 2^53; a float that is none counts as nothing.
        #[expect(clippy::cast_possible_truncation, reason = "`as` of a float saturates")]
        TimeDelta::milliseconds((milliseconds as i64).min(i64::MAX / 1000))
    }
}

impl Default for Pace {
    fn default() -> Self {
        Self::DEMO
    }
}
