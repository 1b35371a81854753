//! Disputes about whose time it was 时间异议: a unit's head says that a stretch was not the unit's own, with a reason and files of the
//! case; who directs or supervises the center decides once, with what was found. Both are in the audit; the words are sealed,
//! and erased with those of the case.

use domain::actor::Staff;
use domain::appraisal::{disputable, may_decide};
use domain::clock::{Holder, Tenure};
use domain::id::{FileId, PersonId, Timestamp};
use domain::text::cleaned;
use serde_json::json;
use store::time_disputes::{Decision, Dispute, NewDispute, Raised};
use uuid::Uuid;

use crate::engine::{Engine, Who};
use crate::error::Error;
use crate::keys::Purpose;
use crate::reading::Seen;
use crate::vault::{seal, unseal};

/// The stream of the audit.
const STREAM: &str = "time-disputes";

/// The longest reason or finding, in characters.
pub const DISPUTE_CHARACTERS_MAX: usize = 1000;

/// How many disputes a list shows.
pub const DISPUTES_A_PAGE: u32 = 200;

/// A dispute as somebody reads it.
#[derive(Clone, Debug)]
pub struct ReadDispute {
    /// What it is.
    pub dispute: Dispute,
    /// Why, in words; none where they are not for the reader, or erased.
    pub reason: Option<String>,
    /// What was found, in words.
    pub finding: Option<String>,
    /// Whether the reader may decide it now.
    pub can_decide: bool,
}

/// Why a dispute was not raised or decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotDisputed {
    /// There is no such stretch for them, or it is not for them to do.
    NotYours,
    /// It was disputed, or decided, before.
    Known,
    /// The case has moved on meanwhile.
    Stale,
    /// It says nothing, or too much.
    BadWords,
    /// A file is none of the case.
    BadFile,
    /// Nobody is charged by that: the same unit, or none that there is.
    BadHolder,
}

/// What a head says.
#[derive(Clone, Debug)]
pub struct Objection {
    /// The first instant of the stretch.
    pub from: Timestamp,
    /// Why it was not the unit's.
    pub reason: String,
    /// The files of the case that prove it.
    pub files: Vec<FileId>,
}

impl Engine {
    /// The disputes of a case as its reader may know them.
    ///
    /// # Errors
    ///
    /// Where the store fails, or what is kept was altered.
    pub async fn disputes(
        &self,
        person: &PersonId,
        seen: &Seen,
    ) -> Result<Vec<ReadDispute>, Error> {
        let case = seen.case();
        let kept = self.store.disputes_of(&seen.visible, case.id).await?;
        let staff = seen.snapshot.directory.staff(person);
        let read = |dispute: Dispute| {
            let said = &dispute.reason;
            let found = dispute.decision.as_ref().and_then(|decision| decision.finding.as_ref());
            let open = |place: u8, sealed: Option<&Vec<u8>>| {
                let sealed = sealed.filter(|_| seen.fields().content);
                sealed.map(|sealed| self.opened_dispute(dispute.id, place, sealed)).transpose()
            };
            let concerned = (&dispute.unit, &dispute.by);
            let can_decide = dispute.decision.is_none()
                && staff.as_ref().is_some_and(|staff| may_decide(staff, &case.center, concerned));
            let (reason, finding) = (open(0, said.as_ref())?, open(1, found)?);
            Ok(ReadDispute { dispute, reason, finding, can_decide })
        };
        kept.into_iter().map(read).collect()
    }

    /// The stretches of a case that somebody may still dispute.
    pub fn disputable(&self, person: &PersonId, seen: &Seen, known: &[ReadDispute]) -> Vec<Tenure> {
        let directory = &seen.snapshot.directory;
        let Some(staff) = directory.staff(person) else { return Vec::new() };
        let is_known =
            |tenure: &Tenure| known.iter().any(|known| known.dispute.from == tenure.from);
        let tenures = seen.case().tenures.iter();
        let may = |tenure: &&Tenure| disputable(&staff, directory, seen.case(), tenure).is_some();
        tenures.filter(may).filter(|tenure| !is_known(tenure)).cloned().collect()
    }

    /// Disputes a stretch.
    ///
    /// # Errors
    ///
    /// Where the store fails, or the system gives no randomness.
    pub async fn raise_dispute(
        &self,
        person: &PersonId,
        seen: &Seen,
        says: Objection,
    ) -> Result<Result<(), NotDisputed>, Error> {
        let case = seen.case();
        let directory = &seen.snapshot.directory;
        // Several may begin at one instant; all but one of them are over at once, and not disputed.
        let mut begun = case.tenures.iter().filter(|tenure| tenure.from == says.from);
        let own = directory.staff(person).and_then(|staff| {
            begun.find_map(|tenure| {
                let unit = disputable(&staff, directory, case, tenure)?;
                Some((unit, tenure.until?))
            })
        });
        let Some((unit, until)) = own else { return Ok(Err(NotDisputed::NotYours)) };
        let Some(reason) = said(&says.reason) else { return Ok(Err(NotDisputed::BadWords)) };
        let known = self.store.attachments(&seen.visible, case.id).await?.unwrap_or_default();
        if !says.files.iter().all(|file| known.iter().any(|known| known.id == *file)) {
            return Ok(Err(NotDisputed::BadFile));
        }
        let id = Uuid::now_v7();
        let facts = json!({
            "dispute": id, "case": case.id, "unit": unit, "from": says.from, "until": until,
            "files": says.files,
        });
        let entry = self.entry(STREAM, Some(person), "time_disputed", facts);
        let new = NewDispute {
            reason: self.sealed_dispute(id, 0, &reason)?,
            id,
            case: case.id,
            version: case.seq,
            unit,
            from: says.from,
            until,
            by: person.clone(),
            files: says.files,
        };
        Ok(match self.store.raise_dispute(new, entry).await? {
            Raised::Raised => Ok(()),
            Raised::Known => Err(NotDisputed::Known),
            Raised::Gone => Err(NotDisputed::Stale),
        })
    }

    /// Decides a dispute: it is charged to somebody else, or turned down.
    ///
    /// # Errors
    ///
    /// Where the store fails, or the system gives no randomness.
    pub async fn decide_dispute(
        &self,
        person: &PersonId,
        seen: &Seen,
        id: Uuid,
        (charged, finding): (Option<Holder>, &str),
    ) -> Result<Result<(), NotDisputed>, Error> {
        let kept = self.store.disputes_of(&seen.visible, seen.case().id).await?;
        let Some(dispute) = kept.into_iter().find(|known| known.id == id) else {
            return Ok(Err(NotDisputed::NotYours));
        };
        let directory = &seen.snapshot.directory;
        if let Err(refused) = judges(directory.staff(person).as_ref(), seen, &dispute) {
            return Ok(Err(refused));
        }
        let Some(finding) = said(finding) else { return Ok(Err(NotDisputed::BadWords)) };
        let nobody = match &charged {
            Some(Holder::Unit(unit)) => *unit == dispute.unit || !directory.knows(unit),
            Some(Holder::Citizen | Holder::Law) | None => false,
        };
        if nobody {
            return Ok(Err(NotDisputed::BadHolder));
        }
        let facts = json!({
            "dispute": id, "case": dispute.case, "unit": dispute.unit, "upheld": charged.is_some(),
            "charged": charged,
        });
        let entry = self.entry(STREAM, Some(person), "time_decided", facts);
        let sealed = self.sealed_dispute(id, 1, &finding)?;
        let by = person.clone();
        let decision = Decision { by, at: self.clock.now(), charged, finding: Some(sealed) };
        let decided = self.store.decide_dispute(&dispute, decision, entry).await?;
        Ok(if decided { Ok(()) } else { Err(NotDisputed::Known) })
    }

    /// The disputes that wait for a decision in the cases that somebody sees, the oldest first.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn open_disputes(&self, who: &Who) -> Result<Vec<Dispute>, Error> {
        let visible = self.visible(who).await?;
        Ok(self.store.open_disputes(&visible, DISPUTES_A_PAGE).await?)
    }

    fn sealed_dispute(&self, id: Uuid, place: u8, words: &str) -> Result<Vec<u8>, Error> {
        let key = self.keys.draw(Purpose::TimeDisputes, &[]);
        seal(&key, &bound(id, place), words.as_bytes())
    }

    fn opened_dispute(&self, id: Uuid, place: u8, sealed: &[u8]) -> Result<String, Error> {
        let key = self.keys.draw(Purpose::TimeDisputes, &[]);
        let plain = unseal(&key, &bound(id, place), sealed)?;
        String::from_utf8(plain).map_err(|_| Error::Unsealable)
    }
}

fn judges(staff: Option<&Staff>, seen: &Seen, dispute: &Dispute) -> Result<(), NotDisputed> {
    let concerned = (&dispute.unit, &dispute.by);
    let center = &seen.case().center;
    let may = staff.is_some_and(|staff| may_decide(staff, center, concerned));
    match (may, &dispute.decision) {
        (false, _) => Err(NotDisputed::NotYours),
        (true, Some(_)) => Err(NotDisputed::Known),
        (true, None) => Ok(()),
    }
}

/// What words are sealed to: the reason or the finding of their dispute.
fn bound(id: Uuid, place: u8) -> Vec<u8> {
    [b"time".as_slice(), id.as_bytes(), &[place]].concat()
}

/// Words that say something, as far as they can be seen, if they are not too many.
fn said(words: &str) -> Option<String> {
    let words = cleaned(words).trim().to_owned();
    let characters = words.chars().count();
    (1..=DISPUTE_CHARACTERS_MAX).contains(&characters).then_some(words)
}
