//! Rust files: they open by saying their subject, and leave nothing half done.

use std::path::Path;

use super::Violation;
use super::tree::Tree;

/// Every Rust file says in its first line what it is about.
pub(super) fn opens_with_its_subject(tree: &Tree) -> Vec<Violation> {
    let silent = |text: &str| !text.starts_with("//! ");
    let files = tree.ending(".rs").filter(|(_, text)| silent(text));
    files
        .map(|(path, _)| Violation::error(path, 1, "open with `//!` and the file's subject"))
        .collect()
}

/// Marks of unfinished or silenced work. Written in two halves, so that this file does not contain them.
const MARKS: [(&str, &str, &str); 5] = [
    ("to", "do!(", "finish it or leave it out"),
    ("unimple", "mented!(", "finish it or leave it out"),
    ("#[ig", "nore", "mend the test or delete it"),
    ("#[al", "low(", "use `#[expect(…, reason = \"…\")]`"),
    ("#![al", "low(", "use `#![expect(…, reason = \"…\")]`"),
];

/// Notes to oneself, in code and in data alike.
const NOTES: [(&str, &str); 3] = [("TO", "DO"), ("FIX", "ME"), ("XX", "X")];

/// Files that hold code or data rather than prose.
const WITH_NOTES: [&str; 9] =
    [".css", ".html", ".js", ".rs", ".sh", ".sql", ".toml", ".yaml", ".yml"];

/// Nothing is marked as unfinished, and no lint is silenced without a reason.
pub(super) fn has_no_forbidden_marks(tree: &Tree) -> Vec<Violation> {
    let is_code = |path: &str| WITH_NOTES.iter().any(|ending| path.ends_with(ending));
    let lines = tree.texts().filter(|(path, _)| is_code(path)).flat_map(|(path, text)| {
        text.lines().enumerate().map(move |(index, line)| (path, index + 1, line))
    });
    lines.filter_map(|(path, number, line)| mark(path, number, line)).collect()
}

fn mark(path: &str, number: usize, line: &str) -> Option<Violation> {
    let note = NOTES.iter().map(|(a, b)| format!("{a}{b}")).find(|note| has_word(line, note));
    if let Some(note) = note {
        return Some(Violation::error(path, number, format!("`{note}`: do it, or open an issue")));
    }
    let found = MARKS.iter().find(|(a, b, _)| line.contains(&format!("{a}{b}")))?;
    let (a, b, advice) = found;
    is_rust(path).then(|| Violation::error(path, number, format!("`{a}{b}`: {advice}")))
}

fn is_rust(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|ending| ending == "rs")
}

fn has_word(line: &str, word: &str) -> bool {
    line.split(|character: char| !character.is_alphanumeric() && character != '_')
        .any(|part| part == word)
}

#[cfg(test)]
mod tests {
    use super::super::places;
    use super::*;

    #[test]
    fn a_file_that_does_not_say_its_subject_is_reported() {
        let tree = Tree::of(&[("good.rs", "//! Clocks.\n"), ("bad.rs", "use std::fmt;\n")]);
        assert_eq!(places(&opens_with_its_subject(&tree)), ["bad.rs:1"]);
    }

    #[test]
    fn each_mark_is_reported_in_rust_only() {
        for (a, b, _) in MARKS {
            let text = format!("//! A file.\n{a}{b}");
            let tree = Tree::of(&[("a.rs", &text), ("a.md", &text)]);
            assert_eq!(places(&has_no_forbidden_marks(&tree)), ["a.rs:2"], "{text}");
        }
    }

    #[test]
    fn each_note_is_reported_in_code_and_data() {
        for (a, b) in NOTES {
            let text = format!("# {a}{b}: later\n# {a}{b}S are many\n");
            let tree = Tree::of(&[("a.yaml", &text), ("a.md", &text)]);
            assert_eq!(places(&has_no_forbidden_marks(&tree)), ["a.yaml:1"], "{text}");
        }
    }

    #[test]
    fn a_reasoned_expectation_is_no_mark() {
        let text = "#[expect(clippy::panic, reason = \"a law\")]\nfn allow(x: u8) {}\n";
        assert!(has_no_forbidden_marks(&Tree::of(&[("a.rs", text)])).is_empty());
    }
}
