//! What outside bodies pushed and was not taken, gathered by body, reason and address: whoever forges a thousand messages a
//! minute writes a few lines, and each of them is counted.

use std::net::IpAddr;

use agency::Refused;
use domain::id::{Timestamp, UnitId};
use serde_json::json;
use store::audit::AuditEntry;

use crate::engine::Engine;
use crate::error::Error;
use crate::gathered::{First, Gathered};
use crate::passwords::household;

/// Why something that was pushed was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Why {
    Signature,
    Time,
    Header,
    Unreadable,
    Quarantined,
}

impl Why {
    /// What the audit says of those that were counted.
    const fn as_str(self) -> &'static str {
        match self {
            Self::Signature => "the signature is not one of a known key",
            Self::Time => "the message was signed too long ago or in the future",
            Self::Header => "a header is missing or unreadable",
            Self::Unreadable => "the message cannot be read",
            Self::Quarantined => "the body is in quarantine",
        }
    }
}

impl From<&Refused> for Why {
    fn from(refused: &Refused) -> Self {
        match refused {
            Refused::Signature => Self::Signature,
            Refused::Time => Self::Time,
            Refused::Header(_) => Self::Header,
            Refused::Unreadable(_) => Self::Unreadable,
        }
    }
}

/// What was pushed to which body, why it was not taken, and from where it came.
type Key = (UnitId, Why, Option<IpAddr>);

/// Pushes that were not taken of late.
pub(crate) type RefusedPushes = Gathered<Key>;

impl Engine {
    /// Notes a push that was not taken; the entry of it, if it is the first of its kind. The others are counted.
    pub(super) fn refused_push(
        &self,
        (unit, from): (&UnitId, Option<IpAddr>),
        why: Why,
        words: &str,
    ) -> Option<AuditEntry> {
        let from = from.map(household);
        let First(key) = self.refused_pushes.note((unit.clone(), why, from), self.clock.now())?;
        let mut facts = json!({ "unit": unit, "why": words, "times": 1 });
        if let Some((_, _, Some(from))) = key {
            facts["from"] = json!(from.to_string());
        }
        Some(self.entry("agencies", None, "message_refused", facts))
    }

    /// Writes how many pushes were not taken after a first one, for those whose time is over by then.
    pub(crate) async fn write_refused_pushes(&self, by: Timestamp) -> Result<(), Error> {
        for (key, count) in self.refused_pushes.over(by) {
            let mut facts =
                json!({ "times": count.times, "first": count.first, "last": count.last });
            if let Some((unit, why, from)) = key {
                facts["unit"] = json!(unit);
                facts["why"] = json!(why.as_str());
                if let Some(from) = from {
                    facts["from"] = json!(from.to_string());
                }
            }
            let entry = self.entry("agencies", None, "message_refused", facts);
            self.store.audit(entry).await?;
        }
        Ok(())
    }
}
