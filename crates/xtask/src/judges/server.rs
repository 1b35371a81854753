//! The server that is judged: the built command line with a demo county in a temporary folder, on a port that was free.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;

use super::SCRIPTS;
use crate::run::{self, Error};

/// As whom the judges sign in: a clerk files and handles cases.
const WHO: &str = "center.clerk ";

/// A running server. It ends, and its folder goes, when this goes, whatever happened meanwhile.
#[derive(Debug)]
pub(super) struct Server {
    process: Child,
    folder: PathBuf,
    url: String,
    sign_in: String,
}

impl Server {
    /// Builds and starts it, and waits until it says where it serves. None if it cannot be built or does not start; it
    /// has said why.
    pub(super) fn start(root: &Path) -> Result<Option<Self>, Error> {
        if !run::succeeds(&mut run::cargo(root, &["build", "--package", "cli"]))? {
            return Ok(None);
        }
        let folder = std::env::temp_dir().join(format!("bihuan-judges-{}", std::process::id()));
        // The demo takes no configuration: it makes the county, and is stopped when it serves that.
        let Some(made) = Self::run(demo(root, &folder), &folder)? else { return Ok(None) };
        made.stop();
        let Some(mut server) = Self::run(serve(root, &folder), &folder)? else { return Ok(None) };
        run::say(&format!("the judges find the server at {}", server.url));
        let path = server.folder.join("sign-ins.txt");
        let sign_ins = fs::read_to_string(&path).map_err(|source| Error::File { path, source })?;
        let own = sign_ins.lines().find(|line| line.starts_with(WHO));
        own.unwrap_or_default().clone_into(&mut server.sign_in);
        Ok(Some(server))
    }

    /// Starts a program, and waits until it says where it serves.
    fn run(mut program: Command, folder: &Path) -> Result<Option<Self>, Error> {
        let process = run::spawned(&mut program)?;
        let folder = folder.to_owned();
        let mut server = Self { process, folder, url: String::new(), sign_in: String::new() };
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

    /// Where it serves.
    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// A name and its password, with a space between.
    pub(super) fn sign_in(&self) -> &str {
        &self.sign_in
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

fn serve(root: &Path, folder: &Path) -> Command {
    let mut command = bihuan(root);
    command.args(["serve", "--listen", "127.0.0.1:0", "--folder"]).arg(folder);
    command.arg("--config").arg(root.join(SCRIPTS).join("bihuan.toml"));
    command
}

fn bihuan(root: &Path) -> Command {
    let target = std::env::var_os("CARGO_TARGET_DIR");
    let target = target.map_or_else(|| root.join("target"), |target| root.join(target));
    let mut command = Command::new(target.join("debug").join("bihuan"));
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
