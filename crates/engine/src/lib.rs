//! The shell around the core: load, decide, commit; who somebody is and may see; the workers.
//!
//! Read in this order: what an engine is made of ([`mod@engine`]), the one path of every change ([`execute`]), how a
//! complaint becomes a case ([`intake`]), how one comes in that another system kept so far ([`import`]), what is read
//! ([`reading`]), keys, identities and codes ([`keys`], [`vault`],
//! [`codes`]), passwords ([`passwords`]), accounts, signing in ([`sign_in`]), and the workers ([`workers`]). Beside it stands a county that never was, to try
//! things out with ([`seed`]), and a county as other rules would have left it ([`whatif`]).

pub mod accounts;
pub mod agencies;
pub mod api_tokens;
pub mod appraisal;
pub mod calendar_feed;
pub mod chains;
pub mod clues;
pub mod codes;
pub mod draft_homes;
pub mod drafts;
pub mod enclosed;
pub mod engine;
pub mod erasure;
pub mod error;
pub mod evidence;
pub mod execute;
pub mod exposure;
pub mod fit;
mod gathered;
pub mod import;
pub mod intake;
pub mod joint;
pub mod keys;
pub mod log;
pub mod logs;
pub mod mined;
mod moving;
pub mod open_work;
pub mod orders;
mod own_sessions;
pub mod papers;
pub mod passwords;
pub mod people;
pub mod private;
pub mod quiet_hours;
pub mod reading;
mod refusals;
pub mod review_clues;
pub mod reviews;
pub mod scan_points;
pub mod screens;
pub mod second_factor;
pub mod seed;
pub mod sign_in;
pub mod sign_in_name;
mod sponsor;
pub mod subscriptions;
pub mod suspicions;
pub mod time;
pub mod time_disputes;
pub mod totp;
pub mod unattended;
pub mod vault;
pub mod whatif;
pub mod witness;
pub mod wording;
pub mod workers;

pub use engine::{Definitions, Engine, Who};
pub use error::Error;
