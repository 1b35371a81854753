//! Codes of an authenticator: TOTP (RFC 6238) on HMAC-SHA-1, six digits, thirty seconds, which is what every authenticator
//! computes. SHA-1 is not asked for resistance to collisions here, but for what HMAC makes of it (RFC 6238, 1.2).

use domain::id::Timestamp;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

/// How many seconds a code is good for (RFC 6238, 5.2 recommends 30).
const STEP_SECONDS: i64 = 30;

/// How many steps a clock may be off to either side (RFC 6238, 5.2 allows one for the way).
const DRIFT_STEPS: i64 = 1;

/// How many digits a code has.
pub const CODE_DIGITS: usize = 6;

/// How many bytes a secret has (RFC 4226, 4, R6 recommends 160 bits).
pub(crate) const SECRET_BYTES: usize = 20;

/// The time step whose code this is, as long as a clock that is a little off may show it; none for another code.
pub(crate) fn step_of(secret: &[u8], code: &str, now: Timestamp) -> Option<i64> {
    let step = now.timestamp().div_euclid(STEP_SECONDS);
    // All are computed, and compared as a whole: how long it takes says nothing of which one it was nearly.
    let near = (step - DRIFT_STEPS..=step + DRIFT_STEPS).map(|step| (step, code_of(secret, step)));
    near.filter(|(_, right)| is_same(right, code)).map(|(step, _)| step).max()
}

/// The code of an instant.
pub fn code_at(secret: &[u8], at: Timestamp) -> String {
    code_of(secret, at.timestamp().div_euclid(STEP_SECONDS))
}

/// HOTP (RFC 4226, 5.3) of a step.
fn code_of(secret: &[u8], step: i64) -> String {
    // HMAC takes a key of any length.
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(secret) else { return String::new() };
    mac.update(&step.to_be_bytes());
    let hash: [u8; 20] = mac.finalize().into_bytes().into();
    let at = usize::from(hash[19] & 0xf);
    let word = u32::from_be_bytes([hash[at] & 0x7f, hash[at + 1], hash[at + 2], hash[at + 3]]);
    format!("{:06}", word % 1_000_000)
}

fn is_same(right: &str, shown: &str) -> bool {
    let differs = right.bytes().zip(shown.bytes()).fold(0, |differs, (a, b)| differs | (a ^ b));
    right.len() == CODE_DIGITS && right.len() == shown.len() && differs == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        chrono::DateTime::from_timestamp(second, 0).unwrap()
    }

    /// RFC 6238, appendix B, whose eight digits end with these six.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = b"12345678901234567890";
        for (second, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code_at(secret, at(second)), code, "{second}");
        }
    }

    #[test]
    fn a_clock_may_be_one_step_off_and_no_more() {
        let secret = b"12345678901234567890";
        let step = |second: i64| step_of(secret, "287082", at(second));
        assert_eq!([step(29), step(30), step(59), step(89)], [Some(1); 4]);
        assert_eq!([step(-1), step(90)], [None; 2]);
        for wrong in ["", "28708", "2870820", "287083", "二八七零八二"] {
            assert_eq!(step_of(secret, wrong, at(59)), None, "{wrong}");
        }
    }
}
