//! What the stories of a workflow exercise, and what they leave out.

use std::collections::BTreeSet;

use super::World;
use crate::access;
use crate::actor::{Actor, Seat};
use crate::case::Case;
use crate::finding::{Finding, pointer};
use crate::id::{LimitName, TransitionName};
use crate::workflow::Workflow;

/// What stories exercised.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Transitions that were accepted, with each seat that the actor then sat in.
    pub seats: BTreeSet<(TransitionName, Seat)>,
    /// Levels of ladders that were reached.
    pub levels: BTreeSet<(LimitName, u8)>,
    /// Limits whose deadline a story states.
    pub deadlines: BTreeSet<LimitName>,
}

impl Coverage {
    /// Notes an accepted transition.
    pub(super) fn performed(
        &mut self,
        world: World<'_>,
        case: &Case,
        actor: &Actor,
        name: &TransitionName,
    ) {
        let Some(transition) = world.workflow.transition(name) else { return };
        let Ok(view) = access::view(actor, case, world.directory) else { return };
        let sat = transition
            .by
            .iter()
            .filter(|seat| access::sits_in(actor, view, std::slice::from_ref(*seat)));
        self.seats.extend(sat.map(|seat| (name.clone(), *seat)));
    }

    /// Adds what another story exercised.
    pub fn merge(&mut self, other: &Self) {
        self.seats.extend(other.seats.iter().cloned());
        self.levels.extend(other.levels.iter().cloned());
        self.deadlines.extend(other.deadlines.iter().cloned());
    }
}

/// What no story exercises, as warnings that point into the workflow file.
pub fn uncovered(workflow: &Workflow, coverage: &Coverage) -> Vec<Finding> {
    let definition = workflow.definition();
    let mut findings = Vec::new();
    for (name, transition) in &definition.transitions {
        for (index, seat) in transition.by.iter().enumerate() {
            if !coverage.seats.contains(&(name.clone(), *seat)) {
                let at = pointer(["transitions", name.as_str(), "by", &index.to_string()]);
                findings.push(Finding::warning(
                    "no-story",
                    at,
                    format!("没有一个场景由 {seat} 做“{}”", transition.label.zh),
                    format!("no scenario lets {seat} do `{name}`"),
                ));
            }
        }
    }
    findings.extend(uncovered_limits(workflow, coverage));
    findings
}

fn uncovered_limits(workflow: &Workflow, coverage: &Coverage) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (name, limit) in &workflow.definition().limits {
        if !coverage.deadlines.contains(name) {
            let at = pointer(["limits", name.as_str()]);
            let (zh, en) = (
                format!("没有一个场景写明“{}”的到期日", limit.name.zh),
                format!("no scenario states a deadline of `{name}`"),
            );
            findings.push(Finding::warning("no-story", at, zh, en));
        }
        for level in 0..limit.ladder.len() {
            if !coverage.levels.contains(&(name.clone(), u8::try_from(level).unwrap_or(u8::MAX))) {
                let at = pointer(["limits", name.as_str(), "ladder", &level.to_string()]);
                let (zh, en) = (
                    format!("没有一个场景走到“{}”的第 {} 级", limit.name.zh, level + 1),
                    format!("no scenario reaches level {} of `{name}`", level + 1),
                );
                findings.push(Finding::warning("no-story", at, zh, en));
            }
        }
    }
    findings
}
