//! Objections 申诉: the head of a unit disputes a figure of its own that was published, and somebody else decides. Whoever must not
//! know of the case finds no objection about it.

use domain::actor::{Role, Staff};
use domain::appraisal::{
    Decision, DecisionKind, FrozenError, ItemRef, Period, Sight, taken_in_time,
};
use domain::id::{CaseId, DocumentNumber, IndicatorName, PersonId, UnitId};
use serde_json::json;
use store::appraisal::{
    Decide, KeptObjection, NewDecision, NewRun, ObjectionDecided, ObjectionFilter,
    ObjectionStanding, Purpose,
};
use uuid::Uuid;

use super::{
    APPRAISAL_CHARACTERS_MAX, APPRAISAL_LINES_MAX, DOCUMENT_CHARACTERS_MAX, STREAM, Words, said,
};
use crate::engine::{Engine, Who};
use crate::error::Error;

/// An objection as somebody raises it.
#[derive(Clone, Debug)]
pub struct AskedObjection {
    /// By which it will be known.
    pub id: Uuid,
    /// Against figures of this period.
    pub period: Period,
    /// The unit that objects.
    pub unit: UnitId,
    /// The figure.
    pub indicator: IndicatorName,
    /// The item; none for the figure as a whole.
    pub item: Option<ItemRef>,
    /// Why.
    pub reason: String,
}

/// Why an objection was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotTaken {
    /// There is no such figure or item for them.
    Gone,
    /// Only the head of the unit speaks for it.
    NotYours,
    /// Nothing is published to object to.
    NotPublished,
    /// It is too late.
    Frozen(FrozenError),
    /// The same is objected to already, or was found right.
    Known,
    /// It gives no reason, or one that is too long.
    BadReason,
}

/// How an objection is decided.
#[derive(Clone, Debug)]
pub struct Ruling {
    /// Whether the unit was right.
    pub upheld: bool,
    /// The document.
    pub document: String,
    /// What was found.
    pub found: String,
}

/// Why an objection was not decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotDecided {
    /// It does not exist for them.
    Gone,
    /// Somebody else decides: who raised it and their unit do not, and the scheme names the roles.
    NotYours,
    /// Somebody decided it before.
    Stale,
    /// It names no document, or one that is too long.
    BadDocument,
    /// It does not say what was found, or in too many words.
    BadReason,
}

/// An objection as somebody reads it.
#[derive(Clone, Debug)]
pub struct ReadObjection {
    /// What is kept of it.
    pub kept: KeptObjection,
    /// The number and title of the case, where there is an item.
    pub case: Option<(String, String)>,
    /// Why.
    pub reason: String,
    /// What was found.
    pub answer: Option<String>,
    /// Whether the reader may decide it.
    pub can_decide: bool,
}

impl Engine {
    /// Raises an objection.
    ///
    /// # Errors
    ///
    /// Where the store fails, or the system gives no randomness.
    pub async fn object(
        &self,
        person: &PersonId,
        asked: AskedObjection,
    ) -> Result<Result<(), NotTaken>, Error> {
        let (staff, _) = self.appraisal_sight(person).await?;
        let of = (asked.period, &asked.unit, &asked.indicator);
        let Some(read) = self.appraised_figure(person, of).await? else {
            return Ok(Err(NotTaken::Gone));
        };
        if !staff.is_some_and(|staff| speaks_for(&staff, &asked.unit)) {
            return Ok(Err(NotTaken::NotYours));
        }
        let Some(published) = &read.appraisal.published else {
            return Ok(Err(NotTaken::NotPublished));
        };
        let now = self.clock.now();
        if let Err(late) = taken_in_time(now, published.objections_until) {
            return Ok(Err(NotTaken::Frozen(late)));
        }
        if let Some(item) = asked.item {
            let sees = self.read(&Who::Person(person.clone()), item.case).await?.is_some();
            if !sees || !read.figure.holds(item) {
                return Ok(Err(NotTaken::Gone));
            }
        }
        let Some(reason) = said(&asked.reason, APPRAISAL_CHARACTERS_MAX) else {
            return Ok(Err(NotTaken::BadReason));
        };
        let AskedObjection { id, period, unit, indicator, item, .. } = asked;
        let facts = json!({ "objection": id, "period": period, "unit": unit, "indicator": indicator, "item": item });
        let entry = self.entry(STREAM, Some(person), "objection_raised", facts);
        let new = KeptObjection {
            id,
            scheme: published.scheme.clone(),
            period,
            unit,
            indicator,
            item,
            at: now,
            by: person.clone(),
            sealed: self.sealed_of(Words::Objection, id, &reason)?,
            standing: ObjectionStanding::Open,
            decided: None,
            document: None,
            answer: None,
        };
        let taken = self.store.object(new, entry).await?;
        Ok(if taken { Ok(()) } else { Err(NotTaken::Known) })
    }

    /// The objections that somebody finds: all for who supervises, those of its unit for its head.
    ///
    /// # Errors
    ///
    /// Where the store fails or what is kept was altered.
    pub async fn objections(
        &self,
        person: &PersonId,
        filter: ObjectionFilter,
    ) -> Result<Vec<ReadObjection>, Error> {
        let (staff, sight) = self.appraisal_sight(person).await?;
        let Some(staff) = staff else { return Ok(Vec::new()) };
        let filter = match sight {
            Sight::Whole => filter,
            Sight::Own(unit) => ObjectionFilter { unit: Some(unit), ..filter },
            Sight::Nothing => return Ok(Vec::new()),
        };
        let kept = self.store.objections(&filter, APPRAISAL_LINES_MAX).await?;
        let mut ids: Vec<CaseId> =
            kept.iter().filter_map(|kept| kept.item).map(|item| item.case).collect();
        ids.sort_unstable();
        ids.dedup();
        let seen = self.read_all(&Who::Person(person.clone()), &ids).await?;
        let mut read = Vec::new();
        for kept in kept {
            let case = match kept.item {
                None => None,
                Some(item) => {
                    let Some(seen) = seen.iter().find(|seen| seen.case().id == item.case) else {
                        continue;
                    };
                    Some((seen.stored.number.clone(), seen.complaint.title.clone()))
                }
            };
            let reason = self.opened_of(Words::Objection, kept.id, &kept.sealed)?;
            let answer = kept.answer.as_ref();
            let answer =
                answer.map(|sealed| self.opened_of(Words::Answer, kept.id, sealed)).transpose()?;
            let can_decide = self.may_rule(&kept, &staff)
                && sight_is_whole(&staff, &self.directory().directory)
                && kept.standing == ObjectionStanding::Open;
            read.push(ReadObjection { kept, case, reason, answer, can_decide });
        }
        Ok(read)
    }

    /// Whether somebody who supervises decides an objection: neither who raised it nor anybody of the unit.
    fn may_rule(&self, kept: &KeptObjection, staff: &Staff) -> bool {
        kept.by != staff.person
            && kept.unit != staff.unit
            && self.may_decide(DecisionKind::ObjectionUpheld, staff)
    }

    /// Decides an objection. Where it is upheld, the item leaves the rate by a decision, and what was published is corrected.
    ///
    /// # Errors
    ///
    /// Where the store fails, or the system gives no randomness.
    pub async fn decide_objection(
        &self,
        person: &PersonId,
        id: Uuid,
        ruling: &Ruling,
    ) -> Result<Result<(), NotDecided>, Error> {
        let filter = ObjectionFilter { id: Some(id), ..ObjectionFilter::default() };
        let Some(read) = self.objections(person, filter).await?.into_iter().next() else {
            return Ok(Err(NotDecided::Gone));
        };
        if read.kept.standing != ObjectionStanding::Open {
            return Ok(Err(NotDecided::Stale));
        }
        let (staff, _) = self.appraisal_sight(person).await?;
        let Some(staff) = staff.filter(|_| read.can_decide) else {
            return Ok(Err(NotDecided::NotYours));
        };
        let Some(document) = said(&ruling.document, DOCUMENT_CHARACTERS_MAX) else {
            return Ok(Err(NotDecided::BadDocument));
        };
        let Some(found) = said(&ruling.found, APPRAISAL_CHARACTERS_MAX) else {
            return Ok(Err(NotDecided::BadReason));
        };
        let document = DocumentNumber::from(document.as_str());
        let asked = self.ruled(&read.kept, &staff, (ruling.upheld, document, &found))?;
        let facts = json!({ "objection": id, "upheld": asked.upheld, "document": asked.document,
            "decision": asked.decision.as_ref().map(|decision| decision.id) });
        let entry = self.entry(STREAM, Some(person), "objection_decided", facts);
        Ok(match self.store.decide_objection(asked, entry).await? {
            ObjectionDecided::Decided => Ok(()),
            ObjectionDecided::Stale => Err(NotDecided::Stale),
        })
    }

    /// What follows from a ruling.
    fn ruled(
        &self,
        kept: &KeptObjection,
        staff: &Staff,
        (upheld, document, found): (bool, DocumentNumber, &str),
    ) -> Result<Decide, Error> {
        let (now, by) = (self.clock.now(), staff.person.clone());
        let decision = kept.item.filter(|_| upheld).map(|item| {
            let id = Uuid::now_v7();
            let decision = Decision {
                at: now,
                case: item.case,
                kind: DecisionKind::ObjectionUpheld,
                indicator: Some(kept.indicator.clone()),
                of_unit: Some(kept.unit.clone()),
                by: by.clone(),
                unit: staff.unit.clone(),
                document: document.clone(),
            };
            let sealed = self.sealed_of(Words::Decision, id, found)?;
            Ok::<_, Error>(NewDecision { id, decision, sealed })
        });
        let run = upheld.then(|| NewRun {
            id: Uuid::now_v7(),
            scheme: kept.scheme.clone(),
            period: kept.period,
            purpose: Purpose::Correction,
            document: Some(document.clone()),
            by: Some(by.clone()),
            at: now,
        });
        let answer = self.sealed_of(Words::Answer, kept.id, found)?;
        Ok(Decide {
            id: kept.id,
            upheld,
            document,
            answer,
            decision: decision.transpose()?,
            run,
            by,
        })
    }
}

/// Who speaks for a unit: its head, and for a center its director.
pub fn speaks_for(staff: &Staff, unit: &UnitId) -> bool {
    let speaks = [Role::UnitHead, Role::Director].iter().any(|role| staff.roles.contains(role));
    staff.unit == *unit && speaks
}

fn sight_is_whole(staff: &Staff, directory: &domain::directory::Directory) -> bool {
    Sight::of(staff, directory) == Sight::Whole
}
