//! All that the program keeps stands on a disk that loses what was not synced, fails at one call, or is full.
//!
//! Where no disk can be mounted (no `/dev/fuse`, no right to mount) each of these says so and is passed over. The short form takes
//! some of the points, spread evenly; `BIHUAN_FAULT_ROUNDS` takes more.

use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::time::Duration;

use fault_disk::{Disk, FaultDisk, Trouble};
use futures::FutureExt;
use testkit::Random;
use uuid::Uuid;

use super::check::Check;
use super::figures::Figures;
use super::ledger::{Outcome, Sent};
use super::load::{Load, a_case_with_notes};
use super::program::{DATABASE, Program};
use super::{CLIENTS, setting};
use crate::support::Database;

/// How many points the short form takes of each kind, and how often it cuts the power under load.
const POINTS: u64 = 6;

/// The room that a disk which is nearly full has left, in bytes.
const ROOM: usize = 128 * 1024;

/// An installation on a disk of its own. The program goes before the disk does.
struct Installed {
    program: Program,
    disk: FaultDisk,
    at: PathBuf,
    tokens: Vec<String>,
    seed: u64,
    random: Random,
}

impl Installed {
    /// None, and says so, where no disk can be mounted.
    async fn on(disk: Disk) -> Option<Self> {
        let at = std::env::temp_dir().join(format!("bihuan-disk-{}", Uuid::new_v4().simple()));
        std::fs::create_dir(&at).unwrap();
        let disk = match FaultDisk::mount(disk, &at) {
            Ok(disk) => disk,
            Err(why) => {
                eprintln!("SKIPPED: no disk can be mounted: {why}");
                return None;
            }
        };
        let mut program = Program::installed_on(disk.path());
        let tokens = program.people(CLIENTS).await;
        disk.disk().settle();
        let seed = setting("BIHUAN_FAULT_SEED", 20_260_302);
        Some(Self { program, disk, at, tokens, seed, random: Random::new(seed) })
    }

    /// The power goes, and comes back.
    async fn cut(&mut self) {
        self.program.kill();
        let random = &mut self.random;
        self.disk.cut(&mut |below| random.next() % below.max(1)).unwrap();
        self.program.start().await;
    }

    /// Sends a case and two notes.
    async fn send(&self, name: &str) -> Vec<Sent> {
        a_case_with_notes(self.program.client(), &self.tokens[0], name).await
    }

    /// What was sent is as it must be: the program runs, and answers the same again. The power was cut so often.
    async fn holds(&mut self, sent: Vec<Sent>, cuts: u64) -> Check {
        let mut check = Check::of(sent, self.seed);
        let figures = Figures::of("power loss, SQLite", &check);
        check.repeats_answer_the_same(self.program.client()).await;
        self.program.stop();
        self.program.verifies();
        let copy = Database::copied(&self.disk.path().join(DATABASE));
        let stored = check.holds_against(&copy).await;
        figures.tell((cuts, 0), stored);
        check
    }

    /// As the disk was before the load.
    fn again_on(&mut self, disk: &Disk) {
        self.disk.replace(disk.clone()).unwrap();
    }
}

impl Drop for Installed {
    fn drop(&mut self) {
        // The program is let go of first, or the disk could not be: it may run on after a failure.
        self.program.is_gone();
        let gone = self.disk.replace(Disk::default());
        eprintln!("seed {}: {}: {gone:?}", self.seed, self.at.display());
    }
}

/// Some of the points from 1 on, spread evenly.
fn points(all: u64) -> impl Iterator<Item = u64> {
    let wanted = setting("BIHUAN_FAULT_ROUNDS", POINTS).min(all);
    (0..wanted).map(move |point| 1 + point * all / wanted)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_or_doubled_when_the_power_goes() {
    let Some(mut installed) = Installed::on(Disk::default()).await else { return };
    installed.program.start().await;
    let load = Load::start(&installed.program, &installed.tokens, installed.seed);
    let cuts = setting("BIHUAN_FAULT_ROUNDS", POINTS);
    for _ in 0..cuts {
        let moment = 150 + installed.random.below(700) as u64;
        tokio::time::sleep(Duration::from_millis(moment)).await;
        installed.cut().await;
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    let check = installed.holds(load.stop(), cuts).await;
    assert!(check.acknowledged() > CLIENTS, "{}", check.summary());
    eprintln!("{}", check.summary());
}

/// The proof that these tests can fail: on a disk that only says that it has synced, what was acknowledged is lost.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_does_not_sync_is_found_out() {
    let Some(mut installed) = Installed::on(Disk::lying()).await else {
        return;
    };
    installed.program.start().await;
    let sent = installed.send("lies").await;
    assert!(sent.iter().all(|sent| matches!(sent.outcome, Outcome::Done(_))), "{sent:?}");
    installed.program.kill();
    installed.disk.cut(&mut |_| 0).unwrap();
    installed.program.start().await;
    let held = AssertUnwindSafe(installed.holds(sent, 1)).catch_unwind().await;
    assert!(held.is_err(), "what is lost was not missed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_power_may_go_after_any_sync() {
    let Some(mut installed) = Installed::on(Disk::default()).await else { return };
    let before = installed.disk.disk().clone();
    installed.program.start().await;
    let (_, from) = installed.disk.disk().counts();
    installed.send("counted").await;
    let (_, until) = installed.disk.disk().counts();
    installed.program.stop();
    assert!(until - from >= 3, "{} syncs for three changes", until - from);
    for point in points(until - from) {
        installed.again_on(&before);
        installed.program.start().await;
        installed.disk.disk().die_after_sync(point);
        let sent = installed.send(&format!("sync-{point}")).await;
        installed.cut().await;
        eprintln!("dead after sync {point} of {}", until - from);
        installed.holds(sent, 1).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_call_may_fail_once() {
    let Some(mut installed) = Installed::on(Disk::default()).await else { return };
    let before = installed.disk.disk().clone();
    installed.program.start().await;
    let (from, _) = installed.disk.disk().counts();
    installed.send("counted").await;
    let (until, _) = installed.disk.disk().counts();
    installed.program.stop();
    for point in points(until - from) {
        for trouble in [Trouble::Broken, Trouble::Full] {
            installed.again_on(&before);
            installed.program.start().await;
            installed.disk.disk().fail(point, trouble, false);
            let sent = installed.send(&format!("call-{point}-{trouble:?}")).await;
            eprintln!("call {point} of {} is {trouble:?}", until - from);
            // The power goes then and there, so that nothing may stand on what failed; or somebody makes room, and the
            // program goes on.
            if trouble == Trouble::Broken {
                installed.cut().await;
            }
            installed.holds(sent, u64::from(trouble == Trouble::Broken)).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_takes_nothing_in_shows_what_is_there_and_recovers_by_itself() {
    let Some(mut installed) = Installed::on(Disk::default()).await else { return };
    installed.program.start().await;
    let room = installed.disk.disk().used() + ROOM;
    installed.disk.disk().leave_room(Some(room));
    let mut sent = Vec::new();
    let is_done = |sent: &Sent| matches!(sent.outcome, Outcome::Done(_));
    for number in 0..200 {
        sent.extend(installed.send(&format!("full-{number}")).await);
        if !sent.last().is_some_and(is_done) {
            break;
        }
    }
    assert!(!sent.last().is_some_and(is_done), "the disk was never full");
    let list = installed.program.client().get("/api/v1/cases").bearer(&installed.tokens[0]);
    list.answer().await.expect(200);
    installed.disk.disk().leave_room(None);
    let after = installed.send("room").await;
    assert!(after.iter().all(is_done), "it does not recover: {after:?}");
    sent.extend(after);
    let check = installed.holds(sent, 0).await;
    eprintln!("{}", check.summary());
}
