//! Clients that send without pause, each in a thread with a ledger of its own: new cases, notes on them, notes that must be
//! refused, and again what nobody answered.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::{Value, json};
use testkit::Random;

use super::ledger::{Ledger, Outcome, Sent};
use super::program::Program;
use crate::support::client::{Call, Client};

/// Clients at work.
pub(super) struct Load {
    stop: Arc<AtomicBool>,
    clients: Vec<JoinHandle<Ledger>>,
}

impl Load {
    pub(super) fn start(program: &Program, tokens: &[String], seed: u64) -> Self {
        Self::on(&[program.client()], &program.ledgers(), tokens, seed)
    }

    /// Sends to any of several nodes.
    pub(super) fn on(nodes: &[Client], ledgers: &Path, tokens: &[String], seed: u64) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let start = |(number, token): (usize, &String)| {
            let mut sender = Sender {
                nodes: nodes.to_vec(),
                token: token.clone(),
                name: format!("{seed}-{number}"),
                random: Random::new(seed ^ (number as u64 + 1) << 32),
                ledger: Ledger::create(ledgers, number),
                count: 0,
                case: None,
            };
            let stop = stop.clone();
            std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                let runtime = runtime.unwrap();
                while !stop.load(Ordering::Relaxed) {
                    runtime.block_on(sender.turn());
                }
                sender.ledger
            })
        };
        let clients = tokens.iter().enumerate().map(start).collect();
        Self { stop, clients }
    }

    /// Lets each finish what it has sent, and returns what all have written.
    pub(super) fn stop(self) -> Vec<Sent> {
        self.stop.store(true, Ordering::Relaxed);
        self.clients.into_iter().flat_map(|client| client.join().unwrap().read()).collect()
    }
}

/// One case and two notes on it, one after the other, each waited for: what is sent twice with the same name is the same.
pub(super) async fn a_case_with_notes(client: Client, token: &str, name: &str) -> Vec<Sent> {
    let path = "/api/v1/cases";
    let mut all = Vec::new();
    let mut send = async |path: &str, key: &str, body: Value, expected: Option<u64>| {
        let (key, token) = (format!("{key}-{name}"), token.to_owned());
        let mut sent =
            Sent { key, token, path: path.to_owned(), body, expected, outcome: Outcome::Unknown };
        sent.outcome = tried(client, &sent).await;
        let seen = match &sent.outcome {
            Outcome::Done(answer) => Some((
                answer["id"].as_str().unwrap().to_owned(),
                answer["version"].as_u64().unwrap(),
            )),
            Outcome::Refused(_) | Outcome::Unknown | Outcome::BrokenOff => None,
        };
        all.push(sent);
        seen
    };
    let mut seen = send(path, "case", complaint(&format!("case-{name}")), None).await;
    for number in 1..=2 {
        let Some((case, version)) = seen else { break };
        let body = note(&format!("note-{name}-{number}"));
        seen = send(&noting(&case), &format!("note-{number}"), body, Some(version)).await;
    }
    all
}

fn complaint(text: &str) -> Value {
    json!({
        "workflow": "service", "title": text, "category": "1104", "place": "421281",
        "form": { "account": "路灯不亮" },
    })
}

fn note(text: &str) -> Value {
    json!({ "command": "perform", "transition": "record_note", "form": { "note": text } })
}

fn noting(case: &str) -> String {
    format!("/api/v1/cases/{case}/verbs")
}

struct Sender {
    /// Each request goes to one of them, its repeat perhaps to another.
    nodes: Vec<Client>,
    token: String,
    name: String,
    random: Random,
    ledger: Ledger,
    count: u32,
    /// The newest case of this client, and the version that it was seen with.
    case: Option<(String, u64)>,
}

impl Sender {
    async fn turn(&mut self) {
        let sent = match self.case.clone() {
            Some((case, version)) if !self.random.one_in(3) => {
                let stale = self.random.one_in(5);
                self.note(&case, if stale { version - 1 } else { version })
            }
            _ => self.complaint(),
        };
        self.ledger.invoke(&sent);
        let mut outcome = tried(self.node(), &sent).await;
        self.ledger.result(&sent.key, &outcome);
        if outcome == Outcome::Unknown {
            self.waits().await;
            // Half of what nobody answered is sent again by its client, the other half when all is over.
            if self.random.one_in(2) {
                outcome = tried(self.node(), &sent).await;
                self.ledger.result(&sent.key, &outcome);
            }
        }
        self.learn(&outcome);
    }

    fn node(&mut self) -> Client {
        self.nodes[self.random.below(self.nodes.len())]
    }

    /// Waits for the server to come back, but not for ever: it may have been stopped for good.
    async fn waits(&mut self) {
        for _ in 0..100 {
            if self.node().get("/readyz").send().await.is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    fn learn(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Done(answer) => {
                let id = answer["id"].as_str().unwrap().to_owned();
                self.case = Some((id, answer["version"].as_u64().unwrap()));
            }
            Outcome::Refused(_) => {}
            // The version is not known any more: go on with another case.
            Outcome::Unknown | Outcome::BrokenOff => self.case = None,
        }
    }

    fn complaint(&mut self) -> Sent {
        let body = complaint(&self.text("case"));
        self.sent("/api/v1/cases".to_owned(), body, None)
    }

    fn note(&mut self, case: &str, version: u64) -> Sent {
        let body = note(&self.text("note"));
        self.sent(noting(case), body, Some(version))
    }

    fn text(&mut self, what: &str) -> String {
        self.count += 1;
        format!("{what}-{}-{}", self.name, self.count)
    }

    fn sent(&self, path: String, body: Value, expected: Option<u64>) -> Sent {
        let key = format!("key-{}-{}", self.name, self.count);
        Sent { key, token: self.token.clone(), path, body, expected, outcome: Outcome::Unknown }
    }
}

/// The request that was or is to be sent.
fn call(client: Client, sent: &Sent) -> Call {
    let call = client.post(&sent.path, &sent.body).bearer(&sent.token).key(&sent.key);
    match sent.expected {
        Some(version) => call.if_match(version),
        None => call,
    }
}

/// Sends it and says what came of it.
pub(super) async fn tried(client: Client, sent: &Sent) -> Outcome {
    match call(client, sent).send().await {
        Ok(answer) if answer.status < 300 => Outcome::Done(answer.json()),
        Ok(answer) if answer.status < 500 => Outcome::Refused(answer.status.into()),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Outcome::BrokenOff,
        Ok(_) | Err(_) => Outcome::Unknown,
    }
}
