//! Two neighbours and a drain: screened late, mediated, performed, checked on, rated and archived.

use serde_json::json;

use super::Story;
use crate::support::{Database, both};

both! {
    async fn a_drainage_dispute_is_screened_late_mediated_and_performed(database: Database) {
        let mut story = Story::begin(&database, "2026-03-02 09:00").await;
        story.complains(json!({
            "workflow": "dispute", "title": "邻里排水纠纷", "category": "0201", "place": "421281001",
            "party": { "name": "李大嫂", "telephone": "13900005678" },
            "form": {
                "summary": "邻居把雨水排到我家院子", "request": "改排水管",
                "in_other_procedure": false,
            },
        })).await;
        story.citizen().does("add_supplement").await;

        story.at("2026-03-02 15:40").await;
        story.told("center.clerk", "screen", "urge").await;
        story.staff("center.clerk")
            .with(json!({ "classify": { "complexity": "general", "risk": "low" } }))
            .does("classify").await;
        story.staff("center.clerk").does("accept").await;
        story.staff("center.clerk").cannot("archive_performed", "wrong_state").await;
        story.staff("center.clerk")
            .with(json!({ "assign": { "lead": "mediation-puqi", "assistants": ["housing"] } }))
            .does("assign").await;
        story.staff("housing.handler").cannot("sign", "not_yours").await;

        story.at("2026-03-03 14:40").await;
        story.told("mediation-puqi.head", "sign", "urge").await;
        story.staff("mediation-puqi.handler").commands("read").await;
        story.staff("mediation-puqi.handler").does("sign").await;
        story.staff("mediation-puqi.handler").does("contact").await;
        story.staff("mediation-puqi.handler").does("ask_party").await;
        story.citizen().does("add_supplement").await;

        story.at("2026-03-05 09:00").await;
        story.staff("housing.handler").does("contribute").await;
        story.staff("mediation-puqi.handler").cannot("reach_agreement", "form_faulty").await;
        story.staff("mediation-puqi.handler").does("reach_agreement").await;
        story.at("2026-03-19 16:00").await;
        story.staff("mediation-puqi.handler").does("record_follow_up").await;
        story.staff("mediation-puqi.handler").does("submit_performed").await;
        story.staff("center.supervisor").with(json!({ "verdict": "yes" })).does("spot_check").await;
        story.staff("center.supervisor").with(json!({ "verdict": "yes" })).does("pass_verification").await;

        story.at("2026-03-21 20:00").await;
        story.rates("rate", "yes").await;
        story.at("2026-03-23 09:00").await;
        story.staff("center.clerk").does("archive_performed").await;
        story.ends("archived", "performed").await;
    }
}
