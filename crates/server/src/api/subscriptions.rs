//! Subscriptions of other systems to events, kept by the system administrator, who sees no case: neither lists nor logs
//! name one.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::actor::Role;
use domain::announce::Topic;
use domain::text::cleaned_line;
use engine::subscriptions::{AskedSubscription, NotSubscribed, OVERLAP_HOURS, OVERLAP_HOURS_MAX};
use serde::Deserialize;
use store::subscriptions::{Backlog, Mode, SubscriptionId};
use utoipa::ToSchema;
use uuid::Uuid;

use super::subscription_out::{
    RetriedOut, SecretOut, SubscribedOut, SubscriptionOut, SubscriptionsOut,
};
use crate::caller::{Caller, Scope};
use crate::extract::{Json, Path};
use crate::problem::{Problem, Refusals};
use crate::state::State as Shared;

/// The longest reason, in characters.
const REASON_CHARACTERS_MAX: usize = 500;

/// The longest address, in characters.
const URL_CHARACTERS_MAX: usize = 500;

/// A new subscription.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SubscriptionIn {
    /// The unit by whose rights it learns of cases.
    unit: String,
    /// The types of events; all that there are if none is named.
    #[serde(default)]
    #[schema(max_items = 100)]
    types: Vec<String>,
    /// Where to: an address that the operator's list allows.
    #[schema(min_length = 1, max_length = 500)]
    url: String,
    /// How an event is written into a request.
    #[serde(default)]
    mode: ModeIn,
    /// Why.
    #[schema(min_length = 1, max_length = 500)]
    reason: String,
}

/// How an event is written into a request.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ModeIn {
    /// All of it as one JSON document.
    #[default]
    Structured,
    /// Its attributes as headers, its data as the body.
    Binary,
}

/// Why something is done.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReasonIn {
    /// In the administrator's own words.
    #[schema(min_length = 1, max_length = 500)]
    reason: String,
}

/// Why a secret is changed, and for how long the former one signs too.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RotationIn {
    /// In the administrator's own words.
    #[schema(min_length = 1, max_length = 500)]
    reason: String,
    /// For how many hours the former secret signs beside the new one; 24 if nothing is said, 0 where others know it.
    #[schema(maximum = 168)]
    overlap_hours: Option<u32>,
}

/// Lists the subscriptions.
#[utoipa::path(get, path = "/api/v1/subscriptions", tag = "administration",
    responses((status = 200, body = SubscriptionsOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn list(
    State(state): State<Shared>,
    caller: Caller,
) -> Result<axum::Json<SubscriptionsOut>, Problem> {
    keeper(&state, &caller).await?;
    let store = state.engine.store();
    let (subscriptions, backlogs) = (store.subscriptions().await?, store.backlogs().await?);
    let listed = subscriptions.into_iter().map(|subscription| {
        let backlog = backlogs.get(&subscription.id).copied().unwrap_or_default();
        SubscriptionOut::new(subscription, backlog)
    });
    Ok(axum::Json(SubscriptionsOut { subscriptions: listed.collect() }))
}

/// Subscribes a system to events.
#[utoipa::path(post, path = "/api/v1/subscriptions", tag = "administration", request_body = SubscriptionIn,
    responses((status = 201, body = SubscribedOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn subscribe(
    State(state): State<Shared>,
    caller: Caller,
    body: Json<SubscriptionIn>,
) -> Result<Response, Problem> {
    keeper(&state, &caller).await?;
    let SubscriptionIn { unit, types, url, mode, reason } = body.value;
    let reason = reason_of(&reason)?;
    let topics = types.iter().map(|name| topic(name)).collect::<Result<BTreeSet<_>, _>>()?;
    if url.chars().count() > URL_CHARACTERS_MAX {
        let zh = format!("url 至多 {URL_CHARACTERS_MAX} 个字符");
        let en = format!("url has at most {URL_CHARACTERS_MAX} characters");
        return Err(Problem::malformed(zh, en).with("at", "url"));
    }
    let mode = match mode {
        ModeIn::Structured => Mode::Structured,
        ModeIn::Binary => Mode::Binary,
    };
    let asked = AskedSubscription { unit: unit.as_str().into(), topics, url, mode };
    let made = state.engine.subscribe(asked, Some(&caller.person), &reason).await?;
    let (made, secret) = made.map_err(|why| not_subscribed(&why))?;
    let subscription = SubscriptionOut::new(made, Backlog::default());
    let body = SubscribedOut { subscription, secret: secret.expose().to_owned() };
    let headers = [(header::CACHE_CONTROL, "no-store")];
    Ok((StatusCode::CREATED, headers, axum::Json(body)).into_response())
}

/// Lets nothing be sent any more until it is resumed; what happens meanwhile waits.
#[utoipa::path(post, path = "/api/v1/subscriptions/{id}/pause", tag = "administration", params(("id" = Uuid, Path)),
    request_body = ReasonIn, responses((status = 204, description = "Paused, now or before"), Refusals),
    security(("bearer" = [])))]
pub(crate) async fn pause(
    State(state): State<Shared>,
    caller: Caller,
    Path(id): Path<Uuid>,
    body: Json<ReasonIn>,
) -> Result<StatusCode, Problem> {
    let (id, reason) = changing(&state, &caller, id, &body.value.reason).await?;
    state.engine.pause_subscription(id, Some(&caller.person), &reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lets what waits be sent again.
#[utoipa::path(post, path = "/api/v1/subscriptions/{id}/resume", tag = "administration", params(("id" = Uuid, Path)),
    request_body = ReasonIn, responses((status = 204, description = "Resumed, now or before"), Refusals),
    security(("bearer" = [])))]
pub(crate) async fn resume(
    State(state): State<Shared>,
    caller: Caller,
    Path(id): Path<Uuid>,
    body: Json<ReasonIn>,
) -> Result<StatusCode, Problem> {
    let (id, reason) = changing(&state, &caller, id, &body.value.reason).await?;
    state.engine.resume_subscription(id, Some(&caller.person), &reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Removes a subscription with its secret, what waits for it and its log.
#[utoipa::path(post, path = "/api/v1/subscriptions/{id}/remove", tag = "administration", params(("id" = Uuid, Path)),
    request_body = ReasonIn, responses((status = 204, description = "Removed"), Refusals), security(("bearer" = [])))]
pub(crate) async fn remove(
    State(state): State<Shared>,
    caller: Caller,
    Path(id): Path<Uuid>,
    body: Json<ReasonIn>,
) -> Result<StatusCode, Problem> {
    let (id, reason) = changing(&state, &caller, id, &body.value.reason).await?;
    state.engine.remove_subscription(id, Some(&caller.person), &reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives a subscription a new secret; the former one signs beside it for a while.
#[utoipa::path(post, path = "/api/v1/subscriptions/{id}/rotate", tag = "administration", params(("id" = Uuid, Path)),
    request_body = RotationIn, responses((status = 200, body = SecretOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn rotate(
    State(state): State<Shared>,
    caller: Caller,
    Path(id): Path<Uuid>,
    body: Json<RotationIn>,
) -> Result<Response, Problem> {
    let RotationIn { reason, overlap_hours } = body.value;
    let (id, reason) = changing(&state, &caller, id, &reason).await?;
    let hours = overlap_hours.unwrap_or(OVERLAP_HOURS);
    if hours > OVERLAP_HOURS_MAX {
        let zh = format!("overlap_hours 应在 0 至 {OVERLAP_HOURS_MAX} 之间");
        let en = format!("overlap_hours must be between 0 and {OVERLAP_HOURS_MAX}");
        return Err(Problem::malformed(zh, en).with("at", "overlap_hours"));
    }
    let secret = state.engine.rotate_secret(id, hours, Some(&caller.person), &reason).await?;
    let secret = secret.ok_or_else(Problem::not_found)?;
    let headers = [(header::CACHE_CONTROL, "no-store")];
    Ok((headers, axum::Json(SecretOut { secret: secret.expose().to_owned() })).into_response())
}

/// Has the deliveries that nobody tries any more tried again.
#[utoipa::path(post, path = "/api/v1/subscriptions/{id}/retry", tag = "administration", params(("id" = Uuid, Path)),
    request_body = ReasonIn, responses((status = 200, body = RetriedOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn retry(
    State(state): State<Shared>,
    caller: Caller,
    Path(id): Path<Uuid>,
    body: Json<ReasonIn>,
) -> Result<axum::Json<RetriedOut>, Problem> {
    let (id, reason) = changing(&state, &caller, id, &body.value.reason).await?;
    let retried = state.engine.retry_deliveries(id, Some(&caller.person), &reason).await?;
    Ok(axum::Json(RetriedOut { retried }))
}

/// Refuses whoever does not keep the system.
pub(crate) async fn keeper(state: &Shared, caller: &Caller) -> Result<(), Problem> {
    caller.needs(Scope::SubscriptionsWrite)?;
    caller.holding(&state.engine, &[Role::SystemAdministrator]).await.map(|_| ())
}

/// A subscription that is there; refuses whoever does not keep the system first.
pub(crate) async fn kept(
    state: &Shared,
    caller: &Caller,
    id: Uuid,
) -> Result<SubscriptionId, Problem> {
    keeper(state, caller).await?;
    let id = SubscriptionId(id);
    let found = state.engine.store().subscription(id).await?;
    found.map(|found| found.id).ok_or_else(Problem::not_found)
}

async fn changing(
    state: &Shared,
    caller: &Caller,
    id: Uuid,
    reason: &str,
) -> Result<(SubscriptionId, String), Problem> {
    let id = kept(state, caller, id).await?;
    Ok((id, reason_of(reason)?))
}

fn reason_of(text: &str) -> Result<String, Problem> {
    let reason = cleaned_line(text);
    if (1..=REASON_CHARACTERS_MAX).contains(&reason.chars().count()) {
        return Ok(reason);
    }
    let zh = format!("请用 1 至 {REASON_CHARACTERS_MAX} 个字写明理由");
    let en = format!("say why in 1 to {REASON_CHARACTERS_MAX} characters");
    Err(Problem::malformed(zh, en).with("at", "reason"))
}

fn topic(name: &str) -> Result<Topic, Problem> {
    Topic::named(name).ok_or_else(|| {
        let zh = format!("没有事件类型“{name}”；docs/operating/events.md 列出全部类型");
        let en = format!("there is no event type `{name}`; docs/operating/events.md lists them");
        Problem::malformed(zh, en).with("at", "types")
    })
}

fn not_subscribed(why: &NotSubscribed) -> Problem {
    let (at, zh, en) = match why {
        NotSubscribed::NoList => (
            "url",
            "没有允许的事件接收地址：请在 bihuan.toml 的 [events] 里写上 allow，然后重启".to_owned(),
            "no destination of events is allowed: write `allow` under [events] in bihuan.toml, and restart".to_owned(),
        ),
        NotSubscribed::Address(why) => (
            "url",
            format!("这个地址不能用（{why}）；允许的地址写在 bihuan.toml 的 [events] allow 里"),
            format!("this address cannot be used: {why}; those that can stand in bihuan.toml under [events] allow"),
        ),
        NotSubscribed::Unit => (
            "unit",
            "名录里没有这个单位".to_owned(),
            "the directory has no such unit".to_owned(),
        ),
    };
    let (title_zh, title_en) = ("没有订阅", "nothing was subscribed to");
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "not_subscribed", title_zh, title_en)
        .with_detail(zh, en)
        .with("at", at)
}
