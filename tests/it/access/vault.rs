//! Who a party is: shown for a reason that was written down first, and to nobody once it was erased.

use chrono::TimeDelta;
use domain::case::{Entered, Event, Respondents};
use domain::clock::Holder;
use domain::workflow::Stage;
use engine::Engine;
use engine::erasure::{Erasing, Ground};
use engine::keys::Keys;
use engine::time::Clock;
use serde_json::json;
use store::verify::{self, Fault};

use super::county::{Case, IDENTITY, NARRATIVE, case, happen, respondents};
use crate::support::{Answer, Call, Database, SCOPES, Site, World, both, definitions};

fn reveal(case: &Case, body: &serde_json::Value) -> Call {
    Call::post(format!("/api/v1/cases/{}/parties/{}/reveal", case.id, case.party), body)
}

fn why() -> serde_json::Value {
    json!({ "purpose": "contact", "reason": "电话回访" })
}

fn shows(answer: &Answer) -> bool {
    IDENTITY.iter().any(|part| answer.text().contains(part))
}

async fn erase(site: &Site, case: &Case, person: &str, retention: TimeDelta) -> Erasing {
    let engine = &site.world.engine;
    let seen = engine.read(&World::person(person), case.id).await.unwrap().unwrap();
    engine.erase(&seen, &person.into(), Ground::PeriodOver, retention).await.unwrap()
}

/// The case ends without being accepted.
async fn end(site: &Site, case: &Case) {
    let holder = Holder::Unit("center".into());
    let stage = Stage::Assess;
    let ended = Some("not_accepted".into());
    let entered = Entered { state: "refused".into(), stage, holder, ended };
    happen(site, case.id, [Event::StateEntered(entered)]).await;
}

async fn audited(site: &Site) -> usize {
    let records = site.world.engine.store().audit_stream("identities", 0, 100).await.unwrap();
    records.len()
}

both! {
    async fn an_identity_is_shown_for_a_purpose_and_a_reason_that_are_written_down(database: Database) {
        let site = Site::on(&database).await;
        let case = case(&site, respondents()).await;
        let lacking = [
            json!({}), json!({ "purpose": "contact" }), json!({ "reason": "电话回访" }),
            json!({ "purpose": "contact", "reason": " 回 " }), json!({ "purpose": "curiosity", "reason": "看看" }),
        ];
        for body in lacking {
            let answer = site.ask("center.clerk", reveal(&case, &body)).await.expect(400);
            assert!(!shows(&answer), "{answer:?}");
        }
        assert_eq!(audited(&site).await, 0);
        let shown = site.ask("center.clerk", reveal(&case, &why())).await.expect(200);
        assert!(IDENTITY.iter().all(|part| shown.text().contains(part)), "{shown:?}");
        assert_eq!(shown.headers["cache-control"], "no-store");
        let records = site.world.engine.store().audit_stream("identities", 0, 100).await.unwrap();
        let written: serde_json::Value = serde_json::from_str(&records[0].body).unwrap();
        assert_eq!((&written["by"], &written["act"]), (&json!("center.clerk"), &json!("revealed")));
        let mut facts = written["facts"].clone();
        let reason = facts.as_object_mut().unwrap().remove("reason").unwrap();
        assert_eq!(facts, json!({ "case": case.id, "party": case.party, "purpose": "contact" }));
        assert!(reason["commitment"].as_str().unwrap().len() == 64 && !records[0].body.contains("电话"));
        let store = site.world.engine.store();
        let reasons = store.reveal_reasons(&records).await.unwrap();
        assert_eq!(reasons, [(1, Some("电话回访".to_owned()))].into());
        assert_eq!(store.forged_reason(&records).await.unwrap(), None);
        assert_eq!(database.run("UPDATE reveal_reasons SET words = 'other'").await.unwrap(), 1);
        assert!(matches!(store.forged_reason(&records).await.unwrap(), Some(Fault::Words { .. })));
    }

    async fn who_may_not_see_it_writes_nothing_into_the_audit(database: Database) {
        let site = Site::on(&database).await;
        let case = case(&site, respondents()).await;
        let stranger = Case { party: domain::id::PartyId(uuid::Uuid::now_v7()), ..case.clone() };
        site.ask("center.clerk", reveal(&stranger, &why())).await.expect(404);
        for person in ["admin.system", "admin.security", "admin.audit", "center.clerk2", "finance.handler"] {
            site.ask(person, reveal(&case, &why())).await.expect(404);
        }
        let scopes: Vec<_> = SCOPES.into_iter().filter(|scope| *scope != "identities:reveal").collect();
        let token = site.token_for("center.clerk", &scopes).await;
        let answer = site.call(reveal(&case, &why()).bearer(&token)).await.expect(403);
        assert!(!shows(&answer) && audited(&site).await == 0, "{answer:?}");
    }

    async fn without_the_audit_nothing_is_shown(database: Database) {
        let site = Site::on(&database).await;
        let case = case(&site, respondents()).await;
        site.token("center.clerk").await;
        database.run("DROP TABLE audit").await.unwrap();
        let answer = site.ask("center.clerk", reveal(&case, &why())).await.expect(503);
        assert!(!shows(&answer), "{answer:?}");
        assert!(!answer.text().contains("audit"), "nothing of the inside is told: {answer:?}");
    }

    async fn without_the_audit_nothing_is_erased(database: Database) {
        let site = Site::on(&database).await;
        let case = case(&site, Respondents::default()).await;
        end(&site, &case).await;
        let engine = &site.world.engine;
        let seen = engine.read(&World::person("center.director"), case.id).await.unwrap().unwrap();
        database.run("ALTER TABLE audit RENAME TO audit_elsewhere").await.unwrap();
        let none = TimeDelta::zero();
        let erased = engine.erase(&seen, &"center.director".into(), Ground::PeriodOver, none).await;
        assert!(erased.is_err(), "{erased:?}");
        database.run("ALTER TABLE audit_elsewhere RENAME TO audit").await.unwrap();
        let shown = site.ask("center.clerk", reveal(&case, &why())).await.expect(200);
        assert!(shows(&shown), "it was erased all the same: {shown:?}");
    }

    async fn what_was_erased_is_gone_and_the_record_still_verifies(database: Database) {
        let site = Site::on(&database).await;
        let case = case(&site, Respondents::default()).await;
        let store = site.world.engine.store();
        site.ask("center.clerk", reveal(&case, &why())).await.expect(200);
        let none = TimeDelta::zero();
        assert_eq!(erase(&site, &case, "center.director", none).await, Erasing::StillOpen);
        end(&site, &case).await;
        assert_eq!(erase(&site, &case, "center.clerk", none).await, Erasing::NotYours);
        let early = erase(&site, &case, "center.director", TimeDelta::days(1)).await;
        assert!(matches!(early, Erasing::TooEarly { .. }), "{early:?}");
        site.ask("center.clerk", reveal(&case, &why())).await.expect(200);
        // Something happened after the director had read it.
        let director = World::person("center.director");
        let stale = site.world.engine.read(&director, case.id).await.unwrap().unwrap();
        happen(&site, case.id, [Event::Urged]).await;
        let moved = site.world.engine.erase(&stale, &"center.director".into(), Ground::PeriodOver, none).await;
        assert_eq!(moved.unwrap(), Erasing::MovedOn);
        assert_eq!(erase(&site, &case, "center.director", none).await, Erasing::Done);
        let records = store.audit_stream("identities", 0, 100).await.unwrap();
        assert_eq!(store.reveal_reasons(&records).await.unwrap(), [(1, None), (2, None)].into());
        assert!(records.last().unwrap().body.contains("period_over"), "{records:?}");
        assert_eq!(store.forged_reason(&records).await.unwrap(), None);
        let answer = site.ask("center.clerk", reveal(&case, &why())).await.expect(200);
        assert!(!shows(&answer), "{answer:?}");
        let mut all = String::new();
        for part in ["", "/timeline", "/parties"] {
            let path = format!("/api/v1/cases/{}{part}", case.id);
            all += &site.ask("center.clerk", Call::get(path)).await.expect(200).text();
        }
        for gone in IDENTITY.into_iter().chain([NARRATIVE, "夜巡收费", "5544", "欧"]) {
            assert!(!all.contains(gone), "{gone} in {all}");
        }
        let everything = site.world.engine.visible(&engine::Who::Engine).await.unwrap();
        let export = store.export_case(&everything, case.id, true).await.unwrap().unwrap();
        verify::case(&export).unwrap();
        for query in ["13977665544", "5544"] {
            let found = site.ask("center.clerk", Call::get(format!("/api/v1/search?q={query}"))).await;
            assert_eq!(found.json()["cases"], json!([]), "{query}");
        }
    }

    async fn another_key_file_opens_nothing(database: Database) {
        let site = Site::on(&database).await;
        let case = case(&site, respondents()).await;
        let token = site.token("center.clerk").await;
        let clock = Clock::standing(site.world.now());
        let store = database.open().await;
        let engine = Engine::start(store, definitions().into(), Keys::new([8; 32]), clock.clone()).await.unwrap();
        let wrong = Site::of(World { engine, clock });
        let parties = Call::get(format!("/api/v1/cases/{}/parties", case.id));
        for call in [reveal(&case, &why()), parties] {
            let answer = wrong.call(call.bearer(&token)).await.expect(503);
            assert!(!shows(&answer) && answer.json().get("detail").is_none(), "{answer:?}");
        }
        let code = json!({ "code": case.receipt });
        wrong.call(Call::post("/api/v1/public/receipts", &code)).await.expect(404);
    }
}
