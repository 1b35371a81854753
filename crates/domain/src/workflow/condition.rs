//! Conditions of a transition: named and parameterised in the file, with one meaning each in Rust.

use serde::{Deserialize, Serialize};

use crate::case::{Complexity, Risk};
use crate::id::{CategoryCode, CounterName, LimitName, OutcomeName, TransitionName};

/// Conditions of a transition; all must hold. Absent ones always hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Conditions {
    /// The complexity is one of these.
    pub complexity: Vec<Complexity>,
    /// The risk is one of these.
    pub risk: Vec<Risk>,
    /// The category begins with one of these.
    pub category: Vec<CategoryCode>,
    /// The category begins with none of these.
    pub not_category: Vec<CategoryCode>,
    /// The complaint is anonymous, or is not.
    pub anonymous: Option<bool>,
    /// The citizen has been contacted, or has not.
    pub contacted: Option<bool>,
    /// Every assisting unit has contributed or was released.
    pub assistants_done: bool,
    /// The last signing round passed.
    pub signing_passed: bool,
    /// What the citizen last answered to "was it solved?": yes or no. Silence is neither.
    pub solved: Option<bool>,
    /// Each of these counters has reached its cap.
    pub exhausted: Vec<CounterName>,
    /// None of these limits' clocks is past its deadline.
    pub in_time: Vec<LimitName>,
    /// The actor is not who did any of these transitions last.
    pub other_than: Vec<TransitionName>,
    /// The outcome recorded last is one of these.
    pub outcome: Vec<OutcomeName>,
}

/// A single condition, as rejections name it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// The complexity does not fit.
    Complexity,
    /// The risk does not fit.
    Risk,
    /// The category does not fit.
    Category,
    /// Anonymity does not fit.
    Anonymous(bool),
    /// Whether the citizen was contacted does not fit.
    Contacted(bool),
    /// Assisting units have open parts.
    AssistantsDone,
    /// No signing round has passed.
    SigningPassed,
    /// The citizen's answer does not fit.
    Solved(bool),
    /// The counter has not reached its cap.
    Exhausted(CounterName),
    /// The limit is past its deadline.
    InTime(LimitName),
    /// The same person did that transition.
    OtherThan(TransitionName),
    /// The recorded outcome does not fit.
    Outcome,
}
