//! `bihuan case show`: where a case stands, what happened to it, and what can be done, for the person who asks.

use domain::case::Entry;
use domain::clock::Clock;
use domain::id::PartyId;
use domain::text::Bilingual;
use engine::reading::Seen;
use engine::vault::Masked;
use serde::Serialize;
use serde_json::json;
use store::queries::Attachment;

use crate::args::{CaseShowArguments, Format};
use crate::cases::{Desk, standing, timeline};
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::installation::{block_on, engine_failure, store_failure};
use crate::output::Output;
use crate::words::Words;

#[derive(Serialize)]
struct Report<'a> {
    number: &'a str,
    id: String,
    version: u64,
    title: &'a str,
    workflow: String,
    state: &'a str,
    stage: &'a str,
    holder: Option<String>,
    category: String,
    category_name: Option<&'a str>,
    place: String,
    place_name: Option<&'a str>,
    address: &'a str,
    parties: Vec<PartyRow>,
    attachments: Vec<FileRow>,
    clocks: Vec<ClockRow>,
    timeline: Vec<String>,
    offers: Vec<OfferRow>,
}

/// Who complains, masked as in the API.
#[derive(Serialize)]
struct PartyRow {
    id: String,
    name: String,
    telephone: String,
}

#[derive(Serialize)]
struct FileRow {
    id: String,
    name: String,
    media_type: String,
    size: u64,
}

/// What stands beside the case.
struct Beside {
    parties: Vec<PartyRow>,
    attachments: Vec<FileRow>,
    timeline: Vec<String>,
}

#[derive(Serialize)]
struct ClockRow {
    limit: String,
    deadline: String,
    open: bool,
    late: bool,
}

#[derive(Serialize)]
struct OfferRow {
    transition: String,
    label: String,
    lacks: Option<String>,
}

pub(crate) fn run(
    arguments: &CaseShowArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    block_on(async {
        let desk = Desk::open(&arguments.acting, data, output).await?;
        let shown = show(&desk, arguments, output).await;
        desk.close().await;
        shown
    })
}

async fn show(
    desk: &Desk,
    arguments: &CaseShowArguments,
    output: Output,
) -> Result<Answer, Failure> {
    let seen = desk.find(&arguments.case).await?;
    desk.note("read", json!({ "case": seen.case().id })).await?;
    let words = desk.words(&seen, output)?;
    let store = desk.engine().store();
    let id = seen.case().id;
    let entries = store.timeline(&seen.visible, id, 0, u32::MAX).await.map_err(store_failure)?;
    let kept = store.words(&seen.visible, id).await.map_err(store_failure)?;
    let entries: Vec<Entry> = entries.unwrap_or_default();
    let timeline = timeline(&entries, &kept, seen.fields(), words);
    let attachments = attachments(desk, &seen).await?;
    let beside = Beside { parties: parties(desk, &seen).await?, attachments, timeline };
    let printed = match arguments.acting.format.format {
        Format::Json => output.json(&report(desk, &seen, beside, words)),
        Format::Text => tell(desk, &seen, &beside, words, output),
    };
    Answer::Yes.once(printed)
}

async fn parties(desk: &Desk, seen: &Seen) -> Result<Vec<PartyRow>, Failure> {
    let known = desk.engine().parties(seen).await.map_err(engine_failure)?;
    let row = |(party, Masked { name, telephone }): (PartyId, Masked)| PartyRow {
        id: party.0.to_string(),
        name,
        telephone,
    };
    Ok(known.into_iter().map(row).collect())
}

async fn attachments(desk: &Desk, seen: &Seen) -> Result<Vec<FileRow>, Failure> {
    let kept = desk.engine().store().attachments(&seen.visible, seen.case().id).await;
    let row = |file: Attachment| FileRow {
        id: file.id.to_string(),
        name: file.name,
        media_type: file.media_type,
        size: file.size,
    };
    Ok(kept.map_err(store_failure)?.unwrap_or_default().into_iter().map(row).collect())
}

/// What it is about, where, who complains, and the files: a line each.
fn facts(desk: &Desk, seen: &Seen, beside: &Beside, words: Words<'_>) -> Vec<String> {
    let (case, codes) = (seen.case(), &desk.definitions().codes);
    let named = |code: &str, name: Option<&Bilingual>| {
        name.map_or_else(|| code.to_owned(), |name| format!("{code} {}", name.get(words.language)))
    };
    let category = named(case.category.as_str(), codes.category_name(&case.category));
    let place = named(case.place.as_str(), codes.place_name(&case.place));
    let place = [place.as_str(), seen.complaint.address.as_str()].join(" ");
    let mut lines = vec![
        format!("  {}  {}", words.say("类别", "category"), category.trim()),
        format!("  {}  {}", words.say("地点", "place"), place.trim()),
    ];
    for PartyRow { id, name, telephone } in &beside.parties {
        let who = if name.is_empty() { words.say("（未具名）", "(no name)") } else { name };
        lines.push(format!("  {}  {who} {telephone}  {id}", words.say("当事人", "party")));
    }
    for FileRow { id, name, media_type, size } in &beside.attachments {
        let label = words.say("文件", "file");
        lines.push(format!("  {label}  {name}  {media_type}, {size} B  {id}"));
    }
    lines
}

fn tell(
    desk: &Desk,
    seen: &Seen,
    beside: &Beside,
    words: Words<'_>,
    output: Output,
) -> Result<(), Failure> {
    let now = desk.engine().clock().now();
    let lines = standing(seen, &desk.engine().offers(seen), now, words);
    lines.iter().try_for_each(|line| output.line(line))?;
    facts(desk, seen, beside, words).iter().try_for_each(|line| output.line(line))?;
    output.line(output.say("经过", "What happened"))?;
    beside.timeline.iter().try_for_each(|line| output.line(line))
}

fn report<'a>(desk: &'a Desk, seen: &'a Seen, beside: Beside, words: Words<'_>) -> Report<'a> {
    let Beside { parties, attachments, timeline } = beside;
    let (case, codes) = (seen.case(), &desk.definitions().codes);
    let language = words.language;
    let now = desk.engine().clock().now();
    let clock = |clock: &Clock| ClockRow {
        limit: clock.limit.to_string(),
        deadline: domain::clock::deadline_rfc3339(words.world.calendar, clock.deadline),
        open: clock.is_open(),
        late: clock.is_late(now),
    };
    let offers = desk.engine().offers(seen);
    let offers = offers.iter().map(|offer| OfferRow {
        transition: offer.transition.to_string(),
        label: words.transition(&offer.transition),
        lacks: offer.lacks.as_ref().map(|lacks| words.refusal(lacks, Some(&offer.transition))),
    });
    Report {
        number: &seen.stored.number,
        id: case.id.to_string(),
        version: case.seq,
        title: &seen.complaint.title,
        workflow: format!("{}/{}", case.workflow.name, case.workflow.version),
        state: case.state.as_str(),
        stage: case.stage.as_str(),
        holder: case.holder().map(|holder| words.holder(holder)),
        category: case.category.to_string(),
        category_name: codes.category_name(&case.category).map(|name| name.get(language)),
        place: case.place.to_string(),
        place_name: codes.place_name(&case.place).map(|name| name.get(language)),
        address: &seen.complaint.address,
        parties,
        attachments,
        clocks: case.clocks.iter().map(clock).collect(),
        timeline,
        offers: offers.collect(),
    }
}
