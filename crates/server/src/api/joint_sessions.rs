//! Joint sessions 会商: called with units and cases, minuted by one, signed by another; their tasks, done by the units and
//! confirmed by the center.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use domain::actor::Role;
use domain::id::{CaseId, PersonId, Timestamp, UnitId};
use domain::session::{SessionStanding, SessionStep, TaskStep};
use engine::joint::{
    AskedTask, KeptSession, ListedTask, NewJointSession, NewMinutes, ReadSession, SessionFilter,
    SessionTaking, TaskFilter,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::joint_refusals::{called, stepped, task_moved};
use super::names::{Named, Names, instant};
use super::orders::known;
use super::page::{next_session, next_task, page_size, session_cursor, task_cursor};
use crate::caller::{Caller, Scope};
use crate::extract::{Json, Language, Path, Query};
use crate::problem::{Problem, Refusals};
use crate::state::State as Shared;

/// Where a session stands.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SessionStandingIn {
    /// The units are invited.
    Called,
    /// Its minutes are drafted.
    Minuted,
    /// Its minutes are signed and bind.
    Held,
    /// It was called off.
    CalledOff,
}

impl From<SessionStandingIn> for SessionStanding {
    fn from(standing: SessionStandingIn) -> Self {
        match standing {
            SessionStandingIn::Called => Self::Called,
            SessionStandingIn::Minuted => Self::Minuted,
            SessionStandingIn::Held => Self::Held,
            SessionStandingIn::CalledOff => Self::CalledOff,
        }
    }
}

/// Which sessions.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct JointSessionsIn {
    /// Of this standing.
    #[param(inline)]
    standing: Option<SessionStandingIn>,
    /// Where the page begins: the `next` of the page before.
    after: Option<String>,
    /// How many sessions, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// Sessions.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct JointSessionsOut {
    /// The sessions, those that meet last first.
    sessions: Vec<JointSessionLineOut>,
    /// Where the next page begins; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// A session in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct JointSessionLineOut {
    /// By which it is known.
    id: Uuid,
    /// The number of its minutes.
    number: String,
    /// What it is about.
    subject: String,
    /// Where it stands: `called`, `minuted`, `held` or `called_off`.
    standing: &'static str,
    /// The version that a step must name.
    version: i64,
    /// When it meets.
    meets_at: String,
    /// The units that are invited.
    units: Vec<Named>,
}

impl JointSessionLineOut {
    fn of(session: &KeptSession, subject: String, names: Names<'_>) -> Self {
        Self {
            id: session.id,
            number: session.number.clone(),
            subject,
            standing: session.facts.standing.as_str(),
            version: session.version,
            meets_at: instant(session.meets_at),
            units: session.facts.units.iter().map(|unit| names.unit(unit)).collect(),
        }
    }
}

/// A session with all that the caller may read of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct JointSessionOut {
    #[serde(flatten)]
    line: JointSessionLineOut,
    /// Where it meets.
    place: String,
    /// Who called it.
    called_by: Named,
    /// Its minutes, once they bind; a draft for those who supervise.
    #[serde(skip_serializing_if = "Option::is_none")]
    minutes: Option<MinutesOut>,
    /// Those of its cases that the caller sees.
    cases: Vec<JointCaseOut>,
    /// How many more there are.
    elsewhere: usize,
    /// Its tasks, as its minutes.
    tasks: Vec<JointTaskOut>,
    /// What was done with it.
    steps: Vec<JointStepOut>,
    /// What the caller may do with it now.
    can: Vec<&'static str>,
}

/// Minutes of a session.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MinutesOut {
    /// The day on which it was held.
    #[serde(skip_serializing_if = "Option::is_none")]
    held_on: Option<String>,
    /// What was decided.
    decision: String,
    /// Who was there.
    attended: String,
    /// Who drafted them.
    #[serde(skip_serializing_if = "Option::is_none")]
    minuted_by: Option<Named>,
    /// Who signed them; absent as long as they are a draft.
    #[serde(skip_serializing_if = "Option::is_none")]
    signed_by: Option<Named>,
}

/// A case of a session.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct JointCaseOut {
    /// Which.
    case: Uuid,
    /// The unit that the minutes find responsible for it. It leads the case once the case's own transition says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    responsible: Option<Named>,
}

/// A task of a session.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct JointTaskOut {
    /// The session that created it.
    session: Uuid,
    /// The number of its minutes.
    number: String,
    /// Its number among the tasks of the session.
    task: i64,
    /// The version that a step must name.
    version: i64,
    /// The unit that is to do it.
    unit: Named,
    /// What is to be done.
    what: String,
    /// In how many working days from the signature.
    days: i64,
    /// By when; absent as long as the minutes are a draft.
    #[serde(skip_serializing_if = "Option::is_none")]
    due: Option<String>,
    /// Whether the unit should have done it by now and has not.
    late: bool,
    /// Where it stands: `issued`, `received`, `done`, `confirmed` or `withdrawn`.
    standing: &'static str,
    /// What the caller may do with it now.
    can: Vec<&'static str>,
}

impl JointTaskOut {
    fn of(listed: ListedTask, now: Timestamp, names: Names<'_>) -> Self {
        let ListedTask { task, what, can } = listed;
        Self {
            session: task.session,
            number: task.number,
            task: task.task,
            version: task.version,
            unit: names.unit(&task.facts.owner),
            what,
            days: task.days,
            due: task.due_at.map(instant),
            late: task.due_at.is_some_and(|due| task.facts.is_late(due, now)),
            standing: task.facts.standing.as_str(),
            can: can.into_iter().map(TaskStep::as_str).collect(),
        }
    }
}

/// A step that was taken with a session or one of its tasks.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct JointStepOut {
    /// When.
    at: String,
    /// Who.
    by: Named,
    /// Which.
    step: String,
    /// With which task, if with one.
    #[serde(skip_serializing_if = "Option::is_none")]
    task: Option<i64>,
    /// What was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<String>,
}

/// Lists the joint sessions that the caller finds.
#[utoipa::path(get, path = "/api/v1/joint-sessions", tag = "supervision", params(JointSessionsIn),
    responses((status = 200, body = JointSessionsOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn list(
    State(state): State<Shared>,
    caller: Caller,
    Language(language): Language,
    Query(query): Query<JointSessionsIn>,
) -> Result<axum::Json<JointSessionsOut>, Problem> {
    caller.needs(Scope::CasesRead)?;
    let JointSessionsIn { standing, after, limit } = query;
    let after = after.as_deref().map(session_cursor).transpose()?;
    let standing = standing.map(SessionStanding::from).into_iter().collect();
    let filter = SessionFilter { standing };
    let page = (after, page_size(limit)?);
    let (found, next) = state.engine.joint_sessions(&caller.person, &filter, page).await?;
    let snapshot = state.engine.directory();
    let names = Names::new(state.engine.definitions(), &snapshot.directory, language);
    let line =
        |it: engine::joint::ListedSession| JointSessionLineOut::of(&it.session, it.subject, names);
    let sessions = found.into_iter().map(line).collect();
    Ok(axum::Json(JointSessionsOut { sessions, next: next.as_ref().map(next_session) }))
}

/// Reads a joint session.
#[utoipa::path(get, path = "/api/v1/joint-sessions/{id}", tag = "supervision", params(("id" = Uuid, Path)),
    responses((status = 200, body = JointSessionOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn read(
    State(state): State<Shared>,
    caller: Caller,
    language: Language,
    Path(id): Path<Uuid>,
) -> Result<axum::Json<JointSessionOut>, Problem> {
    caller.needs(Scope::CasesRead)?;
    Ok(axum::Json(session_out(&state, &caller, id, language).await?))
}

/// The session, if it exists for the caller.
pub(crate) async fn found(
    state: &Shared,
    caller: &Caller,
    id: Uuid,
) -> Result<ReadSession, Problem> {
    state.engine.joint_session(&caller.person, id).await?.ok_or_else(Problem::not_found)
}

async fn session_out(
    state: &Shared,
    caller: &Caller,
    id: Uuid,
    Language(language): Language,
) -> Result<JointSessionOut, Problem> {
    let ReadSession { session, subject, place, minutes, cases, tasks, steps, can } =
        found(state, caller, id).await?;
    let seen = known(state, caller, cases.iter().map(|case| case.case)).await?;
    let snapshot = state.engine.directory();
    let names = Names::new(state.engine.definitions(), &snapshot.directory, language);
    let now = state.engine.clock().now();
    let shown = cases.iter().filter(|case| seen.iter().any(|it| it.case().id == case.case));
    let shown: Vec<_> = shown
        .map(|case| JointCaseOut {
            case: case.case.0,
            responsible: case.responsible.as_ref().map(|unit| names.unit(unit)),
        })
        .collect();
    Ok(JointSessionOut {
        line: JointSessionLineOut::of(&session, subject, names),
        place,
        called_by: names.person(&session.facts.called_by),
        minutes: minutes.map(|minutes| MinutesOut {
            held_on: session.held_on,
            decision: minutes.decision,
            attended: minutes.attended,
            minuted_by: session.facts.minuted_by.as_ref().map(|person| names.person(person)),
            signed_by: session.signed_by.as_ref().map(|person| names.person(person)),
        }),
        elsewhere: cases.len() - shown.len(),
        cases: shown,
        tasks: tasks.into_iter().map(|task| JointTaskOut::of(task, now, names)).collect(),
        steps: steps
            .into_iter()
            .map(|step| JointStepOut {
                at: instant(step.at),
                by: names.person(&step.by),
                step: step.step,
                task: step.task,
                words: step.words,
            })
            .collect(),
        can: can.into_iter().map(SessionStep::as_str).collect(),
    })
}

/// A session that is to be called.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SessionCallIn {
    /// By which it will be known; the same again is the same session. Drawn if it is left out.
    id: Option<Uuid>,
    /// What it is about.
    #[schema(min_length = 1, max_length = 1500)]
    subject: String,
    /// Where it meets.
    #[schema(min_length = 1, max_length = 100)]
    place: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    meets_at: Timestamp,
    /// The units that are invited.
    #[schema(min_items = 1, max_items = 30)]
    units: Vec<String>,
    /// The cases.
    #[schema(min_items = 1, max_items = 50)]
    cases: Vec<Uuid>,
}

/// Calls a joint session.
#[utoipa::path(post, path = "/api/v1/joint-sessions", tag = "supervision", request_body = SessionCallIn,
    responses((status = 201, body = JointSessionOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn call(
    State(state): State<Shared>,
    caller: Caller,
    language: Language,
    body: Json<SessionCallIn>,
) -> Result<Response, Problem> {
    caller.needs(Scope::CasesWrite)?;
    caller.holding(&state.engine, &[Role::Supervisor, Role::Director]).await?;
    let SessionCallIn { id, subject, place, meets_at, units, cases } = body.value;
    let id = id.unwrap_or_else(Uuid::now_v7);
    let new = NewJointSession {
        id,
        subject,
        place,
        meets_at,
        units: units.iter().map(|unit| UnitId::from(unit.as_str())).collect(),
        cases: cases.into_iter().map(CaseId).collect(),
    };
    called(&state, &caller.person, new).await?;
    let session = session_out(&state, &caller, id, language).await?;
    Ok((StatusCode::CREATED, axum::Json(session)).into_response())
}

/// Which step.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SessionStepIn {
    /// Drafts the minutes, or mends the draft.
    Minute,
    /// Signs the minutes.
    Sign,
    /// Finds the draft wanting.
    SendBack,
    /// Calls the session off.
    CallOff,
}

impl From<SessionStepIn> for SessionStep {
    fn from(step: SessionStepIn) -> Self {
        match step {
            SessionStepIn::Minute => Self::Minute,
            SessionStepIn::Sign => Self::Sign,
            SessionStepIn::SendBack => Self::SendBack,
            SessionStepIn::CallOff => Self::CallOff,
        }
    }
}

/// A step with a session.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SessionTakingIn {
    /// Which.
    step: SessionStepIn,
    /// The version that was seen.
    version: i64,
    /// Why a draft is sent back, or the session called off.
    #[serde(default)]
    #[schema(max_length = 1500)]
    words: String,
    /// The minutes, for the step that drafts them.
    #[serde(default)]
    minutes: Option<MinutesIn>,
}

/// Minutes that are to be drafted.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MinutesIn {
    /// The day on which it was held.
    #[schema(value_type = String, format = Date)]
    held_on: NaiveDate,
    /// What was decided.
    #[schema(min_length = 1, max_length = 1500)]
    decision: String,
    /// Who was there.
    #[schema(min_length = 1, max_length = 1500)]
    attended: String,
    /// Which unit is found responsible for which case, by the id of the case.
    #[serde(default)]
    responsible: BTreeMap<Uuid, String>,
    /// What is to be done.
    #[serde(default)]
    #[schema(max_items = 20)]
    tasks: Vec<MinutesTaskIn>,
}

/// A task of minutes that are to be drafted.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MinutesTaskIn {
    /// The unit that is to do it.
    unit: String,
    /// What is to be done.
    #[schema(min_length = 1, max_length = 1500)]
    what: String,
    /// In how many working days from the signature.
    #[schema(minimum = 1, maximum = 60)]
    days: u16,
}

impl From<MinutesIn> for NewMinutes {
    fn from(minutes: MinutesIn) -> Self {
        let MinutesIn { held_on, decision, attended, responsible, tasks } = minutes;
        let unit = |unit: &str| UnitId::from(unit);
        let responsible = responsible.into_iter().map(|(id, of)| (CaseId(id), unit(&of)));
        let task =
            |MinutesTaskIn { unit: of, what, days }| AskedTask { unit: unit(&of), what, days };
        Self {
            held_on,
            decision,
            attended,
            responsible: responsible.collect(),
            tasks: tasks.into_iter().map(task).collect(),
        }
    }
}

/// Takes a step with a joint session.
#[utoipa::path(post, path = "/api/v1/joint-sessions/{id}/steps", tag = "supervision", params(("id" = Uuid, Path)),
    request_body = SessionTakingIn, responses((status = 200, body = JointSessionOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn step(
    State(state): State<Shared>,
    caller: Caller,
    language: Language,
    Path(id): Path<Uuid>,
    body: Json<SessionTakingIn>,
) -> Result<axum::Json<JointSessionOut>, Problem> {
    caller.needs(Scope::CasesWrite)?;
    let SessionTakingIn { step, version, words, minutes } = body.value;
    let minutes = minutes.map(NewMinutes::from);
    let taking = SessionTaking { step: step.into(), words: &words, minutes };
    stepped(&state, &caller.person, (id, version), taking).await?;
    Ok(axum::Json(session_out(&state, &caller, id, language).await?))
}

/// Which step with a task.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TaskStepIn {
    /// Signs for it.
    Receive,
    /// Says that it is done, and how.
    Finish,
    /// Agrees.
    Confirm,
    /// Does not agree.
    Return,
    /// Takes it back.
    Withdraw,
}

impl From<TaskStepIn> for TaskStep {
    fn from(step: TaskStepIn) -> Self {
        match step {
            TaskStepIn::Receive => Self::Receive,
            TaskStepIn::Finish => Self::Finish,
            TaskStepIn::Confirm => Self::Confirm,
            TaskStepIn::Return => Self::Return,
            TaskStepIn::Withdraw => Self::Withdraw,
        }
    }
}

/// A step with a task.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TaskMoveIn {
    /// Which.
    step: TaskStepIn,
    /// The version of the task that was seen.
    version: i64,
    /// What was done, what is wanting, or why it is withdrawn. Signing for it and confirming say nothing.
    #[serde(default)]
    #[schema(max_length = 1500)]
    words: String,
}

/// Takes a step with a task of a joint session.
#[utoipa::path(post, path = "/api/v1/joint-sessions/{id}/tasks/{task}/steps", tag = "supervision",
    params(("id" = Uuid, Path), ("task" = i64, Path)),
    request_body = TaskMoveIn, responses((status = 200, body = JointSessionOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn move_task(
    State(state): State<Shared>,
    caller: Caller,
    language: Language,
    Path((id, task)): Path<(Uuid, i64)>,
    body: Json<TaskMoveIn>,
) -> Result<axum::Json<JointSessionOut>, Problem> {
    caller.needs(Scope::CasesWrite)?;
    let TaskMoveIn { step, version, words } = body.value;
    task_moved(&state, &caller.person, (id, task, version), (step.into(), &words)).await?;
    Ok(axum::Json(session_out(&state, &caller, id, language).await?))
}

/// Which tasks.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct JointTasksIn {
    /// Those alone that wait for their unit.
    waits: bool,
    /// Those alone that their unit should have done by now.
    late: bool,
    /// Those of the caller's own unit alone.
    own: bool,
    /// Where the page begins: the `next` of the page before.
    after: Option<String>,
    /// How many tasks, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// Tasks of joint sessions.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct JointTasksOut {
    /// The tasks, those due first at the beginning.
    tasks: Vec<JointTaskOut>,
    /// Where the next page begins; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// Lists the tasks of the joint sessions that the caller finds.
#[utoipa::path(get, path = "/api/v1/joint-tasks", tag = "supervision", params(JointTasksIn),
    responses((status = 200, body = JointTasksOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn tasks(
    State(state): State<Shared>,
    caller: Caller,
    Language(language): Language,
    Query(query): Query<JointTasksIn>,
) -> Result<axum::Json<JointTasksOut>, Problem> {
    caller.needs(Scope::CasesRead)?;
    let JointTasksIn { waits, late, own, after, limit } = query;
    let after = after.as_deref().map(task_cursor).transpose()?;
    let now = state.engine.clock().now();
    let owner = if own { own_unit(&state, &caller.person) } else { None };
    let late_at = late.then_some(now);
    let filter = TaskFilter { waits, late_at, owner, standing: None };
    let page = (after, page_size(limit)?);
    let (found, next) = state.engine.session_tasks(&caller.person, &filter, page).await?;
    let snapshot = state.engine.directory();
    let names = Names::new(state.engine.definitions(), &snapshot.directory, language);
    let tasks = found.into_iter().map(|task| JointTaskOut::of(task, now, names)).collect();
    Ok(axum::Json(JointTasksOut { tasks, next: next.as_ref().map(next_task) }))
}

fn own_unit(state: &Shared, person: &PersonId) -> Option<UnitId> {
    state.engine.directory().directory.staff(person).map(|staff| staff.unit)
}
