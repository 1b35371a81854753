//! The programs of the judges: installed below `target/` by the usual means of their language, once.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::SCRIPTS;
use crate::run::{self, Error};

/// What could be had.
#[derive(Debug)]
pub(crate) enum Had {
    /// What runs scripts, and the folder where they are.
    Program {
        /// What runs them.
        program: PathBuf,
        /// Where they are.
        scripts: PathBuf,
    },
    /// Why there is none.
    Not(String),
}

/// Python with the packages of `requirements.txt`, in an environment of its own.
pub(super) fn python_judges(root: &Path) -> Result<Had, Error> {
    let scripts = root.join(SCRIPTS);
    let home = made(root.join("target/judges/python"))?;
    let program = home.join("bin/python3");
    let mut environment = Command::new("python3");
    environment.args(["-m", "venv"]).arg(&home);
    let mut packages = Command::new(&program);
    packages.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--requirement",
    ]);
    packages.arg(scripts.join("requirements.txt"));
    Ok(had([environment, packages], Had::Program { program, scripts }))
}

/// Node with the packages that scripts of this folder name, in a folder below `target/` beside copies of them.
pub(crate) fn node(root: &Path, from: &str, to: &str) -> Result<Had, Error> {
    let scripts = made(root.join(to))?;
    copy(&root.join(from), &scripts)?;
    let mut packages = Command::new("npm");
    packages.args(["install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"]);
    packages.current_dir(&scripts);
    Ok(had([packages], Had::Program { program: "node".into(), scripts }))
}

fn had(steps: impl IntoIterator<Item = Command>, program: Had) -> Had {
    let failed = steps.into_iter().find_map(|mut step| run::answer(&mut step).err());
    failed.map_or(program, |error| Had::Not(format!("it cannot be installed: {error}")))
}

fn made(folder: PathBuf) -> Result<PathBuf, Error> {
    let made = fs::create_dir_all(&folder);
    made.map(|()| folder.clone()).map_err(|source| Error::Change { path: folder, source })
}

fn copy(from: &Path, to: &Path) -> Result<(), Error> {
    let unread = |source| Error::File { path: from.to_path_buf(), source };
    for entry in fs::read_dir(from).map_err(unread)? {
        let entry = entry.map_err(unread)?;
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &made(target)?)?;
        } else {
            let copied = fs::copy(entry.path(), &target);
            copied.map_err(|source| Error::Change { path: target, source })?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_installed_says_why() {
        let missing = Command::new("no-such-program-anywhere");
        let program = Had::Program { program: "node".into(), scripts: PathBuf::new() };
        let Had::Not(reason) = had([missing], program) else { panic!("it was had") };
        assert!(reason.contains("no-such-program-anywhere"), "{reason}");
    }
}
