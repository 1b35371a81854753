//! A table as text with commas, for programs that open nothing else.

use super::{Cell, Printed};

/// The table.
pub(super) fn written(printed: &Printed<'_>) -> String {
    let sheet = printed.sheet;
    let mut rows = vec![vec![cell(&sheet.title)]];
    rows.extend(printed.about.iter().map(|(label, value)| vec![cell(label), cell(value)]));
    rows.push(Vec::new());
    rows.push(sheet.columns.iter().map(|column| cell(column)).collect());
    rows.extend(sheet.rows.iter().map(|row| row.iter().map(value).collect()));
    rows.extend(printed.cut.map(|cut| vec![cell(cut)]));
    lines(rows.into_iter())
}

/// Lines of cells; the mark at the front tells a program for tables their encoding.
pub(super) fn lines(rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut text = String::from("\u{feff}");
    for cells in rows {
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
    text
}

fn value(of: &Cell) -> String {
    match of {
        Cell::Text(text) => cell(text),
        Cell::Count(count) => count.to_string(),
        Cell::Figure(figure) => figure.to_string(),
    }
}

/// A cell that no program takes for a formula.
pub(super) fn cell(text: &str) -> String {
    let begins = |text: &str| {
        text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
    };
    // A program may drop the space before it asks whether a cell is a formula.
    let is_formula = begins(text) || begins(text.trim_start());
    let guard = if is_formula { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}
