//! Sending what waits, each subscription by itself: one whose receiver hangs holds up no other, and no transaction is open
//! while anybody outside is asked.

use std::sync::Arc;
use std::time::{Duration, Instant};

use agency::http::{HttpPost, Posted, Verdict};
use agency::layers::next_try;
use agency::webhook::sign;
use chrono::TimeDelta;
use domain::access::unit_sees;
use futures::future::join_all;
use store::subscriptions::{Delivered, DueDelivery, Subscription, SubscriptionId, Try};
use uuid::Uuid;

use super::cloud_event::written;
use super::secret::keyring;
use super::{EventSettings, Telling};
use crate::engine::{Engine, Who};
use crate::error::Error;
use crate::keys::random;

/// How long a worker has the deliveries that it took. Longer than one request can last.
const LEASE_SECONDS: i64 = 90;

/// How many requests to one receiver are under way at once from one node.
const AT_ONCE: u32 = 8;

impl Engine {
    /// The subscriptions for which something is due. Where nobody subscribes, nothing is asked of the database.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn due_subscriptions(&self) -> Result<Vec<SubscriptionId>, Error> {
        let nobody = self.refresh_directory().await?.subscribed.is_empty();
        if nobody || self.outside.get().is_none() {
            return Ok(Vec::new());
        }
        Ok(self.store.due_subscriptions(self.clock.now()).await?)
    }

    /// Sends what is due for one subscription, and returns how much it took.
    ///
    /// # Errors
    ///
    /// Where nothing can be taken. What fails for one delivery is noted beside it.
    pub async fn deliver_events(&self, id: SubscriptionId) -> Result<usize, Error> {
        let Some(telling) = self.outside.get() else { return Ok(0) };
        let Some(subscription) = self.store.subscription(id).await? else { return Ok(0) };
        let now = self.clock.now();
        let until = now + TimeDelta::seconds(LEASE_SECONDS);
        let due = self.store.claim_deliveries(id, now, until, AT_ONCE).await?;
        let sent =
            join_all(due.iter().map(|delivery| self.deliver(telling, &subscription, delivery)));
        for result in sent.await {
            result?;
        }
        Ok(due.len())
    }

    async fn deliver(
        &self,
        telling: &Telling,
        subscription: &Subscription,
        delivery: &DueDelivery,
    ) -> Result<(), Error> {
        let (at, begun) = (self.clock.now(), Instant::now());
        let posted = match self.post(telling, subscription, delivery).await {
            Ok(Some(posted)) => posted,
            Ok(None) => return Ok(self.store.withdraw_delivery(delivery).await?),
            // What fails here fails again: it counts as a try, so that it ends with a person and not never.
            Err(error) => failed(format!("on our side: {error}")),
        };
        let took_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        let tried = Try { id: Uuid::now_v7(), at, status: posted.status, took_ms };
        let came = self.came(subscription.id, delivery, posted.verdict);
        self.store.delivered(delivery, self.clock.now(), tried, came).await?;
        Ok(())
    }

    /// Sends a delivery; nothing if the receiver may not know of it any more.
    async fn post(
        &self,
        telling: &Telling,
        subscription: &Subscription,
        delivery: &DueDelivery,
    ) -> Result<Option<Posted>, Error> {
        // Since it was fanned out somebody may have been named, or the case may have gone to others.
        let seen = self.read(&Who::Engine, delivery.case).await?;
        let may_know = seen.is_some_and(|seen| {
            unit_sees(&subscription.unit, seen.case(), &seen.snapshot.directory)
        });
        if !may_know {
            return Ok(None);
        }
        let Some(sealed) = self.store.sealed_secrets(subscription.id).await? else {
            return Ok(None);
        };
        let client = match telling.client(&subscription.url) {
            Ok(client) => client,
            Err(why) => return Ok(Some(failed(why))),
        };
        let now = self.clock.now();
        let keys = keyring(&self.keys, subscription.id, sealed)?;
        let written = match written(delivery, subscription.mode, &telling.settings.source) {
            Ok(written) => written,
            Err(why) => return Ok(Some(failed(format!("the stored event is damaged: {why}")))),
        };
        let signed = match sign(&keys, &delivery.id.to_string(), now, &written.body) {
            Ok(signed) => signed,
            Err(why) => return Ok(Some(failed(why.to_string()))),
        };
        let own = written.headers.iter().map(|(name, value)| (*name, value.as_str()));
        let headers: Vec<_> = own.chain(signed.headers()).collect();
        Ok(Some(client.send(&headers, written.body, now).await))
    }

    fn came(&self, id: SubscriptionId, delivery: &DueDelivery, verdict: Verdict) -> Delivered {
        match verdict {
            Verdict::Taken => Delivered::Done,
            Verdict::Gone => {
                let why = "the receiver answered 410: it is gone";
                Delivered::Gone(why.to_owned(), self.about(id, None, "paused", why))
            }
            Verdict::Failed(what, after) => self.again(delivery, what, after),
        }
    }

    fn again(&self, delivery: &DueDelivery, what: String, after: Option<Duration>) -> Delivered {
        let attempt = u32::try_from(delivery.attempts).unwrap_or(u32::MAX);
        // Without randomness the pauses are those of the table's lower end, and nothing else is lost.
        let pause = next_try(attempt, random().map_or(0, u32::from_le_bytes));
        let Some(pause) = pause else { return Delivered::Dead(what) };
        let wait = TimeDelta::from_std(pause.max(after.unwrap_or_default()));
        Delivered::Again(what, self.clock.now() + wait.unwrap_or(TimeDelta::days(1)))
    }
}

fn failed(what: String) -> Posted {
    Posted { status: None, verdict: Verdict::Failed(what, None) }
}

impl Telling {
    /// The client for an address, if the list still allows it.
    fn client(&self, url: &str) -> Result<Arc<HttpPost>, String> {
        let EventSettings { allow, trust, lookup, .. } = &self.settings;
        // Asked each time: the list may have lost an entry since the subscription was made.
        let destination = allow.destination(url).map_err(|why| why.to_string())?;
        if let Some(client) = self.clients.get(url) {
            return Ok(client);
        }
        let client = HttpPost::new(destination, trust, Arc::clone(lookup));
        let client = Arc::new(client.map_err(|why| why.to_string())?);
        self.clients.insert(url.to_owned(), Arc::clone(&client));
        Ok(client)
    }
}
