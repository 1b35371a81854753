//! What happened to a case, for people: what somebody did with what they wrote, what was told to whom, what the system did
//! by itself. What may be known is decided where the API decides it.

use domain::case::{Entry, Event};
use domain::id::PersonId;
use domain::workflow::Form;
use engine::reading::Seen;
use engine::wording::because;
use serde_json::Value;
use store::queries::Words as Kept;

use super::told_with::beside;
use super::words::Words;
use crate::api::names::Names;
use crate::api::timeline::EventOut;

/// Something that happened.
#[derive(Debug)]
pub(super) struct Item {
    /// When, by the wall clock.
    pub(super) at: String,
    /// Who.
    pub(super) by: String,
    /// What.
    pub(super) title: String,
    /// What was written with it, by labels.
    pub(super) said: Vec<(String, String)>,
    /// Whether the system did it by itself.
    pub(super) by_system: bool,
}

/// What happened, the newest first.
pub(super) fn items(
    entries: &[Entry],
    kept: &Kept,
    (names, w): (Names<'_>, &Words),
    seen: &Seen,
) -> Vec<Item> {
    let places = (0..entries.len()).rev();
    places.filter_map(|place| item(entries.get(place..)?, kept, (names, w), seen)).collect()
}

/// What the steps of these names said when they were done last, the newest first.
pub(super) fn last_of(
    entries: &[Entry],
    kept: &Kept,
    (names, w): (Names<'_>, &Words),
    (seen, is_asked): (&Seen, &dyn Fn(&Event) -> bool),
) -> Option<Item> {
    let place = entries.iter().rposition(|entry| is_asked(&entry.event))?;
    item(entries.get(place..)?, kept, (names, w), seen)
}

/// The first of the entries as an item, with what the events say that came with it.
fn item(
    entries: &[Entry],
    kept: &Kept,
    (names, w): (Names<'_>, &Words),
    seen: &Seen,
) -> Option<Item> {
    let (entry, after) = entries.split_first()?;
    let fields = seen.fields();
    let out = EventOut::new(entry, kept, names, fields);
    let title = title(&entry.event, &out, names, w)?;
    let form = form(&entry.event, names);
    let form_facts = match out.facts.get("file") {
        Some(file) => file.get("form"),
        None => out.facts.get("form"),
    };
    let said = form.zip(form_facts.and_then(Value::as_object)).map(|(form, facts)| {
        let told = form.fields.iter().filter_map(|(name, field)| {
            let text = text(facts.get(name.as_str())?, field, names, w)?;
            Some((field.label.get(names.language).to_owned(), text))
        });
        told.collect()
    });
    let mut said: Vec<(String, String)> = said.unwrap_or_default();
    if let Event::HandlerChanged(_) = &entry.event {
        said.extend(handed(&out, names, w));
    }
    said.extend(supervised(&entry.event, &out, names, w));
    if let Event::RespondentsNamed(_) = &entry.event
        && fields.respondents
        && let Some(reason) = kept.get(&because(seen.case().id, entry.seq))
    {
        let reason = reason.clone().unwrap_or_else(|| w.erased.to_owned());
        said.push((w.reason.to_owned(), reason));
    }
    said.extend(beside(&entry.event, names, w, fields));
    if let Event::Performed(_) = &entry.event {
        let with_it = after
            .iter()
            .take_while(|next| next.at == entry.at && !matches!(next.event, Event::Performed(_)));
        said.extend(with_it.flat_map(|next| beside(&next.event, names, w, fields)));
    }
    Some(Item {
        at: names.definitions.calendar.minute_text(entry.at),
        by: out.by.name,
        title,
        said,
        by_system: matches!(entry.by, domain::actor::Author::Engine),
    })
}

/// What was decided about the case in a joint session, or why a leader sponsors it or does no more.
fn supervised(
    event: &Event,
    out: &EventOut,
    names: Names<'_>,
    w: &Words,
) -> Option<(String, String)> {
    if let Event::SessionNoted(note) = event {
        let unit = names.unit(note.responsible.as_ref()?).name;
        return Some((w.joint.responsible.to_owned(), unit));
    }
    if !matches!(event, Event::Sponsored(_) | Event::SponsorEnded(_)) {
        return None;
    }
    let reason = out.facts.get("reason").and_then(Value::as_str);
    Some((w.reason.to_owned(), reason.unwrap_or(w.erased).to_owned()))
}

/// Why a case came into other hands, and for whom the system did it.
fn handed(out: &EventOut, names: Names<'_>, w: &Words) -> Vec<(String, String)> {
    let text = |name: &str| out.facts.get(name).and_then(Value::as_str).map(str::to_owned);
    let reason = text("reason").unwrap_or_else(|| w.erased.to_owned());
    let by = text("asked_by").map(|by| names.person(&by.as_str().into()).name);
    let by = by.map(|by| (w.hands.asked_by.to_owned(), by));
    by.into_iter().chain([(w.reason.to_owned(), reason)]).collect()
}

/// What an event is called; none where the deed that brought it says it already.
fn title(event: &Event, out: &EventOut, names: Names<'_>, w: &Words) -> Option<String> {
    if let Some(transition) = &out.transition {
        return Some(transition.name.clone());
    }
    if let Event::Told { letter, .. } = event {
        let letters = &names.workflow?.definition().letters;
        let letter = letters.get(letter.as_str()).map(|found| found.name.get(names.language));
        return letter.map(|letter| format!("{}{letter}", w.sent));
    }
    if let Event::LevelReached { limit, .. } = event {
        return Some(format!("{}{}", w.reminder, names.limit(limit).name));
    }
    if let Event::OrderNoted(note) = event {
        let w = &w.supervision;
        let said = if note.answered_at.is_some() { w.was_answered } else { w.was_sent_back };
        return Some(said.to_owned());
    }
    if let Event::SessionNoted(note) = event {
        return Some(format!("{} {}（{}）", w.joint.held, note.number, note.held_on));
    }
    if let Event::Sponsored(sponsor) = event {
        let name = names.person(&sponsor.person).name;
        return Some(format!("{}{name}（{}）", w.joint.sponsored_by, sponsor.until));
    }
    if let Event::SponsorEnded(_) = event {
        return Some(w.joint.ended.to_owned());
    }
    if let Event::HandlerChanged(change) = event {
        let name = |person: &Option<PersonId>| {
            let known = person.as_ref().map(|person| names.person(person).name);
            known.unwrap_or_else(|| w.hands.nobody.to_owned())
        };
        let (before, now) = (name(&change.before), name(&change.now));
        return Some(format!("{}{before} → {now}", w.hands.changed));
    }
    Some(
        match out.kind {
            "filed" => w.filed,
            "read" => w.was_read,
            "screened" => w.was_screened,
            "respondents_named" => w.respondents_named,
            "recused" => w.recused,
            "absorbed" => w.absorbed,
            "party_left" => w.party_left,
            "clock_moved" => w.clock_moved,
            _ => return None,
        }
        .to_owned(),
    )
}

/// The form that was filled with it, if one was.
fn form<'a>(event: &Event, names: Names<'a>) -> Option<&'a Form> {
    let definition = names.workflow?.definition();
    let name = if let Event::Filed(_) = event {
        definition.filing.form.as_ref()?
    } else if let Event::Performed(performed) = event {
        definition.transitions.get(performed.transition.as_str())?.form.as_ref()?
    } else {
        return None;
    };
    definition.forms.get(name.as_str())
}

/// A value as the API writes it, in words: `{"text": …}`, `{"choice": …}`, `{"yes_no": …}`, `{"money": …}`, …
fn text(
    value: &Value,
    field: &domain::workflow::Field,
    names: Names<'_>,
    w: &Words,
) -> Option<String> {
    let (kind, value) = value.as_object()?.iter().next()?;
    Some(match (kind.as_str(), value) {
        ("choice", Value::String(choice)) => {
            let known = field.choices.get(choice).map(|name| name.get(names.language));
            known.unwrap_or(choice).to_owned()
        }
        ("yes_no", Value::Bool(yes)) => (if *yes { w.yes } else { w.no }).to_owned(),
        ("money", Value::Number(fen)) => {
            let fen = fen.as_u64().unwrap_or_default();
            format!("{}.{:02}", fen / 100, fen % 100)
        }
        (_, Value::String(text)) => text.clone(),
        (_, Value::Number(number)) => number.to_string(),
        (_, Value::Null) => w.erased.to_owned(),
        (_, Value::Bool(_) | Value::Array(_) | Value::Object(_)) => return None,
    })
}
