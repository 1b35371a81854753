//! The decisions by which items leave rates: recorded by whom the scheme says, with a document and a reason, and taken back the
//! same way. They count in runs that are asked for afterwards.

use domain::actor::Staff;
use domain::appraisal::{Decision, DecisionKind, Sight};
use domain::id::{CaseId, DocumentNumber, IndicatorName, PersonId, UnitId};
use serde_json::json;
use store::appraisal::{KeptDecision, NewDecision, Recorded};
use uuid::Uuid;

use super::{
    APPRAISAL_CHARACTERS_MAX, APPRAISAL_LINES_MAX, DOCUMENT_CHARACTERS_MAX, STREAM, Words, said,
};
use crate::engine::{Engine, Who};
use crate::error::Error;

/// A decision as somebody records it.
#[derive(Clone, Debug)]
pub struct AskedDecision {
    /// By which it will be known; the same again records nothing more.
    pub id: Uuid,
    /// The case.
    pub case: CaseId,
    /// What is decided.
    pub kind: DecisionKind,
    /// For this indicator only; for all if absent.
    pub indicator: Option<IndicatorName>,
    /// For this unit only; for all if absent.
    pub of_unit: Option<UnitId>,
    /// The document that says so.
    pub document: String,
    /// Why.
    pub reason: String,
}

/// Why a decision was not recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotRecorded {
    /// The scheme does not name their role, or they do not supervise.
    NotYours,
    /// Nobody decides for the unit that they act for.
    OwnUnit,
    /// The case, or the decision, does not exist for them.
    Gone,
    /// An objection is upheld where it was raised, not by itself.
    ByObjection,
    /// It names no document, or one that is too long.
    BadDocument,
    /// It gives no reason, or one that is too long.
    BadReason,
}

/// A decision as somebody reads it.
#[derive(Clone, Debug)]
pub struct ReadDecision {
    /// What is kept of it.
    pub kept: KeptDecision,
    /// The number of the case.
    pub number: String,
    /// Why.
    pub reason: String,
    /// Whether the reader may take it back.
    pub can_revoke: bool,
}

impl Engine {
    /// What somebody may decide, by the schemes that are in force; nothing for who does not supervise.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn decides(&self, person: &PersonId) -> Result<Vec<DecisionKind>, Error> {
        let (staff, sight) = self.appraisal_sight(person).await?;
        let Some(staff) = staff.filter(|_| sight == Sight::Whole) else { return Ok(Vec::new()) };
        let by_itself = |kind: &DecisionKind| *kind != DecisionKind::ObjectionUpheld;
        let kinds = DecisionKind::ALL.iter().copied().filter(by_itself);
        Ok(kinds.filter(|kind| self.may_decide(*kind, &staff)).collect())
    }

    pub(super) fn may_decide(&self, kind: DecisionKind, staff: &Staff) -> bool {
        self.definitions.appraisals.iter().any(|scheme| scheme.decides(kind, staff))
    }

    /// Records a decision.
    ///
    /// # Errors
    ///
    /// Where the store fails, or the system gives no randomness.
    pub async fn record_decision(
        &self,
        person: &PersonId,
        asked: AskedDecision,
    ) -> Result<Result<(), NotRecorded>, Error> {
        let (staff, sight) = self.appraisal_sight(person).await?;
        let decider = staff.filter(|it| sight == Sight::Whole && self.may_decide(asked.kind, it));
        let Some(staff) = decider else { return Ok(Err(NotRecorded::NotYours)) };
        if asked.kind == DecisionKind::ObjectionUpheld {
            return Ok(Err(NotRecorded::ByObjection));
        }
        if asked.of_unit.as_ref() == Some(&staff.unit) {
            return Ok(Err(NotRecorded::OwnUnit));
        }
        let Some(document) = said(&asked.document, DOCUMENT_CHARACTERS_MAX) else {
            return Ok(Err(NotRecorded::BadDocument));
        };
        let Some(reason) = said(&asked.reason, APPRAISAL_CHARACTERS_MAX) else {
            return Ok(Err(NotRecorded::BadReason));
        };
        let AskedDecision { id, case, kind, indicator, of_unit, .. } = asked;
        let decision = Decision {
            at: self.clock.now(),
            case,
            kind,
            indicator,
            of_unit,
            by: person.clone(),
            unit: staff.unit,
            document: DocumentNumber::from(document.as_str()),
        };
        let facts = json!({ "decision": id, "case": case, "kind": kind, "indicator": decision.indicator,
            "of_unit": decision.of_unit, "document": decision.document });
        let entry = self.entry(STREAM, Some(person), "decision_recorded", facts);
        let sealed = self.sealed_of(Words::Decision, id, &reason)?;
        let visible = self.visible(&Who::Person(person.clone())).await?;
        let new = NewDecision { id, decision, sealed };
        Ok(match self.store.record_decision(&visible, new, entry).await? {
            Recorded::Recorded => Ok(()),
            Recorded::Gone => Err(NotRecorded::Gone),
        })
    }

    /// The decisions about cases that somebody sees; none for who does not supervise.
    ///
    /// # Errors
    ///
    /// Where the store fails or what is kept was altered.
    pub async fn appraisal_decisions(&self, person: &PersonId) -> Result<Vec<ReadDecision>, Error> {
        let (staff, sight) = self.appraisal_sight(person).await?;
        let Some(staff) = staff.filter(|_| sight == Sight::Whole) else { return Ok(Vec::new()) };
        let who = Who::Person(person.clone());
        let visible = self.visible(&who).await?;
        let kept = self.store.decisions(&visible, APPRAISAL_LINES_MAX).await?;
        let mut ids: Vec<CaseId> = kept.iter().map(|kept| kept.decision.case).collect();
        ids.sort_unstable();
        ids.dedup();
        let seen = self.read_all(&who, &ids).await?;
        let mut read = Vec::new();
        for kept in kept {
            let Some(case) = seen.iter().find(|seen| seen.case().id == kept.decision.case) else {
                continue;
            };
            read.push(ReadDecision {
                number: case.stored.number.clone(),
                reason: self.opened_of(Words::Decision, kept.id, &kept.sealed)?,
                can_revoke: kept.revoked.is_none() && self.may_decide(kept.decision.kind, &staff),
                kept,
            });
        }
        Ok(read)
    }

    /// Takes a decision back.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn revoke_decision(
        &self,
        person: &PersonId,
        id: Uuid,
    ) -> Result<Result<(), NotRecorded>, Error> {
        let known = self.appraisal_decisions(person).await?;
        let Some(found) = known.into_iter().find(|read| read.kept.id == id) else {
            return Ok(Err(NotRecorded::Gone));
        };
        if !found.can_revoke {
            return Ok(Err(NotRecorded::NotYours));
        }
        let facts = json!({ "decision": id, "case": found.kept.decision.case });
        let entry = self.entry(STREAM, Some(person), "decision_revoked", facts);
        Ok(match self.store.revoke_decision(id, person.clone(), entry).await? {
            Recorded::Recorded => Ok(()),
            Recorded::Gone => Err(NotRecorded::Gone),
        })
    }
}
