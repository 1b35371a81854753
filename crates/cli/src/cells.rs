//! Words of others on their way to a terminal or a spreadsheet: nothing in them is obeyed, hidden or computed.

use std::borrow::Cow;

/// What a spreadsheet takes for the beginning of a formula, or skips before one; wide forms too.
const BEGINNINGS: [char; 10] = ['=', '+', '-', '@', '\t', '\n', '＝', '＋', '－', '＠'];

/// The text of a cell: shown as it is, with an apostrophe before it where a spreadsheet would compute it.
pub(crate) fn guarded(text: &str) -> Cow<'_, str> {
    let text = shown(text);
    if text.starts_with(BEGINNINGS) { Cow::Owned(format!("'{text}")) } else { text }
}

/// The text with what would steer a terminal, turn the direction of writing or stay invisible written out as
/// `\u{202e}`, so that no title passes for another. Line feeds and tabs stay; the return before a line feed goes.
pub(crate) fn shown(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unseen) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for character in text.replace("\r\n", "\n").chars() {
        if is_unseen(character) {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
    Cow::Owned(shown)
}

/// A document of JSON with the same written as JSON does. They can stand only within its texts.
pub(crate) fn shown_json(document: &str) -> Cow<'_, str> {
    if !document.contains(is_unseen) {
        return Cow::Borrowed(document);
    }
    let mut shown = String::with_capacity(document.len());
    for character in document.chars() {
        if is_unseen(character) {
            let mut units = [0; 2];
            let units = character.encode_utf16(&mut units);
            shown.extend(units.iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            shown.push(character);
        }
    }
    Cow::Owned(shown)
}

/// Control characters beside line feed and tab, marks of direction, and what takes no room (Unicode 16, `Cf` and the
/// separators of lines and paragraphs).
const fn is_unseen(character: char) -> bool {
    matches!(
        character,
        '\0'..='\u{8}'
            | '\u{b}'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
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
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r\n=1", "＝1"] {
            let guarded = guarded(text);
            assert!(guarded.starts_with('\''), "{guarded}");
        }
        assert_eq!(guarded("\r=1"), "\\u{d}=1");
        assert_eq!(guarded("\u{200b}=1"), "\\u{200b}=1");
        assert_eq!(guarded("路灯=不亮"), "路灯=不亮");
        assert_eq!(padded("路灯", 6), "路灯  ");
    }

    #[test]
    fn what_would_steer_a_terminal_or_stay_unseen_is_written_out() {
        let text = "a\u{1b}[2J\u{202e}b\u{2066}c\u{200b}d\0";
        assert_eq!(shown(text), r"a\u{1b}[2J\u{202e}b\u{2066}c\u{200b}d\u{0}");
        assert_eq!(shown("两\r\n行\t格"), "两\n行\t格");
        let document = serde_json::to_string(text).unwrap();
        let shown = shown_json(&document);
        assert!(!shown.contains(is_unseen), "{shown}");
        assert_eq!(serde_json::from_str::<String>(&shown).unwrap(), text);
    }
}
