//! Refused sign-ins, gathered by whose password was tried and from where. Whoever tries passwords all night long writes a
//! few lines, not the audit.

use std::net::IpAddr;

use domain::id::{PersonId, Timestamp};
use serde_json::json;

use crate::engine::Engine;
use crate::error::Error;
use crate::gathered::{First, Gathered};
use crate::passwords::household;

/// Whose password was tried from where.
type Key = (Option<PersonId>, IpAddr);

/// Sign-ins that were refused of late.
pub(crate) type Refusals = Gathered<Key>;

impl Engine {
    /// Notes that nobody was signed in; of a name that nobody has, only from where.
    pub(crate) async fn note_refusal(
        &self,
        person: Option<&PersonId>,
        from: IpAddr,
    ) -> Result<(), Error> {
        let now = self.clock.now();
        self.write_refusals(now).await?;
        if let Some(First(key)) = self.refusals.note((person.cloned(), household(from)), now) {
            self.write_refusal(key.as_ref(), 1).await?;
        }
        Ok(())
    }

    /// Writes how many refusals followed a first one, for those whose time is over by then: of sign-ins, and of what outside
    /// bodies push.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn write_refusals(&self, by: Timestamp) -> Result<(), Error> {
        for (key, count) in self.refusals.over(by) {
            self.write_refusal(key.as_ref(), count.times).await?;
        }
        self.write_refused_pushes(by).await
    }

    async fn write_refusal(&self, key: Option<&Key>, times: u32) -> Result<(), Error> {
        let mut facts = json!({ "times": times });
        if let Some((person, from)) = key {
            facts["from"] = json!(from.to_string());
            if let Some(person) = person {
                facts["person"] = json!(person);
            }
        }
        Ok(self.store.audit(self.entry("sign-in", None, "refused", facts)).await?)
    }
}
