//! Exact numbers of an appraisal: shares as fractions, and points with two decimals.

use std::cmp::Ordering;
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Sub};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A share: so many of so many. It is never rounded; two shares are equal if their cross products are.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Share {
    /// How many of them.
    pub part: u32,
    /// Of how many; never 0 where a share is given out.
    pub of: u32,
}

impl Share {
    /// The share; none of nothing.
    pub fn new(part: usize, of: usize) -> Option<Self> {
        let whole = |number: usize| u32::try_from(number).ok();
        (of > 0).then_some(Self { part: whole(part)?, of: whole(of)? })
    }

    /// What is left of the whole.
    #[must_use]
    pub const fn rest(self) -> Self {
        Self { part: self.of.saturating_sub(self.part), of: self.of }
    }

    /// In hundredths of a percent, rounded half up 四舍五入: 51 of 52 is 9808, to be shown as 98.08 %.
    pub fn per_ten_thousand(self) -> i64 {
        half_up(i128::from(self.part) * 10_000, i128::from(self.of))
    }
}

impl PartialEq for Share {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Share {}

impl Ord for Share {
    fn cmp(&self, other: &Self) -> Ordering {
        let cross = |one: &Self, other: &Self| u64::from(one.part) * u64::from(other.of);
        cross(self, other).cmp(&cross(other, self))
    }
}

impl PartialOrd for Share {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.part, self.of)
    }
}

/// Points with exactly two decimals, written `96.40`. Adding and comparing is exact; the only rounding anywhere is half up
/// 四舍五入, once for each indicator and once where weights are scaled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Points(i64);

impl Points {
    /// None.
    pub const ZERO: Self = Self(0);

    /// Whole points.
    pub const fn whole(points: u32) -> Self {
        Self(points as i64 * 100)
    }

    /// In hundredths.
    pub const fn hundredths(self) -> i64 {
        self.0
    }

    /// A share of these points, rounded half up to a hundredth.
    #[must_use]
    pub fn share(self, share: Share) -> Self {
        Self(half_up(i128::from(self.0) * i128::from(share.part), i128::from(share.of)))
    }

    /// So many times.
    #[must_use]
    pub fn times(self, times: usize) -> Self {
        Self(self.0.saturating_mul(i64::try_from(times).unwrap_or(i64::MAX)))
    }

    /// These points of `weights` as points of a hundred, rounded half up to a hundredth; none of no weight.
    pub fn of_hundred(self, weights: u32) -> Option<Self> {
        (weights > 0).then(|| Self(half_up(i128::from(self.0) * 100, i128::from(weights))))
    }
}

/// The quotient, halves away from below: for a numerator that is not negative the usual rounding of school.
fn half_up(numerator: i128, denominator: i128) -> i64 {
    let denominator = denominator.max(1);
    i64::try_from((2 * numerator + denominator).div_euclid(2 * denominator)).unwrap_or(i64::MAX)
}

impl Add for Points {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Points {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Sum for Points {
    fn sum<I: Iterator<Item = Self>>(points: I) -> Self {
        points.fold(Self::ZERO, Add::add)
    }
}

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{}.{:02}", self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100)
    }
}

/// The text is not a number of points.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a number of points such as `90` or `0.5`, with at most two decimals")]
pub struct PointsError(pub String);

impl FromStr for Points {
    type Err = PointsError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parse = || {
            let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
            let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
            let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
            if !plain(whole) || !plain(decimals) || decimals.len() > 2 {
                return None;
            }
            let tens = if decimals.len() == 1 { 10 } else { 1 };
            let hundredths = whole.parse::<i64>().ok()?.checked_mul(100)?;
            Some(Self(sign * hundredths.checked_add(decimals.parse::<i64>().ok()? * tens)?))
        };
        parse().ok_or_else(|| PointsError(text.to_owned()))
    }
}

impl Serialize for Points {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Points {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_read_as_they_are_written() {
        for (text, shown) in
            [("90", "90.00"), ("0.5", "0.50"), ("12.34", "12.34"), ("-0.5", "-0.50")]
        {
            assert_eq!(text.parse::<Points>().unwrap().to_string(), shown);
        }
        for text in ["", ".", "1.", ".5", "1.234", "1e2", "+1", "--1", "九", "99999999999999999999"]
        {
            assert!(text.parse::<Points>().is_err(), "{text}");
        }
    }

    #[test]
    fn halves_go_up_and_nothing_else_is_rounded() {
        let ten = Points::whole(10);
        assert_eq!(ten.share(Share { part: 51, of: 52 }).to_string(), "9.81");
        assert_eq!(ten.share(Share { part: 1, of: 3 }).to_string(), "3.33");
        assert_eq!(ten.share(Share { part: 2, of: 3 }).to_string(), "6.67");
        assert_eq!(Points(1).share(Share { part: 1, of: 2 }), Points(1));
        assert_eq!(Share { part: 51, of: 52 }.per_ten_thousand(), 9808);
        assert_eq!("45.5".parse::<Points>().unwrap().of_hundred(70).unwrap().to_string(), "65.00");
        assert_eq!(Points::ZERO.of_hundred(0), None);
    }

    #[test]
    fn shares_compare_by_what_they_are_worth() {
        assert_eq!(Share { part: 1, of: 2 }, Share { part: 2, of: 4 });
        assert!(Share { part: 2, of: 3 } < Share { part: 3, of: 4 });
        assert_eq!(Share::new(0, 0), None);
        assert_eq!(Share { part: 3, of: 8 }.rest(), Share { part: 5, of: 8 });
    }
}
