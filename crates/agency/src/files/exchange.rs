//! One side of an exchange: its folders, one at a time, and what a crash left half done.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::disk::{self, Disk, LocalDisk};
use super::error::FileError;
use super::folders::{Folders, eight_digits, numbered};
use super::manifest::Manifest;
use super::seal::{bytes_of, sha256};
use super::settings::Settings;

/// One side of an exchange of files with one other.
///
/// Every method may be called again after a crash, by any process: what is true stands in the folders alone, and one
/// process at a time works on them. Methods wait for the disk, so call them where waiting is allowed.
#[derive(Debug)]
pub struct Exchange {
    pub(super) settings: Settings,
    pub(super) folders: Folders,
    pub(super) disk: Box<dyn Disk>,
    known: Mutex<Known>,
}

/// The messages of closed batches, by the hashes of their ids: a reading of the folder of sent manifests.
#[derive(Debug, Default)]
pub(super) struct Known {
    through: u32,
    ids: HashSet<[u8; 32]>,
}

/// That this process works on the folders now.
#[derive(Debug)]
pub(super) struct Turn {
    _lock: File,
}

impl Exchange {
    /// Opens an exchange, and makes its folders where there are none.
    ///
    /// # Errors
    ///
    /// Where both sides have one name, a batch could hold nothing, or the folders cannot be made.
    pub fn open(settings: Settings) -> Result<Self, FileError> {
        Self::on(settings, Box::new(LocalDisk))
    }

    /// Attaches to an exchange. Nothing is made now, and its folder must be there whenever it is used: a disk that is not
    /// mounted must not be taken for a new exchange, which counts from 1 again. The folders inside are made with the first
    /// use.
    ///
    /// # Errors
    ///
    /// Where both sides have one name, or a batch could hold nothing.
    pub fn attached(settings: Settings) -> Result<Self, FileError> {
        Self::unopened(settings, Box::new(LocalDisk))
    }

    /// Whether its folder is there.
    pub fn is_there(&self) -> bool {
        self.settings.root.is_dir()
    }

    /// Whether nothing was ever exchanged in its folder: it holds nothing that an exchange remembers.
    pub fn is_new(&self) -> bool {
        !self.folders.sent().is_dir()
    }

    /// How it is set up.
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    pub(super) fn on(settings: Settings, disk: Box<dyn Disk>) -> Result<Self, FileError> {
        let exchange = Self::unopened(settings, disk)?;
        exchange.make_folders()?;
        Ok(exchange)
    }

    fn unopened(settings: Settings, disk: Box<dyn Disk>) -> Result<Self, FileError> {
        let files = settings.bounds.files;
        if settings.us == settings.peer || !(1..=9999).contains(&files) {
            return Err(FileError::Settings);
        }
        let folders = Folders::new(settings.root.clone());
        Ok(Self { settings, folders, disk, known: Mutex::default() })
    }

    fn make_folders(&self) -> io::Result<()> {
        let missing = |folder: &PathBuf| !folder.is_dir();
        let all = self.folders.all();
        all.iter().filter(|folder| missing(folder)).try_for_each(|path| self.disk.make_folder(path))
    }

    /// Waits until no other process works on the folders, then mends what a crash left half done.
    pub(super) fn turn(&self) -> Result<Turn, FileError> {
        if !self.is_there() {
            return Err(FileError::NoFolder);
        }
        self.make_folders()?;
        let lock = File::create(self.folders.state("lock"))?;
        match lock.lock() {
            Err(error) if error.kind() == ErrorKind::Unsupported => {}
            locked => locked?,
        }
        self.mend()?;
        Ok(Turn { _lock: lock })
    }

    fn mend(&self) -> Result<(), FileError> {
        for number in self.kept_numbers()? {
            if !disk::is_there(&numbered(&self.folders.sent(), number)) {
                self.publish_first(number)?;
            }
        }
        self.remove_closed()?;
        for name in disk::names(&self.folders.trash())? {
            self.disk.remove_tree(&self.folders.trash().join(name))?;
        }
        Ok(())
    }

    /// Puts a folder with these files under a name, all of it or nothing, in place of what was there.
    pub(super) fn place(&self, target: &Path, files: &[(String, &[u8])]) -> io::Result<()> {
        let making = self.folders.state("making");
        self.disk.remove_tree(&making)?;
        self.disk.make_folder(&making)?;
        for (name, bytes) in files {
            self.disk.write(&making.join(name), bytes)?;
        }
        self.disk.sync_folder(&making)?;
        self.replace(&making, target)
    }

    /// Gives a folder its name, in place of what was there.
    pub(super) fn replace(&self, from: &Path, target: &Path) -> io::Result<()> {
        self.discard(target)?;
        self.disk.rename(from, target)?;
        target.parent().map_or(Ok(()), |folder| self.disk.sync_folder(folder))
    }

    /// Removes something in one step, so that nobody sees half of it.
    pub(super) fn discard(&self, path: &Path) -> io::Result<()> {
        if !disk::is_there(path) {
            return Ok(());
        }
        let trash = self.folders.trash().join("thrown");
        self.disk.remove_tree(&trash)?;
        self.disk.rename(path, &trash)?;
        self.disk.remove_tree(&trash)
    }

    /// The numbers of the batches that wait for an acknowledgement.
    pub(super) fn kept_numbers(&self) -> Result<Vec<u32>, FileError> {
        let names = disk::names(&self.folders.kept())?;
        Ok(names.iter().filter_map(|name| eight_digits(name)).collect())
    }

    /// What is remembered in a file of `state` that can be made anew; nothing if it is not there. A damaged one is told in
    /// the log and begun again: what it held saves work, and the exchange must not stand still for it.
    pub(super) fn remembered<T: DeserializeOwned + Default>(
        &self,
        name: &str,
    ) -> Result<T, FileError> {
        let path = self.folders.state(name);
        let Some(bytes) = disk::read_if_there(&path)? else { return Ok(T::default()) };
        Ok(serde_json::from_slice(&bytes).unwrap_or_else(|error| {
            let path = path.display();
            tracing::warn!(%path, %error, "a file of the exchange is damaged and is begun again");
            T::default()
        }))
    }

    /// The messages of closed batches, as the folder of sent manifests has them now.
    pub(super) fn known(&self) -> Result<MutexGuard<'_, Known>, FileError> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let last = last(&self.folders.sent())?;
        while known.through < last {
            let number = known.through + 1;
            let damaged = FileError::Damaged { number, folder: "state/sent" };
            let Some(document) = document(&self.folders.sent(), number)? else {
                return Err(damaged);
            };
            let manifest: Manifest = serde_json::from_slice(&document).map_err(|_| damaged)?;
            let hash = |id: &str| <[u8; 32]>::from(Sha256::digest(id.as_bytes()));
            known.ids.extend(manifest.files.iter().map(|file| hash(&file.id)));
            known.through = number;
        }
        Ok(known)
    }
}

impl Known {
    /// Whether a message is in a closed batch, by the hash of its id.
    pub(super) fn holds(&self, id_hash: &str) -> bool {
        bytes_of(id_hash).is_some_and(|hash| self.ids.contains(&hash))
    }
}

/// The highest number in a folder of manifests; 0 if there is none.
pub(super) fn last(folder: &Path) -> Result<u32, FileError> {
    let number = |name: &String| name.strip_suffix(".json").and_then(eight_digits);
    Ok(disk::names(folder)?.iter().filter_map(number).max().unwrap_or(0))
}

/// The manifest of a batch in a folder of manifests, as its bytes.
pub(super) fn document(folder: &Path, number: u32) -> Result<Option<Vec<u8>>, FileError> {
    Ok(disk::read_if_there(&numbered(folder, number))?)
}

/// The hash of the manifest of a batch in a folder of manifests; none before the first.
pub(super) fn hash(folder: &Path, number: u32) -> Result<Option<String>, FileError> {
    Ok(document(folder, number)?.map(|document| sha256(&document)))
}
