//! `bihuan export`: cases in a file, as somebody sees them.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use chrono::{NaiveDate, NaiveTime};
use domain::calendar::Calendar;
use domain::id::PersonId;
use engine::{Engine, Who};
use serde_json::json;
use store::queries::{CaseFilter, CaseLine, Cursor, Sort};
use store::verify::CaseExport;
use store::visible::VisibleCases;

use crate::args::{ExportArguments, ExportFormat};
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::import::report::Table;
use crate::installation::{Config, Installation, block_on, store_failure};
use crate::made;
use crate::output::Output;
use crate::progress::Progress;
use crate::records::{self, Log};

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
        let installation = Installation::existing(config, data, output).await?;
        let engine = &installation.engine;
        let by = arguments.reader.as_deref().map(|id| installation.person(id)).transpose()?;
        let visible = engine.visible(&who).await.map_err(store_failure)?;
        let filter = filter(arguments, &engine.definitions().calendar);
        let path = &arguments.export_output;
        let (file, made) = made::private(path)?;
        // That it was exported, and by whom, is written before anything of a case is.
        let format = arguments.export_format.as_str();
        let facts = json!({ "format": format, "everything": arguments.everything });
        let entry = engine.entry("exports", by.as_ref(), "exported", facts);
        engine.store().audit(entry).await.map_err(store_failure)?;
        let pages = Pages { engine, visible: &visible, filter, after: None, over: false };
        let count = match arguments.export_format {
            ExportFormat::Csv => write_csv(pages, file, path, output).await?,
            ExportFormat::Jsonl => write_records(pages, file, path, output).await?,
            ExportFormat::Xes => write_log(pages, Log::xes(file, path)?, output).await?,
            ExportFormat::Ocel => write_log(pages, Log::ocel(file, path)?, output).await?,
        };
        made.keep();
        let path = path.display();
        output.line(output.choose(
            format!("{count} 件已写入 {path}"),
            format!("{count} cases written to {path}"),
        ))?;
        installation.close().await;
        Ok(Answer::Yes)
    })
}

/// As whom cases are read. Whole records, and histories drawn from them, hold more than some readers may see, so that they are
/// for the operator.
fn reader(arguments: &ExportArguments) -> Result<Who, Failure> {
    let records = arguments.export_format != ExportFormat::Csv;
    match (&arguments.reader, arguments.everything) {
        (_, true) => Ok(Who::Engine),
        (Some(_), false) if records => Err(Failure::usage(
            "完整记录和办理经过含有个人不一定可见的内容，jsonl、xes、ocel 只能与 --everything 一起用",
            "whole records and histories hold what a person may not see; jsonl, xes and ocel go with --everything only",
        )),
        (Some(person), false) => Ok(Who::Person(PersonId::from(person.as_str()))),
        (None, false) => Err(Failure::usage(
            "请用 --as 指明按谁的可见范围导出，或由系统运行人员用 --everything 导出全部",
            "say as whom with --as, or, as the operator, export all with --everything",
        )),
    }
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

/// Cases page by page, so that no export is held in memory as a whole.
struct Pages<'a> {
    engine: &'a Engine,
    visible: &'a VisibleCases,
    filter: CaseFilter,
    after: Option<Cursor>,
    over: bool,
}

impl Pages<'_> {
    /// The next page; none when there is nothing more.
    async fn next(&mut self) -> Result<Option<Vec<CaseLine>>, Failure> {
        if self.over {
            return Ok(None);
        }
        let (store, after) = (self.engine.store(), self.after.take());
        let page = store.cases(self.visible, &self.filter, Sort::Filed, after, records::PAGE).await;
        let page = page.map_err(store_failure)?;
        self.over = page.next.is_none();
        self.after = page.next;
        Ok(Some(page.lines))
    }

    /// The whole records of the next page.
    async fn next_records(&mut self, contents: bool) -> Result<Option<Vec<CaseExport>>, Failure> {
        let Some(lines) = self.next().await? else { return Ok(None) };
        let chosen: Vec<_> = lines.iter().map(|line| line.id).collect();
        let records = self.engine.store().export_chosen(self.visible, &chosen, contents).await;
        records.map(Some).map_err(store_failure)
    }
}

async fn write_csv(
    mut pages: Pages<'_>,
    file: File,
    path: &Path,
    output: Output,
) -> Result<usize, Failure> {
    let mut table = Table::begin(file, path, &COLUMNS)?;
    let (mut count, mut progress) = (0, Progress::new());
    while let Some(lines) = pages.next().await? {
        lines.iter().try_for_each(|line| table.row(&row(line, pages.engine, output)))?;
        count += lines.len();
        progress.at(|| format!("{} {count}", output.say("案件", "cases")));
    }
    table.end()?;
    Ok(count)
}

async fn write_records(
    mut pages: Pages<'_>,
    file: File,
    path: &Path,
    output: Output,
) -> Result<usize, Failure> {
    let mut to = BufWriter::new(file);
    let (mut count, mut progress) = (0, Progress::new());
    while let Some(records) = pages.next_records(true).await? {
        records::write(&records, &mut to)?;
        count += records.len();
        progress.at(|| format!("{} {count}", output.say("案件", "cases")));
    }
    to.flush().map_err(Failure::file(path))?;
    Ok(count)
}

async fn write_log(mut pages: Pages<'_>, mut log: Log, output: Output) -> Result<usize, Failure> {
    let (mut count, mut progress) = (0, Progress::new());
    while let Some(records) = pages.next_records(false).await? {
        log.add(&records, pages.engine.definitions())?;
        count += records.len();
        progress.at(|| format!("{} {count}", output.say("案件", "cases")));
    }
    log.end()?;
    Ok(count)
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
