//! The outside bodies of the demo: four, by both ways, each played by a process of its own that ends with the demo.

use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::KeyConfig;
use super::simulate::here;
use crate::failure::Failure;
use crate::installation::{Config, engine_failure};

/// How each body is reached.
enum Way {
    /// It pushes, and can be asked.
    Pushed,
    /// It can only be asked.
    Asked,
    /// By files.
    Files,
}

/// Unit, kind and way.
const BODIES: [(&str, &str, Way); 4] = [
    ("court", "court", Way::Pushed),
    ("police-puqi", "police", Way::Pushed),
    ("arbitration", "arbitration", Way::Asked),
    ("mediation-puqi", "mediation", Way::Files),
];

/// How often a body hands something over by itself, in seconds, beginning when it starts.
const HANDS_OVER_EVERY: &str = "3600";

/// How long a body may take to listen before nobody waits for it any more.
const PATIENCE: Duration = Duration::from_secs(3);

/// The configuration of a demo that listens there, written for other commands, too: `--config FOLDER/bihuan.toml`. Keys are
/// kept from one start to the next.
pub(crate) fn configure(folder: &Path, listen: SocketAddr) -> Result<Config, Failure> {
    let keys = folder.join("keys");
    engine::private::create_folder(&keys).map_err(Failure::file(&keys))?;
    let mut text = format!(
        "# Written anew by each start of `bihuan demo`.\nfolder = {:?}\nlisten = \"{listen}\"\n",
        folder.display().to_string()
    );
    for (unit, kind, way) in BODIES {
        text.push_str(&format!(
            "\n[[agencies]]\nunit = {unit:?}\nkind = {kind:?}\npoll_seconds = 2\n"
        ));
        text.push_str(&entry(folder, unit, &way)?);
    }
    let path = file_of(folder);
    std::fs::write(&path, &text).map_err(Failure::file(&path))?;
    Config::of_file(&path)
}

/// The file that the demo writes.
fn file_of(folder: &Path) -> PathBuf {
    folder.join("bihuan.toml")
}

fn entry(folder: &Path, unit: &str, way: &Way) -> Result<String, Failure> {
    let file = |name: &str| key(&folder.join("keys").join(format!("{unit}.{name}")));
    Ok(match way {
        Way::Files => {
            let exchange = folder.join("exchange").join(unit);
            std::fs::create_dir_all(&exchange).map_err(Failure::file(&exchange))?;
            let (exchange, seal) = (exchange.display().to_string(), file("seal")?);
            format!("[agencies.files]\nfolder = {exchange:?}\npeer = {unit:?}\nseal = {seal:?}\n")
        }
        Way::Pushed | Way::Asked => {
            let (address, ours) = (free_address()?, file("ours")?);
            let verify = match way {
                Way::Pushed => format!("verify = [{{ file = {:?} }}]\n", file("theirs")?),
                Way::Asked | Way::Files => String::new(),
            };
            format!(
                "[agencies.http]\nurl = \"http://{address}\"\nnetworks = [\"127.0.0.0/8\"]\nfor_trial = true\nsign = [{{ file = {ours:?} }}]\n{verify}"
            )
        }
    })
}

/// A key without a term, made if it is not there.
pub(crate) fn key_file(path: &Path) -> Result<KeyConfig, Failure> {
    key(path)?;
    Ok(KeyConfig { file: path.to_owned(), not_before: None, not_after: None })
}

/// The file of a key, made if it is not there.
fn key(path: &Path) -> Result<String, Failure> {
    if !path.exists() {
        let secret = engine::keys::random::<32>().map_err(engine_failure)?;
        let text = agency::webhook::shared_secret(&secret);
        let write = || engine::private::create(path)?.write_all(text.as_bytes());
        write().map_err(Failure::file(path))?;
    }
    Ok(path.display().to_string())
}

/// An address of this machine that nobody listens on at this moment.
fn free_address() -> Result<SocketAddr, Failure> {
    let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let found = TcpListener::bind(any).and_then(|listener| listener.local_addr());
    found.map_err(|source| Failure::Listen { address: any, source })
}

/// Processes that play the bodies. Each ends when what it is tied to does: this value, or this process, however it ends.
pub(crate) struct Played(Vec<Child>);

impl Drop for Played {
    fn drop(&mut self) {
        for child in &mut self.0 {
            drop(child.stdin.take());
            // It ends by itself; who waits for it leaves no trace of it.
            _ = child.wait();
        }
    }
}

/// Starts them, and waits until they listen.
pub(crate) fn start(folder: &Path, config: &Config) -> Result<Played, Failure> {
    let program = std::env::current_exe().map_err(Failure::Write)?;
    let start = |(unit, kind, _): &(&str, &str, Way)| {
        let log = folder.join(format!("{unit}.log"));
        let log = std::fs::File::create(&log).map_err(Failure::file(&log))?;
        let mut command = Command::new(&program);
        command.args(["agency", "simulate", kind, "--unit", unit, "--tied"]);
        command.args(["--hands-over-every", HANDS_OVER_EVERY, "--config"]).arg(file_of(folder));
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(log);
        command.spawn().map_err(Failure::file(&program))
    };
    let played = Played(BODIES.iter().map(start).collect::<Result<_, _>>()?);
    let begun = Instant::now();
    let by_http = config.agencies.iter().filter_map(|entry| here(entry.http.as_ref()?));
    for address in by_http {
        while begun.elapsed() < PATIENCE && TcpStream::connect(address).is_err() {
            std::thread::sleep(Duration::from_millis(20));
        }
    }
    Ok(played)
}
