//! Examines the folder of a witness: every note is signed by the log, and continues the one before. This needs no record of
//! anybody, so that whoever keeps the folder may do it daily.

use std::fs;
use std::path::{Path, PathBuf};

use proof::log::LogFault;
use tlog::proof::is_continued;
use tlog::{Addition, Checkpoint, NoteFault, Verifier};

use crate::arguments::{Asked, Failure};

/// What was looked at, and what is wrong.
#[derive(Debug)]
pub(crate) struct Witnessed {
    /// By which notes were verified.
    pub(crate) key: Verifier,
    /// How many notes there are.
    pub(crate) notes: u64,
    /// The last of them.
    pub(crate) last: Option<Checkpoint>,
    /// What is wrong, in the order in which it was found.
    pub(crate) faults: Vec<LogFault>,
}

/// Reads the folder in the order of its names, which is the order in which notes were made.
pub(crate) fn examined(folder: &Path, asked: &Asked) -> Result<Witnessed, Failure> {
    let key = match &asked.key {
        Some(key) => key.clone(),
        None => beside(folder)?,
    };
    let mut witnessed = Witnessed { key, notes: 0, last: None, faults: Vec::new() };
    for day in sorted(folder)?.into_iter().filter(|path| path.is_dir()) {
        for path in sorted(&day)?.iter().filter(|path| path.extension().is_some_and(|e| e == "txt"))
        {
            let text = fs::read_to_string(path).map_err(Failure::file(path))?;
            witnessed.take(path.display().to_string(), &text);
        }
    }
    let latest = folder.join("latest.txt");
    if let Ok(text) = fs::read_to_string(&latest) {
        let read = Checkpoint::verified(&text, &witnessed.key);
        if read.as_ref().ok() != witnessed.last.as_ref() {
            let held = Some(latest.display().to_string());
            let why = read.err().unwrap_or(NoteFault::Malformed);
            witnessed.faults.push(LogFault::Note { held, why });
        }
    }
    for (name, note) in &asked.since {
        witnessed.hold(name.clone(), note, folder)?;
    }
    Ok(witnessed)
}

fn beside(folder: &Path) -> Result<Verifier, Failure> {
    let path = folder.join("key.txt");
    let text = fs::read_to_string(&path).map_err(Failure::file(&path))?;
    text.parse().map_err(|_| {
        let path = path.display();
        Failure::new(format!("{path}：不是核验公钥"), format!("{path}: it is no key for verifying"))
    })
}

fn sorted(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let entries = entries.map_err(Failure::file(folder))?;
    let mut paths: Vec<PathBuf> = entries.into_iter().map(|entry| entry.path()).collect();
    paths.sort();
    Ok(paths)
}

impl Witnessed {
    /// Takes the next note. The first has nothing before it in the folder.
    fn take(&mut self, name: String, text: &str) {
        self.notes += 1;
        let held = Some(name);
        let Some(addition) = Addition::read(text) else {
            return self.faults.push(LogFault::Note { held, why: NoteFault::Malformed });
        };
        let checkpoint = match Checkpoint::verified(&addition.note, &self.key) {
            Ok(checkpoint) => checkpoint,
            Err(why) => return self.faults.push(LogFault::Note { held, why }),
        };
        if let Some(last) = &self.last {
            let (old, new) = ((last.size, &last.root), (checkpoint.size, &checkpoint.root));
            if addition.old != last.size || !is_continued(old, new, &addition.proof) {
                let (old, size) = (last.size, checkpoint.size);
                self.faults.push(LogFault::Forked { old, size, held });
            }
        }
        self.last = Some(checkpoint);
    }

    /// Holds a note from elsewhere against the one of as many leaves in the folder.
    fn hold(&mut self, name: String, note: &str, folder: &Path) -> Result<(), Failure> {
        let held = Some(name);
        let checkpoint = match Checkpoint::verified(note, &self.key) {
            Ok(checkpoint) => checkpoint,
            Err(why) => {
                self.faults.push(LogFault::Note { held, why });
                return Ok(());
            }
        };
        let size = checkpoint.size;
        let same = format!("{size:012}.txt");
        let days = sorted(folder)?.into_iter().filter(|path| path.is_dir());
        let Some(path) = days.map(|day| day.join(&same)).find(|path| path.is_file()) else {
            let leaves = self.last.as_ref().map_or(0, |last| last.size);
            self.faults.push(LogFault::Cut { size, leaves, held });
            return Ok(());
        };
        let text = fs::read_to_string(&path).map_err(Failure::file(&path))?;
        let known = Checkpoint::verified(&Addition::note_of(&text), &self.key);
        if known != Ok(checkpoint) {
            self.faults.push(LogFault::Root { size, held });
        }
        Ok(())
    }
}
