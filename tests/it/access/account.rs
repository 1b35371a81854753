//! The account of staff: sessions that are seen and ended, and a second factor that nothing goes round.

use chrono::TimeDelta;
use engine::totp::code_at;
use serde_json::json;
use server::{ServerOptions, State};

use super::pages::{Browser, escaped, hidden};
use crate::support::{Answer, Call, Database, Site, both};

/// Somebody who can sign in.
struct Person<'a> {
    site: &'a Site,
    name: &'static str,
    password: String,
}

impl<'a> Person<'a> {
    async fn of(site: &'a Site, name: &'static str) -> Self {
        let opened =
            site.world.engine.open_demo_account(&name.into(), &name.parse().unwrap()).await;
        Self { site, name, password: opened.unwrap().unwrap() }
    }

    async fn post(&self, code: Option<&str>, from: &str) -> Answer {
        let body = json!({ "sign_in": self.name, "password": self.password, "code": code });
        self.site.call(Call::post("/api/v1/sessions", &body).from(from)).await
    }

    async fn browser(&self) -> Browser<'a> {
        let form = format!("name={}&password={}", self.name, escaped(&self.password));
        let answer = self.site.call(Call::new("POST", "/s/login").form(&form)).await.expect(303);
        Browser::with(self.site, &answer)
    }

    /// Puts a second factor in, and returns its secret and the recovery codes.
    async fn enrol(&self, browser: &Browser<'_>) -> (Vec<u8>, Vec<String>) {
        let shown = [("present", self.password.as_str())];
        let page = browser.post("/s/me/code", &shown).await.expect(200);
        let text = page.text();
        let (_, rest) = text.split_once("<b class=\"num\">").unwrap();
        let secret = rest.split('<').next().unwrap();
        let secret = data_encoding::BASE32_NOPAD.decode(secret.as_bytes()).unwrap();
        let code = code_at(&secret, self.site.world.now());
        let sealed = hidden(&page, "sealed");
        let shown = [("sealed", sealed.as_str()), ("code", code.as_str())];
        let done = browser.post("/s/me/code/confirm", &shown).await.expect(200).text();
        let (_, list) = done.split_once("<ul class=\"num\">").unwrap();
        let codes = list.split("<li>").skip(1).map(|li| li.split('<').next().unwrap().to_owned());
        (secret, codes.collect())
    }
}

/// The code of now, a step later, which nobody has used.
fn fresh(site: &Site, secret: &[u8]) -> String {
    site.world.clock.set(site.world.now() + TimeDelta::seconds(30));
    code_at(secret, site.world.now())
}

const HERE: &str = "192.0.2.1:1";

both! {
    async fn a_code_is_needed_beside_the_password_and_taken_once(database: Database) {
        let site = Site::on(&database).await;
        let clerk = Person::of(&site, "center.clerk").await;
        let other = clerk.browser().await;
        let browser = clerk.browser().await;
        browser.post("/s/me/code", &[("present", "wrong")]).await.expect(422);
        let (secret, recovery) = clerk.enrol(&browser).await;
        assert_eq!(recovery.len(), 10);
        browser.get("/s/me").await.expect(200);
        other.get("/s/me").await.expect(303);
        let used = code_at(&secret, site.world.now());
        assert_eq!(clerk.post(None, HERE).await.expect(401).json()["code"], "code_needed");
        assert_eq!(clerk.post(Some(&used), HERE).await.expect(401).json()["code"], "wrong_code");
        let code = fresh(&site, &secret);
        let (one, two) = tokio::join!(clerk.post(Some(&code), HERE), clerk.post(Some(&code), HERE));
        let mut both = [one.status, two.status];
        both.sort_unstable();
        assert_eq!(both, [201, 401], "of two with one code one is let in");
        for (times, expected) in [(1, 201), (2, 401)] {
            let answer = clerk.post(Some(&recovery[0].to_lowercase()), HERE).await;
            assert_eq!(answer.status, expected, "{times}");
        }
        let kept = site.world.engine.store().second_factor(&"center.clerk".into()).await.unwrap().unwrap();
        assert!(!kept.windows(secret.len()).any(|part| part == secret), "the secret is sealed");
    }

    async fn the_page_asks_for_the_code_and_half_a_sign_in_is_no_session(database: Database) {
        let site = Site::on(&database).await;
        let clerk = Person::of(&site, "center.clerk").await;
        let (secret, _) = clerk.enrol(&clerk.browser().await).await;
        let form = format!("name=center.clerk&password={}&next=%2Fs%2Fsearch", escaped(&clerk.password));
        let begin = async || site.call(Call::new("POST", "/s/login").form(&form)).await.expect(200);
        let asked = begin().await;
        assert!(!asked.headers.contains_key("set-cookie"));
        let half = hidden(&asked, "half");
        site.call(Call::get("/api/v1/me").bearer(&half)).await.expect(401);
        let finish = async |half: &str, code: &str| {
            let form = format!("half={half}&code={code}&next=%2Fs%2Fsearch");
            site.call(Call::new("POST", "/s/login/code").form(&form)).await
        };
        finish(&half, "000000").await.expect(401);
        finish(&half.replace('0', "1"), "000000").await.expect(401);
        let code = fresh(&site, &secret);
        let foreign = Call::new("POST", "/s/login/code").form(&format!("half={half}&code={code}"));
        site.call(foreign.header("sec-fetch-site", "cross-site")).await.expect(403);
        let inside = finish(&half, &code).await.expect(303);
        assert_eq!(inside.headers["location"], "/s/search");
        let half = hidden(&begin().await, "half");
        site.world.clock.set(site.world.now() + TimeDelta::minutes(10));
        finish(&half, &fresh(&site, &secret)).await.expect(401);
    }

    async fn codes_are_not_guessed_from_one_address_nor_from_many(database: Database) {
        let site = Site::on(&database).await;
        let clerk = Person::of(&site, "center.clerk").await;
        let (secret, _) = clerk.enrol(&clerk.browser().await).await;
        for _ in 0..5 {
            clerk.post(Some("000000"), HERE).await.expect(401);
        }
        clerk.post(Some(&fresh(&site, &secret)), HERE).await.expect(429);
        for last in 0..15 {
            clerk.post(Some("000000"), &format!("198.51.100.{last}:1")).await.expect(401);
        }
        clerk.post(Some(&fresh(&site, &secret)), "203.0.113.1:1").await.expect(429);
        site.world.clock.set(site.world.now() + TimeDelta::minutes(15));
        clerk.post(Some(&fresh(&site, &secret)), HERE).await.expect(201);
    }

    async fn another_factor_needs_a_code_of_the_present_one_and_only_security_removes_it(database: Database) {
        let site = Site::on(&database).await;
        let clerk = Person::of(&site, "center.clerk").await;
        let browser = clerk.browser().await;
        let (_, recovery) = clerk.enrol(&browser).await;
        let mut shown = [("present", clerk.password.as_str()), ("code", "000000")];
        browser.post("/s/me/code", &shown).await.expect(422);
        shown[1].1 = &recovery[0];
        browser.post("/s/me/code", &shown).await.expect(200);
        let remove = |reason: &str| {
            Call::post("/api/v1/accounts/center.clerk/second-factor/remove", &json!({ "reason": reason }))
        };
        for wrong in ["center.clerk", "center.director", "admin.system", "admin.audit"] {
            site.ask(wrong, remove("手机丢失")).await.expect(403);
        }
        site.ask("admin.security", remove(" ")).await.expect(400);
        site.ask("admin.security", remove("手机丢失")).await.expect(204);
        site.ask("admin.security", remove("手机丢失")).await.expect(404);
        browser.get("/s/me").await.expect(303);
        clerk.post(None, HERE).await.expect(201);
        let audit = site.world.engine.store().audit_stream("accounts", 0, 99).await.unwrap();
        assert!(audit.iter().any(|entry| entry.body.contains("second_factor_removed") && entry.body.contains("手机丢失")));
    }

    async fn sessions_are_seen_and_ended_by_their_owner_only(database: Database) {
        let site = Site::on(&database).await;
        let clerk = Person::of(&site, "center.clerk").await;
        let first = clerk.browser().await;
        site.world.clock.set(site.world.now() + TimeDelta::seconds(1));
        let second = clerk.browser().await;
        let stranger = Person::of(&site, "center.director").await.browser().await;
        let page = second.get("/s/me").await.expect(200);
        let text = page.text();
        assert!(text.contains("上次登录") && text.contains("10.") && text.contains("受理员"), "{text}");
        let session = hidden(&page, "session");
        let gone = stranger.post("/s/me/sessions", &[("session", &session)]).await.expect(303);
        assert_eq!(gone.headers["location"], "/s/me?ended=0");
        first.get("/s/me").await.expect(200);
        second.post("/s/me/sessions", &[("session", &session)]).await.expect(303);
        first.get("/s/me").await.expect(303);
        site.world.clock.set(site.world.now() + TimeDelta::seconds(1));
        let third = clerk.browser().await;
        third.post("/s/me/sessions", &[]).await.expect(303);
        second.get("/s/me").await.expect(303);
        third.get("/s/me").await.expect(200);
        stranger.get("/s/me").await.expect(200);
    }

    async fn a_factor_is_removed_on_the_page_of_the_person_with_a_reason(database: Database) {
        let site = Site::on(&database).await;
        let clerk = Person::of(&site, "center.clerk").await;
        let guard = Browser::of(&site, "admin.security").await;
        let at = "/s/admin/people/center.clerk";
        assert!(!guard.get(at).await.expect(200).text().contains("value=\"factor\""));
        clerk.enrol(&clerk.browser().await).await;
        assert!(guard.get(at).await.expect(200).text().contains("value=\"factor\""));
        let system = Browser::of(&site, "admin.system").await;
        assert!(!system.get(at).await.expect(200).text().contains("value=\"factor\""));
        system.post(at, &[("do", "factor"), ("reason", "手机丢失")]).await.expect(403);
        guard.post(at, &[("do", "factor"), ("reason", " ")]).await.expect(400);
        clerk.post(None, HERE).await.expect(401);
        let done = guard.post(at, &[("do", "factor"), ("reason", "手机丢失")]).await.expect(303);
        assert!(guard.follow(&done).await.text().contains("两步验证已移除"));
        clerk.post(None, HERE).await.expect(201);
        guard.post("/s/admin/people/admin.security", &[("do", "factor"), ("reason", "x")]).await.expect(409);
    }

    async fn the_sign_in_before_is_told_once(database: Database) {
        let site = Site::on(&database).await;
        let clerk = Person::of(&site, "center.clerk").await;
        let form = format!("name=center.clerk&password={}", escaped(&clerk.password));
        let enter = async || site.call(Call::new("POST", "/s/login").form(&form)).await.expect(303);
        enter().await;
        site.world.clock.set(site.world.now() + TimeDelta::seconds(1));
        let entered = enter().await;
        let session = entered.headers["set-cookie"].split(';').next().unwrap();
        let cookies = format!("{session}; entered=1");
        let first = site.call(Call::get("/s/search").header("cookie", &cookies)).await.expect(200);
        assert!(first.text().contains("上次登录："), "{}", first.text());
        assert!(first.headers["set-cookie"].ends_with("Max-Age=0"), "the browser forgets it");
        let again = Browser::with(&site, &entered).get("/s/search").await.expect(200);
        assert!(!again.text().contains("上次登录："));
    }

    async fn administrators_put_one_in_first_where_the_county_demands_it(database: Database) {
        let mut site = Site::on(&database).await;
        let options = ServerOptions {
            second_factor_for_administrators: true,
            ..Site::options(site.files().to_owned())
        };
        site.router = server::router(State::new(site.world.engine.clone(), options));
        let system = Person::of(&site, "admin.system").await;
        let browser = system.browser().await;
        let sent = browser.get("/s/admin/people").await.expect(303);
        assert_eq!(sent.headers["location"], "/s/me/code");
        let refused = site.ask("admin.audit", Call::get("/api/v1/audit")).await.expect(403);
        assert_eq!(refused.json()["code"], "second_factor_needed");
        system.enrol(&browser).await;
        browser.get("/s/admin/people").await.expect(200);
        Person::of(&site, "center.clerk").await.browser().await.get("/s/").await.expect(200);
    }
}
