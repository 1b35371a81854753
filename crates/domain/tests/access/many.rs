//! Laws beyond one case: merges, repeats, splits and withdrawals among six cases, with messages late, out of order and
//! repeated, never lose or double a complainant, and hide each case from whom any case merged with it concerns.

use std::collections::BTreeSet;

use domain::actor::Actor;
use domain::case::{Case, Command, Effect, Event, Input, Rejection, Respondents};
use domain::id::{CaseId, PartyId, UnitId};
use domain::workflow::Verb;
use testkit::{Random, Shipped};

use crate::world::{County, case_id, party};

const CASES: u128 = 6;
const WORKFLOWS: [&str; 3] = ["dispute", "petition", "service"];

/// What has been done to a county, so that the laws know who left of their own will.
struct Life<'a> {
    county: County<'a>,
    random: Random,
    delivered: Vec<Effect>,
    left: BTreeSet<PartyId>,
    done: [u32; 6],
}

impl<'a> Life<'a> {
    fn new(shipped: &'a Shipped, workflow: &str, seed: u64) -> Self {
        let county = County::new(shipped, workflow, CASES);
        let (delivered, left) = (Vec::new(), BTreeSet::new());
        Self { county, random: Random::new(seed), delivered, left, done: [0; 6] }
    }

    fn any_case(&mut self) -> CaseId {
        let ids: Vec<_> = self.county.cases.keys().copied().collect();
        *self.random.pick(&ids).unwrap()
    }

    fn step(&mut self) {
        let (id, other) = (self.any_case(), self.any_case());
        let clerk = self.county.clerk();
        let county = &mut self.county;
        let (kind, accepted) = match self.random.below(8) {
            0 => (0, county.perform(&clerk, id, Verb::Merge, &Input::Case(other))),
            1 => (1, county.perform(&clerk, id, Verb::LinkRepeat, &Input::Case(other))),
            2 => {
                let leaving = county.cases[&id].parties.iter().take(1).copied().collect();
                (2, county.perform(&clerk, id, Verb::Split, &Input::Parties(leaving)))
            }
            3 => (3, self.withdraw(id)),
            4 => (4, self.name(id)),
            5 => (5, county.perform(&clerk, id, Verb::Reopen, &Input::None)),
            _ => return self.deliver_one(),
        };
        self.done[kind] += u32::from(accepted);
    }

    fn withdraw(&mut self, id: CaseId) -> bool {
        let parties: Vec<_> = self.county.cases[&id].parties.iter().copied().collect();
        let chosen = self.random.pick(&parties).copied();
        let Some(party) = chosen.filter(|_| self.random.one_in(3)) else { return false };
        let withdrew =
            self.county.perform(&Actor::Citizen(party), id, Verb::Withdraw, &Input::None);
        if withdrew {
            self.left.insert(party);
        }
        withdrew
    }

    fn name(&mut self, id: CaseId) -> bool {
        let units = ["housing", "police-puqi", "town-xindian", "justice", "education"];
        let unit = *self.random.pick(&units).unwrap();
        let named = Respondents { units: [UnitId::from(unit)].into(), ..Respondents::default() };
        let clerk = self.county.clerk();
        self.county.give(&clerk, id, &Command::NameRespondents(named)).is_ok()
    }

    /// One of the messages on the way, whichever; now and then it comes again later.
    fn deliver_one(&mut self) {
        let waiting = self.county.on_the_way.len();
        if waiting == 0 {
            return;
        }
        let message = self.county.on_the_way.swap_remove(self.random.below(waiting));
        if self.random.one_in(3) {
            self.county.on_the_way.push(message.clone());
        }
        self.county.deliver(&message);
        self.delivered.push(message);
    }

    /// True if a message on the way carries the party to a case.
    fn travels(&self, party: PartyId) -> bool {
        self.county.on_the_way.iter().any(|message| match message {
            Effect::OpenCase { parties, .. } => parties.contains(&party),
            Effect::Forward { command, .. } => {
                matches!(&**command, Command::Absorb(absorb) if absorb.parties.contains(&party))
            }
            Effect::SendLetter { .. }
            | Effect::Notify { .. }
            | Effect::HandedOver { .. }
            | Effect::Inform(_)
            | Effect::Announce(_)
            | Effect::Revoke(_) => false,
        })
    }
}

fn on_every_life(look: impl Fn(&mut Life<'_>), at_rest: impl Fn(&mut Life<'_>)) -> [u32; 6] {
    let shipped = Shipped::load();
    let mut done = [0; 6];
    for workflow in WORKFLOWS {
        for seed in 0..60 {
            let mut life = Life::new(&shipped, workflow, seed);
            for _ in 0..80 {
                life.step();
                look(&mut life);
            }
            life.county.deliver_all();
            at_rest(&mut life);
            done = std::array::from_fn(|kind| done[kind] + life.done[kind]);
        }
    }
    done
}

fn all_parties() -> impl Iterator<Item = PartyId> {
    (1..=2 * CASES).map(party)
}

#[test]
fn a_complainant_is_never_in_two_lines_and_never_in_none() {
    let done = on_every_life(
        |life| {
            for party in all_parties() {
                let lines = life.county.lines_of(party);
                assert!(lines.len() <= 1, "{party} waits in {lines:?}");
                let kept = lines.len() == 1 || life.travels(party) || life.left.contains(&party);
                assert!(kept, "{party} is lost");
            }
        },
        |life| {
            for party in all_parties().filter(|party| !life.left.contains(party)) {
                let lines = life.county.lines_of(party);
                let [line] = lines[..] else { panic!("{party} waits in {lines:?}") };
                let ended =
                    life.county.cases[&line].ended.as_ref().map(domain::id::OutcomeName::as_str);
                assert_ne!(ended, Some("withdrawn"), "{party} never withdrew");
            }
        },
    );
    assert!(done.iter().all(|times| *times > 40), "too little happened: {done:?}");
}

#[test]
fn every_chain_of_masters_ends() {
    on_every_life(
        |life| {
            for (id, case) in &life.county.cases {
                assert!(
                    case.master.is_none_or(|master| master < *id),
                    "{id} went into a younger case"
                );
                assert!(case.master.is_none_or(|master| life.county.cases.contains_key(&master)));
            }
        },
        |_| {},
    );
}

#[test]
fn cases_merged_with_each_other_are_hidden_from_the_same_people() {
    on_every_life(
        |_| {},
        |life| {
            for (id, case) in &life.county.cases {
                let Some(master) = case.master else { continue };
                let other = &life.county.cases[&master];
                assert_eq!(case.respondents, other.respondents, "{id} and {master}");
            }
        },
    );
}

#[test]
fn a_message_that_comes_again_changes_nothing() {
    on_every_life(
        |_| {},
        |life| {
            let before: Vec<Case> = life.county.cases.values().cloned().collect();
            let again: Vec<_> = std::mem::take(&mut life.delivered);
            for message in &again {
                life.county.deliver(message);
            }
            assert_eq!(life.county.cases.values().cloned().collect::<Vec<_>>(), before);
            assert!(life.county.on_the_way.is_empty(), "a repeat asked for something");
        },
    );
}

#[test]
fn of_two_merges_into_each_other_exactly_one_is_accepted() {
    let shipped = Shipped::load();
    for workflow in WORKFLOWS {
        for verb in [Verb::Merge, Verb::LinkRepeat] {
            let county = County::new(&shipped, workflow, CASES);
            for (a, b) in (1..=CASES).flat_map(|a| (1..a).map(move |b| (case_id(a), case_id(b)))) {
                let one = county.command(a, verb, &Input::Case(b)).unwrap();
                let other = county.command(b, verb, &Input::Case(a)).unwrap();
                let decided = [
                    county.decide(&county.clerk(), a, &one),
                    county.decide(&county.clerk(), b, &other),
                ];
                assert_eq!(
                    decided.iter().filter(|result| result.is_ok()).count(),
                    1,
                    "{decided:?}"
                );
            }
        }
    }
}

#[test]
fn a_merged_case_forwards_what_reaches_it_late() {
    let shipped = Shipped::load();
    let mut county = County::new(&shipped, "dispute", 3);
    let clerk = county.clerk();
    assert!(county.perform(&clerk, case_id(3), Verb::Merge, &Input::Case(case_id(2))));
    let late = county.on_the_way.pop().unwrap();
    assert!(county.perform(&clerk, case_id(2), Verb::Merge, &Input::Case(case_id(1))));
    county.deliver_all();
    assert_eq!(county.lines_of(party(5)), []);
    county.deliver(&late);
    county.deliver_all();
    for number in 1..=6 {
        assert_eq!(county.lines_of(party(number)), [case_id(1)]);
    }
}

#[test]
fn who_arrives_at_a_case_that_has_ended_gets_a_case_of_their_own() {
    let shipped = Shipped::load();
    let mut county = County::new(&shipped, "dispute", 2);
    let clerk = county.clerk();
    assert!(county.perform(&clerk, case_id(2), Verb::Merge, &Input::Case(case_id(1))));
    for number in 1..=2 {
        let citizen = Actor::Citizen(party(number));
        assert!(county.perform(&citizen, case_id(1), Verb::Withdraw, &Input::None));
    }
    assert!(county.cases[&case_id(1)].ended.is_some());
    county.deliver_all();
    let own = county.lines_of(party(3));
    assert_eq!(own, county.lines_of(party(4)));
    let [own] = own[..] else { panic!("{own:?}") };
    assert!(own != case_id(1) && county.cases[&own].ended.is_none());
}

#[test]
fn one_party_ends_their_own_complaint_and_the_last_one_ends_the_case() {
    let shipped = Shipped::load();
    for workflow in WORKFLOWS {
        let mut county = County::new(&shipped, workflow, 1);
        let before = county.cases[&case_id(1)].clone();
        assert!(county.perform(
            &Actor::Citizen(party(1)),
            case_id(1),
            Verb::Withdraw,
            &Input::None
        ));
        let case = &county.cases[&case_id(1)];
        assert_eq!(case.parties, [party(2)].into());
        assert_eq!(
            (&case.state, &case.outcome, &case.clocks),
            (&before.state, &None, &before.clocks)
        );
        assert!(county.perform(
            &Actor::Citizen(party(2)),
            case_id(1),
            Verb::Withdraw,
            &Input::None
        ));
        assert!(county.cases[&case_id(1)].ended.is_some());
    }
}

#[test]
fn a_case_goes_into_another_only_once() {
    let shipped = Shipped::load();
    let mut county = County::new(&shipped, "dispute", 3);
    let clerk = county.clerk();
    let again = county.command(case_id(3), Verb::Merge, &Input::Case(case_id(1))).unwrap();
    let reopened = county.cases[&case_id(3)].clone();
    assert!(county.perform(&clerk, case_id(3), Verb::Merge, &Input::Case(case_id(2))));
    // A definition could let it leave the end again; the shipped ones do not.
    let case = county.cases.get_mut(&case_id(3)).unwrap();
    (case.state, case.ended) = (reopened.state, None);
    let refused = county.give(&clerk, case_id(3), &again);
    assert_eq!(refused, Err(Rejection::GoesOnElsewhere { case: case_id(2) }));
}

#[test]
fn a_split_case_is_hidden_from_whom_the_first_was_hidden() {
    let shipped = Shipped::load();
    let mut county = County::new(&shipped, "dispute", 1);
    let clerk = county.clerk();
    let named = Respondents { units: ["housing".into()].into(), ..Respondents::default() };
    let leaving = Input::Parties([party(1)].into());
    assert!(county.perform(&clerk, case_id(1), Verb::Split, &leaving));
    county.give(&clerk, case_id(1), &Command::NameRespondents(named.clone())).unwrap();
    county.deliver_all();
    let [own] = county.lines_of(party(1))[..] else { panic!("not opened") };
    assert_eq!(county.cases[&own].respondents, named);
}

#[test]
fn a_case_that_takes_in_another_loses_a_lead_whom_that_one_concerns() {
    let shipped = Shipped::load();
    let mut county = County::new(&shipped, "service", 2);
    let clerk = county.clerk();
    let lead = domain::case::Assignment { lead: "housing".into(), assistants: BTreeSet::new() };
    assert!(county.perform(&clerk, case_id(1), Verb::Advance, &Input::None));
    assert!(county.perform(&clerk, case_id(1), Verb::Assign, &Input::Assign(lead)));
    let named = Respondents { units: ["housing".into()].into(), ..Respondents::default() };
    county.give(&clerk, case_id(2), &Command::NameRespondents(named)).unwrap();
    assert!(county.perform(&clerk, case_id(2), Verb::Merge, &Input::Case(case_id(1))));
    county.deliver_all();
    let case = &county.cases[&case_id(1)];
    assert!(case.lead.is_none() && case.lead_lost);
}

#[test]
fn naming_the_same_respondents_again_is_nothing() {
    let shipped = Shipped::load();
    let mut county = County::new(&shipped, "dispute", 1);
    let clerk = county.clerk();
    let named = Respondents { units: ["housing".into()].into(), ..Respondents::default() };
    let command = Command::NameRespondents(named);
    let first = county.give(&clerk, case_id(1), &command).unwrap();
    assert!(matches!(first[..], [Event::RespondentsNamed(_)]));
    assert_eq!(county.give(&clerk, case_id(1), &command), Ok(Vec::new()));
}
