//! `cargo xtask check`: what must be clean before a change is shown to anybody. The quick steps stand first.

use std::path::Path;

use crate::run::{self, Error, Outcome, Steps};
use crate::{edges, tidy};

/// Tools that are used where they are installed: name, program, arguments.
const OPTIONAL: [(&str, &str, &[&str]); 4] = [
    ("deny", "cargo-deny", &["deny", "--all-features", "check", "bans", "licenses", "sources"]),
    ("machete", "cargo-machete", &["machete"]),
    ("typos", "typos", &[]),
    ("taplo", "taplo", &["fmt", "--check"]),
];

/// Runs every step. True if none failed.
pub(crate) fn check(root: &Path) -> Result<bool, Error> {
    let mut steps = Steps::begin("check");
    steps.step("fmt", || cargo(root, &["fmt", "--all", "--check"]))?;
    steps.step("tidy", || tidy::tidy(root).map(Outcome::from))?;
    steps.step("edges", || edges::edges(root).map(Outcome::from))?;
    for (name, program, arguments) in OPTIONAL {
        steps.step(name, || optional(root, program, arguments))?;
    }
    steps.step("clippy", || {
        cargo(root, &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])
    })?;
    steps.step("doc", || documentation(root))?;
    Ok(steps.finish())
}

fn cargo(root: &Path, arguments: &[&str]) -> Result<Outcome, Error> {
    run::succeeds(&mut run::cargo(root, arguments)).map(Outcome::from)
}

fn documentation(root: &Path) -> Result<Outcome, Error> {
    let mut command = run::cargo(root, &["doc", "--workspace", "--no-deps", "--quiet"]);
    run::succeeds(command.env("RUSTDOCFLAGS", "-D warnings")).map(Outcome::from)
}

fn optional(root: &Path, program: &str, arguments: &[&str]) -> Result<Outcome, Error> {
    if !run::is_installed(program) {
        return Ok(Outcome::Skipped(format!("`{program}` is not installed on this machine")));
    }
    if program.starts_with("cargo-") {
        return cargo(root, arguments);
    }
    let mut command = std::process::Command::new(program);
    run::succeeds(command.args(arguments).current_dir(root)).map(Outcome::from)
}
