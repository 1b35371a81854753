//! One server: initialised, started on a socket of its own, awaited, stopped.

use std::fs::{self, File};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant};

use super::account::Account;
use super::folder::{self, Folder};
use super::programs::Programs;
use crate::run::{self, Error};

/// The superuser of the server.
const USER: &str = "bihuan";

/// It only names the socket, yet both sides would take another one from `PGPORT`.
const PORT: &str = "5432";

/// Nobody but the account and root may connect, since no password is asked for.
const SETTINGS: [&str; 4] =
    ["listen_addresses=", "port=5432", "unix_socket_permissions=0700", "max_connections=200"];

/// What a server promises of what it has committed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Promise {
    /// Nothing that the tests write must outlive the server, so nothing waits for the disk.
    None,
    /// It is still there after a crash, as on a server for real cases.
    Durable,
}

impl Promise {
    const fn settings(self) -> &'static [&'static str] {
        match self {
            Self::None => &["fsync=off", "full_page_writes=off", "synchronous_commit=off"],
            Self::Durable => &["fsync=on", "full_page_writes=on", "synchronous_commit=on"],
        }
    }
}

/// The server's output, in its folder.
const LOG: &str = "log";

/// The same, once it was stopped and started again.
const LOG_LATER: &str = "log-later";

/// By when a server must answer; usually it does within a tenth of a second.
const READY_WITHIN: Duration = Duration::from_secs(20);

/// How often it is asked.
const ASK_EVERY: Duration = Duration::from_millis(20);

/// Lines of the log that are shown when it does not start.
const LOG_LINES_SHOWN: usize = 10;

/// A running server. It ends, and its folder goes, when this goes.
#[derive(Debug)]
pub(super) struct Server {
    programs: Programs,
    account: Account,
    process: Child,
    folder: Folder,
}

impl Server {
    /// Starts a server and waits until it answers. Sweeps first what killed runs left behind.
    ///
    /// The thread that calls this must live as long as the server: the signal by which the server ends with us is
    /// sent when its parent thread goes.
    pub(super) fn start(
        programs: Programs,
        account: Account,
        promise: Promise,
    ) -> Result<Self, Error> {
        let parent = std::env::temp_dir();
        folder::sweep(&parent, account, |data| stop_left_behind(&programs, account, data));
        let folder = Folder::create(&parent, account)?;
        initialise(&programs, account, &folder)?;
        let process = spawn(&programs, account, &folder, promise)?;
        let mut server = Self { programs, account, process, folder };
        server.wait()?;
        Ok(server)
    }

    /// What sqlx and libpq connect to: a host must stand there for sqlx, the socket goes before it.
    pub(super) fn address(&self) -> String {
        let socket = percent_encoded(self.folder.path().as_os_str().as_bytes());
        format!("postgres://{USER}@localhost:{PORT}/postgres?host={socket}")
    }

    /// Its name and version, as it says them itself.
    pub(super) fn version(&self) -> String {
        let mut command = Command::new(self.programs.path("postgres"));
        let answer = run::answer(command.arg("--version"));
        answer.map_or_else(|_| "PostgreSQL".to_owned(), |version| version.trim().to_owned())
    }

    /// A command for a shell that stops it at once, as a crash would, starts it again with the same settings, and returns when
    /// it answers.
    pub(super) fn stop_and_start(&self) -> String {
        // Not the first one, which is ours and not the account's.
        let (data, log) = (self.folder.data(), self.folder.path().join(LOG_LATER));
        let lent = self.account.for_shell();
        let program = self.programs.path("pg_ctl");
        let quoted = [program, data, log].map(|path| format!("'{}'", path.display()));
        let [program, data, log] = quoted;
        format!("cd / && {lent}{program} restart --silent --mode=immediate -D {data} --log={log}")
    }

    fn wait(&mut self) -> Result<(), Error> {
        let started = Instant::now();
        while started.elapsed() < READY_WITHIN {
            if self.answers() {
                return Ok(());
            }
            if let Ok(Some(status)) = self.process.try_wait() {
                return Err(self.failure(&format!("the server ended at once ({status})")));
            }
            thread::sleep(ASK_EVERY);
        }
        let waited = READY_WITHIN.as_secs();
        Err(self.failure(&format!("the server does not answer after {waited} s")))
    }

    fn answers(&self) -> bool {
        let mut command =
            self.account.command(self.programs.path("pg_isready"), self.folder.path());
        command.args(["--quiet", "--port", PORT, "--host"]).arg(self.folder.path());
        run::succeeds(&mut command).unwrap_or(false)
    }

    fn failure(&self, what: &str) -> Error {
        let log = fs::read_to_string(self.folder.path().join(LOG)).unwrap_or_default();
        let lines: Vec<_> = log.lines().collect();
        let last = lines.get(lines.len().saturating_sub(LOG_LINES_SHOWN)..).unwrap_or_default();
        Error::NoPostgres { reason: format!("{what}; its log ends:\n{}", last.join("\n")) }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let mut stop = stop(&self.programs, self.account, &self.folder.data());
        if run::answer(&mut stop).is_err() {
            // It may have ended itself, or not have come as far as to be asked; killing is right for both.
            _ = self.process.kill();
        }
        _ = self.process.wait();
    }
}

fn initialise(programs: &Programs, account: Account, folder: &Folder) -> Result<(), Error> {
    let mut command = account.command(programs.path("initdb"), folder.path());
    command.args(["--no-sync", "--locale=C.UTF-8", "--encoding=UTF8", "-A", "trust", "-U", USER]);
    run::answer(command.arg("-D").arg(folder.data())).map(|_| ())
}

fn spawn(
    programs: &Programs,
    account: Account,
    folder: &Folder,
    promise: Promise,
) -> Result<Child, Error> {
    let path = folder.path().join(LOG);
    let failed = |source| Error::Change { path: path.clone(), source };
    let log = File::create(&path).map_err(failed)?;
    let mut command = ending_with_us(account, &programs.path("postgres"), folder.path());
    command.arg("-D").arg(folder.data()).arg("-k").arg(folder.path());
    let settings = SETTINGS.iter().chain(promise.settings());
    command.args(settings.flat_map(|setting| ["-c", setting]));
    command.stdout(log.try_clone().map_err(failed)?).stderr(log);
    run::spawned(&mut command)
}

/// A command that ends when we do, also when we are killed and can stop nothing. Where `setpriv` cannot do that, the
/// next run stops what is left.
fn ending_with_us(account: Account, program: &Path, folder: &Path) -> Command {
    // By this signal the server ends at once, and still gives its shared memory back, as it would not if killed.
    let with_us = ["--pdeathsig", "QUIT"];
    let can = run::answer(Command::new("setpriv").args(with_us).arg("true")).is_ok();
    if !can {
        return account.command(program, folder);
    }
    let mut command = account.command("setpriv", folder);
    command.args(with_us).arg(program);
    command
}

fn stop_left_behind(programs: &Programs, account: Account, data: &Path) {
    if data.join("postmaster.pid").exists() {
        // It fails if the server has ended already, which is as good.
        _ = run::answer(&mut stop(programs, account, data));
    }
}

fn stop(programs: &Programs, account: Account, data: &Path) -> Command {
    let mut command = account.command(programs.path("pg_ctl"), Path::new("/"));
    command.args(["stop", "--silent", "--mode=immediate", "--timeout=10", "-D"]).arg(data);
    command
}

/// For a part of an address: everything but letters, digits and `-._~` is written as `%2F` is.
fn percent_encoded(bytes: &[u8]) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let encoded = |&byte: &u8| {
        if is_plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }
    };
    bytes.iter().map(encoded).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server() -> Option<Server> {
        let programs = Programs::find().ok().flatten()?;
        Some(Server::start(programs, Account::for_server().unwrap(), Promise::None).unwrap())
    }

    fn asked(server: &Server, sql: &str) -> Result<String, Error> {
        let mut command = Command::new(server.programs.path("psql"));
        let answer = run::answer(command.args(["-X", "-A", "-t", "-c", sql, &server.address()]));
        answer.map(|text| text.trim().to_owned())
    }

    #[test]
    fn a_server_answers_at_its_address_and_goes_without_a_trace() {
        let Some(server) = server() else { return };
        assert_eq!(asked(&server, "select 1").unwrap(), "1");
        assert_eq!(asked(&server, "show fsync").unwrap(), "off");
        assert_eq!(asked(&server, "show server_encoding").unwrap(), "UTF8");
        let folder = server.folder.path().to_path_buf();
        drop(server);
        assert!(!folder.exists());
    }

    #[test]
    fn a_durable_server_is_stopped_at_once_and_keeps_what_it_committed() {
        let Some(programs) = Programs::find().ok().flatten() else { return };
        let account = Account::for_server().unwrap();
        let server = Server::start(programs, account, Promise::Durable).unwrap();
        asked(&server, "create table kept as select 7 as seven").unwrap();
        let restarted = run::answer(Command::new("sh").args(["-c", &server.stop_and_start()]));
        assert!(restarted.is_ok(), "{restarted:?}");
        assert_eq!(asked(&server, "select seven from kept").unwrap(), "7");
        assert_eq!(asked(&server, "show synchronous_commit").unwrap(), "on");
        let folder = server.folder.path().to_path_buf();
        drop(server);
        assert!(!folder.exists());
    }

    #[test]
    fn a_server_goes_when_the_work_panics() {
        let Some(server) = server() else { return };
        let folder = server.folder.path().to_path_buf();
        let pid = fs::read_to_string(server.folder.data().join("postmaster.pid")).unwrap();
        let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(move || {
            let _server = server;
            panic!("as a failing task would");
        }));
        assert!(ended.is_err() && !folder.exists());
        let pid = pid.lines().next().unwrap();
        let lives = format!("kill -0 {pid}");
        assert!(run::answer(Command::new("sh").args(["-c", &lives])).is_err());
    }

    #[test]
    fn a_server_that_cannot_start_says_why() {
        let Some(mut server) = server() else { return };
        run::answer(&mut stop(&server.programs, server.account, &server.folder.data())).unwrap();
        let error = server.wait().unwrap_err().to_string();
        assert!(error.contains("ended at once") && error.contains("shutdown"), "{error}");
    }

    #[test]
    fn a_path_is_one_part_of_an_address() {
        assert_eq!(percent_encoded(b"/run/a-b_c.d~1"), "%2Frun%2Fa-b_c.d~1");
        assert_eq!(percent_encoded("临&=".as_bytes()), "%E4%B8%B4%26%3D");
    }
}
