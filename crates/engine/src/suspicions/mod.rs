//! Suspicions 疑点: gathered from the logs and what stands beside them, found once a night or when somebody asks, read and judged by
//! those who may. Read in this order: one month is looked through (`find`), what it reads (`gather`), who reads and judges
//! (here), two answers side by side (`alike`), and who passes what to whom (`transfers`).

mod alike;
mod find;
mod gather;
mod transfers;

pub use alike::Pair;
pub use find::{Looking, MONTHS_BACK};
pub use transfers::{PassedOn, UnitTransfers};

use domain::actor::Staff;
use domain::id::{PersonId, Timestamp};
use domain::suspicion::{Conclusion, Indicator};
use domain::text::cleaned;
use serde_json::json;
use store::suspicions::{
    IndicatorCount, Judged, KeptSuspicion, NewJudgement, SuspicionFilter, VisibleSuspicions,
};
use uuid::Uuid;

use crate::engine::{Engine, Who};
use crate::error::Error;
use crate::keys::Purpose;
use crate::vault::{seal, unseal};

/// The stream of the audit.
pub(crate) const STREAM: &str = "suspicions";

/// The longest reason of a judgement, in characters.
pub const REASON_CHARACTERS_MAX: usize = 500;

/// The shortest, so that it says something.
pub const REASON_CHARACTERS_MIN: usize = 2;

/// How many suspicions a page shows.
pub const SUSPICIONS_A_PAGE: u32 = 50;

/// How many may be dismissed at once.
pub const DISMISSED_AT_ONCE_MAX: usize = 50;

/// The suspicions that somebody reads.
#[derive(Clone, Debug, Default)]
pub struct Suspicions {
    /// Those found last of them, at most [`SUSPICIONS_A_PAGE`].
    pub suspicions: Vec<KeptSuspicion>,
    /// How many there are on all pages.
    pub all: u64,
    /// How many there are of each indicator, by the same filter without the indicator.
    pub by_indicator: Vec<IndicatorCount>,
    /// Whether there are more after these.
    pub more: bool,
}

/// A suspicion as somebody reads it.
#[derive(Clone, Debug)]
pub struct ReadSuspicion {
    /// What it is.
    pub kept: KeptSuspicion,
    /// What was said of it, the last word at the end.
    pub said: Vec<Said>,
}

/// What was said of a suspicion.
#[derive(Clone, Debug)]
pub struct Said {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: PersonId,
    /// What.
    pub conclusion: Conclusion,
    /// Why.
    pub reason: String,
    /// Of how many facts.
    pub facts: usize,
}

/// Why nothing was judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotJudged {
    /// It does not exist for them.
    Gone,
    /// Somebody judged it meanwhile, or other facts were found.
    Stale,
    /// It says nothing, or too much.
    BadReason,
    /// There are none, too many, or they are of several indicators.
    BadChoice,
}

impl Engine {
    async fn suspicion_reader(
        &self,
        person: &PersonId,
    ) -> Result<Option<(Staff, VisibleSuspicions)>, Error> {
        let who = Who::Person(person.clone());
        let cases = self.visible(&who).await?;
        let snapshot = self.directory();
        let Some(staff) = snapshot.directory.staff(person) else { return Ok(None) };
        let visible = VisibleSuspicions::of(&staff, &snapshot.directory, &cases);
        Ok(Some((staff, visible)))
    }

    /// The suspicions that somebody finds, those found last at the beginning.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn suspicions(
        &self,
        person: &PersonId,
        filter: &SuspicionFilter,
        after: Option<(Timestamp, Uuid)>,
    ) -> Result<Suspicions, Error> {
        let Some((_, visible)) = self.suspicion_reader(person).await? else {
            return Ok(Suspicions::default());
        };
        let (store, most) = (self.store(), SUSPICIONS_A_PAGE as usize);
        let mut suspicions =
            store.suspicions(&visible, filter, after, SUSPICIONS_A_PAGE + 1).await?;
        let more = suspicions.len() > most;
        suspicions.truncate(most);
        let any = SuspicionFilter { indicator: None, ..filter.clone() };
        let by_indicator = store.count_suspicions_by_indicator(&visible, &any).await?;
        let of = |it: &&IndicatorCount| filter.indicator.is_none_or(|known| known == it.indicator);
        let all = by_indicator.iter().filter(of).map(|it| it.count).sum();
        Ok(Suspicions { suspicions, all, by_indicator, more })
    }

    /// How many suspicions somebody finds.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn count_suspicions(
        &self,
        person: &PersonId,
        filter: &SuspicionFilter,
    ) -> Result<u64, Error> {
        let Some((_, visible)) = self.suspicion_reader(person).await? else { return Ok(0) };
        Ok(self.store().count_suspicions(&visible, filter).await?)
    }

    /// A suspicion with what was said of it; none where there is no such one for them.
    ///
    /// # Errors
    ///
    /// Where the store fails or what is kept was altered.
    pub async fn suspicion(
        &self,
        person: &PersonId,
        id: Uuid,
    ) -> Result<Option<ReadSuspicion>, Error> {
        let Some((staff, visible)) = self.suspicion_reader(person).await? else { return Ok(None) };
        let Some((kept, judgements)) = self.store().suspicion(&visible, id).await? else {
            return Ok(None);
        };
        // The condition of the table says the same; of one, the rule itself is asked.
        if !kept.found.may_be_judged(&staff, &self.directory().directory, &kept.center) {
            return Ok(None);
        }
        let said = judgements.into_iter().map(|it| {
            let reason = self.opened_reason(id, it.seq, &it.sealed)?;
            let (at, by, conclusion, facts) = (it.at, it.by, it.conclusion, it.facts);
            Ok::<_, Error>(Said { at, by, conclusion, reason, facts })
        });
        Ok(Some(ReadSuspicion { kept, said: said.collect::<Result<_, _>>()? }))
    }

    /// Says of a suspicion whether it is so, and why, on the version that was seen. Saying it again changes the mind; what was
    /// said before stays.
    ///
    /// # Errors
    ///
    /// Where the store fails, or the system gives no randomness.
    pub async fn judge_suspicion(
        &self,
        person: &PersonId,
        seen: (Uuid, i64),
        conclusion: Conclusion,
        reason: &str,
    ) -> Result<Result<(), NotJudged>, Error> {
        self.judge(person, &[seen], conclusion, reason).await
    }

    /// Dismisses suspicions of one indicator for one reason: all of them, or none. Nothing is confirmed like that: whoever
    /// confirms looks at each.
    ///
    /// # Errors
    ///
    /// Where the store fails, or the system gives no randomness.
    pub async fn dismiss_suspicions(
        &self,
        person: &PersonId,
        seen: &[(Uuid, i64)],
        reason: &str,
    ) -> Result<Result<(), NotJudged>, Error> {
        if seen.is_empty() || seen.len() > DISMISSED_AT_ONCE_MAX {
            return Ok(Err(NotJudged::BadChoice));
        }
        self.judge(person, seen, Conclusion::Dismissed, reason).await
    }

    async fn judge(
        &self,
        person: &PersonId,
        seen: &[(Uuid, i64)],
        conclusion: Conclusion,
        reason: &str,
    ) -> Result<Result<(), NotJudged>, Error> {
        let Some(reason) = said(reason) else { return Ok(Err(NotJudged::BadReason)) };
        let Some((_, visible)) = self.suspicion_reader(person).await? else {
            return Ok(Err(NotJudged::Gone));
        };
        let (mut judgements, mut indicator) = (Vec::with_capacity(seen.len()), None);
        for (id, version) in seen {
            let Some(read) = self.suspicion(person, *id).await? else {
                return Ok(Err(NotJudged::Gone));
            };
            let found: Indicator = read.kept.found.indicator;
            if *indicator.get_or_insert(found) != found {
                return Ok(Err(NotJudged::BadChoice));
            }
            let sealed = self.sealed_reason(*id, *version, &reason)?;
            let (id, version, by) = (*id, *version, person.clone());
            // The reason stands with the judgement, sealed: it may name somebody.
            let facts = json!({ "suspicion": id, "indicator": found, "conclusion": conclusion });
            let entry = self.entry(STREAM, Some(person), "suspicion_judged", facts);
            judgements.push((NewJudgement { id, version, by, conclusion, sealed }, entry));
        }
        Ok(match self.store().judge_suspicions(&visible, judgements).await? {
            Judged::Judged => Ok(()),
            Judged::Stale => Err(NotJudged::Stale),
            Judged::Gone => Err(NotJudged::Gone),
        })
    }

    fn sealed_reason(&self, id: Uuid, place: i64, words: &str) -> Result<Vec<u8>, Error> {
        let key = self.keys.draw(Purpose::Suspicions, &[]);
        seal(&key, &bound(id, place), words.as_bytes())
    }

    fn opened_reason(&self, id: Uuid, place: i64, sealed: &[u8]) -> Result<String, Error> {
        let key = self.keys.draw(Purpose::Suspicions, &[]);
        let plain = unseal(&key, &bound(id, place), sealed)?;
        String::from_utf8(plain).map_err(|_| Error::Unsealable)
    }
}

fn bound(id: Uuid, place: i64) -> Vec<u8> {
    [id.as_bytes().as_slice(), &place.to_be_bytes()].concat()
}

/// A reason as it is kept, if it is one.
fn said(words: &str) -> Option<String> {
    let words = cleaned(words).trim().to_owned();
    let characters = words.chars().count();
    (REASON_CHARACTERS_MIN..=REASON_CHARACTERS_MAX).contains(&characters).then_some(words)
}
