//! Tables that leave the system, as xlsx or CSV: each carries what it holds, how that is defined, of when and for whom it is; no
//! cell of it is taken for a formula; and that it was taken is in the audit before it is given.
//!
//! Whoever calls has asked the access rule: a [`Sheet`] holds what its reader may see and nothing else.

mod csv;
mod workbook;

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use domain::id::{PersonId, Timestamp};
use domain::text::Language;
use serde_json::json;
use sha2::{Digest, Sha256};
use store::record::hex;

use crate::api::names::Names;
use crate::problem::Problem;
use crate::state::State;

/// The most rows of one table. Who needs more narrows it.
pub(crate) const ROWS_MAX: usize = 20_000;

/// As what a table leaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Format {
    /// A workbook of Excel, which WPS opens too.
    #[default]
    Xlsx,
    /// Text with commas.
    Csv,
}

impl Format {
    /// Its word in forms and in the audit, and the end of the file's name.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
        }
    }

    /// The format of a word; a workbook where the word is none.
    pub(crate) fn of(word: &str) -> Self {
        if word == Self::Csv.as_str() { Self::Csv } else { Self::Xlsx }
    }

    const fn media_type(self) -> &'static str {
        match self {
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }
}

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    /// Words, a code or a date. Never taken for a formula.
    Text(String),
    /// A count.
    Count(u64),
    /// A figure with a fraction, as a rate or points.
    Figure(f64),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<u64> for Cell {
    fn from(count: u64) -> Self {
        Self::Count(count)
    }
}

/// A table that leaves.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sheet {
    /// What the file is called, without its end: letters of the alphabet, digits and hyphens.
    pub(crate) name: String,
    /// What it is called to people.
    pub(crate) title: String,
    /// Which cases it counts: the filters, the period, whose view.
    pub(crate) scope: String,
    /// How its figures are defined.
    pub(crate) definition: String,
    /// Of when it is.
    pub(crate) as_of: Timestamp,
    /// What the columns are called.
    pub(crate) columns: Vec<String>,
    /// The rows, each as long as the columns.
    pub(crate) rows: Vec<Vec<Cell>>,
    /// Whether there were more rows than [`ROWS_MAX`]; the table says so itself.
    pub(crate) is_cut: bool,
}

/// A table with what stands around it, in words.
#[derive(Debug)]
struct Printed<'a> {
    sheet: &'a Sheet,
    /// Label and value of what stands above it.
    about: Vec<(&'static str, String)>,
    /// Who took it, and when: across the head and the foot of each page.
    watermark: String,
    /// What is said below it where it was cut.
    cut: Option<&'static str>,
}

/// Writes into the audit that a person takes the table from an address of ours, and gives it.
///
/// # Errors
///
/// Where the audit cannot be written, or the workbook cannot be made; nothing is given then.
pub(crate) async fn export(
    state: &State,
    (person, language): (&PersonId, Language),
    from: &str,
    format: Format,
    sheet: &Sheet,
) -> Result<Response, Problem> {
    let printed = printed(state, person, language, sheet);
    let bytes = match format {
        Format::Xlsx => workbook::written(&printed).map_err(|error| {
            tracing::error!(error = &error as &dyn std::error::Error, "a workbook was not made");
            Problem::unavailable()
        })?,
        Format::Csv => csv::written(&printed).into_bytes(),
    };
    let facts = json!({
        "format": format.as_str(), "table": sheet.name, "from": from, "rows": sheet.rows.len(),
        "sha256": hex(&Sha256::digest(&bytes)),
    });
    let entry = state.engine.entry("exports", Some(person), "exported", facts);
    state.engine.store().audit(entry).await?;
    Ok((headers(format, &sheet.name), bytes).into_response())
}

/// Rows of words as text with commas, in a file of this name, without its end. Whoever calls has written into the audit that it
/// is taken.
pub(crate) fn as_csv<T: AsRef<str>>(name: &str, rows: &[Vec<T>]) -> Response {
    let lines = rows.iter().map(|row| row.iter().map(|text| csv::cell(text.as_ref())).collect());
    (headers(Format::Csv, name), csv::lines(lines)).into_response()
}

fn printed<'a>(
    state: &State,
    person: &PersonId,
    language: Language,
    sheet: &'a Sheet,
) -> Printed<'a> {
    let definitions = state.engine.definitions();
    let snapshot = state.engine.directory();
    let names = Names::new(definitions, &snapshot.directory, language);
    let unit = snapshot.directory.staff(person).map(|staff| names.unit(&staff.unit).name);
    let who = [unit.unwrap_or_default(), names.person(person).name].join(" ");
    let local = |at| definitions.calendar.minute_text(at);
    let (as_of, taken) = (local(sheet.as_of), local(state.engine.clock().now()));
    let [scope, definition, at, by, cut] = match language {
        Language::Zh => {
            ["范围", "口径", "数据截至", "导出人", "行数超过上限，只导出了前面的部分，请缩小范围"]
        }
        Language::En => [
            "Scope",
            "Definition",
            "As of",
            "Exported by",
            "There are more rows than may be exported at once; narrow the scope",
        ],
    };
    Printed {
        about: vec![
            (scope, sheet.scope.clone()),
            (definition, sheet.definition.clone()),
            (at, as_of),
            (by, format!("{who} {taken}")),
        ],
        watermark: format!("{who} {taken}"),
        cut: sheet.is_cut.then_some(cut),
        sheet,
    }
}

fn headers(format: Format, name: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let mut put = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    put(header::CONTENT_TYPE, format.media_type());
    let file = format!("attachment; filename=\"{name}.{}\"", format.as_str());
    put(header::CONTENT_DISPOSITION, &file);
    put(header::CACHE_CONTROL, "private, no-store");
    put(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    headers
}

#[cfg(test)]
mod tests;
