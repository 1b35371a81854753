//! The rules of Bihuan, and nothing else: no I/O, no clock, no randomness.
//!
//! Read in this order: names and people ([`id`], [`text`], [`actor`], [`directory`]), working time
//! ([`calendar`], [`clock`]), procedures as data ([`workflow`], [`routing`], [`code_table`]), the case itself
//! ([`case`], [`decide`], [`react`], [`access`]), what its history says of the units that had it ([`appraisal`]), what a
//! county looks at afterwards ([`supervision`], [`suspicion`]), what other rules would have made of it ([`whatif`]), and what
//! analysts of processes may read ([`mining`]).

pub mod access;
pub mod actor;
pub mod announce;
pub mod appraisal;
pub mod calendar;
pub mod case;
pub mod clock;
pub mod clue;
pub mod code_table;
pub mod decide;
pub mod directory;
pub mod directory_check;
pub mod finding;
pub mod id;
pub mod inform;
pub mod letter;
mod markup;
pub mod meant;
mod median;
pub mod mining;
pub mod order;
pub mod paper;
pub mod promise;
pub mod react;
pub mod refusal;
pub mod review;
pub mod routing;
pub mod scenario;
pub mod session;
pub mod supervision;
pub mod suspicion;
pub mod text;
pub mod whatif;
pub mod whole;
pub mod workflow;

pub use median::median;
