//! Text for people in the two languages that every definition carries, and what of people's own text is kept.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// A language the product speaks. Chinese comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Simplified Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

/// One text in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Bilingual {
    /// Simplified Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Bilingual {
    /// Both languages at once.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// The text in the language asked for.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Zh => &self.zh,
            Language::En => &self.en,
        }
    }

    /// True if either language is missing.
    pub fn is_incomplete(&self) -> bool {
        self.zh.trim().is_empty() || self.en.trim().is_empty()
    }
}

/// What people wrote, without characters that cannot be seen and that make text look like other text: control characters
/// but tabs and line breaks, marks that turn the direction of writing, and spaces without width (UTS #39; Unicode
/// Technical Report #36, section 2.5). Separators of lines become line breaks.
pub fn cleaned(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| kept(c) == Some(c)) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.replace("\r\n", "\n").chars().filter_map(kept).collect())
    }
}

/// As [`cleaned`], on one line. Joiners without anything to join are nothing.
pub fn cleaned_line(text: &str) -> String {
    let line = cleaned(text)
        .split(['\n', '\t'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    let joins_only =
        line.chars().all(|c| c.is_whitespace() || matches!(c, '\u{200c}' | '\u{200d}'));
    if joins_only { String::new() } else { line }
}

/// A letter, digit or mark in half width, as input methods for Chinese may type it in full width (Unicode: Halfwidth and
/// Fullwidth Forms, U+FF01 to U+FF5E, and the ideographic space).
pub fn halfwidth(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => c,
    }
}

/// Whether a character takes no part in what is seen: it is none that [`cleaned`] keeps, or a mark of byte order.
pub fn is_unseen(c: char) -> bool {
    kept(c).is_none()
}

fn kept(c: char) -> Option<char> {
    match c {
        '\n' | '\t' => Some(c),
        '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
        // Direction marks, embeddings, overrides and isolates; spaces and joiners without width; fillers, tags and marks
        // that show nothing (Unicode: Default_Ignorable_Code_Point, and the blank of Braille).
        '\u{ad}'
        | '\u{34f}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{17b4}'
        | '\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{2800}'
        | '\u{3164}'
        | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}'
        | '\u{61c}'
        | '\u{200b}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{feff}' => None,
        c if c.is_control() => None,
        c => Some(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_not_kept() {
        assert_eq!(cleaned("路灯不亮\n已三日\t急"), "路灯不亮\n已三日\t急");
        assert_eq!(cleaned("a\r\nb\rc\u{2028}d"), "a\nb\nc\nd");
        assert_eq!(cleaned("\u{202e}gpj.\u{200b}exe\0\u{1b}[31m\u{feff}"), "gpj.exe[31m");
        // The joiner without width belongs to signs that people do see.
        assert_eq!(cleaned("👨\u{200d}👩"), "👨\u{200d}👩");
        for nothing in ["\u{ad}\u{ad}", "\u{3164}", "\u{200d}", "\u{2800}", "\u{e0041}"] {
            assert_eq!(cleaned_line(nothing), "", "{nothing:?}");
        }
        assert_eq!(cleaned_line(" 路灯\n\n 不亮\t了 "), "路灯 不亮 了");
    }

    #[test]
    fn full_width_becomes_half_width() {
        let read: String = "ＡＢ－１２　３～路".chars().map(halfwidth).collect();
        assert_eq!(read, "AB-12 3~路");
    }

    #[test]
    fn what_is_clean_stays_as_it_is() {
        for text in ["", "路灯", "a b", "行一\n行二"] {
            assert!(matches!(cleaned(text), Cow::Borrowed(same) if same == text));
        }
    }
}
