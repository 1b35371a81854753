//! Histories as OCEL 2.0: events that concern several objects at once. Cases, units and supervision orders are objects.
//!
//! What is here is serialised by whoever writes the file: `types` once, [`Told`] for each case. Every value is a text, which
//! is the one kind that all readers of the format agree on.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::xes::instant;
use super::{Alias, History, Step, case_alias, unit_alias};
use crate::id::{Timestamp, TransitionName, UnitId};

/// A kind of object or event, with the attributes that those of it have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Type {
    /// Its name.
    pub name: String,
    /// Its attributes.
    pub attributes: Vec<TypeAttribute>,
}

/// An attribute of a kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TypeAttribute {
    /// Its name.
    pub name: &'static str,
    /// The kind of its values.
    #[serde(rename = "type")]
    pub kind: &'static str,
}

/// Something that events concern.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Object {
    /// Its id in the export.
    pub id: String,
    /// Its kind.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// What is known of it, from when on.
    pub attributes: Vec<ObjectAttribute>,
    /// Other objects that it has to do with.
    pub relationships: Vec<Relationship>,
}

/// What is known of an object from some time on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ObjectAttribute {
    /// The attribute.
    pub name: &'static str,
    /// From when on; the beginning of 1970 says always.
    pub time: String,
    /// Its value.
    pub value: String,
}

/// Something that was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Event {
    /// Its id in the export.
    pub id: String,
    /// Its kind: the transition.
    #[serde(rename = "type")]
    pub kind: TransitionName,
    /// When.
    pub time: String,
    /// What else is known of it.
    pub attributes: Vec<EventAttribute>,
    /// The objects that it concerns.
    pub relationships: Vec<Relationship>,
}

/// What is known of an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EventAttribute {
    /// The attribute.
    pub name: &'static str,
    /// Its value.
    pub value: String,
}

/// That something concerns an object, and as what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Relationship {
    /// The object.
    #[serde(rename = "objectId")]
    pub object: String,
    /// As what.
    pub qualifier: &'static str,
}

/// What one case adds to a log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// What was done.
    pub events: Vec<Event>,
    /// The case and its orders. Units are objects of many cases, see [`Seen`].
    pub objects: Vec<Object>,
}

/// Units and kinds of events that came up so far. Both are few however many cases there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    units: BTreeSet<UnitId>,
    kinds: BTreeSet<TransitionName>,
}

const CASE: &str = "case";
const UNIT: &str = "unit";
const ORDER: &str = "order";

/// The kinds of objects.
pub fn object_types() -> Vec<Type> {
    let case = ["workflow", "version", "state", "outcome"];
    [(CASE, &case[..]), (UNIT, &[]), (ORDER, &[])]
        .map(|(name, attributes)| kind(name, attributes))
        .into()
}

fn kind(name: &str, attributes: &[&'static str]) -> Type {
    let attributes = attributes.iter().map(|name| TypeAttribute { name, kind: "string" });
    Type { name: name.to_owned(), attributes: attributes.collect() }
}

impl Seen {
    /// The kinds of events that came up.
    pub fn event_types(&self) -> Vec<Type> {
        let attributes = ["workflow", "version", "role", "verb"];
        self.kinds.iter().map(|name| kind(name.as_str(), &attributes)).collect()
    }

    /// The units that came up.
    pub fn units(&self, alias: Alias<'_>) -> Vec<Object> {
        let object = |unit| Object {
            id: unit_alias(alias, unit),
            kind: UNIT,
            attributes: Vec::new(),
            relationships: Vec::new(),
        };
        self.units.iter().map(object).collect()
    }

    /// What a case adds, and notes what came up in it.
    pub fn tell(&mut self, history: &History, alias: Alias<'_>) -> Told {
        let id = case_alias(alias, history.case);
        let mut orders = BTreeMap::new();
        let mut events = Vec::new();
        for (place, step) in history.steps.iter().enumerate() {
            self.kinds.insert(step.activity.clone());
            self.units.extend(step.unit.iter().chain(&step.lead).cloned());
            if let Some(number) = step.order {
                orders.entry(number).or_insert_with(|| format!("{id}-order-{number}"));
            }
            let order = step.order.and_then(|number| orders.get(&number));
            events.push(Event {
                id: format!("{id}-{}", place + 1),
                kind: step.activity.clone(),
                time: instant(step.at),
                attributes: attributes(history, step),
                relationships: relationships(&id, step, order, alias),
            });
        }
        let mut objects = vec![case(&id, history)];
        objects.extend(orders.into_values().map(|order| Object {
            id: order,
            kind: ORDER,
            attributes: Vec::new(),
            relationships: vec![Relationship { object: id.clone(), qualifier: "of case" }],
        }));
        Told { events, objects }
    }
}

fn attributes(history: &History, step: &Step) -> Vec<EventAttribute> {
    let mut attributes = vec![
        EventAttribute { name: "workflow", value: history.workflow.name.to_string() },
        EventAttribute { name: "version", value: step.version.to_string() },
        EventAttribute { name: "role", value: step.hand.as_str().to_owned() },
    ];
    let verb = step.verb.map(|verb| verb.as_str().to_owned());
    attributes.extend(verb.map(|value| EventAttribute { name: "verb", value }));
    attributes
}

fn relationships(
    case: &str,
    step: &Step,
    order: Option<&String>,
    alias: Alias<'_>,
) -> Vec<Relationship> {
    let unit = |unit: Option<&UnitId>, qualifier| {
        let object = unit.map(|unit| unit_alias(alias, unit));
        object.map(|object| Relationship { object, qualifier })
    };
    let order = order.map(|order| Relationship { object: order.clone(), qualifier: "order" });
    [
        Some(Relationship { object: case.to_owned(), qualifier: "case" }),
        unit(step.unit.as_ref(), "by"),
        unit(step.lead.as_ref(), "lead"),
        order,
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The case with the states that it passed.
fn case(id: &str, history: &History) -> Object {
    let always = instant(Timestamp::UNIX_EPOCH);
    let at = |name, time: &str, value: &str| ObjectAttribute {
        name,
        time: time.to_owned(),
        value: value.to_owned(),
    };
    let version = history.workflow.version.to_string();
    let mut attributes = vec![
        at("workflow", &always, history.workflow.name.as_str()),
        at("version", &always, &version),
    ];
    for step in history.steps.iter().filter(|step| step.from.as_ref() != Some(&step.to)) {
        attributes.push(at("state", &instant(step.at), step.to.as_str()));
    }
    if let (Some(outcome), Some(last)) = (&history.outcome, history.steps.last()) {
        attributes.push(at("outcome", &instant(last.at), outcome.as_str()));
    }
    Object { id: id.to_owned(), kind: CASE, attributes, relationships: Vec::new() }
}
