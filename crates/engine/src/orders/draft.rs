//! Drafting an order, and what stops a case from coming under one.

use chrono::Datelike;
use domain::case::Rejection;
use domain::id::{CaseId, LevelName, PersonId, TransitionName, UnitId};
use domain::order::{OrderFacts, OrderLevel};
use domain::workflow::Verb;
use serde_json::json;
use store::orders::{Drafted, KeptOrder};
use uuid::Uuid;

use super::{ORDER_CASES_MAX, STREAM, said};
use crate::engine::{Engine, Who};
use crate::error::Error;
use crate::reading::Seen;

/// An order as somebody drafts it.
#[derive(Clone, Debug)]
pub struct NewOrder {
    /// By which it will be known; the same again mends the draft as long as nobody has signed it.
    pub id: Uuid,
    /// The unit that must answer.
    pub unit: UnitId,
    /// Its level.
    pub level: LevelName,
    /// What is demanded.
    pub demand: String,
    /// The cases.
    pub cases: Vec<CaseId>,
}

/// Why an order was not drafted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotDrafted {
    /// There is no such level.
    NoLevel,
    /// It demands nothing, or in more words than may be.
    BadDemand,
    /// It names no case, or too many.
    BadCases,
    /// There is no such unit.
    NoUnit,
    /// One of the cases does not exist for the drafter, has ended, or is not in the hands of the unit.
    NotTheirs,
    /// These cases cannot come under an order as they are: the unit has done its part, or nobody has it in hand.
    NotNow(Vec<CaseId>),
    /// An order of this id was signed, or is somebody else's, or of another kind.
    Known,
    /// It is not for them to draft orders.
    NotYours,
}

/// Why a case cannot come under an order of a unit now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// The unit does not have it in hand, or it has ended.
    NotTheirs,
    /// Its procedure says no.
    Refused(Rejection),
}

impl Engine {
    /// What stops a case from coming under an order to a unit; nothing if it can.
    pub fn unfit(&self, seen: &Seen, unit: &UnitId) -> Option<Unfit> {
        let case = seen.case();
        let works = case.lead.as_ref().is_some_and(|lead| lead.works(unit));
        if case.ended.is_some() || !works {
            return Some(Unfit::NotTheirs);
        }
        let transitions = self.workflow_of(case).map(|workflow| &workflow.definition().transitions);
        let is_supervise = |name: &TransitionName| {
            let transition = transitions.and_then(|transitions| transitions.get(name));
            transition.is_some_and(|transition| transition.verb == Verb::Supervise)
        };
        let offers = self.offers_documented(seen);
        match offers.into_iter().find(|offer| is_supervise(&offer.transition)) {
            Some(offer) => offer.lacks.map(Unfit::Refused),
            None => Some(Unfit::Refused(Rejection::WrongState { state: case.state.clone() })),
        }
    }

    /// Drafts an order.
    ///
    /// # Errors
    ///
    /// Where the store fails, or the system gives no randomness.
    pub async fn draft_order(
        &self,
        person: &PersonId,
        new: NewOrder,
    ) -> Result<Result<(), NotDrafted>, Error> {
        let rules = &self.definitions().orders;
        let Some(level) = rules.levels.get(&new.level) else { return Ok(Err(NotDrafted::NoLevel)) };
        let Some(demand) = said(&new.demand) else { return Ok(Err(NotDrafted::BadDemand)) };
        if new.cases.is_empty() || new.cases.len() > ORDER_CASES_MAX {
            return Ok(Err(NotDrafted::BadCases));
        }
        if !self.directory().directory.knows(&new.unit) {
            return Ok(Err(NotDrafted::NoUnit));
        }
        let who = Who::Person(person.clone());
        let seen = self.read_all(&who, &new.cases).await?;
        if let Err(refused) = self.can_be_about(&new, level, &seen) {
            return Ok(Err(refused));
        }
        let Some(center) = self.drafts_for(person, &seen).await? else {
            return Ok(Err(NotDrafted::NotYours));
        };
        let (order, now) =
            (self.drafted(person, center, &new, (level, &demand))?, self.clock.now());
        let facts =
            json!({ "order": new.id, "unit": new.unit, "level": new.level, "cases": new.cases });
        let entry = self.entry(STREAM, Some(person), "order_drafted", facts);
        let year = self.definitions().calendar.date(now).year();
        let visible = self.visible(&who).await?;
        match self.store.draft_order(&visible, (order, new.cases, year), entry).await? {
            Drafted::Drafted => Ok(Ok(())),
            Drafted::Known => Ok(Err(NotDrafted::Known)),
            Drafted::CaseGone => Ok(Err(NotDrafted::NotTheirs)),
        }
    }

    /// Whether a document of this level can be about these cases. A recommendation binds none, so it is enough to see them.
    fn can_be_about(
        &self,
        new: &NewOrder,
        level: &OrderLevel,
        seen: &[Seen],
    ) -> Result<(), NotDrafted> {
        if seen.len() != new.cases.len() {
            return Err(NotDrafted::NotTheirs);
        }
        if !level.kind.binds() {
            return Ok(());
        }
        let unfit = seen.iter().filter_map(|seen| Some((seen, self.unfit(seen, &new.unit)?)));
        let unfit: Vec<_> = unfit.collect();
        if unfit.iter().any(|(_, why)| *why == Unfit::NotTheirs) {
            return Err(NotDrafted::NotTheirs);
        }
        if unfit.is_empty() {
            return Ok(());
        }
        Err(NotDrafted::NotNow(unfit.into_iter().map(|(seen, _)| seen.case().id).collect()))
    }

    /// The center of the cases, if they have one and the person may draft orders of it.
    async fn drafts_for(&self, person: &PersonId, seen: &[Seen]) -> Result<Option<UnitId>, Error> {
        let Some((staff, _)) = self.order_reader(person).await? else { return Ok(None) };
        let Some(center) = seen.first().map(|seen| seen.case().center.clone()) else {
            return Ok(None);
        };
        let one = seen.iter().all(|seen| seen.case().center == center);
        let facts = OrderFacts::draft(center, UnitId::default(), PersonId::default());
        let may = one && facts.may_be_read(&staff, &self.directory().directory);
        Ok(may.then_some(facts.center))
    }

    fn drafted(
        &self,
        person: &PersonId,
        center: UnitId,
        new: &NewOrder,
        (level, demand): (&OrderLevel, &str),
    ) -> Result<KeptOrder, Error> {
        let facts = OrderFacts::draft(center, new.unit.clone(), person.clone());
        Ok(KeptOrder {
            id: new.id,
            number: String::new(),
            facts: OrderFacts { kind: level.kind, ..facts },
            level: new.level.to_string(),
            level_name: level.name.clone(),
            length: level.length.to_string(),
            points: level.points.into(),
            listed: level.listed,
            version: 1,
            drafted_at: self.clock.now(),
            signed_by: None,
            signed_at: None,
            due_at: None,
            answer_by: None,
            answered_at: None,
            sealed: self.sealed_words(new.id, 0, demand)?,
        })
    }
}
