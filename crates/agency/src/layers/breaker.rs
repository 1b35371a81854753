//! Leaving an agency alone that does not answer: after so many failures in a row no call is made for a pause, then one,
//! and only if that one comes back is the way open again.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::layered::{Layer, Method};
use crate::error::AgencyError;

/// Opens after temporary failures in a row. A refusal is an answer and closes it.
#[derive(Debug)]
pub struct Breaker {
    failures_max: u32,
    pause: Duration,
    ticker: Ticker,
    state: Mutex<State>,
}

/// What tells how much time has passed since some moment, and never goes back.
#[derive(Clone)]
pub struct Ticker(Arc<dyn Fn() -> Duration + Send + Sync>);

/// Where a breaker stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Calls are made; so many failed in a row.
    Closed { failures: u32 },
    /// No call is made before then.
    Open { until: Duration },
    /// One call is on its way, and all depends on it.
    Probing,
}

/// As what a call was let through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pass {
    Usual,
    Probe,
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Answered,
    Failed,
}

impl Breaker {
    /// Opens after so many temporary failures in a row, and tries again after the pause.
    pub fn new(failures_max: u32, pause: Duration, ticker: Ticker) -> Self {
        Self { failures_max, pause, ticker, state: Mutex::new(State::Closed { failures: 0 }) }
    }

    fn enter(&self) -> Result<Pass, AgencyError> {
        let now = self.ticker.now();
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match *state {
            State::Closed { .. } => Ok(Pass::Usual),
            State::Open { until } if now < until => Err(resting(until.saturating_sub(now))),
            State::Open { .. } => {
                *state = State::Probing;
                Ok(Pass::Probe)
            }
            State::Probing => Err(resting(self.pause)),
        }
    }

    fn leave(&self, pass: Pass, end: End) {
        let open = State::Open { until: self.ticker.now().saturating_add(self.pause) };
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        *state = match (*state, pass, end) {
            (State::Closed { .. }, Pass::Usual | Pass::Probe, End::Answered)
            | (State::Probing, Pass::Probe, End::Answered) => State::Closed { failures: 0 },
            (State::Closed { failures }, Pass::Usual | Pass::Probe, End::Failed) => {
                let failures = failures.saturating_add(1);
                if failures < self.failures_max { State::Closed { failures } } else { open }
            }
            (State::Probing, Pass::Probe, End::Failed) => open,
            // Of a call that began before the breaker opened: the probe decides.
            (State::Open { .. }, Pass::Usual | Pass::Probe, End::Answered | End::Failed)
            | (State::Probing, Pass::Usual, End::Answered | End::Failed) => *state,
        };
    }
}

/// A call that was let through. If nobody waits for its end any more, it has failed.
struct Passage<'a> {
    breaker: &'a Breaker,
    pass: Pass,
    end: End,
}

impl Drop for Passage<'_> {
    fn drop(&mut self) {
        self.breaker.leave(self.pass, self.end);
    }
}

impl Layer for Breaker {
    async fn around<T: Send>(
        &self,
        _: Method,
        call: impl Future<Output = Result<T, AgencyError>> + Send,
    ) -> Result<T, AgencyError> {
        let mut passage = Passage { breaker: self, pass: self.enter()?, end: End::Failed };
        let result = call.await;
        let failed = result.as_ref().is_err_and(AgencyError::is_temporary);
        passage.end = if failed { End::Failed } else { End::Answered };
        result
    }
}

fn resting(for_time: Duration) -> AgencyError {
    let why = "the agency does not answer and is left alone for a while";
    AgencyError::not_called(why, for_time)
}

impl Ticker {
    /// One that tells what the function gives.
    pub fn new(passed: impl Fn() -> Duration + Send + Sync + 'static) -> Self {
        Self(Arc::new(passed))
    }

    fn now(&self) -> Duration {
        (self.0)()
    }
}

impl Default for Ticker {
    /// The machine's.
    fn default() -> Self {
        let beginning = Instant::now();
        Self::new(move || beginning.elapsed())
    }
}

impl fmt::Debug for Ticker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ticker")
    }
}
