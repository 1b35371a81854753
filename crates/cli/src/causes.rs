//! What the system, the database and the engine say of a failure, in a sentence of ours. Their own words are English and
//! stand behind it in parentheses, where they tell more.

use std::io::{self, ErrorKind};

use domain::text::Language;
use store::StoreError;
use store::change::Refusal;

/// A sentence with the words of others behind it.
pub(crate) fn beside(zh: &str, raw: impl std::fmt::Display) -> String {
    format!("{zh}（{}）", raw.to_string().trim_end())
}

/// Why a file or an address cannot be used.
pub(crate) fn of_system(error: &io::Error, language: Language) -> String {
    match (REASONS.iter().find(|(kind, ..)| *kind == error.kind()), language) {
        (Some((_, zh, _)), Language::Zh) => (*zh).to_owned(),
        (Some((.., en)), Language::En) => (*en).to_owned(),
        (None, Language::Zh) => beside("系统不允许或出错", error),
        (None, Language::En) => error.to_string(),
    }
}

/// The usual reasons in words; the others are told as the system says them.
const REASONS: [(ErrorKind, &str, &str); 11] = [
    (ErrorKind::NotFound, "找不到", "no such file"),
    (ErrorKind::PermissionDenied, "没有权限", "permission denied"),
    (ErrorKind::AlreadyExists, "已经存在，不会覆盖", "it exists, and nothing is overwritten"),
    (ErrorKind::IsADirectory, "这是文件夹，应给出文件", "it is a folder, a file is needed"),
    (ErrorKind::NotADirectory, "上级不是文件夹", "a part of its path is no folder"),
    (ErrorKind::StorageFull, "磁盘已满", "the disk is full"),
    (ErrorKind::ReadOnlyFilesystem, "磁盘是只读的", "the disk can only be read"),
    (ErrorKind::InvalidData, "不是 UTF-8 文本", "it is not UTF-8 text"),
    (ErrorKind::InvalidInput, "名称不能使用", "the name cannot be used"),
    (
        ErrorKind::AddrInUse,
        "端口已被占用；请停用占用它的程序，或用 --listen 换一个",
        "it is in use; stop what uses it, or name another with --listen",
    ),
    (
        ErrorKind::AddrNotAvailable,
        "本机没有这个地址；请用 --listen 换一个",
        "this machine has no such address; name another with --listen",
    ),
];

/// Why the store failed.
pub(crate) fn of_store(error: &StoreError, language: Language) -> String {
    match (error, language) {
        (StoreError::Unreachable { seconds }, Language::Zh) => {
            format!("{seconds} 秒内没有应答；请确认数据库在运行，地址和端口没有写错")
        }
        (StoreError::Address { url }, Language::Zh) => {
            format!("“{url}”不是数据库地址；请写 sqlite:路径 或 postgres://用户@主机/库名")
        }
        (StoreError::OldSqlite { found }, Language::Zh) => {
            format!("SQLite {found} 可能丢失已提交的内容，至少需要 3.51.3")
        }
        (StoreError::UnsafePostgres { setting }, Language::Zh) => {
            format!("PostgreSQL 的 {setting} 是 off，断电会丢失已提交的内容；请改为 on")
        }
        (StoreError::Closing, Language::Zh) => "正在关闭，没有写入".to_owned(),
        (StoreError::Uncertain(_), Language::Zh) => {
            beside("提交时出错，不能确定是否写入；请先查看结果再重试", causes(error))
        }
        (StoreError::Database(_), Language::Zh) => beside("出错，没有完成", causes(error)),
        (StoreError::Damaged { .. }, Language::Zh) => beside("有一项内容已损坏", causes(error)),
        (_, Language::En) => causes(error),
    }
}

/// What the engine says.
pub(crate) fn of_engine(error: &engine::Error, language: Language) -> String {
    match (error, language) {
        (engine::Error::Refused(Refusal::Rejected(rejection)), _) => {
            rejection.public_message().get(language).to_owned()
        }
        (engine::Error::Refused(refusal), Language::Zh) => of_refusal(refusal),
        (engine::Error::Store(error), _) => of_store(error, language),
        (engine::Error::Unsealable, Language::Zh) => {
            "密封的内容打不开；密钥文件是不是当初密封用的那一个？".to_owned()
        }
        (engine::Error::NoRandomness, Language::Zh) => "系统不提供随机数".to_owned(),
        (engine::Error::NoFolder(why), Language::Zh) => format!("证据文件夹无法写入：{why}"),
        (_, Language::En) => error.to_string(),
    }
}

fn of_refusal(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Rejected(rejection) => rejection.public_message().zh,
        Refusal::Stale { version } => format!("案件已有变化，现为第 {version} 版"),
        Refusal::DirectoryMoved => "名录刚有变化，请再试一次".to_owned(),
        Refusal::KeyReused => "同一请求键已用于另一请求".to_owned(),
        Refusal::LeaseLost => "已由另一进程接手".to_owned(),
        Refusal::TokenUsed => "这个一次性口令已用过或已过期".to_owned(),
        Refusal::SourceRepeated => "来源系统已报送过这一件".to_owned(),
    }
}

/// An error with everything that led to it, in one line.
fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let said = cause.to_string();
        if !text.contains(&said) {
            text.push_str(": ");
            text.push_str(&said);
        }
        next = cause.source();
    }
    text
}
