//! A sheet of an xlsx file as rows of texts, within bounds. Such a file is a zip archive: a few kilobytes of it unpack to as
//! many gigabytes as somebody likes, and one long text may stand in every cell. What the file says of its size is not believed.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _, copy, sink};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, Reader as _, Xlsx, XlsxError};
use zip::ZipArchive;

/// How much is read of a file.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// The most columns.
    pub columns: usize,
    /// The most rows in which something stands.
    pub rows: usize,
    /// The longest text of one cell, in characters.
    pub cell_characters: usize,
    /// The most bytes of all texts together, in UTF-8.
    pub text_bytes: usize,
    /// The most bytes of all parts of the file together, unpacked.
    pub unpacked_bytes: u64,
}

/// Why a file was not read.
#[derive(Debug, thiserror::Error)]
pub enum Unread {
    /// It is no xlsx file.
    #[error("{0}")]
    NoWorkbook(#[from] XlsxError),
    /// It is damaged.
    #[error("the file is damaged")]
    Damaged,
    /// It unpacks to more than is read, or its texts are more.
    #[error("the file is too large")]
    TooLarge,
    /// It has more columns or rows than are read.
    #[error("the sheet has too many columns or rows")]
    TooWide,
    /// The text of a cell is longer than is read.
    #[error("the text of the cell in row {row}, column {column} is too long")]
    CellTooLong {
        /// Its row, from 1.
        row: u64,
        /// Its column, from 1.
        column: usize,
    },
}

/// A row: its number from 1, and its cells without the blanks around them.
pub type Row = (u64, Vec<String>);

/// The rows of a sheet in which something stands; of the first sheet if none is named.
///
/// # Errors
///
/// Where the file is none, or has more than is read.
pub fn rows(bytes: &[u8], sheet: Option<&str>, bounds: Bounds) -> Result<Vec<Row>, Unread> {
    unpacks_within(bytes, bounds.unpacked_bytes)?;
    // The reader panics at some damaged files: it must not take the program with it.
    let read = catch_unwind(AssertUnwindSafe(|| cells(bytes, sheet, bounds)));
    let rows = read.map_err(|_| Unread::Damaged)??;
    Ok(rows.into_iter().map(|(row, cells)| (u64::from(row) + 1, cells)).collect())
}

/// Looks at the sizes that the directory of the archive gives, and then at what really comes out of it.
fn unpacks_within(bytes: &[u8], most: u64) -> Result<(), Unread> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unread::Damaged)?;
    if archive.decompressed_size().is_some_and(|size| size > u128::from(most)) {
        return Err(Unread::TooLarge);
    }
    let mut left = most;
    for part in 0..archive.len() {
        let part = archive.by_index(part).map_err(|_| Unread::Damaged)?;
        let read = copy(&mut part.take(left.saturating_add(1)), &mut sink());
        let read = read.map_err(|_| Unread::Damaged)?;
        left = left.checked_sub(read).ok_or(Unread::TooLarge)?;
    }
    Ok(())
}

/// The cells are read one by one.
fn cells(
    bytes: &[u8],
    sheet: Option<&str>,
    bounds: Bounds,
) -> Result<BTreeMap<u32, Vec<String>>, Unread> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes))?;
    let first = book.sheet_names().into_iter().next().unwrap_or_default();
    let mut reader = book.worksheet_cells_reader(sheet.unwrap_or(&first))?;
    let mut rows: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    let mut left = bounds.text_bytes;
    while let Some(cell) = reader.next_cell()? {
        let (row, column) = cell.get_position();
        let text = text(&Data::from(cell.get_value().clone()));
        if text.is_empty() {
            continue;
        }
        let column = usize::try_from(column).map_err(|_| Unread::TooWide)?;
        let is_full = rows.len() >= bounds.rows && !rows.contains_key(&row);
        if column >= bounds.columns || is_full {
            return Err(Unread::TooWide);
        }
        if text.chars().nth(bounds.cell_characters).is_some() {
            return Err(Unread::CellTooLong { row: u64::from(row) + 1, column: column + 1 });
        }
        left = left.checked_sub(text.len()).ok_or(Unread::TooLarge)?;
        let cells = rows.entry(row).or_default();
        if cells.len() <= column {
            cells.resize(column + 1, String::new());
        }
        if let Some(cell) = cells.get_mut(column) {
            *cell = text;
        }
    }
    Ok(rows)
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
    use rust_xlsxwriter::Workbook;

    use super::*;

    const BOUNDS: Bounds = Bounds {
        columns: 3,
        rows: 3,
        cell_characters: 1000,
        text_bytes: 2500,
        unpacked_bytes: 200_000,
    };

    fn book(cells: &[(u32, u16, &str)]) -> Vec<u8> {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for (row, column, text) in cells {
            sheet.write_string(*row, *column, *text).unwrap();
        }
        book.save_to_buffer().unwrap()
    }

    /// The same, with a directory that calls every part small.
    fn lying(mut bytes: Vec<u8>) -> Vec<u8> {
        let entries: Vec<usize> =
            (0..bytes.len() - 4).filter(|at| bytes[*at..].starts_with(b"PK\x01\x02")).collect();
        assert!(entries.len() > 5);
        for at in entries {
            bytes[at + 24..at + 28].copy_from_slice(&10_u32.to_le_bytes());
        }
        bytes
    }

    #[test]
    fn a_sheet_is_read_as_far_as_its_bounds_go() {
        let read = rows(&book(&[(0, 0, "事项"), (2, 2, " 路灯 ")]), None, BOUNDS).unwrap();
        assert_eq!(
            read,
            [(1, vec!["事项".into()]), (3, vec![String::new(), String::new(), "路灯".into()])]
        );
        let wide = rows(&book(&[(0, 3, "x")]), None, BOUNDS);
        assert!(matches!(wide, Err(Unread::TooWide)), "{wide:?}");
        let long = "长".repeat(1001);
        let long = rows(&book(&[(0, 0, "事项"), (1, 1, &long)]), None, BOUNDS);
        assert!(matches!(long, Err(Unread::CellTooLong { row: 2, column: 2 })), "{long:?}");
        // One text that stands in many cells is packed once and read often.
        let same = "x".repeat(900);
        let same = rows(&book(&[(0, 0, &same), (1, 0, &same), (2, 0, &same)]), None, BOUNDS);
        assert!(matches!(same, Err(Unread::TooLarge)), "{same:?}");
    }

    #[test]
    fn what_unpacks_to_much_more_is_not_unpacked_whatever_its_directory_says() {
        let bomb: Vec<String> = (0..20).map(|row| format!("{row}{}", "x".repeat(30_000))).collect();
        let bomb: Vec<_> = (0..).zip(&bomb).map(|(row, text)| (row, 0, text.as_str())).collect();
        let bomb = book(&bomb);
        assert!(bomb.len() < 20_000, "{}", bomb.len());
        let honest = rows(&bomb, None, BOUNDS);
        assert!(matches!(honest, Err(Unread::TooLarge)), "{honest:?}");
        // What is read ends where the directory says it does, and is no whole sheet then.
        let lying = rows(&lying(bomb), None, BOUNDS);
        assert!(matches!(lying, Err(Unread::TooLarge | Unread::Damaged)), "{lying:?}");
        assert!(matches!(rows(b"PK\x03\x04rubbish", None, BOUNDS), Err(Unread::Damaged)));
    }
}
