//! An agency with the other side that it talks to, and what a trial may ask of that side.

use std::fmt::Debug;
use std::sync::Arc;

use agency::Agency;
use agency_simulator::{Behaviour, Pushed, Script};
use async_trait::async_trait;
use chrono::{DateTime, Utc};

/// A place where trials are held. Each begins with a new pair.
#[async_trait]
pub trait Bench: Send + Sync {
    /// What the other side plays.
    fn script(&self) -> &Script;

    /// An agency, and the other side to which it leads.
    async fn pair(&self, played: Played) -> Pair;
}

/// An agency, and the other side to which it leads.
#[derive(Clone, Debug)]
pub struct Pair {
    /// What is tried.
    pub agency: Arc<dyn Agency>,
    /// The other side.
    pub other: Arc<dyn OtherSide>,
}

/// How the other side is to be played.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Played {
    /// How it behaves.
    pub behaviour: Behaviour,
    /// The course that every case takes: one of the script's, or [`UNKNOWN`].
    pub course: Option<String>,
    /// Whether it hands matters over by itself.
    pub hands_over: bool,
}

/// The course in which a standing comes that nobody knows.
pub const UNKNOWN: &str = "conformance_unknown";

/// The other side of an agency.
#[async_trait]
pub trait OtherSide: Debug + Send + Sync {
    /// Whether it answers a referral at once; otherwise messages are carried.
    fn answers_at_once(&self) -> bool;

    /// How many cases it has.
    fn cases(&self) -> usize;

    /// Lets it behave otherwise from now on.
    fn behave(&self, behaviour: Behaviour);

    /// Lets it take every request and answer none, or answer again.
    fn hang(&self, hangs: bool);

    /// Lets a minute pass, everything under way arrive there, and everything that it says then arrive here.
    async fn turn(&self);

    /// What it has pushed since this was asked last.
    fn pushed(&self) -> Vec<Pushed>;

    /// A message signed by its own key at this time.
    fn signed(&self, id: &str, at: DateTime<Utc>, body: &[u8]) -> Pushed;

    /// What tells the time on both sides.
    fn now(&self) -> DateTime<Utc>;

    /// Secrets of the agency, as they stand in its settings.
    fn secrets(&self) -> Vec<String>;

    /// The settings of the agency as they show themselves.
    fn settings_shown(&self) -> String;
}

impl Played {
    /// As it should be, on one course.
    pub fn on(course: &str) -> Self {
        Self { course: Some(course.to_owned()), ..Self::default() }
    }

    /// With another behaviour.
    #[must_use]
    pub fn behaving(self, behaviour: Behaviour) -> Self {
        Self { behaviour, ..self }
    }
}
