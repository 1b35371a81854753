//! A file that a command makes: nothing is overwritten, and where the command does not come to its end no piece of it stays.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// Writes a file that is not there yet.
pub(crate) fn whole(path: &Path, text: &str) -> Result<(), Failure> {
    let (mut file, made) = made(path, |path| File::create_new(path))?;
    file.write_all(text.as_bytes()).map_err(Failure::file(path))?;
    made.keep();
    Ok(())
}

/// Makes a file, for its owner only, and what removes it again unless it is kept.
pub(crate) fn private(path: &Path) -> Result<(File, Made), Failure> {
    made(path, engine::private::create)
}

fn made(
    path: &Path,
    make: impl FnOnce(&Path) -> io::Result<File>,
) -> Result<(File, Made), Failure> {
    let file = make(path).map_err(Failure::file(path))?;
    Ok((file, Made { path: path.to_owned(), is_kept: false }))
}

/// A file that was made, and goes again unless it is kept.
#[derive(Debug)]
#[must_use]
pub(crate) struct Made {
    path: PathBuf,
    is_kept: bool,
}

impl Made {
    /// It is whole.
    pub(crate) fn keep(mut self) {
        self.is_kept = true;
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        if !self.is_kept {
            // Whoever finds a piece that could not be removed sees that the command failed.
            _ = fs::remove_file(&self.path);
        }
    }
}
