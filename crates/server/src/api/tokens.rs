//! The caller's own API tokens.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::text::cleaned_line;
use engine::api_tokens::AskedToken;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::names::instant;
use crate::caller::{Caller, Scope};
use crate::extract::{Json, Path};
use crate::problem::{Problem, Refusals};
use crate::state::State as Shared;

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
