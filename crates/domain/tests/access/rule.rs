//! Everybody in the demo county × every situation of a case: the rule answers as its second formulation does.

use std::collections::{BTreeMap, BTreeSet};

use domain::access::{Denial, unit_sees, view};
use domain::actor::{Actor, Role, Staff};
use domain::case::{Case, Code, Command, HandlerChange, Input, Perform, Respondents, TextRef};
use domain::decide::{Context, allowed, decide, offers};
use domain::id::{PersonId, Timestamp, UnitId};
use testkit::Shipped;

use crate::formulation::{Answer, Sets, branches};
use crate::situations;

fn answer(shipped: &Shipped, person: &PersonId, case: &Case) -> Answer {
    let actor = Actor::Person(shipped.directory.staff(person).unwrap());
    view(&actor, case, &shipped.directory)
        .map(|view| (view.relations.iter().collect::<BTreeSet<_>>(), view.fields))
}

#[test]
fn everybody_sees_in_every_situation_what_the_rule_says_and_no_more() {
    let shipped = Shipped::load();
    let branches = branches(&shipped.directory);
    let mut answers = BTreeMap::new();
    for situation in situations::all(&shipped) {
        let sets = Sets::of(&situation.case, &shipped.directory, &branches);
        for person in shipped.directory.people.keys() {
            let found = answer(&shipped, person, &situation.case);
            assert_eq!(found, sets.answer(person), "{person}: {}", situation.name);
            *answers.entry(found.map(|_| ())).or_insert(0) += 1;
        }
    }
    let kinds: Vec<_> = answers.keys().collect();
    assert_eq!(kinds.len(), 5, "the situations do not bring out every answer: {kinds:?}");
}

#[test]
fn an_administrator_sees_nothing_whatever_else_they_are() {
    let shipped = Shipped::load();
    let administrators =
        [Role::SystemAdministrator, Role::SecurityAdministrator, Role::AuditAdministrator];
    for situation in situations::all(&shipped) {
        for unit in ["center", "police-puqi", "town-puqi"] {
            for role in administrators {
                let roles = [role, Role::Clerk, Role::Director, Role::Handler, Role::UnitHead];
                let staff = Staff {
                    person: "education.head".into(),
                    unit: unit.into(),
                    roles: roles.into(),
                };
                let found = view(&Actor::Person(staff), &situation.case, &shipped.directory);
                assert_eq!(found, Err(Denial::Administrator), "{}", situation.name);
            }
        }
    }
}

#[test]
fn a_system_of_a_unit_learns_of_what_its_head_sees_and_of_nothing_that_one_of_its_people_may_not() {
    let shipped = Shipped::load();
    let directory = &shipped.directory;
    let (mut sees, mut sees_not) = (0, 0);
    for situation in situations::all(&shipped) {
        for unit in directory.units.keys() {
            let may_know = unit_sees(unit, &situation.case, directory);
            let people = || directory.people.iter().filter(|(_, person)| person.unit == *unit);
            let denied = people().any(|(person, _)| {
                answer(&shipped, person, &situation.case) == Err(Denial::Conflict)
            });
            let mut heads = people().filter(|(_, person)| person.roles == [Role::UnitHead].into());
            let head_sees =
                heads.all(|(person, _)| answer(&shipped, person, &situation.case).is_ok());
            assert!(!(may_know && denied), "{unit} is walled: {}", situation.name);
            assert!(!may_know || head_sees, "{unit} learns more: {}", situation.name);
            *(if may_know { &mut sees } else { &mut sees_not }) += 1;
        }
    }
    assert!(sees > 100 && sees_not > 100, "{sees} and {sees_not}");
}

/// An account may act for another unit than the directory lists its person in, for a while after a move.
#[test]
fn a_colleague_of_a_respondent_stays_one_while_acting_for_another_unit() {
    let shipped = Shipped::load();
    let branches = branches(&shipped.directory);
    for situation in situations::all(&shipped) {
        let sets = Sets::of(&situation.case, &shipped.directory, &branches);
        for (person, found) in &shipped.directory.people {
            if sets.answer(person) != Err(Denial::Conflict) {
                continue;
            }
            let staff = Staff {
                person: person.clone(),
                unit: UnitId::from("center"),
                roles: found.roles.clone(),
            };
            let found = view(&Actor::Person(staff), &situation.case, &shipped.directory);
            assert_eq!(found, Err(Denial::Conflict), "{person}: {}", situation.name);
        }
    }
}

/// What somebody might try on a case whose id they have guessed.
fn attempts(shipped: &Shipped) -> Vec<Command> {
    let transitions = shipped.workflow("service").definition().transitions.keys();
    let mut attempts = vec![
        Command::Read,
        Command::Screen,
        Command::NameRespondents(Respondents::default()),
        Command::ChangeHandler(HandlerChange {
            before: None,
            now: None,
            asked_by: None,
            reason: TextRef { id: uuid::Uuid::nil(), characters: 0 },
        }),
        Command::EndSuspension,
        Command::MoveDeadlines,
        Command::ReachLevel("promise".into()),
    ];
    attempts.extend(transitions.map(|name| {
        Command::Perform(Perform {
            transition: name.clone(),
            input: Input::None,
            form: BTreeMap::new(),
            evidence: BTreeMap::new(),
        })
    }));
    attempts
}

#[test]
fn to_whom_a_case_does_not_exist_it_answers_like_one_that_never_was() {
    let shipped = Shipped::load();
    let attempts = attempts(&shipped);
    let peers = BTreeSet::new();
    // Which situations are denied is proved above; here every seventh shows what a denial looks like.
    for situation in situations::all(&shipped).into_iter().step_by(7) {
        let case = &situation.case;
        for person in shipped.directory.people.keys() {
            if answer(&shipped, person, case).is_ok() {
                continue;
            }
            let actor = Actor::Person(shipped.directory.staff(person).unwrap());
            let context = Context {
                workflow: shipped.workflow("service"),
                calendar: &shipped.calendar,
                directory: &shipped.directory,
                actor: &actor,
                now: Timestamp::UNIX_EPOCH,
                ids: &[],
                peers: &peers,
                documented: true,
                batch: None,
            };
            assert!(offers(&context, case).is_empty() && allowed(&context, case).is_empty());
            let commands = attempts.iter().skip(person.as_str().len() % 5).step_by(5);
            for command in commands {
                let hidden = decide(&context, Some(case), command);
                assert_eq!(hidden, decide(&context, None, command), "{person}: {command:?}");
                assert_eq!(hidden.map_err(|refusal| refusal.code()), Err(Code::NotFound));
            }
        }
    }
}

#[test]
fn a_citizen_sees_the_case_they_are_party_to_and_no_other() {
    let shipped = Shipped::load();
    for situation in situations::all(&shipped) {
        let party = *situation.case.parties.first().unwrap();
        let own = view(&Actor::Citizen(party), &situation.case, &shipped.directory).unwrap();
        assert!(!own.fields.internal && !own.fields.respondents && own.fields.content);
        let stranger = domain::id::PartyId(uuid::Uuid::from_u128(99));
        let other = view(&Actor::Citizen(stranger), &situation.case, &shipped.directory);
        assert_eq!(other, Err(Denial::Scope));
    }
}
