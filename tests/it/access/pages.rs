//! Pages of staff: signed in by a form, without scripts; what is hidden is absent, another site's form does nothing, and no
//! identity stands anywhere but where somebody asked for it with a reason.

use super::county::{IDENTITY, RESPONDENT, case, respondents};
use crate::support::{Answer, Call, Database, PASSWORD, Site, both};

/// How a page names the one script that it may have.
pub(super) const OUR_SCRIPT: &str = "<script type=\"module\" src=\"/assets/app.js?v=";

/// A browser of somebody who is signed in.
pub(crate) struct Browser<'a> {
    pub(super) site: &'a Site,
    cookie: String,
}

impl<'a> Browser<'a> {
    pub(crate) async fn of(site: &'a Site, person: &str) -> Self {
        let opened =
            site.world.engine.open_demo_account(&person.into(), &person.parse().unwrap()).await;
        // Whoever was asked by token before has an account.
        let password = opened.unwrap().unwrap_or_else(|| PASSWORD.replace(' ', "+"));
        let form = format!("name={person}&password={password}&next=%2Fs%2Fsearch");
        let answer = site.call(Call::new("POST", "/s/login").form(&form)).await.expect(303);
        assert_eq!(answer.headers["location"], "/s/search", "it goes where it wanted to");
        Self::with(site, &answer)
    }

    /// A browser that an answer has signed in.
    pub(super) fn with(site: &'a Site, answer: &Answer) -> Self {
        let cookie = answer.headers["set-cookie"].split(';').next().unwrap().to_owned();
        Self { site, cookie }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.site.call(Call::get(path).header("cookie", &self.cookie)).await
    }

    /// Goes where an answer sends it, with what that answer told the browser to keep for it.
    pub(crate) async fn follow(&self, answer: &Answer) -> Answer {
        let kept = answer.headers["set-cookie"].split(';').next().unwrap();
        let cookies = format!("{}; {kept}", self.cookie);
        self.site.call(Call::get(&answer.headers["location"]).header("cookie", &cookies)).await
    }

    pub(crate) async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        self.site.call(self.form(path, form)).await
    }

    /// Sends a file with a form, as `multipart/form-data`.
    pub(super) async fn upload(&self, path: &str, form: &[(&str, &str)], file: &[u8]) -> Answer {
        let part =
            |name: &str| format!("--border\r\nContent-Disposition: form-data; name=\"{name}\"");
        let mut body: Vec<u8> = Vec::new();
        for (name, value) in form {
            body.extend(format!("{}\r\n\r\n{value}\r\n", part(name)).as_bytes());
        }
        body.extend(format!("{}; filename=\"table\"\r\n\r\n", part("file")).as_bytes());
        body.extend(file);
        body.extend(b"\r\n--border--\r\n");
        let call = Call::new("POST", path).raw("multipart/form-data; boundary=border", body);
        self.site
            .call(call.header("cookie", &self.cookie).header("sec-fetch-site", "same-origin"))
            .await
    }

    /// Sends what a form of this site sends.
    pub(super) async fn send(&self, call: Call) -> Answer {
        let call = call.header("cookie", &self.cookie);
        self.site.call(call.header("sec-fetch-site", "same-origin")).await
    }

    fn form(&self, path: &str, form: &[(&str, &str)]) -> Call {
        let pairs: Vec<_> =
            form.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        let call = Call::new("POST", path).form(&pairs.join("&"));
        call.header("cookie", &self.cookie).header("sec-fetch-site", "same-origin")
    }
}

pub(super) fn escaped(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// What stands in a hidden field of a page.
pub(crate) fn hidden(page: &Answer, name: &str) -> String {
    let text = page.text();
    let (_, rest) = text.split_once(&format!("name=\"{name}\" value=\"")).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

both! {
    async fn a_clerk_files_and_assigns_by_forms_and_a_second_click_does_nothing_more(database: Database) {
        let site = Site::on(&database).await;
        let clerk = Browser::of(&site, "center.clerk").await;
        let blank = clerk.get("/s/cases/new").await.expect(200);
        let key = hidden(&blank, "key");
        let form = [("workflow", "service"), ("key", key.as_str()), ("channel", "phone"), ("place", "pqjd"), ("category", "1104"),
            ("title", "路灯不亮"), ("telephone", "13812345678"), ("name", "张小明"), ("f.account", "三盏不亮"), ("then", "save")];
        let without = form.iter().filter(|(name, _)| *name != "title").copied().collect::<Vec<_>>();
        let refused = clerk.post("/s/cases/new", &without).await.expect(400).text();
        assert!(refused.contains("class=\"errsum\"") && refused.contains("三盏不亮"), "what was written stays");
        let checked = hidden(&clerk.post("/s/cases/new", &form).await.expect(200), "checked");
        let form: Vec<_> = form.into_iter().chain([("checked", checked.as_str())]).collect();
        let filed = clerk.post("/s/cases/new", &form).await.expect(201).text();
        let again = clerk.post("/s/cases/new", &form).await.expect(201).text();
        assert_eq!(filed, again, "a second click shows the same receipt");
        let number = filed.split_once("class=\"num\">").unwrap().1.split('<').next().unwrap().to_owned();
        let list = clerk.get("/s/").await.expect(200).text();
        assert!(list.contains(&number) && list.contains("受理"), "{list}");

        let accept = format!("/s/cases/{number}/do/accept");
        let page = clerk.get(&accept).await.expect(200);
        let (version, key) = (hidden(&page, "version"), hidden(&page, "key"));
        let posted = [("version", version.as_str()), ("key", key.as_str())];
        for _ in 0..2 {
            let done = clerk.post(&accept, &posted).await.expect(303);
            assert_eq!(done.headers["location"], format!("/s/cases/{number}?done=accept"));
        }
        let done = clerk.post(&accept, &posted).await.expect(303);
        let told = "<p class=\"note ok\" role=\"status\">";
        let page = clerk.follow(&done).await.expect(200);
        assert!(page.text().contains(told) && page.headers["set-cookie"].contains("done=; "), "it is told once: {page:?}");
        let again = clerk.get(&done.headers["location"]).await.expect(200);
        assert!(!again.text().contains(told) && !again.headers.contains_key("set-cookie"), "an address alone tells nothing");
        // Another who had the page open is told that the case has moved on, and keeps what they wrote.
        let assign = format!("/s/cases/{number}/do/assign");
        let stale = [("version", version.as_str()), ("key", "other"), ("i.lead", "城管执法局")];
        let stale = clerk.post(&assign, &stale).await.expect(412).text();
        assert!(stale.contains("您填写的内容已保留") && stale.contains("value=\"城管执法局\""), "{stale}");
        let page = clerk.get(&assign).await.expect(200);
        let (version, key) = (hidden(&page, "version"), hidden(&page, "key"));
        let long = "x".repeat(100_000);
        let long = [("version", version.as_str()), ("key", "long"), ("i.lead", long.as_str())];
        let long = clerk.post(&assign, &long).await.expect(400).text();
        assert!(long.contains("名称太长，最多 64 个字"), "it is not compared with all names");
        let right = [("version", version.as_str()), ("key", key.as_str()), ("i.lead", "城管执法局")];
        clerk.post(&assign, &right).await.expect(303);
        let sheet = clerk.get(&format!("/s/cases/{number}")).await.expect(200).text();
        assert!(sheet.contains("城管执法局"), "{sheet}");
        // Each deadline is a fold of its own with its reason; those that ended are in one more.
        let clocks = sheet.split_once("<h2>时限</h2>").unwrap().1.split("</section>").next().unwrap();
        assert_eq!(clocks.matches("看为什么是这一天").count(), 1, "{clocks}");
        let (folds, reasons) = (clocks.matches("<details>").count(), clocks.matches("class=\"why\"").count());
        assert!(reasons > 2 && folds == reasons + 1 && !clocks.contains("open>"), "{clocks}");
        assert!(clocks.find("已结束的时限").unwrap() > clocks.find("签收").unwrap(), "{clocks}");
    }

    async fn what_is_hidden_is_absent_and_no_identity_stands_on_a_page(database: Database) {
        let site = Site::on(&database).await;
        let respondent = Browser::of(&site, RESPONDENT).await;
        let clerk = Browser::of(&site, "center.clerk").await;
        let hidden = case(&site, respondents()).await;
        let of = |number: &str| {
            ["", "/do/accept", "/do/nothing", "?frag=row"].map(|rest| format!("/s/cases/{number}{rest}"))
        };
        for (path, absent) in of(&hidden.number).into_iter().zip(of("0000000000")) {
            let (hidden, absent) = (respondent.get(&path).await, respondent.get(&absent).await);
            assert_eq!(hidden.clone().expect(404), absent);
        }
        let reveal = format!("/s/cases/{}/parties/{}", hidden.number, hidden.party.0);
        respondent.post(&reveal, &[("purpose", "contact"), ("reason", "回访")]).await.expect(404);
        let shown = [String::new(), "?tab=overdue".to_owned(), format!("search?q={}", hidden.number),
            format!("cases/{}", hidden.number), format!("cases/{}/parties/{}", hidden.number, hidden.party.0)];
        for path in shown {
            let page = clerk.get(&format!("/s/{path}")).await.expect(200);
            let told = IDENTITY.iter().find(|known| page.text().contains(**known));
            assert_eq!(told, None, "{path}");
            let policy = &page.headers["content-security-policy"];
            assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
            assert!(!page.text().contains(" style="), "{path}");
            let scripts = page.text().matches("<script").count();
            assert_eq!((scripts, page.text().matches(OUR_SCRIPT).count()), (1, 1), "{path}");
        }
        let refused = clerk.post(&reveal, &[("purpose", "verify"), ("reason", "")]).await.expect(400).text();
        assert!(refused.contains("<option value=\"verify\" selected>"), "the purpose stays: {refused}");
        let refused = clerk.post(&reveal, &[("purpose", ""), ("reason", "核对身份")]).await.expect(400).text();
        assert!(refused.contains("value=\"核对身份\"") && refused.contains("id=\"purpose\""), "the reason stays: {refused}");
        let revealed = clerk.post(&reveal, &[("purpose", "contact"), ("reason", "回访")]).await.expect(200);
        assert!(revealed.text().contains(IDENTITY[0]));
        let audit = site.world.engine.store().audit_stream("identities", 0, 99).await.unwrap();
        assert!(audit.iter().any(|entry| entry.body.contains("revealed")));
    }

    async fn news_for_pages_name_a_case_and_its_version_to_those_who_see_it(database: Database) {
        use futures::StreamExt;
        use tower::ServiceExt;
        let site = Site::on(&database).await;
        let watching = async |person: &str| {
            let browser = Browser::of(&site, person).await;
            let request = site.request(Call::get("/s/events").header("cookie", &browser.cookie));
            let answer = site.router.clone().oneshot(request).await.unwrap();
            assert_eq!(answer.headers()["content-type"], "text/event-stream");
            answer.into_body().into_data_stream()
        };
        let (mut clerk, mut respondent) = (watching("center.clerk").await, watching(RESPONDENT).await);
        let hidden = case(&site, respondents()).await;
        let told = String::from_utf8(clerk.next().await.unwrap().unwrap().to_vec()).unwrap();
        let data = told.split_once("data: ").unwrap().1.lines().next().unwrap();
        let mut data: serde_json::Value = serde_json::from_str(data).unwrap();
        assert!(data.as_object_mut().unwrap().remove("rev").unwrap().is_u64());
        assert_eq!(data, serde_json::json!({ "kind": "case", "number": hidden.number }));
        let moment = std::time::Duration::from_millis(400);
        assert!(tokio::time::timeout(moment, respondent.next()).await.is_err(), "the respondent hears nothing");
        site.call(Call::get("/s/events")).await.expect(303);
    }

    async fn the_row_of_a_case_comes_alone_and_the_script_may_be_kept(database: Database) {
        let site = Site::on(&database).await;
        let clerk = Browser::of(&site, "center.clerk").await;
        let case = case(&site, respondents()).await;
        let row = clerk.get(&format!("/s/cases/{}?frag=row", case.number)).await.expect(200).text();
        assert!(row.contains(&format!("id=\"row-{}\"", case.number)) && !row.contains("<html"), "{row}");
        assert_eq!(IDENTITY.iter().find(|known| row.contains(**known)), None);
        let page = clerk.get("/s/").await.expect(200).text();
        let path = page.split_once("src=\"").unwrap().1.split('"').next().unwrap();
        let script = site.call(Call::get(path)).await.expect(200);
        assert!(script.headers["content-type"].starts_with("text/javascript"));
        assert!(script.headers["cache-control"].contains("immutable"));
        let sign_in = site.call(Call::get("/s/login")).await.expect(200);
        assert!(!sign_in.headers["content-security-policy"].contains("script-src"));
    }

    async fn nobody_acts_by_a_page_of_another_site_or_without_signing_in(database: Database) {
        let site = Site::on(&database).await;
        let clerk = Browser::of(&site, "center.clerk").await;
        for path in ["/s/cases/new", "/s/logout", "/s/me/password"] {
            let foreign = Call::new("POST", path).form("title=x").header("cookie", &clerk.cookie)
                .header("sec-fetch-site", "cross-site");
            site.call(foreign).await.expect(403);
        }
        site.call(Call::new("POST", "/s/login").form("name=a&password=b").header("sec-fetch-site", "cross-site"))
            .await.expect(403);
        let away = site.call(Call::get("/s/cases/new?workflow=dispute")).await.expect(303);
        assert_eq!(away.headers["location"], "/s/login?next=%2Fs%2Fcases%2Fnew%3Fworkflow%3Ddispute");
        let wrong = site.call(Call::new("POST", "/s/login").form("name=center.clerk&password=no")).await;
        assert!(wrong.expect(401).text().contains("用户名或密码不正确"));
        let token = site.token("center.director").await;
        site.call(Call::get("/s/").bearer(&token)).await.expect(403);
        clerk.post("/s/logout", &[]).await.expect(303);
        clerk.get("/s/").await.expect(303);
        let opened = site.world.engine.open_demo_account(&"center.supervisor".into(), &"sup".parse().unwrap()).await;
        let password = opened.unwrap().unwrap();
        for next in ["https://evil.example/", "//evil.example", "/s/\\evil", "/api/v1/me"] {
            let form = format!("name=sup&password={password}&next={}", escaped(next));
            let answer = site.call(Call::new("POST", "/s/login").form(&form)).await.expect(303);
            assert_eq!(answer.headers["location"], "/s/", "{next} is not followed");
        }
    }
}
