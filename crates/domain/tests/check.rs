//! The proofs: the small workflow passes, and each thing broken in it is found where it stands.
#![expect(clippy::unwrap_used, reason = "a fixture that does not parse must fail the test")]

mod small;

use domain::case::Complexity;
use domain::directory::Directory;
use domain::finding::{Finding, Severity};
use domain::id::{CounterName, LetterName, LimitName, OutcomeName, StateName, TransitionName};
use domain::text::Bilingual;
use domain::workflow::{
    Act, Backwards, Conditions, Definition, Field, State, Transition, Verb, check, staffing,
};

/// What is found after a change.
fn broken(change: impl FnOnce(&mut Definition)) -> Vec<Finding> {
    let mut definition = small::workflow();
    change(&mut definition);
    let checked = check(definition);
    let refused = checked.findings.iter().any(|finding| finding.severity == Severity::Error);
    assert_eq!(checked.workflow.is_none(), refused);
    checked.findings
}

/// The one finding, which must be this one.
fn only(code: &str, at: &str, change: impl FnOnce(&mut Definition)) -> Finding {
    let findings = broken(change);
    let places: Vec<(&str, &str)> = findings.iter().map(|f| (f.code, f.at.as_str())).collect();
    assert_eq!(places, [(code, at)], "{findings:#?}");
    findings.into_iter().next().unwrap()
}

/// The finding of this code at this place, among others that follow from the same fault.
fn among(code: &str, at: &str, change: impl FnOnce(&mut Definition)) -> Finding {
    let findings = broken(change);
    let found = findings.iter().find(|finding| finding.code == code && finding.at == at);
    assert!(found.is_some(), "no {code} at {at}: {findings:#?}");
    found.unwrap().clone()
}

fn help(finding: &Finding) -> &str {
    &finding.help.as_ref().unwrap().en
}

fn transition<'a>(definition: &'a mut Definition, name: &str) -> &'a mut Transition {
    definition.transitions.get_mut(name).unwrap()
}

fn state<'a>(definition: &'a mut Definition, name: &str) -> &'a mut State {
    definition.states.get_mut(name).unwrap()
}

fn unlist(definition: &mut Definition, from: &str, limit: &str) {
    state(definition, from).limits.retain(|name| name.as_str() != limit);
}

fn lead_to(definition: &mut Definition, name: &str, to: &str) {
    transition(definition, name).to = Some(StateName::from(to));
}

#[test]
fn a_sound_workflow_has_no_findings() {
    assert_eq!(broken(|_| ()), []);
}

#[test]
fn every_finding_speaks_both_languages_and_says_how_to_mend_it() {
    let findings = broken(|d| {
        d.transitions.shift_remove("sign");
        d.limits.get_mut("promise").unwrap().ladder.clear();
        d.states.get_mut("handling").unwrap().limits.clear();
    });
    assert!(findings.len() > 5, "{findings:#?}");
    for finding in findings {
        assert!(!finding.message.is_incomplete(), "{finding:#?}");
        assert!(finding.help.as_ref().is_some_and(|help| !help.is_incomplete()), "{finding:#?}");
    }
}

#[test]
fn all_faults_are_reported_at_once() {
    let findings = broken(|d| {
        transition(d, "accept").tells = vec![LetterName::from("acepted")];
        transition(d, "submit").outcome = Some(OutcomeName::from("solvd"));
        d.limits.get_mut("sign").unwrap().ladder.clear();
        d.states.get_mut("objected").unwrap().name.en.clear();
    });
    let mut codes: Vec<&str> = findings.iter().map(|finding| finding.code).collect();
    codes.sort_unstable();
    assert!(codes.contains(&"unknown-letter"), "{codes:?}");
    assert!(codes.contains(&"unknown-outcome"), "{codes:?}");
    assert!(codes.contains(&"no-ladder"), "{codes:?}");
    assert!(codes.contains(&"missing-text"), "{codes:?}");
}

#[test]
fn a_misspelt_name_is_one_finding_that_proposes_the_nearest() {
    let finding = only("unknown-state", "/transitions/sign/to", |d| lead_to(d, "sign", "handlng"));
    assert_eq!(help(&finding), "did you mean `handling`");
    assert_eq!(finding.message.zh, "没有名为 `handlng` 的状态");
}

#[test]
fn a_name_with_no_neighbour_lists_what_is_declared() {
    let finding = only("unknown-evidence", "/transitions/submit/evidence/0", |d| {
        transition(d, "submit").evidence = vec!["photograph".into()];
    });
    assert_eq!(help(&finding), "declared are `proof`; or declare it under `evidence`");
}

#[test]
fn a_field_is_required_with_choices_that_there_are() {
    let with = |d: &mut Definition, name: &str, choice: &str| {
        let note = Field {
            label: Bilingual::new("说明", "Note"),
            required_with: [(name.into(), choice.into())].into(),
            ..Field::default()
        };
        d.forms["result"].fields.insert("note".into(), note);
    };
    assert_eq!(broken(|d| with(d, "manner", "paid")), []);
    let at = "/forms/result/fields/note/required_with";
    for (name, choice) in [("manner", "none"), ("colour", "paid"), ("note", "paid")] {
        only("unknown-choice", &format!("{at}/{name}"), |d| with(d, name, choice));
    }
    only("needless-required-with", at, |d| {
        with(d, "manner", "paid");
        d.forms["result"].fields["note"].required = true;
    });
}

#[test]
fn what_nothing_uses_is_found() {
    let finding = only("unused-form", "/forms/result", |d| {
        transition(d, "submit").form = None;
        transition(d, "submit_signed").form = None;
    });
    assert!(help(&finding).contains("remove it"));
}

#[test]
fn texts_stand_in_both_languages() {
    only("missing-text", "/states/handling/name", |d| state(d, "handling").name.en.clear());
}

#[test]
fn placeholders_come_from_the_closed_list() {
    let finding = among("unknown-placeholder", "/letters/result/text/en", |d| {
        d.letters.get_mut("result").unwrap().text.en = "{case_number}: {outcom}".into();
    });
    assert_eq!(help(&finding), "did you mean `{outcome}`");
}

#[test]
fn names_are_well_formed() {
    among("bad-name", "/evidence/Big Proof", |d| {
        let proof = d.evidence["proof"].clone();
        d.evidence.insert("Big Proof".into(), proof);
    });
}

#[test]
fn nothing_passes_by_timeout() {
    only("engine-acts", "/transitions/archive/by/1", |d| {
        transition(d, "archive").by.push("engine@center".parse().unwrap());
    });
}

#[test]
fn administrators_see_no_case() {
    only("administrator-acts", "/limits/sign/ladder/0/to/2", |d| {
        let ladder = &mut d.limits.get_mut("sign").unwrap().ladder;
        ladder[0].to.push("audit_administrator@center".parse().unwrap());
    });
}

#[test]
fn roles_fit_relations() {
    let finding = only("impossible-seat", "/transitions/contact/by/1", |d| {
        transition(d, "contact").by.push("clerk@lead".parse().unwrap());
    });
    assert_eq!(help(&finding), "there are `clerk@center`, `clerk@signer`");
}

#[test]
fn verbs_that_stay_lead_nowhere_and_others_somewhere() {
    among("target-forbidden", "/transitions/release/to", |d| lead_to(d, "release", "handling"));
    among("target-missing", "/transitions/accept/to", |d| transition(d, "accept").to = None);
}

#[test]
fn a_result_records_an_outcome() {
    among("outcome-missing", "/transitions/submit/outcome", |d| {
        transition(d, "submit").outcome = None;
    });
}

#[test]
fn an_assignment_leads_to_a_state_of_the_lead_unit() {
    among("not-led", "/transitions/assign/to", |d| lead_to(d, "assign", "objected"));
}

#[test]
fn a_return_that_nothing_counts_shows_the_round_it_goes() {
    let finding = only("uncounted-loop", "/transitions/object/counts", |d| {
        transition(d, "object").counts = None;
    });
    assert!(finding.message.en.contains("objected → "), "{}", finding.message.en);
}

#[test]
fn what_is_suspended_can_be_resumed_in_the_same_state() {
    among("unfinished", "/transitions/suspend/from/0", |d| {
        d.transitions.shift_remove("resume");
    });
}

#[test]
fn the_citizen_is_told_of_an_extension() {
    among("extension-untold", "/transitions/grant_extension/tells", |d| {
        transition(d, "grant_extension").tells.clear();
    });
}

#[test]
fn an_objection_can_be_upheld_and_refused() {
    among("objection-unanswered", "/transitions/object/to", |d| {
        d.transitions.shift_remove("overrule");
    });
}

#[test]
fn when_returns_are_used_up_a_joint_session_can_decide() {
    only("cap-without-consequence", "/counters/returns", |d| {
        d.transitions.shift_remove("decide");
    });
}

#[test]
fn a_second_dispatch_answers_not_solved() {
    among("redispatch-unasked", "/transitions/redispatch/when", |d| {
        transition(d, "redispatch").when.solved = None;
    });
}

#[test]
fn a_joint_session_about_what_is_not_solved_asks_first_too() {
    among("redispatch-unasked", "/transitions/decide/when", |d| {
        transition(d, "decide").from.push(StateName::from("feedback"));
        transition(d, "decide").backwards = Some(Backwards::Redispatch);
    });
}

#[test]
fn no_result_is_filed_over_an_open_part() {
    only("open-parts", "/transitions/submit/when", |d| {
        transition(d, "submit").when.assistants_done = false;
    });
}

#[test]
fn a_part_can_be_finished_without_a_pause() {
    let dispatched = || StateName::from("dispatched");
    let findings = broken(|d| transition(d, "join").from.push(dispatched()));
    let places: Vec<&str> =
        findings.iter().filter(|f| f.code == "part-paused").map(|f| f.at.as_str()).collect();
    assert_eq!(places, ["/states/objected", "/states/objected"], "{findings:#?}");
}

#[test]
fn every_state_can_be_reached() {
    let finding = among("unreachable-state", "/states/objected", |d| {
        d.transitions.shift_remove("object");
    });
    assert!(help(&finding).contains("to: objected"), "{finding:#?}");
}

#[test]
fn every_transition_can_be_done() {
    only("unusable-transition", "/transitions/drop_signer", |d| {
        transition(d, "drop_signer").when.solved = Some(true);
    });
}

#[test]
fn a_transition_that_never_works_in_one_of_its_states_says_which() {
    only("unusable-here", "/transitions/contribute/from/2", |d| {
        transition(d, "contribute").from.push(StateName::from("registered"));
    });
}

#[test]
fn a_case_that_gets_stuck_is_shown_with_path_and_situation() {
    let finding = among("stuck", "/states/studying", |d| {
        d.transitions.shift_remove("withdraw");
        d.transitions.shift_remove("classify");
        transition(d, "assign").when.complexity = vec![Complexity::Simple];
    });
    let words = &finding.message.en;
    assert!(words.contains("complexity general"), "{words}");
    assert!(words.contains("registered → studying"), "{words}");
    assert!(finding.message.zh.contains("登记 → 研判"), "{}", finding.message.zh);
}

#[test]
fn a_silent_citizen_cannot_hold_a_case_open_for_ever() {
    let finding = only("no-sure-way-on", "/states/feedback", |d| {
        transition(d, "close_unreached").when.solved = Some(false);
    });
    assert!(help(&finding).contains("never by timeout"));
}

#[test]
fn a_complexity_without_a_way_on_is_named() {
    let finding = among("no-sure-way-on", "/states/handling", |d| {
        transition(d, "submit").when.complexity.truncate(1);
    });
    assert!(finding.message.en.contains("complexity general"), "{}", finding.message.en);
}

#[test]
fn a_way_on_that_is_open_only_in_time_is_no_way_on() {
    among("no-sure-way-on", "/states/studying", |d| {
        for name in ["assign", "decide"] {
            transition(d, name).when.in_time = vec![LimitName::from("dispatch")];
        }
    });
}

#[test]
fn a_counter_at_its_cap_leaves_a_way_on() {
    among("no-sure-way-on", "/states/studying", |d| {
        transition(d, "assign").counts = Some(CounterName::from("reopenings"));
        d.transitions.shift_remove("decide");
    });
}

#[test]
fn a_state_has_a_limit_or_says_why_not() {
    only("no-limit", "/states/verifying/limits", |d| {
        state(d, "verifying").limits.clear();
        state(d, "feedback").limits.push(LimitName::from("verify"));
    });
    only("limit-at-end", "/states/archived/limits", |d| {
        state(d, "archived").limits.push(LimitName::from("verify"));
    });
}

#[test]
fn a_limit_has_a_length_for_every_value() {
    only("length-missing", "/limits/promise/lengths", |d| {
        d.limits.get_mut("promise").unwrap().lengths.shift_remove("complex");
    });
}

#[test]
fn clocks_start_at_dispatch_never_at_signing() {
    let finding = only("clock-starts-at-signing", "/states/handling/limits/0", |d| {
        unlist(d, "dispatched", "contact");
    });
    assert_eq!(help(&finding), "list `contact` in state `dispatched` too");
}

#[test]
fn the_promise_runs_without_a_gap() {
    only("promise-interrupted", "/states/objected/limits", |d| unlist(d, "objected", "promise"));
}

#[test]
fn a_level_needs_a_time_a_target_and_its_turn() {
    let ladder =
        |d: &mut Definition| std::mem::take(&mut d.limits.get_mut("promise").unwrap().ladder);
    only("level-to-nobody", "/limits/promise/ladder/2/to", |d| {
        let mut levels = ladder(d);
        levels[2].to.clear();
        levels[3].to.push("supervisor@center".parse().unwrap());
        d.limits.get_mut("promise").unwrap().ladder = levels;
    });
    only("ladder-out-of-order", "/limits/promise/ladder/3/at", |d| {
        let mut levels = ladder(d);
        levels[3].at = levels[2].at;
        d.limits.get_mut("promise").unwrap().ladder = levels;
    });
    only("escalation-descends", "/limits/promise/ladder/3/act", |d| {
        let mut levels = ladder(d);
        levels[3].act = Act::Remind;
        d.limits.get_mut("promise").unwrap().ladder = levels;
    });
    only("escalation-descends", "/limits/promise/ladder/3/to", |d| {
        let mut levels = ladder(d);
        levels[3].to = vec!["handler@lead".parse().unwrap()];
        d.limits.get_mut("promise").unwrap().ladder = levels;
    });
}

#[test]
fn a_level_longer_than_its_limit_never_fires() {
    only("level-never-fires", "/limits/verify/ladder/0/at", |d| {
        let ladder = &mut d.limits.get_mut("verify").unwrap().ladder;
        ladder.insert(0, ladder[0].clone());
        ladder[0].at = Some("3 work_day left".parse().unwrap());
    });
}

#[test]
fn a_ladder_reaches_past_the_deadline() {
    only("ladder-stops-early", "/limits/verify/ladder/0/at", |d| {
        d.limits.get_mut("verify").unwrap().ladder[0].at = Some("10% left".parse().unwrap());
    });
}

#[test]
fn a_level_tells_only_people_who_exist_by_then() {
    only("level-to-nobody", "/limits/accept/ladder/0/to/1", |d| {
        let ladder = &mut d.limits.get_mut("accept").unwrap().ladder;
        ladder[0].to.push("handler@lead".parse().unwrap());
    });
}

#[test]
fn an_assisting_unit_can_always_finish_or_be_let_go() {
    let finding = only("joint-deadlock", "/states/dispatched", |d| {
        transition(d, "release").from.remove(0);
    });
    assert!(finding.message.en.contains("registered → studying → dispatched"));
}

#[test]
fn a_required_notice_cannot_be_avoided() {
    let finding = only("notice-not-sent", "/required_notices/0", |d| {
        transition(d, "reopen").tells.clear();
    });
    assert!(
        finding.message.en.contains("registered → declined → studying"),
        "{}",
        finding.message.en
    );
}

#[test]
fn a_notice_is_not_required_for_excepted_outcomes() {
    let excepting = |outcomes: &[&str]| {
        let outcomes: Vec<OutcomeName> = outcomes.iter().map(|name| (*name).into()).collect();
        broken(|d| {
            transition(d, "verify").tells.clear();
            transition(d, "archive").tells.push(LetterName::from("result"));
            d.required_notices[1].except = outcomes;
        })
    };
    assert_eq!(excepting(&["explained", "unreached", "unsolved", "withdrawn"]), []);
    assert_eq!(excepting(&["explained", "unreached", "withdrawn"])[0].code, "notice-not-sent");
}

#[test]
fn the_loop_has_all_its_stages() {
    among("stage-missing", "/states", |d| {
        state(d, "archived").stage = domain::workflow::Stage::Close;
    });
}

#[test]
fn no_result_is_archived_past_the_citizen() {
    let finding = among("citizen-not-asked", "/transitions/submit", |d| {
        lead_to(d, "verify", "archived");
    });
    assert!(finding.message.en.contains("verifying → archived"), "{}", finding.message.en);
}

#[test]
fn silence_is_not_satisfaction() {
    only("silence-closes", "/transitions/archive/when", |d| {
        transition(d, "archive").when.solved = None;
    });
}

#[test]
fn rounds_of_work_are_no_attempts_to_ask_the_citizen() {
    only("silence-closes", "/transitions/close_unsolved/when", |d| {
        transition(d, "close_unsolved").when.solved = None;
    });
}

#[test]
fn stages_run_backwards_only_where_marked() {
    let finding = only("runs-backwards", "/transitions/give_back/from/0", |d| {
        transition(d, "give_back").backwards = None;
    });
    assert!(help(&finding).contains("backwards: return"));
    only("needless-mark", "/transitions/sign/backwards", |d| {
        transition(d, "sign").backwards = Some(Backwards::Return);
    });
    only("wrong-mark", "/transitions/give_back/backwards", |d| {
        transition(d, "give_back").backwards = Some(Backwards::Reopen);
    });
    among("runs-back-too-far", "/transitions/rework/to", |d| lead_to(d, "rework", "studying"));
}

#[test]
fn no_result_is_filed_past_the_signing() {
    let finding = among("submit-unsigned", "/transitions/submit", |d| {
        lead_to(d, "assign", "handling");
    });
    assert!(help(&finding).contains("`sign`"));
}

#[test]
fn nothing_is_closed_without_an_outcome() {
    among("closed-without-outcome", "/states/verifying", |d| lead_to(d, "accept", "verifying"));
}

#[test]
fn a_state_of_the_lead_unit_has_one() {
    among("held-by-nobody", "/states/handling", |d| lead_to(d, "accept", "handling"));
}

#[test]
fn withdrawing_has_no_gap() {
    only("withdrawal-gap", "/states/objected", |d| {
        transition(d, "withdraw").from.retain(|name| name.as_str() != "objected");
    });
}

#[test]
fn an_unknown_beginning_still_reports_the_other_faults() {
    let findings = broken(|d| {
        d.initial = StateName::default();
        transition(d, "sign").by.clear();
    });
    let codes: Vec<&str> = findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["missing-name", "nobody-may"]);
}

#[test]
fn conditions_that_contradict_each_other_are_found() {
    among("unusable-transition", "/transitions/extra", |d| {
        let extra = Transition {
            verb: Verb::Record,
            label: domain::text::Bilingual::new("备注", "Note"),
            from: vec![StateName::from("handling")],
            by: vec!["handler@lead".parse().unwrap()],
            when: Conditions {
                category: vec!["01".into()],
                not_category: vec!["0".into()],
                ..Conditions::default()
            },
            ..Transition::default()
        };
        d.transitions.insert(TransitionName::from("extra"), extra);
    });
}

const DIRECTORY: &str = r"
units:
  center: {name: {zh: 某县综治中心, en: Example center}, kind: center}
  county: {name: {zh: 某县, en: Example county}, kind: department}
  labour: {name: {zh: 某县人社局, en: Example labour bureau}, kind: department, parent: county, powers: ['07']}
people:
  c1: {name: {zh: 甲, en: A}, unit: center, roles: [clerk, supervisor, director]}
  l1: {name: {zh: 乙, en: B}, unit: labour, roles: [handler, unit_head]}
";

#[test]
fn every_seat_is_staffed() {
    let workflow = check(small::workflow()).workflow.unwrap();
    let mut directory: Directory = serde_saphyr::from_str(DIRECTORY).unwrap();
    assert_eq!(staffing(&workflow, &directory), []);
    directory.people.get_mut("l1").unwrap().roles.remove(&domain::actor::Role::UnitHead);
    let findings = staffing(&workflow, &directory);
    let places: Vec<(&str, &str)> = findings.iter().map(|f| (f.code, f.at.as_str())).collect();
    assert_eq!(places, [("seat-not-staffed", "/transitions/object/by/0")]);
    assert!(findings[0].message.en.contains("`labour`"), "{findings:#?}");
}
