//! What is wrong with a row: where, what, and how to mend it.

use domain::text::{Bilingual, Language};

/// A fault of a row. It names no value that could be somebody's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The line in the file, from 1.
    pub(crate) line: u64,
    /// The column by its name in the file; empty where the row as a whole is meant.
    pub(crate) column: String,
    /// What is wrong.
    pub(crate) what: Bilingual,
    /// How to mend it.
    pub(crate) mend: Bilingual,
}

impl Fault {
    /// The fault in a line.
    pub(crate) fn text(&self, language: Language) -> String {
        let (what, mend) = (self.what.get(language), self.mend.get(language));
        let (line, column) = (self.line, &self.column);
        match (language, column.is_empty()) {
            (Language::Zh, true) => format!("第 {line} 行：{what}；{mend}"),
            (Language::Zh, false) => format!("第 {line} 行“{column}”：{what}；{mend}"),
            (Language::En, true) => format!("line {line}: {what}; {mend}"),
            (Language::En, false) => format!("line {line}, {column}: {what}; {mend}"),
        }
    }
}
