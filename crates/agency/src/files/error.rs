//! Why the file exchange did not do what it was asked.

use std::io;

use crate::error::AgencyError;

/// Why the file exchange did not do what it was asked. That a batch of the other side is refused is no error: it goes to
/// quarantine with its [`Reason`](super::Reason).
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The disk did not do it: full, gone, not allowed.
    #[error("the folder of the file exchange cannot be used: {0}")]
    Disk(#[from] io::Error),
    /// The folder is not there: never made, or on a disk that is not mounted.
    #[error("the folder of the file exchange is not there; make it, or mount its disk")]
    NoFolder,
    /// A name that no side can have.
    #[error(
        "a side is named by lower-case letters, digits and hyphens, at most 40, not ending in -ack"
    )]
    Party,
    /// The exchange is set up in a way that cannot work.
    #[error("both sides have the same name, or a batch could hold nothing")]
    Settings,
    /// An id that no message can have.
    #[error("the id of a message has 1 to 200 characters, none of them invisible")]
    Id,
    /// The message alone is larger than a batch may be.
    #[error("the message has {bytes} bytes, more than a batch of {most} may hold")]
    TooLarge {
        /// How large it is.
        bytes: u64,
        /// How much a batch holds.
        most: u64,
    },
    /// Not a cursor of this exchange, or one ahead of everything that was taken.
    #[error("the cursor is none of this exchange")]
    Cursor,
    /// The batch is not kept: never closed, or acknowledged by now.
    #[error("batch {number} is not among those that wait for an acknowledgement")]
    NotKept {
        /// Which.
        number: u32,
    },
    /// Our own copy of a batch has been changed or removed.
    #[error(
        "our own copy of batch {number} in `{folder}` is damaged or gone; restore it from a backup"
    )]
    Damaged {
        /// Which.
        number: u32,
        /// In which folder.
        folder: &'static str,
    },
}

impl From<FileError> for AgencyError {
    fn from(error: FileError) -> Self {
        let what = error.to_string();
        match error {
            FileError::Disk(_) | FileError::NoFolder | FileError::Damaged { .. } => {
                Self::temporary(what)
            }
            FileError::Party
            | FileError::Settings
            | FileError::Id
            | FileError::TooLarge { .. }
            | FileError::Cursor
            | FileError::NotKept { .. } => Self::permanent(what),
        }
    }
}
