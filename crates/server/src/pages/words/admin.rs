//! The texts of pages for administrators.

use super::words;

words! {
    /// The texts of pages for administrators.
    AdminWords
    audit: "审计日志" / "Audit log";
    audit_about: "只读，不含案件内容。" / "Read only; it holds no content of cases.";
    every_stream: "全部" / "All";
    whole: "链完整" / "The chains are whole";
    verified_to: "已校验" / "verified:";
    entries: "条" / "entries";
    not_yet: "尚待校验" / "not verified yet:";
    broken: "链在此处断裂：" / "A chain is broken at: ";
    broken_do: "请保全现场，并用 bihuan audit verify 全面校验。" / "Change nothing, and examine the whole with bihuan audit verify.";
    since_start: "本次启动以来逐条推进；全面校验用 bihuan audit verify。" / "Examined step by step since the server was started; the whole is examined by bihuan audit verify.";
    when: "时间" / "When";
    who: "人员" / "Who";
    unit: "单位" / "Unit";
    act: "动作" / "Act";
    object: "对象" / "Object";
    address: "来源地址" / "Address";
    result: "结果" / "Result";
    place: "序号" / "Place";
    done: "成功" / "done";
    was_refused: "被拒" / "refused";
    system: "系统或操作员" / "the system or its operator";
    from: "自" / "From";
    until: "至" / "To";
    contains: "对象含" / "Object contains";
    bad_day: "日期应写成 2026-11-26" / "Write the day like 2026-11-26";
    nothing: "没有符合条件的记录。" / "No entry fits.";
    search_on: "已查至此处，仍未满一页；可继续往前查。" / "This is as far as was looked; go on to look further back.";
    older: "更早" / "Earlier";
    newest: "回到最新" / "Back to the newest";
    export: "导出 CSV（将被记录）" / "Export as CSV (it is recorded)";
    export_more: "还有更早的记录未导出，请按时间分段导出" / "there are earlier entries; export them by parts of time";
    case: "案件" / "case";
    reason_erased: "（理由已删除）" / "(the reason was erased)";
}
