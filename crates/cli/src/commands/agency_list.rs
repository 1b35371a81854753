//! `bihuan agency list`: the outside bodies of the configuration, with what waits for each.

use agency::{Ability, Fault};
use chrono::{TimeDelta, Utc};
use domain::id::Timestamp;
use engine::agencies::Agency;
use serde::Serialize;
use store::agencies::{Stuck, Way};

use crate::agencies::AgencyConfig;
use crate::args::{AgencyListArguments, Format};
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::installation::{Config, Installation, block_on, engine_failure, store_failure};
use crate::output::Output;

/// A body.
#[derive(Serialize)]
struct Row {
    unit: String,
    name: String,
    kind: String,
    by: &'static str,
    heard: Option<String>,
    answered: Option<String>,
    sent: Option<String>,
    stuck: Option<StuckRow>,
    #[serde(skip)]
    silent: bool,
    waiting: u64,
    dead: u64,
    for_people: u64,
    quarantined: Option<String>,
}

/// What does not get through.
#[derive(Serialize)]
struct StuckRow {
    since: String,
    messages: u64,
    tried: Option<String>,
    failure: String,
}

/// A body that is asked is silent after so many times of asking without an answer, and no sooner than this.
const ASKED_IN_VAIN: i32 = 3;
const SILENT_AFTER: TimeDelta = TimeDelta::minutes(5);

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
    let found = engine.agencies().await.map_err(engine_failure)?;
    let mut rows = Vec::new();
    for agency in found {
        let way = engine.store().way_to(&agency.unit).await.map_err(store_failure)?;
        rows.push(row(agency, way, installation, output));
    }
    Ok(rows)
}

fn row(agency: Agency, way: Way, installation: &Installation, output: Output) -> Row {
    let Agency { unit, kind, known, waiting, capability, .. } = agency;
    let engine = &installation.engine;
    let snapshot = engine.directory();
    let name = snapshot.directory.units.get(&unit).map(|unit| output.get(&unit.name).to_owned());
    let config = &installation.config.agencies;
    let entry = config.iter().find(|entry| entry.unit == unit.as_str());
    let local =
        |at| engine.definitions().calendar.local(at).format("%Y-%m-%d %H:%M:%S").to_string();
    let by_http = entry.is_some_and(|entry| entry.http.is_some());
    // The answer of a folder is nobody's.
    let answered = known.polled_at.filter(|_| by_http && capability.can(Ability::Poll));
    let stuck = way.stuck.map(|Stuck { since, messages, tried_at, failure }| {
        let words = Fault::told(&failure).map(|fault| output.get(&fault.words()).to_owned());
        // One that is under way is tried now.
        let tried = tried_at.map(|at| local(at.min(Utc::now())));
        StuckRow { since: local(since), messages, tried, failure: words.unwrap_or(failure) }
    });
    Row {
        name: name.unwrap_or_default(),
        unit: unit.as_str().to_owned(),
        kind,
        by: if by_http { "http" } else { "files" },
        heard: known.heard_at.map(local),
        silent: answered.is_some_and(|at| is_long_ago(at, entry)),
        answered: answered.map(local),
        sent: way.sent_at.map(local),
        stuck,
        waiting: waiting.outbox,
        dead: waiting.dead,
        for_people: waiting.people,
        quarantined: known.quarantined_at.map(local),
    }
}

/// Whether a body that answered then should have answered again.
fn is_long_ago(at: Timestamp, entry: Option<&AgencyConfig>) -> bool {
    let every = entry.map_or(0, |entry| entry.poll_seconds.get());
    let asked = TimeDelta::seconds(every.into()) * ASKED_IN_VAIN;
    Utc::now() - at > asked.max(SILENT_AFTER)
}

fn lines(rows: &[Row], output: Output) -> Result<(), Failure> {
    if rows.is_empty() {
        return output.line(output.say(
            "没有接入外部单位；在配置里写 [[agencies]]，样例见 docs/operating/bihuan.sample.toml",
            "no outside body is connected; write [[agencies]] into the configuration, see docs/operating/bihuan.sample.toml",
        ));
    }
    rows.iter().try_for_each(|row| line(row, output))
}

fn line(row: &Row, output: Output) -> Result<(), Failure> {
    let Row { unit, name, kind, by, waiting, dead, for_people, .. } = row;
    let or_never =
        |at: &Option<String>| at.clone().unwrap_or_else(|| output.say("从未", "never").to_owned());
    let (heard, sent) = (or_never(&row.heard), or_never(&row.sent));
    output.line(output.choose(
        format!("{unit}（{name}）  {kind}，{by}；最近收到：{heard}；最近发出：{sent}；待发 {waiting}，停发 {dead}，待人工 {for_people}"),
        format!("{unit} ({name})  {kind}, {by}; heard: {heard}; sent: {sent}; {waiting} to send, {dead} dead, {for_people} for people"),
    ))?;
    if let Some(stuck) = &row.stuck {
        let StuckRow { since, messages, tried, failure } = stuck;
        let tried = tried.as_deref().unwrap_or("-");
        output.line(output.choose(
            format!("  自 {since} 起有 {messages} 条没有送到；最近一次 {tried}：{failure}；用 bihuan agency check {unit} 查明"),
            format!("  {messages} messages do not get through since {since}; last tried {tried}: {failure}; see bihuan agency check {unit}"),
        ))?;
    }
    if let Some(since) = row.answered.as_ref().filter(|_| row.silent) {
        output.line(output.choose(
            format!("  自 {since} 起询问没有应答，或者 bihuan serve 没有运行；用 bihuan agency check {unit} 查明"),
            format!("  no answer to what it is asked since {since}, unless bihuan serve does not run; see bihuan agency check {unit}"),
        ))?;
    }
    if let Some(since) = &row.quarantined {
        output.line(output.choose(
            format!("  自 {since} 起不再采信：坏报文太多；查明后用 bihuan agency release {unit} --reason …"),
            format!("  not believed since {since}: too many bad messages; once mended, bihuan agency release {unit} --reason …"),
        ))?;
    }
    Ok(())
}
