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
    people: "机构人员" / "Units and people";
    people_about: "只停用，不删除：办理记录上有他们的名字。" / "People are disabled, never deleted: the record names them.";
    person_no: "编号" / "Id";
    find_person: "姓名、编号或用户名" / "Name, id or sign-in name";
    kind: "类型" / "Kind";
    headcount: "人数" / "People";
    nobody_found: "没有找到人员。" / "Nobody was found.";
    new_person: "新增人员" / "Add a person";
    person_id: "编号（小写字母、数字和 . _ -，以后不变）" / "Id (small letters, digits, . _ -; it never changes)";
    name_zh: "中文姓名" / "Name in Chinese";
    name_en: "拼音或外文姓名" / "Name in Latin letters";
    new_about: "新人员还没有角色，什么都不能做；由安全管理员授予角色后才能办事。" / "A new person has no role and can do nothing until the security administrator gives them one.";
    roles: "角色" / "Roles";
    no_role: "（尚无角色）" / "(no role yet)";
    account: "账号" / "Account";
    no_account: "没有账号" / "no account";
    usable: "可用" / "usable";
    disabled: "已停用" / "disabled";
    disabled_since: "停用于" / "disabled since";
    sign_in_name: "用户名" / "Sign-in name";
    first_password_waits: "首次登录须改密码" / "must change the first password";
    sessions: "会话" / "Sessions";
    last_seen: "最近使用" / "last used";
    tokens: "访问令牌" / "API tokens";
    open_work: "签收未结案件" / "Open cases they signed for";
    open_work_about: "案件由单位承办：本单位其他经办人都能继续办理，不因一人离开而停下。" / "A case belongs to its unit: every other handler of the unit can go on with it when one leaves.";
    why: "理由（记入审计日志）" / "Reason (it stands in the audit)";
    open_account: "开通账号" / "Open an account";
    disable: "停用账号" / "Disable the account";
    enable: "恢复账号" / "Enable the account";
    reset: "重置密码" / "Reset the password";
    end_access: "结束全部会话和令牌" / "End all sessions and tokens";
    change_roles: "调整角色" / "Change the roles";
    roles_about: "三员须由三人分别担任，且不办案；任何人不能调整自己的角色。" / "The three administrators are three people who handle no case, and nobody changes their own roles.";
    actions: "操作" / "What you may do";
    password_once: "初始密码，只显示这一次，请当面交给本人：" / "The first password. It is shown this once; hand it to the person:";
    person_added: "已新增。请开通账号，并请安全管理员授予角色。" / "Added. Open an account, and ask the security administrator for roles.";
    account_disabled: "账号已停用，会话和令牌已结束" / "The account is disabled, and its sessions and tokens have ended";
    account_enabled: "账号已恢复" / "The account can be used again";
    factor_on: "已启用" / "on";
    factor_off: "未启用" / "off";
    remove_factor: "移除两步验证" / "Remove the second factor";
    factor_removed: "两步验证已移除，会话和令牌已结束；此人现在只凭密码登录，请提醒其重新启用" / "The second factor is removed, and the sessions and tokens have ended; the password alone signs in now, so remind them to put in another";
    access_ended: "会话和令牌已结束" / "The sessions and tokens have ended";
    roles_changed: "角色已调整" / "The roles are changed";
    flow: "流程图" / "Procedures";
    what_if: "规则试算" / "Try rules";
    version: "版本" / "Version";
    only_version: "只有这一个版本。" / "There is only this version.";
    against: "与此版本比较" / "Held against";
    changes: "与所选版本相比" / "What changed since that version";
    no_changes: "没有区别。" / "Nothing.";
    needs_mapping: "（在办案件须写明去向才能转入）" / "(open cases need a mapping)";
    stricter_for_units: "（对单位更严）" / "(stricter for units)";
    stricter_for_citizens: "（对群众更严）" / "(stricter for citizens)";
    drawing: "流程图，可左右滚动；下表内容相同" / "The drawing, which scrolls; the table below says the same";
    states: "各环节" / "States";
    holder: "责任主体" / "Held by";
    limits: "期限及依据" / "Limits, and what they rest on";
    open: "在办" / "Open";
    steps_out: "可以走的下一步" / "Ways on";
    bottleneck: "瓶颈" / "Bottleneck";
    wait: "停留（占时限）" / "Stay (of the limit)";
    bottleneck_is: "停留是在办案件在本环节时限内已用时间的中位数；“瓶颈”是它占时限比例最高的环节，贯穿全程的承诺期限不计。管理员只看件数，不看案件；其他人只计自己看得到的案件。" / "A stay is the median of the time that open cases have used of a limit of the state; the bottleneck is where it is the largest part of the limit. Promises that run through all states are left out. Administrators see numbers and no cases; others count what they see.";
    findings: "检查发现" / "What the check finds";
    no_findings: "没有问题。" / "Nothing.";
    flow_file: "流程写在文件里，改动须发布新版本：" / "A procedure is a file, and a change is a new version of it:";
    walk: "试走一件" / "Walk a sample case through";
    walk_about: "从现在登记一件样例，逐步点选；不产生任何案件。" / "A sample is filed now; choose step by step. No case comes of it.";
    walk_again: "重新开始" / "Begin again";
    a_day_later: "过一天" / "A day later";
    nobody_can: "此时没有人能这样做" / "Nobody can do this now";
    calendar: "工作日历" / "Working calendar";
    official: "正式：已按公布的通知载入" / "Official: its notice is published and loaded";
    provisional: "暂定：通知尚未公布" / "Provisional: its notice is not published yet";
    no_year: "这一年没有日历文件，只区分周末" / "No file was loaded for this year; it knows only weekends";
    weekend: "周末" / "weekend";
    off: "休" / "off";
    on: "班" / "on";
    make_up: "调休上班" / "working weekend";
    try_day: "假设这一天" / "If this day";
    becomes: "改为" / "became";
    off_day: "休息日" / "a rest day";
    on_day: "工作日" / "a working day";
    preview: "预览影响" / "See what moves";
    no_day: "请写已载入年份中的一天，例如 2026-05-04" / "Give a day of a loaded year, such as 2026-05-04";
    would_move: "会移动期限的在办案件：" / "Open cases with deadlines that would move:";
    cases_unit: "件" / "";
    looked_at: "已看在办案件" / "Open cases looked at:";
    preview_cut: "（只看了这么多；全部请用命令预览）" / "(no more were looked at; the command looks at all)";
    calendar_file: "日历写在文件里。先把通知写成文件，再用命令预览并移动期限：" / "The calendar is files. Write the notice into one, then let the command preview and move deadlines:";
    declared: "放假和调休的依据" / "Holidays, and what declares them";
    date: "日期" / "Date";
    day_kind: "名称" / "Name";
    notice: "依据" / "Notice";
    monday: "一" / "Mo";
    tuesday: "二" / "Tu";
    wednesday: "三" / "We";
    thursday: "四" / "Th";
    friday: "五" / "Fr";
    saturday: "六" / "Sa";
    sunday: "日" / "Su";
    rules: "时限和分派规则" / "Limits and routing";
    try_out: "试一试：会分派给谁" / "Try it: which unit would lead";
    try_text: "反映内容（第一行作为标题）" / "What is complained about (the first line is the title)";
    try_now: "试一试" / "Try";
    no_category: "没有这个类别代码" / "There is no such category code";
    routing: "分派规则" / "Routing rules";
    rules_file: "规则写在文件里，从上到下取先符合的；改后用命令试：" / "Rules are a file, tried from the top; try a change by the command:";
    rule: "规则" / "Rule";
    condition: "条件" / "When";
    target: "去向" / "To";
    source: "依据" / "Rests on";
    category: "类别" / "Category";
    title_words: "标题含" / "Title has";
    words: "内容含" / "Text has";
    places: "地点" / "Place";
    risk: "风险" / "Risk";
    serving: "当地" / "the local ";
    with_power: "有权处理的" / "the competent ";
    a_person: "由人决定" / "A person decides";
    always: "总是" / "Always";
    limit_rules: "时限规则" / "Limits";
    limit: "期限" / "Limit";
    length: "多长" / "How long";
    promised: "对群众承诺" / "promised to citizens";
    letters: "文书模板" / "Letters";
    letters_about: "按刚登记的样例案件填写；还没有的内容写作“请向承办单位了解”。" / "Filled in for a sample that was just filed; what is not known yet says so.";
    template: "原文" / "As it is written";
    outside: "外部单位和订阅" / "Outside systems";
    no_bodies: "没有接入外部单位（在 bihuan.toml 的 [[agencies]] 里接入）。" / "No outside body is connected (see [[agencies]] in bihuan.toml).";
    heard: "最近来文" / "Heard last";
    never: "从未" / "never";
    waiting: "待发" / "Waiting";
    dead: "未送达" / "Given up";
    for_people: "待人核看" / "For a person";
    trust: "采信" / "Trust";
    believed: "正常" / "believed";
    not_believed: "暂停采信" / "not believed since";
    believe: "恢复采信" / "Believe again";
    bad: "连续坏消息" / "bad in a row:";
    reason_first: "先写理由，再点下面的操作。" / "Write the reason first, then choose below.";
    subscriptions: "事件订阅" / "Subscriptions to events";
    no_subscriptions: "没有订阅。" / "There are none.";
    to_address: "接收地址" / "Sent to";
    paused: "暂停于" / "paused since";
    pause: "暂停" / "Pause";
    resume: "恢复" / "Resume";
    again: "重新发送" / "Try again";
    log: "投递记录" / "Delivery log";
    no_tries: "还没有投递。" / "Nothing was sent yet.";
    event: "事件" / "Event";
    attempt: "次数" / "Try";
    answer: "应答" / "Answer";
    failure: "原因" / "Why not";
    codes: "二维码" / "Codes to scan";
    reviews: "评价" / "Reviews";
    messages: "外部往来" / "Outside messages";
    was_sent: "已发出" / "Sent";
    inbox: "全部来文" / "All that came in";
    no_messages: "没有消息。" / "There are no messages.";
    referral: "移交案件" / "Referral";
    recalled: "收回" / "Recalled";
    urged: "催办" / "Urged";
    supplemented: "补充材料" / "Something new";
    risk_raised: "风险升高" / "Risk raised";
    applied: "已采信" / "carried out";
    superseded: "已有更新" / "superseded";
    looked: "已核看" / "looked at";
    look: "已核看" / "I have looked";
}

impl AdminWords {
    /// The days of a week, from Monday on.
    pub(in crate::pages) const fn week_days(&self) -> [&'static str; 7] {
        [
            self.monday,
            self.tuesday,
            self.wednesday,
            self.thursday,
            self.friday,
            self.saturday,
            self.sunday,
        ]
    }
}
