//! `bihuan bench pages`: how long the pages take that are made of many cases, each as a person with that work asks for it, through
//! HTTP and signed in. Each figure stands beside a bare query for 50 rows by deadline, asked in the same run.

use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use domain::appraisal::{Period, PeriodLength};
use engine::Who;
use store::queries::{CaseFilter, Sort};

use super::bench_worklist::{bare, line};
use crate::args::BenchPagesArguments;
use crate::bench::client::Client;
use crate::bench::installed::{CLERK, Served, count};
use crate::bench::load::{Figures, Times};
use crate::bench::people::sessions;
use crate::data::Data;
use crate::failure::{Answer, Failure};
use crate::installation::{Config, Installation, block_on, store_failure};
use crate::output::Output;

const SUPERVISOR: &str = "center.supervisor";
const HANDLER: &str = "urban-management.handler";
const HEAD: &str = "urban-management.head";

/// Who asks.
const PEOPLE: [&str; 4] = [CLERK, SUPERVISOR, HANDLER, HEAD];

/// What is asked, and by whom; the places in braces are filled from the county.
const PAGES: [(&str, &str, &str, &str); 23] = [
    (CLERK, "待办：全部在办", "work list", "/s/"),
    (CLERK, "待办：后面一页", "work list, a late page", "/s/?after={late}"),
    (CLERK, "待办：某单位", "work list, one unit", "/s/?lead=urban-management"),
    (
        CLERK,
        "待办：某类别、办理阶段",
        "work list, category and stage",
        "/s/?category=11&stage=handle",
    ),
    (CLERK, "待办：高风险且超期", "work list, dangerous and late", "/s/?tab=overdue&risk=high"),
    (HANDLER, "待办：单位经办人", "work list of a unit", "/s/"),
    (HEAD, "待办：单位负责人", "work list of a head", "/s/"),
    (CLERK, "某月办结的列表", "list of what ended in a month", "/s/?tab=ended&finished={days}"),
    (CLERK, "一件案件", "one case", "/s/cases/{case}"),
    (CLERK, "搜索：常见词", "search, a common word", "/s/search?q=%E8%B7%AF%E7%81%AF"),
    (
        CLERK,
        "搜索：两个词",
        "search, two words",
        "/s/search?q=%E8%B7%AF%E7%81%AF%20%E4%B8%8D%E4%BA%AE",
    ),
    (CLERK, "搜索：案件编号", "search, a number", "/s/search?q={case}"),
    (CLERK, "搜索：电话末四位", "search, four digits", "/s/search?q=1234"),
    (SUPERVISOR, "督办台", "desk of supervision", "/s/supervise"),
    (SUPERVISOR, "到期未升级", "due and not escalated", "/s/supervise/due"),
    (
        SUPERVISOR,
        "时间归属：本月",
        "whose time, a month",
        "/s/supervise/time?first={first}&last={last}",
    ),
    (SUPERVISOR, "领导一页纸：本月", "leader's page", "/s/leader"),
    (SUPERVISOR, "领导一页纸：上月", "leader's page, month before", "/s/leader?month={month}"),
    (SUPERVISOR, "大屏", "wall screen", "/s/wall"),
    (SUPERVISOR, "月报", "report of a month", "/s/reports/{month}"),
    (SUPERVISOR, "季报", "report of a quarter", "/s/reports/{quarter}"),
    (SUPERVISOR, "疑点", "suspicions", "/s/quality"),
    (SUPERVISOR, "考核", "appraisal", "/s/assess"),
];

pub(crate) fn run(
    arguments: &BenchPagesArguments,
    data: &Data,
    output: Output,
) -> Result<Answer, Failure> {
    let config = Config::read(&arguments.installation)?;
    block_on(async {
        let installation = Installation::existing(config, data, output).await?;
        let served = Served::start(&installation).await?;
        let measured = measure(&installation, &served, arguments, output).await;
        served.stop().await;
        installation.close().await;
        measured.map(|()| Answer::Yes)
    })
}

async fn measure(
    installation: &Installation,
    served: &Served,
    arguments: &BenchPagesArguments,
    output: Output,
) -> Result<(), Failure> {
    let (count, county) = (count(installation).await?, County::of(served).await?);
    output.line(output.choose(format!("{count} 件案件"), format!("{count} cases")))?;
    let time = Duration::from_secs(arguments.seconds.max(1));
    let sessions = sessions(served, &installation.config.folder, &PEOPLE).await?;
    let bare = bare(served, time).await?;
    line(output, bare, bare, output.say("裸查询 50 行", "bare query for 50 rows"))?;
    for clients in &arguments.clients {
        output.line(output.choose(format!("{clients} 个客户端"), format!("{clients} clients")))?;
        for (who, zh, en, path) in PAGES {
            let token = sessions.iter().find(|(person, _)| *person == who);
            let token = token.map(|(_, token)| token.clone()).unwrap_or_default();
            let load = Load {
                address: served.address,
                token,
                path: county.filled(path),
                pause: Duration::from_secs(arguments.pause),
                time,
            };
            let figures = load.of_all((*clients).max(1)).await.map_err(Failure::Write)?;
            line(output, figures, bare, output.say(zh, en))?;
        }
    }
    Ok(())
}

/// What stands in the addresses of this county.
struct County {
    case: String,
    late: String,
    month: Period,
    quarter: Period,
}

impl County {
    async fn of(served: &Served) -> Result<Self, Failure> {
        let (engine, open) =
            (&served.engine, CaseFilter { open: Some(true), ..CaseFilter::default() });
        let everything = engine.visible(&Who::Engine).await.map_err(store_failure)?;
        let first = engine.store().cases(&everything, &open, Sort::Due, None, 1).await;
        let first = first.map_err(store_failure)?.lines.into_iter().next();
        let now = engine.clock().now();
        let today = engine.definitions().calendar.date(now);
        let of = |length| Period::of(today, length).previous();
        // Behind most of the others: what is due in ten days or later.
        let late = (now + chrono::TimeDelta::days(10)).timestamp_micros();
        Ok(Self {
            case: first.map(|line| line.number).unwrap_or_default(),
            late: format!("due.{late}.{}", uuid::Uuid::nil().simple()),
            month: of(PeriodLength::Month),
            quarter: of(PeriodLength::Quarter),
        })
    }

    fn filled(&self, path: &str) -> String {
        let (first, last) = (self.month.first_day(), self.month.next().first_day().pred_opt());
        let last = last.unwrap_or(first).to_string();
        let first = first.to_string();
        path.replace("{case}", &self.case)
            .replace("{late}", &self.late)
            .replace("{month}", &self.month.to_string())
            .replace("{quarter}", &self.quarter.to_string())
            .replace("{days}", &format!("{first}~{last}"))
            .replace("{first}", &first)
            .replace("{last}", &last)
    }
}

/// A page that is asked for again and again.
#[derive(Clone)]
struct Load {
    address: SocketAddr,
    token: String,
    path: String,
    pause: Duration,
    time: Duration,
}

impl Load {
    async fn of_all(&self, clients: usize) -> io::Result<Figures> {
        // The first answer finds what later ones have in memory; it is not measured.
        self.clone().once().await?;
        let mut times = Times::begin();
        let all = (0..clients).map(|place| {
            let load = self.clone();
            tokio::spawn(async move { load.of_one(place, clients).await })
        });
        for one in all.collect::<Vec<_>>() {
            times.extend(one.await.map_err(io::Error::other)??);
        }
        Ok(times.figures())
    }

    async fn once(self) -> io::Result<()> {
        asked(&mut Client::connect(self.address, &self.token).await?, &self.path).await
    }

    /// Not all of them begin at once: as people do, they come one after the other.
    async fn of_one(self, place: usize, clients: usize) -> io::Result<Vec<Duration>> {
        let (place, clients) = (u32::try_from(place).unwrap_or(0), u32::try_from(clients));
        tokio::time::sleep(self.pause * place / clients.unwrap_or(1).max(1)).await;
        let mut client = Client::connect(self.address, &self.token).await?;
        let (until, mut taken) = (Instant::now() + self.time, Vec::new());
        while Instant::now() < until {
            let begun = Instant::now();
            asked(&mut client, &self.path).await?;
            taken.push(begun.elapsed());
            if !self.pause.is_zero() {
                tokio::time::sleep(self.pause).await;
            }
        }
        Ok(taken)
    }
}

async fn asked(client: &mut Client, path: &str) -> io::Result<()> {
    let answer = client.get(path).await?;
    if answer.status == 200 {
        return Ok(());
    }
    let body = String::from_utf8_lossy(&answer.body).into_owned();
    Err(io::Error::other(format!("{path}: {} {body}", answer.status)))
}
