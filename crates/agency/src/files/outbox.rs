//! The way out: messages wait, are closed into batches, and batches stay until they are acknowledged.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::disk;
use super::error::FileError;
use super::exchange::{Exchange, hash, last};
use super::folders::{Parcel, numbered};
use super::manifest::{Entry, FORMAT, Manifest, file_name};
use super::reading::Letter;
use super::seal::sha256;
use crate::reading::is_id;
use crate::wire::Purpose;

/// A message that is in no batch yet, as it is kept.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Waiting {
    id: String,
    purpose: Option<Purpose>,
    pub(super) at: DateTime<Utc>,
    body: Value,
}

impl Exchange {
    /// Keeps a message for the next batch.
    ///
    /// Afterwards: it is on the disk and goes out with the next batch that is closed. A repeat of the id, ever, adds
    /// nothing.
    ///
    /// # Errors
    ///
    /// A message that no batch could hold, or an id that is none; a disk that does not work.
    pub fn post(&self, letter: &Letter) -> Result<(), FileError> {
        let size = serde_json::to_vec(&letter.body).map_err(std::io::Error::other)?.len() as u64;
        let most = self.settings.bounds.bytes;
        if size > most {
            return Err(FileError::TooLarge { bytes: size, most });
        }
        if !is_id(&letter.id) {
            return Err(FileError::Id);
        }
        let _turn = self.turn()?;
        let hash = sha256(letter.id.as_bytes());
        let waiting = self.waiting_names()?;
        if self.known()?.holds(&hash) || waiting.iter().any(|name| id_hash(name) == Some(&hash)) {
            return Ok(());
        }
        let next = waiting.last().and_then(|name| place(name)).map_or(1, |last| last + 1);
        let path = self.folders.waiting().join(format!("{next:012}-{hash}.json"));
        let (id, body) = (letter.id.clone(), letter.body.clone());
        let waiting = Waiting { id, purpose: letter.purpose, at: (self.settings.now)(), body };
        let bytes = serde_json::to_vec(&waiting).map_err(std::io::Error::other)?;
        Ok(disk::put(&*self.disk, &path, &bytes)?)
    }

    /// Closes a batch of the messages that waited longest, as many as it may hold, and puts it into `out`. Its number;
    /// none if nothing waits. It never changes afterwards. Call it again until it gives none.
    ///
    /// # Errors
    ///
    /// A disk that does not work. Nothing is lost; the next call goes on where this one stopped.
    pub fn close_batch(&self) -> Result<Option<u32>, FileError> {
        let _turn = self.turn()?;
        let (entries, bodies) = self.next_messages()?;
        if entries.is_empty() {
            return Ok(None);
        }
        let sent = self.folders.sent();
        let number = last(&sent)? + 1;
        let manifest = Manifest {
            format: FORMAT,
            sender: self.settings.us.to_string(),
            receiver: self.settings.peer.to_string(),
            number,
            created: (self.settings.now)(),
            previous: hash(&sent, number - 1)?,
            files: entries,
        };
        let document = serde_json::to_vec_pretty(&manifest).map_err(std::io::Error::other)?;
        let seal = self.settings.seal.sign(&document);
        let files = folder_files(Parcel::batch(number), &document, seal.as_bytes(), &bodies);
        self.place(&self.kept_folder(number), &files)?;
        self.publish_first(number)?;
        self.remove_closed()?;
        Ok(Some(number))
    }

    /// Puts a batch that is not acknowledged into `out` again, byte for byte as it was.
    ///
    /// # Errors
    ///
    /// Where it is not kept any more, or its copy here is damaged.
    pub fn resend(&self, number: u32) -> Result<(), FileError> {
        let _turn = self.turn()?;
        if !self.kept_numbers()?.contains(&number) {
            return Err(FileError::NotKept { number });
        }
        self.publish(number)
    }

    /// Puts a closed batch into `out` for the first time, and remembers that.
    pub(super) fn publish_first(&self, number: u32) -> Result<(), FileError> {
        self.publish(number)?;
        let document = std::fs::read(self.kept_folder(number).join("manifest.json"))?;
        Ok(disk::put(&*self.disk, &numbered(&self.folders.sent(), number), &document)?)
    }

    /// Copies a kept batch to `out`, after making sure that it is whole.
    pub(super) fn publish(&self, number: u32) -> Result<(), FileError> {
        let parcel = Parcel::batch(number);
        let folder = self.kept_folder(number);
        let damaged = || FileError::Damaged { number, folder: "state/kept" };
        let document = disk::read_if_there(&folder.join(parcel.document()))?.ok_or_else(damaged)?;
        let seal = disk::read_if_there(&folder.join(parcel.seal()))?.ok_or_else(damaged)?;
        let manifest: Manifest = serde_json::from_slice(&document).map_err(|_| damaged())?;
        let messages = stored(&folder, &manifest)?.ok_or_else(damaged)?;
        let files = folder_files(parcel, &document, &seal, &messages);
        let target = self.folders.outgoing().join(parcel.name(&self.settings.us));
        Ok(self.place(&target, &files)?)
    }

    pub(super) fn kept_folder(&self, number: u32) -> PathBuf {
        self.folders.kept().join(format!("{number:08}"))
    }

    /// Removes messages from those that wait once they are in a batch.
    pub(super) fn remove_closed(&self) -> Result<(), FileError> {
        let known = self.known()?;
        for name in self.waiting_names()? {
            if id_hash(&name).is_some_and(|hash| known.holds(hash)) {
                self.disk.remove_file(&self.folders.waiting().join(&name))?;
            }
        }
        Ok(())
    }

    /// The names of the files of messages that wait, in their order.
    pub(super) fn waiting_names(&self) -> Result<Vec<String>, FileError> {
        Ok(disk::names(&self.folders.waiting())?)
    }

    /// A message that waits.
    pub(super) fn waiting(&self, name: &str) -> Result<Waiting, FileError> {
        let bytes = std::fs::read(self.folders.waiting().join(name))?;
        Ok(serde_json::from_slice(&bytes).map_err(std::io::Error::other)?)
    }

    fn next_messages(&self) -> Result<(Vec<Entry>, Vec<Vec<u8>>), FileError> {
        let (mut entries, mut bodies, mut total) = (Vec::new(), Vec::new(), 0);
        for name in self.waiting_names()?.iter().take(self.settings.bounds.files) {
            let waiting = self.waiting(name)?;
            let body = serde_json::to_vec(&waiting.body).map_err(std::io::Error::other)?;
            total += body.len() as u64;
            if total > self.settings.bounds.bytes {
                break;
            }
            entries.push(Entry {
                name: file_name(entries.len() + 1),
                size: body.len() as u64,
                sha256: sha256(&body),
                id: waiting.id,
                purpose: waiting.purpose,
            });
            bodies.push(body);
        }
        Ok((entries, bodies))
    }
}

/// The files of a batch, under our own names.
pub(super) fn folder_files<'a>(
    parcel: Parcel,
    document: &'a [u8],
    seal: &'a [u8],
    messages: &'a [Vec<u8>],
) -> Vec<(String, &'a [u8])> {
    let numbered = messages.iter().enumerate();
    let mut files: Vec<_> =
        numbered.map(|(index, bytes)| (file_name(index + 1), bytes.as_slice())).collect();
    files.push((parcel.seal().to_owned(), seal));
    files.push((parcel.document().to_owned(), document));
    files
}

/// The messages of a batch from a folder of ours, if each still has its hash.
pub(super) fn stored(
    folder: &std::path::Path,
    manifest: &Manifest,
) -> Result<Option<Vec<Vec<u8>>>, FileError> {
    let mut messages = Vec::new();
    for (index, entry) in manifest.files.iter().enumerate() {
        let bytes = disk::read_if_there(&folder.join(file_name(index + 1)))?;
        let Some(bytes) = bytes.filter(|bytes| sha256(bytes) == entry.sha256) else {
            return Ok(None);
        };
        messages.push(bytes);
    }
    Ok(Some(messages))
}

/// The place of a message among those that wait.
fn place(name: &str) -> Option<u64> {
    name.split_once('-')?.0.parse().ok()
}

/// The hash of the id of a message that waits.
fn id_hash(name: &str) -> Option<&str> {
    name.split_once('-')?.1.strip_suffix(".json")
}
