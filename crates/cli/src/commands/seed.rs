//! `bihuan seed`: invented cases, as many as are asked for, and how many of them stand where.

use std::time::Instant;

use domain::actor::Actor;
use domain::case::WorkflowRef;
use domain::directory::Directory;
use engine::Definitions;
use engine::seed::{Plan, Report};
use store::StoreError;
use store::queries::CaseFilter;
use store::visible::VisibleCases;

use crate::args::SeedArguments;
use crate::cells::padded;
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::installation::{Config, Installation, block_on, engine_failure, store_failure};
use crate::output::Output;
use crate::progress::Progress;

/// How wide the names of workflows and of states stand, in columns of a terminal.
const WORKFLOW_COLUMNS: usize = 26;
const STATE_COLUMNS: usize = 40;

pub(crate) fn run(
    arguments: &SeedArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    let config = Config::read(&arguments.installation)?;
    block_on(async {
        let installation = Installation::open(config, data, output).await?;
        let answer = fill(&installation, arguments, output).await;
        installation.close().await;
        answer
    })
}

async fn fill(
    installation: &Installation,
    arguments: &SeedArguments,
    output: Output,
) -> Result<Answer, Failure> {
    let present = count(installation, &CaseFilter::default()).await.map_err(store_failure)?;
    if present > 0 && !arguments.add {
        output.note(output.choose(
            format!("数据库里已有 {present} 件，没有写入；加 --add 则加在其后"),
            format!("the database has {present} cases, nothing was written; --add adds to them"),
        ));
        return Ok(Answer::No);
    }
    let plan = Plan {
        cases: arguments.cases.unwrap_or_default(),
        first: present,
        seed: arguments.seed,
        days: arguments.days,
        ended_early: arguments.ended_early,
        now: installation.engine.clock().now(),
        center: installation.config.center.as_str().into(),
    };
    let began = Instant::now();
    let report = if arguments.clues {
        plant_clues(installation, plan, output).await?
    } else {
        plant(installation, plan, output).await?
    };
    show(&report, installation.engine.definitions(), output)?;
    let (total, seconds) = (report.total(), began.elapsed().as_secs_f64());
    #[expect(clippy::cast_precision_loss, reason = "a rate to look at")]
    let rate = total as f64 / seconds.max(0.001);
    output.line(output.choose(
        format!("写入 {total} 件，用时 {seconds:.1} 秒，每秒 {rate:.0} 件"),
        format!("{total} cases written in {seconds:.1} s, {rate:.0} per second"),
    ))?;
    Ok(Answer::Yes)
}

/// Makes the cases of a plan while a line says how far it has come.
pub(super) async fn plant(
    installation: &Installation,
    plan: Plan,
    output: Output,
) -> Result<Report, Failure> {
    let (mut progress, cases) = (Progress::new(), plan.cases);
    let seeded = installation.engine.seed(plan, |done| {
        progress.at(|| {
            output.choose(
                format!("已写入 {done}/{cases} 件"),
                format!("{done} of {cases} cases written"),
            )
        });
    });
    seeded.await.map_err(engine_failure)
}

/// Makes the published clues.
async fn plant_clues(
    installation: &Installation,
    plan: Plan,
    output: Output,
) -> Result<Report, Failure> {
    let mut progress = Progress::new();
    let seeded = installation.engine.seed_clues(plan, |done| {
        progress.at(|| output.choose(format!("已写入 {done} 件"), format!("{done} cases written")));
    });
    seeded.await.map_err(engine_failure)
}

/// How many cases there are, whoever may see them.
pub(super) async fn count(
    installation: &Installation,
    filter: &CaseFilter,
) -> Result<u64, StoreError> {
    let everything = VisibleCases::of(&Actor::Engine, &Directory::default());
    installation.engine.store().count_cases(&everything, filter).await
}

fn show(report: &Report, definitions: &Definitions, output: Output) -> Result<(), Failure> {
    for ((workflow, state), count) in &report.written {
        let named = |version: &&WorkflowRef| version.name == *workflow;
        let newest = definitions.workflows.keys().rev().find(named);
        let newest = newest.and_then(|version| definitions.workflows.get(version));
        let state_name = newest
            .and_then(|newest| newest.state(state))
            .map_or(state.as_str(), |state| output.get(&state.name));
        let name = newest.map_or(workflow.as_str(), |newest| output.get(&newest.definition().name));
        let (name, state_name) =
            (padded(name, WORKFLOW_COLUMNS), padded(state_name, STATE_COLUMNS));
        output.line(format!("  {name} {state_name} {count:>8}"))?;
    }
    Ok(())
}
