//! Who complains: masked, and in full for a reason that is written down first.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::id::PartyId;
use engine::reading::{RevealReason, Seen};
use engine::vault::Identity;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::caller::Caller;
use crate::extract::{Json, Path};
use crate::problem::{Problem, Refusals};
use crate::seen::{Revealing, SeenCase, needs_part};
use crate::state::State as Shared;

/// The parties of a case.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PartiesOut {
    /// The parties.
    parties: Vec<PartyOut>,
}

/// A party, masked.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PartyOut {
    /// By which it is revealed.
    id: Uuid,
    /// The first character of the name; empty for somebody who gave none.
    name: String,
    /// The last digits of the telephone number.
    telephone: String,
}

/// Lists the parties of a case, masked.
#[utoipa::path(get, path = "/api/v1/cases/{id}/parties", tag = "cases", params(("id" = Uuid, Path)),
    responses((status = 200, body = PartiesOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn parties(
    State(state): State<Shared>,
    SeenCase { seen, .. }: SeenCase,
) -> Result<axum::Json<PartiesOut>, Problem> {
    let parties = state.engine.parties(&seen).await?.into_iter().map(|(party, masked)| PartyOut {
        id: party.0,
        name: masked.name,
        telephone: masked.telephone,
    });
    Ok(axum::Json(PartiesOut { parties: parties.collect() }))
}

/// Why an identity is read.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RevealIn {
    /// For what.
    pub(crate) purpose: PurposeIn,
    /// Why, in the reader's own words.
    #[schema(min_length = 2, max_length = 200)]
    pub(crate) reason: String,
}

impl RevealIn {
    /// The reason, if it is one.
    pub(crate) fn reason(&self) -> Result<String, Problem> {
        let is_short = self.reason.trim().chars().count() < 2;
        if is_short || self.reason.chars().count() > 200 {
            return Err(Problem::malformed(
                "理由应为 2 至 200 个字",
                "the reason must have 2 to 200 characters",
            ));
        }
        Ok(self.reason.clone())
    }
}

/// For what an identity is read.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PurposeIn {
    /// To get in touch.
    Contact,
    /// To make sure who somebody is.
    Verify,
    /// To serve a document.
    Service,
    /// To join what belongs together.
    Duplicate,
}

impl PurposeIn {
    /// The word for it in the audit.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Verify => "verify",
            Self::Service => "service",
            Self::Duplicate => "duplicate",
        }
    }
}

/// Who a party is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct IdentityOut {
    /// Name.
    name: String,
    /// Telephone number.
    telephone: String,
    /// Number of the identity card.
    identity_number: String,
    /// Where they live.
    address: String,
    /// Electronic mail, as far as it is known.
    #[serde(skip_serializing_if = "String::is_empty")]
    email: String,
}

impl IdentityOut {
    /// As it is written.
    pub(crate) fn of(identity: Identity) -> Self {
        let Identity { name, telephone, identity_number, address, email } = identity;
        Self { name, telephone, identity_number, address, email }
    }
}

/// Reveals who a party is. That it was read, by whom and why, is written before the answer leaves.
#[utoipa::path(post, path = "/api/v1/cases/{id}/parties/{party}/reveal", tag = "cases", request_body = RevealIn,
    params(("id" = Uuid, Path), ("party" = Uuid, Path)),
    responses((status = 200, body = IdentityOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn reveal(
    State(state): State<Shared>,
    case: SeenCase<Revealing>,
    Path(ids): Path<(Uuid, Uuid)>,
    body: Json<RevealIn>,
) -> Result<Response, Problem> {
    let SeenCase { seen, caller, .. } = case;
    let identity = revealed(&state, &seen, &caller, PartyId(ids.1), body.value).await?;
    let body = axum::Json(IdentityOut::of(identity));
    Ok(([(header::CACHE_CONTROL, "no-store")], body).into_response())
}

/// Who a party is, for who has a part in the case; written down before it is given.
pub(crate) async fn revealed(
    state: &Shared,
    seen: &Seen,
    caller: &Caller,
    party: PartyId,
    why: RevealIn,
) -> Result<Identity, Problem> {
    let why = may_reveal(state, seen, caller, &why)?;
    let identity = state.engine.reveal(seen, &caller.person, party, why).await?;
    identity.ok_or_else(Problem::not_found)
}

/// Why something that may say who complains is opened, for who has a part in the case and has not opened too much.
pub(crate) fn may_reveal(
    state: &Shared,
    seen: &Seen,
    caller: &Caller,
    why: &RevealIn,
) -> Result<RevealReason, Problem> {
    needs_part(seen)?;
    let reason = why.reason()?;
    state.limits.reveal(&caller.person)?;
    Ok(RevealReason { purpose: why.purpose.as_str().to_owned(), reason })
}
