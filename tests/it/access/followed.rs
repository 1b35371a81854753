//! Was it solved, by a link: opening it changes nothing, one tap is kept, it serves once, and it opens nothing else. And the
//! receipt: a code to keep, in no address, shown until it is noted.

use chrono::TimeDelta;

use super::citizens::{answered, cases, draft, form, hidden, location, receipt, receipt_of};
use crate::support::{Call, Database, Site, both};

/// A case that was answered: its id, its code and the address of the link.
pub(super) async fn to_rate(site: &Site) -> (domain::id::CaseId, String, String) {
    let (_, code) = receipt(site, "facilities").await;
    let id = cases(site, "center.clerk").await[0]["id"].as_str().unwrap().parse();
    let id = domain::id::CaseId(id.unwrap());
    site.world.dispatch(id, "urban-management").await;
    answered(site, id).await;
    let page = site.call(form("/t", &[("code", &code)])).await.expect(200).text();
    let (_, rest) = page.split_once("href=\"/f/").expect("the answer comes with the link");
    let link = format!("/f/{}", rest.split('"').next().unwrap());
    (id, code, link)
}

async fn version(site: &Site, id: domain::id::CaseId) -> u64 {
    let seen = site.world.engine.read(&engine::Who::Engine, id).await.unwrap();
    seen.unwrap().case().seq
}

both! {
    async fn a_link_asks_once_and_opening_it_changes_nothing(database: Database) {
        let site = Site::on(&database).await;
        let (id, _, link) = to_rate(&site).await;
        let before = version(&site, id).await;
        for _ in 0..3 {
            let asked = site.call(Call::get(&link)).await.expect(200);
            assert!(asked.text().contains("这件事解决了吗") && !asked.text().contains("老街"), "{}", asked.text());
            assert!(asked.headers["cache-control"].contains("no-store"));
        }
        assert_eq!(version(&site, id).await, before, "who only opens it has said nothing");
        let key = hidden(&site.call(Call::get(&link)).await.text(), "key");
        let no = [("key", key.as_str()), ("solved", "no"), ("f.comment", "只修了一盏")];
        site.call(form(&link, &[("key", "k"), ("solved", "maybe")])).await.expect(400);
        let foreign = Call::new("POST", &link).form("key=k&solved=no").header("sec-fetch-site", "cross-site");
        assert_eq!(site.call(foreign).await.status, 403);
        let (one, other) = tokio::join!(site.call(form(&link, &no)), site.call(form(&link, &no)));
        assert_eq!((one.status, other.status), (303, 303), "a double tap is one answer");
        let after = version(&site, id).await;
        let thanked = site.call(Call::get(location(&one))).await.expect(200).text();
        assert!(thanked.contains("您的评价已记下") && !thanked.contains("value=\"yes\""), "{thanked}");
        let again = site.call(form(&link, &[("key", "other"), ("solved", "yes")])).await;
        assert!((400..500).contains(&again.status), "{again:?}");
        assert_eq!(version(&site, id).await, after, "the first answer stands");
        let shown = site.ask("center.clerk", Call::get(format!("/api/v1/cases/{}", id.0))).await.expect(200).json();
        let timeline = site.ask("center.clerk", Call::get(format!("/api/v1/cases/{}/timeline", id.0))).await.text();
        assert!(timeline.contains("只修了一盏") && shown["stage"] != "handle", "back at the center: {shown}");
        assert!(shown["state"]["id"] == "answered", "{shown}");
    }

    async fn a_link_that_is_guessed_or_late_opens_nothing(database: Database) {
        let site = Site::on(&database).await;
        let (id, _, link) = to_rate(&site).await;
        let last = if link.ends_with('0') { '1' } else { '0' };
        let wrong = format!("{}{last}", &link[..link.len() - 1]);
        for other in [wrong, "/f/x".to_owned(), format!("{link}0"), "/f/%00".to_owned()] {
            site.call(Call::get(&other)).await.expect(404);
            assert_eq!(site.call(form(&other, &[("key", "k"), ("solved", "yes")])).await.status, 404);
        }
        for _ in 0..60 {
            site.call(Call::get("/f/x").from("192.0.2.9:1")).await.expect(404);
        }
        site.call(Call::get(&link).from("192.0.2.9:1")).await.expect(429);
        let before = version(&site, id).await;
        site.world.clock.set(site.world.now() + TimeDelta::days(400));
        site.call(Call::get(&link)).await.expect(404);
        assert_eq!(site.call(form(&link, &[("key", "k"), ("solved", "yes")])).await.status, 404);
        assert_eq!(version(&site, id).await, before, "silence says nothing");
    }

    async fn a_receipt_is_hard_to_lose_and_its_code_stands_in_no_address(database: Database) {
        let site = Site::on(&database).await;
        let (page, code) = receipt_of(&site, &draft('1'), "other").await;
        let text = page.text();
        assert!(text.contains("<svg") && text.contains("打印"), "{text}");
        let first = site.call(form("/t", &[("code", &code), ("first", "1")])).await.expect(200).text();
        let shown = format!("<span>{}</span>", code[..9].replace('-', " "));
        assert!(first.contains(&shown) && first.contains("我记下了"), "{first}");
        let noted = site.call(form("/t", &[("code", &code)])).await.expect(200).text();
        assert!(!noted.contains(&shown) && !noted.contains("我记下了"), "{noted}");
        for own in ["补充情况", "撤回"] {
            assert!(noted.contains(own), "{own} in {noted}");
        }
        site.world.clock.set(site.world.now() + TimeDelta::days(60));
        let late = site.call(form("/t", &[("code", &code)])).await.expect(200).text();
        assert!(late.contains("已超过承诺时间 ") && late.contains(" 天"), "{late}");
    }
}
