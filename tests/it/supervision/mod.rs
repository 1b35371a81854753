//! Supervision 督 and appraisal 考.

mod desk;
mod orders;
mod reading;
mod time;
