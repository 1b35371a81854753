//! Where the programs of the database server are, and how they come onto a machine that has none.

use std::fs;
use std::path::{Path, PathBuf};

use crate::debian;
use crate::run::Error;

/// Names a folder of programs that goes before all others.
const CHOSEN: &str = "PG_BIN";

/// Where Debian keeps a folder for each version; its programs are not in the search path.
const DEBIAN: &str = "/usr/lib/postgresql";

/// What a server needs.
const NEEDED: [&str; 4] = ["initdb", "pg_ctl", "pg_isready", "postgres"];

/// The folder of the programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Programs(PathBuf);

impl Programs {
    /// Finds the programs. As root on Debian, installs them where there are none.
    pub(super) fn find_or_install() -> Result<Self, Error> {
        if let Some(found) = Self::find()? {
            return Ok(found);
        }
        let what_for =
            "PostgreSQL is not on this machine, and the tests must pass on both databases";
        debian::install(&["postgresql"], what_for)?.map_err(|why| absent(&why))?;
        Self::find()?.ok_or_else(|| absent("apt-get has installed the server, yet it is not found"))
    }

    /// The folder in `PG_BIN`, else Debian's newest, else the first in the search path.
    pub(super) fn find() -> Result<Option<Self>, Error> {
        if let Some(chosen) = std::env::var_os(CHOSEN).filter(|folder| !folder.is_empty()) {
            return Self::chosen(Path::new(&chosen)).map(Some);
        }
        let search_path = std::env::var_os("PATH").unwrap_or_default();
        let folders = newest_first(Path::new(DEBIAN)).into_iter();
        let mut folders = folders.chain(std::env::split_paths(&search_path));
        Ok(folders.find(|folder| lacks(folder).is_none()).map(Self))
    }

    /// Where a program is.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// A folder that somebody chose is not passed over silently.
    fn chosen(folder: &Path) -> Result<Self, Error> {
        let Some(lacking) = lacks(folder) else { return Ok(Self(folder.to_path_buf())) };
        Err(Error::NoPostgres {
            reason: format!("`{CHOSEN}` is `{}`, where is no `{lacking}`", folder.display()),
        })
    }
}

fn absent(what: &str) -> Error {
    Error::NoPostgres {
        reason: format!("{what}; install it, or name the folder of `initdb` in `{CHOSEN}`"),
    }
}

/// The first needed program that is not in the folder.
fn lacks(folder: &Path) -> Option<&'static str> {
    NEEDED.into_iter().find(|program| !folder.join(program).is_file())
}

/// The folders `<root>/<version>/bin`, the highest version first.
fn newest_first(root: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(root).into_iter().flatten().flatten();
    let mut versions: Vec<_> = entries
        .filter_map(|entry| Some((version(entry.file_name().to_str()?)?, entry.path().join("bin"))))
        .collect();
    versions.sort_by(|(one, _), (other, _)| other.cmp(one));
    versions.into_iter().map(|(_, folder)| folder).collect()
}

/// `15`, or `9.6` as it was written once.
fn version(name: &str) -> Option<Vec<u32>> {
    name.split('.').map(|part| part.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::folder::Scratch;
    use super::*;

    #[test]
    fn the_newest_version_goes_first() {
        let root = Scratch::new("versions");
        for name in ["9.6", "15", "9.10", "16", "common"] {
            fs::create_dir_all(root.path().join(name).join("bin")).unwrap();
        }
        let found = newest_first(root.path());
        let wanted = ["16", "15", "9.10", "9.6"].map(|name| root.path().join(name).join("bin"));
        assert_eq!(found, wanted);
        assert!(newest_first(&root.path().join("none")).is_empty());
    }

    #[test]
    fn a_chosen_folder_without_the_programs_is_an_error() {
        let root = Scratch::new("chosen");
        assert!(Programs::chosen(root.path()).unwrap_err().to_string().contains("no `initdb`"));
        for program in NEEDED {
            fs::write(root.path().join(program), "").unwrap();
        }
        assert_eq!(Programs::chosen(root.path()).unwrap().path("x"), root.path().join("x"));
    }
}
