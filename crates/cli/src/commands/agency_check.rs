//! `bihuan agency check`: tries the connection to a body, and says in plain words what is wrong and what to do.

use agency::files::Station;
use agency::{Ability, AgencyError, Registered, Retry};
use domain::id::UnitId;
use domain::text::Bilingual;
use engine::agencies::Agency as Known;

use crate::agencies::{FilesConfig, registry, station, unknown};
use crate::args::AgencyCheckArguments;
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::installation::{Config, Installation, block_on, engine_failure};
use crate::output::Output;

/// What was found: whether it is well, and in words.
struct Finding {
    well: bool,
    says: Bilingual,
}

impl Finding {
    fn well(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { well: true, says: Bilingual::new(zh, en) }
    }

    fn bad(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { well: false, says: Bilingual::new(zh, en) }
    }
}

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
    let entry = config.agencies.iter().find(|entry| entry.unit == unit.as_str());
    match entry.and_then(|entry| entry.files.as_ref()) {
        Some(files) => found.extend(folders(&unit, files)?),
        None => found.push(answer(registered).await),
    }
    let known = engine.agencies().await.map_err(engine_failure)?;
    if let Some(known) = known.iter().find(|known| known.unit == unit) {
        found.extend(waits(known));
    }
    Ok(found)
}

/// Asks the body for its reports; nothing of the answer is kept.
async fn answer(registered: &Registered) -> Finding {
    let agency = &registered.agency;
    if !agency.capability().can(Ability::Poll) {
        return Finding::well(
            "对方只推送，不能询问；请对方推送一次试试",
            "the body pushes only and cannot be asked; have it push something",
        );
    }
    match agency.poll(None).await {
        Ok(page) if page.unreadable.is_empty() => {
            let count = page.reports.len();
            Finding::well(
                format!("对方应答正常，给出 {count} 条报告"),
                format!("the body answers, with {count} reports"),
            )
        }
        Ok(page) => {
            let (id, why) = page.unreadable.into_iter().next().unwrap_or_default();
            Finding::bad(
                format!("对方应答了，但报文 {id} 不能读取：{why}；请对方按适配器的说明核对格式"),
                format!(
                    "the body answers, but message {id} cannot be read: {why}; have it check the format by the adapter's README"
                ),
            )
        }
        Err(AgencyError { what, retry: Retry::Temporary(_) }) => Finding::bad(
            format!("对方没有应答：{what}；请核对 url、networks 和网络，或者稍后再试"),
            format!(
                "the body does not answer: {what}; check url, networks and the network, or try later"
            ),
        ),
        Err(AgencyError { what, retry: Retry::Permanent | Retry::Unsupported }) => Finding::bad(
            format!("对方拒绝了询问：{what}；请核对双方的密钥和地址"),
            format!(
                "the body refuses to be asked: {what}; check the keys of both sides and the address"
            ),
        ),
    }
}

/// How the exchange of files stands.
fn folders(unit: &UnitId, files: &FilesConfig) -> Result<Vec<Finding>, Failure> {
    let Station { waiting, unacknowledged, missing, quarantined, ahead, .. } =
        station(unit, files)?;
    let mut found = vec![Finding::well(
        format!("文件夹可以读写，{waiting} 条消息待装批，{} 批待回执", unacknowledged.len()),
        format!(
            "the folder can be used, {waiting} messages in no batch yet, {} batches not acknowledged",
            unacknowledged.len()
        ),
    )];
    if let Some(oldest) = unacknowledged.first() {
        let (number, since) = (oldest.number, oldest.since.format("%Y-%m-%d %H:%M UTC"));
        found.push(Finding::well(
            format!("最早一批 {number} 自 {since} 起没有回执；早于两轮送盘，就请核对两个方向是否都送了"),
            format!("the oldest, {number}, is without acknowledgement since {since}; if that is two rounds of the carrier, see that both directions are carried"),
        ));
    }
    if !missing.is_empty() || !ahead.is_empty() {
        let count = missing.len();
        found.push(Finding::bad(
            format!("缺 {count} 段批次，后面的批次在等；已随回执索要，也可请对方重发"),
            format!("{count} runs of batches are missing and later ones wait; they are asked for with the acknowledgement"),
        ));
    }
    for quarantined in quarantined {
        let name = quarantined.folder;
        found.push(Finding::bad(
            format!("批次 {name} 被隔离；原因见 quarantine/{name} 旁的 reason.txt"),
            format!("batch {name} is in quarantine; reason.txt beside quarantine/{name} says why"),
        ));
    }
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
