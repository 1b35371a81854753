//! `cargo xtask mutants-planted`: defects that are planted on purpose, each of which a test must find. They stand in
//! `tests/planted/defects.toml`, are built together in a copy of the tree, and are switched on one by one.

mod copy;
mod defects;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use self::defects::{Defect, SWITCH};
use crate::run::{self, Error};

/// What became of a defect.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    /// Its test is red with it and green without.
    Caught,
    /// Its test does not notice it.
    Missed,
    /// Its test is not green without it, so that it says nothing.
    NotGreen,
    /// Its test cannot run on this machine.
    Skipped,
}

impl Verdict {
    const fn as_str(&self) -> &'static str {
        match self {
            Self::Caught => "caught",
            Self::Missed => "NOT CAUGHT",
            Self::NotGreen => "NOT GREEN WITHOUT IT",
            Self::Skipped => "skipped: its test cannot run here",
        }
    }
}

/// Plants every defect, or only the one of this name. True if none is missed.
pub(crate) fn planted(root: &Path, only: Option<&str>) -> Result<bool, Error> {
    let begun = Instant::now();
    let defects = defects::read(root)?;
    let Some(tree) = Tree::planted(root, &defects)? else { return Ok(false) };
    let chosen = |defect: &&Defect| only.is_none_or(|name| defect.name == name);
    let chosen: Vec<_> = defects.iter().filter(chosen).collect();
    tree.build()?;
    let built = begun.elapsed().as_secs();
    let mut rows = Vec::new();
    let mut well = !chosen.is_empty();
    for defect in chosen {
        let begun = Instant::now();
        let verdict = tree.tries(defect)?;
        well &= matches!(verdict, Verdict::Caught | Verdict::Skipped);
        rows.push(row(defect, &verdict, begun.elapsed().as_secs()));
    }
    run::say("| defect | what is wrong | test | seconds | |\n| --- | --- | --- | --- | --- |");
    rows.iter().for_each(|row| run::say(row));
    let all = begun.elapsed().as_secs();
    run::say(&format!("{} defects in {all} s, of which {built} s to build", rows.len()));
    Ok(well)
}

fn row(defect: &Defect, verdict: &Verdict, seconds: u64) -> String {
    let Defect { name, what, test, edit: _ } = defect;
    format!("| `{name}` | {what} | `{}` | {seconds} | {} |", test.name, verdict.as_str())
}

/// The copy of the tree with all defects in it.
struct Tree {
    at: PathBuf,
    target: PathBuf,
    /// How cargo is told of everything that holds a test of a defect. It is always told of all of it: with fewer packages it
    /// would choose other features, and build anew.
    selection: Vec<String>,
}

impl Tree {
    /// None, and says so, if a defect does not fit any more.
    fn planted(root: &Path, defects: &[Defect]) -> Result<Option<Self>, Error> {
        let home = root.join("target/planted");
        let (at, target) = (home.join("tree"), home.join("build"));
        let (sources, unfit) = defects::planted(root, defects)?;
        unfit.iter().for_each(|line| run::say(line));
        if !unfit.is_empty() {
            return Ok(None);
        }
        copy::copy(root, &at, &sources)?;
        Ok(Some(Self { at, target, selection: defects::selection(defects) }))
    }

    fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = run::cargo(&self.at, arguments);
        command.env("CARGO_TARGET_DIR", &self.target).env_remove(SWITCH);
        command
    }

    /// Builds the program and every test that is needed. What the compiler warns of in spoiled code is of no interest.
    fn build(&self) -> Result<(), Error> {
        run::answer(&mut self.cargo(&["build", "--quiet", "--package", "cli"]))?;
        let mut tests = self.cargo(&["test", "--quiet", "--no-run"]);
        run::answer(tests.args(&self.selection)).map(drop)
    }

    /// Runs the test of a defect without it, and with it.
    fn tries(&self, defect: &Defect) -> Result<Verdict, Error> {
        run::say(&format!("── {}", defect.name));
        let without = self.runs(&defect.test.name, None)?;
        if without.contains("SKIPPED:") {
            return Ok(Verdict::Skipped);
        }
        if !without.contains("1 passed; 0 failed") {
            run::say(&without);
            return Ok(Verdict::NotGreen);
        }
        let with = self.runs(&defect.test.name, Some(&defect.name))?;
        let is_red = with.contains("0 passed; 1 failed");
        // Where it was found, and what was said of it.
        with.lines().skip_while(|line| !line.contains("panicked at")).take(2).for_each(run::say);
        Ok(if is_red { Verdict::Caught } else { Verdict::Missed })
    }

    /// What a test prints.
    fn runs(&self, test: &str, switched_on: Option<&str>) -> Result<String, Error> {
        let mut command = self.cargo(&["test", "--quiet"]);
        command.args(&self.selection).args(["--", "--exact", test, "--nocapture"]);
        command.envs(switched_on.map(|name| (SWITCH, name)));
        run::printed(&mut command)
    }
}
