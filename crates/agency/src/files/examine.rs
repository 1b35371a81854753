//! Whether a folder that was carried here is whole, still on its way, or wrong. Decides, and changes nothing.

use super::contents::Contents;
use super::folders::Parcel;
use super::manifest::{Acknowledgement, DOCUMENT_BYTES_MAX, Manifest};
use super::reason::Reason;
use super::seal::sha256;
use super::settings::Settings;

/// What a folder turns out to be.
#[derive(Debug)]
pub(super) enum Examined<T> {
    /// All there, and every hash fits.
    Whole(T),
    /// Nothing wrong so far, but so many files are not there.
    Partial {
        /// How many, as far as is known.
        absent: usize,
    },
    /// Not as it should be: still being copied, or damaged. Time tells.
    Wrong(Reason),
}

/// A batch that is whole.
#[derive(Debug)]
pub(super) struct Batch {
    pub(super) manifest: Manifest,
    /// The manifest as it came.
    pub(super) document: Vec<u8>,
    /// Its seal as it came.
    pub(super) seal: Vec<u8>,
    /// The messages, in their order.
    pub(super) messages: Vec<Vec<u8>>,
}

impl Batch {
    /// The hash by which the next batch and the acknowledgement name it.
    pub(super) fn hash(&self) -> String {
        sha256(&self.document)
    }
}

/// Examines the folder of a batch.
pub(super) fn batch(contents: Contents, parcel: Parcel, settings: &Settings) -> Examined<Batch> {
    let Contents { mut files, wrong, .. } = contents;
    let (document, seal) = match documents(&mut files, wrong, parcel, settings) {
        Examined::Whole(documents) => documents,
        Examined::Partial { absent } => return Examined::Partial { absent },
        Examined::Wrong(reason) => return Examined::Wrong(reason),
    };
    let manifest = match Manifest::read(&document, parcel.number, settings) {
        Ok(manifest) => manifest,
        Err(reason) => return Examined::Wrong(reason),
    };
    let mut messages = Vec::new();
    for (index, entry) in manifest.files.iter().enumerate() {
        let Some(bytes) = files.remove(&entry.name) else { continue };
        if bytes.len() as u64 != entry.size || sha256(&bytes) != entry.sha256 {
            return Examined::Wrong(Reason::DamagedFile { position: index + 1 });
        }
        messages.push(bytes);
    }
    if !files.is_empty() {
        return Examined::Wrong(Reason::UnknownFile);
    }
    match manifest.files.len() - messages.len() {
        0 => Examined::Whole(Batch { manifest, document, seal, messages }),
        absent => Examined::Partial { absent },
    }
}

/// Examines the folder of an acknowledgement.
pub(super) fn acknowledgement(
    contents: Contents,
    parcel: Parcel,
    settings: &Settings,
) -> Examined<Acknowledgement> {
    let Contents { mut files, wrong, .. } = contents;
    let document = match documents(&mut files, wrong, parcel, settings) {
        Examined::Whole((document, _)) => document,
        Examined::Partial { absent } => return Examined::Partial { absent },
        Examined::Wrong(reason) => return Examined::Wrong(reason),
    };
    if !files.is_empty() {
        return Examined::Wrong(Reason::UnknownFile);
    }
    match Acknowledgement::read(&document, parcel.number, settings) {
        Ok(read) => Examined::Whole(read),
        Err(reason) => Examined::Wrong(reason),
    }
}

type Files = std::collections::BTreeMap<String, Vec<u8>>;

/// Takes the document and its seal out of the files, if the one fits the other.
fn documents(
    files: &mut Files,
    wrong: Option<Reason>,
    parcel: Parcel,
    settings: &Settings,
) -> Examined<(Vec<u8>, Vec<u8>)> {
    if let Some(reason) = wrong {
        return Examined::Wrong(reason);
    }
    let (document, seal) = match (files.remove(parcel.document()), files.remove(parcel.seal())) {
        (Some(document), Some(seal)) => (document, seal),
        (Some(_), None) | (None, Some(_)) => return Examined::Partial { absent: 1 },
        (None, None) => return Examined::Partial { absent: 2 },
    };
    if document.len() as u64 > DOCUMENT_BYTES_MAX {
        return Examined::Wrong(Reason::TooLarge);
    }
    let line = std::str::from_utf8(&seal).map(str::trim_end).unwrap_or_default();
    if settings.seal.verify(&document, line) {
        Examined::Whole((document, seal))
    } else {
        Examined::Wrong(Reason::Seal)
    }
}
