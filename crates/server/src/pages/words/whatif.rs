//! The texts of the pages on which rules are tried, and of what the viewer of procedures finds in their logs.

use super::words;

words! {
    /// The texts of the pages on which rules are tried, and of what the viewer of procedures finds in their logs.
    WhatifWords
    title: "规则试算" / "Try rules";
    about: "按拟改的规则，把过去登记的案件重算一遍，看有多少件会超期。只算您能看到的案件；什么也不改动。" / "Cases of the past are decided again by the rules that you propose. Only cases that you see are counted, and nothing is changed.";
    not_simulated: "没有模拟：期限变了，人会有不同的做法。这里只按当时实际的办理行为重算。" / "Not simulated: with other limits people act otherwise. What they did is taken as it was.";
    months: "试算的案件" / "Which cases";
    months_some: "近 {} 个月登记的" / "filed in the last {} months";
    change_limit: "改一个期限" / "Change a limit";
    change_day: "改一个工作日" / "Change a day of the calendar";
    change_level: "改一级催办升级" / "Change a level of a ladder";
    limit: "期限" / "Limit";
    level: "阶梯" / "Level";
    amount: "改为" / "Becomes";
    unit: "单位" / "Unit";
    side: "何时" / "When";
    left: "到期前" / "before it is due";
    late: "到期后" / "after it was due";
    percent: "% 时间剩余" / "% of the time left";
    day: "哪一天" / "Which day";
    becomes: "改成" / "Becomes";
    off: "休息" / "a rest day";
    on: "上班" / "a working day";
    run: "试算" / "Try it";
    no_limit: "没有这个期限，请重新选择" / "there is no such limit; choose again";
    no_amount: "请填 1 到 9999 的整数" / "give a whole number from 1 to 9999";
    no_percent: "请填 1 到 99 的整数" / "give a whole number from 1 to 99";
    no_day: "日历里没有这一天，请另选" / "the calendar has no such day; choose another";
    not_sound: "改后的流程通不过检查：" / "The changed procedure is refused: ";
    same: "与现行规则相同，无可试算" / "That is what is in force; there is nothing to try";
    busy: "已有试算在进行，请稍后再试" / "Other trials are running; try again in a while";
    is_running: "正在试算" / "It is being tried";
    look_again: "看看好了没有" / "Look again";
    failed: "试算没有完成，请重试；仍不行请联系管理员" / "It could not be finished. Try again, or ask the administrator.";
    again: "另试一个" / "Try another";
    rare_left_out: "不足 5 件的不列出，以免认出个案；与您本人有关的案件不计入。" / "What happened in fewer than 5 cases is left out, since those could be recognised; cases that concern yourself are not counted.";
    tried_at: "截至" / "As of";
    cases: "试算件数" / "Cases tried";
    as_recorded: "按现行规则重算与记录一致" / "as recorded, by the rules in force";
    differ: "与记录不一致（当时的规则或日历不同，或阶梯没有按时执行）" / "other than recorded: the rules or the calendar were others then, or ladders were not climbed in time";
    left_out: "不能试算" / "could not be tried";
    overdue: "超期" / "Overdue";
    before: "现行" / "In force";
    after: "改后" / "Changed";
    more: "变化" / "Change";
    newly: "新增超期" / "newly overdue";
    gone: "不再超期" / "no longer overdue";
    by_holder: "按期限届满时由谁办理" / "By who had the case at the deadline";
    by_holder_about: "一件有两个期限先后在两个单位届满的，两个单位各计一次。" / "A case with two limits that ended with two units is counted for both.";
    by_limit: "按期限" / "By limit";
    ladders: "催办升级" / "Ladders";
    ladders_about: "次数" / "how often";
    ladders_differ: "催办升级不同的案件" / "cases for which ladders do something else";
    whole: "合计" / "All";
    none: "没有案件。" / "There are none.";
    back: "回到结果" / "Back to what was found";
    next: "下一页" / "Next page";
    paths: "办理路径" / "Ways that cases take";
    paths_show: "统计办理路径" / "Find the ways";
    paths_about: "按办理记录统计已办结案件实际走过的路、停留和返工。" / "Ways of ended cases, stays and rework, read from what was done.";
    paths_of: "近 {} 天登记的案件，件数" / "Cases filed in the last {} days";
    paths_cut: "（只统计其中最早的 1000 件）" / " (only the first 1000 of them)";
    path: "路径" / "Way";
    count: "件数" / "Cases";
    median: "中位用时" / "Median";
    stays: "停留" / "Stays";
    visits: "次数" / "Visits";
    total: "合计用时" / "In all";
    rework: "返工（同一步骤在一件里重复）" / "Rework: the same step again in one case";
    again_times: "重复次数" / "Again";
    slowest: "耗时最多" / "takes most time";
}
