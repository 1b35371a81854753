//! What cases are about, put together from parts: a place, a thing, what is wrong with it and what is asked for. All of it
//! is invented; the words are such that a search has something to find.

use super::random::Random;

/// A kind of matter.
#[derive(Debug)]
pub(super) struct Matter {
    /// The category, as in GB/T 31000.
    pub(super) category: &'static str,
    things: &'static [&'static str],
    troubles: &'static [&'static str],
    asks: &'static [&'static str],
}

const fn matter(
    category: &'static str,
    things: &'static [&'static str],
    troubles: &'static [&'static str],
    asks: &'static [&'static str],
) -> Matter {
    Matter { category, things, troubles, asks }
}

/// What a case is about, in words.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub(super) title: String,
    pub(super) account: String,
    pub(super) ask: String,
    pub(super) address: String,
}

/// The matters of a workflow.
pub(super) fn of(workflow: &str) -> &'static [Matter] {
    match workflow {
        "dispute" => DISPUTES,
        "police" => REPORTS,
        "petition" => PETITIONS,
        "review" => REVIEWS,
        _ => REQUESTS,
    }
}

impl Matter {
    /// Tells it, at a place of this name.
    pub(super) fn told(&self, town: &str, random: &mut Random) -> Told {
        let spot = format!("{}{}", random.text(ROADS), random.text(SPOTS));
        let (thing, trouble) = (random.text(self.things), random.text(self.troubles));
        let ask = format!("{}，{}。", random.text(self.asks), random.text(WISHES));
        let (when, effect, before) =
            (random.text(WHENS), random.text(EFFECTS), random.text(BEFORES));
        let house = 1 + random.below(40);
        Told {
            title: format!("{spot}{thing}{trouble}"),
            account: format!("{when}，{town}{spot}{thing}{trouble}，{effect}。{before}。"),
            ask,
            address: format!("{town}{spot}{house}号附近"),
        }
    }
}

const ROADS: &[&str] = &[
    "望湖路",
    "春晖路",
    "学府路",
    "向阳路",
    "新桥街",
    "金穗路",
    "翠竹巷",
    "滨河路",
    "站前路",
    "茶香路",
    "梅岭路",
    "石桥巷",
    "荷塘路",
    "松柏路",
];

const SPOTS: &[&str] = &[
    "示范小区",
    "和谐苑",
    "农贸市场",
    "示范小学门口",
    "公交站旁",
    "社区广场",
    "三组路口",
    "河堤边",
    "样板楼",
    "工业园东门",
    "安置小区",
    "老粮站",
    "茶园路段",
];

const WHENS: &[&str] = &[
    "上周以来",
    "近一个月",
    "前天晚上起",
    "入夏以后",
    "春节过后",
    "今年年初开始",
    "连续三天",
    "每天早晚",
    "半个月前",
    "雨天",
];

const EFFECTS: &[&str] = &[
    "老人和孩子出行不便",
    "周围二十多户受影响",
    "夜里无法休息",
    "已有人因此摔倒",
    "做生意的铺面没法开门",
    "住户意见很大",
    "担心出安全事故",
    "家里损失不小",
    "邻居之间为此吵过几次",
    "上学的孩子只好绕路",
];

const BEFORES: &[&str] = &[
    "之前找过物业，没有结果",
    "向村里反映过一次，说再等等",
    "自己协商过两次没谈拢",
    "打过一次电话，没有回音",
    "这是第一次反映",
    "当时拍了照片",
    "对方口头答应过，一直没办",
    "希望不要透露姓名",
    "有两位邻居可以作证",
];

const WISHES: &[&str] = &[
    "尽快给个答复",
    "请有关单位到现场看看",
    "愿意配合调查",
    "最好在节前办好",
    "希望有书面说明",
    "同意上门联系",
];

const REQUESTS: &[Matter] = &[
    matter(
        "1104",
        &["路灯", "井盖", "人行道地砖", "排水沟", "公厕"],
        &["损坏多日", "不亮", "松动破损", "堵塞返水"],
        &["请求维修", "请求更换并加强巡查"],
    ),
    matter(
        "1301",
        &["夜市烧烤摊", "流动摊贩", "广告牌", "建筑垃圾"],
        &["占道经营", "油烟扰民", "堆放无人清理", "摇摇欲坠"],
        &["请求规范管理", "请求清理"],
    ),
    matter(
        "0203",
        &["楼下棋牌室", "工地打桩机", "养殖场", "汽修店"],
        &["夜间噪音扰民", "气味难闻", "粉尘很大", "凌晨施工"],
        &["请求制止噪音", "请求限期整改"],
    ),
    matter(
        "0402",
        &["电梯", "小区停车位", "物业保洁", "小区大门"],
        &["停运多日", "收费不透明", "长期无人打扫", "夜间无人值守"],
        &["请求督促物业履职", "请求公示收费"],
    ),
    matter(
        "1305",
        &["公交线路", "货车", "班车"],
        &["晚点严重", "夜间乱停", "减少班次"],
        &["请求增加班次", "请求加强管理"],
    ),
    matter(
        "0904",
        &["水渠", "自来水管", "泵站"],
        &["断水", "爆管漏水", "淤塞"],
        &["请求恢复供水", "请求清淤"],
    ),
    matter(
        "1202",
        &["低保申请", "临时救助", "残疾补贴"],
        &["迟迟没有结果", "金额有疑问", "材料反复补"],
        &["请求核实", "请求说明标准"],
    ),
    matter(
        "0702",
        &["社保缴费记录", "医保报销"],
        &["查询不到", "比例不清", "转移未办结"],
        &["请求核对", "请求解释政策"],
    ),
    matter(
        "1302",
        &["校门口道路", "课后托管", "健身器材"],
        &["接送拥堵", "收费有疑问", "损坏伤人"],
        &["请求疏导", "请求检修"],
    ),
    matter(
        "1304",
        &["烟花爆竹店", "液化气站", "电动车充电棚"],
        &["消防通道被堵", "私拉电线", "无人看管"],
        &["请求排查隐患", "请求检查安全"],
    ),
    matter(
        "0601",
        &["健身房预付卡", "家电维修", "早餐店"],
        &["不退费", "乱收费", "卫生不好"],
        &["请求退款", "请求检查"],
    ),
    matter(
        "1103",
        &["楼顶彩钢棚", "院墙", "铁皮房"],
        &["疑似违建", "挡住通道", "影响采光"],
        &["请求认定", "请求拆除"],
    ),
];

const DISPUTES: &[Matter] = &[
    matter(
        "0201",
        &["两户共用水沟", "巷道", "屋檐滴水", "围墙"],
        &["排水纠纷", "通行纠纷", "挡光纠纷"],
        &["请求调解", "请求恢复通行"],
    ),
    matter(
        "0202",
        &["相邻宅基地边界", "院坝", "共墙"],
        &["使用争议", "砌墙争议"],
        &["请求调解并划清界限"],
    ),
    matter(
        "0402",
        &["物业费", "公摊电费", "维修基金"],
        &["缴纳纠纷", "计算争议"],
        &["请求调解费用", "请求对账"],
    ),
    matter("0101", &["一对夫妻", "订婚彩礼"], &["感情纠纷", "返还纠纷"], &["请求调解"]),
    matter("0102", &["兄弟三人", "老人"], &["赡养纠纷", "照护分担争议"], &["请求调解赡养安排"]),
    matter("0103", &["老屋", "承包地"], &["继承纠纷", "分家纠纷"], &["请求调解"]),
    matter(
        "0602",
        &["门面租赁合同", "二手房买卖", "押金"],
        &["解除纠纷", "退还纠纷"],
        &["请求退还", "请求继续履行"],
    ),
    matter(
        "0701",
        &["装修队工钱", "餐馆员工工资", "加班费"],
        &["拖欠纠纷", "结算争议"],
        &["请求结清工钱", "请求对账付款"],
    ),
    matter("0502", &["门诊治疗", "镶牙"], &["医患纠纷", "费用争议"], &["请求赔偿协商"]),
    matter(
        "0503",
        &["电动车与轿车剐蹭", "停车场刮擦"],
        &["赔偿纠纷", "责任争议"],
        &["请求调解赔偿"],
    ),
    matter(
        "0901",
        &["承包田", "茶园"],
        &["流转租金纠纷", "地界争议"],
        &["请求按合同付租金", "请求确认四至"],
    ),
    matter("0903", &["山林", "竹山"], &["砍伐争议", "界址纠纷"], &["请求现场勘界"]),
    matter("0804", &["邻居借款", "担保"], &["还款纠纷", "利息争议"], &["请求分期偿还"]),
    matter("0601", &["婚庆服务", "培训班"], &["退费纠纷", "质量争议"], &["请求退费"]),
];

const REPORTS: &[Matter] = &[
    matter(
        "0303",
        &["邻里口角后推搡", "夜宵摊冲突", "停车争执"],
        &["致人轻微受伤", "互殴", "打坏手机"],
        &["请求处理", "请求赔偿医药费"],
    ),
    matter(
        "0401",
        &["电动车电瓶", "菜地", "果树", "渔网"],
        &["被盗", "被人损毁"],
        &["请求查处", "请求追回"],
    ),
    matter("0302", &["业主群里", "短视频"], &["被人辱骂", "被造谣"], &["请求制止并道歉"]),
    matter("0203", &["楼上住户", "广场音响"], &["深夜吵闹", "屡劝不改"], &["请求制止噪音"]),
    matter("0503", &["小区道路", "乡道"], &["剐蹭后离开", "逆行争执"], &["请求认定责任"]),
];

const PETITIONS: &[Matter] = &[
    matter(
        "1101",
        &["老城片区房屋征收", "安置房交付"],
        &["补偿有异议", "逾期未交"],
        &["请求重新核算补偿", "请求明确交房时间"],
    ),
    matter(
        "1102",
        &["修路占地", "园区用地"],
        &["青苗补偿未到位", "面积有出入"],
        &["请求复核面积并补发"],
    ),
    matter("1199", &["旧小区改造", "规划道路"], &["方案未公示", "影响出入"], &["请求公开方案"]),
    matter("0902", &["宅基地审批", "危房重建"], &["长期未批", "不予登记"], &["请求书面答复"]),
    matter("1201", &["村级账目", "集体分红"], &["公开不及时", "分配有异议"], &["请求公开账目"]),
    matter("1202", &["退役优待", "抚恤金"], &["标准有疑问", "漏发"], &["请求核实补发"]),
    matter("0702", &["早年工龄", "养老待遇"], &["认定有异议", "计算有误"], &["请求重新认定"]),
    matter("1105", &["移民后扶资金", "移民点水电"], &["未足额发放", "长期不通"], &["请求落实政策"]),
];

const REVIEWS: &[Matter] = &[
    matter(
        "1401",
        &["报案回复", "办证窗口", "接警出警"],
        &["迟缓", "态度生硬", "一次未说清材料"],
        &["请求核查", "请求改进"],
    ),
    matter("1403", &["立案窗口", "执行进展"], &["久未告知", "多次催问无果"], &["请求告知进度"]),
    matter("1404", &["法律援助申请", "公证预约"], &["等待过久", "解释不清"], &["请求核查"]),
    matter("1502", &["窗口人员", "驻点人员"], &["推诿", "离岗"], &["请求核查作风"]),
    matter("1399", &["综合窗口", "检查组"], &["办事流程繁琐", "重复检查"], &["请求简化"]),
    matter("1401", &["纠纷处置", "笔录"], &["不够耐心", "更正不及时"], &["请求核实"]),
];

/// Every category that a seeded case may have.
pub fn categories() -> impl Iterator<Item = &'static str> {
    let all = [REQUESTS, DISPUTES, REPORTS, PETITIONS, REVIEWS];
    all.into_iter().flatten().map(|matter| matter.category)
}
