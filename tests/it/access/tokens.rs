//! API tokens: good for their scopes until they end, are revoked, or their owner's account is disabled.

use serde_json::json;

use super::county::{case, respondents, version};
use crate::support::{Call, Database, SCOPES, Site, both};

both! {
    async fn a_token_does_what_its_scopes_say_and_no_more(database: Database) {
        let site = Site::on(&database).await;
        let case = case(&site, respondents()).await;
        for person in ["center.clerk", "center.director", "admin.system", "admin.audit"] {
            site.token(person).await;
        }
        let at = |rest: &str| format!("/api/v1/cases/{}{rest}", case.id);
        let note = json!({ "command": "perform", "transition": "record_note", "form": { "note": "n" } });
        let filing = json!({ "workflow": "service", "title": "灯", "form": { "account": "三盏" } });
        let why = json!({ "purpose": "contact", "reason": "回访" });
        let version = version(&site, case.id).await;
        let calls = [
            ("cases:read", "center.director", vec![
                Call::get(at("")), Call::get(at("/verbs")), Call::get(at("/timeline")), Call::get(at("/clocks")),
                Call::get(at("/parties")), Call::get(at("/attachments")), Call::get(at("/routing")),
                Call::get(at(&format!("/attachments/{}", case.file))), Call::get("/api/v1/cases"),
                Call::get("/api/v1/search?q=x"), Call::get("/api/v1/notices"), Call::get("/api/v1/events"),
                Call::get("/api/v1/due-not-escalated"),
            ]),
            ("cases:write", "center.clerk", vec![
                Call::post(at("/verbs"), &note).if_match(version).key("n"),
                Call::post("/api/v1/cases", &filing).key("f"),
                Call::new("POST", at("/attachments")).file("d.txt", "d"),
                Call::new("POST", format!("/api/v1/notices/{}/read", uuid::Uuid::nil())),
            ]),
            ("identities:reveal", "center.clerk", vec![
                Call::post(at(&format!("/parties/{}/reveal", case.party)), &why),
            ]),
            ("accounts:write", "admin.system", vec![
                Call::new("PUT", "/api/v1/accounts/center.clerk/disabled").json(&json!({ "disabled": false })),
            ]),
            ("audit:read", "admin.audit", vec![Call::get("/api/v1/audit?stream=accounts")]),
            ("subscriptions:write", "admin.system", vec![Call::get("/api/v1/subscriptions")]),
        ];
        for (scope, person, calls) in calls {
            let others: Vec<_> = SCOPES.into_iter().filter(|other| *other != scope).collect();
            let without = site.token_for(person, &others).await;
            let with = site.token_for(person, &[scope]).await;
            for call in calls {
                let what = format!("{} {}", call.method, call.path);
                let refused = site.call(call.clone().bearer(&without)).await;
                assert_eq!((refused.status, &refused.json()["code"]), (403, &json!("forbidden")), "{what}");
                let done = site.call(call.bearer(&with)).await;
                assert!(done.status < 300, "{what}: {done:?}");
            }
        }
    }

    async fn a_token_ends_on_its_day_when_revoked_and_with_its_account(database: Database) {
        let site = Site::on(&database).await;
        let me = |token: &str| Call::get("/api/v1/me").bearer(token);
        site.account("center.clerk").await;
        let (brief, long) = (site.token_for("center.clerk", &SCOPES).await, site.token_for("center.clerk", &["cases:read"]).await);
        site.world.clock.set(site.world.now() + chrono::TimeDelta::days(30) - chrono::TimeDelta::seconds(1));
        site.call(me(&brief)).await.expect(200);
        site.world.clock.set(site.world.now() + chrono::TimeDelta::seconds(1));
        site.call(me(&brief)).await.expect(401);
        site.call(me(&long)).await.expect(401);
        let fresh = site.token_for("center.clerk", &["cases:read"]).await;
        let other = site.token_for("center.clerk", &["cases:read"]).await;
        let engine = &site.world.engine;
        let id = engine.store().api_tokens(&"center.clerk".into()).await.unwrap()[0].id;
        engine.revoke_api_token(&"center.clerk2".into(), id).await.unwrap();
        site.call(me(&fresh)).await.expect(200);
        site.call(me(&other)).await.expect(200);
        engine.revoke_api_token(&"center.clerk".into(), id).await.unwrap();
        let statuses = [site.call(me(&fresh)).await.status, site.call(me(&other)).await.status];
        assert_eq!(statuses.iter().sum::<u16>(), 601, "one of the two");
        engine.disable_account("center.clerk".into(), true, &"admin.system".into(), None).await.unwrap();
        for token in [&fresh, &other] {
            site.call(me(token)).await.expect(401);
        }
        engine.disable_account("center.clerk".into(), false, &"admin.system".into(), None).await.unwrap();
        site.call(me(&other)).await.expect(401);
    }

    async fn tokens_end_with_the_password_and_the_answer_says_so(database: Database) {
        let site = Site::on(&database).await;
        let me = |token: &str| Call::get("/api/v1/me").bearer(token);
        let first = site.world.engine.open_demo_account(&"center.clerk".into(), &"zhang".parse().unwrap()).await.unwrap().unwrap();
        let body = json!({ "sign_in": "zhang", "password": first });
        let session = site.call(Call::post("/api/v1/sessions", &body)).await.expect(201).json();
        let tokens = [site.token_for("center.clerk", &["cases:read"]).await, site.token_for("center.clerk", &["cases:read"]).await];
        let body = json!({ "present": first, "new": "tuba lantern forty ravines" });
        let change = Call::new("PUT", "/api/v1/me/password").json(&body);
        let changed = site.call(change.bearer(session["token"].as_str().unwrap())).await.expect(200);
        assert_eq!(changed.json(), json!({ "sessions_ended": 1, "tokens_ended": 2 }));
        for token in &tokens {
            site.call(me(token)).await.expect(401);
        }
    }

    async fn a_token_does_not_sign_out(database: Database) {
        let site = Site::on(&database).await;
        let refused = site.ask("center.clerk", Call::new("DELETE", "/api/v1/sessions/current")).await.expect(403);
        assert_eq!(refused.json()["code"], "session_needed");
        assert!(!refused.headers.contains_key("set-cookie"));
        site.ask("center.clerk", Call::get("/api/v1/me")).await.expect(200);
    }

    async fn whoever_gets_a_new_first_password_keeps_no_token(database: Database) {
        let site = Site::on(&database).await;
        let me = |token: &str| Call::get("/api/v1/me").bearer(token);
        _ = site.world.engine.open_demo_account(&"center.clerk".into(), &"zhang".parse().unwrap()).await.unwrap().unwrap();
        let token = site.token_for("center.clerk", &["cases:read"]).await;
        site.call(me(&token)).await.expect(200);
        site.world.engine.reset_password(&"center.clerk".into(), Some(&"admin.system".into()), None).await.unwrap();
        site.call(me(&token)).await.expect(401);
    }
}
