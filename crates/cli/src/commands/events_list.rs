//! `bihuan events list` and `log`: who is told of events, and what was sent, try by try.

use serde::Serialize;
use store::subscriptions::{Backlog, LoggedTry, Subscription, SubscriptionId};
use store::{Store, StoreError};

use crate::args::{EventsListArguments, Format, LogArguments};
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::installation::{Config, Installation, block_on, store_failure};
use crate::output::Output;

/// A subscription.
#[derive(Serialize)]
struct Row {
    id: String,
    unit: String,
    url: String,
    mode: &'static str,
    types: Vec<&'static str>,
    paused: Option<String>,
    waiting: i64,
    dead: i64,
}

/// A try.
#[derive(Serialize)]
struct TryRow {
    at: String,
    event: String,
    #[serde(rename = "type")]
    kind: String,
    attempt: i32,
    status: Option<i32>,
    took_ms: i64,
    failure: Option<String>,
}

/// Lists the subscriptions.
pub(crate) fn run(
    arguments: &EventsListArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    let config = Config::read(&arguments.installation)?;
    let nowhere = config.events.allow.is_empty();
    let rows = block_on(async {
        let installation = Installation::existing(config, data, output).await?;
        let rows = rows(installation.engine.store()).await;
        installation.close().await;
        rows.map_err(store_failure)
    })?;
    let printed = match arguments.format.format {
        Format::Json => output.json(&rows),
        Format::Text => lines(&rows, output),
    };
    // Beside the list, so that what reads it finds nothing else in it.
    if nowhere {
        output.note(output.say(
            "配置文件没有 [events] allow：不能订阅，已有的订阅也不投送",
            "the configuration has no [events] allow: nothing can be subscribed to, and nothing is sent to who is",
        ));
    }
    Answer::Yes.once(printed)
}

fn lines(rows: &[Row], output: Output) -> Result<(), Failure> {
    if rows.is_empty() {
        return output.line(output.say(
            "没有订阅；用 bihuan events subscribe 订阅",
            "nothing is subscribed; bihuan events subscribe does it",
        ));
    }
    rows.iter().try_for_each(|row| output.line(line(row, output)))
}

async fn rows(store: &Store) -> Result<Vec<Row>, StoreError> {
    let (subscriptions, backlogs) = (store.subscriptions().await?, store.backlogs().await?);
    let row = |subscription: Subscription| {
        let backlog = backlogs.get(&subscription.id).copied().unwrap_or_default();
        Row::new(subscription, backlog)
    };
    Ok(subscriptions.into_iter().map(row).collect())
}

/// Lists the tries of a subscription.
pub(crate) fn log(
    arguments: &LogArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    let config = Config::read(&arguments.installation)?;
    let tries = block_on(async {
        let installation = Installation::existing(config, data, output).await?;
        let tries = tries(&installation, arguments).await;
        installation.close().await;
        tries.map_err(store_failure)
    })?;
    let rows = tries.ok_or_else(|| {
        let id = arguments.subscription;
        Failure::usage(
            format!("没有订阅 {id}；bihuan events list 列出全部订阅"),
            format!("there is no subscription {id}; bihuan events list lists them"),
        )
    })?;
    let printed = match arguments.format.format {
        Format::Json => output.json(&rows),
        Format::Text if rows.is_empty() => output.line(output.say(
            "还没有投送过；有符合的事件发生就会投送",
            "nothing was sent yet; it is as soon as something happens that it is told of",
        )),
        Format::Text => rows.iter().try_for_each(|row| output.line(try_line(row, output))),
    };
    Answer::Yes.once(printed)
}

/// None if there is no such subscription.
async fn tries(
    installation: &Installation,
    arguments: &LogArguments,
) -> Result<Option<Vec<TryRow>>, StoreError> {
    let calendar = &installation.engine.definitions().calendar;
    let (id, store) = (SubscriptionId(arguments.subscription), installation.engine.store());
    if !store.subscriptions().await?.iter().any(|known| known.id == id) {
        return Ok(None);
    }
    let tries = store.delivery_tries(id, None, arguments.most).await?;
    let row = |tried: LoggedTry| TryRow {
        at: calendar.local(tried.at).format("%Y-%m-%d %H:%M:%S").to_string(),
        event: tried.delivery.to_string(),
        kind: tried.topic,
        attempt: tried.attempt,
        status: tried.status,
        took_ms: tried.took_ms,
        failure: tried.failure,
    };
    Ok(Some(tries.into_iter().map(row).collect()))
}

fn line(row: &Row, output: Output) -> String {
    let Row { id, unit, url, mode, types, paused, waiting, dead } = row;
    let standing = match paused.as_deref() {
        None => output.say("投送中", "on"),
        Some("gone") => {
            output.say("接收方已不在（410），已暂停", "paused: the receiver is gone (410)")
        }
        Some(_) => output.say("已暂停", "paused"),
    };
    let types = types.join(" ");
    output.choose(
        format!("{id}  {unit}  {url}  {mode}  {standing}  待投 {waiting}  放弃 {dead}\n    {types}"),
        format!("{id}  {unit}  {url}  {mode}  {standing}  {waiting} waiting  {dead} given up\n    {types}"),
    )
}

fn try_line(row: &TryRow, output: Output) -> String {
    let TryRow { at, event, kind, attempt, status, took_ms, failure } = row;
    let status = status.map_or_else(|| "—".to_owned(), |status| status.to_string());
    let failure = failure.as_deref().map(|why| format!("  {why}")).unwrap_or_default();
    output.choose(
        format!("{at}  {event}  {kind}  第 {attempt} 次  {status}  {took_ms} 毫秒{failure}"),
        format!("{at}  {event}  {kind}  try {attempt}  {status}  {took_ms} ms{failure}"),
    )
}

impl Row {
    fn new(subscription: Subscription, backlog: Backlog) -> Self {
        let Subscription { id, unit, topics, url, mode, paused, .. } = subscription;
        let Backlog { waiting, dead } = backlog;
        Self {
            id: id.0.to_string(),
            unit: unit.as_str().to_owned(),
            url,
            mode: mode.as_str(),
            types: topics.iter().map(|topic| topic.as_str()).collect(),
            paused: paused.map(|paused| paused.why),
            waiting,
            dead,
        }
    }
}
