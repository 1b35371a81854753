//! What one step of the core costs: time and allocations, beside a reference measured in the same run.
//!
//! `cargo bench -p domain`. The reference is a copy of the case, the least that any decision which does not change the
//! caller's case must do.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a bench measures time, prints, and stops if its fixture is damaged"
)]

use std::hint::black_box;
use std::time::Instant;

use divan::{AllocProfiler, Bencher};
use domain::actor::Actor;
use domain::calendar::Calendar;
use domain::case::{Case, Command, Event};
use domain::clock::{DayEnd, Rule, compute};
use domain::id::Timestamp;
use domain::scenario::{Stage, World};
use domain::workflow::scenario::{Filing, Step, With};
use testkit::Shipped;

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

/// A dispute that is being handled, and who may act.
struct Scene<'a> {
    stage: Stage<'a>,
    handler: Actor,
    clerk: Actor,
}

fn shipped() -> Shipped {
    Shipped::load()
}

fn scene(shipped: &Shipped) -> Scene<'_> {
    let world = World {
        workflow: shipped.workflow("service"),
        calendar: &shipped.calendar,
        directory: &shipped.directory,
        center: &shipped.center,
    };
    let mut stage = Stage::new(world);
    let filing = Filing {
        at: "2026-03-02 09:00".into(),
        by: "citizen".into(),
        category: "0402".into(),
        ..Filing::default()
    };
    stage.file(&filing, "");
    let (clerk, handler) = (shipped.actor("center.clerk"), shipped.actor("housing.handler"));
    act(&mut stage, &clerk, "accept", With::default());
    act(&mut stage, &clerk, "assign", With { lead: Some("housing".into()), ..With::default() });
    act(&mut stage, &handler, "sign", With::default());
    Scene { stage, handler, clerk }
}

fn act(stage: &mut Stage<'_>, actor: &Actor, transition: &str, with: With) {
    let command = prepare(stage, transition, with);
    stage.command(actor, &command).expect("the scene is set");
}

fn prepare(stage: &Stage<'_>, transition: &str, with: With) -> Command {
    let step = Step { transition: Some(transition.into()), with, ..Step::default() };
    stage.prepare(&step).expect("a transition")
}

fn decide_and_apply(stage: &Stage<'_>, actor: &Actor, command: &Command) -> (Case, Vec<Event>) {
    let case = stage.case().expect("a case");
    let events = stage.decide(case, actor, command).expect("accepted");
    let mut after = case.clone();
    for event in &events {
        after.apply(stage.now(), event);
    }
    (after, events)
}

#[divan::bench]
fn reference_copy_of_the_case(bencher: Bencher<'_, '_>) {
    let shipped = shipped();
    let scene = scene(&shipped);
    bencher.bench_local(|| black_box(scene.stage.case().cloned()));
}

#[divan::bench]
fn record_decided_and_applied(bencher: Bencher<'_, '_>) {
    let shipped = shipped();
    let scene = scene(&shipped);
    let command = prepare(&scene.stage, "record_note", With::default());
    bencher.bench_local(|| black_box(decide_and_apply(&scene.stage, &scene.handler, &command)));
}

#[divan::bench]
fn contact_decided_and_applied(bencher: Bencher<'_, '_>) {
    let shipped = shipped();
    let scene = scene(&shipped);
    let command = prepare(&scene.stage, "contact", With::default());
    bencher.bench_local(|| black_box(decide_and_apply(&scene.stage, &scene.handler, &command)));
}

#[divan::bench]
fn allowed_transitions(bencher: Bencher<'_, '_>) {
    let shipped = shipped();
    let scene = scene(&shipped);
    let case = scene.stage.case().expect("a case");
    bencher.bench_local(|| black_box(scene.stage.allowed(case, &scene.clerk)));
}

#[divan::bench]
fn deadline_of_sixty_working_days(bencher: Bencher<'_, '_>) {
    let calendar = testkit::calendar();
    bencher.bench_local(|| black_box(sixty(&calendar)));
}

fn sixty(calendar: &Calendar) -> Timestamp {
    let rule = Rule {
        length: "60 work_day".parse().expect("a length"),
        rolls: true,
        day_end: DayEnd::Midnight,
    };
    compute(calendar, &rule, Timestamp::from_timestamp_nanos(1_780_000_000_000_000_000), &[], &[])
        .deadline
}

/// The median time of one call in nanoseconds, over so many calls that the clock's own grain does not matter.
fn median_nanoseconds(mut call: impl FnMut()) -> f64 {
    let mut samples: Vec<f64> = (0..41)
        .map(|_| {
            let start = Instant::now();
            (0..500).for_each(|_| call());
            start.elapsed().as_secs_f64() * 1e9 / 500.0
        })
        .collect();
    samples.sort_by(f64::total_cmp);
    samples[samples.len() / 2]
}

fn ratios() {
    let shipped = shipped();
    let scene = scene(&shipped);
    let reference = median_nanoseconds(|| _ = black_box(scene.stage.case().cloned()));
    println!("\nreference, copy of the case: {:.2} µs", reference / 1000.0);
    for name in ["record_note", "contact"] {
        let command = prepare(&scene.stage, name, With::default());
        let time = median_nanoseconds(|| {
            _ = black_box(decide_and_apply(&scene.stage, &scene.handler, &command));
        });
        println!(
            "{name}, decided and applied: {:.2} µs, {:.1} × the reference",
            time / 1000.0,
            time / reference
        );
    }
}

fn main() {
    divan::main();
    ratios();
}
