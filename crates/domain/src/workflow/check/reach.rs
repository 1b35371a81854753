//! Proof: every state can be reached and every transition can be done.

use super::Ground;
use super::words::with_path;
use crate::finding::{Finding, pointer};
use crate::workflow::Target;

/// States that no case comes into, and transitions that nobody can ever do.
pub(super) fn prove(ground: &Ground<'_>) -> Vec<Finding> {
    if ground.explored.broken_off {
        return vec![broken_off()];
    }
    let mut findings = unreachable_states(ground);
    findings.extend(unusable_transitions(ground));
    findings
}

fn broken_off() -> Finding {
    Finding::error(
        "too-many-situations",
        pointer(["transitions"]),
        "条件组合过多，无法逐一证明",
        "the conditions combine into too many situations to prove anything",
    )
    .help("请减少计数器或条件的种类", "use fewer counters or fewer kinds of conditions")
}

fn unreachable_states(ground: &Ground<'_>) -> Vec<Finding> {
    let unreached = (0..ground.graph.state_count()).filter(|state| !ground.is_reached(*state));
    unreached.map(|state| unreachable_state(ground, state)).collect()
}

fn unreachable_state(ground: &Ground<'_>, state: usize) -> Finding {
    let graph = &ground.graph;
    let (id, name) = (graph.state_id(state), graph.state_shown(state));
    let finding = Finding::error(
        "unreachable-state",
        graph.state_pointer(state),
        format!("状态“{}”无法到达", name.zh),
        format!("no case can come into state `{id}`"),
    );
    let leads_here =
        |from: usize, index: usize| from != state && graph.target(index, from) == Some(state);
    let entrance = (0..graph.state_count())
        .filter(|from| ground.is_reached(*from))
        .find_map(|from| graph.leaving(from).iter().find(|index| leads_here(from, **index)));
    match entrance {
        Some(&index) => {
            let transition = graph.transition_id(index);
            finding.help(
                format!("`{transition}` 通向此处，但其条件从不满足"),
                format!("`{transition}` leads here, but its conditions never hold"),
            )
        }
        None => finding.help(
            format!("请让某个动作的 `to` 指向 `{id}`，或删除该状态"),
            format!("let a transition lead `to: {id}`, or remove the state"),
        ),
    }
}

fn unusable_transitions(ground: &Ground<'_>) -> Vec<Finding> {
    let indices = 0..ground.graph.transition_count();
    indices.flat_map(|index| unusable(ground, index)).collect()
}

/// One finding for the transition if it can be done nowhere, else one for each state in which it cannot.
fn unusable(ground: &Ground<'_>, index: usize) -> Vec<Finding> {
    let graph = &ground.graph;
    let transition = graph.transition(index);
    let leads_nowhere = transition.to.is_none() && transition.verb.target() == Target::Required;
    let dangling = transition.to.as_ref().is_some_and(|to| graph.number_of(to.as_str()).is_none());
    if leads_nowhere || dangling || transition.by.is_empty() {
        return Vec::new();
    }
    let from: Vec<(usize, usize)> = graph.origins(index).collect();
    let (usable, useless): (Vec<_>, Vec<_>) =
        from.into_iter().partition(|(_, state)| ground.explored.usable(index, *state).is_some());
    let id = graph.transition_id(index);
    if usable.is_empty() {
        return vec![never(id)];
    }
    let reached = useless.into_iter().filter(|(_, state)| ground.is_reached(*state));
    reached.map(|(place, state)| never_here(ground, id, place, state)).collect()
}

fn never(id: &str) -> Finding {
    Finding::error(
        "unusable-transition",
        pointer(["transitions", id]),
        format!("`{id}` 永远不能办理"),
        format!("nobody can ever do `{id}`"),
    )
    .help(
        "请检查 `from`、`when` 与 `by`：所在状态可到达、条件能满足、有关单位已确定",
        "look at `from`, `when` and `by`: the state must be reachable, the conditions satisfiable, the seat filled",
    )
}

fn never_here(ground: &Ground<'_>, id: &str, place: usize, state: usize) -> Finding {
    let name = ground.graph.state_shown(state);
    let finding = Finding::error(
        "unusable-here",
        pointer(["transitions", id, "from", &place.to_string()]),
        format!("`{id}` 在状态“{}”中永远不能办理", name.zh),
        format!("`{id}` can never be done in state `{}`", ground.graph.state_id(state)),
    )
    .help(
        "请从 `from` 中删去该状态，或修改条件",
        "remove the state from `from`, or change the conditions",
    );
    match ground.first_in(state) {
        Some(index) => with_path(finding, &ground.explored.path(&ground.graph, index)),
        None => finding,
    }
}
