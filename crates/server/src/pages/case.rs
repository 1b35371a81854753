//! The page of a case: where it is in the loop, what the reader may do and what is still missing, its deadlines with their
//! reasons, and what happened.

use askama::Template;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::actor::{Relation, Role};
use domain::case::{Case, Code, Entry, Event};
use domain::clock::ClockStatus;
use domain::id::{CaseId, PartyId, Timestamp};
use domain::supervision::Colour;
use domain::workflow::{Stage, Verb, Words as _};
use engine::enclosed::SEALED;
use engine::fit::channel_name;
use engine::reading::Seen;
use engine::vault::Masked;
use serde::Deserialize;
use store::queries::Attachment;

use super::pill::Pill;
use super::respondents::{NAMED, may_name, named};
use super::screening::{SCREENED, Screening, screening};
use super::shell::{Shell, Visitor, page};
use super::told::{Item, items};
use super::words::Words;
use super::work::next_step;
use crate::api::attachments::uploaded;
use crate::api::case_out::{CaseOut, earliest};
use crate::api::names::Names;
use crate::api::offers::{VerbOut, offered};
use crate::api::referrals::{ReferralOut, of};
use crate::caller::Caller;
use crate::extract::{Path, Query};
use crate::problem::Problem;
use crate::state::State as Shared;

/// How many events are shown, the newest of them.
pub(super) const EVENTS_MAX: u32 = 500;

/// A stage of the loop.
#[derive(Debug)]
struct Cell {
    character: &'static str,
    name: &'static str,
    class: &'static str,
    current: bool,
    note: &'static str,
}

/// A deadline.
#[derive(Debug)]
struct ClockRow {
    name: String,
    deadline: String,
    is_open: bool,
    pill: Option<Pill>,
    why: Vec<String>,
}

/// A party as anybody here may see it.
#[derive(Debug)]
struct PartyRow {
    id: String,
    name: String,
    telephone: String,
}

impl PartyRow {
    fn of((id, masked): (PartyId, Masked)) -> Self {
        Self { id: id.0.to_string(), name: masked.name, telephone: masked.telephone }
    }
}

/// A file.
#[derive(Debug)]
struct FileRow {
    id: String,
    name: String,
    is_sealed: bool,
}

impl FileRow {
    fn of(file: Attachment) -> Self {
        let is_sealed = file.media_type == SEALED;
        Self { id: file.id.0.to_string(), name: file.name, is_sealed }
    }
}

#[derive(Template)]
#[template(path = "case.html")]
#[expect(clippy::struct_excessive_bools, reason = "each is a question of the template")]
struct CasePage {
    shell: Shell,
    number: String,
    case: CaseOut,
    place: String,
    filed: String,
    channel: Option<String>,
    pill: Option<Pill>,
    supervised: bool,
    /// Whether an open order lists it.
    listed: bool,
    /// The leader who sponsors it, and until when.
    sponsor: Option<(String, String)>,
    /// Whether the reader may see to that.
    sees_to_sponsor: bool,
    /// Whether the reader may call a joint session on it.
    calls_session: bool,
    cells: Vec<Cell>,
    parties: Vec<PartyRow>,
    can: Vec<VerbOut>,
    has_onward: bool,
    lacks: Vec<VerbOut>,
    /// Whether an order may be drafted with it.
    orders: bool,
    /// The orders, recommendations and joint sessions about it: address, number, what kind, where it stands.
    documents: Vec<(String, String, String, String)>,
    clocks: Vec<ClockRow>,
    ended_clocks: usize,
    referrals: Vec<ReferralOut>,
    files: Vec<FileRow>,
    /// Whether the reader sees what papers tell.
    papers: bool,
    items: Vec<Item>,
    /// The screening that it waits for.
    screening: Option<Screening>,
    /// Whom it is about, for those who may know.
    about: Option<Vec<String>>,
    /// Whether the reader may name more of them.
    names_them: bool,
}

/// What was just done, and which part is wanted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct DoneIn {
    done: String,
    frag: String,
}

/// The case that a number in an address names, as the visitor sees it.
pub(super) async fn seen(state: &Shared, visitor: &Visitor, number: &str) -> Result<Seen, Problem> {
    let who = visitor.caller.who();
    let number = engine::codes::normalized(number, engine::codes::NUMBER_CHARACTERS);
    let number = number.ok_or_else(Problem::not_found)?;
    let visible = state.engine.visible(&who).await?;
    let found = state.engine.store().case_by_number(&visible, &number).await?;
    let found = found.ok_or_else(Problem::not_found)?;
    let seen = state.engine.read(&who, found.stored.case.id).await?;
    seen.ok_or_else(Problem::not_found)
}

/// Where it is: the name of the place, unless the address begins with it.
fn place(seen: &Seen, names: Names<'_>) -> String {
    let (name, address) = (names.place(&seen.case().place).name, &seen.complaint.address);
    if address.starts_with(&name) { address.clone() } else { format!("{name} {address}") }
}

/// Shows a case.
pub(super) async fn case(
    State(state): State<Shared>,
    mut visitor: Visitor,
    Path(number): Path<String>,
    Query(DoneIn { done, frag }): Query<DoneIn>,
) -> Result<Response, Problem> {
    if frag == "row" {
        return super::work::one_row(&state, visitor, &number).await;
    }
    let seen = seen(&state, &visitor, &number).await?;
    let (case, language) = (seen.case(), visitor.shell.language);
    let names = Names::new(state.engine.definitions(), &seen.snapshot.directory, language);
    let names = names.of_case(case);
    tell_done(&mut visitor.shell, &done, names);
    let shell = visitor.shell;
    let (store, now) = (state.engine.store(), state.engine.clock().now());
    let after = case.seq.saturating_sub(u64::from(EVENTS_MAX));
    let entries = store.timeline(&seen.visible, case.id, after, EVENTS_MAX).await?;
    let entries = entries.ok_or_else(Problem::not_found)?;
    let kept = store.words(&seen.visible, case.id).await?;
    let files = store.attachments(&seen.visible, case.id).await?.unwrap_or_default();
    let parties = state.engine.parties(&seen).await?;
    let referrals = of(&state, &seen, names).await?;
    let documents = documents(&state, &visitor.caller, case.id, &shell).await?;
    let Steps { can, has_onward, lacks, orders } = steps(&state, &seen, names);
    let due = earliest(case).filter(|_| case.ended.is_none());
    let sheet = CasePage {
        number: seen.stored.number.clone(),
        case: CaseOut::new(&seen, names),
        place: place(&seen, names),
        filed: names.definitions.calendar.minute_text(case.filed_at),
        channel: channel_name(&seen.complaint.channel).map(|name| name.get(language).to_owned()),
        pill: due.map(|due| pill(case, due, (names, now), &shell)),
        supervised: case.is_supervised(),
        listed: case.orders.values().any(|order| order.discharged_at.is_none() && order.listed),
        sponsor: sponsor(case, names),
        calls_session: supervises(&seen),
        sees_to_sponsor: case.ended.is_none() && state.engine.may_see_to_sponsor(&seen),
        cells: cells(case, &entries, shell.w),
        parties: parties.into_iter().map(PartyRow::of).collect(),
        can,
        has_onward,
        lacks,
        orders,
        documents,
        clocks: clocks(case, names, now, shell.w),
        ended_clocks: case.clocks.iter().filter(|clock| !clock.is_open()).count(),
        referrals,
        files: files.into_iter().map(FileRow::of).collect(),
        papers: seen.fields().content,
        items: items(&entries, &kept, (names, shell.w), &seen),
        screening: screening(&seen, &visitor.caller, names),
        about: named(&seen, names, &shell),
        names_them: may_name(&seen),
        shell,
    };
    Ok(page(&sheet, StatusCode::OK))
}

/// Says what was done, where it was done just now.
fn tell_done(shell: &mut Shell, done: &str, names: Names<'_>) {
    if done.is_empty() {
        return;
    }
    let w = shell.w;
    let told = match done {
        NAMED => w.respondents.were_named.to_owned(),
        SCREENED => w.respondents.was_screened.to_owned(),
        done => format!("{}{}", w.done, names.transition(&done.into()).name),
    };
    shell.tell(Some(told));
}

/// Who sponsors it, and until when.
fn sponsor(case: &Case, names: Names<'_>) -> Option<(String, String)> {
    let sponsor = case.sponsor.as_ref()?;
    Some((names.person(&sponsor.person).name, sponsor.until.to_string()))
}

/// Whether whoever looks at it supervises for its center.
fn supervises(seen: &Seen) -> bool {
    let holds = |role| seen.actor.holds(role);
    seen.view.relations.contains(Relation::Center)
        && (holds(Role::Supervisor) || holds(Role::Director))
}

/// How much of the time until a deadline is left, in the colour of the case.
fn pill(case: &Case, due: Timestamp, (names, now): (Names<'_>, Timestamp), shell: &Shell) -> Pill {
    let colours = &names.definitions.supervision.colours;
    let turns = colours.turns(&names.definitions.calendar, case);
    let colour = turns.map_or(Colour::Green, |turns| turns.at(now));
    Pill::of(due, colour, now, shell.w)
}

/// The orders, recommendations and joint sessions about the case of which the reader may know.
async fn documents(
    state: &Shared,
    caller: &Caller,
    case: CaseId,
    shell: &Shell,
) -> Result<Vec<(String, String, String, String)>, Problem> {
    let found = state.engine.orders_of_case(&caller.person, case).await?;
    let document = |order: engine::orders::KeptOrder| {
        let (kind, standing) = (order.facts.kind.words(), order.facts.standing.words());
        (
            format!("/s/supervise/orders/{}", order.id),
            order.number,
            kind.get(shell.language).to_owned(),
            standing.get(shell.language).to_owned(),
        )
    };
    let session = |session: engine::joint::KeptSession| {
        (
            format!("/s/supervise/sessions/{}", session.id),
            session.number,
            shell.w.joint.sessions.to_owned(),
            session.facts.standing.words().get(shell.language).to_owned(),
        )
    };
    let sessions = state.engine.joint_sessions_of_case(&caller.person, case).await?;
    Ok(found.into_iter().map(document).chain(sessions.into_iter().map(session)).collect())
}

/// What the reader can do, what brings the case on first if anything does; and what cannot be done yet.
struct Steps {
    can: Vec<VerbOut>,
    has_onward: bool,
    lacks: Vec<VerbOut>,
    /// Whether an order may be drafted with it.
    orders: bool,
}

fn steps(state: &Shared, seen: &Seen, names: Names<'_>) -> Steps {
    let verbs = offered(state, seen, names).verbs;
    let by_document = |verb: &VerbOut| {
        verb.lacks.as_ref().is_some_and(|lacks| lacks.code == Code::NeedsDocument.as_str())
    };
    let (documented, verbs): (Vec<_>, Vec<_>) = verbs.into_iter().partition(by_document);
    let orders = documented.iter().any(|verb| verb.verb == Verb::Supervise.as_str());
    let (mut can, lacks): (Vec<_>, Vec<_>) =
        verbs.into_iter().partition(|verb| verb.lacks.is_none());
    let (case, offers) = (seen.case(), state.engine.offers(seen));
    let onward = state.engine.workflow_of(case).and_then(|workflow| {
        let offer = next_step(workflow, case, &offers)?;
        can.iter().position(|verb| verb.transition.id == offer.transition.as_str())
    });
    if let Some(place) = onward {
        can[..=place].rotate_right(1);
    }
    Steps { can, has_onward: onward.is_some(), lacks, orders }
}

/// Adds a file to the case.
pub(super) async fn add_file(
    State(state): State<Shared>,
    visitor: Visitor,
    Path(number): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let seen = seen(&state, &visitor, &number).await?;
    _ = uploaded(&state, &seen, &visitor.caller, request).await?;
    Ok(Redirect::to(&format!("/s/cases/{}", seen.stored.number)).into_response())
}

/// The loop. 督 runs beside the others: it is lit as long as an order is open, wherever the case is.
fn cells(case: &Case, entries: &[Entry], w: &Words) -> Vec<Cell> {
    let entered = |stage: Stage| {
        entries.iter().any(|entry| {
            matches!(&entry.event, Event::StateEntered(entered) if entered.stage == stage)
                || matches!(&entry.event, Event::Filed(filed) if filed.stage == stage)
        })
    };
    let place = |stage: Stage| Stage::ALL.iter().position(|known| *known == stage);
    let cell = |stage: Stage| {
        let current = stage == case.stage;
        let passed = place(stage) < place(case.stage);
        let (class, note) = if stage == Stage::Supervise {
            if case.is_supervised() { ("sup", w.supervised) } else { ("", "") }
        } else if current && case.ended.is_some() {
            ("done", "✓")
        } else if current {
            ("", w.in_progress)
        } else if !passed {
            ("", "")
        } else if entered(stage) {
            ("done", "✓")
        } else {
            ("skip-stage", "")
        };
        Cell { character: stage.character(), name: w.stage_name(stage), class, current, note }
    };
    Stage::ALL.into_iter().map(cell).collect()
}

fn clocks(case: &Case, names: Names<'_>, now: domain::id::Timestamp, w: &Words) -> Vec<ClockRow> {
    let ground = |ground: &domain::id::GroundName| names.ground(ground).name;
    let (colours, calendar) = (&names.definitions.supervision.colours, &names.definitions.calendar);
    let row = |clock: &domain::clock::Clock| ClockRow {
        name: names.limit(&clock.limit).name,
        deadline: domain::clock::deadline_text(&names.definitions.calendar, clock.deadline),
        is_open: clock.is_open(),
        pill: match clock.status {
            ClockStatus::Running => Some(Pill::of(
                clock.deadline,
                colours.of(calendar, &domain::clock::Run::from(clock), now),
                now,
                w,
            )),
            ClockStatus::Paused => Some(Pill::paused(w)),
            ClockStatus::Ended(_) if clock.is_late(now) => Some(Pill::kept_late(w)),
            ClockStatus::Ended(_) => None,
        },
        why: clock.explanation.lines_naming(names.language, &ground),
    };
    // What still runs comes first.
    let (open, ended): (Vec<_>, Vec<_>) = case.clocks.iter().partition(|clock| clock.is_open());
    open.into_iter().chain(ended).map(row).collect()
}
