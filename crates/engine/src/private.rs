//! Files that only their owner may read, and that were not there before: keys, passwords, records.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

/// Makes the file. Nothing is overwritten: a file that is there may be readable by others, or be somebody's only copy.
///
/// # Errors
///
/// Where it exists or cannot be made.
pub fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
