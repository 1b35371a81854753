//! Photographs that come with a report: of each, a copy that holds nothing but the picture, for whoever sees the case, and
//! the original, sealed by the key of the case, for whoever says why they open it. A camera writes into its files where they
//! were taken and by whose device; that may say who complains.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use domain::id::{CaseId, FileId, PersonId, Timestamp};
use domain::text::Bilingual;
use serde_json::json;
use sha2::{Digest, Sha256};
use store::queries::{Attachment, RevealOf};
use uuid::Uuid;

use crate::drafts::Photo;
use crate::engine::Engine;
use crate::error::Error;
use crate::evidence::{folder_of, place};
use crate::reading::{RevealReason, Seen};
use crate::vault::CaseKey;
use crate::wording::Wording;

/// The kind of a file whose content is sealed.
pub const SEALED: &str = "application/vnd.bihuan.sealed";

/// Who brought the files of citizens.
const CITIZEN: &str = "citizen";

/// What a case that is about to be filed brings.
#[derive(Clone, Debug)]
pub struct Enclosed {
    /// The id of the case.
    pub case: CaseId,
    /// Its key.
    pub key: CaseKey,
    /// Its files. Their content lies in its place already.
    pub files: Vec<Attachment>,
}

/// Files that lie in their place and of whose case there is no row yet. They are removed unless there comes to be one.
#[derive(Debug)]
pub struct Laid {
    folder: PathBuf,
    kept: bool,
}

impl Laid {
    /// Keeps them: there is a row, or nobody knows.
    pub fn keep(mut self) {
        self.kept = true;
    }
}

impl Drop for Laid {
    fn drop(&mut self) {
        if !self.kept {
            _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}

impl Enclosed {
    /// Lays photographs down for a new case: copies as they are, originals sealed.
    ///
    /// # Errors
    ///
    /// Where they cannot be written or the system gives no randomness; nothing is left then.
    pub fn lay(
        folder: &Path,
        photos: Vec<(Vec<u8>, Photo)>,
        at: Timestamp,
    ) -> Result<(Self, Laid), LayError> {
        let (case, key) = (CaseId(Uuid::now_v7()), CaseKey::fresh()?);
        let laid = Laid { folder: folder_of(folder, case), kept: false };
        crate::private::create_folder(&laid.folder)?;
        let mut files = Vec::new();
        for (number, (copy, photo)) in (1..).zip(photos) {
            let names = names(number);
            let shown = FileId(Uuid::now_v7());
            write(&place(folder, case, shown), &copy)?;
            files.push(attachment((case, shown), names.0, ("image/jpeg", &copy), at));
            let original = FileId(Uuid::now_v7());
            let sealed = key.seal_file(case, original, &photo.packed())?;
            write(&place(folder, case, original), &sealed)?;
            files.push(attachment((case, original), names.1, (SEALED, &sealed), at));
        }
        Ok((Self { case, key, files }, laid))
    }
}

/// Why photographs cannot be laid down.
#[derive(Debug, thiserror::Error)]
pub enum LayError {
    /// They cannot be written.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// They cannot be sealed.
    #[error(transparent)]
    Seal(#[from] Error),
}

/// What the copy and the original of a photograph are called. What its author called it may say who they are, and is sealed.
fn names(number: usize) -> (String, String) {
    (format!("照片{number}.jpg"), format!("照片{number}（原件，已封存）"))
}

fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = crate::private::create(path)?;
    file.write_all(content)?;
    file.sync_all()
}

fn attachment(
    (case, id): (CaseId, FileId),
    name: String,
    (media_type, content): (&str, &[u8]),
    at: Timestamp,
) -> Attachment {
    Attachment {
        id,
        case,
        name,
        media_type: media_type.to_owned(),
        size: content.len() as u64,
        sha256: Sha256::digest(content).into(),
        author: CITIZEN.to_owned(),
        created_at: at,
        // What citizens send proves nothing of a unit.
        look: None,
    }
}

/// Why a sealed file is not given as it lies there, for people.
pub fn sealed_message() -> Bilingual {
    Bilingual::new(
        "原件已封存，打开须写明用途和理由，并会被记录",
        "the original is sealed: say for what and why it is opened, which is recorded",
    )
}

impl Engine {
    /// Opens a sealed file. That it was opened, by whom and why, is written before this returns. None if the case has no key
    /// any more.
    ///
    /// # Errors
    ///
    /// Where the store fails or the content was altered.
    pub async fn open_original(
        &self,
        seen: &Seen,
        person: &PersonId,
        (file, sealed): (FileId, &[u8]),
        why: RevealReason,
    ) -> Result<Option<Photo>, Error> {
        let case = seen.case().id;
        let Some(wrapped) = self.store.case_key(&seen.visible, case).await? else {
            return Ok(None);
        };
        let reason = Wording::alone(&why.reason)?;
        let facts = json!({ "case": case, "file": file, "purpose": why.purpose });
        let entry = self.entry("identities", Some(person), "original_opened", facts);
        self.store.keep_reveal(RevealOf::Case(case), reason, entry).await?;
        let plain = CaseKey::unwrap(&self.keys, case, &wrapped)?.open_file(case, file, sealed)?;
        Photo::unpacked(&plain).map(Some).ok_or(Error::Unsealable)
    }
}
