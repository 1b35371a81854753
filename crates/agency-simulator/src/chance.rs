//! Chance that is none: numbers that follow from a seed and from what they are for, so that the same seed plays the same
//! whatever comes in between.

use sha2::{Digest, Sha256};

/// A stream of numbers: `SplitMix64` (Steele, Lea, Flood 2014).
#[derive(Clone, Debug)]
pub(crate) struct Chance(u64);

impl Chance {
    /// The stream for one purpose under a seed.
    pub(crate) fn of(seed: u64, purpose: &str) -> Self {
        let mut hash = Sha256::new();
        hash.update(seed.to_be_bytes());
        hash.update(purpose.as_bytes());
        let bytes = hash.finalize();
        Self(bytes.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    /// The next number.
    pub(crate) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below a bound; 0 where that is 0.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        let next = self.next();
        u64::try_from(bound)
            .ok()
            .and_then(|bound| next.checked_rem(bound))
            .map_or(0, |below| usize::try_from(below).unwrap_or(0))
    }

    /// One of these; none if there are none.
    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(from.len()))
    }

    /// True once in so many times.
    pub(crate) fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }
}
