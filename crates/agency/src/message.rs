//! What crosses the border. No names, no telephone numbers, no words of people.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::case::{Complexity, Risk};
use domain::id::{CategoryCode, PlaceCode, UnitId, WorkflowName};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The number under which an agency knows a referral.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ForeignNumber(pub String);

/// A case that is handed to an agency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Referral {
    /// By what a repeat is known: the same referral sent again makes no second foreign case.
    pub id: Uuid,
    /// The number of the case, which says nothing about anybody.
    pub case_number: String,
    /// Which of our units the agency is.
    pub unit: UnitId,
    /// What it is about.
    pub matter: Matter,
    /// When it was handed over.
    pub at: DateTime<Utc>,
}

/// What a case is about, in codes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matter {
    /// The procedure.
    pub workflow: WorkflowName,
    /// By its code.
    pub category: CategoryCode,
    /// By its division code.
    pub place: PlaceCode,
    /// How hard.
    pub complexity: Complexity,
    /// How dangerous.
    pub risk: Risk,
    /// The last day in time of the agency's part, if there is one.
    pub due: Option<NaiveDate>,
}

/// A change to what was referred.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amendment {
    /// By what a repeat is known.
    pub id: Uuid,
    /// The referral.
    pub referral: Uuid,
    /// The number that the agency gave it.
    pub foreign_number: ForeignNumber,
    /// What changes.
    pub change: Change,
    /// When.
    pub at: DateTime<Utc>,
}

/// What changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// The case is taken back, or was withdrawn: the agency's part ends.
    Recalled,
    /// The unit is urged.
    Urged,
    /// There is something new to fetch.
    Supplemented,
    /// The danger of violence has grown (民转刑; 人民调解法 art. 25).
    RiskRaised,
}

/// That a referral was taken, or is under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The number under which it is known there from now on; none while it is under way, where a report says later that it
    /// has arrived ([`Said::Arrived`]).
    pub foreign_number: Option<ForeignNumber>,
    /// When it arrived, or was sent on its way.
    pub at: DateTime<Utc>,
}

/// Something that an agency says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// By what a repeat is known, for ever.
    pub id: String,
    /// When it happened there.
    pub at: DateTime<Utc>,
    /// Its place among the reports of the same referral, from 1 without gaps, where the agency counts them.
    pub sequence: Option<u64>,
    /// What it says.
    pub said: Said,
}

/// What a report says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// A referral that was under way has arrived.
    Arrived {
        /// Which.
        referral: Uuid,
        /// The number under which it is known there.
        foreign_number: ForeignNumber,
    },
    /// A referral that was under way was refused.
    NotTaken {
        /// Which.
        referral: Uuid,
        /// Why, in the agency's own code.
        reason: String,
    },
    /// How a referral stands.
    Stands {
        /// Which referral.
        foreign_number: ForeignNumber,
        /// How.
        standing: Standing,
        /// What the standing needs beside itself, in codes, numbers and days: the outcome, the number of a document, the
        /// day of an appointment.
        facts: BTreeMap<String, String>,
    },
    /// A matter that did not come from us is handed over to us.
    HandsOver(Handover),
}

/// How a referral stands, in the agency's own code.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// One of those that the adapter lists.
    Known(String),
    /// Another: a person must look at it. The text is theirs, cut to 200 characters.
    Unrecognized(String),
}

/// A matter that is handed over to us.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handover {
    /// The number that it has there.
    pub foreign_number: ForeignNumber,
    /// By our code, where theirs answers to one.
    pub category: CategoryCode,
    /// By its division code.
    pub place: PlaceCode,
    /// How dangerous it looks there.
    pub risk: Risk,
}
