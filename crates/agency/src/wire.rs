//! How the JSON of an adapter crosses the border, whichever way that is: by HTTP, or in files that somebody carries.

use std::collections::BTreeSet;
use std::fmt::Debug;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::capability::Ability;
use crate::contract::Push;
use crate::error::{AgencyError, Refused};

/// A way across the border. It knows nothing of what it carries.
#[async_trait]
pub trait Wire: Debug + Send + Sync {
    /// What can be done by this way at all.
    fn abilities(&self) -> BTreeSet<Ability>;

    /// Sends a message.
    ///
    /// Afterwards: the message is there, or under way on something that is kept. A repeat with the same id is the same
    /// message. The answer is the other side's own; none where it is under way and the answer comes among the fetched.
    async fn send(&self, message: &Outgoing) -> Result<Option<Value>, AgencyError>;

    /// Messages of the other side after a cursor, in the order in which it sent them.
    ///
    /// Afterwards: as [`Agency::poll`](crate::Agency::poll) says.
    async fn fetch(&self, cursor: Option<&str>) -> Result<Fetched, AgencyError>;

    /// Verifies what was pushed. Pure.
    ///
    /// # Errors
    ///
    /// Whatever is not the other side's own word, fresh and whole.
    fn open(&self, push: &Push<'_>) -> Result<Incoming, Refused>;
}

/// What a message asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// To take a case.
    Referral,
    /// To take note of a change.
    Amendment,
    /// To say how a case stands.
    Inquiry,
}

impl Purpose {
    /// The name in addresses and files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Referral => "referral",
            Self::Amendment => "amendment",
            Self::Inquiry => "inquiry",
        }
    }
}

/// A message on its way out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outgoing {
    /// By what a repeat is known.
    pub id: Uuid,
    /// What it asks for.
    pub purpose: Purpose,
    /// In the other side's words.
    pub body: Value,
}

/// A message that came in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incoming {
    /// By what a repeat is known, for ever.
    pub id: String,
    /// In the other side's words.
    pub body: Value,
}

/// Messages after a cursor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fetched {
    /// What came.
    pub messages: Vec<Incoming>,
    /// How many came without an id by which a repeat is known, so that they can only be left.
    pub unnamed: usize,
    /// Where to go on.
    pub cursor: Option<String>,
    /// Whether there is more by now.
    pub more: bool,
}
