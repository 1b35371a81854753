//! From a filed case on to its lead unit: the steps of the procedure one after the other, each decided for itself. Whatever
//! fails leaves the case where it is, and is told.

use domain::case::Case;
use domain::workflow::{InputKind, Transition, Verb, Workflow};
use engine::reading::Seen;

use super::super::act::{Once, perform};
use super::super::case::seen;
use super::super::posted::Posted;
use super::super::shell::Visitor;
use super::super::work::is_onward;
use crate::api::case_out::earliest;
use crate::api::names::Names;
use crate::api::offers::{VerbOut, offered};
use crate::problem::Problem;
use crate::state::State;

/// How many steps lie between filing and a lead unit at most: to accept and to assign, and one that a procedure may add.
const STEPS_MAX: usize = 3;

/// A case that was just filed, as the page tells of it.
#[derive(Debug, Default)]
pub(in crate::pages) struct Outcome {
    pub(in crate::pages) number: String,
    pub(in crate::pages) title: String,
    pub(in crate::pages) state: String,
    pub(in crate::pages) unit: Option<String>,
    pub(in crate::pages) deadline: Option<String>,
    /// The codes for the citizens, told this once.
    pub(in crate::pages) codes: Vec<String>,
    /// Why it was not assigned, where it should have been.
    pub(in crate::pages) failure: Option<String>,
    /// Forms by which it is merged into an older case, with what they are called.
    pub(in crate::pages) merges: Vec<(String, String)>,
}

/// Takes the steps until a unit leads. None, or why it stopped.
pub(super) async fn assign(
    state: &State,
    visitor: &Visitor,
    number: &str,
    (lead, key): (&str, &str),
) -> Option<String> {
    for _ in 0..STEPS_MAX {
        match step(state, visitor, number, (lead, key)).await {
            Ok(true) => {}
            Ok(false) => return None,
            Err(problem) => return Some(problem.line(visitor.shell.language)),
        }
    }
    Some(visitor.shell.w.desk.no_step.to_owned())
}

/// Takes one step. False if a unit leads already, which a second click finds.
async fn step(
    state: &State,
    visitor: &Visitor,
    number: &str,
    (lead, key): (&str, &str),
) -> Result<bool, Problem> {
    let seen = seen(state, visitor, number).await?;
    if seen.case().lead.is_some() {
        return Ok(false);
    }
    let w = &visitor.shell.w.desk;
    let next = next(state, &seen);
    let transition = next.ok_or_else(|| Problem::forbidden().with_detail(w.no_step, w.no_step))?;
    let posted = Posted(vec![
        ("i.lead".to_owned(), lead.to_owned()),
        ("key".to_owned(), format!("{key}:{transition}")),
    ]);
    let request = posted.request(visitor.caller.who().key(), format!("page intake {transition}"));
    let version = seen.case().seq.to_string();
    let once = Once { transition: &transition, version: &version, request, batch: None };
    perform(state, visitor, &seen, once, &posted).await.map(|()| true)
}

/// The step that names the lead, or one that leads towards it and asks for nothing.
fn next(state: &State, seen: &Seen) -> Option<String> {
    let workflow = state.engine.workflow_of(seen.case())?;
    let offers = state.engine.offers(seen);
    let open = || offers.iter().filter(|offer| offer.lacks.is_none());
    let of = |offer: &&domain::decide::Offer| workflow.transition(&offer.transition);
    let assigns = open().find(|offer| of(offer).is_some_and(|step| step.verb == Verb::Assign));
    let towards = || {
        open().find(|offer| {
            let asks_nothing = of(offer).is_some_and(asks_nothing);
            asks_nothing && is_open_after(workflow, seen.case(), offer)
        })
    };
    assigns.or_else(towards).map(|offer| offer.transition.as_str().to_owned())
}

fn asks_nothing(step: &Transition) -> bool {
    step.verb == Verb::Advance && step.form.is_none() && step.evidence.is_empty()
}

fn is_open_after(workflow: &Workflow, case: &Case, offer: &domain::decide::Offer) -> bool {
    let step = workflow.transition(&offer.transition);
    let to = step.and_then(|step| workflow.state(step.to.as_ref()?));
    is_onward(workflow, case, offer) && to.is_some_and(|state| !state.end)
}

/// What became of a case, as the clerk sees it now, with the ways to merge it into an older one if there is one.
pub(in crate::pages) async fn outcome(
    state: &State,
    visitor: &Visitor,
    number: String,
    older: Option<String>,
) -> Result<Outcome, Problem> {
    let language = visitor.shell.language;
    // A case that is about the clerk is filed, and hidden from them.
    let Ok(seen) = seen(state, visitor, &number).await else {
        return Ok(Outcome { number, ..Outcome::default() });
    };
    let case = seen.case();
    let names = Names::new(state.engine.definitions(), &seen.snapshot.directory, language);
    let names = names.of_case(case);
    let calendar = &names.definitions.calendar;
    let unit = case.lead.as_ref().map(|lead| names.unit(&lead.unit).name);
    let merge = InputKind::Case.as_str();
    let mut merges = Vec::new();
    if let Some(older) = older {
        let takes_a_case =
            |verb: &VerbOut| verb.input.as_ref().is_some_and(|need| need.kind.id == merge);
        let verbs = offered(state, &seen, names).verbs.into_iter();
        for verb in verbs.filter(|verb| verb.lacks.is_none() && takes_a_case(verb)) {
            let to = format!("/s/cases/{number}/do/{}?i.case={older}", verb.transition.id);
            merges.push((to, format!("{} → {older}", verb.transition.name)));
        }
    }
    Ok(Outcome {
        merges,
        title: seen.complaint.title.clone(),
        state: names.state(&case.state).name,
        deadline: earliest(case).map(|due| domain::clock::deadline_text(calendar, due)),
        unit,
        number,
        codes: Vec::new(),
        failure: None,
    })
}
