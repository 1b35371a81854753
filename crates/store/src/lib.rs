//! Keeps cases, events, clocks and letters, and answers questions; on SQLite and PostgreSQL by one code path.
//!
//! Read in this order: opening a database ([`open`]), what one write is ([`change`]) and how writes are grouped
//! ([`writer`]), the record that can be verified from outside ([`record`], of the crate `proof`) and the log over all
//! chains ([`log`]), who sees what ([`visible`]) and the
//! questions that are asked under it ([`queries`]). Then what stands beside the cases: the directory and its accounts,
//! the vault of identities, leases of the workers, the audit, settings.
//!
//! What differs between the two databases stands in `dialect` and nowhere else.

pub mod accounts;
pub mod agencies;
pub mod api_tokens;
pub mod appraisal;
pub mod audit;
pub mod backup;
mod calendar_feeds;
pub mod change;
mod dialect;
pub mod directory;
pub mod drafts;
mod entities;
pub mod error;
pub mod joint;
pub mod leases;
pub mod log;
pub mod open;
pub mod operator;
pub mod orders;
pub mod palette;
pub mod papers;
mod project;
mod project_time;
pub mod queries;
mod quiet_hours;
mod recent;
pub mod reference;
pub mod reviews;
mod rows;
pub mod scan_points;
pub mod second_factor;
pub mod sessions;
pub mod settings;
mod sql;
pub mod subscriptions;
pub mod suspicions;
pub mod time_disputes;
mod verify_rows;
pub mod visible;
pub mod wall_screens;
pub mod words;
pub mod work_views;
pub mod writer;

pub use error::StoreError;
pub use open::{Options, Store};
pub use operator::Operator;
pub use proof::{checkpoint, moment, record, verify};
