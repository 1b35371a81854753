//! The way in: what lies in `in` is taken whole and in order, recognised as a repeat, left to be completed, or refused.

use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::contents;
use super::disk;
use super::error::FileError;
use super::examine::{self, Batch, Examined};
use super::exchange::{Exchange, hash, last};
use super::folders::{Kind, Parcel, numbered};
use super::manifest::{Acknowledgement, Missing};
use super::outbox::folder_files;
use super::reason::Reason;

/// What one look into `in` brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Collected {
    /// The batches that were taken, in their order.
    pub taken: Vec<u32>,
    /// How many folders were recognised as repeats and removed.
    pub repeats: usize,
    /// How many folders went to quarantine.
    pub quarantined: usize,
    /// Batches that should have come, since later ones did.
    pub missing: Vec<Missing>,
}

/// What lies in `in` after a look into it, as it is remembered until the next.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Arrivals {
    pub(super) at: Option<DateTime<Utc>>,
    pub(super) lying: BTreeMap<String, Lying>,
    pub(super) missing: Vec<Missing>,
    pub(super) ignored: Vec<String>,
}

/// A folder that is neither taken nor refused yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Lying {
    pub(super) fingerprint: String,
    /// Since when it has lain there unchanged.
    pub(super) since: DateTime<Utc>,
    pub(super) state: State,
}

/// Why a folder lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum State {
    /// Whole, but an earlier one is missing.
    Ahead,
    /// So many files are not there yet.
    Partial(usize),
    /// As this, unless it is still being copied.
    Unfit(Reason),
    /// It may not be read, or not be removed: it belongs to somebody else.
    Locked,
}

/// The names in `in`.
#[derive(Default)]
struct Arrived {
    parcels: Vec<(Parcel, String)>,
    ignored: Vec<String>,
}

/// One look into `in`.
struct Look {
    before: Arrivals,
    now: DateTime<Utc>,
    last: u32,
    lying: BTreeMap<String, Lying>,
    /// Numbers that are here or on their way.
    present: BTreeSet<u32>,
    /// The highest number that should have come by now.
    top: u32,
    collected: Collected,
}

/// How many batches are read before their turn. The others are read when the earlier ones have come.
const AHEAD_MAX: usize = 32;

/// How many things in `in` are looked at, and how many names that say nothing are remembered.
const LISTED_MAX: usize = 10_000;
const IGNORED_MAX: usize = 20;

impl Exchange {
    /// Looks into `in`: takes what is whole and next, refuses what is damaged, acknowledges.
    ///
    /// # Errors
    ///
    /// A disk that does not work. The next call goes on where this one stopped.
    pub fn collect(&self) -> Result<Collected, FileError> {
        let _turn = self.turn()?;
        let Arrived { parcels, ignored } = self.arrived()?;
        let mut look = self.look()?;
        for (parcel, name) in parcels {
            let seen = match parcel.kind {
                Kind::Acknowledgement => self.see_acknowledgement(&mut look, parcel, &name),
                Kind::Batch => self.see_batch(&mut look, parcel, &name),
            };
            match seen {
                // One folder that somebody copied here under another user must not stop all the others.
                Err(FileError::Disk(error)) if error.kind() == ErrorKind::PermissionDenied => {
                    look.locked(parcel, &name);
                }
                Ok(()) | Err(_) => seen?,
            }
        }
        for number in self.quarantined_numbers()? {
            look.top = look.top.max(number);
        }
        let missing = spans(look.last, look.top, &look.present);
        let fresh =
            look.lying.iter().any(|(name, lying)| look.before.lying.get(name) != Some(lying));
        self.acknowledge(&missing, fresh || look.collected.repeats > 0)?;
        look.collected.missing.clone_from(&missing);
        let arrivals = Arrivals { at: Some(look.now), lying: look.lying, missing, ignored };
        let bytes = serde_json::to_vec(&arrivals).map_err(std::io::Error::other)?;
        disk::put(&*self.disk, &self.folders.state("arrivals.json"), &bytes)?;
        Ok(look.collected)
    }

    /// What the last look into `in` left there; nothing if there was none.
    pub(super) fn arrivals(&self) -> Result<Arrivals, FileError> {
        self.remembered("arrivals.json")
    }

    fn look(&self) -> Result<Look, FileError> {
        Ok(Look {
            before: self.arrivals()?,
            now: (self.settings.now)(),
            last: last(&self.folders.taken())?,
            lying: BTreeMap::new(),
            present: BTreeSet::new(),
            top: 0,
            collected: Collected::default(),
        })
    }

    /// The folders of the other side by kind and number, and the names of everything else.
    fn arrived(&self) -> Result<Arrived, FileError> {
        let Arrived { mut parcels, mut ignored } = Arrived::default();
        for listed in disk::list(&self.folders.incoming(), LISTED_MAX)? {
            let name = listed.name.to_string_lossy().into_owned();
            match Parcel::parse(&name, &self.settings.peer) {
                Some(parcel) => parcels.push((parcel, name)),
                None => ignored.push(name.escape_debug().to_string()),
            }
        }
        parcels.sort();
        ignored.truncate(IGNORED_MAX);
        Ok(Arrived { parcels, ignored })
    }

    fn see_batch(&self, look: &mut Look, parcel: Parcel, name: &str) -> Result<(), FileError> {
        if look.present.len() >= AHEAD_MAX && parcel.number > look.last + 1 {
            look.ahead(parcel.number, name, String::new());
            return Ok(());
        }
        let path = self.folders.incoming().join(name);
        let mut contents = contents::read(&path, self.settings.bounds)?;
        let fingerprint = std::mem::take(&mut contents.fingerprint);
        match examine::batch(contents, parcel, &self.settings) {
            Examined::Whole(batch) => self.see_whole(look, parcel, name, (batch, fingerprint)),
            Examined::Partial { absent } => {
                let settled = look.lies(name, fingerprint, State::Partial(absent), self);
                if settled && parcel.number <= look.last {
                    return self.refuse(look, parcel, name, Reason::TornRepeat);
                }
                look.on_its_way(parcel.number, settled);
                Ok(())
            }
            Examined::Wrong(reason) => {
                if look.lies(name, fingerprint, State::Unfit(reason), self) {
                    return self.refuse(look, parcel, name, reason);
                }
                look.on_its_way(parcel.number, false);
                Ok(())
            }
        }
    }

    fn see_whole(
        &self,
        look: &mut Look,
        parcel: Parcel,
        name: &str,
        (batch, fingerprint): (Batch, String),
    ) -> Result<(), FileError> {
        let taken = self.folders.taken();
        if parcel.number <= look.last {
            if hash(&taken, parcel.number)? != Some(batch.hash()) {
                return self.refuse(look, parcel, name, Reason::Conflict);
            }
            self.discard(&self.folders.incoming().join(name))?;
            look.collected.repeats += 1;
            return Ok(());
        }
        if parcel.number > look.last + 1 {
            look.ahead(parcel.number, name, fingerprint);
            return Ok(());
        }
        if batch.manifest.previous != hash(&taken, look.last)? {
            return self.refuse(look, parcel, name, Reason::Order);
        }
        self.take(parcel, &batch)?;
        look.last = parcel.number;
        look.collected.taken.push(parcel.number);
        Ok(self.discard(&self.folders.incoming().join(name))?)
    }

    /// Keeps a copy of our own; then it counts as taken.
    fn take(&self, parcel: Parcel, batch: &Batch) -> Result<(), FileError> {
        let files = folder_files(parcel, &batch.document, &batch.seal, &batch.messages);
        let target = self.folders.done().join(parcel.name(&self.settings.peer));
        self.place(&target, &files)?;
        let manifest = numbered(&self.folders.taken(), parcel.number);
        Ok(disk::put(&*self.disk, &manifest, &batch.document)?)
    }

    fn see_acknowledgement(
        &self,
        look: &mut Look,
        parcel: Parcel,
        name: &str,
    ) -> Result<(), FileError> {
        let path = self.folders.incoming().join(name);
        let mut contents = contents::read(&path, self.settings.bounds)?;
        let fingerprint = std::mem::take(&mut contents.fingerprint);
        let (state, reason) = match examine::acknowledgement(contents, parcel, &self.settings) {
            Examined::Whole(read) => return self.hear(look, parcel, name, &read),
            Examined::Partial { absent } => (State::Partial(absent), Reason::Unreadable),
            Examined::Wrong(reason) => (State::Unfit(reason), reason),
        };
        if look.lies(name, fingerprint, state, self) && matches!(state, State::Unfit(_)) {
            return self.refuse(look, parcel, name, reason);
        }
        Ok(())
    }

    fn hear(
        &self,
        look: &mut Look,
        parcel: Parcel,
        name: &str,
        read: &Acknowledgement,
    ) -> Result<(), FileError> {
        if self.release(read)? {
            return Ok(self.discard(&self.folders.incoming().join(name))?);
        }
        self.refuse(look, parcel, name, Reason::Acknowledgement)
    }

    fn refuse(
        &self,
        look: &mut Look,
        parcel: Parcel,
        name: &str,
        reason: Reason,
    ) -> Result<(), FileError> {
        look.lying.remove(name);
        self.put_away(name, parcel, reason)?;
        look.collected.quarantined += 1;
        Ok(())
    }
}

impl Look {
    fn ahead(&mut self, number: u32, name: &str, fingerprint: String) {
        self.present.insert(number);
        self.top = self.top.max(number);
        let since = self.since(name, &fingerprint);
        self.lying.insert(name.to_owned(), Lying { fingerprint, since, state: State::Ahead });
    }

    /// Remembers a folder as it lies, and says whether it has lain so for long enough.
    fn lies(&mut self, name: &str, fingerprint: String, state: State, exchange: &Exchange) -> bool {
        let since = self.since(name, &fingerprint);
        self.lying.insert(name.to_owned(), Lying { fingerprint, since, state });
        self.now - since >= exchange.settings.settle
    }

    /// A folder that is left where it lies, since it may not be read or removed.
    fn locked(&mut self, parcel: Parcel, name: &str) {
        let since = self.since(name, "");
        let lying = Lying { fingerprint: String::new(), since, state: State::Locked };
        self.lying.insert(name.to_owned(), lying);
        if parcel.kind == Kind::Batch {
            self.on_its_way(parcel.number, false);
        }
    }

    fn since(&self, name: &str, fingerprint: &str) -> DateTime<Utc> {
        let before = self.before.lying.get(name).filter(|lying| lying.fingerprint == fingerprint);
        before.map_or(self.now, |lying| lying.since.min(self.now))
    }

    /// A batch of which part is here. Once nobody seems to be copying any more, it is asked for again.
    fn on_its_way(&mut self, number: u32, settled: bool) {
        if settled {
            self.top = self.top.max(number);
        } else {
            self.present.insert(number);
        }
    }
}

/// What is not present from after `last` to `top`.
fn spans(last: u32, top: u32, present: &BTreeSet<u32>) -> Vec<Missing> {
    let (mut missing, mut from) = (Vec::new(), last.saturating_add(1));
    let here = present.iter().skip_while(|number| **number <= last);
    for &number in here.take_while(|number| **number <= top) {
        if number > from {
            missing.push(Missing { from, to: number - 1 });
        }
        from = number.saturating_add(1);
    }
    if from <= top {
        missing.push(Missing { from, to: top });
    }
    missing
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_told_in_spans() {
        let present = BTreeSet::from([3, 5, 6, 9]);
        let span = |from, to| Missing { from, to };
        assert_eq!(spans(0, 9, &present), [span(1, 2), span(4, 4), span(7, 8)]);
        assert_eq!(spans(2, 7, &present), [span(4, 4), span(7, 7)]);
        assert_eq!(spans(9, 9, &present), []);
    }
}
