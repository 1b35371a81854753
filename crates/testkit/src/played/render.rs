//! A record as text: one line per event, in the order of time, and who may do what since.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use domain::actor::Actor;
use domain::calendar::Calendar;
use domain::case::{Event, File, Filed, Performed, Recipient, Rejection};
use domain::clock::Clock;
use domain::id::{EvidenceName, FieldName, LimitName, Timestamp, TransitionName};
use domain::scenario::Act;
use domain::workflow::scenario::Scenario;
use serde::Serialize;
use serde_json::Value;

use super::Moment;

/// A story with all its moments.
pub fn story(
    number: usize,
    scenario: &Scenario,
    moments: &[Moment],
    calendar: &Calendar,
) -> String {
    let mut text = format!("\n=== {number}. {} / {}\n", scenario.name.zh, scenario.name.en);
    let mut before: Option<&Moment> = None;
    for (index, now) in moments.iter().enumerate() {
        text.push_str(&moment(scenario, index, [before, Some(now)], calendar));
        before = Some(now);
    }
    text
}

/// One moment: what fell due, what was done, and how that differs from what was possible before.
pub fn moment(
    scenario: &Scenario,
    index: usize,
    [before, now]: [Option<&Moment>; 2],
    calendar: &Calendar,
) -> String {
    let Some(now) = now else { return String::new() };
    let print = Print { calendar };
    let mut text = String::new();
    let last = now.acts.len().saturating_sub(1);
    for (place, act) in now.acts.iter().enumerate() {
        let what = if place == last {
            let what = who_does_what(scenario, index);
            now.form.as_ref().map_or(what.clone(), |form| format!("{what} on form {form}"))
        } else {
            "clock".to_owned()
        };
        _ = writeln!(text, "{} {what}", print.local(act.at));
        print.act(&mut text, act);
    }
    now.differences.iter().for_each(|found| _ = writeln!(text, "  otherwise than told: {found}"));
    let earlier = before.map_or(&[][..], |moment| &moment.promised);
    if now.promised != earlier {
        _ = writeln!(text, "  promised {}", flow_of(&now.promised));
    }
    possibilities(&mut text, before, now);
    text
}

fn who_does_what(scenario: &Scenario, index: usize) -> String {
    let Some(step) = index.checked_sub(1).and_then(|index| scenario.steps.get(index)) else {
        return format!("{} files", scenario.file.by);
    };
    let done = step.by.as_ref().zip(step.transition.as_ref());
    done.map_or_else(|| "time passes".to_owned(), |(by, name)| format!("{by} {name}"))
}

/// People who may do the same things more or less than before, together.
fn possibilities(text: &mut String, before: Option<&Moment>, now: &Moment) {
    let was = before.map(|moment| by_person(&moment.may)).unwrap_or_default();
    let is = by_person(&now.may);
    let mut changes: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    let nothing = BTreeSet::new();
    for person in was.keys().chain(is.keys()) {
        let (had, has) = (was.get(person).unwrap_or(&nothing), is.get(person).unwrap_or(&nothing));
        let gone = had.difference(has).map(|name| format!(" -{name}"));
        let change: String =
            has.difference(had).map(|name| format!(" +{name}")).chain(gone).collect();
        if !change.is_empty() {
            changes.entry(change).or_default().insert(person);
        }
    }
    for (change, people) in changes {
        let people: Vec<&str> = people.into_iter().collect();
        _ = writeln!(text, "  may {}:{change}", people.join(", "));
    }
}

fn by_person(may: &[(Actor, Vec<TransitionName>)]) -> BTreeMap<String, BTreeSet<&TransitionName>> {
    let name = |actor: &Actor| match actor {
        Actor::Person(staff) => staff.person.to_string(),
        Actor::Citizen(party) => format!("citizen {}", number(&party.0.to_string())),
        Actor::Engine => "engine".to_owned(),
    };
    may.iter().map(|(actor, names)| (name(actor), names.iter().collect())).collect()
}

struct Print<'a> {
    calendar: &'a Calendar,
}

impl Print<'_> {
    fn local(&self, at: Timestamp) -> String {
        self.calendar.local(at).format("%Y-%m-%d %H:%M").to_string()
    }

    fn act(&self, text: &mut String, act: &Act) {
        match &act.result {
            Ok(events) => {
                events.iter().for_each(|event| _ = writeln!(text, "  {}", self.event(event)));
            }
            Err(rejection) => _ = writeln!(text, "  {}", self.refusal(rejection)),
        }
    }

    fn refusal(&self, rejection: &Rejection) -> String {
        format!("refused {}", self.flow(rejection))
    }

    /// What matters of the events that hold much; the others as they are stored.
    fn event(&self, event: &Event) -> String {
        if let Event::Filed(filed) = event {
            self.filed(filed)
        } else if let Event::Performed(performed) = event {
            performed_line(performed)
        } else if let Event::ClockStarted(clock) = event {
            format!("clock_started {}", self.clock(clock))
        } else if let Event::ClockMoved { clock, cause } = event {
            format!("clock_moved {cause:?} {}", self.clock(clock))
        } else if let Event::Told { letter, to, .. } = event {
            format!("told {letter} to {}", recipients(to))
        } else if let Event::LevelReached { limit, level, act, to } = event {
            format!("level {} of {limit} {act:?} to {}", level + 1, recipients(to))
        } else {
            self.flow(event)
        }
    }

    fn clock(&self, clock: &Clock) -> String {
        let levels: Vec<String> = clock.levels.iter().map(|at| self.local(*at)).collect();
        let Clock { limit, rule, extensions, deadline, .. } = clock;
        let (length, deadline) = (rule.length, self.local(*deadline));
        let lengths: Vec<String> =
            std::iter::once(&length).chain(extensions).map(ToString::to_string).collect();
        format!("{limit} {} before {deadline} ladder {}", lengths.join(" + "), levels.join(", "))
    }

    /// Any value in one line without quotation marks: `key value, key [one, two]`.
    fn flow(&self, value: &impl Serialize) -> String {
        serde_json::to_value(value).map(|value| self.value(&value)).unwrap_or_default()
    }

    fn filed(&self, filed: &Filed) -> String {
        let Filed { workflow: _, file, state, stage, holder, restricted, by: _ } = filed;
        let File { category, place, complexity, risk, secrecy, anonymous, form, .. } = file;
        let restricted = if *restricted { " restricted" } else { "" };
        let anonymous = if *anonymous { " anonymous" } else { "" };
        let facts = self.flow(&(
            category,
            place,
            complexity,
            risk,
            secrecy,
            form.keys().collect::<Vec<_>>(),
        ));
        let parties = file.parties.len();
        let against = self.flow(&file.respondents);
        let holder = self.flow(holder);
        format!(
            "filed{restricted}{anonymous} {facts} parties {parties} against {against} state {state} stage {} holder {holder}",
            stage.as_str()
        )
    }

    /// Instants in local time, the long ids of stories by their last digits.
    fn text(&self, text: &str) -> String {
        match (text.parse::<Timestamp>(), text.parse::<uuid::Uuid>()) {
            (Ok(at), _) => self.local(at),
            (Err(_), Ok(_)) => number(text),
            (Err(_), Err(_)) => text.to_owned(),
        }
    }

    fn value(&self, value: &Value) -> String {
        match value {
            Value::Null => String::new(),
            Value::Bool(_) | Value::Number(_) => value.to_string(),
            Value::String(text) => self.text(text),
            Value::Array(values) => {
                let parts: Vec<String> = values.iter().map(|value| self.value(value)).collect();
                format!("[{}]", parts.join(", "))
            }
            Value::Object(entries) => {
                let entry = |(key, value): (&String, &Value)| {
                    let text = self.value(value);
                    (!text.is_empty() && text != "[]").then(|| format!("{key} {text}"))
                };
                entries.iter().filter_map(entry).collect::<Vec<_>>().join(" ")
            }
        }
    }
}

fn performed_line(performed: &Performed) -> String {
    let Performed { transition, verb, by: _, form, evidence, counts, outcome } = performed;
    let mut line = format!("performed {transition} ({})", verb.as_str());
    let list = |names: Vec<&str>| names.join(", ");
    if !form.is_empty() {
        _ = write!(line, " form [{}]", list(form.keys().map(FieldName::as_str).collect()));
    }
    if !evidence.is_empty() {
        let kinds = evidence.keys().map(EvidenceName::as_str).collect();
        _ = write!(line, " evidence [{}]", list(kinds));
    }
    if let Some(counter) = counts {
        _ = write!(line, " counts {counter}");
    }
    if let Some(outcome) = outcome {
        _ = write!(line, " outcome {outcome}");
    }
    line
}

/// The last digits of a long id; stories count up from 0.
fn number(id: &str) -> String {
    format!("#{}", id.get(id.len().saturating_sub(4)..).unwrap_or(id).trim_start_matches('0'))
}

fn recipients(to: &[Recipient]) -> String {
    let one = |recipient: &Recipient| match recipient {
        Recipient::Parties => "parties".to_owned(),
        Recipient::Unit { unit, role } => format!("{} of {unit}", role.as_str()),
        Recipient::Person(person) => person.to_string(),
    };
    if to.is_empty() {
        "nobody".to_owned()
    } else {
        to.iter().map(one).collect::<Vec<_>>().join(", ")
    }
}

fn flow_of(names: &[LimitName]) -> String {
    let names: Vec<&str> = names.iter().map(LimitName::as_str).collect();
    if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
}
