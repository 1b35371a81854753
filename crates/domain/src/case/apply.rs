//! What an event changes. Total: what was decided always applies, and applying needs no workflow.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Absorb, Assignment, Case, Classification, Entered, Entry, Event, ExtensionRequest, Filed,
    HandlerChange, JointSession, Lead, Order, OrderNote, Performed, Recused, Respondents,
    Restriction, Signing, SigningInput, Suspend, Suspension, Verdict,
};
use crate::actor::Author;
use crate::clock::{Clock, ClockStatus, Holder, Tenure};
use crate::id::{LimitName, PersonId, Timestamp, UnitId};

impl Case {
    /// The case that a log describes; none if the log does not begin with its filing.
    pub fn replay<'a>(log: impl IntoIterator<Item = &'a Entry>) -> Option<Self> {
        let mut log = log.into_iter();
        let first = log.next()?;
        let Event::Filed(filed) = &first.event else { return None };
        let mut case = Self::open(first.at, filed);
        log.for_each(|entry| case.apply(entry.at, &entry.event));
        Some(case)
    }

    /// The case as its filing left it.
    pub fn open(at: Timestamp, filed: &Filed) -> Self {
        let file = filed.file.clone();
        Self {
            id: file.id,
            seq: 1,
            workflow: filed.workflow.clone(),
            state: filed.state.clone(),
            stage: filed.stage,
            ended: None,
            outcome: None,
            filed_at: at,
            category: file.category,
            place: file.place,
            complexity: file.complexity,
            risk: file.risk,
            secrecy: file.secrecy,
            anonymous: file.anonymous,
            parties: file.parties,
            respondents: file.respondents,
            restriction: filed.restricted.then(Restriction::default),
            center: file.center,
            lead: None,
            lead_lost: false,
            assistants: BTreeMap::new(),
            signing: None,
            consulted: BTreeSet::new(),
            extension: None,
            suspension: None,
            orders: BTreeMap::new(),
            sponsor: None,
            counters: BTreeMap::new(),
            contacted: false,
            solved: None,
            done_by: BTreeMap::new(),
            master: None,
            split_from: file.split_from,
            absorbed: BTreeSet::new(),
            tenures: vec![Tenure { holder: filed.holder.clone(), from: at, until: None }],
            clocks: Vec::new(),
        }
    }

    /// Changes the case as the event says. Events must come in the order of their log.
    pub fn apply(&mut self, at: Timestamp, event: &Event) {
        self.seq += 1;
        match event {
            Event::Performed(performed) => self.perform(performed),
            Event::StateEntered(entered) => self.enter(at, entered),
            Event::HolderChanged(holder) => self.charge_to(at, holder),
            Event::Classified(change) => self.classify(change),
            Event::Assigned(assignment) => self.assign(assignment),
            Event::JointSessionHeld(session) => self.hold_session(session),
            Event::Transferred(unit) | Event::Escalated(unit) => self.lead_by(unit),
            Event::TakenBack | Event::Returned(_) => self.release_hands(),
            Event::Read(_) => self.for_lead(|lead| lead.read = true),
            Event::Signed(person) => self.for_lead(|lead| sign(lead, person)),
            Event::HandlerChanged(HandlerChange { now, .. }) => self.hand_over(now.as_ref()),
            Event::Delegated(unit) => self.for_lead(|lead| delegate(lead, unit)),
            Event::Joined(units) => self.join(units),
            Event::Contributed(unit) => _ = self.assistants.insert(unit.clone(), true),
            Event::Released(unit) => _ = self.assistants.remove(unit),
            Event::SigningOpened(round) => self.signing = Some(open_round(round)),
            Event::Countersigned { signer, verdict } => {
                self.for_signers(|s| s.insert(signer.clone(), Some(*verdict)));
            }
            Event::SignerAdded(signer) => self.for_signers(|s| s.insert(signer.clone(), None)),
            Event::SignerDropped(signer) => self.for_signers(|s| s.remove(signer)),
            Event::Consulted(unit) => _ = self.consulted.insert(unit.clone()),
            Event::Answered(unit) => _ = self.consulted.remove(unit),
            Event::Contacted => self.contacted = true,
            Event::Heard(solved) => self.solved = solved.or(self.solved),
            Event::Redispatched | Event::Reopened => (self.contacted, self.solved) = (false, None),
            Event::Ordered { number, due } => self.order(*number, *due),
            Event::Discharged(number) => {
                self.orders.entry(*number).and_modify(|order| order.discharged_at = Some(at));
            }
            Event::OrderNoted(note) => self.note_order(*note),
            Event::Sponsored(sponsor) => self.sponsor = Some(sponsor.clone()),
            Event::SponsorEnded(_) => self.sponsor = None,
            Event::Merged(master) | Event::RepeatLinked(master) => self.master = Some(*master),
            Event::Absorbed(other) => self.absorb(other),
            Event::Split { parties, .. } => self.parties.retain(|party| !parties.contains(party)),
            Event::Screened(person) => self.screen(person),
            Event::RespondentsNamed(named) => self.add_respondents(named),
            Event::Recused(recused) => self.recuse(at, recused),
            Event::PartyLeft(party) => _ = self.parties.remove(party),
            Event::VersionMoved(workflow) => self.workflow = workflow.clone(),
            Event::ExtensionRequested { extend, by } => {
                self.extension = Some(ExtensionRequest { extend: extend.clone(), by: by.clone() });
            }
            Event::ExtensionGranted | Event::ExtensionRefused => self.extension = None,
            Event::Suspended { terms, holder } => self.suspend(at, terms, holder),
            Event::Resumed => self.resume(at),
            Event::ClockStarted(clock) => self.clocks.push((**clock).clone()),
            Event::ClockMoved { clock, .. } => {
                self.for_clock(&clock.limit, |open| *open = (**clock).clone());
            }
            Event::ClockEnded(limit) => self.end_clock(at, limit),
            Event::LevelReached { limit, level, .. } => {
                self.for_clock(limit, |open| open.levels_reached = level.saturating_add(1));
            }
            // What was signed was the result that failed.
            Event::Verified(Verdict::No) => self.signing = None,
            // The record of who was asked, told or urged stands in the log; the case itself does not change.
            Event::Filed(_)
            | Event::Objected(_)
            | Event::Urged
            | Event::SessionNoted(_)
            | Event::Told { .. }
            | Event::Copied(_)
            | Event::Withdrawn
            | Event::Verified(Verdict::Yes)
            | Event::SpotChecked(_)
            | Event::Archived => {}
        }
    }

    /// Whoever does something with a case has read it.
    fn perform(&mut self, performed: &Performed) {
        if let Author::Person { person, unit } = &performed.by {
            self.for_lead(|lead| lead.read |= lead.works(unit));
            self.done_by.insert(performed.transition.clone(), person.clone());
        }
        if let Some(counter) = &performed.counts {
            *self.counters.entry(counter.clone()).or_default() += 1;
        }
        if performed.outcome.is_some() {
            self.outcome.clone_from(&performed.outcome);
        }
    }

    fn enter(&mut self, at: Timestamp, entered: &Entered) {
        self.state = entered.state.clone();
        self.stage = entered.stage;
        self.ended.clone_from(&entered.ended);
        if entered.ended.is_some() {
            self.close_tenure(at);
        } else {
            self.hand_to(at, &entered.holder);
        }
    }

    /// While suspended the ground's holder is charged; the case then goes back to the new one.
    fn charge_to(&mut self, at: Timestamp, holder: &Holder) {
        match &mut self.suspension {
            Some(suspension) => suspension.resumes_to = holder.clone(),
            None => self.hand_to(at, holder),
        }
    }

    /// Charges the time from now on to a holder; nothing changes if it is the same one.
    fn hand_to(&mut self, at: Timestamp, holder: &Holder) {
        if self.holder() != Some(holder) {
            self.close_tenure(at);
            self.tenures.push(Tenure { holder: holder.clone(), from: at, until: None });
        }
    }

    fn close_tenure(&mut self, at: Timestamp) {
        if let Some(tenure) = self.tenures.last_mut() {
            tenure.until.get_or_insert(at);
        }
    }

    fn join(&mut self, units: &BTreeSet<UnitId>) {
        self.assistants.extend(units.iter().map(|unit| (unit.clone(), false)));
    }

    /// Somebody else handles it, or nobody yet. That its unit has read it stays.
    fn hand_over(&mut self, now: Option<&PersonId>) {
        self.for_lead(|lead| lead.handler = now.cloned());
    }

    fn absorb(&mut self, other: &Absorb) {
        self.absorbed.insert(other.from);
        self.parties.extend(&other.parties);
        self.add_respondents(&other.respondents);
    }

    fn order(&mut self, number: u32, due: Timestamp) {
        self.orders
            .insert(number, Order { due, answered_at: None, discharged_at: None, listed: false });
    }

    fn note_order(&mut self, OrderNote { number, answered_at, due, listed }: OrderNote) {
        let noted = |order: &mut Order| {
            (order.answered_at, order.due, order.listed) = (answered_at, due, listed);
        };
        self.orders.entry(number).and_modify(noted);
    }

    fn classify(&mut self, change: &Classification) {
        if let Some(category) = &change.category {
            self.category = category.clone();
        }
        self.complexity = change.complexity.unwrap_or(self.complexity);
        self.risk = change.risk.unwrap_or(self.risk);
    }

    fn assign(&mut self, assignment: &Assignment) {
        self.release_hands();
        self.lead_by(&assignment.lead);
        self.assistants = assignment.assistants.iter().map(|unit| (unit.clone(), false)).collect();
    }

    /// The session names the lead, and what the citizen said before it no longer holds.
    fn hold_session(&mut self, session: &JointSession) {
        self.assign(&session.assignment);
        self.solved = None;
    }

    /// A unit that leads anew must find its own way to the citizen. Who leads does not assist.
    fn lead_by(&mut self, unit: &UnitId) {
        self.assistants.remove(unit);
        self.lead = Some(fresh_lead(unit));
        self.lead_lost = false;
        self.contacted = false;
    }

    /// Nobody outside the center works on it any more.
    fn release_hands(&mut self) {
        self.lead = None;
        self.lead_lost = false;
        self.assistants.clear();
        self.signing = None;
        self.extension = None;
    }

    fn suspend(&mut self, at: Timestamp, terms: &Suspend, holder: &Holder) {
        let resumes_to = self.holder().unwrap_or(holder).clone();
        self.suspension = Some(Suspension { terms: terms.clone(), since: at, resumes_to });
        self.hand_to(at, holder);
    }

    fn resume(&mut self, at: Timestamp) {
        if let Some(suspension) = self.suspension.take() {
            self.hand_to(at.min(suspension.terms.until), &suspension.resumes_to);
        }
    }

    fn screen(&mut self, person: &PersonId) {
        let Some(restriction) = &mut self.restriction else { return };
        restriction.screened_by.insert(person.clone());
        if restriction.screened_by.len() >= Restriction::SCREENINGS {
            self.restriction = None;
        }
    }

    fn add_respondents(&mut self, named: &Respondents) {
        self.respondents.people.extend(named.people.iter().cloned());
        self.respondents.units.extend(named.units.iter().cloned());
        self.respondents.related.extend(named.related.iter().cloned());
        self.respondents.unmatched |= named.unmatched;
    }

    /// Takes every part in the case from those who must withdraw. What was theirs to hold falls to the center.
    fn recuse(&mut self, at: Timestamp, recused: &Recused) {
        let Recused { units, people } = recused;
        self.assistants.retain(|unit, _| !units.contains(unit));
        self.consulted.retain(|unit| !units.contains(unit));
        self.extension.take_if(|request| people.contains(&request.by));
        self.sponsor.take_if(|sponsor| people.contains(&sponsor.person));
        self.for_signers(|signers| signers.retain(|person, _| !people.contains(person)));
        self.signing.take_if(|signing| signing.signers.is_empty());
        self.for_lead(|lead| {
            _ = lead.handler.take_if(|person| people.contains(person));
            _ = lead.delegate.take_if(|unit| units.contains(unit));
        });
        if self.lead.take_if(|lead| units.contains(&lead.unit)).is_some() {
            self.lead_lost = true;
            self.extension = None;
        }
        let center = Holder::Unit(self.center.clone());
        let loses = |holder: &Holder| matches!(holder, Holder::Unit(unit) if units.contains(unit));
        if let Some(suspension) = &mut self.suspension
            && loses(&suspension.resumes_to)
        {
            suspension.resumes_to = center.clone();
        }
        if self.holder().is_some_and(loses) {
            self.hand_to(at, &center);
        }
    }

    /// A request to extend a clock lapses with the clock.
    fn end_clock(&mut self, at: Timestamp, limit: &LimitName) {
        self.extension.take_if(|request| request.extend.limit == *limit);
        self.for_clock(limit, |open| open.status = ClockStatus::Ended(at));
    }

    fn for_lead(&mut self, change: impl FnOnce(&mut Lead)) {
        if let Some(lead) = &mut self.lead {
            change(lead);
        }
    }

    fn for_signers<T>(
        &mut self,
        change: impl FnOnce(&mut BTreeMap<PersonId, Option<Verdict>>) -> T,
    ) {
        if let Some(signing) = &mut self.signing {
            change(&mut signing.signers);
        }
    }

    fn for_clock(&mut self, limit: &LimitName, change: impl FnOnce(&mut Clock)) {
        if let Some(clock) =
            self.clocks.iter_mut().find(|clock| clock.limit == *limit && clock.is_open())
        {
            change(clock);
        }
    }
}

fn fresh_lead(unit: &UnitId) -> Lead {
    Lead { unit: unit.clone(), delegate: None, handler: None, read: false }
}

fn sign(lead: &mut Lead, person: &PersonId) {
    lead.read = true;
    lead.handler = Some(person.clone());
}

fn delegate(lead: &mut Lead, unit: &UnitId) {
    lead.delegate = Some(unit.clone());
    lead.handler = None;
}

fn open_round(round: &SigningInput) -> Signing {
    Signing {
        mode: round.mode,
        signers: round.signers.iter().map(|signer| (signer.clone(), None)).collect(),
    }
}
