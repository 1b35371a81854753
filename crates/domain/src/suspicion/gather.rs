//! What a log says to the indicators: one pass, in its order, with the case as each event found it beside.

use std::collections::BTreeSet;

use super::gathered::{Gathered, HadPart, SolvedOutcomes, Written};
use super::{Channel, Closing, Handover, Hearing, History, Matter, Rating, Reopening, Return, Why};
use crate::actor::Author;
use crate::case::{Case, Entry, Event, Performed, Solved, TextRef, Value};
use crate::clock::Holder;
use crate::id::{LimitName, OutcomeName, StateName, Timestamp, UnitId};
use crate::workflow::{Stage, Verb, Visibility, Workflow};

/// Adds what a log says to a history. `reachable` says whether the complaint gave a telephone number. Nothing is added where
/// the log does not begin with a filing. The workflow is the version that the case is on.
pub fn gather(
    history: &mut History,
    log: &[Entry],
    workflow: &Workflow,
    solved: &SolvedOutcomes,
    reachable: bool,
) -> Gathered {
    let Some(first) = log.first() else { return Gathered::default() };
    let Event::Filed(filed) = &first.event else { return Gathered::default() };
    let case = Case::open(first.at, filed);
    let solved = solved.get(&case.workflow.name);
    let mut reading = Reading {
        history,
        workflow,
        solved,
        reachable: reachable || !case.anonymous,
        case,
        assigned_at: first.at,
        objected: false,
        owner: None,
        gathered: Gathered::default(),
        verb: None,
    };
    log.iter().skip(1).for_each(|entry| reading.read(entry));
    reading.finish()
}

struct Reading<'a> {
    history: &'a mut History,
    workflow: &'a Workflow,
    solved: Option<&'a BTreeSet<OutcomeName>>,
    reachable: bool,
    case: Case,
    /// When the lead unit was given the case.
    assigned_at: Timestamp,
    /// Whether the lead unit disputes that it is its own.
    objected: bool,
    /// Who is responsible, as the hand-overs say so far.
    owner: Option<UnitId>,
    gathered: Gathered,
    /// The verb that the events being read follow from, and who did it.
    verb: Option<(Verb, Author)>,
}

impl Reading<'_> {
    fn read(&mut self, entry: &Entry) {
        if let Author::Person { person, .. } = &entry.by {
            let part = HadPart::Person(person.clone());
            if !self.gathered.parts.contains(&part) {
                self.gathered.parts.push(part);
            }
        }
        if let Event::Performed(performed) = &entry.event {
            self.verb = Some((performed.verb, performed.by.clone()));
            self.performed(entry.at, performed);
        }
        self.met(entry);
        self.heard(entry);
        self.linked(entry);
        self.sent_back(entry);
        self.case.apply(entry.at, &entry.event);
        self.handed_over(entry);
        self.note_units(entry.at, &entry.event);
    }

    /// The unit that leads, or does the work for it.
    fn working(&self) -> Option<&UnitId> {
        self.case.lead.as_ref().map(|lead| lead.delegate.as_ref().unwrap_or(&lead.unit))
    }

    fn performed(&mut self, at: Timestamp, performed: &Performed) {
        if performed.verb != Verb::Submit {
            return;
        }
        let Some(unit) = self.working().cloned() else { return };
        let case = self.case.id;
        let says = performed.outcome.as_ref();
        self.history.closings.push(Closing {
            case,
            unit: unit.clone(),
            at,
            // The clocks that this ends are told of by the events that follow.
            deadline: None,
            solved: says.is_some_and(|it| self.solved.is_some_and(|known| known.contains(it))),
            contacted: self.case.contacted,
            reachable: self.reachable,
        });
        let texts = self.to_citizen(performed);
        if !texts.is_empty() {
            self.gathered.written.push(Written { case, unit, at, texts });
        }
    }

    /// A clock ended: by the result that was filed at the same instant, if one was. Of several, that which was due first counts.
    fn met(&mut self, entry: &Entry) {
        let Event::ClockEnded(limit) = &entry.event else { return };
        let Some((Verb::Submit, _)) = self.verb else { return };
        let (case, clock) = (self.case.id, self.case.clock(limit));
        let closing = self.history.closings.last_mut();
        let closing = closing.filter(|it| it.case == case && it.at == entry.at);
        if let (Some(closing), Some(clock)) = (closing, clock) {
            let due = closing.deadline.map_or(clock.deadline, |due| due.min(clock.deadline));
            closing.deadline = Some(due);
        }
    }

    /// The texts of a form that the citizen reads.
    fn to_citizen(&self, performed: &Performed) -> Vec<TextRef> {
        let definition = self.workflow.definition();
        let transition = definition.transitions.get(&performed.transition);
        let form = transition.and_then(|it| definition.forms.get(it.form.as_ref()?));
        let fields = form.into_iter().flat_map(|form| &form.fields);
        let read = fields.filter(|(_, field)| field.visible == Visibility::Citizen);
        let texts = read.filter_map(|(name, _)| match performed.form.get(name)? {
            Value::Text(text) => Some(*text),
            Value::Date(_)
            | Value::Number(_)
            | Value::Money(_)
            | Value::YesNo(_)
            | Value::Choice(_) => None,
        });
        texts.collect()
    }

    fn heard(&mut self, entry: &Entry) {
        let Event::Heard(Some(solved)) = entry.event else { return };
        let case = self.case.id;
        self.history.hearings.push(Hearing { case, at: entry.at, solved });
        let Some((Verb::Rate, by)) = self.verb.clone() else { return };
        let Some(unit) = self.working().cloned() else { return };
        let channel = match &by {
            Author::Citizen(_) | Author::Engine => Channel::Citizen,
            Author::Person { unit: of, .. } => {
                let works = self.case.lead.as_ref().is_some_and(|lead| lead.works(of));
                if works { Channel::Unit } else { Channel::Hall }
            }
        };
        if let Author::Citizen(party) = by {
            self.gathered.rated.push((self.history.ratings.len(), party));
        }
        let (good, at) = (solved == Solved::Yes, entry.at);
        let rating = Rating { case, unit, at, good, channel, device: None, network: None };
        self.history.ratings.push(rating);
    }

    /// What is the same matter, and what was opened again.
    fn linked(&mut self, entry: &Entry) {
        let case = self.case.id;
        if let Event::Reopened | Event::Redispatched = entry.event {
            self.history.reopenings.push(Reopening { case, at: entry.at });
        }
        // The other case may be too old for its own log to be read.
        if let Event::Absorbed(absorbed) = &entry.event
            && let Some(other) = self.history.matters.get_mut(&absorbed.from)
        {
            other.same_as.get_or_insert(case);
        }
    }

    fn sent_back(&mut self, entry: &Entry) {
        if !matches!(entry.event, Event::Returned(_)) {
            return;
        }
        let Some(lead) = &self.case.lead else { return };
        let open = self.case.clocks.iter().filter(|clock| clock.is_open());
        let to_sign = self.to_sign();
        // Whoever has signed for it has won nothing by sending it back.
        let open = open.filter(|clock| lead.handler.is_none() && to_sign.contains(&&clock.limit));
        let sign_by = open.map(|clock| clock.deadline);
        self.history.returns.push(Return {
            case: self.case.id,
            unit: lead.unit.clone(),
            assigned_at: self.assigned_at,
            sign_by: sign_by.min(),
            at: entry.at,
        });
    }

    /// The limits that end when the case is signed for: those that run here and not where signing leads.
    fn to_sign(&self) -> Vec<&LimitName> {
        let definition = self.workflow.definition();
        let limits = |state: &StateName| definition.states.get(state).map(|state| &state.limits);
        let signing = definition.transitions.values().find(|transition| {
            transition.verb == Verb::Sign && transition.from.contains(&self.case.state)
        });
        let after = signing.and_then(|transition| limits(transition.to.as_ref()?));
        let (Some(here), Some(after)) = (limits(&self.case.state), after) else {
            return Vec::new();
        };
        here.iter().filter(|limit| !after.contains(limit)).collect()
    }

    /// Who is responsible from now on, if somebody else is.
    fn handed_over(&mut self, entry: &Entry) {
        let lead = self.case.lead.as_ref().map(|lead| lead.unit.clone());
        match &entry.event {
            Event::Assigned(_) | Event::JointSessionHeld(_) => {
                self.given(entry, lead, Why::Assigned);
            }
            Event::Transferred(_) => self.given(entry, lead, Why::Transferred),
            Event::Escalated(_) => self.given(entry, lead, Why::Escalated),
            Event::Returned(_) => self.hand_over(entry, None, Why::Returned),
            Event::TakenBack => self.hand_over(entry, None, Why::Taken),
            Event::Recused(recused) => {
                let owner = self.owner.as_ref();
                if owner.is_some_and(|owner| recused.units.contains(owner)) {
                    self.hand_over(entry, None, Why::Taken);
                }
            }
            Event::Objected(_) => self.objected = true,
            Event::StateEntered(_) => self.entered(entry, lead),
            Event::Filed(_)
            | Event::Performed(_)
            | Event::Read(_)
            | Event::Signed(_)
            | Event::HolderChanged(_)
            | Event::HandlerChanged(_)
            | Event::Classified(_)
            | Event::Contacted
            | Event::Delegated(_)
            | Event::Joined(_)
            | Event::Contributed(_)
            | Event::Released(_)
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
            | Event::Redispatched
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

    /// Another unit was given the case.
    fn given(&mut self, entry: &Entry, to: Option<UnitId>, why: Why) {
        (self.objected, self.assigned_at) = (false, entry.at);
        self.hand_over(entry, to, why);
    }

    /// What entering a state says: the case ended, an objection was upheld, or a unit that led before leads again.
    fn entered(&mut self, entry: &Entry, lead: Option<UnitId>) {
        if self.case.ended.is_some() {
            return self.hand_over(entry, None, Why::Ended);
        }
        let holds = lead.as_ref().is_some_and(
            |lead| matches!(self.case.holder(), Some(Holder::Unit(unit)) if unit == lead),
        );
        if holds {
            if self.owner.is_none() {
                self.hand_over(entry, lead, Why::Assigned);
            }
            self.objected = false;
        } else if self.objected && self.case.stage < Stage::Assign {
            self.objected = false;
            self.hand_over(entry, None, Why::Returned);
        }
    }

    fn hand_over(&mut self, entry: &Entry, to: Option<UnitId>, why: Why) {
        let (case, seq, at) = (self.case.id, entry.seq, entry.at);
        self.owner.clone_from(&to);
        self.history.handovers.push(Handover { case, seq, at, to, why });
    }

    /// Notes which units have the case in hand, where that may have changed.
    fn note_units(&mut self, at: Timestamp, event: &Event) {
        let changes = matches!(
            event,
            Event::Assigned(_)
                | Event::JointSessionHeld(_)
                | Event::Transferred(_)
                | Event::Escalated(_)
                | Event::Delegated(_)
                | Event::Joined(_)
                | Event::Returned(_)
                | Event::TakenBack
                | Event::Recused(_)
        );
        if !changes {
            return;
        }
        let lead = self.case.lead.iter();
        let units = lead.flat_map(|lead| std::iter::once(&lead.unit).chain(&lead.delegate));
        let units: Vec<UnitId> = units.chain(self.case.assistants.keys()).cloned().collect();
        self.gathered.parts.push(HadPart::Nobody(at));
        self.gathered.parts.extend(units.into_iter().map(|unit| HadPart::Unit(unit, at)));
    }

    fn finish(self) -> Gathered {
        let case = self.case;
        let known = self.history.matters.entry(case.id).or_insert_with(|| Matter {
            filed_at: case.filed_at,
            category: case.category.clone(),
            place: case.place.clone(),
            same_as: None,
            marks: BTreeSet::new(),
        });
        known.category = case.category;
        known.same_as = case.master.or(known.same_as);
        self.gathered
    }
}
