//! The only place that asks a machine what time it is.

use domain::id::Timestamp;

/// What tells the time. Tests bring their own.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The machine's.
    #[default]
    Machine,
    /// One that stands still until it is set.
    Set(std::sync::Arc<std::sync::Mutex<Timestamp>>),
}

impl Clock {
    /// One that stands at an instant.
    pub fn standing(at: Timestamp) -> Self {
        Self::Set(std::sync::Arc::new(std::sync::Mutex::new(at)))
    }

    /// Now, in whole microseconds, as it is kept.
    pub fn now(&self) -> Timestamp {
        let now = match self {
            Self::Machine => chrono::Utc::now(),
            Self::Set(at) => *at.lock().unwrap_or_else(std::sync::PoisonError::into_inner),
        };
        store::moment::truncated(now)
    }

    /// Sets a clock that stands still. Nothing for the machine's.
    pub fn set(&self, to: Timestamp) {
        if let Self::Set(at) = self {
            *at.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = to;
        }
    }
}
