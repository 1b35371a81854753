//! `cargo xtask test`: every test of the workspace on both databases, the shipped definitions as a user would check
//! them, and programs from outside that judge the server.

use std::path::Path;
use std::process::Command;

use crate::judges::judges;
use crate::metadata;
use crate::postgres::{Variables, with_postgres};
use crate::run::{self, Error, Outcome, Steps};

/// How the command line is called from here.
const BIHUAN: [&str; 7] = ["run", "--quiet", "--package", "cli", "--bin", "bihuan", "--"];

/// Runs every step. True if none failed.
pub(crate) fn test(root: &Path) -> Result<bool, Error> {
    let mut steps = Steps::begin("test");
    with_postgres(&mut steps, |steps, variables| tests(steps, root, variables))?;
    steps.step("definitions", || definitions(root))?;
    judges(&mut steps, root)?;
    Ok(steps.finish())
}

fn tests(steps: &mut Steps, root: &Path, variables: &Variables) -> Result<(), Error> {
    let cargo = |arguments: &[&str]| {
        let mut command = run::cargo(root, arguments);
        command.envs(variables.iter().map(|(name, value)| (name, value)));
        command
    };
    if run::is_installed("cargo-nextest") {
        let arguments = ["nextest", "run", "--workspace", "--no-fail-fast", "--no-tests=pass"];
        kept_step(steps, "tests", cargo(&arguments))?;
        kept_step(steps, "doc tests", cargo(&["test", "--workspace", "--doc"]))
    } else {
        run::say("`cargo-nextest` is not installed on this machine, `cargo test` runs the tests");
        kept_step(steps, "tests", cargo(&["test", "--workspace", "--no-fail-fast"]))
    }
}

fn kept_step(steps: &mut Steps, name: &'static str, mut command: Command) -> Result<(), Error> {
    let mut kept = Vec::new();
    steps.step(name, || {
        let (passed, lines) = run::succeeds_keeping(&mut command, is_closing_line)?;
        kept = lines;
        Ok(Outcome::from(passed))
    })?;
    steps.keep(kept);
    Ok(())
}

/// The runner's own verdict: nextest's `Summary [ 0.1s] 3 tests run: …`, cargo's `test result: ok. 3 passed; …`.
fn is_closing_line(line: &str) -> bool {
    let line = line.trim_start();
    let has_run = line.starts_with("test result:") && !line.contains(" 0 passed; 0 failed");
    has_run || line.starts_with("Summary [")
}

/// Checks the shipped definitions with the command line itself, their scenarios included.
fn definitions(root: &Path) -> Result<Outcome, Error> {
    if !metadata::read(root)?.has_binary("bihuan") {
        return Ok(Outcome::Skipped("the workspace has no binary `bihuan` yet".to_owned()));
    }
    let mut command = run::cargo(root, &BIHUAN);
    run::succeeds(command.args(["workflow", "check", "workflows"])).map(Outcome::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_verdict_of_either_runner_is_kept_and_nothing_else() {
        assert!(is_closing_line("     Summary [   0.031s] 12 tests run: 12 passed, 0 skipped"));
        assert!(is_closing_line("test result: FAILED. 3 passed; 1 failed; 0 ignored"));
        assert!(!is_closing_line("test result: ok. 0 passed; 0 failed; 0 ignored"));
        assert!(!is_closing_line("test domain::a_law ... ok"));
    }
}
