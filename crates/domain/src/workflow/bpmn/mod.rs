//! A workflow as BPMN 2.0 with its diagram, for tools that read procedures (decision 0025).
//!
//! A state is an exclusive gateway, and a transition a task for each state in which it may be done, since only so does what
//! keeps the state come back to where it began. Tasks bear the names by which the logs of [`crate::mining`] name what was
//! done, so that a log can be replayed on the drawing without a table between. What BPMN has no word for is not in it:
//! conditions, seats, limits, whose time it is.

mod plan;
mod sheet;
#[cfg(test)]
mod tests;
mod write;

use super::Definition;
use crate::text::Language;

/// Writes a definition as BPMN 2.0 (ISO/IEC 19510) with BPMN DI. The names of states are in one language, what a transition is
/// called for people stands in its documentation in both. A definition with findings is written as far as its references
/// lead somewhere.
pub fn bpmn(definition: &Definition, language: Language) -> String {
    write::write(definition, language, &plan::plan(definition, language))
}
