//! Telephone numbers of mainland China as people give them: a mobile number or a landline with its area code.

use crate::text::halfwidth;

/// What kind of number it is: a text message reaches only a mobile one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TelephoneKind {
    /// Eleven digits, 13 to 19 in front.
    Mobile,
    /// Area code with its leading 0 and seven or eight digits.
    Landline,
    /// A number of another country or region, with a plus and its code in front.
    Foreign,
}

/// Why a text is no number that can be called back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TelephoneError {
    /// Characters other than digits, blanks, hyphens, brackets, a country code in front and an extension behind.
    #[error("a telephone number holds digits only")]
    Form,
    /// Neither a mobile number nor a landline with its area code.
    #[error("neither a mobile number of 11 digits nor a landline with its area code")]
    Length,
}

/// Reads a number as people type it, in full width too, giving its kind and its bare digits. `+86`, `0086` and `86` in front
/// and an extension behind are dropped.
///
/// # Errors
/// Form first, then length and leading digits.
pub fn read_telephone(text: &str) -> Result<(TelephoneKind, String), TelephoneError> {
    let (bare, extension) = apart(text);
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if extension.is_some_and(|extension| !is_number(&extension)) {
        return Err(TelephoneError::Form);
    }
    let national = national(&bare);
    let digits = national.strip_prefix('+').unwrap_or(national);
    if !is_number(digits) {
        return Err(TelephoneError::Form);
    }
    let kind = if national.starts_with('+') {
        let callable = !digits.starts_with('0') && FOREIGN_DIGITS.contains(&digits.len());
        callable.then_some(TelephoneKind::Foreign)
    } else {
        kind_of(digits)
    };
    Ok((kind.ok_or(TelephoneError::Length)?, digits.to_owned()))
}

/// By what one number is known however it was typed: its bare digits; of what is no number, the digits in it.
pub fn telephone_digits(text: &str) -> String {
    let digits = || apart(text).0.chars().filter(char::is_ascii_digit).collect();
    read_telephone(text).map_or_else(|_| digits(), |(_, digits)| digits)
}

/// A number as it is kept: bare digits, with its extension; what is no number, as it was typed.
pub fn telephone_kept(text: &str) -> String {
    let Ok((kind, digits)) = read_telephone(text) else { return text.to_owned() };
    let plus = if kind == TelephoneKind::Foreign { "+" } else { "" };
    let extension = apart(text).1.map(|extension| format!("转{extension}")).unwrap_or_default();
    format!("{plus}{digits}{extension}")
}

/// How many digits an international number has (ITU-T E.164: 15 at most, with the country code).
const FOREIGN_DIGITS: std::ops::RangeInclusive<usize> = 8..=15;

/// A number in half width without what only makes it readable, and its extension.
fn apart(text: &str) -> (String, Option<String>) {
    let is_mark = |c: &char| {
        c.is_whitespace() || matches!(c, '-' | '(' | ')' | '.' | '‐' | '‑' | '–' | '—' | '−')
    };
    let bare: String = text.chars().map(halfwidth).filter(|c| !is_mark(c)).collect();
    match bare.split_once(['转', '#', ',', ';']) {
        Some((main, extension)) => (main.to_owned(), Some(extension.to_owned())),
        None => (bare, None),
    }
}

/// A number of the mainland without the code of its country. One that is typed without a plus must be a mobile number.
fn national(bare: &str) -> &str {
    let coded = ["+86", "0086"].into_iter().find_map(|code| bare.strip_prefix(code));
    let is_mobile = |rest: &&str| kind_of(rest) == Some(TelephoneKind::Mobile);
    coded.or_else(|| bare.strip_prefix("86").filter(is_mobile)).unwrap_or(bare)
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
            ("１３８００００００００", TelephoneKind::Mobile, "13800000000"),
            ("＋８６　138－0000—0000", TelephoneKind::Mobile, "13800000000"),
            ("0086 13800000000", TelephoneKind::Mobile, "13800000000"),
            ("8613800000000", TelephoneKind::Mobile, "13800000000"),
            ("（0715）5200000转802", TelephoneKind::Landline, "07155200000"),
            ("+852 9123 4567", TelephoneKind::Foreign, "85291234567"),
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
        assert_eq!(read_telephone("12345转2"), Err(TelephoneError::Length));
        for text in ["", "电话不详", "138o0000000", "0715-5200000转", "138****0000"] {
            assert_eq!(read_telephone(text), Err(TelephoneError::Form), "{text}");
        }
    }

    #[test]
    fn a_number_is_known_and_kept_alike_however_it_was_typed() {
        for text in
            ["13800000000", "１３８０００００００0", "+86 138-0000-0000", "0086(138)00000000"]
        {
            assert_eq!(telephone_digits(text), "13800000000", "{text}");
            assert_eq!(telephone_kept(text), "13800000000", "{text}");
        }
        assert_eq!(telephone_kept("0715-5200000转802"), "07155200000转802");
        assert_eq!(telephone_kept("+852 9123 4567"), "+85291234567");
        assert_eq!(
            (telephone_digits("电话 5200").as_str(), telephone_kept("电话不详").as_str()),
            ("5200", "电话不详")
        );
    }
}
