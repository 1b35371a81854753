//! Identifiers: every name and number is a type of its own, so that a unit cannot stand where a person should.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// An instant, always UTC. The calendar decides which day it falls on.
pub type Timestamp = chrono::DateTime<chrono::Utc>;

macro_rules! name {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Wraps a text; definitions are checked by their loader, not here.
            pub fn new(text: impl Into<Arc<str>>) -> Self {
                Self(text.into())
            }

            /// The text as it stands in the definition.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self("".into())
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }
    )*};
}

name! {
    /// A workflow, as its folder is called: `dispute`.
    WorkflowName;
    /// A state within a workflow.
    StateName;
    /// A transition within a workflow; what a button stands for.
    TransitionName;
    /// A limit within a workflow. Its clock bears the same name: one limit runs at most once in a case.
    LimitName;
    /// A letter template within a workflow.
    LetterName;
    /// A form within a workflow.
    FormName;
    /// A field within a form.
    FieldName;
    /// A kind of evidence within a workflow.
    EvidenceName;
    /// A listed ground for suspending a case.
    GroundName;
    /// A coded reason for a return or an objection.
    ReasonName;
    /// An outcome with which a case ends.
    OutcomeName;
    /// A counter that bounds a loop.
    CounterName;
    /// A level of supervision orders.
    LevelName;
    /// A source of law or local rule cited by a definition.
    SourceName;
    /// A unit in the organisation tree.
    UnitId;
    /// A person with an account. Citizens are [`PartyId`]s.
    PersonId;
    /// A code of the dispute table GB/T 31000-2015, or a local one: `0201`.
    CategoryCode;
    /// An administrative division code, 2 to 12 digits, or a local grid below it.
    PlaceCode;
    /// A routing rule: `R-01`.
    RuleId;
    /// A suspicion: what found it and what it is about, so that finding it again makes no second one.
    SuspicionKey;
    /// A scheme of appraisal, as its file is called.
    SchemeName;
    /// A group of units that are compared with each other.
    GroupName;
    /// An indicator of a scheme.
    IndicatorName;
    /// A document cited by number: a suspension's ground, an extension's approval.
    DocumentNumber;
}

macro_rules! number {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }
    )*};
}

number! {
    /// A case. A `UUIDv7`, which staff use; the public sees a random case number instead.
    CaseId;
    /// A party to a case. Who that is stands in the identity vault, never in an event.
    PartyId;
    /// A stored file that serves as evidence.
    FileId;
}
