//! What an installation stands on: who may read it, who serves it, what a configuration may say, and what a demo is.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::{Folder, Run};

const ENGLISH: [(&str, &str); 1] = [("LANG", "en_US.UTF-8")];

/// A server that ends with the test.
struct Server(Child);

impl Server {
    /// Starts one, and waits until it says that it serves.
    fn start(folder: &Folder, arguments: &[&str]) -> Self {
        let mut command: Command = folder.command(arguments, &ENGLISH);
        let mut child = command.stderr(Stdio::inherit()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let serves = lines.any(|line| line.unwrap().starts_with("serving at"));
        assert!(serves, "{arguments:?} does not serve");
        Self(child)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

fn served(folder: &Folder) -> Server {
    Server::start(folder, &["serve", "--folder", "county", "--listen", "127.0.0.1:0"])
}

fn refused(run: &Run, code: i32, said: &str) {
    assert_eq!(run.code, code, "{}{}", run.out, run.err);
    assert!(run.err.contains(said), "{}", run.err);
}

#[cfg(unix)]
#[test]
fn folder_database_and_copies_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new("ground_private");
    assert_eq!(folder.english(&["migrate", "--folder", "county"]).code, 0);
    assert_eq!(folder.english(&["backup", "copy", "--folder", "county"]).code, 0);
    let mode =
        |name: &str| std::fs::metadata(folder.0.join(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("county"), 0o700);
    assert_eq!(mode("county/bihuan.sqlite"), 0o600);
    assert_eq!(mode("copy/bihuan.sqlite"), 0o600);
    let _server = served(&folder);
    for beside in ["key", "bihuan.sqlite", "bihuan.sqlite-wal", "bihuan.sqlite.served"] {
        assert_eq!(mode(&format!("county/{beside}")), 0o600, "{beside}");
    }
}

#[test]
fn one_process_serves_an_embedded_database_and_other_commands_work_beside_it() {
    let folder = Folder::new("ground_claim");
    let first = served(&folder);
    let second = folder.english(&["serve", "--folder", "county", "--listen", "127.0.0.1:0"]);
    refused(&second, 3, "is using this database");
    let beside = folder.english(&["user", "add", "center.clerk", "--folder", "county"]);
    assert_eq!(beside.code, 0, "{}", beside.err);
    assert_eq!(folder.english(&["backup", "copy", "--folder", "county"]).code, 0);
    drop(first);
    drop(served(&folder));
}

#[test]
fn a_demo_leaves_alone_what_it_did_not_make() {
    let folder = Folder::new("ground_demo");
    folder.write("bihuan.toml", "folder = \"county\"\n");
    assert_eq!(folder.english(&["migrate"]).code, 0);
    let demo = ["demo", "--folder", "county", "--listen", "127.0.0.1:0"];
    refused(&folder.english(&demo), 3, "was not made by bihuan demo");
    assert!(!folder.holds("county/key") && !folder.holds("county/sign-ins.txt"));
}

#[test]
fn who_cannot_listen_makes_nothing() {
    let folder = Folder::new("ground_listen");
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for command in ["demo", "serve"] {
        let run = folder.english(&[command, "--folder", "county", "--listen", &address]);
        refused(&run, 3, "it is in use");
        assert!(!folder.holds("county"), "{command}");
    }
}

#[test]
fn a_faulty_configuration_is_refused_by_file_and_key() {
    let folder = Folder::new("ground_config");
    for (text, said) in [
        ("readers = 0", "`bihuan.toml`: readers: "),
        ("lanes = 0", "`bihuan.toml`: lanes: "),
        ("public_url = \"nonsense\"", "`bihuan.toml`: public_url: "),
        ("jurisdiction = \"\"", "`bihuan.toml`: jurisdiction: "),
        ("reader = 4", "unknown field `reader`"),
    ] {
        folder.write("bihuan.toml", text);
        refused(&folder.english(&["migrate"]), 3, said);
        let chinese = folder.chinese(&["migrate"]);
        assert!(!chinese.err.contains("panicked") && chinese.code == 3, "{}", chinese.err);
    }
    folder.write("bihuan.toml", "center = \"nowhere\"");
    let run = folder.english(&["user", "add", "center.clerk"]);
    refused(&run, 2, "center: the directory has no center `nowhere`; it has center");
}

#[test]
fn a_database_that_does_not_answer_is_waited_for_aloud_and_not_for_long() {
    let folder = Folder::new("ground_silent");
    // Nobody listens on a port that was just given up.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let database = format!("postgres://nobody@127.0.0.1:{port}/none");
    let began = Instant::now();
    let run = folder.english(&["migrate", "--database", &database]);
    refused(&run, 3, "still waiting for the database");
    assert!(run.err.contains("did not answer within 10 s"), "{}", run.err);
    assert!(began.elapsed() < Duration::from_secs(20));
}
