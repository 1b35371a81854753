//! A small county of several cases. What one case asks of another is a message that may come late, in any order, or twice.

use std::collections::{BTreeMap, BTreeSet};

use domain::actor::Actor;
use domain::case::{
    Case, Command, Effect, Event, File, Input, Perform, Rejection, Respondents, TextRef, Value,
};
use domain::decide::{Context, decide};
use domain::id::{CaseId, FieldName, FileId, FormName, PartyId, Timestamp, TransitionName};
use domain::react::react;
use domain::workflow::{FieldKind, Verb, Workflow};
use testkit::Shipped;
use uuid::Uuid;

/// Cases, and what is on the way between them.
pub(crate) struct County<'a> {
    shipped: &'a Shipped,
    workflow: &'a Workflow,
    now: Timestamp,
    ids: u128,
    pub(crate) cases: BTreeMap<CaseId, Case>,
    pub(crate) on_the_way: Vec<Effect>,
}

/// The case of this number; numbers follow age.
pub(crate) fn case_id(number: u128) -> CaseId {
    CaseId(Uuid::from_u128(number))
}

/// The party of this number.
pub(crate) fn party(number: u128) -> PartyId {
    PartyId(Uuid::from_u128(1_000_000 + number))
}

impl<'a> County<'a> {
    /// So many cases, each of two parties: case 1 of parties 1 and 2, case 2 of 3 and 4.
    pub(crate) fn new(shipped: &'a Shipped, workflow: &str, cases: u128) -> Self {
        let workflow = shipped.workflow(workflow);
        let now = "2026-03-02T01:00:00Z".parse().unwrap();
        let none = BTreeMap::new();
        let mut county =
            Self { shipped, workflow, now, ids: cases, cases: none, on_the_way: Vec::new() };
        for number in 1..=cases {
            let file = county.filing(number);
            county.give(&county.clerk(), file.id, &Command::File(file)).unwrap();
        }
        county
    }

    fn filing(&self, number: u128) -> File {
        File {
            id: case_id(number),
            center: self.shipped.center.clone(),
            parties: [party(2 * number - 1), party(2 * number)].into(),
            anonymous: false,
            category: "0201".into(),
            place: "421281001".into(),
            complexity: domain::case::Complexity::General,
            risk: domain::case::Risk::Low,
            secrecy: domain::case::Secrecy::Ordinary,
            respondents: Respondents::default(),
            split_from: None,
            form: self.filled(self.workflow.definition().filing.form.as_ref()),
        }
    }

    pub(crate) fn clerk(&self) -> Actor {
        self.shipped.actor("center.clerk")
    }

    /// Gives a command to a case; what follows for others is put on the way.
    pub(crate) fn give(
        &mut self,
        actor: &Actor,
        to: CaseId,
        command: &Command,
    ) -> Result<Vec<Event>, Rejection> {
        let events = self.decide(actor, to, command)?;
        self.ids += 1;
        for event in &events {
            if let Event::Filed(filed) = event {
                self.cases.insert(to, Case::open(self.now, filed));
                continue;
            }
            let case = self.cases.get_mut(&to).unwrap();
            case.apply(self.now, event);
            let effects = react(case, event).into_iter();
            self.on_the_way.extend(effects.filter(|effect| {
                matches!(effect, Effect::Forward { .. } | Effect::OpenCase { .. })
            }));
        }
        Ok(events)
    }

    /// What a command would lead to now.
    pub(crate) fn decide(
        &self,
        actor: &Actor,
        to: CaseId,
        command: &Command,
    ) -> Result<Vec<Event>, Rejection> {
        let open = self.cases.iter().filter(|(id, case)| **id != to && case.ended.is_none());
        let peers: BTreeSet<_> = open.map(|(id, _)| *id).collect();
        let context = Context {
            workflow: self.workflow,
            calendar: &self.shipped.calendar,
            directory: &self.shipped.directory,
            actor,
            now: self.now,
            ids: &[Uuid::from_u128(self.ids + 1)],
            peers: &peers,
        };
        decide(&context, self.cases.get(&to), command)
    }

    /// Delivers a message, as the engine does. A repeat is refused or changes nothing.
    pub(crate) fn deliver(&mut self, message: &Effect) {
        match message {
            Effect::Forward { case, command } => {
                self.give(&Actor::Engine, *case, command).unwrap();
            }
            Effect::OpenCase { id, split_from, parties } => {
                let file = File::split_off(&self.cases[split_from], *id, parties.clone());
                let opened = self.give(&Actor::Engine, *id, &Command::File(file));
                assert!(matches!(opened, Ok(_) | Err(Rejection::AlreadyFiled)), "{opened:?}");
            }
            Effect::SendLetter { .. }
            | Effect::Notify { .. }
            | Effect::HandedOver { .. }
            | Effect::Inform(_)
            | Effect::Announce(_)
            | Effect::Revoke(_) => {}
        }
    }

    /// Delivers everything that is on the way, and what that leads to.
    pub(crate) fn deliver_all(&mut self) {
        while let Some(message) = self.on_the_way.pop() {
            self.deliver(&message);
        }
    }

    /// A well-filled command for the first transition with this verb that starts where the case is.
    pub(crate) fn command(&self, case: CaseId, verb: Verb, input: &Input) -> Option<Command> {
        self.commands(case, verb, input).into_iter().next()
    }

    /// One for each such transition: some are the citizen's, some the center's.
    fn commands(&self, case: CaseId, verb: Verb, input: &Input) -> Vec<Command> {
        let from = self.workflow.transitions_from(&self.cases[&case].state);
        let file = FileId(Uuid::from_u128(7));
        from.filter(|(_, transition)| transition.verb == verb)
            .map(|(name, transition)| {
                let evidence = transition.evidence.iter().map(|kind| (kind.clone(), [file].into()));
                Command::Perform(Perform {
                    transition: TransitionName::clone(name),
                    input: input.clone(),
                    form: self.filled(transition.form.as_ref()),
                    evidence: evidence.collect(),
                })
            })
            .collect()
    }

    /// Does it, and says whether it was accepted.
    pub(crate) fn perform(&mut self, by: &Actor, case: CaseId, verb: Verb, input: &Input) -> bool {
        let commands = self.commands(case, verb, input);
        commands.iter().any(|command| self.give(by, case, command).is_ok())
    }

    fn filled(&self, form: Option<&FormName>) -> BTreeMap<FieldName, Value> {
        let form = form.and_then(|name| self.workflow.definition().forms.get(name.as_str()));
        let required = form.into_iter().flat_map(|form| &form.fields).filter(|(_, f)| f.required);
        required
            .map(|(name, field)| {
                let value = match field.kind {
                    FieldKind::Text => Value::Text(TextRef { id: Uuid::nil(), characters: 10 }),
                    FieldKind::Date => Value::Date(self.now.date_naive()),
                    FieldKind::Number => Value::Number(1),
                    FieldKind::Money => Value::Money(1),
                    FieldKind::YesNo => Value::YesNo(true),
                    FieldKind::Choice => {
                        Value::Choice(field.choices.keys().next().unwrap().clone())
                    }
                };
                (name.clone(), value)
            })
            .collect()
    }

    /// The cases in which a party waits for an answer: those that did not go on elsewhere.
    pub(crate) fn lines_of(&self, party: PartyId) -> Vec<CaseId> {
        let lines = self.cases.iter().filter(|(_, case)| case.master.is_none());
        lines.filter(|(_, case)| case.parties.contains(&party)).map(|(id, _)| *id).collect()
    }
}
