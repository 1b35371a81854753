//! What a citizen says about the result, by a one-time token.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::case::{Command, Input, Perform, Solved};
use domain::id::TransitionName;
use domain::workflow::Verb;
use engine::Who;
use engine::execute::Order;
use engine::reading::Seen;
use engine::wording::Wording;
use serde::Deserialize;
use store::change::{Committed, RequestKey};
use utoipa::ToSchema;

use super::form::FormIn;
use super::input::SolvedIn;
use super::verbs::changed;
use crate::address::Address;
use crate::extract::{IdempotencyKey, Json};
use crate::problem::{Problem, Refusals};
use crate::state::State as Shared;

/// What a citizen says about the result.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RatingIn {
    /// The one-time token.
    #[schema(max_length = 64)]
    pub(crate) token: String,
    /// Whether it was solved.
    pub(crate) solved: SolvedIn,
    /// Further fields of the rating form.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, super::form::FieldIn>)]
    pub(crate) form: FormIn,
}

/// Says whether it was solved. The token serves once.
#[utoipa::path(post, path = "/api/v1/public/ratings", tag = "public", request_body = RatingIn,
    params(("Idempotency-Key" = String, Header, description = "A fresh key for each new request, the same for a repeat")),
    responses((status = 200, body = super::case_out::ChangedOut), Refusals))]
pub(crate) async fn rate(
    State(state): State<Shared>,
    from: Address,
    key: IdempotencyKey,
    body: Json<RatingIn>,
) -> Result<Response, Problem> {
    state.limits.try_code(from)?;
    let hash = body.hash;
    let committed = rated(&state, from, body.value, |actor| key.of(actor, hash)).await;
    committed.map(|committed| changed(&committed))
}

/// Says whether it was solved, once for each token and request.
pub(crate) async fn rated(
    state: &Shared,
    from: Address,
    said: RatingIn,
    request: impl FnOnce(String) -> RequestKey,
) -> Result<Committed, Problem> {
    let RatingIn { token, solved, form } = said;
    let (token, hash) = state.engine.rating_token(&token).await?.ok_or_else(Problem::not_found)?;
    let who = Who::Party(token.party);
    let seen = state.engine.read(&who, token.case).await?.ok_or_else(Problem::not_found)?;
    let solved: Solved = solved.into();
    let perform = rating(state, &seen, solved, form).ok_or_else(|| {
        Problem::new(
            StatusCode::CONFLICT,
            "not_to_rate",
            "现在还不能评价",
            "there is nothing to rate now",
        )
    })?;
    let (perform, texts) = perform?;
    let mut order = Order::new(who.clone(), seen.case().id, Command::Perform(perform));
    order.texts = texts;
    order.token = Some(hash);
    order.request = Some(request(who.key()));
    let committed = state.engine.execute(order).await?;
    // The rating stands; it is not refused for what nobody but who looks for pressed ratings needs.
    if let Err(error) = state.engine.rated_by_token(&hash, from.0).await {
        let error = &error as &dyn std::error::Error;
        tracing::warn!(error, "the network of a rating is not remembered");
    }
    Ok(committed)
}

type Rating = Result<(Perform, Vec<store::change::KeptText>), Problem>;

/// The transition by which this party says so: procedures have one for what is solved and one for what is not, told apart
/// by trying them in the order of the buttons.
fn rating(state: &Shared, seen: &Seen, solved: Solved, form: FormIn) -> Option<Rating> {
    let workflow = state.engine.workflow_of(seen.case())?;
    let fits = |name: &TransitionName| {
        workflow.transition(name).filter(|found| {
            found.verb == Verb::Rate
                && found.when.solved.is_none_or(|wanted| wanted == (solved == Solved::Yes))
        })
    };
    // What can be done now stands before what lacks something; where nothing is offered any more, the core says why, or the
    // store finds that this request was carried out before.
    let mut offers = state.engine.offers(seen);
    offers.sort_by_key(|offer| offer.lacks.is_some());
    let known = workflow.definition().transitions.keys().cloned();
    let names: Vec<_> = offers.into_iter().map(|offer| offer.transition).chain(known).collect();
    let (name, transition) = names.iter().find_map(|name| Some((name, fits(name)?)))?;
    let mut wording = Wording::default();
    let form = super::form::read(workflow, transition.form.as_ref(), form, &mut wording);
    Some(form.map(|form| {
        let perform = Perform {
            transition: name.clone(),
            input: Input::Solved(Some(solved)),
            form,
            evidence: BTreeMap::new(),
        };
        (perform, wording.finish())
    }))
}
