//! Joint sessions 会商: called with units and cases, minuted by one, signed by another; tasks that the units do and the center
//! confirms. The signature tells each case by an event; what was not told when a node stopped, a worker tells. Who must not know
//! of one of the cases finds no session and no task.

mod call;
mod minutes;
mod read;
mod step;
mod task;
mod tell;

pub use call::{NewJointSession, NotCalled};
pub use minutes::{AskedTask, BadMinutes, NewMinutes};
pub use read::{ListedSession, ListedTask, ReadMinutes, ReadSession, ReadSessionStep};
pub use step::{NotStepped, SessionTaking};
pub use store::joint::{
    KeptSession, KeptTask, SessionCase, SessionCursor, SessionFilter, TaskCursor, TaskFilter,
};
pub use task::NotTaskMoved;

use std::collections::BTreeSet;

use domain::access::Conflicts;
use domain::actor::Staff;
use domain::directory::Directory;
use domain::id::{CaseId, PersonId, UnitId};
use domain::text::cleaned;
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::joint::VisibleSessions;
use uuid::Uuid;

use crate::engine::{Engine, Who};
use crate::error::Error;
use crate::keys::Purpose;
use crate::vault::{seal, unseal};

/// The stream of the audit.
const STREAM: &str = "joint_sessions";

/// The longest text of a session, in characters.
pub const SESSION_CHARACTERS_MAX: usize = 1500;

/// The longest place, in characters.
pub const PLACE_CHARACTERS_MAX: usize = 100;

/// The most cases of one session.
pub const SESSION_CASES_MAX: usize = 50;

/// The most units that are invited.
pub const SESSION_UNITS_MAX: usize = 30;

/// The most tasks of one session.
pub const SESSION_TASKS_MAX: usize = 20;

/// The most working days of a task (信访工作条例 art. 34: sixty days for a whole matter).
pub const TASK_DAYS_MAX: u16 = 60;

impl Engine {
    /// Who reads sessions, and which exist for them.
    async fn session_reader(
        &self,
        person: &PersonId,
    ) -> Result<Option<(Staff, VisibleSessions)>, Error> {
        let snapshot = self.refresh_directory().await?;
        let staff = snapshot.directory.staff(person);
        Ok(staff.map(|staff| {
            let visible = VisibleSessions::of(&staff, &snapshot.directory);
            (staff, visible)
        }))
    }

    /// Seals something to its place in its session.
    fn sealed_in<T: Serialize>(&self, id: Uuid, place: &str, what: &T) -> Result<Vec<u8>, Error> {
        let plain = serde_json::to_vec(what).map_err(|_| Error::Unsealable)?;
        seal(&self.keys.draw(Purpose::Orders, &[]), &bound(id, place), &plain)
    }

    fn opened_in<T: DeserializeOwned>(
        &self,
        id: Uuid,
        place: &str,
        sealed: &[u8],
    ) -> Result<T, Error> {
        let plain = unseal(&self.keys.draw(Purpose::Orders, &[]), &bound(id, place), sealed)?;
        serde_json::from_slice(&plain).map_err(|_| Error::Unsealable)
    }

    /// A unit of these that must not know of one of the cases, if there is one: it is invited to nothing and gets no task.
    async fn walled_unit(
        &self,
        cases: &[CaseId],
        units: &BTreeSet<UnitId>,
    ) -> Result<Option<UnitId>, Error> {
        let seen = self.read_all(&Who::Engine, cases).await?;
        let snapshot = self.directory();
        let walled = |directory: &Directory, unit: &UnitId| {
            let mut all = seen.iter().map(|seen| &seen.case().respondents);
            all.any(|named| Conflicts::new(directory, named).include(unit))
        };
        Ok(units.iter().find(|unit| walled(&snapshot.directory, unit)).cloned())
    }
}

/// What something is sealed to.
fn bound(id: Uuid, place: &str) -> Vec<u8> {
    [b"joint session".as_slice(), id.as_bytes(), place.as_bytes()].concat()
}

/// Words that say something, as far as they can be seen, if they are not too many.
fn said(words: &str, characters_max: usize) -> Option<String> {
    let words = cleaned(words).trim().to_owned();
    let characters = words.chars().count();
    (1..=characters_max).contains(&characters).then_some(words)
}
