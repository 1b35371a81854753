//! The unified social credit code of organisations, GB 32100-2015: 18 characters with a check character.

/// Why a text is no credit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CreditCodeError {
    /// Not 18 characters of the standard's 31: digits and capital letters without I, O, S, V and Z.
    #[error("a credit code has 18 digits or capital letters, none of I O S V Z")]
    Form,
    /// The last character does not fit the others.
    #[error("the check character does not fit")]
    Checksum,
}

/// The 31 characters, each worth its place.
const CHARACTERS: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/// Checks a credit code.
///
/// # Errors
/// Form first, then the check character.
pub fn check_credit_code(text: &str) -> Result<(), CreditCodeError> {
    let values: Option<Vec<usize>> = text.chars().map(|c| CHARACTERS.find(c)).collect();
    let values = values.filter(|values| values.len() == 18).ok_or(CreditCodeError::Form)?;
    let (Some(check), Some(stem)) = (values.last(), values.get(..17)) else {
        return Err(CreditCodeError::Form);
    };
    let weights = std::iter::successors(Some(1), |weight| Some(weight * 3 % 31));
    let sum: usize = stem.iter().zip(weights).map(|(value, weight)| value * weight).sum();
    if (31 - sum % 31) % 31 == *check { Ok(()) } else { Err(CreditCodeError::Checksum) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A second way: weigh the whole code from the right by Horner's rule with the inverse of 3, which is 21 modulo 31.
    /// The sum `Σ c_i·3^(i-1)` over stem and check times 1 is 0, so with everything scaled by 3^-16 it is
    /// `Horner(21…)` of the reversed stem plus the check times 3^-16 that must vanish.
    fn fits_by_horner(text: &str) -> bool {
        let value = |c: char| i64::try_from(CHARACTERS.find(c).unwrap()).unwrap();
        let (stem, check) = text.split_at(17);
        let stem = stem.chars().fold(0, |sum, c| (sum * 21 + value(c)) % 31);
        let scaled_check = (0..16).fold(value(check.chars().next().unwrap()), |v, _| v * 21 % 31);
        (stem + scaled_check) % 31 == 0
    }

    #[test]
    fn the_check_character_agrees_with_horners_rule() {
        for serial in 0..500 {
            let stem = format!("11421281MA4{serial:06}");
            let fitting: Vec<String> = CHARACTERS
                .chars()
                .map(|check| format!("{stem}{check}"))
                .filter(|code| check_credit_code(code).is_ok())
                .collect();
            assert_eq!(fitting.len(), 1, "{stem}");
            assert!(fits_by_horner(&fitting[0]), "{stem}");
        }
    }

    #[test]
    fn every_single_slip_is_caught() {
        let stem = "1142128MA4000000A";
        let right = CHARACTERS
            .chars()
            .map(|check| format!("{stem}{check}"))
            .find(|code| check_credit_code(code).is_ok())
            .unwrap();
        for place in 0..18 {
            for wrong in CHARACTERS.chars().filter(|c| right.chars().nth(place) != Some(*c)) {
                let mut slip: Vec<char> = right.chars().collect();
                slip[place] = wrong;
                let slip: String = slip.into_iter().collect();
                assert_eq!(check_credit_code(&slip), Err(CreditCodeError::Checksum), "{slip}");
            }
        }
    }

    #[test]
    fn letters_that_the_standard_leaves_out_are_refused() {
        for letter in ["I", "O", "S", "V", "Z", "a", "中"] {
            let code = format!("{letter}1421281MA40000001");
            assert_eq!(check_credit_code(&code), Err(CreditCodeError::Form), "{code}");
        }
        assert_eq!(check_credit_code("1142"), Err(CreditCodeError::Form));
    }
}
