//! Supervision 督 and appraisal 考.

mod colours;
mod desk;
mod habits;
mod orders;
mod suspicions;
mod whatif;
