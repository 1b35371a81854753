//! `cargo xtask faults`: the real program under load while it is killed, the power is cut and the database is stopped. What each
//! run shows is added up, with the bound that it supports.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::Deserialize;

use crate::postgres::{Variables, with_durable_postgres};
use crate::run::{self, Error, Outcome, Steps};

/// What kills what. Each is a test of its own, which knows nothing of the others.
const HARNESSES: [&str; 3] = [
    "faults::nothing_acknowledged_is_lost_or_doubled_by_kill_nine::on_sqlite",
    "faults::nodes::nothing_acknowledged_is_lost_or_doubled_on_three_nodes",
    "faults::power::nothing_acknowledged_is_lost_or_doubled_when_the_power_goes",
];

/// How many rounds a short run has, and each of those that a long one is made of: what it stored is judged after each.
const ROUNDS_SHORT: u64 = 8;
const ROUNDS_LONG: u64 = 60;

/// The usual seed.
const SEED: u64 = 20_260_302;

/// What a run has shown.
#[derive(Debug, Deserialize)]
struct Figures {
    harness: String,
    kills: u64,
    stops: u64,
    sent: u64,
    acknowledged: u64,
    unknown: u64,
    stored: u64,
}

/// The sums over the runs of one harness.
#[derive(Debug, Default, PartialEq, Eq)]
struct Sums {
    runs: u64,
    kills: u64,
    stops: u64,
    sent: u64,
    acknowledged: u64,
    unknown: u64,
    stored: u64,
}

/// How long and how.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Length {
    /// For how long; each harness once and shortly if none.
    pub(crate) hours: Option<f64>,
    /// The seed of the first run; the next have those after it.
    pub(crate) seed: Option<u64>,
}

/// Every harness, once or for hours. True if nothing was found.
pub(crate) fn faults(root: &Path, length: Length) -> Result<bool, Error> {
    let mut steps = Steps::begin("faults");
    let lasts = length.hours.map(|hours| Duration::from_secs_f64(hours.max(0.0) * 3600.0));
    let (rounds, seed) =
        (if lasts.is_some() { ROUNDS_LONG } else { ROUNDS_SHORT }, length.seed.unwrap_or(SEED));
    with_durable_postgres(&mut steps, |steps, variables| {
        let mut lines = Vec::new();
        steps.step("faults", || {
            let runs = Runs::begin(root, variables, rounds)?;
            let passed = runs.last(lasts, seed)?;
            lines = runs.told()?;
            Ok(Outcome::from(passed))
        })?;
        steps.keep(lines);
        Ok(())
    })?;
    Ok(steps.finish())
}

/// Runs that add to one file of figures.
struct Runs<'a> {
    root: &'a Path,
    variables: &'a Variables,
    rounds: u64,
    file: PathBuf,
}

impl<'a> Runs<'a> {
    fn begin(root: &'a Path, variables: &'a Variables, rounds: u64) -> Result<Self, Error> {
        let file = root.join("target/faults.jsonl");
        fs::write(&file, "").map_err(|source| Error::Change { path: file.clone(), source })?;
        Ok(Self { root, variables, rounds, file })
    }

    /// Each harness once, and again with the next seed until the time is over or one fails.
    fn last(&self, lasts: Option<Duration>, first: u64) -> Result<bool, Error> {
        let begun = Instant::now();
        for seed in first.. {
            for harness in HARNESSES {
                if !self.run(harness, seed)? {
                    run::say(&format!("`{harness}` failed with seed {seed}"));
                    return Ok(false);
                }
            }
            if lasts.is_none_or(|lasts| begun.elapsed() >= lasts) {
                break;
            }
        }
        Ok(true)
    }

    fn run(&self, harness: &str, seed: u64) -> Result<bool, Error> {
        let wanted = ["test", "--quiet", "--package", "tests", "--test", "it", "--"];
        let mut command = run::cargo(self.root, &wanted);
        command.args(["--exact", harness, "--nocapture"]);
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command.env("BIHUAN_FAULT_ROUNDS", self.rounds.to_string());
        command.env("BIHUAN_FAULT_SEED", seed.to_string());
        command.env("BIHUAN_FAULT_FIGURES", &self.file);
        run::succeeds(&mut command)
    }

    /// The sums of what was shown, a line for each harness.
    fn told(&self) -> Result<Vec<String>, Error> {
        let failed = |source| Error::File { path: self.file.clone(), source };
        let text = fs::read_to_string(&self.file).map_err(failed)?;
        let mut sums: BTreeMap<String, Sums> = BTreeMap::new();
        for line in text.lines() {
            let figures: Figures = serde_json::from_str(line)?;
            sums.entry(figures.harness.clone()).or_default().add(&figures);
        }
        Ok(sums.iter().map(|(harness, sums)| sums.line(harness)).collect())
    }
}

impl Sums {
    fn add(&mut self, figures: &Figures) {
        let Figures { harness: _, kills, stops, sent, acknowledged, unknown, stored } = figures;
        self.runs += 1;
        self.kills += kills;
        self.stops += stops;
        self.sent += sent;
        self.acknowledged += acknowledged;
        self.unknown += unknown;
        self.stored += stored;
    }

    /// What was shown, and the bound: where none of N independent trials fails, fewer than 3/N do, with 95 % confidence.
    fn line(&self, harness: &str) -> String {
        let Self { runs, kills, stops, sent, acknowledged, unknown, stored } = self;
        format!(
            "{harness}: {runs} runs, {kills} kills, {stops} stops of the database; {sent} sent, {acknowledged} \
             acknowledged, {unknown} unknown, {stored} stored; 0 lost, 0 doubled, 0 of nobody; {}",
            bound(kills + stops)
        )
    }
}

/// The bound that so many trials without a failure support.
fn bound(trials: u64) -> String {
    if trials == 0 {
        return "no bound".to_owned();
    }
    // Hundredths of a per cent, rounded up: 3/N as a share.
    let hundredths = 30_000_u64.div_ceil(trials);
    let (whole, part) = (hundredths / 100, hundredths % 100);
    format!("at most {whole}.{part:02} % of faults lose anything (3/{trials}, 95 %)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bound_is_three_over_the_trials() {
        assert_eq!(bound(1000), "at most 0.30 % of faults lose anything (3/1000, 95 %)");
        assert_eq!(bound(7), "at most 42.86 % of faults lose anything (3/7, 95 %)");
        assert_eq!(bound(0), "no bound");
    }

    #[test]
    fn runs_of_one_harness_are_added_up() {
        let line = r#"{"harness":"SQLite","seed":1,"kills":8,"stops":0,"sent":9,"acknowledged":7,"unknown":1,"stored":8}"#;
        let figures: Figures = serde_json::from_str(line).unwrap();
        let mut sums = Sums::default();
        sums.add(&figures);
        sums.add(&figures);
        assert_eq!((sums.runs, sums.kills, sums.stored), (2, 16, 16));
        assert!(sums.line("SQLite").contains("16 kills") && sums.line("SQLite").contains("3/16"));
    }
}
