//! Cases: listed, filed, read.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::case::{Respondents, Secrecy};
use domain::id::{CaseId, CategoryCode, PlaceCode, UnitId, WorkflowName};
use domain::routing::{Facts, Routing};
use engine::intake::Intake;
use engine::vault::Identity;
use engine::wording::Wording;
use serde::{Deserialize, Serialize};
use store::change::Complaint;
use store::queries::{CaseFilter, Cursor, Sort};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::case_out::{CaseLineOut, CaseOut, ChangedOut};
use super::form::{self, FormIn};
use super::input::{ComplexityIn, RiskIn, instant};
use super::names::{Named, Names};
use crate::caller::{Caller, Scope};
use crate::extract::{IdempotencyKey, Json, Language, Query, has, tag, tag_of};
use crate::problem::{Problem, Refusals};
use crate::seen::SeenCase;
use crate::state::State as Shared;

/// How many cases a page has if nothing is said.
const PAGE: u32 = 50;

/// How many cases a page has at most.
const PAGE_MAX: u32 = 200;

/// What a list is narrowed to.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CasesIn {
    /// Open cases or ended ones.
    open: Option<bool>,
    /// Of this workflow.
    workflow: Option<String>,
    /// In this state.
    state: Option<String>,
    /// In this stage.
    stage: Option<String>,
    /// Led by this unit.
    lead: Option<String>,
    /// Handled by this person.
    handler: Option<String>,
    /// Of a category that begins with this.
    category: Option<String>,
    /// At a place whose code begins with this.
    place: Option<String>,
    /// Of this risk.
    risk: Option<String>,
    /// Without a lead unit.
    unassigned: Option<bool>,
    /// Due before this instant, RFC 3339.
    #[param(format = DateTime)]
    due_before: Option<String>,
    /// Filed from this instant on, RFC 3339.
    #[param(format = DateTime)]
    filed_from: Option<String>,
    /// Filed before this instant, RFC 3339.
    #[param(format = DateTime)]
    filed_before: Option<String>,
    /// The order: `due`, the earliest deadline first, or `filed`, the newest first.
    #[serde(default)]
    #[param(inline)]
    sort: SortIn,
    /// Where the page begins: the `next` of the page before.
    after: Option<String>,
    /// How many cases, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SortIn {
    /// The earliest deadline first.
    #[default]
    Due,
    /// The newest first.
    Filed,
}

/// A page of cases.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CasesOut {
    /// The cases.
    cases: Vec<CaseLineOut>,
    /// Where the next page begins; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
    /// How many cases there are in all pages.
    total: u64,
}

/// Lists the cases that the caller sees.
#[utoipa::path(get, path = "/api/v1/cases", tag = "cases", params(CasesIn),
    responses((status = 200, body = CasesOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn list(
    State(state): State<Shared>,
    caller: Caller,
    Language(language): Language,
    Query(query): Query<CasesIn>,
) -> Result<axum::Json<CasesOut>, Problem> {
    caller.needs(Scope::CasesRead)?;
    let sort = match query.sort {
        SortIn::Due => Sort::Due,
        SortIn::Filed => Sort::Filed,
    };
    let after = query.after.as_deref().map(cursor).transpose()?;
    let limit = page_size(query.limit)?;
    let filter = filter(&query)?;
    let visible = state.engine.visible(&caller.who()).await?;
    let store = state.engine.store();
    let page = store.cases(&visible, &filter, sort, after, limit).await?;
    // Cases may come and go between the two questions; a page is never longer than the whole.
    let total = store.count_cases(&visible, &filter).await?.max(page.lines.len() as u64);
    let snapshot = state.engine.directory();
    let names = Names::new(state.engine.definitions(), &snapshot.directory, language);
    Ok(axum::Json(CasesOut {
        cases: page.lines.into_iter().map(|line| CaseLineOut::new(line, names)).collect(),
        next: page.next.map(|next| format!("{}.{}", next.at, next.id.0.simple())),
        total,
    }))
}

/// A page size within its bounds.
pub(crate) fn page_size(limit: Option<u32>) -> Result<u32, Problem> {
    match limit {
        None => Ok(PAGE),
        Some(limit @ 1..=PAGE_MAX) => Ok(limit),
        Some(_) => Err(Problem::malformed(
            format!("limit 应在 1 至 {PAGE_MAX} 之间"),
            format!("limit must be between 1 and {PAGE_MAX}"),
        )),
    }
}

fn cursor(text: &str) -> Result<Cursor, Problem> {
    let parts = text.split_once('.');
    let read = parts.and_then(|(at, id)| {
        Some(Cursor { at: at.parse().ok()?, id: CaseId(Uuid::parse_str(id).ok()?) })
    });
    read.ok_or_else(|| {
        Problem::malformed(
            "after 应为上一页给出的 next",
            "after must be the next of the page before",
        )
    })
}

fn filter(query: &CasesIn) -> Result<CaseFilter, Problem> {
    let at = |text: &Option<String>| text.as_deref().map(instant).transpose();
    Ok(CaseFilter {
        open: query.open,
        workflow: query.workflow.as_deref().map(Into::into),
        state: query.state.as_deref().map(Into::into),
        stage: query.stage.clone(),
        lead: query.lead.as_deref().map(Into::into),
        handler: query.handler.as_deref().map(Into::into),
        category: query.category.as_deref().map(Into::into),
        place: query.place.as_deref().map(Into::into),
        risk: query.risk.clone(),
        unassigned: query.unassigned.unwrap_or(false),
        due_before: at(&query.due_before)?,
        filed_from: at(&query.filed_from)?,
        filed_before: at(&query.filed_before)?,
    })
}

/// A complaint that a clerk takes in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CaseIn {
    /// Under which workflow.
    workflow: String,
    /// One line for lists.
    #[schema(min_length = 1, max_length = 200)]
    title: String,
    /// What it is about, by its code.
    #[serde(default)]
    category: String,
    /// Where, by its division code.
    #[serde(default)]
    place: String,
    /// Where, in words.
    #[serde(default)]
    address: String,
    /// Where on the map, in degrees: longitude and latitude.
    position: Option<(f64, f64)>,
    /// How it came in: `phone`, `visitor`, `evening_talk`, `hotline`, …
    #[serde(default)]
    channel: String,
    /// How hard it looks.
    complexity: Option<ComplexityIn>,
    /// How dangerous it looks.
    risk: Option<RiskIn>,
    /// Whether only those who handle it, the center's clerks and its director may see it.
    #[serde(default)]
    secret: bool,
    /// Who complains. Empty for somebody who gives no name.
    #[serde(default)]
    parties: Vec<PartyIn>,
    /// Whom it is about.
    #[serde(default)]
    respondents: RespondentsIn,
    /// The filled form of the workflow.
    #[serde(default)]
    #[schema(value_type = std::collections::BTreeMap<String, super::form::FieldIn>)]
    form: FormIn,
}

/// Who complains. It is sealed at once and shown only for a reason.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PartyIn {
    /// Name.
    #[serde(default)]
    #[schema(max_length = 100)]
    name: String,
    /// Telephone number.
    #[serde(default)]
    #[schema(max_length = 30)]
    telephone: String,
    /// Number of the identity card.
    #[serde(default)]
    #[schema(max_length = 30)]
    identity_number: String,
    /// Where they live.
    #[serde(default)]
    #[schema(max_length = 200)]
    address: String,
}

/// Whom a complaint is about.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RespondentsIn {
    /// People of the directory.
    #[serde(default)]
    people: Vec<String>,
    /// Units of the directory.
    #[serde(default)]
    units: Vec<String>,
    /// People with a declared relationship to the matter.
    #[serde(default)]
    related: Vec<String>,
    /// Whether somebody is meant whom the directory does not list.
    #[serde(default)]
    unmatched: bool,
}

impl RespondentsIn {
    /// As the core wants them.
    pub(crate) fn read(self) -> Respondents {
        Respondents {
            people: self.people.iter().map(|person| person.as_str().into()).collect(),
            units: self.units.iter().map(|unit| unit.as_str().into()).collect(),
            related: self.related.iter().map(|person| person.as_str().into()).collect(),
            unmatched: self.unmatched,
        }
    }
}

impl PartyIn {
    /// As the vault keeps it.
    pub(crate) fn read(self) -> Result<Identity, Problem> {
        let identity = Identity {
            name: self.name,
            telephone: self.telephone,
            identity_number: self.identity_number,
            address: self.address,
            ..Identity::default()
        };
        let fits = |text: &str, most: usize| text.chars().count() <= most;
        let fit = fits(&identity.name, 100)
            && fits(&identity.telephone, 30)
            && fits(&identity.identity_number, 30)
            && fits(&identity.address, 200);
        if fit {
            Ok(identity)
        } else {
            Err(Problem::malformed("当事人信息过长", "a party's details are too long"))
        }
    }
}

/// A case that was filed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FiledOut {
    /// By what the case is known.
    #[serde(flatten)]
    changed: ChangedOut,
    /// The receipt of each party, to be handed to them; it is told now and never again.
    receipts: Vec<ReceiptOut>,
}

/// The receipt of a party.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReceiptOut {
    /// The party.
    party: Uuid,
    /// The code, in four groups of four.
    code: String,
}

/// Files a complaint.
#[utoipa::path(post, path = "/api/v1/cases", tag = "cases", request_body = CaseIn,
    params(("Idempotency-Key" = String, Header, description = "A fresh key for each new request, the same for a repeat")),
    responses((status = 201, body = FiledOut, headers(("Location" = String), ("ETag" = String))), Refusals),
    security(("bearer" = [])))]
pub(crate) async fn create(
    State(state): State<Shared>,
    caller: Caller,
    key: IdempotencyKey,
    body: Json<CaseIn>,
) -> Result<Response, Problem> {
    caller.needs(Scope::CasesWrite)?;
    let staff = caller
        .holding(&state.engine, &[domain::actor::Role::Clerk, domain::actor::Role::Director])
        .await;
    // Who may file is the workflow's to say; that somebody is of a center is what makes the center known.
    let center =
        staff.map_or_else(|_| state.options.center.clone(), |staff| center_of(&state, &staff.unit));
    let request = key.of(caller.who().key(), body.hash);
    let mut intake = intake(&state, body.value, center)?;
    intake.request = Some(request);
    let filed = state.engine.file(Some(caller.who()), intake).await?;
    Ok(answer(&filed))
}

fn center_of(state: &Shared, unit: &UnitId) -> UnitId {
    let snapshot = state.engine.directory();
    let is_center = |unit: &&UnitId| {
        let found = snapshot.directory.units.get(*unit);
        found.is_some_and(|found| found.kind == domain::directory::UnitKind::Center)
    };
    let center = snapshot.directory.lineage(unit).find(is_center).cloned();
    center.unwrap_or_else(|| state.options.center.clone())
}

/// The answer that a case was filed.
pub(crate) fn answer(filed: &engine::intake::Filed) -> Response {
    let changed = ChangedOut::new(&filed.committed);
    let headers = [
        (header::LOCATION, format!("/api/v1/cases/{}", changed.id)),
        (header::ETAG, tag(changed.version)),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    let receipts = filed
        .receipts
        .iter()
        .map(|(party, code)| ReceiptOut { party: party.0, code: engine::codes::grouped(code) });
    let body = FiledOut { changed, receipts: receipts.collect() };
    (StatusCode::CREATED, headers, axum::Json(body)).into_response()
}

fn intake(state: &Shared, body: CaseIn, center: UnitId) -> Result<Intake, Problem> {
    title(&body.title)?;
    let mut wording = Wording::default();
    let form = filing_form(state, &body.workflow, body.form, &mut wording)?;
    Ok(Intake {
        workflow: WorkflowName::from(body.workflow.as_str()),
        center,
        parties: body.parties.into_iter().map(PartyIn::read).collect::<Result<_, _>>()?,
        complaint: Complaint {
            title: body.title,
            address: body.address,
            position: on_the_map(body.position)?,
            channel: body.channel,
        },
        category: category(state, &body.category)?,
        place: place(&body.place)?,
        complexity: body.complexity.map(Into::into).unwrap_or_default(),
        risk: body.risk.map(Into::into).unwrap_or_default(),
        secrecy: if body.secret { Secrecy::Restricted } else { Secrecy::Ordinary },
        respondents: body.respondents.read(),
        form,
        wording,
        source: None,
        at: None,
        request: None,
    })
}

/// The longest title, in characters.
const TITLE_CHARACTERS_MAX: usize = 200;

/// A title must say something, and fit a line.
pub(crate) fn title(title: &str) -> Result<(), Problem> {
    if title.trim().is_empty() || title.chars().count() > TITLE_CHARACTERS_MAX {
        return Err(Problem::malformed(
            format!("title 应为 1 至 {TITLE_CHARACTERS_MAX} 个字"),
            format!("title must have 1 to {TITLE_CHARACTERS_MAX} characters"),
        ));
    }
    Ok(())
}

/// A category must be in the tables; an empty one is not known yet.
pub(crate) fn category(state: &Shared, code: &str) -> Result<CategoryCode, Problem> {
    let category = CategoryCode::from(code);
    let known =
        code.is_empty() || state.engine.definitions().codes.category_name(&category).is_some();
    known.then_some(category).ok_or_else(|| {
        Problem::malformed(
            format!("没有类别代码“{code}”"),
            format!("there is no category `{code}`"),
        )
        .with("at", "category")
    })
}

/// A division code has 2 to 12 digits; a grid below it may follow.
pub(crate) fn place(code: &str) -> Result<PlaceCode, Problem> {
    let fits = code.is_empty()
        || (code.len() <= 32 && code.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'));
    fits.then(|| PlaceCode::from(code)).ok_or_else(|| {
        Problem::malformed(format!("“{code}”不是区划代码"), format!("`{code}` is no division code"))
            .with("at", "place")
    })
}

/// A point must lie on the globe.
pub(crate) fn on_the_map(position: Option<(f64, f64)>) -> Result<Option<(f64, f64)>, Problem> {
    let lies = |(longitude, latitude): &(f64, f64)| {
        (-180.0..=180.0).contains(longitude) && (-90.0..=90.0).contains(latitude)
    };
    if position.as_ref().is_none_or(lies) {
        return Ok(position);
    }
    Err(Problem::malformed("经纬度超出范围", "longitude or latitude is out of range")
        .with("at", "position"))
}

/// The filing form of a workflow, read.
pub(crate) fn filing_form(
    state: &Shared,
    workflow: &str,
    values: FormIn,
    wording: &mut Wording,
) -> Result<std::collections::BTreeMap<domain::id::FieldName, domain::case::Value>, Problem> {
    let definitions = state.engine.definitions();
    let today = definitions.calendar.date(state.engine.clock().now());
    let current = definitions.current(&WorkflowName::from(workflow), today);
    let current = current.ok_or_else(|| {
        Problem::malformed(
            format!("没有流程“{workflow}”"),
            format!("there is no workflow `{workflow}`"),
        )
        .with("at", "workflow")
    })?;
    form::read(current, current.definition().filing.form.as_ref(), values, wording)
}

/// Reads a case.
#[utoipa::path(get, path = "/api/v1/cases/{id}", tag = "cases", params(("id" = Uuid, Path)),
    responses((status = 200, body = CaseOut, headers(("ETag" = String))), (status = 304, description = "The caller has this version"), Refusals),
    security(("bearer" = [])))]
pub(crate) async fn get(
    State(state): State<Shared>,
    SeenCase { seen, .. }: SeenCase,
    Language(language): Language,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let names = Names::new(state.engine.definitions(), &seen.snapshot.directory, language);
    let body = serde_json::to_vec(&CaseOut::new(&seen, names)).unwrap_or_default();
    let etag = tag_of(seen.case().seq, &body);
    if has(&headers, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response());
    }
    let headers = [(header::ETAG, etag), (header::CONTENT_TYPE, "application/json".to_owned())];
    Ok((headers, body).into_response())
}

/// Which unit may lead, and why.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RoutingOut {
    /// Units that may lead, best first; empty if a person must decide.
    suggested: Vec<SuggestionOut>,
    /// Why a person must decide, if one must.
    #[serde(skip_serializing_if = "Option::is_none")]
    person_decides: Option<String>,
}

/// A unit that may lead.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SuggestionOut {
    /// The unit.
    unit: Named,
    /// The rule that names it.
    rule: String,
    /// Why.
    reason: String,
}

/// Suggests which unit should lead a case, by the rules; for those who assign it.
#[utoipa::path(get, path = "/api/v1/cases/{id}/routing", tag = "cases", params(("id" = Uuid, Path)),
    responses((status = 200, body = RoutingOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn routing(
    State(state): State<Shared>,
    SeenCase { seen, .. }: SeenCase,
    Language(language): Language,
) -> Result<axum::Json<RoutingOut>, Problem> {
    // The reason names facts of the respondents: it is for the center only.
    if !seen.view.relations.contains(domain::actor::Relation::Center) {
        return Err(Problem::forbidden());
    }
    let case = seen.case();
    let words = state.engine.store().words(&seen.visible, case.id).await?;
    let text: Vec<String> = words.into_values().flatten().collect();
    let facts = Facts {
        category: case.category.clone(),
        place: case.place.clone(),
        title: seen.complaint.title.clone(),
        text: text.join("\n"),
        risk: case.risk,
        workflow: Some(case.workflow.name.clone()),
        petition_class: None,
    };
    let names = Names::new(state.engine.definitions(), &seen.snapshot.directory, language);
    Ok(axum::Json(match state.engine.suggest(&facts, &case.respondents) {
        Routing::Suggested { ranked } => RoutingOut {
            suggested: ranked
                .into_iter()
                .map(|suggestion| SuggestionOut {
                    unit: names.unit(&suggestion.unit),
                    rule: suggestion.rule.as_str().to_owned(),
                    reason: suggestion.reason.get(language).to_owned(),
                })
                .collect(),
            person_decides: None,
        },
        Routing::Person { because } => RoutingOut {
            suggested: Vec::new(),
            person_decides: Some(because.text().get(language).to_owned()),
        },
    }))
}
