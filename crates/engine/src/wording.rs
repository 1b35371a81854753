//! Words on their way into a case: each gets a reference for the log and a salt for the commitment.

use domain::case::TextRef;
use domain::id::CaseId;
use domain::text::cleaned;
use store::change::KeptText;
use uuid::Uuid;

use crate::error::Error;
use crate::keys::random;

/// The reference of the reason why respondents were named at this place of a case's log. The event holds no words; its
/// reason is kept beside it, under a reference that follows from its place, and the record of the event commits to it.
pub fn because(case: CaseId, seq: u64) -> Uuid {
    Uuid::from_u128(case.0.as_u128() ^ u128::from(seq))
}

/// Words that go with a command.
#[derive(Clone, Debug, Default)]
pub struct Wording {
    kept: Vec<KeptText>,
}

impl Wording {
    /// Keeps words, as far as they can be seen ([`cleaned`]), and returns their reference. Blanks alone
    /// say nothing.
    ///
    /// # Errors
    ///
    /// Where the system gives no randomness.
    pub fn keep(&mut self, words: &str) -> Result<TextRef, Error> {
        let (id, words) = (Uuid::now_v7(), cleaned(words).into_owned());
        let said = if words.trim().is_empty() { 0 } else { words.chars().count() };
        let characters = u32::try_from(said).unwrap_or(u32::MAX);
        self.kept.push(KeptText { id, words, salt: random()? });
        Ok(TextRef { id, characters })
    }

    /// One text alone, to be kept.
    ///
    /// # Errors
    ///
    /// Where the system gives no randomness.
    pub fn alone(words: &str) -> Result<KeptText, Error> {
        let mut wording = Self::default();
        wording.keep(words)?;
        wording.finish().pop().ok_or(Error::NoRandomness)
    }

    /// The words, to be kept.
    pub fn finish(self) -> Vec<KeptText> {
        self.kept
    }

    /// The words alone, to be found by.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.kept.iter().map(|text| text.words.as_str())
    }
}
