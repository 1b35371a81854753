//! Reads `limit,from` tables. A faulty row does not end the reading.

use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use csv::{ByteRecord, Reader, ReaderBuilder, Trim};

use crate::failure::Failure;

/// A CSV with at least the columns `limit` and `from`; others are not looked at.
pub(crate) struct Table {
    reader: Reader<Cursor<Arc<[u8]>>>,
    record: ByteRecord,
    lines: Lines,
    path: PathBuf,
    limit: usize,
    from: usize,
}

/// A row of the table.
#[derive(Debug)]
pub(crate) struct Row<'a> {
    /// Its line in the file, from 1.
    pub(crate) line: u64,
    /// The limit as written; empty if the row has none.
    pub(crate) limit: &'a str,
    /// The anchor as written; empty if the row has none.
    pub(crate) from: &'a str,
}

impl Table {
    /// Opens a file, or standard input.
    pub(crate) fn open(path: Option<&Path>) -> Result<Self, Failure> {
        let (path, mut input): (_, Box<dyn Read>) = match path {
            None => (PathBuf::from("-"), Box::new(io::stdin())),
            Some(path) => {
                (path.to_owned(), Box::new(File::open(path).map_err(Failure::file(path))?))
            }
        };
        let mut bytes = Vec::new();
        input.read_to_end(&mut bytes).map_err(Failure::file(&path))?;
        let bytes: Arc<[u8]> = bytes.into();
        let lines = Lines::new(Arc::clone(&bytes));
        let mut reader =
            ReaderBuilder::new().trim(Trim::All).flexible(true).from_reader(Cursor::new(bytes));
        let headers = reader.byte_headers().map_err(|error| unreadable(&path, error))?;
        let column = |name: &str| headers.iter().position(|header| header == name.as_bytes());
        let columns = column("limit").zip(column("from"));
        let (limit, from) = columns.ok_or_else(|| without_columns(&path))?;
        Ok(Self { reader, record: ByteRecord::new(), lines, path, limit, from })
    }

    /// The next row; none at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Row<'_>>, Failure> {
        let more = self.reader.read_byte_record(&mut self.record);
        if !more.map_err(|error| unreadable(&self.path, error))? {
            return Ok(None);
        }
        let line = self.lines.at(self.record.position().map_or(0, csv::Position::byte));
        let text = |column| {
            let bytes = self.record.get(column).unwrap_or_default();
            // Neither a limit nor a time holds anything else, so the row is called faulty where it is read.
            std::str::from_utf8(bytes).unwrap_or("\u{fffd}")
        };
        Ok(Some(Row { line, limit: text(self.limit), from: text(self.from) }))
    }
}

/// Counts lines as an editor does. The reader's own count stands before the line feed of a CRLF and before empty lines.
pub(crate) struct Lines {
    bytes: Arc<[u8]>,
    counted: usize,
    line: u64,
}

impl Lines {
    /// Counts from the first.
    pub(crate) fn new(bytes: Arc<[u8]>) -> Self {
        Self { bytes, counted: 0, line: 1 }
    }

    /// The line of the record that begins at this byte; records come in their order.
    pub(crate) fn at(&mut self, byte: u64) -> u64 {
        let start = usize::try_from(byte).unwrap_or(usize::MAX).min(self.bytes.len());
        let blank = self.bytes[start..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
        let begin = start + blank.count();
        let lines = self.bytes[self.counted..begin].split(|byte| *byte == b'\n').count() as u64;
        self.line += lines.saturating_sub(1);
        self.counted = begin;
        self.line
    }
}

pub(crate) fn unreadable(path: &Path, error: csv::Error) -> Failure {
    let text = error.to_string();
    if let csv::ErrorKind::Io(source) = error.into_kind() {
        return Failure::File { path: path.to_owned(), source };
    }
    Failure::unread(path, ("不是 CSV", "it is no CSV"), text)
}

fn without_columns(path: &Path) -> Failure {
    Failure::unfit(
        path,
        "第一行应是列名，其中要有 limit 和 from",
        "the first line must name the columns, among them limit and from",
    )
}
