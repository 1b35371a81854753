//! Subscriptions as they are written to the wire. A secret stands in them when it is made and never again.

use serde::Serialize;
use store::subscriptions::{Backlog, Subscription};
use utoipa::ToSchema;
use uuid::Uuid;

use super::names::instant;

/// A subscription.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SubscriptionOut {
    /// By which it is known.
    id: Uuid,
    /// The unit by whose rights it learns of cases.
    unit: String,
    /// The types of events.
    types: Vec<String>,
    /// Where to.
    url: String,
    /// How: `structured` or `binary`.
    mode: String,
    /// Since when.
    created_at: String,
    /// Since when nothing is sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    paused_at: Option<String>,
    /// Why nothing is sent: `person`, or `gone` where the receiver answered 410.
    #[serde(skip_serializing_if = "Option::is_none")]
    paused_why: Option<String>,
    /// Until when the former secret signs too.
    #[serde(skip_serializing_if = "Option::is_none")]
    former_until: Option<String>,
    /// How many deliveries wait.
    waiting: i64,
    /// How many nobody tries any more until a person says so.
    dead: i64,
}

/// All subscriptions.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SubscriptionsOut {
    /// The subscriptions, the oldest first.
    pub(super) subscriptions: Vec<SubscriptionOut>,
}

/// A subscription that was just made.
#[derive(Serialize, ToSchema)]
pub(crate) struct SubscribedOut {
    /// The subscription.
    pub(super) subscription: SubscriptionOut,
    /// The secret by which what is sent is signed. It is told now and never again.
    pub(super) secret: String,
}

/// A new secret.
#[derive(Serialize, ToSchema)]
pub(crate) struct SecretOut {
    /// The secret. It is told now and never again.
    pub(super) secret: String,
}

/// How many deliveries are tried again.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RetriedOut {
    /// How many.
    pub(super) retried: u64,
}

impl SubscriptionOut {
    /// A subscription, and what has not arrived for it.
    pub(super) fn new(subscription: Subscription, backlog: Backlog) -> Self {
        let Subscription { id, unit, topics, url, mode, created_at, paused, former_until } =
            subscription;
        let (paused_at, paused_why) = paused.map(|paused| (instant(paused.at), paused.why)).unzip();
        Self {
            id: id.0,
            unit: unit.as_str().to_owned(),
            types: topics.iter().map(|topic| topic.as_str().to_owned()).collect(),
            url,
            mode: mode.as_str().to_owned(),
            created_at: instant(created_at),
            paused_at,
            paused_why,
            former_until: former_until.map(instant),
            waiting: backlog.waiting,
            dead: backlog.dead,
        }
    }
}
