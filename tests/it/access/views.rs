//! Views of the list of work that somebody keeps: read as any list is, seen by nobody else, and not without end.

use super::pages::{Browser, hidden};
use crate::support::{Database, Site, both};

/// Where a view is removed, as the page of that view says.
async fn removal(browser: &Browser<'_>, at: &str) -> String {
    let text = browser.get(at).await.expect(200).text();
    let (_, rest) = text.split_once("action=\"/s/views/").unwrap();
    format!("/s/views/{}", rest.split('"').next().unwrap())
}

both! {
    async fn a_narrowed_list_is_kept_under_a_name_as_a_tab(database: Database) {
        let site = Site::on(&database).await;
        let clerk = Browser::of(&site, "center.clerk").await;
        let other = Browser::of(&site, "center.director").await;
        assert!(!clerk.get("/s/").await.expect(200).text().contains("action=\"/s/views\""), "the whole list is there anyway");
        let page = clerk.get("/s/?tab=overdue&risk=high").await.expect(200);
        let view = hidden(&page, "view").replace("&#38;", "&").replace("&amp;", "&");
        let kept = clerk.post("/s/views", &[("view", &view), ("name", " 高风险<b>超期 ")]).await.expect(303);
        assert_eq!(kept.headers["location"], "/s/?tab=overdue&risk=high");
        let shown = clerk.get("/s/?tab=overdue&risk=high").await.expect(200).text();
        assert!(shown.contains("aria-current=\"true\">高风险&#60;b&#62;超期</a>"), "{shown}");
        assert_eq!(shown.matches("aria-current=\"true\"").count(), 1);
        assert!(clerk.get("/s/").await.expect(200).text().contains("高风险"));
        assert!(!other.get("/s/").await.expect(200).text().contains("高风险"));
        let again = clerk.post("/s/views", &[("view", "/s/?tab=today"), ("name", "高风险<b>超期")]).await.expect(409).text();
        assert!(again.contains("value=\"高风险&#60;b&#62;超期\"") && again.contains("同名"), "{again}");
        let remove = removal(&clerk, "/s/?tab=overdue&risk=high").await;
        other.post(&remove, &[]).await.expect(303);
        assert!(clerk.get("/s/").await.expect(200).text().contains("高风险"));
        clerk.post(&remove, &[]).await.expect(303);
        assert!(!clerk.get("/s/").await.expect(200).text().contains("高风险"));
    }

    async fn what_the_list_does_not_read_is_not_kept(database: Database) {
        let site = Site::on(&database).await;
        let clerk = Browser::of(&site, "center.clerk").await;
        let long = "一二三四五六七八九十一二三";
        for (view, name) in [
            ("/s/", "全部"), ("", "空"), ("https://example.org/?tab=today", "外"), ("/s/?tab=nothing", "无"),
            ("/s/?other=1", "别"), ("/s/?lead=nowhere", "单位"), ("/s/?risk=huge", "风险"), ("/s/?tab=today", " "),
            ("/s/?tab=today", long),
        ] {
            let refused = clerk.post("/s/views", &[("view", view), ("name", name)]).await;
            assert_eq!(refused.status, 400, "{view} {name}");
        }
        assert!(site.world.engine.store().work_views(&"center.clerk".into()).await.unwrap().is_empty());
        let system = Browser::of(&site, "admin.system").await;
        system.post("/s/views", &[("view", "/s/?tab=today"), ("name", "今日")]).await.expect(404);
    }

    async fn nobody_keeps_more_than_seven_not_even_two_at_once(database: Database) {
        let site = Site::on(&database).await;
        let clerk = Browser::of(&site, "center.clerk").await;
        for name in ["一", "二", "三", "四", "五", "六"] {
            clerk.post("/s/views", &[("view", "/s/?tab=today&after="), ("name", name)]).await.expect(303);
        }
        let seventh = [("view", "/s/?tab=study"), ("name", "七")];
        let eighth = [("view", "/s/?tab=study"), ("name", "八")];
        let (one, two) = tokio::join!(clerk.post("/s/views", &seventh), clerk.post("/s/views", &eighth));
        let mut both = [one.status, two.status];
        both.sort_unstable();
        assert_eq!(both, [303, 409]);
        let full = clerk.post("/s/views", &eighth).await.expect(409).text();
        assert!(full.contains("最多保存 7 个") || full.contains("同名"), "{full}");
        assert_eq!(site.world.engine.store().work_views(&"center.clerk".into()).await.unwrap().len(), 7);
    }
}
