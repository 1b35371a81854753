//! Judges from outside: programs that others wrote for the specifications, let loose on a server of their own. Where one
//! cannot be had, its step is skipped and says why.

pub(crate) mod programs;
pub(crate) mod server;

use std::path::Path;
use std::process::Command;

use self::programs::{Had, node, python_judges};
use self::server::{Bodies, Server};
use crate::run::{self, Error, Outcome, Steps};

/// Where the judges' scripts stand.
const SCRIPTS: &str = "tests/judges";

/// Lets the judges loose and nothing else. True if none found anything.
pub(crate) fn alone(root: &Path) -> Result<bool, Error> {
    let mut steps = Steps::begin("judges");
    judges(&mut steps, root)?;
    Ok(steps.finish())
}

/// Builds the command line, serves a demo county with it, and lets every judge at it.
pub(crate) fn judges(steps: &mut Steps, root: &Path) -> Result<(), Error> {
    let mut server = None;
    steps.step("judges' server", || {
        server = Server::start(root, Bodies::None)?;
        Ok(Outcome::from(server.is_some()))
    })?;
    let server = server.as_ref();
    let python = python_judges(root)?;
    let node = node(root, "tests/judges/node", "target/judges/node")?;
    let all = [
        ("judge: georeport (PyPI)", &python, "georeport_client.py"),
        ("judge: open311 (npm)", &node, "client.js"),
        ("judge: standardwebhooks, cloudevents (PyPI)", &python, "events.py"),
        ("judge: standardwebhooks, cloudevents (npm)", &node, "events.js"),
        ("judge: icalendar (PyPI)", &python, "deadlines.py"),
        ("judge: ical.js (npm)", &node, "deadlines.js"),
        ("judge: pm4py (PyPI)", &python, "mining.py"),
        ("judge: pymerkle, cryptography (PyPI)", &python, "log.py"),
        ("judge: schemathesis", &python, "api.py"),
    ];
    for (name, had, script) in all {
        let mut kept = Vec::new();
        steps.step(name, || {
            let (outcome, lines) = judged(server, root, had, script)?;
            kept = lines;
            Ok(outcome)
        })?;
        steps.keep(kept.iter().map(|line| format!("{name}: {line}")).collect());
    }
    Ok(())
}

/// How a judge found it, and what the reader should find at the end: its verdict, and what was left out and why.
fn judged(
    server: Option<&Server>,
    root: &Path,
    had: &Had,
    script: &str,
) -> Result<(Outcome, Vec<String>), Error> {
    let skipped = |reason: &str| Ok((Outcome::Skipped(reason.to_owned()), vec![reason.to_owned()]));
    let Some(server) = server else { return skipped("there is no server to judge") };
    let (program, scripts) = match had {
        Had::Program { program, scripts } => (program, scripts),
        Had::Not(reason) => return skipped(reason),
    };
    let mut command = Command::new(program);
    command.arg(scripts.join(script)).current_dir(root.join("target/judges"));
    command.env("BIHUAN_URL", server.url()).env("BIHUAN_SIGN_IN", server.sign_in());
    command.env("BIHUAN_ADMINISTRATOR", server.administrator());
    command.env("BIHUAN_RECEIVER", server.receiver().to_string());
    command.env("BIHUAN_PROGRAM", server::program(root)).env("BIHUAN_COUNTY", server.folder());
    let (passed, lines) = run::succeeds_keeping(&mut command, is_verdict)?;
    Ok((Outcome::from(passed), lines))
}

fn is_verdict(line: &str) -> bool {
    ["left out: ", "verdict: "].iter().any(|opening| line.starts_with(opening))
}
