//! A petition about a house: taken in, extended once, not solved in the citizen's eyes, reviewed by the body above, and
//! rated again.

use serde_json::json;

use super::Story;
use crate::support::{Database, both};

both! {
    async fn a_petition_is_answered_late_reviewed_above_and_archived(database: Database) {
        let mut story = Story::begin(&database, "2026-03-02 09:00").await;
        story.complains(json!({
            "workflow": "petition", "title": "办不动产证被拖延", "category": "0602", "place": "421281001",
            "party": { "name": "王师傅", "telephone": "13700002468" },
            "form": { "account": "交房三年没有办下不动产证" },
        })).await;
        story.staff("center.clerk").does("begin_study").await;
        story.staff("center.clerk")
            .with(json!({ "classify": { "complexity": "complex", "risk": "medium" } }))
            .does("classify").await;
        story.staff("center.clerk").with(json!({ "assign": { "lead": "housing" } })).does("assign").await;

        story.at("2026-03-02 17:20").await;
        story.told("housing.handler", "sign", "urge").await;
        let order = story.is_ordered("housing").await;
        story.staff("housing.handler").does("sign").await;
        story.staff("housing.handler").does("contact").await;
        story.citizen().does("add_supplement").await;
        story.staff("housing.handler").does("accept_petition").await;
        story.staff("housing.handler").with(json!({ "units": ["natural-resources"] })).does("join").await;
        story.staff("center.supervisor").with(json!({ "order_number": 1 })).cannot("discharge", "needs_document").await;
        story.is_struck_off("housing.head", &order).await;

        story.at("2026-04-20 09:00").await;
        story.staff("natural-resources.handler").does("contribute").await;
        story.staff("housing.handler")
            .with(json!({ "extend": { "limit": "handle", "by": "40 calendar_day" } }))
            .fill("reason", "等待竣工验收资料")
            .cannot("request_extension", "extension_too_long").await;
        story.staff("housing.handler")
            .with(json!({ "extend": { "limit": "handle", "by": "10 calendar_day" } }))
            .does("request_extension").await;
        story.staff("housing.head").does("grant_extension").await;

        story.at("2026-05-09 09:00").await;
        story.staff("housing.handler").does("submit_not_supported").await;
        story.staff("center.clerk").with(json!({ "verdict": "yes" })).does("pass_verification").await;
        story.rates("rate", "no").await;
        story.citizen().does("request_review").await;
        story.staff("center.clerk").with(json!({ "unit": "county" })).does("start_review").await;

        story.at("2026-06-10 09:00").await;
        story.told("county.handler", "review", "urge").await;
        story.told("center.supervisor", "review", "order").await;
        story.staff("county.handler").does("decide_review_changed").await;
        story.rates("rate_review", "yes").await;
        story.at("2026-06-12 09:00").await;
        story.staff("center.clerk").does("archive_review_changed").await;
        story.ends("archived", "review_changed").await;
    }
}
