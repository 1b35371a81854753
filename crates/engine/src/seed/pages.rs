//! Words of seeded cases: kept beside the log like all others, under ids and salts that come from the seed.

use domain::case::TextRef;
use domain::id::Timestamp;
use store::change::KeptText;

use super::random::Random;

/// The words of one case.
#[derive(Debug)]
pub(super) struct Pages {
    random: Random,
    kept: Vec<KeptText>,
}

impl Pages {
    /// Empty.
    pub(super) const fn new(random: Random) -> Self {
        Self { random, kept: Vec::new() }
    }

    /// Keeps words that somebody wrote at an instant.
    pub(super) fn keep(&mut self, at: Timestamp, words: String) -> TextRef {
        let id = self.random.id(at);
        let characters = u32::try_from(words.chars().count()).unwrap_or(u32::MAX);
        self.kept.push(KeptText { id, words, salt: self.random.bytes() });
        TextRef { id, characters }
    }

    /// How many there are, to come back to.
    pub(super) const fn mark(&self) -> usize {
        self.kept.len()
    }

    /// Forgets what came after a mark: the command was refused.
    pub(super) fn forget(&mut self, mark: usize) {
        self.kept.truncate(mark);
    }

    /// The words alone.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.kept.iter().map(|text| text.words.as_str())
    }

    /// All of them.
    pub(super) fn finish(self) -> Vec<KeptText> {
        self.kept
    }
}
