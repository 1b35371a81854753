//! The schemas are schemas, and what they list is what the domain knows.

use definitions::kind::{
    AGENCY, CALENDAR, CODES, CROSSWALK, DIRECTORY, OFFICE_HOURS, ROUTING, SCENARIOS, SUPERVISION,
    WORKFLOW, schemas,
};
use definitions::schema::Schema;
use domain::actor::{Relation, Role};
use domain::case::Code;
use domain::clock::TimeUnit;
use domain::workflow::{Stage, Verb};
use serde::de::DeserializeOwned;
use serde_json::Value;

fn listed(schema: &Schema, at: &str) -> Vec<String> {
    let part = schema.document().pointer(at).unwrap_or_else(|| panic!("nothing at {at}"));
    let options = part["enum"].as_array().unwrap_or_else(|| panic!("no list at {at}"));
    options.iter().map(|option| option.as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_schema_is_one_of_2020_12() {
    for (name, schema) in schemas() {
        assert_eq!(schema.document()["$schema"], "https://json-schema.org/draft/2020-12/schema");
        assert!(jsonschema::draft202012::meta::is_valid(schema.document()), "{name}");
    }
}

#[test]
fn every_part_of_every_schema_speaks_both_languages_and_admits_one_type() {
    for (name, schema) in schemas() {
        visit(schema.document(), &mut |at, part| {
            for keyword in ["oneOf", "anyOf", "not", "if", "allOf"] {
                assert!(part.get(keyword).is_none(), "{name}: {keyword} at {at}");
            }
        });
        let groups = std::iter::once(schema.document())
            .chain(schema.document()["$defs"].as_object().unwrap().values());
        for (key, part) in groups.filter_map(|part| part["properties"].as_object()).flatten() {
            let resolved = match part["$ref"].as_str() {
                Some(reference) => schema.document().pointer(&reference[1..]).unwrap(),
                None => part,
            };
            let says = |word: &str| part.get(word).or_else(|| resolved.get(word)).is_some();
            assert!(says("title") && says("description"), "{name}: {key} lacks words");
            assert!(resolved["type"].is_string(), "{name}: {key} lacks a type");
            assert!(resolved.get("$ref").is_none(), "{name}: {key} refers to a reference");
        }
    }
}

fn visit(part: &Value, look: &mut impl FnMut(&str, &Value)) {
    look("", part);
    let children: Vec<&Value> = match part {
        Value::Object(entries) => entries.values().collect(),
        Value::Array(items) => items.iter().collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    };
    for child in children {
        visit(child, look);
    }
}

#[test]
fn the_verbs_are_those_of_the_domain() {
    let verbs: Vec<_> = Verb::ALL.iter().map(|verb| verb.as_str().to_owned()).collect();
    assert_eq!(listed(WORKFLOW.schema(), "/$defs/transition/properties/verb"), verbs);
}

#[test]
fn the_stages_are_those_of_the_domain() {
    let stages = Stage::ALL.map(|stage| stage.as_str().to_owned());
    assert_eq!(listed(WORKFLOW.schema(), "/$defs/state/properties/stage"), stages);
    assert_eq!(listed(SCENARIOS.schema(), "/$defs/expect/properties/stage"), stages);
}

#[test]
fn the_roles_are_those_of_the_domain() {
    let roles = Role::ALL.map(|role| role.as_str().to_owned());
    assert_eq!(listed(WORKFLOW.schema(), "/properties/filing/properties/by/items"), roles);
    assert_eq!(listed(DIRECTORY.schema(), "/$defs/person/properties/roles/items"), roles);
}

#[test]
fn the_refusals_are_those_of_the_domain() {
    let codes: Vec<_> = Code::ALL.iter().map(|code| code.as_str().to_owned()).collect();
    assert_eq!(listed(SCENARIOS.schema(), "/$defs/expect/properties/refused"), codes);
}

#[test]
fn seats_are_all_roles_in_all_relations() {
    let roles = Role::ALL.map(Role::as_str).join("|");
    let relations = Relation::ALL.map(Relation::as_str).join("|");
    let pattern = &WORKFLOW.schema().document()["$defs"]["seat"]["pattern"];
    assert_eq!(pattern, &Value::from(format!("^({roles})@({relations})$")));
}

#[test]
fn lengths_and_points_have_all_units() {
    let units = TimeUnit::ALL.map(TimeUnit::as_str).join("|");
    let length = format!("[1-9][0-9]{{0,4}} ({units})");
    for schema in [WORKFLOW.schema(), SCENARIOS.schema()] {
        let pattern = &schema.document()["$defs"]["length"]["pattern"];
        assert_eq!(pattern, &Value::from(format!("^{length}$")));
    }
    let pattern = &WORKFLOW.schema().document()["$defs"]["point"]["pattern"];
    assert_eq!(pattern, &Value::from(format!("^(due|[1-9][0-9]?% left|{length} (left|late))$")));
}

/// For enums without a list of all their values: each listed name is read, and the compiler's own complaint about an
/// unknown one lists exactly these names.
#[track_caller]
fn is_whole<T: DeserializeOwned + std::fmt::Debug>(schema: &Schema, at: &str) {
    let listed = listed(schema, at);
    for name in &listed {
        serde_json::from_value::<T>(Value::from(name.as_str())).unwrap();
    }
    let complaint = serde_json::from_value::<T>(Value::from("?")).unwrap_err().to_string();
    let known = complaint.split(", expected ").nth(1).unwrap_or_default();
    let names: Vec<_> = known.split('`').skip(1).step_by(2).collect();
    assert_eq!(names, listed, "{at}");
}

#[test]
fn the_smaller_lists_are_those_of_the_domain() {
    use domain::{case, clock, workflow};
    let schema = WORKFLOW.schema();
    is_whole::<workflow::SourceKind>(schema, "/$defs/source/properties/kind");
    is_whole::<workflow::HolderRole>(schema, "/$defs/state/properties/holder");
    is_whole::<workflow::HolderRole>(schema, "/$defs/ground/properties/holder");
    is_whole::<workflow::FieldKind>(schema, "/$defs/field/properties/kind");
    is_whole::<workflow::Visibility>(schema, "/$defs/field/properties/visible");
    is_whole::<workflow::By>(schema, "/$defs/limit/properties/by");
    is_whole::<clock::DayEnd>(schema, "/$defs/limit/properties/day_end");
    is_whole::<workflow::Act>(schema, "/$defs/level/properties/act");
    is_whole::<workflow::Backwards>(schema, "/$defs/transition/properties/backwards");
    is_whole::<case::Complexity>(schema, "/$defs/conditions/properties/complexity/items");
    is_whole::<case::Risk>(schema, "/$defs/conditions/properties/risk/items");
    let schema = SCENARIOS.schema();
    is_whole::<case::Complexity>(schema, "/$defs/filing/properties/complexity");
    is_whole::<case::Risk>(schema, "/$defs/filing/properties/risk");
    is_whole::<case::Secrecy>(schema, "/$defs/filing/properties/secrecy");
    is_whole::<case::SigningMode>(schema, "/$defs/with/properties/mode");
    is_whole::<case::Verdict>(schema, "/$defs/with/properties/verdict");
    is_whole::<case::Solved>(schema, "/$defs/with/properties/solved");
    is_whole::<case::Complexity>(schema, "/$defs/with/properties/complexity");
    is_whole::<case::Risk>(schema, "/$defs/with/properties/risk");
    is_whole::<workflow::Act>(schema, "/$defs/expect/properties/levels/items/properties/act");
}

/// Every key that the schema knows, and no other, is known to the type: a value made from the schema is read.
#[test]
fn the_keys_of_the_schema_are_the_fields_of_the_types() {
    use domain::workflow::{self as w, scenario as s};
    let schema = WORKFLOW.schema();
    same_keys::<w::Definition>(schema, "");
    same_keys::<w::Filing>(schema, "/properties/filing");
    same_keys::<w::Source>(schema, "/$defs/source");
    same_keys::<w::Counter>(schema, "/$defs/counter");
    same_keys::<w::Ground>(schema, "/$defs/ground");
    same_keys::<w::Named>(schema, "/$defs/named");
    same_keys::<w::Form>(schema, "/$defs/form");
    same_keys::<w::Field>(schema, "/$defs/field");
    same_keys::<w::Letter>(schema, "/$defs/letter");
    same_keys::<w::RequiredNotice>(schema, "/$defs/required_notice");
    same_keys::<w::Limit>(schema, "/$defs/limit");
    same_keys::<w::Extension>(schema, "/$defs/extension");
    same_keys::<w::Level>(schema, "/$defs/level");
    same_keys::<w::State>(schema, "/$defs/state");
    same_keys::<w::Transition>(schema, "/$defs/transition");
    same_keys::<w::Conditions>(schema, "/$defs/conditions");
    let schema = SCENARIOS.schema();
    same_keys::<s::Scenarios>(schema, "");
    same_keys::<s::Scenario>(schema, "/$defs/scenario");
    same_keys::<s::Filing>(schema, "/$defs/filing");
    same_keys::<s::Step>(schema, "/$defs/step");
    same_keys::<s::With>(schema, "/$defs/with");
    same_keys::<s::Expect>(schema, "/$defs/expect");
}

#[test]
fn the_keys_of_the_other_schemas_are_the_fields_of_the_types() {
    use domain::{calendar as c, code_table as t, directory as d, routing as r};
    same_keys::<c::YearFile>(CALENDAR.schema(), "");
    same_keys::<c::Notice>(CALENDAR.schema(), "/properties/notice");
    same_keys::<c::HolidayEntry>(CALENDAR.schema(), "/$defs/holiday");
    same_keys::<c::OfficeFile>(OFFICE_HOURS.schema(), "");
    same_keys::<c::Season>(OFFICE_HOURS.schema(), "/$defs/season");
    same_keys::<t::CodeTable>(CODES.schema(), "");
    same_keys::<t::Crosswalk>(CROSSWALK.schema(), "");
    same_keys::<t::CrosswalkRow>(CROSSWALK.schema(), "/properties/rows/items");
    same_keys::<d::Directory>(DIRECTORY.schema(), "");
    same_keys::<d::Unit>(DIRECTORY.schema(), "/$defs/unit");
    same_keys::<d::Person>(DIRECTORY.schema(), "/$defs/person");
    same_keys::<r::RuleBook>(ROUTING.schema(), "");
    same_keys::<r::Rule>(ROUTING.schema(), "/$defs/rule");
    same_keys::<r::Condition>(ROUTING.schema(), "/$defs/condition");
}

#[test]
fn the_keys_of_supervision_are_the_fields_of_the_types() {
    use domain::{supervision as v, suspicion as s};
    let schema = SUPERVISION.schema();
    same_keys::<v::Supervision>(schema, "");
    same_keys::<v::Colours>(schema, "/$defs/colours");
    same_keys::<v::Yellow>(schema, "/$defs/yellow");
    same_keys::<s::Thresholds>(schema, "/$defs/suspicions");
    same_keys::<s::ReportedAgain>(schema, "/$defs/reported_again");
    same_keys::<s::Contradicted>(schema, "/$defs/contradicted");
    same_keys::<s::NoContact>(schema, "/$defs/no_contact");
    same_keys::<s::AnswerCopied>(schema, "/$defs/answer_copied");
    same_keys::<s::LastMinute>(schema, "/$defs/last_minute");
    same_keys::<s::PictureTwice>(schema, "/$defs/picture_twice");
    same_keys::<s::ReturnedLate>(schema, "/$defs/returned_late");
    same_keys::<s::PassedRound>(schema, "/$defs/passed_round");
    same_keys::<s::TransferBudget>(schema, "/$defs/transfer_budget");
    same_keys::<s::RatedInBurst>(schema, "/$defs/rated_in_burst");
    same_keys::<s::RatedFromOneSource>(schema, "/$defs/rated_from_one_source");
    same_keys::<s::RatedAtOnce>(schema, "/$defs/rated_at_once");
    same_keys::<s::RatedByUnit>(schema, "/$defs/rated_by_unit");
    same_keys::<s::IdentitiesRead>(schema, "/$defs/identities_read");
}

#[test]
fn the_keys_of_the_tables_of_outside_bodies_are_the_fields_of_the_types() {
    use domain::workflow::agency_map as a;
    let schema = AGENCY.schema();
    same_keys::<a::AgencyMap>(schema, "");
    same_keys::<a::Fact>(schema, "/$defs/fact");
    same_keys::<a::StandingRow>(schema, "/$defs/standing");
    same_keys::<a::Table>(schema, "/$defs/table");
    same_keys::<a::Note>(schema, "/$defs/note");
    same_keys::<a::Entry>(schema, "/$defs/entry");
    same_keys::<a::When>(schema, "/$defs/when");
    same_keys::<a::Step>(schema, "/$defs/step");
    is_whole::<a::Evidence>(schema, "/$defs/step/properties/evidence");
    is_whole::<domain::workflow::FieldKind>(schema, "/$defs/fact/properties/kind");
    is_whole::<domain::directory::UnitKind>(schema, "/properties/units/items");
}

#[track_caller]
fn same_keys<T: DeserializeOwned + std::fmt::Debug>(schema: &Schema, at: &str) {
    let part = schema.document().pointer(at).unwrap_or_else(|| panic!("nothing at {at}"));
    let keys: Vec<&str> =
        part["properties"].as_object().unwrap().keys().map(String::as_str).collect();
    let unknown = serde_json::json!({ "?": 0 });
    let complaint = serde_json::from_value::<T>(unknown).unwrap_err().to_string();
    let known = complaint.split(", expected ").nth(1).unwrap_or_default();
    let fields: Vec<_> = known.split('`').skip(1).step_by(2).collect();
    assert_eq!(keys, fields, "{at}");
}
