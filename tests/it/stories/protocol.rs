//! What a story writes down of itself, to be read by people.

use chrono::TimeDelta;
use domain::id::Timestamp;
use serde_json::Value;

/// The stages of the loop, with their characters.
const LOOP: [(&str, &str); 7] = [
    ("screen", "排"),
    ("study", "研"),
    ("assign", "交"),
    ("handle", "办"),
    ("supervise", "督"),
    ("close", "结"),
    ("assess", "考"),
];

/// The protocol of a story.
#[derive(Debug, Default)]
pub(crate) struct Protocol {
    lines: Vec<String>,
    /// What was done, in order.
    pub(crate) done: Vec<String>,
    /// The stages gone through, in the order of their first time.
    pub(crate) stages: Vec<String>,
}

impl Protocol {
    pub(crate) fn step(&mut self, at: Timestamp, by: &str, what: &str, case: &Value) {
        let stage = case["stage"].as_str().unwrap();
        let state = case["state"]["name"].as_str().unwrap();
        self.lines.push(format!("{} {} {by:<26} {what:<24} → {state}", said(at), sign(stage)));
        self.done.push(what.to_owned());
        self.stage(stage);
    }

    /// A stage was gone through.
    pub(crate) fn stage(&mut self, stage: &str) {
        if !self.stages.iter().any(|known| known == stage) {
            self.stages.push(stage.to_owned());
        }
    }

    pub(crate) fn refused(&mut self, by: &str, what: &str, code: &str) {
        self.lines.push(format!("{:16}    {by:<26} {what:<24} ✗ {code}", ""));
    }

    pub(crate) fn notice(&mut self, to: &str, limit: &str, act: &str) {
        self.stage("supervise");
        self.lines.push(format!("{:16} 督 {to:<26} is told: {act} of `{limit}`", ""));
    }

    pub(crate) fn line(&mut self, line: impl Into<String>) {
        self.lines.push(line.into());
    }

    /// The stages by their characters.
    pub(crate) fn signs(&self) -> String {
        self.stages.iter().map(|stage| sign(stage)).collect()
    }

    pub(crate) fn text(&self) -> String {
        self.lines.join("\n")
    }
}

fn sign(stage: &str) -> &'static str {
    LOOP.iter().find(|(name, _)| *name == stage).map_or("?", |(_, sign)| sign)
}

/// An instant as it is said in Chibi.
pub(super) fn said(at: Timestamp) -> String {
    (at + TimeDelta::hours(8)).format("%Y-%m-%d %H:%M").to_string()
}
