//! How a story ends: assessed and archived, with a record that anybody can follow from the first line to the last.

use domain::id::CaseId;
use engine::Who;
use serde_json::Value;
use store::verify;

use super::act::{DIRECTOR, looked_at};
use super::protocol::said;
use super::stage::Story;

/// Stages that a story must have gone through, whatever its workflow; supervision shows in its ladder.
const EVERY: [&str; 7] = ["screen", "study", "assign", "handle", "supervise", "close", "assess"];

impl Story {
    /// The case has ended in a state of the assessment with an outcome, and everything says the same of it.
    pub(super) async fn ends(mut self, state: &str, outcome: &str) {
        let case = looked_at(&mut self).await;
        assert_eq!((&case["state"]["id"], &case["stage"]), (&state.into(), &"assess".into()));
        assert_eq!(case["ended"]["id"], outcome);
        let missing: Vec<_> = EVERY
            .iter()
            .filter(|stage| !self.protocol.stages.iter().any(|s| s == *stage))
            .collect();
        assert!(missing.is_empty(), "the story went through {:?} only", self.protocol.stages);
        self.timeline_has_every_step(&case).await;
        self.time_is_whole(&case).await;
        self.citizen_sees_the_end(outcome).await;
        self.record_is_whole(&case).await;
        let signs = self.protocol.signs();
        self.protocol.line(format!("stages: {signs}"));
        eprintln!("\n{}\n", self.protocol.text());
    }

    async fn timeline_has_every_step(&mut self, case: &Value) {
        let mut events = Vec::new();
        loop {
            let path = self.of_case(&format!("/timeline?after={}&limit=20", events.len()));
            let page = self.read(DIRECTOR, &path).await;
            let page = page["events"].as_array().unwrap();
            if page.is_empty() {
                break;
            }
            events.extend(page.iter().cloned());
        }
        let places: Vec<_> = events.iter().map(|event| event["seq"].as_u64().unwrap()).collect();
        let version = case["version"].as_u64().unwrap();
        assert_eq!(places, (1..=version).collect::<Vec<_>>());
        let performed = events.iter().filter_map(|event| event["transition"]["id"].as_str());
        let told = |step: &&String| !["complain", "read", "screen"].contains(&step.as_str());
        let done: Vec<_> = self.protocol.done.iter().filter(told).map(String::as_str).collect();
        assert_eq!(performed.collect::<Vec<_>>(), done, "the timeline has every step and no other");
        self.protocol.line(format!("timeline: {version} events"));
        for event in &events {
            let what = event["transition"]["name"].as_str().unwrap_or_default();
            let (at, by) = (event["at"].as_str().unwrap(), event["by"]["name"].as_str().unwrap());
            let line = format!("  {:>3} {at} {} {what} — {by}", event["seq"], event["kind"]);
            self.protocol.line(line);
        }
    }

    /// Every second of the life of the case has one holder, and so has every second of each clock.
    async fn time_is_whole(&mut self, case: &Value) {
        let path = self.of_case("/clocks");
        let ledger = self.read(DIRECTOR, &path).await;
        let life = seconds(&case["changed_at"]) - seconds(&case["filed_at"]);
        let held = ledger["time_by_holder"].as_array().unwrap();
        let sum: i64 = held.iter().map(|held| held["seconds"].as_i64().unwrap()).sum();
        assert_eq!(sum, life, "{ledger:#}");
        self.protocol.line(format!("ledger: {life} s from filing to the end"));
        for held in held {
            let name = held["holder"]["name"].as_str().unwrap();
            self.protocol.line(format!("  {name}: {} s", held["seconds"]));
        }
        for clock in ledger["clocks"].as_array().unwrap() {
            assert_eq!(clock["status"], "ended", "{clock:#}");
            let charged = clock["charged"].as_array().unwrap();
            let sum: i64 = charged.iter().map(|one| one["total_seconds"].as_i64().unwrap()).sum();
            let life = seconds(&clock["ended_at"]) - seconds(&clock["anchor"]);
            assert_eq!(sum, life, "{clock:#}");
            assert!(!clock["explanation"].as_array().unwrap().is_empty(), "{clock:#}");
            let (name, due) = (clock["limit"]["name"].as_str().unwrap(), &clock["deadline"]);
            let (late, levels) = (&clock["late"], &clock["levels_reached"]);
            let line = format!("  clock {name}: due {due}, late {late}, levels {levels}, {life} s");
            self.protocol.line(line);
        }
    }

    /// The receipt still opens the case, says how it ended and what had been promised.
    async fn citizen_sees_the_end(&mut self, outcome: &str) {
        let seen = self.looks_up().await;
        assert_eq!(seen["stage"], "assess", "{seen:#}");
        assert_eq!(seen["ended"]["id"], outcome, "{seen:#}");
        assert!(seen["promised_by"].is_string(), "{seen:#}");
        assert!(seen["rating_token"].is_null(), "an archived case is not rated: {seen:#}");
        let letters =
            seen["messages"].as_array().unwrap().iter().filter_map(|it| it["text"].as_str());
        let letters: Vec<&str> = letters.collect();
        assert!(letters[0].contains(seen["number"].as_str().unwrap()), "{letters:#?}");
        assert!(letters.iter().any(|text| text.contains("0715-5336110")), "{letters:#?}");
        assert!(letters.iter().all(|text| !text.contains(['{', '}'])), "{letters:#?}");
        let line = format!(
            "receipt: ended {}, promised by {}",
            seen["ended"]["name"], seen["promised_by"]
        );
        self.protocol.line(line);
    }

    /// The chain of hashes holds, and the row is what the events leave.
    async fn record_is_whole(&mut self, case: &Value) {
        let engine = &self.world.engine;
        let everything = engine.visible(&Who::Engine).await.unwrap();
        let id = CaseId(self.case.parse().unwrap());
        let export = engine.store().export_case(&everything, id, true).await.unwrap().unwrap();
        let head = verify::case(&export).unwrap();
        assert_eq!(export.events.len() as u64, case["version"].as_u64().unwrap());
        assert!(
            engine.not_escalated(&engine::Who::Engine, 10).await.unwrap().is_empty(),
            "nothing is due any more"
        );
        let line =
            format!("verified: {} events up to {}", export.events.len(), store::record::hex(&head));
        self.protocol.line(line);
        self.protocol.line(format!("told on {}", said(self.world.now())));
    }
}

fn seconds(instant: &Value) -> i64 {
    let at = chrono::DateTime::parse_from_rfc3339(instant.as_str().unwrap()).unwrap();
    at.timestamp()
}
