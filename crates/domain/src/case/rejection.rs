//! Why a command was refused: the user's business, with a stable code and the facts. Translated at the edge.

use serde::{Deserialize, Serialize};

use crate::actor::Seat;
use crate::clock::Length;
use crate::id::{
    CaseId, CounterName, EvidenceName, FieldName, GroundName, LimitName, PersonId, ReasonName,
    StateName, Timestamp, TransitionName, UnitId,
};
use crate::text::Bilingual;
use crate::workflow::{Condition, Verb};

macro_rules! rejections {
    ($($(#[$doc:meta])* $name:ident $({ $($(#[$fdoc:meta])* $field:ident: $type:ty),* $(,)? })? = $code:literal, $text:literal, $zh:literal;)*) => {
        /// A refusal.
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, thiserror::Error)]
        #[serde(tag = "code", rename_all = "snake_case")]
        pub enum Rejection {
            $($(#[$doc])* #[error($text)] $name $({ $($(#[$fdoc])* $field: $type),* })?,)*
        }

        /// The stable code of a refusal, for scenarios, scripts and the API.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Code {
            $($(#[$doc])* $name,)*
        }

        impl Rejection {
            /// What it says to people. Facts stand in it by their ids; a page puts names in their place.
            pub fn message(&self) -> Bilingual {
                let zh = match self { $(Self::$name { $($($field),*)? } => {
                    $($(let _ = $field;)*)?
                    format!($zh)
                })* };
                Bilingual::new(zh, self.to_string())
            }

            /// Its stable code.
            pub const fn code(&self) -> Code {
                match self { $(Self::$name { .. } => Code::$name,)* }
            }
        }

        impl Code {
            /// All codes.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The code in scenarios, scripts and JSON.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }
        }
    };
}

rejections! {
    /// For this actor the case does not exist. Says nothing more, on purpose.
    NotFound = "not_found", "there is no such case", "没有这个案件";
    /// The case exists already.
    AlreadyFiled = "already_filed", "the case is filed already", "案件已经登记";
    /// The workflow does not let this role file.
    MayNotFile = "may_not_file", "this role may not file a case here", "这个角色不能在此登记案件";
    /// A complaint without a party.
    NoParty = "no_party", "a case needs at least one party", "案件至少要有一名当事人";
    /// The workflow version is not in force on this day.
    NotInForce = "not_in_force", "this version of the workflow takes no new cases today", "这一版流程今天不接收新案件";
    /// The context holds another workflow than the case is pinned to.
    WrongVersion = "wrong_version", "the case is pinned to another version of the workflow", "案件固定在流程的另一个版本上";
    /// The workflow has no such transition.
    UnknownTransition { /** Which. */ transition: TransitionName } = "unknown_transition", "the workflow has no transition `{transition}`", "流程中没有“{transition}”这个动作";
    /// The transition does not start in the case's state.
    WrongState { /** Where the case is. */ state: StateName } = "wrong_state", "not while the case is in `{state}`", "案件处于“{state}”，不能这样做";
    /// The actor sits in none of the transition's seats.
    NotYours { /** Who may. */ seats: Vec<Seat> } = "not_yours", "this is for somebody else to do", "这件事由别人来做";
    /// A case comes under an order, and from under it, by a document only.
    NeedsDocument = "needs_document", "a supervision order is a document: one drafts it and another signs it; draft one with this case", "督办用督办单：一人拟稿、另一人签发，销号也在督办单上办。请用这件案件拟一张督办单";
    /// The case is suspended.
    CaseSuspended { /** Until when. */ until: Timestamp } = "case_suspended", "the case is suspended until {until}", "案件已挂起，至 {until}";
    /// The case is restricted until two people have screened it.
    CaseRestricted = "case_restricted", "two people must screen this case first", "须先由两人甄别";
    /// A condition does not hold.
    ConditionFails { /** Which. */ condition: Condition } = "condition_fails", "a condition does not hold", "有一个条件不满足";
    /// A counter has reached its cap.
    CounterExhausted { /** Which. */ counter: CounterName, /** The cap. */ at_most: u32 } = "counter_exhausted", "this was done {at_most} times, more is not allowed", "已做过 {at_most} 次，不能再做";
    /// A form is not filled as it should be.
    FormFaulty { /** Each faulty field. */ fields: Vec<(FieldName, FieldFault)> } = "form_faulty", "the form has missing or wrong fields", "表单有缺项或错项";
    /// Evidence is missing.
    EvidenceMissing { /** Which kinds. */ evidence: Vec<EvidenceName> } = "evidence_missing", "evidence is missing", "缺少证据材料";
    /// The input does not belong to the verb.
    InputMismatch { /** The verb. */ verb: Verb } = "input_mismatch", "the input does not belong to this verb", "填写的内容与这个动作不符";
    /// The unit, or the unit's branch, is a respondent.
    ConflictOfInterest = "conflict_of_interest", "the case concerns this unit or person", "案件涉及该单位或该人，应当回避";
    /// The directory has no such unit.
    UnknownUnit { /** Which. */ unit: UnitId } = "unknown_unit", "there is no unit `{unit}`", "没有“{unit}”这个单位";
    /// The directory has no such person.
    UnknownPerson { /** Which. */ person: PersonId } = "unknown_person", "there is no person `{person}`", "没有“{person}”这个人";
    /// The unit leads, works for the lead unit or assists already.
    SameUnit { /** Which. */ unit: UnitId } = "same_unit", "`{unit}` has a part in the case already", "“{unit}”已经承担本案";
    /// The unit has nobody who could handle the case.
    NoHandler { /** Which. */ unit: UnitId } = "no_handler", "`{unit}` has nobody who could handle the case", "“{unit}”没有可以办理本案的人";
    /// The case is not handled by whom the command says: it has changed hands meanwhile.
    OtherHandler = "other_handler", "somebody else handles the case by now", "案件已由他人经办";
    /// The person handles no cases of the unit that works on this one.
    NotAHandler { /** Who. */ person: PersonId } = "not_a_handler", "`{person}` is no handler of the unit that works on the case", "“{person}”不是承办单位的经办人";
    /// The person handles the case already, or nobody does and nobody is named.
    SameHandler = "same_handler", "that is how it is handled already", "经办人没有变化";
    /// A leader sponsors the case already.
    HasSponsor { /** Who. */ person: PersonId } = "has_sponsor", "`{person}` sponsors the case already; end that first", "“{person}”已在包案，请先解除";
    /// No leader sponsors the case.
    NoSponsor = "no_sponsor", "no leader sponsors the case", "案件没有包案领导";
    /// Only a leader who sees the case can sponsor it.
    NotALeader { /** Who. */ person: PersonId } = "not_a_leader", "`{person}` is no director or head of a unit who sees the case", "“{person}”不是能看到本案的主任或单位负责人";
    /// The day is over, or more than a year away.
    BadDay = "bad_day", "the day must lie ahead, within a year", "日期应在今天之后、一年之内";
    /// It is not said why.
    ReasonMissing = "reason_missing", "say why", "请写明理由";
    /// No unit leads the case.
    NoLead = "no_lead", "no unit leads the case", "案件还没有主办单位";
    /// Escalation must go to a unit above.
    NotAbove { /** Which. */ unit: UnitId } = "not_above", "`{unit}` does not stand above the lead unit", "“{unit}”不是主办单位的上级";
    /// The unit does not assist, or has contributed.
    NotAssisting { /** Which. */ unit: UnitId } = "not_assisting", "`{unit}` has no open part in the case", "“{unit}”在本案没有未完成的协办任务";
    /// No assisting unit has an open part.
    NoAssistants = "no_assistants", "no assisting unit has an open part", "没有未完成的协办任务";
    /// The set is empty.
    NobodyNamed = "nobody_named", "name at least one", "至少要写明一个";
    /// The coded reason is not in the list.
    UnknownReason { /** Which. */ reason: ReasonName } = "unknown_reason", "`{reason}` is not a listed reason", "“{reason}”不在理由清单中";
    /// A return or an objection needs its legal basis.
    BasisMissing = "basis_missing", "state the legal basis", "须写明法律依据";
    /// A signing round is open already.
    SigningOpen = "signing_open", "a signing round is open already", "已有一轮会签在进行";
    /// No signing round is open.
    NoSigning = "no_signing", "no signing round is open", "没有进行中的会签";
    /// The person is not asked to sign, or has signed.
    NotSigner = "not_signer", "this person is not asked to sign, or has signed", "没有请此人签署，或已签署";
    /// The person is asked to sign already.
    AlreadySigner = "already_signer", "this person is asked to sign already", "已请此人签署";
    /// The last signer who could still decide the round cannot be dropped.
    LastSigner = "last_signer", "the last signer cannot be dropped", "不能减去最后一名签署人";
    /// No open clock may be extended.
    NotExtendable = "not_extendable", "no running limit may be extended", "没有可以延期的期限";
    /// This limit may not be extended, or not as long, or not again.
    ExtensionTooLong { /** The longest allowed. */ longest: Length } = "extension_too_long", "at most {longest} may be added", "最多延长 {longest}";
    /// A unit cannot be given so long to answer an order.
    OrderTooLong { /** The longest possible. */ longest: Length } = "order_too_long", "a unit has at most {longest} to answer an order", "督办单最多给 {longest} 答复";
    /// The deadline has passed.
    DeadlinePassed { /** Of which limit. */ limit: LimitName } = "deadline_passed", "the deadline of `{limit}` has passed", "“{limit}”的期限已过";
    /// An extension waits for a decision already.
    ExtensionPending = "extension_pending", "an extension waits for a decision already", "已有一项延期申请待批";
    /// No extension waits for a decision.
    NoExtension = "no_extension", "no extension waits for a decision", "没有待批的延期申请";
    /// Who asked may not decide.
    SamePerson = "same_person", "somebody else must do this", "须由另一人来做";
    /// The ground is not in the list.
    UnknownGround { /** Which. */ ground: GroundName } = "unknown_ground", "`{ground}` is not a listed ground", "“{ground}”不在挂起事由清单中";
    /// The ground needs a document.
    DocumentMissing = "document_missing", "this ground needs a document", "这个事由须附文书";
    /// The number of a document says more than a number. It stands in the record for ever, where no words may.
    DocumentTooLong { /** The greatest number of characters. */ longest: u32 } = "document_too_long", "the number of a document has at most {longest} characters, on one line", "文号最多 {longest} 个字，不得换行";
    /// The end date is not after now, or too far.
    BadEndDate { /** The last possible. */ latest: Timestamp } = "bad_end_date", "the end must lie after now and not after {latest}", "截止时间须晚于现在，且不晚于 {latest}";
    /// The case is not suspended.
    NotSuspended = "not_suspended", "the case is not suspended", "案件没有挂起";
    /// The assignment has been read.
    AlreadyRead = "already_read", "the assignment has been read", "对方已阅，不能拿回";
    /// The other case is unknown, ended, or not visible to the actor.
    UnknownCase { /** Which. */ case: CaseId } = "unknown_case", "there is no such open case", "没有这个在办案件";
    /// Nobody was reached, and silence moves nothing.
    NobodyHeard = "nobody_heard", "nobody was reached, and silence moves nothing", "没有联系上群众，沉默不能推动案件";
    /// A case goes only into an older one, so that two cases can never swallow each other.
    NotOlder { /** Which. */ case: CaseId } = "not_older", "a case can only go into an older one", "只能并入更早的案件";
    /// The case was merged into another, or repeats it: what happens next happens there.
    GoesOnElsewhere { /** Where. */ case: CaseId } = "goes_on_elsewhere", "this case goes on in case {case}", "本案已并入案件 {case} 继续办理";
    /// Some, but not all, parties must leave.
    BadSplit = "bad_split", "some parties must leave and some must stay", "须有一部分当事人分出、一部分留下";
    /// No supervision order of this number is open.
    NoOrder = "no_order", "no such supervision order is open", "没有这张未销号的督办单";
    /// Nothing is due on this clock.
    NotDue = "not_due", "nothing is due", "还没有到时间";
    /// The mapping does not say where this state goes.
    NotMapped { /** Which. */ state: StateName } = "not_mapped", "the mapping does not say where state `{state}` goes", "对照表没有写明“{state}”对应哪个状态";
    /// The case is not restricted, or this person has screened it.
    NotToScreen = "not_to_screen", "the case needs no screening by this person", "案件无须此人甄别";
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldFault {
    /// It is required.
    Missing,
    /// The form has no such field.
    Unknown,
    /// The value is of another kind.
    WrongKind,
    /// The text has more characters than this.
    TooLong(u32),
    /// The choice is not in the list.
    NotAChoice,
    /// The day lies before 1900 or after 2199.
    NoSuchDay,
}

impl Rejection {
    /// What it says to somebody who sees this case and perhaps no other: the case in which this one goes on, which the core
    /// names and the asker did not, is left out.
    pub fn public_message(&self) -> Bilingual {
        if matches!(self, Self::GoesOnElsewhere { .. }) {
            return Bilingual::new(
                "本案已并入其他案件继续办理",
                "this case goes on in another case",
            );
        }
        self.message()
    }
}
