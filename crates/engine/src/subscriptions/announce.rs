//! An announcement becomes deliveries: one for each subscription to its topic whose unit may learn of the case.

use domain::access::unit_sees;
use domain::announce::Announcement;
use domain::case::Rejection;
use domain::id::CaseId;
use serde_json::json;
use store::leases::DueLetter;
use store::subscriptions::{Announced, SubscriptionId};
use uuid::Uuid;

use crate::engine::{Engine, Who};
use crate::error::Error;
use crate::keys::Purpose;

impl Engine {
    /// Has an announcement wait for whoever subscribes to it and may know, and has done with the letter.
    pub(crate) async fn announce_outside(
        &self,
        letter: &DueLetter,
        announcement: Announcement,
    ) -> Result<(), Error> {
        let key = letter.key;
        let seen = self.read(&Who::Engine, key.case).await?;
        let seen = seen.ok_or(Error::Refused(Rejection::NotFound.into()))?;
        let Announcement { topic, at, version, state, stage, unit } = announcement;
        let subscriptions = self.store.subscriptions().await?;
        let to: Vec<SubscriptionId> = subscriptions
            .into_iter()
            .filter(|subscription| subscription.topics.contains(&topic))
            .filter(|subscription| {
                unit_sees(&subscription.unit, seen.case(), &seen.snapshot.directory)
            })
            .map(|subscription| subscription.id)
            .collect();
        let data = json!({
            "case": key.case, "number": seen.stored.number, "version": version, "state": state,
            "stage": stage, "unit": unit,
        });
        let id = self.event_id(key.case, key.seq);
        let announced = Announced { id, topic, at, data: data.to_string() };
        self.store.fan_out(letter, self.clock.now(), announced, to).await?;
        Ok(())
    }

    /// By what receivers know an event. The same each time, and nothing can be told from it of how many others there are
    /// (UUID version 8, of a keyed hash).
    fn event_id(&self, case: CaseId, seq: i64) -> Uuid {
        let from: [&[u8]; 2] = [case.0.as_bytes(), &seq.to_be_bytes()];
        let drawn = self.keys.draw(Purpose::EventIds, &from);
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&drawn[..16]);
        uuid::Builder::from_custom_bytes(bytes).into_uuid()
    }
}
