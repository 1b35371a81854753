//! `bihuan import`: complaints that another system has kept so far become cases, one for each row.

use std::path::Path;

use domain::actor::Role;
use domain::calendar::Calendar;
use domain::directory::Directory;
use domain::id::{PersonId, Timestamp, UnitId};
use domain::scenario::World;
use domain::text::Bilingual;
use domain::workflow::Workflow;
use engine::evidence;
use engine::time::Clock;
use engine::{Definitions, Engine, Error, Who};
use store::change::Refusal;

use crate::args::CasesArguments;
use crate::data::Data;
use crate::events::clock_name;
use crate::failure::{Answer, Failure};
use crate::import::entry::{Entry, Reader};
use crate::import::fault::Fault;
use crate::import::mapping::Mapping;
use crate::import::plan::{Planned, Planner};
use crate::import::report::{Done, Ending, Report};
use crate::import::sheet::{Row, Sheet};
use crate::installation::{
    Config, Installation, block_on, engine_failure, files, load_definitions, store_failure,
};
use crate::ledgers;
use crate::output::Output;
use crate::progress::Progress;
use crate::words::Words;

/// How many rows a preview shows.
const SHOWN: usize = 5;

pub(crate) fn run(
    arguments: &CasesArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    let mapping = Mapping::read(&arguments.columns, data, output)?;
    let sheet = Sheet::read(&arguments.table, mapping.sheet.as_deref())?;
    let config = Config::read(&arguments.installation)?;
    if arguments.preview {
        return preview(arguments, (&mapping, &sheet), &config, data, output);
    }
    block_on(async {
        let evidence = files(&config);
        let center = UnitId::from(config.center.as_str());
        let installation = Installation::open(config, data, output).await?;
        let engine = &installation.engine;
        let snapshot = engine.directory();
        let world =
            world(arguments, &mapping, engine.definitions(), (&snapshot.directory, &center))?;
        let bringing = Bringing { engine, evidence: &evidence, world: &world };
        let now = engine.clock().now();
        let report = bringing.all(arguments, &sheet, now, output).await?;
        finish(arguments, &report, &world, output)?;
        if let Some(id) = &arguments.explain {
            explain(engine, &world, id, output).await?;
        }
        let answer = Answer::of(report.refused == 0);
        installation.close().await;
        Ok(answer)
    })
}

/// What the rows run with.
fn world<'a>(
    arguments: &CasesArguments,
    mapping: &'a Mapping,
    definitions: &'a Definitions,
    (directory, center): (&'a Directory, &'a UnitId),
) -> Result<Planner<'a>, Failure> {
    mapping.check(&arguments.columns, definitions)?;
    let clerk = clerk(directory, center).ok_or_else(|| {
        Failure::usage(
            format!("“{center}”没有受理员，不能导入"),
            format!("`{center}` has no clerk, so nothing can be imported"),
        )
    })?;
    let workflow = current(mapping, definitions)?;
    Ok(Planner { mapping, definitions, workflow, directory, center, clerk })
}

/// A clerk of the center who handles nothing, so that nobody verifies their own result.
fn clerk<'a>(directory: &'a Directory, center: &'a UnitId) -> Option<&'a PersonId> {
    let handles = |person: &&PersonId| {
        directory.people.get(*person).is_some_and(|person| person.roles.contains(&Role::Handler))
    };
    let mut clerks = directory.staff_of(center, Role::Clerk).filter(|person| !handles(person));
    clerks.next()
}

fn current<'a>(mapping: &Mapping, definitions: &'a Definitions) -> Result<&'a Workflow, Failure> {
    let last = mapping.shift.map_or(chrono::NaiveDate::MAX, |window| window.until);
    definitions.current(&mapping.workflow, last).ok_or_else(|| {
        let name = &mapping.workflow;
        Failure::usage(format!("没有流程“{name}”"), format!("there is no workflow `{name}`"))
    })
}

fn reader<'a>(
    arguments: &CasesArguments,
    planner: &Planner<'a>,
    sheet: &Sheet,
    now: Timestamp,
) -> Result<Reader<'a>, Failure> {
    let known = (&planner.definitions.codes, &planner.definitions.calendar);
    Reader::new(planner.mapping, sheet, known, now).map_err(|missing| {
        let missing = missing.join("、");
        Failure::unfit(
            &arguments.table,
            format!("缺少这些列：{missing}；请核对第一行的列名，或在对照的 may_lack 中写明可以没有"),
            format!("it lacks these columns: {missing}; check the names in its first line, or list them under may_lack"),
        )
    })
}

fn preview(
    arguments: &CasesArguments,
    (mapping, sheet): (&Mapping, &Sheet),
    config: &Config,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    let definitions = load_definitions(data, output)?;
    let directory = data.directory(output)?;
    let center = UnitId::from(config.center.as_str());
    let planner = world(arguments, mapping, &definitions, (&directory, &center))?;
    let now = Clock::Machine.now();
    let mut reader = reader(arguments, &planner, sheet, now)?;
    let mut report = Report { is_preview: true, ..Report::default() };
    let mut progress = Progress::new();
    for row in &sheet.rows {
        progress.at(|| format!("{} {}", output.say("行", "row"), row.line));
        match rehearsed(&planner, &mut reader, row, now)? {
            Ok(done) => report.done.push(done),
            Err(faults) => report.refuse(faults),
        }
    }
    drop(progress);
    output.line(output.say("预览，没有写入任何内容：", "A preview; nothing is written:"))?;
    for done in report.done.iter().take(SHOWN) {
        let filed = definitions.calendar.local(done.filed.at).format("%Y-%m-%d %H:%M");
        let original = done.filed.original.format("%Y-%m-%d %H:%M");
        output.line(format!("  {}  {}", done.id, done.title))?;
        output.line(format!("      {original} → {filed}  {}", place(done, &directory, output)))?;
    }
    finish(arguments, &report, &planner, output)?;
    Ok(Answer::of(report.refused == 0))
}

fn place(done: &Done, directory: &Directory, output: Output) -> String {
    use crate::import::plan::Route;
    match &done.route {
        Route::Unit { unit, rule, .. } => {
            let known = directory.units.get(unit);
            format!("{}  [{rule}]", known.map_or(unit.as_str(), |known| output.get(&known.name)))
        }
        Route::Person { why } => output.get(why).to_owned(),
    }
}

/// A row as it would be, or what is wrong with it.
fn rehearsed(
    planner: &Planner<'_>,
    reader: &mut Reader<'_>,
    row: &Row,
    now: Timestamp,
) -> Result<Result<Done, Vec<Fault>>, Failure> {
    let entry = match reader.read(row) {
        Ok(entry) => entry,
        Err(faults) => return Ok(Err(faults)),
    };
    let planned = planner.plan(&entry).map_err(engine_failure)?;
    if let Err(unfit) = planned.import.intake.check(&planner.definitions.codes) {
        return Ok(Err(vec![refused(&entry, unfit.message())]));
    }
    let rehearsal = planned.import.rehearse(planner.definitions, planner.directory, now);
    let done = || Done::of(&entry, planned.route, Ending::Rehearsed, &planner.definitions.calendar);
    Ok(rehearsal.map(|_| done()).map_err(|rejection| vec![refused(&entry, rejection.message())]))
}

/// The fault of a row that the core refuses.
fn refused(entry: &Entry, what: Bilingual) -> Fault {
    let mend = Bilingual::new(
        "请核对对照中的步骤和表单，或该行内容",
        "check the steps and forms of the mapping, or the row",
    );
    Fault { line: entry.line, column: String::new(), what, mend }
}

/// Rows on their way into an installation.
struct Bringing<'a> {
    engine: &'a Engine,
    evidence: &'a Path,
    world: &'a Planner<'a>,
}

impl Bringing<'_> {
    async fn all(
        &self,
        arguments: &CasesArguments,
        sheet: &Sheet,
        now: Timestamp,
        output: Output,
    ) -> Result<Report, Failure> {
        let mut reader = reader(arguments, self.world, sheet, now)?;
        let (mut report, mut progress) = (Report::default(), Progress::new());
        for (row, number) in sheet.rows.iter().zip(1..) {
            let all = sheet.rows.len();
            progress.at(|| format!("{} {number}/{all}", output.say("行", "row")));
            let brought = match reader.read(row) {
                Ok(entry) => self.bring(&entry).await?,
                Err(faults) => Err(faults),
            };
            match brought {
                Ok(done) => report.done.push(done),
                Err(faults) => report.refuse(faults),
            }
        }
        Ok(report)
    }

    /// Brings a row in, as a whole or not at all.
    async fn bring(&self, entry: &Entry) -> Result<Result<Done, Vec<Fault>>, Failure> {
        let calendar = &self.world.definitions.calendar;
        let planned = self.world.plan(entry).map_err(engine_failure)?;
        if let Err(unfit) = planned.import.intake.check(&self.world.definitions.codes) {
            return Ok(Err(vec![refused(entry, unfit.message())]));
        }
        let route = planned.route.clone();
        let done = |ending| Ok(Ok(Done::of(entry, route, ending, calendar)));
        let everything = self.engine.visible(&Who::Engine).await.map_err(store_failure)?;
        let store = self.engine.store();
        let source = &self.world.mapping.source;
        let there = store.case_by_source(&everything, source, &entry.id).await;
        if there.map_err(store_failure)?.is_some() {
            return done(Ending::There);
        }
        // The files come first: a case must not name one that is not there.
        self.lay_down(&planned)?;
        let case = planned.import.case;
        match self.engine.import(planned.import).await {
            Ok(_) => done(Ending::Imported),
            Err(Error::Refused(refusal)) => {
                // Nobody refers to these files.
                _ = std::fs::remove_dir_all(evidence::folder_of(self.evidence, case));
                match refusal {
                    Refusal::SourceRepeated => done(Ending::There),
                    Refusal::Rejected(rejection) => {
                        Ok(Err(vec![refused(entry, rejection.message())]))
                    }
                    other @ (Refusal::Stale { .. }
                    | Refusal::DirectoryMoved
                    | Refusal::KeyReused
                    | Refusal::LeaseLost
                    | Refusal::TokenUsed) => Err(engine_failure(Error::Refused(other))),
                }
            }
            Err(error) => Err(engine_failure(error)),
        }
    }

    fn lay_down(&self, planned: &Planned) -> Result<(), Failure> {
        for (id, content) in &planned.contents {
            let path = evidence::place(self.evidence, planned.import.case, *id);
            let parent = path.parent().unwrap_or(self.evidence);
            std::fs::create_dir_all(parent).map_err(Failure::file(parent))?;
            std::fs::write(&path, content).map_err(Failure::file(&path))?;
        }
        Ok(())
    }
}

impl Report {
    fn refuse(&mut self, faults: Vec<Fault>) {
        self.refused += 1;
        self.faults.extend(faults);
    }
}

/// Tells the sums, and every fault: in the report's folder if there is one.
fn finish(
    arguments: &CasesArguments,
    report: &Report,
    planner: &Planner<'_>,
    output: Output,
) -> Result<(), Failure> {
    let calendar: &Calendar = &planner.definitions.calendar;
    // First what stays: whoever reads the sums may have enough of them early, as `head` does.
    if let Some(folder) = &arguments.report {
        report.write(folder, calendar, output.language)?;
        output.note(format!("{} {}", output.say("报告在", "the report is in"), folder.display()));
    }
    report.tell(planner.directory, output)?;
    if arguments.report.is_none() && !report.faults.is_empty() {
        output.line(output.say("有错的行：", "Faulty rows:"))?;
        for fault in &report.faults {
            output.line(format!("  {}", fault.text(output.language)))?;
        }
    }
    Ok(())
}

/// Every deadline of a case that came in, why, and whose time it was.
async fn explain(
    engine: &Engine,
    planner: &Planner<'_>,
    id: &str,
    output: Output,
) -> Result<(), Failure> {
    let everything = engine.visible(&Who::Engine).await.map_err(store_failure)?;
    let found = engine.store().case_by_source(&everything, &planner.mapping.source, id).await;
    let Some(found) = found.map_err(store_failure)? else {
        return Err(Failure::usage(
            format!("没有编号“{id}”的案件"),
            format!("there is no case with the id `{id}`"),
        ));
    };
    let case = &found.stored.case;
    let calendar = &planner.definitions.calendar;
    let workflow = engine.workflow_of(case).unwrap_or(planner.workflow);
    let world = World { workflow, calendar, directory: planner.directory, center: planner.center };
    let words = Words { world, language: output.language };
    output.line(format!("{id}  {}  {}", found.stored.number, words.state(&case.state)))?;
    for clock in &case.clocks {
        output.line(format!(
            "  {} → {}",
            clock_name(clock, words),
            words.deadline(clock.deadline)
        ))?;
        let lines = clock.explanation.lines(output.language);
        lines.iter().try_for_each(|line| output.line(format!("      {line}")))?;
    }
    ledgers::lines(case, engine.clock().now(), words).iter().try_for_each(|line| output.line(line))
}
