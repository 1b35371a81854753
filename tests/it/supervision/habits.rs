//! Habits of units and people, through the real engine: what is closed in the last minutes, what is returned when the time to sign is
//! nearly over, what is rated the moment it closes, what comes again, and identities that somebody reads who has no part in their
//! cases.

use chrono::TimeDelta;
use domain::id::{CaseId, LimitName, Timestamp};
use domain::suspicion::Indicator;
use serde_json::{Value, json};

use super::suspicions::{
    Closed, HANDLER, UNIT, closed, look, pass, photograph, rates, returned, step, the_one, upload,
};
use crate::access::county::perform;
use crate::support::{Call, Database, Site, World, both, lamp};

/// A lamp, and by when a limit of it is due.
async fn dispatched(site: &Site) -> CaseId {
    let case = site.world.lamp().await.committed.stored.case.id;
    site.world.dispatch(case, UNIT).await;
    case
}

async fn due(site: &Site, case: CaseId, limit: &str) -> Timestamp {
    let seen = site.world.engine.read(&World::person("center.clerk"), case).await.unwrap().unwrap();
    seen.case().clock(&LimitName::from(limit)).unwrap().deadline
}

both! {
    async fn ratings_in_the_minute_of_the_closing_are_found_and_later_ones_are_not(database: Database) {
        let site = Site::on(&database).await;
        for number in 0..4 {
            let answer = format!("{}{number}", "东南西北中发白".repeat(number as usize + 1));
            let telephone = format!("1360000{number}{number}{number}{number}");
            let how = Closed { telephone: &telephone, ..Closed::honest(number, &answer) };
            let one = closed(&site, how).await;
            // The last citizen looks at it first.
            pass(&site, if number == 3 { TimeDelta::hours(3) } else { TimeDelta::seconds(20) });
            rates(&site, &one, "yes", &format!("203.0.113.{number}")).await;
            pass(&site, TimeDelta::days(1));
        }
        look(&site).await;
        let found = the_one(&site, Indicator::RatedAtOnce).await;
        assert_eq!((found["facts"].clone(), found["among"].clone(), found["units"][0]["id"].clone()), (json!(3), json!(4), json!(UNIT)));
    }

    async fn what_is_closed_and_comes_again_is_found_and_another_matter_is_not(database: Database) {
        let site = Site::on(&database).await;
        let answer = "已更换灯泡，现场复核正常，请放心出行，如有问题请再联系我们";
        let one = closed(&site, Closed::honest(1, answer)).await;
        pass(&site, TimeDelta::days(3));
        let mut other = lamp();
        other.category = "0901".into();
        let mut stranger = lamp();
        "13911112222".clone_into(&mut stranger.parties[0].telephone);
        let again = lamp();
        let mut filed = Vec::new();
        for intake in [other, stranger, again] {
            let clerk = Some(World::person("center.clerk"));
            filed.push(site.world.engine.file(clerk, intake).await.unwrap().committed.stored.case.id);
        }
        look(&site).await;
        let found = the_one(&site, Indicator::ReportedAgain).await;
        let cases: std::collections::BTreeSet<String> =
            found["cases"].as_array().unwrap().iter().map(|case| case.as_str().unwrap().to_owned()).collect();
        assert_eq!(cases, [one.case.to_string(), filed[2].to_string()].into());
    }

    async fn closing_in_the_last_minutes_is_found_as_a_habit(database: Database) {
        let site = Site::on(&database).await;
        let mut cases = Vec::new();
        for _ in 0..5 {
            cases.push(dispatched(&site).await);
        }
        let mut deadline = None;
        for case in &cases {
            step(&site, HANDLER, *case, json!({ "transition": "sign" })).await;
            let contact = json!({ "channel": "phone", "said": "已联系" });
            step(&site, HANDLER, *case, json!({ "transition": "contact", "form": contact })).await;
            deadline = Some(due(&site, *case, "handle").await);
        }
        site.world.clock.set(deadline.unwrap() - TimeDelta::minutes(12));
        for (number, case) in (0..).zip(&cases) {
            let file = upload(&site, HANDLER, *case, &photograph(7 + number * 11, 90)).await;
            let result = json!({ "answer": "已修", "measures": "换灯" });
            let verb = json!({ "transition": "submit_resolved", "form": result, "evidence": { "proof": [file] } });
            step(&site, HANDLER, *case, verb).await;
        }
        look(&site).await;
        let found = the_one(&site, Indicator::LastMinute).await;
        assert_eq!((found["facts"].clone(), found["among"].clone(), found["units"][0]["id"].clone()), (json!(5), json!(5), json!(UNIT)));
        assert!(found["evidence"][0]["words"].as_str().unwrap().contains("12"), "{found}");
    }

    async fn returning_when_the_time_to_sign_is_nearly_over_is_found_as_a_habit(database: Database) {
        let site = Site::on(&database).await;
        let (one, two, soon) = (dispatched(&site).await, dispatched(&site).await, dispatched(&site).await);
        pass(&site, TimeDelta::minutes(5));
        returned(&site, soon, UNIT).await;
        site.world.clock.set(due(&site, one, "sign").await - TimeDelta::minutes(6));
        for case in [one, two] {
            returned(&site, case, UNIT).await;
        }
        look(&site).await;
        let found = the_one(&site, Indicator::ReturnedLate).await;
        let cases: std::collections::BTreeSet<String> =
            found["cases"].as_array().unwrap().iter().map(|case| case.as_str().unwrap().to_owned()).collect();
        assert_eq!(cases, [one.to_string(), two.to_string()].into(), "what was returned soon is none");
        assert!(found["evidence"][0]["words"].as_str().unwrap().contains('6'), "{found}");
    }

    async fn identities_that_somebody_without_a_part_reads_are_found_and_its_center_is_not_told(database: Database) {
        let site = Site::on(&database).await;
        let mut cases = Vec::new();
        for _ in 0..5 {
            let filed = site.world.lamp().await;
            cases.push((filed.committed.stored.case.id, filed.receipts[0].0));
        }
        let why = json!({ "purpose": "contact", "reason": "电话回访" });
        for (place, (case, party)) in cases.iter().enumerate() {
            let call = Call::post(format!("/api/v1/cases/{case}/parties/{}/reveal", party.0), &why);
            site.ask("center.clerk2", call).await.expect(200);
            // Of one of them, the call is written down afterwards.
            if place == 0 {
                let note: Value = json!({ "command": "perform", "transition": "record_note", "form": { "note": "已回访" } });
                perform(&site, "center.clerk2", *case, &note).await.expect(200);
            }
        }
        look(&site).await;
        let kept = database.texts("SELECT body FROM suspicions WHERE indicator = 'identities_read'").await;
        let kept: domain::suspicion::Suspicion = serde_json::from_str(&kept[0]).unwrap();
        assert_eq!((kept.person.unwrap().as_str(), kept.facts.len(), kept.among), ("center.clerk2", 4, Some(5)));
        for person in ["center.supervisor", "center.director"] {
            let found = site.ask(person, Call::get("/api/v1/suspicions")).await.expect(200).json();
            assert_eq!(found["all"], 0, "a colleague is not judged by {person}: {found}");
        }
    }
}
