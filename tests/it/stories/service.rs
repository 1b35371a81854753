//! A street lamp: signed for too late, mended, not at once believed, rated and archived.

use serde_json::json;

use super::Story;
use crate::support::{Database, both};

both! {
    async fn a_dark_street_lamp_is_mended_after_the_unit_was_urged(database: Database) {
        let mut story = Story::begin(&database, "2026-03-02 09:00").await;
        story.complains(json!({
            "workflow": "service", "title": "陆水路三盏路灯不亮", "category": "1104",
            "place": "421281101", "address": "陆水路与河北大道路口",
            "party": { "name": "张小明", "telephone": "13800001234" },
            "form": { "account": "路灯坏了一周，夜里看不见路" },
        })).await;
        let first = story.looks_up().await["promised_by"].clone();
        assert!(first.is_string(), "the citizen is promised a day at once");

        story.at("2026-03-02 09:30").await;
        story.staff("center.clerk").with(json!({ "classify": { "complexity": "simple" } })).does("classify").await;
        let promised = story.looks_up().await["promised_by"].clone();
        story.staff("center.clerk").does("accept").await;
        story.citizen().does("add_supplement").await;
        story.staff("center.clerk").with(json!({ "assign": { "lead": "urban-management" } })).does("assign").await;

        story.at("2026-03-02 17:00").await;
        story.told("urban-management.handler", "sign", "urge").await;
        story.told("urban-management.head", "sign", "urge").await;
        let order = story.is_ordered("urban-management").await;

        story.at("2026-03-03 08:40").await;
        story.staff("urban-management.handler").commands("read").await;
        story.staff("urban-management.handler").cannot("submit_resolved", "wrong_state").await;
        story.staff("urban-management.handler").does("sign").await;
        story.staff("urban-management.handler").fill("channel", "receipt_page").cannot("contact", "form_faulty").await;
        let message = "维修队明早到场，请留意手机";
        story.staff("urban-management.handler").fill("channel", "receipt_page").fill("message", message).does("contact").await;
        assert!(story.was_told(message).await, "a message on the receipt page stands there");
        story.staff("urban-management.handler").does("ask_party").await;
        story.citizen().does("supplement").await;

        story.at("2026-03-03 15:00").await;
        let draft = "更换了两盏灯";
        story.staff("urban-management.handler").fill("answer", draft).does("submit_resolved").await;
        assert!(!story.was_told(draft).await, "a result is a draft until somebody has verified it");
        story.staff("center.clerk2").with(json!({ "verdict": "no" })).does("fail_verification").await;
        story.at("2026-03-04 10:00").await;
        let answer = "更换了三盏灯";
        story.staff("urban-management.handler").fill("answer", answer).does("submit_resolved").await;
        story.is_struck_off("urban-management.head", &order).await;
        story.staff("center.clerk2").with(json!({ "verdict": "yes" })).does("pass_verification").await;
        assert!(story.was_told(answer).await && !story.was_told(draft).await);

        // The citizen takes their time: what happens meanwhile must not take their word from them.
        story.staff("center.clerk").does("record_note").await;
        story.at("2026-03-10 20:00").await;
        story.told("center.clerk", "call_back", "remind").await;
        story.rates("rate", "yes").await;
        story.at("2026-03-11 09:00").await;
        story.staff("center.clerk").cannot("archive_explained", "condition_fails").await;
        story.staff("center.clerk").does("archive_resolved").await;
        assert_eq!(story.looks_up().await["promised_by"], promised, "what was promised stays");
        story.ends("archived", "resolved").await;
    }
}
