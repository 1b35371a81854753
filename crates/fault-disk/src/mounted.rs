//! A disk that programs can use: a folder, as long as this lives. The folder goes with it.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use fuser::{BackgroundSession, Config, MountOption, spawn_mount};

use crate::disk::{Chance, Disk};
use crate::served::Served;

/// A mounted disk.
#[derive(Debug)]
pub struct FaultDisk {
    disk: Arc<Mutex<Disk>>,
    at: PathBuf,
    session: Option<BackgroundSession>,
}

impl FaultDisk {
    /// Mounts a disk at a folder that exists and is empty.
    ///
    /// # Errors
    ///
    /// Where the system refuses: without `/dev/fuse`, or without the right to mount.
    pub fn mount(disk: Disk, at: &Path) -> io::Result<Self> {
        let mut mounted =
            Self { disk: Arc::new(Mutex::new(disk)), at: at.to_owned(), session: None };
        mounted.attach()?;
        Ok(mounted)
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.at
    }

    /// The disk, to give it faults and to count. Programs wait as long as this is held.
    pub fn disk(&self) -> MutexGuard<'_, Disk> {
        locked(&self.disk)
    }

    /// Cuts the power and lets it come back: see [`Disk::cut`]. No program may have a file open.
    ///
    /// # Errors
    ///
    /// Where the system does not let go of the folder, or does not mount it again.
    pub fn cut(&mut self, chance: Chance<'_>) -> io::Result<()> {
        // What the system still has in its cache is not to be written any more.
        self.disk().fail(1, crate::Trouble::Broken, true);
        self.detach()?;
        self.disk().cut(chance);
        self.attach()
    }

    /// Puts another disk in its place. No program may have a file open.
    ///
    /// # Errors
    ///
    /// As [`FaultDisk::cut`].
    pub fn replace(&mut self, disk: Disk) -> io::Result<()> {
        self.detach()?;
        *self.disk() = disk;
        self.attach()
    }

    fn attach(&mut self) -> io::Result<()> {
        let mut config = Config::default();
        config.mount_options = vec![MountOption::FSName("fault-disk".to_owned())];
        let served = Served(Arc::clone(&self.disk));
        self.session = Some(spawn_mount(served, &self.at, &config)?);
        Ok(())
    }

    fn detach(&mut self) -> io::Result<()> {
        self.session.take().map_or(Ok(()), BackgroundSession::umount_and_join)
    }
}

impl Drop for FaultDisk {
    fn drop(&mut self) {
        // A folder that stays mounted is nothing that a test could mend here; one that does not is empty, and taken away.
        let _left = self.detach();
        _ = std::fs::remove_dir(&self.at);
    }
}

/// The disk. Whoever panicked while it was held left it whole: every call is one change.
pub(crate) fn locked(disk: &Mutex<Disk>) -> MutexGuard<'_, Disk> {
    disk.lock().unwrap_or_else(PoisonError::into_inner)
}
