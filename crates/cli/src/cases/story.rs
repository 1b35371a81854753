//! A case in words: where it stands, what happened, and what its reader may do, as far as they may know it.

use std::collections::BTreeMap;

use domain::access::{Fields, share};
use domain::case::{Entry, Event, Value};
use domain::decide::Offer;
use domain::id::{FieldName, Timestamp};
use domain::workflow::{Definition, Field, Form, Visibility};
use engine::reading::Seen;
use store::queries::Words as Kept;

use crate::cases::typed_as;
use crate::events;
use crate::words::Words;

/// Where the case stands: its heading, its clocks that run, and what can be done.
pub(crate) fn standing(
    seen: &Seen,
    offers: &[Offer],
    now: Timestamp,
    words: Words<'_>,
) -> Vec<String> {
    let (case, stored) = (seen.case(), &seen.stored);
    let holder = case.holder().map_or_else(|| "■".to_owned(), |holder| words.holder(holder));
    let pinned = format!("{} v{}", case.workflow.name, case.workflow.version);
    let mut lines = vec![
        format!("{}  {}", stored.number, seen.complaint.title),
        format!("{}  {pinned} · {} {}", case.id, words.say("版本", "version"), case.seq),
        format!("[{}] {} · {holder}", case.stage.character(), words.state(&case.state)),
    ];
    for clock in case.clocks.iter().filter(|clock| clock.is_open()) {
        let late = if clock.is_late(now) { words.say("  已超期", "  late") } else { "" };
        let (name, deadline) = (events::clock_name(clock, words), words.deadline(clock.deadline));
        lines.push(format!("  ◔ {} {name} → {deadline}{late}", clock.limit));
    }
    if !offers.is_empty() {
        lines.push(words.say("可以办理", "What can be done").to_owned());
    }
    lines.extend(offers.iter().map(|offer| of_offer(offer, words)));
    lines
}

fn of_offer(offer: &Offer, words: Words<'_>) -> String {
    let lacks = offer
        .lacks
        .as_ref()
        .map(|lacks| format!(" — {}", words.refusal(lacks, Some(&offer.transition))));
    let label = words.transition(&offer.transition);
    let needs = lacks.or_else(|| needs(offer, words)).unwrap_or_default();
    format!("  {}  {label}{needs}", offer.transition)
}

/// What must be typed with it, as it is typed.
fn needs(offer: &Offer, words: Words<'_>) -> Option<String> {
    let definition = words.world.workflow.definition();
    let transition = definition.transitions.get(offer.transition.as_str())?;
    let form = transition.form.as_ref().and_then(|form| definition.forms.get(form.as_str()));
    let fields = form.into_iter().flat_map(|form| &form.fields).filter(|(_, field)| field.required);
    let fields = fields.map(|(name, _)| format!("{name}="));
    let evidence = transition.evidence.iter().map(|kind| format!("evidence.{kind}="));
    let input = transition.verb.input().map(|kind| typed_as(kind).to_owned());
    let needs: Vec<String> = input.into_iter().chain(fields).chain(evidence).collect();
    (!needs.is_empty()).then(|| format!(" — {} {}", words.say("须填", "needs"), needs.join(" ")))
}

/// What happened, a line for each event that says something, and the words of forms below it.
pub(crate) fn timeline(
    entries: &[Entry],
    kept: &Kept,
    fields: Fields,
    words: Words<'_>,
) -> Vec<String> {
    let mut lines = Vec::new();
    for entry in entries {
        let share = share(&entry.event, fields);
        if !share.facts {
            continue;
        }
        if let Some(line) = events::line(&entry.event, words) {
            lines.push(format!("  {}  {line}", words.time(entry.at)));
        }
        let definition = words.world.workflow.definition();
        let form = share.form.then(|| form(&entry.event, definition)).flatten();
        lines.extend(form.into_iter().flat_map(|form| of_form(form, kept, fields, words)));
    }
    lines
}

/// The form that was filled with it, if one was, and what stands in it.
fn form<'a>(
    event: &'a Event,
    definition: &'a Definition,
) -> Option<(&'a Form, &'a BTreeMap<FieldName, Value>)> {
    let (name, filled) = if let Event::Filed(filed) = event {
        (definition.filing.form.as_ref()?, &filed.file.form)
    } else if let Event::Performed(performed) = event {
        let transition = definition.transitions.get(performed.transition.as_str())?;
        (transition.form.as_ref()?, &performed.form)
    } else {
        return None;
    };
    Some((definition.forms.get(name.as_str())?, filled))
}

fn of_form(
    (form, filled): (&Form, &BTreeMap<FieldName, Value>),
    kept: &Kept,
    fields: Fields,
    words: Words<'_>,
) -> Vec<String> {
    let filled = filled.iter().filter_map(|(name, value)| {
        let field = form.fields.get(name.as_str())?;
        let is_open = fields.internal || field.visible == Visibility::Citizen;
        let label = field.label.get(words.language);
        is_open.then(|| format!("      {label}: {}", of_value(field, value, kept, words)))
    });
    filled.collect()
}

fn of_value(field: &Field, value: &Value, kept: &Kept, words: Words<'_>) -> String {
    match value {
        Value::Text(text) => {
            let erased = || words.say("（已删除）", "(erased)").to_owned();
            kept.get(&text.id).cloned().flatten().unwrap_or_else(erased)
        }
        Value::Date(day) => day.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Money(fen) => format!("{}.{:02}", fen / 100, fen % 100),
        Value::YesNo(yes) => {
            (if *yes { words.say("是", "yes") } else { words.say("否", "no") }).to_owned()
        }
        Value::Choice(choice) => {
            let name = field.choices.get(choice).map(|name| name.get(words.language));
            name.unwrap_or(choice).to_owned()
        }
    }
}
