//! How the body behaves: as it should, or in one of the ways in which the systems of others fail.

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

/// How the body behaves. In all but [`Down`](Self::Down) every true report is delivered in the end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Behaviour {
    /// As it should.
    #[default]
    Normal,
    /// It answers late, sometimes later than anybody waits, and reports late.
    Slow,
    /// It answers 503, pushes nothing and leaves its folders alone.
    Down,
    /// Some answers and some messages cannot be read.
    Garbage,
    /// Every message comes several times.
    Duplicate,
    /// Reports of one case overtake each other; their numbers tell their order.
    OutOfOrder,
    /// Messages of somebody else, without the right signature, come between the right ones.
    Forged,
    /// Reports on cases that nobody handed over, rightly signed, come between the right ones.
    WrongCase,
    /// All of these at random, and reports that make no sense.
    Byzantine,
}

/// A word that names no behaviour.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no behaviour; there are {known}", known = Behaviour::words())]
pub struct UnknownBehaviour(pub String);

impl Behaviour {
    /// All of them, in the order of the documentation.
    pub const ALL: [Self; 9] = [
        Self::Normal,
        Self::Slow,
        Self::Down,
        Self::Garbage,
        Self::Duplicate,
        Self::OutOfOrder,
        Self::Forged,
        Self::WrongCase,
        Self::Byzantine,
    ];

    /// The word on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Slow => "slow",
            Self::Down => "down",
            Self::Garbage => "garbage",
            Self::Duplicate => "duplicate",
            Self::OutOfOrder => "out-of-order",
            Self::Forged => "forged",
            Self::WrongCase => "wrong-case",
            Self::Byzantine => "byzantine",
        }
    }

    /// The words of all, with commas.
    fn words() -> String {
        Self::ALL.map(Self::as_str).join(", ")
    }
}

impl Display for Behaviour {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

impl FromStr for Behaviour {
    type Err = UnknownBehaviour;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|behaviour| behaviour.as_str() == text);
        found.ok_or_else(|| UnknownBehaviour(text.to_owned()))
    }
}
