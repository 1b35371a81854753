//! How a complaint becomes a case: its words and identities are put away, its words indexed, its receipt drawn, and the
//! core asked to file it.

use std::collections::{BTreeMap, BTreeSet};

use domain::access::{Denial, view};
use domain::case::{
    Case, Command, Complexity, Event, File, Rejection, Respondents, Risk, Secrecy, Value,
    WorkflowRef,
};
use domain::directory::UnitKind;
use domain::id::{
    CaseId, CategoryCode, FieldName, PartyId, PersonId, PlaceCode, Timestamp, UnitId, WorkflowName,
};
use domain::refusal::Refused;
use domain::routing::{Facts, Routing, route};
use domain::scenario::World;
use domain::text::{Bilingual, cleaned_line};
use store::change::{Committed, Complaint, Kept, Lease, RequestKey};
use store::words;
use uuid::Uuid;

use crate::codes;
use crate::enclosed::Enclosed;
use crate::engine::{Definitions, Engine, Who};
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
    /// The review that it comes of: the code that its author holds opens the case, too.
    pub of_review: Option<Uuid>,
    /// What lies in its place already: its files, for a case with this id and key.
    pub enclosed: Option<Enclosed>,
}

/// A case that was filed, with what its parties hold.
#[derive(Clone, Debug)]
pub struct Filed {
    /// How it was written.
    pub committed: Committed,
    /// The receipt code of each party, in plain: it is told now and never again.
    pub receipts: Vec<(PartyId, String)>,
}

impl Intake {
    /// A complaint of somebody who gives no name, not looked at by anybody yet: of the usual complexity, risk and
    /// secrecy, about nobody, with an empty form.
    pub fn new(workflow: WorkflowName, center: UnitId, complaint: Complaint) -> Self {
        let Complaint { title, address, position, channel } = complaint;
        let complaint = Complaint {
            title: cleaned_line(&title),
            address: cleaned_line(&address),
            position,
            channel: cleaned_line(&channel),
        };
        Self {
            workflow,
            center,
            parties: Vec::new(),
            complaint,
            category: CategoryCode::from(""),
            place: PlaceCode::from(""),
            complexity: Complexity::default(),
            risk: Risk::default(),
            secrecy: Secrecy::default(),
            respondents: Respondents::default(),
            form: BTreeMap::new(),
            wording: Wording::default(),
            source: None,
            at: None,
            request: None,
            of_review: None,
            enclosed: None,
        }
    }

    /// Who complains, each under a fresh id; somebody without a name if nobody is named.
    pub(crate) fn named(&self) -> BTreeMap<PartyId, Identity> {
        let nobody = [Identity::default()];
        let known = if self.parties.is_empty() { &nobody[..] } else { &self.parties };
        known.iter().map(|known| (PartyId(Uuid::now_v7()), known.cleaned())).collect()
    }

    /// What the core is asked to file for these parties.
    pub(crate) fn to_file(&self, id: CaseId, parties: BTreeSet<PartyId>) -> File {
        File {
            id,
            center: self.center.clone(),
            parties,
            anonymous: self.parties.iter().all(Identity::is_empty),
            category: self.category.clone(),
            place: self.place.clone(),
            complexity: self.complexity,
            risk: self.risk,
            secrecy: self.secrecy,
            respondents: self.respondents.clone(),
            split_from: None,
            form: self.form.clone(),
        }
    }
}

impl Definitions {
    /// The version under which a case is filed at an instant.
    pub(crate) fn version(
        &self,
        name: &WorkflowName,
        at: Timestamp,
    ) -> Result<WorkflowRef, Rejection> {
        let workflow = self.current(name, self.calendar.date(at)).ok_or(Rejection::NotInForce)?;
        let definition = workflow.definition();
        Ok(WorkflowRef { name: definition.workflow.clone(), version: definition.version })
    }
}

impl Engine {
    /// Files a complaint; by its first party if nobody else does it for them.
    ///
    /// # Errors
    ///
    /// A refusal with nothing written, or a failure of the store.
    pub async fn file(&self, who: Option<Who>, mut intake: Intake) -> Result<Filed, Error> {
        if who.is_none() {
            intake.respondents = self.matched(intake.respondents);
        }
        let fresh = || CaseId(Uuid::now_v7());
        let id = intake.enclosed.as_ref().map_or_else(fresh, |enclosed| enclosed.case);
        let (request, source) = (intake.request.clone(), intake.source.clone());
        let work = self.prepared(id, who, intake)?;
        let who = work.who.clone();
        let committed = self
            .commit(id, work, |change| {
                change.request.clone_from(&request);
                change.source.clone_from(&source);
            })
            .await?;
        self.with_receipts(&who, committed).await
    }

    /// Whom citizens name, as far as the directory knows them. Of others it is only said that there are some, which keeps
    /// the case to two people of the center until they have found out whom it is about; to refuse them would tell anybody
    /// who works here.
    fn matched(&self, named: Respondents) -> Respondents {
        let snapshot = self.directory();
        let (people, units) = (&snapshot.directory.people, &snapshot.directory.units);
        let unknown = named.units.iter().any(|unit| !units.contains_key(unit))
            || named.people.iter().chain(&named.related).any(|id| !people.contains_key(id));
        let known = |ids: BTreeSet<PersonId>| {
            ids.into_iter().filter(|id| people.contains_key(id)).collect::<BTreeSet<_>>()
        };
        Respondents {
            people: known(named.people),
            related: known(named.related),
            units: named.units.into_iter().filter(|unit| units.contains_key(unit)).collect(),
            unmatched: named.unmatched || unknown,
        }
    }

    /// Why a complaint cannot be filed, in the words of its workflow.
    pub fn unfiled(&self, workflow: &WorkflowName, rejection: &Rejection) -> Bilingual {
        let (definitions, snapshot) = (&self.definitions, self.directory());
        let today = definitions.calendar.date(self.clock.now());
        let Some(workflow) = definitions.current(workflow, today) else {
            return rejection.public_message();
        };
        let nowhere = UnitId::from("");
        let world = World {
            workflow,
            calendar: &definitions.calendar,
            directory: &snapshot.directory,
            center: &nowhere,
        };
        Refused { rejection, world, tried: None, public: true }.text()
    }

    /// What a complaint asks to be decided, with its words and identities put away.
    pub(crate) fn prepared(
        &self,
        id: CaseId,
        who: Option<Who>,
        intake: Intake,
    ) -> Result<Work, Error> {
        let parties = intake.named();
        let (key, files) = match &intake.enclosed {
            Some(enclosed) => (enclosed.key.clone(), enclosed.files.clone()),
            None => (CaseKey::fresh()?, Vec::new()),
        };
        let ids: BTreeSet<PartyId> = parties.keys().copied().collect();
        let who = who.or(ids.first().map(|party| Who::Party(*party))).unwrap_or(Who::Engine);
        let identities = parties
            .iter()
            .filter(|(_, identity)| !identity.is_empty())
            .map(|(party, identity)| key.seal(&self.keys, id, *party, identity))
            .collect::<Result<_, Error>>()?;
        let receipt = |party: &PartyId| codes::receipt(&self.keys, id, *party);
        let of_review = intake.of_review.map(|review| self.review_code(review));
        let command = Command::File(intake.to_file(id, ids.clone()));
        let found_by = [intake.complaint.title.as_str(), intake.complaint.address.as_str()];
        let kept = Kept {
            number: Some(codes::case_number()?),
            words: Some(words::index(found_by.into_iter().chain(intake.wording.words()))),
            complaint: Some(intake.complaint),
            texts: intake.wording.finish(),
            case_key: Some(key.wrapped(&self.keys, id)?),
            identities,
            receipts: ids
                .iter()
                .map(|party| (receipt(party), *party))
                .chain(of_review.into_iter().zip(ids.iter().copied()))
                .map(|(code, party)| (codes::receipt_hash(&self.keys, &code), party))
                .collect(),
            rating_tokens: Vec::new(),
            files,
        };
        let at = intake.at.unwrap_or_else(|| self.clock.now());
        let workflow = Some(self.definitions.version(&intake.workflow, at)?);
        let (expected, peers) = (None, BTreeSet::new());
        Ok(Work { who, command, expected, peers, at: intake.at, kept, workflow })
    }

    /// The case with the codes that its parties hold. A repeated request gets the case that the first one opened, and the
    /// codes of those who filed then.
    pub(crate) async fn with_receipts(
        &self,
        who: &Who,
        committed: Committed,
    ) -> Result<Filed, Error> {
        let case = &committed.stored.case;
        let parties = if committed.repeated {
            self.filed_before(who, case).await?
        } else {
            case.parties.clone()
        };
        let receipt = |party: &PartyId| (*party, codes::receipt(&self.keys, case.id, *party));
        let receipts = parties.iter().map(receipt).collect();
        Ok(Filed { committed, receipts })
    }

    /// Who filed the case that a repeated request opened: it gets the same codes as the first, and none of parties who
    /// came later. Whoever the case concerns by now is told that there is none.
    async fn filed_before(&self, who: &Who, case: &Case) -> Result<BTreeSet<PartyId>, Error> {
        let snapshot = self.refresh_directory().await?;
        let actor = who.actor(&snapshot.directory);
        let barred = actor
            .is_some_and(|actor| view(&actor, case, &snapshot.directory) == Err(Denial::Conflict));
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
        // It is found as the one that it comes from: by its title and place, and by its parties' telephones.
        let found_by = complaint.iter().flat_map(|about| [about.title.as_str(), &about.address]);
        let (found_by, key) = (words::index(found_by), CaseKey::fresh()?);
        let known = self.unsealed(&everything, from.id, &parties).await?;
        let sealed = known.iter().map(|(party, who)| key.seal(&self.keys, id, *party, who));
        let kept = Kept {
            number: Some(codes::case_number()?),
            words: Some(found_by),
            complaint,
            case_key: Some(key.wrapped(&self.keys, id)?),
            identities: sealed.collect::<Result<_, Error>>()?,
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
            workflow: Some(self.definitions.version(&from.workflow.name, now)?),
        };
        self.commit(id, work, |change| change.lease = Some(lease)).await
    }

    /// The center in whose line a unit stands, if it stands below one.
    pub fn center_of(&self, unit: &UnitId) -> Option<UnitId> {
        let snapshot = self.directory();
        let directory = &snapshot.directory;
        let is_center = |unit: &&UnitId| {
            directory.units.get(*unit).is_some_and(|unit| unit.kind == UnitKind::Center)
        };
        directory.lineage(unit).find(is_center).cloned()
    }

    /// Which unit should lead a complaint, and why.
    pub fn suggest(&self, facts: &Facts, respondents: &Respondents) -> Routing {
        route(&self.definitions.rules, &self.directory().directory, facts, respondents)
    }
}
