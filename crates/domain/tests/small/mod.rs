//! The small workflow that the tests break.

use domain::workflow::Definition;

/// A definition of ten states that passes every proof.
pub(crate) fn workflow() -> Definition {
    serde_saphyr::from_str(include_str!("workflow.yaml")).unwrap()
}
