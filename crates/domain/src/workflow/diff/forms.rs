//! Forms, letters, and the notices that law requires.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::Burdened;
use super::Weight::{Path, Rule, Wording};
use super::report::{Aspect, Report, Subject, from_to};
use super::tables::{Table, codes, compare_name, compare_optional_source, nobody, sitting, table};
use crate::actor::Role;
use crate::id::FieldName;
use crate::text::Bilingual;
use crate::workflow::words::{Names, Words, listed};
use crate::workflow::{Definition, Field, Form, Letter, RequiredNotice};

/// Compares forms, letters and required notices.
pub(super) fn compare(report: &mut Report<'_>, top: &Subject) {
    let (old, new) = (report.old, report.new);
    compare_notices(report, top, (&old.required_notices, &new.required_notices));
    table(report, top, &LETTERS, (&old.letters, &new.letters));
    table(report, top, &FORMS, (&old.forms, &new.forms));
}

const FORMS: Table<Form> = Table {
    section: "forms",
    kind: ("表单", "form"),
    weight: Rule,
    codes: codes!("form"),
    name: |form| &form.name,
    // What asks for it is said with the transitions.
    added: nobody,
    removed: nobody,
    both: |report, place, old, new| {
        let Form { name, fields } = old;
        compare_name(report, place, (name, &new.name));
        let who = fillers(report.new, place.path.last().map_or("", String::as_str));
        let since = report.len();
        table(report, place, &FIELDS, (fields, &new.fields));
        report.readdress(since, &who);
    },
};

/// Who fills in a form.
fn fillers(definition: &Definition, form: &str) -> BTreeSet<Burdened> {
    let is = |name: &Option<crate::id::FormName>| name.as_ref().is_some_and(|n| n.as_str() == form);
    let asking = definition.transitions.values().filter(|transition| is(&transition.form));
    let mut who: BTreeSet<Burdened> = asking.flat_map(|t| sitting(&t.by)).collect();
    if is(&definition.filing.form) {
        let citizens = definition.filing.by.contains(&Role::Citizen);
        let units = definition.filing.by.iter().any(|role| *role != Role::Citizen);
        who.extend(citizens.then_some(Burdened::Citizens));
        who.extend(units.then_some(Burdened::Units));
    }
    who
}

/// Whoever fills in the form; [`Report::readdress`] says who that is.
fn filler() -> BTreeSet<Burdened> {
    BTreeSet::from([Burdened::Units])
}

const FIELDS: Table<Field> = Table {
    section: "fields",
    kind: ("栏目", "field"),
    weight: Rule,
    codes: codes!("field"),
    name: |field| &field.label,
    added: |_, field| if field.required { filler() } else { BTreeSet::new() },
    removed: nobody,
    both: compare_field,
};

fn compare_field(report: &mut Report<'_>, place: &Subject, old: &Field, new: &Field) {
    let Field { label, kind, required, required_with, longest, choices, visible } = old;
    let aspect = Aspect::new("kind", ("类型", "kind"), Rule, "field-kind-changed");
    report.value(place, aspect, (kind, &new.kind));
    let aspect =
        Aspect::new("required", ("是否必填", "being required"), Rule, "field-required-changed");
    if let Some(change) = report.value(place, aspect, (required, &new.required))
        && new.required
    {
        change.stricter_for = filler();
    }
    let aspect = Aspect::new(
        "required_with",
        ("随选项必填", "being required with a choice"),
        Rule,
        "field-required-changed",
    );
    let (was, is) = (choices_of(required_with), choices_of(&new.required_with));
    if let Some(change) = report.value(place, aspect, (&was, &is))
        && !new.required_with.is_empty()
    {
        change.stricter_for = filler();
    }
    let aspect =
        Aspect::new("longest", ("最多字数", "greatest length"), Rule, "field-length-changed");
    let shorter = new.longest.unwrap_or(u32::MAX) < longest.unwrap_or(u32::MAX);
    if let Some(change) = report.value(place, aspect, (longest, &new.longest))
        && shorter
    {
        change.stricter_for = filler();
    }
    let aspect =
        Aspect::new("visible", ("可见范围", "visibility"), Path, "field-visibility-changed");
    report.value(place, aspect, (visible, &new.visible));
    table(report, place, &CHOICES, (choices, &new.choices));
    let aspect = Aspect::new("label", ("名称", "label"), Wording, "label-changed");
    report.value(place, aspect, (label, &new.label));
}

/// The choices with which a field is required, in one phrase.
fn choices_of(required_with: &IndexMap<FieldName, String>) -> Option<Bilingual> {
    let each = required_with.iter().map(|(field, choice)| format!("{field}: {choice}"));
    let text = each.collect::<Vec<_>>().join(", ");
    (!text.is_empty()).then(|| Bilingual::new(text.clone(), text))
}

const CHOICES: Table<Bilingual> = Table {
    section: "choices",
    kind: ("选项", "choice"),
    weight: Rule,
    codes: codes!("choice"),
    name: |label| label,
    added: nobody,
    removed: nobody,
    both: |report, place, old, new| {
        if old != new {
            let message = from_to(&place.name, old, new);
            report.record(super::Side::New, place, (Wording, "label-changed"), message);
        }
    },
};

const LETTERS: Table<Letter> = Table {
    section: "letters",
    kind: ("文书", "letter"),
    weight: Rule,
    codes: codes!("letter"),
    name: |letter| &letter.name,
    added: nobody,
    removed: nobody,
    both: |report, place, old, new| {
        let Letter { name, to, text, source } = old;
        let aspect = Aspect::new("to", ("收件人", "recipients"), Path, "letter-recipients-changed");
        report.list(place, aspect, (to, &new.to), (Words::words, Words::words));
        let aspect = Aspect::new("text", ("正文", "text"), Wording, "letter-text-changed");
        report.value(place, aspect, (text, &new.text));
        compare_name(report, place, (name, &new.name));
        compare_optional_source(report, place, (source, &new.source));
    },
};

fn compare_notices(
    report: &mut Report<'_>,
    top: &Subject,
    (old, new): (&[RequiredNotice], &[RequiredNotice]),
) {
    let carried: Vec<RequiredNotice> = old
        .iter()
        .map(|notice| RequiredNotice { through: report.carried(&notice.through), ..notice.clone() })
        .collect();
    let (old_names, new_names) = (report.old_names(), report.new_names());
    let aspect = Aspect::new(
        "required_notices",
        ("法定告知", "required notices"),
        Path,
        "required-notices-changed",
    );
    let names = (
        |notice: &_| notice_words(notice, old_names),
        |notice: &_| notice_words(notice, new_names),
    );
    report.list(top, aspect, (&carried, new), names);
}

fn notice_words(notice: &RequiredNotice, names: Names<'_>) -> Bilingual {
    let RequiredNotice { letters, through, except, source } = notice;
    let state = names.state(through);
    let letters = listed(letters.iter().map(|letter| names.letter(letter)));
    let except = listed(except.iter().map(|outcome| names.outcome(outcome)));
    let source = names.source(source);
    Bilingual::new(
        format!(
            "经“{}”须告知“{}”（除外：{}；依据：{}）",
            state.zh, letters.zh, except.zh, source.zh
        ),
        format!(
            "“{}” through “{}” (except: {}; by {})",
            letters.en, state.en, except.en, source.en
        ),
    )
}
