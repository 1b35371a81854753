//! Laws of mappings.

use uuid::Uuid;

use super::{DryRun, Mapping, Why, dry_run, suggest, validate};
use crate::case::{Case, Suspend, Suspension};
use crate::clock::Holder;
use crate::finding::{Finding, Severity};
use crate::id::{CaseId, Timestamp};
use crate::workflow::fixture::small;
use crate::workflow::{Definition, HolderRole, Stage};

fn second() -> Definition {
    Definition { version: 2, ..small() }
}

fn codes(findings: &[Finding]) -> Vec<&'static str> {
    findings.iter().map(|finding| finding.code).collect()
}

fn check(new: &Definition, mapping: &Mapping) -> Vec<&'static str> {
    codes(&validate(&small(), new, mapping))
}

/// A case of the first version in this state, with nothing else of note.
fn case(state: &str) -> Case {
    let at: Timestamp = "2026-03-02T01:00:00Z".parse().unwrap();
    let definition = small();
    let case = serde_json::json!({
        "id": Uuid::from_u128(7), "seq": 3, "workflow": {"name": "small", "version": 1},
        "state": state, "stage": definition.states[state].stage, "ended": null, "outcome": null,
        "filed_at": at, "category": "02", "place": "4212", "complexity": "general", "risk": "low",
        "secrecy": "ordinary", "anonymous": false, "parties": [], "respondents": {},
        "restriction": null, "center": "center", "lead": null, "assistants": {}, "signing": null,
        "consulted": [], "extension": null, "suspension": null, "orders": {}, "counters": {},
        "contacted": false, "solved": null, "done_by": {}, "master": null, "split_from": null,
        "absorbed": [], "tenures": [], "clocks": []
    });
    serde_json::from_value(case).unwrap()
}

fn suspension() -> Suspension {
    let at: Timestamp = "2026-03-09T01:00:00Z".parse().unwrap();
    let terms = Suspend { ground: "illness".into(), document: None, until: at };
    Suspension { terms, since: at, resumes_to: Holder::Citizen }
}

fn run(case: &Case, mapping: &Mapping, new: &Definition) -> DryRun {
    dry_run(&small(), new, mapping, [case])
}

fn why(case: &Case, mapping: &Mapping, new: &Definition) -> Option<Why> {
    run(case, mapping, new).stays.first().map(|stay| stay.why)
}

#[test]
fn the_suggestion_between_like_versions_has_no_finding() {
    assert_eq!(check(&second(), &suggest(&small(), &second())), Vec::<&str>::new());
}

#[test]
fn every_reachable_state_must_be_mapped() {
    let all = suggest(&small(), &second());
    for state in small().states.keys() {
        let mut mapping = all.clone();
        mapping.states.shift_remove(state);
        assert_eq!(check(&second(), &mapping), ["mapping-unmapped"], "{state}");
    }
}

#[test]
fn a_state_that_no_case_can_reach_need_not_be_mapped() {
    let mut old = small();
    let spare = old.states["study"].clone();
    old.states.insert("spare".into(), spare);
    let mapping = suggest(&small(), &second());
    assert_eq!(codes(&validate(&old, &second(), &mapping)), Vec::<&str>::new());
}

#[test]
fn the_suggestion_follows_a_state_to_its_new_key_by_its_name() {
    let mut new = second();
    let state = new.states.shift_remove("study").unwrap();
    new.states.insert("studying".into(), state);
    assert_eq!(suggest(&small(), &new).states["study"].as_str(), "studying");
}

#[test]
fn sources_and_targets_must_exist() {
    let mut mapping = suggest(&small(), &second());
    mapping.states.insert("study".into(), "nowhere".into());
    mapping.states.insert("never".into(), "study".into());
    let findings = validate(&small(), &second(), &mapping);
    assert_eq!(codes(&findings), ["mapping-unknown-target", "mapping-unknown-source"]);
    assert_eq!(findings[0].at, "/states/study");
}

#[test]
fn ends_go_to_ends_and_open_states_to_open_ones() {
    let mut mapping = suggest(&small(), &second());
    mapping.states.insert("closed".into(), "study".into());
    mapping.states.insert("study".into(), "refused".into());
    assert_eq!(check(&second(), &mapping), ["mapping-end", "mapping-end"]);
}

#[test]
fn going_back_to_an_earlier_stage_must_be_said() {
    let mut new = second();
    new.states["handling"].stage = Stage::Assign;
    let mut mapping = suggest(&small(), &new);
    assert_eq!(check(&new, &mapping), ["mapping-stage-backwards"]);
    mapping.backwards.insert("handling".into());
    assert_eq!(check(&new, &mapping), Vec::<&str>::new());
    mapping.backwards.insert("study".into());
    assert_eq!(check(&new, &mapping), ["mapping-backwards-idle"]);
}

#[test]
fn what_happens_to_running_clocks_and_holders_is_said() {
    let mut new = second();
    new.states["handling"].limits = vec!["signing".into()];
    new.states["handling"].holder = HolderRole::Center;
    new.limits["screening"].rolls = true;
    let findings = validate(&small(), &new, &suggest(&small(), &new));
    let expected = [
        "mapping-limit-changes",
        "mapping-holder",
        "mapping-limit-vanishes",
        "mapping-limit-appears",
        "mapping-limit-changes",
    ];
    assert_eq!(codes(&findings), expected);
    assert!(findings.iter().all(|finding| finding.severity == Severity::Warning));
    assert!(findings.iter().all(|finding| !finding.message.is_incomplete()));
}

#[test]
fn a_cap_that_shrinks_is_said() {
    let mut new = second();
    new.counters["returns"].at_most = 1;
    new.counters.shift_remove("reopenings");
    let expected = ["mapping-counter-shrinks", "mapping-counter-vanishes"];
    assert_eq!(check(&new, &suggest(&small(), &new)), expected);
}

#[test]
fn a_mapping_is_for_its_workflow_and_versions_only() {
    let mapping =
        Mapping { workflow: "other".into(), from: 3, to: 3, ..suggest(&small(), &second()) };
    let expected =
        ["mapping-workflow", "mapping-version", "mapping-version", "mapping-same-version"];
    assert_eq!(check(&second(), &mapping), expected);
}

#[test]
fn every_case_is_either_moved_or_stays_with_a_reason() {
    let (new, mapping) = (second(), suggest(&small(), &second()));
    let mut cases: Vec<Case> = small().states.keys().map(|state| case(state.as_str())).collect();
    cases[1].suspension = Some(suspension());
    let result = dry_run(&small(), &new, &mapping, &cases);
    assert_eq!(result.moves.len() + result.stays.len(), cases.len());
    assert!(result.stays.iter().all(|stay| !stay.why.words().is_incomplete()));
}

#[test]
fn each_reason_to_stay_is_found() {
    let (new, mapping) = (second(), suggest(&small(), &second()));
    assert_eq!(why(&case("handling"), &mapping, &new), None);
    let mut ended = case("handling");
    ended.ended = Some("settled".into());
    assert_eq!(why(&ended, &mapping, &new), Some(Why::Ended));
    let mut suspended = case("handling");
    suspended.suspension = Some(suspension());
    assert_eq!(why(&suspended, &mapping, &new), Some(Why::Suspended));
    let mut other = case("handling");
    other.workflow.version = 9;
    assert_eq!(why(&other, &mapping, &new), Some(Why::OtherVersion));
    other.workflow.version = 2;
    assert_eq!(why(&other, &mapping, &new), Some(Why::AlreadyThere));
    other.workflow.name = "other".into();
    assert_eq!(why(&other, &mapping, &new), Some(Why::OtherWorkflow));
    let mut nowhere = mapping.clone();
    nowhere.states.insert("handling".into(), "nowhere".into());
    assert_eq!(why(&case("handling"), &nowhere, &new), Some(Why::TargetMissing));
    nowhere.states.insert("handling".into(), "closed".into());
    assert_eq!(why(&case("handling"), &nowhere, &new), Some(Why::TargetIsEnd));
    nowhere.states.shift_remove("handling");
    assert_eq!(why(&case("handling"), &nowhere, &new), Some(Why::Unmapped));
}

#[test]
fn what_waits_for_an_answer_stays_unless_it_can_be_answered() {
    let (mut new, mapping) = (second(), suggest(&small(), &second()));
    let mut waiting = case("handling");
    waiting.extension = serde_json::from_value(serde_json::json!({
        "extend": {"limit": "handling", "by": "5 calendar_day"}, "by": "person"
    }))
    .unwrap();
    assert_eq!(why(&waiting, &mapping, &new), None);
    new.states["handling"].limits.clear();
    assert_eq!(why(&waiting, &mapping, &new), Some(Why::ExtensionPending));
    let mut signing = case("handling");
    signing.signing =
        serde_json::from_value(serde_json::json!({"mode": "all", "signers": {"person": null}}))
            .unwrap();
    assert_eq!(why(&signing, &mapping, &new), Some(Why::SigningOpen));
}

#[test]
fn a_move_says_which_clocks_begin_and_which_counters_are_used_up() {
    let mut new = second();
    new.states["handling"].limits = vec!["handling".into(), "signing".into()];
    new.counters["returns"].at_most = 1;
    let mut counted = case("handling");
    counted.counters.insert("returns".into(), 1);
    let result = run(&counted, &suggest(&small(), &new), &new);
    let moved = &result.moves[0];
    assert_eq!(moved.case, CaseId(Uuid::from_u128(7)));
    assert_eq!(moved.clocks_start, ["signing".into()]);
    assert_eq!(moved.used_up, ["returns".into()]);
}
