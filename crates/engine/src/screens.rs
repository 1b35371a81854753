//! Screens on a wall 大屏: whoever directs or supervises opens one for a year. Its address shows their figures, and nothing else can
//! be done with it; it is told once, kept as a keyed hash, and serves the network alone that asks for it first.

use chrono::TimeDelta;
use domain::id::PersonId;
use domain::text::cleaned;
use serde_json::json;
use store::record::Hash;
pub use store::wall_screens::WallScreen;
use uuid::Uuid;

use crate::codes::{TOKEN_CHARACTERS, normalized, random_code};
use crate::engine::Engine;
use crate::error::Error;
use crate::keys::Purpose;

/// How long a screen shows anything.
const LASTS: TimeDelta = TimeDelta::days(365);

/// The longest name of a screen, in characters.
pub const SCREEN_NAME_CHARACTERS_MAX: usize = 40;

/// How many screens one person may have open.
const SCREENS_MAX: usize = 10;

/// Why no screen was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoScreen {
    /// It has no name, or one that is too long.
    BadName,
    /// There are too many.
    TooMany,
}

impl Engine {
    /// Opens a screen, and returns what stands in its address; it is told now and never again.
    ///
    /// # Errors
    ///
    /// Where the store fails, or the system gives no randomness.
    pub async fn open_screen(
        &self,
        person: &PersonId,
        name: &str,
    ) -> Result<Result<String, NoScreen>, Error> {
        let name = cleaned(name).trim().to_owned();
        if !(1..=SCREEN_NAME_CHARACTERS_MAX).contains(&name.chars().count()) {
            return Ok(Err(NoScreen::BadName));
        }
        if self.screens(person).await?.len() >= SCREENS_MAX {
            return Ok(Err(NoScreen::TooMany));
        }
        let (id, now, token) = (Uuid::now_v7(), self.clock.now(), random_code(TOKEN_CHARACTERS)?);
        let entry = self.entry("accounts", Some(person), "screen_opened", json!({ "screen": id }));
        let (person, ends_at) = (person.clone(), now + LASTS);
        let screen = WallScreen { id, person, name, opened_at: now, ends_at, network: None };
        self.store.open_screen(screen, self.screen_hash(&token), entry).await?;
        Ok(Ok(token))
    }

    /// The screen of a token, for who asks from a network; none for any other than asked first.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn screen(&self, token: &str, network: &str) -> Result<Option<WallScreen>, Error> {
        let Some(token) = normalized(token, TOKEN_CHARACTERS) else { return Ok(None) };
        Ok(self.store.screen(&self.screen_hash(&token), network, self.clock.now()).await?)
    }

    /// The screens that a person has open.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn screens(&self, person: &PersonId) -> Result<Vec<WallScreen>, Error> {
        Ok(self.store.screens_of(person, self.clock.now()).await?)
    }

    /// Closes a screen of a person. False if there is none.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn close_screen(&self, person: &PersonId, id: Uuid) -> Result<bool, Error> {
        let entry = self.entry("accounts", Some(person), "screen_closed", json!({ "screen": id }));
        Ok(self.store.close_screen(person, id, entry).await?)
    }

    fn screen_hash(&self, token: &str) -> Hash {
        self.keys.draw(Purpose::Screens, &[token.as_bytes()])
    }
}
