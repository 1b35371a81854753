//! A file as a person wrote it: its text, and where a byte stands in it.

use std::fs;
use std::io::{self, Read as _};
use std::ops::Range;
use std::path::Path;

use domain::finding::Finding;
use serde::Serialize;

use crate::located::Located;

/// The largest file that is read, in bytes: 1 MiB. The largest shipped workflow is a tenth of it.
pub const LARGEST_BYTES: usize = 1024 * 1024;

/// A place in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters: a Chinese character counts as one.
    pub column: usize,
}

/// A stretch of a file, in bytes of [`SourceFile::text`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl Span {
    /// The same as a range.
    pub const fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

/// A file's name and text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    name: String,
    text: String,
    line_starts: Vec<usize>,
}

/// A file that was opened; where it is not UTF-8, as far as it could be decoded, with the finding.
pub type Opened = Result<SourceFile, Box<(SourceFile, Located)>>;

impl SourceFile {
    /// Takes the text of a file. A byte order mark is dropped: it is no part of the first line.
    pub fn new(name: impl Into<String>, text: &str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text).to_owned();
        let line_starts =
            std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { name: name.into(), text, line_starts }
    }

    /// Takes the bytes of a file; says where they stop being UTF-8.
    ///
    /// # Errors
    ///
    /// The finding, beside the text as far as it could be decoded, so that the finding can be shown.
    pub fn from_bytes(name: impl Into<String>, bytes: &[u8]) -> Opened {
        let Err(error) = std::str::from_utf8(bytes) else {
            return Ok(Self::new(name, &String::from_utf8_lossy(bytes)));
        };
        let readable = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
        let source = Self::new(name, &format!("{readable}\u{fffd}"));
        let end = source.text.len();
        let span = Span { start: end - '\u{fffd}'.len_utf8(), end };
        let located = Located::new(&source, not_utf8(), span);
        Err(Box::new((source, located)))
    }

    /// Reads a file, but never more than a byte above [`LARGEST_BYTES`]: what is larger is refused anyway.
    ///
    /// # Errors
    ///
    /// The file cannot be opened or read.
    pub fn load(path: &Path) -> io::Result<Opened> {
        let mut bytes = Vec::new();
        let longest = u64::try_from(LARGEST_BYTES).unwrap_or(u64::MAX).saturating_add(1);
        fs::File::open(path)?.take(longest).read_to_end(&mut bytes)?;
        if bytes.len() > LARGEST_BYTES {
            // A cut inside a character is no fault of the file.
            bytes = String::from_utf8_lossy(&bytes).into_owned().into_bytes();
        }
        Ok(Self::from_bytes(path.display().to_string(), &bytes))
    }

    /// The name by which findings call it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text, without byte order mark.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text of a span.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// The line and column of a byte.
    pub fn position(&self, byte: usize) -> Position {
        let line = self.line_starts.partition_point(|start| *start <= byte);
        let start = self.line_starts.get(line.saturating_sub(1)).copied().unwrap_or_default();
        let column = self.text.get(start..byte).map_or(0, |before| before.chars().count()) + 1;
        Position { line, column }
    }

    /// The part of a span that lies on its first line, without the line's end.
    pub fn first_line(&self, span: Span) -> Span {
        let text = self.slice(span);
        let text = text.split(['\n', '\r']).next().unwrap_or_default();
        Span { start: span.start, end: span.start + text.trim_end().len() }
    }
}

fn not_utf8() -> Finding {
    Finding::error(
        "not-utf8",
        "",
        "文件不是 UTF-8 编码,从这里起无法读取",
        "the file is not UTF-8; it cannot be read from here on",
    )
    .help(
        "用编辑器另存为 UTF-8(常见原因:文件是 GBK 编码)",
        "save it as UTF-8 (a frequent cause: the file is in GBK)",
    )
}
