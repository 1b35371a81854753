//! Whose time it was: sums that are the lives of the cases to the microsecond, over one case and over many; disputes, decided once
//! by somebody else, and charged everywhere.

use chrono::TimeDelta;
use domain::appraisal::{Recharge, WhoseTime, recharged};
use domain::case::{Event, Respondents};
use domain::clock::Holder;
use domain::id::CaseId;
use engine::seed::Plan;
use serde_json::json;
use store::open::{migrate, migrate_down};
use store::queries::{CaseFilter, LogFilter};

use crate::access::county::{case, complaint, happen, perform, respondents};
use crate::access::pages::Browser;
use crate::support::{Call, Database, Site, World, both};

const NOW: &str = "2026-09-30T08:00:00Z";
const HEAD: &str = "urban-management.head";
const UNIT: &str = "urban-management";

async fn county(database: &Database, cases: u64) -> Site {
    let world = World::at(database, NOW).await;
    let (seed, now) = (5, world.now());
    let plan =
        Plan { cases, first: 0, seed, days: 60, ended_early: 0, now, center: "center".into() };
    world.engine.seed(plan, |_| {}).await.unwrap();
    Site::of(world)
}

/// The time of all cases that somebody sees, by holder, as their logs and what was decided leave it.
async fn by_logs(site: &Site, person: &str, filter: &CaseFilter) -> WhoseTime {
    let (who, now) = (World::person(person), site.world.now());
    let visible = site.world.engine.visible(&who).await.unwrap();
    let filter = LogFilter { cases: filter.clone(), alive_at: None };
    let mut logs = site.world.engine.logs(&who, filter).await.unwrap();
    let mut sums = WhoseTime::default();
    while let Some(page) = logs.next().await.unwrap() {
        for log in page {
            let store = site.world.engine.store();
            let decided: Vec<Recharge> = store.recharges(&visible, log.case).await.unwrap();
            sums += WhoseTime::of(&recharged(&log.now.tenures, &decided), now);
        }
    }
    sums
}

async fn by_rows(site: &Site, person: &str, filter: &CaseFilter) -> WhoseTime {
    let visible = site.world.engine.visible(&World::person(person)).await.unwrap();
    let store = site.world.engine.store();
    let mut sums = WhoseTime::default();
    for held in store.time_by_holder(&visible, filter, site.world.now()).await.unwrap() {
        let time = TimeDelta::microseconds(i64::try_from(held.micros).unwrap());
        match held.holder {
            Holder::Unit(unit) => _ = sums.units.insert(unit, time),
            Holder::Citizen => sums.citizen = time,
            Holder::Law => sums.law = time,
        }
    }
    sums
}

/// A case that a unit had for two days before it went back to the center, with its number.
pub(crate) async fn disputed(site: &Site) -> (CaseId, String) {
    let clerk = Some(World::person("center.clerk"));
    let filed = site.world.engine.file(clerk, complaint(Respondents::default())).await.unwrap();
    let stored = &filed.committed.stored;
    let (id, number) = (stored.case.id, stored.number.clone());
    site.world.dispatch(id, UNIT).await;
    site.world.clock.set(site.world.now() + TimeDelta::days(2) + TimeDelta::microseconds(7));
    // What happens next happens when something happened last.
    let note = json!({ "command": "perform", "transition": "record_note", "form": { "note": "已转住建局" } });
    perform(site, "center.clerk", id, &note).await.expect(200);
    happen(site, id, [Event::HolderChanged(Holder::Unit("center".into()))]).await;
    site.world.clock.set(site.world.now() + TimeDelta::hours(5));
    (id, number)
}

fn choice(page: &str) -> String {
    let options = page.split_once("name=\"from\"").expect(page).1;
    let value = options.split("<option value=\"").nth(2).expect(page).split('"').next().unwrap();
    value.replace("&#43;", "+")
}

pub(crate) async fn raised(head: &Browser<'_>, number: &str) {
    let path = format!("/s/cases/{number}/time");
    let page = head.get(&path).await.expect(200).text();
    let form = [("do", "dispute"), ("from", &choice(&page)), ("words", "等待住建局交接图纸")];
    head.post(&path, &form).await.expect(303);
}

/// The id of the dispute that waits.
pub(crate) fn waiting(page: &str) -> String {
    let (_, rest) = page.split_once("name=\"id\" value=\"").expect(page);
    rest.split('"').next().unwrap().to_owned()
}

both! {
    async fn sums_by_holder_are_the_lives_of_the_cases_to_the_microsecond(database: Database) {
        let site = county(&database, 250).await;
        let (_, number) = disputed(&site).await;
        raised(&Browser::of(&site, HEAD).await, &number).await;
        let director = Browser::of(&site, "center.director").await;
        let path = format!("/s/cases/{number}/time");
        let id = waiting(&director.get(&path).await.expect(200).text());
        let form = [("do", "decide"), ("id", &id), ("verdict", "unit"), ("charged", "housing"), ("words", "图纸在住建局")];
        director.post(&path, &form).await.expect(303);
        let all = CaseFilter::default();
        let open = CaseFilter { open: Some(true), ..CaseFilter::default() };
        let late = CaseFilter { due_before: Some(site.world.now()), ..open.clone() };
        for person in ["center.supervisor", "center.clerk", HEAD, "county.head", "finance.handler"] {
            for filter in [&all, &open, &late] {
                let (rows, logs) = (by_rows(&site, person, filter).await, by_logs(&site, person, filter).await);
                assert_eq!(rows.total(), logs.total(), "{person}");
                let nonzero = |sums: &WhoseTime| sums.units.iter().filter(|(_, time)| **time != TimeDelta::zero()).map(|(unit, time)| (unit.clone(), *time)).collect::<Vec<_>>();
                assert_eq!((nonzero(&rows), rows.citizen, rows.law), (nonzero(&logs), logs.citizen, logs.law), "{person}");
            }
        }
        let whole = by_rows(&site, "center.supervisor", &all).await;
        assert!(whole.units[&domain::id::UnitId::from("housing")] >= TimeDelta::days(2));
    }

    async fn a_head_disputes_somebody_else_decides_once_and_it_is_charged_everywhere(database: Database) {
        let site = Site::on(&database).await;
        let (case, number) = disputed(&site).await;
        let path = format!("/s/cases/{number}/time");
        let head = Browser::of(&site, HEAD).await;
        let page = head.get(&path).await.expect(200).text();
        assert!(page.contains("城管执法局") && page.contains("2 天 0 时 0 分"), "{page}");
        let from = choice(&page);
        let says = |words: &'static str| [("do", "dispute"), ("from", from.as_str()), ("words", words)].to_vec();
        let refused = head.post(&path, &[says(""), vec![]].concat()).await.expect(400).text();
        assert!(refused.contains("请写明理由"), "{refused}");
        let file = [("file", "0190a0a0-0000-7000-8000-000000000000")].to_vec();
        head.post(&path, &[says("等待图纸"), file].concat()).await.expect(400);
        let handler = Browser::of(&site, "urban-management.handler").await;
        let clerk = Browser::of(&site, "center.clerk").await;
        let director = Browser::of(&site, "center.director").await;
        for other in [&handler, &clerk, &director] {
            other.post(&path, &says("不是我们的")).await.expect(403);
        }
        let upload = Call::new("POST", format!("/api/v1/cases/{case}/attachments")).file("a.txt", "proof");
        let file = site.ask(HEAD, upload).await.expect(201).json()["id"].as_str().unwrap().to_owned();
        let with_file = [says("等待住建局交接图纸"), vec![("file", file.as_str())]].concat();
        head.post(&path, &with_file).await.expect(303);
        head.post(&path, &says("再说一次")).await.expect(400);
        let list = director.get("/s/supervise/disputes").await.expect(200).text();
        assert!(list.contains(&number), "{list}");
        let page = director.get(&path).await.expect(200).text();
        assert!(page.contains("等待住建局交接图纸") && page.contains("a.txt"), "{page}");
        let id = waiting(&page);
        let decides = |verdict: &'static str, charged: &'static str, words: &'static str| {
            [("do", "decide"), ("id", id.as_str()), ("verdict", verdict), ("charged", charged), ("words", words)]
        };
        for other in [&head, &clerk, &handler] {
            other.post(&path, &decides("no", "", "不对")).await.expect(403);
        }
        for wrong in [decides("unit", UNIT, "自己"), decides("unit", "", "谁"), decides("", "", "谁"), decides("citizen", "", "")] {
            let refused = director.post(&path, &wrong).await.expect(400).text();
            assert!(refused.contains("class=\"errsum\""), "{wrong:?}");
        }
        let supervisor = Browser::of(&site, "center.supervisor").await;
        let (yes, no) = (decides("unit", "housing", "图纸在住建局"), decides("no", "", "不成立"));
        let (one, other) = tokio::join!(director.post(&path, &yes), supervisor.post(&path, &no));
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 400], "one of them decides");
        let charged = by_rows(&site, "center.director", &CaseFilter::default()).await;
        let logs = by_logs(&site, "center.director", &CaseFilter::default()).await;
        assert_eq!(charged.total(), logs.total());
        let sheet = head.get(&path).await.expect(200).text();
        let upheld = one.status == 303;
        assert_eq!(sheet.contains("原算在 城管执法局"), upheld, "{sheet}");
        assert_eq!(sheet.contains("成立，时间改算在：住建局"), upheld, "{sheet}");
        assert_eq!(sheet.contains("不成立，时间不变"), !upheld, "{sheet}");
        let audit = site.world.engine.store().audit_stream("time-disputes", 0, 10).await.unwrap();
        assert_eq!(audit.len(), 2);
        assert!(!audit.iter().any(|entry| entry.body.contains("图纸")), "no words in the audit");
        assert!(!director.get("/s/supervise/disputes").await.text().contains(&number), "nothing waits");
    }

    async fn for_whom_a_case_does_not_exist_it_has_no_time(database: Database) {
        let site = Site::on(&database).await;
        let hidden = case(&site, respondents()).await;
        let respondent = Browser::of(&site, crate::access::county::RESPONDENT).await;
        let absent = respondent.get("/s/cases/0000000000/time").await.expect(404);
        assert_eq!(respondent.get(&format!("/s/cases/{}/time", hidden.number)).await.expect(404), absent);
        respondent.post(&format!("/s/cases/{}/time", hidden.number), &[("do", "dispute")]).await.expect(404);
        Browser::of(&site, "urban-management.handler").await.get("/s/supervise/time").await.expect(403);
    }

    async fn time_and_ends_are_drawn_for_cases_that_were_there_before(database: Database) {
        let site = county(&database, 200).await;
        disputed(&site).await;
        let times = "SELECT holder || ' ' || spent || ' ' || coalesce(since, 0) FROM case_times WHERE source = '' ORDER BY case_id, holder";
        let ends = "SELECT ended_at || ' ' || coalesce(solved, '-') FROM case_ends ORDER BY case_id";
        let drawn = (database.texts(times).await, database.texts(ends).await);
        assert!(drawn.0.len() > 400 && drawn.1.len() > 20, "{} and {}", drawn.0.len(), drawn.1.len());
        while database.run("SELECT 1 FROM case_times").await.is_ok() {
            migrate_down(&database.url, Some(1)).await.unwrap();
        }
        migrate(&database.url).await.unwrap();
        assert_eq!((database.texts(times).await, database.texts(ends).await), drawn);
        crate::supervision::desk::examined(&site.world).await;
    }
}
