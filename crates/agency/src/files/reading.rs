//! Reading what was taken: messages after a cursor, in their order.

use std::fmt::{self, Display, Formatter};

use serde_json::Value;

use super::error::FileError;
use super::exchange::{Exchange, document, last};
use super::folders::Parcel;
use super::manifest::Manifest;
use super::outbox::stored;
use crate::reading::json;
use crate::wire::Purpose;

/// A message as it crosses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// By what a repeat is known, for ever.
    pub id: String,
    /// What it asks for, if it asks.
    pub purpose: Option<Purpose>,
    /// In the words of whoever wrote it; null if it is no JSON, or says something twice, so that one bad message does not stop the others.
    pub body: Value,
}

/// Messages after a cursor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Letters {
    /// What came, in the order in which it was sent.
    pub letters: Vec<Letter>,
    /// Where to go on.
    pub cursor: Option<String>,
    /// Whether there is more by now.
    pub more: bool,
}

/// The last message that was read: its batch, and its place in it from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Cursor {
    batch: u32,
    position: usize,
}

impl Cursor {
    fn read(text: &str) -> Result<Self, FileError> {
        let numbers = || {
            let (batch, position) = text.split_once(':')?;
            Some(Self { batch: batch.parse().ok()?, position: position.parse().ok()? })
        };
        numbers().ok_or(FileError::Cursor)
    }
}

impl Display for Cursor {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.batch, self.position)
    }
}

impl Exchange {
    /// Messages of the other side after a cursor, from at most one batch at a time. Reads only what
    /// [`collect`](Self::collect) has taken, and nothing before the cursor.
    ///
    /// # Errors
    ///
    /// A cursor that is none of this exchange; a batch in `done` that was changed or removed.
    pub fn letters(&self, cursor: Option<&str>) -> Result<Letters, FileError> {
        let _turn = self.turn()?;
        let mut at = cursor.map_or(Ok(Cursor::default()), Cursor::read)?;
        let end = last(&self.folders.taken())?;
        if at.batch > end {
            return Err(FileError::Cursor);
        }
        let mut letters = Vec::new();
        if at.batch > 0 {
            letters = self.letters_of(at)?;
        }
        while letters.is_empty() && at.batch < end {
            at = Cursor { batch: at.batch + 1, position: 0 };
            letters = self.letters_of(at)?;
        }
        at.position += letters.len();
        let cursor = (at != Cursor::default()).then(|| at.to_string());
        Ok(Letters { letters, cursor, more: at.batch < end })
    }

    fn letters_of(&self, after: Cursor) -> Result<Vec<Letter>, FileError> {
        let number = after.batch;
        let lost = |folder| FileError::Damaged { number, folder };
        let document = document(&self.folders.taken(), number)?;
        let document = document.ok_or_else(|| lost("state/taken"))?;
        let manifest: Manifest =
            serde_json::from_slice(&document).map_err(|_| lost("state/taken"))?;
        if after.position > manifest.files.len() {
            return Err(FileError::Cursor);
        }
        if after.position == manifest.files.len() {
            return Ok(Vec::new());
        }
        let folder = self.folders.done().join(Parcel::batch(number).name(&self.settings.peer));
        let messages = stored(&folder, &manifest)?.ok_or_else(|| lost("done"))?;
        let both = manifest.files.into_iter().zip(messages).skip(after.position);
        let letter = both.map(|(entry, bytes)| Letter {
            id: entry.id,
            purpose: entry.purpose,
            body: json(&bytes).unwrap_or_default(),
        });
        Ok(letter.collect())
    }
}
