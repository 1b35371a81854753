//! Why the simulator cannot play.

use std::io;
use std::path::PathBuf;

use crate::script::Script;

/// Why the simulator cannot play.
#[derive(Debug, thiserror::Error)]
pub enum SimulatorError {
    /// No script of this kind is shipped.
    #[error("there is no script for `{0}`; there are {kinds}", kinds = Script::kinds().join(", "))]
    Kind(String),
    /// A script says what cannot be played.
    #[error("the script cannot be played: {0}")]
    Script(String),
    /// The script has no such course.
    #[error("the script has no course `{course}`; it has {known}")]
    Course {
        /// What was asked for.
        course: String,
        /// What there is.
        known: String,
    },
    /// The folder cannot be used.
    #[error("the journal `{path}` cannot be used: {source}")]
    Disk {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Another process plays in this folder.
    #[error("another process uses the journal `{0}`; stop it, or name another folder")]
    Used(PathBuf),
    /// The journal was written by something else, or changed.
    #[error(
        "line {line} of the journal `{path}` cannot be read; name another folder to begin anew"
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// From 1.
        line: usize,
    },
    /// The exchange of files does not work.
    #[error(transparent)]
    Files(#[from] agency::files::FileError),
    /// The client that pushes cannot be set up.
    #[error("what pushes cannot be set up: {0}")]
    Client(String),
}
