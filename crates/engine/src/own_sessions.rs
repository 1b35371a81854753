//! The sessions of somebody, as they see and end them.

use chrono::TimeDelta;
use domain::id::PersonId;
use serde_json::json;
use store::accounts::{OpenSession, Which};
use store::record::{Hash, from_hex};

use crate::engine::Engine;
use crate::error::Error;
use crate::sign_in::{IDLE_MINUTES, hash};

impl Engine {
    /// The sessions of a person that hold, the newest first.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn sessions(&self, person: &PersonId) -> Result<Vec<OpenSession>, Error> {
        let now = self.clock.now();
        let mut sessions = self.store.sessions_of(person).await?;
        sessions.retain(|session| {
            now < session.expires_at && now - session.seen_at < TimeDelta::minutes(IDLE_MINUTES)
        });
        Ok(sessions)
    }

    /// Ends one session of the person by the hash of its token, or all but the one of `token`; returns how many.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn end_sessions(
        &self,
        person: &PersonId,
        token: &str,
        one: Option<Hash>,
    ) -> Result<u64, Error> {
        let own = from_hex(token).map(|token| hash(&token)).unwrap_or_default();
        let which = one.map_or(Which::AllBut(own), Which::This);
        let facts = json!({ "others": one.is_none() });
        let entry = self.entry("sign-in", Some(person), "sessions_ended", facts);
        let ended = self.store.end_sessions_of(person.clone(), which, entry).await?;
        self.holders.forget();
        Ok(ended)
    }
}
