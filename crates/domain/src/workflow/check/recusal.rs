//! Proof: a lead that must withdraw 回避 can be replaced. When a respondent is named late, the core takes the case from a
//! lead whom it concerns and opens every `assign` to it, wherever it is; so there must be one that the center can do
//! and that nothing can stand in the way of.

use super::Ground;
use crate::actor::Relation;
use crate::finding::Finding;
use crate::workflow::{Conditions, Transition, Verb};

/// One finding if a unit may lead and no `assign` could name another.
pub(super) fn prove(ground: &Ground<'_>) -> Vec<Finding> {
    let led = (0..ground.graph.state_count()).any(|state| ground.may_be_led(state));
    if !led || ground.graph.transitions().any(|(_, _, transition)| mends(transition)) {
        return Vec::new();
    }
    let finding = Finding::error(
        "lead-irreplaceable",
        "/transitions",
        "主办单位须回避时，没有动作可以另行交办",
        "where the lead unit must withdraw, nothing could name another",
    )
    .help(
        "请增加一个由中心办理、无条件、不计次的 `assign` 动作",
        "add an `assign` that somebody of the center may do, without conditions and without a counter",
    );
    vec![finding]
}

fn mends(transition: &Transition) -> bool {
    transition.verb == Verb::Assign
        && transition.by.iter().any(|seat| seat.relation == Relation::Center)
        && transition.when == Conditions::default()
        && transition.counts.is_none()
}
