//! What follows outside the case: orders to the engine, carried out after the commit.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Command, Respondents};
use crate::actor::Role;
use crate::announce::Announcement;
use crate::id::{CaseId, LetterName, LimitName, PartyId, PersonId, UnitId};
use crate::workflow::Act;

/// An order to the engine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Send a letter of the workflow.
    SendLetter {
        /// Which.
        letter: LetterName,
        /// To whom.
        to: Recipient,
    },
    /// Tell staff that a level of a ladder was reached.
    Notify {
        /// The limit.
        limit: LimitName,
        /// What the level does.
        act: Act,
        /// To whom.
        to: Recipient,
    },
    /// Tell somebody that the case lies in their hands now.
    HandedOver {
        /// Who handles it.
        to: PersonId,
    },
    /// Open a case for parties that were split off, by [`super::File::split_off`] from the case as it is then.
    OpenCase {
        /// The new case's id.
        id: CaseId,
        /// The case they come from.
        split_from: CaseId,
        /// Who.
        parties: BTreeSet<PartyId>,
    },
    /// Send a command to another case.
    Forward {
        /// Which case.
        case: CaseId,
        /// What.
        command: Box<Command>,
    },
    /// Tell the outside bodies that have a part in the case, or had one, what is new.
    Inform(News),
    /// Announce to the systems of others that subscribe what happened.
    Announce(Box<Announcement>),
    /// Cut streams, recall queued messages and report what these have seen.
    Revoke(Respondents),
}

/// What is new to an outside body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum News {
    /// Who has a part in the case may have changed: who got one is to be told of it, and who lost one too.
    Parts,
    /// The unit is urged.
    Urged,
    /// There is something new to read.
    Supplemented,
    /// The case is more dangerous than it was (人民调解法 art. 25).
    RiskRaised,
}

/// Who gets something. Conflicted units and people are left out before it comes to this.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recipient {
    /// Every party.
    Parties,
    /// Those who hold the role in the unit at delivery.
    Unit {
        /// The unit.
        unit: UnitId,
        /// The role.
        role: Role,
    },
    /// One person.
    Person(PersonId),
}
