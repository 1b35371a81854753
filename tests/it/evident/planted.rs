//! Faults planted by somebody with every right to the database, and by somebody who has the key too. Each is found by whoever
//! holds an older note; what no note outside binds is not, and the last test says so.

use std::collections::BTreeMap;

use proof::audit::AuditRecord;
use proof::examine::Finding;
use proof::export::{ExportLine, LogLine};
use proof::log::{Chain, LogFault, leaf};
use store::checkpoint::Head;
use store::record::{GENESIS, Hash, Record, chain, from_hex, hex};
use store::verify::{CaseExport, Fault};
use tlog::{Checkpoint, NoteFault, Signer, Tree};

use super::{County, findings, of_chain};
use crate::record::unlock;
use crate::support::{Database, both};

/// An export in parts that can be altered.
#[derive(Clone)]
struct Parts {
    key: String,
    notes: Vec<String>,
    leaves: Vec<(String, i64, String)>,
    cases: Vec<CaseExport>,
    entries: Vec<LogLine>,
}

impl Parts {
    fn of(lines: &[String]) -> Self {
        let (notes, leaves) = (Vec::new(), Vec::new());
        let (cases, entries) = (Vec::new(), Vec::new());
        let mut parts = Self { key: String::new(), notes, leaves, cases, entries };
        for line in lines {
            match ExportLine::read(line).unwrap() {
                ExportLine::Case(case) => parts.cases.push(*case),
                ExportLine::Log(LogLine::Log { key }) => parts.key = key,
                ExportLine::Log(LogLine::Note { note }) => parts.notes.push(note),
                ExportLine::Log(LogLine::Leaf { chain, seq, hash, .. }) => {
                    parts.leaves.push((chain, seq, hash));
                }
                ExportLine::Log(entry @ LogLine::Entry { .. }) => parts.entries.push(entry),
                ExportLine::Log(LogLine::End { .. }) => {}
            }
        }
        parts
    }

    fn lines(&self) -> Vec<String> {
        let line = |line: &LogLine| serde_json::to_string(line).unwrap();
        let mut lines = vec![line(&LogLine::Log { key: self.key.clone() })];
        lines.extend(self.notes.iter().map(|note| line(&LogLine::Note { note: note.clone() })));
        lines.extend(self.leaves.iter().zip(0..).map(|((chain, seq, hash), index)| {
            let (chain, hash) = (chain.clone(), hash.clone());
            line(&LogLine::Leaf { index, chain, seq: *seq, hash })
        }));
        lines.extend(self.cases.iter().map(|case| serde_json::to_string(case).unwrap()));
        lines.extend(self.entries.iter().map(line));
        let (cases, entries) = (self.cases.len() as u64, self.entries.len() as u64);
        lines.push(line(&LogLine::End { cases, entries }));
        lines
    }

    /// Signs the log anew, as whoever holds the key can: one note over all leaves.
    fn signed_anew(&mut self, signer: &Signer) {
        let mut tree = Tree::default();
        for (chain, seq, hash) in &self.leaves {
            let hash: Hash = from_hex(hash).unwrap().try_into().unwrap();
            tree.push(&leaf(&chain.parse::<Chain>().unwrap(), &Head { seq: *seq, hash }));
        }
        let origin = signer.verifier().name().to_owned();
        let checkpoint = Checkpoint { origin, size: tree.size(), root: tree.root() };
        self.notes = vec![checkpoint.signed(signer).unwrap().to_string()];
        self.key = signer.verifier().to_string();
    }
}

/// Rewrites the end of a case without a trace in it: hashes, head and row are those of the forged events.
fn forged(case: &mut CaseExport, forge: impl FnOnce(&mut Vec<Record>)) {
    let read = |body: &String| serde_json::from_str(body).unwrap();
    let mut records: Vec<Record> = case.events.iter().map(|event| read(&event.body)).collect();
    forge(&mut records);
    case.events.truncate(records.len());
    let mut head = GENESIS;
    for (event, record) in case.events.iter_mut().zip(&records) {
        event.body = serde_json::to_string(record).unwrap();
        head = chain(&head, &event.body);
        event.hash = hex(&head);
    }
    case.head = hex(&head);
    let entries: Vec<_> = records.into_iter().map(|record| record.entry).collect();
    case.row = serde_json::to_string(&domain::case::Case::replay(&entries).unwrap()).unwrap();
    let kept: BTreeMap<_, _> = entries_commits(case);
    case.contents.retain(|content| kept.contains_key(&content.id));
    store::verify::case(case).expect("nothing of the case itself shows it");
}

fn entries_commits(case: &CaseExport) -> BTreeMap<uuid::Uuid, String> {
    let read = |body: &String| serde_json::from_str::<Record>(body).unwrap().commits;
    case.events.iter().flat_map(|event| read(&event.body)).collect()
}

/// Every leaf as it would be if the chains had always been as they are now.
fn leaves_anew(parts: &mut Parts) {
    let hashes: BTreeMap<String, Vec<String>> = parts
        .cases
        .iter()
        .map(|case| {
            let hashes = case.events.iter().map(|event| event.hash.clone()).collect();
            (Chain::Case(case.case).to_string(), hashes)
        })
        .collect();
    let place = |seq: i64| usize::try_from(seq - 1).unwrap();
    parts.leaves.retain(|(chain, seq, _)| {
        hashes.get(chain).is_none_or(|hashes| place(*seq) < hashes.len())
    });
    for (chain, seq, hash) in &mut parts.leaves {
        if let Some(hashes) = hashes.get(chain) {
            hash.clone_from(&hashes[place(*seq)]);
        }
    }
}

async fn tampered(database: &Database, table: &str, sql: &str) {
    unlock(database, table).await;
    assert!(database.run(sql).await.unwrap() > 0, "{sql}");
}

/// What somebody does to the export of a case.
type Edit = fn(&mut CaseExport);

both! {
    async fn events_that_were_edited_deleted_or_moved_are_named(database: Database) {
        let county = County::on(&database).await;
        let parts = Parts::of(&county.export().await);
        let at = parts.cases.iter().position(|case| case.case == county.case).unwrap();
        let chain = Chain::Case(county.case);
        let edits: [(&str, Edit, Fault); 3] = [
            ("edited", |case| case.events[2].body = case.events[2].body.replace("center", "canter"),
                Fault::Hash { seq: 3 }),
            ("deleted", |case| _ = case.events.remove(2), Fault::Order { expected: 3, found: 4 }),
            ("moved", |case| case.events.swap(2, 3), Fault::Order { expected: 3, found: 4 }),
        ];
        for (what, edit, fault) in edits {
            let mut parts = parts.clone();
            edit(&mut parts.cases[at]);
            let found = findings(&parts.lines(), &county.key, &[]);
            assert_eq!(of_chain(&found).first(), Some(&(&chain, &fault)), "{what}: {found:?}");
        }
    }

    async fn a_case_whose_end_was_cut_or_rewritten_without_a_trace_is_named(database: Database) {
        let county = County::on(&database).await;
        let parts = Parts::of(&county.export().await);
        let at = parts.cases.iter().position(|case| case.case == county.case).unwrap();
        let last = parts.cases[at].events.last().unwrap().seq;
        let mut cut = parts.clone();
        forged(&mut cut.cases[at], |records| _ = records.pop());
        let found = findings(&cut.lines(), &county.key, &[]);
        let chain = Chain::Case(county.case);
        assert_eq!(of_chain(&found), [(&chain, &Fault::Checkpoint { seq: last })], "{found:?}");
        let mut other = parts.clone();
        forged(&mut other.cases[at], |records| {
            let entry = &mut records.last_mut().unwrap().entry;
            entry.at += chrono::TimeDelta::seconds(1);
        });
        let found = findings(&other.lines(), &county.key, &[]);
        assert_eq!(of_chain(&found), [(&chain, &Fault::Checkpoint { seq: last })], "{found:?}");
    }

    async fn a_case_that_is_gone_is_named_and_so_is_a_file_that_broke_off(database: Database) {
        let county = County::on(&database).await;
        let mut parts = Parts::of(&county.export().await);
        let whole = parts.lines();
        parts.cases.retain(|case| case.case != county.case);
        let found = findings(&parts.lines(), &county.key, &[]);
        assert_eq!(of_chain(&found), [(&Chain::Case(county.case), &Fault::Gone)], "{found:?}");
        let found = findings(&whole[..whole.len() - 1], &county.key, &[]);
        assert_eq!(found, [Finding::Unfinished]);
        let found = findings(&whole[..1], &county.key, &[&county.kept]);
        assert!(found.contains(&Finding::Unfinished), "{found:?}");
    }

    async fn an_audit_that_was_altered_or_emptied_is_named(database: Database) {
        let county = County::on(&database).await;
        tampered(&database, "audit", "DELETE FROM audit WHERE stream = 'identities'").await;
        let chain = Chain::Stream("identities".to_owned());
        let found = county.findings().await;
        assert_eq!(of_chain(&found), [(&chain, &Fault::Gone)], "{found:?}");
        // Somebody puts another history in its place, with its hashes.
        let world = &county.world;
        let entry = world.engine.entry("identities", None, "revealed", serde_json::json!({}));
        world.engine.store().audit(entry).await.unwrap();
        let found = county.findings().await;
        assert_eq!(of_chain(&found), [(&chain, &Fault::Checkpoint { seq: 1 })], "{found:?}");
    }

    async fn a_log_that_was_altered_is_named(database: Database) {
        let county = County::on(&database).await;
        let parts = Parts::of(&county.export().await);
        let size = parts.leaves.len() as u64;
        let of_log = |parts: &Parts| -> Vec<LogFault> {
            let found = findings(&parts.lines(), &county.key, &[]);
            let faults = found.into_iter().filter_map(|finding| match finding {
                Finding::Log(fault) => Some(fault),
                Finding::Line { .. } | Finding::Unfinished | Finding::Chain { .. } | Finding::NoLog => None,
            });
            faults.collect()
        };
        let mut edited = parts.clone();
        edited.leaves[0].2 = hex(&[1; 32]);
        assert!(matches!(of_log(&edited)[..], [LogFault::Root { held: None, .. }, ..]));
        let mut moved = parts.clone();
        moved.leaves.swap(0, 1);
        assert!(matches!(of_log(&moved)[..], [LogFault::Root { held: None, .. }, ..]));
        let mut cut = parts.clone();
        cut.leaves.pop();
        let leaves = size - 1;
        assert_eq!(of_log(&cut), [LogFault::Cut { size, leaves, held: None }]);
        let mut unsigned = parts.clone();
        unsigned.notes.pop();
        assert_eq!(of_log(&unsigned), [LogFault::Unsigned]);
        let mut forged = parts.clone();
        forged.notes[0] = forged.notes[0].replacen('\n', "\n1", 1);
        let why = NoteFault::Forged;
        assert_eq!(of_log(&forged)[..1], [LogFault::Note { held: None, why }]);
    }

    async fn an_older_copy_that_was_put_back_is_named_by_a_later_note(database: Database) {
        let county = County::on(&database).await;
        let old = county.export().await;
        county.world.lamp().await;
        let later = county.world.engine.log_everything().await.unwrap().unwrap();
        assert_eq!(findings(&old, &county.key, &[&county.kept]), [], "the old copy is whole in itself");
        let found = findings(&old, &county.key, &[&later.note]);
        let leaves = Parts::of(&old).leaves.len() as u64;
        let held = Some("kept.txt".to_owned());
        let cut = Finding::Log(LogFault::Cut { size: later.size, leaves, held });
        assert_eq!(found, [cut]);
    }

    async fn a_log_that_another_key_signed_is_named(database: Database) {
        let county = County::on(&database).await;
        let mut parts = Parts::of(&county.export().await);
        let other = Signer::new(county.key.name(), &[5; 32]).unwrap();
        parts.signed_anew(&other);
        let found = findings(&parts.lines(), &county.key, &[]);
        let unknown = LogFault::Note { held: None, why: NoteFault::Unknown };
        assert!(found.contains(&Finding::Log(unknown)), "{found:?}");
        assert!(found.contains(&Finding::Log(LogFault::Unsigned)), "{found:?}");
    }

    async fn a_history_that_was_rewritten_and_signed_with_the_key_is_named_by_a_note_outside(database: Database) {
        let county = County::on(&database).await;
        let mut parts = Parts::of(&county.export().await);
        let at = parts.cases.iter().position(|case| case.case != county.case).unwrap();
        forged(&mut parts.cases[at], |records| records.truncate(1));
        leaves_anew(&mut parts);
        let signer = county.world.engine.keys().log_signer().unwrap();
        parts.signed_anew(&signer);
        // The honest limit: with database and key, whoever rewrites all of it leaves no trace inside.
        assert_eq!(findings(&parts.lines(), &county.key, &[]), []);
        let found = findings(&parts.lines(), &county.key, &[&county.kept]);
        let is_outside = |finding: &Finding| matches!(
            finding, Finding::Log(LogFault::Root { held: Some(_), .. } | LogFault::Cut { held: Some(_), .. })
        );
        assert!(found.iter().any(is_outside), "{found:?}");
    }

    async fn what_came_after_the_last_note_outside_can_be_rewritten_by_whoever_has_the_key(database: Database) {
        let county = County::on(&database).await;
        let mut parts = Parts::of(&county.export().await);
        let at = parts.cases.iter().position(|case| case.case == county.case).unwrap();
        forged(&mut parts.cases[at], |records| _ = records.pop());
        leaves_anew(&mut parts);
        let chain = Chain::Case(county.case).to_string();
        let kept = findings(&parts.lines(), &county.key, &[]);
        assert!(!kept.is_empty(), "without the key it shows");
        let signer = county.world.engine.keys().log_signer().unwrap();
        let first = parts.notes.remove(0);
        parts.signed_anew(&signer);
        parts.notes.insert(0, first);
        assert!(parts.leaves.iter().any(|(known, ..)| *known == chain));
        assert_eq!(findings(&parts.lines(), &county.key, &[&county.kept]), []);
    }
}

/// An entry is read as it is written.
#[test]
fn an_entry_is_read_as_it_is_written() {
    let at = "2026-03-02T01:00:00.123456Z".parse().unwrap();
    let (stream, body) = ("sign-in".to_owned(), "{}".to_owned());
    let record = AuditRecord { stream, seq: 3, at, body, hash: [9; 32] };
    let LogLine::Entry { stream, seq, at, body, hash } = LogLine::of_entry(&record) else {
        panic!("it is an entry")
    };
    assert_eq!(proof::export::entry(stream, seq, at, body, &hash), Some(record));
}
