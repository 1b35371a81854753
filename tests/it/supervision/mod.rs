//! Supervision 督 and appraisal 考.

mod answers;
mod colours;
mod desk;
mod habits;
mod joint;
mod orders;
mod reading;
mod sponsored;
mod suspicions;
mod time;
mod whatif;
