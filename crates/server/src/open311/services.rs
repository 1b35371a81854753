//! What may be asked for: the finest categories of the standard's table, but for those of which nobody outside is told.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::response::Response;
use domain::code_table::{Codes, Scheme};
use domain::id::CategoryCode;
use domain::text::{Bilingual, Language};
use domain::workflow::{Field, FieldKind, Visibility, Workflow};
use serde::Serialize;
use store::visible::{NEVER_PUBLIC, PUBLIC_WORKFLOW};
use utoipa::ToSchema;

use super::answer::{Asking, Faults, Format};
use super::parameters::Parameters;
use crate::extract::Path;
use crate::problem::Problem;
use crate::state::State as Shared;

/// The field of the filing form that holds what the citizen wrote.
pub(super) const ACCOUNT: &str = "account";

/// Matters of public ground: property management, pollution, urban development, and what the administration enforces.
/// Elsewhere an address tells whose quarrel it is.
const ON_PUBLIC_GROUND: [&str; 4] = ["0402", "0504", "11", "13"];

/// A service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Service {
    /// Its code, which is the category of the case.
    pub(super) code: CategoryCode,
    /// What it is called. A name that several bear, as 其他 is, brings that of its group.
    pub(super) name: Bilingual,
    group: Bilingual,
}

/// All services, in the order of the table.
pub(super) fn offered(codes: &Codes) -> Vec<Service> {
    let Some(table) = codes.table(Scheme::Dispute) else { return Vec::new() };
    let above: BTreeSet<_> = table.codes.keys().filter_map(|code| table.parent_of(code)).collect();
    let is_offered = |code: &&String| {
        !above.contains(code.as_str()) && !NEVER_PUBLIC.iter().any(|class| code.starts_with(class))
    };
    let service = |code: &String| {
        let own = table.name_of(code)?;
        let group = table.parent_of(code).and_then(|above| table.name_of(above)).unwrap_or(own);
        let is_alone = table.named(Language::Zh, &own.zh).nth(1).is_none();
        let long = || {
            Bilingual::new(
                format!("{}（{}）", own.zh, group.zh),
                format!("{} ({})", own.en, group.en),
            )
        };
        let name = if is_alone || own == group { own.clone() } else { long() };
        Some(Service { code: CategoryCode::from(code.as_str()), name, group: group.clone() })
    };
    table.codes.keys().filter(is_offered).filter_map(service).collect()
}

/// The service of a code.
pub(super) fn of_code(codes: &Codes, code: &str) -> Result<Service, Problem> {
    let found = offered(codes).into_iter().find(|service| service.code.as_str() == code);
    found.ok_or_else(|| {
        Problem::not_found().with_detail("没有这个 service_code", "there is no such service_code")
    })
}

/// Whether it may be told where a matter of this category lies.
pub(super) fn is_on_public_ground(category: &CategoryCode) -> bool {
    ON_PUBLIC_GROUND.iter().any(|class| category.as_str().starts_with(class))
}

/// The workflow that is filed here, in the version of today.
pub(super) fn workflow(state: &Shared) -> Result<&Workflow, Problem> {
    let definitions = state.engine.definitions();
    let today = definitions.calendar.date(state.engine.clock().now());
    definitions.current(&PUBLIC_WORKFLOW.into(), today).ok_or_else(Problem::unavailable)
}

/// A service, as it is listed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ServiceOut {
    /// Its code.
    service_code: String,
    /// What it is called.
    service_name: String,
    /// What it is about.
    description: String,
    /// Whether its definition has attributes.
    metadata: bool,
    /// `realtime`: the number of a request is given at once.
    #[serde(rename = "type")]
    kind: &'static str,
    /// Words by which it may be found.
    keywords: String,
    /// The group that it belongs to.
    group: String,
}

/// Lists the services.
#[utoipa::path(get, path = "/open311/v2/services.{format}", tag = "open311",
    params(("format" = inline(Format), Path), ("jurisdiction_id" = Option<String>, Query, description = "The county's division code; may be left out")),
    responses((status = 200, description = "The services", content((Vec<ServiceOut> = "application/json"), (String = "text/xml"))), Faults))]
pub(crate) async fn list(State(state): State<Shared>, asking: Asking) -> Response {
    let language = asking.language;
    let one = |service: Service| {
        let (name, group) = (service.name.get(language), service.group.get(language));
        ServiceOut {
            service_code: service.code.as_str().to_owned(),
            service_name: name.to_owned(),
            description: format!("{group} / {name}"),
            metadata: true,
            kind: "realtime",
            keywords: format!("{group}, {name}"),
            group: group.to_owned(),
        }
    };
    let all =
        || offered(&state.engine.definitions().codes).into_iter().map(one).collect::<Vec<_>>();
    asking.answer("services", asking.jurisdiction(&state, &Parameters::default()).map(|()| all()))
}

/// What may be said of a request beside its description.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DefinitionOut {
    /// The code of the service.
    service_code: String,
    /// Its attributes, to be sent as `attribute[code]`.
    attributes: Vec<AttributeOut>,
}

/// An attribute.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AttributeOut {
    /// Whether something is to be filled in.
    variable: bool,
    /// Its code.
    code: String,
    /// `string`, `number`, `datetime`, `text` or `singlevaluelist`.
    datatype: &'static str,
    /// Whether it must be filled in.
    required: bool,
    /// How it is to be filled in.
    datatype_description: String,
    /// Its place among the attributes.
    order: usize,
    /// What is asked.
    description: String,
    /// What may be chosen.
    values: Vec<ValueOut>,
}

/// Something that may be chosen.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ValueOut {
    /// What is sent.
    key: String,
    /// What is shown.
    name: String,
}

/// Tells the attributes of a service.
#[utoipa::path(get, path = "/open311/v2/services/{code}.{format}", tag = "open311",
    params(("code" = String, Path, description = "The code of a service"), ("format" = inline(Format), Path),
        ("jurisdiction_id" = Option<String>, Query, description = "The county's division code; may be left out")),
    responses((status = 200, description = "The attributes of the service", content((DefinitionOut = "application/json"), (String = "text/xml"))), Faults))]
pub(crate) async fn definition(
    State(state): State<Shared>,
    asking: Asking,
    Path(code): Path<String>,
) -> Response {
    asking.answer("service_definition", defined(&state, &asking, Asking::bare(&code)))
}

fn defined(state: &Shared, asking: &Asking, code: &str) -> Result<DefinitionOut, Problem> {
    asking.jurisdiction(state, &Parameters::default())?;
    let service = of_code(&state.engine.definitions().codes, code)?;
    let workflow = workflow(state)?;
    let fields = attributes(workflow).enumerate();
    let attributes =
        fields.map(|(at, (code, field))| attribute(at + 1, code, field, asking.language));
    Ok(DefinitionOut {
        service_code: service.code.as_str().to_owned(),
        attributes: attributes.collect(),
    })
}

/// What a citizen may fill in, but for the account, which is the description of the request.
pub(super) fn attributes(workflow: &Workflow) -> impl Iterator<Item = (&str, &Field)> {
    let definition = workflow.definition();
    let form = definition.filing.form.as_ref().and_then(|form| definition.forms.get(form.as_str()));
    let fields = form.into_iter().flat_map(|form| &form.fields);
    let fields = fields.map(|(name, field)| (name.as_str(), field));
    fields.filter(|(name, field)| *name != ACCOUNT && field.visible == Visibility::Citizen)
}

fn attribute(order: usize, code: &str, field: &Field, language: Language) -> AttributeOut {
    let (datatype, how) = match field.kind {
        FieldKind::Text => ("text", Bilingual::new("文字", "Text")),
        FieldKind::Date => {
            ("datetime", Bilingual::new("日期，如 2026-11-23", "A day such as 2026-11-23"))
        }
        FieldKind::Number => ("number", Bilingual::new("整数", "A whole number")),
        FieldKind::Money => ("number", Bilingual::new("金额，单位为分", "Money in fen")),
        FieldKind::YesNo => ("singlevaluelist", Bilingual::new("是或者否", "Yes or no")),
        FieldKind::Choice => ("singlevaluelist", Bilingual::new("选择一项", "One of these")),
    };
    let yes_no = [("true", Bilingual::new("是", "Yes")), ("false", Bilingual::new("否", "No"))];
    let value = |(key, name): (&str, &Bilingual)| ValueOut {
        key: key.to_owned(),
        name: name.get(language).to_owned(),
    };
    let values = if field.kind == FieldKind::YesNo {
        yes_no.iter().map(|(key, name)| value((key, name))).collect()
    } else {
        field.choices.iter().map(|(key, name)| value((key.as_str(), name))).collect()
    };
    AttributeOut {
        variable: true,
        code: code.to_owned(),
        datatype,
        required: field.required,
        datatype_description: how.get(language).to_owned(),
        order,
        description: field.label.get(language).to_owned(),
        values,
    }
}
