//! An entry of the audit as people read it.

use std::collections::BTreeMap;

use serde_json::Value;
use store::audit::{AuditEntry, AuditRecord};

use crate::api::names::Names;
use crate::pages::words::{Words, act, stream};

/// What stands in a column of its own.
const OWN: [&str; 4] = ["person", "unit", "from", "reason"];

/// How much of a case's id is shown: enough to find it in an export, and nothing that opens it.
const ID_CHARACTERS: usize = 8;

/// An entry in a row.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) place: String,
    pub(super) at: String,
    pub(super) who: String,
    pub(super) unit: String,
    pub(super) act: String,
    pub(super) object: String,
    pub(super) address: String,
    pub(super) refused: bool,
}

impl Line {
    /// A row; `reasons` are those of readings of identities, by their places.
    pub(super) fn of(
        record: &AuditRecord,
        names: Names<'_>,
        reasons: &BTreeMap<i64, Option<String>>,
        w: &Words,
    ) -> Self {
        let place = format!("{} #{}", stream(&record.stream, names.language), record.seq);
        let local = names.definitions.calendar.local(record.at);
        let at = local.format("%Y-%m-%d %H:%M:%S").to_string();
        let Ok(entry) = serde_json::from_str::<AuditEntry>(&record.body) else {
            let (who, unit, act, address) = Default::default();
            let object = record.body.clone();
            return Self { place, at, who, unit, act, object, address, refused: true };
        };
        let who = entry.by.as_ref().map(|by| names.person(by).name);
        let person = entry.by.as_ref().and_then(|by| names.directory.people.get(by));
        let mut object = object(&entry, names, w);
        if let Some(reason) = reasons.get(&record.seq).filter(|_| record.stream == "identities") {
            object.push(reason.as_deref().unwrap_or(w.admin.reason_erased).to_owned());
        }
        Self {
            place,
            at,
            who: who.unwrap_or_else(|| w.admin.system.to_owned()),
            unit: person.map(|person| names.unit(&person.unit).name).unwrap_or_default(),
            act: act(&entry.act, names.language),
            object: object.join(" · "),
            address: text(entry.facts.get("from")).unwrap_or_default(),
            refused: entry.act.ends_with("refused"),
        }
    }
}

/// Whom or what an entry is about: people and units by their names, the rest as it was written.
fn object(entry: &AuditEntry, names: Names<'_>, w: &Words) -> Vec<String> {
    let person = text(entry.facts.get("person")).map(|id| names.person(&id.as_str().into()).name);
    let unit = text(entry.facts.get("unit")).map(|id| names.unit(&id.as_str().into()).name);
    let reason = text(entry.facts.get("reason"));
    let others = entry.facts.iter().filter(|(name, _)| !OWN.contains(&name.as_str()));
    let others = others.map(|(name, value)| {
        let value = text(Some(value)).unwrap_or_else(|| value.to_string());
        if name == "case" {
            return format!(
                "{} {}…",
                w.admin.case,
                value.chars().take(ID_CHARACTERS).collect::<String>()
            );
        }
        format!("{name}: {value}")
    });
    person.into_iter().chain(unit).chain(others).chain(reason).collect()
}

fn text(value: Option<&Value>) -> Option<String> {
    value.and_then(Value::as_str).map(str::to_owned)
}
