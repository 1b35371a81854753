//! All trials.

mod asking;
mod claiming;
mod polling;
mod pushing;
mod reporting;
mod secrets;
mod submitting;

use agency::{Ability, Capability};

use crate::trial::Trial;

/// A trial from its law, the claims that it is for, and how it is held.
macro_rules! trial {
    ($name:literal, $fits:expr, $run:path) => {
        Trial { name: $name, fits: $fits, run: |bench| Box::pin($run(bench)) }
    };
}

fn always(_: &Capability) -> bool {
    true
}

fn submits(claimed: &Capability) -> bool {
    claimed.can(Ability::Submit)
}

fn reports(claimed: &Capability) -> bool {
    submits(claimed) && (claimed.can(Ability::Push) || claimed.can(Ability::Poll))
}

fn pushes(claimed: &Capability) -> bool {
    submits(claimed) && claimed.can(Ability::Push)
}

fn polls(claimed: &Capability) -> bool {
    submits(claimed) && claimed.can(Ability::Poll)
}

fn amends(claimed: &Capability) -> bool {
    reports(claimed) && claimed.can(Ability::Amend)
}

fn inquires(claimed: &Capability) -> bool {
    reports(claimed) && claimed.can(Ability::Inquire)
}

fn hands_over(claimed: &Capability) -> bool {
    reports(claimed) && claimed.can(Ability::HandOver)
}

/// Every trial.
pub const TRIALS: [Trial; 18] = [
    trial!("a referral sent again makes no second case", submits, submitting::repeats),
    trial!("an answer that nobody can read is worth another try", submits, submitting::garbage),
    trial!("silence is worth another try", submits, submitting::silence),
    trial!("a refusal is for good", reports, submitting::refusal),
    trial!("what is claimed is done and nothing else", always, claiming::claims),
    trial!("reports come in order or say their place", reports, reporting::order),
    trial!("an unknown standing survives", reports, reporting::unknown),
    trial!("repeats are known by their ids", reports, reporting::repeats),
    trial!("a report on another's case is none on ours", reports, reporting::others),
    trial!("gibberish is refused without being repeated", reports, reporting::gibberish),
    trial!("no signature but the right one opens", pushes, pushing::signatures),
    trial!("a signature of any length but the right is refused", pushes, pushing::lengths),
    trial!("what was signed too long ago or too early is refused", pushes, pushing::times),
    trial!("a cursor loses nothing", polls, polling::cursors),
    trial!("a change sent again changes nothing", amends, asking::amendments),
    trial!("a question changes nothing", inquires, asking::inquiries),
    trial!("what is handed over comes with its codes", hands_over, asking::handovers),
    trial!("nothing shows a secret", always, secrets::shown),
];
