//! Pages in a real browser, on a server of their own: what a program can judge of them, and pictures for people. Where
//! there is no browser, or what drives it cannot be had, the step is skipped and says why.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::debian;
use crate::judges::programs::{Had, node};
use crate::judges::server::{Bodies, Server};
use crate::run::{self, Error, Outcome, Steps};

/// Where the scripts stand.
const SCRIPTS: &str = "tests/browsers";

/// Where they run.
const WORK: &str = "target/browsers";

/// The page of the bars.
const PAGE: &str = "docs/reference/pages.md";

/// The names under which Chromium is installed.
const CHROMIUM: [&str; 4] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// What Debian calls the browser, and faces for what it shows: how wide a text is decides some of the bars.
const PACKAGES: [&str; 2] = ["chromium", "fonts-noto-cjk"];

/// How much is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HowMuch {
    /// Each page on a desktop and on a phone, each in a language of its own: what there is time for in every test.
    Sample,
    /// Each in both languages and every size of text.
    Everything,
}

/// The scripts that judge, each a step.
const JUDGES: [(&str, &str); 3] =
    [("browser: bars", "bars.mjs"), ("browser: tasks", "tasks.mjs"), ("browser: live", "live.mjs")];

/// The tables that they leave, in the order of the page.
const TABLES: [&str; 3] = ["bars.md", "tasks.md", "live.md"];

/// Lets every script judge the pages and nothing else. True if no bar was missed.
pub(crate) fn alone(root: &Path, how_much: HowMuch, write: bool) -> Result<bool, Error> {
    let mut steps = Steps::begin("browsers");
    all(&mut steps, root, &JUDGES, how_much)?;
    if write {
        steps.step("write docs/reference/pages.md", || written(root))?;
    }
    Ok(steps.finish())
}

/// Pictures of every page. True if all were taken.
pub(crate) fn pictures(root: &Path) -> Result<bool, Error> {
    let mut steps = Steps::begin("screenshots");
    all(&mut steps, root, &[("browser: pictures", "screenshots.mjs")], HowMuch::Everything)?;
    Ok(steps.finish())
}

/// Runs scripts, each on a server of its own: what one files or tries too often is nothing to the next.
fn all(
    steps: &mut Steps,
    root: &Path,
    scripts: &[(&'static str, &'static str)],
    how_much: HowMuch,
) -> Result<(), Error> {
    for &(name, script) in scripts {
        let mut kept = Vec::new();
        steps.step(name, || {
            let (outcome, lines) = judged(root, script, how_much)?;
            kept = lines;
            Ok(outcome)
        })?;
        steps.keep(kept.iter().map(|line| format!("{name}: {line}")).collect());
    }
    Ok(())
}

fn judged(root: &Path, script: &str, how_much: HowMuch) -> Result<(Outcome, Vec<String>), Error> {
    let skipped = |reason: &str| Ok((Outcome::Skipped(reason.to_owned()), vec![reason.to_owned()]));
    let chromium = match chromium()? {
        Ok(chromium) => chromium,
        Err(reason) => return skipped(&reason),
    };
    let (program, scripts) = match node(root, SCRIPTS, WORK)? {
        Had::Program { program, scripts } => (program, scripts),
        Had::Not(reason) => return skipped(&reason),
    };
    let Some(server) = Server::start(root, Bodies::OfTheDemo)? else {
        return Ok((Outcome::Failed, vec!["there is no server to look at".to_owned()]));
    };
    let mut command = Command::new(program);
    command.arg(scripts.join(script)).current_dir(&scripts);
    command.env("BIHUAN_URL", server.url()).env("BIHUAN_SIGN_INS", server.sign_ins());
    command.args((how_much == HowMuch::Everything).then_some("--all"));
    command.env("BIHUAN_RECEIVER", server.receiver().to_string());
    command.env("BIHUAN_CHROMIUM", chromium_path(chromium)).env("BIHUAN_ROOT", root);
    let (passed, lines) =
        run::succeeds_keeping(&mut command, |line| line.starts_with("verdict: "))?;
    Ok((Outcome::from(passed), lines))
}

/// The browser, by its name; as root on Debian it is installed where there is none. Why there is none, if there is none.
fn chromium() -> Result<Result<&'static str, String>, Error> {
    let find = || CHROMIUM.into_iter().find(|name| run::is_installed(name));
    if let Some(found) = find() {
        return Ok(Ok(found));
    }
    let what_for = "there is no browser on this machine, and the pages are judged in one";
    if let Err(reason) = debian::install(&PACKAGES, what_for)? {
        return Ok(Err(reason));
    }
    let missing = || "apt-get has installed a browser, yet it is not found".to_owned();
    Ok(find().ok_or_else(missing))
}

/// The full path: what drives the browser looks into no search path.
fn chromium_path(name: &str) -> PathBuf {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let mut paths = std::env::split_paths(&folders).map(|folder| folder.join(name));
    paths.find(|path| path.is_file()).unwrap_or_else(|| name.into())
}

/// Puts the tables of the scripts that ran into the page, below its opening words.
fn written(root: &Path) -> Result<Outcome, Error> {
    let page = root.join(PAGE);
    let text = read(&page)?;
    let opening = text.split("\n| bar |").next().unwrap_or_default().trim_end();
    let tables = TABLES.into_iter().map(|table| root.join(WORK).join(table));
    let tables = tables.filter(|table| table.is_file()).map(|table| read(&table));
    let tables = tables.collect::<Result<Vec<_>, _>>()?;
    if tables.is_empty() {
        return Ok(Outcome::Skipped("nothing was measured".to_owned()));
    }
    let changed = fs::write(&page, format!("{opening}\n\n{}", tables.join("\n")));
    changed.map(|()| Outcome::Passed).map_err(|source| Error::Change { path: page, source })
}

fn read(path: &Path) -> Result<String, Error> {
    fs::read_to_string(path).map_err(|source| Error::File { path: path.to_owned(), source })
}
