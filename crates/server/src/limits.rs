//! How often somebody may ask: an address for what can be guessed or misused, a person for everything and for what must
//! stay rare. Kept in memory of this node; of IPv6, a /64 is one address. And how much of the node is there to be taken up.

use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use domain::id::PersonId;
use engine::sign_in::household;
use governor::clock::Clock as _;
use governor::{DefaultKeyedRateLimiter, Quota};
use tokio::sync::Semaphore;

use crate::address::Address;
use crate::counts::{Counted, Counts};
use crate::problem::Problem;

/// How often somebody may ask, and how much of a node is there for all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimits {
    /// Tries of codes and one-time tokens, by address.
    pub tries_an_hour: NonZeroU32,
    /// Complaints, by address: a whole village may stand behind one.
    pub complaints_an_hour: NonZeroU32,
    /// Tries to sign in, by address: the whole center may stand behind one. Beside it, a name has few tries.
    pub sign_ins_an_hour: NonZeroU32,
    /// Questions of anybody how requests stand, by address.
    pub lookups_a_minute: NonZeroU32,
    /// Reports of outside bodies, by address.
    pub reports_a_minute: NonZeroU32,
    /// Requests of a person who is signed in, tokens included. None where one person asks for all, as in measurements.
    pub requests_a_minute: Option<NonZeroU32>,
    /// Identities that a person reads.
    pub reveals_an_hour: NonZeroU32,
    /// Connections that are open at once, of all who ask; more wait until one of them ends.
    pub connections: NonZeroU32,
    /// Connections that an address has open at once; one more is ended at once. Trusted proxies have any number.
    pub connections_an_address: NonZeroU32,
    /// How long the head of a request may take, and how long a connection may be kept for the next one.
    pub head_seconds: NonZeroU32,
}

impl Default for RateLimits {
    fn default() -> Self {
        const TRIES: NonZeroU32 = NonZeroU32::new(60).unwrap();
        const COMPLAINTS: NonZeroU32 = NonZeroU32::new(120).unwrap();
        const SIGN_INS: NonZeroU32 = NonZeroU32::new(300).unwrap();
        const LOOKUPS: NonZeroU32 = NonZeroU32::new(60).unwrap();
        const REPORTS: NonZeroU32 = NonZeroU32::new(1200).unwrap();
        const REVEALS: NonZeroU32 = NonZeroU32::new(30).unwrap();
        const CONNECTIONS: NonZeroU32 = NonZeroU32::new(4096).unwrap();
        const OF_AN_ADDRESS: NonZeroU32 = NonZeroU32::new(512).unwrap();
        const HEAD_SECONDS: NonZeroU32 = NonZeroU32::new(15).unwrap();
        Self {
            tries_an_hour: TRIES,
            complaints_an_hour: COMPLAINTS,
            sign_ins_an_hour: SIGN_INS,
            lookups_a_minute: LOOKUPS,
            reports_a_minute: REPORTS,
            requests_a_minute: None,
            reveals_an_hour: REVEALS,
            connections: CONNECTIONS,
            connections_an_address: OF_AN_ADDRESS,
            head_seconds: HEAD_SECONDS,
        }
    }
}

/// How often a person may try what their present password is; then once in three minutes. As at signing in.
const PASSWORDS: u32 = 5;

/// See [`PASSWORDS`].
const PASSWORD_EVERY: Duration = Duration::from_mins(3);

/// How many streams of events a person may watch at once from one node: each holds a connection as long as it lasts.
const STREAMS_MAX: usize = 8;

/// The limits of this node.
#[derive(Debug)]
pub(crate) struct Limits {
    tries: ByKey<IpAddr>,
    complaints: ByKey<IpAddr>,
    sign_ins: ByKey<IpAddr>,
    lookups: ByKey<IpAddr>,
    reports: ByKey<IpAddr>,
    requests: Option<ByKey<PersonId>>,
    reveals: ByKey<PersonId>,
    passwords: ByKey<PersonId>,
    streams: Counts<PersonId>,
    /// Room for open connections.
    pub(crate) connections: Arc<Semaphore>,
    by_address: Counts<IpAddr>,
    by_address_max: usize,
    /// How long the head of a request may take.
    pub(crate) head: Duration,
}

type ByKey<K> = DefaultKeyedRateLimiter<K>;

impl Default for Limits {
    fn default() -> Self {
        RateLimits::default().into()
    }
}

impl From<RateLimits> for Limits {
    fn from(limits: RateLimits) -> Self {
        fn hourly<K: Hash + Eq + Clone>(count: NonZeroU32) -> ByKey<K> {
            ByKey::keyed(Quota::per_hour(count))
        }
        let password =
            Quota::with_period(PASSWORD_EVERY).unwrap_or(Quota::per_minute(NonZeroU32::MIN));
        let at_once = NonZeroU32::new(PASSWORDS).unwrap_or(NonZeroU32::MIN);
        let room = |count: NonZeroU32| usize::try_from(count.get()).unwrap_or(usize::MAX);
        Self {
            tries: hourly(limits.tries_an_hour),
            complaints: hourly(limits.complaints_an_hour),
            sign_ins: hourly(limits.sign_ins_an_hour),
            lookups: ByKey::keyed(Quota::per_minute(limits.lookups_a_minute)),
            reports: ByKey::keyed(Quota::per_minute(limits.reports_a_minute)),
            requests: limits.requests_a_minute.map(Quota::per_minute).map(ByKey::keyed),
            reveals: hourly(limits.reveals_an_hour),
            passwords: ByKey::keyed(password.allow_burst(at_once)),
            streams: Counts::default(),
            connections: Arc::new(Semaphore::new(
                room(limits.connections).min(Semaphore::MAX_PERMITS),
            )),
            by_address: Counts::default(),
            by_address_max: room(limits.connections_an_address),
            head: Duration::from_secs(limits.head_seconds.get().into()),
        }
    }
}

impl Limits {
    /// Counts a stream of events; refuses one too many of the same person.
    pub(crate) fn watch(&self, person: &PersonId) -> Result<Counted<PersonId>, Problem> {
        self.streams.one_more(person.clone(), STREAMS_MAX).ok_or_else(|| Problem::too_many(60))
    }

    /// Counts a connection; none where it is one too many of its address. Slow ones of one address then leave room for
    /// others.
    pub(crate) fn connect(&self, from: IpAddr) -> Option<Counted<IpAddr>> {
        self.by_address.one_more(household(from), self.by_address_max)
    }

    /// A try of a code or a one-time token.
    pub(crate) fn try_code(&self, from: Address) -> Result<(), Problem> {
        check(&self.tries, &household(from.0))
    }

    /// A complaint.
    pub(crate) fn complain(&self, from: Address) -> Result<(), Problem> {
        check(&self.complaints, &household(from.0))
    }

    /// A try to sign in, before anything is computed for it.
    pub(crate) fn sign_in(&self, from: Address) -> Result<(), Problem> {
        check(&self.sign_ins, &household(from.0))
    }

    /// A question of anybody how requests stand.
    pub(crate) fn look_up(&self, from: Address) -> Result<(), Problem> {
        check(&self.lookups, &household(from.0))
    }

    /// A report of an outside body, before it is known to be one.
    pub(crate) fn report(&self, from: Address) -> Result<(), Problem> {
        check(&self.reports, &household(from.0))
    }

    /// A request of somebody who is signed in.
    pub(crate) fn request(&self, by: &PersonId) -> Result<(), Problem> {
        self.requests.as_ref().map_or(Ok(()), |requests| check(requests, by))
    }

    /// An identity that is read.
    pub(crate) fn reveal(&self, by: &PersonId) -> Result<(), Problem> {
        check(&self.reveals, by)
    }

    /// A present password, before anything is computed for it.
    pub(crate) fn try_password(&self, of: &PersonId) -> Result<(), Problem> {
        check(&self.passwords, of)
    }

    /// Forgets whoever has not come for so long that nothing is held against them: what is kept would grow with every
    /// address there is.
    pub(crate) fn forget_old(&self) {
        let by_address =
            [&self.tries, &self.complaints, &self.sign_ins, &self.lookups, &self.reports];
        let by_person = [&self.reveals, &self.passwords].into_iter().chain(&self.requests);
        by_address.into_iter().for_each(forget);
        by_person.for_each(forget);
    }
}

fn forget<K: Hash + Eq + Clone>(limit: &ByKey<K>) {
    limit.retain_recent();
    limit.shrink_to_fit();
}

fn check<K: Hash + Eq + Clone>(limit: &ByKey<K>, key: &K) -> Result<(), Problem> {
    limit.check_key(key).map_err(|wait| {
        let wait: Duration = wait.wait_time_from(governor::clock::DefaultClock::default().now());
        Problem::too_many(i64::try_from(wait.as_secs()).unwrap_or(i64::MAX).saturating_add(1))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_comes_no_more_is_forgotten() {
        let limits = Limits {
            lookups: ByKey::keyed(Quota::per_second(NonZeroU32::MAX)),
            ..Limits::default()
        };
        for last in 0..=u8::MAX {
            limits.look_up(Address(IpAddr::from([192, 0, 2, last]))).unwrap();
        }
        limits.try_code(Address(IpAddr::from([192, 0, 2, 1]))).unwrap();
        std::thread::sleep(Duration::from_millis(1));
        limits.forget_old();
        assert_eq!((limits.lookups.len(), limits.tries.len()), (0, 1));
    }

    #[test]
    fn an_address_has_so_many_connections_and_of_ipv6_a_network_is_one() {
        let two = NonZeroU32::new(2).unwrap();
        let limits =
            Limits::from(RateLimits { connections_an_address: two, ..RateLimits::default() });
        let connect = |from: &str| limits.connect(from.parse().unwrap());
        let held = [connect("2001:db8::1"), connect("2001:db8::2")];
        assert!(held.iter().all(Option::is_some));
        assert!(connect("2001:db8::3").is_none(), "the same network of 64 bits");
        assert!(connect("2001:db8:0:1::1").is_some() && connect("192.0.2.1").is_some());
        drop(held);
        assert!(connect("2001:db8::3").is_some(), "there is room again");
    }

    #[test]
    fn a_person_has_few_tries_of_a_password() {
        let (limits, person) = (Limits::default(), PersonId::from("center.clerk"));
        assert!((0..PASSWORDS).all(|_| limits.try_password(&person).is_ok()));
        let refused = limits.try_password(&person).unwrap_err();
        assert!((1..=181).contains(&refused.retry_after_seconds().unwrap()));
        assert!(limits.try_password(&"center.clerk2".into()).is_ok());
    }
}
