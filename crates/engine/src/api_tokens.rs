//! API tokens: a person opens them for their own programs, each good for some of what the person may do.

use chrono::TimeDelta;
use domain::id::PersonId;
use serde_json::json;
use store::accounts::ApiToken;
use store::record::hex;
use uuid::Uuid;

use crate::engine::Engine;
use crate::error::Error;
use crate::keys::random;
use crate::sign_in::hash;

impl Engine {
    /// Opens an API token for the person, and returns it; it is told now and never again.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn open_api_token(
        &self,
        person: &PersonId,
        name: String,
        scopes: Vec<String>,
        days: i64,
    ) -> Result<(ApiToken, String), Error> {
        let token: [u8; 32] = random()?;
        let made = ApiToken {
            id: Uuid::now_v7(),
            person: person.clone(),
            name,
            scopes,
            expires_at: self.clock.now() + TimeDelta::days(days),
        };
        let facts = json!({ "token": made.id, "scopes": made.scopes });
        let entry = self.entry("accounts", Some(person), "token_opened", facts);
        self.store.open_api_token(hash(&token), made.clone(), entry).await?;
        Ok((made, hex(&token)))
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
