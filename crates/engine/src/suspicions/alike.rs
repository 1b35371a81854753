//! Answers that read alike, in their words, for somebody who looks at a suspicion: the two stand side by side.

use domain::id::{CaseId, PersonId, Timestamp, UnitId};
use domain::suspicion::{Fact, History, SolvedOutcomes, gather};
use store::suspicions::KeptSuspicion;

use crate::engine::{Engine, Who};
use crate::error::Error;

/// How many pairs are shown.
const PAIRS_MAX: usize = 5;

/// Two answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The later one's case.
    pub case: CaseId,
    /// What it says.
    pub later: String,
    /// The earlier one's case.
    pub with: CaseId,
    /// What that says.
    pub earlier: String,
}

impl Engine {
    /// The answers of a suspicion that read alike, as far as the reader may read them and nobody has erased them.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn answers_alike(
        &self,
        person: &PersonId,
        kept: &KeptSuspicion,
    ) -> Result<Vec<Pair>, Error> {
        let who = Who::Person(person.clone());
        let alike = kept.found.facts.iter().filter_map(|fact| match fact {
            Fact::Alike { case, at, with, .. } => Some((*case, *at, *with)),
            Fact::Closed { .. }
            | Fact::BroughtAgain { .. }
            | Fact::Heard { .. }
            | Fact::NoContact { .. }
            | Fact::LastMinute { .. }
            | Fact::SamePicture { .. }
            | Fact::ReturnedLate { .. }
            | Fact::SentBack { .. }
            | Fact::Hop { .. }
            | Fact::Ownerless { .. }
            | Fact::Rated { .. }
            | Fact::RatedFrom { .. }
            | Fact::RatedAfter { .. }
            | Fact::RatedByUnit { .. }
            | Fact::Read { .. } => None,
        });
        let mut pairs = Vec::new();
        for (case, at, with) in alike.take(PAIRS_MAX) {
            let units = &kept.found.units;
            let later = self.answer_of(&who, case, at, |unit| units.contains(unit)).await?;
            let earlier = self.answer_of(&who, with, at, |unit| units.contains(unit)).await?;
            if let (Some(later), Some(earlier)) = (later, earlier) {
                pairs.push(Pair { case, later, with, earlier });
            }
        }
        Ok(pairs)
    }

    /// What a unit wrote to the citizen last, up to an instant.
    async fn answer_of(
        &self,
        who: &Who,
        case: CaseId,
        until: Timestamp,
        of: impl Fn(&UnitId) -> bool,
    ) -> Result<Option<String>, Error> {
        let Some(seen) = self.read(who, case).await? else { return Ok(None) };
        if !seen.view.fields.content {
            return Ok(None);
        }
        let Some(workflow) = self.workflow_of(seen.case()) else { return Ok(None) };
        let log = self.store.timeline(&seen.visible, case, 0, u32::MAX).await?.unwrap_or_default();
        let (mut history, solved) = (History::default(), SolvedOutcomes::default());
        let written = gather(&mut history, &log, workflow, &solved, false).written;
        let last = written.into_iter().rfind(|it| it.at <= until && of(&it.unit));
        let Some(last) = last else { return Ok(None) };
        let words = self.store.words(&seen.visible, case).await?;
        let texts = last.texts.iter().filter_map(|text| words.get(&text.id)?.clone());
        let texts: Vec<String> = texts.collect();
        Ok((!texts.is_empty()).then(|| texts.join("\n")))
    }
}
