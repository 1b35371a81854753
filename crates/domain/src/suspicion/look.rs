//! How a picture looks, in 64 bits: the difference hash. Copies that were made smaller, lighter or stored anew keep nearly all of
//! them; cut or turned ones do not.
//!
//! Source: N. Krawetz, "Kind of Like That", hackerfactor.com, 2013-01-21. A picture is made 9 by 8 and grey; each bit says
//! whether a point is brighter than the one to its right.

use serde::{Deserialize, Serialize};

/// Points in a row of the small picture.
pub const LOOK_WIDTH: usize = 9;

/// Rows of the small picture.
pub const LOOK_HEIGHT: usize = 8;

/// How a picture looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Look(pub u64);

impl Look {
    /// The look of a picture that was made small and grey, row by row from the top left; 0 is black.
    pub fn of(points: &[[u8; LOOK_WIDTH]; LOOK_HEIGHT]) -> Self {
        let pairs = points.iter().flat_map(|row| row.iter().zip(row.iter().skip(1)));
        Self(pairs.fold(0, |bits, (left, right)| bits << 1 | u64::from(left > right)))
    }

    /// In how many of 64 bits two differ.
    pub const fn apart(self, other: Self) -> u32 {
        (self.0 ^ other.0).count_ones()
    }

    /// Whether there is next to nothing to see: a white page, a black one, an even slope. Such pictures look alike and mean
    /// nothing by it. `bits` is how many must be set, and how many must not.
    pub const fn is_plain(self, bits: u32) -> bool {
        self.0.count_ones() < bits || self.0.count_zeros() < bits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture of slopes, each row another way.
    fn slopes() -> [[u8; LOOK_WIDTH]; LOOK_HEIGHT] {
        std::array::from_fn(|row| {
            std::array::from_fn(|column| {
                let step = u8::try_from(column).unwrap() * 20;
                if row % 2 == 0 { step } else { 200 - step }
            })
        })
    }

    #[test]
    fn a_lighter_copy_looks_the_same_and_a_mirrored_one_does_not() {
        let one = Look::of(&slopes());
        let lighter = slopes().map(|row| row.map(|point| point + 30));
        assert_eq!(one.apart(Look::of(&lighter)), 0);
        let mirrored = slopes().map(|mut row| {
            row.reverse();
            row
        });
        assert_eq!(one.apart(Look::of(&mirrored)), 64);
    }

    #[test]
    fn a_white_page_is_plain() {
        let white = Look::of(&[[255; LOOK_WIDTH]; LOOK_HEIGHT]);
        assert_eq!(white, Look(0));
        assert!(white.is_plain(8));
        assert!(!Look::of(&slopes()).is_plain(8));
    }
}
