//! A `BusinessService` and its `AutoEscalation` as DIGIT writes them, read leniently: what is absent or of another type
//! counts as not given, so that every defect can be told.

use serde_json::Value;

use crate::pointer::child;

/// One workflow of egov-workflow-v2.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct BusinessService {
    /// Where it stands in the file.
    pub(super) at: String,
    pub(super) tenant: Option<String>,
    pub(super) name: Option<String>,
    /// In milliseconds.
    pub(super) sla: Option<i64>,
    pub(super) states: Vec<State>,
}

/// A state.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct State {
    pub(super) at: String,
    /// Null for the state before the filing.
    pub(super) name: Option<String>,
    /// In milliseconds.
    pub(super) sla: Option<i64>,
    pub(super) is_start: bool,
    pub(super) is_end: bool,
    pub(super) actions: Vec<Action>,
}

/// An action.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Action {
    pub(super) at: String,
    pub(super) name: Option<String>,
    pub(super) next: Option<String>,
    pub(super) roles: Vec<String>,
}

/// One entry of the master data `AutoEscalation`: performs an action on cases that have been too long in a state.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Escalation {
    pub(super) at: String,
    pub(super) service: Option<String>,
    pub(super) state: Option<String>,
    pub(super) action: Option<String>,
    pub(super) is_active: bool,
    /// Days beyond the SLA of the state.
    pub(super) state_days: Option<f64>,
    /// Days beyond the SLA of the whole service.
    pub(super) service_days: Option<f64>,
}

/// The services of a file: a service alone, a list of them, or the body of a request.
pub(super) fn services(file: &Value) -> Vec<BusinessService> {
    entries(file, "BusinessServices")
        .into_iter()
        .filter(|(_, value)| {
            value.get("states").is_some() || value.get("businessService").is_some()
        })
        .filter(|(_, value)| value.get("AutoEscalation").is_none())
        .map(|(at, value)| BusinessService {
            tenant: text(value, "tenantId"),
            name: text(value, "businessService"),
            sla: whole(value, "businessServiceSla"),
            states: list(value, &at, "states", state),
            at,
        })
        .collect()
}

/// The escalations of a file of master data.
pub(super) fn escalations(file: &Value) -> Vec<Escalation> {
    entries(file, "AutoEscalation").into_iter().map(|(at, value)| escalation(at, value)).collect()
}

fn entries<'a>(file: &'a Value, key: &str) -> Vec<(String, &'a Value)> {
    let (at, value) = match file.get(key) {
        Some(within) => (child("", key), within),
        None => (String::new(), file),
    };
    match value.as_array() {
        Some(items) => items
            .iter()
            .enumerate()
            .map(|(index, item)| (child(&at, &index.to_string()), item))
            .collect(),
        None => vec![(at, value)],
    }
}

fn state(at: String, value: &Value) -> State {
    State {
        name: text(value, "state"),
        sla: whole(value, "sla"),
        is_start: flag(value, "isStartState"),
        is_end: flag(value, "isTerminateState"),
        actions: list(value, &at, "actions", action),
        at,
    }
}

fn action(at: String, value: &Value) -> Action {
    let roles = value.get("roles").and_then(Value::as_array);
    let role = |role: &Value| role.as_str().map(|role| role.trim().to_owned());
    Action {
        name: text(value, "action"),
        next: text(value, "nextState"),
        roles: roles.map(|roles| roles.iter().filter_map(role).collect()).unwrap_or_default(),
        at,
    }
}

fn escalation(at: String, value: &Value) -> Escalation {
    Escalation {
        service: text(value, "businessService"),
        state: text(value, "state"),
        action: text(value, "action"),
        is_active: flag(value, "active"),
        state_days: number(value, "stateSLA"),
        service_days: number(value, "businessSLA"),
        at,
    }
}

fn list<T>(value: &Value, at: &str, key: &str, read: impl Fn(String, &Value) -> T) -> Vec<T> {
    let at = child(at, key);
    let items = value.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    items
        .iter()
        .enumerate()
        .map(|(index, item)| read(child(&at, &index.to_string()), item))
        .collect()
}

/// A text that is not blank.
fn text(value: &Value, key: &str) -> Option<String> {
    let text = value.get(key)?.as_str()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn number(value: &Value, key: &str) -> Option<f64> {
    let value = value.get(key)?;
    value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())
}

fn whole(value: &Value, key: &str) -> Option<i64> {
    let value = value.get(key)?;
    value.as_i64().or_else(|| value.as_str()?.trim().parse().ok())
}

/// DIGIT's own samples write `true` and `"true"`.
fn flag(value: &Value, key: &str) -> bool {
    match value.get(key) {
        Some(Value::Bool(flag)) => *flag,
        Some(Value::String(text)) => text.eq_ignore_ascii_case("true"),
        Some(Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_)) | None => false,
    }
}
