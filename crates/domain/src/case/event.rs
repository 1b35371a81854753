//! What happened to a case. An event says everything that `apply` needs; it holds ids and facts, never words that
//! could name a person.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Absorb, Assignment, Complexity, Extend, File, HandlerChange, JointSession, OrderNote, Reasoned,
    Recipient, Respondents, Risk, SessionNote, SigningInput, Solved, Sponsor, Suspend, TextRef,
    Value, Verdict, WorkflowRef,
};
use crate::actor::Author;
use crate::clock::{Clock, Holder};
use crate::id::{
    CaseId, CategoryCode, CounterName, EvidenceName, FieldName, FileId, LetterName, LimitName,
    OutcomeName, PartyId, PersonId, StateName, Timestamp, TransitionName, UnitId,
};
use crate::workflow::{Act, Stage, Verb};

/// An event in the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its place in the case's log, from 1 without gaps.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: Author,
    /// What.
    pub event: Event,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// The case was opened.
    Filed(Box<Filed>),
    /// Somebody did a transition. What it changed follows in further events.
    Performed(Box<Performed>),
    /// The case is in this state now; none of the earlier holders holds it any more.
    StateEntered(Entered),
    /// The time is charged to another holder, in the same state.
    HolderChanged(Holder),
    /// Category, complexity or risk changed.
    Classified(Classification),
    /// A lead unit was named, with assisting units. It has neither read nor signed.
    Assigned(Assignment),
    /// The lead unit opened the case.
    Read(PersonId),
    /// The lead unit signed for it; this person handles it.
    Signed(PersonId),
    /// Somebody else handles it, or its unit must name somebody anew.
    HandlerChanged(HandlerChange),
    /// The citizen was contacted.
    Contacted,
    /// The lead unit sent it back.
    Returned(Reasoned),
    /// The lead unit disputes jurisdiction.
    Objected(Reasoned),
    /// Another unit is responsible now.
    Transferred(UnitId),
    /// Another unit does the work; the lead unit stays responsible.
    Delegated(UnitId),
    /// These units assist.
    Joined(BTreeSet<UnitId>),
    /// An assisting unit has done its part.
    Contributed(UnitId),
    /// An assisting unit was let go.
    Released(UnitId),
    /// A signing round was opened.
    SigningOpened(SigningInput),
    /// A signer signed.
    Countersigned {
        /// Who.
        signer: PersonId,
        /// How.
        verdict: Verdict,
    },
    /// A signer was added.
    SignerAdded(PersonId),
    /// A signer was dropped.
    SignerDropped(PersonId),
    /// The lead unit was urged.
    Urged,
    /// Units were sent a copy.
    Copied(BTreeSet<UnitId>),
    /// A unit was consulted.
    Consulted(UnitId),
    /// A consulted unit answered.
    Answered(UnitId),
    /// An extension was asked for.
    ExtensionRequested {
        /// What was asked.
        extend: Extend,
        /// Who asked.
        by: PersonId,
    },
    /// The pending extension was granted; the clock moves in a further event.
    ExtensionGranted,
    /// The pending extension was refused.
    ExtensionRefused,
    /// The case was suspended.
    Suspended {
        /// Ground, document, end.
        terms: Suspend,
        /// Who the time is charged to meanwhile.
        holder: Holder,
    },
    /// The case was resumed.
    Resumed,
    /// A unit above took the lead.
    Escalated(UnitId),
    /// The assignment was taken back.
    TakenBack,
    /// The citizen ended the complaint.
    Withdrawn,
    /// The case was merged into another.
    Merged(CaseId),
    /// The case repeats another.
    RepeatLinked(CaseId),
    /// Another case was merged into this one, or repeats it; its parties are parties here.
    Absorbed(Absorb),
    /// Some parties left for a case of their own.
    Split {
        /// Who.
        parties: BTreeSet<PartyId>,
        /// The new case.
        into: CaseId,
    },
    /// The result was looked at.
    Verified(Verdict),
    /// A supervisor looked at a sample.
    SpotChecked(Verdict),
    /// The citizen was asked, by the center or by a link, whether it was solved. None: nobody was reached.
    Heard(Option<Solved>),
    /// What was known of the citizen's judgment and of contact no longer holds: the work begins again.
    Redispatched,
    /// A joint session decided.
    JointSessionHeld(JointSession),
    /// A supervision order was issued.
    Ordered {
        /// Its number in the case.
        number: u32,
        /// When the unit must answer.
        due: Timestamp,
    },
    /// A supervision order was struck off.
    Discharged(u32),
    /// The unit answered a supervision order, or its answer was sent back.
    OrderNoted(OrderNote),
    /// Two people have signed the minutes of a joint session about it 会商纪要.
    SessionNoted(SessionNote),
    /// A leader takes it under sponsorship 包案.
    Sponsored(Sponsor),
    /// The sponsorship ended, for this reason 解除包案.
    SponsorEnded(TextRef),
    /// The case was opened again.
    Reopened,
    /// The case was archived.
    Archived,
    /// A clerk screened a restricted case.
    Screened(PersonId),
    /// Respondents were named.
    RespondentsNamed(Respondents),
    /// These turned out to be concerned by the case and lost every part they had in it 回避.
    Recused(Recused),
    /// One of several parties ended their own complaint; the case goes on for the others.
    PartyLeft(PartyId),
    /// A clock started.
    ClockStarted(Box<Clock>),
    /// A clock was computed again.
    ClockMoved {
        /// The clock as it is now.
        clock: Box<Clock>,
        /// Why.
        cause: MoveCause,
    },
    /// A clock was ended.
    ClockEnded(LimitName),
    /// A level of a ladder was reached.
    LevelReached {
        /// The limit.
        limit: LimitName,
        /// The level, from 0.
        level: u8,
        /// What it does.
        act: Act,
        /// Who is told.
        to: Vec<Recipient>,
    },
    /// A letter goes out.
    Told {
        /// Which.
        letter: LetterName,
        /// To whom.
        to: Vec<Recipient>,
        /// The batch of which it is a part: whoever is told is told of all of it in one message.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        batch: Option<Uuid>,
    },
    /// The case went over to another version.
    VersionMoved(WorkflowRef),
}

/// How a case began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filed {
    /// The workflow and version it is pinned to.
    pub workflow: WorkflowRef,
    /// What was filed.
    pub file: File,
    /// The state it began in.
    pub state: StateName,
    /// That state's stage.
    pub stage: Stage,
    /// Who holds it.
    pub holder: Holder,
    /// Whether it began restricted, until two people have screened it.
    pub restricted: bool,
    /// Who filed it.
    pub by: Author,
}

/// Somebody did a transition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Performed {
    /// Which.
    pub transition: TransitionName,
    /// Its verb.
    pub verb: Verb,
    /// Who.
    pub by: Author,
    /// The filled form.
    pub form: BTreeMap<FieldName, Value>,
    /// The evidence.
    pub evidence: BTreeMap<EvidenceName, BTreeSet<FileId>>,
    /// The counter that it counted.
    pub counts: Option<CounterName>,
    /// The outcome that it recorded.
    pub outcome: Option<OutcomeName>,
}

/// A state that a case is in from now on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entered {
    /// The state.
    pub state: StateName,
    /// Its stage.
    pub stage: Stage,
    /// Who holds it.
    pub holder: Holder,
    /// The outcome, if the case has ended.
    pub ended: Option<OutcomeName>,
}

/// Who loses every part in a case: lead, delegate, assistant, consulted, signer, handler, and the time charged to them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recused {
    /// Units.
    pub units: BTreeSet<UnitId>,
    /// People.
    pub people: BTreeSet<PersonId>,
}

/// What changes in a classification; absent parts stay.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Classification {
    /// The category.
    pub category: Option<CategoryCode>,
    /// The complexity.
    pub complexity: Option<Complexity>,
    /// The risk.
    pub risk: Option<Risk>,
}

/// Why a clock was computed again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MoveCause {
    /// The case was classified anew.
    Classified,
    /// An extension was granted.
    Extended,
    /// The case was suspended.
    Suspended,
    /// The case was resumed.
    Resumed,
    /// The calendar was corrected.
    Calendar,
    /// The case went over to another version.
    Version,
}
