//! The trial of a script: what it plays is known to the dialect, whole by the table, and moves a case of the procedure.

use agency::{Dialect, Incoming, Matter, Purpose, Referral, Report, Said, Standing};
use agency_simulator::{Script, Settings};
use domain::case::{Complexity, Risk};
use domain::workflow::Definition;
use domain::workflow::agency_map::{AgencyMap, Reported, Situation};
use serde_json::Value;
use uuid::Uuid;

use crate::dialect::incomplete;
use crate::room::Room;
use crate::side::Played;

/// In which state a case is handed to a body.
const BEGINNING: &str = "assigned";

/// How far a case comes on one course.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Walk {
    /// The course.
    pub course: String,
    /// The procedure.
    pub workflow: String,
    /// The states through which the case goes, from the one in which it was handed over.
    pub states: Vec<String>,
}

/// Plays every course of a script for every procedure that it names, and gives how far each comes. `definition` gives a
/// procedure by its name.
///
/// # Panics
///
/// Where a report has an unknown standing or lacks a fact, asks for a transition that cannot be done then, or where a
/// course does not move the case at all.
pub fn prove_courses(
    dialect: &dyn Dialect,
    script: &Script,
    table: &AgencyMap,
    definition: impl Fn(&str) -> Definition,
) -> Vec<Walk> {
    assert_eq!(script.kind, dialect.kind());
    let mut walks = Vec::new();
    for (course, played) in &script.courses {
        for workflow in &played.workflows {
            let reports = reports(dialect, script, course, workflow);
            assert!(played.refuses || reports.len() > 1, "`{course}` reports nothing");
            let states = walk(table, &definition(workflow), &reports, course);
            assert!(played.refuses || states.len() > 1, "`{course}` moves nothing");
            let (course, workflow) = (course.clone(), workflow.clone());
            walks.push(Walk { course, workflow, states });
        }
    }
    walks
}

/// Everything that the body says of one case, read by the dialect.
fn reports(dialect: &dyn Dialect, script: &Script, course: &str, workflow: &str) -> Vec<Report> {
    let room = Room::new();
    let body = room.body(script, &Played::on(course));
    let message = dialect.referral(&referral(workflow, room.now()));
    _ = body.hear(Purpose::Referral, &message, true).expect("it is heard");
    body.tick().expect("it is said");
    let Settings { script, .. } = body.settings();
    let read = |(_, said): (usize, agency_simulator::Said)| {
        let text = said.body.to_string();
        assert!(!text.contains('{') || unfilled(&said.body).is_none(), "{course}: {text}");
        let incoming = Incoming { id: said.id, body: said.body };
        dialect.report(&incoming).unwrap_or_else(|why| panic!("{course} of {}: {why}", script.kind))
    };
    body.after(0, usize::MAX).said.into_iter().map(read).collect()
}

/// A text in which something was to be put in and was not.
fn unfilled(value: &Value) -> Option<&str> {
    match value {
        Value::String(text) => text.contains('{').then_some(text),
        Value::Array(items) => items.iter().find_map(unfilled),
        Value::Object(fields) => fields.values().find_map(unfilled),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

/// The states through which a case goes by these reports.
fn walk(
    table: &AgencyMap,
    definition: &Definition,
    reports: &[Report],
    course: &str,
) -> Vec<String> {
    let mut situation = Situation { state: BEGINNING.into(), contacted: false };
    let mut states = vec![situation.state.to_string()];
    for report in reports {
        let wrong = incomplete(table, report);
        assert!(wrong.is_empty(), "{course}: {wrong:?}");
        let Said::Stands { foreign_number, standing, facts } = &report.said else { continue };
        let Standing::Known(standing) = standing else { panic!("{course}: {standing:?}") };
        let (number, day) = (foreign_number.0.as_str(), report.at.date_naive());
        let reported = Reported { standing, facts, number, day, body: "body" };
        for planned in table.plan(definition, &situation, &reported).steps {
            let name = planned.transition.as_str();
            let transition = definition.transitions.get(name).expect("a transition");
            let may = transition.from.contains(&situation.state);
            assert!(may, "{course}: `{name}` in `{}`, by {standing}", situation.state);
            let needs = transition.when.contacted.unwrap_or(situation.contacted);
            assert_eq!(needs, situation.contacted, "{course}: `{name}`, whether contacted");
            situation = situation.after(transition);
        }
        if states.last().is_none_or(|last| *last != situation.state.as_str()) {
            states.push(situation.state.to_string());
        }
    }
    states
}

fn referral(workflow: &str, at: chrono::DateTime<chrono::Utc>) -> Referral {
    let matter = Matter {
        workflow: workflow.into(),
        category: "0402".into(),
        place: "421281".into(),
        complexity: Complexity::General,
        risk: Risk::Low,
        due: None,
    };
    let id = Uuid::from_u128(7);
    Referral { id, case_number: "CB7K-9MXQ".to_owned(), unit: "unit-1".into(), matter, at }
}
