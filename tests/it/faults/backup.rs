//! Backups that are taken under load: each is restored, verifies, holds what was acknowledged before it began, each once, and nothing
//! that was not sent.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use testkit::Random;

use super::check::Check;
use super::ledger;
use super::load::Load;
use super::program::Program;
use super::{CLIENTS, setting};
use crate::support::Database;

/// How many backups the short form takes.
const BACKUPS: u64 = 3;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_under_load_is_restored_with_all_that_was_acknowledged_before_it() {
    let database = Database::sqlite().await;
    let seed = setting("BIHUAN_FAULT_SEED", 20_260_302);
    let (mut random, mut program) = (Random::new(seed), Program::installed(&database));
    let tokens = program.people(CLIENTS).await;
    program.start().await;
    let load = Load::start(&program, &tokens, seed);
    let mut taken: Vec<(PathBuf, BTreeSet<String>)> = Vec::new();
    for number in 0..setting("BIHUAN_FAULT_ROUNDS", BACKUPS).min(20) {
        let moment = 300 + random.below(500) as u64;
        tokio::time::sleep(Duration::from_millis(moment)).await;
        let before = ledger::acknowledged(&program.ledgers());
        let target = program.ledgers().join(format!("backup-{number}"));
        program.does(&["backup", target.to_str().unwrap()]);
        taken.push((target, before));
    }
    let check = Check::of(load.stop(), seed);
    program.stop();
    for (target, before) in &taken {
        let copy = Database::copied(&program.restored(target));
        check.holds_a_beginning(&copy, before).await;
    }
    let most = taken.last().map_or(0, |(_, before)| before.len());
    assert!(most > CLIENTS, "{most} were acknowledged before the last backup");
    eprintln!("{} backups under load, {most} acknowledged before the last", taken.len());
}
