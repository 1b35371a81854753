//! Reports that citizens have begun, kept for a day so that a page that is reloaded or left loses nothing. A draft is opened
//! by its id, which stands in the address that its author holds: whoever has the database and the key of the
//! installation, but not the id, cannot read it. Once it is sent, all but what its receipt is drawn from is gone.

use chrono::TimeDelta;
use domain::id::{CaseId, PartyId, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::drafts::SealedPhoto;
pub use store::drafts::{Kept, PHOTOS_MAX};
use store::record::{Hash, hex};

use crate::codes::{TOKEN_CHARACTERS, normalized, receipt};
use crate::draft_homes::Home;
use crate::engine::Engine;
use crate::error::Error;
use crate::keys::Purpose;
use crate::vault::{seal, unseal};

/// How long a draft is kept after it was last changed, in hours.
const KEPT_HOURS: i64 = 24;

/// How long the address of a draft shows the receipt after it was sent, in minutes: long enough for a page that is loaded
/// again, and short for whoever finds the address later.
const RECEIPT_MINUTES: i64 = 60;

/// How long a draft is kept of what somebody near its author could do harm for, in minutes; and how long any draft says who
/// its author is. The address of a draft is all that opens it, since a cookie would stay on a telephone that others use, and
/// addresses stay in histories and logs.
const SHORT_MINUTES: i64 = 60;

/// The fields that say who the author is.
pub(crate) const WHO: [&str; 2] = ["name", "telephone"];

/// The most bytes of what is typed into a draft.
pub const DRAFT_BYTES_MAX: usize = 64 * 1024;

/// The id of a draft. Shows nothing of itself.
#[derive(Clone, PartialEq, Eq)]
pub struct DraftId(String);

impl std::fmt::Debug for DraftId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DraftId(…)")
    }
}

impl DraftId {
    /// The id of these characters.
    pub(crate) const fn of(characters: String) -> Self {
        Self(characters)
    }

    /// The id that stands in an address or a form.
    pub fn read(written: &str) -> Option<Self> {
        normalized(written, TOKEN_CHARACTERS).map(Self)
    }

    /// As it stands in an address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What is in a draft.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// What was typed, by the names of the fields.
    pub fields: Vec<(String, String)>,
    /// What became of it, once it was sent; then there is nothing else.
    pub filed: Option<(CaseId, PartyId)>,
    /// Whether somebody near its author could do harm who finds it: it is kept for an hour only.
    #[serde(default)]
    pub sensitive: bool,
    /// When it was kept last.
    #[serde(default)]
    pub kept_at: Option<Timestamp>,
    /// Where it was typed.
    #[serde(default)]
    pub home: Option<Home>,
    /// From which ids it went on, the last one last.
    #[serde(default)]
    pub earlier: Vec<String>,
    /// By what the page is known that sent it: another page of the same draft sends something else.
    #[serde(default)]
    pub sent_by: String,
}

impl std::fmt::Debug for Draft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Draft(…)")
    }
}

/// A photograph.
#[derive(Clone, Serialize, Deserialize)]
pub struct Photo {
    /// What its author called it.
    pub name: String,
    /// What its content is.
    pub media_type: String,
    /// As it came.
    pub content: Vec<u8>,
}

impl std::fmt::Debug for Photo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Photo(…)")
    }
}

impl Photo {
    /// What it is called and what it is, on one line each, then its content.
    pub(crate) fn packed(&self) -> Vec<u8> {
        let head = format!("{}\n{}\n", self.media_type, self.name);
        [head.as_bytes(), &self.content].concat()
    }

    /// The photograph from how it is packed.
    pub(crate) fn unpacked(bytes: &[u8]) -> Option<Self> {
        let mut parts = bytes.splitn(3, |byte| *byte == b'\n');
        let mut line = || String::from_utf8(parts.next()?.to_vec()).ok();
        let (media_type, name) = (line()?, line()?);
        Some(Self { name, media_type, content: parts.next()?.to_vec() })
    }
}

impl Engine {
    /// What is in a draft; none if there is none or it has ended. Who its author is stands in it for an hour after it was kept.
    ///
    /// # Errors
    ///
    /// Where the store fails or what is kept was altered.
    pub async fn draft(&self, id: &DraftId) -> Result<Option<Draft>, Error> {
        let Some(sealed) = self.store.draft(&self.draft_hash(id), self.clock.now()).await? else {
            return Ok(None);
        };
        let plain = unseal(&self.draft_key(id), TYPED, &sealed)?;
        let mut draft: Draft = serde_json::from_slice(&plain).map_err(|_| Error::Unsealable)?;
        let short = TimeDelta::minutes(SHORT_MINUTES);
        if draft.kept_at.is_none_or(|at| self.clock.now() >= at + short) {
            draft.fields.retain(|(name, _)| !WHO.contains(&name.as_str()));
        }
        Ok(Some(draft))
    }

    /// Keeps a draft over what it held before.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn keep_draft(&self, id: &DraftId, draft: &Draft) -> Result<Kept, Error> {
        let draft = Draft { kept_at: Some(self.clock.now()), ..draft.clone() };
        let plain = serde_json::to_vec(&draft).map_err(|_| Error::Unsealable)?;
        if plain.len() > DRAFT_BYTES_MAX {
            return Ok(Kept::TooLong);
        }
        let sealed = seal(&self.draft_key(id), TYPED, &plain)?;
        let until = self.clock.now() + draft.kept_for();
        let is_sent = draft.filed.is_some();
        Ok(self.store.put_draft(self.draft_hash(id), sealed, until, is_sent).await?)
    }

    /// Adds a photograph to a draft: a copy that holds nothing but the picture, and what came.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn add_photo(&self, id: &DraftId, copy: &[u8], photo: &Photo) -> Result<Kept, Error> {
        let key = self.draft_key(id);
        let mut mark = Sha256::new_with_prefix(key);
        mark.update(&photo.content);
        let sealed = SealedPhoto {
            mark: mark.finalize().into(),
            copy: seal(&key, COPY, copy)?,
            original: seal(&key, ORIGINAL, &photo.packed())?,
        };
        Ok(self.store.add_photo(self.draft_hash(id), sealed, self.clock.now()).await?)
    }

    /// The places of the photographs of a draft, in order.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn photos(&self, id: &DraftId) -> Result<Vec<i32>, Error> {
        Ok(self.store.photos(&self.draft_hash(id)).await?)
    }

    /// A photograph of a draft: its copy, and what came.
    ///
    /// # Errors
    ///
    /// Where the store fails or what is kept was altered.
    pub async fn photo(&self, id: &DraftId, place: i32) -> Result<Option<(Vec<u8>, Photo)>, Error> {
        let hash = self.draft_hash(id);
        // Whoever holds the address of a draft that has ended sees nothing of it, though it is not removed yet.
        if self.store.draft(&hash, self.clock.now()).await?.is_none() {
            return Ok(None);
        }
        let Some(sealed) = self.store.photo(&hash, place).await? else { return Ok(None) };
        let key = self.draft_key(id);
        let photo = Photo::unpacked(&unseal(&key, ORIGINAL, &sealed.original)?);
        Ok(Some((unseal(&key, COPY, &sealed.copy)?, photo.ok_or(Error::Unsealable)?)))
    }

    /// Removes a photograph of a draft, if it is there.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn drop_photo(&self, id: &DraftId, place: i32) -> Result<(), Error> {
        Ok(self.store.drop_photo(self.draft_hash(id), place).await?)
    }

    /// Removes a draft with all that is in it.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn end_draft(&self, id: &DraftId) -> Result<(), Error> {
        Ok(self.store.end_draft(self.draft_hash(id)).await?)
    }

    /// Removes the drafts that have ended.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn forget_drafts(&self) -> Result<(), store::StoreError> {
        self.store.forget_drafts(self.clock.now()).await
    }

    /// By what the sending of a draft is known, whose address it gives away to nobody.
    pub fn sender_of(&self, id: &DraftId) -> String {
        format!("draft:{}", hex(&self.draft_hash(id)))
    }

    /// The receipt code of what a draft became.
    pub fn receipt_code(&self, (case, party): (CaseId, PartyId)) -> String {
        receipt(&self.keys, case, party)
    }

    fn draft_hash(&self, id: &DraftId) -> Hash {
        self.keys.draw(Purpose::DraftHashes, &[id.0.as_bytes()])
    }

    fn draft_key(&self, id: &DraftId) -> [u8; 32] {
        self.keys.draw(Purpose::Drafts, &[id.0.as_bytes()])
    }
}

impl Draft {
    fn kept_for(&self) -> TimeDelta {
        match self.filed {
            Some(_) => TimeDelta::minutes(RECEIPT_MINUTES),
            None if self.sensitive => TimeDelta::minutes(SHORT_MINUTES),
            None => TimeDelta::hours(KEPT_HOURS),
        }
    }

    /// Until when a draft that is changed at an instant is kept.
    pub fn until(&self, now: Timestamp) -> Timestamp {
        now + self.kept_for()
    }
}

/// What a sealed part of a draft is, so that none stands for another.
const TYPED: &[u8] = b"typed";

/// See [`TYPED`].
const COPY: &[u8] = b"copy";

/// See [`TYPED`].
const ORIGINAL: &[u8] = b"original";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_photograph_is_unpacked_as_it_was() {
        let photo = Photo {
            name: "灯.jpg".to_owned(),
            media_type: "image/jpeg".to_owned(),
            content: b"\xff\n\n\xd8".to_vec(),
        };
        let again = Photo::unpacked(&photo.packed()).unwrap();
        assert_eq!(
            (again.name, again.media_type, again.content),
            (photo.name, photo.media_type, photo.content)
        );
        assert!(Photo::unpacked(b"one line").is_none());
    }
}
