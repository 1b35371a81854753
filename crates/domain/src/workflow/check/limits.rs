//! Proof: every state has a limit or says why not, every limit has a length, and clocks start at dispatch, never at
//! signing.

use super::Ground;
use super::words::with_path;
use crate::finding::{Finding, pointer};
use crate::workflow::{By, Limit, Stage, State, Verb};

/// One finding for each state and each limit that is not as it should be.
pub(super) fn prove(ground: &Ground<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> =
        ground.graph.states().filter_map(|(_, id, state)| limited(id, state)).collect();
    for (name, limit) in &ground.definition.limits {
        findings.extend(length(name.as_str(), limit));
    }
    findings.extend(starts_at_signing(ground));
    findings.extend(promises(ground));
    findings
}

fn limited(id: &str, state: &State) -> Option<Finding> {
    let at = |key: &str| pointer(["states", id, key]);
    match (state.end, state.limits.is_empty(), &state.no_limit) {
        (true, false, _) => Some(
            Finding::error(
                "limit-at-end",
                at("limits"),
                format!("终结状态 `{id}` 不应有时限"),
                format!("state `{id}` is an end, and no limit runs there"),
            )
            .help("请删去 `limits`，或删去 `end`", "remove `limits`, or remove `end`"),
        ),
        (false, true, None) => Some(
            Finding::error(
                "no-limit",
                at("limits"),
                format!("状态 `{id}` 没有时限，也没有说明理由"),
                format!("state `{id}` has no limit and does not say why"),
            )
            .help(
                "请写 `limits`，或在 `no_limit` 中用两种语言说明理由",
                "list `limits`, or give the reason in both languages under `no_limit`",
            ),
        ),
        (false, false, Some(_)) | (true, _, Some(_)) => Some(
            Finding::error(
                "needless-reason",
                at("no_limit"),
                format!("状态 `{id}` 不需要说明没有时限的理由"),
                format!("state `{id}` needs no reason for having no limit"),
            )
            .help("请删去 `no_limit`", "remove `no_limit`"),
        ),
        (true, true, None) | (false, true, Some(_)) | (false, false, None) => None,
    }
}

fn length(name: &str, limit: &Limit) -> Vec<Finding> {
    let at = |key: &str| pointer(["limits", name, key]);
    let Some(by) = limit.by else {
        return single_length(name, limit);
    };
    let mut findings = Vec::new();
    if limit.length.is_some() {
        findings.push(
            Finding::error(
                "two-lengths",
                at("length"),
                format!("时限 `{name}` 既写了 `length` 又写了 `by`"),
                format!("limit `{name}` has both a `length` and a `by`"),
            )
            .help("请只保留一个", "keep one of them"),
        );
    }
    for value in by.values().into_iter().filter(|value| !limit.lengths.contains_key(*value)) {
        findings.push(
            Finding::error(
                "length-missing",
                at("lengths"),
                format!("时限 `{name}` 缺少 `{value}` 的时长"),
                format!("limit `{name}` has no length for `{value}`"),
            )
            .help(
                format!("请补 `{value}: 5 work_day` 之类"),
                format!("add something like `{value}: 5 work_day`"),
            ),
        );
    }
    findings.extend(unknown_values(name, limit, by));
    findings
}

fn single_length(name: &str, limit: &Limit) -> Vec<Finding> {
    let mut findings = Vec::new();
    if limit.length.is_none() {
        findings.push(
            Finding::error(
                "length-missing",
                pointer(["limits", name, "length"]),
                format!("时限 `{name}` 没有时长"),
                format!("limit `{name}` has no length"),
            )
            .help(
                "请写 `length: 5 work_day` 之类，或 `by` 与 `lengths`",
                "add something like `length: 5 work_day`, or `by` with `lengths`",
            ),
        );
    }
    if !limit.lengths.is_empty() {
        findings.push(
            Finding::error(
                "lengths-without-by",
                pointer(["limits", name, "lengths"]),
                format!("时限 `{name}` 写了 `lengths` 但没有 `by`"),
                format!("limit `{name}` has `lengths` and no `by`"),
            )
            .help("请写 `by: complexity` 或 `by: risk`", "add `by: complexity` or `by: risk`"),
        );
    }
    findings
}

fn unknown_values(name: &str, limit: &Limit, by: By) -> Vec<Finding> {
    let unknown = limit.lengths.keys().filter(|value| !by.values().contains(&value.as_str()));
    unknown
        .map(|value| {
            let known = super::words::listed(by.values());
            Finding::error(
                "unknown-value",
                pointer(["limits", name, "lengths", value]),
                format!("`{value}` 不在分类之列"),
                format!("there is no `{value}`"),
            )
            .help(format!("可用：{}", known.zh), format!("there are {}", known.en))
        })
        .collect()
}

/// A limit that runs where signing leads and not where it comes from would count from the signing. A rhythm, which a
/// step within the state starts anew, may: it counts from the last sign of life.
fn starts_at_signing(ground: &Ground<'_>) -> Vec<Finding> {
    let graph = &ground.graph;
    let mut findings = Vec::new();
    for (index, name, _) in
        graph.transitions().filter(|(_, _, transition)| transition.verb == Verb::Sign)
    {
        for (_, from) in graph.origins(index) {
            let Some(to) = graph.target(index, from) else { continue };
            let before = &graph.state(from).limits;
            for (place, limit) in graph.state(to).limits.iter().enumerate() {
                if !before.contains(limit) && !is_rhythm(ground, limit.as_str()) {
                    findings.push(starts_late(
                        graph.state_id(from),
                        graph.state_id(to),
                        place,
                        limit.as_str(),
                        name,
                    ));
                }
            }
        }
    }
    findings
}

fn is_rhythm(ground: &Ground<'_>, limit: &str) -> bool {
    let restarts = ground.definition.limits.get(limit).map(|limit| &limit.restarts_on);
    restarts.into_iter().flatten().any(|name| {
        ground
            .definition
            .transitions
            .get(name.as_str())
            .is_some_and(|transition| transition.to.is_none())
    })
}

fn starts_late(from: &str, to: &str, place: usize, limit: &str, sign: &str) -> Finding {
    Finding::error(
        "clock-starts-at-signing",
        pointer(["states", to, "limits", &place.to_string()]),
        format!("时限 `{limit}` 自签收 `{sign}` 起算；时限须自交办起算"),
        format!("limit `{limit}` would count from the signing `{sign}`; clocks start at dispatch"),
    )
    .help(
        format!("请在状态 `{from}` 的 `limits` 中也写上 `{limit}`"),
        format!("list `{limit}` in state `{from}` too"),
    )
}

/// There is a promise to the citizen, and one runs in every state from study to the end of handling.
fn promises(ground: &Ground<'_>) -> Vec<Finding> {
    let definition = ground.definition;
    let promised = |name: &str| definition.limits.get(name).is_some_and(|limit| limit.promise);
    let Some((example, _)) = definition.limits.iter().find(|(_, limit)| limit.promise) else {
        return vec![
            Finding::error(
                "no-promise",
                pointer(["limits"]),
                "没有对群众的承诺时限",
                "nothing is promised to the citizen",
            )
            .help("请给一个时限写 `promise: true`", "give a limit a `promise: true`"),
        ];
    };
    let working = |stage: Stage| matches!(stage, Stage::Study | Stage::Assign | Stage::Handle);
    let open = ground.graph.states().filter(|(index, _, state)| {
        working(state.stage) && !state.end && state.no_limit.is_none() && ground.is_reached(*index)
    });
    open.filter(|(_, _, state)| !state.limits.iter().any(|name| promised(name.as_str())))
        .map(|(index, id, _)| unpromised(ground, index, id, example.as_str()))
        .collect()
}

fn unpromised(ground: &Ground<'_>, index: usize, id: &str, example: &str) -> Finding {
    let finding = Finding::error(
        "promise-interrupted",
        pointer(["states", id, "limits"]),
        format!("状态 `{id}` 中没有对群众的承诺时限在计时"),
        format!("no promise to the citizen runs in state `{id}`"),
    )
    .help(format!("请加上 `{example}`"), format!("add `{example}`"));
    match ground.first_in(index) {
        Some(case) => with_path(finding, &ground.explored.path(&ground.graph, case)),
        None => finding,
    }
}
