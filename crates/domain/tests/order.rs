//! Supervision orders as documents: who takes which step, from where, for every standing, step and role.

use chrono::TimeDelta;
use domain::actor::{Role, Staff};
use domain::directory::Directory;
use domain::id::Timestamp;
use domain::id::{PersonId, UnitId};
use domain::order::{Answered, NotTaken, OrderFacts, OrderKind, OrderStep, Standing};
use testkit::read;

/// Somebody of a unit with one role.
fn staff(person: &str, unit: &str, role: Role) -> Staff {
    Staff { person: PersonId::from(person), unit: UnitId::from(unit), roles: [role].into() }
}

fn order(standing: Standing) -> OrderFacts {
    let draft = OrderFacts::draft("center".into(), "housing".into(), "drafter".into());
    OrderFacts { standing, signed: !matches!(standing, Standing::Drafted), ..draft }
}

/// Every row that says yes: who, the step, from where, to where.
const ALLOWED: &[(&str, &str, &str, &str)] = &[
    ("supervisor", "sign", "drafted", "issued"),
    ("supervisor", "cancel", "drafted", "cancelled"),
    ("supervisor", "strike_off", "answered", "struck_off"),
    ("supervisor", "send_back", "answered", "received"),
    ("director", "sign", "drafted", "issued"),
    ("director", "cancel", "drafted", "cancelled"),
    ("director", "cancel", "issued", "cancelled"),
    ("director", "cancel", "received", "cancelled"),
    ("director", "cancel", "answered", "cancelled"),
    ("director", "name", "issued", "issued"),
    ("director", "name", "received", "received"),
    ("director", "strike_off", "answered", "struck_off"),
    ("director", "send_back", "answered", "received"),
    ("handler", "receive", "issued", "received"),
    ("unit_head", "receive", "issued", "received"),
    ("unit_head", "answer", "issued", "answered"),
    ("unit_head", "answer", "received", "answered"),
];

#[test]
fn every_step_from_everywhere_by_everybody() {
    let directory: Directory = read("directories/chibi.yaml");
    let mut allowed = Vec::new();
    for role in Role::ALL {
        let unit = match role {
            Role::Handler | Role::UnitHead => "housing",
            Role::Citizen
            | Role::Clerk
            | Role::Supervisor
            | Role::Director
            | Role::SystemAdministrator
            | Role::SecurityAdministrator
            | Role::AuditAdministrator
            | Role::Engine => "center",
        };
        for standing in Standing::ALL {
            for step in OrderStep::ALL {
                let after = order(standing).after(step, &staff("other", unit, role), &directory);
                if let Ok(to) = after {
                    allowed.push((role.as_str(), step.as_str(), standing.as_str(), to.as_str()));
                }
            }
        }
    }
    let mut expected = ALLOWED.to_vec();
    allowed.sort_unstable();
    expected.sort_unstable();
    assert_eq!(allowed, expected);
}

#[test]
fn whoever_drafted_an_order_does_not_sign_it_and_may_call_it_off() {
    let directory: Directory = read("directories/chibi.yaml");
    let drafter = staff("drafter", "center", Role::Supervisor);
    let draft = order(Standing::Drafted);
    assert_eq!(draft.after(OrderStep::Sign, &drafter, &directory), Err(NotTaken::OwnDraft));
    assert_eq!(draft.after(OrderStep::Cancel, &drafter, &directory), Ok(Standing::Cancelled));
}

#[test]
fn a_unit_reads_its_orders_once_they_are_signed_and_no_other_unit_does() {
    let directory: Directory = read("directories/chibi.yaml");
    let reads = |unit: &str, role, standing| {
        order(standing).may_be_read(&staff("other", unit, role), &directory)
    };
    for role in [Role::Handler, Role::UnitHead] {
        assert!(!reads("housing", role, Standing::Drafted));
        assert!(reads("housing", role, Standing::Issued));
        assert!(!reads("finance", role, Standing::Issued));
    }
    assert!(reads("center", Role::Clerk, Standing::Issued));
    assert!(!reads("center", Role::Clerk, Standing::Drafted));
    assert!(!reads("center", Role::SystemAdministrator, Standing::Issued));
    // A draft that was called off never went out.
    let withdrawn = OrderFacts { signed: false, ..order(Standing::Cancelled) };
    assert!(!withdrawn.may_be_read(&staff("other", "housing", Role::UnitHead), &directory));
}

#[test]
fn who_was_named_answers_whatever_unit_they_are_of_and_only_who_was_named() {
    let directory: Directory = read("directories/chibi.yaml");
    let above = staff("named", "county", Role::UnitHead);
    let other = staff("other", "county", Role::UnitHead);
    let order = OrderFacts { answerer: Some("named".into()), ..order(Standing::Issued) };
    assert_eq!(order.after(OrderStep::Answer, &above, &directory), Ok(Standing::Answered));
    assert_eq!(
        order.after(OrderStep::Answer, &other, &directory),
        Err(NotTaken::NotYours),
        "the head of a unit above answers nothing unless they are named"
    );
    assert!(order.may_answer(&above, &directory));
    for wrong in [
        staff("x", "finance", Role::UnitHead),
        staff("x", "county", Role::Handler),
        staff("x", "housing", Role::Clerk),
        staff("x", "housing", Role::SystemAdministrator),
    ] {
        assert!(!order.may_answer(&wrong, &directory), "{wrong:?}");
    }
}

#[test]
fn an_order_under_which_no_case_stands_is_struck_off_without_an_answer() {
    let directory: Directory = read("directories/chibi.yaml");
    let supervisor = staff("other", "center", Role::Supervisor);
    let strikes = |facts: OrderFacts| facts.after(OrderStep::StrikeOff, &supervisor, &directory);
    for standing in [Standing::Issued, Standing::Received] {
        let moot = OrderFacts { is_moot: true, ..order(standing) };
        assert_eq!(strikes(moot.clone()), Ok(Standing::StruckOff));
        assert_eq!(strikes(order(standing)), Err(NotTaken::WrongStanding(standing)));
        let recommends = OrderFacts { kind: OrderKind::Policy, ..moot };
        assert_eq!(strikes(recommends), Err(NotTaken::WrongStanding(standing)));
    }
}

#[test]
fn late_is_the_answer_of_the_unit_and_nothing_that_the_center_does() {
    let due: Timestamp = "2026-03-09T16:00:00Z".parse().unwrap();
    let (early, late) = (due - TimeDelta::seconds(1), due);
    let of = |standing, answered_at, now| Answered::of(standing, answered_at, due, now);
    for standing in [Standing::Answered, Standing::StruckOff] {
        assert_eq!(of(standing, Some(early), late), Answered::InTime, "whenever that is looked at");
        assert_eq!(of(standing, Some(late), late), Answered::Late);
    }
    for standing in [Standing::Issued, Standing::Received] {
        assert_eq!(of(standing, None, early), Answered::Waiting);
        assert_eq!(of(standing, None, late), Answered::Late);
    }
    for standing in [Standing::Drafted, Standing::Cancelled, Standing::StruckOff] {
        assert_eq!(of(standing, None, late), Answered::NotNeeded);
    }
    let hour = TimeDelta::hours(1);
    assert_eq!(Answered::sent_back(early, due, early + hour), due + hour);
    assert_eq!(Answered::sent_back(late, due, late + hour), due, "what was late stays late");
}

#[test]
fn whoever_answered_does_not_strike_off() {
    let directory: Directory = read("directories/chibi.yaml");
    let answered = OrderFacts { answered_by: Some("both".into()), ..order(Standing::Answered) };
    let both = staff("both", "center", Role::Director);
    let step = |who| answered.after(OrderStep::StrikeOff, who, &directory);
    assert_eq!(step(&both), Err(NotTaken::OwnAnswer));
    assert_eq!(step(&staff("other", "center", Role::Director)), Ok(Standing::StruckOff));
}
