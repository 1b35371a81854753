//! A crawl over a county of a year: every number of the desk, of the leader's page and of appraisal that is a link is the count of
//! the list that it leads to, page by page; every other number on these pages stands in a table here with the reason why it
//! leads nowhere.

use std::collections::{BTreeMap, BTreeSet};

use engine::seed::Plan;
use serde_json::json;

use super::shown::{Shown, shown};
use super::suspicions::{judges, look};
use super::time::{disputed, raised};
use crate::access::pages::Browser;
use crate::support::{Call, Database, Site, World, both};

const NOW: &str = "2026-09-30T08:00:00Z";
const SUPERVISOR: &str = "center.supervisor";
const DIRECTOR: &str = "center.director";
const HEAD: &str = "urban-management.head";
const UNIT: &str = "urban-management";

/// Numbers that are no links: on which page, where on it, and why.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    ("desk", "p.muted", "the instant of which the page is"),
    ("desk", "p.d", "words below a figure: how many there should be"),
    ("desk", "details.", "how many units are folded: they stand below it"),
    ("desk", "tbl stackable·选择案件", "the number of a case at its box"),
    ("desk", "tbl stackable·案号", "the number of a case"),
    ("desk", "tbl stackable·时限", "how long ago or soon a deadline is"),
    ("leader", "h1.", "the month of the page"),
    ("leader", "p.muted", "the instant of which the page is"),
    ("leader", "b.num", "a share: both its parts are links beside it"),
    ("leader", "span.num", "the difference to a number beside it that is a link"),
    ("leader", "section.card", "the heading of a drawing: over how many months"),
    ("leader", "tbl·", "the same heading above the drawing's table"),
    ("leader", "text.name", "the name of a month"),
    ("leader", "tbl·月份", "the name of a month"),
    ("leader", "div.fineprint", "how the numbers are defined"),
    ("leader", "p.noprint", "how to print the page"),
    ("period", "h1.", "the period"),
    ("period", "p.muted", "when it was published, and of when it is"),
    ("period", "tbl rate·名次", "a place: an order of points, no count"),
    ("period", "tbl rate·得分", "points: the sum of the unit's page"),
    ("period", "tbl rate·件数", "cases of several lists, each once: counted here over their union"),
    ("period", "tbl rate·指标", "a share, or its parts: held against both lists here"),
    ("period", "tbl rate·head", "a weight of the scheme"),
    ("period", "p.hint", "the least number of cases, a term of the scheme"),
    ("unit", "h1.", "the period"),
    ("unit", "b.num", "points, as in the table of the period"),
    ("unit", "span.num", "cases of several lists, each once: counted here over their union"),
    ("unit", "p.muted", "the place, as in the table of the period"),
    ("unit", "tbl stackable rate·率", "a share: both its parts are links beside it"),
    (
        "unit",
        "tbl stackable rate·剔除",
        "how many left for each reason: they sum to the link above",
    ),
    ("unit", "tbl stackable rate·指标", "words of the formula and of what it rests on"),
    ("unit", "tbl stackable rate·权重", "a weight of the scheme"),
    ("unit", "tbl stackable rate·得分", "points"),
];

/// The rows of a list on all its pages, each by its text.
async fn listed(browser: &Browser<'_>, to: &str) -> Vec<String> {
    let (mut rows, mut next, mut unseen) = (Vec::new(), Some(to.to_owned()), 0);
    while let Some(at) = next {
        let text = browser.get(&at).await.expect(200).text();
        let tables =
            text.split("<tbody>").skip(1).map(|rest| rest.split("</tbody>").next().unwrap());
        rows.extend(tables.flat_map(|table| table.split("<tr").skip(1)).map(str::to_owned));
        let told = text.split_once("<p class=\"note\"><span class=\"num\">");
        unseen += told.map_or(0, |(_, rest)| rest.split('<').next().unwrap().parse().unwrap());
        let pager = text
            .split_once("class=\"pager\"")
            .map(|(_, rest)| rest.split("</div>").next().unwrap());
        next = pager.and_then(|pager| {
            let before =
                pager.split("下一页").next().filter(|before| before.len() < pager.len())?;
            let (_, address) = before.rsplit_once("href=\"")?;
            Some(address.split('"').next().unwrap().replace("&#38;", "&"))
        });
    }
    rows.extend((0..unseen).map(|_| String::new()));
    rows
}

/// Somebody who goes through pages, and what was found wrong.
struct Crawl<'a> {
    browser: Browser<'a>,
    counts: BTreeMap<String, u64>,
    wrong: BTreeSet<String>,
    used: BTreeSet<(&'static str, &'static str)>,
    links: usize,
}

impl<'a> Crawl<'a> {
    async fn of(site: &'a Site, person: &str) -> Self {
        let browser = Browser::of(site, person).await;
        Self { browser, counts: BTreeMap::new(), wrong: [].into(), used: [].into(), links: 0 }
    }

    async fn count(&mut self, to: &str) -> u64 {
        if let Some(known) = self.counts.get(to) {
            return *known;
        }
        let rows = listed(&self.browser, to).await.len() as u64;
        self.counts.insert(to.to_owned(), rows);
        rows
    }

    /// Goes through all numbers of a page.
    async fn page(&mut self, kind: &'static str, path: &str) -> Vec<Shown> {
        let page = self.browser.get(path).await.expect(200).text();
        let all = shown(&page);
        for one in &all {
            let number =
                one.text.split_whitespace().last().and_then(|last| last.parse::<u64>().ok());
            match (&one.to, number) {
                // A case, or a form about one: no list.
                (Some(to), _)
                    if to.starts_with("/s/cases/") || to.starts_with("/s/supervise/orders/new") => {
                }
                (Some(to), Some(number)) => {
                    let counted = self.count(to).await;
                    self.links += 1;
                    if counted != number {
                        self.wrong.insert(format!(
                            "{path}: {number} at {} leads to {counted} at {to}",
                            one.place
                        ));
                    }
                }
                _ => self.except(kind, one),
            }
        }
        all
    }

    fn except(&mut self, kind: &'static str, one: &Shown) {
        let known = EXCEPTIONS.iter().find(|(page, place, _)| *page == kind && *place == one.place);
        match known {
            Some((page, place, _)) => _ = self.used.insert((page, place)),
            None => {
                _ = self
                    .wrong
                    .insert(format!("{kind}: {:?} at {:?} is no link", one.text, one.place));
            }
        }
    }

    /// The shares of a table of a period, against the lists of both parts.
    async fn shares(&mut self, all: &[Shown]) -> usize {
        let mut held = 0;
        for pair in all.windows(2) {
            let (Some(to), Some(percent)) = (&pair[0].to, pair[0].text.strip_suffix('%')) else {
                continue;
            };
            let (good, whole) = pair[1].text.split_once('/').unwrap();
            let parts = [("good", good), ("counted", whole)];
            for (which, part) in parts {
                let counted = self.count(&format!("{to}?which={which}")).await;
                if part != counted.to_string() {
                    self.wrong.insert(format!("{to}: {which} is {part}, listed {counted}"));
                }
            }
            let (good, whole): (u64, u64) = (good.parse().unwrap(), whole.parse().unwrap());
            let hundredths = (good * 20_000 + whole) / (2 * whole);
            assert_eq!(percent, format!("{}.{:02}", hundredths / 100, hundredths % 100), "{to}");
            held += 1;
        }
        held
    }

    /// As many different cases stand in the denominators of a unit as its page says; fewer are named where the reader does not
    /// see some.
    async fn union(&self, all: &[Shown]) {
        let (mut cases, mut unseen) = (BTreeSet::new(), false);
        let counted = all.iter().filter_map(|one| one.to.as_ref());
        for to in counted.filter(|to| to.contains("which=counted")) {
            for row in listed(&self.browser, to).await {
                match row.split_once("/s/cases/") {
                    Some((_, rest)) => _ = cases.insert(rest.split('"').next().unwrap().to_owned()),
                    None => unseen = true,
                }
            }
        }
        let said = all.iter().find(|one| one.place == "span.num").unwrap();
        let (said, listed) = (said.text.parse::<usize>().unwrap(), cases.len());
        let agree = if unseen { listed <= said } else { listed == said };
        assert!(agree && listed > 0, "{said} cases, {listed} in the lists");
    }

    fn sound(self, least: usize) -> BTreeSet<(&'static str, &'static str)> {
        let wrong: Vec<_> = self.wrong.into_iter().collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert!(self.links >= least, "only {} links", self.links);
        self.used
    }
}

/// A year of cases.
async fn seeded(database: &Database) -> Site {
    let world = World::at(database, NOW).await;
    let plan = Plan {
        cases: 320,
        ended_early: 0,
        first: 0,
        seed: 17,
        days: 365,
        now: world.now(),
        center: "center".into(),
    };
    world.engine.seed(plan, |_| {}).await.unwrap();
    let site = Site::of(world);
    // Whoever was asked by token first may sign in more than once.
    site.ask(HEAD, Call::get("/api/v1/cases")).await.expect(200);
    site
}

/// A year of a county, with a dispute that waits, a suspicion that was confirmed and an appraisal of August.
async fn county(database: &Database) -> Site {
    let site = seeded(database).await;
    let (_, number) = disputed(&site).await;
    raised(&Browser::of(&site, HEAD).await, &number).await;
    look(&site).await;
    site.world.engine.want_suspicions(&SUPERVISOR.into(), 1).await.unwrap();
    while site.world.engine.look_for_suspicions().await.unwrap() > 0 {}
    let list = Call::get("/api/v1/suspicions?stands=to_judge");
    let found = site.ask(SUPERVISOR, list).await.expect(200).json();
    let first = &found["suspicions"][0];
    judges(&site, SUPERVISOR, first, "confirmed", 200).await;
    super::suspicions::pass(&site, chrono::TimeDelta::minutes(1));
    let asked = Call::post("/api/v1/appraisals", &json!({ "period": "2026-08" }));
    site.ask(SUPERVISOR, asked).await.expect(202);
    assert_eq!(site.world.engine.make_appraisals().await.unwrap(), 1);
    site
}

both! {
    async fn every_number_leads_to_its_list_or_is_known_to_lead_nowhere(database: Database) {
        let site = county(&database).await;
        let mut supervisor = Crawl::of(&site, SUPERVISOR).await;
        supervisor.page("desk", "/s/supervise").await;
        supervisor.page("leader", "/s/leader").await;
        supervisor.page("leader", "/s/leader?month=2026-03").await;
        let mut shares = 0;
        for group in ["center", "departments"] {
            let table = supervisor.page("period", &format!("/s/assess/2026-08?group={group}")).await;
            shares += supervisor.shares(&table).await;
        }
        assert!(shares > 20, "only {shares} shares");
        for unit in [UNIT, "center"] {
            let page = supervisor.page("unit", &format!("/s/assess/2026-08/{unit}")).await;
            supervisor.union(&page).await;
        }
        let mut used = supervisor.sound(120);

        let mut director = Crawl::of(&site, DIRECTOR).await;
        director.page("desk", "/s/supervise").await;
        director.page("leader", "/s/leader?month=2026-08").await;
        director.page("period", "/s/assess/2026-08?group=townships").await;
        used.extend(director.sound(80));

        // A head reads the figures of its unit, and nothing else of these.
        let mut head = Crawl::of(&site, HEAD).await;
        head.page("unit", &format!("/s/assess/2026-08/{UNIT}")).await;
        used.extend(head.sound(20));
        let listed: BTreeSet<_> = EXCEPTIONS.iter().map(|(page, place, _)| (*page, *place)).collect();
        let unused: Vec<_> = listed.difference(&used).collect();
        assert!(unused.is_empty(), "exceptions that nothing needs: {unused:?}");
    }
}
