//! Histories of cases on their way into a file for analysts of processes, under names that are drawn for this one file.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use domain::case::{Entry, WorkflowRef};
use domain::mining::{Alias, History, ocel, xes};
use domain::workflow::Workflow;
use engine::Definitions;
use serde::Serialize;
use store::record::{Record, commitment};
use store::verify::CaseExport;

use crate::failure::Failure;

/// How many hexadecimal digits of a hash make a name: 80 bits, so that two among millions are never the same.
const DIGITS: usize = 20;

/// Draws names that nobody can trace back, also not whoever made the file: the key is kept nowhere.
pub(crate) struct Names([u8; 32]);

impl Names {
    /// Draws a key.
    pub(crate) fn drawn() -> Result<Self, Failure> {
        engine::keys::random().map(Self).map_err(|error| Failure::Engine(Box::new(error)))
    }

    fn of(&self, name: &str) -> String {
        let mut hash = commitment(&self.0, name.as_bytes());
        hash.truncate(DIGITS);
        hash
    }
}

/// A log that grows case by case.
pub(crate) enum Log {
    /// As XES.
    Xes(BufWriter<File>, PathBuf, Names),
    /// As OCEL 2.0.
    Ocel(Box<Ocel>),
}

impl Log {
    /// Begins a log as XES.
    pub(crate) fn xes(file: File, path: &Path) -> Result<Self, Failure> {
        let mut to = BufWriter::new(file);
        to.write_all(xes::head().as_bytes()).map_err(Failure::file(path))?;
        Ok(Self::Xes(to, path.to_owned(), Names::drawn()?))
    }

    /// Begins a log as OCEL 2.0.
    pub(crate) fn ocel(file: File, path: &Path) -> Result<Self, Failure> {
        Ocel::begin(file, path).map(|log| Self::Ocel(Box::new(log)))
    }

    /// Adds the cases of a page.
    pub(crate) fn add(
        &mut self,
        records: &[CaseExport],
        definitions: &Definitions,
    ) -> Result<(), Failure> {
        let definition =
            |version: &WorkflowRef| definitions.workflows.get(version).map(Workflow::definition);
        for record in records {
            let Some(history) = History::read(&entries(record)?, definition) else { continue };
            match self {
                Self::Xes(to, path, names) => {
                    let trace = xes::trace(&history, &|name| names.of(name));
                    to.write_all(trace.as_bytes()).map_err(Failure::file(path))?;
                }
                Self::Ocel(log) => log.add(&history)?,
            }
        }
        Ok(())
    }

    /// Ends it.
    pub(crate) fn end(self) -> Result<(), Failure> {
        match self {
            Self::Xes(mut to, path, _) => {
                let ended = to.write_all(xes::TAIL.as_bytes()).and_then(|()| to.flush());
                ended.map_err(Failure::file(&path))
            }
            Self::Ocel(log) => log.end(),
        }
    }
}

fn entries(record: &CaseExport) -> Result<Vec<Entry>, Failure> {
    let read = |body: &String| Ok(serde_json::from_str::<Record>(body)?.entry);
    record.events.iter().map(|event| read(&event.body)).collect()
}

/// A log as OCEL 2.0: one JSON document with a list of events and one of objects. Cases bring both, so that the objects wait
/// in a file beside it.
pub(crate) struct Ocel {
    path: PathBuf,
    to: BufWriter<File>,
    beside: Beside,
    seen: ocel::Seen,
    names: Names,
    is_first: [bool; 2],
}

impl Ocel {
    fn begin(file: File, path: &Path) -> Result<Self, Failure> {
        let beside = Beside::made(path)?;
        let mut to = BufWriter::new(file);
        let types = serde_json::to_string(&ocel::object_types())?;
        write!(to, "{{\"objectTypes\":{types},\n\"events\":[").map_err(Failure::file(path))?;
        let (path, names) = (path.to_owned(), Names::drawn()?);
        Ok(Self { path, to, beside, seen: ocel::Seen::default(), names, is_first: [true; 2] })
    }

    fn add(&mut self, history: &History) -> Result<(), Failure> {
        let names = &self.names;
        let alias: Alias<'_> = &|name| names.of(name);
        let told = self.seen.tell(history, alias);
        let [first_event, first_object] = &mut self.is_first;
        items(&mut self.to, first_event, &told.events).map_err(Failure::file(&self.path))?;
        let (to, path) = (&mut self.beside.to, &self.beside.path);
        items(to, first_object, &told.objects).map_err(Failure::file(path))
    }

    fn end(mut self) -> Result<(), Failure> {
        let names = &self.names;
        let units = self.seen.units(&|name| names.of(name));
        let [_, first_object] = &mut self.is_first;
        items(&mut self.beside.to, first_object, &units)
            .and_then(|()| self.beside.to.flush())
            .map_err(Failure::file(&self.beside.path))?;
        let mut objects =
            File::open(&self.beside.path).map_err(Failure::file(&self.beside.path))?;
        let types = serde_json::to_string(&self.seen.event_types())?;
        let to = &mut self.to;
        write!(to, "],\n\"objects\":[")
            .and_then(|()| io::copy(&mut objects, to))
            .and_then(|_| writeln!(to, "],\n\"eventTypes\":{types}}}"))
            .and_then(|()| to.flush())
            .map_err(Failure::file(&self.path))
    }
}

/// Items of a list, a line each.
fn items<T: Serialize>(to: &mut impl Write, is_first: &mut bool, items: &[T]) -> io::Result<()> {
    for item in items {
        to.write_all(if std::mem::take(is_first) { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *to, item)?;
    }
    Ok(())
}

/// A file beside another one, which goes with whoever holds it.
struct Beside {
    path: PathBuf,
    to: BufWriter<File>,
}

impl Beside {
    fn made(path: &Path) -> Result<Self, Failure> {
        let mut name = path.as_os_str().to_owned();
        name.push(".objects");
        let path = PathBuf::from(name);
        let file = engine::private::create(&path).map_err(Failure::file(&path))?;
        Ok(Self { path, to: BufWriter::new(file) })
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        // It holds nothing that the log does not hold; who finds it may remove it.
        _ = fs::remove_file(&self.path);
    }
}
