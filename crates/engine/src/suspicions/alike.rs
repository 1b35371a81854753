//! Answers that read alike, in their words, for somebody who looks at a suspicion: the two stand side by side.

use std::collections::BTreeSet;

use domain::id::{CaseId, PersonId, Timestamp, UnitId};
use domain::suspicion::{Fact, History, Sketch, SolvedOutcomes, gather};
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
            let later = self.answers_of(&who, case, at, units).await?.pop();
            let earlier = self.answers_of(&who, with, at, units).await?;
            let Some(later) = later else { continue };
            // A case may have been answered several times: the one that reads most like it is meant.
            let sketch = self.sketched(&later);
            let likeness = |text: &String| self.sketched(text).resemblance(&sketch);
            if let Some(earlier) = earlier.into_iter().max_by_key(likeness) {
                pairs.push(Pair { case, later, with, earlier });
            }
        }
        Ok(pairs)
    }

    /// What units wrote to the citizen up to an instant, as far as the reader may read it and nobody has erased it.
    async fn answers_of(
        &self,
        who: &Who,
        case: CaseId,
        until: Timestamp,
        units: &BTreeSet<UnitId>,
    ) -> Result<Vec<String>, Error> {
        let Some(seen) = self.read(who, case).await? else { return Ok(Vec::new()) };
        if !seen.view.fields.content {
            return Ok(Vec::new());
        }
        let Some(workflow) = self.workflow_of(seen.case()) else { return Ok(Vec::new()) };
        let log = self.store.timeline(&seen.visible, case, 0, u32::MAX).await?.unwrap_or_default();
        let (mut history, solved) = (History::default(), SolvedOutcomes::default());
        let written = gather(&mut history, &log, workflow, &solved, false).written;
        let words = self.store.words(&seen.visible, case).await?;
        let answers = written.into_iter().filter(|it| it.at <= until && units.contains(&it.unit));
        let answers = answers.map(|it| {
            let texts = it.texts.iter().filter_map(|text| words.get(&text.id)?.clone());
            texts.collect::<Vec<String>>().join("\n")
        });
        Ok(answers.filter(|text| !text.is_empty()).collect())
    }

    /// How a text reads.
    fn sketched(&self, text: &str) -> Sketch {
        let phrases = &self.definitions.supervision.suspicions.answer_copied.phrases;
        Sketch::of(text, phrases, &self.sketch_key())
    }
}
