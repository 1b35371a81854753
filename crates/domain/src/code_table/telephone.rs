//! Telephone numbers of mainland China as people give them: a mobile number or a landline with its area code.

/// What kind of number it is: a text message reaches only a mobile one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TelephoneKind {
    /// Eleven digits, 13 to 19 in front.
    Mobile,
    /// Area code with its leading 0 and seven or eight digits.
    Landline,
}

/// Why a text is no number that can be called back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TelephoneError {
    /// Characters other than digits, blanks, hyphens, brackets and a leading +86.
    #[error("a telephone number holds digits only")]
    Form,
    /// Neither a mobile number nor a landline with its area code.
    #[error("neither a mobile number of 11 digits nor a landline with its area code")]
    Length,
}

/// Reads a number, giving its kind and its bare digits. `+86` and `0086` in front are dropped.
///
/// # Errors
/// Form first, then length and leading digits.
pub fn read_telephone(text: &str) -> Result<(TelephoneKind, String), TelephoneError> {
    let bare: String = text.chars().filter(|c| !matches!(c, ' ' | '-' | '(' | ')')).collect();
    let national = bare.strip_prefix("+86").or_else(|| bare.strip_prefix("0086")).unwrap_or(&bare);
    if national.is_empty() || !national.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(TelephoneError::Form);
    }
    let kind = kind_of(national).ok_or(TelephoneError::Length)?;
    Ok((kind, national.to_owned()))
}

/// Area codes: 010 and 02x have three digits, the others four. A subscriber's number never begins with 0 or 1.
fn kind_of(digits: &str) -> Option<TelephoneKind> {
    let mut leading = digits.chars();
    match (leading.next()?, leading.next()?) {
        ('1', '3'..='9') if digits.len() == 11 => Some(TelephoneKind::Mobile),
        ('0', second @ '1'..='9') => {
            let area = if matches!(second, '1' | '2') { 3 } else { 4 };
            let subscriber = digits.get(area..)?;
            let callable = matches!(subscriber.chars().next()?, '2'..='9');
            (callable && matches!(subscriber.len(), 7 | 8)).then_some(TelephoneKind::Landline)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        let read = [
            ("13800000000", TelephoneKind::Mobile, "13800000000"),
            ("+86 138-0000-0000", TelephoneKind::Mobile, "13800000000"),
            ("(0715)5200000", TelephoneKind::Landline, "07155200000"),
            ("010-62000000", TelephoneKind::Landline, "01062000000"),
        ];
        for (text, kind, digits) in read {
            assert_eq!(read_telephone(text), Ok((kind, digits.to_owned())), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_called_back_is_refused() {
        for text in
            ["12800000000", "1380000000", "5200000", "0715520000", "0715-1200000", "00000000000"]
        {
            assert_eq!(read_telephone(text), Err(TelephoneError::Length), "{text}");
        }
        for text in ["", "12345转2", "138o0000000", "１３８００００００００"] {
            assert_eq!(read_telephone(text), Err(TelephoneError::Form), "{text}");
        }
    }
}
