//! A body that is a process: how it is configured, started, reached and ended, and what it remembers.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use agency::files::{Exchange, FileWire, Party, Settings};
use agency::http::egress::{AllowList, Allowed};
use agency::http::{HttpSettings, HttpWire};
use agency::layers::{Layered, Timeout};
use agency::webhook::{Keyring, SigningKey, VerifyingKey, shared_secret};
use agency::{Adapter, Dialect, Registered, Wire};
use agency_simulator::{Behaviour, Script};
use serde_json::Value;

use crate::support::{free_address, program};

/// How bodies are reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Http,
    Files,
}

/// The seed of every body.
const SEED: &str = "20260302";

/// How quickly a body's time goes by: a course is over in a second or two.
const PACE: &str = "2000000";

/// How long a call to a body may take in these tests. A slow one takes longer, and is given up.
const CALL: Duration = Duration::from_millis(1500);

/// What kind of body it is, which unit, which course its cases take, and by which procedure they come to it.
#[derive(Debug)]
pub(super) struct Cast {
    pub(super) unit: &'static str,
    pub(super) kind: &'static str,
    pub(super) course: &'static str,
    pub(super) workflow: &'static str,
    pub(super) category: &'static str,
    /// What its reports do with the case, until it is back where nothing went wrong.
    pub(super) done: &'static [&'static str],
}

/// A body as a process. It ends with this value, however the test ends.
#[derive(Debug)]
pub(super) struct Body {
    pub(super) cast: &'static Cast,
    way: Way,
    folder: PathBuf,
    address: SocketAddr,
    running: Option<Child>,
}

/// What a body remembers.
#[derive(Debug, Default)]
pub(super) struct Remembered {
    /// Ids of the messages that it wrote down to be sent.
    pub(super) said: Vec<String>,
    /// Places of those that the other side has acknowledged.
    pub(super) delivered: BTreeSet<usize>,
    /// How many cases it took.
    pub(super) cases: usize,
}

impl Body {
    /// Writes its configuration: the entry that Bihuan would have, read by the program from the far end.
    pub(super) fn configured(
        cast: &'static Cast,
        way: Way,
        (folder, reports): (&Path, SocketAddr),
    ) -> Self {
        let folder = folder.join(cast.unit);
        std::fs::create_dir(&folder).unwrap();
        let body = Self { cast, way, folder, address: free_address(), running: None };
        let (unit, name) = (cast.unit, cast.kind);
        let home = body.folder.display();
        let mut text = format!(
            "folder = \"{home}\"\nlisten = \"{reports}\"\n[[agencies]]\nunit = \"{unit}\"\nkind = \"{name}\"\n"
        );
        match way {
            Way::Http => {
                std::fs::write(body.folder.join("ours"), secret(7)).unwrap();
                std::fs::write(body.folder.join("theirs"), secret(8)).unwrap();
                let address = body.address;
                text.push_str(&format!(
                    "[agencies.http]\nurl = \"http://{address}\"\nnetworks = [\"127.0.0.0/8\"]\nfor_trial = true\n\
                     sign = [{{ file = \"{home}/ours\" }}]\n"
                ));
                if body.pushes() {
                    text.push_str(&format!("verify = [{{ file = \"{home}/theirs\" }}]\n"));
                }
            }
            Way::Files => text.push_str(&format!(
                "[agencies.files]\nfolder = \"{home}/exchange\"\npeer = \"{unit}\"\n"
            )),
        }
        std::fs::write(body.folder.join("bihuan.toml"), text).unwrap();
        body
    }

    /// Whether it pushes. The tribunal has a system that can only be asked.
    pub(super) fn pushes(&self) -> bool {
        self.way == Way::Http && self.cast.kind != "arbitration"
    }

    /// How Bihuan reaches it.
    pub(super) fn registered(&self) -> Registered {
        let dialect: Arc<dyn Dialect> = match self.cast.kind {
            "police" => Arc::new(agency_police::Police),
            "mediation" => Arc::new(agency_mediation::Mediation),
            "court" => Arc::new(agency_court::Court),
            "arbitration" => Arc::new(agency_arbitration::Arbitration),
            other => unreachable!("no adapter of the kind {other}"),
        };
        let adapter = Arc::new(Adapter::new(dialect, self.wire()));
        Registered {
            kind: self.cast.kind.to_owned(),
            person: format!("{}.system", self.cast.unit).as_str().into(),
            agency: Layered::around(adapter, Timeout::new(CALL)),
            calls: 8,
            poll_every: Duration::from_secs(1),
        }
    }

    fn wire(&self) -> Arc<dyn Wire> {
        match self.way {
            Way::Http => {
                let url = format!("http://{}", self.address);
                let networks = vec!["127.0.0.0/8".parse().unwrap()];
                let allowed = Allowed::for_address(&url, networks, true).unwrap();
                let destination =
                    AllowList::new(&[allowed], &[]).unwrap().destination(&url).unwrap();
                let ours = Keyring::of(SigningKey::parse(&secret(7)).unwrap());
                let theirs = if self.pushes() {
                    Keyring::of(VerifyingKey::parse(&secret(8)).unwrap())
                } else {
                    Keyring::default()
                };
                Arc::new(HttpWire::new(HttpSettings::new(destination, ours, theirs)).unwrap())
            }
            Way::Files => {
                let party = |name| Party::new(name).unwrap();
                let (us, peer) = (party("bihuan"), party(self.cast.unit));
                let now = Arc::new(chrono::Utc::now);
                let settings = Settings::new(self.folder.join("exchange"), us, peer, now);
                Arc::new(FileWire::new(Arc::new(Exchange::open(settings).unwrap())))
            }
        }
    }

    /// Starts it, and waits until it listens.
    pub(super) fn start(&mut self, behaviour: Behaviour) {
        assert!(self.running.is_none(), "it is running");
        let mut command = Command::new(program());
        command.args(["agency", "simulate", self.cast.kind, "--tied", "--seed", SEED]);
        command.args(["--pace", PACE, "--course", self.cast.course]);
        command.args(["--behaviour", behaviour.as_str(), "--config"]);
        command.arg(self.folder.join("bihuan.toml")).env("BIHUAN_LOG", "error");
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut said = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut said).unwrap();
        assert!(said.contains(self.cast.unit), "it said: {said}");
        self.running = Some(child);
        if self.way == Way::Http {
            let listens = || TcpStream::connect(self.address).is_ok();
            let up = (0..500).any(|_| listens() || wait());
            assert!(up && listens(), "{} does not listen", self.cast.unit);
        }
    }

    /// Kills it, as a lost machine goes.
    pub(super) fn kill(&mut self) {
        if let Some(mut child) = self.running.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    /// What it remembers, as its journal has it on the disk. A line that is being written is not there yet.
    pub(super) fn remembers(&self) -> Remembered {
        let path = self.folder.join("simulated").join(self.cast.unit).join("journal.jsonl");
        let text = std::fs::read_to_string(path).unwrap_or_default();
        let whole = text.rfind('\n').map_or("", |end| &text[..end]);
        let mut remembered = Remembered::default();
        for line in whole.lines() {
            let record: Value = serde_json::from_str(line).unwrap();
            match record["happened"].as_str().unwrap() {
                "said" => remembered.said.push(record["id"].as_str().unwrap().to_owned()),
                "delivered" => {
                    let place = record["place"].as_u64().unwrap();
                    remembered.delivered.insert(usize::try_from(place).unwrap());
                }
                "referred" => remembered.cases += 1,
                _ => {}
            }
        }
        remembered
    }

    /// How many messages a case of its course brings: the receipt and the steps.
    pub(super) fn messages_of_a_case(&self) -> usize {
        Script::shipped(self.cast.kind).unwrap().courses[self.cast.course].steps.len() + 1
    }
}

impl Drop for Body {
    fn drop(&mut self) {
        if let Some(child) = &mut self.running {
            _ = child.kill();
            _ = child.wait();
        }
    }
}

fn secret(byte: u8) -> String {
    shared_secret(&[byte; 32]).to_string()
}

/// A moment. False, so that it can be put behind what is waited for.
fn wait() -> bool {
    std::thread::sleep(Duration::from_millis(20));
    false
}
