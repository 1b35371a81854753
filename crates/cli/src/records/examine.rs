//! Goes through every record, of a database or of an export, and collects what is bad.

use std::io::BufRead;
use std::path::{Path, PathBuf};

use domain::id::CaseId;
use engine::evidence::place;
use proof::export::ExportLine;
use proof::log::{Chain, LogCheck};
use proof::words;
use serde::Serialize;
use store::Store;
use store::audit::AuditRecord;
use store::checkpoint::Checkpoint;
use store::queries::Attachment;
use store::record::hex;
use store::verify::{self, CaseExport, Fault, StreamCheck};
use tlog::Verifier;

use super::{each_of_log, file_hash};
use crate::failure::Failure;
use crate::installation::{operator, store_failure};
use crate::output::Output;
use crate::progress::Progress;

/// How many cases are examined at once.
const PAGE: u32 = 200;

/// How many entries of the audit are read at once.
const ENTRIES: u32 = 1000;

/// What was looked at, and what is bad.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Checked {
    pub(crate) cases: u64,
    pub(crate) events: u64,
    pub(crate) streams: u64,
    pub(crate) entries: u64,
    /// How many leaves of the log over all chains; none where it was not examined.
    pub(crate) leaves: Option<u64>,
    /// None where the files of evidence were not read.
    pub(crate) files: Option<u64>,
    pub(crate) bad: Vec<Bad>,
}

/// The first thing that is wrong with one record.
#[derive(Debug, Serialize)]
pub(crate) struct Bad {
    /// The id of the case, the name of the stream, or the file.
    pub(crate) record: String,
    /// The event or entry, if it is one.
    pub(crate) seq: Option<i64>,
    /// What is wrong.
    pub(crate) what: String,
}

/// An examination under way.
struct Examination {
    checked: Checked,
    checkpoint: Option<Checkpoint>,
    log: Option<LogCheck>,
    progress: Progress,
    output: Output,
}

/// What a database is held against.
#[derive(Debug, Default)]
pub(crate) struct Against {
    /// An older checkpoint.
    pub(crate) checkpoint: Option<Checkpoint>,
    /// The folder of the files of evidence, if they are to be read.
    pub(crate) files: Option<PathBuf>,
    /// By which the notes of its log are verified; the log is left out where it is not known.
    pub(crate) key: Option<Verifier>,
}

/// Examines a database.
pub(crate) async fn examined_store(
    store: &Store,
    against: Against,
    output: Output,
) -> Result<Checked, Failure> {
    let Against { checkpoint, files, key } = against;
    let mut examination = Examination::new(checkpoint, output);
    if let Some(key) = key {
        examination.log(store, key).await?;
    }
    examination.cases(store).await?;
    examination.streams(store).await?;
    if let Some(folder) = files {
        examination.files(store, &folder).await?;
    }
    examination.left();
    Ok(examination.checked)
}

/// Examines an export, a case a line.
pub(crate) fn examined_export(
    path: &Path,
    checkpoint: Option<Checkpoint>,
    output: Output,
) -> Result<Checked, Failure> {
    let mut examination = Examination::new(checkpoint, output);
    let file = std::fs::File::open(path).map_err(Failure::file(path))?;
    for (line, number) in std::io::BufReader::new(file).lines().zip(1_u64..) {
        let line = line.map_err(Failure::file(path))?;
        let export = ExportLine::read(&line).map_err(|error| {
            let path = format!("{}:{number}", path.display());
            let words = ("这一行不是完整的案件记录", "this line is no record of a case");
            Failure::unread(Path::new(&path), words, error)
        })?;
        // What else stands in an export is for `bihuan-verify`.
        if let ExportLine::Case(export) = export {
            examination.case(&export, verify::case(&export).err());
        }
    }
    examination.cases_left();
    Ok(examination.checked)
}

impl Examination {
    fn new(checkpoint: Option<Checkpoint>, output: Output) -> Self {
        let (checked, progress) = (Checked::default(), Progress::new());
        Self { checked, checkpoint, log: None, progress, output }
    }

    /// Builds the tree of the log anew and holds it against its notes. The chains are held against it afterwards.
    async fn log(&mut self, store: &Store, key: Verifier) -> Result<(), Failure> {
        let log = std::cell::RefCell::new((LogCheck::new(key), Vec::new()));
        let note = |note: &str| {
            let (log, faults) = &mut *log.borrow_mut();
            faults.extend(log.note(note, None).err());
            Ok(())
        };
        let leaf = |leaf| {
            let (log, faults) = &mut *log.borrow_mut();
            faults.extend(log.leaf(leaf).err());
            Ok(())
        };
        each_of_log(store, note, leaf).await?;
        let (mut log, mut faults) = log.into_inner();
        faults.extend(log.leaves_end());
        self.checked.leaves = Some(log.leaves());
        self.log = Some(log);
        for fault in faults {
            let what = self.output.get(&words::log_fault(&fault)).to_owned();
            let record = self.output.say("总日志", "log").to_owned();
            self.checked.bad.push(Bad { record, seq: None, what });
        }
        Ok(())
    }

    async fn cases(&mut self, store: &Store) -> Result<(), Failure> {
        let mut after = None;
        loop {
            let page = store.examine_cases(operator(), after, PAGE).await.map_err(store_failure)?;
            let Some(last) = page.last() else { break };
            after = Some(last.export.case);
            for examined in page {
                self.case(&examined.export, examined.fault);
            }
        }
        for case in store.cases_without_row(operator()).await.map_err(store_failure)? {
            self.bad(case.to_string(), &Fault::NoRow);
        }
        Ok(())
    }

    /// Takes a case with what was found; the record may be whole and yet not the one of the checkpoint.
    fn case(&mut self, export: &CaseExport, found: Option<Fault>) {
        self.checked.cases += 1;
        self.checked.events += export.events.len() as u64;
        let kept = self.checkpoint.as_mut().and_then(|kept| kept.take_case(export));
        let logged = self.log.as_mut().and_then(|log| log.case(export).err());
        if let Some(fault) = found.or(kept).or(logged) {
            self.bad(export.case.to_string(), &fault);
        }
        let (count, output) = (self.checked.cases, self.output);
        self.progress.at(|| format!("{} {count}", output.say("案件", "cases")));
    }

    async fn streams(&mut self, store: &Store) -> Result<(), Failure> {
        for name in store.audit_streams().await.map_err(store_failure)? {
            self.checked.streams += 1;
            let kept = self.checkpoint.as_mut().and_then(|kept| kept.take_stream(&name));
            let (mut check, chain) = (StreamCheck::default(), Chain::Stream(name.clone()));
            let (mut same, mut logged) = (kept.is_none(), Ok(()));
            let found = loop {
                let page = store.audit_stream(&name, check.seq(), ENTRIES).await;
                let page = page.map_err(store_failure)?;
                if page.is_empty() {
                    break None;
                }
                self.checked.entries += page.len() as u64;
                same |= page.iter().any(|entry| {
                    kept.is_some_and(|kept| kept.seq == entry.seq && kept.hash == entry.hash)
                });
                if let Err(fault) = page.iter().try_for_each(|entry| check.take(entry)) {
                    break Some(fault);
                }
                if let Some(log) = &mut self.log {
                    let sees = |entry: &AuditRecord| log.sees(&chain, entry.seq, &hex(&entry.hash));
                    logged = logged.and(page.iter().try_for_each(sees));
                }
                let forged = store.forged_reason(&page).await.map_err(store_failure)?;
                if forged.is_some() {
                    break forged;
                }
            };
            let cut = kept.filter(|_| !same).map(|kept| Fault::Checkpoint { seq: kept.seq });
            let ended = self.log.as_mut().map(|log| log.ends(&chain, check.seq()).map(|_| ()));
            let logged = logged.and(ended.unwrap_or(Ok(()))).err();
            if let Some(fault) = found.or(cut).or(logged) {
                self.bad(format!("audit {name}"), &fault);
            }
        }
        Ok(())
    }

    async fn files(&mut self, store: &Store, folder: &Path) -> Result<(), Failure> {
        self.checked.files = Some(0);
        let mut after = None;
        loop {
            let page =
                store.attachments_after(operator(), after, ENTRIES).await.map_err(store_failure)?;
            let Some(last) = page.last() else { return Ok(()) };
            after = Some((last.case, last.id));
            for file in &page {
                self.file(file, folder);
            }
        }
    }

    fn file(&mut self, file: &Attachment, folder: &Path) {
        *self.checked.files.get_or_insert_default() += 1;
        let path = place(folder, file.case, file.id);
        let what = match file_hash(&path) {
            Ok((hash, _)) if hash == file.sha256 => return,
            Ok((hash, _)) => self.output.choose(
                format!("证据文件被改动，现为 {}", hex(&hash)),
                format!("the file of evidence was altered, it is {} now", hex(&hash)),
            ),
            Err(error) => Failure::file(&path)(error).text(self.output.language),
        };
        self.checked.bad.push(Bad { record: file.case.to_string(), seq: None, what });
    }

    /// What the checkpoint has and nobody came for.
    fn left(&mut self) {
        self.cases_left();
        let kept = self.checkpoint.take();
        let streams: Vec<String> =
            kept.iter().flat_map(Checkpoint::streams_left).map(str::to_owned).collect();
        streams.into_iter().for_each(|name| self.bad(format!("audit {name}"), &Fault::Gone));
        let logged = self.log.take();
        for chain in logged.iter().flat_map(LogCheck::left) {
            match chain {
                Chain::Case(case) => self.bad(case.to_string(), &Fault::Gone),
                Chain::Stream(name) => self.bad(format!("audit {name}"), &Fault::Gone),
            }
        }
    }

    fn cases_left(&mut self) {
        let kept = self.checkpoint.iter();
        let left: Vec<CaseId> = kept.flat_map(Checkpoint::cases_left).collect();
        left.into_iter().for_each(|case| self.bad(case.to_string(), &Fault::Gone));
    }

    fn bad(&mut self, record: String, found: &Fault) {
        let what = self.output.get(&words::fault(found)).to_owned();
        self.checked.bad.push(Bad { record, seq: found.seq(), what });
    }
}
