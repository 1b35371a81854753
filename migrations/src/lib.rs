//! The schema of the database, one step per file, up and down, the same on SQLite and PostgreSQL.
//!
//! Steps are plain SQL: three words differ between the two databases, and `sql` puts them in. Instants are
//! microseconds since 1970 in UTC, so that they compare alike everywhere. A released step is never edited.

#![expect(
    elided_lifetimes_in_paths,
    reason = "the trait of a step hides a lifetime, and its implementations must hide it too"
)]

mod m0001_directory;
mod m0002_cases;
mod m0003_outside;
mod m0004_identity;
mod m0005_audit;
mod m0006_search;
mod m0007_agencies;
mod m0008_events;
mod m0009_strangers;
mod m0010_agencies_mended;
mod m0011_citizens;
mod m0012_papers;
mod m0013_agencies_counted;
mod m0014_account;
mod m0015_reviews;
mod m0016_supervision;
mod m0017_answers;
mod m0018_suspicions;
mod m0019_appraisal;
mod m0020_reading;
mod m0021_clues;
mod m0023_colours;
mod m0024_log;
mod m0025_sessions;
mod m0026_scale;
mod sql;

pub use sea_orm_migration::{MigratorTrait, SchemaManager};

use sea_orm_migration::MigrationTrait;

/// All steps, in their order.
#[derive(Clone, Copy, Debug)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_directory::Step),
            Box::new(m0002_cases::Step),
            Box::new(m0003_outside::Step),
            Box::new(m0004_identity::Step),
            Box::new(m0005_audit::Step),
            Box::new(m0006_search::Step),
            Box::new(m0007_agencies::Step),
            Box::new(m0008_events::Step),
            Box::new(m0009_strangers::Step),
            Box::new(m0010_agencies_mended::Step),
            Box::new(m0011_citizens::Step),
            Box::new(m0012_papers::Step),
            Box::new(m0013_agencies_counted::Step),
            Box::new(m0014_account::Step),
            Box::new(m0015_reviews::Step),
            Box::new(m0016_supervision::Step),
            Box::new(m0018_suspicions::Step),
            Box::new(m0024_log::Step),
            Box::new(m0021_clues::Step),
            Box::new(m0023_colours::Step),
            Box::new(m0020_reading::Step),
            Box::new(m0017_answers::Step),
            Box::new(m0019_appraisal::Step),
            Box::new(m0025_sessions::Step),
            Box::new(m0026_scale::Step),
        ]
    }
}
