//! The 18-character citizen identity number of GB 11643-1999: what its form says and whether it can be right.
//!
//! A number that passes need not have been issued. The first six digits are a division code of the time of issue, which
//! may no longer exist, so they are not compared with today's table.

use chrono::NaiveDate;

/// What a well-formed identity number says. The number itself is not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResidentIdentity {
    /// Division code at the time of issue, six digits, perhaps historic.
    pub division: String,
    /// Date of birth.
    pub born_on: NaiveDate,
    /// True if the seventeenth digit is odd, which stands for male.
    pub is_male: bool,
}

/// Why a text is no identity number. Says nothing of the number itself, so that it may be logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResidentIdentityError {
    /// Not seventeen digits and a digit or X. The old form of fifteen digits is not accepted.
    #[error("an identity number has 17 digits and a digit or X")]
    Form,
    /// Digits seven to fourteen are no date.
    #[error("digits 7 to 14 are no date of birth")]
    Date,
    /// The last character does not fit the others: most likely a slip of the pen.
    #[error("the check character does not fit")]
    Checksum,
}

/// Weights of the first seventeen digits (GB 11643-1999, 2^(17-i) mod 11).
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/// Check characters by remainder.
const CHECKS: &[u8; 11] = b"10X98765432";

/// Reads an identity number. A small `x` is accepted, blanks are not.
///
/// # Errors
/// Form first, then the date, then the check character.
pub fn read_resident_identity(text: &str) -> Result<ResidentIdentity, ResidentIdentityError> {
    let (digits, check) = text.split_at_checked(17).ok_or(ResidentIdentityError::Form)?;
    let is_check = |byte: u8| byte.is_ascii_digit() || byte.eq_ignore_ascii_case(&b'X');
    let check = check.bytes().next().filter(|byte| check.len() == 1 && is_check(*byte));
    let (Some(check), Some(values)) = (check, values(digits)) else {
        return Err(ResidentIdentityError::Form);
    };
    let born_on = digits.get(6..14).and_then(date).ok_or(ResidentIdentityError::Date)?;
    let sum: u32 = values.iter().zip(WEIGHTS).map(|(value, weight)| value * weight).sum();
    let expected = CHECKS.get((sum % 11) as usize).copied();
    if expected != Some(check.to_ascii_uppercase()) {
        return Err(ResidentIdentityError::Checksum);
    }
    let is_male = values.last().is_some_and(|value| value % 2 == 1);
    Ok(ResidentIdentity { division: digits.chars().take(6).collect(), born_on, is_male })
}

fn values(digits: &str) -> Option<Vec<u32>> {
    digits.chars().map(|digit| digit.to_digit(10)).collect()
}

/// `NaiveDate::parse_from_str` would accept signs and blanks, so the parts are read apart.
fn date(text: &str) -> Option<NaiveDate> {
    let year = text.get(..4)?.parse().ok()?;
    NaiveDate::from_ymd_opt(year, text.get(4..6)?.parse().ok()?, text.get(6..)?.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A second way (ISO 7064 MOD 11-2): the whole number, read by Horner's rule in base 2, leaves 1 modulo 11.
    fn fits_by_horner(text: &str) -> bool {
        let value = |c: char| if c == 'X' { 10 } else { c.to_digit(10).unwrap() };
        text.chars().fold(0, |sum, c| (sum * 2 + value(c)) % 11) == 1
    }

    #[test]
    fn the_check_character_agrees_with_horners_rule_on_every_serial() {
        for serial in 0..1000 {
            let stem = format!("42128119920229{serial:03}");
            let fitting: Vec<char> = "0123456789X"
                .chars()
                .filter(|check| read_resident_identity(&format!("{stem}{check}")).is_ok())
                .collect();
            assert_eq!(fitting.len(), 1, "{stem}");
            assert!(fits_by_horner(&format!("{stem}{}", fitting[0])), "{stem}");
        }
    }

    #[test]
    fn the_example_of_the_standard_is_read() {
        let read = read_resident_identity("11010519491231002X").unwrap();
        assert_eq!(read.division, "110105");
        assert_eq!(read.born_on, NaiveDate::from_ymd_opt(1949, 12, 31).unwrap());
        assert!(!read.is_male);
        assert_eq!(read_resident_identity("11010519491231002x"), Ok(read));
    }

    #[test]
    fn each_fault_has_its_name() {
        let faults = [
            ("110105491231002", ResidentIdentityError::Form),
            ("1101051949123100X2", ResidentIdentityError::Form),
            ("11010519491231002X0", ResidentIdentityError::Form),
            ("一二三四五六七八九", ResidentIdentityError::Form),
            ("11010519490231002X", ResidentIdentityError::Date),
            ("110105194912310021", ResidentIdentityError::Checksum),
            ("11010519491231020X", ResidentIdentityError::Checksum),
        ];
        for (text, fault) in faults {
            assert_eq!(read_resident_identity(text), Err(fault), "{text}");
        }
    }
}
