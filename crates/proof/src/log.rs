//! The log over all chains: the heads of cases and of streams of the audit, as they come, as leaves of one tree to which is
//! only ever added. A note that the installation signs says how many leaves there are and what they come to; whoever holds an
//! old one can tell whether anything before it was rewritten.
//!
//! A leaf is `"case" ‖ id ‖ seq ‖ hash` for a case (16, 8 and 32 bytes, big end first) and `"audit" ‖ name ‖ seq ‖ hash` for a
//! stream. It holds no word and no identity, so that erasing leaves every proof as it is.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::str::FromStr;

use domain::id::CaseId;
use tlog::{Checkpoint, NoteFault, Tree, Verifier};
use uuid::Uuid;

use crate::checkpoint::Head;
use crate::record::Hash;
use crate::verify::{CaseExport, Fault};

/// A chain of hashes. Its text is `case:<id>` or `audit:<name>`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Chain {
    /// The record of a case.
    Case(CaseId),
    /// A stream of the audit.
    Stream(String),
}

impl fmt::Display for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Case(id) => write!(f, "case:{}", id.0),
            Self::Stream(name) => write!(f, "audit:{name}"),
        }
    }
}

/// The text names no chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it names no chain")]
pub struct NoChain;

impl FromStr for Chain {
    type Err = NoChain;

    fn from_str(text: &str) -> Result<Self, NoChain> {
        match text.split_once(':') {
            Some(("case", id)) => {
                id.parse::<Uuid>().map(|id| Self::Case(CaseId(id))).map_err(|_| NoChain)
            }
            Some(("audit", name)) => Ok(Self::Stream(name.to_owned())),
            Some(_) | None => Err(NoChain),
        }
    }
}

/// The bytes of a leaf.
pub fn leaf(chain: &Chain, head: &Head) -> Vec<u8> {
    let (kind, name): (&[u8], &[u8]) = match chain {
        Chain::Case(id) => (b"case", id.0.as_bytes()),
        Chain::Stream(name) => (b"audit", name.as_bytes()),
    };
    [kind, name, &head.seq.to_be_bytes(), &head.hash].concat()
}

/// A leaf in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// Its place, from 0 without gaps.
    pub index: u64,
    /// Of which chain.
    pub chain: Chain,
    /// The head that the chain had.
    pub head: Head,
}

/// What is wrong with the log. `held` names the note of an outsider by which it shows; none where it is the log's own.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LogFault {
    /// A leaf is missing, doubled or out of its place.
    #[error("leaf {found} of the log stands where leaf {expected} should")]
    Order {
        /// The place it should have.
        expected: u64,
        /// The place it has.
        found: u64,
    },
    /// A chain grew shorter by its leaves.
    #[error("leaf {index} of the log takes its chain back")]
    Backwards {
        /// The leaf.
        index: u64,
    },
    /// A note is not to be believed.
    #[error("note of {}: {why}", told(.held.as_deref()))]
    Note {
        /// Whose note.
        held: Option<String>,
        /// Why.
        why: NoteFault,
    },
    /// The leaves do not come to what a note says.
    #[error("the first {size} leaves do not come to what the note of {} says: the log was rewritten", told(.held.as_deref()))]
    Root {
        /// How many leaves the note speaks of.
        size: u64,
        /// Whose note.
        held: Option<String>,
    },
    /// A note knows more leaves than there are.
    #[error("the note of {} knows {size} leaves, there are only {leaves}: the end was cut off, or an older copy was put back", told(.held.as_deref()))]
    Cut {
        /// How many leaves the note speaks of.
        size: u64,
        /// How many there are.
        leaves: u64,
        /// Whose note.
        held: Option<String>,
    },
    /// No note speaks of the leaves.
    #[error("no signed note speaks of all leaves of the log")]
    Unsigned,
    /// A note with its proof does not continue the one before.
    #[error("the note of {} with {size} leaves does not continue the one before, with {old}: the log was rewritten between them", told(.held.as_deref()))]
    Forked {
        /// The note before.
        old: u64,
        /// This note.
        size: u64,
        /// Whose.
        held: Option<String>,
    },
}

fn told(held: Option<&str>) -> &str {
    held.unwrap_or("the log itself")
}

/// The root that a note says, and whose note it is.
#[derive(Clone, Debug)]
struct Wanted {
    root: Hash,
    held: Option<String>,
}

/// The heads that the log has of a chain, the oldest first.
#[derive(Clone, Debug, Default)]
struct Logged {
    waiting: VecDeque<Head>,
    last: i64,
}

/// A log that is checked leaf by leaf, and then the chains against it. Notes come first, then leaves, then chains.
#[derive(Clone, Debug)]
pub struct LogCheck {
    key: Verifier,
    tree: Tree,
    wanted: BTreeMap<u64, Vec<Wanted>>,
    chains: BTreeMap<Chain, Logged>,
    notes: u64,
    last: Option<Checkpoint>,
}

impl LogCheck {
    /// Of the log that signs by this key.
    pub fn new(key: Verifier) -> Self {
        let (wanted, chains) = (BTreeMap::new(), BTreeMap::new());
        Self { key, tree: Tree::default(), wanted, chains, notes: 0, last: None }
    }

    /// Takes a note of the log, or one that an outsider holds.
    ///
    /// # Errors
    ///
    /// Where it is not signed by the log.
    pub fn note(&mut self, note: &str, held: Option<String>) -> Result<(), LogFault> {
        let read = Checkpoint::verified(note, &self.key);
        let checkpoint = read.map_err(|why| LogFault::Note { held: held.clone(), why })?;
        if held.is_none() {
            self.notes += 1;
            let size = self.last.as_ref().map_or(0, |last| last.size);
            if checkpoint.size >= size {
                self.last = Some(checkpoint.clone());
            }
        }
        let wanted = Wanted { root: checkpoint.root, held };
        self.wanted.entry(checkpoint.size).or_default().push(wanted);
        Ok(())
    }

    /// Takes the next leaf.
    ///
    /// # Errors
    ///
    /// What is wrong with it, or with the tree up to it.
    pub fn leaf(&mut self, taken: Leaf) -> Result<(), LogFault> {
        let Leaf { index, chain, head } = taken;
        let expected = self.tree.size();
        if index != expected {
            return Err(LogFault::Order { expected, found: index });
        }
        self.tree.push(&leaf(&chain, &head));
        let logged = self.chains.entry(chain).or_default();
        if head.seq <= logged.last {
            return Err(LogFault::Backwards { index });
        }
        logged.last = head.seq;
        logged.waiting.push_back(head);
        self.compare()
    }

    /// Holds the tree against the notes that speak of as many leaves.
    fn compare(&mut self) -> Result<(), LogFault> {
        let size = self.tree.size();
        let Some(wanted) = self.wanted.remove(&size) else { return Ok(()) };
        let root = self.tree.root();
        match wanted.into_iter().find(|wanted| wanted.root != root) {
            Some(Wanted { held, .. }) => Err(LogFault::Root { size, held }),
            None => Ok(()),
        }
    }

    /// No leaf comes any more: each note must have found as many leaves as it speaks of, and one speaks of all.
    pub fn leaves_end(&mut self) -> Vec<LogFault> {
        let leaves = self.tree.size();
        let of_none = self.wanted.remove(&0).unwrap_or_default().into_iter();
        let nothing = Tree::default().root();
        let of_none = of_none.filter(|wanted| wanted.root != nothing);
        let mut faults: Vec<_> =
            of_none.map(|wanted| LogFault::Root { size: 0, held: wanted.held }).collect();
        let cut = std::mem::take(&mut self.wanted).into_iter().flat_map(|(size, wanted)| {
            wanted.into_iter().map(move |Wanted { held, .. }| LogFault::Cut { size, leaves, held })
        });
        faults.extend(cut);
        if self.last.as_ref().map_or(0, |last| last.size) < leaves {
            faults.push(LogFault::Unsigned);
        }
        faults
    }

    /// Holds an event or entry of a chain against the log; they come in their order.
    ///
    /// # Errors
    ///
    /// Where the log has another one in its place.
    pub fn sees(&mut self, chain: &Chain, seq: i64, hash: &str) -> Result<(), Fault> {
        let Some(logged) = self.chains.get_mut(chain) else { return Ok(()) };
        let Some(head) = logged.waiting.front().copied().filter(|head| head.seq <= seq) else {
            return Ok(());
        };
        logged.waiting.pop_front();
        let same = head.seq == seq && crate::record::hex(&head.hash) == hash;
        if same { Ok(()) } else { Err(Fault::Checkpoint { seq: head.seq }) }
    }

    /// A chain has no more events, the last of which was `seq`. Returns how many came after the last one that is in the log.
    ///
    /// # Errors
    ///
    /// Where the log knows more of the chain.
    pub fn ends(&mut self, chain: &Chain, seq: i64) -> Result<u64, Fault> {
        let logged = self.chains.remove(chain).unwrap_or_default();
        match logged.waiting.front() {
            Some(head) => Err(Fault::Checkpoint { seq: head.seq }),
            None => Ok((seq - logged.last).max(0).unsigned_abs()),
        }
    }

    /// Holds a whole case against the log. Returns how many events came after the last one that is in the log.
    ///
    /// # Errors
    ///
    /// Where the log has another event in a place, or knows more.
    pub fn case(&mut self, export: &CaseExport) -> Result<u64, Fault> {
        let chain = Chain::Case(export.case);
        let mut events = export.events.iter();
        let seen = events.try_for_each(|event| self.sees(&chain, event.seq, &event.hash));
        seen.and(self.ends(&chain, export.events.last().map_or(0, |event| event.seq)))
    }

    /// The chains that the log knows and nobody came for: there are none of them any more.
    pub fn left(&self) -> impl Iterator<Item = &Chain> {
        self.chains.keys()
    }

    /// How many leaves.
    pub const fn leaves(&self) -> u64 {
        self.tree.size()
    }

    /// How many notes of the log itself.
    pub const fn notes(&self) -> u64 {
        self.notes
    }

    /// The last of them.
    pub const fn last(&self) -> Option<&Checkpoint> {
        self.last.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_is_read_as_it_is_written() {
        let case = Chain::Case(CaseId(Uuid::from_u128(7)));
        for chain in [case, Chain::Stream("sign-in".to_owned()), Chain::Stream("a:b".to_owned())] {
            assert_eq!(chain.to_string().parse(), Ok(chain));
        }
        for wrong in ["", "case", "case:7", "letter:7"] {
            assert_eq!(wrong.parse::<Chain>(), Err(NoChain), "{wrong}");
        }
    }
}
