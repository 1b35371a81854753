//! Misfortune on purpose, for tests and trials: calls that come late, that never arrive, and that arrive while the answer
//! is lost. The same seed gives the same misfortune.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};

use super::layered::{Layer, Method};
use crate::error::AgencyError;

/// How often what goes wrong, of a thousand calls. What is left goes well.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Odds {
    /// Fails before anything is sent.
    pub fails: u16,
    /// Is made, and its answer lost.
    pub loses_answer: u16,
    /// Comes late.
    pub delays: u16,
    /// How late at most.
    pub delay_max: Duration,
}

/// Lets calls go wrong.
#[derive(Debug)]
pub struct Chaos {
    odds: Odds,
    random: Mutex<SmallRng>,
}

/// What becomes of one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Fails,
    LosesAnswer,
    Delays(Duration),
    GoesWell,
}

impl Chaos {
    /// With these odds, drawn from this seed.
    pub fn new(seed: u64, odds: Odds) -> Self {
        Self { odds, random: Mutex::new(SmallRng::seed_from_u64(seed)) }
    }

    fn fate(&self) -> Fate {
        let mut random = self.random.lock().unwrap_or_else(PoisonError::into_inner);
        let drawn = random.random_range(0..1000_u32);
        let fails = u32::from(self.odds.fails);
        let loses = fails + u32::from(self.odds.loses_answer);
        let delays = loses + u32::from(self.odds.delays);
        match drawn {
            drawn if drawn < fails => Fate::Fails,
            drawn if drawn < loses => Fate::LosesAnswer,
            drawn if drawn < delays => {
                Fate::Delays(self.odds.delay_max * random.random_range(0..=1000) / 1000)
            }
            _ => Fate::GoesWell,
        }
    }
}

impl Layer for Chaos {
    async fn around<T: Send>(
        &self,
        _: Method,
        call: impl Future<Output = Result<T, AgencyError>> + Send,
    ) -> Result<T, AgencyError> {
        match self.fate() {
            Fate::Fails => Err(AgencyError::temporary("the call failed by chance")),
            Fate::LosesAnswer => {
                _ = call.await;
                Err(AgencyError::temporary("the answer was lost by chance"))
            }
            Fate::Delays(delay) => {
                tokio::time::sleep(delay).await;
                call.await
            }
            Fate::GoesWell => call.await,
        }
    }
}
