//! What may be asked of a case. A click, an agency's report and a clock that runs out all become commands.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Case, Complexity, Respondents, Risk, Secrecy, SigningMode, Solved};
use crate::clock::Length;
use crate::id::{
    CaseId, CategoryCode, DocumentNumber, EvidenceName, FieldName, FileId, GroundName, LimitName,
    PartyId, PersonId, PlaceCode, ReasonName, StateName, Timestamp, TransitionName, UnitId,
};

/// A command. All but [`Command::File`] need a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Opens the case.
    File(File),
    /// Does one of the workflow's transitions.
    Perform(Perform),
    /// The lead unit has opened the case; an assignment can no longer be taken back. Moves no deadline.
    Read,
    /// A clerk has looked at a restricted case and found that it may be handled. Two people must.
    Screen,
    /// Names further respondents. They and their units lose sight of the case at once.
    NameRespondents(Respondents),
    /// Another handler of the lead unit takes the case over, or it goes back to the unit. Moves no deadline.
    ChangeHandler(HandlerChange),
    /// The engine: the next level of this limit's ladder is due.
    ReachLevel(LimitName),
    /// The engine: the suspension's end date has come.
    EndSuspension,
    /// The engine: a corrected calendar is in force; deadlines of open clocks are computed again.
    MoveDeadlines,
    /// The engine: this case goes over to another version of its workflow, which is the context's.
    MoveVersion(MoveVersion),
    /// The engine: another case was merged into this one, or found to repeat it.
    Absorb(Absorb),
    /// The engine: the unit has answered the document of an order, or its answer was sent back.
    NoteOrder(OrderNote),
    /// The engine: the document of this order is done with, and nobody could discharge the case by its own transition.
    LetGo(u32),
    /// The engine: two people have signed the minutes of a joint session about this case.
    NoteSession(SessionNote),
    /// A leader takes the case under sponsorship 包案.
    Sponsor(Sponsor),
    /// The sponsorship ends, for this reason.
    EndSponsor(TextRef),
}

/// Who is answerable for a case beside its unit: a leader 包案领导. It gives no part in the case and opens nothing of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sponsor {
    /// Who.
    pub person: PersonId,
    /// By which day the case is to be settled.
    pub until: NaiveDate,
    /// Why, in words.
    pub reason: TextRef,
}

/// What a case is told of a joint session. The words of its minutes may speak of other cases, so none of them stands here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionNote {
    /// The session.
    pub session: Uuid,
    /// The number of its minutes.
    pub number: DocumentNumber,
    /// The day on which it was held.
    pub held_on: NaiveDate,
    /// The unit that it found responsible for this case, if it decided that. It does not lead the case by that alone.
    pub responsible: Option<UnitId>,
}

/// How an order stands in its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderNote {
    /// Its number in the case.
    pub number: u32,
    /// When the unit answered; none if its answer was sent back.
    pub answered_at: Option<Timestamp>,
    /// By when it must answer now.
    pub due: Timestamp,
    /// Whether the order lists the case 挂牌.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub listed: bool,
}

/// Opens a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// The id of the new case.
    pub id: CaseId,
    /// The center that runs it.
    pub center: UnitId,
    /// Who complains; at least one, also when anonymous.
    pub parties: BTreeSet<PartyId>,
    /// Whether the complainant gave no name.
    pub anonymous: bool,
    /// What it is about, if already known.
    pub category: CategoryCode,
    /// Where.
    pub place: PlaceCode,
    /// How hard it looks.
    pub complexity: Complexity,
    /// How dangerous it looks.
    pub risk: Risk,
    /// How secret it is.
    pub secrecy: Secrecy,
    /// Whom it is about.
    pub respondents: Respondents,
    /// The case it was split from, if it was.
    pub split_from: Option<CaseId>,
    /// The filled form.
    pub form: BTreeMap<FieldName, Value>,
}

impl File {
    /// The filing of a case for parties who were split off: it is hidden from everybody from whom the one they come
    /// from is hidden.
    pub fn split_off(from: &Case, id: CaseId, parties: BTreeSet<PartyId>) -> Self {
        Self {
            id,
            center: from.center.clone(),
            parties,
            anonymous: from.anonymous,
            category: from.category.clone(),
            place: from.place.clone(),
            complexity: from.complexity,
            risk: from.risk,
            secrecy: from.secrecy,
            respondents: from.respondents.clone(),
            split_from: Some(from.id),
            form: BTreeMap::new(),
        }
    }
}

/// Does one transition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Perform {
    /// Which.
    pub transition: TransitionName,
    /// What the verb needs beyond the form.
    #[serde(default)]
    pub input: Input,
    /// The filled form.
    #[serde(default)]
    pub form: BTreeMap<FieldName, Value>,
    /// Stored files that serve as evidence, by kind.
    #[serde(default)]
    pub evidence: BTreeMap<EvidenceName, BTreeSet<FileId>>,
}

/// What a verb needs beyond its form. [`Input::None`] where it needs nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Input {
    /// Nothing.
    #[default]
    None,
    /// For `classify`: what changes; absent parts stay.
    Classify(super::Classification),
    /// For `assign`, `redispatch`.
    Assign(Assignment),
    /// For `return`, `object`.
    Reasoned(Reasoned),
    /// For `transfer`, `delegate`, `escalate`, `release`, `consult`.
    Unit(UnitId),
    /// For `join`, `copy`.
    Units(BTreeSet<UnitId>),
    /// For `open_signing`.
    Signing(SigningInput),
    /// For `countersign`: agrees or refuses. For `spot_check`: passed or not; for `verify` too, if given at all.
    Verdict(Verdict),
    /// For `add_signer`, `drop_signer`.
    Person(PersonId),
    /// For `request_extension`.
    Extend(Extend),
    /// For `suspend`.
    Suspend(Suspend),
    /// For `merge`, `link_repeat`: the older case.
    Case(CaseId),
    /// For `split`: who leaves; some, not all.
    Parties(BTreeSet<PartyId>),
    /// For `call_back`, `rate`: what the citizen said; none if nobody was reached.
    Solved(Option<Solved>),
    /// For `joint_session`.
    JointSession(JointSession),
    /// For `supervise`: how long the unit has to answer.
    Order(Length),
    /// For `discharge`: the number of the order.
    OrderNumber(u32),
}

/// A lead unit with assisting units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// The one unit that leads.
    pub lead: UnitId,
    /// Units that assist.
    #[serde(default)]
    pub assistants: BTreeSet<UnitId>,
}

/// Why a unit sends a case back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reasoned {
    /// The coded reason.
    pub reason: ReasonName,
    /// The legal basis, in words.
    pub basis: TextRef,
}

/// Who must sign, and whether all or any one of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SigningInput {
    /// All or any.
    pub mode: SigningMode,
    /// Who.
    pub signers: BTreeSet<PersonId>,
}

/// Yes or no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Agreed, passed.
    Yes,
    /// Refused, failed.
    No,
}

/// Who handles a case instead of whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandlerChange {
    /// Who handled it; nobody if the unit had signed for it and nobody in it was named any more.
    pub before: Option<PersonId>,
    /// Who handles it now; nobody if its unit is to name somebody anew.
    pub now: Option<PersonId>,
    /// Who asked, where the engine did it: an administrator, who sees no case. None otherwise.
    #[serde(default)]
    pub asked_by: Option<PersonId>,
    /// Why, in words.
    pub reason: TextRef,
}

/// Which limit should be extended by how much.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extend {
    /// Which.
    pub limit: LimitName,
    /// By how much, in the unit of the definition's longest extension.
    pub by: Length,
}

/// On what ground, proved by what, until when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspend {
    /// The listed ground.
    pub ground: GroundName,
    /// The document, where the ground asks for one.
    pub document: Option<DocumentNumber>,
    /// The end date; a suspension without one does not exist.
    pub until: Timestamp,
}

/// What a joint session decided. It binds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JointSession {
    /// Who leads from now on and who assists.
    pub assignment: Assignment,
    /// The number of the minutes.
    pub minutes: DocumentNumber,
}

/// How a running case goes over to another version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoveVersion {
    /// The state in the new version for each state of the old one.
    pub states: BTreeMap<StateName, StateName>,
    /// The limits that the old version lists in each state. They do not begin again, even where they were met.
    #[serde(default)]
    pub ran: BTreeMap<StateName, BTreeSet<LimitName>>,
}

/// What another case hands over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absorb {
    /// The other case.
    pub from: CaseId,
    /// Its parties, who are owed the answer.
    pub parties: BTreeSet<PartyId>,
    /// Whom it was about.
    pub respondents: Respondents,
}

/// A value of a form field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// Text, kept outside the log.
    Text(TextRef),
    /// A day.
    Date(NaiveDate),
    /// A whole number.
    Number(u64),
    /// Money in fen.
    Money(u64),
    /// Yes or no.
    YesNo(bool),
    /// The stored value of a choice.
    Choice(String),
}

/// Words that somebody wrote. They may name a person, so they are stored where they can be erased, and the log
/// holds only where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TextRef {
    /// Where they are stored.
    pub id: Uuid,
    /// How many characters.
    pub characters: u32,
}
