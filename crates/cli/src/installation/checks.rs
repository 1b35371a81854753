//! What a configuration may say. Each refusal names the key and how to mend it.

use std::path::Path;

use domain::directory::{Directory, UnitKind};

use super::Config;
use crate::failure::Failure;

/// The most connections that a key may ask for: PostgreSQL gives a hundred to all who ask.
const CONNECTIONS_MAX: usize = 100;

/// How many digits a division code may have: county, township, village (GB/T 2260, GB/T 10114).
const DIVISION_DIGITS: [usize; 3] = [6, 9, 12];

type Fault = (String, String);

/// Refuses values with which nothing could run, whoever wrote them; `file` is where most of them stand.
pub(super) fn check(config: &Config, file: Option<&Path>) -> Result<(), Failure> {
    let faults = [
        folder("folder", Some(&config.folder)),
        folder("files", config.files.as_deref()),
        key(config.key.as_deref()),
        database(config.database.as_deref()),
        connections("readers", config.readers as usize),
        connections("lanes", config.lanes),
        blank("center", &config.center),
        jurisdiction(&config.jurisdiction),
        config.public_url.as_deref().and_then(|url| address("public_url", url)),
        config.staff_url.as_deref().and_then(|url| address("staff_url", url)),
    ];
    let Some((zh, en)) = faults.into_iter().flatten().next() else { return Ok(()) };
    Err(match file {
        Some(file) => Failure::unfit(file, zh, en),
        None => Failure::usage(zh, en),
    })
}

/// Refuses a center that the directory does not have as one.
pub(super) fn center(config: &Config, directory: &Directory) -> Result<(), Failure> {
    let is_center = |(_, unit): &(&_, &domain::directory::Unit)| unit.kind == UnitKind::Center;
    let centers: Vec<&str> =
        directory.units.iter().filter(is_center).map(|(id, _)| id.as_str()).collect();
    let center = &config.center;
    if centers.contains(&center.as_str()) {
        return Ok(());
    }
    Err(Failure::usage(
        format!("center：名录里没有名为“{center}”的综治中心；有：{}", centers.join("、")),
        format!("center: the directory has no center `{center}`; it has {}", centers.join(", ")),
    ))
}

#[expect(clippy::unnecessary_wraps, reason = "every check hands it on as its answer")]
fn fault(key: &str, zh: &str, en: &str) -> Option<Fault> {
    Some((format!("{key}：{zh}"), format!("{key}: {en}")))
}

fn blank(key: &str, value: &str) -> Option<Fault> {
    if !value.trim().is_empty() {
        return None;
    }
    fault(key, "是空的；请填写，或删去这一行", "is empty; fill it in, or leave the line out")
}

fn folder(key: &str, path: Option<&Path>) -> Option<Fault> {
    let path = path?;
    if let Some(fault) = blank(key, &path.to_string_lossy()) {
        return Some(fault);
    }
    if path.exists() && !path.is_dir() {
        let zh = "那里不是文件夹；请写一个文件夹，尚不存在也可以";
        return fault(key, zh, "is no folder; name a folder, which need not exist yet");
    }
    let is_named = path.components().any(|part| matches!(part, std::path::Component::Normal(_)));
    if is_named {
        return None;
    }
    let zh = "请给数据一个自己的文件夹，如 bihuan-data";
    fault(key, zh, "give the data a folder of their own, such as bihuan-data")
}

fn key(path: Option<&Path>) -> Option<Fault> {
    let path = path?;
    if path.is_dir() {
        return fault("key", "这是文件夹，应写密钥文件", "is a folder; name the key file");
    }
    blank("key", &path.to_string_lossy())
}

fn database(url: Option<&str>) -> Option<Fault> {
    let url = url?;
    let kinds = ["sqlite:", "postgres://", "postgresql://"];
    let is_whole = |kind: &str| url.strip_prefix(kind).is_some_and(|rest| !rest.is_empty());
    if kinds.into_iter().any(is_whole) {
        return None;
    }
    fault(
        "database",
        "不是数据库地址；请写 sqlite:路径 或 postgres://用户@主机/库名",
        "is no address of a database; write sqlite:PATH or postgres://USER@HOST/NAME",
    )
}

fn connections(key: &str, number: usize) -> Option<Fault> {
    if (1..=CONNECTIONS_MAX).contains(&number) {
        return None;
    }
    let zh = format!("是 {number}；请写 1 至 {CONNECTIONS_MAX}");
    fault(key, &zh, &format!("is {number}; write 1 to {CONNECTIONS_MAX}"))
}

fn jurisdiction(code: &str) -> Option<Fault> {
    let is_code = code.bytes().all(|byte| byte.is_ascii_digit());
    if is_code && DIVISION_DIGITS.contains(&code.len()) {
        return None;
    }
    let zh = "不是区划代码；请写县级的 6 位数字，如 421281";
    fault("jurisdiction", zh, "is no division code; write the six digits of the county, as 421281")
}

/// `https://host/path`, without what would not survive being put before a path.
fn address(key: &'static str, url: &str) -> Option<Fault> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let is_plain =
        |c: char| c.is_ascii_graphic() && !matches!(c, '?' | '#' | '@' | '\\' | '"' | '<' | '>');
    let host = rest.and_then(|rest| rest.split('/').next()).unwrap_or_default();
    if !host.is_empty() && !host.starts_with(':') && url.chars().all(is_plain) {
        return None;
    }
    fault(
        key,
        "不是网址；请写访问它的地址，如 https://complaints.example.org",
        "is no address of the web; write the one by which it is opened, as https://complaints.example.org",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        let config: Config = toml::from_str(text).unwrap();
        let failure = check(&config, None).expect_err(text);
        failure.to_string()
    }

    #[test]
    fn what_cannot_run_is_refused_by_its_key() {
        for (text, key) in [
            ("readers = 0", "readers"),
            ("readers = 5000", "readers"),
            ("lanes = 0", "lanes"),
            ("files = \"\"", "files"),
            ("files = \"..\"", "files"),
            ("folder = \" \"", "folder"),
            ("folder = \"Cargo.toml\"", "folder"),
            ("key = \"\"", "key"),
            ("database = \"mysql://a\"", "database"),
            ("database = \"sqlite:\"", "database"),
            ("center = \"\"", "center"),
            ("jurisdiction = \"\"", "jurisdiction"),
            ("jurisdiction = \"Chibi\"", "jurisdiction"),
            ("public_url = \"complaints.example.org\"", "public_url"),
            ("public_url = \"https://\"", "public_url"),
            ("public_url = \"https://a b\"", "public_url"),
            ("public_url = \"ftp://a\"", "public_url"),
        ] {
            assert!(refused(text).starts_with(&format!("{key}: ")), "{text}: {}", refused(text));
        }
    }

    #[test]
    fn what_is_usual_passes() {
        for text in ["", "public_url = \"http://127.0.0.1:8311/county\"", "files = \"a/b\""] {
            check(&toml::from_str(text).unwrap(), None).unwrap();
        }
    }
}
