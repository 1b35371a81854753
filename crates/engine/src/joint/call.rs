//! Calling a session.

use std::collections::BTreeSet;

use chrono::{Datelike, TimeDelta};
use domain::id::{CaseId, PersonId, Timestamp, UnitId};
use domain::session::{SessionFacts, SessionStanding};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::joint::{Called, KeptSession, NewSession};
use uuid::Uuid;

use super::{
    PLACE_CHARACTERS_MAX, SESSION_CASES_MAX, SESSION_CHARACTERS_MAX, SESSION_UNITS_MAX, STREAM,
    said,
};
use crate::engine::{Engine, Who};
use crate::error::Error;

/// How far from now a session may meet. One that was held may be written down afterwards.
const AWAY_MAX: TimeDelta = TimeDelta::days(366);

/// A session as somebody calls it.
#[derive(Clone, Debug)]
pub struct NewJointSession {
    /// By which it will be known; the same again is the same session.
    pub id: Uuid,
    /// What it is about.
    pub subject: String,
    /// Where it meets.
    pub place: String,
    /// When.
    pub meets_at: Timestamp,
    /// The units that are invited.
    pub units: BTreeSet<UnitId>,
    /// The cases.
    pub cases: Vec<CaseId>,
}

/// Why a session was not called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotCalled {
    /// It is not for them to call one.
    NotYours,
    /// A session of this id is somebody else's.
    Known,
    /// It is about nothing, or in more words than may be.
    BadSubject,
    /// It meets nowhere, or in more words than may be.
    BadPlace,
    /// It meets more than a year from now.
    BadTime,
    /// It names no case, or too many.
    BadCases,
    /// One of the cases does not exist for the caller, or is another center's.
    NotTheirs,
    /// It invites nobody, or too many.
    BadUnits,
    /// There is no such unit.
    NoUnit(UnitId),
    /// The unit must not know of one of the cases.
    Walled(UnitId),
}

/// What is sealed with a session.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Agenda {
    pub(super) subject: String,
    pub(super) place: String,
}

/// The place to which it is sealed.
pub(super) const AGENDA: &str = "agenda";

impl Engine {
    /// Calls a session.
    ///
    /// # Errors
    ///
    /// Where the store fails, or the system gives no randomness.
    pub async fn call_joint_session(
        &self,
        person: &PersonId,
        new: NewJointSession,
    ) -> Result<Result<(), NotCalled>, Error> {
        let agenda = match self.callable(&new) {
            Ok(agenda) => agenda,
            Err(refused) => return Ok(Err(refused)),
        };
        let who = Who::Person(person.clone());
        let facts = match self.called_for(person, &who, &new).await? {
            Ok(facts) => facts,
            Err(refused) => return Ok(Err(refused)),
        };
        if let Some(unit) = self.walled_unit(&new.cases, &new.units).await? {
            return Ok(Err(NotCalled::Walled(unit)));
        }
        let now = self.clock.now();
        let session = KeptSession {
            id: new.id,
            number: String::new(),
            facts,
            version: 1,
            called_at: now,
            meets_at: new.meets_at,
            sealed: self.sealed_in(new.id, AGENDA, &agenda)?,
            held_on: None,
            minutes: None,
            signed_by: None,
            signed_at: None,
        };
        let facts = json!({ "session": new.id, "units": new.units, "cases": new.cases });
        let entry = self.entry(STREAM, Some(person), "session_called", facts);
        let year = self.definitions().calendar.date(now).year();
        let kept = NewSession { session, cases: new.cases, year };
        let visible = self.visible(&who).await?;
        Ok(match self.store.call_session(&visible, kept, entry).await? {
            Called::Called => Ok(()),
            Called::Known => Err(NotCalled::Known),
            Called::CaseGone => Err(NotCalled::NotTheirs),
        })
    }

    /// What is checked without looking at the cases.
    fn callable(&self, new: &NewJointSession) -> Result<Agenda, NotCalled> {
        let subject = said(&new.subject, SESSION_CHARACTERS_MAX).ok_or(NotCalled::BadSubject)?;
        let place = said(&new.place, PLACE_CHARACTERS_MAX).ok_or(NotCalled::BadPlace)?;
        if (new.meets_at - self.clock.now()).abs() > AWAY_MAX {
            return Err(NotCalled::BadTime);
        }
        if new.cases.is_empty() || new.cases.len() > SESSION_CASES_MAX {
            return Err(NotCalled::BadCases);
        }
        if new.units.is_empty() || new.units.len() > SESSION_UNITS_MAX {
            return Err(NotCalled::BadUnits);
        }
        let snapshot = self.directory();
        match new.units.iter().find(|unit| !snapshot.directory.knows(unit)) {
            Some(unit) => Err(NotCalled::NoUnit(unit.clone())),
            None => Ok(Agenda { subject, place }),
        }
    }

    /// The session of the center of all the cases, if the person supervises for it.
    async fn called_for(
        &self,
        person: &PersonId,
        who: &Who,
        new: &NewJointSession,
    ) -> Result<Result<SessionFacts, NotCalled>, Error> {
        let Some((staff, _)) = self.session_reader(person).await? else {
            return Ok(Err(NotCalled::NotYours));
        };
        let seen = self.read_all(who, &new.cases).await?;
        let Some(center) = seen.first().map(|seen| seen.case().center.clone()) else {
            return Ok(Err(NotCalled::NotTheirs));
        };
        if seen.len() != new.cases.len() || seen.iter().any(|it| it.case().center != center) {
            return Ok(Err(NotCalled::NotTheirs));
        }
        let facts = SessionFacts {
            center,
            called_by: person.clone(),
            units: new.units.clone(),
            owners: BTreeSet::new(),
            standing: SessionStanding::Called,
            minuted_by: None,
        };
        let may = facts.supervises(&staff, &self.directory().directory);
        Ok(if may { Ok(facts) } else { Err(NotCalled::NotYours) })
    }
}
