//! Calls, steps and tasks of joint sessions as pages and the API ask for them, and why they are refused.

use axum::http::StatusCode;
use domain::id::{PersonId, UnitId};
use domain::session::TaskStep;
use domain::workflow::Words as _;
use engine::joint::{
    BadMinutes, NewJointSession, NotCalled, NotStepped, NotTaskMoved, PLACE_CHARACTERS_MAX,
    SESSION_CASES_MAX, SESSION_CHARACTERS_MAX, SESSION_TASKS_MAX, SESSION_UNITS_MAX, SessionTaking,
    TASK_DAYS_MAX,
};
use uuid::Uuid;

use crate::problem::Problem;
use crate::state::State as Shared;

/// Calls a session, or says why not.
pub(crate) async fn called(
    state: &Shared,
    person: &PersonId,
    new: NewJointSession,
) -> Result<(), Problem> {
    let refused = match state.engine.call_joint_session(person, new).await? {
        Ok(()) => return Ok(()),
        Err(refused) => refused,
    };
    Err(match refused {
        NotCalled::NotYours => Problem::forbidden(),
        NotCalled::Known => Problem::new(
            StatusCode::CONFLICT,
            "session_known",
            "这次会商不是您召集的，请重新发起",
            "this session is not yours; call another one",
        ),
        NotCalled::BadSubject => {
            characters("请写明会商事由", "say what it is about", SESSION_CHARACTERS_MAX)
                .with("at", "subject")
        }
        NotCalled::BadPlace => {
            characters("请写明地点", "say where it meets", PLACE_CHARACTERS_MAX).with("at", "place")
        }
        NotCalled::BadTime => {
            Problem::malformed("会商时间应在前后一年之内", "a session meets within a year from now")
                .with("at", "meets_at")
        }
        NotCalled::BadCases => Problem::malformed(
            format!("一次会商要有 1 至 {SESSION_CASES_MAX} 件案件"),
            format!("a session has 1 to {SESSION_CASES_MAX} cases"),
        )
        .with("at", "cases"),
        NotCalled::NotTheirs => Problem::malformed(
            "有的案件找不到，或者不属于同一个中心，请重新选择",
            "one of the cases is not found, or is another center's; choose again",
        )
        .with("at", "cases"),
        NotCalled::BadUnits => Problem::malformed(
            format!("请选择参加单位，1 至 {SESSION_UNITS_MAX} 个"),
            format!("invite 1 to {SESSION_UNITS_MAX} units"),
        )
        .with("at", "units"),
        NotCalled::NoUnit(unit) => no_unit(&unit),
        NotCalled::Walled(unit) => walled(state, &unit),
    })
}

/// Takes a step with a session, or says why not.
pub(crate) async fn stepped(
    state: &Shared,
    person: &PersonId,
    version: (Uuid, i64),
    taking: SessionTaking<'_>,
) -> Result<(), Problem> {
    let refused = match state.engine.take_session_step(person, version, taking).await? {
        Ok(()) => return Ok(()),
        Err(refused) => refused,
    };
    Err(match refused {
        NotStepped::Gone => Problem::not_found(),
        NotStepped::Stale => stale(),
        NotStepped::Refused(why) => {
            let why = why.words();
            Problem::new(StatusCode::CONFLICT, "session_step", why.zh, why.en)
        }
        NotStepped::BadWords => bad_words(),
        NotStepped::BadMinutes(bad) => bad_minutes(state, &bad),
        NotStepped::Walled(unit) => walled(state, &unit),
    })
}

/// Takes a step with a task, or says why not.
pub(crate) async fn task_moved(
    state: &Shared,
    person: &PersonId,
    version: (Uuid, i64, i64),
    step: (TaskStep, &str),
) -> Result<(), Problem> {
    let refused = match state.engine.move_session_task(person, version, step).await? {
        Ok(()) => return Ok(()),
        Err(refused) => refused,
    };
    Err(match refused {
        NotTaskMoved::Gone => Problem::not_found(),
        NotTaskMoved::Stale => stale(),
        NotTaskMoved::Refused(why) => {
            let why = why.words();
            Problem::new(StatusCode::CONFLICT, "task_step", why.zh, why.en)
        }
        NotTaskMoved::BadWords => bad_words(),
    })
}

fn bad_minutes(state: &Shared, bad: &BadMinutes) -> Problem {
    match bad {
        BadMinutes::Decision => {
            characters("请写明会商决定", "say what was decided", SESSION_CHARACTERS_MAX)
                .with("at", "decision")
        }
        BadMinutes::Attended => {
            characters("请写明参会人员", "say who was there", SESSION_CHARACTERS_MAX)
                .with("at", "attended")
        }
        BadMinutes::Day => {
            Problem::malformed("召开日期不能晚于今天", "it was held today at the latest")
                .with("at", "held_on")
        }
        BadMinutes::Case => Problem::malformed(
            "有的案件不在这次会商中",
            "one of the cases is none of this session's",
        )
        .with("at", "responsible"),
        BadMinutes::TooManyTasks => Problem::malformed(
            format!("一次会商最多 {SESSION_TASKS_MAX} 项任务"),
            format!("a session creates at most {SESSION_TASKS_MAX} tasks"),
        )
        .with("at", "tasks"),
        BadMinutes::Task => characters(
            "请写明每项任务做什么",
            "say of each task what is to be done",
            SESSION_CHARACTERS_MAX,
        )
        .with("at", "tasks"),
        BadMinutes::Days => Problem::malformed(
            format!("任务期限为 1 至 {TASK_DAYS_MAX} 个工作日"),
            format!("a task has 1 to {TASK_DAYS_MAX} working days"),
        )
        .with("at", "tasks"),
        BadMinutes::NoUnit(unit) => no_unit(unit),
        BadMinutes::Walled(unit) => walled(state, unit),
    }
}

fn characters(zh: &str, en: &str, most: usize) -> Problem {
    Problem::malformed(
        format!("{zh}，不超过 {most} 个字"),
        format!("{en}, in at most {most} characters"),
    )
}

fn bad_words() -> Problem {
    characters("请写明内容", "say what it is", SESSION_CHARACTERS_MAX).with("at", "words")
}

fn stale() -> Problem {
    Problem::new(
        StatusCode::CONFLICT,
        "stale",
        "刚被别人办理过，请看清现在的情况再办",
        "somebody has just done something with it; look at it again",
    )
}

fn no_unit(unit: &UnitId) -> Problem {
    Problem::malformed(format!("没有“{unit}”这个单位"), format!("there is no unit `{unit}`"))
        .with("at", "units")
}

/// A unit that must not know of a case. Whoever calls a session supervises for the center and knows whom its cases are about.
fn walled(state: &Shared, unit: &UnitId) -> Problem {
    let snapshot = state.engine.directory();
    let name = snapshot.directory.units.get(unit).map(|unit| unit.name.clone());
    let name = name.unwrap_or_default();
    Problem::new(
        StatusCode::CONFLICT,
        "conflict_of_interest",
        format!("案件涉及{}，应当回避，不能参加会商或者承担任务", name.zh),
        format!("a case concerns {}, which takes no part in the session and gets no task", name.en),
    )
}
