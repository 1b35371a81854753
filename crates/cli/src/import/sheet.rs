//! Tables of complaints: CSV in UTF-8 or GB18030, or a sheet of an xlsx file, as rows of texts with their line.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use calamine::{Data, Reader as _, Xlsx};

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
            workbook(path, bytes, sheet)?
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

fn workbook(path: &Path, bytes: Vec<u8>, sheet: Option<&str>) -> Result<Sheet, Failure> {
    let unfit =
        |error: calamine::XlsxError| Failure::unread(path, ("不是 xlsx", "it is no xlsx"), error);
    // The reader panics at some damaged files: it must not take this program with it.
    let read = catch_unwind(AssertUnwindSafe(|| cells(bytes, sheet)));
    let damaged =
        || Failure::unfit(path, "文件已损坏，无法读取", "the file is damaged and cannot be read");
    let read = read.map_err(|_| damaged())?.map_err(unfit)?;
    let too_wide = || {
        Failure::unfit(
            path,
            format!("表格超过 {COLUMNS_MAX} 列"),
            format!("the sheet has more than {COLUMNS_MAX} columns"),
        )
    };
    let mut rows = read.ok_or_else(too_wide)?.into_iter();
    let headers = rows.next().map(|row| row.cells).unwrap_or_default();
    Ok(Sheet { headers, rows: rows.collect() })
}

/// The most columns of a sheet.
const COLUMNS_MAX: usize = 1_000;

/// The rows of a sheet in which something stands; none if a cell stands too far out. The cells are read one by one: what
/// the file says of its size is not believed.
fn cells(bytes: Vec<u8>, sheet: Option<&str>) -> Result<Option<Vec<Row>>, calamine::XlsxError> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes))?;
    let first = book.sheet_names().into_iter().next().unwrap_or_default();
    let mut reader = book.worksheet_cells_reader(sheet.unwrap_or(&first))?;
    let mut rows: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    while let Some(cell) = reader.next_cell()? {
        let (row, column) = cell.get_position();
        let text = text(&Data::from(cell.get_value().clone()));
        let Ok(column) = usize::try_from(column) else { return Ok(None) };
        if text.is_empty() {
            continue;
        }
        if column >= COLUMNS_MAX {
            return Ok(None);
        }
        let cells = rows.entry(row).or_default();
        if cells.len() <= column {
            cells.resize(column + 1, String::new());
        }
        cells[column] = text;
    }
    let width = rows.values().map(Vec::len).max().unwrap_or_default();
    let rows = rows.into_iter().map(|(row, mut cells)| {
        cells.resize(width, String::new());
        Row { line: u64::from(row) + 1, cells }
    });
    Ok(Some(rows.collect()))
}

fn text(cell: &Data) -> String {
    match cell {
        Data::DateTime(at) => {
            let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
        }
        Data::Empty | Data::Error(_) => String::new(),
        Data::Int(_)
        | Data::Float(_)
        | Data::String(_)
        | Data::Bool(_)
        | Data::DateTimeIso(_)
        | Data::DurationIso(_) => cell.to_string().trim().to_owned(),
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
