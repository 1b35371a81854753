//! Who subscribes: asked for by an administrator of the system, with a reason that stands in the audit.

use std::collections::BTreeSet;

use agency::http::egress::AddressError;
use chrono::TimeDelta;
use domain::announce::Topic;
use domain::id::{PersonId, UnitId};
use serde_json::json;
use store::audit::AuditEntry;
use store::subscriptions::{Mode, Subscription, SubscriptionId};
use uuid::Uuid;

use super::secret::Secret;
use crate::engine::Engine;
use crate::error::Error;

/// How long the former secret signs beside a new one, if nothing is said.
pub const OVERLAP_HOURS: u32 = 24;

/// How long at most: a secret that somebody else may know must not sign for ever.
pub const OVERLAP_HOURS_MAX: u32 = 24 * 7;

/// The stream of the audit.
const STREAM: &str = "subscriptions";

/// A subscription as it is asked for.
#[derive(Clone, Debug)]
pub struct AskedSubscription {
    /// By whose rights.
    pub unit: UnitId,
    /// To what; all that there is if nothing is named.
    pub topics: BTreeSet<Topic>,
    /// Where to.
    pub url: String,
    /// How.
    pub mode: Mode,
}

/// Why nothing was subscribed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotSubscribed {
    /// The list of destinations is empty.
    NoList,
    /// The address cannot be read, or no entry of the list allows it.
    Address(AddressError),
    /// The directory has no such unit.
    Unit,
}

impl Engine {
    /// Subscribes, and returns the secret by which what is sent is signed; it is told now and never again.
    ///
    /// # Errors
    ///
    /// Where the store fails, or the system gives no randomness.
    pub async fn subscribe(
        &self,
        asked: AskedSubscription,
        by: Option<&PersonId>,
        reason: &str,
    ) -> Result<Result<(Subscription, Secret), NotSubscribed>, Error> {
        if let Err(why) = self.may_subscribe(&asked).await? {
            return Ok(Err(why));
        }
        let AskedSubscription { unit, topics, url, mode } = asked;
        let topics = if topics.is_empty() { Topic::ALL.into() } else { topics };
        let id = SubscriptionId(Uuid::now_v7());
        let made = Subscription {
            id,
            unit,
            topics,
            url,
            mode,
            created_at: self.clock.now(),
            paused: None,
            former_until: None,
        };
        let secret = Secret::fresh()?;
        let names: Vec<_> = made.topics.iter().map(|topic| topic.as_str()).collect();
        let facts = json!({
            "subscription": id.0, "unit": made.unit, "url": made.url, "topics": names, "reason": reason,
        });
        let entry = self.entry(STREAM, by, "subscribed", facts);
        self.store.subscribe(made.clone(), secret.sealed(&self.keys, id)?, entry).await?;
        self.reread_directory().await?;
        Ok(Ok((made, secret)))
    }

    async fn may_subscribe(
        &self,
        asked: &AskedSubscription,
    ) -> Result<Result<(), NotSubscribed>, Error> {
        let Some(telling) = self.outside.get() else { return Ok(Err(NotSubscribed::NoList)) };
        let allow = &telling.settings.allow;
        if allow.is_empty() {
            return Ok(Err(NotSubscribed::NoList));
        }
        if let Err(why) = allow.destination(&asked.url) {
            return Ok(Err(NotSubscribed::Address(why)));
        }
        let known = self.refresh_directory().await?.directory.knows(&asked.unit);
        Ok(if known { Ok(()) } else { Err(NotSubscribed::Unit) })
    }

    /// Lets nothing be sent any more until it is resumed; what happens meanwhile waits. False if it is paused or gone.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn pause_subscription(
        &self,
        id: SubscriptionId,
        by: Option<&PersonId>,
        reason: &str,
    ) -> Result<bool, Error> {
        let entry = self.about(id, by, "paused", reason);
        Ok(self.store.pause_subscription(id, entry).await?)
    }

    /// Lets what waits be sent again. False if it is not paused or gone.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn resume_subscription(
        &self,
        id: SubscriptionId,
        by: Option<&PersonId>,
        reason: &str,
    ) -> Result<bool, Error> {
        let entry = self.about(id, by, "resumed", reason);
        Ok(self.store.resume_subscription(id, entry).await?)
    }

    /// Removes a subscription with its secret, what waits for it and its log. False if it is gone.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn remove_subscription(
        &self,
        id: SubscriptionId,
        by: Option<&PersonId>,
        reason: &str,
    ) -> Result<bool, Error> {
        let entry = self.about(id, by, "removed", reason);
        let removed = self.store.remove_subscription(id, entry).await?;
        self.reread_directory().await?;
        Ok(removed)
    }

    /// Gives a subscription a new secret and returns it; the former one signs beside it for so many hours. None if the
    /// subscription is gone.
    ///
    /// # Errors
    ///
    /// Where the store fails, or the system gives no randomness.
    pub async fn rotate_secret(
        &self,
        id: SubscriptionId,
        overlap_hours: u32,
        by: Option<&PersonId>,
        reason: &str,
    ) -> Result<Option<Secret>, Error> {
        let hours = i64::from(overlap_hours.min(OVERLAP_HOURS_MAX));
        let until = self.clock.now() + TimeDelta::hours(hours);
        let secret = Secret::fresh()?;
        let sealed = secret.sealed(&self.keys, id)?;
        let entry = self.about(id, by, "rotated", reason);
        let rotated = self.store.rotate_secret(id, sealed, until, entry).await?;
        Ok(rotated.then_some(secret))
    }

    /// Has the deliveries that nobody tries any more tried again, and returns how many.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn retry_deliveries(
        &self,
        id: SubscriptionId,
        by: Option<&PersonId>,
        reason: &str,
    ) -> Result<u64, Error> {
        let entry = self.about(id, by, "retried", reason);
        Ok(self.store.retry_deliveries(id, entry).await?)
    }

    pub(super) fn about(
        &self,
        id: SubscriptionId,
        by: Option<&PersonId>,
        act: &str,
        reason: &str,
    ) -> AuditEntry {
        self.entry(STREAM, by, act, json!({ "subscription": id.0, "reason": reason }))
    }
}
