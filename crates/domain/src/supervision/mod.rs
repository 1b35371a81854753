//! Supervision 督查 as a county sets it: from when on a case is yellow or red, and from when on something is a suspicion, and which outcomes say that
//! a case is solved. Data,
//! `workflows/supervision/<name>.yaml`.

mod check;
mod colour;

pub use check::check;
pub use colour::{Colour, Colours, Turns, Yellow};

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::id::SourceName;
use crate::suspicion::{SolvedOutcomes, Thresholds};
use crate::text::Bilingual;
use crate::workflow::Source;

/// What a county sets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Supervision {
    /// Name for people.
    pub name: Bilingual,
    /// What the numbers rest on.
    pub sources: IndexMap<SourceName, Source>,
    /// The three colours of a running limit.
    pub colours: Colours,
    /// From when on something is a suspicion.
    pub suspicions: Thresholds,
    /// By which outcomes a unit says that a case is solved, by workflow; what is not named here says something else.
    pub solved: SolvedOutcomes,
}
