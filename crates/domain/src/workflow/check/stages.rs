//! Proof: stages never run backwards except on transitions marked as return, reopen or redispatch, and marks are true.
//!
//! Supervision 督 runs beside the other stages, so going there and back is neither forwards nor backwards.

use super::Ground;
use crate::finding::{Finding, pointer};
use crate::workflow::{Backwards, Stage, Transition, Verb};

/// Steps back without a mark, and marks without a step back or on the wrong verb.
pub(super) fn prove(ground: &Ground<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, name, transition) in ground.graph.transitions() {
        let back = steps_back(ground, index);
        match transition.backwards {
            None => {
                findings.extend(back.iter().map(|step| unmarked(ground, name, transition, *step)));
            }
            Some(mark) if back.is_empty() => findings.push(needless(name, mark)),
            Some(mark) if !allows(ground, mark, index) => {
                findings.push(mismatched(name, transition, mark));
            }
            Some(mark) => findings.extend(too_far(ground, index, name, mark)),
        }
    }
    findings
}

/// What was accepted is not screened again, and a result that failed goes back to be handled, no further. Taking back
/// undoes an assignment and so leads wherever that came from.
fn too_far(ground: &Ground<'_>, index: usize, name: &str, mark: Backwards) -> Option<Finding> {
    let verb = ground.graph.transition(index).verb;
    let earliest = if verb == Verb::Verify { Stage::Handle } else { Stage::Study };
    let (_, _, to) = *steps_back(ground, index).first()?;
    let stage = ground.graph.state(to).stage;
    (mark != Backwards::Reopen && verb != Verb::TakeBack && stage < earliest).then(|| {
        Finding::error(
            "runs-back-too-far",
            pointer(["transitions", name, "to"]),
            format!("`{name}` 退得过远，退到了“{}”", stage.character()),
            format!("`{name}` runs back too far, to stage {}", stage.as_str()),
        )
        .help(
            format!("最多退到“{}”阶段的状态", earliest.character()),
            format!("lead to a state of stage {} at the earliest", earliest.as_str()),
        )
    })
}

/// Where the transition leads to an earlier stage: the place in `from`, the state it leaves, the state it enters.
fn steps_back(ground: &Ground<'_>, index: usize) -> Vec<(usize, usize, usize)> {
    let graph = &ground.graph;
    let stage = |state: usize| graph.state(state).stage;
    let steps = graph
        .origins(index)
        .filter_map(|(place, from)| Some((place, from, graph.target(index, from)?)));
    steps
        .filter(|(_, from, to)| stage(*to) < stage(*from))
        .filter(|(_, from, to)| stage(*from) != Stage::Supervise && stage(*to) != Stage::Supervise)
        .collect()
}

/// Whether the mark says what the verb does.
fn allows(ground: &Ground<'_>, mark: Backwards, index: usize) -> bool {
    let verb = ground.graph.transition(index).verb;
    match mark {
        Backwards::Reopen => verb == Verb::Reopen,
        Backwards::Return => {
            matches!(
                verb,
                Verb::Return | Verb::Object | Verb::TakeBack | Verb::Verify | Verb::SpotCheck
            ) || verb == Verb::Advance && (upholds(ground, index) || convenes(ground, index))
        }
        Backwards::Redispatch => {
            matches!(
                verb,
                Verb::Redispatch
                    | Verb::JointSession
                    | Verb::Transfer
                    | Verb::Escalate
                    | Verb::Assign
            ) || verb == Verb::Advance && convenes(ground, index)
        }
    }
}

/// An objection upheld: each state it leaves was entered by objecting.
fn upholds(ground: &Ground<'_>, index: usize) -> bool {
    let objected: Vec<&str> = ground
        .graph
        .transitions()
        .filter(|(_, _, transition)| transition.verb == Verb::Object)
        .filter_map(|(_, _, transition)| transition.to.as_ref().map(crate::id::StateName::as_str))
        .collect();
    let from = &ground.graph.transition(index).from;
    from.iter().all(|state| objected.contains(&state.as_str()))
}

/// A joint session called: where it leads, one is held.
fn convenes(ground: &Ground<'_>, index: usize) -> bool {
    let graph = &ground.graph;
    let target = graph.origins(index).find_map(|(_, from)| graph.target(index, from));
    target.is_some_and(|state| {
        let held = |index: &usize| graph.transition(*index).verb == Verb::JointSession;
        graph.leaving(state).iter().any(held)
    })
}

fn unmarked(
    ground: &Ground<'_>,
    name: &str,
    transition: &Transition,
    (place, from, to): (usize, usize, usize),
) -> Finding {
    let graph = &ground.graph;
    let (from_stage, to_stage) = (graph.state(from).stage, graph.state(to).stage);
    Finding::error(
        "runs-backwards",
        pointer(["transitions", name, "from", &place.to_string()]),
        format!(
            "`{name}` 从“{}”退回“{}”，但没有标明",
            from_stage.character(),
            to_stage.character()
        ),
        format!(
            "`{name}` runs back from stage {} to {} without a mark",
            from_stage.as_str(),
            to_stage.as_str()
        ),
    )
    .help(
        format!("请改 `to`，或写 `backwards: {}`", fitting(transition.verb)),
        format!("change `to`, or mark it `backwards: {}`", fitting(transition.verb)),
    )
}

/// The mark that most probably fits a verb.
fn fitting(verb: Verb) -> &'static str {
    if verb == Verb::Reopen {
        mark_name(Backwards::Reopen)
    } else if matches!(
        verb,
        Verb::Redispatch | Verb::JointSession | Verb::Transfer | Verb::Escalate
    ) {
        mark_name(Backwards::Redispatch)
    } else {
        mark_name(Backwards::Return)
    }
}

const fn mark_name(mark: Backwards) -> &'static str {
    match mark {
        Backwards::Return => "return",
        Backwards::Reopen => "reopen",
        Backwards::Redispatch => "redispatch",
    }
}

fn needless(name: &str, mark: Backwards) -> Finding {
    let mark = mark_name(mark);
    Finding::error(
        "needless-mark",
        pointer(["transitions", name, "backwards"]),
        format!("`{name}` 标为 `{mark}`，但没有退回更早的阶段"),
        format!("`{name}` is marked `{mark}`, but leads to no earlier stage"),
    )
    .help("请删去 `backwards`，或改 `to`", "remove `backwards`, or change `to`")
}

fn mismatched(name: &str, transition: &Transition, mark: Backwards) -> Finding {
    let (verb, mark) = (transition.verb.as_str(), mark_name(mark));
    Finding::error(
        "wrong-mark",
        pointer(["transitions", name, "backwards"]),
        format!("`{name}`（{verb}）不能标为 `{mark}`"),
        format!("`{name}` is a `{verb}`, which is no `{mark}`"),
    )
    .help(
        format!("请改用合适的动词或标记，如 `{}`", fitting(transition.verb)),
        format!("use a fitting verb or mark, such as `{}`", fitting(transition.verb)),
    )
}
