//! The texts of pages for those who supervise.

use super::words;

words! {
    /// The texts of pages for those who supervise.
    SupervisionWords
    desk: "督办台" / "Supervision";
    late: "已超期" / "Overdue";
    late_about: "最早的一个时限已过" / "past a deadline";
    soon: "临期" / "Nearly due";
    soon_about: "下一个工作日结束前到期" / "due before the next working day is over";
    extension: "待批延期" / "Extension asked for";
    extension_about: "申请了还没有决定" / "waits for a decision";
    suspended: "暂停中" / "On hold";
    suspended_about: "到期自动恢复计时" / "the clock goes on by itself at the end";
    ordered: "督办中" / "Under an order";
    ordered_about: "督办单未销号" / "not struck off yet";
    order_late: "督办未反馈" / "Order not answered";
    order_late_about: "过了答复期限" / "past the time for an answer";
    passed_round: "推诿" / "Passed round";
    passed_round_about: "先后交给三个以上单位" / "given to three units or more";
    not_escalated: "到期未升级" / "Due, not escalated";
    not_escalated_about: "应为 0，点开看原因" / "should be 0; open for the reasons";
    by_unit: "超期（单位 × 阶段）" / "Overdue by unit and stage";
    by_unit_about: "数字就是件数，点开是同样多的案件。时间算在谁头上，见案件页的时限说明。" / "Each number leads to that many cases. Whose time it was stands with the clocks of a case.";
    no_unit: "未交办" / "No unit yet";
    others: "其他单位" / "Other units";
    sum: "合计" / "Sum";
    longest: "超期最久" / "Overdue longest";
    none_late: "没有超期案件。" / "No case is overdue.";
    all_late: "全部超期案件" / "All overdue cases";
    due_none: "没有到期未升级的时限。" / "Nothing was due and left alone.";
    due_since: "应于" / "Due at";
    due_limit: "时限" / "Limit";
    due_why: "原因" / "Why";
    due_failures: "失败次数" / "Failures";
    due_resume: "暂停到期" / "End of a hold";
    why_failing: "执行失败，系统会再试；多次失败请联系管理员" / "It failed and is tried again; after many failures ask the administrator";
    why_in_hand: "正在执行" / "In hand";
    why_waiting: "等待执行；一直不动说明后台没有运行" / "Waiting; if it stays, the workers do not run";
}
