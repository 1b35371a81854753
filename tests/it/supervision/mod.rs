//! Supervision 督 and appraisal 考.

mod colours;
mod desk;
mod habits;
mod orders;
mod reading;
mod suspicions;
mod time;
mod whatif;
