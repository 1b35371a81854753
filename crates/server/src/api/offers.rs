//! What may be done with a case, what each needs, and what it still lacks.

use std::collections::BTreeMap;

use axum::extract::State;
use domain::actor::Actor;
use domain::case::{Case, Rejection};
use domain::decide::Offer;
use domain::id::{FieldName, FormName, StateName};
use domain::refusal::Refused;
use domain::scenario::World;
use domain::text::Bilingual;
use domain::workflow::{Definition, Field, FieldKind, InputKind, Words as _};
use engine::reading::Seen;
use serde::Serialize;
use utoipa::ToSchema;

use super::names::{Named, Names};
use crate::extract::Language;
use crate::problem::{Problem, Refusals};
use crate::seen::SeenCase;
use crate::state::State as Shared;

/// What may be done with a case.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VerbsOut {
    /// The version for which this holds.
    version: u64,
    /// What stands in the caller's seat, in the order of the buttons.
    pub(crate) verbs: Vec<VerbOut>,
}

/// Something that may be done.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VerbOut {
    /// The transition, and its label.
    pub(crate) transition: Named,
    /// What it does.
    pub(crate) verb: String,
    /// The state it leads to, if to another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) to: Option<Named>,
    /// What it needs beyond its form, if anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) input: Option<NeedOut>,
    /// The fields of its form.
    pub(crate) form: Vec<FieldOut>,
    /// Evidence that it needs.
    pub(crate) evidence: Vec<Named>,
    /// Why it cannot be done yet; absent if it can.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) lacks: Option<LacksOut>,
}

/// What a verb needs beyond the form.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NeedOut {
    /// The kind of input, which is its key under `input`; and what it is.
    pub(crate) kind: Named,
    /// What may be chosen: the coded reasons, the listed grounds, the limits that run, the orders that are open. Empty
    /// where the choice is not of the case.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) choices: Vec<Named>,
}

/// A field of a form.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FieldOut {
    /// The field, and its label.
    pub(crate) field: Named,
    /// What it holds: text, date, number, money, `yes_no` or choice.
    pub(crate) kind: String,
    /// Whether it must be filled.
    pub(crate) required: bool,
    /// Choices of other fields: where all of them are chosen, it must be filled.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) required_with: BTreeMap<String, String>,
    /// The greatest number of characters of a text, where it is not the usual one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) longest: Option<u32>,
    /// The choices, by their stored values.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) choices: Vec<Named>,
}

/// What is still missing.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LacksOut {
    /// The stable code of the refusal.
    pub(crate) code: String,
    /// What it says.
    pub(crate) message: String,
}

/// Lists what the caller may do with the case now, and what each still lacks.
#[utoipa::path(get, path = "/api/v1/cases/{id}/verbs", tag = "cases", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = VerbsOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn list_verbs(
    State(state): State<Shared>,
    SeenCase { seen, .. }: SeenCase,
    Language(language): Language,
) -> Result<axum::Json<VerbsOut>, Problem> {
    let names = Names::new(state.engine.definitions(), &seen.snapshot.directory, language);
    Ok(axum::Json(offered(&state, &seen, names)))
}

/// What may be done, with names.
pub(crate) fn offered(state: &Shared, seen: &Seen, names: Names<'_>) -> VerbsOut {
    let (case, names) = (seen.case(), names.of_case(seen.case()));
    let public = matches!(seen.actor, Actor::Citizen(_));
    let offers = state.engine.offers(seen);
    let verbs = state.engine.world_of(seen).into_iter().flat_map(|world| {
        let menu = Menu { world, case, names, public };
        offers.iter().filter_map(|offer| menu.verb(offer)).collect::<Vec<_>>()
    });
    VerbsOut { version: seen.case().seq, verbs: verbs.collect() }
}

/// What is offered, of one case to one reader.
struct Menu<'a> {
    world: World<'a>,
    case: &'a Case,
    names: Names<'a>,
    /// Whether a citizen reads it.
    public: bool,
}

impl Menu<'_> {
    fn verb(&self, offer: &Offer) -> Option<VerbOut> {
        let Self { world, names, .. } = self;
        let transition = world.workflow.transition(&offer.transition)?;
        let definition = world.workflow.definition();
        let evidence = transition.evidence.iter().map(|kind| {
            let found = definition.evidence.get(kind.as_str());
            names.named(kind.as_str(), found.map(|found| &found.name))
        });
        Some(VerbOut {
            transition: names.transition(&offer.transition),
            verb: transition.verb.as_str().to_owned(),
            to: transition.to.as_ref().map(|state| self.state(state)),
            input: transition.verb.input().map(|kind| self.need(kind)),
            form: fields(transition.form.as_ref(), definition, *names),
            evidence: evidence.collect(),
            lacks: offer.lacks.as_ref().map(|rejection| LacksOut {
                code: rejection.code().as_str().to_owned(),
                message: self.refused(rejection, offer).get(names.language).to_owned(),
            }),
        })
    }

    fn state(&self, state: &StateName) -> Named {
        if self.public { self.names.public_state(state) } else { self.names.state(state) }
    }

    fn refused(&self, rejection: &Rejection, offer: &Offer) -> Bilingual {
        let Self { world, public, .. } = *self;
        Refused { rejection, world, tried: Some(&offer.transition), public }.text()
    }

    fn need(&self, kind: InputKind) -> NeedOut {
        let Self { world, names, case, .. } = self;
        let definition = world.workflow.definition();
        let choices = match kind {
            InputKind::Reasoned => {
                let reasons = definition.reasons.iter();
                reasons.map(|(code, known)| names.named(code.as_str(), Some(&known.name))).collect()
            }
            InputKind::Suspend => {
                let grounds = definition.grounds.iter();
                grounds.map(|(code, known)| names.named(code.as_str(), Some(&known.name))).collect()
            }
            InputKind::Extend => {
                let open = case.clocks.iter().filter(|clock| clock.is_open());
                open.map(|clock| names.limit(&clock.limit)).collect()
            }
            InputKind::OrderNumber => {
                let orders = case.orders.iter().filter(|(_, order)| order.discharged_at.is_none());
                orders.map(|(number, _)| names.named(&number.to_string(), None)).collect()
            }
            InputKind::Classify
            | InputKind::Assign
            | InputKind::Unit
            | InputKind::Units
            | InputKind::Signing
            | InputKind::Verdict
            | InputKind::Person
            | InputKind::Case
            | InputKind::Parties
            | InputKind::Solved
            | InputKind::JointSession
            | InputKind::Order => Vec::new(),
        };
        NeedOut { kind: names.named(kind.as_str(), Some(&kind.words())), choices }
    }
}

/// The fields of a form.
pub(crate) fn fields(
    form: Option<&FormName>,
    definition: &Definition,
    names: Names<'_>,
) -> Vec<FieldOut> {
    let form = form.and_then(|form| definition.forms.get(form.as_str()));
    let fields = form.into_iter().flat_map(|form| &form.fields);
    let field = |(name, field): (&FieldName, &Field)| FieldOut {
        field: names.named(name.as_str(), Some(&field.label)),
        kind: kind(field.kind).to_owned(),
        required: field.required,
        required_with: field
            .required_with
            .iter()
            .map(|(name, choice)| (name.to_string(), choice.clone()))
            .collect(),
        longest: field.longest,
        choices: field.choices.iter().map(|(id, name)| names.named(id, Some(name))).collect(),
    };
    fields.map(field).collect()
}

const fn kind(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Text => "text",
        FieldKind::Date => "date",
        FieldKind::Number => "number",
        FieldKind::Money => "money",
        FieldKind::YesNo => "yes_no",
        FieldKind::Choice => "choice",
    }
}
