//! What a citizen does without an account: complain, add, withdraw. A code or token comes in the body, never in an
//! address, so that no log of addresses opens a case.

use axum::extract::State;
use axum::response::Response;
use domain::id::PartyId;
use engine::Who;
use engine::enclosed::Enclosed;
use engine::execute::Order;
use engine::intake::{Filed, Intake};
use engine::reading::Seen;
use serde::Deserialize;
use store::change::{Committed, RequestKey};
use store::record::Hash;
use utoipa::ToSchema;
use uuid::Uuid;

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
    pub(crate) workflow: String,
    /// One line.
    #[schema(min_length = 1, max_length = 200)]
    pub(crate) title: String,
    /// What it is about, by its code, if the citizen chose one.
    #[serde(default)]
    pub(crate) category: String,
    /// Where, by its division code.
    #[serde(default)]
    pub(crate) place: String,
    /// Where, in words.
    #[serde(default)]
    #[schema(max_length = 200)]
    pub(crate) address: String,
    /// Where on the map, in degrees: longitude and latitude.
    pub(crate) position: Option<(f64, f64)>,
    /// Who complains; absent to give no name.
    pub(crate) party: Option<PartyIn>,
    /// Whom it is about.
    #[serde(default)]
    pub(crate) respondents: RespondentsIn,
    /// The filled form of the workflow.
    #[serde(default)]
    #[schema(value_type = std::collections::BTreeMap<String, super::form::FieldIn>)]
    pub(crate) form: FormIn,
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
    let request = key.of(anybody(&body.hash), body.hash);
    let filed = complained(&state, body.value, request, Beside::default()).await;
    filed.map(|filed| answer(&filed))
}

/// Whose key it is that comes with a complaint. There is nobody to tell citizens apart by; two who chose the same key wrote
/// different things.
fn anybody(hash: &Hash) -> String {
    format!("public:{}", store::record::hex(hash))
}

/// What comes with a complaint beside what it says.
#[derive(Debug, Default)]
pub(crate) struct Beside {
    /// What lies in its place already.
    pub(crate) enclosed: Option<Enclosed>,
    /// The review that it comes of.
    pub(crate) of_review: Option<Uuid>,
    /// Whether somebody scanned the code on a poster for it; otherwise they came by the web.
    pub(crate) is_scanned: bool,
}

/// Files a complaint of somebody without an account, once for each request.
pub(crate) async fn complained(
    state: &Shared,
    complaint: ComplaintIn,
    request: RequestKey,
    beside: Beside,
) -> Result<Filed, Problem> {
    let channel = if beside.is_scanned { "scan" } else { "web" };
    let mut intake = intake(state, complaint, channel)?;
    intake.enclosed = beside.enclosed;
    intake.of_review = beside.of_review;
    intake.request = Some(request);
    let workflow = intake.workflow.clone();
    let filed = state.engine.file(None, intake).await;
    filed.map_err(|error| unfiled(&state.engine, &workflow, error))
}

fn intake(state: &Shared, body: ComplaintIn, channel: &str) -> Result<Intake, Problem> {
    let party = body.party.map(PartyIn::read).transpose()?;
    let matter = Matter {
        workflow: body.workflow,
        title: body.title,
        category: body.category,
        place: body.place,
        address: body.address,
        position: body.position,
        channel: channel.to_owned(),
        respondents: body.respondents,
        form: body.form,
    };
    Ok(Intake { parties: party.into_iter().collect(), ..matter.read(state)? })
}

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
    let CitizenVerbIn { code, perform } = body.value;
    let opened = opened(&state, &code).await?;
    let request = |actor| key.of(actor, hash);
    let committed = performed(&state, &opened, perform, request).await;
    committed.map(|committed| changed(&committed))
}

/// Does something with the case that a code has opened, once for each request.
pub(crate) async fn performed(
    state: &Shared,
    (seen, party): &(Seen, PartyId),
    perform: PerformIn,
    request: impl FnOnce(String) -> RequestKey,
) -> Result<Committed, Problem> {
    let who = Who::Party(*party);
    let (command, texts) = command(state, seen, VerbIn::Perform(perform)).await?;
    let (case, tried) = (seen.case().id, tried(&command));
    let mut order = Order::new(who.clone(), case, command);
    order.texts = texts;
    order.request = Some(request(who.key()));
    match state.engine.execute(order).await {
        Ok(committed) => Ok(committed),
        Err(error) => Err(refused(state, &who, case, tried.as_ref(), error).await),
    }
}
