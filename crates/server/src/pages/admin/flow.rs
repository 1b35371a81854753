//! A procedure as a picture 流程图: its states from left to right with the open cases in them, the same as a table, what
//! changed since another version, what the check finds, and a sample case led through it.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::case::WorkflowRef;
use domain::id::{StateName, WorkflowName};
use domain::workflow::{
    Burdened, Change, Definition, Load, Overlay, Words as _, Workflow, check, diff, svg,
};
use engine::Who;
use serde::Deserialize;

use super::paths::{Paths, paths};
use super::waits::{Wait, told, waits};
use super::walk::{Walked, walked};
use crate::extract::{Path, Query};
use crate::pages::shell::{Shell, Visitor, page};
use crate::problem::Problem;
use crate::state::State as Shared;

/// How many open cases are looked at for how long cases wait, those filed last.
const WAITING_MAX: u64 = 2000;

/// Which version, held against which, and what a sample case did.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct FlowIn {
    version: Option<u32>,
    against: Option<u32>,
    steps: String,
    /// Whether the logs are read for the ways that cases take.
    paths: bool,
}

/// A procedure, or a version of one, to choose.
#[derive(Debug)]
struct Choice {
    id: String,
    label: String,
    chosen: bool,
}

/// A state in the table.
#[derive(Debug)]
struct StateRow {
    id: String,
    stage: &'static str,
    name: String,
    holder: String,
    limits: Vec<LimitCell>,
    open: u64,
    overdue: u64,
    /// How long half of the cases have been there, and what part of the limit that is.
    wait: Option<String>,
    is_bottleneck: bool,
    next: String,
}

/// A limit, with what it rests on.
#[derive(Debug)]
struct LimitCell {
    text: String,
    source: String,
}

#[derive(Template)]
#[template(path = "admin_flow.html")]
struct FlowPage {
    shell: Shell,
    name: String,
    summary: String,
    file: String,
    id: String,
    version: u32,
    workflows: Vec<Choice>,
    versions: Vec<Choice>,
    against: Vec<Choice>,
    changes: Option<Vec<String>>,
    drawing: String,
    rows: Vec<StateRow>,
    as_of: String,
    findings: Vec<String>,
    walk: Walked,
    paths: Option<Paths>,
}

/// Leads to the first procedure.
pub(super) async fn first(
    State(state): State<Shared>,
    _visitor: Visitor,
) -> Result<Response, Problem> {
    let first = state.engine.definitions().workflows.keys().next();
    let first = first.ok_or_else(Problem::not_found)?;
    Ok(Redirect::to(&format!("/s/flow/{}", first.name)).into_response())
}

/// Shows a procedure.
pub(super) async fn show(
    State(state): State<Shared>,
    Visitor { caller, shell }: Visitor,
    Path(name): Path<String>,
    Query(query): Query<FlowIn>,
) -> Result<Response, Problem> {
    let definitions = state.engine.definitions().clone();
    let name = WorkflowName::from(name.as_str());
    let now = state.engine.clock().now();
    let workflow = match query.version {
        Some(version) => definitions.workflows.get(&WorkflowRef { name: name.clone(), version }),
        None => definitions.current(&name, definitions.calendar.date(now)),
    };
    let workflow = workflow.ok_or_else(Problem::not_found)?;
    let definition = workflow.definition();
    let counts = counts(&state, &caller.who(), workflow).await?;
    let other = query.against.map(|version| WorkflowRef { name: name.clone(), version });
    let other = other.and_then(|other| definitions.workflows.get(&other));
    let changes = other.map(|other| {
        let changes = diff(other.definition(), definition);
        changes.iter().map(|change| changed(change, &shell)).collect()
    });
    let paths = if query.paths {
        Some(paths(&state, &caller.who(), workflow, &shell).await?)
    } else {
        None
    };
    let language = shell.language;
    let findings = check(definition.clone()).findings;
    let walk = walked(&state, workflow, &query.steps, &shell);
    let drawing = svg(definition, language, Some(&counts.overlay(definition)));
    let (versions, against) = versions(&state, &name, definition.version, query.against, &shell);
    let shown = FlowPage {
        name: definition.name.get(language).to_owned(),
        summary: definition.summary.get(language).to_owned(),
        file: format!("workflows/{name}/v{}.yaml", definition.version),
        id: name.to_string(),
        version: definition.version,
        workflows: workflows(&state, &name, &shell),
        versions,
        against,
        changes,
        drawing,
        rows: rows(workflow, &counts, &shell),
        as_of: definitions.calendar.local(now).format("%m-%d %H:%M").to_string(),
        findings: findings.iter().map(|found| found.message.get(language).to_owned()).collect(),
        walk,
        paths,
        shell,
    };
    Ok(page(&shown, StatusCode::OK))
}

pub(super) fn version_of(definition: &Definition) -> WorkflowRef {
    WorkflowRef { name: definition.workflow.clone(), version: definition.version }
}

/// Open cases by their states, how many of them are late, and how they wait.
struct Counts {
    open: BTreeMap<StateName, u64>,
    overdue: BTreeMap<StateName, u64>,
    waits: BTreeMap<StateName, Wait>,
}

impl Counts {
    /// The state in which cases wait longest in proportion to its limit.
    fn bottleneck(&self) -> Option<&StateName> {
        self.waits.iter().max_by_key(|(_, wait)| wait.used).map(|(state, _)| state)
    }

    fn overlay(&self, of: &Definition) -> Overlay {
        let page = format!("/s/flow/{}?version={}", of.workflow, of.version);
        let load = |(state, open): (&StateName, &u64)| {
            let overdue = self.overdue.get(state).copied().unwrap_or_default();
            let median_dwell = self.waits.get(state).map(|wait| told(wait.stay));
            let link = Some(format!("{page}#state-{state}"));
            (state.clone(), Load { open: *open, overdue, median_dwell, link })
        };
        let states = self.open.iter().map(load).collect();
        Overlay { states, bottleneck: self.bottleneck().cloned(), ..Overlay::default() }
    }
}

/// What the reader may count: whoever sees cases those, and administrators, who see none, how many there are of all that do
/// not concern them.
async fn counts(state: &Shared, who: &Who, workflow: &Workflow) -> Result<Counts, Problem> {
    let version = &version_of(workflow.definition());
    let visible = state.engine.counted(who).await?;
    let (store, now) = (state.engine.store(), state.engine.clock().now());
    let open = store.count_by_state(&visible, version, None).await?;
    let overdue = store.count_by_state(&visible, version, Some(now)).await?;
    let cases = store.open_of_version(&visible, version, WAITING_MAX).await?;
    Ok(Counts { open, overdue, waits: waits(workflow, &cases, now) })
}

fn changed(change: &Change, shell: &Shell) -> String {
    let w = &shell.w.admin;
    let stricter = change.stricter_for.iter().map(|burdened| match burdened {
        Burdened::Units => w.stricter_for_units,
        Burdened::Citizens => w.stricter_for_citizens,
    });
    let mapping = change.needs_mapping.then_some(w.needs_mapping);
    let message = [change.message.get(shell.language)];
    message.into_iter().chain(stricter).chain(mapping).collect::<Vec<_>>().join(" ")
}

fn rows(workflow: &Workflow, counts: &Counts, shell: &Shell) -> Vec<StateRow> {
    let (definition, language) = (workflow.definition(), shell.language);
    let bottleneck = counts.bottleneck();
    let wait = |wait: &Wait| format!("{}（{}%）", told(wait.stay).get(language), wait.used / 10);
    let row = |(id, state): (&StateName, &domain::workflow::State)| {
        let limits = state.limits.iter().filter_map(|name| definition.limits.get(name.as_str()));
        let next = definition.transitions.values().filter(|step| step.from.contains(id));
        let next: Vec<&str> = next.map(|step| step.label.get(language)).collect();
        StateRow {
            id: id.to_string(),
            stage: shell.w.stage_name(state.stage),
            name: state.name.get(language).to_owned(),
            holder: state.holder.words().get(language).to_owned(),
            limits: limits.map(|limit| limit_cell(definition, limit, shell)).collect(),
            open: counts.open.get(id).copied().unwrap_or_default(),
            overdue: counts.overdue.get(id).copied().unwrap_or_default(),
            wait: counts.waits.get(id).map(wait),
            is_bottleneck: bottleneck == Some(id),
            next: next.join("、"),
        }
    };
    definition.states.iter().map(row).collect()
}

/// A limit as `期限 5 个工作日`, with what it rests on.
fn limit_cell(
    definition: &Definition,
    limit: &domain::workflow::Limit,
    shell: &Shell,
) -> LimitCell {
    let language = shell.language;
    let lengths = limit.length.iter().chain(limit.lengths.values());
    let lengths: Vec<String> = lengths.map(|long| long.words().get(language).to_owned()).collect();
    let source = definition.sources.get(limit.source.as_str());
    LimitCell {
        text: format!("{} {}", limit.name.get(language), lengths.join(" / ")),
        source: source.map(|source| super::limits::cited(source, language)).unwrap_or_default(),
    }
}

fn workflows(state: &Shared, current: &WorkflowName, shell: &Shell) -> Vec<Choice> {
    let known = state.engine.definitions().workflows.iter();
    let mut choices: Vec<Choice> = known
        .map(|(version, workflow)| Choice {
            id: version.name.to_string(),
            label: workflow.definition().name.get(shell.language).to_owned(),
            chosen: version.name == *current,
        })
        .collect();
    choices.dedup_by(|one, other| one.id == other.id);
    choices
}

/// The versions, and those that this one may be held against.
fn versions(
    state: &Shared,
    name: &WorkflowName,
    version: u32,
    against: Option<u32>,
    shell: &Shell,
) -> (Vec<Choice>, Vec<Choice>) {
    let known = state.engine.definitions().workflows.keys().filter(|known| known.name == *name);
    let numbers: Vec<u32> = known.map(|known| known.version).collect();
    let choice = |number: u32, chosen| Choice {
        id: number.to_string(),
        label: format!("{} {number}", shell.w.admin.version),
        chosen,
    };
    let all = numbers.iter().map(|number| choice(*number, *number == version)).collect();
    let others = numbers.iter().filter(|number| **number != version);
    (all, others.map(|number| choice(*number, Some(*number) == against)).collect())
}
