//! Cells for spreadsheets: a text that a spreadsheet would take for a formula is marked as text.

use std::borrow::Cow;

/// What a spreadsheet takes for the beginning of a formula, or skips before one; wide forms too.
const BEGINNINGS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// The text with an apostrophe before it where a spreadsheet would compute it.
pub(crate) fn guarded(text: &str) -> Cow<'_, str> {
    if text.starts_with(BEGINNINGS) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// How many columns of a terminal a text takes: Chinese takes two for each character.
pub(crate) fn width(text: &str) -> usize {
    text.chars().map(|character| if u32::from(character) < 0x1100 { 1 } else { 2 }).sum()
}

/// The text filled up to a width.
pub(crate) fn padded(text: &str, to: usize) -> String {
    format!("{text}{}", " ".repeat(to.saturating_sub(width(text))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_computed() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"] {
            assert_eq!(guarded(text), format!("'{text}"));
        }
        assert_eq!(guarded("路灯=不亮"), "路灯=不亮");
        assert_eq!(padded("路灯", 6), "路灯  ");
    }
}
