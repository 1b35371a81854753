//! What the acts and the streams of the audit are called. What a newer version wrote stands as it is.

use domain::directory::UnitKind;
use domain::text::Language;

/// An act, and its name in both languages.
type Row = (&'static str, &'static str, &'static str);

const ACTS: &[Row] = &[
    ("signed_in", "登录", "signed in"),
    ("signed_out", "退出", "signed out"),
    ("refused", "登录被拒", "sign-in refused"),
    ("opened", "开通账号", "account opened"),
    ("disabled", "停用账号", "account disabled"),
    ("enabled", "恢复账号", "account enabled"),
    ("password_changed", "修改密码", "password changed"),
    ("password_reset", "重置密码", "password reset"),
    ("access_ended", "结束会话和令牌", "sessions and tokens ended"),
    ("sessions_ended", "结束登录", "sessions ended"),
    ("second_factor_put", "启用两步验证", "second factor put in"),
    ("second_factor_removed", "移除两步验证", "second factor removed"),
    ("token_opened", "新建令牌", "token made"),
    ("token_revoked", "撤销令牌", "token revoked"),
    ("calendar_opened", "开通日历订阅", "calendar feed opened"),
    ("calendar_closed", "关闭日历订阅", "calendar feed closed"),
    ("person_added", "新增人员", "person added"),
    ("person_changed", "修改人员", "person changed"),
    ("roles_changed", "调整角色", "roles changed"),
    ("work_moved", "移交在办案件", "open work moved"),
    ("revealed", "查看身份信息", "identity shown"),
    ("paper_issued", "出具文书", "paper issued"),
    ("paper_voided", "文书作废", "paper declared void"),
    ("paper_read", "查看文书全文", "paper read in full"),
    ("erased", "删除身份信息", "identity erased"),
    ("exposed", "回避前已知悉", "had learned of a case"),
    ("exported", "导出", "exported"),
    ("retried", "重新投递", "tried again"),
    ("dispatch_retried", "重新发送", "message tried again"),
    ("message_seen", "已核看来文", "message looked at"),
    ("message_refused", "拒收来文", "message refused"),
    ("report_refused", "不采信报告", "report refused"),
    ("quarantined", "暂停采信", "no longer believed"),
    ("released", "恢复采信", "believed again"),
    ("fetched", "调取外部进展", "standing fetched"),
    ("subscribed", "新增订阅", "subscription made"),
    ("paused", "暂停订阅", "subscription paused"),
    ("resumed", "恢复订阅", "subscription resumed"),
    ("removed", "删除订阅", "subscription removed"),
    ("order_drafted", "拟督办单", "supervision order drafted"),
    ("order_step", "办理督办单", "step of a supervision order"),
    ("suspicion_judged", "核查疑点", "suspicion judged"),
    ("suspicions_wanted", "查找疑点", "suspicions looked for"),
    ("time_disputed", "对占用时间提出异议", "time disputed"),
    ("time_decided", "决定时间异议", "dispute about time decided"),
    ("screen_opened", "开通大屏", "screen opened"),
    ("screen_closed", "关闭大屏", "screen closed"),
    ("order_adopted", "补登督办单", "supervision order given a document"),
    ("appraisal_asked", "申请试算或更正", "run of an appraisal asked for"),
    ("appraisal_made", "考核试算", "appraisal made"),
    ("appraisal_published", "公布考核", "appraisal published"),
    ("appraisal_corrected", "更正考核", "appraisal corrected"),
    ("decision_recorded", "考核认定", "decision for appraisal recorded"),
    ("decision_revoked", "撤销考核认定", "decision for appraisal taken back"),
    ("objection_raised", "考核申诉", "objection raised"),
    ("objection_decided", "认定申诉", "objection decided"),
    ("code_made", "制作二维码", "code made"),
    ("code_replaced", "换发二维码", "code replaced"),
    ("code_retired", "停用二维码", "code retired"),
    ("clue_opened", "评价转为线索", "review made a clue"),
    ("review_dismissed", "评价不作线索", "review put away"),
];

const STREAMS: &[Row] = &[
    ("identities", "敏感查看", "Identities shown"),
    ("sign-in", "登录", "Sign-in"),
    ("accounts", "账号", "Accounts"),
    ("rights", "人员和权限", "People and rights"),
    ("exports", "导出", "Exports"),
    ("exposure", "回避前知悉", "Exposure"),
    ("agencies", "外部单位", "Outside bodies"),
    ("papers", "文书", "Papers"),
    ("letters", "信件", "Letters"),
    ("subscriptions", "订阅", "Subscriptions"),
    ("scan-points", "二维码", "Codes to scan"),
    ("reviews", "评价", "Reviews"),
    ("orders", "督办单", "Supervision orders"),
    ("joint_sessions", "会商", "Joint sessions"),
    ("suspicions", "疑点核查", "Suspicions"),
    ("time-disputes", "时间异议", "Disputes about time"),
    ("appraisal", "考核", "Appraisal"),
    ("command-line", "命令行", "Command line"),
];

/// What kinds of outside bodies are called.
const OUTSIDE: &[Row] = &[
    ("court", "法院", "court"),
    ("police", "公安", "police"),
    ("arbitration", "劳动仲裁", "labour arbitration"),
    ("mediation", "人民调解", "people's mediation"),
];

/// What a kind of outside body is called; one that is not ours, as it is written.
pub(in crate::pages) fn outside_kind(word: &str, language: Language) -> String {
    of(OUTSIDE, word, language).unwrap_or(word).to_owned()
}

fn of(rows: &'static [Row], word: &str, language: Language) -> Option<&'static str> {
    let (_, zh, en) = rows.iter().find(|(known, _, _)| *known == word)?;
    Some(match language {
        Language::Zh => zh,
        Language::En => en,
    })
}

/// What an act is called.
pub(in crate::pages) fn act(word: &str, language: Language) -> String {
    of(ACTS, word, language).unwrap_or(word).to_owned()
}

/// What a stream is called.
pub(in crate::pages) fn stream(word: &str, language: Language) -> String {
    of(STREAMS, word, language).unwrap_or(word).to_owned()
}

/// What a kind of unit is called.
pub(in crate::pages) fn unit_kind(kind: UnitKind, language: Language) -> String {
    let (zh, en) = match kind {
        UnitKind::Center => ("综治中心", "governance center"),
        UnitKind::Department => ("部门", "department"),
        UnitKind::Township => ("乡镇（街道）", "township"),
        UnitKind::Village => ("村（社区）", "village"),
        UnitKind::PoliceBureau => ("公安局", "police bureau"),
        UnitKind::PoliceStation => ("派出所", "police station"),
        UnitKind::MediationCommittee => ("调委会", "mediation committee"),
        UnitKind::Court => ("法院、法庭", "court"),
        UnitKind::Procuratorate => ("检察院", "procuratorate"),
        UnitKind::ArbitrationTribunal => ("劳动人事争议仲裁", "labour arbitration"),
        UnitKind::Discipline => ("纪检监察", "discipline inspection"),
    };
    match language {
        Language::Zh => zh,
        Language::En => en,
    }
    .to_owned()
}
