//! The real program under load, killed and started again: what it acknowledged is there once, what it refused is not, and
//! what nobody knows is there once or not at all.
//!
//! `BIHUAN_FAULT_ROUNDS` and `BIHUAN_FAULT_SEED` make it longer or other; a failure says its seed.

mod backup;
mod check;
mod figures;
mod ledger;
mod load;
mod nodes;
#[cfg(target_os = "linux")]
mod power;
mod program;

use std::time::{Duration, Instant};

use testkit::Random;

use crate::support::{Database, both};
use check::Check;
use figures::Figures;
use load::Load;
use program::Program;

/// How many rounds the short form has.
const ROUNDS: u64 = 8;

/// How many clients send at once.
const CLIENTS: usize = 4;

/// How long a stop may take.
const STOP_SECONDS_MAX: u64 = 25;

both! {
    async fn nothing_acknowledged_is_lost_or_doubled_by_kill_nine(database: Database) {
        let (rounds, seed) = (setting("BIHUAN_FAULT_ROUNDS", ROUNDS), setting("BIHUAN_FAULT_SEED", 20_260_302));
        let mut random = Random::new(seed);
        let mut program = Program::installed(&database);
        let tokens = program.people(CLIENTS).await;
        let load = Load::start(&program, &tokens, seed);
        for round in 1..=rounds {
            program.start().await;
            let moment = 150 + random.below(700) as u64;
            tokio::time::sleep(Duration::from_millis(moment)).await;
            program.kill();
            eprintln!("seed {seed}, round {round}: killed after {moment} ms");
        }
        program.start().await;
        tokio::time::sleep(Duration::from_millis(300)).await;
        let mut check = Check::of(load.stop(), seed);
        let figures = Figures::of(database.kind(), &check);
        assert!(check.acknowledged() >= usize::try_from(rounds).unwrap() * 2, "{}", check.summary());
        check.repeats_answer_the_same(program.client()).await;
        program.stop();
        program.verifies();
        let stored = check.holds_against(&database).await;
        figures.tell((rounds, 0), stored);
    }

    async fn a_stop_under_load_answers_what_it_took_and_leaves_nothing_half_done(database: Database) {
        let seed = setting("BIHUAN_FAULT_SEED", 20_260_302);
        let mut program = Program::installed(&database);
        let tokens = program.people(CLIENTS).await;
        program.start().await;
        let load = Load::start(&program, &tokens, seed);
        tokio::time::sleep(Duration::from_millis(900)).await;
        let begun = Instant::now();
        program.stop();
        assert!(begun.elapsed() < Duration::from_secs(STOP_SECONDS_MAX), "{:?}", begun.elapsed());
        let mut check = Check::of(load.stop(), seed);
        assert_eq!(check.broken_off(), 0, "an answer broke off: {}", check.summary());
        assert!(check.acknowledged() > CLIENTS, "{}", check.summary());
        check.holds_against(&database).await;
        program.start().await;
        check.repeats_answer_the_same(program.client()).await;
        program.stop();
        check.holds_against(&database).await;
        eprintln!("{}", check.summary());
    }
}

fn setting(name: &str, usual: u64) -> u64 {
    std::env::var(name).map_or(usual, |text| text.parse().unwrap())
}
