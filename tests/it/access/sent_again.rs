//! What is sent again, or too late: to a page whose session has ended, after the button “back”, to a link that was answered.
//! Nothing that somebody wrote is lost, and nobody is thanked for what was not kept.

use super::citizens::{form, hidden as hidden_in, location};
use super::followed::to_rate;
use super::pages::{Browser, hidden};
use crate::support::{Call, Database, Site, both};

both! {
    async fn what_was_written_when_a_session_ended_comes_back_and_is_sent_again(database: Database) {
        let site = Site::on(&database).await;
        let clerk = Browser::of(&site, "center.clerk").await;
        let number = site.world.lamp().await.committed.stored.number.clone();
        let path = format!("/s/cases/{number}/do/accept");
        let page = clerk.get(&path).await.expect(200);
        let (version, key) = (hidden(&page, "version"), hidden(&page, "key"));
        let words = "三盏都不亮，\n已打电话 <b>\"核实\"</b>";
        let written = [("version", version.as_str()), ("key", key.as_str()), ("f.note", words)];
        clerk.post("/s/logout", &[]).await.expect(303);
        let lost = clerk.post(&path, &written).await.expect(401);
        let text = lost.text();
        assert!(text.contains("内容还没有提交") && text.contains("再提交一次"), "{text}");
        assert!(text.contains(&format!("action=\"{path}\"")) && text.contains("href=\"/s/login\""), "{text}");
        assert!(text.contains("三盏都不亮") && !text.contains("<b>"), "it is shown, and is no markup: {text}");
        assert_eq!((hidden(&lost, "version"), hidden(&lost, "key")), (version.clone(), key.clone()));
        assert!(text.contains("name=\"f.note\" value=\"三盏都不亮"), "{text}");
        assert!(lost.headers["cache-control"].contains("no-store"));
        // Whoever signs in at that place sends it.
        let clerk = Browser::of(&site, "center.clerk2").await;
        clerk.post(&path, &written[..2]).await.expect(303);
    }

    async fn nothing_comes_back_to_another_site_and_no_password_ever(database: Database) {
        let site = Site::on(&database).await;
        let written = "f.note=written+by+somebody+else&key=k";
        let foreign = Call::new("POST", "/s/cases/new").form(written).header("sec-fetch-site", "cross-site");
        let refused = site.call(foreign).await.expect(401).text();
        assert!(!refused.contains("written by"), "{refused}");
        let own = Call::new("POST", "/s/cases/new").form(written).header("sec-fetch-site", "same-origin");
        assert!(site.call(own).await.expect(401).text().contains("written by"));
        for path in ["/s/me/password", "/s/me/code/confirm"] {
            let secret = Call::new("POST", path).form("present=correct+horse&new=battery+staple&code=123456");
            let refused = site.call(secret.header("sec-fetch-site", "same-origin")).await.expect(401).text();
            for word in ["horse", "staple", "123456"] {
                assert!(!refused.contains(word), "{path}: {refused}");
            }
        }
    }

    async fn after_the_button_back_a_changed_form_can_be_sent_with_a_new_key(database: Database) {
        let site = Site::on(&database).await;
        let clerk = Browser::of(&site, "center.clerk").await;
        let number = site.world.lamp().await.committed.stored.number.clone();
        let accept = format!("/s/cases/{number}/do/accept");
        let page = clerk.get(&accept).await.expect(200);
        let (version, key) = (hidden(&page, "version"), hidden(&page, "key"));
        clerk.post(&accept, &[("version", &version), ("key", &key)]).await.expect(303);
        let assign = format!("/s/cases/{number}/do/assign");
        let page = clerk.get(&assign).await.expect(200);
        let version = hidden(&page, "version");
        // The form of the step before, come back to and changed: another thing under the same key.
        let changed = [("version", version.as_str()), ("key", key.as_str()), ("f.note", "另外说明")];
        let refused = clerk.post(&accept, &changed).await;
        assert_eq!(refused.status, 422, "{refused:?}");
        let text = refused.text();
        assert!(text.contains("另外说明") && !text.contains("幂等"), "{text}");

        // Of intake, the same page with another matter: refused once, with a key under which it then is filed.
        let blank = clerk.get("/s/cases/new").await.expect(200);
        let key = hidden(&blank, "key");
        let base = [("workflow", "service"), ("channel", "phone"), ("place", "pqjd"), ("category", "1104"),
            ("telephone", "13812345678"), ("name", "张小明"), ("f.account", "三盏不亮"), ("then", "save")];
        let typed = |title: &'static str, key: &str, checked: &str| -> Vec<(String, String)> {
            let own = [("title", title), ("key", key), ("checked", checked)];
            base.iter().chain(&own).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        let send = async |pairs: Vec<(String, String)>| {
            let pairs: Vec<_> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            clerk.post("/s/cases/new", &pairs).await
        };
        let checked = hidden(&send(typed("路灯不亮", &key, "")).await.expect(200), "checked");
        send(typed("路灯不亮", &key, &checked)).await.expect(201);
        let refused = send(typed("井盖丢失", &key, &checked)).await.expect(422);
        assert!(refused.text().contains("这一页已经提交过一次") && refused.text().contains("井盖丢失"), "{}", refused.text());
        let fresh = hidden(&refused, "key");
        assert_ne!(fresh, key);
        let checked = hidden(&send(typed("井盖丢失", &fresh, "")).await.expect(200), "checked");
        send(typed("井盖丢失", &fresh, &checked)).await.expect(201);
    }

    async fn nobody_is_thanked_for_an_answer_that_was_not_kept(database: Database) {
        let site = Site::on(&database).await;
        let (_, _, link) = to_rate(&site).await;
        let key = hidden_in(&site.call(Call::get(&link)).await.text(), "key");
        let first = site.call(form(&link, &[("key", &key), ("solved", "no")])).await.expect(303);
        let thanked = site.call(Call::get(location(&first))).await.expect(200).text();
        assert!(thanked.contains("您的评价已记下"), "{thanked}");
        let other = site.call(form(&link, &[("key", "another"), ("solved", "yes")])).await;
        let text = other.text();
        assert!((400..500).contains(&other.status), "{other:?}");
        assert!(text.contains("这次的回答没有记下") && !text.contains("您的评价已记下"), "{text}");
        let english = form(&link, &[("key", "third"), ("solved", "yes")]).header("accept-language", "en");
        let english = site.call(english).await.text();
        assert!(english.contains("your answer now was not added") && !english.contains("Thank you"), "{english}");
    }

    async fn a_code_that_was_not_made_is_not_called_made(database: Database) {
        let site = Site::on(&database).await;
        let system = Browser::of(&site, "admin.system").await;
        let key = hidden(&system.get("/s/admin/qr/new").await.expect(200), "key");
        let wanted = |unit: &'static str, key: &str| {
            [("key", key.to_owned()), ("unit", unit.to_owned()), ("reason", "大厅张贴".to_owned())]
        };
        let send = async |pairs: [(&str, String); 3]| {
            let pairs: Vec<_> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
            system.post("/s/admin/qr/new", &pairs).await
        };
        send(wanted("housing", &key)).await.expect(303);
        send(wanted("housing", &key)).await.expect(303);
        let refused = send(wanted("court", &key)).await.expect(409);
        assert!(refused.text().contains("这一个没有生成"), "{}", refused.text());
        let fresh = hidden(&refused, "key");
        assert_ne!(fresh, key);
        send(wanted("court", &fresh)).await.expect(303);
        assert_eq!(site.world.engine.store().scan_points().await.unwrap().len(), 2);
    }
}
