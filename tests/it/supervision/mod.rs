//! Supervision 督 and appraisal 考.

mod colours;
mod desk;
mod orders;
mod whatif;
