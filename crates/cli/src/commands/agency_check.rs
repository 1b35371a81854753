//! `bihuan agency check`: tries the connection to a body, and says in plain words what is wrong and what to do.

use agency::Registered;
use domain::id::UnitId;
use engine::agencies::Agency as Known;

use crate::agencies::{AgencyConfig, Finding, of_answer, of_folder, of_keys, registry, unknown};
use crate::args::AgencyCheckArguments;
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::installation::{Config, Installation, block_on, engine_failure};
use crate::output::Output;

/// The answer is no if anything is wrong.
pub(crate) fn run(
    arguments: &AgencyCheckArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    let config = Config::read(&arguments.installation)?;
    let found = block_on(async {
        let installation = Installation::existing(config, data, output).await?;
        let found = examine(&installation, &arguments.unit).await;
        installation.close().await;
        found
    })?;
    let is_well = found.iter().all(|finding| finding.well);
    for Finding { well, says } in &found {
        let mark = if *well { "✓" } else { "✗" };
        output.line(format!("{mark} {}", output.get(says)))?;
    }
    Ok(Answer::of(is_well))
}

async fn examine(installation: &Installation, unit: &str) -> Result<Vec<Finding>, Failure> {
    let Installation { engine, config } = installation;
    let registry = registry(config, engine.definitions(), &engine.directory().directory)?;
    let unit = UnitId::from(unit);
    let registered = registry.agency(&unit).ok_or_else(|| unknown(&unit, &registry))?;
    let mut found = vec![Finding::well(
        "配置、密钥、对照表都能读取",
        "configuration, keys and mapping table can be read",
    )];
    if let Some(entry) = config.agencies.iter().find(|entry| entry.unit == unit.as_str()) {
        found.extend(way(entry, registered, config).await?);
    }
    let known = engine.agencies().await.map_err(engine_failure)?;
    if let Some(known) = known.iter().find(|known| known.unit == unit) {
        found.extend(waits(known));
    }
    Ok(found)
}

/// How the way to the body is.
async fn way(
    entry: &AgencyConfig,
    registered: &Registered,
    config: &Config,
) -> Result<Vec<Finding>, Failure> {
    if let Some(files) = &entry.files {
        return of_folder(entry, files, config);
    }
    let Some(http) = &entry.http else { return Ok(Vec::new()) };
    let mut found = of_keys(http, chrono::Utc::now())?;
    found.push(of_answer(registered).await);
    Ok(found)
}

/// What waits for somebody.
fn waits(known: &Known) -> Vec<Finding> {
    let mut found = Vec::new();
    let (unit, dead, people) = (&known.unit, known.waiting.dead, known.waiting.people);
    if known.known.quarantined_at.is_some() {
        found.push(Finding::bad(
            format!("坏报文太多，不再采信；查明后用 bihuan agency release {unit} --reason …"),
            format!("too many bad messages, it is not believed; once mended, bihuan agency release {unit} --reason …"),
        ));
    }
    if dead > 0 {
        found.push(Finding::bad(
            format!(
                "{dead} 条消息已停发；用 bihuan agency outbox --dead 查看，bihuan agency retry --all 重发"
            ),
            format!(
                "{dead} messages are dead; see bihuan agency outbox --dead, and bihuan agency retry --all"
            ),
        ));
    }
    if people > 0 {
        found.push(Finding::bad(
            format!("{people} 条报告待人工处理；用 bihuan agency inbox --for-people 查看"),
            format!("{people} reports wait for a person; see bihuan agency inbox --for-people"),
        ));
    }
    found
}
