//! What the body knows: everything that its journal says, in the order in which it happened.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::journal::{Record, Referred, Said};

/// What the body knows.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    /// Since when it exists.
    pub(crate) opened: Option<DateTime<Utc>>,
    /// By referral.
    pub(crate) cases: BTreeMap<Uuid, Case>,
    /// Referrals by the body's own numbers.
    pub(crate) numbers: BTreeMap<String, Uuid>,
    /// Changes that came.
    pub(crate) amended: BTreeSet<Uuid>,
    /// Its messages, in the order in which they were written down.
    pub(crate) said: Vec<Said>,
    /// Places of messages that the other side does not have.
    pub(crate) undelivered: BTreeSet<usize>,
    /// How much it has handed over.
    pub(crate) handed_over: u32,
    /// How far files were read.
    pub(crate) read: Option<String>,
}

/// A case of the body.
#[derive(Debug)]
pub(crate) struct Case {
    /// How it came.
    pub(crate) referred: Referred,
    /// What of its course was said.
    pub(crate) said: BTreeSet<usize>,
    /// Whether the body's part has ended.
    pub(crate) ended: bool,
}

impl Memory {
    /// Takes in what happened. Total: what does not fit changes nothing.
    pub(crate) fn take_in(&mut self, record: Record) {
        match record {
            Record::Opened { at } => self.opened = self.opened.or(Some(at)),
            Record::Referred(referred) => {
                self.numbers.insert(referred.number.clone(), referred.referral);
                let case = Case { referred, said: BTreeSet::new(), ended: false };
                self.cases.entry(case.referred.referral).or_insert(case);
            }
            Record::Amended { id, referral, ends } => {
                self.amended.insert(id);
                if let Some(case) = self.cases.get_mut(&referral) {
                    case.ended |= ends;
                }
            }
            Record::Said(said) => {
                match said.of {
                    Some((referral, place)) => {
                        if let Some(case) = self.cases.get_mut(&referral) {
                            case.said.insert(place);
                        }
                    }
                    None => self.handed_over += 1,
                }
                self.undelivered.insert(self.said.len());
                self.said.push(said);
            }
            Record::Delivered { place } => {
                self.undelivered.remove(&place);
            }
            Record::Read { cursor } => self.read = Some(cursor),
        }
    }
}
