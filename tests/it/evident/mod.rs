//! A record that outsiders can verify: whatever is done to database, log, key or export is found by somebody who holds an
//! older note, and nothing is found where nothing was done. What such a reader cannot find is said here, too.

mod planted;
mod witness;

use proof::examine::{Examination, Examined, Finding};
use proof::export::LogLine;
use proof::log::Chain;
use serde_json::json;
use store::Store;
use tlog::Verifier;

use crate::support::{Database, OPERATOR, World, both};

/// The lines of an export with its log, as the command line writes it.
async fn export(store: &Store, key: &Verifier) -> Vec<String> {
    let line = |line: &LogLine| serde_json::to_string(line).unwrap();
    let mut lines = vec![line(&LogLine::Log { key: key.to_string() })];
    let notes = store.log_notes(0, 1000).await.unwrap();
    lines.extend(notes.iter().map(|note| line(&LogLine::Note { note: note.note.clone() })));
    let leaves = store.log_leaves(OPERATOR, 0, 1000).await.unwrap();
    lines.extend(leaves.iter().map(|leaf| line(&LogLine::of_leaf(leaf))));
    let cases = store.examine_cases(OPERATOR, None, 1000).await.unwrap();
    lines.extend(cases.iter().map(|case| serde_json::to_string(&case.export).unwrap()));
    let mut entries = 0;
    for stream in store.audit_streams().await.unwrap() {
        let records = store.audit_stream(&stream, 0, 1000).await.unwrap();
        entries += records.len() as u64;
        lines.extend(records.iter().map(|record| line(&LogLine::of_entry(record))));
    }
    lines.push(line(&LogLine::End { cases: cases.len() as u64, entries }));
    lines
}

/// What an outsider finds who holds a key and older notes.
fn examined(lines: &[String], key: &Verifier, held: &[&str]) -> Examined {
    let held = held.iter().map(|note| ("kept.txt".to_owned(), (*note).to_owned())).collect();
    let mut examination = Examination::new(Some(key.clone()), held);
    lines.iter().for_each(|line| examination.line(line));
    examination.end()
}

fn findings(lines: &[String], key: &Verifier, held: &[&str]) -> Vec<Finding> {
    examined(lines, key, held).findings
}

/// A county with two cases and an audit, in the log by two notes.
struct County {
    world: World,
    key: Verifier,
    /// The first note, which an outsider keeps.
    kept: String,
    /// The case that went on after it.
    case: domain::id::CaseId,
}

impl County {
    async fn on(database: &Database) -> Self {
        let world = World::on(database).await;
        let key = world.engine.log_key().unwrap();
        world.lamp().await;
        let case = world.lamp().await.committed.stored.case.id;
        let entry = world.engine.entry("identities", None, "revealed", json!({ "case": case }));
        world.engine.store().audit(entry).await.unwrap();
        let kept = world.engine.log_everything().await.unwrap().unwrap().note;
        world.dispatch(case, "urban-management").await;
        world.engine.log_everything().await.unwrap();
        Self { world, key, kept, case }
    }

    async fn export(&self) -> Vec<String> {
        export(self.world.engine.store(), &self.key).await
    }

    /// What an outsider finds who holds the first note.
    async fn findings(&self) -> Vec<Finding> {
        findings(&self.export().await, &self.key, &[&self.kept])
    }
}

both! {
    async fn where_nothing_was_done_nothing_is_found(database: Database) {
        let county = County::on(&database).await;
        let lines = county.export().await;
        let examined = examined(&lines, &county.key, &[&county.kept]);
        assert_eq!(examined.findings, []);
        assert_eq!((examined.cases, examined.notes, examined.unbound), (2, 2, 0));
        assert!(examined.leaves >= 4 && examined.events > 4 && examined.entries > 0);
        // A record that goes on behind the log is no fault, but is told.
        let clerk = World::person("center.clerk");
        let input = domain::case::Input::None;
        county.world.perform(&clerk, county.case, "urge", input).await.unwrap();
        let later = self::examined(&county.export().await, &county.key, &[&county.kept]);
        assert_eq!(later.findings, []);
        assert!(later.unbound > 0);
    }

    async fn a_round_adds_what_changed_and_nothing_twice(database: Database) {
        let county = County::on(&database).await;
        let store = county.world.engine.store();
        let before = store.last_log_note().await.unwrap().unwrap();
        let again = county.world.engine.log_round([].into(), None).await.unwrap();
        assert_eq!((again.added, store.last_log_note().await.unwrap()), (0, Some(before.clone())));
        let changed = county.world.lamp().await.committed.stored;
        let head = store::checkpoint::Head { seq: 1, hash: [7; 32] };
        // An older head than the one that the log is about to find takes no chain back.
        let changed = [(changed.case.id, head)].into();
        assert_eq!(county.world.engine.log_round(changed, None).await.unwrap().added, 1);
        assert_eq!(store.last_log_note().await.unwrap().unwrap().old, before.size);
        assert_eq!(county.findings().await, []);
    }

    async fn nodes_that_write_the_log_together_make_one(database: Database) {
        let county = County::on(&database).await;
        for _ in 0..10 {
            county.world.lamp().await;
        }
        let other = database.open().await;
        let rounds = (0..8).map(|number| {
            let (engine, other) = (&county.world.engine, &other);
            async move {
                let signer = engine.keys().log_signer().unwrap();
                let sign: store::log::Sign = Box::new(move |tree| {
                    let origin = signer.verifier().name().to_owned();
                    let (size, root) = (tree.size(), tree.root());
                    let checkpoint = tlog::Checkpoint { origin, size, root };
                    Some(checkpoint.signed(&signer)?.to_string())
                });
                let round = store::log::Round {
                    changed: [].into(), look: (None, 1000), at: engine.clock().now(), sign,
                };
                let store = if number % 2 == 0 { engine.store() } else { other };
                store.log_round(round).await.unwrap().added
            }
        });
        let added: u64 = futures::future::join_all(rounds).await.into_iter().sum();
        assert_eq!(added, 10);
        assert_eq!(county.findings().await, []);
    }

    async fn a_node_that_stops_has_put_in_what_it_heard_of(database: Database) {
        let world = World::on(&database).await;
        let workers = engine::workers::Workers::start(&world.engine);
        for _ in 0..3 {
            world.lamp().await;
        }
        workers.stop().await;
        let key = world.engine.log_key().unwrap();
        let examined = examined(&export(world.engine.store(), &key).await, &key, &[]);
        assert_eq!((examined.findings, examined.cases, examined.unbound), (vec![], 3, 0));
    }

    async fn erasing_who_complained_leaves_every_proof_as_it_was(database: Database) {
        let county = County::on(&database).await;
        let before = county.export().await;
        let words = |lines: &[String]| lines.iter().filter(|line| line.contains("看不见路")).count();
        assert_eq!(words(&before), 2, "the words are in the export, with their commitments");
        let entry = county.world.engine.entry("identities", None, "erased", json!({}));
        let store = county.world.engine.store();
        let everything = county.world.engine.visible(&engine::Who::Engine).await.unwrap();
        let version = store.export_case(&everything, county.case, false).await.unwrap().unwrap();
        let version = version.events.last().unwrap().seq.unsigned_abs();
        assert!(store.erase_identities(county.case, version, entry).await.unwrap());
        county.world.engine.log_everything().await.unwrap();
        let after = county.export().await;
        assert_eq!(words(&after), 1, "the words of one case are gone");
        assert_eq!(findings(&after, &county.key, &[&county.kept]), []);
        // Leaves and notes are the same bytes as before, to which more were added.
        let of_log = |lines: &[String], kind: &str| -> Vec<String> {
            let lines = lines.iter().filter(|line| line.starts_with(kind));
            lines.cloned().collect()
        };
        for kind in ["{\"leaf\"", "{\"note\""] {
            let (old, new) = (of_log(&before, kind), of_log(&after, kind));
            assert!(new.starts_with(&old) && new.len() > old.len(), "{kind}");
        }
    }
}

/// The chain of a finding, with its fault.
fn of_chain(found: &[Finding]) -> Vec<(&Chain, &store::verify::Fault)> {
    let chains = found.iter().filter_map(|finding| match finding {
        Finding::Chain { chain, fault } => Some((chain, fault)),
        Finding::Line { .. } | Finding::Unfinished | Finding::Log(_) | Finding::NoLog => None,
    });
    chains.collect()
}
