//! Rules tried on cases of the past: the rules in force give every record again, a number is that of its list, and nobody reads what
//! somebody else tried or may not see.

use std::sync::Arc;

use domain::case::{Case, Respondents, WorkflowRef};
use domain::clock::{Length, Point};
use domain::decide::{Climbed, Rules, again};
use domain::whatif::Change;
use domain::workflow::check;
use engine::seed::Plan;
use engine::whatif::{Outcome, Proposal};
use engine::{Engine, Who};
use store::queries::LogFilter;

use crate::access::pages::Browser;
use crate::support::{Call, Database, Site, World, both};

const NOW: &str = "2026-09-30T08:00:00Z";

async fn county(database: &Database, cases: u64) -> World {
    let world = World::at(database, NOW).await;
    let (seed, now) = (7, world.now());
    let plan =
        Plan { cases, first: 0, seed, days: 60, ended_early: 0, now, center: "center".into() };
    world.engine.seed(plan, |_| {}).await.unwrap();
    world
}

async fn tried(engine: &Engine, who: &Who, proposal: Proposal) -> Outcome {
    let all = LogFilter::default();
    engine.what_if(who, Arc::new(proposal), all, |_| {}).await.unwrap()
}

/// The shipped procedures with every limit cut to its half.
fn halved(engine: &Engine) -> Proposal {
    let shorter = engine.definitions().workflows.values().map(|workflow| {
        let mut definition = workflow.definition().clone();
        for limit in definition.limits.values_mut() {
            let halve = |length: &mut Length| {
                length.amount = length.amount.get().div_ceil(2).try_into().unwrap();
            };
            limit.length.iter_mut().chain(limit.lengths.values_mut()).for_each(halve);
            limit.ladder.truncate(1);
            limit.ladder[0].at = Some(Point::Due);
        }
        let checked = check(definition);
        checked.workflow.unwrap_or_else(|| panic!("{:?}", checked.findings))
    });
    Proposal { workflows: shorter.collect(), ..Proposal::default() }
}

/// Every link of a page that stands with a number, and the number.
fn numbers(page: &str) -> Vec<(String, u64)> {
    let links = page.split("<a href=\"").skip(1).map(|part| part.split_once('"').unwrap());
    let links = links.filter(|(to, _)| to.contains("/cases?"));
    links
        .map(|(to, rest)| {
            let text = rest.split_once('>').unwrap().1.split_once('<').unwrap().0;
            let number = text.rsplit(' ').next().unwrap().parse().unwrap();
            (to.replace("&#38;", "&"), number)
        })
        .collect()
}

/// The numbers of the cases on a list, page after page.
async fn listed(reader: &Browser<'_>, to: &str) -> (u64, Vec<String>) {
    let (mut found, mut next, mut total) = (Vec::new(), Some(to.to_owned()), 0);
    while let Some(to) = next.take() {
        let page = reader.get(&to).await.expect(200).text();
        total = page
            .split("<h1>")
            .nth(1)
            .unwrap()
            .split("class=\"num\">")
            .nth(1)
            .unwrap()
            .split('<')
            .next()
            .unwrap()
            .parse()
            .unwrap();
        found.extend(
            page.split("href=\"/s/cases/")
                .skip(1)
                .map(|part| part.split('"').next().unwrap().to_owned()),
        );
        let pager = page.split("class=\"pager\"").nth(1).unwrap();
        let link =
            pager.split("href=\"").nth(1).unwrap().split('"').next().unwrap().replace("&#38;", "&");
        next = link.contains("skip=").then_some(link);
    }
    (total, found)
}

both! {
    async fn unchanged_rules_give_every_record_again(database: Database) {
        let world = county(&database, 300).await;
        let definitions = world.engine.definitions();
        let snapshot = world.engine.directory();
        let version = |pinned: &WorkflowRef| definitions.workflows.get(pinned);
        let rules = Rules { calendar: &definitions.calendar, directory: &snapshot.directory, version: &version };
        let mut logs = world.engine.logs(&Who::Engine, LogFilter::default()).await.unwrap();
        let (mut cases, mut levels, mut kinds) = (0, 0, std::collections::BTreeSet::new());
        while let Some(page) = logs.next().await.unwrap() {
            for log in page {
                let decided = again(rules, &log.entries, world.now()).unwrap();
                assert_eq!(decided.case.clocks, log.now.clocks, "{}", log.number);
                assert_eq!(decided.levels, Climbed::recorded(&log.entries), "{}", log.number);
                assert_eq!(Case { seq: log.now.seq, ..decided.case }, log.now, "{}", log.number);
                kinds.insert(log.now.workflow.name.clone());
                (cases, levels) = (cases + 1, levels + decided.levels.len());
            }
        }
        assert_eq!((cases, kinds.len()), (300, 5));
        assert!(levels > 100, "{levels}");
        let outcome = tried(&world.engine, &Who::Engine, Proposal::default()).await;
        assert_eq!((outcome.tally.cases, outcome.tally.differs.len(), outcome.tally.unfit.len()), (300, 0, 0));
        assert_eq!(outcome.tally.late.more(), 0);
        assert!(outcome.tally.late.before > 0);
        assert!(outcome.rows.iter().all(|row| row.tried.before == row.tried.after));
    }

    async fn a_shorter_limit_makes_more_late_and_each_is_among_the_rows(database: Database) {
        let world = county(&database, 200).await;
        let outcome = tried(&world.engine, &Who::Engine, halved(&world.engine)).await;
        let Change { before, after } = outcome.tally.late;
        assert!(after > before, "{before} {after}");
        let late = |after: bool| {
            let is_late = |row: &&engine::whatif::Row| if after { row.tried.after.is_late() } else { row.tried.before.is_late() };
            outcome.rows.iter().filter(is_late).count() as u64
        };
        assert_eq!((late(false), late(true)), (before, after));
    }

    async fn routing_rules_are_asked_again_beside_what_a_person_did(database: Database) {
        let world = county(&database, 120).await;
        let mut rules = world.engine.definitions().rules.clone();
        rules.rules.clear();
        let without = Proposal { rules: Some(rules), ..Proposal::default() };
        let guides = tried(&world.engine, &Who::Engine, without).await.guides.unwrap();
        assert!(guides.asked > 20, "{guides:?}");
        assert!(guides.rows.iter().all(|(_, _, guided)| guided.after.is_none() && guided.before.is_some()));
        assert_eq!((guides.as_done.after, guides.as_done.before > 0), (0, true));
        let same = Proposal { rules: Some(world.engine.definitions().rules.clone()), ..Proposal::default() };
        let guides = tried(&world.engine, &Who::Engine, same).await.guides.unwrap();
        assert!(guides.rows.is_empty());
    }

    async fn a_trial_counts_no_case_that_is_hidden(database: Database) {
        let world = county(&database, 120).await;
        let who = Who::Person("center.supervisor".into());
        let all = tried(&world.engine, &Who::Engine, Proposal::default()).await.tally.cases;
        let seen = tried(&world.engine, &who, Proposal::default()).await.tally.cases;
        let related = Respondents { related: ["center.supervisor".into()].into(), ..Respondents::default() };
        let clerk = World::person("center.clerk");
        world.engine.file(Some(clerk), crate::access::county::complaint(related)).await.unwrap();
        assert_eq!(tried(&world.engine, &who, Proposal::default()).await.tally.cases, seen);
        assert_eq!(tried(&world.engine, &Who::Engine, Proposal::default()).await.tally.cases, all + 1);
    }

    async fn every_number_of_a_trial_is_that_of_its_list(database: Database) {
        let site = Site::of(county(&database, 200).await);
        let reader = Browser::of(&site, "center.supervisor").await;
        let form = reader.get("/s/whatif").await.expect(200).text();
        let limit = form.split("<option value=\"service/").nth(1).unwrap().split('"').next().unwrap();
        let limit = format!("service/{limit}");
        let posted = [("kind", "limit"), ("limit", limit.as_str()), ("amount", "1"), ("unit", "hour"), ("months", "12")];
        let begun = reader.post("/s/whatif", &posted).await.expect(303);
        let to = begun.headers["location"].clone();
        let page = loop {
            let page = reader.get(&to).await.expect(200).text();
            if !page.contains("<progress") {
                break page;
            }
        };
        let found = numbers(&page);
        assert!(found.len() > 8 && found.iter().any(|(_, number)| *number > 0), "{page}");
        for (list, number) in &found {
            let (total, rows) = listed(&reader, list).await;
            assert_eq!((total, rows.len() as u64), (*number, *number), "{list}");
        }
        // Who did not ask finds nothing there, whichever their role.
        let other = Browser::of(&site, "center.director").await;
        other.get(&to).await.expect(404);
        other.get(&found[0].0).await.expect(404);
        reader.get("/s/whatif/00000000-0000-0000-0000-000000000000").await.expect(404);
        reader.get("/s/whatif/nothing").await.expect(404);
    }

    async fn only_who_supervises_tries_rules(database: Database) {
        let site = Site::on(&database).await;
        for person in ["center.clerk", "urban-management.handler", "urban-management.head", "admin.system"] {
            let reader = Browser::of(&site, person).await;
            reader.get("/s/whatif").await.expect(403);
            reader.post("/s/whatif", &[("kind", "day"), ("day", "2026-03-03")]).await.expect(403);
        }
        let reader = Browser::of(&site, "center.director").await;
        for (wrong, said) in [
            (vec![("kind", "limit"), ("limit", "service/none"), ("amount", "1")], "没有这个期限"),
            (vec![("kind", "limit"), ("limit", "none"), ("amount", "1")], "没有这个期限"),
            (vec![("kind", "day"), ("day", "yesterday"), ("becomes", "off")], "没有这一天"),
            (vec![("kind", "day"), ("day", "2026-03-01"), ("becomes", "off")], "与现行规则相同"),
            (vec![("kind", "level"), ("level", "service/x/0"), ("level_amount", "3")], "没有这个期限"),
            (vec![], "没有这个期限"),
        ] {
            let page = reader.post("/s/whatif", &wrong).await.expect(422).text();
            assert!(page.contains(said) && page.contains("class=\"errsum\""), "{wrong:?}");
        }
        let form = reader.get("/s/whatif").await.expect(200).text();
        let limit = form.split("<option value=\"service/").nth(1).unwrap().split('"').next().unwrap();
        let limit = format!("service/{limit}");
        let typed = [("kind", "limit"), ("limit", limit.as_str()), ("amount", "0"), ("unit", "hour")];
        let page = reader.post("/s/whatif", &typed).await.expect(422).text();
        assert!(page.contains("1 到 9999") && page.contains("<option value=\"hour\" selected>"), "{page}");
        let signed_out = site.call(Call::get("/s/whatif")).await;
        assert!(signed_out.status != 200);
    }

    async fn the_viewer_shows_the_ways_that_cases_took(database: Database) {
        let site = Site::of(county(&database, 200).await);
        let reader = Browser::of(&site, "center.supervisor").await;
        let page = reader.get("/s/flow/service").await.expect(200).text();
        assert!(page.contains("paths=true#paths") && !page.contains("耗时最多"));
        let page = reader.get("/s/flow/service?paths=true").await.expect(200).text();
        assert!(page.contains("耗时最多") && page.contains(" → "), "{page}");
        let version = WorkflowRef { name: "service".into(), version: 1 };
        let engine = &site.world.engine;
        let all = engine.mined(&Who::Engine, &version).await.unwrap();
        let ended: usize = all.variants.iter().map(|way| way.count).sum();
        assert!(ended > 0 && ended <= all.cases, "{ended} of {}", all.cases);
        let nobody = engine.mined(&Who::Person("urban-management.handler".into()), &version).await.unwrap();
        assert!(nobody.cases < all.cases);
        assert!(Arc::ptr_eq(&all, &engine.mined(&Who::Engine, &version).await.unwrap()), "found once");
    }
}
