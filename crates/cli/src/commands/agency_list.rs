//! `bihuan agency list`: the outside bodies of the configuration, with what waits for each.

use engine::agencies::Agency;
use serde::Serialize;

use crate::args::{AgencyListArguments, Format};
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::installation::{Config, Installation, block_on, engine_failure};
use crate::output::Output;

/// A body.
#[derive(Serialize)]
struct Row {
    unit: String,
    name: String,
    kind: String,
    by: &'static str,
    heard: Option<String>,
    waiting: u64,
    dead: u64,
    for_people: u64,
    quarantined: Option<String>,
}

pub(crate) fn run(
    arguments: &AgencyListArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    let config = Config::read(&arguments.installation)?;
    let rows = block_on(async {
        let installation = Installation::existing(config, data, output).await?;
        let rows = rows(&installation, output).await;
        installation.close().await;
        rows
    })?;
    match arguments.format.format {
        Format::Json => output.json(&rows)?,
        Format::Text => lines(&rows, output)?,
    }
    Ok(Answer::Yes)
}

async fn rows(installation: &Installation, output: Output) -> Result<Vec<Row>, Failure> {
    let engine = &installation.engine;
    let directory = &engine.directory().directory;
    let local =
        |at| engine.definitions().calendar.local(at).format("%Y-%m-%d %H:%M:%S").to_string();
    let found = engine.agencies().await.map_err(engine_failure)?;
    let row = |Agency { unit, kind, known, waiting, .. }: Agency| {
        let name = directory.units.get(&unit).map(|unit| output.get(&unit.name).to_owned());
        let config = &installation.config.agencies;
        let entry = config.iter().find(|entry| entry.unit == unit.as_str());
        let by = if entry.is_some_and(|entry| entry.files.is_some()) { "files" } else { "http" };
        Row {
            name: name.unwrap_or_default(),
            unit: unit.as_str().to_owned(),
            kind,
            by,
            heard: known.heard_at.map(local),
            waiting: waiting.outbox,
            dead: waiting.dead,
            for_people: waiting.people,
            quarantined: known.quarantined_at.map(local),
        }
    };
    Ok(found.into_iter().map(row).collect())
}

fn lines(rows: &[Row], output: Output) -> Result<(), Failure> {
    if rows.is_empty() {
        return output.line(output.say(
            "没有接入外部单位；在配置里写 [[agencies]]，样例见 docs/operating/bihuan.sample.toml",
            "no outside body is connected; write [[agencies]] into the configuration, see docs/operating/bihuan.sample.toml",
        ));
    }
    for Row { unit, name, kind, by, heard, waiting, dead, for_people, quarantined } in rows {
        let never = || output.say("从未", "never").to_owned();
        let heard = heard.clone().unwrap_or_else(never);
        output.line(output.choose(
            format!("{unit}（{name}）  {kind}，{by}；最近收到：{heard}；待发 {waiting}，停发 {dead}，待人工 {for_people}"),
            format!("{unit} ({name})  {kind}, {by}; heard: {heard}; {waiting} to send, {dead} dead, {for_people} for people"),
        ))?;
        if let Some(since) = quarantined {
            output.line(output.choose(
                format!("  自 {since} 起不再采信：坏报文太多；查明后用 bihuan agency release {unit} --reason …"),
                format!("  not believed since {since}: too many bad messages; once mended, bihuan agency release {unit} --reason …"),
            ))?;
        }
    }
    Ok(())
}
