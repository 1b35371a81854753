//! What is wrong with a record, in words.

use store::verify::Fault;

use crate::output::Output;

/// The fault in a sentence.
pub(crate) fn fault(fault: &Fault, output: Output) -> String {
    output.choose(in_chinese(fault), fault.to_string())
}

fn in_chinese(fault: &Fault) -> String {
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
