//! The body by files: it reads the batches that were carried to it, and answers in batches.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use agency::files::{Exchange, Letter};

use crate::behaviour::Behaviour;
use crate::body::Body;
use crate::error::SimulatorError;

/// How many messages are taken out of what was said in one go.
const AT_ONCE: usize = 500;

/// Whoever serves the folders of the body.
#[derive(Clone, Debug)]
pub struct Clerk {
    body: Arc<Body>,
    exchange: Arc<Exchange>,
}

impl Clerk {
    /// Of a body, on its own side of the exchange.
    pub const fn new(body: Arc<Body>, exchange: Arc<Exchange>) -> Self {
        Self { body, exchange }
    }

    /// Serves the folders for ever, looking into them so often.
    pub async fn run(self, every: Duration) {
        loop {
            let clerk = self.clone();
            let done = tokio::task::spawn_blocking(move || clerk.round()).await;
            if let Ok(Err(error)) = done {
                tracing::error!(%error, "the folders could not be served");
            }
            tokio::time::sleep(every).await;
        }
    }

    /// Reads what was carried here, says what is due, and closes batches. Waits for the disk.
    ///
    /// # Errors
    ///
    /// A disk that does not work. The next round goes on where this one stopped.
    pub fn round(&self) -> Result<(), SimulatorError> {
        let behaviour = self.body.behaviour();
        if behaviour == Behaviour::Down {
            return Ok(());
        }
        self.exchange.collect()?;
        self.read()?;
        self.body.tick()?;
        self.post()?;
        while self.exchange.close_batch()?.is_some() {}
        match behaviour {
            Behaviour::Duplicate => self.send_again(),
            Behaviour::Forged => self.forge(),
            Behaviour::Byzantine => self.send_again().and_then(|()| self.forge()),
            Behaviour::Normal
            | Behaviour::Slow
            | Behaviour::Down
            | Behaviour::Garbage
            | Behaviour::OutOfOrder
            | Behaviour::WrongCase => Ok(()),
        }
    }

    fn read(&self) -> Result<(), SimulatorError> {
        loop {
            let found = self.exchange.letters(self.body.read().as_deref())?;
            for letter in &found.letters {
                let Some(purpose) = letter.purpose else { continue };
                self.body.hear(purpose, &letter.body, true)?;
            }
            match found.cursor {
                Some(cursor) if !found.letters.is_empty() => self.body.read_to(cursor)?,
                Some(_) | None => {}
            }
            if !found.more {
                return Ok(());
            }
        }
    }

    /// What was said waits for the next batch; it is delivered once it is on the disk.
    fn post(&self) -> Result<(), SimulatorError> {
        loop {
            let waiting = self.body.undelivered(AT_ONCE);
            if waiting.is_empty() {
                return Ok(());
            }
            for (place, said) in waiting {
                for (id, body) in self.body.letters(&[(place, said)]) {
                    self.exchange.post(&Letter { id, purpose: None, body })?;
                }
                self.body.delivered(place)?;
            }
        }
    }

    /// Puts every batch that nobody acknowledged into `out` once more.
    fn send_again(&self) -> Result<(), SimulatorError> {
        for batch in self.exchange.station()?.unacknowledged {
            self.exchange.resend(batch.number)?;
        }
        Ok(())
    }

    /// Puts into `out` what somebody without the key would: the batch that comes next, with the manifest of the last one.
    /// The real one takes its place when there is one.
    fn forge(&self) -> Result<(), SimulatorError> {
        let Some(last) = self.exchange.station()?.unacknowledged.last().map(|one| one.number)
        else {
            return Ok(());
        };
        let agency::files::Settings { root, us, .. } = self.exchange.settings();
        let folder = |number: u32| root.join("out").join(format!("{us}-{number:08}"));
        let forged = folder(last + 1);
        let copied = fs::create_dir_all(&forged).and_then(|()| {
            fs::copy(folder(last).join("manifest.json"), forged.join("manifest.json"))?;
            fs::write(forged.join("manifest.seal"), "hmac-sha256 00")
        });
        copied.map_err(|error| SimulatorError::Files(error.into()))
    }
}

/// Carries everything that lies in `out` of one side to `in` of the other, as somebody with a disk would. Both are the
/// folders of the exchange. Carries in one direction.
///
/// # Errors
///
/// A disk that does not work. Carrying again mends what was half done.
pub fn carry(from: &Path, to: &Path) -> io::Result<()> {
    for folder in names(&from.join("out"))? {
        let (source, target) = (from.join("out").join(&folder), to.join("in").join(&folder));
        if !source.is_dir() {
            continue;
        }
        fs::create_dir_all(&target)?;
        for file in names(&source)? {
            match fs::copy(source.join(&file), target.join(&file)) {
                // It was replaced since: the next carrier brings it.
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                copied => copied.map(|_| ())?,
            }
        }
    }
    Ok(())
}

fn names(folder: &Path) -> io::Result<Vec<std::ffi::OsString>> {
    match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        entries => entries?.map(|entry| entry.map(|entry| entry.file_name())).collect(),
    }
}
