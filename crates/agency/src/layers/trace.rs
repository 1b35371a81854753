//! A line of the log for every call: which agency, which method, how long, how it ended. Never what was said.

use std::time::Instant;

use domain::id::UnitId;
use tracing::Instrument;

use super::layered::{Layer, Method};
use crate::error::{AgencyError, Refused, Retry};
use crate::message::Report;

/// Writes a line for every call.
#[derive(Clone, Debug)]
pub struct Trace {
    unit: UnitId,
}

impl Trace {
    /// For the agency that this unit is.
    pub const fn new(unit: UnitId) -> Self {
        Self { unit }
    }

    fn ended(&self, method: Method, began: Instant, outcome: &'static str) {
        let duration_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        let unit = self.unit.as_str();
        let method = method.as_str();
        tracing::info!(agency.unit = unit, method, duration_ms, outcome, "called an agency");
    }
}

impl Layer for Trace {
    async fn around<T: Send>(
        &self,
        method: Method,
        call: impl Future<Output = Result<T, AgencyError>> + Send,
    ) -> Result<T, AgencyError> {
        let span = tracing::info_span!(
            "agency",
            agency.unit = self.unit.as_str(),
            method = method.as_str()
        );
        let began = Instant::now();
        let result = call.instrument(span).await;
        self.ended(method, began, result.as_ref().map_or_else(outcome, |_| "done"));
        result
    }

    fn around_receive(
        &self,
        call: impl FnOnce() -> Result<Vec<Report>, Refused>,
    ) -> Result<Vec<Report>, Refused> {
        let began = Instant::now();
        let result = call();
        self.ended(Method::Receive, began, result.as_ref().map_or_else(refusal, |_| "done"));
        result
    }
}

const fn outcome(error: &AgencyError) -> &'static str {
    match error.retry {
        Retry::Temporary(_) => "temporary",
        Retry::NotCalled(_) => "not called",
        Retry::Permanent => "permanent",
        Retry::Unsupported => "unsupported",
    }
}

const fn refusal(refused: &Refused) -> &'static str {
    match refused {
        Refused::Signature => "refused signature",
        Refused::Time => "refused time",
        Refused::Header(_) => "refused header",
        Refused::Unreadable(_) => "unreadable",
    }
}
