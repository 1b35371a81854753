//! What is found, in words of both languages.

use domain::text::Bilingual;
use tlog::NoteFault;

use crate::examine::Finding;
use crate::log::{Chain, LogFault};
use crate::verify::Fault;

/// A fault of a record in a sentence.
pub fn fault(fault: &Fault) -> Bilingual {
    Bilingual::new(fault_in_chinese(fault), fault.to_string())
}

fn fault_in_chinese(fault: &Fault) -> String {
    match fault {
        Fault::Empty => "没有任何事件".to_owned(),
        Fault::Order { expected, found } => {
            format!("应为第 {expected} 条事件处是第 {found} 条：有缺失、重复或错位")
        }
        Fault::Hash { seq } => format!("第 {seq} 条事件被改动：哈希与它和前一条不符"),
        Fault::Unreadable { seq, why } => format!("第 {seq} 条事件无法读取：{why}"),
        Fault::Foreign { seq } => format!("第 {seq} 条事件不属于这里"),
        Fault::Words { id } => format!("文字 {id} 不是当时写下的"),
        Fault::NoFiling => "事件不是从登记开始".to_owned(),
        Fault::Row => "案件行与事件推演的结果不符".to_owned(),
        Fault::Head => "案件行记的最后一条事件不符：末尾事件有缺失或添加".to_owned(),
        Fault::Column { column } => format!("列“{column}”与事件推演的结果不符"),
        Fault::Clock { ordinal } => format!("期限行 {ordinal} 与事件推演的结果不符"),
        Fault::Wall { subject } => format!("对“{subject}”的回避屏蔽缺失或多出"),
        Fault::Part { subject } => format!("“{subject}”的参与缺失或多出"),
        Fault::Mark { mark } => format!("督办标记“{mark}”缺失或多出"),
        Fault::Time { holder } => format!("“{holder}”的占用时间与事件推演的结果不符"),
        Fault::Ending => "办结的时间或答复与事件推演的结果不符".to_owned(),
        Fault::Instant { seq } => format!("第 {seq} 条事件旁记的时间与其中的不符"),
        Fault::NoRow => "有事件而没有案件行".to_owned(),
        Fault::Checkpoint { seq } => format!("检查点所记的第 {seq} 条缺失或已不同"),
        Fault::Gone => "检查点记有这份记录，现已不存在".to_owned(),
    }
}

/// A fault of the log in a sentence.
pub fn log_fault(fault: &LogFault) -> Bilingual {
    Bilingual::new(log_in_chinese(fault), fault.to_string())
}

fn log_in_chinese(fault: &LogFault) -> String {
    let whose = |held: &Option<String>| {
        held.as_ref().map_or_else(|| "日志自身".to_owned(), |name| format!("“{name}”"))
    };
    match fault {
        LogFault::Order { expected, found } => {
            format!("总日志应为第 {expected} 片叶处是第 {found} 片：有缺失、重复或错位")
        }
        LogFault::Backwards { index } => format!("总日志第 {index} 片叶使它的链倒退"),
        LogFault::Note { held, why } => {
            format!("{}的检查点不可信：{}", whose(held), note_in_chinese(*why))
        }
        LogFault::Root { size, held } => {
            format!("前 {size} 片叶与{}的检查点不符：总日志被改写过", whose(held))
        }
        LogFault::Cut { size, leaves, held } => format!(
            "{}的检查点记有 {size} 片叶，现在只有 {leaves} 片：末尾被截去，或被换回旧副本",
            whose(held)
        ),
        LogFault::Unsigned => "总日志末尾的叶没有签名的检查点".to_owned(),
        LogFault::Forked { old, size, held } => format!(
            "{}的检查点（{size} 片叶）接不上前一个（{old} 片叶）：其间总日志被改写过",
            whose(held)
        ),
    }
}

fn note_in_chinese(fault: NoteFault) -> &'static str {
    match fault {
        NoteFault::Malformed => "不是签名的检查点",
        NoteFault::Unknown => "由别的密钥签名",
        NoteFault::Forged => "签名不符：文字被改动，或签名是伪造的",
    }
}

/// What is wrong, and where, in a sentence.
pub fn finding(finding: &Finding) -> Bilingual {
    match finding {
        Finding::Line { number, why } => Bilingual::new(
            format!("文件第 {number} 行不能读取：{why}"),
            format!("line {number} of the file cannot be read: {why}"),
        ),
        Finding::Unfinished => Bilingual::new(
            "文件不完整：末尾缺失，或条数不符",
            "the file is not whole: its end is missing, or the counts differ",
        ),
        Finding::Log(fault) => log_fault(fault),
        Finding::Chain { chain, fault: found } => {
            let Bilingual { zh, en } = fault(found);
            let (in_zh, in_en) = match chain {
                Chain::Case(id) => (format!("案件 {id}"), format!("case {id}")),
                Chain::Stream(name) => (format!("审计链 {name}"), format!("audit stream {name}")),
            };
            Bilingual::new(format!("{in_zh}：{zh}"), format!("{in_en}: {en}"))
        }
        Finding::NoLog => Bilingual::new(
            "导出文件里没有总日志，无法与所给的检查点比对；导出时请加 --with-log",
            "the export has no log to hold the given notes against; export it --with-log",
        ),
    }
}
