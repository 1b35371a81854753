//! The records of an installation, examined as a whole: what was looked at, and what is bad.

mod examine;
mod files;
mod histories;
mod tell;
mod words;
mod write;

pub(crate) use examine::{Checked, examined_export, examined_store};
pub(crate) use files::file_hash;
pub(crate) use histories::Log;
pub(crate) use tell::tell;
pub(crate) use words::fault;
pub(crate) use write::{PAGE, write};
