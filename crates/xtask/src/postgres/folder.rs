//! The temporary folder of a server: made, locked for as long as we live, removed; and what killed runs left, swept.

use std::fs::{self, DirEntry, File, OpenOptions, Permissions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::account::Account;
use crate::run::{self, Error};

/// Begins the name of every such folder.
const PREFIX: &str = "bihuan-pg-";

/// The file whose lock says that the run of a folder lives. The system gives it up however a run ends, and no number
/// of a process that another has by now can be mistaken for it.
const LOCK: &str = "lock";

/// Names that are tried before giving up.
const NAMES_MAX: u32 = 100;

/// A folder that is removed when this goes.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    _lock: File,
}

impl Folder {
    /// Makes a folder below the parent and gives it to the account. Others may pass through it to the socket.
    pub(super) fn create(parent: &Path, account: Account) -> Result<Self, Error> {
        let failed = |source| Error::Change { path: parent.join(PREFIX), source };
        let folder = Self::claim(parent).map_err(failed)?;
        fs::set_permissions(&folder.path, Permissions::from_mode(0o755)).map_err(failed)?;
        account.take(&folder.path)?;
        Ok(folder)
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Where the cluster is kept.
    pub(super) fn data(&self) -> PathBuf {
        data_of(&self.path)
    }

    /// Takes the first free name. One that a sweeping run locks between the two steps counts as taken.
    fn claim(parent: &Path) -> io::Result<Self> {
        for number in 0..NAMES_MAX {
            let path = parent.join(format!("{PREFIX}{}-{number}", std::process::id()));
            match fs::create_dir(&path) {
                Ok(()) => {}
                Err(error) if error.kind() == ErrorKind::AlreadyExists => continue,
                Err(error) => return Err(error),
            }
            if let Some(lock) = locked(&path) {
                return Ok(Self { path, _lock: lock });
            }
        }
        Err(io::Error::new(ErrorKind::AlreadyExists, "every name is taken or cannot be locked"))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        remove(&self.path);
    }
}

/// Removes the account's folders below the parent whose run is over. `stop` ends a server that outlived it, and is
/// given the folder of its data.
pub(super) fn sweep(parent: &Path, account: Account, stop: impl Fn(&Path)) {
    let entries = fs::read_dir(parent).into_iter().flatten().flatten();
    for entry in entries.filter(|entry| is_ours(entry, account)) {
        let path = entry.path();
        if let Some(_lock) = locked(&path) {
            stop(&data_of(&path));
            remove(&path);
        }
    }
}

/// True for a real folder of this account: a name alone could have been put there by anybody.
fn is_ours(entry: &DirEntry, account: Account) -> bool {
    let is_named = entry.file_name().to_string_lossy().starts_with(PREFIX);
    let is_own = |about: fs::Metadata| about.is_dir() && account.has_uid(about.uid());
    is_named && entry.metadata().is_ok_and(is_own)
}

/// The lock of a folder, if nobody has it.
fn locked(folder: &Path) -> Option<File> {
    let mut options = OpenOptions::new();
    let file = options.create(true).truncate(false).write(true).open(folder.join(LOCK)).ok()?;
    file.try_lock().is_ok().then_some(file)
}

fn data_of(folder: &Path) -> PathBuf {
    folder.join("data")
}

fn remove(folder: &Path) {
    if let Err(error) = fs::remove_dir_all(folder) {
        run::say(&format!("`{}` cannot be removed: {error}", folder.display()));
    }
}

/// A folder for the samples of a test.
#[cfg(test)]
pub(super) struct Scratch(PathBuf);

#[cfg(test)]
impl Scratch {
    /// A folder that only this test has.
    pub(super) fn new(name: &str) -> Self {
        let own = format!("bihuan-xtask-{name}-{}", std::process::id());
        let path = std::env::temp_dir().join(own);
        fs::create_dir(&path).unwrap();
        Self(path)
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

#[cfg(test)]
impl Drop for Scratch {
    fn drop(&mut self) {
        remove(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account() -> Account {
        Account::for_server().unwrap()
    }

    #[test]
    fn a_folder_goes_with_its_owner() {
        let parent = Scratch::new("goes");
        let folder = Folder::create(parent.path(), account()).unwrap();
        let other = Folder::create(parent.path(), account()).unwrap();
        assert_ne!(folder.path(), other.path());
        let about = fs::metadata(folder.path()).unwrap();
        assert!(account().has_uid(about.uid()));
        assert_eq!(about.permissions().mode() & 0o777, 0o755);
        let path = folder.path().to_path_buf();
        drop(folder);
        assert!(!path.exists() && other.path().exists());
    }

    #[test]
    fn what_a_killed_run_left_is_swept_and_what_lives_is_not() {
        let parent = Scratch::new("sweep");
        let living = Folder::create(parent.path(), account()).unwrap();
        let stale = parent.path().join(format!("{PREFIX}1-0"));
        fs::create_dir(&stale).unwrap();
        account().take(&stale).unwrap();
        fs::write(stale.join(LOCK), "").unwrap();
        let foreign = parent.path().join("other");
        fs::create_dir(&foreign).unwrap();
        let asked = std::cell::RefCell::new(Vec::new());
        sweep(parent.path(), account(), |data| asked.borrow_mut().push(data.to_path_buf()));
        assert!(!stale.exists() && living.path().exists() && foreign.exists());
        assert_eq!(asked.into_inner(), [stale.join("data")]);
    }

    #[test]
    fn a_link_with_our_name_is_left_alone() {
        let (parent, target) = (Scratch::new("link"), Scratch::new("target"));
        let link = parent.path().join(format!("{PREFIX}1-0"));
        std::os::unix::fs::symlink(target.path(), &link).unwrap();
        sweep(parent.path(), account(), |_| {});
        assert!(link.exists() && !target.path().join(LOCK).exists());
    }
}
