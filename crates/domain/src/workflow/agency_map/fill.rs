//! Filling in what a table says: placeholders become what the report brings, in the kind that the field asks for.

use super::{AgencyMap, Reported};
use crate::case::Value;
use crate::text::{Bilingual, Language};
use crate::workflow::{Field, FieldKind};

/// Placeholders that every report fills, beside its facts.
pub(super) const ALWAYS_THERE: [&str; 4] = ["number", "day", "body", "standing"];

/// A value of a form field, before words are stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// Words, to be stored where words are.
    Text(String),
    /// Anything else.
    Value(Value),
}

/// The fact, or other placeholder, that the report does not bring.
pub(super) type Missing = String;

/// A template, cut at its placeholders: text, name, text, name, … A brace without its counterpart is text.
pub(super) fn parts(template: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = template;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (part, after) = next_part(rest);
        rest = after;
        Some(part)
    })
}

/// A part of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part<'a> {
    Words(&'a str),
    Placeholder(&'a str),
}

fn next_part(rest: &str) -> (Part<'_>, &str) {
    let Some(open) = rest.find('{') else { return (Part::Words(rest), "") };
    if open > 0 {
        let (words, after) = rest.split_at(open);
        return (Part::Words(words), after);
    }
    match rest.find('}') {
        Some(close) => (Part::Placeholder(&rest[1..close]), &rest[close + 1..]),
        None => (Part::Words(rest), ""),
    }
}

/// The name of the one placeholder that a template consists of.
pub(super) fn sole(template: &str) -> Option<&str> {
    let mut parts = parts(template);
    match (parts.next(), parts.next()) {
        (Some(Part::Placeholder(name)), None) => Some(name),
        (Some(_) | None, _) => None,
    }
}

/// What a field is filled with.
pub(super) fn field(
    map: &AgencyMap,
    reported: &Reported<'_>,
    field: &Field,
    template: &str,
) -> Result<Written, Missing> {
    if field.kind == FieldKind::Text {
        return words(map, reported, template).map(Written::Text);
    }
    let written = plain(reported, template)?;
    value(field.kind, &written).map(Written::Value).ok_or_else(|| name_of(template).to_owned())
}

/// A code: a literal, or what the report brings.
pub(super) fn plain(reported: &Reported<'_>, template: &str) -> Result<String, Missing> {
    match sole(template) {
        Some(name) => reported.raw(name).ok_or_else(|| name.to_owned()),
        None => Ok(template.to_owned()),
    }
}

/// Words with their placeholders filled in, as people read them.
pub(super) fn words(
    map: &AgencyMap,
    reported: &Reported<'_>,
    template: &str,
) -> Result<String, Missing> {
    let mut text = String::new();
    for part in parts(template) {
        match part {
            Part::Words(words) => text.push_str(words),
            Part::Placeholder(name) => {
                let raw = reported.raw(name).ok_or_else(|| name.to_owned())?;
                // Letters of the center are in Chinese, and so are its files.
                text.push_str(&read_by_people(map, name, raw, Language::Zh));
            }
        }
    }
    Ok(text)
}

/// A sentence for a person with its placeholders filled in. It is said in any case, and says what the report does not bring.
pub(super) fn sentence(map: &AgencyMap, reported: &Reported<'_>, told: &Bilingual) -> Bilingual {
    let fill = |language: Language, nothing: &str| -> String {
        let part = |part| match part {
            Part::Words(words) => words.to_owned(),
            Part::Placeholder(name) => match reported.raw(name) {
                Some(raw) => read_by_people(map, name, raw, language),
                None => nothing.to_owned(),
            },
        };
        parts(told.get(language)).map(part).collect()
    };
    Bilingual::new(fill(Language::Zh, "未写明"), fill(Language::En, "not said"))
}

fn read_by_people(map: &AgencyMap, name: &str, raw: String, language: Language) -> String {
    let in_language = |label: &Bilingual| label.get(language).to_owned();
    if name == "standing" {
        let standing = map.standings.get(&raw);
        return standing.map_or(raw, |standing| in_language(&standing.label));
    }
    let Some(fact) = map.facts.get(name) else { return raw };
    match fact.kind {
        FieldKind::Choice => fact.choices.get(&raw).map_or(raw, in_language),
        FieldKind::YesNo if raw == "yes" => in_language(&Bilingual::new("是", "yes")),
        FieldKind::YesNo => in_language(&Bilingual::new("否", "no")),
        FieldKind::Money => raw.parse::<u64>().map_or(raw, |fen| {
            let (yuan, fen) = (fen / 100, fen % 100);
            let zh = format!("{yuan}.{fen:02}元");
            in_language(&Bilingual::new(zh, format!("{yuan}.{fen:02} yuan")))
        }),
        FieldKind::Text | FieldKind::Date | FieldKind::Number => raw,
    }
}

fn name_of(template: &str) -> &str {
    sole(template).unwrap_or(template)
}

/// A value as it is written in tables and facts; none if it is no such value.
pub(super) fn value(kind: FieldKind, written: &str) -> Option<Value> {
    match kind {
        FieldKind::Text => None,
        FieldKind::Date => written.parse().ok().map(Value::Date),
        FieldKind::Number => written.parse().ok().map(Value::Number),
        FieldKind::Money => written.parse().ok().map(Value::Money),
        FieldKind::YesNo => match written {
            "yes" => Some(Value::YesNo(true)),
            "no" => Some(Value::YesNo(false)),
            _ => None,
        },
        FieldKind::Choice => Some(Value::Choice(written.to_owned())),
    }
}
