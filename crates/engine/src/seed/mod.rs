//! A county to try things out with: cases that never happened, put together from a seed and played by the core itself,
//! so that they stand as real ones would.
//!
//! The same plan gives the same cases on every machine: the same ids, numbers, words, events and hashes. What depends on
//! the installation's key (receipts, marks of telephone numbers) or is drawn anew each time (keys of cases, sealed
//! identities) differs, and nothing of it is in the record of a case.
//!
//! Read in this order: what is to come in when (`county`, `arrivals`), how a case begins (`filing`, `matters`,
//! `people`), how it is played (`player`, `roads`, `steps`, `forms`, `phrases`), and how it is written
//! (`written`, `run`). `clues` plays published figures instead; `supervised` adds what a
//! supervisor has done.

mod arrivals;
mod clues;
mod county;
mod family;
mod filing;
mod forms;
mod hours;
mod matters;
mod numbers;
mod pages;
mod people;
mod phrases;
mod player;
mod random;
mod roads;
mod run;
mod steps;
mod supervised;
mod written;

use std::collections::BTreeMap;

use domain::id::{StateName, Timestamp, UnitId, WorkflowName};

pub use matters::categories;

/// What is to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// How many cases.
    pub cases: u64,
    /// The place of the first among all cases of the seed: 0, or how many there are already.
    pub first: u64,
    /// Another seed gives another county.
    pub seed: u64,
    /// Over how many days before now they come in, as far as there are calendars.
    pub days: u32,
    /// How many of a hundred of those that go their own way end where they began, as most calls of a hotline do: not accepted, led
    /// elsewhere, or taken back. The others go the whole way.
    pub ended_early: u8,
    /// Until when they are played.
    pub now: Timestamp,
    /// The center that runs them.
    pub center: UnitId,
}

/// What was made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How many cases were written of each workflow in each state.
    pub written: BTreeMap<(WorkflowName, StateName), u64>,
    /// How many were there already, from an earlier run of the same plan.
    pub present: u64,
}

impl Report {
    /// How many cases were written.
    pub fn total(&self) -> u64 {
        self.written.values().sum()
    }
}
