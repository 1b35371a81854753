//! What is wrong with a DIGIT workflow: states, targets, ways and roles.

use std::collections::{BTreeMap, BTreeSet};

use domain::finding::Finding;

use super::service::{Action, BusinessService, State};
use crate::pointer::child;
use crate::words::{closest, quote};

/// Everything that is wrong with the states and actions.
pub(super) fn of_service(service: &BusinessService) -> Vec<Finding> {
    let mut findings = starts(service);
    findings.extend(names(service));
    findings.extend(service.states.iter().flat_map(|state| of_state(service, state)));
    findings.extend(ways(service));
    findings
}

fn starts(service: &BusinessService) -> Vec<Finding> {
    let mut starts = service.states.iter().filter(|state| state.is_start);
    let at = child(&service.at, "states");
    if starts.next().is_none() {
        return vec![
            Finding::error("digit-no-start", at, "没有起始状态", "no state is the start").help(
                "给起始状态写 `\"isStartState\": true`",
                "give one state `\"isStartState\": true`",
            ),
        ];
    }
    starts
        .map(|state| {
            let at = child(&state.at, "isStartState");
            Finding::error("digit-several-starts", at, "起始状态不止一个", "a second start state")
        })
        .collect()
}

fn names(service: &BusinessService) -> Vec<Finding> {
    let mut seen = BTreeSet::new();
    let mut findings = Vec::new();
    for state in &service.states {
        match &state.name {
            None if state.is_start => {}
            None => findings.push(Finding::error(
                "digit-unnamed-state",
                child(&state.at, "state"),
                "状态没有名称,没有动作能到达",
                "the state has no name: no action can lead to it",
            )),
            Some(name) if seen.insert(name) => {}
            Some(name) => findings.push(Finding::error(
                "digit-duplicate-state",
                child(&state.at, "state"),
                format!("状态 {} 重复", quote(name)),
                format!("state {} stands here again", quote(name)),
            )),
        }
    }
    findings
}

fn of_state(service: &BusinessService, state: &State) -> Vec<Finding> {
    let mut findings: Vec<Finding> =
        state.actions.iter().flat_map(|action| of_action(service, action)).collect();
    let mut seen = BTreeSet::new();
    for action in state.actions.iter().filter(|action| action.name.is_some()) {
        if !seen.insert(&action.name) {
            let name = quote(action.name.as_deref().unwrap_or_default());
            findings.push(Finding::error(
                "digit-duplicate-action",
                child(&action.at, "action"),
                format!("此状态中动作 {name} 重复,只有一个会生效"),
                format!("action {name} stands twice in this state; only one of them can be taken"),
            ));
        }
    }
    findings
}

fn of_action(service: &BusinessService, action: &Action) -> Vec<Finding> {
    let name = quote(action.name.as_deref().unwrap_or_default());
    let mut findings = Vec::new();
    if action.name.is_none() {
        let at = child(&action.at, "action");
        findings.push(Finding::error(
            "digit-unnamed-action",
            at,
            "动作没有名称",
            "the action has no name",
        ));
    }
    if action.roles.is_empty() {
        findings.push(Finding::error(
            "digit-no-roles",
            child(&action.at, "roles"),
            format!("动作 {name} 没有角色,没有人能做"),
            format!("action {name} has no roles: nobody can take it"),
        ));
    }
    findings.extend(target(service, action, &name));
    findings
}

/// An action without `nextState` stays where it is, which DIGIT allows.
fn target(service: &BusinessService, action: &Action, name: &str) -> Option<Finding> {
    let next = action.next.as_deref()?;
    let known = || service.states.iter().filter_map(|state| state.name.as_deref());
    if known().any(|state| state == next) {
        return None;
    }
    let finding = Finding::error(
        "digit-dangling-target",
        child(&action.at, "nextState"),
        format!("动作 {name} 去往的状态 {} 不存在", quote(next)),
        format!("action {name} leads to {}, which does not exist", quote(next)),
    );
    Some(match closest(next, known()) {
        Some(meant) => {
            finding.help(format!("是否想写 `{meant}`?"), format!("did you mean `{meant}`?"))
        }
        None => finding,
    })
}

/// The states as a graph, by index.
pub(super) struct Ways {
    next: Vec<BTreeSet<usize>>,
    /// States that a case can come to.
    pub(super) reached: BTreeSet<usize>,
    /// States from which an end can be reached.
    pub(super) ending: BTreeSet<usize>,
}

impl Ways {
    /// Follows all actions that somebody can take. Of states of one name the first counts.
    pub(super) fn new(service: &BusinessService) -> Self {
        let mut by_name = BTreeMap::new();
        for (index, state) in service.states.iter().enumerate() {
            by_name.entry(state.name.as_deref()).or_insert(index);
        }
        let next: Vec<BTreeSet<usize>> = service
            .states
            .iter()
            .map(|state| {
                let takeable = state.actions.iter().filter(|action| !action.roles.is_empty());
                takeable
                    .filter_map(|action| by_name.get(&Some(action.next.as_deref()?)).copied())
                    .collect()
            })
            .collect();
        let states = || service.states.iter().enumerate();
        let starts = states().filter(|(_, state)| state.is_start).map(|(index, _)| index);
        let ends = states().filter(|(_, state)| state.is_end).map(|(index, _)| index);
        let mut before = vec![BTreeSet::new(); next.len()];
        for (from, targets) in next.iter().enumerate() {
            for to in targets {
                before[*to].insert(from);
            }
        }
        let (reached, ending) = (spread(&next, starts.collect()), spread(&before, ends.collect()));
        Self { next, reached, ending }
    }
}

fn spread(edges: &[BTreeSet<usize>], mut open: Vec<usize>) -> BTreeSet<usize> {
    let mut found: BTreeSet<usize> = open.iter().copied().collect();
    while let Some(at) = open.pop() {
        open.extend(edges[at].iter().filter(|to| found.insert(**to)));
    }
    found
}

/// States without a name and repeated ones are named elsewhere; nothing leads to them for that reason alone.
fn ways(service: &BusinessService) -> Vec<Finding> {
    let ways = Ways::new(service);
    let has_start = service.states.iter().any(|state| state.is_start);
    let is_own = |(index, state): &(usize, &State)| {
        let twin = |earlier: &State| earlier.name == state.name;
        let is_named = state.name.is_some() || state.is_start;
        is_named && !service.states.iter().take(*index).any(twin)
    };
    let states = service.states.iter().enumerate().filter(is_own);
    states.filter_map(|(index, state)| way(&ways, index, state, has_start)).collect()
}

fn way(ways: &Ways, index: usize, state: &State, has_start: bool) -> Option<Finding> {
    let name = quote(state.name.as_deref().unwrap_or("null"));
    let at = child(&state.at, "state");
    if has_start && state.name.is_some() && !ways.reached.contains(&index) {
        return Some(Finding::error(
            "digit-unreachable",
            at,
            format!("没有案件能到达状态 {name}"),
            format!("no case can come to state {name}"),
        ));
    }
    if ways.ending.contains(&index) {
        return None;
    }
    if ways.next[index].iter().all(|to| *to == index) {
        return Some(Finding::error(
            "digit-dead-end",
            at,
            format!("状态 {name} 不是终点,却没有出路:案件会滞留"),
            format!("state {name} is no end, and nothing leads on: cases are stranded in it"),
        ));
    }
    Some(Finding::error(
        "digit-no-end",
        at,
        format!("从状态 {name} 走不到任何终点"),
        format!("no end can be reached from state {name}"),
    ))
}
