//! The `bihuan` program as a process: installed in a folder of its own, started, killed, stopped.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::client::Client;
use crate::support::{Database, free_address, program};

/// Who sends.
const CLERKS: [&str; 4] = ["center.clerk", "center.clerk2", "center.clerk3", "center.clerk4"];

/// The file of the database on a disk of its own.
pub(super) const DATABASE: &str = "bihuan.sqlite";

/// An installation of the program, running or not. Gone with the test.
pub(super) struct Program {
    folder: PathBuf,
    /// Where clients keep their ledgers: never on a disk that is about to fail.
    ledgers: PathBuf,
    database: String,
    address: SocketAddr,
    running: Option<Child>,
}

impl Program {
    /// Installs it on a database, with a port of its own.
    pub(super) fn installed(database: &Database) -> Self {
        let folder = folder();
        Self::within(folder.clone(), folder, database.url.clone())
    }

    /// Installs it with all that it keeps on a disk.
    pub(super) fn installed_on(disk: &Path) -> Self {
        let database = format!("sqlite:{}?mode=rwc", disk.join(DATABASE).display());
        let program = Self::within(disk.to_owned(), folder(), database);
        let output = program.command(&["migrate"]).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        program
    }

    fn within(folder: PathBuf, ledgers: PathBuf, database: String) -> Self {
        Self { folder, ledgers, database, address: free_address(), running: None }
    }

    /// Another node of the same installation, with an address of its own.
    pub(super) fn beside(&self) -> Self {
        Self::within(self.folder.clone(), folder(), self.database.clone())
    }

    pub(super) const fn client(&self) -> Client {
        Client::at(self.address)
    }

    /// The folder in which clients keep their ledgers.
    pub(super) fn ledgers(&self) -> PathBuf {
        self.ledgers.clone()
    }

    /// Opens accounts on the command line and gets a token for each over HTTP, as one does after an installation.
    pub(super) async fn people(&mut self, count: usize) -> Vec<String> {
        let people: Vec<_> = CLERKS.into_iter().take(count).collect();
        let firsts: Vec<_> = people.iter().map(|person| self.account(person)).collect();
        self.start().await;
        let mut tokens = Vec::new();
        for (person, first) in people.into_iter().zip(firsts) {
            tokens.push(self.token(person, &first).await);
        }
        self.stop();
        tokens
    }

    fn account(&self, person: &str) -> String {
        let output = self.command(&["user", "add", person]).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    async fn token(&self, person: &str, first: &str) -> String {
        let client = self.client();
        let sign_in = async |password: &str| -> String {
            let body = json!({ "sign_in": person, "password": password });
            let session = client.post("/api/v1/sessions", &body).answer().await.expect(201);
            session["token"].as_str().unwrap().to_owned()
        };
        let new = "a long one for the load";
        let session = sign_in(first).await;
        let change = json!({ "present": first, "new": new });
        client.put("/api/v1/me/password", &change).bearer(&session).answer().await.expect(200);
        let session = sign_in(new).await;
        let wanted = json!({ "name": "load", "scopes": ["cases:read", "cases:write"], "days": 1 });
        let call = client.post("/api/v1/me/tokens", &wanted).bearer(&session);
        let made: Value = call.answer().await.expect(201);
        made["token"].as_str().unwrap().to_owned()
    }

    /// Starts it, and waits until it is ready.
    pub(super) async fn start(&mut self) {
        assert!(self.running.is_none(), "it is running");
        let address = self.address.to_string();
        let mut child =
            self.command(&["serve", "--listen", &address]).stdout(Stdio::piped()).spawn().unwrap();
        let mut said = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut said).unwrap();
        assert!(said.contains(&address), "it said: {said}");
        self.running = Some(child);
        self.gets_ready().await;
    }

    /// Waits until it says that it is ready.
    pub(super) async fn gets_ready(&self) {
        for _ in 0..400 {
            let ready = self.client().get("/readyz").send().await;
            if ready.is_ok_and(|answer| answer.status == 200) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("it does not get ready");
    }

    /// Puts a backup into a folder of its own, where the program verifies it, and returns the file of its database.
    pub(super) fn restored(&self, backup: &Path) -> PathBuf {
        let folder = backup.with_extension("restored");
        let mut command = Command::new(program());
        command.arg("restore").arg(backup).arg("--folder").arg(&folder);
        let output = command.current_dir(&self.ledgers).output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&said));
        folder.join(DATABASE)
    }

    /// Does what a command says, beside the server.
    pub(super) fn does(&self, arguments: &[&str]) {
        let output = self.command(arguments).output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&said));
    }

    /// Every record holds, by the word of the program itself: each chain, and each case as its log makes it.
    pub(super) fn verifies(&self) {
        self.does(&["audit", "verify"]);
    }

    /// Kills it, as a lost node goes.
    pub(super) fn kill(&mut self) {
        let mut child = self.running.take().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// Ends it however it is.
    pub(super) fn is_gone(&mut self) {
        if let Some(mut child) = self.running.take() {
            _ = child.kill();
            _ = child.wait();
        }
    }

    /// Asks it to stop, and waits until it has; it must say that all went well.
    pub(super) fn stop(&mut self) {
        let mut child = self.running.take().unwrap();
        let asked = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
        assert!(asked.success());
        let ended = child.wait().unwrap();
        assert_eq!(ended.code(), Some(0), "{ended}");
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program());
        command.args(arguments).arg("--folder").arg(&self.folder);
        command
            .args(["--database", &self.database])
            .current_dir(&self.ledgers)
            .env("BIHUAN_LOG", "error");
        command
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.is_gone();
        _ = std::fs::remove_dir_all(&self.ledgers);
    }
}

/// A folder for one installation, in no other's way.
fn folder() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("bihuan-fault-{}", Uuid::new_v4().simple()));
    std::fs::create_dir(&folder).unwrap();
    folder
}
