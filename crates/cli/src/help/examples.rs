//! Examples for each command, which can be typed as they stand in the folder of the sources.

/// The examples of a command, `workflow check`.
pub(super) fn of(path: &str) -> &'static [&'static str] {
    EXAMPLES.iter().find(|(known, _)| *known == path).map_or(&[], |(_, examples)| examples)
}

const EXAMPLES: &[(&str, &[&str])] = &[
    (
        "",
        &[
            "bihuan workflow check workflows",
            "bihuan clock explain --limit '5 work_day' --from 2026-02-13T10:00:00+08:00",
        ],
    ),
    (
        "workflow check",
        &[
            "bihuan workflow check workflows",
            "bihuan workflow check --format json workflows/dispute/v1.yaml",
        ],
    ),
    (
        "workflow draw",
        &[
            "bihuan workflow draw workflows/dispute/v1.yaml --output dispute.svg",
            "bihuan workflow draw workflows/dispute/v1.yaml --as mermaid --lang en",
            "bihuan workflow draw workflows/dispute/v1.yaml --as bpmn --output dispute.bpmn",
        ],
    ),
    (
        "workflow diff",
        &[
            "bihuan workflow diff workflows/dispute/v1.yaml workflows/dispute/v2.yaml",
            "bihuan workflow diff v1.yaml v2.yaml --mapping v1-v2.mapping.yaml",
        ],
    ),
    (
        "workflow scenario",
        &[
            "bihuan workflow scenario workflows/service/v1.yaml --only 1",
            "bihuan workflow scenario workflows/dispute/v1.yaml --format json",
        ],
    ),
    (
        "workflow walk",
        &[
            "bihuan workflow walk workflows/service/v1.yaml",
            r"printf 'accept\nassign lead=urban-management\nlog\n' | bihuan workflow walk workflows/service/v1.yaml",
        ],
    ),
    (
        "workflow import-digit",
        &[
            "bihuan workflow import-digit PGR.json",
            "bihuan workflow import-digit PGR.json --escalation AutoEscalation.json --output pgr/v1.yaml",
        ],
    ),
    (
        "clock explain",
        &[
            "bihuan clock explain --limit '5 work_day' --from 2026-02-13T10:00:00+08:00",
            "bihuan clock explain --limit '60 calendar_day' --from 2026-08-04 --extend '30 calendar_day'",
        ],
    ),
    (
        "clock batch",
        &[
            r"printf 'limit,from\n5 work_day,2026-02-13\n' | bihuan clock batch",
            "bihuan clock batch limits.csv > deadlines.csv",
        ],
    ),
    ("calendar check", &["bihuan calendar check", "bihuan calendar check workflows/calendars"]),
    (
        "calendar load",
        &[
            "bihuan calendar load cn-2027.yaml --clocks open.csv",
            "bihuan calendar load cn-2027.yaml --folder county --data workflows --write",
        ],
    ),
    ("demo", &["bihuan demo", "bihuan demo --folder county-demo --listen 127.0.0.1:9000"]),
    ("serve", &["bihuan serve --config bihuan.toml", "bihuan serve --folder county"]),
    (
        "seed",
        &[
            "bihuan seed --cases 300 --folder county",
            "bihuan seed --cases 200000 --days 690 --ended-early 70 --folder county",
            "bihuan seed --clues --folder xianning",
            "bihuan seed --cases 200000 --days 1800 --seed 7 --database postgres://bihuan@localhost/bihuan",
        ],
    ),
    ("migrate", &["bihuan migrate --database postgres://bihuan@localhost/bihuan"]),
    (
        "bench transitions",
        &["bihuan bench transitions --folder bench --clients 1,8,32 --seconds 10"],
    ),
    ("bench agencies", &["bihuan bench agencies --folder bench"]),
    ("bench months", &["bihuan bench months --folder bench"]),
    ("bench pages", &["bihuan bench pages --folder bench --clients 1,50 --pause 5"]),
    ("bench sweep", &["bihuan bench sweep --folder bench --due 0,10,1000 --spoil"]),
    ("bench worklist", &["bihuan bench worklist --folder bench"]),
    ("user add", &["bihuan user add center.clerk --folder county"]),
    ("user enable", &["bihuan user enable admin.system --folder county"]),
    ("user reset-password", &["bihuan user reset-password admin.system --folder county"]),
    (
        "user release-work",
        &[
            "bihuan user release-work housing.handler --reason 调离 --dry-run",
            "bihuan user release-work housing.handler --reason 调离",
        ],
    ),
    (
        "user remove-second-factor",
        &["bihuan user remove-second-factor admin.system --reason 手机遗失，已当面核实本人"],
    ),
    (
        "case new",
        &[
            "bihuan case new --as center.clerk --workflow service --title 路灯不亮 --text 三盏不亮 --party 张小明:13800001234",
            "bihuan case new --as center.clerk --workflow dispute --title 相邻纠纷 --text 经过 request=恢复原状 in_other_procedure=no",
        ],
    ),
    (
        "case do",
        &[
            "bihuan case do 7K3M9Q2XVB accept --as center.clerk",
            "bihuan case do 7K3M9Q2XVB assign --as center.clerk lead=urban-management",
        ],
    ),
    (
        "case attach",
        &["bihuan case attach 7K3M9Q2XVB mended.jpg --as urban-management.handler --folder county"],
    ),
    ("case list", &["bihuan case list --as center.clerk --open --due-before 2026-03-05"]),
    ("case erase", &["bihuan case erase 7K3M9Q2XVB --as center.director --reason period_over"]),
    ("case show", &["bihuan case show 7K3M9Q2XVB --as center.clerk"]),
    ("case explain", &["bihuan case explain 7K3M9Q2XVB --as center.clerk --limit handle"]),
    ("case verify", &["bihuan case verify 7K3M9Q2XVB --folder county"]),
    (
        "audit verify",
        &[
            "bihuan audit verify --folder county --evidence",
            "bihuan audit verify --folder county --checkpoint 2026-11-25.jsonl",
            "bihuan audit verify --export county.jsonl",
        ],
    ),
    ("audit checkpoint", &["bihuan audit checkpoint --folder county --output 2026-11-25.jsonl"]),
    (
        "audit export",
        &[
            "bihuan audit export --folder county --output county.jsonl",
            "bihuan audit export --folder county --with-log --output county.jsonl",
        ],
    ),
    (
        "audit note",
        &["bihuan audit note --folder county", "bihuan audit note --folder county --key"],
    ),
    ("agency list", &["bihuan agency list", "bihuan agency list --config bihuan-demo/bihuan.toml"]),
    ("agency check", &["bihuan agency check court"]),
    (
        "agency simulate",
        &[
            "bihuan agency simulate court",
            "bihuan agency simulate police --behaviour garbage --seed 7",
        ],
    ),
    ("agency key", &["bihuan agency key > keys/court.key"]),
    ("agency outbox", &["bihuan agency outbox --dead", "bihuan agency outbox --unit court"]),
    ("agency inbox", &["bihuan agency inbox --for-people"]),
    ("agency seen", &["bihuan agency seen court R-2026-118"]),
    ("agency resend", &["bihuan agency resend mediation-puqi 12"]),
    ("agency retry", &["bihuan agency retry --all"]),
    ("agency release", &["bihuan agency release court --reason 对方已修复报文格式"]),
    ("clues", &["bihuan clues --folder xianning", "bihuan clues --folder xianning --each"]),
    ("due", &["bihuan due --folder county", "bihuan due --folder county --format json"]),
    (
        "appraise",
        &[
            "bihuan appraise --period 2026-10 --folder county",
            "bihuan appraise --period 2026-10 --format json",
        ],
    ),
    (
        "letters retry",
        &[
            "bihuan letters retry 7K3M9Q2XVB --folder county",
            "bihuan letters retry --all --folder county",
        ],
    ),
    (
        "events subscribe",
        &[
            "bihuan events subscribe https://hotline.example.gov.cn/events --unit center --reason 热线平台对接",
            "bihuan events subscribe https://oa.example.gov.cn/hook --unit urban-management --type cn.bihuan.case.lead_changed.v1 --mode binary --reason 待办提醒",
        ],
    ),
    ("events list", &["bihuan events list --folder county"]),
    (
        "events pause",
        &["bihuan events pause 0199a2b4-7d10-7c3e-9f20-5b8c6d1e2f30 --reason 对方停机检修"],
    ),
    (
        "events resume",
        &["bihuan events resume 0199a2b4-7d10-7c3e-9f20-5b8c6d1e2f30 --reason 检修完毕"],
    ),
    (
        "events remove",
        &["bihuan events remove 0199a2b4-7d10-7c3e-9f20-5b8c6d1e2f30 --reason 平台下线"],
    ),
    (
        "events rotate",
        &[
            "bihuan events rotate 0199a2b4-7d10-7c3e-9f20-5b8c6d1e2f30 --reason 每年更换",
            "bihuan events rotate 0199a2b4-7d10-7c3e-9f20-5b8c6d1e2f30 --overlap-hours 0 --reason 密钥外泄",
        ],
    ),
    (
        "events retry",
        &["bihuan events retry 0199a2b4-7d10-7c3e-9f20-5b8c6d1e2f30 --reason 对方已修复"],
    ),
    ("events log", &["bihuan events log 0199a2b4-7d10-7c3e-9f20-5b8c6d1e2f30 --most 20"]),
    (
        "user calendar",
        &[
            "bihuan user calendar center.clerk --folder county",
            "bihuan user calendar center.clerk --close --folder county",
        ],
    ),
    ("backup", &["bihuan backup /media/disk/2026-11-25 --folder county"]),
    ("restore", &["bihuan restore /media/disk/2026-11-25 --folder county-again"]),
    (
        "workflow migrate",
        &["bihuan workflow migrate --from service/1 --to service/2 --dry-run --folder county"],
    ),
    (
        "routing try",
        &[
            "bihuan routing try --category 0402 --place 421281100 --title '小区物业不修电梯'",
            "bihuan routing try --category 0402 --respondent housing",
        ],
    ),
    (
        "import",
        &[
            "bihuan import complaints.csv --mapping message-board --preview",
            "bihuan import complaints.csv --mapping message-board --folder county --report report",
        ],
    ),
    (
        "whatif",
        &[
            "bihuan whatif workflows/service/v2.yaml --folder county",
            "bihuan whatif proposal --workflow service --from 2026-01-01 --cases late.csv --folder county",
        ],
    ),
    (
        "export",
        &[
            "bihuan export --as center.director --output cases.csv --folder county",
            "bihuan export --everything --format jsonl --output cases.jsonl --from 2026-01-01",
            "bihuan export --everything --format xes --workflow service --ended --output service.xes",
        ],
    ),
    (
        "qr add",
        &[
            "bihuan qr add --unit center --reason '大厅海报' --folder county",
            "bihuan qr add --unit center --service-point '一楼 3 号窗口' --reason '桌牌' --folder county",
        ],
    ),
    ("qr list", &["bihuan qr list --folder county"]),
    (
        "qr retire",
        &[
            "bihuan qr retire 0199d4e6-0000-7000-8000-000000000000 --reason '海报丢失' --folder county",
        ],
    ),
];
