//! Which unit should lead a case, by the rules.

use axum::extract::State;
use domain::routing::{Facts, Routing};
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
