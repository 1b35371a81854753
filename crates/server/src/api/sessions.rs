//! Signing in and out, the caller's own account and tokens.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::text::cleaned_line;
use engine::api_tokens::AskedToken;
use engine::sign_in::{BadPassword, NotSignedIn, PASSWORD_CHARACTERS_MAX, PASSWORD_CHARACTERS_MIN};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::names::{Named, Names, instant};
use crate::address::Address;
use crate::caller::{Caller, SESSION_COOKIE, Scope};
use crate::extract::{Json, Language, Path};
use crate::problem::{Problem, Refusals};
use crate::state::State as Shared;

/// Who signs in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignInIn {
    /// The sign-in name.
    #[schema(max_length = 100)]
    pub(crate) sign_in: String,
    /// The password.
    #[schema(max_length = 128)]
    pub(crate) password: String,
}

/// A session.
#[derive(Serialize, ToSchema)]
pub(crate) struct SessionOut {
    /// Send it as `Authorization: Bearer …`. It is told now and never again; browsers get it as a cookie too.
    token: String,
    /// Whether the password must be changed before anything else.
    must_change: bool,
}

/// Signs in.
#[utoipa::path(post, path = "/api/v1/sessions", tag = "me", request_body = SignInIn,
    responses((status = 201, body = SessionOut), Refusals))]
pub(crate) async fn sign_in(
    State(state): State<Shared>,
    from: Address,
    body: Json<SignInIn>,
) -> Result<Response, Problem> {
    let (token, must_change) = signed_in(&state, from, body.value).await?;
    let headers =
        [(header::SET_COOKIE, cookie(&token)), (header::CACHE_CONTROL, "no-store".to_owned())];
    let body = SessionOut { token, must_change };
    Ok((StatusCode::CREATED, headers, axum::Json(body)).into_response())
}

/// The cookie of a session.
pub(crate) fn cookie(token: &str) -> String {
    format!("{SESSION_COOKIE}={token}; Path=/; Secure; HttpOnly; SameSite=Strict")
}

/// The token of a new session, and whether the password must be changed before anything else.
pub(crate) async fn signed_in(
    state: &Shared,
    from: Address,
    asked: SignInIn,
) -> Result<(String, bool), Problem> {
    state.limits.sign_in(from)?;
    let SignInIn { sign_in, password } = asked;
    if sign_in.chars().count() > 100 || password.chars().count() > PASSWORD_CHARACTERS_MAX {
        return Err(wrong());
    }
    match state.engine.sign_in(&sign_in, &password, from.0).await? {
        Ok((token, signed_in)) => Ok((token, signed_in.must_change)),
        Err(NotSignedIn::Wrong) => Err(wrong()),
        Err(NotSignedIn::TooMany { retry_at }) => {
            let wait = retry_at - state.engine.clock().now();
            Err(Problem::too_many(wait.num_seconds() + 1))
        }
    }
}

fn wrong() -> Problem {
    Problem::new(
        StatusCode::UNAUTHORIZED,
        "wrong_sign_in",
        "账号或密码不正确",
        "the sign-in name or the password is wrong",
    )
}

/// Signs out. An API token has no session: its owner revokes it.
#[utoipa::path(delete, path = "/api/v1/sessions/current", tag = "me",
    responses((status = 204, description = "Signed out"), Refusals), security(("bearer" = [])))]
pub(crate) async fn sign_out(
    State(state): State<Shared>,
    caller: Caller,
) -> Result<Response, Problem> {
    let headers = signed_out(&state, &caller).await?;
    Ok((StatusCode::NO_CONTENT, headers).into_response())
}

/// Ends a session, and clears what a browser keeps of it.
pub(crate) async fn signed_out(
    state: &Shared,
    caller: &Caller,
) -> Result<[(header::HeaderName, String); 2], Problem> {
    caller.needs_session()?;
    state.engine.sign_out(&caller.token, &caller.person).await?;
    let cookie = format!("{SESSION_COOKIE}=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0");
    let clear = "\"cache\", \"cookies\", \"storage\"".to_owned();
    Ok([(header::SET_COOKIE, cookie), (header::HeaderName::from_static("clear-site-data"), clear)])
}

/// The caller.
#[derive(Serialize, ToSchema)]
pub(crate) struct MeOut {
    /// The person.
    person: Named,
    /// The unit.
    unit: Named,
    /// The roles held there.
    roles: Vec<String>,
}

/// Says who the caller is.
#[utoipa::path(get, path = "/api/v1/me", tag = "me",
    responses((status = 200, body = MeOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn me(
    State(state): State<Shared>,
    caller: Caller,
    Language(language): Language,
) -> Result<axum::Json<MeOut>, Problem> {
    let snapshot = state.engine.refresh_directory().await?;
    let staff = snapshot.directory.staff(&caller.person).ok_or_else(Problem::forbidden)?;
    let names = Names::new(state.engine.definitions(), &snapshot.directory, language);
    Ok(axum::Json(MeOut {
        person: names.person(&caller.person),
        unit: names.unit(&staff.unit),
        roles: staff.roles.iter().map(|role| role.as_str().to_owned()).collect(),
    }))
}

/// A new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasswordIn {
    /// The present password.
    #[schema(max_length = 128)]
    present: String,
    /// The new one, 12 to 128 characters, of any kind, and not made of what is tried first.
    #[schema(min_length = 12, max_length = 128)]
    new: String,
}

/// What ended with the former password.
#[derive(Serialize, ToSchema)]
pub(crate) struct PasswordChangedOut {
    /// How many sessions, this one among them: sign in again.
    sessions_ended: u64,
    /// How many API tokens: programs need new ones.
    tokens_ended: u64,
}

/// Changes the caller's password. All sessions and API tokens end, this session too.
#[utoipa::path(put, path = "/api/v1/me/password", tag = "me", request_body = PasswordIn,
    responses((status = 200, body = PasswordChangedOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn change_password(
    State(state): State<Shared>,
    caller: Caller,
    body: Json<PasswordIn>,
) -> Result<axum::Json<PasswordChangedOut>, Problem> {
    let PasswordIn { present, new } = body.value;
    changed(&state, &caller, &present, &new).await.map(axum::Json)
}

/// Changes the password of who is signed in.
pub(crate) async fn changed(
    state: &Shared,
    caller: &Caller,
    present: &str,
    new: &str,
) -> Result<PasswordChangedOut, Problem> {
    caller.needs_session()?;
    if present == new {
        return Err(bad_password(BadPassword::Same));
    }
    state.engine.check_password(&caller.person, new).await?.map_err(bad_password)?;
    state.limits.try_password(&caller.person)?;
    let ended = if present.chars().count() > PASSWORD_CHARACTERS_MAX {
        None
    } else {
        state.engine.change_password(&caller.person, present, new).await?
    };
    let ended = ended.ok_or_else(|| {
        Problem::new(
            StatusCode::FORBIDDEN,
            "wrong_password",
            "当前密码不正确",
            "the present password is wrong",
        )
    })?;
    Ok(PasswordChangedOut { sessions_ended: ended.sessions, tokens_ended: ended.api_tokens })
}

fn bad_password(bad: BadPassword) -> Problem {
    let (zh, en) = match bad {
        BadPassword::Short => (
            format!("新密码至少 {PASSWORD_CHARACTERS_MIN} 个字符"),
            format!("the new password needs at least {PASSWORD_CHARACTERS_MIN} characters"),
        ),
        BadPassword::Long => (
            format!("新密码至多 {PASSWORD_CHARACTERS_MAX} 个字符"),
            format!("the new password has at most {PASSWORD_CHARACTERS_MAX} characters"),
        ),
        BadPassword::HoldsName => (
            "新密码不能包含账号".to_owned(),
            "the new password must not hold the sign-in name".to_owned(),
        ),
        BadPassword::Guessable => (
            "新密码太容易猜到：常见密码、姓名、单位名、重复或连续的字符都会最先被试；可以用几个互不相关的词".to_owned(),
            "the new password is guessed too easily: common ones, names, units, repeats and runs are tried first; \
             several words that have nothing to do with each other do better"
                .to_owned(),
        ),
        BadPassword::Same => (
            "新密码与当前密码相同".to_owned(),
            "the new password is the present one".to_owned(),
        ),
    };
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "bad_password", zh, en)
}

/// What an API token is for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TokenIn {
    /// What the owner calls it.
    #[schema(min_length = 1, max_length = 100)]
    name: String,
    /// What it may do: `cases:read`, `cases:write`, `identities:reveal`, `accounts:write`, `audit:read`,
    /// `subscriptions:write`.
    #[schema(min_items = 1)]
    scopes: Vec<String>,
    /// How many days it serves, 1 to 366.
    #[schema(minimum = 1, maximum = 366)]
    days: u32,
}

/// An API token.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TokenOut {
    /// By which it is revoked.
    id: Uuid,
    /// What the owner calls it.
    name: String,
    /// What it may do.
    scopes: Vec<String>,
    /// When it ends.
    expires_at: String,
    /// The token itself, when it is made and never again.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
}

/// The caller's API tokens.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TokensOut {
    /// The tokens, the newest first.
    tokens: Vec<TokenOut>,
}

/// Makes an API token.
#[utoipa::path(post, path = "/api/v1/me/tokens", tag = "me", request_body = TokenIn,
    responses((status = 201, body = TokenOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn open_token(
    State(state): State<Shared>,
    caller: Caller,
    body: Json<TokenIn>,
) -> Result<Response, Problem> {
    caller.needs_session()?;
    let TokenIn { name, scopes, days } = body.value;
    let name = cleaned_line(&name);
    let unknown =
        scopes.iter().find(|scope| !Scope::ALL.iter().any(|known| known.as_str() == **scope));
    if let Some(unknown) = unknown {
        return Err(Problem::malformed(
            format!("没有权限范围“{unknown}”"),
            format!("there is no scope `{unknown}`"),
        ));
    }
    let named = (1..=100).contains(&name.chars().count());
    if !named || scopes.is_empty() || !(1..=366).contains(&days) {
        return Err(Problem::malformed(
            "name 应为 1 至 100 个字，scopes 至少一项，days 应在 1 至 366 之间",
            "name needs 1 to 100 characters, scopes at least one, days 1 to 366",
        ));
    }
    let session = Some(caller.token.as_str());
    let asked = AskedToken { name, scopes, days: i64::from(days), session };
    let opened = state.engine.open_api_token(&caller.person, asked).await?;
    let (made, token) = opened.ok_or_else(Problem::signed_out)?;
    let body = token_out(made, Some(token));
    let headers = [(header::CACHE_CONTROL, "no-store")];
    Ok((StatusCode::CREATED, headers, axum::Json(body)).into_response())
}

fn token_out(token: store::accounts::ApiToken, plain: Option<String>) -> TokenOut {
    TokenOut {
        id: token.id,
        name: token.name,
        scopes: token.scopes,
        expires_at: instant(token.expires_at),
        token: plain,
    }
}

/// Lists the caller's API tokens.
#[utoipa::path(get, path = "/api/v1/me/tokens", tag = "me",
    responses((status = 200, body = TokensOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn tokens(
    State(state): State<Shared>,
    caller: Caller,
) -> Result<axum::Json<TokensOut>, Problem> {
    caller.needs_session()?;
    let tokens = state.engine.store().api_tokens(&caller.person).await?;
    let tokens = tokens.into_iter().map(|token| token_out(token, None)).collect();
    Ok(axum::Json(TokensOut { tokens }))
}

/// Revokes one of the caller's API tokens.
#[utoipa::path(delete, path = "/api/v1/me/tokens/{id}", tag = "me", params(("id" = Uuid, Path)),
    responses((status = 204, description = "Revoked, now or before"), Refusals), security(("bearer" = [])))]
pub(crate) async fn revoke_token(
    State(state): State<Shared>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    caller.needs_session()?;
    state.engine.revoke_api_token(&caller.person, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
