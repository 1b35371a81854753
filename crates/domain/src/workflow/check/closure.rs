//! Proof: the loop closes. Every stage is there, the citizen is asked, and what was ended can be opened again.

use super::Ground;
use super::words::with_path;
use crate::finding::{Finding, pointer};
use crate::id::CounterName;
use crate::workflow::{Stage, Verb};

/// Stages without a state, and ways past the citizen's judgment.
pub(super) fn prove(ground: &Ground<'_>) -> Vec<Finding> {
    let mut findings = missing_stages(ground);
    findings.extend(missing_verbs(ground));
    findings.extend(unclosed(ground));
    findings.extend(unasked(ground));
    findings.extend(silent(ground));
    findings
}

fn missing_stages(ground: &Ground<'_>) -> Vec<Finding> {
    let has = |stage: Stage| {
        ground
            .graph
            .states()
            .any(|(index, _, state)| state.stage == stage && ground.is_reached(index))
    };
    let missing = Stage::ALL.into_iter().filter(|stage| *stage != Stage::Supervise && !has(*stage));
    missing
        .map(|stage| {
            Finding::error(
                "stage-missing",
                pointer(["states"]),
                format!("没有可到达的“{}”阶段状态", stage.character()),
                format!("no reachable state belongs to stage {}", stage.as_str()),
            )
            .help(
                format!("请让某个可到达的状态写 `stage: {}`", stage.as_str()),
                format!("let a reachable state say `stage: {}`", stage.as_str()),
            )
        })
        .collect()
}

fn missing_verbs(ground: &Ground<'_>) -> Vec<Finding> {
    let can = |verbs: &[Verb]| {
        ground.graph.transitions().any(|(index, _, transition)| {
            let mut from = ground.graph.origins(index);
            verbs.contains(&transition.verb)
                && from.any(|(_, state)| ground.explored.usable(index, state).is_some())
        })
    };
    let mut findings = Vec::new();
    if !can(&[Verb::Rate, Verb::CallBack]) {
        findings.push(
            Finding::error(
                "no-rating",
                pointer(["transitions"]),
                "群众无从评价，也没有回访",
                "the citizen can never rate and is never called back",
            )
            .help("请增加 `rate` 与 `call_back`", "add a `rate` and a `call_back`"),
        );
    }
    if !can(&[Verb::Reopen]) {
        findings.push(
            Finding::error(
                "no-reopening",
                pointer(["transitions"]),
                "终结的案件不能重启",
                "what has ended can never be opened again",
            )
            .help("请增加 `reopen`", "add a `reopen`"),
        );
    }
    findings
}

/// A case must come to be assessed on its first round, not only after it was ended and opened again.
fn unclosed(ground: &Ground<'_>) -> Option<Finding> {
    let graph = &ground.graph;
    let assessed =
        |state: usize| graph.state(state).end && graph.state(state).stage == Stage::Assess;
    let onwards = |index: usize| graph.transition(index).verb != Verb::Reopen;
    graph.way(graph.initial?, assessed, onwards).is_none().then(|| {
        Finding::error(
            "loop-not-closed",
            pointer(["initial"]),
            format!("自 `{}` 起不经重启无法到达“考”阶段的终结状态", ground.definition.initial),
            format!(
                "from `{}` no end of stage assess can be reached without reopening",
                ground.definition.initial
            ),
        )
        .help("请补上中断处的动作", "add the transition that is missing on the way")
    })
}

/// Silence is not satisfaction: what archives a case rests on the citizen's word, on attempts that were counted, or on
/// a second person who looked at it.
fn silent(ground: &Ground<'_>) -> Vec<Finding> {
    let archives = ground.graph.transitions().filter(|(_, _, transition)| {
        let when = &transition.when;
        transition.verb == Verb::Archive
            && when.solved.is_none()
            && !when.exhausted.iter().any(|counter| counts_calls(ground, counter))
            && when.other_than.is_empty()
    });
    archives
        .map(|(_, name, _)| {
            Finding::error(
                "silence-closes",
                pointer(["transitions", name, "when"]),
                format!("`{name}` 不问群众是否解决即可归档，沉默不等于满意"),
                format!("`{name}` archives whatever the citizen says; silence is not satisfaction"),
            )
            .help(
                "请写 `solved`、用完次数的 `exhausted`，或由他人复核的 `other_than`",
                "require `solved`, an `exhausted` counter of attempts, or somebody else by `other_than`",
            )
        })
        .collect()
}

/// True if the counter counts attempts to ask the citizen. One that counts rounds of work says nothing of the answer.
fn counts_calls(ground: &Ground<'_>, counter: &CounterName) -> bool {
    ground.graph.transitions().any(|(_, _, transition)| {
        transition.verb == Verb::CallBack && transition.counts.as_ref() == Some(counter)
    })
}

/// Ways from a filed result to an end, within the closing stages, on which nobody could ask the citizen. Withdrawing
/// and merging are the citizen's own end and no end.
fn unasked(ground: &Ground<'_>) -> Vec<Finding> {
    let submits =
        ground.graph.transitions().filter(|(_, _, transition)| transition.verb == Verb::Submit);
    submits.filter_map(|(index, name, _)| unasked_after(ground, index, name)).collect()
}

fn unasked_after(ground: &Ground<'_>, submit: usize, name: &str) -> Option<Finding> {
    let graph = &ground.graph;
    let (_, from) = graph.origins(submit).next()?;
    let start = graph.target(submit, from)?;
    let asks = |state: usize| {
        let verb = |index: &usize| graph.transition(*index).verb;
        graph.leaving(state).iter().any(|index| matches!(verb(index), Verb::Rate | Verb::CallBack))
    };
    let closing = |state: usize| graph.state(state).stage >= Stage::Close;
    let passes = |index: usize, from: usize| {
        let own =
            matches!(graph.transition(index).verb, Verb::Withdraw | Verb::Merge | Verb::LinkRepeat);
        !own && closing(from) && !asks(from)
    };
    let way = graph.way_by(start, |state| graph.state(state).end, passes)?;
    let finding = Finding::error(
        "citizen-not-asked",
        pointer(["transitions", name]),
        format!("`{name}` 申报后可不经评价或回访而终结"),
        format!("after `{name}` a case can end without anybody asking the citizen"),
    )
    .help(
        "请让该路径经过可评价或可回访的状态",
        "lead the way through a state in which the citizen can rate or is called back",
    );
    Some(with_path(finding, &graph.shown_way(&way)))
}
