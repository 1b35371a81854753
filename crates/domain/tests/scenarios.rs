//! The stories of the shipped workflows: they come out as told, and together they exercise everything.

use domain::scenario::{Coverage, World, play, uncovered};
use testkit::{NAMES, Shipped, scenarios};

#[test]
fn every_story_comes_out_as_told() {
    let shipped = Shipped::load();
    let mut findings = Vec::new();
    for name in NAMES {
        let stories = scenarios(name);
        let world = World {
            workflow: shipped.workflow(name),
            calendar: &shipped.calendar,
            directory: &shipped.directory,
            center: &stories.center,
        };
        for play in play(world, &stories) {
            findings.extend(
                play.findings
                    .iter()
                    .map(|found| format!("{name}{} {}", found.at, found.message.en)),
            );
        }
    }
    assert!(findings.is_empty(), "{} differences:\n{}", findings.len(), findings.join("\n"));
}

#[test]
fn the_stories_exercise_every_seat_every_limit_and_every_level() {
    let shipped = Shipped::load();
    let mut missing = Vec::new();
    for name in NAMES {
        let stories = scenarios(name);
        let world = World {
            workflow: shipped.workflow(name),
            calendar: &shipped.calendar,
            directory: &shipped.directory,
            center: &stories.center,
        };
        let mut coverage = Coverage::default();
        play(world, &stories).iter().for_each(|play| coverage.merge(&play.coverage));
        let left_out = uncovered(world.workflow, &coverage);
        missing.extend(
            left_out.iter().map(|found| format!("{name}{} {}", found.at, found.message.en)),
        );
    }
    assert!(missing.is_empty(), "{} not exercised:\n{}", missing.len(), missing.join("\n"));
}
