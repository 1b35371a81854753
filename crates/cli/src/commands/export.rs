//! `bihuan export`: cases in a file, as somebody sees them.

use std::io::Write as _;

use chrono::{NaiveDate, NaiveTime};
use domain::calendar::Calendar;
use domain::id::PersonId;
use engine::{Engine, Who};
use serde_json::json;
use store::queries::{CaseFilter, CaseLine, Cursor, Sort};
use store::visible::VisibleCases;

use crate::args::{ExportArguments, ExportFormat};
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::import::report::records;
use crate::installation::{Config, Installation, block_on, store_failure};
use crate::output::Output;
use crate::progress::Progress;

/// How many cases are read at once.
const PAGE: u32 = 500;

/// What is written of a case. Who its parties are is not among it.
const COLUMNS: [&str; 19] = [
    "number",
    "title",
    "workflow",
    "workflow_version",
    "state",
    "stage",
    "outcome",
    "filed_at",
    "changed_at",
    "due_at",
    "category",
    "category_name",
    "place",
    "complexity",
    "risk",
    "lead",
    "lead_name",
    "handler",
    "address",
];

pub(crate) fn run(
    arguments: &ExportArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    let who = reader(arguments)?;
    let config = Config::read(&arguments.installation)?;
    block_on(async {
        let installation = Installation::open(config, data, output).await?;
        let engine = &installation.engine;
        let by = known(&who, engine)?;
        let visible = engine.visible(&who).await.map_err(store_failure)?;
        let filter = filter(arguments, &engine.definitions().calendar);
        let lines = lines(engine, &visible, &filter, output).await?;
        // That it was exported, by whom and how much, is written before the file is.
        let format = match arguments.export_format {
            ExportFormat::Csv => "csv",
            ExportFormat::Jsonl => "jsonl",
        };
        let facts =
            json!({ "format": format, "cases": lines.len(), "everything": arguments.everything });
        let entry = engine.entry("exports", by.as_ref(), "exported", facts);
        engine.store().audit(entry).await.map_err(store_failure)?;
        match arguments.export_format {
            ExportFormat::Csv => write_csv(arguments, &lines, engine, output)?,
            ExportFormat::Jsonl => write_records(arguments, &lines, engine, &visible).await?,
        }
        let (count, path) = (lines.len(), arguments.export_output.display());
        output.line(output.choose(
            format!("{count} 件已写入 {path}"),
            format!("{count} cases written to {path}"),
        ))?;
        installation.close().await;
        Ok(Answer::Yes)
    })
}

/// As whom cases are read. Whole records hold more than some readers may see, so that they are for the operator.
fn reader(arguments: &ExportArguments) -> Result<Who, Failure> {
    let records = arguments.export_format == ExportFormat::Jsonl;
    match (&arguments.reader, arguments.everything) {
        (_, true) => Ok(Who::Engine),
        (Some(_), false) if records => Err(Failure::usage(
            "完整记录含有个人不一定可见的内容，jsonl 只能与 --everything 一起用",
            "whole records hold what a person may not see; jsonl goes with --everything only",
        )),
        (Some(person), false) => Ok(Who::Person(PersonId::from(person.as_str()))),
        (None, false) => Err(Failure::usage(
            "请用 --as 指明按谁的可见范围导出，或由系统运行人员用 --everything 导出全部",
            "say as whom with --as, or, as the operator, export all with --everything",
        )),
    }
}

/// The person, who must be in the directory; none for the operator.
fn known(who: &Who, engine: &Engine) -> Result<Option<PersonId>, Failure> {
    let Who::Person(person) = who else { return Ok(None) };
    if engine.directory().directory.people.contains_key(person) {
        return Ok(Some(person.clone()));
    }
    Err(Failure::usage(
        format!("名录里没有“{person}”"),
        format!("the directory has no person `{person}`"),
    ))
}

fn filter(arguments: &ExportArguments, calendar: &Calendar) -> CaseFilter {
    let start = |day: NaiveDate| calendar.instant(day.and_time(NaiveTime::MIN));
    CaseFilter {
        open: if arguments.open { Some(true) } else { arguments.ended.then_some(false) },
        workflow: arguments.workflow.as_deref().map(Into::into),
        state: arguments.state.as_deref().map(Into::into),
        lead: arguments.lead.as_deref().map(Into::into),
        filed_from: arguments.filed_from.map(start),
        filed_before: arguments.filed_to.and_then(|day| day.succ_opt()).map(start),
        ..CaseFilter::default()
    }
}

async fn lines(
    engine: &Engine,
    visible: &VisibleCases,
    filter: &CaseFilter,
    output: Output,
) -> Result<Vec<CaseLine>, Failure> {
    let (mut lines, mut after, mut progress) = (Vec::new(), None::<Cursor>, Progress::new());
    loop {
        let page = engine.store().cases(visible, filter, Sort::Filed, after, PAGE).await;
        let page = page.map_err(store_failure)?;
        lines.extend(page.lines);
        progress.at(|| format!("{} {}", output.say("案件", "cases"), lines.len()));
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(lines),
        }
    }
}

fn write_csv(
    arguments: &ExportArguments,
    lines: &[CaseLine],
    engine: &Engine,
    output: Output,
) -> Result<(), Failure> {
    let rows = lines.iter().map(|line| row(line, engine, output));
    records(&arguments.export_output, &COLUMNS, rows)
}

fn row(line: &CaseLine, engine: &Engine, output: Output) -> Vec<String> {
    let definitions = engine.definitions();
    let local = |at| definitions.calendar.local(at).format("%Y-%m-%d %H:%M:%S").to_string();
    let category = definitions.codes.category_name(&line.category);
    let snapshot = engine.directory();
    let lead = line.lead.as_ref();
    let lead_name = lead.and_then(|unit| snapshot.directory.units.get(unit));
    let name = |name: Option<&domain::text::Bilingual>| {
        name.map(|name| output.get(name).to_owned()).unwrap_or_default()
    };
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    vec![
        line.number.clone(),
        line.title.clone(),
        line.workflow.name.to_string(),
        line.workflow.version.to_string(),
        line.state.to_string(),
        line.stage.clone(),
        text(line.ended.as_ref().map(domain::id::OutcomeName::as_str)),
        local(line.filed_at),
        local(line.changed_at),
        line.due_at.map(local).unwrap_or_default(),
        line.category.to_string(),
        name(category),
        line.place.to_string(),
        line.complexity.clone(),
        line.risk.clone(),
        text(lead.map(domain::id::UnitId::as_str)),
        name(lead_name.map(|unit| &unit.name)),
        text(line.handler.as_ref().map(PersonId::as_str)),
        line.address.clone(),
    ]
}

async fn write_records(
    arguments: &ExportArguments,
    lines: &[CaseLine],
    engine: &Engine,
    visible: &VisibleCases,
) -> Result<(), Failure> {
    let path = &arguments.export_output;
    let file = std::fs::File::create(path).map_err(Failure::file(path))?;
    let mut file = std::io::BufWriter::new(file);
    for line in lines {
        let record = engine.store().export_case(visible, line.id, true).await;
        let Some(record) = record.map_err(store_failure)? else { continue };
        let text = serde_json::to_string(&record)?;
        writeln!(file, "{text}").map_err(Failure::file(path))?;
    }
    file.flush().map_err(Failure::file(path))
}
