//! `bihuan bench agencies`: what an outside body that hangs costs everybody else. The same work is measured with the body
//! left alone and with hundreds of its connections open and its outbox full, in turns, in one run.

use std::net::SocketAddr;
use std::time::Duration;

use domain::case::{Assignment, Command, Input, Perform};
use domain::id::CaseId;
use engine::execute::Order;
use engine::workers::Workers;
use engine::{Engine, Who};

use super::bench_transitions::{file, measure};
use crate::args::BenchAgenciesArguments;
use crate::bench::hanging::{Hanging, UNIT};
use crate::bench::installed::{CLERK, Served, count};
use crate::bench::load::Figures;
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::installation::{Config, Installation, block_on, engine_failure};
use crate::output::Output;

/// How many cases are filed to work on.
const CASES: usize = 400;

/// How often it is looked whether the outbox is full, ten times a second.
const SETTLED_TRIES_MAX: usize = 600;

/// The most by which the slowest answers may be slower.
const RATIO_MAX: f64 = 2.0;

pub(crate) fn run(
    arguments: &BenchAgenciesArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    let mut config = Config::read(&arguments.installation)?;
    block_on(async {
        let hanging = Hanging::configured(&mut config).await?;
        let installation = Installation::open(config, data, output).await?;
        let measured = in_place(&installation, &hanging, arguments, output).await;
        installation.close().await;
        measured
    })
}

async fn in_place(
    installation: &Installation,
    hanging: &Hanging,
    arguments: &BenchAgenciesArguments,
    output: Output,
) -> Result<Answer, Failure> {
    let present = count(installation).await?;
    if present > 0 && !arguments.add {
        output.note(output.choose(
            format!("数据库里已有 {present} 件；测量会登记虚构的案件，加 --add 则加在其后"),
            format!(
                "the database has {present} cases; measuring files invented ones, --add adds them"
            ),
        ));
        return Ok(Answer::No);
    }
    let served = Served::start(installation).await?;
    let workers = Workers::start(&installation.engine);
    let measured = in_turns(installation, &served, (hanging, arguments), output).await;
    served.stop().await;
    workers.stop().await;
    measured
}

/// Left alone, hanging, left alone, hanging, and so on; the median of the ratios is the result.
async fn in_turns(
    installation: &Installation,
    served: &Served,
    (hanging, arguments): (&Hanging, &BenchAgenciesArguments),
    output: Output,
) -> Result<Answer, Failure> {
    let time = Duration::from_secs(arguments.seconds.max(1));
    let token = served.token(CLERK).await?;
    let cases = file(&served.engine, CASES).await?;
    let load = Load { address: served.address, token, cases, clients: arguments.clients, time };
    _ = load.measure().await?;
    let mut ratios = Vec::new();
    for _ in 0..arguments.rounds.max(1) {
        let alone = load.measure().await?;
        hanging.hang(true);
        hand_over(&served.engine, arguments.connections).await?;
        let connections = (arguments.connections, served.address);
        let open = hanging.connections(&installation.config, connections)?;
        // Until all of them are open.
        tokio::time::sleep(Duration::from_secs(1)).await;
        let beside = load.measure().await?;
        drop(open);
        hanging.hang(false);
        line(output, alone, output.say("对方不在场", "left alone"))?;
        line(output, beside, output.say("对方挂起", "hanging"))?;
        ratios.push(beside.p99.as_secs_f64() / alone.p99.as_secs_f64().max(f64::EPSILON));
    }
    let what = Measured { ratios, address: hanging.address(), connections: arguments.connections };
    what.told(served.engine.store().is_postgres(), output)
}

/// What came of it: the slowest answers beside the body that hangs, against those right before, round by round.
struct Measured {
    ratios: Vec<f64>,
    address: SocketAddr,
    connections: usize,
}

impl Measured {
    fn told(mut self, postgres: bool, output: Output) -> Result<Answer, Failure> {
        self.ratios.sort_by(f64::total_cmp);
        let Self { ratios, address, connections } = self;
        let at = |index: usize| ratios.get(index).copied().unwrap_or_default();
        let (least, ratio, most) =
            (at(0), at(ratios.len() / 2), at(ratios.len().saturating_sub(1)));
        let database = if postgres { "PostgreSQL" } else { "SQLite" };
        output.line(output.choose(
            format!("{UNIT}（{address}）挂起 {connections} 个连接，{database}：p99 为平时的 {ratio:.2} 倍（{least:.2}–{most:.2}；应不超过 {RATIO_MAX} 倍）"),
            format!("{UNIT} ({address}) hanging on {connections} connections, {database}: p99 is {ratio:.2} × that without ({least:.2} to {most:.2}, at most {RATIO_MAX})"),
        ))?;
        Ok(Answer::of(ratio <= RATIO_MAX))
    }
}

/// The work that is measured.
struct Load {
    address: SocketAddr,
    token: String,
    cases: Vec<CaseId>,
    clients: usize,
    time: Duration,
}

impl Load {
    async fn measure(&self) -> Result<Figures, Failure> {
        measure(self.address, &self.token, &self.cases, self.clients, self.time).await
    }
}

fn line(output: Output, figures: Figures, what: &str) -> Result<(), Failure> {
    let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
    output.line(format!(
        "{:>8.0}/s  p50 {:>7.2} ms  p99 {:>7.2} ms  {what}",
        figures.rate,
        milliseconds(figures.p50),
        milliseconds(figures.p99),
    ))
}

/// Cases for the body that hangs, so that its outbox is never empty; all of them are in it afterwards.
async fn hand_over(engine: &Engine, cases: usize) -> Result<(), Failure> {
    let full = waiting(engine).await? + u64::try_from(cases).unwrap_or(u64::MAX);
    let assignment = Assignment { lead: UNIT.into(), assistants: [].into() };
    for case in file(engine, cases).await? {
        for (transition, input) in
            [("accept", Input::None), ("assign", Input::Assign(assignment.clone()))]
        {
            let perform = Perform {
                transition: transition.into(),
                input,
                form: [].into(),
                evidence: [].into(),
            };
            let order = Order::new(Who::Person(CLERK.into()), case, Command::Perform(perform));
            _ = engine.execute(order).await.map_err(engine_failure)?;
        }
    }
    // Filing them is not what is measured.
    for _ in 0..SETTLED_TRIES_MAX {
        if waiting(engine).await? >= full {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Ok(())
}

/// How many messages wait for the body.
async fn waiting(engine: &Engine) -> Result<u64, Failure> {
    let agencies = engine.agencies().await.map_err(engine_failure)?;
    let found = agencies.iter().find(|agency| agency.unit.as_str() == UNIT);
    Ok(found.map_or(0, |agency| agency.waiting.outbox))
}
