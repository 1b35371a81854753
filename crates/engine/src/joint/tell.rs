//! Telling the cases of a session that its minutes are signed. Each is told once, by a key, so that a repeat does nothing.

use domain::case::{Command, SessionNote};
use domain::id::DocumentNumber;
use sha2::{Digest, Sha256};
use store::change::RequestKey;
use store::joint::{FoundSession, SessionCase};
use uuid::Uuid;

use crate::engine::{Engine, Who};
use crate::error::Error;
use crate::execute::Order;

/// How many sessions are looked at in a turn.
const SESSIONS_A_TURN: u32 = 50;

impl Engine {
    /// Tells the cases that have still to be told, of a bounded number of sessions, and returns how many.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn tell_of_sessions(&self) -> Result<usize, Error> {
        let mut told = 0;
        for id in self.store.sessions_to_tell(SESSIONS_A_TURN).await? {
            match self.tell_of_session(id).await {
                Ok(cases) => told += cases,
                // It is tried again; the others go on.
                Err(error) => {
                    tracing::warn!(session = %id, %error, "the cases of a session could not be told");
                }
            }
        }
        Ok(told)
    }

    /// Tells the cases of a session.
    pub(super) async fn tell_of_session(&self, id: Uuid) -> Result<usize, Error> {
        let Some(found) = self.store.session_to_tell(id).await? else { return Ok(0) };
        let mut told = 0;
        for case in found.cases.iter().filter(|case| case.is_to_tell) {
            self.tell_case(&found, case).await?;
            self.store.session_told(id, case.case).await?;
            told += 1;
        }
        Ok(told)
    }

    async fn tell_case(&self, found: &FoundSession, case: &SessionCase) -> Result<(), Error> {
        let session = &found.session;
        let held_on = session.held_on.as_deref().and_then(|day| day.parse().ok());
        let Some(held_on) = held_on else { return Ok(()) };
        let note = SessionNote {
            session: session.id,
            number: DocumentNumber::from(session.number.as_str()),
            held_on,
            responsible: case.responsible.clone(),
        };
        let mut order = Order::new(Who::Engine, case.case, Command::NoteSession(note));
        order.request = Some(RequestKey {
            actor: Who::Engine.key(),
            route: "joint session".to_owned(),
            key: format!("{}:{}", session.id, case.case.0),
            request: Sha256::digest(session.id.as_bytes()).into(),
        });
        self.execute(order).await.map(|_| ())
    }
}
