//! `bihuan demo`: a county to look at, on the embedded database. What is done in it stays.

use std::io::Write as _;
use std::path::Path;

use chrono::{DateTime, Utc};
use domain::id::PersonId;
use engine::seed::Plan;
use store::queries::CaseFilter;

use super::seed::{count, plant};
use super::serve::{listen, serve};
use crate::agencies::demo::{configure, start};
use crate::args::DemoArguments;
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::installation::{
    Config, Installation, block_on, claim, engine_failure, prepare, sign_in_name, store,
    store_failure,
};
use crate::output::Output;

/// How many cases the county begins with, from which seed, and over how many days they came in.
const CASES: u64 = 300;
const SEED: u64 = 1;
const DAYS: u32 = 60;

/// The setting that remembers whether the county was filled: until when its cases were played, while they are being
/// written, so that an interrupted start goes on with the same ones; and [`FILLED`] afterwards.
const SETTING: &str = "demo_county";
const FILLED: &str = "filled";

/// Who can sign in, and what to show with them.
const PEOPLE: [(&str, &str, &str); 17] = [
    ("center.clerk", "受理员", "clerk of the center"),
    ("center.clerk2", "受理员（核验他人办的件）", "second clerk, who verifies what another filed"),
    ("center.supervisor", "督查员", "supervisor"),
    ("center.director", "综治中心主任", "director of the center"),
    ("urban-management.handler", "城管执法局经办人", "handler, Urban Management"),
    ("urban-management.head", "城管执法局负责人", "head, Urban Management"),
    ("housing.handler", "住建局经办人", "handler, Housing"),
    ("housing.head", "住建局负责人", "head, Housing"),
    ("police-puqi.handler", "蒲圻派出所经办人", "handler, Puqi Police Station"),
    ("police-puqi.head", "蒲圻派出所负责人", "head, Puqi Police Station"),
    ("mediation-puqi.handler", "蒲圻街道调委会经办人", "handler, Puqi Mediation Committee"),
    ("court.handler", "人民法院经办人", "handler, People's Court"),
    ("arbitration.handler", "劳动人事争议仲裁院经办人", "handler, Labour Arbitration Tribunal"),
    ("discipline.handler", "纪委监委经办人", "handler, Discipline Inspection"),
    ("admin.system", "系统管理员", "system administrator"),
    ("admin.security", "安全管理员", "security administrator"),
    ("admin.audit", "审计管理员", "audit administrator"),
];

pub(crate) fn run(
    arguments: &DemoArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    let mut config = Config { folder: arguments.demo_folder.clone(), ..Config::default() };
    if let Some(listen) = arguments.listen {
        config.listen = listen;
    }
    block_on(async {
        let listener = listen(config.listen).await?;
        is_own(&config, output).await?;
        prepare(&config)?;
        let _claimed = claim(&config)?;
        let folder = std::path::absolute(&config.folder).map_err(Failure::file(&config.folder))?;
        let address = listener.local_addr();
        let address =
            address.map_err(|source| Failure::Listen { address: config.listen, source })?;
        let config = configure(&folder, address)?;
        let installation = Installation::open(config, data, output).await?;
        let begun = begun(&installation).await?;
        let sign_ins = sign_ins(&installation, &folder).await?;
        if let Some(now) = begun {
            fill(&installation, now, output).await?;
        }
        show_cases(&installation, output).await?;
        // They end with the demo.
        let _bodies = start(&folder, &installation.config)?;
        let announce = |_: &str| {
            show_bodies(&folder, output)?;
            show(&sign_ins, output)
        };
        serve(installation, listener, output, announce).await
    })
}

/// Refuses a database that no demo has made: it would be given invented accounts and cases, and a key if it lacks one.
async fn is_own(config: &Config, output: Output) -> Result<(), Failure> {
    let path = config.folder.join("bihuan.sqlite");
    let is_empty = std::fs::metadata(&path).map_or(true, |file| file.len() == 0);
    if is_empty {
        return Ok(());
    }
    let store = store(config, output).await?;
    let setting = store.setting(SETTING).await;
    store.close().await;
    if matches!(setting, Ok(Some(_))) {
        return Ok(());
    }
    Err(Failure::unfit(
        &path,
        "这个数据库不是 bihuan demo 建的，不会动它；要使用它请用 bihuan serve --folder，要看演示请用 --folder 换一个文件夹",
        "this database was not made by bihuan demo and is left alone; serve it by bihuan serve --folder, or name another --folder for the demo",
    ))
}

/// Until when the cases of the county are played, if it is not filled yet. That it is a demo is written before anything
/// else.
async fn begun(installation: &Installation) -> Result<Option<DateTime<Utc>>, Failure> {
    let store = installation.engine.store();
    if let Some(begun) = store.setting(SETTING).await.map_err(store_failure)? {
        return Ok(begun.parse().ok());
    }
    let now = installation.engine.clock().now();
    store.put_setting(SETTING, &now.to_rfc3339()).await.map_err(store_failure)?;
    Ok(Some(now))
}

/// Fills the county on its first start, and goes on where that was interrupted.
async fn fill(
    installation: &Installation,
    now: DateTime<Utc>,
    output: Output,
) -> Result<(), Failure> {
    let store = installation.engine.store();
    let center = installation.config.center.as_str().into();
    let plan = Plan { cases: CASES, first: 0, seed: SEED, days: DAYS, ended_early: 0, now, center };
    let center = plan.center.clone();
    plant(installation, plan, output).await?;
    installation.engine.seed_supervision(&center).await.map_err(engine_failure)?;
    store.put_setting(SETTING, FILLED).await.map_err(store_failure)
}

/// How many cases of each workflow there are.
async fn show_cases(installation: &Installation, output: Output) -> Result<(), Failure> {
    output.line(output.say("演示县的案件（虚构）：", "cases of the demo county, all invented:"))?;
    for (version, workflow) in &installation.engine.definitions().workflows {
        let of = |open| CaseFilter {
            workflow: Some(version.name.clone()),
            open: Some(open),
            ..CaseFilter::default()
        };
        let open = count(installation, &of(true)).await.map_err(store_failure)?;
        let ended = count(installation, &of(false)).await.map_err(store_failure)?;
        let name = output.get(&workflow.definition().name);
        output.line(output.choose(
            format!("  {:<9} {name}：在办 {open}，已结 {ended}", version.name.as_str()),
            format!("  {:<9} {name}: {open} open, {ended} ended", version.name.as_str()),
        ))?;
    }
    Ok(())
}

/// The sign-ins of the demo, made once and kept beside the data.
async fn sign_ins(installation: &Installation, folder: &Path) -> Result<String, Failure> {
    let path = folder.join("sign-ins.txt");
    if let Ok(kept) = std::fs::read_to_string(&path) {
        return Ok(kept);
    }
    let mut text = String::new();
    for (person, ..) in PEOPLE {
        let id = PersonId::from(person);
        let sign_in = sign_in_name(person)?;
        let opened = installation.engine.open_demo_account(&id, &sign_in).await;
        if let Some(password) = opened.map_err(engine_failure)? {
            text.push_str(&format!("{person} {password}\n"));
        }
    }
    let write = || engine::private::create(&path)?.write_all(text.as_bytes());
    write().map_err(Failure::file(&path))?;
    Ok(text)
}

/// That outside bodies are played, and how to look at what goes to and fro.
fn show_bodies(folder: &Path, output: Output) -> Result<(), Failure> {
    let config = folder.join("bihuan.toml");
    let config = config.display();
    output.line(output.choose(
        format!("法院、蒲圻派出所、仲裁院、蒲圻调委会由另外的进程模拟，收到案件后会自己报告进展；查看往来：bihuan agency list --config {config}"),
        format!("the court, Puqi police station, the tribunal and Puqi mediation committee are played by other processes and report by themselves; look at what goes to and fro: bihuan agency list --config {config}"),
    ))
}

fn show(sign_ins: &str, output: Output) -> Result<(), Failure> {
    output.line(
        output.say("演示账号（账号 密码 角色）：", "sign-ins of the demo (name, password, role):"),
    )?;
    for line in sign_ins.lines() {
        let (person, password) = line.split_once(' ').unwrap_or((line, ""));
        let role = PEOPLE.iter().find(|(known, ..)| *known == person);
        let role = role.map_or("", |(_, zh, en)| output.say(zh, en));
        output.line(format!("  {person:<26} {password}  {role}"))?;
    }
    Ok(())
}
