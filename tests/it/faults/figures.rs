//! What a run has shown, for whoever adds up many of them: `cargo xtask faults`.

use std::fs::OpenOptions;
use std::io::Write as _;

use serde_json::json;

use super::check::Check;

/// The file to which each run adds a line.
const FILE: &str = "BIHUAN_FAULT_FIGURES";

/// What was done, what came of it, and that nothing was wrong with it: of a run that fails there are no figures.
#[derive(Clone, Debug)]
pub(super) struct Figures {
    harness: &'static str,
    seed: u64,
    sent: usize,
    acknowledged: usize,
    unknown: usize,
}

impl Figures {
    /// What the clients knew when they stopped, before anything was asked again.
    pub(super) fn of(harness: &'static str, check: &Check) -> Self {
        let (sent, acknowledged, unknown) = check.counts();
        Self { harness, seed: check.seed(), sent, acknowledged, unknown }
    }

    /// Tells them, with how often a program was killed or the power cut, how often the database was stopped, and how many texts
    /// are stored.
    pub(super) fn tell(&self, (kills, stops): (u64, u64), stored: usize) {
        let Self { harness, seed, sent, acknowledged, unknown } = self;
        let line = json!({
            "harness": harness, "seed": seed, "kills": kills, "stops": stops, "sent": sent,
            "acknowledged": acknowledged, "unknown": unknown, "stored": stored,
        });
        eprintln!("{line}");
        if let Some(path) = std::env::var_os(FILE) {
            let mut file = OpenOptions::new().create(true).append(true).open(path).unwrap();
            writeln!(file, "{line}").unwrap();
        }
    }
}
