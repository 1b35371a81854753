//! The Chinese of the help.

/// What a command does.
pub(super) fn about(path: &str) -> Option<&'static str> {
    find(COMMANDS, path)
}

/// What an argument is for.
pub(super) fn argument(id: &str) -> Option<&'static str> {
    find(ARGUMENTS, id)
}

fn find(table: &[(&str, &'static str)], key: &str) -> Option<&'static str> {
    table.iter().find(|(known, _)| *known == key).map(|(_, text)| *text)
}

const COMMANDS: &[(&str, &str)] = &[
    ("", "闭环：不让案件搁浅的流程，说得清理由的期限"),
    ("workflow", "检查、绘制、比较、演练流程"),
    ("workflow check", "列出流程文件的全部问题，并演练旁边的场景"),
    ("workflow draw", "绘制流程：图、可嵌入文档的 Mermaid，或表格"),
    ("workflow diff", "用白话说明两个版本的差别，以及在办案件如何转版"),
    ("workflow scenario", "演练流程旁边的场景，打印每一步、期限和时间归属"),
    ("workflow walk", "手动走一遍流程；从终端或脚本读取操作"),
    ("workflow import-digit", "把 eGov DIGIT 的 BusinessService 转成草稿，并列出其缺陷"),
    ("clock", "计算期限并说明理由"),
    ("clock explain", "打印期限的到期时刻，并说明为什么是这一天"),
    ("clock batch", "读入 CSV 的 limit,from，输出 limit,from,deadline；有错的行留空"),
    ("calendar", "检查和装入日历"),
    ("calendar check", "列出日历文件的全部问题，以及每年有多少个工作日"),
    ("calendar load", "装入新的放假通知，列出因此移动的在办期限"),
    ("routing", "试用分流规则"),
    ("demo", "用内置数据库和演示县启动；再次启动保留数据"),
    ("serve", "启动接口服务"),
    ("seed", "写入虚构的案件，供试用或测量；种子相同，案件相同"),
    ("migrate", "把数据库结构更新到最新"),
    ("user", "管理账号"),
    ("user add", "为名录中的人员开通账号，并打印首次密码"),
    ("routing try", "说明应由哪个单位主办、依据哪条规则、为什么；或为什么须由人决定"),
];

const ARGUMENTS: &[(&str, &str)] = &[
    ("lang", "语言：zh 或 en；默认按 LC_ALL、LC_MESSAGES、LANG"),
    ("data", "日历、代码、分流规则和名录的文件夹；默认取文件所在处、./workflows 或程序自带"),
    ("format", "输出形式：text 供人阅读，json 供脚本使用"),
    ("paths", "文件或文件夹"),
    ("no_scenarios", "只检查定义，不演练场景"),
    ("file", "文件"),
    ("form", "画成什么：svg、mermaid 或 markdown"),
    ("output", "写入的文件；不写则输出到屏幕（导入时不写则只列缺陷）"),
    ("old", "旧版本"),
    ("new", "新版本"),
    ("mapping", "在办案件去向的对照文件，一并检查；默认各环节名称不变"),
    ("only", "只演练第几个场景，从 1 起"),
    ("at", "登记时间，本地时间"),
    ("by", "登记人：citizen 或名录中的人员；默认由有权登记的人"),
    ("category", "案件类别代码"),
    ("anonymous", "匿名登记"),
    ("escalation", "AutoEscalation 的 JSON 文件"),
    ("no_roll", "最后一日遇休息日不顺延"),
    ("close", "最后一日截止到下班，而不是 24 时"),
    ("limit", "期限：数字加 hour、work_hour、calendar_day、work_day 或 month"),
    ("from", "起算时间：时刻（RFC 3339 或本地时间）或日期"),
    ("extend", "延期，写法同期限；可多次"),
    ("pause", "不计入的时段，起/止，止写日期的含当日；可多次"),
    ("clocks", "在办期限的 CSV，列为 limit,from"),
    ("write", "列出之后把文件放入资料文件夹"),
    ("place", "发生地区划代码"),
    ("petition_class", "信访类别，写代码，或以 / 连接的名称"),
    ("title", "诉求标题"),
    ("text", "诉求内容"),
    ("workflow", "适用的流程"),
    ("respondent", "被反映的单位；可多次"),
    ("config", "配置文件；不写时取 ./bihuan.toml（如有）"),
    ("folder", "内置数据库、密钥和文件所在的文件夹"),
    ("database", "数据库，sqlite:路径 或 postgres://用户@主机/库名"),
    ("listen", "监听地址"),
    ("cases", "多少件"),
    ("seed", "种子；换一个就是另一个县"),
    ("days", "在此前多少天内登记；不早于 2025 年，更早没有日历"),
    ("add", "加在已有案件之后，而不是拒绝"),
    ("down", "改为撤回几步；撤回的内容不再保留"),
    ("person", "名录中的人员"),
    ("sign_in", "账号名；默认用人员编号"),
];
