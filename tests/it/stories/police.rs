//! A brawl: taken in late, mediated twice by the police station, performed, rated and archived.

use serde_json::json;

use super::Story;
use crate::support::{Database, both};

both! {
    async fn a_brawl_is_mediated_at_the_second_try_and_performed(database: Database) {
        let mut story = Story::begin(&database, "2026-03-02 09:00").await;
        story.complains(json!({
            "workflow": "police", "title": "停车争吵动手", "category": "0303", "place": "421281001",
            "party": { "name": "陈某", "telephone": "13600001357" },
            "form": {
                "summary": "因停车争吵被推倒", "happened_on": "2026-03-01", "somebody_hurt": true,
            },
        })).await;
        story.at("2026-03-02 10:30").await;
        story.told("center.clerk", "screen", "urge").await;
        story.staff("center.clerk").does("accept").await;
        story.staff("center.clerk").with(json!({ "assign": { "lead": "police-puqi" } })).does("assign").await;
        story.staff("center.clerk").does("urge").await;
        story.at("2026-03-02 11:00").await;
        story.staff("police-puqi.handler").does("sign").await;
        story.staff("police-puqi.handler").cannot("accept_case", "form_faulty").await;
        story.staff("police-puqi.handler").does("accept_case").await;
        story.staff("police-puqi.handler").does("contact").await;
        story.citizen().does("add_supplement").await;
        story.staff("police-puqi.handler").does("open_mediation").await;

        story.at("2026-03-05 12:00").await;
        story.staff("police-puqi.handler").does("mediate_again").await;
        story.at("2026-03-17 09:00").await;
        story.told("police-puqi.head", "second_mediation", "urge").await;
        story.staff("center.supervisor").with(json!({ "order": "3 work_day" })).cannot("supervise", "needs_document").await;
        let order = story.is_ordered("police-puqi").await;
        story.staff("police-puqi.handler").does("reach_agreement").await;
        story.is_struck_off("police-puqi.head", &order).await;

        story.at("2026-03-27 10:00").await;
        story.staff("police-puqi.handler").does("submit_mediated").await;
        story.staff("center.supervisor").with(json!({ "verdict": "yes" })).does("pass_verification").await;
        story.at("2026-03-28 20:00").await;
        story.rates("rate", "yes").await;
        story.at("2026-03-30 09:00").await;
        story.staff("center.clerk").does("archive_mediated").await;
        story.ends("archived", "mediated_performed").await;
    }
}
