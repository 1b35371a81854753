//! Moving a task of a session.

use domain::id::PersonId;
use domain::order::Answered;
use domain::session::{NotMoved, SessionStanding, TaskStep};
use serde_json::json;
use store::joint::{KeptTask, SessionMoved, TaskMoved};
use uuid::Uuid;

use super::{SESSION_CHARACTERS_MAX, STREAM, said};
use crate::engine::Engine;
use crate::error::Error;

/// Why a task was not moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotTaskMoved {
    /// It does not exist for them.
    Gone,
    /// Somebody changed it meanwhile.
    Stale,
    /// The rules say no.
    Refused(NotMoved),
    /// It says nothing, or too much.
    BadWords,
}

impl Engine {
    /// Takes a step with a task, on the version of it that was seen.
    ///
    /// # Errors
    ///
    /// Where the store fails, or the system gives no randomness.
    pub async fn move_session_task(
        &self,
        person: &PersonId,
        (id, task, version): (Uuid, i64, i64),
        (step, words): (TaskStep, &str),
    ) -> Result<Result<(), NotTaskMoved>, Error> {
        let Some((staff, visible)) = self.session_reader(person).await? else {
            return Ok(Err(NotTaskMoved::Gone));
        };
        let found = self.store.joint_session(&visible, id).await?;
        let binds =
            |it: &store::joint::FoundSession| it.session.facts.standing == SessionStanding::Held;
        let Some(found) = found.filter(binds) else { return Ok(Err(NotTaskMoved::Gone)) };
        let Some(kept) = found.tasks.iter().find(|it| it.task == task) else {
            return Ok(Err(NotTaskMoved::Gone));
        };
        if kept.version != version {
            return Ok(Err(NotTaskMoved::Stale));
        }
        let standing = match kept.facts.after(step, &staff, &self.directory().directory) {
            Ok(standing) => standing,
            Err(refused) => return Ok(Err(NotTaskMoved::Refused(refused))),
        };
        let words = said(words, SESSION_CHARACTERS_MAX).filter(|_| step.needs_words());
        if step.needs_words() && words.is_none() {
            return Ok(Err(NotTaskMoved::BadWords));
        }
        let place = super::read::step_place(Some(task), version);
        let sealed = words.map(|words| self.sealed_in(id, &place, &words)).transpose()?;
        let moved = TaskMoved { standing, sealed, ..self.moved(person, kept, step) };
        let facts = json!({
            "session": id, "number": found.session.number, "task": task, "step": step.as_str(),
        });
        let entry = self.entry(STREAM, Some(person), "session_task_step", facts);
        Ok(match self.store.move_task(&visible, moved, entry).await? {
            SessionMoved::Gone => Err(NotTaskMoved::Gone),
            SessionMoved::Stale => Err(NotTaskMoved::Stale),
            SessionMoved::Moved => Ok(()),
        })
    }

    /// What a step changes of the work: who says that it is done, and by when it must be. The time for which the center had it
    /// is not the unit's.
    fn moved(&self, person: &PersonId, kept: &KeptTask, step: TaskStep) -> TaskMoved {
        let now = self.clock.now();
        let known = kept.facts.finished_by.clone().zip(kept.finished_at);
        let (finished, due_at) = match step {
            TaskStep::Finish => (Some((person.clone(), now)), None),
            TaskStep::Receive | TaskStep::Confirm | TaskStep::Withdraw => (known, None),
            TaskStep::Return => {
                let held = kept.finished_at.zip(kept.due_at);
                (None, held.map(|(at, due)| Answered::sent_back(at, due, now)))
            }
        };
        TaskMoved {
            session: kept.session,
            task: kept.task,
            version: kept.version,
            by: person.clone(),
            step: step.as_str(),
            standing: kept.facts.standing,
            finished,
            due_at,
            sealed: None,
        }
    }
}
