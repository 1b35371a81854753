//! The texts of pages, in both languages side by side. A key that is missing in a template does not compile, and there is
//! no text without its other language.

use domain::text::Language;
use domain::workflow::Stage;

macro_rules! words {
    ($($name:ident: $zh:literal / $en:literal;)*) => {
        /// The texts of pages in one language.
        #[derive(Debug)]
        pub(super) struct Words {
            $(pub(super) $name: &'static str,)*
        }

        const ZH: Words = Words { $($name: $zh,)* };
        const EN: Words = Words { $($name: $en,)* };
    };
}

words! {
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
    evidence_hint: "从本案材料中选择；没有就先上传" / "Choose among the files of the case; upload it first if it is not there";
    moved_on: "您打开后案件有了新进展，您填写的内容已保留，请核对后再提交。" / "The case has moved on since you opened it. What you wrote is kept; look at it and send it again.";
    title: "事项（一句话）" / "Matter, in one line";
    telephone: "电话" / "Telephone";
    party_name: "姓名" / "Name of the citizen";
    address: "具体位置" / "Where exactly";
    code_hint: "代码或名称" / "Code or name";
    file_case: "登记" / "File it";
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
    settings: "字号和语言" / "Text size and language";
    size_normal: "标准" / "Normal";
    size_large: "大字" / "Large";
    size_huge: "特大" / "Largest";
    home_lead: "遇到矛盾纠纷或者办不成的事，都可以在这里反映，不用注册，也可以不留姓名。" / "A dispute, or something that nobody gets done: say it here. You need no account, and no name.";
    report: "反映问题" / "Report a problem";
    track: "查进度" / "See how it stands";
    rating_hint: "对办理结果的评价也在“查进度”里。" / "You rate the result there, too.";
    danger: "遇到危险请直接拨打" / "In danger, call";
    call_center: "综治中心电话" / "Telephone of the center";
    for_staff: "工作人员登录" / "Staff sign in";
    for_programs: "接口说明" / "API description";
    for_open311: "Open311 接口" / "Open311";
    what_can_be_filed: "可以登记的诉求种类及表单" / "What can be filed, with its forms";
    home_link: "首页" / "Home";
    steps: "步骤" / "Steps";
    step_what: "说事情" / "What";
    step_where: "说地点" / "Where";
    step_contact: "留联系" / "Contact";
    step_check: "核对" / "Check";
    what_title: "您要反映什么事？" / "What happened?";
    what_hint: "不用写得很正式，像平时说话一样就行。" / "It need not be formal. Write as you speak.";
    no_draft: "填写的内容在提交之前不会保存，请不要关闭这一页。" / "Nothing is kept until you send it; please do not close this page.";
    kind: "是哪一类事（可不选）" / "What kind of matter (optional)";
    one_line: "一句话说是什么事" / "In one line";
    one_line_hint: "例如：老街路灯不亮。不用写姓名和电话。" / "Such as: the lamps in Old Street are dark. No names or numbers here.";
    where_title: "在什么地方？" / "Where is it?";
    town: "镇、街道（可不选）" / "Town or subdistrict (optional)";
    not_sure: "不清楚" / "Not sure";
    address_hint: "例如：赵李桥镇老街 12 号门口（可不填）" / "Such as: at the door of 12 Old Street (optional)";
    contact_title: "怎么联系您？" / "How do we reach you?";
    contact_hint: "姓名和电话加密保存，只有办理需要时才能查看，每次查看都有记录。" / "Your name and number are sealed. They are opened only where the matter needs it, and each time is recorded.";
    contact_how: "联系方式" / "Contact";
    leave_telephone: "留电话，方便答复" / "Leave a number, so that you can be answered";
    stay_anonymous: "匿名，凭查询码看答复" / "Stay anonymous, and read the answer with the receipt code";
    your_name: "怎么称呼您（可不填）" / "Your name (optional)";
    your_telephone: "电话（选了留电话就要填）" / "Telephone (needed if you leave a number)";
    check_title: "请核对，然后提交" / "Look it over, then send it";
    change: "修改" / "Change";
    not_given: "没有填" / "Not given";
    back: "上一步" / "Back";
    onward: "下一步" / "Next";
    send: "提交" / "Send";
    fault_fill: "请填写：" / "Please fill in: ";
    fault_telephone: "请填写能联系到您的电话，或者选择匿名" / "Please give a number at which you can be reached, or stay anonymous";
    received: "我们收到了" / "We have it";
    keep_code: "请记住查询码，凭它查进度。请截图或抄下来。" / "This is your receipt code, by which you see how it stands. Take a picture of it or copy it down.";
    code_once: "查询码是您查进度的唯一凭据，请不要给别人看。" / "It is the only way to your case. Show it to nobody.";
    what_follows: "接下来" / "What follows";
    follows_look: "工作人员会先看您反映的事，决定由谁来办。" / "Somebody looks at it and decides who handles it.";
    follows_by: "最晚答复您：" / "You are answered by ";
    follows_see: "办到哪一步、答复是什么，都可以凭查询码看到。" / "Each step and the answer can be seen with the code.";
    kept_it: "我已保存，查看进度" / "I have kept it; show me how it stands";
    enter_code: "查询码" / "Receipt code";
    enter_code_hint: "16 位字母和数字，空格和横线可以不填" / "16 letters and digits; spaces and hyphens do not matter";
    look: "查看" / "Show";
    no_such_code: "没有查到。请核对查询码是否抄对。" / "Nothing was found. Please look whether the code is copied right.";
    your_case: "您反映的事" / "What you reported";
    now: "现在" / "Now";
    told_on: "反映日期" / "Reported on";
    answered_by: "最晚答复" / "Answer promised by";
    is_late: "已超过承诺时间" / "This is later than promised";
    late_sorry: "对不起，让您久等了。您可以打综治中心电话询问。" / "We are sorry. You may call the center and ask.";
    step_received: "已收到" / "Received";
    step_decided: "决定由谁办" / "Given to somebody";
    step_handled: "办理" / "Handled";
    step_answered: "答复您" / "Answered";
    step_rated: "请您评价" / "Rated by you";
    is_done: "已完成" / "done";
    is_now: "正在进行" / "now";
    is_later: "还没到" / "not yet";
    solved_question: "这件事解决了吗？" / "Was it solved?";
    solved_hint: "点一下就提交，不点不算满意。" / "One tap is enough. Nobody counts silence as yes.";
    say_more: "还想多说几句（可不填）" / "Say more (optional)";
    thanks: "谢谢，您的评价已记下。" / "Thank you. It is written down.";
    answers: "给您的答复和通知" / "What you were told";
    no_answers: "暂时没有。" / "Nothing yet.";
    you_may: "您可以" / "You may";
    refresh: "刷新" / "Refresh";
    other_code: "查另一件" / "Another code";
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

    /// The texts in a language.
    pub(super) const fn of(language: Language) -> &'static Self {
        match language {
            Language::Zh => &ZH,
            Language::En => &EN,
        }
    }
}
