//! Proof: what one verb begins, another can finish in the same states: suspend and resume, ask and answer.

use super::Ground;
use crate::actor::{Relation, Role};
use crate::finding::{Finding, pointer};
use crate::workflow::Verb;

/// A verb and one that must be possible wherever the first one leaves the case.
const PAIRS: &[(Verb, Verb)] = &[
    (Verb::Suspend, Verb::Resume),
    (Verb::RequestExtension, Verb::GrantExtension),
    (Verb::RequestExtension, Verb::RefuseExtension),
    (Verb::Consult, Verb::Answer),
    (Verb::Ask, Verb::Supplement),
    (Verb::Supervise, Verb::Discharge),
    (Verb::OpenSigning, Verb::Countersign),
    (Verb::OpenSigning, Verb::AddSigner),
    (Verb::OpenSigning, Verb::DropSigner),
    (Verb::Join, Verb::Contribute),
    (Verb::Join, Verb::Release),
];

/// Verbs that mean nothing unless another one is there.
const NEEDS: &[(Verb, Verb)] = &[
    (Verb::Resume, Verb::Suspend),
    (Verb::GrantExtension, Verb::RequestExtension),
    (Verb::RefuseExtension, Verb::RequestExtension),
    (Verb::Answer, Verb::Consult),
    (Verb::Discharge, Verb::Supervise),
    (Verb::Countersign, Verb::OpenSigning),
    (Verb::AddSigner, Verb::OpenSigning),
    (Verb::DropSigner, Verb::OpenSigning),
];

/// One finding for each thing that is begun and cannot be finished.
pub(super) fn prove(ground: &Ground<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (first, second) in PAIRS {
        findings.extend(unfinished(ground, *first, *second));
    }
    for (verb, needed) in NEEDS {
        findings.extend(pointless(ground, *verb, *needed));
    }
    findings.extend(extensions(ground));
    findings.extend(objections(ground));
    findings
}

fn has(ground: &Ground<'_>, verb: Verb) -> bool {
    ground.graph.transitions().any(|(_, _, transition)| transition.verb == verb)
}

fn possible_in(ground: &Ground<'_>, verb: Verb, state: usize) -> bool {
    let leaving = ground.graph.leaving(state);
    leaving.iter().any(|index| ground.graph.transition(*index).verb == verb)
}

fn unfinished(ground: &Ground<'_>, first: Verb, second: Verb) -> Vec<Finding> {
    let graph = &ground.graph;
    let mut findings = Vec::new();
    for (index, name, _) in
        graph.transitions().filter(|(_, _, transition)| transition.verb == first)
    {
        for (place, from) in graph.origins(index) {
            let Some(state) = graph.target(index, from) else { continue };
            if !possible_in(ground, second, state) {
                let at = pointer(["transitions", name, "from", &place.to_string()]);
                findings.push(unfinished_in(graph.state_id(state), name, second, at));
            }
        }
    }
    findings
}

fn unfinished_in(state: &str, name: &str, second: Verb, at: String) -> Finding {
    let second = second.as_str();
    Finding::error(
        "unfinished",
        at,
        format!("`{name}` 之后在状态 `{state}` 中没有 `{second}`"),
        format!("after `{name}` nothing in state `{state}` is a `{second}`"),
    )
    .help(
        format!("请增加动词为 `{second}` 的动作，`from` 含 `{state}`"),
        format!("add a `{second}` with `from: [{state}]`"),
    )
}

fn pointless(ground: &Ground<'_>, verb: Verb, needed: Verb) -> Vec<Finding> {
    if has(ground, needed) {
        return Vec::new();
    }
    let alone = ground.graph.transitions().filter(|(_, _, transition)| transition.verb == verb);
    alone
        .map(|(_, name, _)| {
            Finding::error(
                "pointless",
                pointer(["transitions", name, "verb"]),
                format!("`{name}`（{}）没有对应的 `{}`", verb.as_str(), needed.as_str()),
                format!(
                    "`{name}` is a `{}`, but nothing is a `{}`",
                    verb.as_str(),
                    needed.as_str()
                ),
            )
            .help(
                format!("请增加 `{}`，或删除此动作", needed.as_str()),
                format!("add a `{}`, or remove this", needed.as_str()),
            )
        })
        .collect()
}

/// An extension can be asked for where an extendable limit runs, and the citizen learns that it was granted.
fn extensions(ground: &Ground<'_>) -> Vec<Finding> {
    let graph = &ground.graph;
    let mut findings = Vec::new();
    for (index, name, transition) in graph.transitions() {
        if transition.verb == Verb::RequestExtension {
            let useless = graph.origins(index).filter(|(_, from)| !extendable_runs(ground, *from));
            findings.extend(
                useless.map(|(place, from)| nothing_to_extend(name, place, graph.state_id(from))),
            );
        }
        if transition.verb == Verb::GrantExtension && !tells_citizen(ground, index) {
            findings.push(untold(name));
        }
    }
    findings.extend(never_asked(ground));
    findings
}

fn extendable_runs(ground: &Ground<'_>, state: usize) -> bool {
    let limits = &ground.graph.state(state).limits;
    let mut found = limits.iter().filter_map(|name| ground.definition.limits.get(name.as_str()));
    found.any(|limit| limit.extension.is_some())
}

fn nothing_to_extend(name: &str, place: usize, state: &str) -> Finding {
    Finding::error(
        "nothing-to-extend",
        pointer(["transitions", name, "from", &place.to_string()]),
        format!("状态 `{state}` 中没有可延期的时限，`{name}` 无从申请"),
        format!("no limit in state `{state}` may be extended, so `{name}` can ask for nothing"),
    )
    .help(
        format!("请给该状态的一个时限写 `extension`，或从 `from` 中删去 `{state}`"),
        format!("give a limit of the state an `extension`, or remove `{state}` from `from`"),
    )
}

fn tells_citizen(ground: &Ground<'_>, transition: usize) -> bool {
    let tells = &ground.graph.transition(transition).tells;
    let mut letters = tells.iter().filter_map(|name| ground.definition.letters.get(name.as_str()));
    letters.any(|letter| {
        letter.to.iter().any(|seat| seat.role == Role::Citizen && seat.relation == Relation::Party)
    })
}

fn untold(name: &str) -> Finding {
    Finding::error(
        "extension-untold",
        pointer(["transitions", name, "tells"]),
        format!("`{name}` 批准延期，须告知群众"),
        format!("`{name}` grants an extension, and the citizen must be told"),
    )
    .help(
        "请在 `tells` 中加入发给 `citizen@party` 的文书",
        "add a letter to `citizen@party` to `tells`",
    )
}

fn never_asked(ground: &Ground<'_>) -> Vec<Finding> {
    let limits = ground.definition.limits.iter().filter(|(_, limit)| limit.extension.is_some());
    let asked = |limit: &str| {
        ground.graph.states().any(|(index, _, state)| {
            state.limits.iter().any(|name| name.as_str() == limit)
                && possible_in(ground, Verb::RequestExtension, index)
        })
    };
    limits
        .filter(|(name, _)| !asked(name.as_str()))
        .map(|(name, _)| {
            Finding::error(
                "extension-never-asked",
                pointer(["limits", name.as_str(), "extension"]),
                format!("时限 `{name}` 可延期，但没有地方可申请"),
                format!("limit `{name}` may be extended, but nothing asks for it where it runs"),
            )
            .help(
                "请增加 `request_extension`，或删去 `extension`",
                "add a `request_extension`, or remove `extension`",
            )
        })
        .collect()
}

/// The sender of a case answers an objection: it can be upheld, and it can be refused.
fn objections(ground: &Ground<'_>) -> Vec<Finding> {
    let graph = &ground.graph;
    let objections =
        graph.transitions().filter(|(_, _, transition)| transition.verb == Verb::Object);
    let mut findings = Vec::new();
    for (index, name, transition) in objections {
        let Some(state) = transition.to.as_ref().and_then(|to| graph.number_of(to.as_str())) else {
            continue;
        };
        let answers = graph.leaving(state).iter().filter(|answer| {
            let seats = &graph.transition(**answer).by;
            graph.target(**answer, state).is_some_and(|to| to != state)
                && seats
                    .iter()
                    .any(|seat| matches!(seat.relation, Relation::Center | Relation::Superior))
        });
        if answers.count() < 2 {
            findings.push(unanswered(
                graph.transition_pointer(index, "to"),
                name,
                graph.state_id(state),
            ));
        }
    }
    findings
}

fn unanswered(at: String, name: &str, state: &str) -> Finding {
    Finding::error(
        "objection-unanswered",
        at,
        format!("`{name}` 提出异议后，状态 `{state}` 中须既能认可又能驳回"),
        format!("after `{name}` it must be possible in state `{state}` to uphold and to refuse the objection"),
    )
    .help(
        format!("请由交办方增加两个自 `{state}` 出发的动作"),
        format!("let the sender have two transitions that leave `{state}`"),
    )
}
