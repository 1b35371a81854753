//! The trait that every adapter fills.

use std::fmt::Debug;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::UnitId;

use crate::capability::Capability;
use crate::error::{AgencyError, Refused};
use crate::message::{Amendment, ForeignNumber, Receipt, Referral, Report};

/// An outside body.
///
/// Methods are called with no transaction open and may be called again after a crash with the same arguments; nobody
/// waits for an answer longer than the layer around it allows. `Debug` shows no secret.
#[async_trait]
pub trait Agency: Debug + Send + Sync {
    /// What it can do. Always the same while the process lives.
    fn capability(&self) -> Capability;

    /// Hands a case over.
    ///
    /// Requires: `referral.id` is stored as sent before the first try.
    /// Afterwards: there is exactly one foreign case for this id, however often it was sent, and the receipt names it.
    /// A repeat gives the same receipt. A refusal of the other side is `Permanent`; no answer, an answer that cannot be
    /// read and an overload are `Temporary`, for the case may be there.
    async fn submit(&self, referral: &Referral) -> Result<Receipt, AgencyError> {
        _ = referral;
        Err(AgencyError::unsupported("take referrals"))
    }

    /// Tells of a change to what was handed over.
    ///
    /// Requires: the referral was submitted and its receipt is known.
    /// Afterwards: the other side knows of the change. A repeat changes nothing.
    async fn amend(&self, amendment: &Amendment) -> Result<(), AgencyError> {
        _ = amendment;
        Err(AgencyError::unsupported("take changes"))
    }

    /// Reads what the other side has pushed. Pure: it neither waits nor remembers.
    ///
    /// Requires: `push` is as it came off the wire, byte for byte.
    /// Afterwards: the reports are the other side's own words: the signature is one of a known key, over these bytes, of a
    /// time inside the window. Whether a report was seen before is for the inbox to say.
    ///
    /// # Errors
    ///
    /// Anything else is refused whole, and nothing of it believed.
    fn receive(&self, push: &Push<'_>) -> Result<Vec<Report>, Refused> {
        _ = push;
        Err(Refused::Unreadable("this agency does not push".to_owned()))
    }

    /// Asks for reports after a cursor; none for the first time.
    ///
    /// Afterwards: every report of the other side after the cursor is in the page or after the page's own cursor. The
    /// cursor is stored when all of the page is stored: a repeat gives the same reports or more.
    async fn poll(&self, cursor: Option<&str>) -> Result<Page, AgencyError> {
        _ = cursor;
        Err(AgencyError::unsupported("answer polls"))
    }

    /// Asks how one referral stands, for a person who does not want to wait or an operator who tries the connection.
    ///
    /// Afterwards: nothing has changed on either side.
    async fn inquire(&self, number: &ForeignNumber) -> Result<Report, AgencyError> {
        _ = number;
        Err(AgencyError::unsupported("answer questions"))
    }
}

/// What was pushed, as it came.
#[derive(Clone, Copy, Debug)]
pub struct Push<'a> {
    /// The unit to whose address it was sent.
    pub unit: &'a UnitId,
    /// When it came.
    pub now: DateTime<Utc>,
    /// Headers by their names in lower case. A header that came twice stands twice.
    pub headers: &'a [(String, String)],
    /// The body, not yet read.
    pub body: &'a [u8],
}

/// Reports after a cursor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// What was reported.
    pub reports: Vec<Report>,
    /// Messages that say nothing that can be read, by their ids, and why.
    pub unreadable: Vec<(String, String)>,
    /// Where to go on; none if the other side has nothing that could be asked for again.
    pub cursor: Option<String>,
    /// Whether there is more by now.
    pub more: bool,
}
