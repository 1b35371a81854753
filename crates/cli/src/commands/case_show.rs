//! `bihuan case show`: where a case stands, what happened to it, and what can be done, for the person who asks.

use domain::case::Entry;
use domain::clock::Clock;
use engine::reading::Seen;
use serde::Serialize;
use serde_json::json;

use crate::args::{CaseShowArguments, Format};
use crate::cases::{Desk, standing, timeline};
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::installation::{block_on, store_failure};
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
    clocks: Vec<ClockRow>,
    timeline: Vec<String>,
    offers: Vec<OfferRow>,
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
    let story = timeline(&entries, &kept, seen.fields(), words);
    let printed = match arguments.acting.format.format {
        Format::Json => output.json(&report(desk, &seen, story, words)),
        Format::Text => tell(desk, &seen, &story, words, output),
    };
    Answer::Yes.once(printed)
}

fn tell(
    desk: &Desk,
    seen: &Seen,
    story: &[String],
    words: Words<'_>,
    output: Output,
) -> Result<(), Failure> {
    let now = desk.engine().clock().now();
    let lines = standing(seen, &desk.engine().offers(seen), now, words);
    lines.iter().try_for_each(|line| output.line(line))?;
    output.line(output.say("经过", "What happened"))?;
    story.iter().try_for_each(|line| output.line(line))
}

fn report<'a>(desk: &Desk, seen: &'a Seen, timeline: Vec<String>, words: Words<'_>) -> Report<'a> {
    let case = seen.case();
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
        clocks: case.clocks.iter().map(clock).collect(),
        timeline,
        offers: offers.collect(),
    }
}
