//! What an operator sees of an exchange.

use chrono::{DateTime, Utc};

use super::error::FileError;
use super::exchange::{Exchange, last};
use super::folders::numbered;
use super::inbox::{Lying, State};
use super::manifest::{Manifest, Missing};
use super::quarantine::Quarantined;
use super::reason::Reason;

/// How an exchange stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Station {
    /// How many messages are in no batch yet.
    pub waiting: usize,
    /// Since when the oldest of them waits.
    pub waiting_since: Option<DateTime<Utc>>,
    /// What was sent and is not acknowledged, in its order.
    pub unacknowledged: Vec<Unacknowledged>,
    /// The last batch that was taken; 0 for none.
    pub taken: u32,
    /// When somebody last looked into `in`. What follows is as of then.
    pub collected_at: Option<DateTime<Utc>>,
    /// The names of batches that are whole but wait for an earlier one.
    pub ahead: Vec<String>,
    /// What is incomplete, or does not fit and may still be being copied.
    pub incomplete: Vec<Incomplete>,
    /// The names of folders that may not be read, or not be removed.
    pub locked: Vec<String>,
    /// What should have come, since later batches did.
    pub missing: Vec<Missing>,
    /// What was refused, and why.
    pub quarantined: Vec<Quarantined>,
    /// Names in `in` that are none of a batch; the first twenty.
    pub ignored: Vec<String>,
}

/// A batch that was sent and is not acknowledged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unacknowledged {
    /// Which.
    pub number: u32,
    /// When it was closed.
    pub since: DateTime<Utc>,
    /// How many messages it holds.
    pub messages: usize,
}

/// A folder in `in` that cannot be taken as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incomplete {
    /// Its name.
    pub name: String,
    /// Since when it has lain there unchanged.
    pub since: DateTime<Utc>,
    /// How many files are not there, as far as is known.
    pub absent: usize,
    /// Why it goes to quarantine, unless it changes soon.
    pub reason: Option<Reason>,
}

impl Exchange {
    /// How the exchange stands. Takes nothing and refuses nothing.
    ///
    /// # Errors
    ///
    /// A disk that does not work.
    pub fn station(&self) -> Result<Station, FileError> {
        let _turn = self.turn()?;
        let waiting = self.waiting_names()?;
        let oldest = waiting.first().map(|name| self.waiting(name)).transpose()?;
        let arrivals = self.arrivals()?;
        let of = |state: State| move |(_, lying): &(String, Lying)| lying.state == state;
        let (ahead, rest): (Vec<_>, Vec<_>) =
            arrivals.lying.into_iter().partition(of(State::Ahead));
        let (locked, rest): (Vec<_>, Vec<_>) = rest.into_iter().partition(of(State::Locked));
        Ok(Station {
            waiting: waiting.len(),
            waiting_since: oldest.map(|oldest| oldest.at),
            unacknowledged: self.unacknowledged()?,
            taken: last(&self.folders.taken())?,
            collected_at: arrivals.at,
            ahead: ahead.into_iter().map(|(name, _)| name).collect(),
            incomplete: rest.into_iter().map(incomplete).collect(),
            locked: locked.into_iter().map(|(name, _)| name).collect(),
            missing: arrivals.missing,
            quarantined: self.quarantined()?,
            ignored: arrivals.ignored,
        })
    }

    fn unacknowledged(&self) -> Result<Vec<Unacknowledged>, FileError> {
        let mut found = Vec::new();
        for number in self.kept_numbers()? {
            let document = std::fs::read(numbered(&self.folders.sent(), number))?;
            let manifest: Manifest =
                serde_json::from_slice(&document).map_err(std::io::Error::other)?;
            let messages = manifest.files.len();
            found.push(Unacknowledged { number, since: manifest.created, messages });
        }
        Ok(found)
    }
}

fn incomplete((name, lying): (String, Lying)) -> Incomplete {
    let (absent, reason) = match lying.state {
        State::Ahead | State::Locked => (0, None),
        State::Partial(absent) => (absent, None),
        State::Unfit(reason) => (0, Some(reason)),
    };
    Incomplete { name, since: lying.since, absent, reason }
}
