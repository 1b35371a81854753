//! Filled forms and named evidence of seeded cases.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use domain::case::Value;
use domain::id::{EvidenceName, FieldName, FileId, FormName, Timestamp};
use domain::workflow::{Field, FieldKind, Verb, Workflow};

use super::matters::Told;
use super::pages::Pages;
use super::people;
use super::phrases;
use super::random::Random;

/// The one who writes, and when.
#[derive(Clone, Copy, Debug)]
pub(super) struct Writing {
    pub(super) verb: Verb,
    pub(super) at: Timestamp,
    pub(super) today: NaiveDate,
}

/// A form with all that it asks for and some of what it does not.
pub(super) fn filled(
    workflow: &Workflow,
    form: Option<&FormName>,
    writing: Writing,
    random: &mut Random,
    pages: &mut Pages,
) -> BTreeMap<FieldName, Value> {
    let mut values = BTreeMap::new();
    for (name, field) in fields(workflow, form) {
        if field.required || random.percent(30) {
            let write = |random: &mut Random| phrases::words(writing.verb, field.longest, random);
            values.insert(name.clone(), value(field, writing, random, pages, write));
        }
    }
    for (name, field) in fields(workflow, form) {
        if field.is_required(&values) && !values.contains_key(name) {
            let write = |random: &mut Random| phrases::words(writing.verb, field.longest, random);
            values.insert(name.clone(), value(field, writing, random, pages, write));
        }
    }
    values
}

/// The form by which a complaint comes in.
pub(super) fn complaint(
    workflow: &Workflow,
    told: &Told,
    writing: Writing,
    random: &mut Random,
    pages: &mut Pages,
) -> BTreeMap<FieldName, Value> {
    let mut values = BTreeMap::new();
    let form = workflow.definition().filing.form.as_ref();
    for (name, field) in fields(workflow, form) {
        if field.required || random.percent(60) {
            let write = |random: &mut Random| said(name.as_str(), told, random);
            let value = value(field, writing, random, pages, write);
            values.insert(name.clone(), value);
        }
    }
    values
}

fn said(field: &str, told: &Told, random: &mut Random) -> String {
    match field {
        "request" | "demand" | "claim" => told.ask.clone(),
        "location" | "place" | "address" => told.address.clone(),
        "other_party" | "respondent" | "about" => people::name(random),
        _ => told.account.clone(),
    }
}

fn fields<'a>(
    workflow: &'a Workflow,
    form: Option<&FormName>,
) -> impl Iterator<Item = (&'a FieldName, &'a Field)> {
    let forms = &workflow.definition().forms;
    form.and_then(|name| forms.get(name.as_str())).into_iter().flat_map(|form| &form.fields)
}

fn value(
    field: &Field,
    writing: Writing,
    random: &mut Random,
    pages: &mut Pages,
    write: impl FnOnce(&mut Random) -> String,
) -> Value {
    match field.kind {
        FieldKind::Text => {
            let longest = field.longest.map_or(usize::MAX, |longest| longest as usize);
            Value::Text(pages.keep(writing.at, write(random).chars().take(longest).collect()))
        }
        FieldKind::Date => {
            let before = Days::new(random.below(6));
            Value::Date(writing.today.checked_sub_days(before).unwrap_or(writing.today))
        }
        FieldKind::Number => Value::Number(1 + random.below(5)),
        FieldKind::Money => Value::Money((1 + random.below(300)) * 10_000),
        FieldKind::YesNo => Value::YesNo(random.percent(10)),
        FieldKind::Choice => {
            let choices: Vec<&String> = field.choices.keys().collect();
            Value::Choice(random.pick(&choices).map(|choice| (*choice).clone()).unwrap_or_default())
        }
    }
}

/// One file for each kind of evidence that is asked for. It is named only: nobody has brought it.
pub(super) fn evidence(
    asked: &[EvidenceName],
    at: Timestamp,
    random: &mut Random,
) -> BTreeMap<EvidenceName, BTreeSet<FileId>> {
    asked.iter().map(|name| (name.clone(), BTreeSet::from([FileId(random.id(at))]))).collect()
}
