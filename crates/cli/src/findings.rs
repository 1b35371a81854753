//! Findings of several files, shown to people in the order of the files and to scripts as rows.

use definitions::load::Loaded;
use definitions::{Count, Located, Read, Row, SourceFile, Style, located, render};
use domain::text::Language;

/// Findings with the files they stand in.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    files: Vec<(SourceFile, Vec<Located>)>,
}

impl Findings {
    /// Those of one file.
    pub(crate) fn of<T>(read: Read<T>) -> Self {
        Self { files: vec![(read.source, read.findings)] }
    }

    /// Adds those of a file that was read.
    pub(crate) fn take<T>(&mut self, read: Read<T>) {
        self.files.push((read.source, read.findings));
    }

    /// Adds those of a file that could not be decoded.
    pub(crate) fn refuse(&mut self, refused: (SourceFile, Located)) {
        let (source, located) = refused;
        self.files.push((source, vec![located]));
    }

    /// Adds those of files that were read together, and gives back what they say.
    pub(crate) fn take_all<T>(&mut self, loaded: Loaded<T>) -> T {
        let Loaded { value, sources, findings } = loaded;
        self.spread(sources, &findings);
        value
    }

    /// Adds findings, each to its file.
    pub(crate) fn spread(&mut self, sources: Vec<SourceFile>, findings: &[Located]) {
        for source in sources {
            let own = findings.iter().filter(|located| located.file == source.name());
            let own = own.cloned().collect();
            self.files.push((source, own));
        }
    }

    /// Adds findings about files as such, of which no line need be shown.
    pub(crate) fn about_files(&mut self, findings: Vec<Located>) {
        let bare = |located: Located| (SourceFile::new(located.file.as_str(), ""), vec![located]);
        self.files.extend(findings.into_iter().map(bare));
    }

    /// Every finding.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Located> {
        self.files.iter().flat_map(|(_, findings)| findings)
    }

    /// How many there are.
    pub(crate) fn count(&self) -> Count {
        located::count(self.iter())
    }

    /// For scripts.
    pub(crate) fn rows(&self, language: Language) -> Vec<Row<'_>> {
        self.iter().map(|located| located.row(language)).collect()
    }

    /// For people; empty if there are none.
    pub(crate) fn render(&self, style: Style) -> String {
        let shown = self.files.iter().flat_map(|(source, findings)| {
            findings.iter().map(move |located| render(source, located, style) + "\n")
        });
        shown.collect()
    }
}
