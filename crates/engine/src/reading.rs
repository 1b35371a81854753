//! What somebody may read of a case. The store has left out what does not exist for them; here the access rule itself is
//! asked once more for the case that is shown, and says which parts of it.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::access::{Fields, View, view};
use domain::actor::Actor;
use domain::case::Case;
use domain::decide::{Context, Offer, offers};
use domain::id::{CaseId, PartyId, PersonId};
use domain::scenario::World;
use domain::workflow::Workflow;
use serde_json::json;
use store::audit::AuditEntry;
use store::change::{Complaint, Stored};
use store::directory::Snapshot;
use store::queries::{CaseView, RatingToken, Receipt, RevealOf, SealedIdentity};
use store::visible::VisibleCases;

use crate::codes;
use crate::engine::{Engine, Who};
use crate::error::Error;
use crate::execute::can_be_rated;
use crate::vault::{CaseKey, Identity, Masked};
use crate::wording::Wording;

/// A case as somebody sees it.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The case with its number and hash.
    pub stored: Arc<Stored>,
    /// What it is about, in words.
    pub complaint: Complaint,
    /// How the reader stands to it, and what of it may be read.
    pub view: View,
    /// The reader, as the directory had them.
    pub actor: Actor,
    /// The directory by which this was decided.
    pub snapshot: Arc<Snapshot>,
    /// The cases that the reader sees, for what else is read of this one.
    pub visible: Arc<VisibleCases>,
}

impl Seen {
    /// The case.
    pub fn case(&self) -> &Case {
        &self.stored.case
    }

    /// What may be read of it.
    pub fn fields(&self) -> Fields {
        self.view.fields
    }
}

/// Why an identity is read.
#[derive(Clone, Debug)]
pub struct RevealReason {
    /// For what: `contact`, `verify`, `service_of_documents`, …
    pub purpose: String,
    /// In the reader's own words.
    pub reason: String,
}

impl Engine {
    /// The case, if it exists for them.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn read(&self, who: &Who, id: CaseId) -> Result<Option<Seen>, Error> {
        let snapshot = self.refresh_directory().await?;
        let Some(actor) = who.actor(&snapshot.directory) else { return Ok(None) };
        let visible = match who {
            Who::Party(_) => Arc::new(VisibleCases::only(id)),
            Who::Person(_) | Who::Engine => self.visible(who).await?,
        };
        let found = self.store.case(&visible, id).await?;
        Ok(found.and_then(|found| seen(found, actor, snapshot, visible)))
    }

    /// Those of these cases that exist for somebody of the staff, in no order: one question for a page of a list.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn read_all(&self, who: &Who, ids: &[CaseId]) -> Result<Vec<Seen>, Error> {
        let snapshot = self.refresh_directory().await?;
        let Some(actor) = who.actor(&snapshot.directory) else { return Ok(Vec::new()) };
        let visible = self.visible(who).await?;
        let found = self.store.cases_of(&visible, ids).await?.into_iter();
        Ok(found
            .filter_map(|found| seen(found, actor.clone(), snapshot.clone(), visible.clone()))
            .collect())
    }

    /// The case as this node saw it last, however long ago; none if it did not, or not for them. It is good enough to read
    /// a request by, since what is done is decided on what the transaction finds. Nothing may be shown or refused by it:
    /// for that, [`Engine::read`] is asked. What it is about, in words, is not there.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn remembered(&self, who: &Who, id: CaseId) -> Result<Option<Seen>, Error> {
        let Some(stored) = self.store.remembered(id) else { return Ok(None) };
        let snapshot = self.refresh_directory().await?;
        let Some(actor) = who.actor(&snapshot.directory) else { return Ok(None) };
        let found = CaseView { stored, complaint: Complaint::default() };
        // The access rule has said that this case may be seen; nothing else is read under it.
        Ok(seen(found, actor, snapshot, Arc::new(VisibleCases::only(id))))
    }

    /// The workflow version that a case is pinned to.
    pub fn workflow_of(&self, case: &Case) -> Option<&Workflow> {
        self.definitions.workflows.get(&case.workflow)
    }

    /// What the case stands in, for words about it; none if its version of the workflow is not loaded.
    pub fn world_of<'a>(&'a self, seen: &'a Seen) -> Option<World<'a>> {
        Some(World {
            workflow: self.workflow_of(seen.case())?,
            calendar: &self.definitions.calendar,
            directory: &seen.snapshot.directory,
            center: &seen.case().center,
        })
    }

    /// What the reader may do to the case now, and what the rest still lacks.
    pub fn offers(&self, seen: &Seen) -> Vec<Offer> {
        self.offers_of(seen, false)
    }

    /// The same where a document stands behind it that two people have signed.
    pub(crate) fn offers_documented(&self, seen: &Seen) -> Vec<Offer> {
        self.offers_of(seen, true)
    }

    fn offers_of(&self, seen: &Seen, documented: bool) -> Vec<Offer> {
        let Some(workflow) = self.workflow_of(seen.case()) else { return Vec::new() };
        let context = Context {
            workflow,
            calendar: &self.definitions.calendar,
            directory: &seen.snapshot.directory,
            actor: &seen.actor,
            now: self.clock.now().max(seen.stored.changed_at),
            ids: &[],
            peers: &BTreeSet::new(),
            documented,
            batch: None,
        };
        offers(&context, seen.case())
    }

    /// The parties of a case, as much of each as may be shown without a reason.
    ///
    /// # Errors
    ///
    /// Where the database fails or a sealed value cannot be opened.
    pub async fn parties(&self, seen: &Seen) -> Result<Vec<(PartyId, Masked)>, Error> {
        let case = seen.case();
        let identities = self.unsealed(&seen.visible, case.id, &case.parties).await?;
        let masked = |party: &PartyId| {
            let known = identities.iter().find(|(known, _)| known == party);
            (*party, known.map(|(_, identity)| identity.masked()).unwrap_or_default())
        };
        Ok(seen.case().parties.iter().map(masked).collect())
    }

    /// Who a party is, in full. That it was read, by whom and why, is written before this returns.
    ///
    /// # Errors
    ///
    /// Where the database fails or the sealed value cannot be opened.
    pub async fn reveal(
        &self,
        seen: &Seen,
        person: &PersonId,
        party: PartyId,
        why: RevealReason,
    ) -> Result<Option<Identity>, Error> {
        if !seen.case().parties.contains(&party) {
            return Ok(None);
        }
        let case = seen.case();
        // The reason may name the party: the entry commits to it, so that it can be erased with the words of the case.
        let reason = Wording::alone(&why.reason)?;
        let facts = json!({ "case": case.id, "party": party, "purpose": why.purpose });
        let entry = self.entry("identities", Some(person), "revealed", facts);
        self.store.keep_reveal(RevealOf::Case(case.id), reason, entry).await?;
        let identities = self.unsealed(&seen.visible, case.id, &case.parties).await?;
        let known = identities.into_iter().find(|(known, _)| *known == party);
        Ok(Some(known.map(|(_, identity)| identity).unwrap_or_default()))
    }

    /// Who these parties are. One that came from another case may be sealed for both.
    pub(crate) async fn unsealed(
        &self,
        visible: &VisibleCases,
        case: CaseId,
        parties: &BTreeSet<PartyId>,
    ) -> Result<Vec<(PartyId, Identity)>, Error> {
        let sealed = self.store.identities(visible, case, parties).await?;
        let open = |sealed: &SealedIdentity| {
            let key = CaseKey::unwrap(&self.keys, sealed.case, &sealed.wrapped)?;
            Ok((sealed.party, key.open(sealed.case, sealed.party, &sealed.sealed)?))
        };
        sealed.iter().map(open).collect()
    }

    /// What a receipt code opens. A code of another length is looked up like any other, so that nothing can be told
    /// from how long the answer takes.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn receipt(&self, typed: &str) -> Result<Option<Receipt>, Error> {
        let code = codes::normalized(typed, codes::RECEIPT_CHARACTERS).unwrap_or_default();
        Ok(self.store.receipt(&codes::receipt_hash(&self.keys, &code)).await?)
    }

    /// What a one-time token is for, and its hash, if it has not expired. One that was used is found, too: the same
    /// request may come again for its answer, and another is told that the token was used.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn rating_token(
        &self,
        typed: &str,
    ) -> Result<Option<(RatingToken, store::record::Hash)>, Error> {
        let token = codes::normalized(typed, codes::TOKEN_CHARACTERS).unwrap_or_default();
        let hash = codes::rating_hash(&self.keys, &token);
        let found = self.store.rating_token(&hash).await?;
        let serves = |token: &RatingToken| token.expires_at > self.clock.now();
        Ok(found.filter(serves).map(|token| (token, hash)))
    }

    /// The one-time token with which the party may rate now; none where there is nothing to rate or it was used.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn token_to_rate(
        &self,
        seen: &Seen,
        party: PartyId,
    ) -> Result<Option<String>, Error> {
        let case = seen.case();
        let workflow = self.workflow_of(case);
        if !workflow.is_some_and(|workflow| can_be_rated(workflow, &case.state)) {
            return Ok(None);
        }
        let issued = self.store.rating_token_issued(case.id, party, self.clock.now()).await?;
        Ok(issued.map(|at| codes::rating_token(&self.keys, case.id, party, at)))
    }

    /// An entry for the audit, now.
    #[expect(clippy::needless_pass_by_value, reason = "facts are made where they are handed over")]
    pub fn entry(
        &self,
        stream: &str,
        by: Option<&PersonId>,
        act: &str,
        facts: serde_json::Value,
    ) -> AuditEntry {
        let facts = facts.as_object().cloned().unwrap_or_default();
        AuditEntry {
            stream: stream.to_owned(),
            at: self.clock.now(),
            by: by.cloned(),
            act: act.to_owned(),
            facts,
        }
    }
}

fn seen(
    found: CaseView,
    actor: Actor,
    snapshot: Arc<Snapshot>,
    visible: Arc<VisibleCases>,
) -> Option<Seen> {
    let CaseView { stored, complaint } = found;
    let view = view(&actor, &stored.case, &snapshot.directory).ok()?;
    Some(Seen { stored, complaint, view, actor, snapshot, visible })
}
