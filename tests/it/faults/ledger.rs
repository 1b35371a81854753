//! What a client has sent and what came of it, durable before the request goes out: the client is believed, not the server.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

/// A ledger that is being written.
pub(super) struct Ledger {
    file: File,
    path: PathBuf,
}

/// What was sent, and what came of it.
#[derive(Clone, Debug)]
pub(super) struct Sent {
    /// The key of the request.
    pub(super) key: String,
    /// With whose token.
    pub(super) token: String,
    /// Where to.
    pub(super) path: String,
    /// What; it holds a text that nothing else holds.
    pub(super) body: Value,
    /// The version that was expected, for a change of a case.
    pub(super) expected: Option<u64>,
    /// What came of it.
    pub(super) outcome: Outcome,
}

/// What came of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It was done.
    Done(Value),
    /// It was refused.
    Refused(u64),
    /// Nobody knows.
    Unknown,
    /// Nobody knows, and the answer broke off.
    BrokenOff,
}

impl Ledger {
    pub(super) fn create(folder: &Path, client: usize) -> Self {
        let path = folder.join(format!("ledger-{client}.jsonl"));
        Self { file: File::create_new(&path).unwrap(), path }
    }

    /// Before the request.
    pub(super) fn invoke(&mut self, sent: &Sent) {
        let Sent { key, token, path, body, expected, outcome: _ } = sent;
        self.line(&json!({
            "key": key, "token": token, "path": path, "body": body, "expected": expected,
        }));
    }

    /// After the answer.
    pub(super) fn result(&mut self, key: &str, outcome: &Outcome) {
        self.line(&match outcome {
            Outcome::Done(answer) => json!({ "of": key, "done": answer }),
            Outcome::Refused(status) => json!({ "of": key, "refused": status }),
            Outcome::Unknown => json!({ "of": key }),
            Outcome::BrokenOff => json!({ "of": key, "broken_off": true }),
        });
    }

    fn line(&mut self, line: &Value) {
        self.file.write_all(format!("{line}\n").as_bytes()).unwrap();
        self.file.sync_data().unwrap();
    }

    /// What stands in the file; a request without a result is one of which nobody knows.
    pub(super) fn read(self) -> Vec<Sent> {
        let mut sent: BTreeMap<String, Sent> = BTreeMap::new();
        for line in std::fs::read_to_string(self.path).unwrap().lines() {
            let line: Value = serde_json::from_str(line).unwrap();
            if let Some(key) = line["of"].as_str() {
                sent.get_mut(key).unwrap().outcome = outcome(&line);
            } else {
                let text = |name: &str| line[name].as_str().unwrap().to_owned();
                let one = Sent {
                    key: text("key"),
                    token: text("token"),
                    path: text("path"),
                    body: line["body"].clone(),
                    expected: line["expected"].as_u64(),
                    outcome: Outcome::Unknown,
                };
                sent.insert(text("key"), one);
            }
        }
        sent.into_values().collect()
    }
}

/// The keys of what is acknowledged so far, by the ledgers of a folder, while others write in them.
pub(super) fn acknowledged(folder: &Path) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        if !entry.file_name().to_string_lossy().starts_with("ledger-") {
            continue;
        }
        // The last line may not be whole.
        let text = std::fs::read_to_string(entry.path()).unwrap();
        let lines = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let done = lines.filter(|line| !line["done"].is_null());
        keys.extend(done.filter_map(|line| line["of"].as_str().map(str::to_owned)));
    }
    keys
}

fn outcome(line: &Value) -> Outcome {
    if !line["done"].is_null() {
        Outcome::Done(line["done"].clone())
    } else if let Some(status) = line["refused"].as_u64() {
        Outcome::Refused(status)
    } else if line["broken_off"] == true {
        Outcome::BrokenOff
    } else {
        Outcome::Unknown
    }
}
