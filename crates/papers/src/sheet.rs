//! What stands on which page: rows of the grid, and what may not be parted by the end of a page.

use domain::paper::{Look, Paper};

use crate::fonts::Role;
use crate::grid::{CAPTION, Size, TITLE, WIDTH};
use crate::lines::{Faces, Line, Setting};

/// By what a reader makes sure that a paper was issued.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verification {
    /// The address of the page for checking, which the code holds.
    pub url: String,
    /// The code as it is printed.
    pub code: String,
    /// The hash of what the paper says, in hexadecimal digits.
    pub hash: String,
}

/// How many digits of the hash are printed: 64 bits, enough to tell papers apart at a glance.
const HASH_DIGITS: usize = 16;

/// How far the day stands from the right edge, in characters (section 7.3.5).
const DAY_INDENT: u8 = 4;

/// How many rows the code stands beside.
const CODE_ROWS: usize = 3;

/// How many rows of air stand above it.
const AIR_ROWS: usize = 1;

/// How many lines of text stand at least on the page of the signature, so that it is never alone.
const WITH_END: usize = 2;

/// A row of the grid.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row {
    /// What stands in it: text with the type's size.
    pub(crate) set: Vec<(String, Line, f32)>,
    /// Whether the code begins here.
    pub(crate) code: bool,
    /// Whether it stays with the row after it.
    keep: bool,
}

/// The pages of a paper.
pub(crate) fn pages(
    paper: &Paper,
    verification: &Verification,
    size: Size,
    faces: &mut Faces<'_>,
) -> Vec<Vec<Row>> {
    let mut rows = head(paper, size, faces);
    for block in &paper.blocks {
        let role = match block.look {
            Look::Heading => Role::Heading,
            Look::To | Look::Text | Look::Sign => Role::Text,
        };
        let indent = if block.look == Look::To { 0 } else { 2 };
        // What people wrote over several lines stays so.
        for part in block.text().split('\n') {
            let setting = Setting { role, ..plain(size, indent) };
            let first = rows.len();
            rows.extend(rows_of(part, size.points(), faces.set(part, setting)));
            if block.look == Look::Heading {
                rows.iter_mut().skip(first).for_each(|row| row.keep = true);
            }
        }
    }
    let from = rows.len().saturating_sub(WITH_END);
    rows.iter_mut().skip(from).for_each(|row| row.keep = true);
    rows.extend(end(paper, verification, size, faces));
    parted(rows, usize::from(size.lines()))
}

fn plain(size: Size, indent: u8) -> Setting {
    Setting { role: Role::Text, cell: size.cell(), width: WIDTH, indent }
}

fn rows_of(text: &str, points: f32, lines: Vec<Line>) -> Vec<Row> {
    let row = |line| Row { set: vec![(text.to_owned(), line, points)], ..Row::default() };
    lines.into_iter().map(row).collect()
}

/// The title in the middle, the number below at the right, and a row of air.
fn head(paper: &Paper, size: Size, faces: &mut Faces<'_>) -> Vec<Row> {
    let points = if size == Size::Normal { TITLE } else { TITLE * 1.25 };
    let title = Setting { role: Role::Title, cell: points, width: WIDTH, indent: 0 };
    let mut rows = rows_of(&paper.title, points, faces.set(&paper.title, title));
    for (_, line, _) in rows.iter_mut().flat_map(|row| &mut row.set) {
        line.indent = (WIDTH - line.width()) / 2.0;
    }
    let mut number =
        rows_of(&paper.number, size.points(), faces.set(&paper.number, plain(size, 0)));
    for (_, line, _) in number.iter_mut().flat_map(|row| &mut row.set) {
        line.indent = (WIDTH - line.width()).max(0.0);
    }
    rows.extend(number);
    rows.push(Row::default());
    rows
}

/// Who issues it and when, at the right, with room for the seal; at the left the code with what is said of it below.
fn end(paper: &Paper, verification: &Verification, size: Size, faces: &mut Faces<'_>) -> Vec<Row> {
    let mut rows = vec![Row { keep: true, ..Row::default() }; AIR_ROWS + CODE_ROWS];
    let day = faces.set(&paper.day, plain(size, 0)).into_iter().next().unwrap_or_default();
    let right = WIDTH - f32::from(DAY_INDENT) * size.cell();
    let begins = right - day.width();
    let middle = begins + day.width() / 2.0;
    let place = |mut line: Line, indent: f32| {
        line.indent = indent.max(0.0);
        line
    };
    if let Some(issuer) = &paper.issuer {
        // Beside the code there is room for a little more than half of a line.
        let narrow = Setting { width: WIDTH * 0.72, ..plain(size, 0) };
        let lines = faces.set(issuer, narrow);
        let first = (AIR_ROWS + CODE_ROWS - 1).saturating_sub(lines.len());
        for (place_of, line) in lines.into_iter().enumerate() {
            // The unit in the middle above the day, unless it would pass the edge.
            let indent = (middle - line.width() / 2.0).min(WIDTH - line.width());
            if let Some(row) = rows.get_mut(first + place_of) {
                row.set.push((issuer.clone(), place(line, indent), size.points()));
            }
        }
    }
    if let Some(row) = rows.last_mut() {
        row.set.push((paper.day.clone(), place(day, begins), size.points()));
    }
    if let Some(row) = rows.get_mut(AIR_ROWS) {
        row.code = true;
    }
    rows.extend(caption(verification, size, faces));
    rows
}

/// What is said of the code.
fn caption(verification: &Verification, size: Size, faces: &mut Faces<'_>) -> Vec<Row> {
    let Verification { url, code, hash } = verification;
    let hash = hash.get(..HASH_DIGITS).unwrap_or(hash);
    let points = if size == Size::Normal { CAPTION } else { size.points() * 0.75 };
    let setting = Setting { cell: points, ..plain(size, 0) };
    let said = [format!("核验：扫码，或者打开 {url}"), format!("核验码 {code}　摘要 {hash}")];
    let rows = said.iter().flat_map(|text| rows_of(text, points, faces.set(text, setting)));
    let mut rows: Vec<_> = rows.map(|row| Row { keep: true, ..row }).collect();
    if let Some(last) = rows.last_mut() {
        last.keep = false;
    }
    rows
}

/// Rows on pages. Rows that stay together begin a new page together, unless they would fill one.
fn parted(rows: Vec<Row>, most: usize) -> Vec<Vec<Row>> {
    let mut pages: Vec<Vec<Row>> = vec![Vec::new()];
    let mut group: Vec<Row> = Vec::new();
    for row in rows {
        let keep = row.keep;
        group.push(row);
        if keep && group.len() < most {
            continue;
        }
        let used = pages.last().map_or(0, Vec::len);
        if used > 0 && used + group.len() > most {
            pages.push(Vec::new());
        }
        if let Some(page) = pages.last_mut() {
            page.append(&mut group);
        }
    }
    if !group.is_empty() {
        pages.push(group);
    }
    pages
}
