//! What people see of outside bodies and do about them: how a case stands there, what waits in the outbox and the inbox,
//! trying again, having seen, and believing a body again.

use agency::Capability;
use domain::actor::Role;
use domain::directory::Directory;
use domain::id::{CaseId, PersonId, UnitId};
use domain::text::Bilingual;
use serde_json::json;
use store::agencies::{
    Dispatch, InboxFilter, Known, Message, OutboxFilter, Purpose, Referral, ReferralId, Waiting,
};
use uuid::Uuid;

use crate::engine::{Engine, Who};
use crate::error::Error;
use crate::reading::Seen;

/// Who may see to messages that belong to no case, and to those that failed.
const DESK: [Role; 3] = [Role::Clerk, Role::Supervisor, Role::Director];

/// An outside body, for whoever keeps the installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agency {
    /// Which unit it is.
    pub unit: UnitId,
    /// What kind of body.
    pub kind: String,
    /// In whose name its reports are carried out.
    pub person: PersonId,
    /// What it can do.
    pub capability: Capability,
    /// What is known of it.
    pub known: Known,
    /// What waits.
    pub waiting: Waiting,
}

/// How a case stands with one body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferralSeen {
    /// The referral.
    pub referral: Referral,
    /// The message by which the case was handed over.
    pub message: Option<Dispatch>,
    /// What its standing is called, where the mapping table knows it.
    pub standing: Option<Bilingual>,
}

/// Who asks for lists, with whether messages of no case are for them.
#[derive(Clone, Debug)]
pub struct Reader {
    who: Who,
    unattached: bool,
}

impl Reader {
    /// Whether they see to what belongs to no case, and to what failed.
    pub const fn is_desk(&self) -> bool {
        self.unattached
    }
}

impl Engine {
    /// Who asks, with what the directory says of them now.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn agency_reader(&self, who: &Who) -> Result<Reader, Error> {
        let snapshot = self.refresh_directory().await?;
        Ok(self.agency_reader_by(who, &snapshot.directory))
    }

    /// As [`Engine::agency_reader`], by a directory that was just read.
    pub fn agency_reader_by(&self, who: &Who, directory: &Directory) -> Reader {
        let unattached = match who {
            Who::Engine => true,
            Who::Party(_) => false,
            Who::Person(person) => directory.staff(person).is_some_and(|staff| {
                // Others hold such a role, too, where they run cases about the center.
                DESK.iter().any(|role| staff.roles.contains(role))
                    && self.center_of(&staff.unit).is_some()
            }),
        };
        Reader { who: who.clone(), unattached }
    }

    /// The agencies of this installation, by their units.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn agencies(&self) -> Result<Vec<Agency>, Error> {
        let mut found = Vec::new();
        for unit in self.agencies.units().iter() {
            let Some(registered) = self.agencies.get(unit) else { continue };
            found.push(Agency {
                unit: unit.clone(),
                kind: registered.kind.clone(),
                person: registered.person.clone(),
                capability: registered.agency.capability(),
                known: self.store.known_agency(unit).await?,
                waiting: self.store.waiting_of(unit).await?,
            });
        }
        Ok(found)
    }

    /// How a case stands with the bodies that it was handed to.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn referrals(&self, seen: &Seen) -> Result<Vec<ReferralSeen>, Error> {
        let case = seen.case().id;
        let referrals = self.store.referrals_of(&seen.visible, case).await?;
        let of_case = OutboxFilter { case: Some(case), ..OutboxFilter::default() };
        let messages = self.store.outbox(&seen.visible, &of_case, u32::from(u16::MAX)).await?;
        let seen = |referral: Referral| ReferralSeen {
            message: messages
                .iter()
                .find(|sent| sent.purpose == Purpose::Referral && sent.id == referral.id.0)
                .cloned(),
            standing: self.standing(&referral),
            referral,
        };
        Ok(referrals.into_iter().map(seen).collect())
    }

    fn standing(&self, referral: &Referral) -> Option<Bilingual> {
        let kind = &self.agencies.get(&referral.unit)?.kind;
        let code = &referral.standing.as_ref()?.code;
        let row = self.definitions.agencies.get(kind)?.standings.get(code.as_str())?;
        Some(row.label.clone())
    }

    /// Messages of the outbox about cases that the reader sees, the newest first.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn outbox(
        &self,
        reader: &Reader,
        filter: &OutboxFilter,
        most: u32,
    ) -> Result<Vec<Dispatch>, Error> {
        let visible = self.visible(&reader.who).await?;
        Ok(self.store.outbox(&visible, filter, most).await?)
    }

    /// Messages of the inbox about cases that the reader sees, the newest first; those of no case only to who sees to them.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn inbox(
        &self,
        reader: &Reader,
        filter: InboxFilter,
        most: u32,
    ) -> Result<Vec<Message>, Error> {
        let visible = self.visible(&reader.who).await?;
        let filter = InboxFilter { unattached: reader.unattached, ..filter };
        Ok(self.store.inbox(&visible, &filter, most).await?)
    }

    /// Has a message that nobody tries any more tried again. False if there is none such for the reader. Who asked for it
    /// stands in the audit.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn retry_dispatch(&self, reader: &Reader, id: Uuid) -> Result<bool, Error> {
        let visible = self.visible(&reader.who).await?;
        let Some(case) = self.store.dispatch_of(&visible, id).await? else { return Ok(false) };
        let facts = json!({ "message": id, "case": case });
        let entry = self.entry("agencies", by(&reader.who), "dispatch_retried", facts);
        Ok(self.store.retry_dispatch(id, entry).await?)
    }

    /// Notes that a message that waited for a person was looked at. False if there is none such for the reader. Who did it
    /// stands in the audit.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn message_seen(
        &self,
        reader: &Reader,
        unit: &UnitId,
        id: &str,
    ) -> Result<bool, Error> {
        let visible = self.visible(&reader.who).await?;
        let facts = json!({ "unit": unit, "message": id });
        let entry = self.entry("agencies", by(&reader.who), "message_seen", facts);
        Ok(self.store.message_seen(&visible, (unit, id, reader.unattached), entry).await?)
    }

    /// Believes a body again of which nothing was taken. False if it was believed. Who did it and why stands in the audit.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn release_agency(
        &self,
        by_whom: &Who,
        unit: &UnitId,
        reason: &str,
    ) -> Result<bool, Error> {
        let facts = json!({ "unit": unit, "reason": reason });
        let entry = self.entry("agencies", by(by_whom), "released", facts);
        Ok(self.store.release_agency(unit, entry).await?)
    }

    /// The case of a referral, for the body that has it and as far as its handlers see it. That it was fetched is written
    /// before this returns. None if it is no referral of theirs, or their part has ended.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn fetched(&self, person: &PersonId, id: Uuid) -> Result<Option<Seen>, Error> {
        let Some(referral) = self.store.referral(ReferralId(id)).await? else { return Ok(None) };
        let theirs = self.agencies.get(&referral.unit);
        let theirs = theirs.is_some_and(|registered| registered.person == *person);
        if !theirs || referral.ended_at.is_some() {
            return Ok(None);
        }
        let who = Who::Person(person.clone());
        let Some(seen) = self.read(&who, referral.case).await? else { return Ok(None) };
        let case: CaseId = referral.case;
        let facts = json!({ "unit": referral.unit, "referral": id, "case": case });
        self.store.audit(self.entry("agencies", Some(person), "fetched", facts)).await?;
        Ok(Some(seen))
    }
}

fn by(who: &Who) -> Option<&PersonId> {
    match who {
        Who::Person(person) => Some(person),
        Who::Party(_) | Who::Engine => None,
    }
}
