//! Proof: assisting units are heard. No result is filed over an open part, and a part can be finished without a pause
//! for as long as the work goes on.

use std::collections::BTreeSet;

use super::Ground;
use super::facts::releases_hands;
use crate::finding::{Finding, pointer};
use crate::workflow::Verb;

/// How an assisting unit's part ends: it contributes, or is let go.
const FINISHES: [Verb; 2] = [Verb::Contribute, Verb::Release];

/// One finding for each result that may be filed too early, and for each state in which a part cannot be finished.
pub(super) fn prove(ground: &Ground<'_>) -> Vec<Finding> {
    let mut findings = filed_over_parts(ground);
    findings.extend(FINISHES.into_iter().flat_map(|finish| paused(ground, finish)));
    findings
}

/// Results that do not wait for assisting units, where there can be any.
fn filed_over_parts(ground: &Ground<'_>) -> Vec<Finding> {
    let has = |verb: Verb| ground.graph.transitions().any(|(_, _, found)| found.verb == verb);
    if !has(Verb::Contribute) {
        return Vec::new();
    }
    let hasty = ground.graph.transitions().filter(|(_, _, transition)| {
        transition.verb == Verb::Submit && !transition.when.assistants_done
    });
    hasty
        .map(|(_, name, _)| {
            Finding::error(
                "open-parts",
                pointer(["transitions", name, "when"]),
                format!("`{name}` 可在协办单位尚未反馈时申报办结"),
                format!("`{name}` files a result while assisting units may have open parts"),
            )
            .help("请写 `assistants_done: true`", "require `assistants_done: true`")
        })
        .collect()
}

/// States between two in which the part can be finished, and in which it cannot.
fn paused(ground: &Ground<'_>, finish: Verb) -> Vec<Finding> {
    let graph = &ground.graph;
    let finishes = |state: usize| {
        graph.leaving(state).iter().any(|index| graph.transition(*index).verb == finish)
    };
    let may = |index: usize, from: usize| {
        let transition = graph.transition(index);
        transition.backwards.is_none() && !releases_hands(transition.verb) && !graph.state(from).end
    };
    let begun: BTreeSet<usize> = graph
        .transitions()
        .filter(|(_, _, transition)| transition.verb == Verb::Join)
        .flat_map(|(index, _, _)| {
            graph.origins(index).filter_map(move |(_, from)| graph.target(index, from))
        })
        .collect();
    let gaps = graph.states().filter(|(state, _, found)| {
        !found.end
            && !finishes(*state)
            && graph.way_by(*state, finishes, may).is_some()
            && begun.iter().any(|start| graph.way_by(*start, |to| to == *state, may).is_some())
    });
    gaps.map(|(_, id, _)| pause(id, finish)).collect()
}

fn pause(state: &str, finish: Verb) -> Finding {
    let verb = finish.as_str();
    Finding::error(
        "part-paused",
        pointer(["states", state]),
        format!("案件在状态 `{state}` 时协办不能 `{verb}`，之前和之后却可以"),
        format!("nothing in state `{state}` is a `{verb}`, though before and afterwards there is"),
    )
    .help(
        format!("请在 `{verb}` 动作的 `from` 中加上 `{state}`"),
        format!("add `{state}` to `from` of a `{verb}`"),
    )
}
