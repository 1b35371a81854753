//! A table as a workbook. Words go in as words: no cell of it can be a formula, whatever stands there.

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::{Cell, Printed};

/// The widest column, in characters.
const WIDTH_MAX: usize = 48;

/// The narrowest.
const WIDTH_MIN: usize = 8;

/// The longest text of a cell, which the format bounds.
const CELL_CHARACTERS_MAX: usize = 32_000;

/// The workbook.
pub(super) fn written(printed: &Printed<'_>) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&properties(printed)?);
    let page = book.add_worksheet();
    let head = head(page, printed)?;
    rows(page, printed, head)?;
    laid_out(page, printed, head)?;
    book.save_to_buffer()
}

/// Whose it is. The date of making is that of the table, so that the same table is the same file.
fn properties(printed: &Printed<'_>) -> Result<DocProperties, XlsxError> {
    let made = ExcelDateTime::from_timestamp(printed.sheet.as_of.timestamp())?;
    Ok(DocProperties::new()
        .set_title(&printed.sheet.title)
        .set_author(&printed.watermark)
        .set_creation_datetime(&made))
}

/// What stands above the table, and in which row its columns are named.
fn head(page: &mut Worksheet, printed: &Printed<'_>) -> Result<u32, XlsxError> {
    let title = Format::new().set_bold().set_font_size(14);
    page.write_string_with_format(0, 0, fit(&printed.sheet.title), &title)?;
    let mut row = 1;
    for (label, value) in &printed.about {
        page.write_string(row, 0, *label)?;
        page.write_string(row, 1, fit(value))?;
        row += 1;
    }
    Ok(row + 1)
}

fn rows(page: &mut Worksheet, printed: &Printed<'_>, head: u32) -> Result<(), XlsxError> {
    let named = Format::new().set_bold().set_border_bottom(FormatBorder::Thin);
    let named = named.set_align(FormatAlign::Center);
    for (column, name) in (0..).zip(&printed.sheet.columns) {
        page.write_string_with_format(head, column, fit(name), &named)?;
    }
    let mut place = head + 1;
    for row in &printed.sheet.rows {
        for (column, cell) in (0..).zip(row) {
            put(page, place, column, cell)?;
        }
        place += 1;
    }
    if let Some(cut) = printed.cut {
        page.write_string(place, 0, cut)?;
    }
    Ok(())
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a workbook knows no other numbers, and no count is that large"
)]
fn put(page: &mut Worksheet, row: u32, column: u16, cell: &Cell) -> Result<(), XlsxError> {
    match cell {
        Cell::Text(text) => page.write_string(row, column, fit(text))?,
        Cell::Count(count) => page.write_number(row, column, *count as f64)?,
        Cell::Figure(figure) => page.write_number(row, column, *figure)?,
    };
    Ok(())
}

/// How wide the columns are, what stays in sight, and what is printed across each page.
fn laid_out(page: &mut Worksheet, printed: &Printed<'_>, head: u32) -> Result<(), XlsxError> {
    let width = |text: &str| text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>();
    for (column, (name, place)) in (0_u16..).zip(printed.sheet.columns.iter().zip(0..)) {
        let cells = printed.sheet.rows.iter().filter_map(|row| match row.get::<usize>(place)? {
            Cell::Text(text) => Some(width(text)),
            Cell::Count(_) | Cell::Figure(_) => None,
        });
        let widest = cells.chain([width(name)]).max().unwrap_or_default();
        let fits = u16::try_from(widest.clamp(WIDTH_MIN, WIDTH_MAX) + 2).unwrap_or(u16::MAX);
        page.set_column_width(column, f64::from(fits))?;
    }
    page.set_freeze_panes(head + 1, 0)?;
    page.set_landscape().set_paper_size(9).set_repeat_rows(head, head)?;
    // An ampersand begins an order of the format.
    let mark = printed.watermark.replace('&', "&&");
    page.set_header(format!("&C&\"-,Italic\"&14{mark}"));
    page.set_footer(format!("&L{mark}&R&P / &N"));
    Ok(())
}

/// A text that a cell can hold; what is cut ends in dots.
fn fit(text: &str) -> String {
    match text.char_indices().nth(CELL_CHARACTERS_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
