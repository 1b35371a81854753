//! Packages that come onto the machine by themselves where that is possible: on Debian, as root. Elsewhere whoever runs us is
//! told what is missing.

use std::process::{Command, Stdio};

use crate::postgres::is_root;
use crate::run::{self, Error};

/// Installs packages that are needed for something. Says why they are not there, if they are not.
pub(crate) fn install(packages: &[&str], what_for: &str) -> Result<Result<(), String>, Error> {
    let named = packages.join(" ");
    if !is_root()? || !run::is_installed("apt-get") {
        return Ok(Err(format!("`{named}` is not installed")));
    }
    run::say(&format!(
        "{what_for}: installing Debian's packages `{named}` (possible since this is root)"
    ));
    let install = [&["install", "--yes", "--no-install-recommends"], packages].concat();
    for arguments in [["update"].as_slice(), install.as_slice()] {
        let mut command = Command::new("apt-get");
        command.args(arguments).stdin(Stdio::null()).env("DEBIAN_FRONTEND", "noninteractive");
        if !run::succeeds(&mut command)? {
            let failed = arguments.join(" ");
            return Ok(Err(format!("`{named}` is not installed, and `apt-get {failed}` failed")));
        }
    }
    Ok(Ok(()))
}
