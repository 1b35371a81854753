//! Whom a case is about: chosen from the directory where it is filed, and by a page of its own later. They and theirs lose
//! sight of the case in the same transaction.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::actor::{Relation, Role};
use domain::case::{Command, Respondents};
use domain::directory::Directory;
use domain::id::{PersonId, UnitId};
use domain::text::Language;
use engine::execute::Order;
use engine::reading::Seen;
use engine::wording::{Wording, because};
use uuid::Uuid;

use super::case::seen;
use super::done::done;
use super::intake::taken::{TAKES_IN, Wrong};
use super::posted::{Posted, not_whole};
use super::shell::{Shell, Visitor, page};
use super::typed::{Typed, unit, units};
use crate::api::names::Names;
use crate::api::verbs::refused;
use crate::extract::Path;
use crate::problem::Problem;
use crate::state::State as Shared;

/// What the address says once they are named.
pub(super) const NAMED: &str = "named";

/// By what several are parted.
const PARTED_BY: [char; 6] = ['、', ',', '，', ';', '；', '\n'];

#[derive(Template)]
#[template(path = "respondents.html")]
struct RespondentsPage {
    shell: Shell,
    number: String,
    title: String,
    version: u64,
    key: String,
    known: Vec<String>,
    units: Vec<(String, String)>,
    people: Vec<(String, String)>,
    posted: Posted,
    wrong: Vec<Wrong>,
}

/// The people to choose from, by id and name, with the unit of each.
pub(super) fn people(directory: &Directory, language: Language) -> Vec<(String, String)> {
    let listed = directory.people.iter().map(|(id, person)| {
        let unit = directory.units.get(&person.unit).map(|unit| unit.name.get(language));
        (format!("{id} {}", person.name.get(language)), unit.unwrap_or_default().to_owned())
    });
    listed.collect()
}

/// Whom a form names.
///
/// # Errors
///
/// What the directory does not list, or lists more than once, each with its field.
pub(super) fn about(
    directory: &Directory,
    posted: &Posted,
    shell: &Shell,
) -> Result<Respondents, Vec<Wrong>> {
    let mut wrong = Vec::new();
    let mut read = |at: &str, find: &dyn Fn(&str) -> Typed| -> BTreeSet<String> {
        let written = posted.one(at).split(PARTED_BY).map(str::trim);
        let found = written.filter_map(|name| {
            find(name).maybe().unwrap_or_else(|problem| {
                let said = problem.said(shell.language).1.unwrap_or_default();
                wrong.push(Wrong { at: at.to_owned(), said });
                None
            })
        });
        found.collect()
    };
    let units = read("about.units", &|name| unit(directory, name));
    let people = read("about.people", &|name| person(directory, name));
    if !wrong.is_empty() {
        return Err(wrong);
    }
    Ok(Respondents {
        people: people.iter().map(|id| PersonId::from(id.as_str())).collect(),
        units: units.iter().map(|id| UnitId::from(id.as_str())).collect(),
        related: BTreeSet::new(),
        unmatched: posted.has("about.unmatched", "yes"),
    })
}

/// A person by id, or by a name that nobody else has: hiding a case from a namesake would hide it from the wrong one.
fn person(directory: &Directory, typed: &str) -> Typed {
    if typed.is_empty() {
        return Typed::Nothing;
    }
    // A list offers `id name`.
    let id = PersonId::from(typed.split_whitespace().next().unwrap_or_default());
    if directory.people.contains_key(&id) {
        return Typed::One(id.to_string());
    }
    let is_called = |name: &str| name.eq_ignore_ascii_case(typed);
    let called = directory.people.iter();
    let called: Vec<_> = called
        .filter(|(_, person)| is_called(&person.name.zh) || is_called(&person.name.en))
        .map(|(id, person)| (id.to_string(), format!("{id} {}", person.name.zh)))
        .collect();
    match called.as_slice() {
        [] => Typed::None(typed.to_owned()),
        [(id, _)] => Typed::One(id.clone()),
        several => {
            let names = several.iter().map(|(_, name)| name.clone()).collect();
            Typed::Several(typed.to_owned(), names)
        }
    }
}

/// Whom a case is about, by name; none where the reader may not know it.
pub(super) fn named(seen: &Seen, names: Names<'_>, shell: &Shell) -> Option<Vec<String>> {
    seen.fields().respondents.then(|| of(&seen.case().respondents, names, shell))
}

fn of(respondents: &Respondents, names: Names<'_>, shell: &Shell) -> Vec<String> {
    let Respondents { people, units, related, unmatched } = respondents;
    let units = units.iter().map(|unit| names.unit(unit).name);
    let people = people.iter().chain(related).map(|person| names.person(person).name);
    let unknown = unmatched.then(|| shell.w.respondents.unmatched_short.to_owned());
    units.chain(people).chain(unknown).collect()
}

/// Whether the reader may name respondents: a clerk or the director of the center that runs the case.
pub(super) fn may_name(seen: &Seen) -> bool {
    let holds = |role: Role| seen.actor.holds(role);
    TAKES_IN.into_iter().any(holds) && seen.view.relations.contains(Relation::Center)
}

/// Shows the form.
pub(super) async fn show(
    State(state): State<Shared>,
    visitor: Visitor,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let seen = own(&state, &visitor, &number).await?;
    let key = Uuid::now_v7().to_string();
    let blank = sheet(&state, visitor.shell, &seen, (key, Posted::default()), Vec::new());
    Ok(page(&blank, StatusCode::OK))
}

/// The case, for who may name respondents in it.
async fn own(state: &Shared, visitor: &Visitor, number: &str) -> Result<Seen, Problem> {
    let seen = seen(state, visitor, number).await?;
    if may_name(&seen) { Ok(seen) } else { Err(Problem::forbidden()) }
}

/// Names them; or shows the form again with what was written.
pub(super) async fn name(
    State(state): State<Shared>,
    visitor: Visitor,
    Path(number): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    let seen = own(&state, &visitor, &number).await?;
    let version = posted.one("version").parse().map_err(|_| not_whole())?;
    let (wrong, status) = match read(&seen, &posted, (version, &visitor.shell)) {
        Ok(named) => match execute(&state, &visitor, &seen, (version, named), &posted).await {
            Ok(()) => {
                return Ok(done(&format!("/s/cases/{}?done={NAMED}", seen.stored.number)));
            }
            Err(problem) if problem.status().is_client_error() => {
                let (stale, shell) = (problem.is("stale"), &visitor.shell);
                let moved_on = shell.w.moved_on.to_owned();
                let said = if stale { moved_on } else { problem.line(shell.language) };
                (vec![Wrong { at: "about.units".to_owned(), said }], problem.status())
            }
            Err(problem) => return Err(problem),
        },
        Err(wrong) => (wrong, StatusCode::BAD_REQUEST),
    };
    let fresh = (Uuid::now_v7().to_string(), posted);
    Ok(page(&sheet(&state, visitor.shell, &seen, fresh, wrong), status))
}

/// Whom the form names, of whom somebody must be new. A second click comes when they are not any more: the store knows it.
fn read(
    seen: &Seen,
    posted: &Posted,
    (version, shell): (u64, &Shell),
) -> Result<Respondents, Vec<Wrong>> {
    let w = &shell.w.respondents;
    let named = about(&seen.snapshot.directory, posted, shell)?;
    let wrong = |at: &str, said: &str| vec![Wrong { at: at.to_owned(), said: said.to_owned() }];
    let is_now = version == seen.case().seq;
    if is_now && named.beyond(&seen.case().respondents).is_none() {
        return Err(wrong("about.units", w.nobody_new));
    }
    if posted.one("reason").is_empty() {
        return Err(wrong("reason", w.no_reason));
    }
    Ok(named)
}

async fn execute(
    state: &Shared,
    visitor: &Visitor,
    seen: &Seen,
    (version, named): (u64, Respondents),
    posted: &Posted,
) -> Result<(), Problem> {
    let (who, case) = (visitor.caller.who(), seen.case().id);
    let mut reason = Wording::alone(posted.one("reason"))?;
    reason.id = because(case, version + 1);
    let mut order = Order::new(who.clone(), case, Command::NameRespondents(named));
    order.texts = vec![reason];
    order.expected = Some(version);
    order.request = Some(posted.request(who.key(), "page respondents".to_owned()));
    match state.engine.execute(order).await {
        Ok(_) => Ok(()),
        Err(error) => Err(refused(state, &who, case, None, error).await),
    }
}

fn sheet(
    state: &Shared,
    shell: Shell,
    seen: &Seen,
    (key, posted): (String, Posted),
    wrong: Vec<Wrong>,
) -> RespondentsPage {
    let directory = &seen.snapshot.directory;
    let names = Names::new(state.engine.definitions(), directory, shell.language);
    RespondentsPage {
        number: seen.stored.number.clone(),
        title: seen.complaint.title.clone(),
        version: seen.case().seq,
        key,
        known: of(&seen.case().respondents, names, &shell),
        units: units(directory, shell.language),
        people: people(directory, shell.language),
        posted,
        wrong,
        shell,
    }
}
