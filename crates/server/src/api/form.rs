//! Filled forms: plain JSON values, read as the fields of the definition want them. Words are put away where they can be
//! erased; the command gets where they are.

use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;
use domain::case::{FieldFault, Rejection, Value};
use domain::id::{FieldName, FormName};
use domain::workflow::{Field, FieldKind, Workflow};
use engine::wording::Wording;
use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use crate::problem::Problem;

/// The values of a form by their fields.
pub(crate) type FormIn = BTreeMap<String, FieldIn>;

/// A value: a text, a day as `2026-11-23`, the value of a choice, a whole number, money in fen, or yes and no.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum FieldIn {
    /// Yes or no.
    YesNo(bool),
    /// A whole number, or money in fen.
    Number(u64),
    /// A text, a day or a choice.
    Text(String),
}

/// By hand: the derived code tries one kind after the other, and words an error for each that it is not.
impl<'de> Deserialize<'de> for FieldIn {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Kinds)
    }
}

struct Kinds;

impl Visitor<'_> for Kinds {
    type Value = FieldIn;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a text, a whole number, true or false")
    }

    fn visit_bool<E>(self, value: bool) -> Result<FieldIn, E> {
        Ok(FieldIn::YesNo(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<FieldIn, E> {
        Ok(FieldIn::Number(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<FieldIn, E> {
        Ok(FieldIn::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<FieldIn, E> {
        Ok(FieldIn::Text(value))
    }
}

/// Reads a form; a refusal speaks of fields by their keys.
pub(crate) fn read(
    workflow: &Workflow,
    form: Option<&FormName>,
    values: FormIn,
    wording: &mut Wording,
) -> Result<BTreeMap<FieldName, Value>, Problem> {
    let filled = filled(workflow, form, values, wording)?;
    filled.map_err(|rejection| engine::Error::from(rejection).into())
}

/// Reads a form. Values of the wrong kind and unknown fields are all named at once, and refused as the core would.
pub(crate) fn filled(
    workflow: &Workflow,
    form: Option<&FormName>,
    values: FormIn,
    wording: &mut Wording,
) -> Result<Result<BTreeMap<FieldName, Value>, Rejection>, Problem> {
    let form = form.and_then(|name| workflow.definition().forms.get(name.as_str()));
    let mut read = BTreeMap::new();
    let mut faults = Vec::new();
    for (name, value) in values {
        let field = form.and_then(|form| form.fields.get(name.as_str()));
        let name = FieldName::from(name.as_str());
        match field {
            None => faults.push((name, FieldFault::Unknown)),
            Some(field) => match one(field, value, wording)? {
                Some(value) => _ = read.insert(name, value),
                None => faults.push((name, FieldFault::WrongKind)),
            },
        }
    }
    if faults.is_empty() {
        return Ok(Ok(read));
    }
    Ok(Err(Rejection::FormFaulty { fields: faults }))
}

fn one(field: &Field, value: FieldIn, wording: &mut Wording) -> Result<Option<Value>, Problem> {
    Ok(match (field.kind, value) {
        (FieldKind::Text, FieldIn::Text(words)) => Some(Value::Text(wording.keep(&words)?)),
        (FieldKind::Choice, FieldIn::Text(choice)) => Some(Value::Choice(choice)),
        (FieldKind::Date, FieldIn::Text(day)) => day.parse::<NaiveDate>().ok().map(Value::Date),
        (FieldKind::Number, FieldIn::Number(number)) => Some(Value::Number(number)),
        (FieldKind::Money, FieldIn::Number(fen)) => Some(Value::Money(fen)),
        (FieldKind::YesNo, FieldIn::YesNo(yes)) => Some(Value::YesNo(yes)),
        (
            FieldKind::Text
            | FieldKind::Choice
            | FieldKind::Date
            | FieldKind::Number
            | FieldKind::Money
            | FieldKind::YesNo,
            _,
        ) => None,
    })
}
