//! Running programs and steps: each step is named before it runs, and the last lines say what passed, failed and was
//! skipped, so that the end of a log is enough to judge it.

use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Instant;

/// Why a task could not be carried out at all.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// A program could not be started, or its output not be read.
    #[error("`{program}` cannot be run: {source}")]
    Program {
        /// As it was called.
        program: String,
        /// What the system said.
        source: io::Error,
    },
    /// A program that only answers a question failed.
    #[error("`{program}` failed: {message}")]
    Refused {
        /// As it was called.
        program: String,
        /// What it said.
        message: String,
    },
    /// A file or folder could not be read.
    #[error("`{}` cannot be read: {source}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file or folder could not be made or changed.
    #[error("`{}` cannot be made or changed: {source}", path.display())]
    Change {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// There is no database server to test on.
    #[error("{reason}")]
    NoPostgres {
        /// Why.
        reason: String,
    },
    /// The answer of `cargo metadata` has another shape than expected.
    #[error("the answer of `cargo metadata` cannot be understood: {0}")]
    Metadata(#[from] serde_json::Error),
    /// Not started by cargo.
    #[error("start it as `cargo xtask`, cargo tells it where the workspace is")]
    NoWorkspace,
}

/// How a step ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Well.
    Passed,
    /// Something was found; it has been printed.
    Failed,
    /// It was not run, and why.
    Skipped(String),
}

impl From<bool> for Outcome {
    fn from(passed: bool) -> Self {
        if passed { Self::Passed } else { Self::Failed }
    }
}

/// The steps of one task. A failed step does not keep the others from running: one run shows everything.
#[derive(Debug)]
pub(crate) struct Steps {
    task: &'static str,
    started: Instant,
    ended: Vec<(&'static str, Outcome)>,
    closing_lines: Vec<String>,
}

impl Steps {
    /// Begins a task.
    pub(crate) fn begin(task: &'static str) -> Self {
        Self { task, started: Instant::now(), ended: Vec::new(), closing_lines: Vec::new() }
    }

    /// Names a step, runs it and keeps its outcome.
    pub(crate) fn step(
        &mut self,
        name: &'static str,
        work: impl FnOnce() -> Result<Outcome, Error>,
    ) -> Result<(), Error> {
        say(&format!("── {name}"));
        let outcome = work()?;
        if let Outcome::Skipped(reason) = &outcome {
            say(&format!("skipped: {reason}"));
        }
        self.ended.push((name, outcome));
        Ok(())
    }

    /// Keeps lines of a step's output that the reader should find at the end.
    pub(crate) fn keep(&mut self, lines: Vec<String>) {
        self.closing_lines.extend(lines);
    }

    /// Prints the summary. True if no step failed.
    pub(crate) fn finish(self) -> bool {
        say("── summary");
        self.closing_lines.iter().for_each(|line| say(line));
        say(&summary(self.task, &self.ended, self.started.elapsed().as_secs()));
        !self.ended.iter().any(|(_, outcome)| *outcome == Outcome::Failed)
    }
}

fn summary(task: &str, ended: &[(&str, Outcome)], seconds: u64) -> String {
    let names = |wanted: fn(&Outcome) -> bool| {
        let names: Vec<_> =
            ended.iter().filter(|(_, outcome)| wanted(outcome)).map(|(name, _)| *name).collect();
        if names.is_empty() { "none".to_owned() } else { names.join(", ") }
    };
    format!(
        "xtask {task}: passed: {}; failed: {}; skipped: {} ({seconds} s)",
        names(|outcome| *outcome == Outcome::Passed),
        names(|outcome| *outcome == Outcome::Failed),
        names(|outcome| matches!(outcome, Outcome::Skipped(_))),
    )
}

/// Prints a line for the reader.
#[expect(clippy::print_stdout, reason = "the output of this tool is what it prints")]
pub(crate) fn say(line: &str) {
    println!("{line}");
}

/// The root of the workspace, two folders above this crate.
pub(crate) fn workspace_root() -> Result<PathBuf, Error> {
    let own = std::env::var_os("CARGO_MANIFEST_DIR").ok_or(Error::NoWorkspace)?;
    Path::new(&own).ancestors().nth(2).map(Path::to_path_buf).ok_or(Error::NoWorkspace)
}

/// The cargo that started this tool, in the workspace's root, with nothing to read.
pub(crate) fn cargo(root: &Path, arguments: &[&str]) -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root).stdin(Stdio::null());
    // We were told of our own package. A build script that reads such names, as that of `ring` does, would take them for a
    // change, and everything above it would be built anew at every turn between this tool and cargo itself.
    let ours = std::env::vars_os().map(|(name, _)| name).filter(|name| is_about_us(name));
    ours.for_each(|name| _ = command.env_remove(name));
    command
}

fn is_about_us(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
}

/// Runs a program and lets it print. True if it succeeded.
pub(crate) fn succeeds(command: &mut Command) -> Result<bool, Error> {
    command.status().map(|status| status.success()).map_err(|source| cannot_run(command, source))
}

/// Starts a program and does not wait for it.
pub(crate) fn spawned(command: &mut Command) -> Result<Child, Error> {
    command.spawn().map_err(|source| cannot_run(command, source))
}

/// Runs a program silently and returns what it prints.
pub(crate) fn answer(command: &mut Command) -> Result<String, Error> {
    let output = command.output().map_err(|source| cannot_run(command, source))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let message = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(Error::Refused { program: called(command), message })
}

/// Runs a program silently and returns all that it prints, whether it succeeds or not.
pub(crate) fn printed(command: &mut Command) -> Result<String, Error> {
    let output = command.output().map_err(|source| cannot_run(command, source))?;
    let both = [output.stdout, output.stderr].concat();
    Ok(String::from_utf8_lossy(&both).into_owned())
}

/// Runs a program, passes on each line it prints, and keeps those that `closing` picks.
pub(crate) fn succeeds_keeping(
    command: &mut Command,
    closing: fn(&str) -> bool,
) -> Result<(bool, Vec<String>), Error> {
    let mut child = spawned(command.stdout(Stdio::piped()).stderr(Stdio::piped()))?;
    let stderr = child.stderr.take();
    let aside = thread::spawn(move || stderr.map(|stream| pass_on(stream, closing)));
    let mut kept = child.stdout.take().map(|stream| pass_on(stream, closing)).unwrap_or_default();
    kept.extend(aside.join().ok().flatten().unwrap_or_default());
    let status = child.wait().map_err(|source| cannot_run(command, source))?;
    Ok((status.success(), kept))
}

fn pass_on(stream: impl Read, closing: fn(&str) -> bool) -> Vec<String> {
    let lines = BufReader::new(stream).lines().map_while(Result::ok);
    lines.inspect(|line| say(line)).filter(|line| closing(line)).collect()
}

/// True if a program of this name stands in the search path.
pub(crate) fn is_installed(program: &str) -> bool {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders).any(|folder| folder.join(program).is_file())
}

fn cannot_run(command: &Command, source: io::Error) -> Error {
    Error::Program { program: called(command), source }
}

fn called(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summary_names_every_step_under_its_outcome() {
        let ended = [
            ("fmt", Outcome::Passed),
            ("tidy", Outcome::Failed),
            ("typos", Outcome::Skipped("not installed".into())),
        ];
        assert_eq!(
            summary("check", &ended, 3),
            "xtask check: passed: fmt; failed: tidy; skipped: typos (3 s)"
        );
    }

    #[test]
    fn cargo_is_not_told_of_our_own_package() {
        let removed = |name| {
            let command = cargo(Path::new("."), &["--version"]);
            command.get_envs().any(|(known, value)| known == name && value.is_none())
        };
        assert!(removed("CARGO_PKG_NAME") && removed("CARGO_MANIFEST_DIR"));
        assert!(!removed("PATH"));
    }

    #[test]
    fn a_failed_step_fails_the_task_and_does_not_stop_it() {
        let mut steps = Steps::begin("check");
        steps.step("first", || Ok(Outcome::Failed)).unwrap();
        steps.step("second", || Ok(Outcome::Passed)).unwrap();
        assert_eq!(steps.ended.len(), 2);
        assert!(!steps.finish());
    }

    #[test]
    fn a_skipped_step_does_not_fail_the_task() {
        let mut steps = Steps::begin("check");
        steps.step("only", || Ok(Outcome::Skipped("no such tool".into()))).unwrap();
        assert!(steps.finish());
    }
}
