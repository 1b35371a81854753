//! Goes through an export, line by line: recomputes every chain, replays every case, builds the tree anew, and holds it
//! against the notes of the log and those that outsiders hold.

use tlog::{Checkpoint, Verifier};

use crate::audit::AuditRecord;
use crate::export::{self, ExportLine, LogLine};
use crate::log::{Chain, LogCheck, LogFault};
use crate::record::hex;
use crate::verify::{self, CaseExport, Fault, StreamCheck};

/// A note that an outsider holds: what it is called, and what it says.
pub type Held = (String, String);

/// What was looked at, and what is wrong.
#[derive(Debug, Default)]
pub struct Examined {
    /// How many cases.
    pub cases: u64,
    /// How many events of theirs.
    pub events: u64,
    /// How many streams of the audit.
    pub streams: u64,
    /// How many entries of theirs.
    pub entries: u64,
    /// How many leaves the log has.
    pub leaves: u64,
    /// How many notes of its own.
    pub notes: u64,
    /// The last of them.
    pub last: Option<Checkpoint>,
    /// By which key notes were verified; none where there is no log.
    pub key: Option<Verifier>,
    /// How many events and entries came after the last head that is in the log, and are bound by no note.
    pub unbound: u64,
    /// What is wrong, in the order in which it was found.
    pub findings: Vec<Finding>,
}

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// A line of the file is none.
    Line {
        /// Which, from 1.
        number: u64,
        /// Why.
        why: String,
    },
    /// The file is not whole.
    Unfinished,
    /// The log is wrong.
    Log(LogFault),
    /// A chain is wrong.
    Chain {
        /// Which.
        chain: Chain,
        /// What is wrong with it.
        fault: Fault,
    },
    /// Notes were given to hold the log against, and there is no log.
    NoLog,
}

/// How far the file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// Notes and leaves.
    Log,
    /// Chains.
    Chains,
    /// Nothing may follow.
    Over,
}

/// An examination under way.
#[derive(Debug)]
pub struct Examination {
    key: Option<Verifier>,
    held: Vec<Held>,
    log: Option<LogCheck>,
    part: Part,
    stream: Option<(String, StreamCheck)>,
    lines: u64,
    examined: Examined,
}

impl Examination {
    /// Begins one. Without a key, the one that the file itself names is taken.
    pub fn new(key: Option<Verifier>, held: Vec<Held>) -> Self {
        let (stream, examined) = (None, Examined::default());
        Self { key, held, log: None, part: Part::Log, stream, lines: 0, examined }
    }

    /// Takes the next line.
    pub fn line(&mut self, line: &str) {
        self.lines += 1;
        match ExportLine::read(line) {
            Ok(ExportLine::Case(case)) => {
                self.leaves_end();
                self.case(&case);
            }
            Ok(ExportLine::Log(line)) => self.log_line(line),
            Err(why) => self.unread(why.to_string()),
        }
    }

    /// Says what was found.
    pub fn end(mut self) -> Examined {
        self.leaves_end();
        self.stream_ends();
        if self.log.is_some() && self.part != Part::Over {
            self.find(Finding::Unfinished);
        }
        let Some(log) = self.log else {
            if !self.held.is_empty() {
                self.find(Finding::NoLog);
            }
            return self.examined;
        };
        let gone = |chain: &Chain| Finding::Chain { chain: chain.clone(), fault: Fault::Gone };
        self.examined.findings.extend(log.left().map(gone));
        self.examined.leaves = log.leaves();
        self.examined.notes = log.notes();
        self.examined.last = log.last().cloned();
        self.examined
    }

    fn log_line(&mut self, line: LogLine) {
        match line {
            LogLine::Log { key } => self.begin(&key),
            LogLine::Note { note } => {
                let found = self.log.as_mut().map(|log| log.note(&note, None));
                self.of_log(found);
            }
            LogLine::Leaf { index, chain, seq, hash } => {
                match export::leaf(index, &chain, seq, &hash) {
                    Ok(leaf) => {
                        let found = self.log.as_mut().map(|log| log.leaf(leaf));
                        self.of_log(found);
                    }
                    Err(why) => self.unread(why.to_string()),
                }
            }
            LogLine::Entry { stream, seq, at, body, hash } => {
                self.leaves_end();
                match export::entry(stream, seq, at, body, &hash) {
                    Some(record) => self.entry(&record),
                    None => self.unread("it has no hash".to_owned()),
                }
            }
            LogLine::End { cases, entries } => {
                self.part = Part::Over;
                if (cases, entries) != (self.examined.cases, self.examined.entries) {
                    self.find(Finding::Unfinished);
                }
            }
        }
    }

    fn begin(&mut self, key: &str) {
        let key = match &self.key {
            Some(key) => key.clone(),
            None => match key.parse() {
                Ok(key) => key,
                Err(why) => return self.unread(format!("{why}")),
            },
        };
        let mut log = LogCheck::new(key.clone());
        self.examined.key = Some(key);
        for (name, note) in &self.held {
            if let Err(fault) = log.note(note, Some(name.clone())) {
                self.examined.findings.push(Finding::Log(fault));
            }
        }
        self.log = Some(log);
    }

    fn of_log(&mut self, found: Option<Result<(), LogFault>>) {
        match found {
            Some(Ok(())) if self.part == Part::Log => {}
            Some(Err(fault)) => self.find(Finding::Log(fault)),
            Some(Ok(())) | None => self.unread("it stands where no log is".to_owned()),
        }
    }

    /// The first chain ends the log.
    fn leaves_end(&mut self) {
        if self.part == Part::Log {
            self.part = Part::Chains;
            let faults = self.log.as_mut().map(LogCheck::leaves_end).unwrap_or_default();
            self.examined.findings.extend(faults.into_iter().map(Finding::Log));
        }
    }

    fn case(&mut self, export: &CaseExport) {
        self.examined.cases += 1;
        self.examined.events += export.events.len() as u64;
        let chain = Chain::Case(export.case);
        let mut fault = verify::case(export).err();
        if let Some(log) = &mut self.log {
            match log.case(export) {
                Ok(unbound) => self.examined.unbound += unbound,
                Err(found) => fault = fault.or(Some(found)),
            }
        }
        if let Some(fault) = fault {
            self.find(Finding::Chain { chain, fault });
        }
    }

    fn entry(&mut self, record: &AuditRecord) {
        if self.stream.as_ref().is_none_or(|(name, _)| *name != record.stream) {
            self.stream_ends();
            self.examined.streams += 1;
            self.stream = Some((record.stream.clone(), StreamCheck::default()));
        }
        self.examined.entries += 1;
        let chain = Chain::Stream(record.stream.clone());
        let Some((_, check)) = &mut self.stream else { return };
        let mut found = check.take(record);
        if let Some(log) = &mut self.log {
            found = found.and(log.sees(&chain, record.seq, &hex(&record.hash)));
        }
        if let Err(fault) = found {
            self.find(Finding::Chain { chain, fault });
        }
    }

    fn stream_ends(&mut self) {
        let Some((name, check)) = self.stream.take() else { return };
        let chain = Chain::Stream(name);
        let ended = self.log.as_mut().map(|log| log.ends(&chain, check.seq()));
        match ended {
            Some(Ok(unbound)) => self.examined.unbound += unbound,
            Some(Err(fault)) => self.find(Finding::Chain { chain, fault }),
            None => {}
        }
    }

    fn unread(&mut self, why: String) {
        self.find(Finding::Line { number: self.lines, why });
    }

    fn find(&mut self, finding: Finding) {
        // Of one chain the first fault is enough: the others follow from it.
        let known = |known: &Finding| match (known, &finding) {
            (Finding::Chain { chain, .. }, Finding::Chain { chain: again, .. }) => chain == again,
            (
                Finding::Line { .. }
                | Finding::Unfinished
                | Finding::Log(_)
                | Finding::Chain { .. }
                | Finding::NoLog,
                _,
            ) => false,
        };
        if !self.examined.findings.last().is_some_and(known) {
            self.examined.findings.push(finding);
        }
    }
}
