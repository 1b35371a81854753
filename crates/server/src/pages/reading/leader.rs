//! The leader's page 领导一页纸: a month on one sheet of A4, each number with its list, and three cases that ask for somebody's word.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::appraisal::{Period, PeriodLength};
use domain::workflow::Stage;
use engine::Who;
use serde::Deserialize;
use store::queries::{By, CaseLine};

use super::super::shell::{Shell, Visitor, page};
use super::super::work::{Tab, WorkIn};
use super::READERS;
use super::chart::{Bar, Trend, trend};
use super::counted::{Counted, Counter};
use super::figures::{Figures, Span, bars, figures};
use crate::api::names::Names;
use crate::api::supervision::Marked;
use crate::extract::Query;
use crate::problem::Problem;
use crate::state::State as Shared;

/// How many bars each drawing has.
const TOP: usize = 5;

/// How many cases ask for attention.
const ATTENTION: usize = 3;

/// How many months can be chosen.
const CHOICE: usize = 13;

/// Which month.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(in crate::pages) struct MonthIn {
    month: String,
}

/// A stage with what is there now.
#[derive(Debug)]
pub(super) struct StageFigure {
    pub(super) character: &'static str,
    pub(super) name: &'static str,
    pub(super) open: Counted,
    pub(super) late: Counted,
}

/// A case that asks for attention.
#[derive(Debug)]
struct Attention {
    number: String,
    title: String,
    unit: String,
    why: &'static str,
}

#[derive(Template)]
#[template(path = "leader.html")]
struct LeaderPage {
    shell: Shell,
    /// The month, as it is written.
    month: String,
    months: Vec<String>,
    as_of: String,
    figures: Figures,
    open: Counted,
    late: Counted,
    stages: Vec<StageFigure>,
    kinds: Vec<Bar>,
    places: Vec<Bar>,
    units: Vec<Bar>,
    trend: Trend,
    attention: Vec<Attention>,
}

/// Shows the page.
pub(in crate::pages) async fn show(
    State(state): State<Shared>,
    Visitor { caller, shell }: Visitor,
    Query(query): Query<MonthIn>,
) -> Result<Response, Problem> {
    caller.holding(&state.engine, &READERS).await?;
    let counter = Counter::of(&state, &caller.who()).await?;
    let today = counter.calendar().date(counter.now);
    let current = Period::of(today, PeriodLength::Month);
    let chosen = chosen(&query.month, current)?;
    let span = Span::of(chosen, today);
    let list = |tab| WorkIn { tab, ..WorkIn::default() };
    let (filed, overdue, who) = (span.filed(), list(Tab::Overdue), caller.who());
    let months = std::iter::successors(Some(current), |month| Some(month.previous()));
    let (figures, [open, late], stages, kinds, places, units, trend, attention) = tokio::try_join!(
        figures(&counter, chosen, span, &shell),
        counter.each([list(Tab::All), list(Tab::Overdue)]),
        stages(&counter, &shell),
        bars(&counter, &filed, By::Class, TOP, &shell),
        bars(&counter, &filed, By::Town, TOP, &shell),
        bars(&counter, &overdue, By::Lead, TOP, &shell),
        trend(&counter, chosen, &shell),
        attention(&counter, &who, &shell),
    )?;
    let sheet = LeaderPage {
        month: chosen.to_string(),
        months: months.take(CHOICE).map(|month| month.to_string()).collect(),
        as_of: counter.calendar().minute_text(counter.now),
        figures,
        open,
        late,
        stages,
        kinds,
        places,
        units,
        trend,
        attention,
        shell: shell.with_figures(),
    };
    Ok(page(&sheet, StatusCode::OK))
}

/// The month that was asked for, which has begun; this one where none was.
fn chosen(asked: &str, current: Period) -> Result<Period, Problem> {
    if asked.is_empty() {
        return Ok(current);
    }
    let month = asked.parse::<Period>().ok();
    let month = month.filter(|month| month.length() == PeriodLength::Month && *month <= current);
    month.ok_or_else(Problem::not_found)
}

/// What stands in each stage now, and how much of it is late.
pub(super) async fn stages(
    counter: &Counter<'_>,
    shell: &Shell,
) -> Result<Vec<StageFigure>, Problem> {
    let list = |tab| WorkIn { tab, ..WorkIn::default() };
    let marked = |marked: Marked| WorkIn { mark: marked.as_str().to_owned(), ..WorkIn::default() };
    let (all, overdue) = (list(Tab::All), list(Tab::Overdue));
    let (open, late, [ordered, unanswered]) = tokio::try_join!(
        counter.by(&all, By::Stage),
        counter.by(&overdue, By::Stage),
        counter.each([marked(Marked::Ordered), marked(Marked::OrderLate)]),
    )?;
    let of = |counts: &[(Option<String>, u64)], tab, stage: Stage| {
        let known = counts.iter().find(|(key, _)| key.as_deref() == Some(stage.as_str()));
        let list = WorkIn { stage: stage.as_str().to_owned(), ..list(tab) };
        Counted { count: known.map_or(0, |(_, count)| *count), to: list.address() }
    };
    let figure = |stage: Stage| StageFigure {
        character: stage.character(),
        name: shell.w.stage_name(stage),
        open: of(&open, Tab::All, stage),
        late: of(&late, Tab::Overdue, stage),
    };
    // A case under an order stays in its stage; what stands under one is counted by its mark.
    let mut stages: Vec<_> = Stage::ALL.map(figure).into();
    for stage in stages.iter_mut().filter(|it| it.character == Stage::Supervise.character()) {
        (stage.open, stage.late) = (ordered.clone(), unanswered.clone());
    }
    Ok(stages)
}

/// The cases that ask for a word from above: dangerous and late, passed round, an order that was not answered; each once.
async fn attention(
    counter: &Counter<'_>,
    who: &Who,
    shell: &Shell,
) -> Result<Vec<Attention>, Problem> {
    let w = &shell.w.reading;
    let (engine, late) = (&counter.state.engine, Tab::Overdue);
    let marked = |marked: Marked| WorkIn { mark: marked.as_str().to_owned(), ..WorkIn::default() };
    let asks = [
        (w.dangerous_late, WorkIn { risk: "high".to_owned(), tab: late, ..WorkIn::default() }),
        (shell.w.supervision.third_unit, marked(Marked::ThirdUnit)),
        (shell.w.supervision.order_late, marked(Marked::OrderLate)),
        (w.longest_late, WorkIn { tab: late, ..WorkIn::default() }),
    ];
    let mut found: Vec<(&'static str, CaseLine)> = Vec::new();
    for (place, (why, list)) in asks.into_iter().enumerate() {
        let filter = list.filter(counter.state, &counter.visible, counter.now).await?;
        let most = u32::try_from(ATTENTION + found.len()).unwrap_or(u32::MAX);
        let store = engine.store();
        let lines =
            store.cases(&counter.visible, &filter, list.tab.sort(), None, most).await?.lines;
        let fresh =
            lines.into_iter().filter(|line| found.iter().all(|(_, known)| known.id != line.id));
        // One of each kind first; what is left of the three is filled by those that are late longest.
        let room = if place == 3 { ATTENTION - found.len().min(ATTENTION) } else { 1 };
        let fresh: Vec<_> = fresh.take(room).map(|line| (why, line)).collect();
        found.extend(fresh);
    }
    let snapshot = engine.directory();
    let names = Names::new(engine.definitions(), &snapshot.directory, shell.language);
    let ids: Vec<_> = found.iter().map(|(_, line)| line.id).collect();
    // Whoever has been walled off meanwhile finds none of them.
    let seen = engine.read_all(who, &ids).await?;
    let is_seen = |line: &CaseLine| seen.iter().any(|seen| seen.case().id == line.id);
    let row = |(why, line): (&'static str, CaseLine)| Attention {
        unit: line.lead.as_ref().map(|unit| names.unit(unit).name).unwrap_or_default(),
        number: line.number,
        title: line.title,
        why,
    };
    let found = found.into_iter().filter(|(_, line)| is_seen(line));
    Ok(found.take(ATTENTION).map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_one_that_has_begun() {
        let current: Period = "2026-11".parse().unwrap();
        let month = |text: &str| chosen(text, current).ok().map(|month| month.to_string());
        assert_eq!(month("").as_deref(), Some("2026-11"));
        assert_eq!(month("2025-02").as_deref(), Some("2025-02"));
        for wrong in ["2026-12", "2026-Q3", "2026", "x"] {
            assert_eq!(month(wrong), None, "{wrong}");
        }
    }
}
