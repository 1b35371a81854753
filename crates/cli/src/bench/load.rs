//! Clients that work as fast as they are answered, and what that came to.

use std::time::{Duration, Instant};

/// What a run came to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Figures {
    /// Answers a second.
    pub(crate) rate: f64,
    /// The median time of an answer.
    pub(crate) p50: Duration,
    /// The time within which 95 of 100 answers came.
    pub(crate) p95: Duration,
    /// The time within which 99 of 100 answers came.
    pub(crate) p99: Duration,
}

/// The times of all answers of a run.
#[derive(Debug)]
pub(crate) struct Times {
    times: Vec<Duration>,
    begun: Instant,
}

impl Times {
    /// Begins now.
    pub(crate) fn begin() -> Self {
        Self { times: Vec::new(), begun: Instant::now() }
    }

    /// Takes over the times of a client.
    pub(crate) fn extend(&mut self, times: Vec<Duration>) {
        self.times.extend(times);
    }

    /// What it came to.
    pub(crate) fn figures(mut self) -> Figures {
        let seconds = self.begun.elapsed().as_secs_f64();
        self.times.sort_unstable();
        let at = |part: usize| {
            self.times
                .get(self.times.len().saturating_sub(1) * part / 100)
                .copied()
                .unwrap_or_default()
        };
        #[expect(
            clippy::cast_precision_loss,
            reason = "a count of seconds' work is far below 2^52"
        )]
        let rate = self.times.len() as f64 / seconds;
        Figures { rate, p50: at(50), p95: at(95), p99: at(99) }
    }
}
