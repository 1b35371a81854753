//! What lies in a folder that was carried here, read once into memory and trusted no further.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use super::disk::{self, Listed};
use super::manifest::DOCUMENT_BYTES_MAX;
use super::reason::Reason;
use super::seal::sha256;
use super::settings::Bounds;

/// The bytes of a folder.
#[derive(Debug, Default)]
pub(super) struct Contents {
    /// Files by their names in lower case, for some file systems know no other.
    pub(super) files: BTreeMap<String, Vec<u8>>,
    /// The same for the same contents, so that one sees whether something is still being copied.
    pub(super) fingerprint: String,
    /// Why no file of it need be looked at.
    pub(super) wrong: Option<Reason>,
}

/// How many things beside messages a folder may hold: documents, and what file managers leave behind.
const BESIDE_MAX: usize = 100;

/// Reads a folder. Links are not followed, and no more is read than was agreed.
pub(super) fn read(folder: &Path, bounds: Bounds) -> io::Result<Contents> {
    match fs::symlink_metadata(folder) {
        Ok(found) if found.is_dir() => {}
        Ok(_) => return Ok(refused(Reason::NotAFolder, "not a folder".to_owned())),
        Err(error) => return nothing_if_gone(error),
    }
    let listed = match disk::list(folder, bounds.files.saturating_add(BESIDE_MAX)) {
        Ok(listed) => listed,
        Err(error) => return nothing_if_gone(error),
    };
    let wanted: Vec<_> = listed.iter().filter(|listed| !is_left_over(listed)).collect();
    if let Some(reason) = refuses(&wanted, bounds) {
        return Ok(refused(reason, shape(&wanted)));
    }
    match bytes(folder, &wanted) {
        Ok(files) if files.len() < wanted.len() => Ok(refused(Reason::Names, shape(&wanted))),
        Ok(files) => Ok(Contents { fingerprint: fingerprint(&files), files, wrong: None }),
        Err(error) => nothing_if_gone(error),
    }
}

fn refused(reason: Reason, fingerprint: String) -> Contents {
    Contents { fingerprint, wrong: Some(reason), ..Contents::default() }
}

/// Somebody is moving it right now: as if nothing had come yet.
fn nothing_if_gone(error: io::Error) -> io::Result<Contents> {
    if error.kind() == ErrorKind::NotFound { Ok(Contents::default()) } else { Err(error) }
}

/// What file managers and editors leave behind, which nobody meant to send.
fn is_left_over(listed: &Listed) -> bool {
    let Some(name) = listed.name.to_str().map(str::to_ascii_lowercase) else { return false };
    [".ds_store", "thumbs.db", "desktop.ini", ".directory"].contains(&name.as_str())
        || ["._", "~", ".~", ".fuse_hidden"].iter().any(|start| name.starts_with(start))
        || ["~", ".tmp", ".part", ".partial", ".crdownload"].iter().any(|end| name.ends_with(end))
}

fn refuses(wanted: &[&Listed], bounds: Bounds) -> Option<Reason> {
    if wanted.iter().any(|listed| !listed.is.is_file() || listed.name.to_str().is_none()) {
        return Some(Reason::UnknownFile);
    }
    let bytes = wanted.iter().fold(0_u64, |sum, listed| sum.saturating_add(listed.size));
    let most = bounds.bytes.saturating_add(DOCUMENT_BYTES_MAX);
    (wanted.len() >= bounds.files.saturating_add(BESIDE_MAX) || bytes > most)
        .then_some(Reason::TooLarge)
}

/// The bytes of each; one less for each pair of names that differ in case only.
fn bytes(folder: &Path, wanted: &[&Listed]) -> io::Result<BTreeMap<String, Vec<u8>>> {
    let read = |listed: &&Listed| {
        let name = listed.name.to_string_lossy().to_ascii_lowercase();
        disk::read(&folder.join(&listed.name), listed.size).map(|bytes| (name, bytes))
    };
    wanted.iter().map(read).collect()
}

fn fingerprint(files: &BTreeMap<String, Vec<u8>>) -> String {
    let line = |(name, bytes): (&String, &Vec<u8>)| format!("{name} {}\n", sha256(bytes));
    sha256(files.iter().map(line).collect::<String>().as_bytes())
}

fn shape(wanted: &[&Listed]) -> String {
    let line = |listed: &&Listed| format!("{} {}\n", listed.name.display(), listed.size);
    sha256(wanted.iter().map(line).collect::<String>().as_bytes())
}
