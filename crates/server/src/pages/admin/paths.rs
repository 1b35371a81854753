//! The ways that cases took through a procedure 办理路径, for its viewer: how many took which, how long they stayed where, and what
//! was done over again.

use domain::id::TransitionName;
use domain::mining::FILED;
use domain::workflow::Workflow;
use engine::Who;

use super::flow::version_of;
use super::waits::told;
use crate::pages::shell::Shell;
use crate::problem::Problem;
use crate::state::State as Shared;

/// How many ways are told.
const WAYS_MAX: usize = 8;

/// How many other lines are told.
const LINES_MAX: usize = 10;

/// In how many cases something has to be found before it is told to who sees none of them: fewer could be recognised.
const CASES_MIN: usize = 5;

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
    /// That rare things are left out, where they are.
    pub(super) left_out: Option<&'static str>,
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
    let mined = state.engine.mined(who, &version_of(definition)).await?;
    let step = |name: &TransitionName| match definition.transitions.get(name.as_str()) {
        Some(step) => step.label.get(language).to_owned(),
        None if name.as_str() == FILED => shell.w.filed.to_owned(),
        None => name.to_string(),
    };
    let long = |time| told(time).get(language).to_owned();
    // Administrators see no case.
    let sees_none = shell.home != "/s/";
    let least = if sees_none { CASES_MIN } else { 1 };
    let ways = mined.variants.iter().filter(|way| way.count >= least).take(WAYS_MAX).map(|way| {
        let path: Vec<String> = way.path.iter().map(step).collect();
        (path.join(" → "), way.count, long(way.median))
    });
    let stays =
        mined.stays.iter().filter(|stay| stay.visits >= least).take(LINES_MAX).map(|stay| {
            let state = definition.states.get(stay.state.as_str());
            let name = state.map_or(stay.state.as_str(), |state| state.name.get(language));
            (name.to_owned(), stay.visits, long(stay.median), long(stay.total))
        });
    let rework = mined.rework.iter().filter(|it| it.cases >= least).take(LINES_MAX);
    let cut = if mined.is_cut { w.paths_cut } else { "" };
    let of = w.paths_of.replace("{}", &mined.days.to_string());
    let calendar = &state.engine.definitions().calendar;
    Ok(Paths {
        at: calendar.local(mined.at).format("%m-%d %H:%M").to_string(),
        of: format!("{of} {}{cut}", mined.cases),
        ways: ways.collect(),
        stays: stays.collect(),
        rework: rework.map(|it| (step(&it.activity), it.cases, it.again)).collect(),
        left_out: sees_none.then_some(w.rare_left_out),
    })
}
