//! Appraisals 考核: made of the logs of all cases by a worker, read as they were kept, published by a director, objected to by the
//! units and corrected beside what was published. Who may read what is [`Sight`]'s to say; a case that the reader does not see
//! counts, and is not named.

mod beside;
mod decisions;
mod gather;
mod items;
mod make;
mod objections;
mod publish;
mod reading;
mod sheet;

pub use decisions::{AskedDecision, NotRecorded, ReadDecision};
pub use gather::Gathering;
pub use items::{Counted, ITEMS_A_PAGE, ReadFigure, ReadItem, ReadItems, Which};
pub use objections::{AskedObjection, NotDecided, NotTaken, ReadObjection, Ruling, speaks_for};
pub use publish::{NotAsked, NotPublished, Publishable};
pub use reading::{PeriodLine, ReadAppraisal, ReadErratum};
pub use sheet::{CorrectedSummary, Sheet};
pub use store::appraisal::{
    ObjectionFilter, ObjectionStanding, Publication, Purpose, Run, RunStanding,
};

use domain::actor::Staff;
use domain::appraisal::{CheckedScheme, Period, Sight};
use domain::id::{PersonId, SchemeName};
use domain::text::cleaned;
use uuid::Uuid;

use crate::engine::Engine;
use crate::error::Error;
use crate::keys::Purpose as KeyPurpose;
use crate::vault::{seal, unseal};

/// The stream of the audit.
const STREAM: &str = "appraisal";

/// The longest reason or answer, in characters.
pub const APPRAISAL_CHARACTERS_MAX: usize = 1500;

/// The longest number of a document, in characters.
pub const DOCUMENT_CHARACTERS_MAX: usize = 100;

/// How many decisions or objections a list shows.
pub const APPRAISAL_LINES_MAX: u32 = 200;

/// Which words are sealed: those of one place do not open at another.
#[derive(Clone, Copy, Debug)]
enum Words {
    Decision,
    Objection,
    Answer,
}

impl Engine {
    /// The scheme by which a period is appraised: of those for periods of its length, the one that came into force last before
    /// it began; where none had, the first.
    pub fn scheme_of(&self, period: Period) -> Option<&CheckedScheme> {
        let schemes = self.definitions.appraisals.iter();
        let mut fit: Vec<_> =
            schemes.filter(|it| it.scheme().period == Some(period.length())).collect();
        fit.sort_by_key(|it| it.scheme().effective_from);
        let in_force = |it: &&&CheckedScheme| {
            it.scheme().effective_from.is_none_or(|from| from <= period.first_day())
        };
        fit.iter().rev().find(in_force).or(fit.first()).copied()
    }

    fn scheme_named(&self, name: &SchemeName) -> Option<&CheckedScheme> {
        self.definitions.appraisals.iter().find(|it| it.scheme().scheme == *name)
    }

    /// What somebody may read of appraisals, as the directory knows them now.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn appraisal_sight(
        &self,
        person: &PersonId,
    ) -> Result<(Option<Staff>, Sight), Error> {
        let snapshot = self.refresh_directory().await?;
        let staff = snapshot.directory.staff(person);
        let sight = staff.as_ref().map_or(Sight::Nothing, |it| Sight::of(it, &snapshot.directory));
        Ok((staff, sight))
    }

    fn sealed_of(&self, words: Words, id: Uuid, text: &str) -> Result<Vec<u8>, Error> {
        let key = self.keys.draw(KeyPurpose::Appraisals, &[]);
        seal(&key, &bound(words, id), text.as_bytes())
    }

    fn opened_of(&self, words: Words, id: Uuid, sealed: &[u8]) -> Result<String, Error> {
        let key = self.keys.draw(KeyPurpose::Appraisals, &[]);
        let plain = unseal(&key, &bound(words, id), sealed)?;
        String::from_utf8(plain).map_err(|_| Error::Unsealable)
    }
}

/// What words are sealed to.
fn bound(words: Words, id: Uuid) -> Vec<u8> {
    let place: &[u8] = match words {
        Words::Decision => b"appraisal decision",
        Words::Objection => b"appraisal objection",
        Words::Answer => b"appraisal answer",
    };
    [place, id.as_bytes()].concat()
}

/// Words that say something, as far as they can be seen, if they are not too many.
fn said(words: &str, most: usize) -> Option<String> {
    let words = cleaned(words).trim().to_owned();
    (1..=most).contains(&words.chars().count()).then_some(words)
}
