//! Units and people 机构人员: the tree of units, who is in each, and putting somebody new in.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::directory::{Directory, Person, Unit};
use domain::id::{PersonId, UnitId};
use domain::text::{Bilingual, cleaned_line};
use domain::workflow::Words as _;
use serde::Deserialize;
use store::accounts::Account;

use super::rules::{Keeper, not_put, reason_of, viewer};
use crate::api::accounts::{administrator, sign_in_name};
use crate::extract::Query;
use crate::pages::done::done as sent_on;
use crate::pages::posted::Posted;
use crate::pages::shell::{Shell, Visitor, page};
use crate::pages::words::unit_kind;
use crate::problem::Problem;
use crate::state::State as Shared;

/// The longest name, in characters.
const NAME_CHARACTERS_MAX: usize = 50;

/// Which part of the tree.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct PeopleIn {
    unit: String,
    q: String,
}

/// A unit in the tree.
#[derive(Debug)]
pub(super) struct UnitRow {
    pub(super) id: String,
    /// One wide space for each unit above it.
    pub(super) indent: String,
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) people: usize,
    pub(super) chosen: bool,
}

/// A person in a list.
#[derive(Debug)]
struct PersonRow {
    id: String,
    name: String,
    unit: String,
    roles: String,
    sign_in: Option<String>,
    disabled: bool,
}

#[derive(Template)]
#[template(path = "admin_people.html")]
struct PeoplePage {
    shell: Shell,
    query: PeopleIn,
    keeps_accounts: bool,
    units: Vec<UnitRow>,
    heading: Option<String>,
    people: Vec<PersonRow>,
}

/// Shows the tree, and the people of a unit or those who are looked for.
pub(super) async fn list(
    State(state): State<Shared>,
    Visitor { caller, shell }: Visitor,
    Query(query): Query<PeopleIn>,
) -> Result<Response, Problem> {
    let keeps_accounts = viewer(&state, &caller).await? == Keeper::Accounts;
    let snapshot = state.engine.directory();
    let directory = &snapshot.directory;
    let accounts = state.engine.store().accounts().await?.into_iter();
    let accounts = accounts.map(|account| (account.person.clone(), account)).collect();
    let units = tree(directory, &query.unit, &shell);
    let unit = directory.units.get(&UnitId::from(query.unit.as_str()));
    let heading = unit.map(|unit| unit.name.get(shell.language).to_owned());
    let people = people(directory, &accounts, &query, &shell);
    let list = PeoplePage { shell, query, keeps_accounts, units, heading, people };
    Ok(page(&list, StatusCode::OK))
}

/// The units, each behind the one that it stands below.
pub(super) fn tree(directory: &Directory, chosen: &str, shell: &Shell) -> Vec<UnitRow> {
    let mut below: BTreeMap<Option<&UnitId>, Vec<(&UnitId, &Unit)>> = BTreeMap::new();
    for (id, unit) in &directory.units {
        // What names nobody, or somebody who is not there, stands at the top.
        let parent = unit.parent.as_ref().filter(|parent| directory.knows(parent));
        below.entry(parent).or_default().push((id, unit));
    }
    let mut waiting: Vec<_> = below.remove(&None).unwrap_or_default();
    waiting.reverse();
    let mut rows = Vec::new();
    while let Some((id, unit)) = waiting.pop() {
        let depth = directory.lineage(id).count() - 1;
        rows.push(UnitRow {
            id: id.to_string(),
            indent: "\u{3000}".repeat(depth),
            name: unit.name.get(shell.language).to_owned(),
            kind: unit_kind(unit.kind, shell.language),
            people: directory.people.values().filter(|person| person.unit == *id).count(),
            chosen: id.as_str() == chosen,
        });
        waiting.extend(below.remove(&Some(id)).unwrap_or_default().into_iter().rev());
    }
    rows
}

/// Those of the unit whose name, id or sign-in name holds what is looked for; nobody if nothing is asked.
fn people(
    directory: &Directory,
    accounts: &BTreeMap<PersonId, Account>,
    query: &PeopleIn,
    shell: &Shell,
) -> Vec<PersonRow> {
    let (unit, text) = (query.unit.as_str(), query.q.trim().to_lowercase());
    if unit.is_empty() && text.is_empty() {
        return Vec::new();
    }
    let row = |(id, person): (&PersonId, &Person)| {
        let account = accounts.get(id);
        let unit = directory.units.get(&person.unit);
        PersonRow {
            id: id.to_string(),
            name: person.name.get(shell.language).to_owned(),
            unit: unit.map_or("", |unit| unit.name.get(shell.language)).to_owned(),
            roles: roles(person, shell),
            sign_in: account.map(|account| account.sign_in.clone()),
            disabled: account.is_some_and(|account| account.disabled_at.is_some()),
        }
    };
    let here = directory.people.iter();
    let here = here.filter(|(_, person)| unit.is_empty() || person.unit.as_str() == unit).map(row);
    let fits = |row: &PersonRow| {
        let known = [&row.id, &row.name, row.sign_in.as_ref().unwrap_or(&row.id)];
        known.iter().any(|known| known.to_lowercase().contains(&text))
    };
    here.filter(fits).collect()
}

/// The roles of somebody, in words.
pub(super) fn roles(person: &Person, shell: &Shell) -> String {
    let roles = person.roles.iter().map(|role| role.words().get(shell.language).to_owned());
    roles.collect::<Vec<_>>().join("、")
}

#[derive(Template)]
#[template(path = "admin_person_new.html")]
struct NewPage {
    shell: Shell,
    error: Option<String>,
    posted: Posted,
    units: Vec<UnitRow>,
}

/// Asks who is new.
pub(super) async fn blank(
    State(state): State<Shared>,
    Visitor { caller, shell }: Visitor,
    Query(query): Query<PeopleIn>,
) -> Result<Response, Problem> {
    administrator(&state, &caller).await?;
    let units = tree(&state.engine.directory().directory, &query.unit, &shell);
    let blank = NewPage { shell, error: None, posted: Posted::default(), units };
    Ok(page(&blank, StatusCode::OK))
}

/// Puts somebody new into the directory, with an account and a first password that is shown once.
pub(super) async fn add(
    State(state): State<Shared>,
    visitor: Visitor,
    posted: Posted,
) -> Result<Response, Problem> {
    administrator(&state, &visitor.caller).await?;
    match added(&state, &visitor, &posted).await {
        Ok(id) => Ok(sent_on(&format!("/s/admin/people/{id}?done=added"))),
        Err(problem) if problem.status().is_client_error() => {
            let shell = visitor.shell;
            let units = tree(&state.engine.directory().directory, posted.one("unit"), &shell);
            let (error, status) = (Some(problem.line(shell.language)), problem.status());
            Ok(page(&NewPage { shell, error, posted, units }, status))
        }
        Err(problem) => Err(problem),
    }
}

async fn added(state: &Shared, visitor: &Visitor, posted: &Posted) -> Result<PersonId, Problem> {
    let reason = reason_of(posted)?;
    // A new person is known by what is later typed to sign in: the same letters, and found again by them.
    let id = sign_in_name(posted.one("id"), "id")?;
    let name = Bilingual::new(name(posted, "zh")?, name(posted, "en")?);
    let unit = UnitId::from(posted.one("unit"));
    let person = Person { name, unit, roles: BTreeSet::new() };
    let id = PersonId::from(id.to_string().as_str());
    let by = (&visitor.caller.person, reason.as_str());
    state.engine.add_person(&id, person, by).await?.map_err(not_put)?;
    Ok(id)
}

fn name(posted: &Posted, field: &'static str) -> Result<String, Problem> {
    let name = cleaned_line(posted.one(field));
    if (1..=NAME_CHARACTERS_MAX).contains(&name.chars().count()) {
        return Ok(name);
    }
    let zh = format!("请填写中文姓名和外文（拼音）姓名，各不超过 {NAME_CHARACTERS_MAX} 个字");
    let en = format!(
        "give the name in Chinese and in Latin letters, at most {NAME_CHARACTERS_MAX} characters each"
    );
    Err(Problem::malformed(zh, en).with("at", field))
}
