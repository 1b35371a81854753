//! Laws that hold on every history: seeded random walks through the shipped workflows.
//!
//! `BIHUAN_SEEDS` sets how many walks each law takes through each workflow; a failure names workflow and seed.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use domain::access::view;
use domain::actor::{Actor, Role};
use domain::case::{Case, Command, Effect, Event, HandlerChange, TextRef};
use domain::clock::time_by_holder;
use domain::decide::{Context, decide};
use domain::id::TransitionName;
use domain::scenario::{Stage, World};
use domain::workflow::{HolderRole, Verb};
use testkit::{NAMES, Random, Shipped, Walker};

fn on_every_history(look: impl Fn(&Stage<'_>, &Case, &[Event])) {
    let seeds =
        std::env::var("BIHUAN_SEEDS").ok().and_then(|seeds| seeds.parse().ok()).unwrap_or(12);
    let shipped = Shipped::load();
    for name in NAMES {
        for seed in 0..seeds {
            let walked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                Walker::new(&shipped, name, seed).walk(60, &look);
            }));
            assert!(walked.is_ok(), "the law is broken in workflow `{name}` with seed {seed}");
        }
    }
}

#[test]
fn what_is_allowed_is_accepted_and_what_is_not_is_refused() {
    let shipped = Shipped::load();
    for name in NAMES {
        for seed in 0..12 {
            let mut walker = Walker::new(&shipped, name, seed);
            for _ in 0..60 {
                walker.one_step(&mut |_, _, _| {});
                for (actor, transition, command) in walker.not_allowed(5) {
                    let before = walker.stage.case().cloned();
                    let result = walker.stage.command(&actor, &command);
                    assert!(
                        result.is_err(),
                        "{name} {seed}: `{transition}` was not allowed and was accepted"
                    );
                    assert_eq!(
                        walker.stage.case().cloned(),
                        before,
                        "{name} {seed}: a refusal changed the case"
                    );
                }
            }
        }
    }
}

#[test]
fn replay_of_the_log_equals_the_case() {
    on_every_history(|stage, _, _| {
        let replayed = Case::replay(stage.log()).unwrap();
        assert_eq!(Some(&replayed), stage.case());
        assert_eq!(replayed.seq, stage.log().len() as u64);
    });
}

#[test]
fn another_handler_changes_the_name_of_who_handles_and_nothing_else() {
    let changes = std::cell::Cell::new(0);
    on_every_history(|stage, case, _| {
        let lead = case.lead.as_ref();
        let Some(before) = lead.and_then(|lead| lead.handler.clone()) else { return };
        let directory = stage.world().directory;
        for now in directory.people.keys().map(Some).chain([None]) {
            let reason = TextRef { id: uuid::Uuid::nil(), characters: 1 };
            let change = HandlerChange {
                before: Some(before.clone()),
                now: now.cloned(),
                asked_by: None,
                reason,
            };
            let command = Command::ChangeHandler(change);
            let Ok(events) = decide(&as_engine(stage), Some(case), &command) else { continue };
            let mut given = case.clone();
            events.iter().for_each(|event| given.apply(stage.now(), event));
            changes.set(changes.get() + 1);
            let lead = given.lead.as_mut().unwrap();
            assert_eq!(lead.handler.as_ref(), now);
            if let Some(staff) = now.and_then(|person| directory.staff(person)) {
                assert!(lead.works(&staff.unit) && staff.roles.contains(&Role::Handler));
                let seen = view(&Actor::Person(staff), case, directory);
                assert!(seen.is_ok(), "given to somebody for whom there is no such case");
            }
            (lead.handler, given.seq) = (Some(before.clone()), case.seq);
            assert_eq!(&given, case);
        }
    });
    assert!(changes.get() > 100, "hardly any case changed hands: {}", changes.get());
}

fn as_engine<'a>(stage: &Stage<'a>) -> Context<'a> {
    static NO_PEERS: BTreeSet<domain::id::CaseId> = BTreeSet::new();
    let World { workflow, calendar, directory, .. } = stage.world();
    let (actor, now) = (&Actor::Engine, stage.now());
    Context {
        workflow,
        calendar,
        directory,
        actor,
        now,
        ids: &[],
        peers: &NO_PEERS,
        documented: true,
        batch: None,
    }
}

#[test]
fn time_of_the_holders_sums_to_the_life_of_the_case() {
    on_every_history(|stage, _, _| {
        let case = stage.case().unwrap();
        for pair in case.tenures.windows(2) {
            assert!(pair[0].until.unwrap() <= pair[1].from, "two holders at once: {pair:?}");
        }
        let sum: TimeDelta = time_by_holder(&case.tenures, stage.now()).values().sum();
        assert_eq!(sum, life(stage), "held time is not lived time");
        assert_eq!(
            case.holder().is_some(),
            case.ended.is_none(),
            "an open case has exactly one holder"
        );
    });
}

/// From filing to now, less the time between an end and a reopening. Read from the log, not from the tenures.
fn life(stage: &Stage<'_>) -> TimeDelta {
    let mut life = TimeDelta::zero();
    let mut open_since = Some(stage.log()[0].at);
    for entry in stage.log() {
        let Event::StateEntered(entered) = &entry.event else { continue };
        match (entered.ended.is_some(), open_since) {
            (true, Some(since)) => {
                life += entry.at - since;
                open_since = None;
            }
            (false, None) => open_since = Some(entry.at),
            (true, None) | (false, Some(_)) => {}
        }
    }
    life + open_since.map_or(TimeDelta::zero(), |since| stage.now() - since)
}

#[test]
fn the_token_is_never_lost_or_doubled() {
    on_every_history(|stage, _, _| {
        let (case, workflow) = (stage.case().unwrap(), stage.world().workflow);
        let state = workflow.state(&case.state).unwrap();
        assert_eq!(case.ended.is_some(), state.end, "ended exactly in an end");
        assert_eq!(case.stage, state.stage);
        if state.holder == HolderRole::Lead && case.ended.is_none() {
            assert!(
                case.lead.is_some(),
                "`{}` is held by a lead unit that does not exist",
                case.state
            );
        }
        let open: Vec<_> =
            case.clocks.iter().filter(|clock| clock.is_open()).map(|clock| &clock.limit).collect();
        assert_eq!(
            open.iter().collect::<BTreeSet<_>>().len(),
            open.len(),
            "two clocks of one limit"
        );
        assert!(
            open.iter().all(|limit| state.limits.contains(limit)),
            "a clock runs in a state that does not list it"
        );
        assert!(!case.parties.is_empty(), "a case without a complainant");
    });
}

#[test]
fn there_is_always_a_way_on_or_an_end() {
    on_every_history(|stage, _, _| {
        let case = stage.case().unwrap();
        let stands = case.ended.is_some() || case.suspension.is_some();
        let moves =
            |name: &TransitionName| stage.world().workflow.transition(name).unwrap().to.is_some();
        let way = || {
            testkit::actors(stage).iter().any(|actor| stage.allowed(case, actor).iter().any(moves))
        };
        assert!(stands || way(), "stranded in `{}`, counters {:?}", case.state, case.counters);
    });
}

#[test]
fn no_complainant_is_lost_by_a_split_or_a_merge() {
    on_every_history(|_, before, events| {
        let effects: Vec<_> =
            events.iter().flat_map(|event| domain::react::react(before, event)).collect();
        for event in events {
            if let Event::Split { parties, into } = event {
                assert!(parties.is_subset(&before.parties) && parties.len() < before.parties.len());
                let opened = |effect: &Effect| matches!(effect, Effect::OpenCase { id, parties: leaving, .. } if id == into && leaving == parties);
                assert!(effects.iter().any(opened), "nobody opens a case for who left");
            }
            if let Event::Merged(master) | Event::RepeatLinked(master) = event {
                let handed = |effect: &Effect| {
                    matches!(effect, Effect::Forward { case, command }
                    if case == master && matches!(&**command, Command::Absorb(absorb) if absorb.parties == before.parties))
                };
                assert!(effects.iter().any(handed), "the master is not given the parties");
            }
        }
    });
}

/// Verbs that look, say or add. They move no deadline, whatever the definition lets them meet or restart.
const EDITS: [Verb; 9] = [
    Verb::Record,
    Verb::Copy,
    Verb::Consult,
    Verb::Answer,
    Verb::Urge,
    Verb::Supervise,
    Verb::Discharge,
    Verb::Contact,
    Verb::Sign,
];

#[test]
fn editing_commenting_and_viewing_move_no_deadline() {
    on_every_history(|stage, before, events| {
        let Some(Event::Performed(performed)) = events.first().filter(
            |event| matches!(event, Event::Performed(performed) if EDITS.contains(&performed.verb)),
        ) else {
            return;
        };
        let case = stage.case().unwrap();
        for clock in before.clocks.iter().filter(|clock| clock.is_open()) {
            let limit = &stage.world().workflow.definition().limits[clock.limit.as_str()];
            let restarted = limit.restarts_on.contains(&performed.transition);
            if let Some(now) = case.clock(&clock.limit).filter(|_| !restarted) {
                assert_eq!(
                    now.deadline, clock.deadline,
                    "`{}` moved `{}`",
                    performed.transition, clock.limit
                );
            }
        }
    });
}

#[test]
fn a_case_does_not_exist_for_administrators() {
    let shipped = Shipped::load();
    let administrators =
        ["admin.system", "admin.security", "admin.audit"].map(|id| shipped.actor(id));
    on_every_history(|stage, _, _| {
        let case = stage.case().unwrap();
        for actor in &administrators {
            assert!(stage.allowed(case, actor).is_empty());
            assert!(domain::access::view(actor, case, &shipped.directory).is_err());
        }
    });
}

#[test]
fn the_same_seed_gives_the_same_history() {
    let shipped = Shipped::load();
    let log = |seed| {
        let mut walker = Walker::new(&shipped, NAMES[0], seed);
        walker.walk(60, |_: &Stage<'_>, _: &Case, _: &[Event]| {});
        walker.stage.log().to_vec()
    };
    assert_eq!(log(7), log(7));
    let mut random = Random::new(7);
    assert_ne!(random.next(), random.next());
}

/// A law that walks never come near proves nothing.
#[test]
fn the_walks_go_nearly_everywhere() {
    let shipped = Shipped::load();
    for name in NAMES {
        let mut visited = BTreeSet::new();
        for seed in 0..250 {
            Walker::new(&shipped, name, seed).walk(
                80,
                |_: &Stage<'_>, _: &Case, events: &[Event]| {
                    visited.extend(events.iter().filter_map(|event| {
                        if let Event::Performed(performed) = event {
                            Some(performed.transition.clone())
                        } else {
                            None
                        }
                    }));
                },
            );
        }
        let all = shipped.workflow(name).definition().transitions.keys();
        let never: Vec<_> = all.filter(|transition| !visited.contains(*transition)).collect();
        assert!(never.len() * 8 <= visited.len(), "`{name}`: the walks never came to {never:?}");
    }
}
