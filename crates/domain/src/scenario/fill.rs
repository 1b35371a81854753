//! Filling in forms and evidence so that a story need only say what matters in it.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use uuid::Uuid;

use super::Stage;
use crate::case::{TextRef, Value};
use crate::id::{EvidenceName, FieldName, FileId, FormName};
use crate::workflow::{Field, FieldKind};

/// Words of this length stand where a story gives none.
const AUTOMATIC_CHARACTERS: u32 = 8;

/// A form with the story's own values, and fitting ones in the required fields that it does not mention.
pub(super) fn form<'a>(
    stage: &Stage<'_>,
    form: Option<&FormName>,
    given: &IndexMap<FieldName, String>,
    leave_out: impl Iterator<Item = &'a str>,
) -> BTreeMap<FieldName, Value> {
    let left_out: BTreeSet<&str> = leave_out.collect();
    let forms = &stage.world.workflow.definition().forms;
    let fields = form.and_then(|name| forms.get(name.as_str())).map(|form| &form.fields);
    let mut filled = BTreeMap::new();
    for (name, field) in fields.into_iter().flatten().filter(|(_, field)| field.required) {
        filled.insert(name.clone(), automatic(stage, field));
    }
    for (name, written) in given {
        let field = fields.and_then(|fields| fields.get(name.as_str()));
        filled.insert(
            name.clone(),
            value(field.map_or(FieldKind::Text, |field| field.kind), written),
        );
    }
    for (name, field) in fields.into_iter().flatten() {
        if field.is_required(&filled) && !filled.contains_key(name) {
            filled.insert(name.clone(), automatic(stage, field));
        }
    }
    filled.retain(|name, _| !left_out.contains(name.as_str()));
    filled
}

/// One file for each kind of evidence that is asked for and not left out.
pub(super) fn evidence(
    asked: &[EvidenceName],
    leave_out: &[String],
) -> BTreeMap<EvidenceName, BTreeSet<FileId>> {
    let kept = asked.iter().filter(|name| !leave_out.iter().any(|left| left == name.as_str()));
    kept.zip(1_u128..)
        .map(|(name, number)| (name.clone(), BTreeSet::from([FileId(Uuid::from_u128(number))])))
        .collect()
}

/// Words of a given length, as if somebody had stored them.
pub(super) fn words(characters: u32) -> TextRef {
    TextRef { id: Uuid::from_u128(u128::from(characters)), characters }
}

fn automatic(stage: &Stage<'_>, field: &Field) -> Value {
    match field.kind {
        FieldKind::Text => Value::Text(words(
            field.longest.unwrap_or(AUTOMATIC_CHARACTERS).min(AUTOMATIC_CHARACTERS),
        )),
        FieldKind::Date => Value::Date(stage.world.calendar.date(stage.now)),
        FieldKind::Number => Value::Number(1),
        FieldKind::Money => Value::Money(100),
        FieldKind::YesNo => Value::YesNo(true),
        FieldKind::Choice => {
            Value::Choice(field.choices.keys().next().cloned().unwrap_or_default())
        }
    }
}

/// What is written in a story, as the field's kind reads it; a choice if it does not fit, so that the core refuses.
fn value(kind: FieldKind, written: &str) -> Value {
    let misfit = || Value::Choice(written.to_owned());
    match kind {
        FieldKind::Text => {
            Value::Text(words(u32::try_from(written.chars().count()).unwrap_or(u32::MAX)))
        }
        FieldKind::Date => written.parse().map_or_else(|_| misfit(), Value::Date),
        FieldKind::Number => written.parse().map_or_else(|_| misfit(), Value::Number),
        FieldKind::Money => written.parse().map_or_else(|_| misfit(), Value::Money),
        FieldKind::YesNo => written.parse().map_or_else(|_| misfit(), Value::YesNo),
        FieldKind::Choice => misfit(),
    }
}
