//! Supervision 督 and appraisal 考.

mod answers;
mod colours;
mod counted;
mod desk;
mod habits;
mod orders;
mod reading;
mod suspicions;
mod time;
mod whatif;
