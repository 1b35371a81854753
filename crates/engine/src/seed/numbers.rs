//! Case numbers of seeded cases: as random to look at as others, and different for every place.

use crate::codes;

/// How many bits a case number has.
const BITS: u32 = 50;
const MASK: u64 = (1 << BITS) - 1;

/// The number of the case at a place. Two places of one seed never have the same: every step can be undone.
pub(super) fn case_number(seed: u64, place: u64) -> String {
    let mut number = place.wrapping_add(1) & MASK;
    for _ in 0..2 {
        number = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) & MASK;
        number ^= number >> 23;
        number ^= seed.wrapping_mul(0xD6E8_FEB8_6659_FD93) & MASK;
    }
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&(number << (u64::BITS - BITS)).to_be_bytes());
    codes::encode(&bytes, codes::NUMBER_CHARACTERS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_places_have_the_same_number() {
        let numbers: std::collections::BTreeSet<_> =
            (0..50_000).map(|place| case_number(3, place)).collect();
        assert_eq!(numbers.len(), 50_000);
        assert!(numbers.iter().all(|number| number.len() == codes::NUMBER_CHARACTERS));
    }
}
