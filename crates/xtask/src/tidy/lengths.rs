//! How long a file and a function may be: what does not fit a screen is not read as a whole.

use super::Violation;
use super::tree::Tree;

/// Lines of a file from which a person should look.
const FILE_LINES_USUAL_MAX: usize = 350;
/// Lines of a file that are refused beyond this.
const FILE_LINES_MAX: usize = 700;
/// Lines of a function, its signature and closing brace included; as `clippy.toml`.
const FUNCTION_LINES_MAX: usize = 70;

/// No Rust file is longer than a chapter.
pub(super) fn files(tree: &Tree) -> Vec<Violation> {
    tree.ending(".rs").filter_map(|(path, text)| file(path, text.lines().count())).collect()
}

fn file(path: &str, lines: usize) -> Option<Violation> {
    let message = format!("{lines} lines; split it by subject");
    match lines {
        lines if lines <= FILE_LINES_USUAL_MAX => None,
        lines if lines <= FILE_LINES_MAX => Some(Violation::warning(path, 1, message)),
        _ => Some(Violation::error(path, 1, format!("{message}, {FILE_LINES_MAX} is the most"))),
    }
}

/// No function is longer than a screen.
pub(super) fn functions(tree: &Tree) -> Vec<Violation> {
    tree.ending(".rs").flat_map(|(path, text)| long_functions(path, text)).collect()
}

fn long_functions(path: &str, text: &str) -> Vec<Violation> {
    let lines: Vec<_> = text.lines().collect();
    let starts = lines.iter().enumerate();
    let measured = starts.filter_map(|(index, line)| {
        let name = function_name(line.trim_start())?;
        let length = lines.get(index..).and_then(function_length)?;
        Some((index + 1, name, length))
    });
    let too_long = measured.filter(|(_, _, length)| *length > FUNCTION_LINES_MAX);
    let report = |(number, name, length)| {
        let message = format!("`{name}` has {length} lines, {FUNCTION_LINES_MAX} is the most");
        Violation::error(path, number, message)
    };
    too_long.map(report).collect()
}

/// The name, if the line begins a function.
fn function_name(line: &str) -> Option<&str> {
    let mut words = line.split_whitespace().skip_while(|word| {
        word.starts_with("pub") || ["const", "async", "unsafe", "extern", "\"C\""].contains(word)
    });
    let name = words.next().filter(|word| *word == "fn").and_then(|_| words.next())?;
    name.split(['(', '<']).next()
}

/// How many lines the function has that begins in the first one. Reads the indentation, which rustfmt keeps honest. Further
/// alternatives of a pattern are not counted: a match over all events names each, and says nothing more by it.
fn function_length(lines: &[&str]) -> Option<usize> {
    let first = lines.first()?;
    if first.ends_with('}') || first.ends_with(';') {
        return Some(1);
    }
    let indent = first.len() - first.trim_start().len();
    let closes = |line: &&str| {
        let rest = line.get(indent..).filter(|_| line.len() - line.trim_start().len() == indent);
        rest.is_some_and(|rest| rest == "}" || (rest.starts_with(')') && rest.ends_with(';')))
    };
    let between = lines.iter().skip(1).position(closes)?;
    let alternatives = lines.iter().skip(1).take(between).filter(|line| is_alternative(line));
    Some(between + 2 - alternatives.count())
}

fn is_alternative(line: &str) -> bool {
    line.trim_start().starts_with("| ") && !line.contains("=>")
}

#[cfg(test)]
mod tests {
    use super::super::{Level, places};
    use super::*;

    #[test]
    fn a_file_is_warned_about_first_and_then_refused() {
        assert_eq!(file("a.rs", FILE_LINES_USUAL_MAX), None);
        let level = |lines| file("a.rs", lines).map(|violation| violation.level);
        assert_eq!(level(FILE_LINES_USUAL_MAX + 1), Some(Level::Warning));
        assert_eq!(level(FILE_LINES_MAX), Some(Level::Warning));
        assert_eq!(level(FILE_LINES_MAX + 1), Some(Level::Error));
    }

    fn function(body_lines: usize) -> String {
        let body = "        work();\n".repeat(body_lines);
        format!(
            "impl A {{\n    pub(crate) const fn long(\n        a: u8,\n    ) {{\n{body}    }}\n}}\n"
        )
    }

    #[test]
    fn a_function_over_a_screen_is_reported_at_its_first_line() {
        let fits = Tree::of(&[("a.rs", &function(FUNCTION_LINES_MAX - 4))]);
        assert_eq!(functions(&fits), []);
        let too_long = Tree::of(&[("a.rs", &function(FUNCTION_LINES_MAX - 3))]);
        assert_eq!(places(&functions(&too_long)), ["a.rs:2"]);
    }

    #[test]
    fn declarations_and_one_liners_have_no_length() {
        assert_eq!(function_length(&["fn a(&self) -> u8;", "}"]), Some(1));
        assert_eq!(function_length(&["fn a(", "    b: u8,", ") -> u8;", "fn c() {}"]), Some(3));
        assert_eq!(function_length(&["fn a() {}"]), Some(1));
    }

    #[test]
    fn what_a_pattern_names_beside_the_first_is_not_counted() {
        let lines = [
            "fn a() {",
            "    match b {",
            "        C",
            "        | D",
            "        | E => {}",
            "    }",
            "}",
        ];
        assert_eq!(function_length(&lines), Some(6));
    }

    #[test]
    fn only_functions_are_measured() {
        assert_eq!(function_name("pub async unsafe fn run<T>(a: T)"), Some("run"));
        assert_eq!(function_name("let call: fn(u8) = other;"), None);
        assert_eq!(function_name("const A: u8 = 1;"), None);
    }
}
