//! What outside bodies say, on its way into the inbox: verified, kept, and decided later.

use std::time::Duration;

use agency::{Push, Refused, Report};
use chrono::TimeDelta;
use domain::id::UnitId;
use serde_json::json;
use store::StoreError;
use store::agencies::InboxMessage;

use crate::engine::Engine;
use crate::error::Error;

/// After so many bad messages in a row nothing of their sender is taken until a person says so.
const BAD_MAX: i32 = 20;

/// How exactly it is noted when a body answered last: one that has nothing to say must not cost a write each time.
const ANSWERS_NOTED_EVERY: TimeDelta = TimeDelta::minutes(1);

/// What became of a message that was pushed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// It is kept. A repeat is the same message.
    Kept,
    /// No such agency.
    Nobody,
    /// Nothing of it is taken until a person says so; the sender may keep it and send it again.
    Quarantined,
    /// It is not the agency's own word, or says nothing that can be read.
    Refused(Refused),
}

impl Engine {
    /// Takes what was pushed to the address of a unit. Nothing is decided yet.
    ///
    /// # Errors
    ///
    /// Where it cannot be kept: the sender must send it again.
    pub async fn hear(
        &self,
        unit: &UnitId,
        headers: &[(String, String)],
        body: &[u8],
    ) -> Result<Heard, Error> {
        let Some(registered) = self.agencies.get(unit) else { return Ok(Heard::Nobody) };
        if self.store.known_agency(unit).await?.quarantined_at.is_some() {
            return Ok(Heard::Quarantined);
        }
        let now = self.clock.now();
        let push = Push { unit, now, headers, body };
        let reports = match registered.agency.receive(&push) {
            Ok(reports) => reports,
            Err(refused) => {
                self.refuse(unit, &refused, true).await?;
                return Ok(Heard::Refused(refused));
            }
        };
        let messages = reports.iter().map(message).collect::<Result<_, _>>()?;
        self.store.receive(unit, now, messages, None).await?;
        Ok(Heard::Kept)
    }

    /// How long to wait before a body is asked again; none where it does not answer polls.
    pub(crate) fn poll_every(&self, unit: &UnitId) -> Option<Duration> {
        let registered = self.agencies.get(unit)?;
        let polls = registered.agency.capability().can(agency::Ability::Poll);
        polls.then_some(registered.poll_every)
    }

    /// Asks a body for reports, and returns how many were new.
    ///
    /// # Errors
    ///
    /// Where the store fails. That the body does not answer is noted in the log: it is asked again.
    pub async fn poll_agency(&self, unit: &UnitId) -> Result<usize, Error> {
        let Some(registered) = self.agencies.get(unit) else { return Ok(0) };
        if !registered.agency.capability().can(agency::Ability::Poll) {
            return Ok(0);
        }
        let known = self.store.known_agency(unit).await?;
        if known.quarantined_at.is_some() {
            return Ok(0);
        }
        let page = match registered.agency.poll(known.cursor.as_deref()).await {
            Ok(page) => page,
            Err(error) => {
                tracing::warn!(%unit, %error, "an agency does not answer");
                return Ok(0);
            }
        };
        let now = self.clock.now();
        if known.polled_at.is_none_or(|before| now - before >= ANSWERS_NOTED_EVERY) {
            self.store.answered(unit, now).await?;
        }
        for (id, why) in &page.unreadable {
            let refused = Refused::Unreadable(format!("{id}: {why}"));
            // What can be read beside it ends the row of bad ones.
            self.refuse(unit, &refused, page.reports.is_empty()).await?;
        }
        let messages: Vec<_> = page.reports.iter().map(message).collect::<Result<_, _>>()?;
        if messages.is_empty() && page.cursor == known.cursor {
            return Ok(0);
        }
        let new = self.store.receive(unit, self.clock.now(), messages, page.cursor).await?;
        Ok(usize::try_from(new).unwrap_or(usize::MAX))
    }

    /// Writes down that a message was refused. Only one that is the sender's own word counts against the sender: else
    /// anybody could silence a court by forging twenty.
    async fn refuse(&self, unit: &UnitId, refused: &Refused, counts: bool) -> Result<(), Error> {
        let facts = json!({ "unit": unit, "why": refused.to_string() });
        let entry = self.entry("agencies", None, "message_refused", facts);
        match refused {
            Refused::Unreadable(_) if counts => {
                let facts = json!({ "unit": unit, "bad_in_a_row": BAD_MAX });
                let begins = self.entry("agencies", None, "quarantined", facts);
                if self.store.count_bad(unit, BAD_MAX, (entry, begins)).await? {
                    tracing::warn!(%unit, "an agency is believed no more until a person says so");
                }
            }
            Refused::Unreadable(_) | Refused::Signature | Refused::Time | Refused::Header(_) => {
                self.store.audit(entry).await?;
            }
        }
        Ok(())
    }
}

fn message(report: &Report) -> Result<InboxMessage, StoreError> {
    InboxMessage::new(&report.id, report)
}
