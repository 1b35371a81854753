//! What must not be counted, whatever a county would like, with the reason and where it stands.

use crate::finding::{Finding, pointer};

struct Refusal {
    /// Names by which somebody would ask for it.
    names: &'static [&'static str],
    code: &'static str,
    zh: &'static str,
    en: &'static str,
}

const SILENCE: Refusal = Refusal {
    names: &["silence", "default_good", "unanswered", "assumed_satisfied"],
    code: "counts-silence",
    zh: "沉默不是满意：没有评价不得计为好评或者解决（国办发〔2019〕51号：自愿自主评价）",
    en: "silence is not satisfaction: no answer may not count as a good one (State Council General Office [2019] No. 51: rating is free and voluntary)",
};

const REFUSED: [Refusal; 4] = [
    SILENCE,
    Refusal {
        names: &["person", "people", "individual", "handler", "officer", "employee"],
        code: "counts-people",
        zh: "只考核单位，不给个人打分排名（国办函〔2026〕12号：不得积分排名）",
        en: "units are appraised, never individuals (State Council General Office Letter [2026] No. 12: no ranking by points)",
    },
    Refusal {
        names: &[
            "scan",
            "scans",
            "scan_rating",
            "scan_ratings",
            "anonymous_rating",
            "review",
            "reviews",
        ],
        code: "counts-scans",
        zh: "匿名扫码评价只作参考，不计入考核；要查实的应转为案件（国办发〔2019〕51号：差评先核实）",
        en: "anonymous scans are shown beside and count for nothing; what is to be looked into becomes a case (State Council General Office [2019] No. 51: bad ratings are verified first)",
    },
    Refusal {
        names: &[
            "login",
            "logins",
            "online_time",
            "check_in",
            "check_ins",
            "points",
            "install_rate",
            "votes",
            "likes",
            "reposts",
            "study_time",
            "photos",
            "reports_filed",
        ],
        code: "counts-presence",
        zh: "登录、在线时长、打卡、积分、点赞、投票、安装率不得作为考核依据（国办函〔2026〕12号）",
        en: "logins, time online, check-ins, points, likes, votes and installs must not be appraised (State Council General Office Letter [2026] No. 12)",
    },
];

/// The refusal of a name that asks for what must not be counted; none for any other name.
pub(super) fn refused(name: &str, at: &[&str]) -> Option<Finding> {
    let asked = REFUSED.iter().find(|refusal| refusal.names.contains(&name));
    asked.map(|refusal| finding(refusal, at))
}

/// The refusal to count silence.
pub(super) fn silence(at: &[&str]) -> Finding {
    finding(&SILENCE, at)
}

fn finding(refusal: &Refusal, at: &[&str]) -> Finding {
    Finding::error(refusal.code, pointer(at.iter().copied()), refusal.zh, refusal.en)
}
