//! How a complaint becomes a case: its words and identities are put away, its words indexed, its receipt drawn, and the
//! core asked to file it.

use std::collections::{BTreeMap, BTreeSet};

use domain::access::{Denial, view};
use domain::case::{
    Case, Command, Complexity, Event, File, Rejection, Respondents, Risk, Secrecy, Value, WorkflowRef,
};
use domain::id::{CaseId, CategoryCode, FieldName, PartyId, PlaceCode, Timestamp, UnitId, WorkflowName};
use domain::routing::{Facts, Routing, route};
use store::change::{Committed, Complaint, Kept, Lease, Refusal, RequestKey};
use store::words;
use uuid::Uuid;

use crate::codes;
use crate::engine::{Engine, Who};
use crate::error::Error;
use crate::execute::Work;
use crate::vault::{CaseKey, Identity};
use crate::wording::Wording;

/// A complaint that comes in.
#[derive(Clone, Debug)]
pub struct Intake {
    /// Under which workflow.
    pub workflow: WorkflowName,
    /// The center that runs it.
    pub center: UnitId,
    /// Who complains, as far as they say. Empty for somebody who gives no name.
    pub parties: Vec<Identity>,
    /// What it is about, in words and on the map.
    pub complaint: Complaint,
    /// By its code, if known.
    pub category: CategoryCode,
    /// Where, by its code.
    pub place: PlaceCode,
    /// How hard it looks.
    pub complexity: Complexity,
    /// How dangerous it looks.
    pub risk: Risk,
    /// How secret it is.
    pub secrecy: Secrecy,
    /// Whom it is about.
    pub respondents: Respondents,
    /// The filled form; its words are in `wording`.
    pub form: BTreeMap<FieldName, Value>,
    /// The words of the form.
    pub wording: Wording,
    /// The system or file it comes from and its id there.
    pub source: Option<(String, String)>,
    /// When it came in, if that was earlier.
    pub at: Option<Timestamp>,
    /// By what a repeat is known.
    pub request: Option<RequestKey>,
}

/// A case that was filed, with what its parties hold.
#[derive(Clone, Debug)]
pub struct Filed {
    /// How it was written.
    pub committed: Committed,
    /// The receipt code of each party, in plain: it is told now and never again.
    pub receipts: Vec<(PartyId, String)>,
}

impl Engine {
    /// Files a complaint; by its first party if nobody else does it for them.
    ///
    /// # Errors
    ///
    /// A refusal with nothing written, or a failure of the store.
    pub async fn file(&self, who: Option<Who>, intake: Intake) -> Result<Filed, Error> {
        let id = CaseId(Uuid::now_v7());
        let key = CaseKey::fresh()?;
        let anonymous = intake.parties.iter().all(Identity::is_empty);
        let known = if intake.parties.is_empty() { vec![Identity::default()] } else { intake.parties };
        let parties: Vec<_> = known.into_iter().map(|known| (PartyId(Uuid::now_v7()), known)).collect();
        let who = who.or(parties.first().map(|(party, _)| Who::Party(*party))).unwrap_or(Who::Engine);
        let identities = parties
            .iter()
            .filter(|(_, identity)| !identity.is_empty())
            .map(|(party, identity)| key.seal(&self.keys, id, *party, identity))
            .collect::<Result<_, Error>>()?;
        let receipt = |party: &PartyId| codes::receipt(&self.keys, id, *party);
        let found_by = [intake.complaint.title.as_str(), intake.complaint.address.as_str()];
        let kept = Kept {
            number: Some(codes::case_number()?),
            words: Some(words::index(found_by.into_iter().chain(intake.wording.words()))),
            complaint: Some(intake.complaint),
            texts: intake.wording.finish(),
            case_key: Some(key.wrapped(&self.keys, id)?),
            identities,
            receipts: parties
                .iter()
                .map(|(party, _)| (codes::receipt_hash(&self.keys, &receipt(party)), *party))
                .collect(),
            rating_tokens: Vec::new(),
        };
        let file = File {
            id,
            center: intake.center,
            parties: parties.iter().map(|(party, _)| *party).collect(),
            anonymous,
            category: intake.category,
            place: intake.place,
            complexity: intake.complexity,
            risk: intake.risk,
            secrecy: intake.secrecy,
            respondents: intake.respondents,
            split_from: None,
            form: intake.form,
        };
        let at = intake.at.unwrap_or_else(|| self.clock.now());
        let work = Work {
            who,
            command: Command::File(file),
            expected: None,
            peers: BTreeSet::new(),
            at: intake.at,
            kept,
            workflow: Some(self.version(&intake.workflow, at)?),
        };
        let asking = work.who.clone();
        let committed = self
            .commit(id, work, |change| {
                change.request.clone_from(&intake.request);
                change.source.clone_from(&intake.source);
            })
            .await?;
        let parties = if committed.repeated {
            self.filed_before(&asking, &committed.stored.case).await?
        } else {
            committed.stored.case.parties.clone()
        };
        let case = committed.stored.case.id;
        let receipts = parties.iter().map(|party| (*party, codes::receipt(&self.keys, case, *party)));
        let receipts = receipts.collect();
        Ok(Filed { committed, receipts })
    }

    /// Who filed the case that a repeated request opened: it gets the same codes as the first, and none of parties who
    /// came later. Whoever the case concerns by now is told that there is none.
    async fn filed_before(&self, who: &Who, case: &Case) -> Result<BTreeSet<PartyId>, Error> {
        let snapshot = self.refresh_directory().await?;
        let actor = who.actor(&snapshot.directory);
        let barred = actor.is_some_and(|actor| {
            view(&actor, case, &snapshot.directory) == Err(Denial::Conflict)
        });
        if barred {
            return Err(Rejection::NotFound.into());
        }
        let everything = self.visible(&Who::Engine).await?;
        let first = self.store.timeline(&everything, case.id, 0, 1).await?.unwrap_or_default();
        let Some(Event::Filed(filed)) = first.into_iter().next().map(|entry| entry.event) else {
            return Ok(BTreeSet::new());
        };
        Ok(filed.file.parties)
    }

    /// The case of parties who were split off from another. Their receipts open this one from now on.
    pub(crate) async fn file_split(
        &self,
        from: &Case,
        id: CaseId,
        parties: BTreeSet<PartyId>,
        lease: Lease,
    ) -> Result<Committed, Error> {
        let everything = self.visible(&Who::Engine).await?;
        let complaint = self.store.case(&everything, from.id).await?.map(|view| view.complaint);
        let kept = Kept {
            number: Some(codes::case_number()?),
            complaint,
            case_key: Some(CaseKey::fresh()?.wrapped(&self.keys, id)?),
            ..Kept::default()
        };
        let now = self.clock.now();
        let work = Work {
            who: Who::Engine,
            command: Command::File(File::split_off(from, id, parties)),
            expected: None,
            peers: BTreeSet::new(),
            at: None,
            kept,
            workflow: Some(self.version(&from.workflow.name, now)?),
        };
        self.commit(id, work, |change| change.lease = Some(lease)).await
    }

    fn version(&self, name: &WorkflowName, at: Timestamp) -> Result<WorkflowRef, Error> {
        let today = self.definitions.calendar.date(at);
        let workflow = self.definitions.current(name, today);
        let definition = workflow.ok_or(Refusal::Rejected(Rejection::NotInForce))?.definition();
        Ok(WorkflowRef { name: definition.workflow.clone(), version: definition.version })
    }

    /// Which unit should lead a complaint, and why.
    pub fn suggest(&self, facts: &Facts, respondents: &Respondents) -> Routing {
        route(&self.definitions.rules, &self.directory().directory, facts, respondents)
    }
}
