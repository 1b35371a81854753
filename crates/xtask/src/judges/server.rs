//! The server that is judged: the built command line with a demo county in a temporary folder, on a port that was free.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;

use super::SCRIPTS;
use crate::run::{self, Error};

/// As whom the judges sign in: a clerk files and handles cases.
const WHO: &str = "center.clerk ";

/// As whom they subscribe to events.
const ADMINISTRATOR: &str = "admin.system ";

/// Which outside bodies it is connected to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bodies {
    /// None.
    None,
    /// Those of the demo, which have ended with it: what they said before stands there, and nothing that is sent arrives.
    OfTheDemo,
}

/// A running server. It ends, and its folder goes, when this goes, whatever happened meanwhile.
#[derive(Debug)]
pub(crate) struct Server {
    process: Child,
    folder: PathBuf,
    url: String,
    sign_in: String,
    administrator: String,
    /// The port at which a judge receives events; nothing else listens there.
    receiver: u16,
}

impl Server {
    /// Builds and starts it, and waits until it says where it serves. None if it cannot be built or does not start; it
    /// has said why.
    pub(crate) fn start(root: &Path, bodies: Bodies) -> Result<Option<Self>, Error> {
        if !run::succeeds(&mut run::cargo(root, &["build", "--package", "cli"]))? {
            return Ok(None);
        }
        let folder = std::env::temp_dir().join(format!("bihuan-judges-{}", std::process::id()));
        // The demo takes no configuration: it makes the county, and is stopped when it serves that.
        let Some(made) = Self::run(demo(root, &folder), &folder)? else { return Ok(None) };
        made.stop();
        let receiver = free_port()?;
        let config = configured(root, &folder, (receiver, bodies))?;
        let Some(mut server) = Self::run(serve(root, &folder, &config), &folder)? else {
            return Ok(None);
        };
        server.receiver = receiver;
        run::say(&format!("the judges find the server at {}", server.url));
        let path = server.sign_ins();
        let sign_ins = fs::read_to_string(&path).map_err(|source| Error::File { path, source })?;
        let own = |who| sign_ins.lines().find(|line| line.starts_with(who)).unwrap_or_default();
        own(WHO).clone_into(&mut server.sign_in);
        own(ADMINISTRATOR).clone_into(&mut server.administrator);
        Ok(Some(server))
    }

    /// Starts a program, and waits until it says where it serves.
    fn run(mut program: Command, folder: &Path) -> Result<Option<Self>, Error> {
        let process = run::spawned(&mut program)?;
        let folder = folder.to_owned();
        let (url, sign_in, administrator) = (String::new(), String::new(), String::new());
        let mut server = Self { process, folder, url, sign_in, administrator, receiver: 0 };
        let Some(stdout) = server.process.stdout.take() else { return Ok(None) };
        let mut lines = BufReader::new(stdout).lines().map_while(Result::ok);
        let Some(url) = lines.find_map(|line| address(&line)) else { return Ok(None) };
        server.url = url;
        // What else it prints must be read, or it would wait for us.
        thread::spawn(move || lines.for_each(drop));
        Ok(Some(server))
    }

    /// Ends it and leaves its folder.
    fn stop(mut self) {
        _ = self.process.kill();
        _ = self.process.wait();
        self.folder = PathBuf::new();
    }

    /// Where the names and passwords of the demo stand, a line each.
    pub(crate) fn sign_ins(&self) -> PathBuf {
        self.folder.join("sign-ins.txt")
    }

    /// Where its database and its files stand.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where it serves.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// A name and its password, with a space between.
    pub(super) fn sign_in(&self) -> &str {
        &self.sign_in
    }

    /// The same of the system administrator.
    pub(super) fn administrator(&self) -> &str {
        &self.administrator
    }

    /// The port at which events are received.
    pub(crate) fn receiver(&self) -> u16 {
        self.receiver
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended itself; nothing that it keeps is needed.
        _ = self.process.kill();
        _ = self.process.wait();
        if !self.folder.as_os_str().is_empty() {
            _ = fs::remove_dir_all(&self.folder);
        }
    }
}

fn demo(root: &Path, folder: &Path) -> Command {
    let mut command = bihuan(root);
    command.args(["demo", "--listen", "127.0.0.1:0", "--folder"]).arg(folder);
    command
}

fn serve(root: &Path, folder: &Path, config: &Path) -> Command {
    let mut command = bihuan(root);
    command.args(["serve", "--listen", "127.0.0.1:0", "--folder"]).arg(folder);
    command.arg("--config").arg(config);
    command
}

/// A port that was free a moment ago.
fn free_port() -> Result<u16, Error> {
    let listener = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr());
    let path = PathBuf::from("127.0.0.1");
    listener.map(|address| address.port()).map_err(|source| Error::Change { path, source })
}

/// The configuration for the judges, with the one place to which events may be sent.
fn configured(
    root: &Path,
    folder: &Path,
    (receiver, bodies): (u16, Bodies),
) -> Result<PathBuf, Error> {
    let read =
        |path: PathBuf| fs::read_to_string(&path).map_err(|source| Error::File { path, source });
    let limits = read(root.join(SCRIPTS).join("bihuan.toml"))?;
    let text = match bodies {
        Bodies::None => limits,
        Bodies::OfTheDemo => format!("{}\n{limits}", read(folder.join("bihuan.toml"))?),
    };
    let allowed = format!(
        "{{ scheme = \"http\", host = \"127.0.0.1\", port = {receiver}, networks = [\"127.0.0.0/8\"], for_trial = true }}"
    );
    let path = folder.join("judges.toml");
    let written = fs::write(&path, format!("{text}\n[events]\nallow = [{allowed}]\n"));
    written.map(|()| path.clone()).map_err(|source| Error::Change { path, source })
}

/// Where the built command line stands.
pub(super) fn program(root: &Path) -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR");
    let target = target.map_or_else(|| root.join("target"), |target| root.join(target));
    target.join("debug").join("bihuan")
}

fn bihuan(root: &Path) -> Command {
    let mut command = Command::new(program(root));
    command.current_dir(root).stdin(Stdio::null()).stdout(Stdio::piped());
    command
}

/// The address in a line that names one.
fn address(line: &str) -> Option<String> {
    let from = line.find("http://")?;
    line.get(from..).map(|address| address.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_found_in_either_language() {
        let found = Some("http://127.0.0.1:4711".to_owned());
        assert_eq!(address("正在服务：http://127.0.0.1:4711"), found);
        assert_eq!(address("serving at http://127.0.0.1:4711\n"), found);
        assert_eq!(address("sign-ins of the demo"), None);
    }
}
