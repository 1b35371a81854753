//! Joint sessions and their tasks: every role at every step, from every standing.

use std::collections::BTreeSet;

use domain::actor::{Role, Staff};
use domain::directory::Directory;
use domain::id::UnitId;
use domain::session::{
    NotMoved, NotSat, SessionFacts, SessionStanding, SessionStep, TaskFacts, TaskStanding, TaskStep,
};
use testkit::Shipped;

fn staff(person: &str, unit: &str, role: Role) -> Staff {
    Staff { person: person.into(), unit: unit.into(), roles: BTreeSet::from([role]) }
}

fn facts(standing: SessionStanding) -> SessionFacts {
    SessionFacts {
        center: "center".into(),
        called_by: "center.supervisor".into(),
        units: [UnitId::from("housing")].into(),
        owners: [UnitId::from("water")].into(),
        standing,
        minuted_by: Some("center.supervisor".into()),
    }
}

fn task(standing: TaskStanding) -> TaskFacts {
    let finished_by = Some("water.handler".into());
    TaskFacts { center: "center".into(), owner: "water".into(), standing, finished_by }
}

fn directory() -> Directory {
    Shipped::load().directory
}

#[test]
fn who_reads_a_session() {
    let directory = directory();
    let held = |standing| {
        let reads = |person: &Staff| facts(standing).may_be_read(person, &directory);
        [
            staff("s", "center", Role::Supervisor),
            staff("d", "center", Role::Director),
            staff("c", "center", Role::Clerk),
            staff("h", "housing", Role::Handler),
            staff("uh", "housing", Role::UnitHead),
            staff("w", "water", Role::Handler),
            staff("o", "health", Role::UnitHead),
            staff("a", "center", Role::SystemAdministrator),
        ]
        .map(|person| reads(&person))
    };
    let before = [true, true, true, true, true, false, false, false];
    assert_eq!(held(SessionStanding::Called), before);
    assert_eq!(held(SessionStanding::Minuted), before, "a task of a draft is none yet");
    assert_eq!(held(SessionStanding::Held), [true, true, true, true, true, true, false, false]);
}

#[test]
fn only_who_supervises_takes_a_step_and_two_look_at_the_minutes() {
    let directory = directory();
    for standing in SessionStanding::ALL {
        for step in SessionStep::ALL {
            let of = |who: &Staff| facts(standing).after(step, who, &directory);
            for other in [Role::Clerk, Role::Handler, Role::SystemAdministrator] {
                assert_eq!(of(&staff("x", "center", other)), Err(NotSat::NotYours));
            }
            let unit = staff("h", "housing", Role::Supervisor);
            assert_eq!(of(&unit), Err(NotSat::NotYours), "of another unit");
            let expected = step.leads(standing).ok_or(NotSat::WrongStanding(standing));
            assert_eq!(of(&staff("center.director", "center", Role::Director)), expected);
            let own = of(&staff("center.supervisor", "center", Role::Supervisor));
            let signs = (step, standing) == (SessionStep::Sign, SessionStanding::Minuted);
            assert_eq!(own, if signs { Err(NotSat::OwnDraft) } else { expected });
        }
    }
    let drafts = [facts(SessionStanding::Minuted), facts(SessionStanding::Called)];
    let invited = staff("h", "housing", Role::UnitHead);
    assert!(drafts.iter().all(|it| !it.shows_minutes(&invited, &directory)));
    assert!(facts(SessionStanding::Held).shows_minutes(&invited, &directory));
}

#[test]
fn a_task_is_done_by_its_unit_and_confirmed_by_somebody_else() {
    let directory = directory();
    for standing in TaskStanding::ALL {
        for step in TaskStep::ALL {
            let of = |who: &Staff| task(standing).after(step, who, &directory);
            let expected = step.leads(standing).ok_or(NotMoved::WrongStanding(standing));
            let owner = of(&staff("water.head", "water", Role::UnitHead));
            let center = of(&staff("center.supervisor", "center", Role::Supervisor));
            let is_units = matches!(step, TaskStep::Receive | TaskStep::Finish);
            let (yours, others) = if is_units { (owner, center) } else { (center, owner) };
            assert_eq!((yours, others), (expected, Err(NotMoved::NotYours)), "{step:?}");
            let clerk = of(&staff("c", "center", Role::Clerk));
            assert_eq!(clerk, Err(NotMoved::NotYours));
        }
    }
    // Whoever did the work for the center's own task and supervises too does not confirm it.
    let both = staff("water.handler", "center", Role::Supervisor);
    let done = task(TaskStanding::Done);
    assert_eq!(done.after(TaskStep::Confirm, &both, &directory), Err(NotMoved::OwnWork));
    assert_eq!(done.after(TaskStep::Return, &both, &directory), Ok(TaskStanding::Received));
}
