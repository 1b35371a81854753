//! What hangs on one person, and how it comes into other hands: cases for the head of their unit, numbers for the system
//! administrator, who sees no case and can only give all of it back to the unit.

use axum::extract::State;
use axum::http::StatusCode;
use domain::actor::{Role, Staff};
use domain::case::{Code, Rejection};
use domain::id::{CaseId, PersonId, UnitId};
use domain::refusal::Refused;
use domain::text::{Language as DomainLanguage, cleaned_line};
use engine::Who;
use engine::open_work::{Handed, Handing, OpenWork};
use engine::reading::Seen;
use serde::{Deserialize, Serialize};
use store::queries::CaseLine;
use utoipa::ToSchema;
use uuid::Uuid;

use super::case_out::CaseLineOut;
use super::names::Names;
use crate::caller::{Caller, Scope};
use crate::extract::{Json, Language, Path};
use crate::problem::{Problem, Refusals};
use crate::state::State as Shared;

/// The longest reason, in characters.
const REASON_CHARACTERS_MAX: usize = 200;

/// What hangs on a person.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OpenWorkOut {
    /// How many open cases they handle: in the unit of a head who asks, everywhere for the system administrator.
    handles: u64,
    /// In how many open rounds they have still to sign, as far as who asks may know of them.
    signs: u64,
    /// The cases that they handle, for the head of the unit: the 200 that are due first.
    #[serde(skip_serializing_if = "Option::is_none")]
    cases: Option<Vec<CaseLineOut>>,
    /// The cases in which they have still to sign, for the head of the unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    signing: Option<Vec<ToSignOut>>,
}

/// A case in which somebody has still to sign. The center, which asked them, adds and drops signers.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ToSignOut {
    /// The case.
    id: Uuid,
    /// The number that the public sees.
    number: String,
    /// What it is about, in one line.
    title: String,
}

/// To whom work goes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HandOverIn {
    /// Another handler of the unit; null gives it back to the unit, which names somebody later. The system administrator,
    /// who sees no case, can do that alone.
    to: Option<String>,
    /// Why. It stands with each case.
    #[schema(min_length = 1, max_length = 200)]
    reason: String,
    /// Only these of the person's cases, for a head; those due first if absent. At most 200 at a time.
    cases: Option<Vec<Uuid>>,
    /// True to be told what would become of it; nothing is done then.
    #[serde(default)]
    trial: bool,
}

/// What became of work that was to change hands.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HandedOverOut {
    /// How many cases went, or would go.
    moved: u64,
    /// How many more of the person's cases there are, beyond those that one request takes; absent where all were tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    left: Option<u64>,
    /// Each case with what became of it, for the head of the unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    cases: Option<Vec<HandedOut>>,
}

/// A case that was to change hands.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HandedOut {
    /// The case.
    id: Uuid,
    /// The number that the public sees.
    number: String,
    /// Whether it went, or would go.
    moved: bool,
    /// The code of why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    /// Why not, in the reader's language.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
}

/// Who may see to somebody's open work.
enum Keeper {
    /// The system administrator: numbers only.
    Accounts,
    /// The head of a unit.
    Unit(Staff),
}

/// Tells what hangs on a person: cases to the head of their unit, numbers to the system administrator.
#[utoipa::path(get, path = "/api/v1/people/{person}/open-cases", tag = "cases", params(("person" = String, Path)),
    responses((status = 200, body = OpenWorkOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn open_cases(
    State(state): State<Shared>,
    caller: Caller,
    Language(language): Language,
    Path(person): Path<String>,
) -> Result<axum::Json<OpenWorkOut>, Problem> {
    let keeper = keeper(&state, &caller, Scope::CasesRead).await?;
    let person = known(&state, &person)?;
    let Keeper::Unit(head) = keeper else {
        let OpenWork { handles, signs } =
            state.engine.open_work_of(Some(&caller.person), &person).await?;
        return Ok(axum::Json(OpenWorkOut { handles, signs, cases: None, signing: None }));
    };
    let (lines, handles) = state.engine.in_hands(&caller.who(), &head.unit, Some(&person)).await?;
    let signing = state.engine.signings_of(&caller.who(), &person).await?;
    let snapshot = state.engine.directory();
    let names = Names::new(state.engine.definitions(), &snapshot.directory, language);
    let cases: Vec<_> = lines.into_iter().map(|line| CaseLineOut::new(line, names)).collect();
    let signing: Vec<_> = signing.into_iter().map(to_sign).collect();
    Ok(axum::Json(OpenWorkOut {
        handles,
        signs: signing.len() as u64,
        cases: Some(cases),
        signing: Some(signing),
    }))
}

fn to_sign(seen: Seen) -> ToSignOut {
    ToSignOut {
        id: seen.case().id.0,
        number: seen.stored.number.clone(),
        title: seen.complaint.title,
    }
}

/// Gives a person's open cases to another handler of the unit, or back to the unit. No deadline moves. Repeated, it does
/// what is left.
#[utoipa::path(post, path = "/api/v1/people/{person}/open-cases/hand-over", tag = "cases", request_body = HandOverIn,
    params(("person" = String, Path)),
    responses((status = 200, body = HandedOverOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn hand_over(
    State(state): State<Shared>,
    caller: Caller,
    Language(language): Language,
    Path(person): Path<String>,
    body: Json<HandOverIn>,
) -> Result<axum::Json<HandedOverOut>, Problem> {
    let keeper = keeper(&state, &caller, Scope::CasesWrite).await?;
    let person = known(&state, &person)?;
    let HandOverIn { to, reason, cases, trial } = body.value;
    let reason = reason_of(&reason)?;
    let now = to.as_deref().map(PersonId::from);
    let Keeper::Unit(head) = keeper else {
        if now.is_some() || cases.is_some() {
            return Err(unit_names());
        }
        let moved = released(&state, &caller, &person, (&reason, trial)).await?;
        return Ok(axum::Json(HandedOverOut { moved, left: None, cases: None }));
    };
    can_go_on(&state, now.as_ref()).await?;
    let (engine, who) = (&state.engine, caller.who());
    let (chosen, left) = chosen(&state, &who, (&head.unit, &person), cases.as_deref()).await?;
    let handing = Handing { before: Some(person), now, reason };
    let handed = if trial {
        engine.try_handing(&who, &chosen, &handing).await?
    } else {
        engine.hand(&who, &chosen, &handing).await?
    };
    Ok(axum::Json(HandedOverOut { left, ..handed_out(&state, &handed, language) }))
}

/// The cases that are meant, as many as one request takes; and how many more there are where all of them were.
async fn chosen(
    state: &Shared,
    who: &Who,
    (unit, person): (&UnitId, &PersonId),
    named: Option<&[Uuid]>,
) -> Result<(Vec<CaseId>, Option<u64>), Problem> {
    if let Some(named) = named {
        let wanted = |line: &CaseLine| named.contains(&line.id.0);
        return Ok((state.engine.chosen_in_hands(who, unit, Some(person), wanted).await?, None));
    }
    let (lines, count) = state.engine.in_hands(who, unit, Some(person)).await?;
    let left = count.saturating_sub(lines.len() as u64);
    Ok((lines.into_iter().map(|line| line.id).collect(), Some(left).filter(|left| *left > 0)))
}

fn handed_out(state: &Shared, handed: &[Handed], language: DomainLanguage) -> HandedOverOut {
    let moved = handed.iter().filter(|handed| handed.why.is_none()).count() as u64;
    let out = |handed: &Handed| HandedOut {
        id: handed.seen.case().id.0,
        number: handed.seen.stored.number.clone(),
        moved: handed.why.is_none(),
        code: handed.why.as_ref().map(|why| why.code().as_str()),
        message: why_not(state, handed, language),
    };
    HandedOverOut { moved, left: None, cases: Some(handed.iter().map(out).collect()) }
}

/// Gives all of it back, or says how much that would be.
async fn released(
    state: &Shared,
    caller: &Caller,
    person: &PersonId,
    (reason, trial): (&str, bool),
) -> Result<u64, Problem> {
    if trial {
        return Ok(state.engine.open_work_of(Some(&caller.person), person).await?.handles);
    }
    Ok(state.engine.release_work(person, (Some(&caller.person), reason)).await?)
}

async fn keeper(state: &Shared, caller: &Caller, scope: Scope) -> Result<Keeper, Problem> {
    let roles = [Role::UnitHead, Role::SystemAdministrator];
    let staff = caller.holding(&state.engine, &roles).await?;
    if staff.roles.contains(&Role::SystemAdministrator) {
        caller.needs(Scope::AccountsWrite)?;
        return Ok(Keeper::Accounts);
    }
    caller.needs(scope)?;
    Ok(Keeper::Unit(staff))
}

fn known(state: &Shared, person: &str) -> Result<PersonId, Problem> {
    let person = PersonId::from(person);
    let snapshot = state.engine.directory();
    let is_known = snapshot.directory.people.contains_key(&person);
    is_known.then_some(person).ok_or_else(Problem::not_found)
}

/// Why work changes hands.
pub(crate) fn reason_of(written: &str) -> Result<String, Problem> {
    let reason = cleaned_line(written);
    if (1..=REASON_CHARACTERS_MAX).contains(&reason.chars().count()) {
        return Ok(reason);
    }
    let zh = format!("请用 1 至 {REASON_CHARACTERS_MAX} 个字写明理由，理由将记入每件案件");
    let en =
        format!("say why in 1 to {REASON_CHARACTERS_MAX} characters; it stands with each case");
    Err(Problem::malformed(zh, en).with("at", "reason"))
}

/// Refuses who could not go on with what they are given.
pub(crate) async fn can_go_on(state: &Shared, now: Option<&PersonId>) -> Result<(), Problem> {
    let Some(person) = now else { return Ok(()) };
    if state.engine.can_sign_in(person).await? {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::CONFLICT,
        "no_account",
        "此人没有可用的账号，接不了案件；请另选一位经办人",
        "this person has no account that can be used and could not go on with the cases; choose another",
    )
    .with("at", "to"))
}

fn unit_names() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "unit_names_handler",
        "管理员不看案件，只能把案件交回单位，由单位负责人指定经办人",
        "administrators see no case: they give all of it back to the unit, whose head names the handler",
    )
}

/// Why a case stays where it is.
pub(crate) fn why_not(state: &Shared, handed: &Handed, language: DomainLanguage) -> Option<String> {
    let rejection = handed.why.as_ref()?;
    // What a refusal to file says of a conflict of interest is another sentence.
    let general = rejection.code() == Code::ConflictOfInterest;
    let world = state.engine.world_of(&handed.seen).filter(|_| !general);
    let text = world.map_or_else(
        || Rejection::public_message(rejection),
        |world| Refused { rejection, world, tried: None, public: false }.text(),
    );
    Some(text.get(language).to_owned())
}
