//! Tables of complaints: CSV in UTF-8 or GB18030, or a sheet of an xlsx file, as rows of texts with their line.

use std::collections::BTreeSet;
use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

use server::sheet::{Bounds, Unread, rows};

use crate::failure::Failure;
use crate::table::{Lines, unreadable};

/// A table.
#[derive(Debug)]
pub(crate) struct Sheet {
    /// The names of the columns.
    pub(crate) headers: Vec<String>,
    /// The rows below.
    pub(crate) rows: Vec<Row>,
}

/// A row.
#[derive(Debug)]
pub(crate) struct Row {
    /// Its line in the file, from 1.
    pub(crate) line: u64,
    /// Its cells, without the blanks around them.
    pub(crate) cells: Vec<String>,
}

impl Sheet {
    /// Reads a file. What it is, its first bytes say.
    pub(crate) fn read(path: &Path, sheet: Option<&str>) -> Result<Self, Failure> {
        let bytes = std::fs::read(path).map_err(Failure::file(path))?;
        let read = if bytes.starts_with(b"PK\x03\x04") {
            workbook(path, &bytes, sheet)?
        } else {
            csv(path, &bytes)?
        };
        let repeated = read.repeated_headers();
        if repeated.is_empty() {
            return Ok(read);
        }
        let (zh, en) = (repeated.join("、"), repeated.join(", "));
        Err(Failure::unfit(
            path,
            format!("第一行的列名有重复：{zh}；请改成不同的名称，或删去多余的列"),
            format!(
                "names of columns stand twice in its first line: {en}; name them apart, or take one out"
            ),
        ))
    }

    /// The names that stand over more than one column. Columns without a name are nobody's.
    fn repeated_headers(&self) -> Vec<&str> {
        let (mut seen, mut repeated) = (BTreeSet::new(), BTreeSet::new());
        for name in self.headers.iter().filter(|name| !name.is_empty()) {
            if !seen.insert(name.as_str()) {
                repeated.insert(name.as_str());
            }
        }
        repeated.into_iter().collect()
    }
}

fn csv(path: &Path, bytes: &[u8]) -> Result<Sheet, Failure> {
    let text: Arc<[u8]> = decoded(path, bytes)?.into_bytes().into();
    let mut lines = Lines::new(Arc::clone(&text));
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(Cursor::new(text));
    let headers = reader.headers().map_err(|error| unreadable(path, error))?;
    let headers = headers.iter().map(|name| name.trim().to_owned()).collect();
    let mut rows = Vec::new();
    for record in reader.into_records() {
        let record = record.map_err(|error| unreadable(path, error))?;
        let line = lines.at(record.position().map_or(0, csv::Position::byte));
        rows.push(Row { line, cells: record.iter().map(|cell| cell.trim().to_owned()).collect() });
    }
    Ok(Sheet { headers, rows })
}

/// UTF-8 with or without a mark; what is not UTF-8 is read as GB18030, in which Chinese spreadsheets save CSV.
fn decoded(path: &Path, bytes: &[u8]) -> Result<String, Failure> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(text.strip_prefix('\u{feff}').unwrap_or(text).to_owned());
    }
    let (text, broken) = encoding_rs::GB18030.decode_without_bom_handling(bytes);
    if broken {
        return Err(Failure::unfit(
            path,
            "既不是 UTF-8 也不是 GB18030；请在表格软件中另存为“CSV UTF-8（逗号分隔）”",
            "it is neither UTF-8 nor GB18030; save it as “CSV UTF-8 (comma delimited)” in the spreadsheet program",
        ));
    }
    Ok(text.into_owned())
}

/// How much of a workbook is read: what an old system exported in years, and not what a small file may unpack to.
const BOUNDS: Bounds = Bounds {
    columns: 1_000,
    rows: 1_048_576,
    cell_characters: 32_767,
    text_bytes: 512 * 1024 * 1024,
    unpacked_bytes: 1024 * 1024 * 1024,
};

fn workbook(path: &Path, bytes: &[u8], sheet: Option<&str>) -> Result<Sheet, Failure> {
    let read = rows(bytes, sheet, BOUNDS).map_err(|why| unfit(path, why))?;
    let width = read.iter().map(|(_, cells)| cells.len()).max().unwrap_or_default();
    let mut rows = read.into_iter().map(|(line, mut cells)| {
        cells.resize(width, String::new());
        Row { line, cells }
    });
    let headers = rows.next().map(|row| row.cells).unwrap_or_default();
    Ok(Sheet { headers, rows: rows.collect() })
}

/// Why a workbook cannot be read.
fn unfit(path: &Path, why: Unread) -> Failure {
    let columns = BOUNDS.columns;
    match why {
        Unread::NoWorkbook(error) => Failure::unread(path, ("不是 xlsx", "it is no xlsx"), error),
        Unread::Damaged => {
            Failure::unfit(path, "文件已损坏，无法读取", "the file is damaged and cannot be read")
        }
        Unread::TooWide => Failure::unfit(
            path,
            format!("表格超过 {columns} 列"),
            format!("the sheet has more than {columns} columns"),
        ),
        Unread::TooLarge => Failure::unfit(
            path,
            "解压后太大；请拆成几个文件，或另存为 CSV",
            "it is too large unpacked; split it, or save it as CSV",
        ),
        Unread::CellTooLong { row, column } => Failure::unfit(
            path,
            format!("第 {row} 行第 {column} 列的内容太长，最多 {} 字", BOUNDS.cell_characters),
            format!(
                "row {row}, column {column}: the text is too long; {} characters at most",
                BOUNDS.cell_characters
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_utf_8_is_read_as_gb18030() {
        let path = Path::new("table.csv");
        let (bytes, _, _) = encoding_rs::GB18030.encode("编号,主题\n1,路灯不亮\n");
        let sheet = csv(path, &bytes).unwrap();
        assert_eq!(sheet.headers, ["编号", "主题"]);
        assert_eq!(sheet.rows[0].cells, ["1", "路灯不亮"]);
        assert!(csv(path, b"a\n\xff\xff\n").is_err());
    }

    #[test]
    fn the_mark_before_utf_8_is_no_part_of_the_first_name_and_lines_are_counted_through_quotes() {
        let text = "\u{feff}编号,主题\r\n1,\"两\n行\"\r\n2,后\r\n";
        let sheet = csv(Path::new("table.csv"), text.as_bytes()).unwrap();
        assert_eq!(sheet.headers[0], "编号");
        assert_eq!(sheet.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 4]);
    }
}
