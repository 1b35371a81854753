//! Refused sign-ins, gathered: the first from an address is written into the audit at once, those after it are counted and
//! written as one entry when the time is over. Whoever tries passwords all night long writes a few lines, not the audit.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use chrono::TimeDelta;
use domain::id::{PersonId, Timestamp};
use serde_json::json;

use crate::engine::Engine;
use crate::error::Error;
use crate::passwords::household;

/// How long refusals are gathered.
const GATHERED_MINUTES: i64 = 15;

/// How many are told apart at once. Whatever comes from more is counted together.
const APART_MAX: usize = 256;

/// Whose password was tried from where; none for everybody and everywhere else.
type Key = Option<(Option<PersonId>, IpAddr)>;

/// How often it was refused after the first, and until when that is counted.
type Count = (u32, Timestamp);

/// What was refused of late.
#[derive(Debug, Default)]
pub(crate) struct Refusals(Mutex<BTreeMap<Key, Count>>);

impl Refusals {
    /// Notes a refusal, and returns as what it must be written, if it is the first of its kind.
    fn note(&self, person: Option<&PersonId>, from: IpAddr, now: Timestamp) -> Option<Key> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let apart = Some((person.cloned(), household(from)));
        let key = if known.contains_key(&apart) || known.len() < APART_MAX { apart } else { None };
        if let Some((count, _)) = known.get_mut(&key) {
            *count = count.saturating_add(1);
            return None;
        }
        _ = known.insert(key.clone(), (0, now + TimeDelta::minutes(GATHERED_MINUTES)));
        Some(key)
    }

    /// Takes out what has been gathered long enough.
    fn over(&self, now: Timestamp) -> BTreeMap<Key, Count> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (over, rest) =
            std::mem::take(&mut *known).into_iter().partition(|(_, (_, until))| *until <= now);
        *known = rest;
        over
    }
}

impl Engine {
    /// Notes that nobody was signed in; of a name that nobody has, only from where.
    pub(crate) async fn note_refusal(
        &self,
        person: Option<&PersonId>,
        from: IpAddr,
    ) -> Result<(), Error> {
        self.write_refusals(self.clock.now()).await?;
        if let Some(key) = self.refusals.note(person, from, self.clock.now()) {
            self.write_refusal(&key, 1).await?;
        }
        Ok(())
    }

    /// Writes how many refusals followed a first one, for those whose time is over by then.
    pub(crate) async fn write_refusals(&self, by: Timestamp) -> Result<(), Error> {
        for (key, (count, _)) in self.refusals.over(by) {
            if count > 0 {
                self.write_refusal(&key, count).await?;
            }
        }
        Ok(())
    }

    async fn write_refusal(&self, key: &Key, times: u32) -> Result<(), Error> {
        let mut facts = json!({ "times": times });
        if let Some((person, from)) = key {
            facts["from"] = json!(from.to_string());
            if let Some(person) = person {
                facts["person"] = json!(person);
            }
        }
        Ok(self.store.audit(self.entry("sign-in", None, "refused", facts)).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_addresses_than_are_told_apart_are_counted_together() {
        let (refusals, now) = (Refusals::default(), Timestamp::UNIX_EPOCH);
        let from = |host: u32| IpAddr::from(std::net::Ipv4Addr::from_bits(host));
        let written = (0..1000).filter_map(|host| refusals.note(None, from(host), now));
        assert_eq!(written.count(), APART_MAX + 1);
        assert!(refusals.over(now).is_empty());
        let later = now + TimeDelta::minutes(GATHERED_MINUTES);
        assert_eq!(refusals.over(later)[&None].0, 1000 - 257);
        assert!(refusals.over(later).is_empty());
    }
}
