//! Where this interface is and what it speaks, for clients that look for it.

use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::answer::{Asking, Faults, Format};
use super::{BASE, SPECIFICATION};
use crate::state::State as Shared;

/// When the interface was last changed.
const CHANGESET: &str = "2026-01-01T00:00:00Z";

/// What there is here.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DiscoveryOut {
    /// When this was last changed.
    changeset: &'static str,
    /// Whom to ask.
    contact: String,
    /// How to get a key: none is needed.
    key_service: &'static str,
    /// The endpoints.
    endpoints: [EndpointOut; 1],
}

/// An endpoint.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EndpointOut {
    /// What it speaks.
    specification: &'static str,
    /// Where it is.
    url: String,
    /// When it was last changed.
    changeset: &'static str,
    /// Whether what is filed is real.
    #[serde(rename = "type")]
    kind: &'static str,
    /// Its formats.
    formats: [&'static str; 2],
}

/// Says where the interface is and what it speaks.
#[utoipa::path(get, path = "/open311/v2/discovery.{format}", tag = "open311",
    params(("format" = inline(Format), Path)),
    responses((status = 200, description = "Where the interface is", content((DiscoveryOut = "application/json"), (String = "text/xml"))), Faults))]
pub(crate) async fn discovery(State(state): State<Shared>, asking: Asking) -> Response {
    let address = &state.options.public_url;
    let endpoint = EndpointOut {
        specification: SPECIFICATION,
        url: format!("{address}{BASE}"),
        changeset: CHANGESET,
        kind: "production",
        formats: ["text/xml", "application/json"],
    };
    let found = DiscoveryOut {
        changeset: CHANGESET,
        contact: format!("{address}/"),
        key_service: "",
        endpoints: [endpoint],
    };
    asking.answer("discovery", Ok(found))
}
