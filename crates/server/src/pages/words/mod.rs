//! The texts of pages, in both languages side by side, a table for each kind of page. A key that is missing in a template
//! does not compile, and there is no text without its other language.

mod account;
mod acts;
mod admin;
mod appraisal;
mod citizen;
mod desk;
mod hands;
mod joint;
mod kernel;
mod live;
mod papers;
mod quality;
mod reading;
mod respondents;
mod reviews;
mod staff;
mod supervision;
mod told;
mod whatif;

use domain::text::Language;
use domain::workflow::Stage;

pub(super) use account::AccountWords;
pub(super) use acts::{act, outside_kind, stream, unit_kind};
pub(super) use admin::AdminWords;
pub(super) use appraisal::AppraisalWords;
pub(super) use citizen::CitizenWords;
pub(super) use desk::DeskWords;
pub(super) use hands::HandsWords;
pub(super) use joint::JointWords;
pub(super) use kernel::KernelWords;
pub(super) use live::LiveWords;
pub(super) use papers::PaperWords;
pub(super) use quality::QualityWords;
pub(super) use reading::ReadingWords;
pub(super) use respondents::RespondentWords;
pub(super) use reviews::ReviewWords;
pub(super) use staff::StaffWords;
pub(super) use supervision::SupervisionWords;
pub(super) use told::ToldWords;
pub(super) use whatif::WhatifWords;

/// A table of texts: a struct with a field for each of them, and further tables below it, in both languages.
macro_rules! words {
    ($(#[$about:meta])* $table:ident $({ $($part:ident: $of:ident,)* })?
     $($name:ident: $zh:literal / $en:literal;)*) => {
        $(#[$about])*
        #[derive(Debug)]
        pub(in crate::pages) struct $table {
            $($(pub(in crate::pages) $part: $of,)*)?
            $(pub(in crate::pages) $name: &'static str,)*
        }

        impl $table {
            pub(in crate::pages) const ZH: Self = Self { $($($part: $of::ZH,)*)? $($name: $zh,)* };
            pub(in crate::pages) const EN: Self = Self { $($($part: $of::EN,)*)? $($name: $en,)* };
        }
    };
}
use words;

words! {
    /// The texts of pages for staff, and those of the other kinds.
    Words {
        account: AccountWords,
        admin: AdminWords,
        appraisal: AppraisalWords,
        citizen: CitizenWords,
        desk: DeskWords,
        hands: HandsWords,
        joint: JointWords,
        kernel: KernelWords,
        live: LiveWords,
        paper: PaperWords,
        quality: QualityWords,
        reading: ReadingWords,
        respondents: RespondentWords,
        reviews: ReviewWords,
        staff: StaffWords,
        supervision: SupervisionWords,
        told: ToldWords,
        whatif: WhatifWords,
    }
    product: "闭环" / "Bihuan";
    product_long: "矛盾纠纷闭环处置系统" / "Grievance cases, brought to their end";
    skip: "跳到主要内容" / "Skip to the content";
    navigation: "主导航" / "Main navigation";
    other_language: "EN" / "中文";
    other_language_code: "en" / "zh-CN";
    other_language_word: "en" / "zh";
    sign_in: "登录" / "Sign in";
    sign_out: "退出" / "Sign out";
    name: "用户名" / "Name";
    password: "密码" / "Password";
    forgotten: "忘记密码请联系本单位管理员" / "Forgot it? Ask the administrator of your unit";
    recorded: "本系统处理敏感信息，操作将被记录。" / "This system holds sensitive data, and what is done here is recorded.";
    wrong_sign_in: "用户名或密码不正确" / "The name or the password is wrong";
    too_many_tries: "尝试次数太多，请稍后再试" / "Too many tries; come again later";
    tries_again_in: "尝试次数太多，请在 {} 分钟后再试" / "Too many tries; come again in {} min";
    change_password: "修改密码" / "Change the password";
    must_change: "首次登录，请先修改密码" / "Change your first password before anything else";
    present_password: "现在的密码" / "The present password";
    new_password: "新密码（12 至 128 个字符，可以用一句话）" / "The new password (12 to 128 characters; a sentence will do)";
    password_changed: "密码已修改，请重新登录" / "The password is changed; sign in again";
    save: "保存" / "Save";
    my_work: "我的待办" / "My work";
    all_open: "全部在办" / "All open cases";
    intake: "快速登记" / "New case";
    search: "搜索" / "Search";
    search_hint: "案号 / 姓名 / 电话后四位 / 地点" / "Number / name / phone tail / place";
    overdue: "已超期" / "Overdue";
    due_today: "今日到期" / "Due today";
    to_study: "待研判" / "To study";
    to_close: "待审核" / "To close";
    unassigned: "待交办" / "Not assigned";
    ended: "已办结" / "Ended";
    as_of: "截至" / "as of";
    number: "案号" / "Number";
    matter: "事项" / "Matter";
    stage: "阶段" / "Stage";
    unit: "承办单位" / "Unit";
    deadline: "时限" / "Deadline";
    marks: "标记" / "Marks";
    next: "下一步" / "Next";
    open_case: "查看" / "Open";
    filter: "筛选" / "Filter";
    letters_hint: "名称或首字母" / "name or letters";
    clear: "清空" / "Clear";
    workflow: "流程" / "Procedure";
    any: "全部" / "All";
    nothing_here: "没有待办。" / "Nothing to do.";
    nothing_filtered: "当前筛选没有结果。" / "Nothing fits this filter.";
    cases_by_time: "案件，按剩余时间从少到多排序" / "Cases, by the time left, least first";
    more: "下一页" / "Next page";
    first_page: "回到第一页" / "First page";
    total: "共" / "in all";
    high_risk: "高风险" / "High risk";
    restricted: "待甄别" / "Restricted";
    basics: "基本情况" / "Basics";
    state: "状态" / "State";
    category: "类别" / "Category";
    place: "地点" / "Place";
    filed: "登记" / "Filed";
    channel: "来源" / "Channel";
    parties: "反映人" / "Who complains";
    anonymous: "未留姓名" / "no name given";
    reveal: "查看" / "Show";
    lead: "主办" / "Lead";
    assisting: "协办" / "Assisting";
    handler: "经办人" / "Handler";
    actions: "可做的操作" / "What you may do";
    no_actions: "目前没有您可做的操作。" / "There is nothing for you to do now.";
    not_yet: "还不能办理" / "Not yet possible";
    clocks: "时限" / "Deadlines";
    why: "为什么是这一天？" / "Why this day?";
    why_hint: "点开一个时限，看为什么是这一天。" / "Open a deadline to see why it is that day.";
    ended_clocks: "已结束的时限" / "Deadlines that ended:";
    met: "已完成" / "met";
    agencies: "外部单位" / "Outside bodies";
    files: "材料" / "Files";
    no_files: "没有材料。" / "No files.";
    add_file: "上传材料" / "Add a file";
    record: "办理记录" / "What happened";
    confirm: "确认" / "Confirm";
    cancel: "取消" / "Cancel";
    required: "必填" / "required";
    choose: "请选择" / "Choose";
    yes: "是" / "Yes";
    no: "否" / "No";
    done: "已办理：" / "Done: ";
    error: "错误：" / "Error: ";
    there_is_a_problem: "请先改正" / "There is a problem";
    evidence: "证据材料" / "Evidence";
    evidence_hint: "从本案材料中选择，或者在这里上传" / "Choose among the files of the case, or add one here";
    moved_on: "您打开后案件有了新进展，您填写的内容已保留，请核对后再提交。" / "The case has moved on since you opened it. What you wrote is kept; look at it and send it again.";
    sent_already: "这一页已经提交过一次，而这次的内容不同。请先看看案件；如果这次的内容也要提交，请再提交一次。" / "This page was sent already, with other content. Look at the case first; to add this as well, send it again.";
    sent_already_title: "这一页已经提交过一次" / "This page was sent already";
    sent_already_more: "上一次的内容已经收到，这一次的内容不同，没有收下。请先看看上一次的结果；如果还要提交，请重新打开这一页再填。" / "What was sent before is kept; this is not the same, and was not taken. Look at what came of it first; to add this as well, open the page anew.";
    signed_out_title: "登录已失效，内容还没有提交" / "You are signed out, and nothing was sent";
    signed_out_more: "您填写的内容在下面，没有丢。请在新窗口登录，再回到这一页按“再提交一次”。离开这一页，内容就没有了。" / "What you wrote stands below and is not lost. Sign in in a new window, come back to this page, and press “Send again”. Once you leave this page it is gone.";
    sign_in_beside: "在新窗口登录" / "Sign in in a new window";
    send_again: "再提交一次" / "Send again";
    title: "事项（一句话）" / "Matter, in one line";
    telephone: "电话" / "Telephone";
    party_name: "姓名" / "Name of the citizen";
    address: "具体位置" / "Where exactly";
    code_hint: "代码或名称" / "Code or name";
    filed_banner: "已登记" / "Filed";
    receipt: "查询码" / "Receipt code";
    receipt_hint: "请当面交给群众；只显示这一次。" / "Hand it to the citizen now: it is shown this once.";
    nothing_found: "没有找到。" / "Nothing was found.";
    not_found: "没有找到" / "There is no such page";
    not_found_more: "没有这个页面，或者您无权查看。" / "There is no such page, or it is not for you.";
    to_work: "回到我的待办" / "Back to my work";
    sent: "发出：" / "Sent: ";
    reminder: "到期提醒：" / "Reminder: ";
    was_read: "已查阅" / "Opened by the unit";
    was_screened: "已甄别" / "Screened";
    respondents_named: "补充被反映对象" / "Respondents named";
    recused: "回避" / "Withdrawn for conflict";
    absorbed: "并入另一案件" / "Another case merged into this one";
    party_left: "一方退出" / "A party left";
    clock_moved: "期限变动" / "A deadline moved";
    erased: "（已删除）" / "(erased)";
    supervised: "督办中" / "under supervision";
    in_progress: "进行中" / "in progress";
    on_hold: "已暂停" / "on hold";
    kept_late: "已超期完成" / "kept late";
    stage_screen: "排查登记" / "Take in";
    stage_study: "分析研判" / "Study";
    stage_assign: "分流交办" / "Assign";
    stage_handle: "调查办理" / "Handle";
    stage_supervise: "督办催办" / "Supervise";
    stage_close: "审核办结" / "Close";
    stage_assess: "评价考核" / "Assess";
    several: "多个单位用顿号隔开" / "Several are parted by commas";
    minutes_number: "会议纪要文号" / "Number of the minutes";
    complexity: "复杂程度" / "Complexity";
    simple: "简单" / "Simple";
    general: "一般" / "General";
    complex: "复杂" / "Complex";
    risk: "风险等级" / "Risk";
    low: "低" / "Low";
    medium: "中" / "Medium";
    high: "高" / "High";
    unchanged: "不变" / "As it is";
    basis: "法律依据和说明" / "Legal basis";
    how_long: "多久" / "How long";
    time_unit: "时间单位" / "Unit of time";
    work_days: "个工作日" / "working days";
    calendar_days: "个自然日" / "calendar days";
    work_hours: "个工作小时" / "office hours";
    until: "截止日期" / "Until";
    document: "证明文书" / "The document that proves it";
    signing_mode: "签署方式" / "Who must sign";
    all_sign: "全部签署" / "All of them";
    any_signs: "任一人签署" / "Any one of them";
    older_case: "较早案件的案号" / "Number of the older case";
    solved: "解决了" / "Solved";
    partly: "部分解决" / "Partly";
    not_solved: "没解决" / "Not solved";
    nobody_reached: "没有联系上" / "Nobody was reached";
    yuan: "元" / "yuan";
    reason: "理由" / "Reason";
    purpose: "用途" / "Purpose";
    reveal_why: "查看身份信息须写明用途和理由，并会被记录。" / "Say what for and why; it is recorded.";
    original: "照片原件" / "The original of a photograph";
    original_why: "原件里可能有拍摄地点、时间和手机信息。打开须写明用途和理由，并会被记录。" / "The original may show where, when and by whose telephone it was taken. Say what for and why; it is recorded.";
    open_original: "打开原件" / "Open the original";
    contact: "联系" / "To make contact";
    verify: "核实" / "To verify";
    identity_number: "证件号码" / "Identity number";
    documents: "送达文书" / "To deliver documents";
    identity: "身份信息" / "Identity";
    days: "天" / "d";
    hours: "时" / "h";
    minutes: "分" / "min";
    late_by: "超" / "late";
    left: "剩" / "left";
}

impl Words {
    /// What a stage of the loop is called.
    pub(super) const fn stage_name(&self, stage: Stage) -> &'static str {
        match stage {
            Stage::Screen => self.stage_screen,
            Stage::Study => self.stage_study,
            Stage::Assign => self.stage_assign,
            Stage::Handle => self.stage_handle,
            Stage::Supervise => self.stage_supervise,
            Stage::Close => self.stage_close,
            Stage::Assess => self.stage_assess,
        }
    }

    /// What a risk is called.
    pub(super) fn risk_name<'a>(&self, risk: &'a str) -> &'a str {
        match risk {
            "low" => self.low,
            "medium" => self.medium,
            "high" => self.high,
            other => other,
        }
    }

    /// The texts in a language.
    pub(super) const fn of(language: Language) -> &'static Self {
        match language {
            Language::Zh => &Self::ZH,
            Language::En => &Self::EN,
        }
    }
}
