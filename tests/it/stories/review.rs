//! A review of a police station: screened by two, checked by the bureau, the officer heard, the heads signing; the station
//! and its people learn nothing at any step.

use serde_json::json;

use super::Story;
use crate::support::{Database, both};

both! {
    async fn a_review_of_an_officer_is_checked_without_the_officer_seeing_it(database: Database) {
        let mut story = Story::begin(&database, "2026-03-02 09:00").await;
        story.unaware = vec!["police-puqi.handler", "police-puqi.head"];
        story.complains(json!({
            "workflow": "review", "title": "民警接警态度差", "category": "1401", "place": "421281001",
            "respondents": { "people": ["police-puqi.handler"], "units": ["police-puqi"] },
            "form": { "account": "报警后民警态度差", "matter": "conduct" },
        })).await;
        story.staff("center.clerk").cannot("accept", "case_restricted").await;
        story.staff("police-puqi.head").cannot("record_note", "not_found").await;
        story.staff("center.clerk").commands("screen").await;
        story.staff("center.clerk2").commands("screen").await;

        story.at("2026-03-02 09:30").await;
        story.staff("center.clerk").does("accept").await;
        story.staff("center.clerk")
            .with(json!({ "assign": { "lead": "police-puqi" } }))
            .fill("instruction", "核查")
            .cannot("assign", "conflict_of_interest").await;
        story.staff("center.clerk").with(json!({ "assign": { "lead": "police-bureau" } })).does("assign").await;

        story.at("2026-03-03 11:40").await;
        story.told("police-bureau.head", "sign", "urge").await;
        story.told("center.supervisor", "sign", "order").await;
        story.staff("police-bureau.head").does("sign").await;
        story.staff("police-bureau.handler").fill("channel", "meeting").does("contact").await;
        story.staff("police-bureau.handler").cannot("submit_substantiated", "wrong_state").await;
        story.staff("police-bureau.handler").does("hear_respondent").await;
        let signers = json!({ "signing": { "mode": "all", "signers": ["police-bureau.head", "plc.head"] } });
        story.staff("police-bureau.handler").with(signers).does("open_signing").await;
        story.staff("police-bureau.handler")
            .with(json!({ "person": "police-puqi.head" }))
            .cannot("add_signer", "conflict_of_interest").await;
        story.staff("police-bureau.head").with(json!({ "verdict": "yes" })).does("countersign").await;
        story.staff("plc.head").with(json!({ "verdict": "yes" })).does("countersign").await;

        story.at("2026-03-04 10:00").await;
        story.staff("police-bureau.handler").does("submit_substantiated").await;
        story.staff("center.clerk")
            .with(json!({ "verdict": "yes" }))
            .cannot("pass_verification", "condition_fails").await;
        story.staff("center.supervisor").with(json!({ "verdict": "yes" })).does("spot_check").await;
        story.staff("center.clerk2").with(json!({ "verdict": "yes" })).does("pass_verification").await;

        story.at("2026-03-05 20:00").await;
        story.rates("rate", "yes").await;
        story.at("2026-03-06 09:00").await;
        story.staff("center.clerk").does("archive_substantiated").await;
        story.ends("archived", "substantiated").await;
    }
}
