//! `bihuan demo`: a county to look at, on the embedded database. What is done in it stays.

use std::io::Write as _;
use std::path::Path;

use domain::id::PersonId;

use super::serve::serve;
use crate::args::DemoArguments;
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::installation::{Config, Installation, block_on, engine_failure};
use crate::output::Output;

/// Who can sign in, and what to show with them.
const PEOPLE: [(&str, &str, &str); 10] = [
    ("center.clerk", "受理员", "clerk of the center"),
    ("center.supervisor", "督查员", "supervisor"),
    ("center.director", "综治中心主任", "director of the center"),
    ("urban-management.handler", "城管执法局经办人", "handler, Urban Management"),
    ("urban-management.head", "城管执法局负责人", "head, Urban Management"),
    ("housing.handler", "住建局经办人", "handler, Housing"),
    ("housing.head", "住建局负责人", "head, Housing"),
    ("admin.system", "系统管理员", "system administrator"),
    ("admin.security", "安全管理员", "security administrator"),
    ("admin.audit", "审计管理员", "audit administrator"),
];

pub(crate) fn run(
    arguments: &DemoArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    let mut config = Config::read(&arguments.installation)?;
    if arguments.installation.folder.is_none() && arguments.installation.config.is_none() {
        config.folder = "bihuan-demo".into();
    }
    if let Some(listen) = arguments.listen {
        config.listen = listen;
    }
    block_on(async {
        let folder = config.folder.clone();
        let installation = Installation::open(config, data, output).await?;
        let sign_ins = sign_ins(&installation, &folder).await?;
        serve(installation, output, |_| show(&sign_ins, output)).await
    })
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
        let opened = installation.engine.open_demo_account(&id, person).await;
        if let Some(password) = opened.map_err(engine_failure)? {
            text.push_str(&format!("{person} {password}\n"));
        }
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let write = || options.open(&path)?.write_all(text.as_bytes());
    write().map_err(Failure::file(&path))?;
    Ok(text)
}

fn show(sign_ins: &str, output: Output) -> Result<(), Failure> {
    output.line(output.say("演示账号（账号 密码 角色）：", "sign-ins of the demo (name, password, role):"))?;
    for line in sign_ins.lines() {
        let (person, password) = line.split_once(' ').unwrap_or((line, ""));
        let role = PEOPLE.iter().find(|(known, ..)| *known == person);
        let role = role.map_or("", |(_, zh, en)| output.say(zh, en));
        output.line(format!("  {person:<26} {password}  {role}"))?;
    }
    Ok(())
}
