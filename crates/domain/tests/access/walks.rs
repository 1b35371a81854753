//! Laws on random histories in which respondents are named at filing and on the way.

use std::collections::BTreeSet;

use domain::access::addressees;
use domain::case::{Case, Event, Recipient};
use domain::clock::Holder;
use domain::id::{PersonId, TransitionName, UnitId};
use domain::scenario::Stage;
use testkit::{NAMES, Shipped, Walker};

use crate::formulation::{barred_units, hidden_people};

fn on_every_history(look: impl Fn(&Stage<'_>, &Case, &[Event])) {
    let shipped = Shipped::load();
    for name in NAMES {
        for seed in 0..12 {
            let walked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                Walker::with_respondents(&shipped, name, seed).walk(60, &look);
            }));
            assert!(walked.is_ok(), "the law is broken in workflow `{name}` with seed {seed}");
        }
    }
}

/// Every unit and person with a part in the case.
fn parts(case: &Case) -> (BTreeSet<UnitId>, BTreeSet<PersonId>) {
    let lead = case.lead.iter();
    let units = lead
        .clone()
        .flat_map(|lead| [Some(lead.unit.clone()), lead.delegate.clone()])
        .flatten()
        .chain(case.assistants.keys().cloned())
        .chain(case.consulted.iter().cloned());
    let holders = case.holder().into_iter().chain(case.suspension.as_ref().map(|s| &s.resumes_to));
    let held =
        holders.filter_map(
            |holder| {
                if let Holder::Unit(unit) = holder { Some(unit.clone()) } else { None }
            },
        );
    let people = lead
        .filter_map(|lead| lead.handler.clone())
        .chain(case.signing.iter().flat_map(|round| round.signers.keys().cloned()))
        .chain(case.extension.iter().map(|request| request.by.clone()));
    (units.chain(held).collect(), people.collect())
}

#[test]
fn nobody_whom_the_case_concerns_has_a_part_in_it() {
    on_every_history(|stage, _, _| {
        let (case, directory) = (stage.case().unwrap(), stage.world().directory);
        let (units, people) = parts(case);
        let barred = barred_units(directory, &case.respondents);
        let hidden = hidden_people(directory, &case.respondents);
        assert!(units.is_disjoint(&barred), "{units:?} in `{}`", case.state);
        assert!(people.is_disjoint(&hidden), "{people:?} in `{}`", case.state);
    });
}

fn recipients(event: &Event) -> Vec<Recipient> {
    if let Event::Told { to, .. } | Event::LevelReached { to, .. } = event {
        return to.clone();
    }
    let Event::Copied(units) = event else { return Vec::new() };
    let role = domain::actor::Role::Handler;
    units.iter().map(|unit| Recipient::Unit { unit: unit.clone(), role }).collect()
}

#[test]
fn nobody_whom_the_case_concerns_is_told_of_it() {
    on_every_history(|stage, _, events| {
        let (case, directory) = (stage.case().unwrap(), stage.world().directory);
        let barred = barred_units(directory, &case.respondents);
        let hidden = hidden_people(directory, &case.respondents);
        for recipient in events.iter().flat_map(recipients) {
            match &recipient {
                Recipient::Parties => {}
                Recipient::Unit { unit, .. } => assert!(!barred.contains(unit), "{unit}"),
                Recipient::Person(person) => assert!(!hidden.contains(person), "{person}"),
            }
            let reached = addressees(&recipient, case, directory);
            assert!(reached.iter().all(|person| !hidden.contains(person)), "{recipient:?}");
        }
    });
}

#[test]
fn there_is_always_a_way_on_also_when_the_lead_was_lost() {
    on_every_history(|stage, _, _| {
        let case = stage.case().unwrap();
        let stands =
            case.ended.is_some() || case.suspension.is_some() || case.restriction.is_some();
        let moves =
            |name: &TransitionName| stage.world().workflow.transition(name).unwrap().to.is_some();
        let way = || {
            testkit::actors(stage).iter().any(|actor| {
                actor.person().is_some() && stage.allowed(case, actor).iter().any(moves)
            })
        };
        // Some states wait for the citizen, where nothing but the citizen's own word moves the case.
        let waits = matches!(case.holder(), Some(Holder::Citizen));
        assert!(
            stands || waits || way(),
            "stranded in `{}`: {:?}, {:?}, {:?}",
            case.state,
            case.lead,
            case.respondents,
            case.counters
        );
    });
}

#[test]
fn replay_and_held_time_hold_with_respondents_too() {
    on_every_history(|stage, _, _| {
        let case = stage.case().unwrap();
        assert_eq!(Case::replay(stage.log()).as_ref(), Some(case));
        assert_eq!(case.holder().is_some(), case.ended.is_none());
        for pair in case.tenures.windows(2) {
            assert!(pair[0].until.unwrap() <= pair[1].from, "two holders at once: {pair:?}");
        }
    });
}

/// A law that walks never come near proves nothing.
#[test]
fn the_walks_take_the_case_from_every_part_that_can_be_lost() {
    let shipped = Shipped::load();
    let (mut leads, mut delegates, mut assistants, mut consulted, mut people) = (0, 0, 0, 0, 0);
    for name in NAMES {
        for seed in 0..40 {
            Walker::with_respondents(&shipped, name, seed).walk(
                60,
                |_: &Stage<'_>, before: &Case, events: &[Event]| {
                    for event in events {
                        let Event::Recused(recused) = event else { continue };
                        let lead = before.lead.as_ref();
                        let has = |unit: &UnitId| recused.units.contains(unit);
                        leads += u32::from(lead.is_some_and(|lead| has(&lead.unit)));
                        delegates += u32::from(
                            lead.and_then(|lead| lead.delegate.as_ref()).is_some_and(has),
                        );
                        assistants += u32::from(before.assistants.keys().any(has));
                        consulted += u32::from(before.consulted.iter().any(has));
                        people += u32::from(!recused.people.is_empty());
                    }
                },
            );
        }
    }
    let lost = [leads, delegates, assistants, consulted, people];
    assert!(lost.iter().all(|times| *times > 3), "lost too seldom: {lost:?}");
}
