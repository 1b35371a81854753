//! The audit, for the one administrator who reads it. It holds no content of cases.

use axum::extract::State;
use domain::actor::Role;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::names::instant;
use super::page::page_size;
use crate::caller::{Caller, Scope};
use crate::extract::Query;
use crate::problem::{Problem, Refusals};
use crate::state::State as Shared;

/// Which part of the audit.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AuditIn {
    /// The stream: accounts, sign-in, identities.
    stream: String,
    /// After this entry.
    #[serde(default)]
    after: u32,
    /// How many, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// Entries of the audit.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditOut {
    /// The entries in their order.
    entries: Vec<AuditEntryOut>,
}

/// An entry of the audit.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditEntryOut {
    /// Its place in its stream.
    seq: i64,
    /// When.
    at: String,
    /// The bytes that were hashed: JSON.
    body: String,
    /// The hash of this entry and all before it, in hexadecimal.
    hash: String,
}

/// Refuses who may not read the audit.
pub(crate) async fn auditor(state: &Shared, caller: &Caller) -> Result<(), Problem> {
    caller.needs(Scope::AuditRead)?;
    caller.holding(&state.engine, &[Role::AuditAdministrator]).await.map(|_| ())
}

/// Reads the audit.
#[utoipa::path(get, path = "/api/v1/audit", tag = "administration", params(AuditIn),
    responses((status = 200, body = AuditOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn audit(
    State(state): State<Shared>,
    caller: Caller,
    Query(query): Query<AuditIn>,
) -> Result<axum::Json<AuditOut>, Problem> {
    auditor(&state, &caller).await?;
    let limit = page_size(query.limit)?;
    let after = i64::from(query.after);
    let records = state.engine.store().audit_stream(&query.stream, after, limit).await?;
    let entries = records.into_iter().map(|record| AuditEntryOut {
        seq: record.seq,
        at: instant(record.at),
        body: record.body,
        hash: store::record::hex(&record.hash),
    });
    Ok(axum::Json(AuditOut { entries: entries.collect() }))
}
