//! What happened to a case, as its reader may know it now.

use axum::extract::State;
use domain::access::{Fields, share};
use domain::case::{Entry, Event};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::queries::Words;
use utoipa::{IntoParams, ToSchema};

use super::facts::Facts;
use super::names::{Named, Names, instant};
use super::page::page_size;
use crate::extract::{Language, Query};
use crate::problem::{Problem, Refusals};
use crate::seen::SeenCase;
use crate::state::State as Shared;

/// Which part of a timeline.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct TimelineIn {
    /// After this event.
    #[serde(default)]
    #[param(value_type = i64, minimum = 0, maximum = 4_294_967_295_i64)]
    after: u32,
    /// How many events, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// What happened to a case.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TimelineOut {
    /// The events in their order.
    events: Vec<EventOut>,
}

/// Something that happened.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EventOut {
    /// Its place in the log.
    pub(crate) seq: u64,
    /// When.
    pub(crate) at: String,
    /// Who.
    pub(crate) by: Named,
    /// What: a stable word.
    pub(crate) kind: &'static str,
    /// The transition, for those that were performed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) transition: Option<Named>,
    /// The facts, with the words that belong to them; `null` stands for erased words.
    #[schema(value_type = Object)]
    pub(crate) facts: Value,
}

impl EventOut {
    /// An event, without what its reader may not know.
    pub(crate) fn new(entry: &Entry, words: &Words, names: Names<'_>, fields: Fields) -> Self {
        let transition = if let Event::Performed(performed) = &entry.event {
            Some(names.transition(&performed.transition))
        } else {
            None
        };
        Self {
            seq: entry.seq,
            at: instant(entry.at),
            by: names.author(&entry.by),
            kind: kind(&entry.event),
            transition,
            facts: Facts { words, share: share(&entry.event, fields) }.of(&entry.event),
        }
    }
}

/// The word for what happened.
pub(super) fn kind(event: &Event) -> &'static str {
    match event {
        Event::Filed(_) => "filed",
        Event::Performed(_) => "performed",
        Event::StateEntered(_) => "state_entered",
        Event::HolderChanged(_) => "holder_changed",
        Event::Classified(_) => "classified",
        Event::Assigned(_) => "assigned",
        Event::Read(_) => "read",
        Event::Signed(_) => "signed",
        Event::HandlerChanged(_) => "handler_changed",
        Event::Contacted => "contacted",
        Event::Returned(_) => "returned",
        Event::Objected(_) => "objected",
        Event::Transferred(_) => "transferred",
        Event::Delegated(_) => "delegated",
        Event::Joined(_) => "joined",
        Event::Contributed(_) => "contributed",
        Event::Released(_) => "released",
        Event::SigningOpened(_) => "signing_opened",
        Event::Countersigned { .. } => "countersigned",
        Event::SignerAdded(_) => "signer_added",
        Event::SignerDropped(_) => "signer_dropped",
        Event::Urged => "urged",
        Event::Copied(_) => "copied",
        Event::Consulted(_) => "consulted",
        Event::Answered(_) => "answered",
        Event::ExtensionRequested { .. } => "extension_requested",
        Event::ExtensionGranted => "extension_granted",
        Event::ExtensionRefused => "extension_refused",
        Event::Suspended { .. } => "suspended",
        Event::Resumed => "resumed",
        Event::Escalated(_) => "escalated",
        Event::TakenBack => "taken_back",
        Event::Withdrawn => "withdrawn",
        Event::Merged(_) => "merged",
        Event::RepeatLinked(_) => "repeat_linked",
        Event::Absorbed(_) => "absorbed",
        Event::Split { .. } => "split",
        Event::Verified(_) => "verified",
        Event::SpotChecked(_) => "spot_checked",
        Event::Heard(_) => "heard",
        Event::Redispatched => "redispatched",
        Event::JointSessionHeld(_) => "joint_session_held",
        Event::Ordered { .. } => "ordered",
        Event::Discharged(_) => "discharged",
        Event::OrderNoted(_) => "order_noted",
        Event::SessionNoted(_) => "session_noted",
        Event::Sponsored(_) => "sponsored",
        Event::SponsorEnded(_) => "sponsor_ended",
        Event::Reopened => "reopened",
        Event::Archived => "archived",
        Event::Screened(_) => "screened",
        Event::RespondentsNamed(_) => "respondents_named",
        Event::Recused(_) => "recused",
        Event::PartyLeft(_) => "party_left",
        Event::ClockStarted(_) => "clock_started",
        Event::ClockMoved { .. } => "clock_moved",
        Event::ClockEnded(_) => "clock_ended",
        Event::LevelReached { .. } => "level_reached",
        Event::Told { .. } => "told",
        Event::VersionMoved(_) => "version_moved",
    }
}

/// Tells what happened to a case.
#[utoipa::path(get, path = "/api/v1/cases/{id}/timeline", tag = "cases", params(("id" = Uuid, Path), TimelineIn),
    responses((status = 200, body = TimelineOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn timeline(
    State(state): State<Shared>,
    SeenCase { seen, .. }: SeenCase,
    Language(language): Language,
    Query(query): Query<TimelineIn>,
) -> Result<axum::Json<TimelineOut>, Problem> {
    let limit = page_size(query.limit)?;
    let store = state.engine.store();
    let after = u64::from(query.after);
    let entries = store.timeline(&seen.visible, seen.case().id, after, limit).await?;
    let entries = entries.ok_or_else(Problem::not_found)?;
    let words = store.words(&seen.visible, seen.case().id).await?;
    let names = Names::new(state.engine.definitions(), &seen.snapshot.directory, language);
    let names = names.of_case(seen.case());
    let fields = seen.fields();
    let events = entries.iter().map(|entry| EventOut::new(entry, &words, names, fields));
    Ok(axum::Json(TimelineOut { events: events.collect() }))
}
