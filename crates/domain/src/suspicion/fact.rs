//! A fact that a suspicion rests on. Its words say neither which case it is nor when it was: the page says that beside them.

use serde::{Deserialize, Serialize};

use crate::case::Solved;
use crate::id::{CaseId, FileId, Timestamp, UnitId};

/// By what a matter is known to be the same one again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Again {
    /// The case itself was opened again.
    Reopened,
    /// A new case was linked to it as a repeat.
    Linked,
    /// A new case has one of its telephone numbers and a category of the same class.
    SameParty,
    /// A new case has its place and its category.
    SamePlace,
}

/// What good ratings have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shared {
    /// A device.
    Device,
    /// A network.
    Network,
}

/// One fact.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "snake_case")]
pub enum Fact {
    /// The unit says that it is solved.
    Closed {
        /// The case.
        case: CaseId,
        /// When.
        at: Timestamp,
    },
    /// It was brought again.
    BroughtAgain {
        /// The case in which it was brought again; the same one if it was opened again.
        case: CaseId,
        /// When.
        at: Timestamp,
        /// By what it is known.
        by: Again,
        /// How many days after the closing, the begun one counted as none.
        days: u32,
    },
    /// The citizen was heard.
    Heard {
        /// The case.
        case: CaseId,
        /// When.
        at: Timestamp,
        /// What they said.
        solved: Solved,
    },
    /// It was closed, and nobody had been in touch.
    NoContact {
        /// The case.
        case: CaseId,
        /// When.
        at: Timestamp,
    },
    /// Two answers read alike.
    Alike {
        /// The later one's case.
        case: CaseId,
        /// When.
        at: Timestamp,
        /// The earlier one's case.
        with: CaseId,
        /// How much of what either holds both hold.
        percent: u8,
    },
    /// It was closed shortly before its deadline.
    LastMinute {
        /// The case.
        case: CaseId,
        /// When.
        at: Timestamp,
        /// Whole minutes that were left.
        minutes: u32,
    },
    /// A picture that stood in another case before.
    SamePicture {
        /// The later one's case.
        case: CaseId,
        /// When.
        at: Timestamp,
        /// The later file.
        file: FileId,
        /// The earlier one's case.
        with: CaseId,
        /// The earlier file.
        with_file: FileId,
        /// In how many of 64 bits they look different; none if it is the very same file.
        apart: Option<u8>,
    },
    /// It was returned when the time to sign was nearly over.
    ReturnedLate {
        /// The case.
        case: CaseId,
        /// When.
        at: Timestamp,
        /// Whole minutes that were left.
        minutes: u32,
    },
    /// A unit sent it back.
    SentBack {
        /// The case.
        case: CaseId,
        /// When.
        at: Timestamp,
        /// The unit.
        unit: UnitId,
    },
    /// It went from one unit to another, because the first gave it away.
    Hop {
        /// The case.
        case: CaseId,
        /// When the other got it.
        at: Timestamp,
        /// The first.
        from: UnitId,
        /// The other.
        to: UnitId,
    },
    /// No unit was responsible.
    Ownerless {
        /// The case.
        case: CaseId,
        /// From when on.
        at: Timestamp,
        /// Until when; none while it lasts.
        until: Option<Timestamp>,
    },
    /// A good rating, one of many in a few minutes.
    Rated {
        /// The case.
        case: CaseId,
        /// When.
        at: Timestamp,
    },
    /// A good rating that has its device or network in common with others.
    RatedFrom {
        /// The case.
        case: CaseId,
        /// When.
        at: Timestamp,
        /// What they have in common.
        shared: Shared,
        /// The first case that was rated from there, by which those from one place are known.
        first: CaseId,
    },
    /// A good rating right after the closing.
    RatedAfter {
        /// The case.
        case: CaseId,
        /// When.
        at: Timestamp,
        /// Seconds after the closing.
        seconds: u32,
    },
    /// A good rating that came from the unit.
    RatedByUnit {
        /// The case.
        case: CaseId,
        /// When.
        at: Timestamp,
    },
    /// Somebody read who a party is.
    Read {
        /// The case.
        case: CaseId,
        /// When.
        at: Timestamp,
        /// Whether they had a part in the case.
        part: bool,
    },
}

impl Fact {
    /// The case that it is of.
    pub const fn case(&self) -> CaseId {
        match self {
            Self::Closed { case, .. }
            | Self::BroughtAgain { case, .. }
            | Self::Heard { case, .. }
            | Self::NoContact { case, .. }
            | Self::Alike { case, .. }
            | Self::LastMinute { case, .. }
            | Self::SamePicture { case, .. }
            | Self::ReturnedLate { case, .. }
            | Self::SentBack { case, .. }
            | Self::Hop { case, .. }
            | Self::Ownerless { case, .. }
            | Self::Rated { case, .. }
            | Self::RatedFrom { case, .. }
            | Self::RatedAfter { case, .. }
            | Self::RatedByUnit { case, .. }
            | Self::Read { case, .. } => *case,
        }
    }

    /// When it was.
    pub const fn at(&self) -> Timestamp {
        match self {
            Self::Closed { at, .. }
            | Self::BroughtAgain { at, .. }
            | Self::Heard { at, .. }
            | Self::NoContact { at, .. }
            | Self::Alike { at, .. }
            | Self::LastMinute { at, .. }
            | Self::SamePicture { at, .. }
            | Self::ReturnedLate { at, .. }
            | Self::SentBack { at, .. }
            | Self::Hop { at, .. }
            | Self::Ownerless { at, .. }
            | Self::Rated { at, .. }
            | Self::RatedFrom { at, .. }
            | Self::RatedAfter { at, .. }
            | Self::RatedByUnit { at, .. }
            | Self::Read { at, .. } => *at,
        }
    }

    /// The other case that it speaks of, to be shown beside the first.
    pub const fn beside(&self) -> Option<CaseId> {
        match self {
            Self::Alike { with, .. } | Self::SamePicture { with, .. } => Some(*with),
            Self::Closed { .. }
            | Self::BroughtAgain { .. }
            | Self::Heard { .. }
            | Self::NoContact { .. }
            | Self::LastMinute { .. }
            | Self::ReturnedLate { .. }
            | Self::SentBack { .. }
            | Self::Hop { .. }
            | Self::Ownerless { .. }
            | Self::Rated { .. }
            | Self::RatedFrom { .. }
            | Self::RatedAfter { .. }
            | Self::RatedByUnit { .. }
            | Self::Read { .. } => None,
        }
    }

    /// All cases that it names.
    pub fn cases(&self) -> impl Iterator<Item = CaseId> + use<> {
        std::iter::once(self.case()).chain(self.beside())
    }
}
