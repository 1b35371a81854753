//! Why something was not done: the user's business, or ours.

use domain::case::Rejection;
use store::StoreError;
use store::change::{Failure, Refusal};

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It was refused, and nothing was written.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The store failed; whether anything was written is not known.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A sealed value could not be opened: the key file is another one, or the value was altered.
    #[error("a sealed value cannot be opened; is this the key file that sealed it?")]
    Unsealable,
    /// A report that is to serve as evidence cannot be kept.
    #[error("the folder of files cannot be written")]
    NoFolder(#[source] std::io::Error),
    /// The system gave no randomness.
    #[error("the system gives no randomness")]
    NoRandomness,
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(refusal) => Self::Refused(refusal),
            Failure::Store(error) => Self::Store(error),
        }
    }
}

impl From<Rejection> for Error {
    fn from(rejection: Rejection) -> Self {
        Self::Refused(Refusal::Rejected(rejection))
    }
}

impl From<getrandom::Error> for Error {
    fn from(_: getrandom::Error) -> Self {
        Self::NoRandomness
    }
}
