//! Filing: what a clerk takes in, and what every complaint says.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::case::{Respondents, Secrecy, Value};
use domain::id::{FieldName, UnitId, WorkflowName};
use engine::fit::{Unfit, is_telephone};
use engine::intake::Intake;
use engine::vault::Identity;
use engine::wording::Wording;
use serde::{Deserialize, Serialize};
use store::change::Complaint;
use utoipa::ToSchema;
use uuid::Uuid;

use super::case_out::ChangedOut;
use super::form::{self, FormIn};
use super::input::{ComplexityIn, RiskIn};
use crate::caller::{Caller, Scope};
use crate::extract::{IdempotencyKey, Json, tag};
use crate::problem::{Problem, Refusals};
use crate::refusal::unfiled;
use crate::state::State as Shared;

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
    #[schema(max_length = 200)]
    address: String,
    /// Where on the map, in degrees: longitude and latitude.
    position: Option<(f64, f64)>,
    /// How it came in: `window`, `phone`, `visitor`, `hotline`, `grid`, `evening_talk`, `letter`, `email`, `message-board`,
    /// `app`, `transfer`, `police_transfer`; empty if that is not known.
    #[serde(default)]
    #[schema(max_length = 50)]
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
    #[schema(value_type = BTreeMap<String, super::form::FieldIn>)]
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
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
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
    pub(crate) unmatched: bool,
}

impl From<Respondents> for RespondentsIn {
    fn from(Respondents { people, units, related, unmatched }: Respondents) -> Self {
        let people_of = |ids: std::collections::BTreeSet<domain::id::PersonId>| {
            ids.iter().map(ToString::to_string).collect()
        };
        Self {
            people: people_of(people),
            units: units.iter().map(ToString::to_string).collect(),
            related: people_of(related),
            unmatched,
        }
    }
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
    /// Somebody with a name and a telephone, as far as they are given.
    pub(crate) fn of(name: &str, telephone: &str) -> Self {
        Self { name: name.to_owned(), telephone: telephone.to_owned(), ..Self::default() }
    }

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
        if !fit {
            return Err(Problem::malformed(
                "当事人信息过长：姓名最多 100 个字，电话和身份证号最多 30 个，住址最多 200 个",
                "a party's details are too long: a name has 100 characters at most, a telephone or identity number 30, an address 200",
            ));
        }
        if is_telephone(&identity.telephone) { Ok(identity) } else { Err(Unfit::Telephone.into()) }
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
    let center = staff.ok().and_then(|staff| state.engine.center_of(&staff.unit));
    let request = key.of(caller.who().key(), body.hash);
    let mut intake = intake(&state, body.value, center)?;
    intake.request = Some(request);
    let workflow = intake.workflow.clone();
    let filed = state.engine.file(Some(caller.who()), intake).await;
    filed.map(|filed| answer(&filed)).map_err(|error| unfiled(&state.engine, &workflow, error))
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

fn intake(state: &Shared, body: CaseIn, center: Option<UnitId>) -> Result<Intake, Problem> {
    let parties = body.parties.into_iter().map(PartyIn::read).collect::<Result<_, _>>()?;
    let matter = Matter {
        workflow: body.workflow,
        title: body.title,
        category: body.category,
        place: body.place,
        address: body.address,
        position: body.position,
        channel: body.channel,
        respondents: body.respondents,
        form: body.form,
    };
    let mut intake = matter.read(state)?;
    intake.center = center.unwrap_or(intake.center);
    intake.parties = parties;
    intake.complexity = body.complexity.map(Into::into).unwrap_or_default();
    intake.risk = body.risk.map(Into::into).unwrap_or_default();
    intake.secrecy = if body.secret { Secrecy::Restricted } else { Secrecy::Ordinary };
    Ok(intake)
}

/// What a complaint says, whoever brings it. The bodies that hold it refuse fields that they do not know, which a body put
/// together from parts cannot.
pub(crate) struct Matter {
    pub(crate) workflow: String,
    pub(crate) title: String,
    pub(crate) category: String,
    pub(crate) place: String,
    pub(crate) address: String,
    pub(crate) position: Option<(f64, f64)>,
    pub(crate) channel: String,
    pub(crate) respondents: RespondentsIn,
    pub(crate) form: FormIn,
}

impl Matter {
    /// As it is filed, at the center that takes in what comes from the public.
    pub(crate) fn read(self, state: &Shared) -> Result<Intake, Problem> {
        let mut wording = Wording::default();
        let form = filing_form(state, &self.workflow, self.form, &mut wording)?;
        let complaint = Complaint {
            title: self.title,
            address: self.address,
            position: self.position,
            channel: self.channel,
        };
        let workflow = self.workflow.as_str().into();
        let intake = Intake {
            category: self.category.as_str().into(),
            place: self.place.as_str().into(),
            respondents: self.respondents.read(),
            form,
            wording,
            ..Intake::new(workflow, state.options.center.clone(), complaint)
        };
        intake.check(&state.engine.definitions().codes)?;
        Ok(intake)
    }
}

/// The filing form of a workflow, read.
fn filing_form(
    state: &Shared,
    workflow: &str,
    values: FormIn,
    wording: &mut Wording,
) -> Result<BTreeMap<FieldName, Value>, Problem> {
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
    let form = current.definition().filing.form.as_ref();
    form::filled(current, form, values, wording)?.map_err(|rejection| {
        unfiled(&state.engine, &current.definition().workflow, rejection.into())
    })
}
