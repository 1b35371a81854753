//! How a complaint becomes a case: its words and identities are put away, its words indexed, its receipt drawn, and the
//! core asked to file it.

use std::collections::{BTreeMap, BTreeSet};

use domain::access::{Denial, view};
use domain::case::{
    Case, Command, Complexity, Event, File, Rejection, Respondents, Risk, Secrecy, Value,
    WorkflowRef,
};
use domain::code_table::Codes;
use domain::directory::UnitKind;
use domain::id::{
    CaseId, CategoryCode, FieldName, PartyId, PlaceCode, Timestamp, UnitId, WorkflowName,
};
use domain::routing::{Facts, Routing, route};
use domain::text::Bilingual;
use store::change::{Committed, Complaint, Kept, Lease, RequestKey};
use store::words;
use uuid::Uuid;

use crate::codes;
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
}

/// A case that was filed, with what its parties hold.
#[derive(Clone, Debug)]
pub struct Filed {
    /// How it was written.
    pub committed: Committed,
    /// The receipt code of each party, in plain: it is told now and never again.
    pub receipts: Vec<(PartyId, String)>,
}

/// The longest title, in characters.
pub const TITLE_CHARACTERS_MAX: usize = 200;

/// The longest words for where it is, in characters.
pub const ADDRESS_CHARACTERS_MAX: usize = 200;

/// The longest word for how it came in, in characters.
pub const CHANNEL_CHARACTERS_MAX: usize = 50;

/// The longest division code with a grid below it.
const PLACE_CHARACTERS_MAX: usize = 32;

/// What of a complaint is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// The title says nothing or does not fit a line.
    Title,
    /// The words for where it is are too long.
    Address,
    /// The word for how it came in is too long.
    Channel,
    /// The tables have no such category.
    Category(CategoryCode),
    /// It is no division code.
    Place(PlaceCode),
    /// The point does not lie on the globe.
    Position,
}

impl Unfit {
    /// Which part it is.
    pub const fn at(&self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Address => "address",
            Self::Channel => "channel",
            Self::Category(_) => "category",
            Self::Place(_) => "place",
            Self::Position => "position",
        }
    }

    /// What it says to people.
    pub fn message(&self) -> Bilingual {
        let long = |zh: &str, en: &str, most: usize| {
            Bilingual::new(
                format!("{zh}最多 {most} 个字"),
                format!("{en} may have {most} characters at most"),
            )
        };
        match self {
            Self::Title => Bilingual::new(
                format!("标题应为 1 至 {TITLE_CHARACTERS_MAX} 个字"),
                format!("a title has 1 to {TITLE_CHARACTERS_MAX} characters"),
            ),
            Self::Address => long("地址", "an address", ADDRESS_CHARACTERS_MAX),
            Self::Channel => long("来源渠道", "a channel", CHANNEL_CHARACTERS_MAX),
            Self::Category(code) => Bilingual::new(
                format!("没有类别代码“{code}”"),
                format!("there is no category `{code}`"),
            ),
            Self::Place(code) => Bilingual::new(
                format!("“{code}”不是区划代码"),
                format!("`{code}` is no division code"),
            ),
            Self::Position => {
                Bilingual::new("经纬度超出范围", "longitude or latitude is out of range")
            }
        }
    }
}

impl Intake {
    /// A complaint of somebody who gives no name, not looked at by anybody yet: of the usual complexity, risk and
    /// secrecy, about nobody, with an empty form.
    pub fn new(workflow: WorkflowName, center: UnitId, complaint: Complaint) -> Self {
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
        }
    }

    /// Holds what comes in from people against what can be kept and found again. A category or place that is empty is not
    /// known yet.
    ///
    /// # Errors
    ///
    /// The first part that is not as it should be.
    pub fn check(&self, codes: &Codes) -> Result<(), Unfit> {
        let Complaint { title, address, position, channel } = &self.complaint;
        let short = |text: &str, most: usize| text.chars().count() <= most;
        let lies = |(longitude, latitude): &(f64, f64)| {
            (-180.0..=180.0).contains(longitude) && (-90.0..=90.0).contains(latitude)
        };
        let (category, place) = (&self.category, self.place.as_str());
        let is_known = category.as_str().is_empty() || codes.category_name(category).is_some();
        let is_place = place.len() <= PLACE_CHARACTERS_MAX
            && place.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        let checks = [
            (!title.trim().is_empty() && short(title, TITLE_CHARACTERS_MAX), Unfit::Title),
            (short(address, ADDRESS_CHARACTERS_MAX), Unfit::Address),
            (short(channel, CHANNEL_CHARACTERS_MAX), Unfit::Channel),
            (is_known, Unfit::Category(category.clone())),
            (is_place, Unfit::Place(self.place.clone())),
            (position.as_ref().is_none_or(lies), Unfit::Position),
        ];
        let faulty = checks.into_iter().find(|(fits, _)| !fits);
        faulty.map_or(Ok(()), |(_, unfit)| Err(unfit))
    }

    /// Who complains, each under a fresh id; somebody without a name if nobody is named.
    pub(crate) fn named(&self) -> BTreeMap<PartyId, Identity> {
        let nobody = [Identity::default()];
        let known = if self.parties.is_empty() { &nobody[..] } else { &self.parties };
        known.iter().map(|known| (PartyId(Uuid::now_v7()), known.clone())).collect()
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
    pub async fn file(&self, who: Option<Who>, intake: Intake) -> Result<Filed, Error> {
        let id = CaseId(Uuid::now_v7());
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

    /// What a complaint asks to be decided, with its words and identities put away.
    pub(crate) fn prepared(
        &self,
        id: CaseId,
        who: Option<Who>,
        intake: Intake,
    ) -> Result<Work, Error> {
        let key = CaseKey::fresh()?;
        let parties = intake.named();
        let ids: BTreeSet<PartyId> = parties.keys().copied().collect();
        let who = who.or(ids.first().map(|party| Who::Party(*party))).unwrap_or(Who::Engine);
        let identities = parties
            .iter()
            .filter(|(_, identity)| !identity.is_empty())
            .map(|(party, identity)| key.seal(&self.keys, id, *party, identity))
            .collect::<Result<_, Error>>()?;
        let receipt = |party: &PartyId| codes::receipt(&self.keys, id, *party);
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
                .map(|party| (codes::receipt_hash(&self.keys, &receipt(party)), *party))
                .collect(),
            rating_tokens: Vec::new(),
            files: Vec::new(),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn unfit(change: impl FnOnce(&mut Intake)) -> Option<&'static str> {
        let complaint = Complaint { title: "lamp".to_owned(), ..Complaint::default() };
        let mut intake = Intake::new("service".into(), "center".into(), complaint);
        change(&mut intake);
        intake.check(&Codes::default()).err().map(|unfit| unfit.at())
    }

    #[test]
    fn what_cannot_be_kept_is_named() {
        assert_eq!(unfit(|_| {}), None);
        assert_eq!(unfit(|intake| intake.complaint.title = " ".to_owned()), Some("title"));
        assert_eq!(unfit(|intake| intake.complaint.title = "灯".repeat(201)), Some("title"));
        assert_eq!(unfit(|intake| intake.complaint.title = "灯".repeat(200)), None);
        assert_eq!(unfit(|intake| intake.complaint.address = "a".repeat(201)), Some("address"));
        assert_eq!(unfit(|intake| intake.complaint.channel = "a".repeat(51)), Some("channel"));
        assert_eq!(unfit(|intake| intake.category = "none".into()), Some("category"));
        assert_eq!(unfit(|intake| intake.place = "42;81".into()), Some("place"));
        let position = |degrees| unfit(|intake| intake.complaint.position = Some(degrees));
        assert_eq!([position((113.9, 29.7)), position((f64::NAN, 0.0))], [None, Some("position")]);
    }
}
