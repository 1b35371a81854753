//! Who was called, and what became of it.

use std::collections::BTreeSet;

use crate::actor::Author;
use crate::appraisal::facts::{Call, CallEnd, Called, Part};
use crate::case::{Assignment, Case, Entry, Event};
use crate::clock::Holder;
use crate::id::{Timestamp, UnitId};
use crate::workflow::Stage;

/// The calls so far.
#[derive(Debug, Default)]
pub(super) struct Calls {
    calls: Vec<Call>,
    /// When the case was last dispatched a second time; the assignment follows at the same instant.
    redispatched_at: Option<Timestamp>,
}

impl Calls {
    pub(super) fn finish(self) -> Vec<Call> {
        self.calls
    }

    /// How a unit was called that is assigned at an instant.
    fn assigned_how(&self, at: Timestamp) -> Called {
        if self.redispatched_at == Some(at) { Called::Redispatched } else { Called::Assigned }
    }

    /// Takes in an event, before it changes the case.
    pub(super) fn note(&mut self, entry: &Entry, case: &Case) {
        let (at, unit) = (entry.at, author_unit(entry));
        match &entry.event {
            Event::Performed(_) | Event::Read(_) => {
                self.by_unit(unit, |call| _ = call.read_at.get_or_insert(at));
            }
            Event::Signed(_) => self.at_work(unit, |call| _ = call.signed_at.get_or_insert(at)),
            Event::Contacted => self.at_work(unit, |call| _ = call.contacted_at.get_or_insert(at)),
            Event::Objected(_) => self.at_work(unit, |call| call.objected_at = Some(at)),
            Event::Redispatched => self.redispatched_at = Some(at),
            Event::Assigned(assignment) => {
                self.assigned(entry, assignment, self.assigned_how(at));
            }
            Event::JointSessionHeld(session) => {
                self.assigned(entry, &session.assignment, Called::JointSession);
            }
            Event::Transferred(to) => self.passed_on(entry, to, Called::Transferred),
            Event::Escalated(to) => self.passed_on(entry, to, Called::Escalated),
            Event::Delegated(to) => self.delegated(entry, to),
            Event::Joined(units) => self.joined(entry, units, case),
            Event::Contributed(by) => self.end(at, CallEnd::Contributed, |call| assists(call, by)),
            Event::Released(unit) => self.end(at, CallEnd::Released, |call| assists(call, unit)),
            Event::Returned(_) => self.end(at, CallEnd::Returned, |_| true),
            Event::TakenBack => self.end(at, CallEnd::TakenBack, |_| true),
            Event::Recused(recused) => {
                self.end(at, CallEnd::Recused, |call| recused.units.contains(&call.unit));
            }
            Event::Filed(_)
            | Event::StateEntered(_)
            | Event::HolderChanged(_)
            | Event::HandlerChanged(_)
            | Event::Classified(_)
            | Event::SigningOpened(_)
            | Event::Countersigned { .. }
            | Event::SignerAdded(_)
            | Event::SignerDropped(_)
            | Event::Urged
            | Event::Copied(_)
            | Event::Consulted(_)
            | Event::Answered(_)
            | Event::ExtensionRequested { .. }
            | Event::ExtensionGranted
            | Event::ExtensionRefused
            | Event::Suspended { .. }
            | Event::Resumed
            | Event::Withdrawn
            | Event::Merged(_)
            | Event::RepeatLinked(_)
            | Event::Absorbed(_)
            | Event::Split { .. }
            | Event::Verified(_)
            | Event::SpotChecked(_)
            | Event::Heard(_)
            | Event::Ordered { .. }
            | Event::Discharged(_)
            | Event::OrderNoted(_)
            | Event::SessionNoted(_)
            | Event::Sponsored(_)
            | Event::SponsorEnded(_)
            | Event::Reopened
            | Event::Archived
            | Event::Screened(_)
            | Event::RespondentsNamed(_)
            | Event::PartyLeft(_)
            | Event::ClockStarted(_)
            | Event::ClockMoved { .. }
            | Event::ClockEnded(_)
            | Event::LevelReached { .. }
            | Event::Told { .. }
            | Event::VersionMoved(_) => {}
        }
    }

    /// What entering a state says of calls: the case has ended, an objection was upheld or not, or a unit that led before
    /// leads again.
    pub(super) fn entered(&mut self, entry: &Entry, case: &Case) {
        let at = entry.at;
        if case.ended.is_some() {
            return self.end(at, CallEnd::Closed, |_| true);
        }
        let Some(lead) = case.lead.as_ref() else { return };
        let holds = case.holder() == Some(&Holder::Unit(lead.unit.clone()));
        if holds {
            // Back with the unit: the objection was refused.
            self.open()
                .filter(|call| call.objected_at.is_some_and(|then| then < at))
                .for_each(|call| call.objected_at = None);
            if !self.open().any(|call| call.part == Part::Lead) {
                self.begin(entry, &lead.unit, Part::Lead, Called::Reopened);
            }
        } else if case.stage < Stage::Assign {
            let objected = self.open().any(|call| call.objected_at.is_some());
            self.end(at, CallEnd::ObjectionUpheld, |_| objected);
        }
    }

    fn open(&mut self) -> impl Iterator<Item = &mut Call> {
        self.calls.iter_mut().filter(|call| call.ended.is_none())
    }

    /// Changes the open calls of a unit.
    fn by_unit(&mut self, unit: Option<&UnitId>, change: impl FnMut(&mut Call)) {
        self.open().filter(|call| Some(&call.unit) == unit).for_each(change);
    }

    /// Changes the open call of a unit that leads or does the work.
    fn at_work(&mut self, unit: Option<&UnitId>, change: impl FnMut(&mut Call)) {
        let works = |call: &&mut Call| call.part != Part::Assistant && Some(&call.unit) == unit;
        self.open().filter(works).for_each(change);
    }

    fn end(&mut self, at: Timestamp, how: CallEnd, which: impl Fn(&Call) -> bool) {
        self.open().filter(|call| which(call)).for_each(|call| call.ended = Some((at, how)));
    }

    fn begin(&mut self, entry: &Entry, unit: &UnitId, part: Part, how: Called) {
        self.calls.push(Call {
            unit: unit.clone(),
            part,
            how,
            at: entry.at,
            by: author_unit(entry).cloned(),
            read_at: None,
            signed_at: None,
            contacted_at: None,
            objected_at: None,
            ended: None,
        });
    }

    fn assigned(&mut self, entry: &Entry, assignment: &Assignment, how: Called) {
        self.end(entry.at, CallEnd::Replaced, |_| true);
        self.begin(entry, &assignment.lead, Part::Lead, how);
        let assistants = assignment.assistants.iter();
        assistants.for_each(|unit| self.begin(entry, unit, Part::Assistant, how));
    }

    fn delegated(&mut self, entry: &Entry, to: &UnitId) {
        self.end(entry.at, CallEnd::Replaced, |call| call.part == Part::Delegate);
        self.begin(entry, to, Part::Delegate, Called::Delegated);
    }

    fn joined(&mut self, entry: &Entry, units: &BTreeSet<UnitId>, case: &Case) {
        let fresh = units.iter().filter(|unit| !case.assistants.contains_key(*unit));
        fresh.for_each(|unit| self.begin(entry, unit, Part::Assistant, Called::Joined));
    }

    /// Another unit leads. Who assists goes on assisting, unless it leads now.
    fn passed_on(&mut self, entry: &Entry, to: &UnitId, how: Called) {
        let leaves = |call: &Call| call.part != Part::Assistant || call.unit == *to;
        self.end(entry.at, CallEnd::PassedOn, leaves);
        self.begin(entry, to, Part::Lead, how);
    }
}

fn assists(call: &Call, unit: &UnitId) -> bool {
    call.part == Part::Assistant && call.unit == *unit
}

fn author_unit(entry: &Entry) -> Option<&UnitId> {
    match &entry.by {
        Author::Person { unit, .. } => Some(unit),
        Author::Citizen(_) | Author::Engine => None,
    }
}
