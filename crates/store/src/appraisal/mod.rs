//! Appraisals 考核 as they are kept: runs with their figures, publications, errata, decisions and objections. A run is asked for,
//! made under a lease by whichever node has time, and only read from then on.

mod decisions;
mod objections;
mod publications;
mod rows;
mod runs;

pub use decisions::{KeptDecision, NewDecision, Recorded};
pub use objections::{Decide, KeptObjection, ObjectionDecided, ObjectionFilter, ObjectionStanding};
pub use publications::{Erratum, NewPublication, Publication, PublicationTaken};
pub use runs::{Asked, Made, NewRun, Purpose, Run, RunStanding};

/// The stream of the audit, by whose name writers wait for each other.
const STREAM: &str = "appraisal";
