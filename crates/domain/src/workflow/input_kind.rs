//! What verbs need beyond the forms of their transitions, one kind of input each.

use super::Words;
use crate::case::Input;
use crate::text::Bilingual;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $zh:literal, $en:literal;)*) => {
        /// The kinds of [`Input`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum InputKind {
            $($(#[$doc])* $name,)*
        }

        impl InputKind {
            /// All kinds.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The name in JSON.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// The kind of an input, if there is one.
            pub const fn of(input: &Input) -> Option<Self> {
                match input {
                    Input::None => None,
                    $(Input::$name { .. } => Some(Self::$name),)*
                }
            }
        }

        impl Words for InputKind {
            fn words(&self) -> Bilingual {
                match self { $(Self::$name => Bilingual::new($zh, $en),)* }
            }
        }
    };
}

kinds! {
    /// What changes in the classification.
    Classify = "classify", "类别、复杂程度或者风险等级", "category, complexity or risk";
    /// A lead unit, with assisting units if any.
    Assign = "assign", "主办单位", "the unit that leads";
    /// A coded reason with its legal basis.
    Reasoned = "reasoned", "理由和法律依据", "a reason and its legal basis";
    /// A unit.
    Unit = "unit", "单位", "a unit";
    /// Units.
    Units = "units", "一个或者几个单位", "one or more units";
    /// Who must sign, all or any one.
    Signing = "signing", "签署人和方式", "who signs, and whether all must";
    /// Yes or no.
    Verdict = "verdict", "是否通过", "yes or no";
    /// A person.
    Person = "person", "人员", "a person";
    /// Which limit by how much.
    Extend = "extend", "期限和延长多久", "which limit, and by how much";
    /// On what ground, until when.
    Suspend = "suspend", "事由和截止时间", "a ground and an end date";
    /// The older case.
    Case = "case", "并入的案件", "the older case";
    /// The parties who leave.
    Parties = "parties", "分出的当事人", "the parties who leave";
    /// What the citizen said.
    Solved = "solved", "群众是否认为已解决", "whether the citizen says that it is solved";
    /// A lead unit and the number of the minutes.
    JointSession = "joint_session", "主办单位和会议纪要文号", "the unit that leads, and the number of the minutes";
    /// How long the unit has to answer.
    Order = "order", "答复时限", "how long the unit has to answer";
    /// The number of a supervision order.
    OrderNumber = "order_number", "督办单序号", "the number of the order";
}
