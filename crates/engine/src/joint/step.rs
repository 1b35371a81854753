//! Taking a step with a session.

use std::num::NonZeroU16;

use domain::clock::{DayEnd, Length, Rule, TimeUnit, deadline};
use domain::id::{CaseId, PersonId, Timestamp, UnitId};
use domain::session::{NotSat, SessionStep};
use serde_json::json;
use store::joint::{FoundSession, KeptTask, SessionMoved, SessionStepped};
use uuid::Uuid;

use super::{BadMinutes, NewMinutes, SESSION_CHARACTERS_MAX, STREAM, said};
use crate::engine::Engine;
use crate::error::Error;

/// A step with what is said.
#[derive(Clone, Debug)]
pub struct SessionTaking<'a> {
    /// Which.
    pub step: SessionStep,
    /// Why.
    pub words: &'a str,
    /// The minutes, where the step drafts them.
    pub minutes: Option<NewMinutes>,
}

/// Why a step was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotStepped {
    /// It does not exist for them.
    Gone,
    /// Somebody changed it meanwhile.
    Stale,
    /// The rules say no.
    Refused(NotSat),
    /// It says nothing, or too much.
    BadWords,
    /// There are no minutes, or something is wrong with them.
    BadMinutes(BadMinutes),
    /// A unit that the minutes name must not know of one of the cases by now.
    Walled(UnitId),
}

impl Engine {
    /// Takes a step with a session, on the version that was seen.
    ///
    /// # Errors
    ///
    /// Where the store fails, or the system gives no randomness.
    pub async fn take_session_step(
        &self,
        person: &PersonId,
        (id, version): (Uuid, i64),
        taking: SessionTaking<'_>,
    ) -> Result<Result<(), NotStepped>, Error> {
        let Some((staff, visible)) = self.session_reader(person).await? else {
            return Ok(Err(NotStepped::Gone));
        };
        let Some(found) = self.store.joint_session(&visible, id).await? else {
            return Ok(Err(NotStepped::Gone));
        };
        if found.session.version != version {
            return Ok(Err(NotStepped::Stale));
        }
        let facts = &found.session.facts;
        let standing = match facts.after(taking.step, &staff, &self.directory().directory) {
            Ok(standing) => standing,
            Err(refused) => return Ok(Err(NotStepped::Refused(refused))),
        };
        let mut step = match self.session_stepped(person, &found, taking).await? {
            Ok(step) => step,
            Err(refused) => return Ok(Err(refused)),
        };
        step.standing = standing;
        let is_signed = step.step == SessionStep::Sign;
        let facts = json!({
            "session": id, "number": found.session.number, "step": step.step.as_str(),
        });
        let entry = self.entry(STREAM, Some(person), "session_step", facts);
        Ok(match self.store.step_session(&visible, step, entry).await? {
            SessionMoved::Gone => Err(NotStepped::Gone),
            SessionMoved::Stale => Err(NotStepped::Stale),
            SessionMoved::Moved => {
                if is_signed {
                    self.tell_of_session(id).await?;
                }
                Ok(())
            }
        })
    }

    /// The step with all that it changes, or why it cannot be taken.
    async fn session_stepped(
        &self,
        person: &PersonId,
        found: &FoundSession,
        SessionTaking { step, words, minutes }: SessionTaking<'_>,
    ) -> Result<Result<SessionStepped, NotStepped>, Error> {
        let id = found.session.id;
        let words = said(words, SESSION_CHARACTERS_MAX).filter(|_| step.needs_words());
        if step.needs_words() && words.is_none() {
            return Ok(Err(NotStepped::BadWords));
        }
        let minutes = match (step, minutes) {
            (SessionStep::Minute, None) => {
                return Ok(Err(NotStepped::BadMinutes(BadMinutes::Decision)));
            }
            (SessionStep::Minute, Some(new)) => match self.minuting(found, &new).await? {
                Ok(minutes) => Some(minutes),
                Err(bad) => return Ok(Err(NotStepped::BadMinutes(bad))),
            },
            (SessionStep::Sign | SessionStep::SendBack | SessionStep::CallOff, _) => None,
        };
        if step == SessionStep::Sign
            && let Some(unit) = self.walled_since(found).await?
        {
            return Ok(Err(NotStepped::Walled(unit)));
        }
        let due = if step == SessionStep::Sign { self.due_of(&found.tasks) } else { Vec::new() };
        let place = super::read::step_place(None, found.session.version);
        let sealed = words.map(|words| self.sealed_in(id, &place, &words)).transpose()?;
        let (by, standing) = (person.clone(), found.session.facts.standing);
        let version = found.session.version;
        Ok(Ok(SessionStepped { session: id, version, by, step, standing, minutes, due, sealed }))
    }

    /// A unit that the draft names and that must not know of one of the cases by now.
    async fn walled_since(&self, found: &FoundSession) -> Result<Option<UnitId>, Error> {
        let cases: Vec<CaseId> = found.cases.iter().map(|case| case.case).collect();
        let responsible = found.cases.iter().filter_map(|case| case.responsible.clone());
        let owners = found.tasks.iter().map(|task| task.facts.owner.clone());
        self.walled_unit(&cases, &responsible.chain(owners).collect()).await
    }

    /// By when each task must be done, if the minutes are signed now.
    fn due_of(&self, tasks: &[KeptTask]) -> Vec<(i64, Timestamp)> {
        let due = |task: &KeptTask| {
            let amount = u16::try_from(task.days).ok().and_then(NonZeroU16::new);
            let length =
                Length { amount: amount.unwrap_or(NonZeroU16::MIN), unit: TimeUnit::WorkDay };
            let rule = Rule { length, rolls: true, day_end: DayEnd::Midnight };
            deadline(&self.definitions().calendar, &rule, self.clock.now(), &[], &[])
        };
        tasks.iter().map(|task| (task.task, due(task))).collect()
    }
}
