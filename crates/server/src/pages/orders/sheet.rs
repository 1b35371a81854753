//! The document with its cases and what was done with it, and the steps that its reader may take.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::id::PersonId;
use domain::order::{OrderStep, Standing};
use domain::workflow::Words as _;
use engine::orders::{ReadOrder, ReadStep, Taking, VOID};
use engine::reading::Seen;
use uuid::Uuid;

use crate::api::names::Names;
use crate::api::orders::{Stands, found, known, taken};
use crate::extract::Path;
use crate::pages::posted::{Posted, not_whole};
use crate::pages::shell::{Shell, Visitor, page};
use crate::pages::words::SupervisionWords;
use crate::problem::Problem;
use crate::state::State as Shared;

/// A case of the order.
#[derive(Debug)]
struct CaseRow {
    number: String,
    title: String,
    stands: &'static str,
}

/// A step that was taken.
#[derive(Debug)]
struct StepRow {
    at: String,
    by: String,
    label: String,
    words: Option<String>,
}

/// Something that can be done with the order.
#[derive(Debug)]
struct CanDo {
    step: &'static str,
    label: String,
    needs_words: bool,
    /// Whether it names somebody.
    names: bool,
    is_hard: bool,
}

#[derive(Template)]
#[template(path = "order.html")]
struct OrderPage {
    shell: Shell,
    number: String,
    unit: String,
    level: String,
    standing: String,
    drafted: String,
    signed: Option<String>,
    due: Option<String>,
    answered: Option<String>,
    points: Option<i64>,
    answerer: Option<String>,
    /// Whom the director may name to answer.
    answerers: Vec<(String, String)>,
    heading: String,
    is_moot: bool,
    demand: String,
    cases: Vec<CaseRow>,
    /// How many cases are not shown: the reader does not see them any more.
    elsewhere: usize,
    steps: Vec<StepRow>,
    can: Vec<CanDo>,
    version: i64,
    /// The step that was refused, with what was said.
    posted: (String, String),
    error: Option<String>,
}

impl OrderPage {
    /// What a step says in words.
    fn says(&self, step: &str) -> &'static str {
        let w = &self.shell.w.supervision;
        match step {
            "answer" => w.says_answer,
            "send_back" => w.says_wanting,
            "strike_off" => w.says_found,
            "name" => w.says_why_named,
            _ => w.says_why,
        }
    }
}

/// Shows an order.
pub(in crate::pages) async fn show(
    State(state): State<Shared>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
) -> Result<Response, Problem> {
    let sheet = order(&state, visitor, id, (String::new(), String::new()), None).await?;
    Ok(page(&sheet, StatusCode::OK))
}

async fn order(
    state: &Shared,
    Visitor { caller, shell }: Visitor,
    id: Uuid,
    posted: (String, String),
    error: Option<String>,
) -> Result<OrderPage, Problem> {
    let ReadOrder { order, demand, cases, steps, can } = found(state, &caller, id).await?;
    let shown = known(state, &caller, cases.iter().map(|case| case.case)).await?;
    let snapshot = state.engine.directory();
    let (language, w) = (shell.language, &shell.w.supervision);
    let names = Names::new(state.engine.definitions(), &snapshot.directory, language);
    let calendar = &state.engine.definitions().calendar;
    let local = |at| calendar.minute_text(at);
    let by = |person: &PersonId, at| format!("{} {}", names.person(person).name, local(at));
    let row = |seen: &Seen| {
        let of = cases.iter().find(|case| case.case == seen.case().id)?;
        Some(CaseRow {
            number: seen.stored.number.clone(),
            title: seen.complaint.title.clone(),
            stands: stands(Stands::of(of, seen.case()), w),
        })
    };
    let shown: Vec<_> = shown.iter().filter_map(row).collect();
    let answerers = if can.contains(&OrderStep::Name) {
        let people = state.engine.answerers(&order).await?;
        people.iter().map(|who| (who.to_string(), names.person(who).name)).collect()
    } else {
        Vec::new()
    };
    let facts = &order.facts;
    let waits = matches!(facts.standing, Standing::Issued | Standing::Received);
    Ok(OrderPage {
        heading: facts.kind.words().get(language).to_owned(),
        unit: names.unit(&facts.unit).name,
        level: order.level_name.get(language).to_owned(),
        standing: facts.standing.words().get(language).to_owned(),
        drafted: by(&facts.drafted_by, order.drafted_at),
        signed: order.signed_by.as_ref().zip(order.signed_at).map(|(who, at)| by(who, at)),
        due: order.answer_by.map(|due| domain::clock::deadline_text(calendar, due)),
        answered: order.answered_at.map(local),
        points: (order.points > 0).then_some(order.points),
        answerer: facts.answerer.as_ref().map(|person| names.person(person).name),
        is_moot: waits && facts.kind.binds() && facts.is_moot,
        answerers,
        elsewhere: cases.len() - shown.len(),
        cases: shown,
        steps: steps
            .into_iter()
            .map(|ReadStep { at, by, step, words }| StepRow {
                at: local(at),
                by: if step == VOID { w.by_itself.to_owned() } else { names.person(&by).name },
                label: label(&step, &shell),
                words,
            })
            .collect(),
        can: can.into_iter().map(|step| can_do(step, &shell)).collect(),
        version: order.version,
        number: order.number,
        demand,
        posted,
        error,
        shell,
    })
}

const fn stands(stands: Stands, w: &SupervisionWords) -> &'static str {
    match stands {
        Stands::Waits => "",
        Stands::Refused => w.not_under,
        Stands::Under => w.ordered,
        Stands::LetGo => w.let_go,
        Stands::Ended => w.case_ended,
    }
}

fn label(word: &str, shell: &Shell) -> String {
    if word == VOID {
        return shell.w.supervision.voided.to_owned();
    }
    let step = OrderStep::ALL.into_iter().find(|step| step.as_str() == word);
    step.map_or_else(|| word.to_owned(), |step| step.words().get(shell.language).to_owned())
}

fn can_do(step: OrderStep, shell: &Shell) -> CanDo {
    CanDo {
        step: step.as_str(),
        label: step.words().get(shell.language).to_owned(),
        needs_words: step.needs_words(),
        names: step == OrderStep::Name,
        is_hard: matches!(step, OrderStep::Cancel | OrderStep::SendBack),
    }
}

/// Takes a step, and shows the order again.
pub(in crate::pages) async fn act(
    State(state): State<Shared>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
    posted: Posted,
) -> Result<Response, Problem> {
    let step = OrderStep::ALL.into_iter().find(|step| step.as_str() == posted.one("step"));
    let version = posted.one("version").parse();
    let (Some(step), Ok(version)) = (step, version) else {
        return Err(not_whole());
    };
    let words = posted.whole("words");
    let names = match posted.one("person") {
        "" => None,
        person => Some(PersonId::from(person)),
    };
    let taking = Taking { step, words, names };
    match taken(&state, &visitor.caller.person, (id, version), taking).await {
        Ok(()) => Ok(Redirect::to(&format!("/s/supervise/orders/{id}")).into_response()),
        Err(problem)
            if problem.status() != StatusCode::NOT_FOUND && problem.status().is_client_error() =>
        {
            let (status, said) = (problem.status(), problem.line(visitor.shell.language));
            let posted = (step.as_str().to_owned(), words.to_owned());
            let sheet = order(&state, visitor, id, posted, Some(said)).await?;
            Ok(page(&sheet, status))
        }
        Err(problem) => Err(problem),
    }
}
