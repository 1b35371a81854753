//! Procedures as data: the shape of a definition, what must hold of it, and the checked [`Workflow`].

pub mod agency_map;
mod bpmn;
mod check;
mod checked;
mod condition;
mod definition;
mod describe;
mod diff;
mod drawing;
#[cfg(test)]
mod fixture;
mod form;
mod input_kind;
mod limit;
pub mod mapping;
mod mermaid;
#[cfg(test)]
mod mermaid_tests;
pub mod mutate;
pub mod scenario;
mod state;
mod svg;
mod transition;
mod verb;
mod words;

pub use bpmn::bpmn;
pub use check::{Checked, PLACEHOLDERS, check, staffing};
pub use checked::Workflow;
pub use condition::{Condition, Conditions};
pub use definition::{Definition, Filing, Letter, Named, RequiredNotice, Source, SourceKind};
pub use describe::describe;
pub use diff::{Burdened, Change, Side, Weight, diff};
pub use form::{Field, FieldKind, Form, Visibility};
pub use input_kind::InputKind;
pub use limit::{Act, By, Counter, Extension, Ground, Level, Limit};
pub use mermaid::mermaid;
pub use state::{HolderRole, Stage, State};
pub use svg::{Load, Overlay, svg};
pub use transition::{Backwards, Transition};
pub use verb::{Target, Verb};
pub use words::Words;
pub(crate) use words::{Names, listed};
