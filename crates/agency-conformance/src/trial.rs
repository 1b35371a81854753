//! What a trial is, and holding those that fit.

use agency::Capability;
use futures::future::BoxFuture;

use crate::side::{Bench, Played};
use crate::trials::TRIALS;

/// What came of a trial: nothing to say, or what is wrong.
pub type Verdict = Result<(), String>;

/// One law that an agency must keep.
#[derive(Clone, Copy, Debug)]
pub struct Trial {
    /// The law, as a sentence.
    pub name: &'static str,
    /// Whether it is for an agency that claims this.
    pub fits: fn(&Capability) -> bool,
    /// Holds the trial.
    pub run: for<'a> fn(&'a dyn Bench) -> BoxFuture<'a, Verdict>,
}

/// Ends a trial with what is wrong, unless something holds.
macro_rules! ensure {
    ($holds:expr, $($wrong:tt)+) => {
        if !$holds {
            return Err(format!($($wrong)+));
        }
    };
}
pub(crate) use ensure;

/// Holds every trial that fits what the agency claims, and gives the names of those that it passed. On a runtime of one
/// thread, as `#[tokio::test]` has it: its clock is stopped where nobody answers.
///
/// # Panics
///
/// With everything that is wrong.
pub async fn prove(bench: &dyn Bench) -> Vec<&'static str> {
    let capability = bench.pair(Played::default()).await.agency.capability();
    let (mut passed, mut wrong) = (Vec::new(), Vec::new());
    for trial in TRIALS.iter().filter(|trial| (trial.fits)(&capability)) {
        match (trial.run)(bench).await {
            Ok(()) => passed.push(trial.name),
            Err(why) => wrong.push(format!("{}: {why}", trial.name)),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    passed
}
