//! Open work into other hands 移交: the head of a unit sees who holds how many cases, gives those of one person to another
//! or leaves them to be given later, after a look at what would go and what would not. A handler takes over what nobody
//! handles.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::actor::{Role, Staff};
use domain::id::{CaseId, PersonId};
use engine::Who;
use engine::open_work::{HANDED_MAX, Handed, Handing};
use serde::Deserialize;
use store::queries::CaseLine;

use super::pill::Pill;
use super::posted::Posted;
use super::shell::{Shell, Visitor, page};
use super::work::{DonePage, Outcome};
use crate::api::names::{Named, Names};
use crate::api::open_work::{can_go_on, reason_of, why_not};
use crate::extract::Query;
use crate::problem::Problem;
use crate::state::State as Shared;

/// The value that stands for nobody.
const NOBODY: &str = "-";

/// Whose work is looked at.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct HandsIn {
    from: String,
}

/// Somebody with what lies in their hands.
#[derive(Debug)]
struct Hand {
    id: String,
    name: String,
    count: u64,
    /// Whether nobody can sign in as them any more.
    gone: bool,
    current: bool,
}

/// A case of whoever was chosen.
#[derive(Debug)]
struct Row {
    number: String,
    title: String,
    state: String,
    pill: Option<Pill>,
    ticked: bool,
}

#[derive(Template)]
#[template(path = "handover.html")]
struct HandsPage {
    shell: Shell,
    is_head: bool,
    hands: Vec<Hand>,
    /// Who was chosen; none before that.
    chosen: Option<Named>,
    rows: Vec<Row>,
    /// Cases in which the chosen person has still to sign, by number and matter.
    signing: Vec<(String, String)>,
    successors: Vec<Named>,
    /// How many cases there are in all, where that is more than a form takes.
    of_all: Option<u64>,
    most: u32,
    posted: Posted,
    error: Option<String>,
}

/// A case in the preview.
#[derive(Debug)]
struct Tried {
    number: String,
    title: String,
    why: Option<String>,
}

#[derive(Template)]
#[template(path = "handover_check.html")]
struct CheckPage {
    shell: Shell,
    from: Named,
    to: Named,
    reason: String,
    going: usize,
    tried: Vec<Tried>,
}

/// Whose desk it is.
struct Desk<'a> {
    state: &'a Shared,
    staff: &'a Staff,
    who: Who,
}

/// Shows who holds what, and the cases of whoever was chosen.
pub(super) async fn show(
    State(state): State<Shared>,
    visitor: Visitor,
    Query(HandsIn { from }): Query<HandsIn>,
) -> Result<Response, Problem> {
    let staff = staff(&state, &visitor).await?;
    let desk = Desk { state: &state, staff: &staff, who: visitor.caller.who() };
    let posted = Posted(vec![("from".to_owned(), from)]);
    Ok(page(&desk.sheet(visitor, posted, None).await?, StatusCode::OK))
}

/// Shows what would become of it, or does it.
pub(super) async fn act(
    State(state): State<Shared>,
    visitor: Visitor,
    posted: Posted,
) -> Result<Response, Problem> {
    let staff = staff(&state, &visitor).await?;
    let desk = Desk { state: &state, staff: &staff, who: visitor.caller.who() };
    match desk.asked(&posted).await {
        Ok((handing, cases)) if posted.one("do") == "hand" => {
            desk.done(visitor, &handing, &cases).await
        }
        Ok((handing, cases)) => desk.tried(visitor, &handing, &cases).await,
        Err(problem) if problem.status().is_client_error() => {
            let (error, status) = (problem.line(visitor.shell.language), problem.status());
            Ok(page(&desk.sheet(visitor, posted, Some(error)).await?, status))
        }
        Err(problem) => Err(problem),
    }
}

async fn staff(state: &Shared, visitor: &Visitor) -> Result<Staff, Problem> {
    visitor.caller.holding(&state.engine, &[Role::UnitHead, Role::Handler]).await
}

fn person(value: &str) -> Option<PersonId> {
    (value != NOBODY).then(|| PersonId::from(value))
}

fn value(person: Option<&PersonId>) -> String {
    person.map_or(NOBODY, PersonId::as_str).to_owned()
}

impl Desk<'_> {
    fn is_head(&self) -> bool {
        self.staff.roles.contains(&Role::UnitHead)
    }

    /// A person by name; nobody as a case without a handler calls it.
    fn named(&self, person: Option<&PersonId>, shell: &Shell) -> Named {
        let snapshot = self.state.engine.directory();
        let names =
            Names::new(self.state.engine.definitions(), &snapshot.directory, shell.language);
        let nobody = || Named { id: NOBODY.to_owned(), name: shell.w.hands.nobody.to_owned() };
        person.map_or_else(nobody, |person| names.person(person))
    }

    async fn sheet(
        &self,
        visitor: Visitor,
        posted: Posted,
        error: Option<String>,
    ) -> Result<HandsPage, Problem> {
        let shell = &visitor.shell;
        let from = if self.is_head() { posted.one("from") } else { NOBODY };
        let chosen = (!from.is_empty()).then(|| person(from));
        let hands = self.hands(chosen.as_ref(), shell).await?;
        let mut signing = Vec::new();
        if let Some(Some(person)) = &chosen {
            let seen = self.state.engine.signings_of(&self.who, person).await?;
            signing = seen
                .into_iter()
                .map(|seen| (seen.stored.number.clone(), seen.complaint.title))
                .collect();
        }
        let (mut rows, mut count) = (Vec::new(), 0);
        if let Some(from) = &chosen {
            (rows, count) = self.rows(from.as_ref(), &posted, shell).await?;
        }
        Ok(HandsPage {
            is_head: self.is_head(),
            hands,
            of_all: (count > rows.len() as u64).then_some(count),
            rows,
            signing,
            successors: self.successors(chosen.as_ref(), shell).await?,
            chosen: chosen.map(|from| self.named(from.as_ref(), shell)),
            most: HANDED_MAX,
            posted,
            error,
            shell: visitor.shell,
        })
    }

    /// Who holds cases of the unit, and who of its handlers could; nobody first.
    async fn hands(
        &self,
        chosen: Option<&Option<PersonId>>,
        shell: &Shell,
    ) -> Result<Vec<Hand>, Problem> {
        if !self.is_head() {
            return Ok(Vec::new());
        }
        let mut hands = Vec::new();
        for (person, count) in self.state.engine.hands_of(&self.who, &self.staff.unit).await? {
            let named = self.named(person.as_ref(), shell);
            let gone = match &person {
                Some(person) => !self.state.engine.can_sign_in(person).await?,
                None => false,
            };
            let current = chosen == Some(&person);
            hands.push(Hand { id: named.id, name: named.name, count, gone, current });
        }
        Ok(hands)
    }

    /// The cases in these hands, as many as a form takes, and how many there are.
    async fn rows(
        &self,
        from: Option<&PersonId>,
        posted: &Posted,
        shell: &Shell,
    ) -> Result<(Vec<Row>, u64), Problem> {
        let unit = &self.staff.unit;
        let (lines, count) = self.state.engine.in_hands(&self.who, unit, from).await?;
        let definitions = self.state.engine.definitions();
        let snapshot = self.state.engine.directory();
        let names = Names::new(definitions, &snapshot.directory, shell.language);
        let now = self.state.engine.clock().now();
        // Before anything is chosen, all of them are.
        let untouched = posted.one("do").is_empty();
        let ticked = |number: &str| untouched || posted.all("case").any(|known| known == number);
        let row = |line: CaseLine| Row {
            ticked: ticked(&line.number),
            state: names.under(&line.workflow).state(&line.state).name,
            pill: Pill::of_line(&line, now, shell.w),
            number: line.number,
            title: line.title,
        };
        Ok((lines.into_iter().map(row).collect(), count))
    }

    /// Who of the unit could go on with it.
    async fn successors(
        &self,
        from: Option<&Option<PersonId>>,
        shell: &Shell,
    ) -> Result<Vec<Named>, Problem> {
        let snapshot = self.state.engine.directory();
        let mut found = Vec::new();
        for handler in snapshot.directory.staff_of(&self.staff.unit, Role::Handler) {
            let own = self.is_head() || *handler == self.staff.person;
            let is_from = from.is_some_and(|from| from.as_ref() == Some(handler));
            if own && !is_from && self.state.engine.can_sign_in(handler).await? {
                found.push(self.named(Some(handler), shell));
            }
        }
        Ok(found)
    }

    /// What was asked: from whom to whom, and which cases of those that lie there.
    async fn asked(&self, posted: &Posted) -> Result<(Handing, Vec<CaseId>), Problem> {
        let from = if self.is_head() { posted.one("from") } else { NOBODY };
        if from.is_empty() {
            return Err(no_person());
        }
        let before = person(from);
        let chosen: Vec<&str> = posted.all("case").collect();
        let is_chosen = |line: &CaseLine| chosen.contains(&line.number.as_str());
        let (engine, unit) = (&self.state.engine, &self.staff.unit);
        let cases = engine.chosen_in_hands(&self.who, unit, before.as_ref(), is_chosen).await?;
        if cases.is_empty() {
            let problem = Problem::malformed("请至少勾选一件案件", "tick at least one case");
            return Err(problem.with("at", "case"));
        }
        let to = posted.one("to");
        if to.is_empty() {
            return Err(no_person());
        }
        let now = person(to);
        can_go_on(self.state, now.as_ref()).await?;
        let reason = reason_of(posted.one("reason"))?;
        Ok((Handing { before, now, reason }, cases))
    }

    async fn tried(
        &self,
        visitor: Visitor,
        handing: &Handing,
        cases: &[CaseId],
    ) -> Result<Response, Problem> {
        let tried = self.state.engine.try_handing(&self.who, cases, handing).await?;
        let language = visitor.shell.language;
        let (from, to) = (handing.before.as_ref(), handing.now.as_ref());
        let sheet = CheckPage {
            from: self.named(from, &visitor.shell),
            to: self.named(to, &visitor.shell),
            reason: handing.reason.clone(),
            going: tried.iter().filter(|tried| tried.why.is_none()).count(),
            tried: tried
                .iter()
                .map(|tried| Tried {
                    number: tried.seen.stored.number.clone(),
                    title: tried.seen.complaint.title.clone(),
                    why: why_not(self.state, tried, language),
                })
                .collect(),
            shell: visitor.shell,
        };
        Ok(page(&sheet, StatusCode::OK))
    }

    async fn done(
        &self,
        visitor: Visitor,
        handing: &Handing,
        cases: &[CaseId],
    ) -> Result<Response, Problem> {
        let handed = self.state.engine.hand(&self.who, cases, handing).await?;
        let shell = visitor.shell;
        let outcome = |handed: &Handed| Outcome {
            number: handed.seen.stored.number.clone(),
            title: handed.seen.complaint.title.clone(),
            failure: why_not(self.state, handed, shell.language),
        };
        let outcomes = handed.iter().map(outcome).collect();
        let (from, to) = (handing.before.as_ref(), handing.now.as_ref());
        let label = format!("{} → {}", self.named(from, &shell).name, self.named(to, &shell).name);
        let back = format!("/s/handover?from={}", value(from));
        Ok(page(&DonePage::new(shell, (label, back), outcomes), StatusCode::OK))
    }
}

fn no_person() -> Problem {
    let problem = Problem::malformed("请选择由谁接办", "choose who goes on with the cases");
    problem.with("at", "to")
}
