//! Every mutant of the small workflow is refused, or is harmless to the proofs for a reason that stands here.
#![expect(clippy::unwrap_used, reason = "a fixture that does not parse must fail the test")]

mod small;

use std::collections::BTreeSet;

use domain::workflow::check;
use domain::workflow::mutate::mutants;

/// Mutants that still are workflows in which nothing gets stuck, nobody is forgotten and no law is broken. They do
/// something else than the original, which only its scenarios can tell.
const HARMLESS: &[(&str, &[&str])] = &[
    (
        "a service less: nothing else needs it",
        &[
            "drop transition classify",
            "drop transition give_back",
            "drop transition join",
            "drop transition rework",
            "drop transition rate",
            "drop transition archive",
            "drop transition archive_explained",
            "drop from dispatched of contact",
            "drop from handling of withdraw",
            "drop from archived of reopen",
            "drop from declined of reopen",
            "drop from withdrawn of reopen",
            "drop role citizen of filing",
            "drop role clerk of filing",
        ],
    ),
    (
        "somebody else may still do it, or is still told",
        &[
            "drop seat handler@lead of release",
            "drop seat clerk@center of release",
            "drop target handler@lead at level 1 of limit sign",
            "drop target unit_head@lead at level 1 of limit sign",
            "drop target handler@lead at level 2 of limit promise",
            "drop target unit_head@lead at level 2 of limit promise",
            "drop recipient handler@lead of letter dispatched",
            "drop recipient unit_head@lead of letter dispatched",
        ],
    ),
    (
        "a letter, form or proof less than asked for, but still used elsewhere and required by no law",
        &[
            "drop letter dispatched of assign",
            "drop letter dispatched of decide",
            "drop letter dispatched of redispatch",
            "drop evidence proof of submit",
            "drop form of submit",
            "drop evidence proof of submit_signed",
            "drop form of submit_signed",
        ],
    ),
    (
        "a condition less: more is allowed, and all of it ends",
        &[
            "drop condition exhausted of decide",
            "drop condition complexity of submit",
            "drop condition contacted of submit",
            "drop condition complexity of submit_signed",
            "drop condition contacted of submit_signed",
            "drop condition signing_passed of submit_signed",
            "drop condition outcome of archive",
            "drop condition outcome of archive_explained",
            "drop condition exhausted of close_unsolved",
        ],
    ),
    (
        "a clock less, while another one still runs there",
        &[
            "drop limit contact of state objected",
            "drop limit contact of state handling",
            "drop limit dispatch",
            "drop limit sign",
            "drop limit contact",
            "drop limit objection",
            "drop met_by of limit contact",
            "drop restarts_on of limit promise",
        ],
    ),
    (
        "a rung less on a ladder that still reaches past the deadline",
        &[
            "drop level 1 of limit promise",
            "drop level 2 of limit promise",
            "drop level 3 of limit promise",
            "drop level 4 of limit promise",
        ],
    ),
    (
        "the duty is no longer stated, the notice is still sent",
        &["drop required notice 1 through studying", "drop required notice 2 through feedback"],
    ),
    ("opened again one step earlier", &["redirect reopen to registered"]),
];

#[test]
fn each_mutant_is_refused_or_named_harmless_with_a_reason() {
    let survivors: BTreeSet<String> = mutants(&small::workflow())
        .into_iter()
        .filter(|mutant| check(mutant.definition.clone()).workflow.is_some())
        .map(|mutant| mutant.name)
        .collect();
    let explained: BTreeSet<String> =
        HARMLESS.iter().flat_map(|(_, names)| *names).map(|name| (*name).to_owned()).collect();
    let unexplained: Vec<&String> = survivors.difference(&explained).collect();
    let refused: Vec<&String> = explained.difference(&survivors).collect();
    assert!(unexplained.is_empty(), "neither refused nor explained: {unexplained:#?}");
    assert!(refused.is_empty(), "explained as harmless, but refused: {refused:#?}");
}

#[test]
fn mutants_have_names_of_their_own_and_differ_from_the_original() {
    let original = small::workflow();
    let mutants = mutants(&original);
    let names: BTreeSet<&str> = mutants.iter().map(|mutant| mutant.name.as_str()).collect();
    assert_eq!(names.len(), mutants.len());
    assert!(mutants.iter().all(|mutant| mutant.definition != original));
    assert!(mutants.len() > 500, "{}", mutants.len());
}

#[test]
fn every_broken_reference_is_reported_where_it_stands() {
    for mutant in mutants(&small::workflow()) {
        let Some((_, at)) =
            mutant.name.strip_prefix("break ").and_then(|rest| rest.split_once(" at "))
        else {
            continue;
        };
        let findings = check(mutant.definition).findings;
        let found = findings.iter().any(|f| f.at == at && f.code.starts_with("unknown-"));
        assert!(found, "{}: {findings:#?}", mutant.name);
    }
}
