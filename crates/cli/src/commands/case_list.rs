//! `bihuan case list`: the cases that a person sees, narrowed as in the API.

use chrono::{NaiveDate, NaiveTime};
use domain::calendar::Calendar;
use domain::case::Risk;
use domain::code_table::Scheme;
use domain::meant::with_meant;
use domain::text::Bilingual;
use domain::workflow::Stage;
use engine::Definitions;
use serde::Serialize;
use serde_json::json;
use store::queries::{CaseFilter, CaseLine, Cursor, Sort};

use crate::args::{self, CaseListArguments, Format, ListOrder};
use crate::cases::Desk;
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::installation::{block_on, store_failure};
use crate::output::Output;

/// How many cases are asked for at a time.
const PAGE: u32 = 200;

#[derive(Serialize)]
struct Report {
    cases: Vec<Row>,
    total: u64,
}

#[derive(Serialize)]
struct Row {
    number: String,
    title: String,
    workflow: String,
    state: String,
    state_name: String,
    stage: String,
    category: String,
    place: String,
    lead: Option<String>,
    lead_name: Option<String>,
    handler: Option<String>,
    due: Option<String>,
    filed: String,
}

pub(crate) fn run(
    arguments: &CaseListArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    block_on(async {
        let desk = Desk::open(&arguments.acting, data, output).await?;
        let listed = list(&desk, arguments, output).await;
        desk.close().await;
        listed
    })
}

async fn list(
    desk: &Desk,
    arguments: &CaseListArguments,
    output: Output,
) -> Result<Answer, Failure> {
    known(desk, arguments)?;
    desk.note("listed", json!({})).await?;
    let filter = filter(arguments, &desk.definitions().calendar);
    let visible = desk.engine().visible(&desk.who()).await.map_err(store_failure)?;
    let store = desk.engine().store();
    let sort = match arguments.sort {
        ListOrder::Due => Sort::Due,
        ListOrder::Filed => Sort::Filed,
    };
    let (mut lines, mut after): (Vec<CaseLine>, Option<Cursor>) = (Vec::new(), None);
    loop {
        let left = arguments.most.saturating_sub(u32::try_from(lines.len()).unwrap_or(u32::MAX));
        let page = store.cases(&visible, &filter, sort, after, left.min(PAGE)).await;
        let page = page.map_err(store_failure)?;
        let read = page.lines.len();
        lines.extend(page.lines);
        after = page.next;
        if after.is_none() || read == 0 || lines.len() >= arguments.most as usize {
            break;
        }
    }
    let total = store.count_cases(&visible, &filter).await.map_err(store_failure)?;
    let cases = lines.iter().map(|line| row(desk, line, output)).collect();
    let report = Report { cases, total: total.max(lines.len() as u64) };
    let printed = match arguments.acting.format.format {
        Format::Json => output.json(&report),
        Format::Text => tell(&report, output),
    };
    Answer::Yes.once(printed)
}

fn tell(report: &Report, output: Output) -> Result<(), Failure> {
    for row in &report.cases {
        let Row { number, title, state_name, .. } = row;
        let lead = row.lead_name.as_deref().unwrap_or("—");
        let due = row.due.as_deref().unwrap_or("—");
        output.line(format!("{number}  {due}  {state_name} · {lead}  {title}"))?;
    }
    let (shown, total) = (report.cases.len(), report.total);
    output.line(
        output
            .choose(format!("共 {total} 件，列出 {shown} 件"), format!("{shown} of {total} cases")),
    )
}

fn row(desk: &Desk, line: &CaseLine, output: Output) -> Row {
    let definitions = desk.definitions();
    let language = output.language;
    let workflow = definitions.workflows.get(&line.workflow);
    let state = workflow.and_then(|workflow| workflow.state(&line.state));
    let snapshot = desk.engine().directory();
    let lead = line.lead.as_ref().and_then(|unit| snapshot.directory.units.get(unit));
    let calendar = &definitions.calendar;
    Row {
        number: line.number.clone(),
        title: line.title.clone(),
        workflow: format!("{}/{}", line.workflow.name, line.workflow.version),
        state: line.state.to_string(),
        state_name: state.map_or(line.state.as_str(), |state| state.name.get(language)).to_owned(),
        stage: line.stage.clone(),
        category: line.category.to_string(),
        place: line.place.to_string(),
        lead: line.lead.as_ref().map(ToString::to_string),
        lead_name: lead.map(|unit| unit.name.get(language).to_owned()),
        handler: line.handler.as_ref().map(ToString::to_string),
        due: line.due_at.map(|at| domain::clock::deadline_text(calendar, at)),
        filed: calendar.local(line.filed_at).format("%Y-%m-%d %H:%M").to_string(),
    }
}

fn filter(arguments: &CaseListArguments, calendar: &Calendar) -> CaseFilter {
    let start = |day: NaiveDate| calendar.instant(day.and_time(NaiveTime::MIN));
    CaseFilter {
        open: if arguments.open { Some(true) } else { arguments.ended.then_some(false) },
        workflow: arguments.workflow.as_deref().map(Into::into),
        state: arguments.state.as_deref().map(Into::into),
        stage: arguments.stage.map(|stage| Stage::from(stage).as_str().to_owned()),
        lead: arguments.lead.as_deref().map(Into::into),
        handler: arguments.handler.as_deref().map(Into::into),
        category: arguments.begins_category.as_deref().map(Into::into),
        place: arguments.begins_place.as_deref().map(Into::into),
        risk: arguments.of_risk.map(|risk| risk_word(risk.into()).to_owned()),
        unassigned: arguments.unassigned,
        due_before: arguments.due_before.map(start),
        filed_from: arguments.filed_from.map(start),
        filed_before: arguments.filed_to.and_then(|day| day.succ_opt()).map(start),
        ..CaseFilter::default()
    }
}

/// The word by which the store writes a risk.
const fn risk_word(risk: Risk) -> &'static str {
    match risk {
        Risk::Low => "low",
        Risk::Medium => "medium",
        Risk::High => "high",
    }
}

impl From<args::Stage> for Stage {
    fn from(word: args::Stage) -> Self {
        match word {
            args::Stage::Screen => Self::Screen,
            args::Stage::Study => Self::Study,
            args::Stage::Assign => Self::Assign,
            args::Stage::Handle => Self::Handle,
            args::Stage::Supervise => Self::Supervise,
            args::Stage::Close => Self::Close,
            args::Stage::Assess => Self::Assess,
        }
    }
}

/// Refuses what no case here can have: a list without cases would say that there are none.
fn known(desk: &Desk, arguments: &CaseListArguments) -> Result<(), Failure> {
    let definitions = desk.definitions();
    let snapshot = desk.engine().directory();
    let directory = &snapshot.directory;
    one_of(arguments.workflow.as_deref(), "流程", "workflow", &workflows(definitions))?;
    one_of(arguments.state.as_deref(), "环节", "state", &states(definitions))?;
    let units: Vec<&str> = directory.units.keys().map(domain::id::UnitId::as_str).collect();
    one_of(arguments.lead.as_deref(), "单位", "unit", &units)?;
    let people: Vec<&str> = directory.people.keys().map(domain::id::PersonId::as_str).collect();
    one_of(arguments.handler.as_deref(), "人员", "person", &people)?;
    let category = arguments.begins_category.as_deref();
    let codes = categories(definitions);
    if category.is_some_and(|typed| codes.iter().any(|code| code.starts_with(typed))) {
        return Ok(());
    }
    one_of(category, "类别代码", "category", &codes)
}

fn one_of(typed: Option<&str>, zh: &str, en: &str, known: &[&str]) -> Result<(), Failure> {
    let Some(typed) = typed.filter(|typed| !known.contains(typed)) else { return Ok(()) };
    let said = Bilingual::new(format!("没有{zh}“{typed}”"), format!("there is no {en} `{typed}`"));
    Err(Failure::Usage(with_meant(said, typed, known.iter().copied())))
}

fn workflows(definitions: &Definitions) -> Vec<&str> {
    definitions.workflows.keys().map(|known| known.name.as_str()).collect()
}

fn states(definitions: &Definitions) -> Vec<&str> {
    let states = definitions.workflows.values().flat_map(|it| it.definition().states.keys());
    states.map(domain::id::StateName::as_str).collect()
}

fn categories(definitions: &Definitions) -> Vec<&str> {
    let tables = Scheme::ALL.iter().filter_map(|scheme| definitions.codes.table(*scheme));
    tables.flat_map(|table| table.codes.keys().map(String::as_str)).collect()
}
