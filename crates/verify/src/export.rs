//! Examines the file of an export.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use proof::examine::{Examination, Examined};

use crate::arguments::{Asked, Failure};

/// Goes through the file, line by line, and never has more of it in memory than a case and the heads of the log.
pub(crate) fn examined(path: &Path, asked: &Asked) -> Result<Examined, Failure> {
    let reader: Box<dyn BufRead> = if path == Path::new("-") {
        Box::new(std::io::stdin().lock())
    } else {
        Box::new(BufReader::with_capacity(1 << 20, File::open(path).map_err(Failure::file(path))?))
    };
    let mut examination = Examination::new(asked.key.clone(), asked.since.clone());
    for line in reader.lines() {
        examination.line(&line.map_err(Failure::file(path))?);
    }
    Ok(examination.end())
}
