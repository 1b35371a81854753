//! Three nodes on one PostgreSQL: any of them is killed at any moment, and the database is stopped at once and started again
//! where somebody says how, as `cargo xtask faults` does.

use std::process::Command;
use std::time::Duration;

use testkit::Random;

use super::check::Check;
use super::figures::Figures;
use super::load::Load;
use super::program::Program;
use super::{CLIENTS, ROUNDS, setting};
use crate::support::Database;

/// The command of a shell that stops the database at once, as a crash would, starts it again, and returns when it answers.
const STOP: &str = "BIHUAN_FAULT_DATABASE_STOP";

/// How many nodes there are.
const NODES: usize = 3;

/// Every so many rounds the database is stopped instead of a node.
const DATABASE_EVERY: u64 = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_or_doubled_on_three_nodes() {
    let Some(database) = Database::postgres().await else { return };
    let (rounds, seed) =
        (setting("BIHUAN_FAULT_ROUNDS", ROUNDS), setting("BIHUAN_FAULT_SEED", 20_260_302));
    let mut nodes = Nodes::on(&database, seed).await;
    let clients: Vec<_> = nodes.programs.iter().map(Program::client).collect();
    let load = Load::on(&clients, &nodes.programs[0].ledgers(), &nodes.tokens, seed);
    for round in 1..=rounds {
        let moment = 100 + nodes.random.below(500) as u64;
        tokio::time::sleep(Duration::from_millis(moment)).await;
        nodes.round(round).await;
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    let mut check = Check::of(load.stop(), seed);
    let figures = Figures::of("three nodes on PostgreSQL", &check);
    assert!(check.acknowledged() >= usize::try_from(rounds).unwrap() * 2, "{}", check.summary());
    check.repeats_answer_the_same(clients[0]).await;
    nodes.programs.iter_mut().for_each(Program::stop);
    nodes.programs[0].verifies();
    let stored = check.holds_against(&database).await;
    figures.tell((nodes.kills, nodes.stops), stored);
}

/// The nodes, all of one installation.
struct Nodes {
    programs: Vec<Program>,
    tokens: Vec<String>,
    random: Random,
    stop: Option<String>,
    kills: u64,
    stops: u64,
}

impl Nodes {
    /// Installs and starts them.
    async fn on(database: &Database, seed: u64) -> Self {
        let mut first = Program::installed(database);
        let tokens = first.people(CLIENTS).await;
        let others: Vec<_> = (1..NODES).map(|_| first.beside()).collect();
        let mut programs: Vec<_> = [first].into_iter().chain(others).collect();
        for program in &mut programs {
            program.start().await;
        }
        let stop = std::env::var(STOP).ok();
        if stop.is_none() {
            eprintln!("the database itself is not stopped: {STOP} is not set");
        }
        Self { programs, tokens, random: Random::new(seed), stop, kills: 0, stops: 0 }
    }

    /// Kills a node or two and starts them again, or stops the database.
    async fn round(&mut self, round: u64) {
        match self.stop.clone() {
            Some(command) if round.is_multiple_of(DATABASE_EVERY) => self.stops(&command).await,
            Some(_) | None => self.kills().await,
        }
    }

    async fn kills(&mut self) {
        let first = self.random.below(NODES);
        let second = (first + 1) % NODES;
        let both = if self.random.one_in(4) { vec![first, second] } else { vec![first] };
        both.iter().for_each(|node| self.programs[*node].kill());
        let away = self.random.below(300) as u64;
        tokio::time::sleep(Duration::from_millis(away)).await;
        for node in &both {
            self.programs[*node].start().await;
        }
        self.kills += both.len() as u64;
    }

    /// Every node must find the database again by itself.
    async fn stops(&mut self, command: &str) {
        let stopped = Command::new("sh").args(["-c", command]).output().unwrap();
        assert!(stopped.status.success(), "{}", String::from_utf8_lossy(&stopped.stderr));
        self.stops += 1;
        for program in &self.programs {
            program.gets_ready().await;
        }
    }
}
