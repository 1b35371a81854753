//! What outside bodies say, on its way into the inbox: verified, kept, and decided later.

use std::net::IpAddr;
use std::time::Duration;

use agency::{Ability, Page, Push, Refused, Report};
use chrono::TimeDelta;
use domain::id::UnitId;
use serde_json::json;
use store::StoreError;
use store::agencies::InboxMessage;
use store::audit::AuditEntry;

use super::refusals::Why;
use crate::engine::Engine;
use crate::error::Error;

/// How many messages that say nothing readable stand in one entry of the audit by their ids; of more, the number.
const NAMED_MAX: usize = 100;

/// After so many bad messages in a row nothing of their sender is taken until a person says so.
const BAD_MAX: i32 = 20;

/// How exactly it is noted when a body answered last: one that has nothing to say must not cost a write each time.
const ANSWERS_NOTED_EVERY: TimeDelta = TimeDelta::minutes(1);

/// What was pushed, as it came.
#[derive(Clone, Copy, Debug)]
pub struct Pushed<'a> {
    /// From where, where that is known.
    pub from: Option<IpAddr>,
    /// Headers by their names in lower case.
    pub headers: &'a [(String, String)],
    /// The body, not yet read.
    pub body: &'a [u8],
}

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
    /// Takes what was pushed to the address of a unit. Nothing is decided yet. Whoever is not the body learns nothing of how
    /// it stands with it: the signature is looked at first.
    ///
    /// # Errors
    ///
    /// Where it cannot be kept: the sender must send it again.
    pub async fn hear(&self, unit: &UnitId, pushed: Pushed<'_>) -> Result<Heard, Error> {
        let registered = self.agencies.get(unit);
        let Some(registered) =
            registered.filter(|known| known.agency.capability().can(Ability::Push))
        else {
            return Ok(Heard::Nobody);
        };
        let (now, from) = (self.clock.now(), pushed.from);
        self.write_refused_pushes(now).await?;
        let Pushed { headers, body, .. } = pushed;
        let received = registered.agency.receive(&Push { unit, now, headers, body });
        if let Err(refused @ (Refused::Signature | Refused::Time | Refused::Header(_))) = received {
            let entry = self.refused_push((unit, from), (&refused).into(), &refused.to_string());
            if let Some(entry) = entry {
                self.store.audit(entry).await?;
            }
            return Ok(Heard::Refused(refused));
        }
        if self.store.known_agency(unit).await?.quarantined_at.is_some() {
            let why = "the body is in quarantine";
            if let Some(entry) = self.refused_push((unit, from), Why::Quarantined, why) {
                self.store.audit(entry).await?;
            }
            return Ok(Heard::Quarantined);
        }
        match received {
            Ok(reports) => {
                let messages = reports.iter().map(message).collect::<Result<_, _>>()?;
                self.store.receive(unit, now, messages, None).await?;
                Ok(Heard::Kept)
            }
            Err(refused) => {
                let entry = self.refused_push((unit, from), Why::Unreadable, &refused.to_string());
                self.count_bad(unit, 1, entry).await?;
                Ok(Heard::Refused(refused))
            }
        }
    }

    /// How long to wait before a body is asked again; none where it does not answer polls.
    pub(crate) fn poll_every(&self, unit: &UnitId) -> Option<Duration> {
        let registered = self.agencies.get(unit)?;
        let polls = registered.agency.capability().can(Ability::Poll);
        polls.then_some(registered.poll_every)
    }

    /// Asks a body for reports, and says whether it is to be asked again at once. One in quarantine is asked, too: with
    /// that, what waits for it in files goes on its way. What it says is left there, and comes again once it is believed.
    ///
    /// # Errors
    ///
    /// Where the store fails. That the body does not answer is noted in the log: it is asked again.
    pub async fn poll_agency(&self, unit: &UnitId) -> Result<bool, Error> {
        let Some(registered) = self.agencies.get(unit) else { return Ok(false) };
        if !registered.agency.capability().can(Ability::Poll) {
            return Ok(false);
        }
        let known = self.store.known_agency(unit).await?;
        let page = match registered.agency.poll(known.cursor.as_deref()).await {
            Ok(page) => page,
            Err(error) => {
                tracing::warn!(%unit, %error, "an agency does not answer");
                return Ok(false);
            }
        };
        let now = self.clock.now();
        if known.polled_at.is_none_or(|before| now - before >= ANSWERS_NOTED_EVERY) {
            self.store.answered(unit, now).await?;
        }
        if known.quarantined_at.is_some() {
            return Ok(false);
        }
        self.note_unreadable(unit, &page).await?;
        let messages: Vec<_> = page.reports.iter().map(message).collect::<Result<_, _>>()?;
        let moved = page.cursor != known.cursor;
        if messages.is_empty() && !moved {
            return Ok(false);
        }
        let new = self.store.receive(unit, self.clock.now(), messages, page.cursor).await?;
        // A page of repeats may stand before what is new; one that leads nowhere is not asked for again and again.
        Ok(new > 0 || (page.more && moved))
    }

    /// Writes down what of a page says nothing that can be read, as one entry. Nobody sends it again.
    async fn note_unreadable(&self, unit: &UnitId, page: &Page) -> Result<(), Error> {
        let times = page.unreadable.len();
        if times == 0 {
            return Ok(());
        }
        let named = page.unreadable.iter().take(NAMED_MAX);
        let named: Vec<_> = named.map(|(id, why)| json!({ "id": id, "why": why })).collect();
        let facts = json!({ "unit": unit, "times": times, "messages": named });
        let entry = self.entry("agencies", None, "message_refused", facts);
        if page.reports.is_empty() {
            let times = i32::try_from(times).unwrap_or(BAD_MAX);
            return self.count_bad(unit, times, Some(entry)).await;
        }
        // What can be read beside it ends the row of bad ones.
        Ok(self.store.audit(entry).await?)
    }

    /// Counts messages that are the body's own word and say nothing that can be read. Only these count against it: else
    /// anybody could silence a court by forging twenty.
    async fn count_bad(
        &self,
        unit: &UnitId,
        times: i32,
        entry: Option<AuditEntry>,
    ) -> Result<(), Error> {
        let facts = json!({ "unit": unit, "bad_in_a_row": BAD_MAX });
        let begins = self.entry("agencies", None, "quarantined", facts);
        if self.store.count_bad(unit, (times, BAD_MAX), entry, begins).await? {
            tracing::warn!(%unit, "an agency is believed no more until a person says so");
        }
        Ok(())
    }
}

fn message(report: &Report) -> Result<InboxMessage, StoreError> {
    InboxMessage::new(&report.id, report)
}
