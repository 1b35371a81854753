//! `bihuan bench transitions`: durable transitions a second through the HTTP API, beside the same work done raw.

use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use domain::case::{Complexity, Respondents, Risk, Secrecy, Value};
use domain::id::CaseId;
use engine::intake::Intake;
use engine::wording::Wording;
use engine::{Engine, Who};
use store::change::Complaint;

use crate::args::BenchTransitionsArguments;
use crate::bench::client::Client;
use crate::bench::installed::{CLERK, Served, count};
use crate::bench::load::{Figures, Times};
use crate::bench::reference;
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::installation::{Config, Installation, block_on, engine_failure, store_failure};
use crate::output::Output;

pub(crate) fn run(
    arguments: &BenchTransitionsArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    let config = Config::read(&arguments.installation)?;
    block_on(async {
        let installation = Installation::open(config, data, output).await?;
        let answer = in_place(&installation, arguments, output).await;
        installation.close().await;
        answer
    })
}

async fn in_place(
    installation: &Installation,
    arguments: &BenchTransitionsArguments,
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
    let url = installation.config.database();
    store::reference::prepare(&url).await.map_err(store_failure)?;
    let served = Served::start(installation).await?;
    let measured = measure_all(installation, &served, arguments, output).await;
    served.stop().await;
    store::reference::remove(&url).await.map_err(store_failure)?;
    measured.map(|()| Answer::Yes)
}

async fn measure_all(
    installation: &Installation,
    served: &Served,
    arguments: &BenchTransitionsArguments,
    output: Output,
) -> Result<(), Failure> {
    let time = Duration::from_secs(arguments.seconds.max(1));
    let postgres = served.engine.store().is_postgres();
    let (url, folder) = (installation.config.database(), &installation.config.folder);
    let token = served.token(CLERK).await?;
    let cases = file(&served.engine, arguments.cases).await?;
    let syncs = reference::syncs(folder, time / 4).map_err(Failure::file(folder))?;
    output.line(output.choose(
        format!("磁盘每秒可落盘 {syncs:.0} 次（追加 4 KiB 后 fdatasync）"),
        format!("the disk syncs {syncs:.0} times a second (4 KiB appended, fdatasync)"),
    ))?;
    heading(output, postgres)?;
    for clients in &arguments.clients {
        let raw = raw(&url, *clients, time, postgres).await?;
        let figures = measure(served.address, &token, &cases, *clients, time).await?;
        row(output, *clients, figures, raw, syncs)?;
    }
    Ok(())
}

fn heading(output: Output, postgres: bool) -> Result<(), Failure> {
    let raw = if postgres {
        "pgbench"
    } else {
        output.say("裸语句（单连接）", "raw loop, 1 client")
    };
    output.line(output.choose(
        format!("客户端  每秒办理      p50      p99   {raw}   比值   与落盘次数之比"),
        format!("clients  transitions/s      p50      p99   {raw}   ratio   to syncs"),
    ))
}

fn row(
    output: Output,
    clients: usize,
    figures: Figures,
    raw: Option<f64>,
    syncs: f64,
) -> Result<(), Failure> {
    let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
    let raw_text = raw.map_or_else(|| "-".to_owned(), |raw| format!("{raw:.0}"));
    let ratio = raw.map_or_else(|| "-".to_owned(), |raw| format!("{:.2}", figures.rate / raw));
    output.line(format!(
        "{clients:>7}  {:>13.0}  {:>5.1} ms  {:>5.1} ms  {raw_text:>8}  {ratio:>6}  {:>6.2}",
        figures.rate,
        milliseconds(figures.p50),
        milliseconds(figures.p99),
        figures.rate / syncs,
    ))
}

async fn raw(
    url: &str,
    clients: usize,
    time: Duration,
    postgres: bool,
) -> Result<Option<f64>, Failure> {
    if !postgres {
        return store::reference::sqlite_loop(url, time).await.map(Some).map_err(store_failure);
    }
    let url = url.to_owned();
    let work = tokio::task::spawn_blocking(move || reference::pgbench(&url, clients, time));
    work.await.unwrap_or(Ok(None))
}

/// Cases to work on: a clerk writes notes into them.
pub(super) async fn file(engine: &Engine, count: usize) -> Result<Vec<CaseId>, Failure> {
    let mut cases = Vec::with_capacity(count);
    for _ in 0..count {
        let mut wording = Wording::default();
        let account = wording.keep("路灯不亮").map_err(engine_failure)?;
        let intake = Intake {
            workflow: "service".into(),
            center: "center".into(),
            parties: Vec::new(),
            complaint: Complaint { title: "路灯不亮".to_owned(), ..Complaint::default() },
            category: "1104".into(),
            place: "421281".into(),
            complexity: Complexity::General,
            risk: Risk::Low,
            secrecy: Secrecy::Ordinary,
            respondents: Respondents::default(),
            form: [("account".into(), Value::Text(account))].into(),
            wording,
            source: None,
            at: None,
            request: None,
            of_review: None,
            enclosed: None,
        };
        let filed = engine.file(Some(Who::Person(CLERK.into())), intake).await;
        cases.push(filed.map_err(engine_failure)?.committed.stored.case.id);
    }
    Ok(cases)
}

pub(super) async fn measure(
    address: SocketAddr,
    token: &str,
    cases: &[CaseId],
    clients: usize,
    time: Duration,
) -> Result<Figures, Failure> {
    let share = (cases.len() / clients.max(1)).max(1);
    let mut ready = Vec::with_capacity(clients);
    for cases in cases.chunks(share).take(clients) {
        ready.push(Working::begin(address, token, cases).await.map_err(Failure::Write)?);
    }
    let until = Instant::now() + time;
    let mut times = Times::begin();
    let working: Vec<_> =
        ready.into_iter().map(|client| tokio::spawn(client.work(until))).collect();
    for client in working {
        let done = client.await.map_err(|_| Failure::Closed)?;
        times.extend(done.map_err(Failure::Write)?);
    }
    Ok(times.figures())
}

/// A client with its cases, and the entity tag of each as it was last seen.
struct Working {
    client: Client,
    cases: Vec<(CaseId, String)>,
}

impl Working {
    async fn begin(address: SocketAddr, token: &str, cases: &[CaseId]) -> io::Result<Self> {
        let mut client = Client::connect(address, token).await?;
        let mut tagged = Vec::with_capacity(cases.len());
        for case in cases {
            let answer = client.get(&format!("/api/v1/cases/{case}")).await?;
            tagged.push((*case, answer.etag.unwrap_or_default()));
        }
        Ok(Self { client, cases: tagged })
    }

    /// A note into each of its cases in turn.
    async fn work(mut self, until: Instant) -> io::Result<Vec<Duration>> {
        const BODY: &str = r#"{"command":"perform","transition":"record_note","form":{"note":"已电话联系，约定明日上门查看"}}"#;
        let (mut times, mut count) = (Vec::new(), 0_usize);
        while Instant::now() < until {
            let place = count % self.cases.len();
            let (case, tag) = &mut self.cases[place];
            let path = format!("/api/v1/cases/{case}/verbs");
            let key = uuid::Uuid::now_v7().simple().to_string();
            let begun = Instant::now();
            let answer = self.client.post(&path, tag, &key, BODY).await?;
            times.push(begun.elapsed());
            if answer.status != 200 {
                return Err(io::Error::other(String::from_utf8_lossy(&answer.body).into_owned()));
            }
            *tag = answer.etag.unwrap_or_default();
            count += 1;
        }
        Ok(times)
    }
}
