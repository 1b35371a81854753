//! When something is tried again: the example of [Standard Webhooks 1.0.0][spec], "Deliverability and reliability", about
//! three days in all, so that a weekend without power does not end a delivery.
//!
//! [spec]: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md

use std::time::Duration;

/// Pauses after the first, second, … try, 75:35:05 in all.
const PAUSES: [Duration; 9] = [
    Duration::from_secs(5),
    Duration::from_mins(5),
    Duration::from_mins(30),
    Duration::from_hours(2),
    Duration::from_hours(5),
    Duration::from_hours(10),
    Duration::from_hours(14),
    Duration::from_hours(20),
    Duration::from_hours(24),
];

/// How often something is tried: once, and after each pause.
pub const TRIES_MAX: u32 = 10;

/// By how much a pause may be drawn longer than the one of the table, in hundredths: what failed together is not tried
/// together again. Never shorter, or what waits could be given up before three days are over.
const JITTER_PERCENT: u32 = 10;

/// How long after the try that failed (the first is 1) the next one follows; none if there is none any more. `random` is
/// drawn evenly from all of its range, anew for every pause.
///
/// Where the other side asked for a longer pause ([`Retry::Temporary`](crate::Retry::Temporary)), the longer one holds.
pub fn next_try(attempt: u32, random: u32) -> Option<Duration> {
    let index = usize::try_from(attempt.checked_sub(1)?).ok()?;
    let pause = PAUSES.get(index)?;
    let spread_ms = u64::try_from((*pause / 100 * JITTER_PERCENT).as_millis()).ok()?;
    let drawn_ms = u128::from(spread_ms) * u128::from(random) / u128::from(u32::MAX);
    Some(*pause + Duration::from_millis(u64::try_from(drawn_ms).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRAWS: [u32; 5] = [0, 1, u32::MAX / 2, u32::MAX - 1, u32::MAX];

    fn all(random: u32) -> Vec<Duration> {
        (1..).map_while(|attempt| next_try(attempt, random)).collect()
    }

    #[test]
    fn the_pauses_last_three_days_and_some_hours() {
        assert_eq!(PAUSES.iter().sum::<Duration>(), Duration::from_secs(75 * 3600 + 35 * 60 + 5));
        for random in DRAWS {
            let total = all(random).iter().sum::<Duration>();
            assert!(total >= Duration::from_hours(75) && total <= Duration::from_hours(84));
        }
    }

    #[test]
    fn a_pause_is_at_most_a_tenth_longer_than_in_the_table() {
        for random in DRAWS {
            for (drawn, pause) in all(random).iter().zip(PAUSES) {
                assert!(*drawn >= pause && *drawn <= pause * 11 / 10);
            }
        }
        for (least, most) in all(0).iter().zip(all(u32::MAX)) {
            assert!(*least < most);
        }
    }

    #[test]
    fn each_pause_is_longer_than_the_one_before() {
        for random in DRAWS {
            let pauses = all(random);
            assert!(pauses.iter().zip(pauses.iter().skip(1)).all(|(before, after)| before < after));
        }
    }

    #[test]
    fn after_the_last_try_there_is_none() {
        let tries = u32::try_from(PAUSES.len()).unwrap() + 1;
        assert_eq!(tries, TRIES_MAX);
        assert!(next_try(TRIES_MAX - 1, 0).is_some());
        assert!(next_try(TRIES_MAX, 0).is_none());
        assert!(next_try(0, 0).is_none());
        assert!(next_try(u32::MAX, u32::MAX).is_none());
    }
}
