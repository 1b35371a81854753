//! A person's deadlines as a calendar that other programs fetch. They send nothing but an address, so a token stands in it:
//! one for each person, told once, kept as a keyed hash, ended by its owner, by a new password and with the account. It
//! opens deadlines and nothing else.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::case::WorkflowRef;
use domain::clock::last_instant_in_time;
use domain::id::{CaseId, LimitName, PersonId, Timestamp, UnitId};
use serde_json::json;
use store::queries::{CaseFilter, CaseLine, OpenClock, Sort};
use store::record::{Hash, from_hex, hex};

use crate::codes::{TOKEN_CHARACTERS, normalized, random_code};
use crate::engine::{Engine, Who};
use crate::error::Error;
use crate::keys::Purpose;
use crate::sign_in::hash;

/// Of how many cases a calendar shows the deadlines: those that are due first.
const CASES_MAX: u32 = 500;

/// A deadline in a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// By what a calendar knows it again when it moves.
    pub uid: String,
    /// The number of the case.
    pub number: String,
    /// The version of the workflow, which names the limit.
    pub workflow: WorkflowRef,
    /// Which limit.
    pub limit: LimitName,
    /// The last day in time.
    pub day: NaiveDate,
    /// The unit that leads.
    pub unit: Option<UnitId>,
    /// When the case changed last.
    pub changed_at: Timestamp,
}

impl Engine {
    /// Opens the calendar of a person under a new token, and returns that; it is told now and never again, and the one
    /// before it opens nothing any more. None where there is no account that can be used, or the session in which it was
    /// asked for has ended.
    ///
    /// # Errors
    ///
    /// Where the store fails, or the system gives no randomness.
    pub async fn open_calendar(
        &self,
        person: &PersonId,
        session: Option<&str>,
    ) -> Result<Option<String>, Error> {
        let token = random_code(TOKEN_CHARACTERS)?;
        let entry = self.entry("accounts", Some(person), "calendar_opened", json!({}));
        let session =
            session.map(|token| from_hex(token).map(|token| hash(&token)).unwrap_or_default());
        let kept = self.calendar_hash(&token);
        let opened = self.store.open_calendar(person.clone(), kept, session, entry).await?;
        Ok(opened.then_some(token))
    }

    /// Closes the calendar of a person. False if there is none.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn close_calendar(&self, person: &PersonId) -> Result<bool, Error> {
        let entry = self.entry("accounts", Some(person), "calendar_closed", json!({}));
        Ok(self.store.close_calendar(person.clone(), entry).await?)
    }

    /// Whose calendar a token opens.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn calendar_holder(&self, token: &str) -> Result<Option<PersonId>, Error> {
        let Some(token) = normalized(token, TOKEN_CHARACTERS) else { return Ok(None) };
        Ok(self.store.calendar_holder(&self.calendar_hash(&token)).await?)
    }

    /// The deadlines of the open cases that somebody sees now, as in the worklist, the earliest first.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn deadlines(&self, who: &Who) -> Result<Vec<Deadline>, Error> {
        let visible = self.visible(who).await?;
        let filter = CaseFilter { open: Some(true), ..CaseFilter::default() };
        let page = self.store.cases(&visible, &filter, Sort::Due, None, CASES_MAX).await?;
        let ids: Vec<CaseId> = page.lines.iter().map(|line| line.id).collect();
        let clocks = self.store.open_clocks(&visible, &ids).await?;
        let lines: BTreeMap<_, _> = page.lines.into_iter().map(|line| (line.id, line)).collect();
        let of = |clock: &OpenClock| Some(self.deadline(clock, lines.get(&clock.case)?));
        Ok(clocks.iter().filter_map(of).collect())
    }

    fn deadline(&self, clock: &OpenClock, line: &CaseLine) -> Deadline {
        let from: [&[u8]; 2] = [clock.case.0.as_bytes(), &clock.ordinal.to_be_bytes()];
        let id = hex(&self.keys.draw(Purpose::CalendarIds, &from));
        let day = last_instant_in_time(&self.definitions.calendar, clock.deadline).date_naive();
        Deadline {
            uid: format!("{}@bihuan", &id[..32]),
            number: line.number.clone(),
            workflow: line.workflow.clone(),
            limit: clock.limit.clone(),
            day,
            unit: line.lead.clone(),
            changed_at: line.changed_at,
        }
    }

    fn calendar_hash(&self, token: &str) -> Hash {
        self.keys.draw(Purpose::CalendarHashes, &[token.as_bytes()])
    }
}
