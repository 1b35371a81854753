//! Reads a log into [`CaseFacts`]: one pass, in its order, with the case as each event found it beside.

mod calls;
mod clocks;
mod results;

use std::collections::BTreeSet;

use self::calls::Calls;
use self::clocks::Clocks;
use self::results::Results;
use super::dispute::{Recharge, recharged};
use super::facts::{
    CaseFacts, ClosedBy, Closing, ExtensionFacts, OrderFacts, Repeat, SpotCheck, SuspensionFacts,
    Urge,
};
use crate::actor::Author;
use crate::calendar::Calendar;
use crate::case::{Case, Entered, Entry, Event, Performed};
use crate::id::{LimitName, Timestamp, TransitionName, UnitId};
use crate::workflow::{Act, Stage, Verb, Workflow};

/// What a log says of its case before an instant, `until`; what happened from it on is not looked at. None if the log does
/// not begin with a filing before it. The workflow is the version that the case is on.
pub fn facts(
    log: &[Entry],
    workflow: &Workflow,
    calendar: &Calendar,
    until: Timestamp,
) -> Option<CaseFacts> {
    facts_charged(log, workflow, calendar, until, &[])
}

/// The same, with time charged as disputes about it were decided: who used what of a clock, and who answers for it, follow
/// from that.
pub fn facts_charged(
    log: &[Entry],
    workflow: &Workflow,
    calendar: &Calendar,
    until: Timestamp,
    decided: &[Recharge],
) -> Option<CaseFacts> {
    let mut known = log.iter().take_while(|entry| entry.at < until);
    let first = known.next()?;
    let Event::Filed(filed) = &first.event else { return None };
    let mut reading = Reading::new(Case::open(first.at, filed), workflow);
    known.for_each(|entry| reading.read(entry));
    reading.case.tenures = recharged(&reading.case.tenures, decided);
    Some(reading.finish(calendar, until))
}

/// The transition that the events being read follow from.
#[derive(Clone, Debug)]
struct Step {
    at: Timestamp,
    by: Author,
    transition: TransitionName,
    verb: Verb,
    /// The stage that it left.
    from: Stage,
}

impl Step {
    /// True if an event was written by the same decision.
    fn led_to(&self, entry: &Entry) -> bool {
        self.at == entry.at && self.by == entry.by
    }
}

struct Reading<'a> {
    workflow: &'a Workflow,
    case: Case,
    step: Option<Step>,
    calls: Calls,
    clocks: Clocks,
    results: Results,
    closings: Vec<Closing>,
    orders: Vec<OrderFacts>,
    spot_checks: Vec<SpotCheck>,
    urges: Vec<Urge>,
    extensions: Vec<ExtensionFacts>,
    suspensions: Vec<SuspensionFacts>,
    repeats: Option<Repeat>,
}

impl<'a> Reading<'a> {
    fn new(case: Case, workflow: &'a Workflow) -> Self {
        Self {
            workflow,
            case,
            step: None,
            calls: Calls::default(),
            clocks: Clocks::default(),
            results: Results::default(),
            closings: Vec::new(),
            orders: Vec::new(),
            spot_checks: Vec::new(),
            urges: Vec::new(),
            extensions: Vec::new(),
            suspensions: Vec::new(),
            repeats: None,
        }
    }

    fn read(&mut self, entry: &Entry) {
        self.step = self.step.take().filter(|step| step.led_to(entry));
        if let Event::Performed(performed) = &entry.event {
            self.begin(entry, performed);
        }
        self.calls.note(entry, &self.case);
        self.results.note(entry, &at_work(&self.case), self.step.as_ref());
        self.clocks.note(entry, &self.case, self.step.as_ref(), self.workflow);
        self.note(entry);
        self.case.apply(entry.at, &entry.event);
        if let Event::StateEntered(entered) = &entry.event {
            self.calls.entered(entry, &self.case);
            self.enter(entry.at, entered);
        }
    }

    fn begin(&mut self, entry: &Entry, performed: &Performed) {
        self.step = Some(Step {
            at: entry.at,
            by: entry.by.clone(),
            transition: performed.transition.clone(),
            verb: performed.verb,
            from: self.case.stage,
        });
    }

    /// What concerns neither calls nor clocks nor results.
    fn note(&mut self, entry: &Entry) {
        self.supervision(entry.at, &entry.event);
        self.delays(entry.at, &entry.event);
        if let Event::RepeatLinked(of) = &entry.event {
            self.repeats = Some(Repeat { of: *of, at: entry.at });
        }
        if let (Event::Reopened, Some(closing)) = (&entry.event, self.closings.last_mut()) {
            closing.reopened_at = Some(entry.at);
        }
    }

    fn supervision(&mut self, at: Timestamp, event: &Event) {
        if let Event::Ordered { number, due } = event {
            let (number, due, units) = (*number, *due, at_work(&self.case));
            let order = OrderFacts {
                number,
                units,
                at,
                due,
                answered_at: None,
                discharged_at: None,
                late: false,
            };
            self.orders.push(order);
        }
        if let Event::Discharged(number) = event {
            let order = self.orders.iter_mut().find(|order| order.number == *number);
            order.into_iter().for_each(|order| order.discharged_at = Some(at));
        }
        if let Event::OrderNoted(note) = event {
            let order = self.orders.iter_mut().find(|order| order.number == note.number);
            order
                .into_iter()
                .for_each(|order| (order.answered_at, order.due) = (note.answered_at, note.due));
        }
        if let Event::SpotChecked(found) = event {
            self.spot_checks.push(SpotCheck { at, units: at_work(&self.case), found: *found });
        }
        if let Event::Urged = event {
            self.urge(at, Act::Urge, None);
        }
        if let Event::LevelReached { limit, act, .. } = event {
            self.urge(at, *act, Some(limit));
        }
    }

    fn delays(&mut self, at: Timestamp, event: &Event) {
        if let Event::Suspended { terms, holder } = event {
            self.suspensions.push(SuspensionFacts {
                ground: terms.ground.clone(),
                document: terms.document.clone(),
                from: at,
                until: terms.until,
                holder: holder.clone(),
            });
        }
        if let (Event::Resumed, Some(last)) = (event, self.suspensions.last_mut()) {
            last.until = last.until.min(at);
        }
        if let Event::ExtensionRequested { extend, .. } = event {
            let (limit, by) = (extend.limit.clone(), extend.by);
            self.extensions.push(ExtensionFacts { limit, by, asked_at: at, decided: None });
        }
        let granted = matches!(event, Event::ExtensionGranted);
        let decided = granted || matches!(event, Event::ExtensionRefused);
        if let Some(open) = self.extensions.last_mut().filter(|_| decided) {
            open.decided.get_or_insert((at, granted));
        }
    }

    fn urge(&mut self, at: Timestamp, act: Act, limit: Option<&LimitName>) {
        let units = or_center(&self.case);
        self.urges.push(Urge { at, units, act, limit: limit.cloned() });
    }

    fn enter(&mut self, at: Timestamp, entered: &Entered) {
        self.results.entered(at, entered, self.step.as_ref());
        let Some(outcome) = &entered.ended else { return };
        self.closings.push(Closing {
            at,
            outcome: outcome.clone(),
            by: self.step.as_ref().map_or(ClosedBy::Decided, |step| closed_by(step.verb)),
            units: or_center(&self.case),
            reopened_at: None,
        });
    }

    fn finish(self, calendar: &Calendar, until: Timestamp) -> CaseFacts {
        let answered =
            |order: &OrderFacts| order.answered_at.or(order.discharged_at).unwrap_or(until);
        let late = |order: &OrderFacts| answered(order) >= order.due;
        let orders =
            self.orders.into_iter().map(|order| OrderFacts { late: late(&order), ..order });
        let (results, hearings) = self.results.finish();
        CaseFacts {
            case: self.case.id,
            workflow: self.case.workflow.clone(),
            center: self.case.center.clone(),
            category: self.case.category.clone(),
            anonymous: self.case.anonymous,
            filed_at: self.case.filed_at,
            until,
            calls: self.calls.finish(),
            clocks: self.clocks.finish(&self.case, calendar, until),
            results,
            hearings,
            closings: self.closings,
            orders: orders.collect(),
            order_points: Vec::new(),
            spot_checks: self.spot_checks,
            confirmed: Vec::new(),
            urges: self.urges,
            extensions: self.extensions,
            suspensions: self.suspensions,
            repeats: self.repeats,
            tenures: self.case.tenures,
        }
    }
}

/// The unit that leads, and the one that does the work for it.
fn at_work(case: &Case) -> BTreeSet<UnitId> {
    let lead = case.lead.iter();
    lead.flat_map(|lead| std::iter::once(&lead.unit).chain(&lead.delegate)).cloned().collect()
}

/// The units at work; the center alone where no unit leads.
fn or_center(case: &Case) -> BTreeSet<UnitId> {
    let units = at_work(case);
    if units.is_empty() { BTreeSet::from([case.center.clone()]) } else { units }
}

/// By what a case ended, as the verb of the transition says.
fn closed_by(verb: Verb) -> ClosedBy {
    if verb == Verb::Archive {
        ClosedBy::Archived
    } else if verb == Verb::Withdraw {
        ClosedBy::Withdrawn
    } else if verb == Verb::Merge {
        ClosedBy::Merged
    } else if verb == Verb::LinkRepeat {
        ClosedBy::Repeat
    } else {
        ClosedBy::Decided
    }
}
