//! Sessions: they end unused, at their hour, when too many, with the password and with the account.

use chrono::TimeDelta;
use serde_json::json;

use super::routes::rows;
use crate::support::{Answer, Call, Database, Site, both};

/// An account that can sign in, and its password.
async fn open(site: &Site, person: &str) -> String {
    site.world
        .engine
        .open_demo_account(&person.into(), &person.parse().unwrap())
        .await
        .unwrap()
        .unwrap()
}

async fn sign_in(site: &Site, person: &str, password: &str) -> Answer {
    let body = json!({ "sign_in": person, "password": password });
    site.call(Call::post("/api/v1/sessions", &body)).await
}

async fn session(site: &Site, person: &str, password: &str) -> String {
    let answer = sign_in(site, person, password).await.expect(201);
    answer.json()["token"].as_str().unwrap().to_owned()
}

async fn me(site: &Site, token: &str) -> u16 {
    site.call(Call::get("/api/v1/me").bearer(token)).await.status
}

fn later(site: &Site, by: TimeDelta) {
    site.world.clock.set(site.world.now() + by);
}

both! {
    async fn a_session_ends_unused_and_at_its_hour(database: Database) {
        let site = Site::on(&database).await;
        let password = open(&site, "center.clerk").await;
        let token = session(&site, "center.clerk", &password).await;
        later(&site, TimeDelta::minutes(30) - TimeDelta::seconds(1));
        assert_eq!(me(&site, &token).await, 200);
        later(&site, TimeDelta::minutes(30));
        assert_eq!(me(&site, &token).await, 401, "unused for half an hour");
        let token = session(&site, "center.clerk", &password).await;
        for _ in 0..23 {
            later(&site, TimeDelta::minutes(20));
            assert_eq!(me(&site, &token).await, 200);
        }
        later(&site, TimeDelta::minutes(20));
        assert_eq!(me(&site, &token).await, 401, "eight hours, used or not");
    }

    async fn changes_of_others_do_not_keep_a_watching_session_alive(database: Database) {
        use futures::StreamExt;
        use tower::ServiceExt;
        let site = Site::on(&database).await;
        let password = open(&site, "center.clerk").await;
        let token = session(&site, "center.clerk", &password).await;
        let request = site.request(Call::get("/api/v1/events").bearer(&token));
        let mut stream = site.router.clone().oneshot(request).await.unwrap().into_body().into_data_stream();
        later(&site, TimeDelta::minutes(20));
        site.world.lamp().await;
        assert!(stream.next().await.is_some());
        later(&site, TimeDelta::minutes(11));
        assert_eq!(me(&site, &token).await, 401);
        site.world.lamp().await;
        assert!(stream.next().await.is_none(), "and the stream ends with it");
    }

    async fn a_third_session_ends_the_first_and_signing_out_ends_one(database: Database) {
        let site = Site::on(&database).await;
        let password = open(&site, "center.clerk").await;
        let mut tokens = Vec::new();
        for _ in 0..3 {
            later(&site, TimeDelta::seconds(1));
            tokens.push(session(&site, "center.clerk", &password).await);
        }
        let statuses = [me(&site, &tokens[0]).await, me(&site, &tokens[1]).await, me(&site, &tokens[2]).await];
        assert_eq!(statuses, [401, 200, 200]);
        site.call(Call::new("DELETE", "/api/v1/sessions/current").bearer(&tokens[1])).await.expect(204);
        assert_eq!([me(&site, &tokens[1]).await, me(&site, &tokens[2]).await], [401, 200]);
        let cookie = format!("a=b; __Host-session={}", tokens[2]);
        site.call(Call::get("/api/v1/me").header("cookie", &cookie)).await.expect(200);
    }

    async fn a_disabled_account_has_no_sessions(database: Database) {
        let site = Site::on(&database).await;
        let password = open(&site, "center.clerk").await;
        let token = session(&site, "center.clerk", &password).await;
        let disable = |disabled: bool| {
            let body = json!({ "disabled": disabled });
            Call::new("PUT", "/api/v1/accounts/center.clerk/disabled").json(&body)
        };
        site.ask("admin.system", disable(true)).await.expect(204);
        assert_eq!(me(&site, &token).await, 401);
        sign_in(&site, "center.clerk", &password).await.expect(401);
        site.ask("admin.system", disable(false)).await.expect(204);
        assert_eq!(me(&site, &token).await, 401, "what was ended stays ended");
        sign_in(&site, "center.clerk", &password).await.expect(201);
    }

    async fn an_account_that_administers_the_system_always_stays(database: Database) {
        let site = Site::on(&database).await;
        let code = async |by: &str, of: &str| {
            let path = format!("/api/v1/accounts/{of}/disabled");
            let answer = site.ask(by, Call::new("PUT", path).json(&json!({ "disabled": true }))).await;
            (answer.status, answer.json()["code"].clone())
        };
        open(&site, "admin.system").await;
        assert_eq!(code("admin.system", "admin.system").await, (409, json!("own_account")));
        // Whoever asks is known by a token of a moment ago; what is written is decided on what is there.
        let others = std::collections::BTreeSet::from(["admin.audit".into()]);
        let engine = &site.world.engine;
        let entry = engine.entry("accounts", None, "disabled", json!({}));
        let store = engine.store();
        let disabled = store.disable_account_beside("admin.system".into(), others.clone(), entry.clone());
        assert!(!disabled.await.unwrap());
        open(&site, "admin.audit").await;
        assert!(store.disable_account_beside("admin.system".into(), others, entry).await.unwrap());
        let account = store.account_of(&"admin.system".into()).await.unwrap().unwrap();
        assert!(account.disabled_at.is_some());
        engine.enable_account("admin.system".into(), None, None).await.unwrap();
        let account = store.account_of(&"admin.system".into()).await.unwrap().unwrap();
        assert!(account.disabled_at.is_none());
    }

    async fn a_name_that_could_be_mistaken_for_another_opens_no_account(database: Database) {
        let site = Site::on(&database).await;
        for name in ["Zhang", "zhang\u{200b}", "zh\u{430}ng", "张"] {
            let open = json!({ "person": "center.clerk", "sign_in": name });
            let refused = site.ask("admin.system", Call::post("/api/v1/accounts", &open)).await.expect(400).json();
            assert_eq!(refused["facts"]["at"], "sign_in", "{name:?}");
            assert!(refused["detail"].as_str().unwrap().contains("a-z"), "{refused}");
        }
        let account = site.world.engine.store().account_of(&"center.clerk".into()).await.unwrap();
        assert!(account.is_none());
    }

    async fn a_first_password_opens_nothing_but_its_own_change(database: Database) {
        let site = Site::on(&database).await;
        let open = json!({ "person": "center.clerk", "sign_in": "zhang" });
        let opened = site.ask("admin.system", Call::post("/api/v1/accounts", &open)).await.expect(201);
        let first = opened.json()["password"].as_str().unwrap().to_owned();
        let open = json!({ "person": "center.clerk3", "sign_in": "li" });
        let other = site.ask("admin.system", Call::post("/api/v1/accounts", &open)).await.expect(201).json();
        assert_ne!(other["password"], first, "there is no default password");
        assert!(first.len() >= 16);
        let token = session(&site, "zhang", &first).await;
        for row in rows() {
            let path = row.path.replace("{id}", &uuid::Uuid::nil().to_string());
            let closed = *row.statuses.last().unwrap() == 401 && row.route() != "post /api/v1/sessions";
            if closed && row.route() != "put /api/v1/me/password" {
                let answer = site.call(Call::new(row.method, path).bearer(&token)).await;
                let code = (answer.status, answer.json()["code"].clone());
                assert_eq!(code, (403, json!("password_must_change")), "{}", row.route());
            }
        }
        let change = |present: &str, new: &str| {
            let body = json!({ "present": present, "new": new });
            Call::new("PUT", "/api/v1/me/password").json(&body).bearer(&token)
        };
        site.call(change("wrong", "a long new password")).await.expect(403);
        site.call(change(&first, "short")).await.expect(422);
        site.call(change(&first, "my name is zhang, hello")).await.expect(422);
        site.call(change(&first, "a long new password")).await.expect(200);
        assert_eq!(me(&site, &token).await, 401, "every session ends with the password");
        sign_in(&site, "zhang", &first).await.expect(401);
        let token = session(&site, "zhang", "a long new password").await;
        assert_eq!(me(&site, &token).await, 200);
    }
}
