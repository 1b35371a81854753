//! What a scheme may not say, and that everything is said at once.

use domain::actor::Role;
use domain::appraisal::{Checked, Indicator, LeaveOut, Scheme, Term, check};
use domain::finding::Severity;

use crate::county::{self, County};

fn checked(scheme: &Scheme) -> Checked {
    let county = County::load();
    let definitions = testkit::NAMES.map(testkit::definition);
    let definitions: Vec<_> = definitions.iter().collect();
    check(scheme, &county.directory, &definitions)
}

fn term(is: &str, any: &[&str]) -> Term {
    Term { is: is.into(), any: any.iter().map(|one| (*one).into()).collect(), fields: Vec::new() }
}

fn leave(all: Vec<Term>) -> LeaveOut {
    LeaveOut { all, why: domain::text::Bilingual::new("因", "why"), source: "neutral".into() }
}

fn spoil(spoiler: impl FnOnce(&mut Scheme)) -> Vec<String> {
    let mut scheme = county::scheme();
    spoiler(&mut scheme);
    let checked = checked(&scheme);
    let errors = checked.findings.iter().filter(|found| found.severity == Severity::Error);
    let errors: Vec<_> = errors.map(|found| format!("{} {}", found.code, found.at)).collect();
    assert_eq!(checked.scheme.is_none(), !errors.is_empty());
    errors
}

/// The findings after one indicator was spoilt.
fn spoil_one(name: &str, spoiler: impl FnOnce(&mut Indicator)) -> Vec<String> {
    spoil(|scheme| spoiler(&mut scheme.indicators[name]))
}

#[test]
fn the_shipped_scheme_is_sound_for_the_shipped_county() {
    let scheme: Scheme = testkit::read("appraisal/chibi.yaml");
    let directory = testkit::read("directories/chibi.yaml");
    let definitions = testkit::NAMES.map(testkit::definition);
    let definitions: Vec<_> = definitions.iter().collect();
    let checked = check(&scheme, &directory, &definitions);
    assert_eq!(checked.findings, []);
    assert!(checked.scheme.is_some());
}

#[test]
fn silence_is_never_counted_nor_hidden() {
    let silent = || vec![term("silent", &[])];
    assert_eq!(
        spoil_one("solved", |it| it.good = silent()),
        ["counts-silence /indicators/solved/good/0"]
    );
    assert_eq!(
        spoil_one("solved", |it| it.base = vec![term("answered", &[])]),
        ["base-hides-silence /indicators/solved/base/0"]
    );
    assert_eq!(
        spoil_one("solved", |it| it.good = vec![term("default_good", &[])]),
        ["counts-silence /indicators/solved/good/0"]
    );
    let unrated = |it: &mut Indicator| {
        it.good = vec![Term { fields: vec!["handling".into()], ..term("unrated", &[]) }];
    };
    assert_eq!(spoil_one("satisfied", unrated), ["counts-silence /indicators/satisfied/good/0"]);
}

#[test]
fn people_scans_presence_and_votes_are_refused_with_the_reason() {
    assert_eq!(
        spoil_one("sign", |it| it.grain = "person".into()),
        ["counts-people /indicators/sign/grain"]
    );
    assert_eq!(
        spoil_one("satisfied", |it| it.good = vec![term("scan_ratings", &[])]),
        ["counts-scans /indicators/satisfied/good/0"]
    );
    for name in ["logins", "online_time", "points", "votes", "likes"] {
        let mut scheme = county::scheme();
        scheme.indicators["sign"].good = vec![term(name, &[])];
        let found = checked(&scheme).findings;
        assert_eq!(found.len(), 1, "{name}: {found:#?}");
        assert_eq!(found[0].code, "counts-presence");
        assert!(found[0].message.zh.contains("国办函〔2026〕12号"));
    }
}

#[test]
fn a_lawful_outcome_leaves_a_rate_by_a_recorded_decision_only() {
    let outcome = || term("outcome", &["explained"]);
    assert_eq!(
        spoil_one("solved", |it| it.leave_out = vec![leave(vec![outcome()])]),
        ["leaves-without-decision /indicators/solved/leave_out/0/all/0"]
    );
    assert_eq!(
        spoil_one("solved", |it| it.base.push(outcome())),
        ["leaves-without-decision /indicators/solved/base/1"]
    );
    assert_eq!(
        spoil_one("finished", |it| it.leave_out = vec![leave(vec![term("late", &[])])]),
        ["leaves-without-decision /indicators/finished/leave_out/0/all/0"]
    );
    assert_eq!(
        spoil_one("finished", |it| it.base.push(term("in_time", &[]))),
        ["leaves-without-decision /indicators/finished/base/0"]
    );
    let decided = || term("decided", &["unreasonable"]);
    let both = || vec![leave(vec![outcome(), decided()])];
    assert_eq!(spoil_one("solved", |it| it.leave_out = both()), [""; 0]);
    assert_eq!(
        spoil_one("solved", |it| it.good.push(decided())),
        ["decision-misplaced /indicators/solved/good/1"]
    );
}

#[test]
fn weights_groups_and_grades_must_add_up() {
    assert_eq!(spoil_one("solved", |it| it.weight = 20), ["weights-wrong /indicators"]);
    assert_eq!(
        spoil(|scheme| scheme.groups["center"].kinds.clear()),
        ["group-empty /groups/center"]
    );
    assert_eq!(
        spoil(|scheme| scheme.groups["center"].units.push("town".into())),
        ["unit-in-two-groups /groups/townships"]
    );
    assert_eq!(
        spoil(|scheme| scheme.groups["center"].units.push("twon".into())),
        ["unit-unknown /groups/center/units"]
    );
    assert_eq!(spoil(|scheme| scheme.least_cases = 0), ["least-cases-missing /least_cases"]);
    assert_eq!(spoil(|scheme| scheme.grades.reverse()), ["grades-wrong /grades"]);
    assert_eq!(
        spoil(|scheme| _ = scheme.grades.pop()),
        ["grades-wrong /grades"],
        "the last grade begins at 0"
    );
}

#[test]
fn what_does_not_exist_is_named_and_what_was_meant_is_offered() {
    let mut scheme = county::scheme();
    let sign = &mut scheme.indicators["sign"];
    sign.limits = vec!["sing".into()];
    sign.workflows = vec!["servise".into(), "service".into()];
    sign.good = vec![term("in_tim", &[])];
    sign.source = "yulim".into();
    sign.scoring = "highest".into();
    let found = checked(&scheme).findings;
    let codes: Vec<_> = found.iter().map(|found| found.code).collect();
    assert_eq!(codes, ["source-unknown", "word-unknown", "workflow-unknown"]);
    scheme.indicators["sign"].scoring = "higher".into();
    let found = checked(&scheme).findings;
    let codes: Vec<_> = found.iter().map(|found| found.code).collect();
    assert_eq!(
        codes,
        [
            "source-unknown",
            "workflow-unknown",
            "limit-unknown",
            "limits-without-workflow",
            "predicate-unknown"
        ]
    );
    let meant = found.last().unwrap().help.as_ref().unwrap();
    assert_eq!(meant.en, "did you mean `in_time`?");
}

#[test]
fn a_predicate_fits_what_is_counted_and_says_what_it_needs() {
    assert_eq!(
        spoil_one("sign", |it| it.good = vec![term("signed", &[])]),
        ["predicate-unfit /indicators/sign/good/0"]
    );
    assert_eq!(
        spoil_one("solved", |it| it.good = vec![term("said", &[])]),
        ["choices-missing /indicators/solved/good/0"]
    );
    assert_eq!(
        spoil_one("solved", |it| it.good = vec![term("said", &["maybe"])]),
        ["choice-unknown /indicators/solved/good/0"]
    );
    assert_eq!(
        spoil_one("sign", |it| it.good[0].any.push("yes".into())),
        ["choices-unasked /indicators/sign/good/0"]
    );
    assert_eq!(
        spoil_one("satisfied", |it| it.good[0].fields.clear()),
        [
            "fields-wrong /indicators/satisfied/good/0",
            "choice-unknown /indicators/satisfied/good/0"
        ]
        .iter()
        .copied()
        .chain(["choice-unknown /indicators/satisfied/good/0"; 2])
        .collect::<Vec<_>>()
    );
    assert_eq!(
        spoil_one("satisfied", |it| it.good[0].fields.push("mood".into())),
        ["field-unknown /indicators/satisfied/good/0"]
    );
    assert_eq!(
        spoil_one("returned", |it| it.good[0].any.push("met".into())),
        ["choice-unknown /indicators/returned/good/0"]
    );
    assert_eq!(spoil_one("sign", |it| it.limits.clear()), ["limits-wrong /indicators/sign/limits"]);
    assert_eq!(
        spoil_one("solved", |it| it.side = Some("calling".into())),
        ["side-unfit /indicators/solved/side"]
    );
}

#[test]
fn a_rate_has_a_numerator_and_only_a_deduction_has_a_price() {
    assert_eq!(
        spoil_one("sign", |it| it.good.clear()),
        ["numerator-missing /indicators/sign/good"]
    );
    assert_eq!(
        spoil_one("ordered", |it| it.each = None),
        ["deduction-wrong /indicators/ordered/scoring"]
    );
    assert_eq!(
        spoil_one("sign", |it| it.at_most = Some("5".parse().unwrap())),
        ["deduction-wrong /indicators/sign/scoring"]
    );
    let mixed = |it: &mut Indicator| {
        let rating = Term { fields: vec!["handling".into()], ..term("rating", &["satisfied"]) };
        it.good.push(rating);
    };
    assert_eq!(spoil_one("solved", mixed), ["rates-mixed /indicators/solved/good"]);
    assert_eq!(
        spoil_one("solved", |it| it.leave_out[0].all.clear()),
        ["exclusion-empty /indicators/solved/leave_out/0/all"]
    );
}

#[test]
fn whoever_calls_is_appraised_too() {
    let mut scheme = county::scheme();
    scheme.indicators["misdirected"].side = None;
    let checked = checked(&scheme);
    let codes: Vec<_> = checked.findings.iter().map(|found| found.code).collect();
    assert_eq!(codes, ["calling-side-missing"]);
    assert!(checked.scheme.is_some(), "a warning refuses nothing");
}

#[test]
fn who_decides_what_leaves_a_rate_is_named_and_is_nobody_who_is_appraised() {
    let missing = spoil(|scheme| scheme.deciders.retain(|kind, _| kind != "unreasonable"));
    assert_eq!(missing, ["decider-missing /deciders"]);
    let handlers = spoil(|scheme| scheme.deciders["deferred"] = vec![Role::Handler]);
    assert_eq!(handlers, ["decider-unfit /deciders/deferred"]);
    let nobody = spoil(|scheme| scheme.deciders["deferred"] = Vec::new());
    assert_eq!(nobody, ["decider-unfit /deciders/deferred"]);
    let unknown = spoil(|scheme| {
        scheme.deciders.insert("weather".into(), vec![Role::Director]);
    });
    assert_eq!(unknown, ["word-unknown /deciders/weather"]);
}
