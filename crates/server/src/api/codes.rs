//! Units, categories and workflows: what the parts of a case are called.

use axum::extract::State;
use domain::workflow::Definition;
use serde::Serialize;
use utoipa::ToSchema;

use super::case_out::word;
use super::names::{Named, Names};
use super::offers::{FieldOut, fields};
use crate::caller::Caller;
use crate::extract::Language;
use crate::problem::{Problem, Refusals};
use crate::state::State as Shared;

/// The units of the directory.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UnitsOut {
    /// The units, by their ids.
    units: Vec<UnitOut>,
}

/// A unit.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UnitOut {
    /// The unit.
    #[serde(flatten)]
    named: Named,
    /// What kind of body it is.
    kind: String,
    /// The unit above.
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<String>,
}

/// Lists the units.
#[utoipa::path(get, path = "/api/v1/units", tag = "names",
    responses((status = 200, body = UnitsOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn units(
    State(state): State<Shared>,
    _caller: Caller,
    Language(language): Language,
) -> Result<axum::Json<UnitsOut>, Problem> {
    let snapshot = state.engine.refresh_directory().await?;
    let names = Names::new(state.engine.definitions(), &snapshot.directory, language);
    let units = snapshot.directory.units.iter().map(|(id, unit)| UnitOut {
        named: names.unit(id),
        kind: word(&unit.kind),
        parent: unit.parent.as_ref().map(|parent| parent.as_str().to_owned()),
    });
    Ok(axum::Json(UnitsOut { units: units.collect() }))
}

/// The tables of categories.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CategoriesOut {
    /// The tables.
    tables: Vec<TableOut>,
}

/// A table of codes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TableOut {
    /// The table.
    id: String,
    /// Its codes, in their order.
    codes: Vec<Named>,
}

/// Lists the tables of codes. Needs no sign-in: the law publishes them.
#[utoipa::path(get, path = "/api/v1/categories", tag = "names",
    responses((status = 200, body = CategoriesOut), Refusals))]
pub(crate) async fn categories(
    State(state): State<Shared>,
    Language(language): Language,
) -> axum::Json<CategoriesOut> {
    let tables = state.engine.definitions().codes.tables.iter().map(|(id, table)| {
        let named = |code: &String| Named {
            id: code.clone(),
            name: table.name_of(code).map_or(code.as_str(), |name| name.get(language)).to_owned(),
        };
        TableOut { id: id.clone(), codes: table.codes.keys().map(named).collect() }
    });
    axum::Json(CategoriesOut { tables: tables.collect() })
}

/// The workflows that take new cases.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WorkflowsOut {
    /// The workflows.
    workflows: Vec<WorkflowOut>,
}

/// A workflow.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WorkflowOut {
    /// The workflow.
    #[serde(flatten)]
    named: Named,
    /// The version in which new cases begin.
    version: u32,
    /// What it is for.
    summary: String,
    /// Who may file: roles.
    filed_by: Vec<String>,
    /// What is filled in where a case is filed, field by field; its values go into `form`.
    form: Vec<FieldOut>,
}

/// Lists the workflows that take new cases, each with its form. Needs no sign-in.
#[utoipa::path(get, path = "/api/v1/workflows", tag = "names",
    responses((status = 200, body = WorkflowsOut), Refusals))]
pub(crate) async fn workflows(
    State(state): State<Shared>,
    Language(language): Language,
) -> axum::Json<WorkflowsOut> {
    let definitions = state.engine.definitions();
    let today = definitions.calendar.date(state.engine.clock().now());
    let names: std::collections::BTreeSet<_> =
        definitions.workflows.keys().map(|version| &version.name).collect();
    let current = names.into_iter().filter_map(|name| definitions.current(name, today));
    let snapshot = state.engine.directory();
    let names = Names::new(definitions, &snapshot.directory, language);
    let workflows = current.map(|workflow| workflow_out(workflow.definition(), names));
    axum::Json(WorkflowsOut { workflows: workflows.collect() })
}

fn workflow_out(definition: &Definition, names: Names<'_>) -> WorkflowOut {
    WorkflowOut {
        named: names.named(definition.workflow.as_str(), Some(&definition.name)),
        version: definition.version,
        summary: definition.summary.get(names.language).to_owned(),
        filed_by: definition.filing.by.iter().map(|role| role.as_str().to_owned()).collect(),
        form: fields(definition.filing.form.as_ref(), definition, names),
    }
}
