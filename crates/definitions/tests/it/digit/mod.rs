//! Workflows of DIGIT: what carries over, and which defects are named where.

use definitions::digit::{Import, import};
use definitions::{SourceFile, WORKFLOW, read};
use domain::actor::Role;
use domain::id::{LimitName, OutcomeName, StateName};
use domain::text::Language;
use domain::workflow::{Act, Backwards, HolderRole, Stage, Verb};

fn complaints() -> SourceFile {
    SourceFile::new("complaints.json", include_str!("complaints.json"))
}

/// Errors and warnings as `line:column code`.
fn places(import: &Import) -> Vec<String> {
    let short = |located: &definitions::Located| {
        format!("{}:{} {}", located.start.line, located.start.column, located.finding.code)
    };
    import.findings.iter().map(short).collect()
}

#[test]
fn a_sound_service_carries_over_without_errors() {
    let import = import(&complaints(), None);
    assert_eq!(places(&import), ["4:4 digit-incomplete"]);
    let draft = import.definition.unwrap();
    assert_eq!(draft.workflow.as_str(), "complaint");
    assert_eq!(draft.initial.as_str(), "pendingforassignment");
    assert_eq!(draft.filing.by, [Role::Citizen, Role::Clerk]);
    let states: Vec<_> = draft.states.keys().map(StateName::as_str).collect();
    assert_eq!(states, ["pendingforassignment", "pendingatlme", "resolved", "rejected", "closed"]);
    let outcomes: Vec<_> = draft.outcomes.keys().map(OutcomeName::as_str).collect();
    assert_eq!(outcomes, ["rejected", "closed"]);
}

#[test]
fn limits_come_from_the_milliseconds() {
    let draft = import(&complaints(), None).definition.unwrap();
    let lengths: Vec<_> = draft
        .limits
        .iter()
        .map(|(name, limit)| format!("{name}: {}", limit.length.unwrap()))
        .collect();
    assert_eq!(
        lengths,
        [
            "overall: 5 calendar_day",
            "in_pendingforassignment: 1 calendar_day",
            "in_pendingatlme: 2 hour"
        ]
    );
    assert!(draft.limits["overall"].promise);
    let limits: Vec<_> =
        draft.states["pendingatlme"].limits.iter().map(LimitName::as_str).collect();
    assert_eq!(limits, ["overall", "in_pendingatlme"]);
    assert!(draft.states["closed"].limits.is_empty());
}

#[test]
fn actions_become_transitions_with_verbs_and_seats() {
    let draft = import(&complaints(), None).definition.unwrap();
    let shown: Vec<_> = draft
        .transitions
        .iter()
        .map(|(name, transition)| {
            let to = transition.to.as_ref().map_or("-", |to| to.as_str());
            let by: Vec<_> = transition.by.iter().map(ToString::to_string).collect();
            format!("{name} {} {to} {}", transition.verb.as_str(), by.join(" "))
        })
        .collect();
    assert_eq!(
        shown,
        [
            "assign assign pendingatlme clerk@center",
            "reject advance rejected clerk@center",
            "resolve submit resolved handler@lead",
            "comment record - handler@lead clerk@center",
            "rate rate closed citizen@party",
            "reopen reopen pendingforassignment citizen@party",
        ]
    );
    assert_eq!(draft.transitions["reopen"].backwards, Some(Backwards::Reopen));
    assert_eq!(draft.transitions["rate"].outcome.as_ref().unwrap().as_str(), "closed");
    assert_eq!(draft.states["resolved"].holder, HolderRole::Citizen);
    assert_eq!(draft.states["closed"].stage, Stage::Close);
    assert_eq!(draft.transitions["assign"].verb, Verb::Assign);
}

#[test]
fn every_defect_of_the_states_is_named_at_its_place() {
    let source = SourceFile::new("defects.json", include_str!("defects.json"));
    assert_eq!(
        places(&import(&source, None)),
        [
            "2:3 digit-incomplete",
            "7:16 digit-no-end",
            "10:42 digit-dangling-target",
            "11:20 digit-unknown-action",
            "16:16 digit-unreachable",
            "23:16 digit-no-end",
            "24:23 digit-several-starts",
            "26:20 digit-unknown-action",
            "26:68 digit-unknown-role",
            "27:20 digit-duplicate-action",
            "27:20 digit-unknown-action",
            "28:55 digit-no-roles",
            "29:20 digit-action-moves",
            "32:15 digit-no-end",
            "32:49 digit-unknown-action",
            "33:15 digit-dead-end",
            "34:15 digit-unnamed-state",
            "35:15 digit-duplicate-state",
            "36:15 digit-unreachable",
        ]
    );
}

#[test]
fn a_dangling_target_is_told_what_was_meant() {
    let source = SourceFile::new("defects.json", include_str!("defects.json"));
    let import = import(&source, None);
    let row = import.findings[2].row(Language::En);
    assert_eq!(row.message, "action `APPLY` leads to `APLIED`, which does not exist");
    assert_eq!(row.help, Some("did you mean `APPLIED`?"));
}

#[test]
fn levels_that_cannot_fire_say_why() {
    let escalation = SourceFile::new("escalation.json", include_str!("escalation.json"));
    let import = import(&complaints(), Some(&escalation));
    let shown: Vec<_> = import
        .findings
        .iter()
        .filter(|located| located.file == "escalation.json")
        .map(|located| {
            let row = located.row(Language::En);
            format!("{} {}: {}", row.line, row.code, row.message)
        })
        .collect();
    let cannot = "digit-level-cannot-fire: this level cannot fire:";
    assert_eq!(
        shown,
        [
            format!("6 {cannot} the level before it, at 1 days, has moved the case on"),
            "7 digit-levels-not-ascending: 0.5 days late is not after the level before, at 1".to_owned(),
            format!("8 {cannot} the state has no sla that could be exceeded"),
            "9 digit-ends-by-timeout: lets time close the case; that is not allowed here, and becomes urging the unit's head".to_owned(),
            format!("10 {cannot} state `PENDINGATLME` has no action `ESCALATE`"),
            format!("11 {cannot} `CLOSED` is an end, where no time runs"),
            format!("12 {cannot} there is no state `NOWHERE`"),
            format!("13 {cannot} it is not active"),
            format!("14 {cannot} it does not say how many days late"),
            format!("15 {cannot} the number of days is negative"),
            "16 digit-other-service: this level belongs to service `OTHER` and is not imported".to_owned(),
        ]
    );
}

#[test]
fn levels_that_can_fire_become_rungs() {
    let escalation = SourceFile::new("escalation.json", include_str!("escalation.json"));
    let draft = import(&complaints(), Some(&escalation)).definition.unwrap();
    let rungs = |limit: &str| -> Vec<String> {
        let ladder = &draft.limits[limit].ladder;
        assert!(ladder.iter().all(|level| level.act == Act::Urge));
        ladder.iter().map(|level| level.at.unwrap().to_string()).collect()
    };
    assert_eq!(rungs("in_pendingforassignment"), ["1 calendar_day late"]);
    assert_eq!(rungs("overall"), ["due"]);
    assert_eq!(rungs("in_pendingatlme"), [""; 0]);
}

#[test]
fn a_draft_written_out_lacks_only_what_digit_does_not_state() {
    let draft = import(&complaints(), None).definition.unwrap();
    let text =
        serde_json::to_string_pretty(&without_defaults(serde_json::to_value(draft).unwrap()))
            .unwrap();
    let read = read(SourceFile::new("v1.yaml", &text), WORKFLOW);
    let lacking: Vec<_> = read.findings.iter().map(|located| located.finding.at.as_str()).collect();
    assert_eq!(lacking, ["/jurisdiction"]);
}

/// Drops null and empty values, as a person would not write them.
fn without_defaults(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Object(entries) => Value::Object(
            entries
                .into_iter()
                .map(|(key, value)| (key, without_defaults(value)))
                .filter(|(_, value)| {
                    !value.is_null()
                        && value != &Value::from("")
                        && !value.as_array().is_some_and(Vec::is_empty)
                        && !value.as_object().is_some_and(serde_json::Map::is_empty)
                })
                .collect(),
        ),
        Value::Array(items) => Value::Array(items.into_iter().map(without_defaults).collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value,
    }
}

#[test]
fn what_is_no_service_is_refused_in_words() {
    for (text, code) in [
        ("{}", "digit-no-service"),
        ("[1, 2]", "digit-no-service"),
        ("", "empty-file"),
        ("{\"a\": ", "syntax"),
    ] {
        let import = import(&SourceFile::new("x.json", text), None);
        let codes: Vec<_> = import.findings.iter().map(|located| located.finding.code).collect();
        assert_eq!(codes, [code], "{text}");
        assert!(import.definition.is_none());
    }
}

#[test]
fn json_that_is_no_yaml_is_read_all_the_same() {
    let text = r#"{"businessService": "A", "note": "\ud83d\ude00",
        "states": [{"state": "S", "isStartState": true, "isTerminateState": true}]}"#;
    let import = import(&SourceFile::new("x.json", text), None);
    assert_eq!(places(&import), ["1:1 digit-incomplete"]);
    assert!(import.definition.unwrap().states["s"].end);
}
