//! The texts of pages for those who supervise.

use super::words;

words! {
    /// The texts of pages for those who supervise.
    SupervisionWords
    desk: "督办台" / "Supervision";
    late: "已超期" / "Overdue";
    late_about: "最早的一个时限已过" / "past a deadline";
    soon: "临期" / "Nearly due";
    soon_about: "时限将尽：本县督查设置的黄色" / "a limit is nearly over: yellow, as the county sets it";
    extension: "待批延期" / "Extension asked for";
    extension_about: "申请了还没有决定" / "waits for a decision";
    suspended: "暂停中" / "On hold";
    suspended_about: "到期自动恢复计时" / "the clock goes on by itself at the end";
    ordered: "督办中" / "Under an order";
    ordered_about: "督办单未销号" / "not struck off yet";
    order_late: "督办未反馈" / "Order not answered";
    order_late_about: "过了答复期限" / "past the time for an answer";
    third_unit: "三次交办" / "Third unit or later";
    third_unit_about: "先后三次以上交给承办单位" / "given to units three times or more";
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
    orders: "督办单" / "Supervision orders";
    order: "督办单" / "Supervision order";
    every_order: "全部" / "All";
    no_order: "没有督办单。" / "There are none.";
    order_number: "编号" / "Number";
    level: "级别" / "Level";
    standing: "状态" / "Stands";
    drafted: "拟稿" / "Drafted";
    draft_order: "发督办单" / "Draft a supervision order";
    draft_about: "每个单位一张。由另一人签发后才送达单位，案件同时进入督办。" / "One for each unit. It goes out, and its cases stand under it, once somebody else has signed it.";
    answer_within: "答复期限 " / "answer within ";
    demand: "督办要求" / "What is demanded";
    demand_hint: "要做什么、做到什么程度。不要写群众的姓名、电话。" / "What must be done, and how far. No names or numbers of citizens.";
    send_to_sign: "送签发" / "Send it to be signed";
    order_drafted: "督办单已拟好，等待另一人签发" / "Drafted; somebody else signs it";
    answer_by: "答复期限" / "Answer by";
    drafted_by: "拟稿人" / "Drafted by";
    signed_by: "签发人" / "Signed by";
    cases: "案件" / "Cases";
    not_under: "未能登记督办" / "could not be put under it";
    not_let_go: "未能登记销号" / "could not be let go";
    elsewhere: "另有已不由您查看的案件：" / "Cases that you do not see any more:";
    done_so_far: "办理情况" / "What was done";
    nothing_done: "还没有。" / "Nothing yet.";
    nothing_to_do: "现在没有需要您办的。" / "There is nothing for you to do now.";
    says_answer: "整改和办理情况" / "What was done about it";
    says_wanting: "还缺什么" / "What is wanting";
    says_found: "核实情况" / "What was found";
    says_why: "理由" / "Why";
}
