//! An agency from two parts: a dialect, which is what it says, and a wire, which is how that crosses the border.

use std::fmt::Debug;
use std::sync::Arc;

use async_trait::async_trait;
use serde_json::Value;

use crate::capability::{Ability, Capability, Delivery};
use crate::contract::{Agency, Page, Push};
use crate::error::{AgencyError, Refused};
use crate::message::{Amendment, ForeignNumber, Receipt, Referral, Report};
use crate::wire::{Incoming, Outgoing, Purpose, Wire};

/// What an outside body says and hears, in its own words. Pure and total: an unknown standing is a
/// [`Standing::Unrecognized`](crate::Standing::Unrecognized), never an error.
pub trait Dialect: Debug + Send + Sync + 'static {
    /// The kind of body, by which its mapping table is found: `workflows/agencies/<kind>.yaml`.
    fn kind(&self) -> &'static str;

    /// What such a body does, by whatever way.
    fn abilities(&self) -> &'static [Ability];

    /// In which order its reports come.
    fn delivery(&self) -> Delivery;

    /// Its standings, each of which the mapping table must answer.
    fn standings(&self) -> &'static [&'static str];

    /// A referral in its words.
    fn referral(&self, referral: &Referral) -> Value;

    /// A change in its words.
    fn amendment(&self, amendment: &Amendment) -> Value;

    /// A question in its words.
    fn inquiry(&self, number: &ForeignNumber) -> Value;

    /// Its receipt for a referral.
    ///
    /// # Errors
    ///
    /// `Permanent` where it refuses, in a sentence; `Temporary` where the answer says nothing that can be read.
    fn receipt(&self, answer: &Value) -> Result<Receipt, AgencyError>;

    /// A message of it.
    ///
    /// # Errors
    ///
    /// What is missing or unreadable, in a sentence that repeats nothing of the message but names of fields.
    fn report(&self, message: &Incoming) -> Result<Report, String>;
}

/// An agency that speaks a dialect over a wire.
#[derive(Debug)]
pub struct Adapter {
    dialect: Arc<dyn Dialect>,
    wire: Arc<dyn Wire>,
}

impl Adapter {
    /// Puts the two together.
    pub fn new(dialect: Arc<dyn Dialect>, wire: Arc<dyn Wire>) -> Self {
        Self { dialect, wire }
    }

    fn needs(&self, ability: Ability, what: &str) -> Result<(), AgencyError> {
        if self.capability().can(ability) { Ok(()) } else { Err(AgencyError::unsupported(what)) }
    }
}

#[async_trait]
impl Agency for Adapter {
    fn capability(&self) -> Capability {
        let by_wire = self.wire.abilities();
        let abilities = self.dialect.abilities().iter().copied();
        Capability {
            abilities: abilities.filter(|ability| by_wire.contains(ability)).collect(),
            delivery: self.dialect.delivery(),
        }
    }

    async fn submit(&self, referral: &Referral) -> Result<Receipt, AgencyError> {
        self.needs(Ability::Submit, "take referrals")?;
        let body = self.dialect.referral(referral);
        let message = Outgoing { id: referral.id, purpose: Purpose::Referral, body };
        match self.wire.send(&message).await? {
            Some(answer) => self.dialect.receipt(&answer),
            None => Ok(Receipt { foreign_number: None, at: referral.at }),
        }
    }

    async fn amend(&self, amendment: &Amendment) -> Result<(), AgencyError> {
        self.needs(Ability::Amend, "take changes")?;
        let body = self.dialect.amendment(amendment);
        let message = Outgoing { id: amendment.id, purpose: Purpose::Amendment, body };
        self.wire.send(&message).await.map(|_| ())
    }

    fn receive(&self, push: &Push<'_>) -> Result<Vec<Report>, Refused> {
        if !self.capability().can(Ability::Push) {
            return Err(Refused::Unreadable("this agency does not push".to_owned()));
        }
        let message = self.wire.open(push)?;
        let report = self.dialect.report(&message).map_err(Refused::Unreadable)?;
        Ok(vec![report])
    }

    async fn poll(&self, cursor: Option<&str>) -> Result<Page, AgencyError> {
        self.needs(Ability::Poll, "answer polls")?;
        let fetched = self.wire.fetch(cursor).await?;
        let mut page = Page { cursor: fetched.cursor, more: fetched.more, ..Page::default() };
        let unnamed =
            ("?".to_owned(), "a message has no id, or one that cannot be kept".to_owned());
        page.unreadable.extend(std::iter::repeat_n(unnamed, fetched.unnamed));
        for message in fetched.messages {
            match self.dialect.report(&message) {
                Ok(report) => page.reports.push(report),
                Err(why) => page.unreadable.push((message.id, why)),
            }
        }
        Ok(page)
    }

    async fn inquire(&self, number: &ForeignNumber) -> Result<Report, AgencyError> {
        self.needs(Ability::Inquire, "answer questions")?;
        let id = uuid::Uuid::now_v7();
        let body = self.dialect.inquiry(number);
        let message = Outgoing { id, purpose: Purpose::Inquiry, body };
        let silent = || AgencyError::temporary("the answer is under way");
        let body = self.wire.send(&message).await?.ok_or_else(silent)?;
        let answer = Incoming { id: id.to_string(), body };
        self.dialect.report(&answer).map_err(AgencyError::temporary)
    }
}
