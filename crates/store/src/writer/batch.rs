//! One transaction for several changes: load, decide each on what the ones before it left, write all.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::actor::Author;
use domain::case::{Case, Effect, Entry, Event, Rejection};
use domain::id::{CaseId, Timestamp};
use domain::react::react;
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use super::beside::Beside;
use super::load;
use super::tables::Statements;
use super::writes::Writes;
use crate::change::{
    Change, Committed, Decided, Failure, Found, Happened, Refusal, RequestKey, Stored,
};
use crate::dialect;
use crate::error::StoreError;
use crate::moment::to_micros;
use crate::project;
use crate::recent::Recent;
use crate::record::{GENESIS, Record, chain};
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
struct Slot {
    before: Option<Arc<Stored>>,
    /// None as long as no change of the batch was decided.
    now: Option<Stored>,
}

impl Slot {
    fn stored(&self) -> Option<&Stored> {
        self.now.as_ref().or(self.before.as_deref())
    }

    /// The case, to be changed.
    fn open(&mut self) -> &mut Option<Stored> {
        if self.now.is_none() {
            self.now = self.before.as_deref().cloned();
        }
        &mut self.now
    }
}

/// Rows that wait for the end of the batch.
#[derive(Default)]
struct Pending {
    events: Rows,
    letters: Rows,
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
            rows.push(before.as_ref().map(|before| &before.case), &now)?;
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

/// The rows of the cases that a batch leaves.
#[derive(Default)]
struct CaseRows {
    inserts: Rows,
    updates: Rows,
    /// Updates of cases that are listed elsewhere from now on.
    moves: Rows,
    clocks: Rows,
    walls: Rows,
    parts: Rows,
    /// Cases whose parts are written anew.
    cleared: Vec<Uuid>,
}

impl CaseRows {
    fn push(&mut self, before: Option<&Case>, now: &Stored) -> Result<(), StoreError> {
        self.push_case(before, now)?;
        push_clocks(&mut self.clocks, before, &now.case);
        let id = now.case.id.0;
        let old = before.map(project::walls).unwrap_or_default();
        for wall in project::walls(&now.case).difference(&old) {
            self.walls.begin().id(id).text(wall);
        }
        let old = before.map(project::parts).unwrap_or_default();
        let new = project::parts(&now.case);
        if old != new {
            self.cleared.push(id);
            new.iter().for_each(|part| _ = self.parts.begin().id(id).text(part));
        }
        Ok(())
    }

    fn push_case(&mut self, before: Option<&Case>, now: &Stored) -> Result<(), StoreError> {
        let case = &now.case;
        let body = serde_json::to_string(case)
            .map_err(|source| StoreError::damaged("the case", case.id, source))?;
        let rows = match before {
            None => {
                project::push_fixed(self.inserts.begin(), case, &now.number);
                project::push_listed(&mut self.inserts, case);
                &mut self.inserts
            }
            Some(before) if project::is_listed_anew(before, case) => {
                self.moves.begin().id(case.id.0).int(before.seq.cast_signed());
                project::push_listed(&mut self.moves, case);
                &mut self.moves
            }
            Some(before) => self.updates.begin().id(case.id.0).int(before.seq.cast_signed()),
        };
        project::push_changing(rows, case, &now.head, to_micros(now.changed_at), &body);
        Ok(())
    }

    fn put<'s>(self, writes: &mut Writes<'s>, statements: &'s Statements) {
        writes.exactly(&statements.insert_cases, self.inserts);
        writes.exactly(&statements.move_cases, self.moves);
        writes.exactly(&statements.update_cases, self.updates);
        writes.exactly(&statements.clocks, self.clocks);
        writes.any(&statements.walls, self.walls);
        if !self.cleared.is_empty() {
            let ids = dialect::ids(statements.backend, self.cleared);
            writes.first(&statements.clear_parts, ids, None);
        }
        writes.exactly(&statements.parts, self.parts);
    }
}

/// Applies the events to the case and puts their records and effects into rows.
fn record(slot: &mut Slot, change: &Change, decided: &Decided, rows: &mut Pending) {
    let commits = decided.kept.commits();
    let mut recording = Recording { slot, change, decided, commits };
    for Happened { at, by, event } in &decided.history {
        recording.event(*at, by, event, &mut rows.events);
    }
    for event in &decided.events {
        let recorded = recording.event(decided.at, &decided.by, event, &mut rows.events);
        let Some((seq, case)) = recorded else { return };
        for (effect, position) in react(case, event).iter().zip(0..) {
            push_letter(&mut rows.letters, change.case, (seq, position), effect, decided);
        }
    }
}

/// A change on its way into the record of its case.
struct Recording<'a> {
    slot: &'a mut Slot,
    change: &'a Change,
    decided: &'a Decided,
    /// What the first record commits to.
    commits: BTreeMap<Uuid, String>,
}

impl Recording<'_> {
    /// Records one event, and returns its place and the case after it; none if the first does not open a case.
    fn event(
        &mut self,
        at: Timestamp,
        by: &Author,
        event: &Event,
        rows: &mut Rows,
    ) -> Option<(u64, &Case)> {
        let seq = self.slot.stored().map_or(1, |stored| stored.case.seq + 1);
        let entry = Entry { seq, at, by: by.clone(), event: event.clone() };
        let commits = std::mem::take(&mut self.commits);
        let record = Record { case: self.change.case, entry, commits };
        // Every part of a record serializes: its maps have texts as keys.
        let body = serde_json::to_string(&record).unwrap_or_default();
        let stored = apply(self.slot.open(), at, event, self.decided)?;
        stored.head = chain(&stored.head, &body);
        rows.begin()
            .id(self.change.case.0)
            .int(seq.cast_signed())
            .int(to_micros(at))
            .text(&body)
            .bytes(&stored.head);
        Some((seq, &stored.case))
    }
}

/// The case after an event; none if the first event does not open one.
fn apply<'a>(
    now: &'a mut Option<Stored>,
    at: Timestamp,
    event: &Event,
    decided: &Decided,
) -> Option<&'a mut Stored> {
    if let Some(stored) = now {
        stored.case.apply(at, event);
        stored.changed_at = at;
    } else if let Event::Filed(filed) = event {
        let case = Case::open(at, filed);
        let number = decided.kept.number.clone().unwrap_or_else(|| case.id.to_string());
        *now = Some(Stored { case, number, head: GENESIS, changed_at: at });
    }
    now.as_mut()
}

fn push_letter(
    rows: &mut Rows,
    case: CaseId,
    (seq, position): (u64, i64),
    effect: &Effect,
    decided: &Decided,
) {
    let at = to_micros(decided.at);
    let body = serde_json::to_string(effect).unwrap_or_default();
    rows.begin().id(case.0).int(seq.cast_signed()).int(position).text(&body);
    rows.int(at).int(at).int(0).int(0).int(0);
}

fn push_clocks(rows: &mut Rows, before: Option<&Case>, after: &Case) {
    for clock in project::changed_clocks(before, after) {
        rows.begin()
            .id(after.id.0)
            .int(clock.ordinal.into())
            .text(&clock.limit)
            .int(clock.deadline)
            .maybe_int(clock.ended_at)
            .maybe_int(clock.wake_at)
            .int(0)
            .int(0)
            .int(0)
            .null();
    }
}
