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
    ("calendar load", &["bihuan calendar load cn-2027.yaml --clocks open.csv"]),
    ("demo", &["bihuan demo", "bihuan demo --folder county --listen 127.0.0.1:9000"]),
    ("serve", &["bihuan serve --config bihuan.toml", "bihuan serve --folder county"]),
    (
        "seed",
        &[
            "bihuan seed --cases 300 --folder county",
            "bihuan seed --cases 200000 --days 1800 --seed 7 --database postgres://bihuan@localhost/bihuan",
        ],
    ),
    ("migrate", &["bihuan migrate --database postgres://bihuan@localhost/bihuan"]),
    ("user add", &["bihuan user add center.clerk --folder county"]),
    (
        "routing try",
        &[
            "bihuan routing try --category 0402 --place 421281100 --title '小区物业不修电梯'",
            "bihuan routing try --category 0402 --respondent housing",
        ],
    ),
];
