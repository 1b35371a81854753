//! My account 我的账号: who I am here, where I am signed in, my programs, and my second factor.

mod factor;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::Timestamp;
use domain::workflow::Words as _;
use store::record::{Hash, from_hex, hex};
use uuid::Uuid;

pub(super) use factor::{begin, confirm, enrol};

use super::done::done;
use super::posted::Posted;
use super::shell::{Shell, Visitor, page};
use crate::api::names::Names;
use crate::caller::Caller;
use crate::extract::Query;
use crate::problem::Problem;
use crate::state::State as Shared;

#[derive(Debug)]
struct SessionRow {
    id: String,
    since: String,
    address: String,
    browser: String,
    is_this: bool,
}

#[derive(Debug)]
struct TokenRow {
    id: Uuid,
    name: String,
    scopes: String,
    until: String,
}

#[derive(Template)]
#[template(path = "me.html")]
struct MePage {
    shell: Shell,
    name: String,
    unit: String,
    roles: String,
    before: Option<String>,
    has_factor: bool,
    recovery_left: u64,
    sessions: Vec<SessionRow>,
    tokens: Vec<TokenRow>,
}

/// What was just done.
#[derive(Debug, Default, serde::Deserialize)]
pub(super) struct DoneIn {
    ended: Option<u64>,
}

/// Shows the account.
pub(super) async fn me(
    State(state): State<Shared>,
    Visitor { caller, mut shell }: Visitor,
    Query(DoneIn { ended }): Query<DoneIn>,
) -> Result<Response, Problem> {
    let snapshot = state.engine.directory();
    let staff = snapshot.directory.staff(&caller.person).ok_or_else(Problem::signed_out)?;
    let names = Names::new(state.engine.definitions(), &snapshot.directory, shell.language);
    let at = |at: Timestamp| state.engine.definitions().calendar.minute_text(at);
    shell.tell(ended.map(|ended| format!("{}{ended}", shell.w.account.ended)));
    let own = engine::sign_in::token_hash(&caller.token);
    let row = |session: store::accounts::OpenSession| SessionRow {
        id: hex(&session.token),
        since: at(session.created_at),
        address: session.whence.address,
        browser: session.whence.browser,
        is_this: own == Some(session.token),
    };
    let sessions = state.engine.sessions(&caller.person).await?.into_iter().map(row).collect();
    let tokens = state.engine.store().api_tokens(&caller.person).await?.into_iter();
    let tokens = tokens.filter(|token| token.expires_at > state.engine.clock().now());
    let tokens = tokens.map(|token| TokenRow {
        id: token.id,
        name: token.name,
        scopes: token.scopes.join(", "),
        until: at(token.expires_at),
    });
    let roles = staff.roles.iter().map(|role| role.words().get(shell.language).to_owned());
    let roles: Vec<_> = roles.collect();
    let sheet = MePage {
        name: names.person(&caller.person).name,
        unit: names.unit(&staff.unit).name,
        roles: roles.join("、"),
        before: caller.before.map(|(when, address)| format!("{} · {address}", at(when))),
        has_factor: caller.has_factor,
        recovery_left: state.engine.store().recovery_codes(&caller.person).await?,
        sessions,
        tokens: tokens.collect(),
        shell,
    };
    Ok(page(&sheet, StatusCode::OK))
}

/// Ends one session, or all others.
pub(super) async fn end_sessions(
    State(state): State<Shared>,
    caller: Caller,
    posted: Posted,
) -> Result<Response, Problem> {
    caller.needs_session()?;
    let one = posted.one("session");
    let hash: Option<Hash> = from_hex(one).and_then(|hash| hash.try_into().ok());
    if !one.is_empty() && hash.is_none() {
        return Err(Problem::not_found());
    }
    let ended = state.engine.end_sessions(&caller.person, &caller.token, hash).await?;
    Ok(done(&format!("/s/me?ended={ended}")))
}

/// Revokes an API token.
pub(super) async fn revoke_token(
    State(state): State<Shared>,
    caller: Caller,
    posted: Posted,
) -> Result<Response, Problem> {
    caller.needs_session()?;
    let id: Uuid = posted.one("token").parse().map_err(|_| Problem::not_found())?;
    state.engine.revoke_api_token(&caller.person, id).await?;
    Ok(Redirect::to("/s/me").into_response())
}
