//! Where files of evidence lie below their folder. No part of it is anybody's choice: no name that somebody typed becomes
//! a path.

use std::path::{Path, PathBuf};

use domain::id::{CaseId, FileId};

/// The folder of a case's files.
pub fn folder_of(folder: &Path, case: CaseId) -> PathBuf {
    folder.join(case.0.simple().to_string())
}

/// Where a file lies.
pub fn place(folder: &Path, case: CaseId, id: FileId) -> PathBuf {
    folder_of(folder, case).join(id.0.simple().to_string())
}
