//! Whom a case is about, named by pages: they and theirs lose it at once, it cannot be given to them, and two people screen it.

use super::intake::{checked_and, number_of, typed};
use super::pages::{Browser, escaped, hidden};
use crate::support::{Answer, Call, Database, Site, both};

/// Somebody of the unit complained about.
const ACCUSED: &str = "police-puqi.handler";

/// A form of the page, sent once with these fields beside its hidden ones.
async fn sent(browser: &Browser<'_>, path: &str, from: &str, more: &[(&str, &str)]) -> Answer {
    let page = browser.get(from).await.expect(200);
    let (version, key) = (hidden(&page, "version"), hidden(&page, "key"));
    let mut form = vec![("version", version.as_str()), ("key", key.as_str())];
    form.extend(more);
    browser.post(path, &form).await
}

async fn screened(browser: &Browser<'_>, number: &str) -> Answer {
    let case = format!("/s/cases/{number}");
    sent(browser, &format!("{case}/screen"), &case, &[]).await
}

/// Nothing that somebody can open, list, search, count or be told knows of the case.
async fn knows_nothing((person, browser): (&str, &Browser<'_>), number: &str) {
    browser.get(&format!("/s/cases/{number}")).await.expect(404);
    browser.get(&format!("/s/cases/{number}/respondents")).await.expect(404);
    for path in ["/s/", "/s/inbox", "/s/inbox?tab=hand", "/s/notices"] {
        let text = browser.get(path).await.expect(200).text();
        assert!(!text.contains(number), "{person} {path}: {text}");
    }
    for asked in [number.to_owned(), escaped("陆水路路灯不亮")] {
        let found = browser.get(&format!("/s/search?q={asked}")).await.expect(200).text();
        assert!(!found.contains(&format!("/s/cases/{number}")), "{person}: {found}");
    }
    let counted = browser.site.ask(person, Call::get("/api/v1/cases")).await.expect(200).json();
    assert_eq!(counted["total"], 0, "{person}");
}

both! {
    async fn a_review_says_whom_it_is_about_and_never_reaches_them(database: Database) {
        let site = Site::on(&database).await;
        let (clerk, director) = (Browser::of(&site, "center.clerk").await, Browser::of(&site, "center.director").await);
        let (accused, head) = (Browser::of(&site, ACCUSED).await, Browser::of(&site, "police-puqi.head").await);
        let review = |more: &[(&'static str, &'static str)]| {
            let all = [&[("workflow", "review"), ("f.account", "办事时态度很差")][..], more].concat();
            typed("k", &all)
        };
        let refused = clerk.post("/s/cases/new", &review(&[])).await.expect(400).text();
        assert!(refused.contains("href=\"#about.units\"") && refused.contains("办事时态度很差"), "{refused}");
        let unknown = clerk.post("/s/cases/new", &review(&[("about.people", "无此人")])).await.expect(400).text();
        assert!(unknown.contains("没有找到“无此人”"), "{unknown}");
        let named = review(&[("about.units", "蒲圻派出所")]);
        let more = [("then", "assign"), ("lead", "police-puqi")];
        let filed = checked_and(&clerk, &named, &more).await.expect(201);
        assert!(filed.text().contains("但没有交办"), "{}", filed.text());
        let number = number_of(&filed);
        knows_nothing((ACCUSED, &accused), &number).await;

        for browser in [&clerk, &director] {
            screened(browser, &number).await.expect(303);
        }
        for walled in [(ACCUSED, &accused), ("police-puqi.head", &head)] {
            knows_nothing(walled, &number).await;
        }
        Browser::of(&site, "center.supervisor").await.get(&format!("/s/cases/{number}")).await.expect(200);
        let step = |name: &str| format!("/s/cases/{number}/do/{name}");
        sent(&clerk, &step("accept"), &step("accept"), &[]).await.expect(303);
        let page = clerk.get(&step("assign")).await.expect(200);
        let (version, key) = (hidden(&page, "version"), hidden(&page, "key"));
        let form = [("version", version.as_str()), ("key", key.as_str()), ("i.lead", "蒲圻派出所"), ("f.instruction", "请核查")];
        let refused = clerk.post(&step("assign"), &form).await;
        assert!(refused.status >= 400 && refused.text().contains("应当回避"), "{refused:?}");
        assert!(clerk.get(&format!("/s/cases/{number}")).await.expect(200).text().contains("蒲圻派出所"), "the clerk knows whom it is about");
        knows_nothing((ACCUSED, &accused), &number).await;
    }

    async fn whoever_is_named_later_loses_the_case_at_once(database: Database) {
        let site = Site::on(&database).await;
        let filed = site.world.lamp().await;
        let stored = &filed.committed.stored;
        let (case, number) = (stored.case.id, stored.number.clone());
        site.world.dispatch(case, "urban-management").await;
        let handler = Browser::of(&site, "urban-management.handler").await;
        let path = format!("/s/cases/{number}/respondents");
        handler.get(&format!("/s/cases/{number}")).await.expect(200);
        handler.get(&path).await.expect(403);
        let clerk = Browser::of(&site, "center.clerk").await;
        let without = sent(&clerk, &path, &path, &[("about.people", "urban-management.handler")]).await.expect(400).text();
        assert!(without.contains("请写明理由") && without.contains("value=\"urban-management.handler\""), "{without}");
        let nobody = sent(&clerk, &path, &path, &[("reason", "来电反映")]).await.expect(400).text();
        assert!(nobody.contains("至少一个"), "{nobody}");
        let page = clerk.get(&path).await.expect(200);
        let (version, key) = (hidden(&page, "version"), hidden(&page, "key"));
        let form = [("version", version.as_str()), ("key", key.as_str()), ("about.people", "urban-management.handler"), ("reason", "群众来电指名反映")];
        for _ in 0..2 {
            clerk.post(&path, &form).await.expect(303);
        }
        let head = Browser::of(&site, "urban-management.head").await;
        for walled in [("urban-management.handler", &handler), ("urban-management.head", &head)] {
            knows_nothing(walled, &number).await;
        }
        let sheet = clerk.get(&format!("/s/cases/{number}")).await.expect(200).text();
        assert_eq!(sheet.matches("群众来电指名反映").count(), 1, "{sheet}");
        let again = sent(&clerk, &path, &path, &[("about.people", "urban-management.handler"), ("reason", "再写一次")]).await;
        assert!(again.expect(400).text().contains("至少一个"));
    }

    async fn two_people_screen_by_pages_and_nobody_twice(database: Database) {
        let site = Site::on(&database).await;
        let (clerk, director) = (Browser::of(&site, "center.clerk").await, Browser::of(&site, "center.director").await);
        let more = [("workflow", "review"), ("f.account", "态度差"), ("about.unmatched", "yes")];
        let filed = checked_and(&clerk, &typed("k", &more), &[("then", "save")]).await.expect(201);
        let number = number_of(&filed);
        let path = format!("/s/cases/{number}");
        let page = clerk.get(&path).await.expect(200);
        for said in ["已甄别，可以办理", "还没有人甄别", "还需两人"] {
            assert!(page.text().contains(said), "{said}: {}", page.text());
        }
        assert!(clerk.get(&format!("/s/triage?no={number}")).await.expect(200).text().contains("已甄别，可以办理"));
        let supervisor = Browser::of(&site, "center.supervisor").await;
        supervisor.get(&path).await.expect(404);
        let once = [("version", hidden(&page, "version")), ("key", hidden(&page, "key"))];
        let once = once.each_ref().map(|(name, value)| (*name, value.as_str()));
        for _ in 0..2 {
            clerk.post(&format!("{path}/screen"), &once).await.expect(303);
        }
        let after = clerk.get(&path).await.expect(200).text();
        assert!(after.contains("还需另外一人") && after.contains("您已经甄别过") && !after.contains("已甄别，可以办理"), "{after}");
        let twice = [once[0], ("key", "another")];
        let refused = clerk.post(&format!("{path}/screen"), &twice).await.expect(409).text();
        assert!(refused.contains("第二次须由另一人来做"), "{refused}");
        supervisor.get(&path).await.expect(404);
        screened(&director, &number).await.expect(303);
        supervisor.get(&path).await.expect(200);
        let open = clerk.get(&path).await.expect(200).text();
        assert!(open.contains(&format!("{path}/do/accept")) && !open.contains(&format!("{path}/screen")), "{open}");
        let late = clerk.post(&format!("{path}/screen"), &twice).await.expect(409).text();
        assert!(late.contains("不用再甄别"), "{late}");
    }
}
