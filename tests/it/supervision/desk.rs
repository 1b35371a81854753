//! The desk of supervisors: every number is that of the list that it leads to, and counts no case that is hidden.

use domain::case::Respondents;
use domain::id::CaseId;
use engine::seed::Plan;
use store::Operator;
use store::open::{migrate, migrate_down};

use crate::access::county::complaint;
use crate::access::pages::Browser;
use crate::support::{Answer, Call, Database, Site, World, both};

const NOW: &str = "2026-09-30T08:00:00Z";

async fn county(database: &Database, cases: u64) -> Site {
    let world = World::at(database, NOW).await;
    let (seed, now) = (7, world.now());
    let plan =
        Plan { cases, first: 0, seed, days: 60, ended_early: 0, now, center: "center".into() };
    world.engine.seed(plan, |_| {}).await.unwrap();
    Site::of(world)
}

/// The links of the desk with their numbers: of the figures above and of the table.
fn figures(desk: &str) -> Vec<(String, u64)> {
    let above = desk.split("<h2><a href=\"").skip(1).map(|part| {
        let (to, rest) = part.split_once('"').unwrap();
        let number = rest.split_once("<b class=\"num\">").unwrap().1.split_once('<').unwrap().0;
        (to, number)
    });
    let links = desk.split("<a href=\"").skip(1).map(|part| part.split_once('"').unwrap());
    let cells = links.filter(|(_, rest)| rest.starts_with(" aria-label="));
    let cells =
        cells.map(|(to, rest)| (to, rest.split_once('>').unwrap().1.split_once('<').unwrap().0));
    let read = |(to, number): (&str, &str)| (to.replace("&#38;", "&"), number.parse().unwrap());
    above.chain(cells).map(read).collect()
}

fn total(list: &Answer) -> u64 {
    let text = list.text();
    let total = text.split("<span class=\"muted num\">").nth(1).expect(&text);
    total.split('<').next().unwrap().parse().unwrap()
}

/// Every record as the examination finds it.
pub(super) async fn examined(world: &World) {
    let mut after: Option<CaseId> = None;
    loop {
        let page = world
            .engine
            .store()
            .examine_cases(Operator::of_this_installation(), after, 100)
            .await
            .unwrap();
        let Some(last) = page.last() else { return };
        after = Some(last.export.case);
        for one in page {
            assert_eq!(one.fault, None, "{}", one.export.case.0);
        }
    }
}

both! {
    async fn every_number_of_the_desk_is_that_of_its_list(database: Database) {
        let site = county(&database, 400).await;
        for person in ["center.supervisor", "center.director"] {
            let reader = Browser::of(&site, person).await;
            let desk = reader.get("/s/supervise").await.expect(200).text();
            let figures = figures(&desk);
            assert!(figures.len() > 30, "a county of four hundred cases has units with late cases");
            let told = site.ask(person, Call::get("/api/v1/supervision")).await.expect(200).json();
            let mut late = 0;
            for (to, number) in &figures {
                if to == "/s/supervise/due" {
                    assert_eq!(told["not_escalated"], *number);
                    continue;
                }
                assert_eq!(total(&reader.get(to).await.expect(200)), *number, "{to}");
                late += if to.contains("stage=") { *number } else { 0 };
            }
            assert_eq!(told["overdue"], late, "the cells are the sum");
            for mark in ["third_unit", "extension", "suspended", "ordered", "order_late", "listed", "sponsored"] {
                let list = format!("/api/v1/cases?open=true&mark={mark}");
                let list = site.ask(person, Call::get(list)).await.expect(200).json();
                assert_eq!(told[mark], list["total"], "{mark}");
            }
            assert!(told["ordered"].as_u64() > Some(0) && told["suspended"].as_u64() > Some(0), "{told}");
        }
    }

    async fn only_who_supervises_has_a_desk(database: Database) {
        let site = Site::on(&database).await;
        for person in ["center.clerk", "urban-management.handler", "urban-management.head", "admin.audit"] {
            let reader = Browser::of(&site, person).await;
            for page in ["/s/supervise", "/s/supervise/due"] {
                reader.get(page).await.expect(403);
            }
            assert!(!reader.get("/s/").await.text().contains("\"/s/supervise\""), "{person}");
        }
        let reader = Browser::of(&site, "center.supervisor").await;
        for wrong in ["mark=nothing", "stage=nothing"] {
            let list = reader.get(&format!("/s/?{wrong}")).await.expect(200).text();
            assert!(list.contains("class=\"errsum\""), "{wrong}");
        }
    }

    async fn whatever_is_late_is_urged_at_once_whichever_its_procedure(database: Database) {
        let site = county(&database, 300).await;
        let reader = Browser::of(&site, "center.supervisor").await;
        let desk = reader.get("/s/supervise").await.expect(200).text();
        assert!(desk.contains("<option value=\"*/urge\">催办 ("), "{desk}");
        let late = reader.get("/s/?tab=overdue").await.expect(200).text();
        let numbers = late.split("name=\"case\" value=\"").skip(1).map(|row| row.split('"').next().unwrap());
        let chosen: Vec<_> = numbers.map(|number| format!("case={number}")).collect();
        let form = format!("/s/bulk?do=*%2Furge&back=%2Fs%2Fsupervise&{}", chosen.join("&"));
        let page = reader.get(&form).await.expect(200);
        let text = page.text();
        let fields = text.split("<input type=\"hidden\" name=\"").skip(1).map(|field| {
            let (name, rest) = field.split_once("\" value=\"").unwrap();
            (name.to_owned(), rest.split('"').next().unwrap().to_owned())
        });
        let fields: Vec<_> = fields.collect();
        let posted: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let cases = posted.iter().filter(|(name, _)| *name == "case").count();
        assert!(cases > 5, "{text}");
        let done = reader.post("/s/bulk", &posted).await.expect(200).text();
        assert!(done.contains(&format!("成功 {cases} · 未办成 0")), "{done}");
        assert!(done.contains("href=\"/s/supervise\""), "{done}");
        for (_, number) in posted.iter().filter(|(name, _)| *name == "case") {
            let sheet = reader.get(&format!("/s/cases/{number}")).await.expect(200).text();
            assert!(sheet.contains("<h3>催办</h3>"), "{number}");
        }
        while site.world.engine.deliver_letters().await.unwrap() > 0 {}
        let told = "SELECT person || ' ' || count(DISTINCT batch) || ' ' || count(*) FROM notices \
            WHERE batch IS NOT NULL GROUP BY person ORDER BY count(*) DESC";
        let told = database.texts(told).await;
        let (person, counted) = told[0].split_once(' ').unwrap();
        let (messages, of_it) = counted.split_once(' ').unwrap();
        assert_eq!(messages, "1", "one message, however many cases");
        let of_it: usize = of_it.parse().unwrap();
        assert!(of_it > 1, "{told:?}");
        database.run("UPDATE notices SET read_at = created_at WHERE batch IS NULL").await.unwrap();
        let who = World::person(person);
        let visible = site.world.engine.visible(&who).await.unwrap();
        let unread = site.world.engine.store().count_unread_notices(&visible, &person.into(), None, 99).await.unwrap();
        assert_eq!(unread, 1);
        let page = Browser::of(&site, person).await.get("/s/notices").await.expect(200).text();
        let seen = page.matches("class=\"t\" href=\"/s/cases/").count();
        let buttons = page.matches("<button class=\"btn sm\" name=\"notice\"").count();
        assert_eq!((seen, buttons), (of_it, 1), "its list stands in it: {page}");
    }

    async fn a_case_about_the_supervisor_is_in_no_number_of_theirs(database: Database) {
        let site = Site::on(&database).await;
        let clerk = World::person("center.clerk");
        let desk = async || {
            let told = site.ask("center.supervisor", Call::get("/api/v1/supervision")).await;
            told.expect(200).json()
        };
        let about = |named: Respondents| site.world.engine.file(Some(clerk.clone()), complaint(named));
        about(Respondents::default()).await.unwrap();
        site.world.clock.set(site.world.now() + chrono::TimeDelta::days(3));
        let before = desk().await;
        assert_eq!(before["overdue"], 1);
        let supervisor = Respondents { related: ["center.supervisor".into()].into(), ..Respondents::default() };
        about(supervisor).await.unwrap();
        site.world.clock.set(site.world.now() + chrono::TimeDelta::days(3));
        let after = desk().await;
        for number in ["overdue", "cells", "soon", "not_escalated"] {
            assert_eq!(before[number], after[number], "{number}");
        }
    }

    async fn what_supervisors_ask_is_drawn_for_cases_that_were_there_before(database: Database) {
        let site = county(&database, 300).await;
        examined(&site.world).await;
        let marks = "SELECT mark || '@' || at FROM case_marks ORDER BY mark, at, case_id";
        let marked = database.texts(marks).await;
        for mark in ["suspended", "ordered", "third_unit", "extension"] {
            assert!(marked.iter().any(|one| one.starts_with(mark)), "no case is {mark}: {marked:?}");
        }
        while database.run("SELECT 1 FROM case_marks").await.is_ok() {
            migrate_down(&database.url, Some(1)).await.unwrap();
        }
        migrate(&database.url).await.unwrap();
        assert_eq!(database.texts(marks).await, marked);
        examined(&site.world).await;
    }
}
