//! A set of relations in one byte: it is computed for every read of every case.

use crate::actor::Relation;

/// How somebody stands to a case; several relations at once are usual, none means a stranger.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Relations(u8);

impl Relations {
    /// No relation at all.
    pub const NONE: Self = Self(0);

    /// The set with this relation too, if it holds.
    #[must_use]
    pub const fn with(self, relation: Relation, holds: bool) -> Self {
        if holds { Self(self.0 | bit(relation)) } else { self }
    }

    /// True if the relation holds.
    pub const fn contains(self, relation: Relation) -> bool {
        self.0 & bit(relation) != 0
    }

    /// True for a stranger.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The relations that hold, in the order of the documentation.
    pub fn iter(self) -> impl Iterator<Item = Relation> {
        Relation::ALL.into_iter().filter(move |relation| self.contains(*relation))
    }
}

impl FromIterator<Relation> for Relations {
    fn from_iter<I: IntoIterator<Item = Relation>>(relations: I) -> Self {
        relations.into_iter().fold(Self::NONE, |set, relation| set.with(relation, true))
    }
}

/// Seven relations fit into eight bits; an eighth still would.
const fn bit(relation: Relation) -> u8 {
    1 << (relation as u8)
}
