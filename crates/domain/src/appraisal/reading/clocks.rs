//! Which clocks ran, why they ended, and who answers for them.

use std::collections::BTreeSet;

use super::{Step, or_center};
use crate::appraisal::facts::{ClockEnd, ClockRun};
use crate::appraisal::whose_time::{answerable, used};
use crate::calendar::Calendar;
use crate::case::{Case, Entry, Event};
use crate::clock::{Clock, ClockStatus, Holder, ledger};
use crate::id::{LimitName, Timestamp, UnitId};
use crate::workflow::{Stage, Workflow};

/// What the log says of each clock of the case, in the order in which they started.
#[derive(Debug, Default)]
pub(super) struct Clocks(Vec<Note>);

#[derive(Debug, Default)]
struct Note {
    end: Option<ClockEnd>,
    /// Whoever worked when it ended.
    units: BTreeSet<UnitId>,
}

impl Clocks {
    /// Takes in an event, before it changes the case.
    pub(super) fn note(
        &mut self,
        entry: &Entry,
        case: &Case,
        step: Option<&Step>,
        workflow: &Workflow,
    ) {
        if let Event::ClockStarted(_) = &entry.event {
            self.0.push(Note::default());
        }
        let Event::ClockEnded(limit) = &entry.event else { return };
        let meant = |clock: &Clock| clock.limit == *limit && clock.is_open();
        let place = case.clocks.iter().position(meant);
        if let Some(note) = place.and_then(|place| self.0.get_mut(place)) {
            note.end = Some(end(case, limit, step, workflow));
            note.units = or_center(case);
        }
    }

    /// The runs, measured up to an instant.
    pub(super) fn finish(
        self,
        case: &Case,
        calendar: &Calendar,
        until: Timestamp,
    ) -> Vec<ClockRun> {
        let pairs = case.clocks.iter().zip(self.0);
        pairs.map(|(clock, note)| run(case, calendar, until, clock, note)).collect()
    }
}

/// Why a clock ends: by its limit's own rules, by the end of the case, or by where the case went. A case that was signed for
/// goes on; one that stays at being assigned, or comes from work and is assigned anew, goes aside.
fn end(case: &Case, limit: &LimitName, step: Option<&Step>, workflow: &Workflow) -> ClockEnd {
    let aside = if case.ended.is_some() { ClockEnd::CaseEnded } else { ClockEnd::Aside };
    let Some(step) = step else { return aside };
    let limits = &workflow.definition().limits;
    let rules = limits.get(limit.as_str());
    if rules.is_some_and(|rules| rules.met_by.contains(&step.transition)) {
        ClockEnd::Met
    } else if rules.is_some_and(|rules| rules.restarts_on.contains(&step.transition)) {
        ClockEnd::Restarted
    } else if case.ended.is_some() {
        ClockEnd::CaseEnded
    } else if case.stage > step.from || case.stage == step.from && step.from >= Stage::Handle {
        ClockEnd::Onward
    } else {
        ClockEnd::Aside
    }
}

fn run(case: &Case, calendar: &Calendar, until: Timestamp, clock: &Clock, note: Note) -> ClockRun {
    let at = match clock.status {
        ClockStatus::Ended(at) => Some(at),
        ClockStatus::Running | ClockStatus::Paused => None,
    };
    let late = clock.is_late(until);
    let used = used(calendar, clock, &case.tenures, until);
    let answers =
        if late { answerable(&used) } else { finisher(case, calendar, until, clock, note.units) };
    ClockRun {
        limit: clock.limit.clone(),
        anchor: clock.anchor,
        deadline: clock.deadline,
        extensions: clock.extensions.clone(),
        ended: at.map(|at| (at, note.end.unwrap_or(ClockEnd::Aside))),
        late,
        used,
        answers,
    }
}

/// Who kept a clock: the unit that held the case last, or whoever worked where the citizen or the law held it.
fn finisher(
    case: &Case,
    calendar: &Calendar,
    until: Timestamp,
    clock: &Clock,
    units: BTreeSet<UnitId>,
) -> BTreeSet<UnitId> {
    let segments = ledger(calendar, clock, &case.tenures, until);
    match segments.last().map(|segment| &segment.holder) {
        Some(Holder::Unit(unit)) => BTreeSet::from([unit.clone()]),
        Some(Holder::Citizen | Holder::Law) | None => units,
    }
}
