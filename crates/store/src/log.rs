//! Keeps the log over all chains ([`proof::log`]): appends the heads that are not in it yet, with a note that is signed in the
//! same transaction, and gives it back leaf by leaf.
//!
//! Of several nodes one appends at a time. What a round costs depends on what it is given and not on how long the log is: of
//! the tree only its roots are read.

use std::collections::{BTreeMap, BTreeSet};

use domain::id::{CaseId, Timestamp};
use proof::log::{Chain, Leaf, leaf};
use sea_orm::{ConnectionTrait, DatabaseTransaction, QueryResult};
use tlog::{Hash, Tree};

use crate::checkpoint::Head;
use crate::dialect::{self, Cell, Repeat, Table};
use crate::error::StoreError;
use crate::moment::{from_micros, to_micros};
use crate::open::Store;
use crate::operator::Operator;
use crate::rows::Rows;
use crate::sql;

/// Signs a tree: gives the note, or none where it cannot.
pub type Sign = Box<dyn FnOnce(&Tree) -> Option<String> + Send>;

/// A note of the log, with the proof that it continues the one before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogNote {
    /// How many leaves it speaks of.
    pub size: u64,
    /// When it was made.
    pub at: Timestamp,
    /// The note.
    pub note: String,
    /// How many leaves the note before spoke of.
    pub old: u64,
    /// That it continues that one.
    pub proof: Vec<Hash>,
}

/// What a round is to put into the log.
pub struct Round {
    /// Heads of cases that changed.
    pub changed: BTreeMap<CaseId, Head>,
    /// From which case on to look for others whose heads are not in the log, and at how many.
    pub look: (Option<CaseId>, u32),
    /// When.
    pub at: Timestamp,
    /// What signs.
    pub sign: Sign,
}

impl std::fmt::Debug for Round {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Round({} changed, {:?})", self.changed.len(), self.look)
    }
}

/// What a round came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rounded {
    /// How many leaves were added.
    pub added: u64,
    /// From which case on the next round is to look; none where it begins anew.
    pub next: Option<CaseId>,
}

const LEAVES: Table<'static> = Table {
    name: "log_leaves",
    columns: &[
        ("place", Cell::Int),
        ("chain", Cell::Text),
        ("seq", Cell::Int),
        ("hash", Cell::Bytes),
    ],
    repeat: Repeat::Fails,
};

const NOTE: &str = "SELECT size, at, note, old, proof FROM log_notes";

impl Store {
    /// Puts heads into the log that are not in it: those given, those of all streams of the audit, and those of a page of
    /// cases, whoever may see them. Nothing of a case is given back but where to go on.
    ///
    /// # Errors
    ///
    /// Where the database fails; nothing is added then.
    pub async fn log_round(&self, round: Round) -> Result<Rounded, StoreError> {
        let Round { changed, look: (after, most), at, sign } = round;
        let page = self.heads_after(after, most).await?;
        let is_full = page.len() == usize::try_from(most).unwrap_or(usize::MAX);
        let next = page.last().filter(|_| is_full).map(|(case, _)| *case);
        let mut heads = BTreeMap::new();
        for (case, head) in page.into_iter().chain(changed) {
            newest(&mut heads, Chain::Case(case), head);
        }
        for name in self.audit_streams().await? {
            if let Some(head) = self.audit_head(&name).await? {
                newest(&mut heads, Chain::Stream(name), head);
            }
        }
        let work = self.write(move |transaction| Box::pin(append(transaction, heads, at, sign)));
        Ok(Rounded { added: work.await?, next })
    }

    /// The last note; none as long as nothing is in the log.
    ///
    /// # Errors
    ///
    /// Where the database fails or the note is damaged.
    pub async fn last_log_note(&self) -> Result<Option<LogNote>, StoreError> {
        let select = format!("{NOTE} ORDER BY size DESC LIMIT 1");
        sql::one(self.reads(), &select, []).await?.as_ref().map(note).transpose()
    }

    /// The note that speaks of so many leaves.
    ///
    /// # Errors
    ///
    /// Where the database fails or the note is damaged.
    pub async fn log_note(&self, size: u64) -> Result<Option<LogNote>, StoreError> {
        let select = format!("{NOTE} WHERE size = $1");
        let row = sql::one(self.reads(), &select, [stored(size).into()]).await?;
        row.as_ref().map(note).transpose()
    }

    /// Notes that speak of more leaves, in order.
    ///
    /// # Errors
    ///
    /// Where the database fails or a note is damaged.
    pub async fn log_notes(&self, after: u64, most: u32) -> Result<Vec<LogNote>, StoreError> {
        let select = format!("{NOTE} WHERE size > $1 ORDER BY size LIMIT {most}");
        let rows = sql::all(self.reads(), &select, [stored(after).into()]).await?;
        rows.iter().map(note).collect()
    }

    /// Leaves from a place on, in order.
    ///
    /// # Errors
    ///
    /// Where the database fails or a leaf is damaged.
    pub async fn log_leaves(
        &self,
        _operator: Operator,
        from: u64,
        most: u32,
    ) -> Result<Vec<Leaf>, StoreError> {
        let select = format!(
            "SELECT place, chain, seq, hash FROM log_leaves WHERE place >= $1 ORDER BY place LIMIT {most}"
        );
        let rows = sql::all(self.reads(), &select, [stored(from).into()]).await?;
        let read = |row: &QueryResult| {
            let place: i64 = row.try_get("", "place")?;
            let chain: String = row.try_get("", "chain")?;
            let damaged = || StoreError::damaged("a leaf of the log", place, None);
            let head = Head { seq: row.try_get("", "seq")?, hash: one_hash(row, "hash", place)? };
            let chain = chain.parse().map_err(|_| damaged())?;
            Ok(Leaf { index: place.unsigned_abs(), chain, head })
        };
        rows.iter().map(read).collect()
    }
}

fn newest(heads: &mut BTreeMap<Chain, Head>, chain: Chain, head: Head) {
    let known = heads.entry(chain).or_insert(head);
    if known.seq < head.seq {
        *known = head;
    }
}

/// Appends what is not in the log, and returns how many leaves that were. Another node may have put in a later head of a chain
/// meanwhile; an earlier one would take the chain back.
async fn append(
    transaction: &DatabaseTransaction,
    mut heads: BTreeMap<Chain, Head>,
    at: Timestamp,
    sign: Sign,
) -> Result<u64, StoreError> {
    // Of several nodes one appends at a time; SQLite has one writer.
    if let Some(lock) = dialect::lock_name(transaction.get_database_backend()) {
        sql::execute(transaction, lock, ["log".into()]).await?;
    }
    let known = known(transaction, heads.keys()).await?;
    heads.retain(|chain, head| known.get(chain).is_none_or(|seq| *seq < head.seq));
    let before = tree(transaction).await?;
    let (mut after, mut leaves, mut rows) = (before.clone(), Vec::new(), Rows::default());
    for (chain, head) in &heads {
        rows.begin()
            .int(stored(after.size()))
            .text(&chain.to_string())
            .int(head.seq)
            .bytes(&head.hash);
        let leaf = tlog::tree::leaf_hash(&leaf(chain, head));
        after.push_hash(leaf);
        leaves.push(leaf);
    }
    // Without rows there is nothing to sign, and without a signature nothing is added.
    let Some(rows) = rows.finish() else { return Ok(0) };
    let Some(note) = sign(&after) else { return Ok(0) };
    let insert = dialect::insert(transaction.get_database_backend(), &LEAVES);
    sql::execute(transaction, &insert, [rows.into()]).await?;
    let values = [
        stored(after.size()).into(),
        to_micros(at).into(),
        note.into(),
        stored(before.size()).into(),
        tlog::proof::continuation(&before, &leaves).concat().into(),
        after.roots().concat().into(),
    ];
    let insert = "INSERT INTO log_notes (size, at, note, old, proof, roots) \
                  VALUES ($1, $2, $3, $4, $5, $6)";
    sql::execute(transaction, insert, values).await?;
    Ok(leaves.len() as u64)
}

/// How far the log knows these chains.
async fn known<'a>(
    transaction: &DatabaseTransaction,
    chains: impl Iterator<Item = &'a Chain>,
) -> Result<BTreeMap<Chain, i64>, StoreError> {
    let names: BTreeSet<String> = chains.map(Chain::to_string).collect();
    let names = serde_json::to_string(&names)
        .map_err(|source| StoreError::damaged("a name of a chain", "log", source))?;
    let among = dialect::text_among(transaction.get_database_backend(), "chain");
    let select =
        format!("SELECT chain, max(seq) AS seq FROM log_leaves WHERE {among} GROUP BY chain");
    let rows = sql::all(transaction, &select, [names.into()]).await?;
    let read = |row: &QueryResult| {
        let chain: String = row.try_get("", "chain")?;
        let read = chain.parse().map_err(|_| StoreError::damaged("a chain", &chain, None))?;
        Ok((read, row.try_get("", "seq")?))
    };
    rows.iter().map(read).collect()
}

/// The tree as the last note left it.
async fn tree(transaction: &DatabaseTransaction) -> Result<Tree, StoreError> {
    let select = "SELECT size, roots FROM log_notes ORDER BY size DESC LIMIT 1";
    let Some(row) = sql::one(transaction, select, []).await? else { return Ok(Tree::default()) };
    let size: i64 = row.try_get("", "size")?;
    let tree = Tree::resume(size.unsigned_abs(), hashes(&row, "roots", size)?);
    tree.ok_or_else(|| StoreError::damaged("the roots of the log", size, None))
}

fn note(row: &QueryResult) -> Result<LogNote, StoreError> {
    let (size, old): (i64, i64) = (row.try_get("", "size")?, row.try_get("", "old")?);
    Ok(LogNote {
        size: size.unsigned_abs(),
        at: from_micros(row.try_get("", "at")?),
        note: row.try_get("", "note")?,
        old: old.unsigned_abs(),
        proof: hashes(row, "proof", size)?,
    })
}

fn hashes(row: &QueryResult, column: &str, place: i64) -> Result<Vec<Hash>, StoreError> {
    let bytes: Vec<u8> = row.try_get("", column)?;
    let (hashes, rest) = bytes.as_chunks::<32>();
    if rest.is_empty() { Ok(hashes.to_vec()) } else { Err(damaged_hash(place)) }
}

fn one_hash(row: &QueryResult, column: &str, place: i64) -> Result<Hash, StoreError> {
    let bytes: Vec<u8> = row.try_get("", column)?;
    bytes.try_into().map_err(|_| damaged_hash(place))
}

fn damaged_hash(place: i64) -> StoreError {
    StoreError::damaged("a hash of the log", place, None)
}

/// A place as both databases keep it. No log grows beyond.
fn stored(place: u64) -> i64 {
    i64::try_from(place).unwrap_or(i64::MAX)
}
