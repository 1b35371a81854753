//! `bihuan bench months`: how long it takes to look through the logs of months and of a year, for what is computed from logs and from
//! nothing else: appraisals, suspicions, and rules that are tried. Each figure stands beside going through the whole log raw, in
//! the same run.

use std::num::NonZeroU16;
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::appraisal::{Period, PeriodLength};
use domain::clock::Length;
use domain::workflow::{Workflow, check};
use engine::Who;
use engine::whatif::Proposal;
use store::queries::{CaseFilter, LogFilter};

use crate::args::BenchMonthsArguments;
use crate::bench::installed::count;
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::installation::{Config, Installation, block_on, engine_failure, store_failure};
use crate::output::Output;
use crate::progress::Progress;

/// For how many days rules are tried.
const TRIED_DAYS: i64 = 365;

pub(crate) fn run(
    arguments: &BenchMonthsArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    let config = Config::read(&arguments.installation)?;
    block_on(async {
        let installation = Installation::existing(config, data, output).await?;
        let measured = measure(&installation, output).await;
        installation.close().await;
        measured.map(|()| Answer::Yes)
    })
}

async fn measure(installation: &Installation, output: Output) -> Result<(), Failure> {
    let (cases, begun) = (count(installation).await?, Instant::now());
    let log = installation.engine.store().whole_log().await.map_err(store_failure)?;
    let raw = begun.elapsed();
    let bench = Bench { installation, raw, output };
    let (events, megabytes) = (log.events, log.characters / 1_000_000);
    bench.line(
        &output.choose(
            format!("通读全部案卷，不作处理：{cases} 件，{events} 个事件，{megabytes} MB"),
            format!("the whole log raw: {cases} cases, {events} events, {megabytes} MB"),
        ),
        raw,
    )?;
    bench.appraisals().await?;
    bench.suspicions().await?;
    bench.rules(output.say("试算：期限减半", "rules tried: limits cut to half"), halved).await?;
    bench.rules(output.say("试算：期限加倍", "rules tried: limits doubled"), doubled).await
}

struct Bench<'a> {
    installation: &'a Installation,
    /// What the whole log costs raw.
    raw: Duration,
    output: Output,
}

impl Bench<'_> {
    fn line(&self, what: &str, took: Duration) -> Result<(), Failure> {
        let (seconds, raw) = (took.as_secs_f64(), self.raw.as_secs_f64().max(f64::EPSILON));
        self.output.line(format!("{seconds:>8.2} s  {:>7.2} ×  {what}", seconds / raw))
    }

    fn today(&self) -> chrono::NaiveDate {
        let engine = &self.installation.engine;
        engine.definitions().calendar.date(engine.clock().now())
    }

    /// The month before, and the year so far.
    async fn appraisals(&self) -> Result<(), Failure> {
        let month = Period::of(self.today(), PeriodLength::Month).previous();
        for period in [month, Period::of(self.today(), PeriodLength::Year)] {
            let (begun, mut read, mut progress) = (Instant::now(), 0, Progress::new());
            let output = self.output;
            let told = |done, all| {
                read = done;
                progress.at(|| format!("{period} {done}/{all}"));
            };
            let made = self.installation.engine.appraise_now(period, told).await;
            if made.map_err(engine_failure)?.is_none() {
                continue;
            }
            let what = output.choose(
                format!("考核 {period}：读 {read} 件"),
                format!("appraisal of {period}: {read} cases read"),
            );
            self.line(&what, begun.elapsed())?;
        }
        Ok(())
    }

    /// What the night looks through, at most: this month, and the one before while it is young.
    async fn suspicions(&self) -> Result<(), Failure> {
        let engine = &self.installation.engine;
        loop {
            let begun = Instant::now();
            if engine.look_for_suspicions().await.map_err(engine_failure)? == 0 {
                return Ok(());
            }
            let what = self.output.say("夜间查找疑点，一个月", "suspicions of a month, at night");
            self.line(what, begun.elapsed())?;
        }
    }

    async fn rules(&self, what: &str, change: fn(&mut Length)) -> Result<(), Failure> {
        let engine = &self.installation.engine;
        let workflows = engine.definitions().workflows.values().filter_map(|it| with(it, change));
        let proposal = Proposal { workflows: workflows.collect(), ..Proposal::default() };
        let from = engine.clock().now() - chrono::TimeDelta::days(TRIED_DAYS);
        let cases = CaseFilter { filed_from: Some(from), ..CaseFilter::default() };
        let (begun, mut tried, mut progress) = (Instant::now(), 0, Progress::new());
        let done = |done| {
            tried = done;
            progress.at(|| done.to_string());
        };
        let filter = LogFilter { cases, alive_at: None };
        let outcome = engine.what_if(&Who::Engine, Arc::new(proposal), filter, done).await;
        let late = outcome.map_err(engine_failure)?.tally.late;
        let what = self.output.choose(
            format!("{what}：一年 {tried} 件，超期 {} → {}", late.before, late.after),
            format!("{what}: {tried} cases of a year, late {} → {}", late.before, late.after),
        );
        self.line(&what, begun.elapsed())
    }
}

/// The workflow with other limits; none where the proofs refuse it.
fn with(workflow: &Workflow, change: fn(&mut Length)) -> Option<Workflow> {
    let mut definition = workflow.definition().clone();
    for limit in definition.limits.values_mut() {
        limit.length.iter_mut().chain(limit.lengths.values_mut()).for_each(change);
    }
    check(definition).workflow
}

fn halved(length: &mut Length) {
    length.amount = length.amount.get().div_ceil(2).try_into().unwrap_or(length.amount);
}

fn doubled(length: &mut Length) {
    length.amount = length.amount.saturating_mul(NonZeroU16::MIN.saturating_add(1));
}
