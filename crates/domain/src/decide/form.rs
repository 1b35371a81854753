//! Whether a form is filled as the definition asks, and whether the evidence is there.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike;

use crate::case::{FieldFault, Perform, Rejection, Value};
use crate::id::{DocumentNumber, FieldName, FormName};
use crate::workflow::{Field, FieldKind, Transition, Workflow};

/// The greatest number of characters of a text whose field names no other (GB/T 31000-2015, 事件简述).
pub(super) const LONGEST_TEXT_CHARACTERS: u32 = 2_000;

/// The years in which days of forms lie. One further off is a slip of the hand.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2199;

/// The greatest number of characters of the number of a document, such as 赤综治督〔2026〕12号.
const LONGEST_DOCUMENT_CHARACTERS: u32 = 60;

/// Holds the number of a document against what a number is. It stays in the events, where no words of people may.
pub(super) fn document(number: &DocumentNumber) -> Result<(), Rejection> {
    let number = number.as_str();
    let is_long = number.chars().nth(LONGEST_DOCUMENT_CHARACTERS as usize).is_some();
    if number.trim().is_empty() {
        Err(Rejection::DocumentMissing)
    } else if is_long || number.chars().any(char::is_control) {
        Err(Rejection::DocumentTooLong { longest: LONGEST_DOCUMENT_CHARACTERS })
    } else {
        Ok(())
    }
}

pub(super) fn check(
    workflow: &Workflow,
    transition: &Transition,
    perform: &Perform,
) -> Result<(), Rejection> {
    fields(workflow, transition.form.as_ref(), &perform.form)?;
    let lacks = |name: &&crate::id::EvidenceName| {
        perform.evidence.get(*name).is_none_or(BTreeSet::is_empty)
    };
    let missing: Vec<_> = transition.evidence.iter().filter(lacks).cloned().collect();
    if missing.is_empty() { Ok(()) } else { Err(Rejection::EvidenceMissing { evidence: missing }) }
}

/// Checks a filled form; without a form, nothing may be filled in.
pub(super) fn fields(
    workflow: &Workflow,
    form: Option<&FormName>,
    filled: &BTreeMap<FieldName, Value>,
) -> Result<(), Rejection> {
    let form = form.and_then(|name| workflow.definition().forms.get(name.as_str()));
    let known = |name: &FieldName| form.and_then(|form| form.fields.get(name.as_str()));
    let unknown = filled
        .keys()
        .filter(|name| known(name).is_none())
        .map(|name| (name.clone(), FieldFault::Unknown));
    let asked = form.into_iter().flat_map(|form| &form.fields);
    let faulty =
        asked.filter_map(|(name, field)| Some((name.clone(), fault(field, name, filled)?)));
    let fields: Vec<_> = unknown.chain(faulty).collect();
    if fields.is_empty() { Ok(()) } else { Err(Rejection::FormFaulty { fields }) }
}

fn fault(
    field: &Field,
    name: &FieldName,
    filled: &BTreeMap<FieldName, Value>,
) -> Option<FieldFault> {
    let required = field.is_required(filled);
    let Some(value) = filled.get(name) else { return required.then_some(FieldFault::Missing) };
    match (field.kind, value) {
        (FieldKind::Text, Value::Text(text)) => {
            let longest = field.longest.unwrap_or(LONGEST_TEXT_CHARACTERS);
            let empty = text.characters == 0 && required;
            let too_long = (text.characters > longest).then_some(FieldFault::TooLong(longest));
            if empty { Some(FieldFault::Missing) } else { too_long }
        }
        (FieldKind::Choice, Value::Choice(choice)) => {
            (!field.choices.contains_key(choice)).then_some(FieldFault::NotAChoice)
        }
        (FieldKind::Date, Value::Date(day)) => {
            (!YEARS.contains(&day.year())).then_some(FieldFault::NoSuchDay)
        }
        (FieldKind::Number, Value::Number(_))
        | (FieldKind::Money, Value::Money(_))
        | (FieldKind::YesNo, Value::YesNo(_)) => None,
        (
            FieldKind::Text
            | FieldKind::Choice
            | FieldKind::Date
            | FieldKind::Number
            | FieldKind::Money
            | FieldKind::YesNo,
            _,
        ) => Some(FieldFault::WrongKind),
    }
}
