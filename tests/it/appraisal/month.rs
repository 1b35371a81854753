//! A month that people lived over HTTP, counted by hand.
//!
//! | case | unit | what happened in March 2026 |
//! | --- | --- | --- |
//! | A | urban-management | dispatched 2nd 09:00, signed 10:00, contacted 11:00, solved, "yes", archived |
//! | B | urban-management | dispatched 2nd 09:00, signed 16:00, half an hour late; contacted, solved, "no"; dispatched again, signed and contacted in time, solved, "yes", archived |
//! | C | housing | dispatched 2nd 09:00, sent back by its head within the hour |
//!
//! urban-management: signed 2 of 3; contacted 3 of 3; finished 3 of 3; solved 2 of 3, and all 3 answered; nobody rated, so there is no
//! satisfied rate; 1 of 3 results done again; no call of 3 returned; 0 of 2 archived cases repeated. Points: contact 10, solved
//! 25 × ⅔ = 16.67, signed 10 × ⅔ = 6.67, finished 20, returned 5, done again 5 × ⅔ = 3.33, repeated 5: 66.67 of 80, which is 83.34
//! of 100. housing: its only call was returned; nothing else counts. The center: 1 of its 4 calls came back.

use serde_json::{Value, json};

use super::{figure, units as units_of};
use crate::stories::Story;
use crate::support::client::Answer;
use crate::support::{Database, both};

const URBAN: &str = "urban-management.handler";

/// A case of the story, to be told on.
struct Told {
    case: String,
    code: String,
}

async fn dispatched(story: &mut Story, unit: &str) -> Told {
    story
        .complains(json!({
            "workflow": "service", "title": "路灯不亮", "category": "1104", "place": "421281101",
            "party": { "name": "张小明", "telephone": "13800001234" },
            "form": { "account": "夜里看不见路" },
        }))
        .await;
    story.staff("center.clerk").does("accept").await;
    let lead = json!({ "assign": { "lead": unit } });
    story.staff("center.clerk").with(lead).does("assign").await;
    Told { case: story.case.clone(), code: story.code.clone() }
}

fn turn(story: &mut Story, told: &Told) {
    story.case.clone_from(&told.case);
    story.code.clone_from(&told.code);
}

async fn solved(story: &mut Story, told: &Told) {
    turn(story, told);
    story.staff(URBAN).does("submit_resolved").await;
    story.staff("center.clerk").with(json!({ "verdict": "yes" })).does("pass_verification").await;
}

async fn get(story: &mut Story, path: &str) -> Answer {
    let call = story.client.get(path);
    story.ask("center.director", call).await
}

/// Numerator, denominator and what left, and the points.
fn counted(read: &Value, unit: &str, indicator: &str) -> (u64, u64, u64, Option<String>) {
    let figure = figure(read, unit, indicator);
    let number = |name: &str| figure[name].as_u64().unwrap();
    let points = figure["points"].as_str().map(str::to_owned);
    (number("good"), number("counted"), number("left_out"), points)
}

both! {
    async fn a_month_is_what_a_pencil_makes_of_it(database: Database) {
        let mut story = Story::begin(&database, "2026-03-02 09:00").await;
        let a = dispatched(&mut story, "urban-management").await;
        let b = dispatched(&mut story, "urban-management").await;
        let c = dispatched(&mut story, "housing").await;
        story.at("2026-03-02 09:40").await;
        turn(&mut story, &c);
        let back = json!({ "reasoned": { "reason": "not_our_power", "basis": "路灯由城管部门养护" } });
        story.staff("housing.head").with(back).does("return_case").await;
        story.at("2026-03-02 10:00").await;
        turn(&mut story, &a);
        story.staff(URBAN).does("sign").await;
        story.at("2026-03-02 11:00").await;
        story.staff(URBAN).does("contact").await;
        story.at("2026-03-02 16:00").await;
        turn(&mut story, &b);
        story.staff(URBAN).does("sign").await;
        story.staff(URBAN).does("contact").await;
        story.at("2026-03-03 10:00").await;
        solved(&mut story, &a).await;
        solved(&mut story, &b).await;
        story.at("2026-03-04 10:00").await;
        turn(&mut story, &a);
        story.rates("rate", "yes").await;
        story.staff("center.clerk").does("archive_resolved").await;
        turn(&mut story, &b);
        story.rates("rate", "no").await;
        let again = json!({ "assign": { "lead": "urban-management" } });
        story.staff("center.clerk").with(again).does("redispatch").await;
        story.at("2026-03-04 11:00").await;
        story.staff(URBAN).does("sign").await;
        story.staff(URBAN).does("contact").await;
        story.at("2026-03-05 10:00").await;
        solved(&mut story, &b).await;
        story.at("2026-03-06 10:00").await;
        story.rates("rate", "yes").await;
        story.staff("center.clerk").does("archive_resolved").await;

        story.world.clock.set("2026-04-01T02:00:00Z".parse().unwrap());
        let asked = story.client.post("/api/v1/appraisals", &json!({ "period": "2026-03" }));
        story.ask("center.director", asked).await.expect(202);
        assert_eq!(get(&mut story, "/api/v1/appraisals/2026-03").await.status, 404, "nothing is there before it is made");
        assert_eq!(story.world.engine.make_appraisals().await.unwrap(), 1);
        let read = get(&mut story, "/api/v1/appraisals/2026-03").await.expect(200);
        let urban = [
            ("response", (3, 3, 0, Some("10.00"))), ("solved", (2, 3, 0, Some("16.67"))),
            ("satisfied", (0, 0, 3, None)), ("sign", (2, 3, 0, Some("6.67"))), ("finished", (3, 3, 0, Some("20.00"))),
            ("first_contact", (3, 3, 0, None)), ("returned", (0, 3, 0, Some("5.00"))),
            ("reworked", (1, 3, 0, Some("3.33"))), ("repeated", (0, 2, 0, Some("5.00"))),
            ("misdirected", (0, 0, 0, None)), ("assistance", (0, 0, 0, None)),
        ];
        for (indicator, (good, of, out, points)) in urban {
            let by_hand = (good, of, out, points.map(str::to_owned));
            assert_eq!(counted(&read, "urban-management", indicator), by_hand, "{indicator}");
        }
        assert_eq!(figure(&read, "urban-management", "solved")["heard"], json!({ "answered": 3, "asked": 3 }));
        assert_eq!(figure(&read, "urban-management", "solved")["percent"], "66.67");
        assert_eq!(counted(&read, "housing", "returned").0, 1);
        for left in ["sign", "response", "finished"] {
            assert_eq!(counted(&read, "housing", left), (0, 0, 1, None), "{left}");
        }
        let (good, of, ..) = counted(&read, "center", "misdirected");
        assert_eq!((good, of), (1, 4));
        let units = units_of(&read);
        let unit = units.iter().find(|unit| unit["unit"]["id"] == "urban-management").unwrap();
        assert_eq!((&unit["points"], &unit["cases"], &unit["apart"]), (&json!("83.34"), &json!(2), &json!("too_few")));
    }
}
