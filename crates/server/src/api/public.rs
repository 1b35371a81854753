//! What a citizen does without an account: complain, add, withdraw. A code or token comes in the body, never in an
//! address, so that no log of addresses opens a case.

use axum::extract::State;
use axum::response::Response;
use engine::Who;
use engine::execute::Order;
use engine::intake::Intake;
use serde::Deserialize;
use utoipa::ToSchema;

use super::filing::{Matter, PartyIn, RespondentsIn, answer};
use super::form::FormIn;
use super::progress::opened;
use super::verbs::{PerformIn, VerbIn, changed, command, refused, tried};
use crate::address::Address;
use crate::extract::{IdempotencyKey, Json};
use crate::problem::{Problem, Refusals};
use crate::refusal::unfiled;
use crate::state::State as Shared;

/// A complaint of a citizen.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ComplaintIn {
    /// Under which workflow; one that citizens may file.
    workflow: String,
    /// One line.
    #[schema(min_length = 1, max_length = 200)]
    title: String,
    /// What it is about, by its code, if the citizen chose one.
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
    /// Who complains; absent to give no name.
    party: Option<PartyIn>,
    /// Whom it is about.
    #[serde(default)]
    respondents: RespondentsIn,
    /// The filled form of the workflow.
    #[serde(default)]
    #[schema(value_type = std::collections::BTreeMap<String, super::form::FieldIn>)]
    form: FormIn,
}

/// Files a complaint without an account.
#[utoipa::path(post, path = "/api/v1/public/complaints", tag = "public", request_body = ComplaintIn,
    params(("Idempotency-Key" = String, Header, description = "A fresh key for each new request, the same for a repeat")),
    responses((status = 201, body = super::filing::FiledOut), Refusals))]
pub(crate) async fn complain(
    State(state): State<Shared>,
    from: Address,
    key: IdempotencyKey,
    body: Json<ComplaintIn>,
) -> Result<Response, Problem> {
    state.limits.complain(from)?;
    // There is nobody to tell citizens apart by; two who chose the same key wrote different things.
    let request = key.of(format!("public:{}", store::record::hex(&body.hash)), body.hash);
    let mut intake = intake(&state, body.value)?;
    intake.request = Some(request);
    let workflow = intake.workflow.clone();
    let filed = state.engine.file(None, intake).await;
    filed.map(|filed| answer(&filed)).map_err(|error| unfiled(&state.engine, &workflow, error))
}

fn intake(state: &Shared, body: ComplaintIn) -> Result<Intake, Problem> {
    let party = body.party.map(PartyIn::read).transpose()?;
    let matter = Matter {
        workflow: body.workflow,
        title: body.title,
        category: body.category,
        place: body.place,
        address: body.address,
        position: body.position,
        channel: CHANNEL.to_owned(),
        respondents: body.respondents,
        form: body.form,
    };
    Ok(Intake { parties: party.into_iter().collect(), ..matter.read(state)? })
}

/// How a complaint without an account came in: somebody scanned the code on a poster.
const CHANNEL: &str = "scan";

/// Something that a citizen does with their case.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CitizenVerbIn {
    /// The receipt code.
    #[schema(max_length = 64)]
    code: String,
    /// What.
    perform: PerformIn,
}

/// Does something with the citizen's own case: answer, add, withdraw, have it reopened.
#[utoipa::path(post, path = "/api/v1/public/receipts/verbs", tag = "public", request_body = CitizenVerbIn,
    params(("Idempotency-Key" = String, Header, description = "A fresh key for each new request, the same for a repeat")),
    responses((status = 200, body = super::case_out::ChangedOut), Refusals))]
pub(crate) async fn perform(
    State(state): State<Shared>,
    from: Address,
    key: IdempotencyKey,
    body: Json<CitizenVerbIn>,
) -> Result<Response, Problem> {
    state.limits.try_code(from)?;
    let hash = body.hash;
    let (seen, party) = opened(&state, &body.value.code).await?;
    let who = Who::Party(party);
    let (command, texts) = command(&state, &seen, VerbIn::Perform(body.value.perform)).await?;
    let (case, tried) = (seen.case().id, tried(&command));
    let mut order = Order::new(who.clone(), case, command);
    order.texts = texts;
    order.request = Some(key.of(who.key(), hash));
    match state.engine.execute(order).await {
        Ok(committed) => Ok(changed(&committed)),
        Err(error) => Err(refused(&state, &who, case, tried.as_ref(), error).await),
    }
}
