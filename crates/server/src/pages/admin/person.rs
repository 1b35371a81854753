//! A person: who they are, their account and roles, and what an administrator does about them, each with a reason.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::actor::Role;
use domain::id::PersonId;
use domain::workflow::Words as _;
use engine::accounts::Disabling;
use engine::open_work::OpenWork;

use super::people::roles;
use super::rules::{Keeper, conflict, no_such_step, not_put, reason_of, security, viewer};
use crate::api::accounts::{administrator, factor_removed, not_disabled, sign_in_name, taken};
use crate::extract::{Path, Query};
use crate::pages::done::{DoneIn, done as sent_on};
use crate::pages::posted::Posted;
use crate::pages::shell::{Shell, Visitor, page};
use crate::problem::Problem;
use crate::state::State as Shared;

/// A role that may be given.
#[derive(Debug)]
struct RoleChoice {
    id: &'static str,
    name: String,
    held: bool,
}

/// An account.
#[derive(Debug)]
struct AccountSeen {
    sign_in: String,
    disabled_at: Option<String>,
    must_change: bool,
    sessions: usize,
    seen_at: Option<String>,
    tokens: usize,
    has_factor: bool,
}

#[derive(Template)]
#[template(path = "admin_person.html")]
struct PersonPage {
    shell: Shell,
    id: String,
    name: String,
    unit: (String, String),
    roles: String,
    choices: Vec<RoleChoice>,
    account: Option<AccountSeen>,
    open_work: OpenWork,
    keeps_accounts: bool,
    is_self: bool,
    password: Option<String>,
    error: Option<String>,
    reason: String,
}

/// Shows a person.
pub(super) async fn show(
    State(state): State<Shared>,
    visitor: Visitor,
    Path(person): Path<String>,
    Query(query): Query<DoneIn>,
) -> Result<Response, Problem> {
    let mut shown = person_page(&state, visitor, &person).await?;
    let w = &shown.shell.w.admin;
    let told = match query.done.as_str() {
        "added" => Some(w.person_added.to_owned()),
        "disable" => Some(w.account_disabled.to_owned()),
        "enable" => Some(w.account_enabled.to_owned()),
        "end" => Some(w.access_ended.to_owned()),
        "roles" => Some(w.roles_changed.to_owned()),
        "factor" => Some(w.factor_removed.to_owned()),
        _ => None,
    };
    shown.shell.tell(told);
    Ok(page(&shown, StatusCode::OK))
}

/// Does what an administrator asks for, and shows the person again.
pub(super) async fn act(
    State(state): State<Shared>,
    visitor: Visitor,
    Path(person): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    let what = posted.one("do").to_owned();
    // Whether it is theirs to do comes before anything is said of what was typed.
    match what.as_str() {
        "roles" | "factor" => security(&state, &visitor.caller).await?,
        "end" => _ = viewer(&state, &visitor.caller).await?,
        _ => administrator(&state, &visitor.caller).await?,
    }
    let id = PersonId::from(person.as_str());
    if !state.engine.directory().directory.people.contains_key(&id) {
        return Err(Problem::not_found());
    }
    match done(&state, &visitor, (&id, &what), &posted).await {
        Ok(None) => {
            let by = Some(&visitor.caller.person);
            let leaves = what == "disable" && state.engine.open_work_of(by, &id).await?.handles > 0;
            let page = if leaves { "/work" } else { "" };
            Ok(sent_on(&format!("/s/admin/people/{person}{page}?done={what}")))
        }
        // A password is told here and nowhere again, so that no address leads back to it.
        Ok(Some(password)) => {
            let mut shown = person_page(&state, visitor, &person).await?;
            shown.password = Some(password);
            Ok(page(&shown, StatusCode::OK))
        }
        Err(problem) if problem.status().is_client_error() => {
            let mut shown = person_page(&state, visitor, &person).await?;
            shown.error = Some(problem.line(shown.shell.language));
            posted.one("reason").clone_into(&mut shown.reason);
            Ok(page(&shown, problem.status()))
        }
        Err(problem) => Err(problem),
    }
}

/// Does it; with the first password where one was drawn.
async fn done(
    state: &Shared,
    visitor: &Visitor,
    (id, what): (&PersonId, &str),
    posted: &Posted,
) -> Result<Option<String>, Problem> {
    let (engine, by) = (&state.engine, &visitor.caller.person);
    let reason = reason_of(posted)?;
    match what {
        "open" => {
            let sign_in = sign_in_name(posted.one("sign_in"), "sign_in")?;
            let opened = engine.open_account_because(id, &sign_in, (by, &reason)).await?;
            return opened.map(Some).ok_or_else(taken);
        }
        "roles" => {
            let asked = |role: &Role| posted.all("role").any(|id| id == role.as_str());
            let roles: BTreeSet<Role> = Role::ALL.into_iter().filter(asked).collect();
            engine.set_roles(id, roles, (by, &reason)).await?.map_err(not_put)?;
        }
        "disable" | "enable" => {
            with_account(state, id).await?;
            let disabled = what == "disable";
            match engine.disable_account(id.clone(), disabled, by, Some(&reason)).await? {
                Disabling::Done => {}
                why @ (Disabling::Oneself | Disabling::LastAdministrator) => {
                    return Err(not_disabled(why));
                }
            }
        }
        "reset" => {
            with_account(state, id).await?;
            return Ok(Some(engine.reset_password(id, Some(by), Some(&reason)).await?));
        }
        "end" => _ = engine.end_access(id, (by, &reason)).await?,
        "factor" => {
            let removed = engine.remove_second_factor(id, &reason, Some(by)).await?;
            factor_removed(removed)?;
        }
        _ => return Err(no_such_step()),
    }
    Ok(None)
}

async fn with_account(state: &Shared, id: &PersonId) -> Result<(), Problem> {
    let account = state.engine.store().account_of(id).await?;
    account
        .map(|_| ())
        .ok_or_else(|| conflict("no_account", "此人还没有账号", "this person has no account yet"))
}

async fn person_page(
    state: &Shared,
    Visitor { caller, shell }: Visitor,
    person: &str,
) -> Result<PersonPage, Problem> {
    let keeper = viewer(state, &caller).await?;
    let id = PersonId::from(person);
    let snapshot = state.engine.directory();
    let known = snapshot.directory.people.get(&id).ok_or_else(Problem::not_found)?;
    let unit = snapshot.directory.units.get(&known.unit);
    let choices =
        Role::ALL.into_iter().filter(|role| !matches!(role, Role::Citizen | Role::Engine));
    let choices = choices.map(|role| RoleChoice {
        id: role.as_str(),
        name: role.words().get(shell.language).to_owned(),
        held: known.roles.contains(&role),
    });
    Ok(PersonPage {
        id: id.to_string(),
        name: known.name.get(shell.language).to_owned(),
        unit: (
            known.unit.to_string(),
            unit.map_or("", |unit| unit.name.get(shell.language)).to_owned(),
        ),
        roles: roles(known, &shell),
        choices: choices.collect(),
        account: account(state, &id).await?,
        open_work: state.engine.open_work_of(Some(&caller.person), &id).await?,
        keeps_accounts: keeper == Keeper::Accounts,
        is_self: caller.person == id,
        password: None,
        error: None,
        reason: String::new(),
        shell,
    })
}

async fn account(state: &Shared, id: &PersonId) -> Result<Option<AccountSeen>, Problem> {
    let store = state.engine.store();
    let Some(account) = store.account_of(id).await? else { return Ok(None) };
    let calendar = &state.engine.definitions().calendar;
    let text = |at| calendar.minute_text(at);
    let sessions = state.engine.sessions(id).await?;
    let now = state.engine.clock().now();
    let tokens = store.api_tokens(id).await?.into_iter().filter(|token| token.expires_at > now);
    Ok(Some(AccountSeen {
        sign_in: account.sign_in,
        disabled_at: account.disabled_at.map(text),
        must_change: account.must_change,
        sessions: sessions.len(),
        seen_at: sessions.iter().map(|session| session.seen_at).max().map(text),
        tokens: tokens.count(),
        has_factor: store.second_factor(id).await?.is_some(),
    }))
}
