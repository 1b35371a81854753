//! Pages that are read: every number on the leader's page, the wall and in reports is that of the list that it leads to; what is
//! taken along holds what its reader sees and says so; a screen shows figures and does nothing else.

use chrono::TimeDelta;
use domain::case::Respondents;
use engine::intake::Intake;
use engine::seed::Plan;
use serde_json::Value;

use crate::access::county::{IDENTITY, NARRATIVE, complaint};
use crate::access::pages::{Browser, hidden};
use crate::support::{Answer, Call, Database, Site, World, both, lamp};

const NOW: &str = "2026-09-30T08:00:00Z";

async fn county(database: &Database, cases: u64) -> Site {
    let world = World::at(database, NOW).await;
    let (seed, now) = (11, world.now());
    let plan =
        Plan { cases, first: 0, seed, days: 60, ended_early: 0, now, center: "center".into() };
    world.engine.seed(plan, |_| {}).await.unwrap();
    Site::of(world)
}

/// The numbers of a page that are links to lists.
fn numbers(page: &str) -> Vec<(String, u64)> {
    let links = page.split("<a ").skip(1).filter_map(|rest| {
        let (head, rest) = rest.split_once('>')?;
        let to = head.split("href=\"").nth(1)?.split('"').next()?.replace("&#38;", "&");
        let inner = rest.split("</a>").next()?;
        let text: String = inner
            .split('<')
            .map(|part| part.split_once('>').map_or(part, |(_, text)| text))
            .collect();
        let number = text.split_whitespace().last()?.parse().ok()?;
        (to.starts_with("/s/?")).then_some((to, number))
    });
    links.collect()
}

fn total(list: &Answer) -> u64 {
    let text = list.text();
    let total = text.split("<span class=\"muted num\">").nth(1).expect(&text);
    total.split('<').next().unwrap().parse().unwrap()
}

async fn agree(reader: &Browser<'_>, path: &str, least: usize) -> usize {
    let page = reader.get(path).await.expect(200).text();
    let found = numbers(&page);
    assert!(found.len() >= least, "{path} has {} numbers: {page}", found.len());
    for (to, number) in &found {
        assert_eq!(total(&reader.get(to).await.expect(200)), *number, "{path}: {to}");
    }
    found.iter().filter(|(_, number)| *number > 0).count()
}

/// What a person finds in a page between two marks.
fn between<'a>(text: &'a str, from: &str, until: &str) -> &'a str {
    text.split_once(from).expect(text).1.split_once(until).unwrap().0
}

async fn file(site: &Site, intake: Intake) {
    site.world.engine.file(Some(World::person("center.clerk")), intake).await.unwrap();
}

both! {
    async fn every_number_that_is_read_is_that_of_its_list(database: Database) {
        let site = county(&database, 300).await;
        let readers = [Browser::of(&site, "center.supervisor").await, Browser::of(&site, "center.director").await];
        let filed = async |reader: &Browser<'_>| numbers(&reader.get("/s/leader").await.text())[0].1;
        let before = [filed(&readers[0]).await, filed(&readers[1]).await];
        // What is about the supervisor is in no number of theirs.
        let related = Respondents { related: ["center.supervisor".into()].into(), ..Respondents::default() };
        file(&site, complaint(related)).await;
        assert_eq!([filed(&readers[0]).await, filed(&readers[1]).await], [before[0], before[1] + 1]);
        for reader in &readers {
            let mut shown = 0;
            for (path, least) in [("/s/leader", 50), ("/s/leader?month=2026-08", 50), ("/s/reports/2026-Q3", 60), ("/s/wall", 30)] {
                shown += agree(reader, path, least).await;
            }
            assert!(shown > 60, "a county of three hundred cases has more than {shown} numbers");
        }
        let head = Browser::of(&site, "urban-management.head").await;
        agree(&head, "/s/supervise/time?first=2026-08-01&last=2026-09-30", 3).await;
        let narrowed = "/s/supervise/time?tab=overdue&lead=urban-management";
        agree(&readers[0], narrowed, 2).await;
    }

    async fn who_complained_more_than_once_is_masked_and_strangers_with_like_endings_are_not_together(database: Database) {
        let site = Site::on(&database).await;
        let of = |name: &str, telephone: &str| {
            let mut intake = lamp();
            name.clone_into(&mut intake.parties[0].name);
            telephone.clone_into(&mut intake.parties[0].telephone);
            intake
        };
        for _ in 0..3 {
            file(&site, of("欧阳某", "13912345544")).await;
        }
        // They end alike and are two people.
        file(&site, of("司马某", "13712345544")).await;
        file(&site, of("诸葛某", "13612347788")).await;
        let reader = Browser::of(&site, "center.director").await;
        let period = site.world.engine.definitions().calendar.local(site.world.now()).format("%Y-%m").to_string();
        let page = reader.get(&format!("/s/reports/{period}")).await.expect(200).text();
        let part = between(&page, "<h2>反复反映人</h2>", "</section>");
        assert_eq!(numbers(part).len(), 1, "{part}");
        let (to, count) = numbers(part).remove(0);
        assert_eq!((count, total(&reader.get(&to).await.expect(200))), (3, 3));
        assert!(part.contains("欧** ***5544") && !part.contains("欧阳") && !part.contains("139"), "{part}");
        assert!(!to.contains("5544"), "no address holds a telephone: {to}");
        // A case that is not there for the reader shows nobody's telephone.
        let wrong = reader.get("/s/?tab=any&same=0000000000").await.expect(200).text();
        assert!(wrong.contains("class=\"errsum\""));
    }

    async fn only_who_directs_or_supervises_reads_what_the_center_does(database: Database) {
        let site = Site::on(&database).await;
        for person in ["center.clerk", "urban-management.handler", "urban-management.head", "admin.audit"] {
            let reader = Browser::of(&site, person).await;
            for page in ["/s/leader", "/s/reports", "/s/reports/2026-02", "/s/wall", "/s/wall/screens", "/s/supervise/disputes"] {
                reader.get(page).await.expect(403);
            }
            reader.post("/s/wall/screens", &[("name", "大厅")]).await.expect(403);
            reader.post("/s/exports", &[("table", "report"), ("period", "2026-02")]).await.expect(403);
        }
        let reader = Browser::of(&site, "center.director").await;
        for absent in ["/s/leader?month=2030-01", "/s/leader?month=2026", "/s/reports/2026", "/s/reports/2030-01", "/s/reports/x"] {
            reader.get(absent).await.expect(404);
        }
        for wrong in ["filed=x", "kept=x", "said=x", "held=nobody-at-all", "same=x", "finished=2026-13-01~2026-13-02"] {
            let list = reader.get(&format!("/s/?tab=any&{wrong}")).await.expect(200).text();
            assert!(list.contains("class=\"errsum\""), "{wrong}");
        }
        reader.get("/s/supervise/time?filed=x").await.expect(400);
    }

    async fn what_is_taken_along_is_the_list_that_its_reader_sees_and_is_in_the_audit(database: Database) {
        let site = county(&database, 80).await;
        let mut formula = lamp();
        "=HYPERLINK(\"http://evil\")".clone_into(&mut formula.complaint.title);
        file(&site, formula).await;
        let hidden = Respondents { related: ["center.supervisor".into()].into(), ..Respondents::default() };
        file(&site, complaint(hidden)).await;
        let reader = Browser::of(&site, "center.supervisor").await;
        let list = "/s/?tab=any&filed=2026-08-01%7E2026-09-30";
        let count = total(&reader.get(list).await.expect(200));
        let taken = reader.post("/s/exports", &[("table", "cases"), ("list", list), ("format", "csv")]).await.expect(200);
        assert!(taken.headers["content-disposition"].ends_with("\"cases.csv\""), "{:?}", taken.headers);
        let text = taken.text();
        for told in ["\"范围\",\"全部（含已办结） · 受理：2026-08-01~2026-09-30\"", "\"口径\",", "\"数据截至\",\"2026-09-30 16:00\"", "\"导出人\","] {
            assert!(text.contains(told), "{told}: {text}");
        }
        let rows = text.lines().skip_while(|line| !line.starts_with("\"案号\"")).count() - 1;
        assert_eq!(rows as u64, count);
        assert!(text.contains("\"'=HYPERLINK(\"\"http://evil\"\")\""), "{text}");
        assert!(!text.contains(NARRATIVE), "a case about the reader is not there");
        let book = reader.post("/s/exports", &[("table", "report"), ("period", "2026-Q3"), ("format", "xlsx")]).await.expect(200);
        assert!(book.body.starts_with(b"PK"), "a workbook");
        for table in ["time", "cases"] {
            let form = [("table", table), ("list", list), ("format", "xlsx")];
            assert!(reader.post("/s/exports", &form).await.expect(200).body.starts_with(b"PK"), "{table}");
        }
        let audit = site.world.engine.store().audit_stream("exports", 0, 10).await.unwrap();
        assert_eq!(audit.len(), 4);
        let first: Value = serde_json::from_str(&audit[0].body).unwrap();
        assert_eq!((first["by"].as_str(), first["facts"]["rows"].as_u64()), (Some("center.supervisor"), Some(count)));
        assert_eq!(first["facts"]["from"], list);
        let handler = Browser::of(&site, "urban-management.handler").await;
        handler.post("/s/exports", &[("table", "cases"), ("list", "/s/")]).await.expect(403);
        reader.post("/s/exports", &[("table", "nothing")]).await.expect(404);
        reader.post("/s/exports", &[("table", "cases"), ("list", "/s/?filed=x")]).await.expect(400);
        assert_eq!(site.world.engine.store().audit_stream("exports", 0, 10).await.unwrap().len(), 4);
    }

    async fn a_screen_shows_figures_to_one_network_and_nothing_else_is_done_with_it(database: Database) {
        let site = Site::on(&database).await;
        file(&site, complaint(Respondents::default())).await;
        let director = Browser::of(&site, "center.director").await;
        director.post("/s/wall/screens", &[("name", "")]).await.expect(400);
        let opened = director.post("/s/wall/screens", &[("name", "大厅")]).await.expect(201);
        let address = between(&opened.text(), "<code>", "</code>").to_owned();
        let look = |from: &str| Call::get(&address).from(from);
        let seen = site.call(look("10.1.2.3:1000")).await.expect(200);
        assert_eq!(seen.headers["refresh"], "30");
        let text = seen.text();
        assert!(text.contains("本月受理") && !text.contains("href=\"/s/"), "it leads nowhere: {text}");
        for known in IDENTITY.iter().chain([&NARRATIVE]) {
            assert!(!text.contains(known), "{known}");
        }
        site.call(look("10.9.9.9:1000")).await.expect(404);
        site.call(look("10.1.2.3:1000")).await.expect(200);
        site.call(Call::get("/wall/0000-0000-0000").from("10.1.2.3:1000")).await.expect(404);
        let token = address.rsplit('/').next().unwrap();
        site.call(Call::get("/api/v1/cases").bearer(token)).await.expect(401);
        let page = director.get("/s/wall/screens").await.expect(200);
        assert!(!page.text().contains(token), "the address is told once");
        let id = hidden(&page, "id");
        // Nobody closes a screen of another.
        Browser::of(&site, "center.supervisor").await.post("/s/wall/screens", &[("do", "close"), ("id", &id)]).await.expect(404);
        director.post("/s/wall/screens", &[("do", "close"), ("id", &id)]).await.expect(303);
        site.call(look("10.1.2.3:1000")).await.expect(404);
        let again = director.post("/s/wall/screens", &[("name", "门口")]).await.expect(201);
        let address = between(&again.text(), "<code>", "</code>").to_owned();
        site.call(Call::get(&address).from("10.1.2.3:1000")).await.expect(200);
        site.world.clock.set(site.world.now() + TimeDelta::days(366));
        site.call(Call::get(&address).from("10.1.2.3:1000")).await.expect(404);
    }
}
