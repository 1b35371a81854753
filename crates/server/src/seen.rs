//! The case of an address, as the caller sees it. Holding the value is the permission: whoever may not see the case, or
//! whose token was made for something else, gets no further.

use std::marker::PhantomData;

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use domain::id::CaseId;
use engine::reading::Seen;
use uuid::Uuid;

use crate::caller::{Caller, Scope};
use crate::problem::Problem;
use crate::state::State;

/// For what a case is looked at.
pub(crate) trait Purpose {
    /// What a token must have been made for.
    const SCOPE: Scope;
}

/// To be read.
#[derive(Debug)]
pub(crate) enum Reading {}

/// To be handled.
#[derive(Debug)]
pub(crate) enum Handling {}

/// To learn who complains.
#[derive(Debug)]
pub(crate) enum Revealing {}

impl Purpose for Reading {
    const SCOPE: Scope = Scope::CasesRead;
}

impl Purpose for Handling {
    const SCOPE: Scope = Scope::CasesWrite;
}

impl Purpose for Revealing {
    const SCOPE: Scope = Scope::IdentitiesReveal;
}

/// The case that the part `{id}` of the path names.
#[derive(Debug)]
pub(crate) struct SeenCase<P = Reading> {
    /// The case as the caller sees it.
    pub(crate) seen: Seen,
    /// Who looks.
    pub(crate) caller: Caller,
    purpose: PhantomData<P>,
}

/// Refuses who has done their part: they may look up what became of it, and do nothing more.
pub(crate) fn needs_part(seen: &Seen) -> Result<(), Problem> {
    if seen.view.relations.is_empty() { Err(Problem::forbidden()) } else { Ok(()) }
}

impl<P: Purpose> FromRequestParts<State> for SeenCase<P> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Problem> {
        let caller = Caller::from_request_parts(parts, state).await?;
        caller.needs(P::SCOPE)?;
        let path = RawPathParams::from_request_parts(parts, state).await;
        let path = path.map_err(|_| Problem::not_found())?;
        let id = path.iter().find(|(name, _)| *name == "id").map(|(_, id)| Uuid::parse_str(id));
        let id = id.and_then(Result::ok).ok_or_else(Problem::not_found)?;
        let seen = state.engine.read(&caller.who(), CaseId(id)).await?;
        let seen = seen.ok_or_else(Problem::not_found)?;
        Ok(Self { seen, caller, purpose: PhantomData })
    }
}
