//! Every text: clean ends of lines, and nothing that is true on one machine only.

use super::Violation;
use super::tree::Tree;

/// No space at the end of a line, no carriage return, one newline at the end of the file.
pub(super) fn whitespace(tree: &Tree) -> Vec<Violation> {
    tree.texts().flat_map(|(path, text)| unclean_lines(path, text)).collect()
}

fn unclean_lines(path: &str, text: &str) -> Vec<Violation> {
    let trails = |line: &str| line.ends_with([' ', '\t', '\r', '\u{3000}']);
    let lines = text.split('\n').enumerate().filter(|(_, line)| trails(line));
    let report =
        |(index, _)| Violation::error(path, index + 1, "white space at the end of the line");
    let mut found: Vec<_> = lines.map(report).collect();
    let last = text.lines().count();
    if !text.is_empty() && (!text.ends_with('\n') || text.ends_with("\n\n")) {
        found.push(Violation::error(path, last, "end the file with one newline"));
    }
    found
}

/// Where people's folders stand on a machine. In two halves, so that this file does not contain them.
const FOLDERS: [(&str, &str); 5] =
    [("/ho", "me/"), ("/ro", "ot/"), ("/wo", "rk/"), ("/Us", "ers/"), ("C:\\", "Users")];

/// No path names a folder of one machine.
pub(super) fn machine_paths(tree: &Tree) -> Vec<Violation> {
    let lines = tree.texts().flat_map(|(path, text)| {
        text.lines().enumerate().map(move |(index, line)| (path, index + 1, line))
    });
    let report = |(path, number, line)| {
        let folder = FOLDERS.iter().map(|(a, b)| format!("{a}{b}")).find(|f| names(line, f))?;
        let message = format!("`{folder}` is a folder of one machine; write a relative path");
        Some(Violation::error(path, number, message))
    };
    lines.filter_map(report).collect()
}

/// True if the folder begins a path here, rather than standing within a longer one or an address.
fn names(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        !before
            .is_some_and(|character| character.is_alphanumeric() || "/.-_*}~%".contains(character))
    })
}

#[cfg(test)]
mod tests {
    use super::super::places;
    use super::*;

    #[test]
    fn white_space_at_the_end_of_a_line_is_reported() {
        let tree = Tree::of(&[("a.md", "one\ntwo \nthree\r\nfour\u{3000}\n"), ("b.md", "one\n")]);
        assert_eq!(places(&whitespace(&tree)), ["a.md:2", "a.md:3", "a.md:4"]);
    }

    #[test]
    fn a_file_ends_with_one_newline() {
        let tree =
            Tree::of(&[("a.md", "one"), ("b.md", "one\n\n"), ("c.md", "one\n"), ("d.md", "")]);
        assert_eq!(places(&whitespace(&tree)), ["a.md:1", "b.md:2"]);
    }

    #[test]
    fn each_folder_of_a_machine_is_reported() {
        for (a, b) in FOLDERS {
            let text = format!("see `{a}{b}x`\n");
            assert_eq!(places(&machine_paths(&Tree::of(&[("a.md", &text)]))), ["a.md:1"], "{text}");
        }
    }

    #[test]
    fn a_part_of_a_longer_path_or_address_is_no_machine_path() {
        let (a, b) = ("/ho", "me/");
        let text = format!("https://example.org{a}{b}x and docs{a}{b}x and ~{a}{b}\n");
        assert!(machine_paths(&Tree::of(&[("a.md", &text)])).is_empty());
    }
}
