//! What a citizen does without an account: complain, look up, add, withdraw, say whether it was solved. A code or token
//! comes in the body, never in an address, so that no log of addresses opens a case.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::actor::Author;
use domain::case::{Case, Command, Event, Input, Perform, Recipient, Value as FormValue};
use domain::clock::ClockStatus;
use domain::id::{PartyId, Timestamp};
use domain::workflow::{Visibility, Workflow};
use engine::Who;
use engine::execute::Order;
use engine::intake::Intake;
use engine::reading::Seen;
use engine::wording::Wording;
use serde::{Deserialize, Serialize};
use store::change::Complaint;
use store::queries::Words;
use utoipa::ToSchema;

use super::cases::{
    PartyIn, RespondentsIn, answer, category, filing_form, on_the_map, place, title,
};
use super::form::FormIn;
use super::input::SolvedIn;
use super::names::{Named, Names};
use super::verbs::{PerformIn, VerbIn, VerbOut, changed, command, offered};
use crate::address::Address;
use crate::extract::{IdempotencyKey, Json, Language};
use crate::problem::{Problem, Refusals};
use crate::state::State as Shared;

/// A complaint of a citizen.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ComplaintIn {
    /// Under which workflow; one that citizens may file.
    workflow: String,
    /// One line.
    #[schema(min_length = 1, max_length = 200)]
    title: String,
    /// What it is about, by its code, if the citizen chose one.
    #[serde(default)]
    category: String,
    /// Where, by its division code.
    #[serde(default)]
    place: String,
    /// Where, in words.
    #[serde(default)]
    address: String,
    /// Where on the map, in degrees: longitude and latitude.
    position: Option<(f64, f64)>,
    /// Who complains; absent to give no name.
    party: Option<PartyIn>,
    /// Whom it is about.
    #[serde(default)]
    respondents: RespondentsIn,
    /// The filled form of the workflow.
    #[serde(default)]
    #[schema(value_type = std::collections::BTreeMap<String, super::form::FieldIn>)]
    form: FormIn,
}

/// Files a complaint without an account.
#[utoipa::path(post, path = "/api/v1/public/complaints", tag = "public", request_body = ComplaintIn,
    params(("Idempotency-Key" = String, Header, description = "A fresh key for each new request, the same for a repeat")),
    responses((status = 201, body = super::cases::FiledOut), Refusals))]
pub(crate) async fn complain(
    State(state): State<Shared>,
    from: Address,
    key: IdempotencyKey,
    body: Json<ComplaintIn>,
) -> Result<Response, Problem> {
    state.limits.complain(from)?;
    // There is nobody to tell citizens apart by; two who chose the same key wrote different things.
    let request = key.of(format!("public:{}", store::record::hex(&body.hash)), body.hash);
    let body = body.value;
    title(&body.title)?;
    let mut wording = Wording::default();
    let form = filing_form(&state, &body.workflow, body.form, &mut wording)?;
    let intake = Intake {
        workflow: body.workflow.as_str().into(),
        center: state.options.center.clone(),
        parties: body.party.map(PartyIn::read).transpose()?.into_iter().collect(),
        complaint: Complaint {
            title: body.title,
            address: body.address,
            position: on_the_map(body.position)?,
            channel: "scan".to_owned(),
        },
        category: category(&state, &body.category)?,
        place: place(&body.place)?,
        complexity: domain::case::Complexity::default(),
        risk: domain::case::Risk::default(),
        secrecy: domain::case::Secrecy::default(),
        respondents: body.respondents.read(),
        form,
        wording,
        source: None,
        at: None,
        request: Some(request),
    };
    let filed = state.engine.file(None, intake).await?;
    Ok(answer(&filed))
}

/// A receipt code.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReceiptIn {
    /// The code, with or without hyphens.
    #[schema(max_length = 64)]
    code: String,
}

/// How a complaint stands, in plain words. It names no person and no unit of a police matter.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProgressOut {
    /// The number of the case.
    number: String,
    /// The version, for what is done with it next.
    version: u64,
    /// The state, as citizens call it.
    state: Named,
    /// The stage of the loop.
    stage: String,
    /// When it was filed.
    filed_at: String,
    /// By when an answer was promised; once it was given, the promise that was kept or broken last.
    #[serde(skip_serializing_if = "Option::is_none")]
    promised_by: Option<String>,
    /// Whether that has passed, or was kept too late.
    late: bool,
    /// The outcome, once it has ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended: Option<Named>,
    /// What was told to the citizen, the newest last.
    messages: Vec<MessageOut>,
    /// What the citizen may do now.
    verbs: Vec<VerbOut>,
    /// The one-time token with which the citizen says whether it was solved, while that can be said.
    #[serde(skip_serializing_if = "Option::is_none")]
    rating_token: Option<String>,
}

/// Something that was told to the citizen.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MessageOut {
    /// When.
    at: String,
    /// What it is: the name of a letter, or what was done.
    about: String,
    /// What of it is for the citizen's eyes, by the labels of the form.
    said: Vec<SaidOut>,
}

/// A field that the citizen may read.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SaidOut {
    /// The label.
    label: String,
    /// What was filled in.
    text: String,
}

/// Looks up how a complaint stands.
#[utoipa::path(post, path = "/api/v1/public/receipts", tag = "public", request_body = ReceiptIn,
    responses((status = 200, body = ProgressOut), Refusals))]
pub(crate) async fn look_up(
    State(state): State<Shared>,
    from: Address,
    Language(language): Language,
    body: Json<ReceiptIn>,
) -> Result<Response, Problem> {
    state.limits.try_code(from)?;
    let (seen, party) = opened(&state, &body.value.code).await?;
    let names = Names::new(state.engine.definitions(), &seen.snapshot.directory, language);
    let progress = progress(&state, &seen, party, names.of_case(seen.case())).await?;
    Ok(([(header::CACHE_CONTROL, "no-store")], axum::Json(progress)).into_response())
}

/// The case that a code opens, as its party sees it.
async fn opened(state: &Shared, code: &str) -> Result<(Seen, PartyId), Problem> {
    let receipt = state.engine.receipt(code).await?.ok_or_else(Problem::not_found)?;
    let who = Who::Party(receipt.party);
    let seen = state.engine.read(&who, receipt.case).await?.ok_or_else(Problem::not_found)?;
    Ok((seen, receipt.party))
}

async fn progress(
    state: &Shared,
    seen: &Seen,
    party: PartyId,
    names: Names<'_>,
) -> Result<ProgressOut, Problem> {
    let case = seen.case();
    let (promised, now) = promise(case, names.workflow, state.engine.clock().now()).unzip();
    let now = now.unwrap_or_default();
    let store = state.engine.store();
    let entries = store.timeline(&seen.visible, case.id, 0, u32::MAX).await?.unwrap_or_default();
    let words = store.words(&seen.visible, case.id).await?;
    let messages = entries.iter().filter_map(|entry| {
        // What another party of the same case has said is theirs.
        if matches!(&entry.by, Author::Citizen(author) if *author != party) {
            return None;
        }
        let (about, said) = told(&entry.event, names, &words)?;
        Some(MessageOut { at: names.instant(entry.at), about, said })
    });
    let token = state.engine.token_to_rate(seen, party).await?;
    Ok(ProgressOut {
        number: seen.stored.number.clone(),
        version: case.seq,
        state: names.public_state(&case.state),
        stage: case.stage.as_str().to_owned(),
        filed_at: names.instant(case.filed_at),
        promised_by: promised.map(|at| names.deadline(at)),
        late: promised.is_some_and(|at| now >= at),
        ended: case.ended.as_ref().map(|outcome| names.outcome(outcome)),
        messages: messages.collect(),
        verbs: offered(state, seen, names).verbs,
        rating_token: token,
    })
}

/// The earliest open deadline among the limits that are promises to the citizen, or the last one once all are kept; and
/// the instant that it is held against: now, or when it was kept.
pub(crate) fn promise(
    case: &Case,
    workflow: Option<&Workflow>,
    now: Timestamp,
) -> Option<(Timestamp, Timestamp)> {
    let limits = &workflow?.definition().limits;
    let promised = case
        .clocks
        .iter()
        .filter(|clock| limits.get(clock.limit.as_str()).is_some_and(|limit| limit.promise));
    let ended = |clock: &domain::clock::Clock| match clock.status {
        ClockStatus::Ended(at) => Some((clock.deadline, at)),
        ClockStatus::Running | ClockStatus::Paused => None,
    };
    let open = promised.clone().filter(|clock| clock.is_open()).map(|clock| (clock.deadline, now));
    open.min().or_else(|| promised.filter_map(ended).max_by_key(|(_, at)| *at))
}

/// What an event tells the citizen: a letter that went to the parties, or fields that are for their eyes.
fn told(event: &Event, names: Names<'_>, words: &Words) -> Option<(String, Vec<SaidOut>)> {
    let definition = names.workflow?.definition();
    if let Event::Told { letter, to } = event {
        let found = definition.letters.get(letter.as_str());
        let name = found.map_or(letter.as_str(), |found| found.name.get(names.language));
        return to.contains(&Recipient::Parties).then(|| (name.to_owned(), Vec::new()));
    }
    let Event::Performed(performed) = event else { return None };
    let transition = definition.transitions.get(performed.transition.as_str())?;
    let form = definition.forms.get(transition.form.as_ref()?.as_str())?;
    let said = performed.form.iter().filter_map(|(name, value)| {
        let field = form.fields.get(name.as_str())?;
        let shown = field.visible == Visibility::Citizen;
        let text = shown.then(|| text(value, field, names, words)).flatten()?;
        Some(SaidOut { label: field.label.get(names.language).to_owned(), text })
    });
    let said: Vec<_> = said.collect();
    let label = transition.label.get(names.language).to_owned();
    (!said.is_empty()).then_some((label, said))
}

fn text(
    value: &FormValue,
    field: &domain::workflow::Field,
    names: Names<'_>,
    words: &Words,
) -> Option<String> {
    Some(match value {
        FormValue::Text(reference) => words.get(&reference.id).cloned().flatten()?,
        FormValue::Date(day) => day.to_string(),
        FormValue::Number(number) => number.to_string(),
        FormValue::Money(fen) => format!("{}.{:02}", fen / 100, fen % 100),
        FormValue::YesNo(yes) => yes.to_string(),
        FormValue::Choice(choice) => field
            .choices
            .get(choice)
            .map_or(choice.as_str(), |name| name.get(names.language))
            .to_owned(),
    })
}

/// Something that a citizen does with their case.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CitizenVerbIn {
    /// The receipt code.
    #[schema(max_length = 64)]
    code: String,
    /// What.
    perform: PerformIn,
}

/// Does something with the citizen's own case: answer, add, withdraw, have it reopened.
#[utoipa::path(post, path = "/api/v1/public/receipts/verbs", tag = "public", request_body = CitizenVerbIn,
    params(("Idempotency-Key" = String, Header, description = "A fresh key for each new request, the same for a repeat")),
    responses((status = 200, body = super::case_out::ChangedOut), Refusals))]
pub(crate) async fn perform(
    State(state): State<Shared>,
    from: Address,
    key: IdempotencyKey,
    body: Json<CitizenVerbIn>,
) -> Result<Response, Problem> {
    state.limits.try_code(from)?;
    let hash = body.hash;
    let (seen, party) = opened(&state, &body.value.code).await?;
    let who = Who::Party(party);
    let (command, texts) = command(&state, &seen, VerbIn::Perform(body.value.perform)).await?;
    let mut order = Order::new(who.clone(), seen.case().id, command);
    order.texts = texts;
    order.request = Some(key.of(who.key(), hash));
    Ok(changed(&state.engine.execute(order).await?))
}

/// What a citizen says about the result.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RatingIn {
    /// The one-time token.
    #[schema(max_length = 64)]
    token: String,
    /// Whether it was solved.
    solved: SolvedIn,
    /// Further fields of the rating form.
    #[serde(default)]
    #[schema(value_type = std::collections::BTreeMap<String, super::form::FieldIn>)]
    form: FormIn,
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
    let RatingIn { token, solved, form } = body.value;
    let (token, hash) = state.engine.rating_token(&token).await?.ok_or_else(Problem::not_found)?;
    let who = Who::Party(token.party);
    let seen = state.engine.read(&who, token.case).await?.ok_or_else(Problem::not_found)?;
    let solved: domain::case::Solved = solved.into();
    let perform = rating(&state, &seen, solved, form).ok_or_else(|| {
        Problem::new(
            axum::http::StatusCode::CONFLICT,
            "not_to_rate",
            "现在还不能评价",
            "there is nothing to rate now",
        )
    })?;
    let (perform, texts) = perform?;
    let mut order = Order::new(who.clone(), seen.case().id, Command::Perform(perform));
    order.texts = texts;
    order.token = Some(hash);
    order.request = Some(key.of(who.key(), body.hash));
    Ok(changed(&state.engine.execute(order).await?))
}

type Rating = Result<(Perform, Vec<store::change::KeptText>), Problem>;

/// The transition by which this party says so: procedures have one for what is solved and one for what is not, told apart
/// by trying them in the order of the buttons.
fn rating(
    state: &Shared,
    seen: &Seen,
    solved: domain::case::Solved,
    form: FormIn,
) -> Option<Rating> {
    let workflow = state.engine.workflow_of(seen.case())?;
    let fits = |name: &domain::id::TransitionName| {
        workflow.transition(name).filter(|found| {
            found.verb == domain::workflow::Verb::Rate
                && found
                    .when
                    .solved
                    .is_none_or(|wanted| wanted == (solved == domain::case::Solved::Yes))
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
            evidence: std::collections::BTreeMap::new(),
        };
        (perform, wording.finish())
    }))
}
