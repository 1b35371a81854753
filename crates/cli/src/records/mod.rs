//! The records of an installation, examined as a whole: what was looked at, and what is bad.

mod examine;
mod files;
mod histories;
mod log;
mod tell;
mod write;

pub(crate) use examine::{Against, Checked, examined_export, examined_store};
pub(crate) use files::file_hash;
pub(crate) use histories::Log;
pub(crate) use log::{each_entry, each_of_log, write_line};
pub(crate) use tell::tell;
pub(crate) use write::{PAGE, write};
