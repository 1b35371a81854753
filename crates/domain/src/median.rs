//! The middle of many numbers, the same wherever one is told.

/// The middle value; of two in the middle the larger, so that it is a value that occurred and no rule is laxer by it. None of
/// nothing. Sorts what it is given.
pub fn median<T: Ord + Copy>(values: &mut [T]) -> Option<T> {
    values.sort_unstable();
    values.get(values.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn the_middle_is_a_value_that_occurred_and_of_two_the_larger() {
        assert_eq!(median::<u8>(&mut []), None);
        assert_eq!(median(&mut [7]), Some(7));
        assert_eq!(median(&mut [9, 1, 5]), Some(5));
        assert_eq!(median(&mut [8, 1, 2, 4]), Some(4));
    }
}
