//! Histories as XES, the log format of IEEE 1849: a head, a trace for each case, a tail, so that no log need be held as a
//! whole.

use chrono::SecondsFormat;

use super::{Alias, History, Step, case_alias, unit_alias};
use crate::id::Timestamp;
use crate::markup::Markup;

/// Name and prefix of the standard extensions whose attributes are used; the address follows from the prefix.
const EXTENSIONS: [(&str, &str); 4] = [
    ("Concept", "concept"),
    ("Lifecycle", "lifecycle"),
    ("Organizational", "org"),
    ("Time", "time"),
];

/// What stands behind the last trace.
pub const TAIL: &str = "</log>\n";

/// What stands before the first trace.
pub fn head() -> String {
    let mut to = Markup::document();
    to.element(
        "log",
        &[
            ("xes.version", &"1849.2016"),
            ("xes.features", &""),
            ("xmlns", &"http://www.xes-standard.org/"),
        ],
        |to| {
            for (name, prefix) in EXTENSIONS {
                let uri = format!("http://www.xes-standard.org/{prefix}.xesext");
                to.empty("extension", &[("name", &name), ("prefix", &prefix), ("uri", &uri)]);
            }
            to.element("global", &[("scope", &"trace")], |to| string(to, "concept:name", ""));
            to.element("global", &[("scope", &"event")], |to| {
                string(to, "concept:name", "");
                string(to, "lifecycle:transition", "complete");
                let epoch = Timestamp::UNIX_EPOCH;
                date(to, "time:timestamp", epoch);
            });
            to.empty("classifier", &[("name", &"activity"), ("keys", &"concept:name")]);
            string(to, "source", "bihuan");
        },
    );
    let mut head = to.finish();
    head.truncate(head.len() - TAIL.len());
    head
}

/// One case.
pub fn trace(history: &History, alias: Alias<'_>) -> String {
    let mut to = Markup::default();
    to.element("trace", &[], |to| {
        string(to, "concept:name", &case_alias(alias, history.case));
        string(to, "workflow", history.workflow.name.as_str());
        integer(to, "version", history.workflow.version);
        to.empty("boolean", &[("key", &"moved"), ("value", &history.moved)]);
        to.empty("boolean", &[("key", &"drawn"), ("value", &history.drawn)]);
        if let Some(outcome) = &history.outcome {
            string(to, "outcome", outcome.as_str());
        }
        for step in &history.steps {
            to.element("event", &[], |to| event(to, step, alias));
        }
    });
    to.finish()
}

fn event(to: &mut Markup, step: &Step, alias: Alias<'_>) {
    string(to, "concept:name", step.activity.as_str());
    string(to, "lifecycle:transition", "complete");
    date(to, "time:timestamp", step.at);
    string(to, "org:role", step.hand.as_str());
    if let Some(unit) = &step.unit {
        string(to, "org:group", &unit_alias(alias, unit));
    }
    if let Some(verb) = step.verb {
        string(to, "verb", verb.as_str());
    }
    integer(to, "version", step.version);
    if let Some(from) = &step.from {
        string(to, "from", from.as_str());
    }
    string(to, "to", step.to.as_str());
}

fn string(to: &mut Markup, key: &str, value: &str) {
    to.empty("string", &[("key", &key), ("value", &value)]);
}

fn integer(to: &mut Markup, key: &str, value: u32) {
    to.empty("int", &[("key", &key), ("value", &value)]);
}

fn date(to: &mut Markup, key: &str, value: Timestamp) {
    to.empty("date", &[("key", &key), ("value", &instant(value))]);
}

/// An instant in UTC, to the microsecond, as XML Schema and RFC 3339 both write it.
pub(super) fn instant(at: Timestamp) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, false)
}
