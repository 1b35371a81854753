//! Small helpers for messages: quoting what the file says, and guessing what was meant.

/// The most characters of the file's text that a message repeats.
const LONGEST_QUOTE: usize = 60;

/// Below this similarity (0 to 1, Jaro-Winkler) a guess would confuse rather than help.
const SIMILAR: f64 = 0.8;

/// A text of the file between backquotes: cut if it is long, and without control characters, which could drive the
/// terminal.
pub(crate) fn quote(text: &str) -> String {
    let visible = |character: char| if character.is_control() { '\u{fffd}' } else { character };
    let mut quoted: String = text.chars().take(LONGEST_QUOTE).map(visible).collect();
    if text.chars().nth(LONGEST_QUOTE).is_some() {
        quoted.push('…');
    }
    format!("`{quoted}`")
}

/// Names quoted and joined.
pub(crate) fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(quote).collect::<Vec<_>>().join(", ")
}

/// The known name that was probably meant. Letter case and `-` for `_` do not count.
pub(crate) fn closest<'a>(
    written: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    if written.chars().count() > LONGEST_QUOTE {
        return None;
    }
    let plain = |name: &str| name.to_lowercase().replace(['-', ' '], "_");
    let written = plain(written);
    known
        .into_iter()
        .map(|name| (likeness(&written, &plain(name)), name))
        .filter(|(likeness, _)| *likeness >= SIMILAR)
        .max_by(|(left, _), (right, _)| left.total_cmp(right))
        .map(|(_, name)| name)
}

/// How alike two names are. Short names must differ by no more than a letter or a swap.
fn likeness(written: &str, name: &str) -> f64 {
    let edits = strsim::damerau_levenshtein(written, name);
    let longest = written.chars().count().max(name.chars().count());
    if edits > 1 && edits * 3 > longest { 0.0 } else { strsim::jaro_winkler(written, name) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_is_recognised() {
        let known =
            ["label", "from", "to", "by", "when", "evidence", "backwards", "work_day", "APPLIED"];
        for (written, meant) in [
            ("lable", Some("label")),
            ("form", Some("from")),
            ("evidense", Some("evidence")),
            ("Backward", Some("backwards")),
            ("work-day", Some("work_day")),
            ("Aplied", Some("APPLIED")),
            ("colour", None),
            ("x", None),
        ] {
            assert_eq!(closest(written, known), meant, "{written}");
        }
    }

    #[test]
    fn a_quote_is_short_and_cannot_drive_the_terminal() {
        assert_eq!(quote("a\u{1b}[31mb"), "`a\u{fffd}[31mb`");
        assert_eq!(quote(&"长".repeat(100)).chars().count(), LONGEST_QUOTE + 3);
    }
}
