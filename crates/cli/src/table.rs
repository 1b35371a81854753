//! Reads `limit,from` tables. A faulty row does not end the reading.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use csv::{ByteRecord, Reader, ReaderBuilder, Trim};

use crate::failure::Failure;

/// A CSV with at least the columns `limit` and `from`; others are not looked at.
pub(crate) struct Table {
    reader: Reader<Box<dyn Read>>,
    record: ByteRecord,
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
        let (path, input): (_, Box<dyn Read>) = match path {
            None => (PathBuf::from("-"), Box::new(io::stdin())),
            Some(path) => {
                (path.to_owned(), Box::new(File::open(path).map_err(Failure::file(path))?))
            }
        };
        let mut reader = ReaderBuilder::new().trim(Trim::All).flexible(true).from_reader(input);
        let headers = reader.byte_headers().map_err(|error| unreadable(&path, error))?;
        let column = |name: &str| headers.iter().position(|header| header == name.as_bytes());
        let columns = column("limit").zip(column("from"));
        let (limit, from) = columns.ok_or_else(|| without_columns(&path))?;
        Ok(Self { reader, record: ByteRecord::new(), path, limit, from })
    }

    /// The next row; none at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Row<'_>>, Failure> {
        let more = self.reader.read_byte_record(&mut self.record);
        if !more.map_err(|error| unreadable(&self.path, error))? {
            return Ok(None);
        }
        let line = self.record.position().map_or(0, csv::Position::line);
        let text = |column| {
            let bytes = self.record.get(column).unwrap_or_default();
            // Neither a limit nor a time holds anything else, so the row is called faulty where it is read.
            std::str::from_utf8(bytes).unwrap_or("\u{fffd}")
        };
        Ok(Some(Row { line, limit: text(self.limit), from: text(self.from) }))
    }
}

fn unreadable(path: &Path, error: csv::Error) -> Failure {
    let text = error.to_string();
    if let csv::ErrorKind::Io(source) = error.into_kind() {
        return Failure::File { path: path.to_owned(), source };
    }
    Failure::unfit(path, format!("不是 CSV：{text}"), format!("it is no CSV: {text}"))
}

fn without_columns(path: &Path) -> Failure {
    Failure::unfit(
        path,
        "第一行应是列名，其中要有 limit 和 from",
        "the first line must name the columns, among them limit and from",
    )
}
