//! What it costs to read and prove a definition: the shipped ones, and one of 50 states.
//!
//! `cargo bench -p definitions`. The reference is parsing the same text with serde alone, without places, schema or
//! proofs.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench prints, and stops if its fixture is damaged"
)]

use std::hint::black_box;
use std::time::Instant;

use definitions::{SourceFile, load};
use domain::workflow::{Definition, check};

/// `service` with its handling state cut into a chain until there are so many states.
fn chained(states: usize) -> Definition {
    let mut definition = testkit::definition("service");
    let handling = definition.states["handling"].clone();
    let model = definition.transitions["record_note"].clone();
    let mut last = "handling".to_owned();
    for number in definition.states.len()..states {
        let name = format!("handling_{number}");
        definition.states.insert(name.as_str().into(), handling.clone());
        for transition in definition.transitions.values_mut() {
            if transition.from.iter().any(|from| from.as_str() == "handling") {
                transition.from.push(name.as_str().into());
            }
        }
        let step = domain::workflow::Transition {
            verb: domain::workflow::Verb::Advance,
            from: vec![last.as_str().into()],
            to: Some(name.as_str().into()),
            by: vec!["handler@lead".parse().expect("a seat")],
            ..model.clone()
        };
        definition.transitions.insert(format!("step_{number}").as_str().into(), step);
        last = name;
    }
    definition
}

/// The median time of one call in milliseconds.
fn median_milliseconds(mut call: impl FnMut()) -> f64 {
    let mut samples: Vec<f64> = (0..21)
        .map(|_| {
            let start = Instant::now();
            call();
            start.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    samples.sort_by(f64::total_cmp);
    samples[samples.len() / 2]
}

fn measure(name: &str, definition: &Definition) {
    let text = serde_saphyr::to_string(definition).expect("a definition can be written");
    let parse = median_milliseconds(|| {
        _ = black_box(serde_saphyr::from_str::<Definition>(&text).expect("reads back"));
    });
    let whole = median_milliseconds(|| {
        _ = black_box(load::workflow(SourceFile::new(name, &text)));
    });
    let proofs = median_milliseconds(|| {
        let checked = check(definition.clone());
        assert!(checked.workflow.is_some(), "`{name}` is refused: {:#?}", checked.findings);
        black_box(checked);
    });
    println!(
        "{name:<18} {:>3} states {:>4} transitions {:>4} kB: parse {parse:>6.2} ms (reference), proofs {proofs:>6.2} ms = {:.2} ×, read with places, schema and proofs {whole:>6.2} ms = {:.1} ×",
        definition.states.len(),
        definition.transitions.len(),
        text.len() / 1024,
        proofs / parse,
        whole / parse,
    );
}

fn main() {
    for name in testkit::NAMES {
        measure(name, &testkit::definition(name));
    }
    measure("50 states", &chained(50));
}
