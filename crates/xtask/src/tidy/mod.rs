//! House rules that no compiler knows, each reported with the file and line where it is broken.
//!
//! A rule is a function from the tree of files to violations; each stands beside the samples that prove it.

mod code;
mod lengths;
mod manifests;
mod pages;
mod schemas;
mod text;
mod tree;
mod workflows;

use std::fmt;
use std::path::Path;

use self::tree::Tree;
use crate::run::{self, Error};

/// Whether a violation fails the check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    /// It does.
    Error,
    /// A person should look.
    Warning,
}

/// One broken rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Violation {
    path: String,
    line: usize,
    level: Level,
    /// What is wrong, and how to mend it where that is not plain.
    message: String,
}

impl Violation {
    fn error(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, level: Level::Error, message: message.into() }
    }

    fn warning(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self { level: Level::Warning, ..Self::error(path, line, message) }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = match self.level {
            Level::Error => "error",
            Level::Warning => "warning",
        };
        write!(f, "{}:{}: {level}: {}", self.path, self.line, self.message)
    }
}

/// All rules, in the order in which they are explained in `CONTRIBUTING.md`.
const RULES: [fn(&Tree) -> Vec<Violation>; 16] = [
    code::opens_with_its_subject,
    code::has_no_forbidden_marks,
    lengths::files,
    lengths::functions,
    text::whitespace,
    text::machine_paths,
    pages::links,
    pages::decisions,
    pages::twins,
    pages::changelog_fragments,
    schemas::names,
    manifests::descriptions,
    manifests::lints,
    manifests::overflow,
    manifests::versions,
    workflows::schema_comment,
];

/// Prints every violation. True if none is an error.
pub(crate) fn tidy(root: &Path) -> Result<bool, Error> {
    let tree = Tree::read(root)?;
    let violations = violations(&tree);
    for violation in &violations {
        run::say(&violation.to_string());
    }
    let errors = violations.iter().filter(|violation| violation.level == Level::Error).count();
    run::say(&format!(
        "tidy: {} files, {errors} errors, {} warnings",
        tree.len(),
        violations.len() - errors
    ));
    Ok(errors == 0)
}

fn violations(tree: &Tree) -> Vec<Violation> {
    let mut found: Vec<_> = RULES.iter().flat_map(|rule| rule(tree)).collect();
    found.sort();
    found
}

/// For the samples beside the rules: `path:line` of each violation.
#[cfg(test)]
fn places(violations: &[Violation]) -> Vec<String> {
    violations.iter().map(|violation| format!("{}:{}", violation.path, violation.line)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn violations_come_in_the_order_of_files_and_lines() {
        let tree = Tree::of(&[("b.rs", "fn b() {} \n"), ("a.rs", "fn a() {} \n")]);
        assert_eq!(places(&violations(&tree)), ["a.rs:1", "a.rs:1", "b.rs:1", "b.rs:1"]);
    }

    #[test]
    fn code_is_held_to_the_same_wherever_it_stands() {
        let text = format!("use std::fmt;\n{}", "a();\n".repeat(700));
        for path in ["crates/store/src/lib.rs", "migrations/src/lib.rs", "tests/it/main.rs"] {
            let found = violations(&Tree::of(&[(path, &text)]));
            assert_eq!(places(&found), vec![format!("{path}:1"); 2]);
        }
    }

    #[test]
    fn a_violation_reads_as_editors_expect_it() {
        let violation = Violation::error("a.rs", 3, "something is wrong");
        assert_eq!(violation.to_string(), "a.rs:3: error: something is wrong");
    }
}
