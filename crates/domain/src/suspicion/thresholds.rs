//! From when on it is a suspicion: numbers that a county may change, each with what it rests on. Most are proposed; no law or
//! published rule gives one.

use serde::{Deserialize, Serialize};

use super::Indicator;
use crate::id::SourceName;

macro_rules! thresholds {
    ($($(#[$doc:meta])* $name:ident {
        $($(#[$field_doc:meta])* $field:ident: $type:ty = $default:expr;)*
    })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $type,)*
            /// What it rests on.
            pub source: SourceName,
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $($field: $default,)* source: SourceName::from("proposed") }
            }
        }
    )*};
}

/// The thresholds of all indicators.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Thresholds {
    /// Closed as solved, and brought again.
    pub reported_again: ReportedAgain,
    /// The citizen says the opposite.
    pub contradicted: Contradicted,
    /// Closed without contact.
    pub no_contact: NoContact,
    /// Answers that read alike.
    pub answer_copied: AnswerCopied,
    /// Closed at the last minute.
    pub last_minute: LastMinute,
    /// The same picture twice.
    pub picture_twice: PictureTwice,
    /// Returned late to win time.
    pub returned_late: ReturnedLate,
    /// Passed round.
    pub passed_round: PassedRound,
    /// How much of what it gets a unit may hand on.
    pub transfer_budget: TransferBudget,
    /// Good ratings in a burst.
    pub rated_in_burst: RatedInBurst,
    /// Good ratings from one source.
    pub rated_from_one_source: RatedFromOneSource,
    /// Rated the moment it closed.
    pub rated_at_once: RatedAtOnce,
    /// Rated by the unit.
    pub rated_by_unit: RatedByUnit,
    /// Unusual reading of identities.
    pub identities_read: IdentitiesRead,
}

thresholds! {
    /// Closed as solved, and brought again.
    ReportedAgain {
        /// Days within which it is the same matter if a telephone number and the class of the category agree, or if it was
        /// linked or opened again.
        same_party_days: u32 = 30;
        /// Days within which it is the same matter if place and category agree.
        same_place_days: u32 = 7;
        /// How many digits of a category make its class.
        class_digits: u32 = 2;
        /// How many digits a place needs to be narrow enough to say something; 12 is a village or community.
        place_digits: u32 = 12;
    }
    /// The citizen says the opposite.
    Contradicted {
        /// Whether "partly solved" is the opposite, too.
        partly: bool = false;
    }
    /// Closed without contact.
    NoContact {}
    /// Answers that read alike.
    AnswerCopied {
        /// Resemblance in percent from which on two answers read alike.
        percent: u8 = 80;
        /// With how many earlier answers of the unit one is compared.
        last: u32 = 50;
        /// How many pairs of characters an answer needs, so that its likeness says something.
        pairs_min: u32 = 30;
        /// Days within which two complaints of one place and category are about one event, which may be answered alike.
        same_event_days: u32 = 3;
        /// What every answer must hold and therefore counts for nothing, such as where to object.
        phrases: Vec<String> = Vec::new();
    }
    /// Closed at the last minute.
    LastMinute {
        /// Minutes before the deadline.
        minutes: u32 = 30;
        /// How often in the period.
        times: u32 = 5;
        /// Which part of the unit's closings in the last 24 hours before their deadlines, in percent: who is merely busy
        /// closes on the last day, but not in its last minutes.
        share_percent: u8 = 50;
    }
    /// The same picture twice.
    PictureTwice {
        /// In how many of 64 bits two pictures may differ and still look the same; at most 7.
        bits_apart: u32 = 4;
        /// How many bits must be set, and how many not, for a look to say something.
        plain_bits: u32 = 16;
        /// Days within which two complaints of one place and category are about one event, of which one picture is enough.
        same_event_days: u32 = 3;
    }
    /// Returned late to win time.
    ReturnedLate {
        /// The last part of the time to sign, in percent.
        percent: u8 = 10;
        /// How often in the period.
        times: u32 = 2;
    }
    /// Passed round.
    PassedRound {
        /// How often it was sent back.
        returns: u32 = 2;
        /// How often a unit gave it away and another got it.
        hops: u32 = 2;
        /// Whole days, summed up, on which no unit was responsible.
        ownerless_days: u32 = 5;
    }
    /// How much of what it gets a unit may hand on.
    TransferBudget {
        /// In percent of the cases that it got.
        percent: u8 = 20;
        /// How many it must have got for a percentage to say something.
        received_min: u32 = 10;
    }
    /// Good ratings in a burst.
    RatedInBurst {
        /// Within how many minutes.
        minutes: u32 = 10;
        /// How many cases.
        times: u32 = 4;
    }
    /// Good ratings from one source.
    RatedFromOneSource {
        /// How many matters from one device.
        device_times: u32 = 4;
        /// How many matters from one network. A household, a village hall, and with some providers a whole town share one.
        network_times: u32 = 5;
    }
    /// Rated the moment it closed.
    RatedAtOnce {
        /// Within how many seconds after the closing.
        seconds: u32 = 90;
        /// How often in the period.
        times: u32 = 3;
    }
    /// Rated by the unit.
    RatedByUnit {
        /// How often in the period.
        times: u32 = 2;
    }
    /// Unusual reading of identities.
    IdentitiesRead {
        /// How many cases within 24 hours, at least.
        in_a_day: u32 = 20;
        /// And how many times as many as others in the same role on their busiest day, in percent of their median.
        factor_percent: u32 = 300;
        /// Or how many cases in which the reader has no part.
        outside: u32 = 4;
    }
}

impl Thresholds {
    /// Every source that is named, with the key below which it stands.
    pub fn sources(&self) -> [(&'static str, &SourceName); 14] {
        [
            (Indicator::ReportedAgain.as_str(), &self.reported_again.source),
            (Indicator::Contradicted.as_str(), &self.contradicted.source),
            (Indicator::NoContact.as_str(), &self.no_contact.source),
            (Indicator::AnswerCopied.as_str(), &self.answer_copied.source),
            (Indicator::LastMinute.as_str(), &self.last_minute.source),
            (Indicator::PictureTwice.as_str(), &self.picture_twice.source),
            (Indicator::ReturnedLate.as_str(), &self.returned_late.source),
            (Indicator::PassedRound.as_str(), &self.passed_round.source),
            ("transfer_budget", &self.transfer_budget.source),
            (Indicator::RatedInBurst.as_str(), &self.rated_in_burst.source),
            (Indicator::RatedFromOneSource.as_str(), &self.rated_from_one_source.source),
            (Indicator::RatedAtOnce.as_str(), &self.rated_at_once.source),
            (Indicator::RatedByUnit.as_str(), &self.rated_by_unit.source),
            (Indicator::IdentitiesRead.as_str(), &self.identities_read.source),
        ]
    }
}
