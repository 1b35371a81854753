//! Two sides, a carrier with a disk, a clock that jumps, and a disk that fails when told to.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use uuid::Uuid;

use super::super::disk::{Disk, LocalDisk};
use super::super::seal::Seal;
use super::super::{Bounds, Checksum, Exchange, FileError, Letter, Party, Settings};

/// `SplitMix64`: the same seed tries the same everywhere.
pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % bound as u64).unwrap()
    }
}

/// A folder that is gone afterwards, and the time in it.
pub(super) struct Room {
    pub(super) path: PathBuf,
    time: Arc<AtomicI64>,
}

impl Drop for Room {
    fn drop(&mut self) {
        _ = fs::remove_dir_all(&self.path);
    }
}

impl Room {
    pub(super) fn new() -> Self {
        let path =
            std::env::temp_dir().join(format!("bihuan-exchange-{}", Uuid::now_v7().simple()));
        fs::create_dir_all(&path).unwrap();
        Self { path, time: Arc::new(AtomicI64::new(1_790_000_000)) }
    }

    pub(super) fn minutes_pass(&self, minutes: i64) {
        self.time.fetch_add(minutes * 60, Ordering::SeqCst);
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.time.load(Ordering::SeqCst), 0).unwrap()
    }

    pub(super) fn settings(&self, us: &str, peer: &str) -> Settings {
        let time = Arc::clone(&self.time);
        let seconds = move || DateTime::from_timestamp(time.load(Ordering::SeqCst), 0).unwrap();
        let (us, peer) = (Party::new(us).unwrap(), Party::new(peer).unwrap());
        let settings = Settings::new(self.path.join(us.as_str()), us, peer, Arc::new(seconds));
        let bounds = Bounds { files: 3, bytes: 2000 };
        Settings { bounds, settle: TimeDelta::minutes(10), ..settings }
    }

    /// The centre and the police, each on its own disk.
    pub(super) fn sides(&self) -> (Exchange, Exchange) {
        let never = Frail::after(usize::MAX);
        (self.side("centre", "police", &never), self.side("police", "centre", &never))
    }

    pub(super) fn side(&self, us: &str, peer: &str, disk: &Arc<Frail>) -> Exchange {
        self.try_side(us, peer, disk).unwrap()
    }

    pub(super) fn try_side(
        &self,
        us: &str,
        peer: &str,
        disk: &Arc<Frail>,
    ) -> Result<Exchange, FileError> {
        Exchange::on(self.settings(us, peer), Box::new(Arc::clone(disk)))
    }
}

/// A disk that breaks in the middle of a step, and stays broken. It does not wait for the real one, to be quick.
#[derive(Debug)]
pub(super) struct Frail {
    breaks_at: usize,
    steps: AtomicUsize,
    /// What belongs to somebody else and cannot be taken away.
    pub(super) foreign: Mutex<Option<PathBuf>>,
}

impl Frail {
    pub(super) fn after(steps: usize) -> Arc<Self> {
        Arc::new(Self { breaks_at: steps, steps: AtomicUsize::new(0), foreign: Mutex::default() })
    }

    pub(super) fn steps(&self) -> usize {
        self.steps.load(Ordering::SeqCst)
    }

    /// Does a step; the one at which it breaks only in part, and none after it.
    fn step(&self, whole: impl FnOnce() -> io::Result<()>, part: impl FnOnce()) -> io::Result<()> {
        let step = self.steps.fetch_add(1, Ordering::SeqCst);
        if step < self.breaks_at {
            return whole();
        }
        if step == self.breaks_at {
            part();
        }
        Err(io::Error::other("the power failed"))
    }
}

impl Disk for Arc<Frail> {
    fn make_folder(&self, path: &Path) -> io::Result<()> {
        self.step(|| LocalDisk.make_folder(path), || ())
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let half = &bytes[..bytes.len() / 2];
        self.step(|| fs::write(path, bytes), || fs::write(path, half).unwrap_or_default())
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        if self.foreign.lock().unwrap().as_deref() == Some(from) {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        self.step(|| LocalDisk.rename(from, to), || ())
    }

    fn sync_folder(&self, _path: &Path) -> io::Result<()> {
        self.step(|| Ok(()), || ())
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.step(|| LocalDisk.remove_file(path), || ())
    }

    fn remove_tree(&self, path: &Path) -> io::Result<()> {
        let half = || {
            let names = names(path);
            let first = names.iter().take(names.len() / 2);
            first.for_each(|name| fs::remove_file(path.join(name)).unwrap_or_default());
        };
        self.step(|| LocalDisk.remove_tree(path), half)
    }
}

pub(super) fn letter(text: &str) -> Letter {
    Letter { id: text.to_owned(), purpose: None, body: json!({ "says": text }) }
}

/// The names in a folder, in their order; none if there is no folder.
pub(super) fn names(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<_> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Copies a folder file by file, over what is there.
pub(super) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    names(from).iter().for_each(|name| {
        fs::copy(from.join(name), to.join(name)).unwrap();
    });
}

/// Copies everything in the one side's `out` to the other's `in`.
pub(super) fn carry(from: &Exchange, to: &Exchange) {
    let (out, incoming) = (from.folders.outgoing(), to.folders.incoming());
    names(&out).iter().for_each(|name| copy(&out.join(name), &incoming.join(name)));
}

pub(super) fn close_all(side: &Exchange) {
    while side.close_batch().unwrap().is_some() {}
}

/// Posts so many messages, each in a batch of its own.
pub(super) fn batches(side: &Exchange, count: usize) {
    for number in 1..=count {
        side.post(&letter(&format!("m{number}"))).unwrap();
        side.close_batch().unwrap();
    }
}

/// Who reads one side: what came, and the cursor, stored together.
#[derive(Debug, Default)]
pub(super) struct Reader {
    pub(super) ids: Vec<String>,
    pub(super) cursor: Option<String>,
}

impl Reader {
    pub(super) fn read(&mut self, side: &Exchange) -> Result<(), FileError> {
        loop {
            let found = side.letters(self.cursor.as_deref())?;
            for letter in found.letters {
                assert_eq!(letter.body, json!({ "says": letter.id }), "a message was altered");
                self.ids.push(letter.id);
            }
            self.cursor = found.cursor;
            if !found.more {
                return Ok(());
            }
        }
    }
}

/// Changes the document of a folder and seals it again, as a faulty program of the other side might.
pub(super) fn forge(folder: &Path, document: &str, change: impl FnOnce(&mut serde_json::Value)) {
    let path = folder.join(format!("{document}.json"));
    let mut value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    change(&mut value);
    let bytes = serde_json::to_vec(&value).unwrap();
    fs::write(folder.join(format!("{document}.seal")), Checksum.sign(&bytes)).unwrap();
    fs::write(path, bytes).unwrap();
}
