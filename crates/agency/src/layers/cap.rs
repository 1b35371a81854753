//! How many calls to one agency run at once, so that a slow one does not hold everything else.

use std::time::Duration;

use tokio::sync::Semaphore;

use super::layered::{Layer, Method};
use crate::error::AgencyError;

/// After how long what was refused is worth another look.
const PAUSE: Duration = Duration::from_secs(1);

/// Refuses what is beyond the cap at once; nothing waits in line.
#[derive(Debug)]
pub struct Cap {
    places: Semaphore,
}

impl Cap {
    /// With so many calls at once.
    pub fn new(calls: usize) -> Self {
        Self { places: Semaphore::new(calls.min(Semaphore::MAX_PERMITS)) }
    }
}

impl Layer for Cap {
    async fn around<T: Send>(
        &self,
        _: Method,
        call: impl Future<Output = Result<T, AgencyError>> + Send,
    ) -> Result<T, AgencyError> {
        let why = "as many calls to the agency run as may run at once";
        let full = |_| AgencyError::not_called(why, PAUSE);
        let _place = self.places.try_acquire().map_err(full)?;
        call.await
    }
}
