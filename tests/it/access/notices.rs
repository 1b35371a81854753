//! Notices inside the system on their page: counted, worked down by whoever they are for, gone with the case that somebody
//! must not know of, and held back in quiet hours.

use chrono::{FixedOffset, TimeDelta};
use domain::case::Respondents;
use serde_json::json;

use super::county::{case, name};
use super::pages::Browser;
use crate::support::{Answer, Database, Site, both};

const HEAD: &str = "urban-management.head";

/// The count of unread notices beside the link to them, on a page of somebody who has such a link.
fn unread(page: &Answer) -> Option<u32> {
    let text = page.text();
    let (_, link) = text.split_once("<a href=\"/s/notices\"").unwrap();
    let link = link.split("</a>").next().unwrap();
    let (_, count) = link.split_once("<span class=\"count hot\">")?;
    Some(count.split('<').next().unwrap().parse().unwrap())
}

async fn deliver(site: &Site) {
    while site.world.engine.deliver_letters().await.unwrap() > 0 {}
}

both! {
    async fn what_somebody_was_told_is_counted_and_worked_down_by_them_alone(database: Database) {
        let site = Site::on(&database).await;
        let number = case(&site, Respondents::default()).await.number;
        let (head, clerk) = (Browser::of(&site, HEAD).await, Browser::of(&site, "housing.handler").await);
        assert_eq!(unread(&head.get("/s/").await.expect(200)), None);
        deliver(&site).await;
        let told = unread(&head.get("/s/").await.expect(200)).unwrap();
        let page = head.get("/s/notices").await.expect(200);
        assert_eq!(page.text().matches(&format!("/s/cases/{number}\"")).count(), told as usize, "{}", page.text());
        let text = page.text();
        let (_, button) = text.split_once("name=\"notice\" value=\"").unwrap();
        let id = button.split('"').next().unwrap();
        clerk.post("/s/notices", &[("notice", id)]).await.expect(303);
        assert_eq!(unread(&head.get("/s/").await.expect(200)), Some(told), "nobody reads for another");
        head.post("/s/notices", &[("notice", "no id")]).await.expect(404);
        head.post("/s/notices", &[("notice", id)]).await.expect(303);
        assert_eq!(unread(&head.get("/s/").await.expect(200)).unwrap_or(0), told - 1);
        assert!(!head.get("/s/notices").await.expect(200).text().contains(id));
        assert!(head.get("/s/notices?tab=all").await.expect(200).text().contains(&number));
    }

    async fn a_notice_is_gone_with_the_case_that_somebody_must_not_know_of(database: Database) {
        let site = Site::on(&database).await;
        let case = case(&site, Respondents::default()).await;
        deliver(&site).await;
        let head = Browser::of(&site, HEAD).await;
        assert!(unread(&head.get("/s/notices").await.expect(200)).is_some());
        name(&site, case.id, json!({ "people": ["urban-management.handler"] })).await;
        for tab in ["/s/notices", "/s/notices?tab=all"] {
            let page = head.get(tab).await.expect(200);
            assert!(unread(&page).is_none() && !page.text().contains(&case.number), "{}", page.text());
        }
        let system = Browser::of(&site, "admin.system").await;
        assert_eq!(system.get("/s/notices").await.expect(303).headers["location"], "/s/admin/people");
    }

    async fn quiet_hours_hold_the_count_back_and_lose_nothing(database: Database) {
        let site = Site::on(&database).await;
        let head = Browser::of(&site, HEAD).await;
        let local = site.world.now().with_timezone(&FixedOffset::east_opt(8 * 3600).unwrap());
        let time = |minutes: i64| (local + TimeDelta::minutes(minutes)).format("%H:%M").to_string();
        let half = head.post("/s/notices/quiet", &[("from", "21:30"), ("until", "")]).await.expect(422).text();
        assert!(half.contains("value=\"21:30\"") && half.contains("role=\"alert\""), "{half}");
        for wrong in [["25:00", "07:00"], ["07:00", "07:00"]] {
            head.post("/s/notices/quiet", &[("from", wrong[0]), ("until", wrong[1])]).await.expect(422);
        }
        let hours = [("from", time(1)), ("until", time(11))];
        let hours = hours.each_ref().map(|(name, value)| (*name, value.as_str()));
        head.post("/s/notices/quiet", &hours).await.expect(303);
        site.world.clock.set(site.world.now() + TimeDelta::minutes(2));
        let number = case(&site, Respondents::default()).await.number;
        deliver(&site).await;
        let page = head.get("/s/notices").await.expect(200);
        assert_eq!(unread(&page), None);
        assert!(page.text().contains(&number) && page.text().contains("正在免打扰时段"), "it stands on the page all the same");
        site.world.clock.set(site.world.now() + TimeDelta::minutes(10));
        assert!(unread(&head.get("/s/").await.expect(200)).is_some());
        // Over midnight, and it is both before and after it.
        for (from, until, is_quiet) in [(time(-5), time(-10), true), (time(20), time(-20), false), (time(20), time(30), false)] {
            head.post("/s/notices/quiet", &[("from", &from), ("until", &until)]).await.expect(303);
            let page = head.get("/s/notices").await.expect(200).text();
            assert_eq!(page.contains("正在免打扰时段"), is_quiet, "{from} {until}");
        }
        head.post("/s/notices/quiet", &[("from", ""), ("until", "")]).await.expect(303);
        assert_eq!(quiet_from(&head.get("/s/notices").await.expect(200)), "");
    }
}

/// What stands in the field where quiet hours begin.
fn quiet_from(page: &Answer) -> String {
    let text = page.text();
    let (_, field) = text.split_once("name=\"from\" type=\"time\" value=\"").unwrap();
    field.split('"').next().unwrap().to_owned()
}
