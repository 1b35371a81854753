//! A finding with its place in a file, ordered as a person reads the file.

use std::cmp::Ordering;

use domain::finding::{Finding, Severity};
use domain::text::Language;
use serde::Serialize;

use crate::source::{Position, SourceFile, Span};

/// How many findings are made about one file at one gate before reading gives up: nobody mends more at once, and a
/// file made to be slow stays quick.
pub const MOST_FINDINGS: usize = 500;

/// The finding that ends the reading at [`MOST_FINDINGS`].
pub(crate) fn too_many() -> Finding {
    Finding::error(
        "too-many-findings",
        "",
        format!("问题超过 {MOST_FINDINGS} 个,不再继续"),
        format!("more than {MOST_FINDINGS} findings; reading ends here"),
    )
    .help(
        "先改正前面的问题,或检查是否选错了文件",
        "mend the first ones, or look whether this is the right file",
    )
}

/// A finding and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    /// What is wrong.
    pub finding: Finding,
    /// The file's name.
    pub file: String,
    /// The bytes meant.
    pub span: Span,
    /// Where they begin.
    pub start: Position,
    /// Where they end, exclusive.
    pub end: Position,
}

impl Located {
    /// Puts a finding at a span of a file.
    pub fn new(source: &SourceFile, finding: Finding, span: Span) -> Self {
        Self {
            finding,
            file: source.name().to_owned(),
            span,
            start: source.position(span.start),
            end: source.position(span.end),
        }
    }

    /// The finding in one language, as `--format json` prints it.
    pub fn row(&self, language: Language) -> Row<'_> {
        Row {
            file: &self.file,
            line: self.start.line,
            column: self.start.column,
            end_line: self.end.line,
            end_column: self.end.column,
            severity: self.finding.severity,
            code: self.finding.code,
            pointer: &self.finding.at,
            message: self.finding.message.get(language),
            help: self.finding.help.as_ref().map(|help| help.get(language)),
        }
    }
}

/// A finding in one language, for scripts. Fields are only ever added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Row<'a> {
    /// The file's name.
    pub file: &'a str,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// The line of the end.
    pub end_line: usize,
    /// The column after the last character meant.
    pub end_column: usize,
    /// Error or warning.
    pub severity: Severity,
    /// Stable code.
    pub code: &'static str,
    /// RFC 6901 pointer into the file.
    pub pointer: &'a str,
    /// What is wrong.
    pub message: &'a str,
    /// How to mend it.
    pub help: Option<&'a str>,
}

/// Sorts by file, place and code, and drops what is said twice.
pub fn sort(findings: &mut Vec<Located>) {
    findings.sort_by(order);
    findings.dedup();
}

fn order(left: &Located, right: &Located) -> Ordering {
    left.file
        .cmp(&right.file)
        .then_with(|| left.span.start.cmp(&right.span.start))
        .then_with(|| left.finding.cmp(&right.finding))
}

/// How many findings of each gravity there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Count {
    /// Findings that refuse the file.
    pub errors: usize,
    /// Findings that a person should look at.
    pub warnings: usize,
}

/// Counts findings.
pub fn count<'a>(findings: impl IntoIterator<Item = &'a Located>) -> Count {
    findings.into_iter().fold(Count::default(), |count, located| match located.finding.severity {
        Severity::Error => Count { errors: count.errors + 1, ..count },
        Severity::Warning => Count { warnings: count.warnings + 1, ..count },
    })
}
