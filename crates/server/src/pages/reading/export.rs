//! What readers take along: the list that they see, a report, whose time it was. The same question as the page asks, for the same
//! reader; that it was taken is in the audit.

use axum::extract::State;
use axum::response::Response;
use domain::actor::Role;
use engine::Who;
use store::queries::CaseLine;

use super::super::posted::Posted;
use super::super::shell::{Shell, Visitor};
use super::super::work::WorkIn;
use super::counted::Counter;
use super::figures::Compared;
use super::report::{Report, read};
use super::time::{table, timekeeper};
use super::{READERS, chart::Bar};
use crate::api::names::Names;
use crate::caller::Caller;
use crate::export::{Cell, Format, ROWS_MAX, Sheet, export};
use crate::problem::Problem;
use crate::state::State as Shared;

/// Who takes lists along: those who answer for more than their own cases.
const EXPORTERS: [Role; 4] = [Role::Clerk, Role::Director, Role::Supervisor, Role::UnitHead];

/// How many cases are read at a time.
const PAGE: u32 = 1000;

/// Whether somebody may take a list along.
pub(in crate::pages) fn may_export(state: &Shared, caller: &Caller) -> bool {
    let snapshot = state.engine.directory();
    let staff = snapshot.directory.staff(&caller.person);
    staff.is_some_and(|staff| EXPORTERS.iter().any(|role| staff.roles.contains(role)))
}

/// Gives a table.
pub(in crate::pages) async fn exported(
    State(state): State<Shared>,
    visitor: Visitor,
    posted: Posted,
) -> Result<Response, Problem> {
    visitor.caller.holding(&state.engine, &EXPORTERS).await?;
    let counter = Counter::of(&state, &visitor.caller.who()).await?;
    let (shell, who) = (&visitor.shell, visitor.caller.who());
    let (sheet, from) = match posted.one("table") {
        "cases" => {
            let list = list_of(&posted)?;
            (cases(&counter, &list, shell).await?, list.address())
        }
        "time" => {
            timekeeper(&state, &visitor.caller).await?;
            let list = list_of(&posted)?;
            (time(&counter, &list, shell).await?, list.address())
        }
        "report" => {
            visitor.caller.holding(&state.engine, &READERS).await?;
            let period = posted.one("period");
            let sheet = Box::pin(report(&counter, period, (shell, &who))).await?;
            (sheet, format!("/s/reports/{period}"))
        }
        _ => return Err(Problem::not_found()),
    };
    let reader = (&visitor.caller.person, shell.language);
    export(&state, reader, &from, Format::of(posted.one("format")), &sheet).await
}

/// The list that a page shows, by its address.
fn list_of(posted: &Posted) -> Result<WorkIn, Problem> {
    let address = posted.one("list");
    let query = address.split_once('?').map_or("", |(_, query)| query);
    let list = serde_urlencoded::from_str::<WorkIn>(query).map_err(|_| Problem::not_found())?;
    Ok(WorkIn { after: String::new(), ..list })
}

/// What a list is narrowed to, in words.
fn scope(list: &WorkIn, shell: &Shell) -> String {
    let mut parts = vec![list.tab.label(shell).to_owned()];
    parts.extend(list.chips(shell).into_iter().map(|chip| chip.label));
    parts.join(" · ")
}

async fn cases(counter: &Counter<'_>, list: &WorkIn, shell: &Shell) -> Result<Sheet, Problem> {
    let filter = list.filter(counter.state, &counter.visible, counter.now).await?;
    let (store, sort) = (counter.state.engine.store(), list.tab.sort());
    let (mut lines, mut after) = (Vec::new(), None);
    loop {
        let page = store.cases(&counter.visible, &filter, sort, after, PAGE).await?;
        lines.extend(page.lines);
        after = page.next;
        if after.is_none() || lines.len() > ROWS_MAX {
            break;
        }
    }
    let is_cut = lines.len() > ROWS_MAX || after.is_some();
    lines.truncate(ROWS_MAX);
    let w = shell.w;
    let columns = [
        w.number,
        w.matter,
        w.workflow,
        w.state,
        w.stage,
        w.unit,
        w.category,
        w.place,
        w.risk,
        w.filed,
        w.deadline,
        w.reading.outcome,
    ];
    let snapshot = counter.state.engine.directory();
    let names = Names::new(counter.state.engine.definitions(), &snapshot.directory, shell.language);
    Ok(Sheet {
        name: "cases".to_owned(),
        title: w.reading.cases_title.to_owned(),
        scope: scope(list, shell),
        definition: w.reading.cases_definition.to_owned(),
        as_of: counter.now,
        columns: columns.map(str::to_owned).into(),
        rows: lines.iter().map(|line| row(line, names, shell)).collect(),
        is_cut,
    })
}

fn row(line: &CaseLine, names: Names<'_>, shell: &Shell) -> Vec<Cell> {
    let names = names.under(&line.workflow);
    let local = |at| names.definitions.calendar.minute_text(at);
    let stage = domain::workflow::Stage::ALL.into_iter().find(|stage| stage.as_str() == line.stage);
    let cells: [String; 12] = [
        line.number.clone(),
        line.title.clone(),
        names.workflow().map_or("", |name| name.get(shell.language)).to_owned(),
        names.state(&line.state).name,
        stage.map_or("", |stage| shell.w.stage_name(stage)).to_owned(),
        line.lead.as_ref().map(|unit| names.unit(unit).name).unwrap_or_default(),
        names.category(&line.category).name,
        names.place(&line.place).name,
        shell.w.risk_name(&line.risk).to_owned(),
        local(line.filed_at),
        line.due_at.filter(|_| line.ended.is_none()).map(local).unwrap_or_default(),
        line.ended.as_ref().map(|outcome| names.outcome(outcome).name).unwrap_or_default(),
    ];
    cells.map(Cell::from).into()
}

async fn time(counter: &Counter<'_>, list: &WorkIn, shell: &Shell) -> Result<Sheet, Problem> {
    let found = table(counter, list, shell).await?;
    let w = &shell.w.reading;
    let rows = found.rows.iter().chain([&found.sum]).map(|row| {
        vec![
            row.name.clone().into(),
            row.cases.count.into(),
            row.time.clone().into(),
            Cell::Figure(minutes(row.minutes)),
            row.share.clone().into(),
        ]
    });
    Ok(Sheet {
        name: "time".to_owned(),
        title: w.time_title.to_owned(),
        scope: scope(list, shell),
        definition: w.time_about.to_owned(),
        as_of: counter.now,
        columns: [w.holder, w.cases, w.time, w.minutes, w.share].map(str::to_owned).into(),
        rows: rows.collect(),
        is_cut: false,
    })
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a workbook knows no other numbers; it holds minutes of an age"
)]
fn minutes(count: i64) -> f64 {
    count as f64
}

async fn report(
    counter: &Counter<'_>,
    period: &str,
    (shell, who): (&Shell, &Who),
) -> Result<Sheet, Problem> {
    let report = Box::pin(read(counter, period, (shell, who))).await?;
    let w = &shell.w.reading;
    Ok(Sheet {
        name: format!("report-{}", report.period.to_string().to_lowercase()),
        title: format!("{} {}", w.report, report.period),
        scope: format!("{} {} – {}", w.filed_or_ended, report.span.first, report.span.last),
        definition: [w.kept_about, w.solved_about, w.time_about].join(" "),
        as_of: counter.now,
        columns: [w.part, w.item, w.count, w.note].map(str::to_owned).into(),
        rows: rows(&report, shell),
        is_cut: false,
    })
}

fn rows(report: &Report, shell: &Shell) -> Vec<Vec<Cell>> {
    let w = &shell.w.reading;
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let mut put = |part: &str, item: &str, count: u64, note: String| {
        rows.push(vec![part.into(), item.into(), count.into(), note.into()]);
    };
    let compared = |figure: &Compared| {
        let beside = figure.beside.iter().map(|beside| {
            let change = beside.change.as_deref().unwrap_or_default();
            format!("{} {} {change}", beside.label, beside.then.count)
        });
        beside.collect::<Vec<_>>().join(" · ")
    };
    let figures = &report.figures;
    put(w.figures, w.filed, figures.filed.now.count, compared(&figures.filed));
    put(w.figures, w.ended, figures.ended.now.count, compared(&figures.ended));
    for (label, rate) in [(w.kept, &figures.kept), (w.solved, &figures.solved)] {
        let note = format!("÷ {} = {}", rate.whole.count, rate.share().unwrap_or_default());
        put(w.figures, label, rate.part.count, note);
    }
    for month in &report.trend.months {
        for (column, label) in month.columns.iter().zip([w.filed, w.ended]) {
            put(w.trend, &format!("{} {label}", month.name), column.count, String::new());
        }
    }
    let bars: [(&str, &Vec<Bar>); 5] = [
        (shell.w.workflow, &report.workflows),
        (w.kinds, &report.kinds),
        (w.places, &report.places),
        (w.units_ended, &report.units),
        (w.units_missed, &report.missed),
    ];
    for (part, bars) in bars {
        bars.iter().for_each(|bar| put(part, &bar.label, bar.count, String::new()));
    }
    for row in &report.repeaters {
        put(
            w.repeaters,
            &format!("{} {}", row.name, row.telephone),
            row.cases.count,
            String::new(),
        );
    }
    for row in report.time.rows.iter().chain([&report.time.sum]) {
        put(w.time_title, &row.name, row.cases.count, format!("{} {}", row.time, row.share));
    }
    rows
}
