//! How a complaint stands 查进度, for who has its receipt code: in five plain steps, with the promised day and what was
//! told; and what its citizen may do. Every form posts the code again, so that it stands in no address and no cookie.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use domain::case::{Case, Solved};
use domain::id::{PartyId, Timestamp};
use domain::promise::promise;
use domain::workflow::{Stage, Verb, Words as _};
use engine::codes::{RECEIPT_CHARACTERS, grouped, normalized};
use engine::reading::Seen;
use uuid::Uuid;

use super::follow::solved;
use super::sent::in_lines;
use super::{Guest, day, keeping};
use crate::address::Address;
use crate::api::names::Names;
use crate::api::offers::{FieldOut, VerbOut, fields};
use crate::api::progress::{ProgressOut, ToldOut, opened as open, progress};
use crate::api::public::performed;
use crate::api::rating::{RatingIn, rated};
use crate::api::verbs::PerformIn;
use crate::origin::Local;
use crate::pages::posted::Posted;
use crate::pages::shell::{Shell, page};
use crate::pages::trouble::wait;
use crate::pages::words::Words;
use crate::problem::Problem;
use crate::state::State as Shared;

#[derive(Template)]
#[template(path = "track.html")]
struct CodePage {
    shell: Shell,
    code: String,
    error: Option<String>,
}

/// What became of a review that is no case.
#[derive(Template)]
#[template(path = "review_coded.html")]
struct CodedPage {
    shell: Shell,
    said: &'static str,
    why: Option<String>,
}

/// What procedures call the answer to a question.
const ANSWER: &str = "supplement";

/// A step of five.
#[derive(Debug)]
struct StepRow {
    label: &'static str,
    class: &'static str,
    says: &'static str,
}

/// What was told, with when by the wall clock.
#[derive(Debug)]
struct Told {
    at: String,
    message: ToldOut,
}

#[derive(Template)]
#[template(path = "progress.html")]
struct ProgressPage {
    shell: Shell,
    code: String,
    /// The code in lines, as long as it may not have been noted.
    unnoted: Vec<String>,
    key: String,
    /// For how many days the promise is broken, begun ones too.
    late_days: Option<i64>,
    /// Whether a supervisor has ordered that something be done.
    is_urged: bool,
    progress: ProgressOut,
    filed: String,
    promised: Option<String>,
    steps: Vec<StepRow>,
    told: Vec<Told>,
    can: Vec<VerbOut>,
    lacks: Vec<VerbOut>,
    rating: Option<VerbOut>,
    /// What was said of the result already.
    said: Option<&'static str>,
    posted: Posted,
    error: Option<String>,
}

impl ProgressPage {
    /// What was typed, in the form in which it was.
    fn value(&self, form: &str, field: &FieldOut) -> &str {
        if self.is_posted(form) { self.posted.field(field) } else { "" }
    }

    #[expect(clippy::unused_self, reason = "the fields of all pages are written by one template")]
    const fn fault(&self, _: &str) -> Option<&str> {
        None
    }

    /// What the citizen does by a transition, in their own words; those of the procedure where there are none.
    fn own<'a>(&'a self, verb: &'a VerbOut) -> &'a str {
        let w = &self.shell.w.citizen;
        match verb.transition.id.as_str() {
            ANSWER => w.do_answer,
            "add_supplement" => w.do_add,
            "withdraw" => w.do_withdraw,
            "reopen" => w.do_reopen,
            "urge" => w.do_urge,
            _ => &verb.transition.name,
        }
    }

    /// Whether somebody waits for the citizen's answer.
    fn is_asked(&self) -> bool {
        self.can.iter().any(|verb| verb.transition.id == ANSWER)
    }

    /// Whether this form was sent and refused.
    fn is_posted(&self, form: &str) -> bool {
        self.error.is_some() && self.posted.one("transition") == form
    }
}

/// Asks for the code.
pub(super) async fn show(guest: Guest) -> Response {
    page(&CodePage { shell: guest.shell, code: String::new(), error: None }, StatusCode::OK)
}

/// Does what was asked, if anything was, and shows how the case stands.
pub(super) async fn act(
    State(state): State<Shared>,
    guest: Guest,
    _local: Local,
    posted: Posted,
) -> Result<Response, Problem> {
    let Guest { from, mut shell, chosen, .. } = guest.choosing(&posted);
    // Whatever is asked counts as a try of the code.
    let allowed = state.limits.try_code(from);
    let opened = match allowed {
        Ok(()) => open(&state, posted.one("code")).await,
        Err(problem) => Err(problem),
    };
    let opened = match opened {
        Ok(opened) => opened,
        Err(problem) if problem.status() == StatusCode::NOT_FOUND => {
            return match reviewed(&state, &posted, &shell).await? {
                Some((said, why)) => {
                    let told = CodedPage { shell, said, why };
                    Ok(keeping(page(&told, StatusCode::OK), &chosen))
                }
                None => unopened(shell, &posted, problem),
            };
        }
        Err(problem) => return unopened(shell, &posted, problem),
    };
    let tried = done(&state, &opened, &posted, &shell, from).await;
    let (error, status) = match tried {
        Ok(banner) => {
            shell.banner = banner;
            (None, StatusCode::OK)
        }
        Err(problem) if problem.status().is_client_error() => {
            (Some(problem.line(shell.language)), problem.status())
        }
        Err(problem) => return Err(problem),
    };
    // What was done may have changed it.
    match open(&state, posted.one("code")).await {
        Ok(opened) => {
            let sheet = sheet(&state, shell, &opened, (posted, error)).await?;
            Ok(keeping(page(&sheet, status), &chosen))
        }
        Err(problem) => unopened(shell, &posted, problem),
    }
}

/// What became of the review whose author holds a code, as long as it is no case.
async fn reviewed(
    state: &Shared,
    posted: &Posted,
    shell: &Shell,
) -> Result<Option<(&'static str, Option<String>)>, Problem> {
    let Some(review) = state.engine.review_by_code(posted.one("code")).await? else {
        return Ok(None);
    };
    let w = &shell.w.reviews;
    Ok(Some(match review.dismissed {
        Some((_, why)) => (w.coded_dismissed, Some(why.words().get(shell.language).to_owned())),
        None => (w.coded_waiting, None),
    }))
}

/// Asks for the code again: in the same words whether there is none like it or its case is gone.
fn unopened(shell: Shell, posted: &Posted, problem: Problem) -> Result<Response, Problem> {
    if !problem.status().is_client_error() {
        return Err(problem);
    }
    let error = if problem.status() == StatusCode::NOT_FOUND {
        shell.w.citizen.no_such_code.to_owned()
    } else {
        problem.line(shell.language)
    };
    let code = posted.one("code").to_owned();
    let again = CodePage { shell, code, error: Some(error) };
    Ok(wait(page(&again, problem.status()), &problem))
}

/// Does what was asked, if anything was, and says so.
async fn done(
    state: &Shared,
    opened: &(Seen, PartyId),
    posted: &Posted,
    shell: &Shell,
    from: Address,
) -> Result<Option<String>, Problem> {
    let (token, transition) = (posted.one("token"), posted.one("transition"));
    if token.is_empty() && transition.is_empty() {
        return Ok(None);
    }
    let (case, language) = (opened.0.case(), shell.language);
    let workflow = state.engine.workflow_of(case).ok_or_else(Problem::unavailable)?;
    let names = Names::new(state.engine.definitions(), &opened.0.snapshot.directory, language);
    // Not asked of what is offered: a second click comes when the first has moved the case on.
    let known = workflow.transition(&transition.into());
    let form = known.and_then(|known| known.form.as_ref());
    let form = posted.form(&fields(form, workflow.definition(), names));
    if token.is_empty() {
        let transition = transition.to_owned();
        let label = names.of_case(case).transition(&transition.as_str().into()).name;
        let route = format!("page {transition}");
        let perform = PerformIn { transition, input: None, form, evidence: BTreeMap::new() };
        let request = |actor| posted.request(actor, route);
        _ = performed(state, opened, perform, request).await?;
        return Ok(Some(format!("{}{label}", shell.w.done)));
    }
    let solved = solved(posted)?;
    let said = RatingIn { token: token.to_owned(), solved, form };
    let request = |actor| posted.request(actor, "page rating".to_owned());
    _ = rated(state, from, said, request).await?;
    Ok(Some(shell.w.citizen.thanks.to_owned()))
}

/// How the case stands.
async fn sheet(
    state: &Shared,
    shell: Shell,
    (seen, party): &(Seen, PartyId),
    (posted, error): (Posted, Option<String>),
) -> Result<ProgressPage, Problem> {
    let (case, language) = (seen.case(), shell.language);
    let definitions = state.engine.definitions();
    let names = Names::new(definitions, &seen.snapshot.directory, language).of_case(case);
    let mut progress = progress(state, seen, *party, names).await?;
    let calendar = &definitions.calendar;
    let promised = promise(case, names.workflow, state.engine.clock().now());
    let verbs = std::mem::take(&mut progress.verbs);
    // The result is judged by a token, which serves once, and not by the code.
    let (rates, verbs): (Vec<_>, Vec<_>) =
        verbs.into_iter().partition(|verb| verb.verb == Verb::Rate.as_str());
    let answered = !rates.is_empty();
    let said = case.solved.filter(|_| answered).map(|solved| solved_word(solved, shell.w));
    let rating = rates.into_iter().next().filter(|_| progress.rating_token.is_some());
    let verbs = verbs.into_iter().filter(|verb| verb.input.is_none() && verb.evidence.is_empty());
    let (can, lacks) = verbs.partition(|verb| verb.lacks.is_none());
    let told = std::mem::take(&mut progress.messages).into_iter().map(|message| {
        let at = message.at.parse::<DateTime<Utc>>().unwrap_or(case.filed_at);
        Told { at: calendar.minute_text(at), message }
    });
    Ok(ProgressPage {
        code: grouped(&normalized(posted.one("code"), RECEIPT_CHARACTERS).unwrap_or_default()),
        key: Uuid::now_v7().to_string(),
        unnoted: match posted.one("first") {
            "" => Vec::new(),
            _ => in_lines(posted.one("code")),
        },
        late_days: late_days(promised, state.engine.clock().now()).filter(|_| case.ended.is_none()),
        is_urged: !case.orders.is_empty(),
        filed: day(calendar, case.filed_at, language),
        // After the answer, what still runs is a limit of the center's own.
        promised: promised.filter(|_| !answered).map(|(by, _)| day(calendar, by, language)),
        steps: steps(case, (answered, said.is_some()), shell.w),
        said,
        told: together(told.collect()),
        can,
        lacks,
        rating,
        progress,
        shell,
        posted,
        error,
    })
}

/// A letter with the result of which it tells: it went out at the same instant, and is no second answer.
fn together(told: Vec<Told>) -> Vec<Told> {
    let mut one: Vec<Told> = Vec::new();
    for next in told {
        let is_letter = |it: &Told| it.message.text.is_some() && it.message.said.is_empty();
        let is_result = |it: &Told| it.message.text.is_none() && !it.message.said.is_empty();
        match one.last_mut() {
            Some(last)
                if last.message.at == next.message.at && is_result(last) && is_letter(&next) =>
            {
                last.message.text = next.message.text;
            }
            Some(last)
                if last.message.at == next.message.at && is_letter(last) && is_result(&next) =>
            {
                last.message.said = next.message.said;
            }
            Some(_) | None => one.push(next),
        }
    }
    one
}

/// What was said of the result, as its button says it.
const fn solved_word(solved: Solved, w: &Words) -> &'static str {
    match solved {
        Solved::Yes => w.solved,
        Solved::Partly => w.partly,
        Solved::No => w.not_solved,
    }
}

/// For how many days a promise is broken, begun ones too.
fn late_days(promised: Option<(Timestamp, Timestamp)>, now: Timestamp) -> Option<i64> {
    let (by, kept) = promised?;
    (now >= by && kept >= by).then(|| (now - by).num_days() + 1)
}

/// The seven stages of the loop as five steps. None once it has ended: what came of it says more.
fn steps(case: &Case, (answered, rated): (bool, bool), w: &Words) -> Vec<StepRow> {
    if case.ended.is_some() {
        return Vec::new();
    }
    let current = match case.stage {
        Stage::Screen | Stage::Study => 1,
        Stage::Assign | Stage::Handle | Stage::Supervise => 2,
        Stage::Close | Stage::Assess => 3,
    };
    let current = match (answered, rated) {
        (true, true) => 5,
        (true, false) => 4,
        (false, _) => current,
    };
    let labels = [
        w.citizen.step_received,
        w.citizen.step_decided,
        w.citizen.step_handled,
        w.citizen.step_answered,
        w.citizen.step_rated,
    ];
    let row = |(place, label): (usize, &'static str)| {
        let (class, says) = match place.cmp(&current) {
            Ordering::Less => ("done", w.citizen.is_done),
            Ordering::Equal => ("now", w.citizen.is_now),
            Ordering::Greater => ("later", w.citizen.is_later),
        };
        StepRow { label, class, says }
    };
    labels.into_iter().enumerate().map(row).collect()
}
