//! Supervision 督 and appraisal 考.

mod desk;
mod habits;
mod orders;
mod suspicions;
