//! Supervision 督 and appraisal 考.

mod answers;
mod desk;
mod orders;
