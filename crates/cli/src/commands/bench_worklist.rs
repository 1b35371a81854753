//! `bihuan bench worklist`: how long a page of 50 cases takes through the HTTP API, sorted by deadline, for somebody of the
//! center who sees all and for a handler who sees few.

use std::time::{Duration, Instant};

use store::queries::CaseFilter;

use crate::args::BenchWorklistArguments;
use crate::bench::client::Client;
use crate::bench::installed::Served;
use crate::bench::load::Times;
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::installation::{Config, Installation, block_on, store_failure};
use crate::output::Output;

/// The questions: what they are called and what is asked.
const QUESTIONS: [(&str, &str, &str); 5] = [
    ("全部在办，按期限", "all open, by deadline", "open=true&limit=50"),
    (
        "某单位在办，按期限",
        "one unit's open, by deadline",
        "open=true&lead=urban-management&limit=50",
    ),
    ("办理阶段、某类别", "handling, one category", "open=true&stage=handle&category=11&limit=50"),
    ("已超期", "overdue", "open=true&due_before=2026-06-01T00:00:00Z&limit=50"),
    ("最新登记", "newest first", "sort=filed&limit=50"),
];

pub(crate) fn run(
    arguments: &BenchWorklistArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    let config = Config::read(&arguments.installation)?;
    let time = Duration::from_secs(arguments.seconds.max(1));
    block_on(async {
        let installation = Installation::open(config, data, output).await?;
        let served = Served::start(&installation).await?;
        let everything = served.engine.visible(&engine::Who::Engine).await;
        let everything = everything.map_err(store_failure)?;
        let filter = CaseFilter::default();
        let count = served.engine.store().count_cases(&everything, &filter).await;
        let count = count.map_err(store_failure)?;
        output.line(output.choose(format!("{count} 件案件"), format!("{count} cases")))?;
        for (zh, en, query) in QUESTIONS {
            let path = format!("/api/v1/cases?{query}");
            let mut client =
                Client::connect(served.address, &served.token).await.map_err(Failure::Write)?;
            let figures = ask(&mut client, &path, time).await.map_err(Failure::Write)?;
            let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
            output.line(format!(
                "{:>8.0}/s  p50 {:>6.2} ms  p99 {:>6.2} ms  {}",
                figures.rate,
                milliseconds(figures.p50),
                milliseconds(figures.p99),
                output.say(zh, en),
            ))?;
        }
        served.stop().await;
        installation.close().await;
        Ok(Answer::Yes)
    })
}

async fn ask(
    client: &mut Client,
    path: &str,
    time: Duration,
) -> std::io::Result<crate::bench::load::Figures> {
    let until = Instant::now() + time;
    let (mut times, mut taken) = (Times::begin(), Vec::new());
    while Instant::now() < until {
        let begun = Instant::now();
        let answer = client.get(path).await?;
        taken.push(begun.elapsed());
        if answer.status != 200 {
            let why = String::from_utf8_lossy(&answer.body).into_owned();
            return Err(std::io::Error::other(why));
        }
    }
    times.extend(taken);
    Ok(times.figures())
}
