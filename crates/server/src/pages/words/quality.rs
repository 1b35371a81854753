//! The texts of pages about suspicions and about who passes what to whom.

use super::words;

words! {
    /// The texts of pages about suspicions and about who passes what to whom.
    QualityWords
    quality: "疑点核查" / "Suspicions";
    fresh: "疑点待核查" / "Suspicions to look at";
    fresh_about: "核查属实才计入考核" / "count only once confirmed";
    not_verdict: "疑点只是提示，不是结论。核查属实的才计入考核；不属实的写明理由即可。" / "A suspicion is a hint and no verdict. Only what is confirmed counts in an appraisal; what is not so is dismissed with a reason.";
    every: "全部" / "All";
    to_judge: "待核查" / "To look at";
    confirmed: "属实" / "Confirmed";
    dismissed: "不属实" / "Dismissed";
    grown: "有新证据" / "New facts";
    gone: "最近一次未再发现" / "Not found any more";
    open: "未核查" / "Nobody has looked";
    indicator: "指标" / "Indicator";
    whom: "单位" / "Unit";
    cases: "案件" / "Cases";
    evidence: "证据" / "Evidence";
    found: "发现时间" / "Found";
    conclusion: "结论" / "Conclusion";
    facts: "条证据" / "facts";
    among: "同期共" / "out of";
    more_cases: "等，共" / "and more, in all";
    look: "核查" / "Look into it";
    none: "没有新的疑点。" / "There is nothing new.";
    none_filtered: "没有符合条件的疑点。" / "Nothing fits this filter.";
    never_looked: "还没有查找过；每天凌晨 2 点自动查找一次。" / "Nobody has looked yet; it is done by itself at 2 in the morning.";
    looked: "最近一次查找：" / "Looked for last: ";
    running: "正在查找，已读案件：" / "Looking now; cases read: ";
    waiting: "已安排查找，稍后刷新本页。" / "It will be looked for soon; open this page again in a moment.";
    failed: "上一次查找没有完成，一小时后再试；多次失败请联系管理员。" / "The last search did not come to its end and is tried again in an hour; after many failures ask the administrator.";
    skipped: "读不出、未查的案件：" / "Cases that could not be read: ";
    which_month: "查找哪个月" / "Which month";
    this_month: "本月" / "this month";
    last_month: "上月" / "last month";
    month_before: "上上月" / "the month before";
    look_now: "现在查找" / "Look now";
    look_again: "刷新" / "Open again";
    reason: "理由（2 至 500 字）" / "Why (2 to 500 characters)";
    reason_hint: "看了什么、问了谁、为什么这样认定。不要写群众的姓名、电话。" / "What was looked at, who was asked, and why. No names or numbers of citizens.";
    say_confirmed: "属实" / "It is so";
    say_dismissed: "不属实" / "It is not so";
    dismiss_chosen: "勾选的不属实" / "Dismiss those ticked";
    choose_one: "选定一个指标后，可以勾选多条，用同一个理由标为不属实。" / "With one indicator chosen, several can be ticked and dismissed for one reason.";
    dismissed_all: "已标为不属实" / "Dismissed";
    said_so_far: "核查记录" / "What was said";
    nothing_said: "还没有人核查。" / "Nobody has looked into it yet.";
    of_facts: "看到的证据条数：" / "facts seen: ";
    grown_about: "上次核查之后又有新的证据，请再看一次。原结论在此之前仍然有效。" / "Facts came since it was judged: look again. What was said holds until then.";
    gone_about: "最近一次查找没有再发现这一疑点，原有证据和结论保留。" / "It was not found any more when it was looked for last; facts and judgements stay.";
    change_mind: "改变结论" / "Change the conclusion";
    compare: "比对：" / "compare with ";
    side_by_side: "两份答复对照" / "The answers side by side";
    picture: "图片" / "the picture";
    transfers: "转办情况" / "Who passes to whom";
    transfers_about: "本月内承办单位有变动的案件，按每件的全过程统计；自每日查找时更新。" / "Cases that changed hands in the month, each with its whole way; brought up to date when suspicions are looked for.";
    got: "承接件数" / "Got";
    gave: "转出件数" / "Gave away";
    share: "转出比例" / "Share";
    budget: "转出限额" / "Budget";
    over: "超过限额" / "over budget";
    within: "限额内" / "within";
    hops: "流转去向" / "From unit to unit";
    gave_from: "转出单位" / "From";
    went_to: "转入单位" / "To";
    times: "次数" / "Times";
    no_transfers: "这个月没有退回或者转出的案件。" / "No case was sent back or handed on in this month.";
    way: "经过的单位" / "Units on its way";
    returns: "退回次数" / "Returns";
    ownerless: "无责任单位天数" / "Days without a unit";
    these_cases: "这些案件" / "These cases";
    show_all: "全部转出的案件" / "All cases that were given away";
    month: "月份" / "Month";
}
