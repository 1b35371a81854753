//! Supervision 督 and appraisal 考.

pub(crate) mod answers;
mod colours;
mod crawl;
mod counted;
mod desk;
mod habits;
mod joint;
mod orders;
mod reading;
mod shown;
pub(crate) mod suspicions;
pub(crate) mod time;
mod sponsored;
mod suspicions;
mod time;
mod whatif;
