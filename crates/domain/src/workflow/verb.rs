//! The verbs that a definition may use. Each has its rule in Rust, in `decide/`.

use serde::{Deserialize, Serialize};

use super::InputKind;

/// Whether a verb moves the case to another state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The transition must name a target state.
    Required,
    /// The transition must not name one: the case stays where it is.
    Forbidden,
    /// Either.
    Optional,
}

macro_rules! verbs {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $target:ident $(, $input:ident)?;)*) => {
        /// What a transition does. The names are those people in the field use.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Verb {
            $($(#[$doc])* $name,)*
        }

        impl Verb {
            /// All verbs, in the order of the documentation.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The name in definitions and in JSON.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// Whether a transition with this verb names a target state.
            pub const fn target(self) -> Target {
                match self { $(Self::$name => Target::$target,)* }
            }

            /// What it takes beyond the form of its transition: what it needs, and for `verify`, which knows its verdict by
            /// where it leads, the same verdict said aloud.
            pub const fn takes(self) -> Option<InputKind> {
                match (self, self.input()) {
                    (Self::Verify, None) => Some(InputKind::Verdict),
                    (_, input) => input,
                }
            }

            /// What it needs beyond the form of its transition, if anything.
            pub const fn input(self) -> Option<InputKind> {
                match self { $(Self::$name => verbs!(@input $($input)?),)* }
            }
        }
    };
    (@input) => { None };
    (@input $input:ident) => { Some(InputKind::$input) };
}

verbs! {
    /// Move on 推进: accept, refuse, study, publish; a step whose rule is its form and its conditions.
    #[default]
    Advance = "advance", Required;
    /// Classify 分类: set category, complexity or risk. Replays the clocks that depend on it.
    Classify = "classify", Optional, Classify;
    /// Assign 交办: name the lead unit, and assisting units if any.
    Assign = "assign", Required, Assign;
    /// Sign for 签收: the lead unit has it; a person of it is the handler.
    Sign = "sign", Required;
    /// Contact 联系: the citizen was contacted.
    Contact = "contact", Optional;
    /// Record 记录: work done, a comment. Moves nothing.
    Record = "record", Forbidden;
    /// Ask 询问: a question to the citizen.
    Ask = "ask", Optional;
    /// Supplement 补充: the citizen answers or adds.
    Supplement = "supplement", Optional;
    /// File the result 申报办结, with evidence and an outcome.
    Submit = "submit", Required;
    /// Verify 核验: someone other than who filed the result looks at it.
    Verify = "verify", Required;
    /// Spot-check 抽查: a supervisor looks at a sample.
    SpotCheck = "spot_check", Optional, Verdict;
    /// Return 退回: not ours, with a coded reason and its legal basis. Capped by a counter.
    Return = "return", Required, Reasoned;
    /// Object 异议: the unit disputes jurisdiction; the case goes back only if the sender agrees.
    Object = "object", Required, Reasoned;
    /// Transfer 转办: another unit becomes responsible.
    Transfer = "transfer", Required, Unit;
    /// Delegate 委派: another unit does the work, the delegating one stays responsible.
    Delegate = "delegate", Forbidden, Unit;
    /// Join 会办: name assisting units.
    Join = "join", Forbidden, Units;
    /// Contribute 协办反馈: an assisting unit has done its part.
    Contribute = "contribute", Forbidden;
    /// Release 解除协办: an assisting unit is let go.
    Release = "release", Forbidden, Unit;
    /// Open a signing round 会签/或签: all, or any one, of the named people must sign.
    OpenSigning = "open_signing", Forbidden, Signing;
    /// Countersign 签署: agree or refuse in the open round.
    Countersign = "countersign", Forbidden, Verdict;
    /// Add a signer 加签.
    AddSigner = "add_signer", Forbidden, Person;
    /// Drop a signer 减签, never the last.
    DropSigner = "drop_signer", Forbidden, Person;
    /// Urge 催办.
    Urge = "urge", Forbidden;
    /// Copy 抄送.
    Copy = "copy", Forbidden, Units;
    /// Consult 沟通: ask another unit, who keeps no part of the case.
    Consult = "consult", Forbidden, Unit;
    /// Answer a consultation 答复沟通.
    Answer = "answer", Forbidden;
    /// Ask for an extension 申请延期, before the deadline.
    RequestExtension = "request_extension", Forbidden, Extend;
    /// Grant the extension 批准延期; the citizen is told.
    GrantExtension = "grant_extension", Forbidden;
    /// Refuse the extension 不准延期.
    RefuseExtension = "refuse_extension", Forbidden;
    /// Suspend 挂起 on a listed ground with an end date.
    Suspend = "suspend", Forbidden, Suspend;
    /// Resume 恢复 before the end date.
    Resume = "resume", Forbidden;
    /// Escalate 提级: a unit above takes the lead.
    Escalate = "escalate", Required, Unit;
    /// Take back 拿回 an assignment that nobody has read.
    TakeBack = "take_back", Required;
    /// Withdraw 撤回: the citizen ends the complaint.
    Withdraw = "withdraw", Required;
    /// Merge 并案 into another case.
    Merge = "merge", Required, Case;
    /// Split 分案: some of the parties get a case of their own.
    Split = "split", Forbidden, Parties;
    /// Link as a repeat 重复件 of a master case.
    LinkRepeat = "link_repeat", Optional, Case;
    /// Call back 回访: the center asks the citizen whether it was solved.
    CallBack = "call_back", Optional, Solved;
    /// Rate 评价: the citizen says whether it was solved and how it was handled.
    Rate = "rate", Optional, Solved;
    /// Redispatch 二次分派 after "not solved".
    Redispatch = "redispatch", Required, Assign;
    /// Joint session 会商: a binding decision on the lead unit, with minutes.
    JointSession = "joint_session", Required, JointSession;
    /// Supervision order 督办.
    Supervise = "supervise", Forbidden, Order;
    /// Strike off 销号: a supervision order is answered.
    Discharge = "discharge", Forbidden, OrderNumber;
    /// Reopen 重启.
    Reopen = "reopen", Required;
    /// Archive 归档.
    Archive = "archive", Required;
}
