//! The most that a call takes, whatever the adapter does.

use std::time::Duration;

use super::layered::{Layer, Method};
use crate::error::AgencyError;

/// Cuts off calls that take too long. What was sent may have arrived.
#[derive(Clone, Copy, Debug)]
pub struct Timeout {
    limit: Duration,
}

impl Timeout {
    /// With this limit.
    pub const fn new(limit: Duration) -> Self {
        Self { limit }
    }
}

impl Layer for Timeout {
    async fn around<T: Send>(
        &self,
        _: Method,
        call: impl Future<Output = Result<T, AgencyError>> + Send,
    ) -> Result<T, AgencyError> {
        let late = |_| AgencyError::temporary("the agency took too long");
        tokio::time::timeout(self.limit, call).await.map_err(late)?
    }
}
