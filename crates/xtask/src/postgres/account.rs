//! The account that a server runs under. It refuses root, so root lends it another one.

use std::ffi::OsStr;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::run::{self, Error};

/// Whom root lends to a server: the first that exists.
const LENT: [&str; 2] = ["postgres", "nobody"];

/// Who runs the programs of the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Account {
    uid: u32,
    gid: u32,
    /// Whether it is another than our own.
    is_lent: bool,
}

impl Account {
    /// Our own account, or as root one that the server accepts.
    pub(super) fn for_server() -> Result<Self, Error> {
        if !is_root()? {
            return Self::look_up(None);
        }
        let lent = LENT.iter().find_map(|name| Self::look_up(Some(name)).ok());
        lent.ok_or_else(|| Error::NoPostgres {
            reason: format!(
                "the server refuses root, and there is no account {}",
                LENT.join(" or ")
            ),
        })
    }

    /// A command that this account runs in this folder. It reads nothing.
    pub(super) fn command(self, program: impl AsRef<OsStr>, folder: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(folder).stdin(Stdio::null());
        if self.is_lent {
            command.uid(self.uid).gid(self.gid);
        }
        command
    }

    /// What goes before a command of a shell, so that this account runs it.
    pub(super) fn for_shell(self) -> String {
        let Self { uid, gid, is_lent } = self;
        let lent = format!("setpriv --reuid={uid} --regid={gid} --clear-groups ");
        if is_lent { lent } else { String::new() }
    }

    /// Makes a file or folder this account's own.
    pub(super) fn take(self, path: &Path) -> Result<(), Error> {
        if !self.is_lent {
            return Ok(());
        }
        std::os::unix::fs::chown(path, Some(self.uid), Some(self.gid))
            .map_err(|source| Error::Change { path: path.to_path_buf(), source })
    }

    /// True if this is the account's number.
    pub(super) fn has_uid(self, uid: u32) -> bool {
        self.uid == uid
    }

    fn look_up(name: Option<&str>) -> Result<Self, Error> {
        let (uid, gid) = (id("-u", name)?, id("-g", name)?);
        Ok(Self { uid, gid, is_lent: name.is_some() })
    }
}

/// True if we are root.
pub(crate) fn is_root() -> Result<bool, Error> {
    Ok(id("-u", None)? == 0)
}

/// Asks `id`, since the standard library does not say who we are.
fn id(kind: &str, name: Option<&str>) -> Result<u32, Error> {
    let answer = run::answer(Command::new("id").arg(kind).args(name))?;
    answer.trim().parse().map_err(|_| Error::Refused {
        program: format!("id {kind}"),
        message: format!("`{}` is no number", answer.trim()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_never_runs_as_root() {
        let account = Account::for_server().unwrap();
        assert!(!account.has_uid(0));
        assert_eq!(account.is_lent, is_root().unwrap());
    }

    #[test]
    fn a_command_runs_as_the_account() {
        let account = Account::for_server().unwrap();
        let mut command = account.command("id", Path::new("/"));
        let answer = run::answer(command.arg("-u")).unwrap();
        assert!(account.has_uid(answer.trim().parse().unwrap()));
    }

    #[test]
    fn an_account_that_does_not_exist_is_not_lent() {
        assert!(Account::look_up(Some("nobody-of-this-name")).is_err());
    }
}
