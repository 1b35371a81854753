//! A joint session with its cases, minutes and tasks, and the steps that its reader may take.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::{PersonId, Timestamp};
use domain::session::{SessionStanding, SessionStep, TaskStep};
use domain::workflow::Words as _;
use engine::joint::{ListedTask, ReadSession, ReadSessionStep, SessionTaking};
use engine::reading::Seen;
use serde::Deserialize;
use uuid::Uuid;

use super::call::units;
use super::minutes::{Form, new_minutes};
use crate::api::joint_refusals::{stepped, task_moved};
use crate::api::joint_sessions::found;
use crate::api::names::Names;
use crate::api::orders::known;
use crate::extract::{Path, Query};
use crate::pages::posted::Posted;
use crate::pages::shell::{Shell, Visitor, page};
use crate::problem::Problem;
use crate::state::State as Shared;

/// A case of the session.
#[derive(Debug)]
struct CaseRow {
    id: String,
    number: String,
    title: String,
    responsible: Option<String>,
}

/// A task of the session.
#[derive(Debug)]
struct Task {
    number: i64,
    version: i64,
    unit: String,
    what: String,
    days: i64,
    due: Option<String>,
    standing: String,
    is_late: bool,
    can: Vec<CanDo>,
}

/// Something that can be done.
#[derive(Debug)]
struct CanDo {
    step: &'static str,
    label: String,
    /// What it says in words.
    says: Option<&'static str>,
    is_hard: bool,
}

/// A step that was taken.
#[derive(Debug)]
struct StepRow {
    at: String,
    by: String,
    label: String,
    words: Option<String>,
}

/// Minutes, as they are read.
#[derive(Debug)]
struct Minutes {
    held_on: String,
    attended: String,
    decision: String,
    minuted: Option<String>,
    signed: Option<String>,
}

#[derive(Template)]
#[template(path = "session.html")]
struct SessionPage {
    shell: Shell,
    number: String,
    standing: String,
    subject: String,
    meets: String,
    place: String,
    units: String,
    called: String,
    cases: Vec<CaseRow>,
    /// How many cases are not shown: the reader does not see them.
    elsewhere: usize,
    minutes: Option<Minutes>,
    is_draft: bool,
    tasks: Vec<Task>,
    steps: Vec<StepRow>,
    can: Vec<CanDo>,
    /// The form of minutes, for who may draft them.
    form: Option<Form>,
    all_units: Vec<(String, String)>,
    version: i64,
    posted: Posted,
    error: Option<String>,
}

impl SessionPage {
    /// Whether something can be done with one of the tasks.
    fn has_task(&self) -> bool {
        self.tasks.iter().any(|task| !task.can.is_empty())
    }

    /// What was said with a step that was refused.
    fn said(&self, task: i64, step: &str) -> &str {
        let task = if task == 0 { String::new() } else { task.to_string() };
        let is_it = self.posted.one("step") == step && self.posted.one("task") == task;
        if is_it { self.posted.whole("words") } else { "" }
    }
}

/// What was just done.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::pages) struct DoneIn {
    done: String,
}

/// Shows a session.
pub(in crate::pages) async fn show(
    State(state): State<Shared>,
    mut visitor: Visitor,
    Path(id): Path<Uuid>,
    Query(DoneIn { done }): Query<DoneIn>,
) -> Result<Response, Problem> {
    if !done.is_empty() {
        let called = visitor.shell.w.joint.called.to_owned();
        visitor.shell.tell(Some(called));
    }
    let sheet = sheet(&state, visitor, id, Posted::default(), None).await?;
    Ok(page(&sheet, StatusCode::OK))
}

async fn sheet(
    state: &Shared,
    Visitor { caller, shell }: Visitor,
    id: Uuid,
    posted: Posted,
    error: Option<String>,
) -> Result<SessionPage, Problem> {
    let read = found(state, &caller, id).await?;
    let seen = known(state, &caller, read.cases.iter().map(|case| case.case)).await?;
    let snapshot = state.engine.directory();
    let (language, now) = (shell.language, state.engine.clock().now());
    let names = Names::new(state.engine.definitions(), &snapshot.directory, language);
    let local = |at| names.definitions.calendar.local(at).format("%Y-%m-%d %H:%M").to_string();
    let by = |person: &PersonId, at| format!("{} {}", names.person(person).name, local(at));
    let drafts = read.can.contains(&SessionStep::Minute);
    let form = drafts.then(|| Form::of(&read, &posted, names));
    let can = read.can.iter().filter(|step| **step != SessionStep::Minute);
    let can = can.map(|step| can_do(*step, &shell)).collect();
    let cases = seen.iter().filter_map(|seen| case_row(&read, seen, names)).collect::<Vec<_>>();
    let minutes = minutes(&read, names);
    let ReadSession { session, subject, place, cases: all, tasks, steps, .. } = read;
    let units_of: Vec<_> = session.facts.units.iter().map(|unit| names.unit(unit).name).collect();
    Ok(SessionPage {
        standing: session.facts.standing.words().get(language).to_owned(),
        meets: local(session.meets_at),
        units: units_of.join("、"),
        called: by(&session.facts.called_by, session.called_at),
        elsewhere: all.len() - cases.len(),
        cases,
        minutes,
        is_draft: session.facts.standing != SessionStanding::Held,
        tasks: tasks.into_iter().map(|task| task_row(task, now, (names, &shell))).collect(),
        steps: steps.into_iter().map(|step| step_row(step, (names, &shell))).collect(),
        can,
        form,
        all_units: if drafts { units(state, &shell) } else { Vec::new() },
        version: session.version,
        number: session.number,
        subject,
        place,
        posted,
        error,
        shell,
    })
}

fn case_row(read: &ReadSession, seen: &Seen, names: Names<'_>) -> Option<CaseRow> {
    let of = read.cases.iter().find(|case| case.case == seen.case().id)?;
    Some(CaseRow {
        id: of.case.0.to_string(),
        number: seen.stored.number.clone(),
        title: seen.complaint.title.clone(),
        responsible: of.responsible.as_ref().map(|unit| names.unit(unit).name),
    })
}

fn minutes(read: &ReadSession, names: Names<'_>) -> Option<Minutes> {
    let (session, minutes) = (&read.session, read.minutes.as_ref()?);
    let local = |at| names.definitions.calendar.local(at).format("%Y-%m-%d %H:%M").to_string();
    let signed = session.signed_by.as_ref().zip(session.signed_at);
    Some(Minutes {
        held_on: session.held_on.clone().unwrap_or_default(),
        attended: minutes.attended.clone(),
        decision: minutes.decision.clone(),
        minuted: session.facts.minuted_by.as_ref().map(|person| names.person(person).name),
        signed: signed.map(|(who, at)| format!("{} {}", names.person(who).name, local(at))),
    })
}

fn task_row(
    ListedTask { task, what, can }: ListedTask,
    now: Timestamp,
    (names, shell): (Names<'_>, &Shell),
) -> Task {
    let w = &shell.w.joint;
    let can_do = |step: TaskStep| CanDo {
        step: step.as_str(),
        label: step.words().get(shell.language).to_owned(),
        says: match step {
            TaskStep::Receive | TaskStep::Confirm => None,
            TaskStep::Finish => Some(w.report),
            TaskStep::Return => Some(w.wanting),
            TaskStep::Withdraw => Some(w.why),
        },
        is_hard: matches!(step, TaskStep::Return | TaskStep::Withdraw),
    };
    let calendar = &names.definitions.calendar;
    Task {
        number: task.task,
        version: task.version,
        unit: names.unit(&task.facts.owner).name,
        what,
        days: task.days,
        due: task.due_at.map(|due| domain::clock::deadline_text(calendar, due)),
        standing: task.facts.standing.words().get(shell.language).to_owned(),
        is_late: task.due_at.is_some_and(|due| task.facts.is_late(due, now)),
        can: can.into_iter().map(can_do).collect(),
    }
}

fn can_do(step: SessionStep, shell: &Shell) -> CanDo {
    CanDo {
        step: step.as_str(),
        label: step.words().get(shell.language).to_owned(),
        says: step.needs_words().then_some(shell.w.joint.why),
        is_hard: step.needs_words(),
    }
}

fn step_row(step: ReadSessionStep, (names, shell): (Names<'_>, &Shell)) -> StepRow {
    let w = &shell.w.joint;
    let of_session = SessionStep::ALL.into_iter().find(|known| known.as_str() == step.step);
    let of_task = TaskStep::ALL.into_iter().find(|known| known.as_str() == step.step);
    let label = match (step.task, of_session, of_task) {
        (Some(task), _, Some(known)) => {
            format!("{} {task} · {}", w.task, known.words().get(shell.language))
        }
        (None, Some(known), _) => known.words().get(shell.language).to_owned(),
        (Some(_) | None, _, _) => w.was_called.to_owned(),
    };
    let at = names.definitions.calendar.local(step.at);
    StepRow {
        at: at.format("%Y-%m-%d %H:%M").to_string(),
        by: names.person(&step.by).name,
        label,
        words: step.words,
    }
}

/// Takes a step with the session or one of its tasks, and shows it again.
pub(in crate::pages) async fn act(
    State(state): State<Shared>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
    posted: Posted,
) -> Result<Response, Problem> {
    match taken(&state, &visitor, id, &posted).await {
        Ok(()) => Ok(Redirect::to(&format!("/s/supervise/sessions/{id}")).into_response()),
        Err(problem)
            if problem.status() != StatusCode::NOT_FOUND && problem.status().is_client_error() =>
        {
            let (status, said) = (problem.status(), problem.line(visitor.shell.language));
            let sheet = sheet(&state, visitor, id, posted, Some(said)).await?;
            Ok(page(&sheet, status))
        }
        Err(problem) => Err(problem),
    }
}

async fn taken(
    state: &Shared,
    visitor: &Visitor,
    id: Uuid,
    posted: &Posted,
) -> Result<(), Problem> {
    let not_whole = || {
        Problem::malformed(
            "表单不完整，请重新打开这一页",
            "the form is not whole; open the page again",
        )
    };
    let version: i64 = posted.one("version").parse().map_err(|_| not_whole())?;
    let (person, words, step) = (&visitor.caller.person, posted.whole("words"), posted.one("step"));
    if let Ok(task) = posted.one("task").parse::<i64>() {
        let step = TaskStep::ALL.into_iter().find(|known| known.as_str() == step);
        let step = step.ok_or_else(not_whole)?;
        return task_moved(state, person, (id, task, version), (step, words)).await;
    }
    let step = SessionStep::ALL.into_iter().find(|known| known.as_str() == step);
    let step = step.ok_or_else(not_whole)?;
    let minutes = if step == SessionStep::Minute {
        let read = found(state, &visitor.caller, id).await?;
        Some(new_minutes(state, &read, posted)?)
    } else {
        None
    };
    stepped(state, person, (id, version), SessionTaking { step, words, minutes }).await
}
