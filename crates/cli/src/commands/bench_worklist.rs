//! `bihuan bench worklist`: how long a page of 50 cases takes through the HTTP API, with its total, for a clerk and a
//! supervisor, who see all of the center's cases, and for a handler and the head of a unit, who see a few of them. Each
//! figure stands beside a bare query for 50 rows by deadline, asked in the same run.

use std::io;
use std::time::{Duration, Instant};

use crate::args::BenchWorklistArguments;
use crate::bench::client::Client;
use crate::bench::installed::{CLERK, Served, count};
use crate::bench::load::{Figures, Times};
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::installation::{Config, Installation, block_on, store_failure};
use crate::output::Output;

/// Who asks.
const PEOPLE: [&str; 4] =
    [CLERK, "center.supervisor", "urban-management.handler", "urban-management.head"];

/// The questions: what they are called and what is asked.
const QUESTIONS: [(&str, &str, &str); 5] = [
    ("全部在办，按期限", "all open, by deadline", "open=true&limit=50"),
    (
        "某单位在办，按期限",
        "one unit's open, by deadline",
        "open=true&lead=urban-management&limit=50",
    ),
    ("办理阶段、某类别", "handling, one category", "open=true&stage=handle&category=11&limit=50"),
    ("已超期", "overdue", "open=true&due_before={now}&limit=50"),
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
        let installation = Installation::existing(config, data, output).await?;
        let served = Served::start(&installation).await?;
        let measured = measure(&installation, &served, time, output).await;
        served.stop().await;
        installation.close().await;
        measured.map(|()| Answer::Yes)
    })
}

async fn measure(
    installation: &Installation,
    served: &Served,
    time: Duration,
    output: Output,
) -> Result<(), Failure> {
    let count = count(installation).await?;
    output.line(output.choose(format!("{count} 件案件"), format!("{count} cases")))?;
    let bare = bare(served, time).await?;
    line(output, bare, bare, output.say("裸查询 50 行", "bare query for 50 rows"))?;
    let now = served.engine.clock().now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    for person in PEOPLE {
        let token = served.token(person).await?;
        output.line(person)?;
        for (zh, en, query) in QUESTIONS {
            let path = format!("/api/v1/cases?{}", query.replace("{now}", &now));
            let client = Client::connect(served.address, &token).await;
            let asked = ask(client.map_err(Failure::Write)?, &path, time).await;
            line(output, asked.map_err(Failure::Write)?, bare, output.say(zh, en))?;
        }
    }
    Ok(())
}

pub(super) fn line(
    output: Output,
    figures: Figures,
    bare: Figures,
    what: &str,
) -> Result<(), Failure> {
    let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
    output.line(format!(
        "{:>8.0}/s  p50 {:>7.2} ms  p95 {:>7.2} ms  p99 {:>7.2} ms  {:>6.1} ×  {what}",
        figures.rate,
        milliseconds(figures.p50),
        milliseconds(figures.p95),
        milliseconds(figures.p99),
        figures.p50.as_secs_f64() / bare.p50.as_secs_f64().max(f64::EPSILON),
    ))
}

pub(super) async fn bare(served: &Served, time: Duration) -> Result<Figures, Failure> {
    let until = Instant::now() + time;
    let (mut times, mut taken) = (Times::begin(), Vec::new());
    while Instant::now() < until {
        let begun = Instant::now();
        served.engine.store().fifty_by_deadline("center").await.map_err(store_failure)?;
        taken.push(begun.elapsed());
    }
    times.extend(taken);
    Ok(times.figures())
}

async fn ask(mut client: Client, path: &str, time: Duration) -> io::Result<Figures> {
    let until = Instant::now() + time;
    let (mut times, mut taken) = (Times::begin(), Vec::new());
    while Instant::now() < until {
        let begun = Instant::now();
        let answer = client.get(path).await?;
        taken.push(begun.elapsed());
        if answer.status != 200 {
            return Err(io::Error::other(String::from_utf8_lossy(&answer.body).into_owned()));
        }
    }
    times.extend(taken);
    Ok(times.figures())
}
