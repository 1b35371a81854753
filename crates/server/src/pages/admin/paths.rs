//! The ways that cases took through a procedure 办理路径, for its viewer: how many took which, how long they stayed where, and what
//! was done over again.

use domain::id::TransitionName;
use domain::mining::FILED;
use domain::workflow::Workflow;
use engine::Who;

use super::flow::{counting, version_of};
use super::waits::told;
use crate::pages::shell::Shell;
use crate::problem::Problem;
use crate::state::State as Shared;

/// How many ways are told.
const WAYS_MAX: usize = 8;

/// How many other lines are told.
const LINES_MAX: usize = 10;

/// What is told of the logs of a procedure.
#[derive(Debug)]
pub(super) struct Paths {
    pub(super) at: String,
    pub(super) of: String,
    pub(super) ways: Vec<(String, usize, String)>,
    /// States with how often cases left them, the median and the sum of the stays.
    pub(super) stays: Vec<(String, usize, String, String)>,
    /// Steps with the number of cases in which they were done again, and how often.
    pub(super) rework: Vec<(String, usize, usize)>,
}

/// What the logs say of a version, as far as the reader may count.
pub(super) async fn paths(
    state: &Shared,
    who: &Who,
    workflow: &Workflow,
    shell: &Shell,
) -> Result<Paths, Problem> {
    let definition = workflow.definition();
    let (w, language) = (&shell.w.whatif, shell.language);
    let mined = state.engine.mined(&counting(state, who), &version_of(definition)).await?;
    let step = |name: &TransitionName| match definition.transitions.get(name.as_str()) {
        Some(step) => step.label.get(language).to_owned(),
        None if name.as_str() == FILED => shell.w.filed.to_owned(),
        None => name.to_string(),
    };
    let long = |time| told(time).get(language).to_owned();
    let ways = mined.variants.iter().take(WAYS_MAX).map(|way| {
        let path: Vec<String> = way.path.iter().map(step).collect();
        (path.join(" → "), way.count, long(way.median))
    });
    let stays = mined.stays.iter().take(LINES_MAX).map(|stay| {
        let state = definition.states.get(stay.state.as_str());
        let name = state.map_or(stay.state.as_str(), |state| state.name.get(language));
        (name.to_owned(), stay.visits, long(stay.median), long(stay.total))
    });
    let rework = mined.rework.iter().take(LINES_MAX);
    let cut = if mined.is_cut { w.paths_cut } else { "" };
    let of = w.paths_of.replace("{}", &mined.days.to_string());
    let calendar = &state.engine.definitions().calendar;
    Ok(Paths {
        at: calendar.local(mined.at).format("%m-%d %H:%M").to_string(),
        of: format!("{of} {}{cut}", mined.cases),
        ways: ways.collect(),
        stays: stays.collect(),
        rework: rework.map(|it| (step(&it.activity), it.cases, it.again)).collect(),
    })
}
