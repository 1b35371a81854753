//! Acknowledgements: saying what was taken, and letting go of what the other side says it has.

use serde::{Deserialize, Serialize};

use super::disk;
use super::error::FileError;
use super::exchange::{Exchange, hash, last};
use super::folders::{Kind, Parcel};
use super::manifest::{Acknowledgement, FORMAT, Missing};
use super::outbox::folder_files;

/// The highest acknowledgement of the other side that was acted on.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Heard {
    number: u32,
}

impl Exchange {
    /// Says what was taken and what is missing, if that is new; says it again if it is gone from `out` while the other side
    /// shows, by what came, that it may not know.
    pub(super) fn acknowledge(&self, missing: &[Missing], stirred: bool) -> Result<(), FileError> {
        let taken = self.folders.taken();
        let through = last(&taken)?;
        let missing = if self.settings.ask { missing.to_vec() } else { Vec::new() };
        let before = self.last_acknowledgement()?;
        let same = |said: &&Acknowledgement| (said.through, &said.missing) == (through, &missing);
        if let Some(said) = before.as_ref().filter(same) {
            let gone = !disk::is_there(&self.acknowledgement_folder(said.number));
            return if gone && stirred { self.say(said) } else { Ok(()) };
        }
        if before.is_none() && through == 0 && missing.is_empty() {
            return Ok(());
        }
        let said = Acknowledgement {
            format: FORMAT,
            sender: self.settings.us.to_string(),
            receiver: self.settings.peer.to_string(),
            number: before.map_or(1, |before| before.number + 1),
            created: (self.settings.now)(),
            through,
            manifest: hash(&taken, through)?,
            missing,
        };
        self.say(&said)?;
        let bytes = serde_json::to_vec_pretty(&said).map_err(std::io::Error::other)?;
        Ok(disk::put(&*self.disk, &self.folders.state("acknowledgement.json"), &bytes)?)
    }

    fn last_acknowledgement(&self) -> Result<Option<Acknowledgement>, FileError> {
        let bytes = disk::read_if_there(&self.folders.state("acknowledgement.json"))?;
        let read = bytes.map(|bytes| serde_json::from_slice(&bytes)).transpose();
        Ok(read.map_err(std::io::Error::other)?)
    }

    /// Puts an acknowledgement into `out` in place of all earlier ones.
    fn say(&self, said: &Acknowledgement) -> Result<(), FileError> {
        let parcel = Parcel::acknowledgement(said.number);
        let document = serde_json::to_vec_pretty(said).map_err(std::io::Error::other)?;
        let seal = self.settings.seal.sign(&document);
        let files = folder_files(parcel, &document, seal.as_bytes(), &[]);
        self.place(&self.acknowledgement_folder(said.number), &files)?;
        for name in disk::names(&self.folders.outgoing())? {
            let ours = Parcel::parse(&name, &self.settings.us);
            let older = |parcel: Parcel| {
                parcel.kind == Kind::Acknowledgement && parcel.number != said.number
            };
            if ours.is_some_and(older) {
                self.discard(&self.folders.outgoing().join(name))?;
            }
        }
        Ok(())
    }

    fn acknowledgement_folder(&self, number: u32) -> std::path::PathBuf {
        let name = Parcel::acknowledgement(number).name(&self.settings.us);
        self.folders.outgoing().join(name)
    }

    /// Lets go of what the other side has, and gives again what it asks for. False, and nothing is done, if it names what
    /// was not sent from here.
    pub(super) fn release(&self, read: &Acknowledgement) -> Result<bool, FileError> {
        let sent = self.folders.sent();
        if read.through > last(&sent)? || read.manifest != hash(&sent, read.through)? {
            return Ok(false);
        }
        for number in self.kept_numbers()? {
            if number <= read.through {
                self.file_away(number)?;
            }
        }
        let heard: Heard = self.remembered("heard.json")?;
        if read.number <= heard.number {
            return Ok(true);
        }
        for number in self.kept_numbers()? {
            if read.missing.iter().any(|span| (span.from..=span.to).contains(&number)) {
                match self.publish(number) {
                    // It must not stop what comes in. Whoever sends it again by hand is told.
                    Err(FileError::Damaged { .. }) => {}
                    published => published?,
                }
            }
        }
        let heard = Heard { number: read.number };
        let bytes = serde_json::to_vec(&heard).map_err(std::io::Error::other)?;
        disk::put(&*self.disk, &self.folders.state("heard.json"), &bytes)?;
        Ok(true)
    }

    /// The other side has it: out of `out`, and into `done`.
    fn file_away(&self, number: u32) -> Result<(), FileError> {
        let name = Parcel::batch(number).name(&self.settings.us);
        self.discard(&self.folders.outgoing().join(&name))?;
        Ok(self.replace(&self.kept_folder(number), &self.folders.done().join(&name))?)
    }
}
