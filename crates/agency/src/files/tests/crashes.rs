//! The power fails at every step, on either side. Whoever goes on loses nothing.

use std::fs;
use std::sync::Arc;

use super::super::{Exchange, FileError, Reason};
use super::support::{Frail, Random, Reader, Room, batches, carry, letter, names};

const MESSAGES: usize = 5;

/// What lives outside the exchange: which messages were said to be kept, and what was read.
#[derive(Debug, Default)]
struct World {
    posted: usize,
    reader: Reader,
}

impl World {
    /// Everything once, from where it stopped: post, close, carry, collect, read, acknowledge, carry back.
    fn go_on(&mut self, room: &Room, disk: &Arc<Frail>) -> Result<(), FileError> {
        let centre = room.try_side("centre", "police", disk)?;
        let police = room.try_side("police", "centre", disk)?;
        while self.posted < MESSAGES {
            centre.post(&letter(&format!("m{}", self.posted + 1)))?;
            self.posted += 1;
            if self.posted == 2 {
                centre.close_batch()?;
            }
        }
        while centre.close_batch()?.is_some() {}
        carry(&centre, &police);
        police.collect()?;
        self.reader.read(&police)?;
        carry(&police, &centre);
        centre.collect()?;
        Ok(())
    }

    /// Before anybody mends anything, the carrier takes what there is, and the other side reads it.
    fn carry_on(&mut self, room: &Room) {
        let (centre, police) = room.sides();
        carry(&centre, &police);
        police.collect().unwrap();
        self.reader.read(&police).unwrap();
    }

    fn hold_the_law(&self, room: &Room, what: &str) {
        let (centre, police) = room.sides();
        let all: Vec<_> = (1..=MESSAGES).map(|number| format!("m{number}")).collect();
        assert_eq!(self.reader.ids, all, "{what}");
        for side in [&centre, &police] {
            assert_eq!(names(&side.folders.quarantine()), [""; 0], "{what}");
            assert_eq!(side.station().unwrap().unacknowledged, [], "{what}");
        }
        assert_eq!(centre.station().unwrap().waiting, 0, "{what}");
        finished(&centre, what);
    }
}

/// Nothing that was acknowledged is in `out` any more.
fn finished(centre: &Exchange, what: &str) {
    assert_eq!(names(&centre.folders.outgoing()), [""; 0], "{what}");
}

fn steps() -> usize {
    let (room, disk) = (Room::new(), Frail::after(usize::MAX));
    let mut world = World::default();
    world.go_on(&room, &disk).unwrap();
    world.hold_the_law(&room, "without a crash");
    disk.steps()
}

#[test]
fn after_a_crash_at_any_step_nothing_is_lost_or_twice() {
    for (step, carried) in (0..steps()).flat_map(|step| [(step, false), (step, true)]) {
        let (room, mut world) = (Room::new(), World::default());
        assert!(world.go_on(&room, &Frail::after(step)).is_err(), "step {step}");
        if carried {
            world.carry_on(&room);
        }
        world.go_on(&room, &Frail::after(usize::MAX)).unwrap();
        world.hold_the_law(&room, &format!("step {step}, carried {carried}"));
    }
}

#[test]
fn a_crash_while_mending_after_a_crash_is_no_worse() {
    let (mut random, steps) = (Random(7), steps());
    for _ in 0..60 {
        let (room, mut world) = (Room::new(), World::default());
        let crashes = [random.below(steps), random.below(steps), random.below(20)];
        for step in crashes {
            _ = world.go_on(&room, &Frail::after(step));
        }
        world.go_on(&room, &Frail::after(usize::MAX)).unwrap();
        world.hold_the_law(&room, &format!("steps {crashes:?}"));
    }
}

/// The police find a damaged batch, while the power fails after so many steps; then once more, whole.
fn find_damage(steps: usize) -> Arc<Frail> {
    let (room, disk) = (Room::new(), Frail::after(steps));
    let (centre, police) = room.sides();
    batches(&centre, 1);
    carry(&centre, &police);
    fs::write(police.folders.incoming().join("centre-00000001/0001.json"), "{}").unwrap();
    police.collect().unwrap();
    room.minutes_pass(10);
    _ = room.try_side("police", "centre", &disk).and_then(|police| police.collect());
    police.collect().unwrap();
    let quarantined = police.station().unwrap().quarantined;
    let reasons: Vec<_> = quarantined.iter().map(|refused| refused.reason).collect();
    assert_eq!(reasons, [Reason::DamagedFile { position: 1 }], "step {steps}");
    assert_eq!(names(&police.folders.quarantine()), ["centre-00000001.1"], "step {steps}");
    assert_eq!(names(&police.folders.incoming()), [""; 0], "step {steps}");
    assert_eq!(names(&police.folders.outgoing()).len(), 1, "it is asked for, step {steps}");
    disk
}

#[test]
fn after_a_crash_damage_is_in_quarantine_once_and_asked_for() {
    let steps = find_damage(usize::MAX).steps();
    (0..steps).for_each(|step| _ = find_damage(step));
}
