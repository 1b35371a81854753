//! Every number is that of the list it leads to; what the reader does not see counts and is not named; and nobody reads what is
//! not theirs.

use domain::case::{Event, Respondents};
use domain::id::CaseId;
use serde_json::json;

use super::{PERIOD, county, read, units};
use crate::access::county::happen;
use crate::access::pages::Browser;
use crate::support::{Answer, Call, Database, Site, both};

/// The links of a page to lists of items, with their numbers.
fn links(page: &str) -> Vec<(String, usize)> {
    let links = page.split("<a ").skip(1).filter_map(|link| {
        let (_, rest) = link.split_once("href=\"")?;
        let (to, rest) = rest.split_once('"')?;
        let number = rest.split_once('>')?.1.split('<').next()?;
        Some((to.to_owned(), number.parse().ok()?))
    });
    links.filter(|(to, _)| to.contains("?which=")).collect()
}

/// How many items the pages of a list show, page by page, with those that are not named.
async fn listed(reader: &Browser<'_>, to: &str) -> usize {
    let (mut count, mut next) = (0, Some(to.to_owned()));
    while let Some(to) = next {
        let text = reader.get(&to).await.expect(200).text();
        let rows = text
            .split_once("<tbody>")
            .map_or("", |(_, rest)| rest.split("</tbody>").next().unwrap());
        count += rows.matches("<tr>").count();
        count += unseen(&text);
        let pager = text
            .split_once("class=\"pager\"")
            .map(|(_, rest)| rest.split("</div>").next().unwrap());
        let later = pager.and_then(|pager| {
            let (_, rest) = pager.rsplit_once("href=\"")?;
            rest.contains("下一页").then(|| rest.split('"').next().unwrap().replace("&#38;", "&"))
        });
        next = later;
    }
    count
}

fn unseen(text: &str) -> usize {
    let told = text.split_once("<p class=\"note\"><span class=\"num\">");
    told.map_or(0, |(_, rest)| rest.split('<').next().unwrap().parse().unwrap())
}

fn figures_of(site: &Answer) -> Vec<(String, u64, u64, u64)> {
    let unit = site.json();
    let figures = unit["figures"].as_array().unwrap().iter().map(|figure| {
        let number = |name: &str| figure[name].as_u64().unwrap();
        let indicator = figure["indicator"]["id"].as_str().unwrap().to_owned();
        (indicator, number("good"), number("counted"), number("left_out"))
    });
    figures.collect()
}

/// The unit with most cases that is not the center.
async fn busiest(site: &Site) -> String {
    let read = read(site, "center.director").await;
    let units = units(&read).into_iter().filter(|unit| unit["unit"]["id"] != "center");
    let unit = units.max_by_key(|unit| unit["cases"].as_u64()).unwrap();
    unit["unit"]["id"].as_str().unwrap().to_owned()
}

both! {
    async fn every_number_is_that_of_the_list_it_leads_to(database: Database) {
        let site = county(&database).await;
        let reader = Browser::of(&site, "center.supervisor").await;
        let table = reader.get(&format!("/s/assess/{PERIOD}")).await.expect(200).text();
        assert!(table.contains("试算，未公布") && table.contains(&format!("/s/assess/{PERIOD}?group=center")), "{table}");
        let mut looked = 0;
        for unit in [busiest(&site).await.as_str(), "center"] {
            let page = reader.get(&format!("/s/assess/{PERIOD}/{unit}")).await.expect(200).text();
            for (to, number) in links(&page) {
                assert_eq!(listed(&reader, &to).await, number, "{to}");
                looked += number;
            }
            let told = site.ask("center.supervisor", Call::get(format!("/api/v1/appraisals/{PERIOD}/units/{unit}"))).await;
            for (indicator, good, counted, out) in figures_of(&told.expect(200)) {
                let path = format!("/api/v1/appraisals/{PERIOD}/units/{unit}/figures/{indicator}");
                for (which, number) in [("good", good), ("counted", counted), ("out", out)] {
                    let list = site.ask("center.supervisor", Call::get(format!("{path}?which={which}"))).await;
                    assert_eq!(list.expect(200).json()["total"], number, "{path} {which}");
                }
            }
        }
        assert!(looked > 100, "a busy unit and the center have items: {looked}");
        let export = reader.post(&format!("/s/assess/{PERIOD}/export"), &[("format", "csv")]).await.expect(200);
        assert!(export.text().contains(PERIOD) && export.text().contains("试算"), "the file says what it is");
        let book = reader.post(&format!("/s/assess/{PERIOD}/export"), &[("format", "xlsx")]).await.expect(200);
        assert!(book.body.starts_with(b"PK"), "a workbook by the same way");
        let audit = site.world.engine.store().audit_stream("exports", 0, 9).await.unwrap();
        assert!(audit.iter().any(|entry| entry.body.contains(PERIOD)));
    }

    async fn a_case_that_the_reader_must_not_see_counts_and_is_not_named(database: Database) {
        let site = county(&database).await;
        let unit = busiest(&site).await;
        let path = format!("/api/v1/appraisals/{PERIOD}/units/{unit}/figures/sign");
        let before = site.ask("center.supervisor", Call::get(path.clone())).await.expect(200).json();
        let item = &before["items"][0];
        let (case, number) = (item["case"].as_str().unwrap(), item["number"].as_str().unwrap());
        let id = CaseId(case.parse().unwrap());
        let related = Respondents { related: ["center.supervisor".into()].into(), ..Respondents::default() };
        happen(&site, id, [Event::RespondentsNamed(related)]).await;
        let after = site.ask("center.supervisor", Call::get(path.clone())).await.expect(200).json();
        assert_eq!((&after["good"], &after["counted"], &after["total"]), (&before["good"], &before["counted"], &before["total"]));
        let of_case = before["items"].as_array().unwrap().iter().filter(|known| known["case"] == case).count();
        assert_eq!(after["unseen"], of_case);
        assert!(!after.to_string().contains(case) && !after.to_string().contains(number), "{after}");
        let reader = Browser::of(&site, "center.supervisor").await;
        let page = reader.get(&format!("/s/assess/{PERIOD}/{unit}/sign?which=counted")).await.expect(200).text();
        assert!(page.contains("件您不能查看，照样计数") && !page.contains(number), "{page}");
        assert_eq!(listed(&reader, &format!("/s/assess/{PERIOD}/{unit}/sign?which=counted")).await as u64, before["total"].as_u64().unwrap());
        let about = format!("/s/assess/decisions/new?case={number}");
        reader.get(&about).await.expect(404);
        let decision = json!({ "case": case, "kind": "force_majeure", "document": "x", "reason": "x" });
        site.ask("center.supervisor", Call::post("/api/v1/appraisal-decisions", &decision)).await.expect(404);
    }

    async fn before_publication_a_head_reads_its_own_unit_and_nothing_of_others(database: Database) {
        let site = county(&database).await;
        let unit = busiest(&site).await;
        let head = format!("{unit}.head");
        let whole = read(&site, "center.director").await;
        let own = read(&site, &head).await;
        let known = units(&own);
        assert_eq!(known.len(), 1);
        let of = units(&whole).into_iter().find(|known| known["unit"]["id"] == unit.as_str()).unwrap().clone();
        assert_eq!((&known[0]["points"], &known[0]["figures"]), (&of["points"], &of["figures"]));
        assert!(known[0].get("rank").is_none(), "the rank would tell of others");
        let others = units(&whole).into_iter().filter(|known| known["unit"]["id"] != unit.as_str());
        let other = others.max_by_key(|known| known["cases"].as_u64()).unwrap()["unit"]["id"].as_str().unwrap().to_owned();
        let at = |unit: &str| format!("/api/v1/appraisals/{PERIOD}/units/{unit}");
        site.ask(&head, Call::get(at(&unit))).await.expect(200);
        let hidden = site.ask(&head, Call::get(at(&other))).await.expect(404);
        let absent = site.ask(&head, Call::get(at("nowhere"))).await.expect(404);
        assert_eq!(hidden, absent);
        site.ask(&head, Call::get(format!("{}/figures/sign", at(&other)))).await.expect(404);
        let browser = Browser::of(&site, &head).await;
        let page = browser.get(&format!("/s/assess/{PERIOD}")).await.expect(200).text();
        assert!(page.contains("公布以前只能看到本单位的数据") && !page.contains(&format!("/{PERIOD}/{other}")), "{page}");
        browser.get(&format!("/s/assess/{PERIOD}/{other}")).await.expect(404);
        for step in ["run", "publish"] {
            browser.post(&format!("/s/assess/{PERIOD}"), &[("step", step)]).await.expect(403);
        }
        for person in ["center.clerk", "finance.handler", "admin.audit"] {
            site.ask(person, Call::get(format!("/api/v1/appraisals/{PERIOD}"))).await.expect(403);
            let reader = Browser::of(&site, person).await;
            for path in ["/s/assess", &format!("/s/assess/{PERIOD}"), "/s/assess/objections", "/s/assess/decisions"] {
                reader.get(path).await.expect(403);
            }
        }

        let look = format!("/s/assess/{PERIOD}/publish");
        browser.get(&look).await.expect(403);
        let director = Browser::of(&site, "center.director").await;
        let page = director.get(&format!("/s/assess/{PERIOD}")).await.expect(200).text();
        assert!(page.contains(&look) && !page.contains("value=\"publish\""), "one click publishes nothing: {page}");
        let page = director.get(&look).await.expect(200).text();
        for said in ["公布以后不能撤回", "申诉至", "还没有核对", "凭记忆，待核对", "value=\"publish\""] {
            assert!(page.contains(said), "{said}: {page}");
        }
        let run = whole["run"].as_str().unwrap();
        let forged = director.get(&format!("/s/assess/{PERIOD}?done=publish")).await.expect(200).text();
        assert!(!forged.contains("已公布，结果从此不变"), "an address alone tells nothing");
        let done = director.post(&format!("/s/assess/{PERIOD}"), &[("step", "publish"), ("run", run)]).await.expect(303);
        assert!(director.follow(&done).await.expect(200).text().contains("已公布，结果从此不变"));
        director.get(&look).await.expect(409);
        let table = read(&site, &head).await;
        assert_eq!(units(&table).len(), units(&whole).len(), "the table is for all units now");
        site.ask(&head, Call::get(format!("{}/figures/sign", at(&other)))).await.expect(404);
        browser.get(&format!("/s/assess/{PERIOD}/{other}/sign")).await.expect(404);
        let page = browser.get(&format!("/s/assess/{PERIOD}")).await.expect(200).text();
        assert!(!page.contains(&format!("/{PERIOD}/{other}\"")), "no link leads where the reader may not go");
    }

    async fn nothing_is_found_where_nothing_was_appraised_and_a_bad_period_is_refused(database: Database) {
        let site = Site::on(&database).await;
        let reader = Browser::of(&site, "center.director").await;
        for path in ["/s/assess/2026-01", "/s/assess/nothing", "/s/assess/2026-01/center", "/s/assess/2026-01/center/sign"] {
            reader.get(path).await.expect(404);
        }
        for period in ["", "2026", "2026-13", "2027-01", "=1+1"] {
            let refused = reader.post("/s/assess", &[("period", period)]).await.expect(400).text();
            assert!(refused.contains("class=\"errsum\""), "{period}");
        }
        reader.post("/s/assess", &[("period", "2026-02")]).await.expect(303);
        let waiting = reader.get("/s/assess/2026-02").await.expect(200).text();
        assert!(waiting.contains("等待计算"), "{waiting}");
        assert_eq!(site.world.engine.make_appraisals().await.unwrap(), 1);
        let empty = reader.get("/s/assess/2026-02").await.expect(200).text();
        assert!(empty.contains("件数不足"), "a county without cases has units and no rates");
        assert_eq!(site.world.engine.make_appraisals().await.unwrap(), 0);
    }
}
