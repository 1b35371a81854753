//! A body that does what the test says.

use std::sync::Mutex;

use agency::{
    Ability, Agency, AgencyError, Amendment, Capability, Change, Delivery, ForeignNumber, Page,
    Push, Receipt, Referral, Refused, Report,
};
use async_trait::async_trait;
use uuid::Uuid;

/// A body that keeps what it is sent and says what it is told to.
#[derive(Debug, Default)]
pub(super) struct Scripted {
    pub(super) sent: Mutex<Vec<Uuid>>,
    pub(super) changes: Mutex<Vec<Change>>,
    /// Everything in the order in which it came: of which referral, and what changed unless it is the referral itself.
    pub(super) heard: Mutex<Vec<(Uuid, Option<Change>)>>,
    pub(super) down: Mutex<bool>,
    pub(super) refuses: Mutex<bool>,
    /// Whether it says by a message what number a case has, as one does that is reached by files.
    pub(super) silent: Mutex<bool>,
    /// How often it was called to be told something, whatever it answered.
    pub(super) calls: Mutex<u32>,
    /// What it answers when it is asked for reports, and how often it was.
    pub(super) page: Mutex<Page>,
    pub(super) polls: Mutex<u32>,
}

impl Scripted {
    /// Others get their turn, as they do while a body is reached over a network.
    async fn is_called(&self) {
        *self.calls.lock().unwrap() += 1;
        tokio::task::yield_now().await;
    }
}

#[async_trait]
impl Agency for Scripted {
    fn capability(&self) -> Capability {
        let abilities = [Ability::Submit, Ability::Amend, Ability::Push, Ability::Poll].into();
        Capability { abilities, delivery: Delivery::AnyOrder }
    }

    async fn submit(&self, referral: &Referral) -> Result<Receipt, AgencyError> {
        self.is_called().await;
        if *self.down.lock().unwrap() {
            return Err(AgencyError::temporary("nobody answers"));
        }
        if *self.refuses.lock().unwrap() {
            return Err(AgencyError::permanent("not ours"));
        }
        self.sent.lock().unwrap().push(referral.id);
        self.heard.lock().unwrap().push((referral.id, None));
        let foreign_number = ForeignNumber(format!("F-{}", referral.case_number));
        let foreign_number = (!*self.silent.lock().unwrap()).then_some(foreign_number);
        Ok(Receipt { foreign_number, at: referral.at })
    }

    async fn amend(&self, amendment: &Amendment) -> Result<(), AgencyError> {
        self.is_called().await;
        if *self.down.lock().unwrap() {
            return Err(AgencyError::temporary("nobody answers"));
        }
        self.changes.lock().unwrap().push(amendment.change);
        self.heard.lock().unwrap().push((amendment.referral, Some(amendment.change)));
        Ok(())
    }

    async fn poll(&self, _: Option<&str>) -> Result<Page, AgencyError> {
        *self.polls.lock().unwrap() += 1;
        Ok(self.page.lock().unwrap().clone())
    }

    fn receive(&self, push: &Push<'_>) -> Result<Vec<Report>, Refused> {
        if push.headers.iter().any(|(name, _)| name == "x-forged") {
            return Err(Refused::Signature);
        }
        let report = serde_json::from_slice(push.body);
        report.map(|report| vec![report]).map_err(|why| Refused::Unreadable(why.to_string()))
    }
}
