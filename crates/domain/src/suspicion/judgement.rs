//! What a person said of a suspicion, and whether it still stands when the suspicion is found again.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Fact, Suspicion};
use crate::case::TextRef;
use crate::id::{PersonId, SuspicionKey, Timestamp};

/// What a person found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Conclusion {
    /// It is so 属实. Only this counts.
    Confirmed,
    /// It is not so, or for a good reason 不属实.
    Dismissed,
}

/// What a person said of a suspicion, and of which facts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// Of which.
    pub key: SuspicionKey,
    /// What they found.
    pub conclusion: Conclusion,
    /// Why, in their words, which are stored elsewhere.
    pub reason: TextRef,
    /// The facts that they saw.
    pub facts: BTreeSet<Fact>,
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
}

/// How a suspicion stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Nobody has looked.
    Open,
    /// A person has, and there is nothing new.
    Judged(Conclusion),
    /// A person has, and facts came since that they did not see: it is to be looked at again. What was confirmed stays confirmed.
    Grown(Conclusion),
}

impl Judgement {
    /// What is said now. None without a reason: nobody may sweep a list clean with a click.
    pub fn new(
        of: &Suspicion,
        conclusion: Conclusion,
        reason: TextRef,
        by: PersonId,
        at: Timestamp,
    ) -> Option<Self> {
        let (key, facts) = (of.key.clone(), of.facts.clone());
        (reason.characters > 0).then_some(Self { key, conclusion, reason, facts, by, at })
    }
}

impl Standing {
    /// Whether it counts in an appraisal.
    pub const fn counts(self) -> bool {
        matches!(self, Self::Judged(Conclusion::Confirmed) | Self::Grown(Conclusion::Confirmed))
    }

    /// Whether a person should look.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::Grown(_))
    }
}

/// How a suspicion stands by what was said of it, of which the last word holds. What fell away since takes nothing back.
pub fn standing<'a>(
    found: &Suspicion,
    judgements: impl IntoIterator<Item = &'a Judgement>,
) -> Standing {
    let said = judgements.into_iter().filter(|judgement| judgement.key == found.key);
    match said.max_by_key(|judgement| judgement.at) {
        None => Standing::Open,
        Some(last) if found.facts.is_subset(&last.facts) => Standing::Judged(last.conclusion),
        Some(last) => Standing::Grown(last.conclusion),
    }
}
