//! Pages behind a scanned code: what one can do there, a review in one sheet, a complaint that comes of it, and what the center
//! and the system administrator see. Reading changes nothing, and the reviewed see nothing.

use serde_json::json;

use super::citizens::{form, hidden, is_safe, location, look};
use super::county::{IDENTITY, RESPONDENT};
use super::pages::Browser;
use super::reviews::{SAID, code_of, counts};
use crate::support::{Answer, Call, Database, Site, both};

async fn get(site: &Site, path: &str) -> Answer {
    site.call(look(path)).await
}

/// Fills in the sheet of a code, and gives the answer.
async fn sent(site: &Site, token: &str, fields: &[(&str, &str)]) -> Answer {
    let path = format!("/q/{token}/review");
    let sheet = get(site, &path).await.expect(200).text();
    let key = hidden(&sheet, "key");
    let fields: Vec<_> = fields.iter().copied().chain([("key", key.as_str())]).collect();
    site.call(form(&path, &fields)).await
}

both! {
    async fn a_code_leads_to_a_page_that_says_who_and_what_one_can_do(database: Database) {
        let site = Site::on(&database).await;
        let (id, token) = code_of(&site, &json!({ "unit": "housing", "name": "三号窗口", "name_en": "Counter 3" })).await;
        let landing = get(&site, &format!("/q/{token}")).await.expect(200);
        is_safe(&landing, "no-code");
        let text = landing.text();
        for part in ["三号窗口", "住建局", "评价这次服务", "href=\"/report\"", "href=\"/t\"", "tel:110"] {
            assert!(text.contains(part), "{part} in {text}");
        }
        let back = get(&site, &format!("/size?to=large&back=/q/{token}")).await.expect(303);
        assert_eq!(location(&back), format!("/q/{token}"), "who wants larger letters comes back");
        let elsewhere = get(&site, "/size?to=large&back=/q/x/%2F%2Fevil.example").await.expect(303);
        assert_eq!(location(&elsewhere), "/");
        let english = Call::get(format!("/q/{token}")).header("accept-language", "en");
        assert!(site.call(english).await.expect(200).text().contains("Counter 3"));
        let because = json!({ "reason": "海报丢失" });
        let retire = Call::post(format!("/api/v1/scan-points/{id}/retire"), &because);
        site.ask("admin.system", retire).await.expect(204);
        for path in ["", "/review", "/thanks"] {
            let ended = get(&site, &format!("/q/{token}{path}")).await.expect(404).text();
            assert!(ended.contains("已停用") && ended.contains("href=\"/report\""), "{ended}");
            let never = get(&site, &format!("/q/{}{path}", "0".repeat(26))).await.expect(404).text();
            assert_eq!(ended.replace(&token, ""), never.replace(&"0".repeat(26), ""));
        }
    }

    async fn a_unit_names_the_officers_who_have_a_code_and_nobody_else(database: Database) {
        let site = Site::on(&database).await;
        let (_, unit) = code_of(&site, &json!({ "unit": "police-puqi" })).await;
        let landing = async || get(&site, &format!("/q/{unit}")).await.expect(200).text();
        let named = "评价接待您的人（可不选）";
        assert!(!landing().await.contains(named), "nobody has a code");
        let (id, officer) = code_of(&site, &json!({ "person": RESPONDENT })).await;
        let (_, stranger) = code_of(&site, &json!({ "person": "urban-management.handler" })).await;
        let text = landing().await;
        assert!(text.contains(named) && text.contains(&format!("href=\"/q/{officer}/review\">甲十")), "{text}");
        assert!(!text.contains(&stranger) && text.matches("/review\"").count() == 2, "{text}");
        let own = get(&site, &format!("/q/{officer}")).await.expect(200).text();
        assert!(!own.contains(named), "{own}");
        // What is said there is said of the officer, and read by those alone who may read that.
        sent(&site, &officer, &[("d.conduct", "very_bad"), ("text", SAID)]).await.expect(303);
        assert_eq!(counts(&site, "center.supervisor").await.2, 1);
        for person in ["center.clerk", "police-puqi.head", RESPONDENT] {
            assert_eq!(counts(&site, person).await, (0, 0, 0), "{person}");
        }
        let because = json!({ "reason": "调离" });
        site.ask("admin.system", Call::post(format!("/api/v1/scan-points/{id}/retire"), &because)).await.expect(204);
        assert!(!landing().await.contains(named), "a code that serves no more names nobody");
    }

    async fn reading_changes_nothing_and_two_clicks_make_one_review(database: Database) {
        let site = Site::on(&database).await;
        let (_, token) = code_of(&site, &json!({ "person": RESPONDENT })).await;
        let path = format!("/q/{token}/review");
        let sheet = get(&site, &path).await.expect(200);
        is_safe(&sheet, "no-code");
        assert_eq!(sheet.text().matches("checked").count(), 3, "nothing is chosen but silence");
        get(&site, &format!("{path}?d.law=very_bad")).await.expect(200);
        get(&site, &format!("/q/{token}/thanks?r={}", hidden(&sheet.text(), "key"))).await.expect(200);
        assert_eq!(counts(&site, "center.director").await, (0, 0, 0));
        let key = hidden(&sheet.text(), "key");
        let fields = [("key", key.as_str()), ("d.law", "good"), ("d.conduct", ""), ("d.integrity", "fair"), ("text", SAID)];
        let first = site.call(form(&path, &fields)).await.expect(303);
        let again = site.call(form(&path, &fields)).await.expect(303);
        assert_eq!(location(&first), location(&again));
        assert_eq!(counts(&site, "center.director").await, (0, 1, 1));
        let thanks = get(&site, &location(&first)).await.expect(200).text();
        assert!(thanks.contains("谢谢") && !thanks.contains("请核实并答复我") && !thanks.contains(SAID), "{thanks}");
        let foreign = Call::new("POST", &path).form("d.law=bad").header("sec-fetch-site", "cross-site");
        site.call(foreign).await.expect(403);
    }

    async fn what_was_filled_in_stays_when_something_is_missing(database: Database) {
        let site = Site::on(&database).await;
        let (_, token) = code_of(&site, &json!({ "unit": "housing" })).await;
        let refused = sent(&site, &token, &[("text", SAID), ("telephone", IDENTITY[1])]).await.expect(400).text();
        assert!(refused.contains("请至少选一项") && refused.contains(SAID) && refused.contains("<details open"), "{refused}");
        let larger = sent(&site, &token, &[("text", SAID), ("d.team", "bad"), ("size", "huge")]).await.expect(200);
        let text = larger.text();
        assert!(text.contains("citizen elder huge") && text.contains(SAID) && !text.contains("errsum"), "{text}");
        assert!(text.contains("value=\"bad\" checked"), "{text}");
        sent(&site, &token, &[("d.team", "perfect")]).await.expect(400);
        assert_eq!(counts(&site, "center.clerk").await, (0, 0, 0));
    }

    async fn a_bad_review_becomes_a_complaint_about_whom_it_was(database: Database) {
        let site = Site::on(&database).await;
        let director = Browser::of(&site, "center.director").await;
        let (_, token) = code_of(&site, &json!({ "person": RESPONDENT })).await;
        let fields = [("d.conduct", "very_bad"), ("text", SAID)];
        let reviewed = sent(&site, &token, &fields).await.expect(303);
        let thanks = get(&site, &location(&reviewed)).await.expect(200).text();
        assert!(thanks.contains("请核实并答复我") && !thanks.contains(SAID), "{thanks}");
        assert!(thanks.contains("class=\"code num\""), "{thanks}");
        let key = hidden(&thanks, "key");
        let path = format!("/q/{token}/complain");
        let begun = site.call(form(&path, &[("key", &key)])).await.expect(303);
        let draft = location(&begun);
        let report = get(&site, &draft).await.expect(303);
        let report = get(&site, &location(&report)).await.expect(200).text();
        assert!(report.contains("反映对象") && report.contains("甲十") && report.contains(SAID), "{report}");
        // Another form cannot change whom it is about.
        let typed = [("at", "3"), ("to", "send"), ("title", "态度恶劣"), ("contact", "anonymous"), ("about", ""), ("about_name", "x"), ("kind", "other")];
        let filed = site.call(form(&draft, &typed)).await.expect(303);
        assert_eq!(location(&filed), draft);
        let again = site.call(form(&path, &[("key", &key)])).await.expect(303);
        assert_eq!(location(&again), draft, "a second click finds the receipt");
        let later = get(&site, &location(&reviewed)).await.expect(200).text();
        assert!(!later.contains("class=\"code num\""), "once it is filed, the page shows no code: {later}");
        let listed = site.ask("center.director", Call::get("/api/v1/cases")).await.expect(200).json();
        let id = listed["cases"][0]["id"].as_str().unwrap().to_owned();
        let case = site.ask("center.director", Call::get(format!("/api/v1/cases/{id}"))).await.expect(200).text();
        assert!(case.contains(&format!("\"{RESPONDENT}\"")), "{case}");
        for person in [RESPONDENT, "police-puqi.head"] {
            site.ask(person, Call::get(format!("/api/v1/cases/{id}"))).await.expect(404);
        }
        assert!(case.contains("\"review\""), "somebody who is not complained about looks into it: {case}");
        let reviews = director.get("/s/reviews?tab=all").await.expect(200).text();
        assert!(reviews.contains("已转为线索") && reviews.contains(SAID), "{reviews}");
        let stranger = site.call(form(&path, &[("key", &"9".repeat(26))])).await.expect(303);
        assert_eq!(location(&stranger), "/report", "who did not write it learns nothing");
    }

    async fn the_center_reads_bad_ones_first_and_the_reviewed_nothing(database: Database) {
        let site = Site::on(&database).await;
        let mut others = vec![Browser::of(&site, "admin.system").await];
        let (_, token) = code_of(&site, &json!({ "unit": "police-puqi" })).await;
        let (_, officer) = code_of(&site, &json!({ "person": RESPONDENT })).await;
        let bad = [("d.duty", "bad"), ("text", SAID), ("name", IDENTITY[0]), ("telephone", IDENTITY[1])];
        sent(&site, &token, &bad).await.expect(303);
        sent(&site, &token, &[("d.duty", "very_good"), ("text", "办得很快")]).await.expect(303);
        sent(&site, &officer, &[("d.law", "bad"), ("text", "不出示证件")]).await.expect(303);
        let clerk = Browser::of(&site, "center.clerk").await;
        let first = clerk.get("/s/reviews").await.expect(200).text();
        assert!(first.contains(SAID) && !first.contains("办得很快") && !first.contains("不出示证件"), "{first}");
        assert!(IDENTITY.iter().all(|part| !first.contains(part)) && first.contains("待核实"), "{first}");
        assert!(clerk.get("/s/reviews?tab=all").await.expect(200).text().contains("办得很快"));
        let supervisor = Browser::of(&site, "center.supervisor").await;
        assert!(supervisor.get("/s/reviews").await.expect(200).text().contains("不出示证件"));
        let (_, rest) = first.split_once("class=\"btn sm\" href=\"/s/reviews/").unwrap();
        let author = format!("/s/reviews/{}", rest.split('"').next().unwrap());
        clerk.post(&author, &[("purpose", "contact"), ("reason", "")]).await.expect(400);
        let shown = clerk.post(&author, &[("purpose", "contact"), ("reason", "电话回访")]).await.expect(200).text();
        assert!(shown.contains(IDENTITY[0]), "{shown}");
        for person in [RESPONDENT, "police-puqi.head", "police-bureau.head", "housing.handler", "admin.security", "admin.audit"] {
            others.push(Browser::of(&site, person).await);
        }
        for browser in others {
            browser.get("/s/reviews").await.expect(403);
            browser.post(&author, &[("purpose", "contact"), ("reason", "想看看")]).await.expect(403);
            let found = browser.get("/s/search?q=%E6%8B%8D%E6%A1%8C%E5%AD%90").await.text();
            assert!(!found.contains(SAID), "{found}");
        }
        // A clerk of the commission above the center reads no review that the center deals with.
        let above = Browser::of(&site, "plc.handler").await;
        let nothing = above.get("/s/reviews?tab=all").await.expect(200).text();
        assert!(nothing.contains("没有评价") && !nothing.contains(SAID), "{nothing}");
        assert_eq!(site.call(Call::get("/s/reviews")).await.status, 303);
    }

    async fn codes_are_made_printed_replaced_and_retired_on_pages_each_with_a_reason(database: Database) {
        let site = Site::on(&database).await;
        let system = Browser::of(&site, "admin.system").await;
        let blank = system.get("/s/admin/qr/new").await.expect(200).text();
        let key = hidden(&blank, "key");
        let what = [("key", key.as_str()), ("unit", "housing"), ("point", "三号窗口")];
        let without = system.post("/s/admin/qr/new", &what).await.expect(400).text();
        assert!(without.contains("理由") && without.contains("value=\"三号窗口\""), "{without}");
        let because = [what.as_slice(), &[("reason", "大厅桌牌")]].concat();
        for _ in 0..2 {
            let made = system.post("/s/admin/qr/new", &because).await.expect(303);
            assert_eq!(location(&made), "/s/admin/qr?done=make");
        }
        let list = system.get("/s/admin/qr").await.expect(200).text();
        assert_eq!(list.matches("三号窗口</b>").count(), 1, "two clicks make one: {list}");
        let poster = system.get(&format!("/s/admin/qr/{key}/poster")).await.expect(200);
        let text = poster.text();
        assert!(text.contains("<svg") && text.contains("短码") && text.contains("住建局"), "{text}");
        assert!(!text.contains(" style="), "{text}");
        let card = system.get(&format!("/s/admin/qr/{key}/poster?as=card")).await.expect(200).text();
        assert!(card.contains("class=\"poster slip\""), "{card}");
        let replace = format!("replace.{key}");
        system.post("/s/admin/qr", &[("do", &replace), ("reason", "")]).await.expect(400);
        let new = hidden(&list, "key");
        let form = [("do", replace.as_str()), ("reason", "海报丢失"), ("key", new.as_str())];
        for _ in 0..2 {
            system.post("/s/admin/qr", &form).await.expect(303);
        }
        system.get(&format!("/s/admin/qr/{key}/poster")).await.expect(404);
        let retire = format!("retire.{new}");
        system.post("/s/admin/qr", &[("do", &retire), ("reason", "窗口撤销")]).await.expect(303);
        system.post("/s/admin/qr", &[("do", &retire), ("reason", "窗口撤销")]).await.expect(404);
        let list = system.get("/s/admin/qr").await.expect(200).text();
        assert!(list.contains("已换发") && list.contains("已停用") && !list.contains("/poster"), "{list}");
        let auditor = Browser::of(&site, "admin.audit").await;
        let others = [
            Browser::of(&site, "admin.security").await,
            Browser::of(&site, "center.director").await,
            Browser::of(&site, "housing.head").await,
        ];
        for browser in others.iter().chain([&auditor]) {
            for path in ["/s/admin/qr", "/s/admin/qr/new", &format!("/s/admin/qr/{new}/poster")] {
                browser.get(path).await.expect(403);
            }
            browser.post("/s/admin/qr", &form).await.expect(403);
            browser.post("/s/admin/qr/new", &because).await.expect(403);
        }
        let told = auditor.get("/s/audit?stream=scan-points").await.expect(200).text();
        for word in ["制作二维码", "换发二维码", "停用二维码", "大厅桌牌", "海报丢失", "窗口撤销"] {
            assert!(told.contains(word), "{word} in {told}");
        }
    }
}
