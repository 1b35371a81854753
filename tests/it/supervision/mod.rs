//! Supervision 督 and appraisal 考.

pub(crate) mod answers;
mod colours;
mod counted;
mod crawl;
mod desk;
mod habits;
mod joint;
mod orders;
mod reading;
mod shown;
mod sponsored;
pub(crate) mod suspicions;
pub(crate) mod time;
mod whatif;
