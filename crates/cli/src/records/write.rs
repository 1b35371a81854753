//! Whole records on their way into a file, a case a line.

use std::io::Write;

use store::verify::CaseExport;

use crate::cells::shown_json;
use crate::failure::Failure;

/// How many cases are read and written at once.
pub(crate) const PAGE: u32 = 200;

/// Writes a page of records.
pub(crate) fn write(records: &[CaseExport], to: &mut impl Write) -> Result<(), Failure> {
    for record in records {
        writeln!(to, "{}", shown_json(&serde_json::to_string(record)?))?;
    }
    Ok(())
}
