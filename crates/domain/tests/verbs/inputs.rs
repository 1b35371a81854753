//! What a verb says that it needs beyond its form is what its rule takes, on random walks through every workflow.

use std::collections::{BTreeMap, BTreeSet};

use domain::case::{Case, Command, Event, Input, Rejection};
use domain::id::CaseId;
use domain::scenario::Stage;
use domain::workflow::scenario::Step;
use domain::workflow::{InputKind, Verb};
use serde_json::json;
use testkit::{NAMES, Shipped, Walker, actors};
use uuid::Uuid;

/// Something of each kind, and nothing.
fn samples() -> Vec<Input> {
    let words = json!({ "id": Uuid::nil(), "characters": 4 });
    let unit = json!({ "lead": "housing", "assistants": [] });
    let values = json!([
        "none",
        { "classify": { "category": null, "complexity": null, "risk": "high" } },
        { "assign": unit },
        { "reasoned": { "reason": "none", "basis": words } },
        { "unit": "housing" },
        { "units": ["housing"] },
        { "signing": { "mode": "all", "signers": ["housing.head"] } },
        { "verdict": "yes" },
        { "person": "housing.head" },
        { "extend": { "limit": "none", "by": "1 work_day" } },
        { "suspend": { "ground": "none", "document": null, "until": "2026-03-11T00:00:00Z" } },
        { "case": CaseId(Uuid::nil()) },
        { "parties": [Uuid::nil()] },
        { "solved": "yes" },
        { "joint_session": { "assignment": unit, "minutes": "1" } },
        { "order": "3 work_day" },
        { "order_number": 1 },
    ]);
    serde_json::from_value(values).unwrap()
}

#[test]
fn the_samples_are_of_all_kinds() {
    let kinds: BTreeSet<_> = samples().iter().map(InputKind::of).collect();
    let all = InputKind::ALL.iter().copied().map(Some).chain([None]);
    assert_eq!(kinds, all.collect());
    for sample in samples() {
        let name = InputKind::of(&sample).map_or("none", InputKind::as_str);
        let json = serde_json::to_value(&sample).unwrap();
        let written = json.as_object().and_then(|object| object.keys().next()).map(String::as_str);
        assert_eq!(written.or(json.as_str()), Some(name));
    }
}

#[test]
fn a_verb_takes_the_input_that_it_names_and_no_other() {
    let shipped = Shipped::load();
    let mut tried = BTreeMap::new();
    for name in NAMES {
        for seed in 0..6 {
            let walker = &mut Walker::new(&shipped, name, seed);
            walker.walk(25, |stage: &Stage<'_>, _: &Case, _: &[Event]| {
                try_everything(stage, &mut tried);
            });
        }
    }
    let rare = Verb::ALL.iter().filter(|verb| !tried.contains_key(verb)).count();
    assert!(rare < 8, "{rare} verbs were never met on the walks");
}

fn try_everything(stage: &Stage<'_>, tried: &mut BTreeMap<Verb, usize>) {
    let Some(case) = stage.case() else { return };
    for actor in actors(stage) {
        for name in stage.allowed(case, &actor) {
            let verb = stage.world().workflow.transition(&name).unwrap().verb;
            // Verification knows its verdict by where it leads, and takes the same one said aloud.
            if verb == Verb::Verify {
                continue;
            }
            let count = tried.entry(verb).or_insert(0);
            // Each verb is met hundreds of times; a few of them, in different states of the case, say enough.
            if *count == 20 {
                continue;
            }
            *count += 1;
            let step = Step { transition: Some(name.clone()), ..Step::default() };
            let Some(Command::Perform(mut perform)) = stage.prepare(&step) else { continue };
            for input in samples() {
                perform.input = input.clone();
                let decided = stage.decide(case, &actor, &Command::Perform(perform.clone()));
                let mismatch = decided == Err(Rejection::InputMismatch { verb });
                assert_eq!(
                    mismatch,
                    InputKind::of(&input) != verb.input(),
                    "`{name}` with {input:?}: {decided:?}"
                );
            }
        }
    }
}
