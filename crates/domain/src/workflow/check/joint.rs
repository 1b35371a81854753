//! Proof: joint handling cannot deadlock. Where an assisting unit has an open part, it can do it or be let go of.
//!
//! That signing rounds can be decided and changed where they are opened is proved with the [`super::pairs`]; that a
//! case is never stuck behind one, with the [`super::ends`].

use super::Ground;
use super::words::with_path;
use crate::finding::{Finding, pointer};
use crate::workflow::{HolderRole, Verb};

/// One finding for each state of the lead unit in which assisting units wait and a later step waits for them.
pub(super) fn prove(ground: &Ground<'_>) -> Vec<Finding> {
    let gate =
        ground.graph.transitions().find(|(_, _, transition)| transition.when.assistants_done);
    let Some((_, gate, _)) = gate else { return Vec::new() };
    let mut first = vec![None; ground.graph.state_count()];
    for (index, case) in ground.explored.all().filter(|(_, case)| case.assisted) {
        first[usize::from(case.state)].get_or_insert(index);
    }
    let waiting = first.iter().enumerate().filter_map(|(state, index)| Some((state, (*index)?)));
    let led = waiting.filter(|(state, _)| ground.graph.state(*state).holder == HolderRole::Lead);
    led.flat_map(|(state, index)| {
        let lacking = [Verb::Contribute, Verb::Release]
            .into_iter()
            .filter(move |verb| !possible(ground, state, *verb));
        lacking.map(move |verb| locked(ground, state, index, verb, gate))
    })
    .collect()
}

fn possible(ground: &Ground<'_>, state: usize, verb: Verb) -> bool {
    ground.graph.leaving(state).iter().any(|index| ground.graph.transition(*index).verb == verb)
}

fn locked(ground: &Ground<'_>, state: usize, index: u32, verb: Verb, gate: &str) -> Finding {
    let (id, verb) = (ground.graph.state_id(state), verb.as_str());
    let finding = Finding::error(
        "joint-deadlock",
        pointer(["states", id]),
        format!("状态 `{id}` 中协办未完成时没有 `{verb}`，而 `{gate}` 须等协办完成"),
        format!(
            "in state `{id}` an open part cannot be closed by a `{verb}`, and `{gate}` waits for it"
        ),
    )
    .help(
        format!("请增加动词为 `{verb}` 的动作，`from` 含 `{id}`"),
        format!("add `{id}` to `from` of a `{verb}`"),
    );
    with_path(finding, &ground.explored.path(&ground.graph, index))
}
