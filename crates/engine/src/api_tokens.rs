//! API tokens: a person opens them for their own programs, each good for some of what the person may do.

use chrono::TimeDelta;
use domain::id::PersonId;
use serde_json::json;
use store::accounts::ApiToken;
use store::record::{from_hex, hex};
use uuid::Uuid;

use crate::engine::Engine;
use crate::error::Error;
use crate::keys::random;
use crate::sign_in::hash;

/// An API token as it is asked for.
#[derive(Clone, Debug)]
pub struct AskedToken<'a> {
    /// What its owner calls it.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<String>,
    /// How long it serves.
    pub days: i64,
    /// The session in which it is asked for; none by whoever runs the machine.
    pub session: Option<&'a str>,
}

impl Engine {
    /// Opens an API token for the person, and returns it; it is told now and never again. None if the session in which it
    /// was asked for has ended by then.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn open_api_token(
        &self,
        person: &PersonId,
        asked: AskedToken<'_>,
    ) -> Result<Option<(ApiToken, String)>, Error> {
        let AskedToken { name, scopes, days, session } = asked;
        let token: [u8; 32] = random()?;
        let made = ApiToken {
            id: Uuid::now_v7(),
            person: person.clone(),
            name,
            scopes,
            expires_at: self.clock.now() + TimeDelta::days(days),
            has_factor: false,
        };
        let facts = json!({ "token": made.id, "scopes": made.scopes });
        let entry = self.entry("accounts", Some(person), "token_opened", facts);
        let session =
            session.map(|token| from_hex(token).map(|token| hash(&token)).unwrap_or_default());
        let kept = self.store.open_api_token(hash(&token), made.clone(), session, entry).await?;
        Ok(kept.then(|| (made, hex(&token))))
    }

    /// Revokes an API token of the person at once.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn revoke_api_token(&self, person: &PersonId, id: Uuid) -> Result<(), Error> {
        let entry = self.entry("accounts", Some(person), "token_revoked", json!({ "token": id }));
        self.store.revoke_api_token(person.clone(), id, entry).await?;
        self.holders.forget();
        Ok(())
    }
}
