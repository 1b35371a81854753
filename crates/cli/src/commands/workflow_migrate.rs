//! `bihuan workflow migrate`: moves the running cases of an installation to another version, or says who would move. It
//! may be run again: cases that moved are no longer on the version that is left.

use std::path::Path;

use definitions::MAPPING;
use domain::case::{Case, WorkflowRef};
use domain::finding::{Finding, Severity};
use domain::id::CaseId;
use domain::workflow::mapping::{DryRun, Mapping, Move, Stay, dry_run, suggest, validate};
use domain::workflow::{Definition, Workflow};
use engine::{Engine, Who};
use serde::Serialize;

use crate::args::{Format, WorkflowMigrateArguments};
use crate::data::{self, Data};
use crate::failure::{Answer, Failure};
use crate::installation::{Config, Installation, block_on, store_failure};
use crate::output::Output;
use crate::progress::Progress;

/// How many cases are taken at once.
const PAGE: u32 = 200;

/// The two versions and the way between them.
struct Way<'a> {
    old: &'a Definition,
    to: WorkflowRef,
    mapping: Mapping,
}

#[derive(Default, Serialize)]
struct Report {
    moves: Vec<Move>,
    stays: Vec<Stay>,
    /// Cases that could move by the mapping, and were refused when it came to it.
    refused: Vec<Refused>,
}

#[derive(Serialize)]
struct Refused {
    case: CaseId,
    why: String,
}

pub(crate) fn run(
    arguments: &WorkflowMigrateArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    let (from, to) = (version(&arguments.leaving)?, version(&arguments.entering)?);
    let config = Config::read(&arguments.installation)?;
    let report = block_on(async {
        let installation = Installation::existing(config, data, output).await?;
        let report = migrate(&installation.engine, arguments, (from, to), output).await;
        installation.close().await;
        report
    })?;
    let printed = match arguments.format.format {
        Format::Json => output.json(&report),
        Format::Text => tell(&report, arguments.dry_run, output),
    };
    Answer::of(report.stays.is_empty() && report.refused.is_empty()).once(printed)
}

async fn migrate(
    engine: &Engine,
    arguments: &WorkflowMigrateArguments,
    (from, to): (WorkflowRef, WorkflowRef),
    output: Output,
) -> Result<Report, Failure> {
    let (old, new) = (known(engine, &from)?.definition(), known(engine, &to)?.definition());
    if from.name != to.name || from.version == to.version {
        return Err(Failure::usage(
            "案件只能在同一流程的不同版本之间转",
            "cases move between two versions of one workflow",
        ));
    }
    let mapping = mapping(arguments.mapping.as_deref(), old, new, output)?;
    let way = Way { old, to, mapping };
    let everything = engine.visible(&Who::Engine).await.map_err(store_failure)?;
    let (mut report, mut progress, mut after) = (Report::default(), Progress::new(), None);
    loop {
        let page = engine.store().running_cases(&everything, Some(&from), after, PAGE).await;
        let page = page.map_err(store_failure)?;
        let Some(last) = page.last() else { return Ok(report) };
        after = Some(last.case.id);
        let cases: Vec<&Case> = page.iter().map(|stored| &stored.case).collect();
        let DryRun { moves, stays } = dry_run(old, new, &way.mapping, cases);
        report.stays.extend(stays);
        for one in moves {
            let count = report.moves.len();
            progress.at(|| format!("{} {count}", output.say("案件", "cases")));
            let refused = if arguments.dry_run { None } else { way.go(engine, one.case).await? };
            match refused {
                None => report.moves.push(one),
                Some(why) => report.refused.push(Refused { case: one.case, why }),
            }
        }
    }
}

impl Way<'_> {
    /// Moves a case; what refuses it, if anything does.
    async fn go(&self, engine: &Engine, case: CaseId) -> Result<Option<String>, Failure> {
        let command = self.mapping.command(self.old);
        match engine.move_version(case, command, self.to.clone()).await {
            Ok(_) => Ok(None),
            Err(engine::Error::Store(error)) => Err(store_failure(error)),
            Err(refused) => Ok(Some(refused.to_string())),
        }
    }
}

/// The mapping of a file, or the one that suggests itself, if nothing is wrong with it.
fn mapping(
    path: Option<&Path>,
    old: &Definition,
    new: &Definition,
    output: Output,
) -> Result<Mapping, Failure> {
    if let Some(path) = path {
        let mut read = definitions::read(data::open(path, output)?, MAPPING);
        read.check(|mapping| validate(old, new, mapping));
        return data::accepted(read, output);
    }
    let mapping = suggest(old, new);
    let is_error = |finding: &Finding| finding.severity == Severity::Error;
    let errors: Vec<Finding> = validate(old, new, &mapping).into_iter().filter(is_error).collect();
    if errors.is_empty() {
        return Ok(mapping);
    }
    errors.iter().for_each(|error| output.note(format!("✗ {}", output.get(&error.message))));
    Err(Failure::usage(
        "各环节名称不变还不够，请用 --mapping 给出对照文件",
        "keeping the names of states is not enough; give a file with --mapping",
    ))
}

/// `service/1` or `service/v1`.
fn version(typed: &str) -> Result<WorkflowRef, Failure> {
    let read = || {
        let (name, version) = typed.split_once('/')?;
        let version = version.strip_prefix('v').unwrap_or(version).parse().ok()?;
        Some(WorkflowRef { name: name.into(), version })
    };
    read().ok_or_else(|| {
        Failure::usage(
            format!("“{typed}”不是版本：请写作 service/1"),
            format!("`{typed}` is no version: write service/1"),
        )
    })
}

fn known<'a>(engine: &'a Engine, version: &WorkflowRef) -> Result<&'a Workflow, Failure> {
    engine.definitions().workflows.get(version).ok_or_else(|| {
        let WorkflowRef { name, version } = version;
        Failure::usage(
            format!("没有流程“{name}”第 {version} 版，见 --data"),
            format!("there is no version {version} of `{name}`, see --data"),
        )
    })
}

fn tell(report: &Report, is_dry: bool, output: Output) -> Result<(), Failure> {
    let Report { moves, stays, refused } = report;
    for Move { case, from, to, clocks_end, clocks_start, .. } in moves.iter().filter(|_| is_dry) {
        let ends = clocks_end.iter().map(|limit| format!("  -{limit}"));
        let starts = clocks_start.iter().map(|limit| format!("  +{limit}"));
        let clocks: String = ends.chain(starts).collect();
        output.line(format!("  {case}  {from} → {to}{clocks}"))?;
    }
    for Stay { case, state, why } in stays {
        output.line(format!("✗ {case}  {state}  {}", output.get(&why.words())))?;
    }
    for Refused { case, why } in refused {
        output.line(format!("✗ {case}  {why}"))?;
    }
    let (moved, left) = (moves.len(), stays.len() + refused.len());
    if is_dry {
        return output.line(output.choose(
            format!("会转 {moved} 件，不会转 {left} 件；未做改动"),
            format!("{moved} cases would move, {left} would not; nothing was changed"),
        ));
    }
    output.line(output.choose(
        format!("已转 {moved} 件，未转 {left} 件"),
        format!("{moved} cases moved, {left} did not"),
    ))
}
