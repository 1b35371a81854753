//! Supervision orders 督办单: drafted, signed by another, received and answered by the unit, struck off.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::case::Case;
use domain::id::{CaseId, LevelName, PersonId, UnitId};
use domain::order::{OrderStep, Standing};
use domain::workflow::Words as _;
use engine::Who;
use engine::orders::{
    KeptOrder, NewOrder, NotDone, NotDrafted, ORDER_CASES_MAX, ORDER_CHARACTERS_MAX, OrderCase,
    OrderFilter, OrderPage, ReadOrder, Taking,
};
use engine::reading::Seen;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::names::{Named, Names, instant};
use super::page::{next_order, order_cursor, page_size};
use crate::caller::{Caller, Scope};
use crate::extract::{Json, Language, Path, Query};
use crate::problem::{Problem, Refusals};
use crate::state::State as Shared;

/// Where an order stands.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum StandingIn {
    /// To be signed.
    Drafted,
    /// To be received.
    Issued,
    /// To be answered.
    Received,
    /// To be struck off.
    Answered,
    /// Done.
    StruckOff,
    /// Called off.
    Cancelled,
}

impl From<StandingIn> for Standing {
    fn from(standing: StandingIn) -> Self {
        match standing {
            StandingIn::Drafted => Self::Drafted,
            StandingIn::Issued => Self::Issued,
            StandingIn::Received => Self::Received,
            StandingIn::Answered => Self::Answered,
            StandingIn::StruckOff => Self::StruckOff,
            StandingIn::Cancelled => Self::Cancelled,
        }
    }
}

/// Which orders.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct OrdersIn {
    /// Of this standing.
    #[param(inline)]
    standing: Option<StandingIn>,
    /// Recommendations alone, or orders alone.
    recommends: Option<bool>,
    /// Those alone that wait for an answer which should be there by now.
    late: bool,
    /// Where the page begins: the `next` of the page before.
    after: Option<String>,
    /// How many orders, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// Orders.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OrdersOut {
    /// The orders, those that must be answered first at the beginning.
    orders: Vec<OrderLineOut>,
    /// Where the next page begins; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// An order in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OrderLineOut {
    /// By which it is known.
    id: Uuid,
    /// What is printed on it.
    number: String,
    /// The unit that must answer.
    unit: Named,
    /// Its level.
    level: Named,
    /// Where it stands: `drafted`, `issued`, `received`, `answered`, `struck_off` or `cancelled`.
    standing: &'static str,
    /// The version that a step must name.
    version: i64,
    /// What kind of document it is: `order`, or a recommendation, `improve`, `policy` or `accountability`.
    kind: &'static str,
    /// What it costs the unit.
    points: i64,
    /// By when the unit must answer, once it is signed; later where an answer was sent back, by the time for which the center
    /// had it.
    #[serde(skip_serializing_if = "Option::is_none")]
    due: Option<String>,
    /// When it gave the answer that stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    answered_at: Option<String>,
}

impl OrderLineOut {
    fn of(order: &KeptOrder, names: Names<'_>) -> Self {
        Self {
            id: order.id,
            number: order.number.clone(),
            unit: names.unit(&order.facts.unit),
            level: names.named(&order.level, Some(&order.level_name)),
            standing: order.facts.standing.as_str(),
            version: order.version,
            kind: order.facts.kind.as_str(),
            points: order.points,
            due: order.answer_by.map(instant),
            answered_at: order.answered_at.map(instant),
        }
    }
}

/// An order with what was said and done.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OrderOut {
    #[serde(flatten)]
    line: OrderLineOut,
    /// What is demanded.
    demand: String,
    /// Who drafted it.
    drafted_by: Named,
    /// When.
    drafted_at: String,
    /// Who signed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    signed_by: Option<Named>,
    /// Who was named to answer it beside the head of the unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    answerer: Option<Named>,
    /// Whether none of its cases stands under it any more, so that it can be struck off without an answer.
    moot: bool,
    /// Its cases.
    cases: Vec<OrderCaseOut>,
    /// What was done with it.
    steps: Vec<OrderStepOut>,
    /// What the caller may do with it now.
    can: Vec<&'static str>,
}

/// A case of an order.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OrderCaseOut {
    /// Which.
    case: Uuid,
    /// Whether it stands, or stood, under the order.
    under_it: bool,
    /// How it stands to the document: `waits`, `refused`, `under_it`, `let_go` or `ended`.
    stands: &'static str,
    /// Why it could not be put under the order, or let go where it stands under it, by the code of the refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<String>,
}

/// A step that was taken.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OrderStepOut {
    /// When.
    at: String,
    /// Who.
    by: Named,
    /// Which.
    step: String,
    /// What was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<String>,
}

/// Lists the orders that the caller finds.
#[utoipa::path(get, path = "/api/v1/orders", tag = "supervision", params(OrdersIn),
    responses((status = 200, body = OrdersOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn list(
    State(state): State<Shared>,
    caller: Caller,
    Language(language): Language,
    Query(query): Query<OrdersIn>,
) -> Result<axum::Json<OrdersOut>, Problem> {
    caller.needs(Scope::CasesRead)?;
    let OrdersIn { standing, recommends, late, after, limit } = query;
    let after = after.as_deref().map(order_cursor).transpose()?;
    let late_at = late.then(|| state.engine.clock().now());
    let filter = OrderFilter { standing: standing.map(Standing::from), recommends, late_at };
    let page = (after, page_size(limit)?);
    let OrderPage { orders, next } = state.engine.orders(&caller.person, &filter, page).await?;
    let snapshot = state.engine.directory();
    let names = Names::new(state.engine.definitions(), &snapshot.directory, language);
    let orders = orders.iter().map(|order| OrderLineOut::of(order, names)).collect();
    Ok(axum::Json(OrdersOut { orders, next: next.as_ref().map(next_order) }))
}

/// Reads an order.
#[utoipa::path(get, path = "/api/v1/orders/{id}", tag = "supervision", params(("id" = Uuid, Path)),
    responses((status = 200, body = OrderOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn read(
    State(state): State<Shared>,
    caller: Caller,
    language: Language,
    Path(id): Path<Uuid>,
) -> Result<axum::Json<OrderOut>, Problem> {
    caller.needs(Scope::CasesRead)?;
    Ok(axum::Json(order_out(&state, &caller, id, language).await?))
}

async fn order_out(
    state: &Shared,
    caller: &Caller,
    id: Uuid,
    Language(language): Language,
) -> Result<OrderOut, Problem> {
    let ReadOrder { order, demand, cases, steps, can } = found(state, caller, id).await?;
    let snapshot = state.engine.directory();
    let names = Names::new(state.engine.definitions(), &snapshot.directory, language);
    let cases = known(state, caller, cases.iter().map(|case| case.case))
        .await?
        .into_iter()
        .filter_map(|seen| {
            let case = cases.iter().find(|case| case.case == seen.case().id)?;
            Some(OrderCaseOut {
                case: case.case.0,
                under_it: case.ordinal.is_some(),
                stands: Stands::of(case, seen.case()).as_str(),
                refused: case.refused.clone(),
            })
        });
    Ok(OrderOut {
        line: OrderLineOut::of(&order, names),
        demand,
        drafted_by: names.person(&order.facts.drafted_by),
        drafted_at: instant(order.drafted_at),
        signed_by: order.signed_by.as_ref().map(|person| names.person(person)),
        answerer: order.facts.answerer.as_ref().map(|person| names.person(person)),
        moot: order.facts.kind.binds() && order.facts.is_moot,
        cases: cases.collect(),
        steps: steps
            .into_iter()
            .map(|step| OrderStepOut {
                at: instant(step.at),
                by: names.person(&step.by),
                step: step.step,
                words: step.words,
            })
            .collect(),
        can: can.into_iter().map(OrderStep::as_str).collect(),
    })
}

/// The order, if it exists for the caller.
pub(crate) async fn found(state: &Shared, caller: &Caller, id: Uuid) -> Result<ReadOrder, Problem> {
    state.engine.order(&caller.person, id).await?.ok_or_else(Problem::not_found)
}

/// How a case stands to the document of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stands {
    /// It is in a draft, or is being put under it, or the document binds no case.
    Waits,
    /// It could not be put under it.
    Refused,
    /// It stands under it.
    Under,
    /// It stood under it and was let go.
    LetGo,
    /// It has ended.
    Ended,
}

impl Stands {
    /// Of a case as it is now.
    pub(crate) fn of(of: &OrderCase, case: &Case) -> Self {
        let number = of.ordinal.and_then(|number| u32::try_from(number).ok());
        let order = number.and_then(|number| case.orders.get(&number));
        match order {
            _ if of.ordinal.is_none() && of.refused.is_some() => Self::Refused,
            _ if case.ended.is_some() => Self::Ended,
            Some(order) if order.discharged_at.is_some() => Self::LetGo,
            Some(_) => Self::Under,
            None => Self::Waits,
        }
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Waits => "waits",
            Self::Refused => "refused",
            Self::Under => "under_it",
            Self::LetGo => "let_go",
            Self::Ended => "ended",
        }
    }
}

/// Those of the cases that the caller sees: a case that went to another unit since is not shown any more.
pub(crate) async fn known(
    state: &Shared,
    caller: &Caller,
    cases: impl Iterator<Item = CaseId>,
) -> Result<Vec<Seen>, Problem> {
    let ids: Vec<CaseId> = cases.collect();
    Ok(state.engine.read_all(&Who::Person(caller.person.clone()), &ids).await?)
}

/// An order that is to be drafted.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OrderIn {
    /// By which it will be known; the same again mends the draft as long as nobody has signed it. Drawn if it is left out.
    id: Option<Uuid>,
    /// The unit that must answer.
    unit: String,
    /// Its level, as the county has set them.
    level: String,
    /// What is demanded.
    #[schema(min_length = 1, max_length = 1500)]
    demand: String,
    /// The cases, all in the hands of that unit.
    #[schema(min_items = 1, max_items = 100)]
    cases: Vec<Uuid>,
}

/// Drafts an order; somebody else signs it.
#[utoipa::path(post, path = "/api/v1/orders", tag = "supervision", request_body = OrderIn,
    responses((status = 201, body = OrderOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn draft(
    State(state): State<Shared>,
    caller: Caller,
    language: Language,
    body: Json<OrderIn>,
) -> Result<Response, Problem> {
    caller.needs(Scope::CasesWrite)?;
    caller.supervises(&state.engine).await?;
    let OrderIn { id, unit, level, demand, cases } = body.value;
    let id = id.unwrap_or_else(Uuid::now_v7);
    let cases = cases.into_iter().map(CaseId).collect();
    let (unit, level) = (UnitId::from(unit.as_str()), level.as_str().into());
    drafted(&state, &caller.person, NewOrder { id, unit, level, demand, cases }).await?;
    let order = order_out(&state, &caller, id, language).await?;
    Ok((StatusCode::CREATED, axum::Json(order)).into_response())
}

/// Drafts it, or says why not.
pub(crate) async fn drafted(
    state: &Shared,
    person: &PersonId,
    new: NewOrder,
) -> Result<(), Problem> {
    let refused = match state.engine.draft_order(person, new).await? {
        Ok(()) => return Ok(()),
        Err(refused) => refused,
    };
    Err(match refused {
        NotDrafted::NotYours => Problem::forbidden(),
        NotDrafted::Known => Problem::new(
            StatusCode::CONFLICT,
            "order_known",
            "这张督办单已经签发或者不是您拟的，请重新拟一张",
            "this order was signed, or is not yours; draft another one",
        ),
        NotDrafted::NoLevel => {
            let levels: Vec<&str> =
                state.engine.definitions().orders.levels.keys().map(LevelName::as_str).collect();
            let levels = levels.join("、");
            Problem::malformed(
                format!("没有这个级别；现有：{levels}"),
                format!("there is no such level; there are: {levels}"),
            )
            .with("at", "level")
        }
        NotDrafted::BadDemand => Problem::malformed(
            format!("请写明督办要求，不超过 {ORDER_CHARACTERS_MAX} 个字"),
            format!("say what is demanded, in at most {ORDER_CHARACTERS_MAX} characters"),
        )
        .with("at", "demand"),
        NotDrafted::NoUnit => Problem::malformed("没有这个单位", "there is no such unit").with("at", "unit"),
        NotDrafted::NotNow(cases) => {
            let ids: Vec<_> = cases.iter().map(|case| case.0.to_string()).collect();
            Problem::malformed(
                "有的案件现在不能列入督办（还没有交办，或者单位已经申报办结、正在核验），请去掉后再拟",
                "some of the cases cannot come under an order now: no unit has them in hand yet, or it has filed its result; leave them out",
            )
            .with("at", "cases")
            .with("cases", ids.join(" "))
        }
        NotDrafted::BadCases => Problem::malformed(
            format!("一张督办单要有 1 至 {ORDER_CASES_MAX} 件案件"),
            format!("an order has 1 to {ORDER_CASES_MAX} cases"),
        )
        .with("at", "cases"),
        NotDrafted::NotTheirs => Problem::malformed(
            "有的案件已不由这个单位承办、已经办结或者找不到，请重新选择",
            "one of the cases is not in the hands of this unit, has ended or is not found; choose again",
        )
        .with("at", "cases"),
    })
}

/// A step.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OrderStepIn {
    /// Signs it, so that it goes out.
    Sign,
    /// Signs for it.
    Receive,
    /// Answers it.
    Answer,
    /// Finds the answer wanting.
    SendBack,
    /// Finds it done.
    StrikeOff,
    /// Names who answers where the head of the unit cannot.
    Name,
    /// Calls it off.
    Cancel,
}

impl From<OrderStepIn> for OrderStep {
    fn from(step: OrderStepIn) -> Self {
        match step {
            OrderStepIn::Sign => Self::Sign,
            OrderStepIn::Receive => Self::Receive,
            OrderStepIn::Answer => Self::Answer,
            OrderStepIn::SendBack => Self::SendBack,
            OrderStepIn::StrikeOff => Self::StrikeOff,
            OrderStepIn::Name => Self::Name,
            OrderStepIn::Cancel => Self::Cancel,
        }
    }
}

/// A step that is to be taken.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StepIn {
    /// Which.
    step: OrderStepIn,
    /// The version that was seen.
    version: i64,
    /// What is said: the answer, what is wanting, what was found, why it is called off. Signing and receiving say nothing.
    #[serde(default)]
    #[schema(max_length = 1500)]
    words: String,
    /// Whom it names to answer, by their id.
    #[serde(default)]
    person: Option<String>,
}

/// Takes a step with an order.
#[utoipa::path(post, path = "/api/v1/orders/{id}/steps", tag = "supervision", params(("id" = Uuid, Path)),
    request_body = StepIn, responses((status = 200, body = OrderOut), Refusals), security(("bearer" = [])))]
pub(crate) async fn step(
    State(state): State<Shared>,
    caller: Caller,
    language: Language,
    Path(id): Path<Uuid>,
    body: Json<StepIn>,
) -> Result<axum::Json<OrderOut>, Problem> {
    caller.needs(Scope::CasesWrite)?;
    let StepIn { step, version, words, person } = body.value;
    let names = person.map(|person| PersonId::from(person.as_str()));
    let taking = Taking { step: step.into(), words: &words, names };
    taken(&state, &caller.person, (id, version), taking).await?;
    Ok(axum::Json(order_out(&state, &caller, id, language).await?))
}

/// Takes it, or says why not.
pub(crate) async fn taken(
    state: &Shared,
    person: &PersonId,
    version: (Uuid, i64),
    taking: Taking<'_>,
) -> Result<(), Problem> {
    let refused = match state.engine.take_order_step(person, version, taking).await? {
        Ok(()) => return Ok(()),
        Err(refused) => refused,
    };
    Err(match refused {
        NotDone::Gone => Problem::not_found(),
        NotDone::Stale => Problem::new(
            StatusCode::CONFLICT,
            "stale",
            "督办单刚被别人办理过，请看清现在的情况再办",
            "somebody has just done something with the order; look at it again",
        ),
        NotDone::Refused(why) => {
            let why = why.words();
            Problem::new(StatusCode::CONFLICT, "order_step", why.zh, why.en)
        }
        NotDone::NoCase => Problem::new(
            StatusCode::CONFLICT,
            "order_empty",
            "督办单上的案件现在都不能列入督办（已经申报办结、退回、改派或者办结），不能签发；请退回拟稿人或者撤销",
            "none of its cases can come under the order now: they were filed as done, sent back, given to another unit, or have ended; it cannot be signed",
        ),
        NotDone::BadAnswerer => Problem::malformed(
            "请选择能反馈的人：本单位或者上级单位的负责人、本单位承办人，并且不在案件的回避范围内",
            "choose somebody who can answer: a head of the unit or of one above it, or a handler of the unit, who may know of each of its cases",
        )
        .with("at", "person"),
        NotDone::BadWords => Problem::malformed(
            format!("请写明内容，不超过 {ORDER_CHARACTERS_MAX} 个字"),
            format!("say what it is, in at most {ORDER_CHARACTERS_MAX} characters"),
        )
        .with("at", "words"),
    })
}
