//! What people write into the forms of seeded cases, by what they are doing.

use domain::workflow::Verb;

use super::random::Random;

/// Words for a field of a form that goes with a verb, no longer than the field allows.
pub(super) fn words(verb: Verb, longest: Option<u32>, random: &mut Random) -> String {
    let longest = longest.map_or(usize::MAX, |longest| longest as usize);
    if longest <= 60 {
        let number = 1 + random.below(900);
        return format!("演示〔2026〕{number}号").chars().take(longest).collect();
    }
    let (first, second) = (random.text(of(verb)), random.text(ENDS));
    format!("{first}{second}").chars().take(longest).collect()
}

const ENDS: &[&str] = &[
    "",
    "",
    "详见现场记录。",
    "已登记在案。",
    "双方均在场。",
    "后续情况及时补记。",
    "已拍照留存。",
];

fn of(verb: Verb) -> &'static [&'static str] {
    match verb {
        Verb::Contact => CONTACTS,
        Verb::Record | Verb::Contribute | Verb::Answer => RECORDS,
        Verb::Ask | Verb::Consult => QUESTIONS,
        Verb::Supplement => ADDITIONS,
        Verb::Submit => RESULTS,
        Verb::Verify | Verb::SpotCheck | Verb::Discharge => FINDINGS,
        Verb::Return | Verb::Object | Verb::Transfer | Verb::Redispatch | Verb::TakeBack => REASONS,
        Verb::RequestExtension
        | Verb::GrantExtension
        | Verb::RefuseExtension
        | Verb::Suspend
        | Verb::Resume => TERMS,
        Verb::CallBack | Verb::Rate => SAYINGS,
        Verb::Urge | Verb::Supervise => DEMANDS,
        Verb::Assign
        | Verb::Delegate
        | Verb::Join
        | Verb::Release
        | Verb::Escalate
        | Verb::JointSession
        | Verb::Copy => TASKS,
        Verb::Withdraw | Verb::Reopen => CHANGES,
        Verb::Advance
        | Verb::Classify
        | Verb::Sign
        | Verb::OpenSigning
        | Verb::Countersign
        | Verb::AddSigner
        | Verb::DropSigner
        | Verb::Merge
        | Verb::Split
        | Verb::LinkRepeat
        | Verb::Archive => STEPS,
    }
}

const CONTACTS: &[&str] = &[
    "已电话联系反映人，说明由本单位办理，约定明日上午现场查看。",
    "上门与反映人见面，核对了时间、地点和诉求。",
    "通话八分钟，反映人补充了对方的情况，同意调解。",
    "反映人希望周末联系，已约定时间。",
];

const RECORDS: &[&str] = &[
    "到现场查看，情况与反映基本一致，已通知责任方整改。",
    "召集双方见面一次，分歧主要在费用分担。",
    "查阅档案和台账，未见登记，拟进一步核实。",
    "责任方书面承诺三日内整改，届时复查。",
    "已清理现场，安排专人巡查一周。",
];

const QUESTIONS: &[&str] = &[
    "请补充事发的具体时间和能够证明的照片。",
    "请提供合同或者收据的复印件。",
    "请说明贵单位职责范围内是否已有处理。",
];

const ADDITIONS: &[&str] = &[
    "补充两张现场照片，是昨天傍晚拍的。",
    "补交收据一张，金额以收据为准。",
    "邻居愿意作证，联系方式已留给经办人。",
    "情况又出现了一次，时间在夜里十点多。",
];

const RESULTS: &[&str] = &[
    "已组织维修并试运行正常，向反映人说明了后续维护安排。",
    "经核查责任方已整改到位，双方对结果无异议。",
    "经调解双方达成一致，按约定履行。",
    "经核实诉求暂不具备条件，已说明政策依据和可走的途径。",
    "已约谈责任方并限期整改，复查合格。",
];

const FINDINGS: &[&str] = &[
    "材料齐全，与现场情况相符。",
    "电话核实，反映人认可办理过程。",
    "缺少复查照片，措施写得笼统。",
    "时间和过程清楚，依据充分。",
];

const REASONS: &[&str] = &[
    "该事项按权责清单由其他单位负责，建议改派。",
    "地点不在本辖区，已与相邻单位核对。",
    "同一事项另有单位正在办理，建议合并处理。",
    "第一次办理未解决主要问题，须重新安排。",
];

const TERMS: &[&str] = &[
    "需要等待检测报告，预计一周内出具。",
    "涉及多方，还差一方未到场，须再安排一次。",
    "连日降雨无法施工，天气转好后继续。",
    "理由充分，时间合理。",
];

const SAYINGS: &[&str] = &[
    "问题解决了，处理得比较快。",
    "基本满意，希望以后多巡查。",
    "只解决了一部分，费用还没退。",
    "没有解决，还是老样子。",
    "打了两次电话无人接听。",
];

const DEMANDS: &[&str] = &[
    "请于三个工作日内书面说明进展和原因。",
    "群众多次催问，请尽快办理并答复。",
    "临近到期，请抓紧办理。",
];

const TASKS: &[&str] = &[
    "请先到现场核实，再联系反映人，按期答复。",
    "由主办单位牵头，协办单位提供资料。",
    "会商决定由一家单位主办到底，每周通报一次。",
    "请关注可能激化的苗头，有情况及时报告。",
];

const CHANGES: &[&str] = &[
    "双方已经自行和好，不再反映。",
    "问题又出现了，请求重新办理。",
    "有了新的情况，希望继续处理。",
];

const STEPS: &[&str] = &[
    "经甄别属于受理范围，按程序办理。",
    "双方自愿，已告知权利义务。",
    "情况属实，进入下一环节。",
    "依据职责和现有材料作出处理，并已告知当事人。",
    "按约定逐项落实，已核对凭证。",
];
