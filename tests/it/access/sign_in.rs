//! Wrong passwords: an address has few tries at an account, and nobody can lock out somebody else.

use chrono::TimeDelta;
use serde_json::json;

use crate::support::{Answer, Call, Database, Site, both};

async fn attempt(site: &Site, name: &str, password: &str, from: &str) -> Answer {
    let body = json!({ "sign_in": name, "password": password });
    site.call(Call::post("/api/v1/sessions", &body).from(from)).await
}

both! {
    async fn five_wrong_passwords_make_one_address_wait_and_no_other(database: Database) {
        let site = Site::on(&database).await;
        let password = site.world.engine.open_demo_account(&"center.clerk".into(), &"zhang".parse().unwrap()).await.unwrap().unwrap();
        let (here, there) = ("192.0.2.1:5000", "192.0.2.2:5000");
        let absent = attempt(&site, "nobody", "wrong", there).await.expect(401);
        for _ in 0..5 {
            let wrong = attempt(&site, "zhang", "wrong", here).await;
            assert_eq!(wrong, absent, "a wrong password says as much as a name that nobody has");
        }
        let waits = attempt(&site, "zhang", &password, here).await.expect(429);
        assert!(waits.headers.contains_key("retry-after"));
        attempt(&site, "zhang", &password, there).await.expect(201);
        site.world.clock.set(site.world.now() + TimeDelta::minutes(15));
        attempt(&site, "zhang", &password, here).await.expect(201);
    }

    async fn the_page_says_for_how_long_to_wait(database: Database) {
        let site = Site::on(&database).await;
        let wrong = || Call::new("POST", "/s/login").form("name=zhang&password=x&next=").from("192.0.2.1:5000");
        for _ in 0..5 {
            site.call(wrong()).await.expect(401);
        }
        let waits = site.call(wrong()).await.expect(429);
        assert!(waits.headers["retry-after"].parse::<u64>().unwrap() > 0);
        let text = waits.text();
        let (_, rest) = text.split_once("请在 ").unwrap();
        let minutes: u64 = rest.split(' ').next().unwrap().parse().unwrap();
        assert!((1..=16).contains(&minutes), "{text}");
    }

    async fn many_tries_at_once_are_as_many_tries(database: Database) {
        let site = Site::on(&database).await;
        let tries = (0..12).map(|_| attempt(&site, "zhang", "wrong", "192.0.2.1:5000"));
        let answers = futures::future::join_all(tries).await;
        let looked_at = answers.iter().filter(|answer| answer.status == 401).count();
        assert_eq!((looked_at, answers.len() - looked_at), (5, 7));
    }

    async fn one_household_is_one_address(database: Database) {
        let site = Site::on(&database).await;
        for last in 1..=5 {
            attempt(&site, "zhang", "wrong", &format!("[2001:db8:1:2::{last}]:5000")).await.expect(401);
        }
        attempt(&site, "zhang", "wrong", "[2001:db8:1:2::99]:5000").await.expect(429);
        attempt(&site, "zhang", "wrong", "[2001:db8:1:3::1]:5000").await.expect(401);
    }

    async fn a_right_password_clears_what_went_wrong_before(database: Database) {
        let site = Site::on(&database).await;
        let password = site.world.engine.open_demo_account(&"center.clerk".into(), &"zhang".parse().unwrap()).await.unwrap().unwrap();
        for _ in 0..3 {
            for _ in 0..4 {
                attempt(&site, "zhang", "wrong", "192.0.2.1:5000").await.expect(401);
            }
            attempt(&site, "zhang", &password, "192.0.2.1:5000").await.expect(201);
        }
    }

    async fn refusals_are_counted_in_the_audit_and_not_listed(database: Database) {
        let site = Site::on(&database).await;
        for name in 0..20 {
            attempt(&site, &format!("nobody{name}"), "wrong", "192.0.2.1:5000").await.expect(401);
        }
        let engine = &site.world.engine;
        _ = engine.open_demo_account(&"center.clerk".into(), &"zhang".parse().unwrap()).await.unwrap();
        attempt(&site, "zhang", "wrong", "192.0.2.1:5000").await.expect(401);
        site.world.clock.set(site.world.now() + TimeDelta::minutes(15));
        attempt(&site, "nobody", "wrong", "192.0.2.2:5000").await.expect(401);
        let entries = engine.store().audit_stream("sign-in", 0, 100).await.unwrap();
        let facts = entries.iter().map(|entry| serde_json::from_str::<serde_json::Value>(&entry.body).unwrap());
        let facts: Vec<_> = facts.map(|entry| entry["facts"].clone()).collect();
        let (here, there) = ("192.0.2.1", "192.0.2.2");
        assert_eq!(facts, [
            json!({ "from": here, "times": 1 }),
            json!({ "from": here, "times": 1, "person": "center.clerk" }),
            json!({ "from": here, "times": 19 }),
            json!({ "from": there, "times": 1 }),
        ]);
    }

    async fn codes_and_tokens_can_be_tried_sixty_times_an_hour(database: Database) {
        let site = Site::on(&database).await;
        let body = json!({ "code": "0".repeat(16) });
        let look = || Call::post("/api/v1/public/receipts", &body).from("192.0.2.9:1");
        for _ in 0..60 {
            site.call(look()).await.expect(404);
        }
        site.call(look()).await.expect(429);
    }
}
