//! One transaction for several changes: load, decide each on what the ones before it left, write all.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::case::{Event, Rejection};
use domain::id::CaseId;
use sea_orm::DatabaseTransaction;

use super::beside::Beside;
use super::case_rows::CaseRows;
use super::load;
use super::recording::record;
use super::tables::Statements;
use super::writes::Writes;
use crate::change::{Change, Committed, Failure, Found, Refusal, RequestKey, Stored};
use crate::error::StoreError;
use crate::recent::Recent;
use crate::rows::Rows;

/// How a batch treats what is usually absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Care {
    /// Repeated requests, lost races and broken rules of the database fail the transaction, which is then tried again
    /// with more care.
    Quick,
    /// They are looked for first, and answered.
    Thorough,
}

/// What a batch did: its results in the order of its changes, and the cases as it leaves them. None of it may be given to
/// anybody before the commit.
pub(super) struct Done {
    pub(super) results: Vec<Result<Committed, Failure>>,
    pub(super) cases: Vec<Arc<Stored>>,
}

/// Writes the changes.
pub(super) async fn write(
    transaction: &DatabaseTransaction,
    statements: &Statements,
    recent: &Recent,
    changes: &mut [Change],
    care: Care,
) -> Result<Done, StoreError> {
    let ids: BTreeSet<_> = changes.iter().map(|change| change.case).collect();
    let (loaded, directory_version) = load::load(transaction, statements, recent, &ids).await?;
    let slot = |(id, stored)| (id, Slot { before: Some(stored), now: None });
    let slots = loaded.into_iter().map(slot).collect();
    let rows = Pending::default();
    let mut batch = Batch { slots, directory_version, rows, requests: BTreeSet::new() };
    let mut taken = Vec::with_capacity(changes.len());
    for change in changes {
        if care == Care::Thorough
            && let Some(answer) = batch.beside_first(transaction, change).await?
        {
            taken.push(Taken::Answered(answer));
            continue;
        }
        taken.push(match batch.take(change) {
            Ok((version, events)) => Taken::Made { case: change.case, version, events },
            Err(refusal) if care == Care::Quick && may_be_repeat(change, &refusal) => {
                // An earlier one of the same batch is not written yet.
                if change.request.as_ref().is_some_and(|key| batch.requests.contains(key)) {
                    return Err(sea_orm::DbErr::RecordNotUpdated.into());
                }
                let known = batch.beside_first(transaction, change).await?;
                Taken::Answered(known.unwrap_or(Err(Failure::Refused(refusal))))
            }
            Err(refusal) => Taken::Answered(Err(Failure::Refused(refusal))),
        });
        batch.requests.extend(change.request.clone());
    }
    batch.write(transaction, statements, taken).await
}

/// How a change was taken; what its case is like is known when the whole batch is.
enum Taken {
    Answered(Result<Committed, Failure>),
    Made { case: CaseId, version: u64, events: Vec<Event> },
}

/// A case before the batch, and as the changes so far left it.
#[derive(Default)]
pub(super) struct Slot {
    before: Option<Arc<Stored>>,
    /// None as long as no change of the batch was decided.
    now: Option<Stored>,
}

impl Slot {
    pub(super) fn stored(&self) -> Option<&Stored> {
        self.now.as_ref().or(self.before.as_deref())
    }

    /// The case, to be changed.
    pub(super) fn open(&mut self) -> &mut Option<Stored> {
        if self.now.is_none() {
            self.now = self.before.as_deref().cloned();
        }
        &mut self.now
    }
}

/// Rows that wait for the end of the batch.
#[derive(Default)]
pub(super) struct Pending {
    pub(super) events: Rows,
    pub(super) letters: Rows,
    beside: Beside,
}

struct Batch {
    slots: BTreeMap<CaseId, Slot>,
    directory_version: i64,
    rows: Pending,
    /// The requests so far.
    requests: BTreeSet<RequestKey>,
}

/// True if the refusal may come of the change having been carried out before. Who must not see the case gets no answer of
/// then.
fn may_be_repeat(change: &Change, refusal: &Refusal) -> bool {
    change.request.is_some()
        && !matches!(refusal, Refusal::Rejected(Rejection::NotFound) | Refusal::DirectoryMoved)
}

impl Batch {
    /// Looks up what a careful change must know: whether it was carried out before, and whether its tokens still hold.
    async fn beside_first(
        &self,
        transaction: &DatabaseTransaction,
        change: &Change,
    ) -> Result<Option<Result<Committed, Failure>>, StoreError> {
        let refusal = match super::beside::look_up(transaction, change).await? {
            super::beside::Known::Nothing => return Ok(None),
            super::beside::Known::Refused(refusal) => refusal,
            super::beside::Known::Done { case, seq } => {
                let stored = load::one(transaction, case).await?;
                return Ok(Some(Ok(Committed {
                    stored: Arc::new(stored),
                    version: seq.cast_unsigned(),
                    events: Vec::new(),
                    repeated: true,
                })));
            }
        };
        Ok(Some(Err(Failure::Refused(refusal))))
    }

    /// Decides a change and keeps what it writes; returns the version after it and what happens.
    fn take(&mut self, change: &mut Change) -> Result<(u64, Vec<Event>), Refusal> {
        let slot = self.slots.entry(change.case).or_default();
        let found = Found { stored: slot.stored(), directory_version: self.directory_version };
        let decided = (change.decide)(found)?;
        record(slot, change, &decided, &mut self.rows);
        let version = slot.stored().ok_or(Rejection::NotFound)?.case.seq;
        self.rows.beside.keep(change, &decided, version);
        Ok((version, decided.events))
    }

    async fn write(
        self,
        transaction: &DatabaseTransaction,
        statements: &Statements,
        taken: Vec<Taken>,
    ) -> Result<Done, StoreError> {
        let mut rows = CaseRows::default();
        let mut cases = BTreeMap::new();
        for (id, slot) in self.slots {
            let before = slot.before;
            let Some(now) = slot.now else {
                cases.extend(before.map(|before| (id, before)));
                continue;
            };
            rows.push(before.as_ref().map(|before| &before.case), &now, &statements.painter)?;
            cases.insert(id, Arc::new(now));
        }
        let mut writes = Writes::default();
        rows.put(&mut writes, statements);
        writes.exactly(&statements.events, self.rows.events);
        writes.exactly(&statements.letters, self.rows.letters);
        self.rows.beside.put(&mut writes, statements);
        writes.run(transaction).await?;
        let result = |taken| match taken {
            Taken::Answered(answer) => answer,
            Taken::Made { case, version, events } => match cases.get(&case) {
                Some(stored) => {
                    Ok(Committed { stored: stored.clone(), version, events, repeated: false })
                }
                None => Err(Failure::Refused(Rejection::NotFound.into())),
            },
        };
        let results = taken.into_iter().map(result).collect();
        Ok(Done { results, cases: cases.into_values().collect() })
    }
}
