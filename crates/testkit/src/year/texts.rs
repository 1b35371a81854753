//! Answers to citizens. All invented: sentences of which honest ones are put together with particulars, and forms that sham
//! units fill.

use crate::Random;

/// What every answer must say.
pub(super) fn phrases() -> Vec<String> {
    PHRASES.map(str::to_owned).into()
}

const PHRASES: [&str; 4] = [
    "如不服本处理意见，可自收到本处理意见之日起三十日内",
    "向本机关的上一级机关提出复查申请",
    "逾期不申请复查的，不再受理",
    "感谢您对我们工作的理解与支持",
];

const OPENINGS: [&str; 6] = [
    "您好，您反映的问题收悉，现将办理情况答复如下。",
    "您反映的事项我单位高度重视，已安排专人办理。",
    "接到您的诉求后，我们当天与您电话核对了情况。",
    "关于您所提诉求，经实地查看，情况说明如下。",
    "来件已办理完毕，办理经过如下。",
    "您好，关于您来电反映的情况，我们做了调查。",
];

const FINDINGS: [&str; 12] = [
    "工作人员到{p}查看，发现{t}确有{d}，影响住户出行",
    "经向{w}了解，{t}的起因是{d}，双方对此没有争议",
    "现场测量后确认{t}超出批准范围，{w}当场认可",
    "查阅档案，{t}于前年由{w}经手，手续缺了一项",
    "{w}说明，{d}是上月的雨水所致，并非有意拖延",
    "走访{p}五户邻居，三户证实{d}，两户表示不清楚",
    "调取监控后看到，{d}发生在夜间，责任人是{w}",
    "核对账目，{w}尚欠的款项与您所说一致",
    "专业人员检测，{t}的噪声略高于标准",
    "村里组织双方在{p}见面，{w}承认{d}",
    "我们请第三方对{t}做了鉴定，结论是{d}",
    "{p}的地块属于集体，{w}没有使用的依据",
];

const MEASURES: [&str; 12] = [
    "已要求{w}在月底前拆除，并由{p}监督",
    "{w}当面道歉，并把{t}恢复原状",
    "双方签了调解协议，{w}分两次付清",
    "施工队已更换{t}，当晚恢复使用",
    "我们向{w}发出整改通知，期满再去复查",
    "{t}的手续补齐以后，由窗口通知您领取",
    "争议部分建议向法院起诉，法律援助处可以帮您写材料",
    "{p}新设了两处标志，每天由专人巡查",
    "已把{t}列入下一批改造，开工前会公示",
    "{w}同意退还多收的部分，款项已转到您的账户",
    "民警对{w}作了批评教育，并登记在册",
    "经协商，{t}由两家共用，费用各担一半",
];

const PLACES: [&str; 10] = [
    "村口",
    "东街三组",
    "老粮站旁",
    "河堤下",
    "小学后门",
    "二号楼",
    "菜市场西侧",
    "桥头",
    "卫生室前",
    "安置小区",
];
const PEOPLE: [&str; 10] = [
    "物业公司",
    "包工头",
    "邻居一家",
    "村民小组长",
    "供水站",
    "店主",
    "养殖户",
    "驾驶人",
    "开发企业",
    "中介",
];
const THINGS: [&str; 10] = [
    "围墙",
    "排水沟",
    "宅基地界线",
    "路灯",
    "化粪池",
    "工资表",
    "护栏",
    "电表",
    "承包合同",
    "停车位",
];
const DEFECTS: [&str; 10] =
    ["堵塞", "占道", "漏水", "欠付", "破损", "越界", "停工", "气味扰民", "登记错误", "无人管护"];

/// An answer that speaks of the case; from a unit that works by forms, one of its form.
pub(super) fn honest(random: &mut Random, category: &str, forms: bool) -> String {
    let mut said = vec![pick(random, &OPENINGS).to_owned()];
    if forms && category == "0808" {
        let lamp = "经查，{p}路灯因线路老化熄灭，维修人员携带登高车到场，更换光源和整流器各一套，现已恢复照明，请您放心出行。";
        said = vec![fill(random, lamp)];
    } else {
        for bank in [&FINDINGS, &FINDINGS, &MEASURES, &MEASURES] {
            let sentence = pick(random, bank);
            said.push(fill(random, sentence));
        }
    }
    said.extend(phrases());
    said.join("。")
}

/// The form of a sham unit, filled carelessly or reworded with care.
pub(super) fn copied(random: &mut Random, unit: usize) -> String {
    let forms = [
        [
            "您反映的问题我单位高度重视，立即组织人员进行了核查处理",
            "经了解，该问题已经协调相关部门予以解决到位",
            "下一步我单位将举一反三，加强日常巡查管理，杜绝类似情况发生",
            "目前该事项已办理完毕，特此答复",
        ],
        [
            "来件收悉，经镇村两级工作人员上门走访，情况基本属实",
            "我们已督促责任方及时整改，问题得到妥善处置",
            "今后将建立长效机制，持续跟踪问效，切实维护群众利益",
            "群众对处理结果表示满意，予以办结",
        ],
    ];
    let form = &forms[unit % forms.len()];
    let place = pick(random, &PLACES);
    let mut said: Vec<String> = form.iter().map(|sentence| (*sentence).to_owned()).collect();
    said.insert(1, format!("{place}的情况"));
    let reworded = match random.below(10) {
        0..6 => 0,
        6..9 => 1,
        _ => 3,
    };
    for _ in 0..reworded {
        let other = pick(random, &MEASURES);
        let sentence = fill(random, other);
        let place = random.below(said.len());
        said[place] = sentence;
    }
    said.extend(phrases());
    said.join("。")
}

fn pick<'a>(random: &mut Random, from: &[&'a str]) -> &'a str {
    from[random.below(from.len())]
}

fn fill(random: &mut Random, sentence: &str) -> String {
    [("{p}", &PLACES), ("{w}", &PEOPLE), ("{t}", &THINGS), ("{d}", &DEFECTS)]
        .into_iter()
        .fold(sentence.to_owned(), |said, (slot, words)| said.replace(slot, pick(random, words)))
}
