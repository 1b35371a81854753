//! `bihuan calendar load` on an installation: the deadlines of its open cases that a notice moves, and moving them.

use chrono::NaiveDate;
use domain::actor::Actor;
use domain::calendar::{Calendar, moved};
use domain::clock::deadline_text;
use engine::{Engine, Who};
use serde::Serialize;
use store::Store;
use store::visible::VisibleCases;

use super::calendar_load::{ChangedDay, changed};
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::installation::{Config, Installation, block_on, engine_failure, store, store_failure};
use crate::output::Output;
use crate::progress::Progress;

/// How many cases are taken at once.
const PAGE: u32 = 200;

/// What a notice moves.
#[derive(Default, Serialize)]
pub(crate) struct Listed {
    open: usize,
    moved: Vec<Row>,
}

/// A deadline that moves.
#[derive(Serialize)]
struct Row {
    case: String,
    number: String,
    limit: String,
    deadline: String,
    new_deadline: String,
    because: Vec<ChangedDay>,
}

/// Lists every open deadline that moves.
pub(crate) fn list(
    config: &Config,
    calendars: (&Calendar, &Calendar),
    output: Output,
) -> Result<Listed, Failure> {
    block_on(async {
        let store = store(config, output).await?;
        let listed = of_store(&store, calendars, output).await;
        store.close().await;
        listed
    })
}

async fn of_store(
    store: &Store,
    (old, new): (&Calendar, &Calendar),
    output: Output,
) -> Result<Listed, Failure> {
    let directory = store.directory().await.map_err(store_failure)?.directory;
    let everything = VisibleCases::of(&Actor::Engine, &directory);
    let (mut listed, mut after, mut progress) = (Listed::default(), None, Progress::new());
    loop {
        let page = store.running_cases(&everything, None, after, PAGE).await;
        let page = page.map_err(store_failure)?;
        let Some(last) = page.last() else { return Ok(listed) };
        after = Some(last.case.id);
        let clocks: Vec<_> = page
            .iter()
            .flat_map(|stored| stored.case.clocks.iter().map(move |clock| (stored, clock)))
            .filter(|(_, clock)| clock.is_open())
            .collect();
        listed.open += clocks.len();
        progress.at(|| format!("{} {}", output.say("期限", "deadlines"), listed.open));
        let keyed = clocks.iter().map(|(stored, clock)| ((*stored, &clock.limit), *clock));
        for moves in moved(old, new, keyed) {
            let (stored, limit) = moves.key;
            let day = |day: &NaiveDate| changed(*day, (old, new), output);
            listed.moved.push(Row {
                case: stored.case.id.to_string(),
                number: stored.number.clone(),
                limit: limit.to_string(),
                deadline: deadline_text(old, moves.from),
                new_deadline: deadline_text(new, moves.to),
                because: moves.days.iter().map(day).collect(),
            });
        }
    }
}

/// Prints them.
pub(crate) fn tell(listed: &Listed, edition: &str, output: Output) -> Result<(), Failure> {
    for Row { number, limit, deadline, new_deadline, because, .. } in &listed.moved {
        output.line(format!("{number}  {limit}  {deadline} → {new_deadline}"))?;
        because.iter().try_for_each(|day| output.line(format!("    {day}")))?;
    }
    let (moved, open) = (listed.moved.len(), listed.open);
    output.line(output.choose(
        format!("{edition}：{open} 个在办期限中有 {moved} 个移动"),
        format!("{edition}: {moved} of {open} open deadlines move"),
    ))
}

/// Moves them, by the calendar that lies in the data folder by now.
pub(crate) fn apply(config: Config, data: &Data, output: Output) -> Result<Answer, Failure> {
    let count = block_on(async {
        let installation = Installation::existing(config, data, output).await?;
        let count = move_all(&installation.engine, output).await;
        installation.close().await;
        count
    })?;
    output.note(output.choose(
        format!("{count} 个案件的期限已移动；正在运行的服务要重启才按新日历计算"),
        format!(
            "the deadlines of {count} cases were moved; a server that is running counts by the new calendar once it is restarted"
        ),
    ));
    Ok(Answer::Yes)
}

/// Every open case is asked: a level of a ladder may move where the deadline does not.
async fn move_all(engine: &Engine, output: Output) -> Result<u64, Failure> {
    let everything = engine.visible(&Who::Engine).await.map_err(store_failure)?;
    let (mut count, mut after, mut progress) = (0, None, Progress::new());
    loop {
        let page = engine.store().running_cases(&everything, None, after, PAGE).await;
        let page = page.map_err(store_failure)?;
        let Some(last) = page.last() else { return Ok(count) };
        after = Some(last.case.id);
        for stored in &page {
            let moved = engine.move_deadlines(stored.case.id).await.map_err(engine_failure)?;
            count += u64::from(!moved.events.is_empty());
            progress.at(|| format!("{} {count}", output.say("已移动", "moved")));
        }
    }
}
