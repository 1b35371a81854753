//! Supervision orders as documents: who takes which step, from where, for every standing, step and role.

use domain::actor::{Role, Staff};
use domain::directory::Directory;
use domain::id::{PersonId, UnitId};
use domain::order::{NotTaken, OrderFacts, OrderStep, Standing};
use testkit::read;

/// Somebody of a unit with one role.
fn staff(person: &str, unit: &str, role: Role) -> Staff {
    Staff { person: PersonId::from(person), unit: UnitId::from(unit), roles: [role].into() }
}

fn order(standing: Standing) -> OrderFacts {
    OrderFacts {
        center: "center".into(),
        unit: "housing".into(),
        drafted_by: "drafter".into(),
        standing,
        signed: !matches!(standing, Standing::Drafted),
    }
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
