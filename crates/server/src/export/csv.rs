//! A table as text with commas, for programs that open nothing else.

use super::{Cell, Printed};

/// The table; the mark at the front tells a program for tables its encoding.
pub(super) fn written(printed: &Printed<'_>) -> String {
    let mut text = String::from("\u{feff}");
    let mut line = |cells: Vec<String>| {
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    };
    let sheet = printed.sheet;
    line(vec![cell(&sheet.title)]);
    for (label, value) in &printed.about {
        line(vec![cell(label), cell(value)]);
    }
    line(Vec::new());
    line(sheet.columns.iter().map(|column| cell(column)).collect());
    for row in &sheet.rows {
        line(row.iter().map(value).collect());
    }
    if let Some(cut) = printed.cut {
        line(vec![cell(cut)]);
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
pub(crate) fn cell(text: &str) -> String {
    let begins = |text: &str| {
        text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
    };
    // A program may drop the space before it asks whether a cell is a formula.
    let is_formula = begins(text) || begins(text.trim_start());
    let guard = if is_formula { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}
