//! The facts of an event, as its reader may know them. Every part is named here: one that an event gains is told to nobody
//! until somebody has written it down. What the reader may know is not decided here but by [`domain::access::share`].

use domain::access::Share;
use domain::case::{
    Absorb, Assignment, Classification, Entered, Event, Extend, File, Filed, HandlerChange,
    JointSession, MoveCause, Performed, Reasoned, Recused, Respondents, SessionNote, SigningInput,
    Sponsor, Suspend, Value as FormValue, WorkflowRef,
};
use domain::clock::{Clock, Holder};
use serde::Serialize;
use serde_json::{Map, Value, json};
use store::queries::Words;

/// What is told of events to one reader.
#[derive(Clone, Copy)]
pub(super) struct Facts<'a> {
    /// The words of the case; erased ones are null.
    pub(super) words: &'a Words,
    /// What of this event the reader may know.
    pub(super) share: Share,
}

impl Facts<'_> {
    /// The facts of an event, by their names.
    pub(super) fn of(self, event: &Event) -> Value {
        if self.share.facts { self.told(event) } else { nothing() }
    }

    fn told(self, event: &Event) -> Value {
        match event {
            Event::Filed(filed) => self.filed(filed),
            Event::Performed(performed) => self.performed(performed),
            Event::StateEntered(entered) => state_entered(entered),
            Event::HolderChanged(holder) => alone(holder),
            Event::Classified(change) => classified(change),
            Event::Assigned(assignment) => assigned(assignment),
            Event::Returned(why) | Event::Objected(why) => self.reasoned(why),
            Event::Read(person)
            | Event::Signed(person)
            | Event::SignerAdded(person)
            | Event::SignerDropped(person)
            | Event::Screened(person) => alone(person),
            Event::HandlerChanged(change) => self.handler_changed(change),
            Event::Transferred(unit)
            | Event::Delegated(unit)
            | Event::Contributed(unit)
            | Event::Released(unit)
            | Event::Consulted(unit)
            | Event::Answered(unit)
            | Event::Escalated(unit) => alone(unit),
            Event::Joined(units) | Event::Copied(units) => alone(units),
            Event::SigningOpened(SigningInput { mode, signers }) => {
                json!({ "mode": mode, "signers": signers })
            }
            Event::Countersigned { signer, verdict } => {
                json!({ "signer": signer, "verdict": verdict })
            }
            Event::ExtensionRequested { extend, by } => {
                let Extend { limit, by: length } = extend;
                json!({ "extend": { "limit": limit, "by": length }, "by": by })
            }
            Event::Suspended { terms, holder } => suspended(terms, holder),
            Event::Absorbed(absorbed) => self.absorbed(absorbed),
            Event::Split { parties, into: _ } => json!({ "parties": parties }),
            Event::Verified(verdict) | Event::SpotChecked(verdict) => alone(verdict),
            Event::Heard(solved) => alone(solved),
            Event::JointSessionHeld(JointSession { assignment, minutes }) => {
                json!({ "assignment": assigned(assignment), "minutes": minutes })
            }
            Event::Ordered { number, due } => json!({ "number": number, "due": due }),
            Event::Discharged(number) => alone(number),
            Event::OrderNoted(note) => alone(note),
            Event::SessionNoted(note) => session(note),
            Event::Sponsored(sponsor) => self.sponsored(sponsor),
            Event::SponsorEnded(reason) => json!({ "reason": self.said(reason.id) }),
            Event::RespondentsNamed(named) => self.respondents(named).unwrap_or_else(nothing),
            Event::Recused(gone) => recused(gone),
            Event::PartyLeft(party) => alone(party),
            Event::ClockStarted(clock) => clock_of(clock),
            Event::ClockMoved { clock, cause } => moved(clock, *cause),
            Event::ClockEnded(limit) => alone(limit),
            Event::LevelReached { limit, level, act, to } => {
                json!({ "limit": limit, "level": level, "act": act, "to": to })
            }
            Event::Told { letter, to, .. } => json!({ "letter": letter, "to": to }),
            Event::VersionMoved(version) => workflow(version),
            Event::Contacted
            | Event::Urged
            | Event::ExtensionGranted
            | Event::ExtensionRefused
            | Event::Resumed
            | Event::TakenBack
            | Event::Withdrawn
            | Event::Merged(_)
            | Event::RepeatLinked(_)
            | Event::Redispatched
            | Event::Reopened
            | Event::Archived => nothing(),
        }
    }

    fn filed(self, filed: &Filed) -> Value {
        let Filed { workflow: version, file, state, stage, holder, restricted, by } = filed;
        json!({
            "workflow": workflow(version), "file": self.file(file), "state": state, "stage": stage,
            "holder": holder, "restricted": restricted, "by": by,
        })
    }

    fn file(self, file: &File) -> Value {
        let File {
            id,
            center,
            parties,
            anonymous,
            category,
            place,
            complexity,
            risk,
            secrecy,
            respondents,
            split_from: _,
            form,
        } = file;
        let mut facts = json!({
            "id": id, "center": center, "parties": parties, "anonymous": anonymous,
            "category": category, "place": place, "complexity": complexity, "risk": risk,
            "secrecy": secrecy, "form": self.form(form),
        });
        if let Some(named) = self.respondents(respondents) {
            facts["respondents"] = named;
        }
        facts
    }

    fn performed(self, performed: &Performed) -> Value {
        let Performed { transition, verb, by, form, evidence, counts, outcome } = performed;
        json!({
            "transition": transition, "verb": verb, "by": by, "form": self.form(form),
            "evidence": evidence, "counts": counts, "outcome": outcome,
        })
    }

    fn form(self, form: &std::collections::BTreeMap<domain::id::FieldName, FormValue>) -> Value {
        let told = |value: &FormValue| match value {
            FormValue::Text(reference) => json!({ "text": self.said(reference.id) }),
            FormValue::Date(_)
            | FormValue::Number(_)
            | FormValue::Money(_)
            | FormValue::YesNo(_)
            | FormValue::Choice(_) => json!(value),
        };
        let form = form.iter().filter(|_| self.share.form);
        form.map(|(name, value)| (name.as_str().to_owned(), told(value))).collect()
    }

    fn said(self, words: uuid::Uuid) -> Option<String> {
        self.words.get(&words).cloned().flatten()
    }

    fn reasoned(self, why: &Reasoned) -> Value {
        let Reasoned { reason, basis } = why;
        json!({ "reason": reason, "basis": self.said(basis.id) })
    }

    fn handler_changed(self, change: &HandlerChange) -> Value {
        let HandlerChange { before, now, asked_by, reason } = change;
        let reason = self.said(reason.id);
        json!({ "before": before, "now": now, "asked_by": asked_by, "reason": reason })
    }

    fn sponsored(self, sponsor: &Sponsor) -> Value {
        let Sponsor { person, until, reason } = sponsor;
        json!({ "person": person, "until": until, "reason": self.said(reason.id) })
    }

    fn absorbed(self, absorbed: &Absorb) -> Value {
        let Absorb { from: _, parties, respondents } = absorbed;
        let mut facts = json!({ "parties": parties });
        if let Some(named) = self.respondents(respondents) {
            facts["respondents"] = named;
        }
        facts
    }

    fn respondents(self, named: &Respondents) -> Option<Value> {
        let Respondents { people, units, related, unmatched } = named;
        self.share.respondents.then(|| {
            json!({ "people": people, "units": units, "related": related, "unmatched": unmatched })
        })
    }
}

fn session(note: &SessionNote) -> Value {
    let SessionNote { session, number, held_on, responsible } = note;
    json!({ "session": session, "number": number, "held_on": held_on, "responsible": responsible })
}

fn recused(gone: &Recused) -> Value {
    let Recused { units, people } = gone;
    json!({ "units": units, "people": people })
}

fn nothing() -> Value {
    Value::Object(Map::new())
}

/// A fact without a name; one that has parts brings their names.
fn alone(fact: impl Serialize) -> Value {
    let fact = json!(fact);
    if fact.is_object() { fact } else { json!({ "value": fact }) }
}

fn workflow(version: &WorkflowRef) -> Value {
    let WorkflowRef { name, version } = version;
    json!({ "name": name, "version": version })
}

fn state_entered(entered: &Entered) -> Value {
    let Entered { state, stage, holder, ended } = entered;
    json!({ "state": state, "stage": stage, "holder": holder, "ended": ended })
}

fn classified(change: &Classification) -> Value {
    let Classification { category, complexity, risk } = change;
    json!({ "category": category, "complexity": complexity, "risk": risk })
}

fn assigned(assignment: &Assignment) -> Value {
    let Assignment { lead, assistants } = assignment;
    json!({ "lead": lead, "assistants": assistants })
}

fn suspended(terms: &Suspend, holder: &Holder) -> Value {
    let Suspend { ground, document, until } = terms;
    json!({ "terms": { "ground": ground, "document": document, "until": until }, "holder": holder })
}

fn moved(clock: &Clock, cause: MoveCause) -> Value {
    json!({ "clock": clock_of(clock), "cause": cause })
}

/// How a clock was computed is the calendar's and the rule's: no part of it is of a person or another case.
fn clock_of(clock: &Clock) -> Value {
    let Clock {
        limit,
        rule,
        anchor,
        extensions,
        pauses,
        deadline,
        explanation,
        levels,
        levels_reached,
        status,
    } = clock;
    json!({
        "limit": limit, "rule": rule, "anchor": anchor, "extensions": extensions, "pauses": pauses,
        "deadline": deadline, "explanation": explanation, "levels": levels,
        "levels_reached": levels_reached, "status": status,
    })
}

#[cfg(test)]
mod tests {
    use domain::access::{Fields, share};

    use super::super::timeline::kind;
    use super::*;

    /// An example of every event, as it is stored.
    fn released() -> Vec<Value> {
        let golden = include_str!("../../../domain/tests/golden/events.json");
        serde_json::from_str(golden).unwrap()
    }

    fn told(stored: &Value, respondents: bool) -> (&'static str, Value) {
        let event: Event = serde_json::from_value(stored.clone()).unwrap();
        let fields = Fields { content: true, internal: true, respondents };
        let share = share(&event, fields);
        (kind(&event), Facts { words: &Words::new(), share }.of(&event))
    }

    /// Every name of a part, however deep.
    fn names(value: &Value) -> Vec<&str> {
        match value {
            Value::Object(parts) => parts
                .iter()
                .flat_map(|(name, value)| [vec![name.as_str()], names(value)].concat())
                .collect(),
            Value::Array(items) => items.iter().flat_map(names).collect(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
        }
    }

    #[test]
    fn an_event_bears_the_name_under_which_it_is_stored() {
        for stored in released() {
            let object = stored.as_object().and_then(|object| object.keys().next());
            let name = object.map(String::as_str).or(stored.as_str()).unwrap();
            assert_eq!(told(&stored, true).0, name);
        }
    }

    #[test]
    fn no_event_names_another_case() {
        for stored in released() {
            let (kind, facts) = told(&stored, true);
            for name in ["from", "into", "split_from", "master", "absorbed", "merged"] {
                // A pause has a beginning, too.
                let clocks = kind.starts_with("clock_");
                assert!(clocks || !names(&facts).contains(&name), "{kind}: {facts}");
            }
            let text = facts.to_string();
            let others = ["000000000005", "000000000006"];
            assert!(others.iter().all(|id| !text.contains(id)), "{kind}: {facts}");
        }
    }

    #[test]
    fn whom_a_case_is_about_is_told_to_those_who_may_know() {
        let telling = ["filed", "absorbed", "respondents_named", "recused"];
        for stored in released() {
            let (kind, facts) = told(&stored, true);
            let text = facts.to_string();
            assert_eq!(text.contains("health.head"), telling.contains(&kind), "{kind}: {facts}");
            let hidden = told(&stored, false).1.to_string();
            assert!(!hidden.contains("health.head") && !hidden.contains("water"), "{hidden}");
        }
    }
}
