//! The order of edits does not matter: deadlines follow from facts.

use std::collections::BTreeMap;

use domain::case::{Complexity, Risk};
use domain::id::{LimitName, Timestamp};
use domain::workflow::scenario::With;
use testkit::Shipped;

use crate::desk::{Desk, extension, suspension};

/// What somebody does to the facts of a case, in an instant that does not matter.
type Edit = fn(&mut Desk<'_>);

const EDITS: [Edit; 5] = [
    |desk| drop(desk.done("clerk@center", "classify", complexity(Complexity::Complex))),
    |desk| drop(desk.done("clerk@center", "classify", risk(Risk::High))),
    |desk| {
        desk.done("handler@lead", "request_extension", extension("handle", "5 calendar_day"));
        desk.done("center.director", "grant_extension", With::default());
    },
    |desk| {
        desk.done("handler@lead", "request_extension", extension("promise", "1 month"));
        desk.done("center.director", "grant_extension", With::default());
    },
    |desk| drop(desk.done("clerk@center", "record_note", With::default())),
];

fn complexity(complexity: Complexity) -> With {
    With { complexity: Some(complexity), ..With::default() }
}

fn risk(risk: Risk) -> With {
    With { risk: Some(risk), ..With::default() }
}

/// Deadlines and ladders of the open clocks.
fn deadlines(desk: &Desk<'_>) -> BTreeMap<LimitName, (Timestamp, Vec<Timestamp>)> {
    let open = desk.case().clocks.iter().filter(|clock| clock.is_open());
    open.map(|clock| (clock.limit.clone(), (clock.deadline, clock.levels.clone()))).collect()
}

/// Plays the edits in this order around two suspensions at fixed instants.
fn played(shipped: &Shipped, order: &[usize]) -> BTreeMap<LimitName, (Timestamp, Vec<Timestamp>)> {
    let mut desk = Desk::handling(shipped);
    let mut edits = order.iter();
    let mut edit = |desk: &mut Desk<'_>, number: usize| {
        edits.by_ref().take(number).for_each(|index| EDITS[*index](desk));
    };
    edit(&mut desk, 2);
    desk.wait_until("2026-03-03 10:00");
    desk.done("clerk@center", "suspend", suspension("appraisal", "2026-03-20"));
    desk.wait_until("2026-03-05 15:00");
    desk.done("clerk@center", "resume", With::default());
    edit(&mut desk, 2);
    desk.wait_until("2026-03-06 09:00");
    desk.done("clerk@center", "suspend", suspension("force_majeure", "2026-03-07"));
    desk.wait_until("2026-03-08 09:00");
    edit(&mut desk, 1);
    deadlines(&desk)
}

fn permutations(of: &[usize]) -> Vec<Vec<usize>> {
    if of.is_empty() {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for first in of {
        let rest: Vec<_> = of.iter().filter(|other| *other != first).copied().collect();
        all.extend(permutations(&rest).into_iter().map(|rest| [vec![*first], rest].concat()));
    }
    all
}

#[test]
fn classifying_extending_suspending_and_recording_commute() {
    let shipped = Shipped::load();
    let first = played(&shipped, &[0, 1, 2, 3, 4]);
    assert!(first.len() >= 3, "several clocks run");
    for order in permutations(&[0, 1, 2, 3, 4]) {
        assert_eq!(played(&shipped, &order), first, "order {order:?}");
    }
}

#[test]
fn reclassifying_there_and_back_gives_the_old_clock() {
    let shipped = Shipped::load();
    let mut desk = Desk::handling(&shipped);
    desk.done("clerk@center", "suspend", suspension("appraisal", "2026-03-03"));
    desk.wait_until("2026-03-04 09:00");
    let before = desk.case().clocks.clone();
    desk.done("clerk@center", "classify", complexity(Complexity::Complex));
    assert_ne!(desk.case().clocks, before);
    desk.done("clerk@center", "classify", complexity(Complexity::General));
    assert_eq!(desk.case().clocks, before);
}

#[test]
fn classifying_as_it_was_moves_nothing() {
    let shipped = Shipped::load();
    let mut desk = Desk::handling(&shipped);
    let before = desk.case().clocks.clone();
    let events = desk.done("clerk@center", "classify", complexity(Complexity::General));
    assert_eq!(events.len(), 2, "what was done and what it says: {events:?}");
    assert_eq!(desk.case().clocks, before);
}

#[test]
fn a_reclassified_clock_counts_from_its_old_anchor() {
    let shipped = Shipped::load();
    let mut desk = Desk::handling(&shipped);
    let anchor = desk.clock("handle").anchor;
    desk.pass_hours(20);
    desk.done("clerk@center", "classify", complexity(Complexity::Simple));
    assert_eq!(desk.clock("handle").anchor, anchor);
}
