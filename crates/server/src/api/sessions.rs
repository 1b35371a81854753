//! Signing in and out, and the caller's own account.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use engine::sign_in::{
    BadPassword, NotSignedIn, PASSWORD_CHARACTERS_MAX, PASSWORD_CHARACTERS_MIN, SignedIn, Typed,
    Visit,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::names::{Named, Names};
use crate::address::Address;
use crate::browser::Browser;
use crate::caller::{Caller, SESSION_COOKIE};
use crate::extract::{Json, Language};
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
    /// Where the account has a second factor: the six digits of the authenticator, or a recovery code. Each is taken once.
    #[serde(default)]
    #[schema(max_length = 32)]
    pub(crate) code: Option<String>,
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
    browser: Browser,
    body: Json<SignInIn>,
) -> Result<Response, Problem> {
    let begun = signed_in(&state, (from, browser), body.value).await?;
    let Begun::In(token, SignedIn { must_change, .. }) = begun else { return Err(code_needed()) };
    let headers =
        [(header::SET_COOKIE, cookie(&token)), (header::CACHE_CONTROL, "no-store".to_owned())];
    let body = SessionOut { token, must_change };
    Ok((StatusCode::CREATED, headers, axum::Json(body)).into_response())
}

/// The cookie of a session.
pub(crate) fn cookie(token: &str) -> String {
    format!("{SESSION_COOKIE}={token}; Path=/; Secure; HttpOnly; SameSite=Strict")
}

/// How far somebody got who signs in.
pub(crate) enum Begun {
    /// In, with the token of the new session.
    In(String, SignedIn),
    /// To the code, with a sealed word that the password was right.
    Half(String),
}

/// A new session, or what its second half begins with.
pub(crate) async fn signed_in(
    state: &Shared,
    (from, browser): (Address, Browser),
    asked: SignInIn,
) -> Result<Begun, Problem> {
    state.limits.sign_in(from)?;
    let SignInIn { sign_in, password, code } = asked;
    if sign_in.chars().count() > 100 || password.chars().count() > PASSWORD_CHARACTERS_MAX {
        return Err(wrong());
    }
    let code = code.as_deref().map(str::trim).filter(|code| !code.is_empty());
    let typed = Typed { sign_in: &sign_in, password: &password, code };
    let visit = Visit { from: from.0, browser: browser.0 };
    match state.engine.sign_in(typed, &visit).await? {
        Ok((token, signed_in)) => Ok(Begun::In(token, signed_in)),
        Err(NotSignedIn::CodeNeeded { half }) => Ok(Begun::Half(half)),
        Err(no) => Err(not_signed_in(state, &no)),
    }
}

/// The second half: the token of a new session.
pub(crate) async fn finished(
    state: &Shared,
    (from, browser): (Address, Browser),
    (half, code): (&str, &str),
) -> Result<(String, SignedIn), Problem> {
    state.limits.sign_in(from)?;
    let visit = Visit { from: from.0, browser: browser.0 };
    state.engine.finish_sign_in(half, code, &visit).await?.map_err(|no| not_signed_in(state, &no))
}

/// Why nobody was signed in.
pub(crate) fn not_signed_in(state: &Shared, no: &NotSignedIn) -> Problem {
    match no {
        NotSignedIn::Wrong => wrong(),
        NotSignedIn::TooMany { retry_at } => {
            let wait = *retry_at - state.engine.clock().now();
            Problem::too_many(wait.num_seconds() + 1)
        }
        NotSignedIn::CodeNeeded { .. } => code_needed(),
        NotSignedIn::WrongCode => Problem::new(
            StatusCode::UNAUTHORIZED,
            "wrong_code",
            "验证码不正确或已用过，请等下一个验证码再试",
            "the code is wrong or was used; wait for the next one and try again",
        ),
        NotSignedIn::Expired => Problem::new(
            StatusCode::UNAUTHORIZED,
            "begin_again",
            "操作已超时，请重新开始",
            "this took too long; begin again",
        ),
    }
}

fn code_needed() -> Problem {
    Problem::new(
        StatusCode::UNAUTHORIZED,
        "code_needed",
        "此账号启用了两步验证，请在 code 中填写验证码或恢复码",
        "the account has a second factor; give a code of the authenticator or a recovery code as `code`",
    )
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
