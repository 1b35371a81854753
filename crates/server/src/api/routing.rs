//! Which unit should lead a case, by the rules.

use axum::extract::State;
use domain::case::Respondents;
use domain::routing::{Facts, Routing};
use engine::reading::Seen;
use serde::Serialize;
use utoipa::ToSchema;

use super::names::{Named, Names};
use crate::extract::Language;
use crate::problem::{Problem, Refusals};
use crate::seen::SeenCase;
use crate::state::State as Shared;

/// Which unit may lead, and why.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RoutingOut {
    /// Units that may lead, best first; empty if a person must decide.
    pub(crate) suggested: Vec<SuggestionOut>,
    /// Why a person must decide, if one must.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) person_decides: Option<String>,
}

/// A unit that may lead.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SuggestionOut {
    /// The unit.
    pub(crate) unit: Named,
    /// The rule that names it.
    pub(crate) rule: String,
    /// Why.
    pub(crate) reason: String,
}

/// Suggests which unit should lead a case, by the rules; for those who assign it.
#[utoipa::path(get, path = "/api/v1/cases/{id}/routing", tag = "cases", params(("id" = Uuid, Path)),
    responses((status = 200, body = RoutingOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn routing(
    State(state): State<Shared>,
    SeenCase { seen, .. }: SeenCase,
    Language(language): Language,
) -> Result<axum::Json<RoutingOut>, Problem> {
    let routed = of_case(&state, &seen, language).await?;
    Ok(axum::Json(routed.ok_or_else(Problem::forbidden)?))
}

/// What the rules suggest for a case that exists. None for readers outside of its center: the reason names facts of the
/// respondents.
pub(crate) async fn of_case(
    state: &Shared,
    seen: &Seen,
    language: domain::text::Language,
) -> Result<Option<RoutingOut>, Problem> {
    if !seen.view.relations.contains(domain::actor::Relation::Center) {
        return Ok(None);
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
    Ok(Some(routed(state, &facts, &case.respondents, names)))
}

/// What the rules suggest, with names.
pub(crate) fn routed(
    state: &Shared,
    facts: &Facts,
    respondents: &Respondents,
    names: Names<'_>,
) -> RoutingOut {
    match state.engine.suggest(facts, respondents) {
        Routing::Suggested { ranked } => RoutingOut {
            suggested: ranked
                .into_iter()
                .map(|suggestion| SuggestionOut {
                    unit: names.unit(&suggestion.unit),
                    rule: suggestion.rule.as_str().to_owned(),
                    reason: suggestion.reason.get(names.language).to_owned(),
                })
                .collect(),
            person_decides: None,
        },
        Routing::Person { because } => RoutingOut {
            suggested: Vec::new(),
            person_decides: Some(because.text().get(names.language).to_owned()),
        },
    }
}
