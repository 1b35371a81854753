//! Events on their way into the record of their case: applied, hashed, and with what they ask to be told.

use std::collections::BTreeMap;

use domain::actor::Author;
use domain::announce::announce;
use domain::case::{Case, Effect, Entry, Event};
use domain::id::{CaseId, Timestamp};
use domain::inform::inform;
use domain::react::{is_known_to, react};
use uuid::Uuid;

use super::batch::{Pending, Slot};
use crate::change::{Change, Decided, Happened, Stored};
use crate::moment::to_micros;
use crate::record::{GENESIS, Record, chain};
use crate::rows::Rows;

/// Applies the events to the case and puts their records and effects into rows.
pub(super) fn record(slot: &mut Slot, change: &Change, decided: &Decided, rows: &mut Pending) {
    let commits = decided.kept.commits();
    let mut recording = Recording { slot, change, decided, commits };
    for Happened { at, by, event } in &decided.history {
        recording.event(*at, by, event, &mut rows.events);
    }
    for event in &decided.events {
        let recorded = recording.event(decided.at, &decided.by, event, &mut rows.events);
        let Some((seq, case)) = recorded else { return };
        let announced = announce(case, event, decided.at, &decided.subscribed);
        let effects = react(case, event).into_iter().chain(inform(case, event, &decided.agencies));
        let effects = effects.chain(announced).filter(|effect| !is_known_to(effect, &decided.by));
        for (effect, position) in effects.zip(0..) {
            push_letter(&mut rows.letters, change.case, (seq, position), &effect, decided);
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
