//! What an actor may do to a case now, and what the rest still lacks.

use super::{Context, gate};
use crate::access;
use crate::case::{Case, Rejection};
use crate::id::TransitionName;

/// A transition that stands in the actor's seat in this state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Which.
    pub transition: TransitionName,
    /// Why it cannot be done yet; none if it can.
    pub lacks: Option<Rejection>,
}

/// Every transition that is the actor's to do in the case's state, in the order of the buttons, with what it lacks.
/// Empty where the actor does not see the case.
pub fn offers(context: &Context<'_>, case: &Case) -> Vec<Offer> {
    let Ok(view) = access::view(context.actor, case, context.directory) else { return Vec::new() };
    if super::engine::same_version(context, case).is_err() {
        return Vec::new();
    }
    let mut offers = Vec::new();
    for (name, transition) in gate::open(context, case) {
        match gate::pass(context, case, view, transition) {
            Err(Rejection::NotYours { .. }) => {}
            Err(lacks) => offers.push(Offer { transition: name.clone(), lacks: Some(lacks) }),
            Ok(()) => offers.push(Offer { transition: name.clone(), lacks: None }),
        }
    }
    offers
}

/// The transitions that `decide` accepts from this actor now, given a well-filled form and fitting input.
pub fn allowed(context: &Context<'_>, case: &Case) -> Vec<TransitionName> {
    offers(context, case)
        .into_iter()
        .filter(|offer| offer.lacks.is_none())
        .map(|offer| offer.transition)
        .collect()
}
