//! Seeded randomness: `SplitMix64` (Steele, Lea, Flood 2014). The same seed gives the same county on every machine.

use domain::id::Timestamp;
use uuid::{Builder, Uuid};

/// A stream of pseudo-random numbers. Nothing that must be kept secret may be drawn from it.
#[derive(Clone, Debug)]
pub(super) struct Random(u64);

impl Random {
    /// The stream of one part of a seed, which does not depend on how much is drawn for the others.
    pub(super) fn of(seed: u64, part: u64) -> Self {
        let mut random = Self(seed);
        let mixed = random.next() ^ part.wrapping_mul(0xD6E8_FEB8_6659_FD93);
        Self(mixed)
    }

    /// The next number.
    pub(super) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`; 0 if the bound is 0.
    pub(super) const fn below(&mut self, bound: u64) -> u64 {
        if bound == 0 { 0 } else { self.next() % bound }
    }

    /// One of these; none if there are none.
    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        let place = self.below(from.len() as u64);
        from.get(usize::try_from(place).unwrap_or(0))
    }

    /// One of these texts; empty if there are none.
    pub(super) fn text<'a>(&mut self, from: &[&'a str]) -> &'a str {
        self.pick(from).copied().unwrap_or_default()
    }

    /// True so many times in a hundred.
    pub(super) const fn percent(&mut self, times: u64) -> bool {
        self.below(100) < times
    }

    /// The place of one of these weights, each as likely as it is heavy; none if all are 0.
    pub(super) fn weighted(&mut self, weights: impl Iterator<Item = u64> + Clone) -> Option<usize> {
        let total: u64 = weights.clone().sum();
        let mut left = self.below(total);
        let mut places = weights.enumerate();
        let found = places.find(|(_, weight)| {
            let here = left < *weight;
            left = left.saturating_sub(*weight);
            here
        });
        found.map(|(place, _)| place)
    }

    /// 32 bytes, for a salt that protects nothing.
    pub(super) fn bytes(&mut self) -> [u8; 32] {
        let mut bytes = [0; 32];
        bytes
            .chunks_exact_mut(8)
            .for_each(|chunk| chunk.copy_from_slice(&self.next().to_be_bytes()));
        bytes
    }

    /// A `UUIDv7` of an instant.
    pub(super) fn id(&mut self, at: Timestamp) -> Uuid {
        let mut bytes = [0; 10];
        bytes.copy_from_slice(&self.bytes()[..10]);
        let millis = u64::try_from(at.timestamp_millis()).unwrap_or(0);
        Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weight_of_nothing_is_never_drawn() {
        let mut random = Random::of(1, 2);
        assert_eq!(random.weighted([0, 0].into_iter()), None);
        for _ in 0..200 {
            assert_ne!(random.weighted([3, 0, 5].into_iter()), Some(1));
        }
    }

    #[test]
    fn parts_of_a_seed_are_apart() {
        assert_eq!(Random::of(7, 1).next(), Random::of(7, 1).next());
        assert_ne!(Random::of(7, 1).next(), Random::of(7, 2).next());
        assert_ne!(Random::of(7, 1).next(), Random::of(8, 1).next());
    }
}
