//! `bihuan bench sweep`: what acting on clocks costs when none, some and many are due. The clock of the engine is put forward to
//! where so many are due; each figure stands beside the syncs of the disk, one of which every act needs.

use std::sync::Arc;
use std::time::{Duration, Instant};

use engine::Engine;
use engine::time::Clock;
use store::{Options, Store};

use crate::args::BenchSweepArguments;
use crate::bench::installed::count;
use crate::bench::reference;
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::installation::{Config, Installation, block_on, engine_failure, store_failure};
use crate::output::Output;
use crate::progress::Progress;

/// How long the disk is measured.
const SYNCS: Duration = Duration::from_secs(2);

pub(crate) fn run(
    arguments: &BenchSweepArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    if !arguments.spoil {
        output.note(output.say(
            "测量会让案件变旧、期限到期；只在测完即弃的数据上加 --spoil",
            "measuring lets cases grow older and clocks fall due; add --spoil where the data is thrown away",
        ));
        return Ok(Answer::No);
    }
    let config = Config::read(&arguments.installation)?;
    block_on(async {
        let installation = Installation::existing(config, data, output).await?;
        let engine = ahead(&installation).await?;
        let measured = measure(&installation, &engine, arguments, output).await;
        if let Some(engine) = Arc::into_inner(engine) {
            engine.close().await;
        }
        installation.close().await;
        measured.map(|()| Answer::Yes)
    })
}

/// The same installation with a clock that can be put forward.
async fn ahead(installation: &Installation) -> Result<Arc<Engine>, Failure> {
    let Installation { engine, config } = installation;
    let options = Options { readers: config.readers, lanes: config.lanes, url: config.database() };
    let store = Store::open(&options).await.map_err(store_failure)?;
    let clock = Clock::standing(engine.clock().now());
    let started =
        Engine::start(store, engine.definitions().clone(), engine.keys().clone(), clock).await;
    started.map_err(store_failure)
}

async fn measure(
    installation: &Installation,
    engine: &Engine,
    arguments: &BenchSweepArguments,
    output: Output,
) -> Result<(), Failure> {
    let cases = count(installation).await?;
    output.line(output.choose(format!("{cases} 件案件"), format!("{cases} cases")))?;
    let rate = reference::syncs(&installation.config.folder, SYNCS).map_err(Failure::Write)?;
    let sync = Duration::from_secs_f64(1.0 / rate.max(f64::EPSILON));
    output.line(output.choose(
        format!("磁盘每秒可同步 {rate:.0} 次"),
        format!("{rate:.0} syncs of the disk a second"),
    ))?;
    // What is due by now is not measured.
    _ = swept(engine).await?;
    for due in &arguments.due {
        if *due > 0 {
            let then = engine.store().due_at_least(*due).await.map_err(store_failure)?;
            if let Some(then) = then {
                engine.clock().set(then);
            }
        }
        let begun = Instant::now();
        let acted = swept(engine).await?;
        line(output, (*due, acted), begun.elapsed(), sync)?;
    }
    Ok(())
}

/// Acts on all that is due; how many that were.
async fn swept(engine: &Engine) -> Result<u32, Failure> {
    let (mut all, mut progress) = (0, Progress::new());
    loop {
        let some = engine.sweep_clocks().await.map_err(engine_failure)?;
        if some == 0 {
            return Ok(all);
        }
        all += u32::try_from(some).unwrap_or(u32::MAX);
        progress.at(|| all.to_string());
    }
}

fn line(
    output: Output,
    (due, acted): (u32, u32),
    took: Duration,
    sync: Duration,
) -> Result<(), Failure> {
    let each = took / acted.max(1);
    let (seconds, each_ms) = (took.as_secs_f64(), each.as_secs_f64() * 1000.0);
    let syncs = each.as_secs_f64() / sync.as_secs_f64().max(f64::EPSILON);
    output.line(output.choose(
        format!("{seconds:>8.3} s  每个 {each_ms:>7.2} ms  {syncs:>5.1} × 同步  到期不少于 {due}，处理 {acted}"),
        format!("{seconds:>8.3} s  {each_ms:>7.2} ms each  {syncs:>5.1} × sync  at least {due} due, {acted} acted on"),
    ))
}
