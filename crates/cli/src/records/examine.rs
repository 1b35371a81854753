//! Goes through every record, of a database or of an export, and collects what is bad.

use std::io::BufRead;
use std::path::{Path, PathBuf};

use domain::id::CaseId;
use engine::evidence::place;
use serde::Serialize;
use store::Store;
use store::checkpoint::Checkpoint;
use store::queries::Attachment;
use store::record::hex;
use store::verify::{self, CaseExport, Fault, StreamCheck};

use super::{fault, file_hash};
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
    progress: Progress,
    output: Output,
}

/// Examines a database; its files of evidence too, if their folder is given.
pub(crate) async fn examined_store(
    store: &Store,
    checkpoint: Option<Checkpoint>,
    files: Option<PathBuf>,
    output: Output,
) -> Result<Checked, Failure> {
    let mut examination = Examination::new(checkpoint, output);
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
        let export: CaseExport = serde_json::from_str(&line).map_err(|error| {
            let path = format!("{}:{number}", path.display());
            let words = ("这一行不是完整的案件记录", "this line is no record of a case");
            Failure::unread(Path::new(&path), words, error)
        })?;
        examination.case(&export, verify::case(&export).err());
    }
    examination.cases_left();
    Ok(examination.checked)
}

impl Examination {
    fn new(checkpoint: Option<Checkpoint>, output: Output) -> Self {
        Self { checked: Checked::default(), checkpoint, progress: Progress::new(), output }
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
        if let Some(fault) = found.or(kept) {
            self.bad(export.case.to_string(), &fault);
        }
        let (count, output) = (self.checked.cases, self.output);
        self.progress.at(|| format!("{} {count}", output.say("案件", "cases")));
    }

    async fn streams(&mut self, store: &Store) -> Result<(), Failure> {
        for name in store.audit_streams().await.map_err(store_failure)? {
            self.checked.streams += 1;
            let kept = self.checkpoint.as_mut().and_then(|kept| kept.take_stream(&name));
            let mut check = StreamCheck::default();
            let mut same = kept.is_none();
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
                let forged = store.forged_reason(&page).await.map_err(store_failure)?;
                if forged.is_some() {
                    break forged;
                }
            };
            let cut = kept.filter(|_| !same).map(|kept| Fault::Checkpoint { seq: kept.seq });
            if let Some(fault) = found.or(cut) {
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
    }

    fn cases_left(&mut self) {
        let kept = self.checkpoint.iter();
        let left: Vec<CaseId> = kept.flat_map(Checkpoint::cases_left).collect();
        left.into_iter().for_each(|case| self.bad(case.to_string(), &Fault::Gone));
    }

    fn bad(&mut self, record: String, found: &Fault) {
        let what = fault(found, self.output);
        self.checked.bad.push(Bad { record, seq: found.seq(), what });
    }
}
