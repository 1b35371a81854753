//! How often an address may try what can be guessed or misused. Kept by address and, for IPv6, by its /64, in memory of
//! this node.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use engine::sign_in::household;
use governor::clock::Clock as _;
use governor::{DefaultKeyedRateLimiter, Quota};

use crate::address::Address;
use crate::problem::Problem;

/// How often an address may try within an hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HourlyLimits {
    /// Tries of codes and tokens.
    pub tries: NonZeroU32,
    /// Complaints: a whole village may stand behind one address.
    pub complaints: NonZeroU32,
}

impl Default for HourlyLimits {
    fn default() -> Self {
        const TRIES: NonZeroU32 = NonZeroU32::new(60).unwrap();
        const COMPLAINTS: NonZeroU32 = NonZeroU32::new(120).unwrap();
        Self { tries: TRIES, complaints: COMPLAINTS }
    }
}

/// The limits of this node.
#[derive(Debug)]
pub(crate) struct Limits {
    tries: DefaultKeyedRateLimiter<IpAddr>,
    complaints: DefaultKeyedRateLimiter<IpAddr>,
}

impl Default for Limits {
    fn default() -> Self {
        HourlyLimits::default().into()
    }
}

impl From<HourlyLimits> for Limits {
    fn from(limits: HourlyLimits) -> Self {
        let hourly = |count| governor::RateLimiter::keyed(Quota::per_hour(count));
        Self { tries: hourly(limits.tries), complaints: hourly(limits.complaints) }
    }
}

impl Limits {
    /// A try of a code or a token.
    pub(crate) fn try_code(&self, from: Address) -> Result<(), Problem> {
        check(&self.tries, from)
    }

    /// A complaint.
    pub(crate) fn complain(&self, from: Address) -> Result<(), Problem> {
        check(&self.complaints, from)
    }
}

fn check(limit: &DefaultKeyedRateLimiter<IpAddr>, from: Address) -> Result<(), Problem> {
    limit.check_key(&household(from.0)).map_err(|wait| {
        let wait: Duration = wait.wait_time_from(governor::clock::DefaultClock::default().now());
        Problem::too_many(i64::try_from(wait.as_secs()).unwrap_or(i64::MAX).saturating_add(1))
    })
}
