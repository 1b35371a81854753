//! Sessions and tasks as somebody reads them.

use std::collections::BTreeMap;

use domain::id::{CaseId, PersonId, Timestamp};
use domain::session::{SessionStanding, SessionStep, TaskStep};
use store::joint::{
    FoundSession, KeptSession, KeptTask, SessionCase, SessionCursor, SessionFilter, SessionTaken,
    TaskCursor, TaskFilter,
};
use uuid::Uuid;

use super::call::{AGENDA, Agenda};
use super::minutes::{MINUTES, Written, task_place};
use crate::engine::{Engine, Who};
use crate::error::Error;

/// How many sessions about one case are shown.
const SESSIONS_OF_CASE: u32 = 50;

/// The place to which the words of a step are sealed: each version of a session and of a task is stepped from once.
pub(super) fn step_place(task: Option<i64>, version: i64) -> String {
    format!("step {} {version}", task.unwrap_or_default())
}

/// A session in a list.
#[derive(Clone, Debug)]
pub struct ListedSession {
    /// What it is.
    pub session: KeptSession,
    /// What it is about.
    pub subject: String,
}

/// A task with what is to be done.
#[derive(Clone, Debug)]
pub struct ListedTask {
    /// What it is.
    pub task: KeptTask,
    /// What is to be done.
    pub what: String,
    /// What the reader may do with it now.
    pub can: Vec<TaskStep>,
}

/// Minutes as somebody reads them.
#[derive(Clone, Debug)]
pub struct ReadMinutes {
    /// What was decided.
    pub decision: String,
    /// Who was there.
    pub attended: String,
}

/// A step of a session as somebody reads it.
#[derive(Clone, Debug)]
pub struct ReadSessionStep {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: PersonId,
    /// Which, by its word.
    pub step: String,
    /// With which task, if with one.
    pub task: Option<i64>,
    /// What was said.
    pub words: Option<String>,
}

/// A session as somebody reads it.
#[derive(Clone, Debug)]
pub struct ReadSession {
    /// What it is.
    pub session: KeptSession,
    /// What it is about.
    pub subject: String,
    /// Where it meets.
    pub place: String,
    /// Its minutes, once they bind; a draft for those who supervise.
    pub minutes: Option<ReadMinutes>,
    /// Its cases.
    pub cases: Vec<SessionCase>,
    /// Its tasks, as its minutes.
    pub tasks: Vec<ListedTask>,
    /// What was done with it.
    pub steps: Vec<ReadSessionStep>,
    /// What the reader may do with it now.
    pub can: Vec<SessionStep>,
}

impl Engine {
    /// A page of the sessions that somebody finds, of those that a filter names.
    ///
    /// # Errors
    ///
    /// Where the store fails or what is kept was altered.
    pub async fn joint_sessions(
        &self,
        person: &PersonId,
        filter: &SessionFilter,
        (after, most): (Option<SessionCursor>, u32),
    ) -> Result<(Vec<ListedSession>, Option<SessionCursor>), Error> {
        let Some((_, visible)) = self.session_reader(person).await? else {
            return Ok((Vec::new(), None));
        };
        let page = self.store.joint_sessions(&visible.that(filter), after, most).await?;
        let listed = page.sessions.into_iter().map(|session| self.listed(session));
        Ok((listed.collect::<Result<_, Error>>()?, page.next))
    }

    /// How many sessions somebody finds of each standing.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn count_joint_sessions(
        &self,
        person: &PersonId,
    ) -> Result<BTreeMap<SessionStanding, u64>, Error> {
        match self.session_reader(person).await? {
            Some((_, visible)) => Ok(self.store.count_joint_sessions(&visible).await?),
            None => Ok(BTreeMap::new()),
        }
    }

    /// The sessions about a case that somebody finds, the newest first. None where they do not see the case.
    ///
    /// # Errors
    ///
    /// Where the store fails or what is kept was altered.
    pub async fn joint_sessions_of_case(
        &self,
        person: &PersonId,
        case: CaseId,
    ) -> Result<Vec<KeptSession>, Error> {
        let Some((_, visible)) = self.session_reader(person).await? else { return Ok(Vec::new()) };
        let cases = self.visible(&Who::Person(person.clone())).await?;
        Ok(self.store.sessions_of_case(&visible, (&cases, case), SESSIONS_OF_CASE).await?)
    }

    /// A session; none where there is no such session for them.
    ///
    /// # Errors
    ///
    /// Where the store fails or what is kept was altered.
    pub async fn joint_session(
        &self,
        person: &PersonId,
        id: Uuid,
    ) -> Result<Option<ReadSession>, Error> {
        let Some((staff, visible)) = self.session_reader(person).await? else { return Ok(None) };
        let Some(found) = self.store.joint_session(&visible, id).await? else { return Ok(None) };
        let snapshot = self.directory();
        let directory = &snapshot.directory;
        let facts = found.session.facts.clone();
        let may = |step: &SessionStep| facts.after(*step, &staff, directory).is_ok();
        let can = SessionStep::ALL.into_iter().filter(may).collect();
        let shows = facts.shows_minutes(&staff, directory);
        let Agenda { subject, place } = self.opened_in(id, AGENDA, &found.session.sealed)?;
        let FoundSession { session, cases, tasks, steps } = found;
        let minutes = session.minutes.as_deref().filter(|_| shows);
        let minutes = minutes.map(|sealed| self.opened_in::<Written>(id, MINUTES, sealed));
        let minutes = minutes.transpose()?;
        let tasks = tasks.into_iter().filter(|_| shows).map(|task| self.read_task(task, &staff));
        let cases = cases
            .into_iter()
            .map(|case| SessionCase { responsible: case.responsible.filter(|_| shows), ..case });
        // What is done with a draft is for those who read it.
        let told = |step: &SessionTaken| {
            let of_draft = [SessionStep::Minute, SessionStep::SendBack].map(SessionStep::as_str);
            shows || !of_draft.contains(&step.step.as_str())
        };
        let steps = steps.into_iter().filter(told).map(|step| self.read_step(id, step));
        Ok(Some(ReadSession {
            subject,
            place,
            minutes: minutes.map(|it| ReadMinutes { decision: it.decision, attended: it.attended }),
            cases: cases.collect(),
            tasks: tasks.collect::<Result<_, Error>>()?,
            steps: steps.collect::<Result<_, Error>>()?,
            can,
            session,
        }))
    }

    /// A page of the tasks that bind and that somebody finds, of those that a filter names, those due first at the beginning.
    ///
    /// # Errors
    ///
    /// Where the store fails or what is kept was altered.
    pub async fn session_tasks(
        &self,
        person: &PersonId,
        filter: &TaskFilter,
        page: (Option<TaskCursor>, u32),
    ) -> Result<(Vec<ListedTask>, Option<TaskCursor>), Error> {
        let Some((staff, visible)) = self.session_reader(person).await? else {
            return Ok((Vec::new(), None));
        };
        let page = self.store.session_tasks(&visible, filter, page).await?;
        let tasks = page.tasks.into_iter().map(|task| self.read_task(task, &staff));
        Ok((tasks.collect::<Result<_, Error>>()?, page.next))
    }

    /// How many tasks somebody finds, of those that a filter names.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn count_session_tasks(
        &self,
        person: &PersonId,
        filter: &TaskFilter,
    ) -> Result<u64, Error> {
        match self.session_reader(person).await? {
            Some((_, visible)) => Ok(self.store.count_session_tasks(&visible, filter).await?),
            None => Ok(0),
        }
    }

    /// How many sessions are called to which the unit of somebody is invited, and how many tasks wait for it.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn sessions_that_wait(&self, person: &PersonId) -> Result<(u64, u64), Error> {
        let Some((staff, visible)) = self.session_reader(person).await? else { return Ok((0, 0)) };
        let called = SessionFilter { standing: vec![SessionStanding::Called] };
        let called = visible.clone().that(&called).inviting(&staff.unit);
        let called = self.store.count_joint_sessions(&called).await?.into_values().sum();
        let owner = Some(staff.unit.clone());
        let waits = TaskFilter { waits: true, owner, ..TaskFilter::default() };
        Ok((called, self.store.count_session_tasks(&visible, &waits).await?))
    }

    fn listed(&self, session: KeptSession) -> Result<ListedSession, Error> {
        let Agenda { subject, .. } = self.opened_in(session.id, AGENDA, &session.sealed)?;
        Ok(ListedSession { session, subject })
    }

    fn read_task(&self, task: KeptTask, staff: &domain::actor::Staff) -> Result<ListedTask, Error> {
        let what = self.opened_in(task.session, &task_place(task.task), &task.sealed)?;
        let snapshot = self.directory();
        let directory = &snapshot.directory;
        let binds = task.due_at.is_some();
        let may = |step: &TaskStep| binds && task.facts.after(*step, staff, directory).is_ok();
        let can = TaskStep::ALL.into_iter().filter(may).collect();
        Ok(ListedTask { task, what, can })
    }

    fn read_step(&self, id: Uuid, taken: SessionTaken) -> Result<ReadSessionStep, Error> {
        let SessionTaken { at, by, step, task, version, sealed } = taken;
        let words = sealed.map(|sealed| self.opened_in(id, &step_place(task, version), &sealed));
        Ok(ReadSessionStep { at, by, step, task, words: words.transpose()? })
    }
}
