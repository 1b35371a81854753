//! Proof: whatever happens, staff can bring the case to an end, with every counter at its cap and whatever the citizen
//! says or does not say.
//!
//! Loops are bounded by it: from within every loop somebody can choose to leave. See [`super::facts`] for what is
//! followed.

use super::Ground;
use super::explore::Step;
use super::facts::Configuration;
use super::words::with_path;
use crate::finding::Finding;

/// One finding for each state in which a case can get stuck, and one for each in which it can only wait.
pub(super) fn prove(ground: &Ground<'_>) -> Vec<Finding> {
    if !ground.graph.states().any(|(_, _, state)| state.end) {
        return vec![
            Finding::error("no-end", "/states", "没有终结状态", "there is no end")
                .help("请给至少一个状态写 `end: true`", "give at least one state an `end: true`"),
        ];
    }
    if ground.explored.broken_off {
        return Vec::new();
    }
    let explored = &ground.explored;
    let is_end = |case: &Configuration| ground.graph.state(usize::from(case.state)).end;
    let sure = |step: &Step| explored.is_sure(&ground.graph, step);
    let anyhow = explored.leading_to(is_end, |_| true);
    let by_staff = explored.leading_to(is_end, sure);
    let waiting: Vec<bool> =
        anyhow.iter().zip(&by_staff).map(|(any, staff)| !any || *staff).collect();
    let mut findings: Vec<Finding> =
        sinks(ground, &anyhow, |_| true).into_iter().map(|index| stuck(ground, index)).collect();
    findings.extend(sinks(ground, &waiting, sure).into_iter().map(|index| waits(ground, index)));
    findings
}

/// Of the configurations that are not good: for each state the nearest one that leads to no other bad state. Others
/// are bad only because of these. If they lead round in a circle, the nearest of all.
fn sinks(ground: &Ground<'_>, good: &[bool], may: impl Fn(&Step) -> bool) -> Vec<u32> {
    let explored = &ground.explored;
    let bad = |index: u32| !good[index as usize];
    let within = |step: &&Step| explored.state_of(step.from) == explored.state_of(step.to);
    let steps = || explored.steps.iter().filter(|step| bad(step.from) && bad(step.to) && may(step));
    let mut leads_on = vec![false; good.len()];
    steps().filter(|step| !within(step)).for_each(|step| leads_on[step.from as usize] = true);
    let mut changed = true;
    while changed {
        changed = false;
        for step in steps().filter(within) {
            if leads_on[step.to as usize] && !leads_on[step.from as usize] {
                leads_on[step.from as usize] = true;
                changed = true;
            }
        }
    }
    let mut first = vec![None; ground.graph.state_count()];
    for (index, case) in
        explored.all().filter(|(index, _)| bad(*index) && !leads_on[*index as usize])
    {
        first[usize::from(case.state)].get_or_insert(index);
    }
    if first.iter().all(Option::is_none) {
        return explored
            .all()
            .map(|(index, _)| index)
            .find(|index| bad(*index))
            .into_iter()
            .collect();
    }
    first.into_iter().flatten().collect()
}

fn stuck(ground: &Ground<'_>, index: u32) -> Finding {
    let (state, zh, en) = described(ground, index);
    let finding = Finding::error(
        "stuck",
        ground.graph.state_pointer(state),
        format!("案件可能卡在状态“{}”，无法终结{zh}", ground.graph.state_shown(state).zh),
        format!("a case can get stuck in state `{}`{en}", ground.graph.state_id(state)),
    )
    .help(
        "请增加此情形下可办理、通向终结的动作，或放宽条件",
        "add a transition towards an end for this situation, or relax the conditions of one",
    );
    with_path(finding, &ground.explored.path(&ground.graph, index))
}

fn waits(ground: &Ground<'_>, index: u32) -> Finding {
    let (state, zh, en) = described(ground, index);
    let finding = Finding::error(
        "no-sure-way-on",
        ground.graph.state_pointer(state),
        format!(
            "在状态“{}”中，如群众不答复、已超期或次数用完，工作人员无法继续{zh}",
            ground.graph.state_shown(state).zh
        ),
        format!(
            "in state `{}` staff cannot go on if the citizen is silent, it is late or a counter is at its cap{en}",
            ground.graph.state_id(state)
        ),
    )
    .help(
        "请增加由工作人员办理的动作，如多次未联系上后的归档；不得因超时自动办结",
        "add a transition by staff, such as archiving as unreached after several attempts; never by timeout",
    );
    with_path(finding, &ground.explored.path(&ground.graph, index))
}

fn described(ground: &Ground<'_>, index: u32) -> (usize, String, String) {
    let situation = ground.explored.situation(ground.definition, index);
    let state = ground.explored.state_of(index);
    if situation.zh.is_empty() {
        return (state, String::new(), String::new());
    }
    (state, format!("（{}）", situation.zh), format!(" ({})", situation.en))
}
