//! Accounts, kept by the system administrator, who sees no case.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::actor::Role;
use domain::id::PersonId;
use domain::text::cleaned_line;
use engine::accounts::Disabling;
use engine::second_factor::{REMOVERS, Removing};
use engine::sign_in_name::{BadSignInName, SignInName};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::caller::{Caller, Scope};
use crate::extract::{Json, Path};
use crate::problem::{Problem, Refusals};
use crate::state::State as Shared;

/// A new account.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccountIn {
    /// The person of the directory whose it is.
    person: String,
    /// The sign-in name: small letters, digits, `.`, `_` and `-`; it begins with a letter or a digit.
    #[schema(min_length = 2, max_length = 64, pattern = "^[a-z0-9][a-z0-9._-]+$")]
    sign_in: String,
}

/// A first password.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FirstPasswordOut {
    /// To be handed to the person; told now and never again, and to be changed at the first sign-in.
    password: String,
}

/// Opens an account.
#[utoipa::path(post, path = "/api/v1/accounts", tag = "administration", request_body = AccountIn,
    responses((status = 201, body = FirstPasswordOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn open(
    State(state): State<Shared>,
    caller: Caller,
    body: Json<AccountIn>,
) -> Result<Response, Problem> {
    administrator(&state, &caller).await?;
    let AccountIn { person, sign_in } = body.value;
    let person = PersonId::from(person.as_str());
    known(&state, &person)?;
    let sign_in = sign_in_name(&sign_in, "sign_in")?;
    let opened = state.engine.open_account(&person, &sign_in, Some(&caller.person)).await?;
    let password = opened.ok_or_else(taken)?;
    Ok(told(StatusCode::CREATED, password))
}

/// A name to sign in with, from the field where it was written.
pub(crate) fn sign_in_name(written: &str, at: &str) -> Result<SignInName, Problem> {
    written.trim().parse().map_err(|bad: BadSignInName| {
        let text = bad.text();
        Problem::malformed(text.zh, text.en).with("at", at)
    })
}

/// Gives a person a new first password and ends their sessions.
#[utoipa::path(post, path = "/api/v1/accounts/{person}/reset", tag = "administration", params(("person" = String, Path)),
    responses((status = 200, body = FirstPasswordOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn reset(
    State(state): State<Shared>,
    caller: Caller,
    Path(person): Path<String>,
) -> Result<Response, Problem> {
    administrator(&state, &caller).await?;
    let person = with_account(&state, &person).await?;
    let password = state.engine.reset_password(&person, Some(&caller.person), None).await?;
    Ok(told(StatusCode::OK, password))
}

/// Whether an account may be used.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DisabledIn {
    /// True to disable it: its sessions and tokens end.
    disabled: bool,
}

/// Disables an account, or lets it be used again.
#[utoipa::path(put, path = "/api/v1/accounts/{person}/disabled", tag = "administration", request_body = DisabledIn,
    params(("person" = String, Path)),
    responses((status = 204, description = "Done"), Refusals), security(("bearer" = [])))]
pub(crate) async fn disable(
    State(state): State<Shared>,
    caller: Caller,
    Path(person): Path<String>,
    body: Json<DisabledIn>,
) -> Result<StatusCode, Problem> {
    administrator(&state, &caller).await?;
    let person = with_account(&state, &person).await?;
    let DisabledIn { disabled } = body.value;
    match state.engine.disable_account(person, disabled, &caller.person, None).await? {
        Disabling::Done => Ok(StatusCode::NO_CONTENT),
        why @ (Disabling::Oneself | Disabling::LastAdministrator) => Err(not_disabled(why)),
    }
}

/// That an account was not opened.
pub(crate) fn taken() -> Problem {
    Problem::new(
        StatusCode::CONFLICT,
        "account_exists",
        "此人已有账号，或账号名已被使用",
        "the person has an account, or the name is taken",
    )
}

/// Why an account was not disabled.
pub(crate) fn not_disabled(why: Disabling) -> Problem {
    let (code, zh, en) = if why == Disabling::Oneself {
        (
            "own_account",
            "不能停用自己的账号，请由另一位系统管理员停用",
            "nobody disables their own account; another system administrator can",
        )
    } else {
        (
            "last_administrator",
            "这是最后一个可用的系统管理员账号，不能停用",
            "this is the last account that can administer the system, and it stays",
        )
    };
    Problem::new(StatusCode::CONFLICT, code, zh, en)
}

/// Why a second factor is removed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FactorRemovalIn {
    /// Why, for the audit.
    #[schema(min_length = 1, max_length = 500)]
    reason: String,
}

/// Removes the second factor of somebody who has lost it; their sessions and API tokens end. By the security administrator.
#[utoipa::path(post, path = "/api/v1/accounts/{person}/second-factor/remove", tag = "administration",
    request_body = FactorRemovalIn, params(("person" = String, Path)),
    responses((status = 204, description = "Removed"), Refusals), security(("bearer" = [])))]
pub(crate) async fn remove_second_factor(
    State(state): State<Shared>,
    caller: Caller,
    Path(person): Path<String>,
    body: Json<FactorRemovalIn>,
) -> Result<StatusCode, Problem> {
    caller.needs(Scope::AccountsWrite)?;
    caller.holding(&state.engine, &REMOVERS).await?;
    let reason = cleaned_line(&body.value.reason);
    if !(1..=500).contains(&reason.chars().count()) {
        let problem =
            Problem::malformed("reason 应为 1 至 500 个字", "reason needs 1 to 500 characters");
        return Err(problem.with("at", "reason"));
    }
    let person = with_account(&state, &person).await?;
    let removed = state.engine.remove_second_factor(&person, &reason, Some(&caller.person)).await?;
    factor_removed(removed).map(|()| StatusCode::NO_CONTENT)
}

/// Why a second factor was not removed.
pub(crate) fn factor_removed(removed: Removing) -> Result<(), Problem> {
    match removed {
        Removing::Done => Ok(()),
        Removing::None => Err(Problem::not_found()),
        Removing::Oneself => Err(Problem::new(
            StatusCode::CONFLICT,
            "own_account",
            "不能移除自己的两步验证，请由另一位安全管理员移除",
            "nobody removes their own second factor; another security administrator can",
        )),
    }
}

/// Refuses who does not keep accounts.
pub(crate) async fn administrator(state: &Shared, caller: &Caller) -> Result<(), Problem> {
    caller.needs(Scope::AccountsWrite)?;
    caller.holding(&state.engine, &[Role::SystemAdministrator]).await.map(|_| ())
}

fn known(state: &Shared, person: &PersonId) -> Result<(), Problem> {
    let snapshot = state.engine.directory();
    if snapshot.directory.people.contains_key(person) {
        return Ok(());
    }
    let detail = format!("there is no person `{person}`");
    Err(Problem::malformed(format!("名录里没有“{person}”"), detail).with("at", "person"))
}

async fn with_account(state: &Shared, person: &str) -> Result<PersonId, Problem> {
    let person = PersonId::from(person);
    let account = state.engine.store().account_of(&person).await?;
    account.map(|_| person).ok_or_else(Problem::not_found)
}

fn told(status: StatusCode, password: String) -> Response {
    let headers = [(header::CACHE_CONTROL, "no-store")];
    (status, headers, axum::Json(FirstPasswordOut { password })).into_response()
}
