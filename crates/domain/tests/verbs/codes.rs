//! No rejection is dead: for each code the smallest command that provokes it.

use std::collections::{BTreeMap, BTreeSet};

use domain::actor::{Actor, Role};
use domain::case::{
    Case, Code, Command, Event, FieldFault, File, Input, MoveVersion, Perform, Rejection,
    Respondents, SigningMode,
};
use domain::id::CaseId;
use domain::refusal::Refused;
use domain::scenario::{Stage, World};
use domain::workflow::scenario::{Filing, With};
use domain::workflow::{Condition, check};
use testkit::Shipped;
use uuid::Uuid;

use crate::desk::{
    Around, Desk, extension, filing, lead, lenient, reason, several, solved, step, suspension,
    unit, without, workflow,
};
use crate::handler::handed;
use crate::sponsor::{end, sponsor};

type Provoke = fn(&Shipped) -> Rejection;

#[test]
fn every_code_is_provoked_by_some_command() {
    let shipped = Shipped::load();
    let tables = [FILING, GATE, HANDS, SIGNING, CLOCKS, ENGINE];
    let mut provoked = BTreeSet::new();
    for (code, provoke) in tables.into_iter().flatten() {
        let rejection = provoke(&shipped);
        assert_eq!(rejection.code(), *code);
        assert!(!rejection.message().is_incomplete(), "`{}` says nothing", code.as_str());
        let Shipped { calendar, directory, center, .. } = &shipped;
        let world = World { workflow: workflow(), calendar, directory, center };
        let refused = Refused { rejection: &rejection, world, tried: None, public: false };
        let text = refused.text();
        assert!(!text.is_incomplete(), "`{}` says nothing", code.as_str());
        let debug = text.en.contains('{') || text.en.contains("::") || text.en.contains("Some(");
        assert!(!debug, "`{}` speaks to programmers: {}", code.as_str(), text.en);
        provoked.insert(*code);
    }
    let dead: Vec<_> = Code::ALL.iter().filter(|code| !provoked.contains(*code)).collect();
    assert!(dead.is_empty(), "nothing provokes {dead:?}");
}

#[test]
fn a_rejection_survives_its_way_through_json() {
    let shipped = Shipped::load();
    for (code, provoke) in [FILING, GATE, HANDS, SIGNING, CLOCKS, ENGINE].into_iter().flatten() {
        let json = serde_json::to_value(provoke(&shipped)).unwrap();
        assert_eq!(json["code"], code.as_str());
        let read: Rejection = serde_json::from_value(json).unwrap();
        assert_eq!(read.code(), *code);
    }
}

#[test]
fn a_refusal_calls_things_by_their_names() {
    let shipped = Shipped::load();
    let Shipped { calendar, directory, center, .. } = &shipped;
    let world = World { workflow: workflow(), calendar, directory, center };
    let said = |rejection: &Rejection, tried: Option<&str>| {
        let tried = tried.map(Into::into);
        Refused { rejection, world, tried: tried.as_ref(), public: false }.text().zh
    };
    let early = no(Desk::filed(&shipped), "center.clerk", "urge", With::default());
    assert_eq!(said(&early, Some("urge")), "案件处于“已登记，待甄别”，不能这样做");
    let bare = no(Desk::studying(&shipped), "clerk@center", "assign", With::default());
    assert_eq!(said(&bare, Some("assign")), "须填写：主办单位 assign");
    let uncontacted = Condition::Contacted(true);
    let condition = Rejection::ConditionFails { condition: uncontacted };
    assert_eq!(said(&condition, None), "须先联系群众");
    let fields = vec![("progress".into(), FieldFault::Missing)];
    let faulty = Rejection::FormFaulty { fields };
    let known = "表单有缺项或错项：进展（群众可见） progress（未填，文字）";
    assert_eq!(said(&faulty, Some("record_work")), known);
    assert_eq!(said(&faulty, Some("urge")), "表单有缺项或错项：progress（未填）");
}

fn no(mut desk: Desk<'_>, by: &str, transition: &str, with: With) -> Rejection {
    desk.refusal(by, &step(transition, with))
}

fn command(mut desk: Desk<'_>, by: &str, command: &Command) -> Rejection {
    desk.command(by, command).unwrap_err()
}

/// Files anew, with something changed.
fn file(shipped: &Shipped, by: &str, change: fn(&mut File), day: Option<&str>) -> Rejection {
    let filed = Desk::filed(shipped);
    let mut file = filed_by(&filed);
    change(&mut file);
    let Shipped { calendar, directory, center, .. } = shipped;
    let workflow = workflow();
    let mut fresh = Desk { stage: Stage::new(World { workflow, calendar, directory, center }) };
    if let Some(day) = day {
        fresh.wait_until(day);
    }
    let actor = filed.actor(by);
    fresh.stage.command(&actor, &Command::File(file)).unwrap_err()
}

fn filed_by(desk: &Desk<'_>) -> File {
    let Event::Filed(filed) = &desk.stage.log()[0].event else { panic!("a log begins so") };
    filed.file.clone()
}

const TODAY: Option<&str> = Some("2026-03-02 09:00");

const FILING: &[(Code, Provoke)] = &[
    (Code::MayNotFile, |all| file(all, "center.director", |_| {}, TODAY)),
    (Code::NoParty, |all| file(all, "center.clerk", |file| file.parties.clear(), TODAY)),
    (Code::NotInForce, |all| file(all, "center.clerk", |_| {}, None)),
    (Code::FormFaulty, |all| file(all, "center.clerk", |file| file.form.clear(), TODAY)),
    (Code::AlreadyFiled, |all| {
        let desk = Desk::filed(all);
        let again = Command::File(filed_by(&desk));
        command(desk, "center.clerk", &again)
    }),
];

const GATE: &[(Code, Provoke)] = &[
    (Code::NotFound, |all| no(Desk::filed(all), "admin.system", "accept", With::default())),
    (Code::UnknownTransition, |all| no(Desk::filed(all), "center.clerk", "dance", With::default())),
    (Code::WrongState, |all| no(Desk::filed(all), "center.clerk", "urge", With::default())),
    (Code::NotYours, |all| no(Desk::filed(all), "center.director", "accept", With::default())),
    (Code::CaseRestricted, |all| {
        let police = Filing { category: "1401".into(), ..filing() };
        let desk = Desk::filed_as(all, workflow(), &police);
        no(desk, "center.clerk", "accept", With::default())
    }),
    (Code::CaseSuspended, |all| {
        let pause = suspension("appraisal", "2026-03-11");
        let desk = Desk::handling(all).then("clerk@center", "suspend", pause);
        no(desk, "center.director", "convene_session", With::default())
    }),
    (Code::ConditionFails, |all| {
        no(Desk::handling(all), "handler@lead", "fail_mediation", With::default())
    }),
    (Code::CounterExhausted, |all| {
        let mut desk = Desk::studying(all);
        for _ in 0..2 {
            desk.withdraw();
            desk = desk.then("clerk@center", "reopen", With::default());
        }
        desk.withdraw();
        no(desk, "clerk@center", "reopen", With::default())
    }),
    (Code::EvidenceMissing, |all| {
        let bare = without("refuse_unwilling", With::default(), "refusal_record");
        Desk::studying(all).refusal("clerk@center", &bare)
    }),
    (Code::InputMismatch, |all| no(Desk::studying(all), "clerk@center", "assign", With::default())),
];

const HANDS: &[(Code, Provoke)] = &[
    (Code::ConflictOfInterest, |all| {
        let units = BTreeSet::from(["center".into()]);
        let named = Command::NameRespondents(Respondents { units, ..Respondents::default() });
        command(Desk::filed(all), "center.clerk", &named)
    }),
    (Code::UnknownUnit, |all| no(Desk::studying(all), "clerk@center", "assign", lead("moon", &[]))),
    (Code::NoHandler, |_| {
        let mut short = Shipped::load();
        let water = short.directory.people.values_mut().filter(|it| it.unit.as_str() == "water");
        water.for_each(|person| _ = person.roles.remove(&Role::Handler));
        no(Desk::studying(&short), "clerk@center", "assign", lead("water", &[]))
    }),
    (Code::SameUnit, |all| no(Desk::handling(all), "clerk@center", "transfer", unit("housing"))),
    (Code::OtherHandler, |all| {
        let change = handed(Some("housing.handler2"), Some("housing.handler"));
        command(Desk::handling(all), "housing.head", &change)
    }),
    (Code::NotAHandler, |all| {
        let change = handed(Some("housing.handler"), Some("housing.head"));
        command(Desk::handling(all), "housing.head", &change)
    }),
    (Code::SameHandler, |all| {
        let change = handed(Some("housing.handler"), Some("housing.handler"));
        command(Desk::handling(all), "housing.head", &change)
    }),
    (Code::HasSponsor, |all| {
        let mut desk = Desk::handling(all);
        desk.command("center.supervisor", &sponsor("county.head", 5)).unwrap();
        command(desk, "center.supervisor", &sponsor("center.director", 5))
    }),
    (Code::NoSponsor, |all| command(Desk::handling(all), "center.supervisor", &end(5))),
    (Code::NotALeader, |all| {
        command(Desk::handling(all), "center.supervisor", &sponsor("housing.handler", 5))
    }),
    (Code::BadDay, |all| {
        let mut late = sponsor("county.head", 5);
        if let Command::Sponsor(sponsor) = &mut late {
            sponsor.until = "2020-01-01".parse().unwrap();
        }
        command(Desk::handling(all), "center.supervisor", &late)
    }),
    (Code::ReasonMissing, |all| {
        command(Desk::handling(all), "center.supervisor", &sponsor("county.head", 0))
    }),
    (Code::NoLead, |all| {
        let units = BTreeSet::from(["housing".into()]);
        let named = Command::NameRespondents(Respondents { units, ..Respondents::default() });
        let mut desk = Desk::handling(all);
        desk.command("center.clerk", &named).unwrap();
        no(desk, "center.clerk", "urge", With::default())
    }),
    (Code::NotAbove, |all| no(Desk::handling(all), "center.director", "escalate", unit("market"))),
    (Code::NotAssisting, |all| no(Desk::handling(all), "clerk@center", "release", unit("health"))),
    (Code::NoAssistants, |all| {
        let desk = Desk::handling(all).then("clerk@center", "release", unit("market"));
        no(desk, "clerk@center", "release", unit("market"))
    }),
    (Code::NobodyNamed, |all| no(Desk::handling(all), "handler@lead", "join", several(&[]))),
    (Code::UnknownReason, |all| {
        no(Desk::assigned(all), "handler@lead", "return_case", reason("none"))
    }),
    (Code::BasisMissing, |all| {
        let bare = without("return_case", reason("not_our_power"), "basis");
        Desk::assigned(all).refusal("handler@lead", &bare)
    }),
    (Code::AlreadyRead, |all| {
        let mut desk = Desk::assigned(all);
        desk.command("housing.head", &Command::Read).unwrap();
        no(desk, "clerk@center", "take_back", With::default())
    }),
    (Code::NobodyHeard, |all| no(Desk::feedback(all), "center.clerk", "call_back", solved(None))),
    (Code::BadSplit, |all| {
        let everybody = With { parties: Some(2), ..With::default() };
        no(Desk::together(all), "clerk@center", "split", everybody)
    }),
    (Code::OrderTooLong, |all| {
        let long = With { answer_within: "3 month".parse().ok(), ..With::default() };
        no(Desk::handling(all), "center.supervisor", "supervise", long)
    }),
    (Code::NeedsDocument, |all| {
        let desk = Desk::handling(all);
        let perform = Perform {
            transition: "supervise".into(),
            input: Input::Order("2 work_day".parse().unwrap()),
            form: BTreeMap::new(),
            evidence: BTreeMap::new(),
        };
        let around = Around { documented: false, ..desk.around() };
        let supervisor = desk.actor("center.supervisor");
        let command = Command::Perform(perform);
        desk.decide(around, desk.case(), (&supervisor, &command)).unwrap_err()
    }),
    (Code::NoOrder, |all| {
        no(Desk::handling(all), "center.supervisor", "discharge", With::default())
    }),
    (Code::UnknownCase, |all| merge(all, 5, &BTreeSet::new())),
    (Code::NotOlder, |all| {
        let younger = u128::MAX;
        merge(all, younger, &BTreeSet::from([CaseId(Uuid::from_u128(younger))]))
    }),
    (Code::GoesOnElsewhere, |all| {
        let mut reopening = lenient();
        reopening.transitions["reopen"].from.push("merged".into());
        let workflow = check(reopening).workflow.unwrap();
        let desk = Desk::filed_as(all, &workflow, &filing());
        let merged = desk.then("clerk@center", "merge", With::default());
        no(merged, "clerk@center", "reopen", With::default())
    }),
    (Code::NotToScreen, |all| command(Desk::filed(all), "center.clerk", &Command::Screen)),
];

fn merge(shipped: &Shipped, master: u128, peers: &BTreeSet<CaseId>) -> Rejection {
    let desk = Desk::studying(shipped);
    merge_of(&desk, desk.case(), master, peers)
}

fn merge_of(desk: &Desk<'_>, case: &Case, master: u128, peers: &BTreeSet<CaseId>) -> Rejection {
    let perform = Perform {
        transition: "merge".into(),
        input: Input::Case(CaseId(Uuid::from_u128(master))),
        form: BTreeMap::new(),
        evidence: BTreeMap::new(),
    };
    let around = Around { peers, ..desk.around() };
    let clerk = desk.actor("center.clerk");
    desk.decide(around, case, (&clerk, &Command::Perform(perform))).unwrap_err()
}

fn round(signers: &[&str]) -> With {
    let signers = signers.iter().map(|signer| (*signer).into()).collect();
    With { mode: Some(SigningMode::All), signers, ..With::default() }
}

fn person(name: &str) -> With {
    With { person: Some(name.into()), ..With::default() }
}

fn signing(shipped: &Shipped) -> Desk<'_> {
    let two = round(&["housing.head", "market.head"]);
    Desk::conferring(shipped).then("clerk@center", "open_signing", two)
}

const SIGNING: &[(Code, Provoke)] = &[
    (Code::UnknownPerson, |all| {
        no(Desk::conferring(all), "clerk@center", "open_signing", round(&["nobody"]))
    }),
    (Code::SigningOpen, |all| {
        no(signing(all), "clerk@center", "open_signing", round(&["housing.head"]))
    }),
    (Code::NoSigning, |all| {
        no(Desk::conferring(all), "clerk@center", "add_signer", person("plc.head"))
    }),
    (Code::NotSigner, |all| no(signing(all), "clerk@center", "drop_signer", person("plc.head"))),
    (Code::AlreadySigner, |all| {
        no(signing(all), "clerk@center", "add_signer", person("market.head"))
    }),
    (Code::LastSigner, |all| {
        let desk = signing(all).then("clerk@center", "drop_signer", person("market.head"));
        no(desk, "clerk@center", "drop_signer", person("housing.head"))
    }),
];

fn asked(shipped: &Shipped) -> Desk<'_> {
    let week = extension("handle", "7 calendar_day");
    Desk::handling(shipped).then("handler@lead", "request_extension", week)
}

const CLOCKS: &[(Code, Provoke)] = &[
    (Code::NotExtendable, |all| {
        let never = extension("progress", "1 calendar_day");
        no(Desk::handling(all), "handler@lead", "request_extension", never)
    }),
    (Code::ExtensionTooLong, |all| {
        let long = extension("handle", "8 calendar_day");
        no(Desk::handling(all), "handler@lead", "request_extension", long)
    }),
    (Code::DeadlinePassed, |all| {
        let mut desk = asked(all);
        desk.wait_until("2026-03-12 09:00");
        no(desk, "center.director", "grant_extension", With::default())
    }),
    (Code::ExtensionPending, |all| {
        let again = extension("promise", "1 month");
        no(asked(all), "handler@lead", "request_extension", again)
    }),
    (Code::NoExtension, |all| {
        no(Desk::handling(all), "center.director", "grant_extension", With::default())
    }),
    (Code::SamePerson, |all| {
        let mut desk = asked(all);
        let Actor::Person(mut both) = desk.actor("housing.handler") else { panic!("a person") };
        both.roles.insert(Role::UnitHead);
        let grant = desk.stage.prepare(&step("grant_extension", With::default())).unwrap();
        desk.stage.command(&Actor::Person(both), &grant).unwrap_err()
    }),
    (Code::UnknownGround, |all| {
        no(Desk::handling(all), "clerk@center", "suspend", suspension("tired", "2026-03-11"))
    }),
    (Code::DocumentMissing, |all| {
        let bare = without("suspend", suspension("appraisal", "2026-03-11"), "document");
        Desk::handling(all).refusal("clerk@center", &bare)
    }),
    (Code::DocumentTooLong, |all| {
        let wordy = Some("a letter in which somebody tells the whole story of a family ".into());
        let ground = suspension("appraisal", "2026-03-11");
        let long = With { document: wordy, ..ground };
        no(Desk::handling(all), "clerk@center", "suspend", long)
    }),
    (Code::BadEndDate, |all| {
        no(Desk::handling(all), "clerk@center", "suspend", suspension("appraisal", "2026-12-31"))
    }),
    (Code::NotSuspended, |all| no(Desk::handling(all), "clerk@center", "resume", With::default())),
];

const ENGINE: &[(Code, Provoke)] = &[
    (Code::NotDue, |all| {
        command(Desk::filed(all), "engine", &Command::ReachLevel("screen".into()))
    }),
    (Code::WrongVersion, |all| {
        let nowhere = MoveVersion { states: BTreeMap::new(), ran: BTreeMap::new() };
        command(Desk::filed(all), "engine", &Command::MoveVersion(nowhere))
    }),
    (Code::NotMapped, |all| {
        let mut next = lenient();
        next.version = 2;
        let workflow = check(next).workflow.unwrap();
        let desk = Desk::filed(all);
        let nowhere = MoveVersion { states: BTreeMap::new(), ran: BTreeMap::new() };
        let around = Around { workflow: &workflow, ..desk.around() };
        let command = (&Actor::Engine, &Command::MoveVersion(nowhere));
        desk.decide(around, desk.case(), command).unwrap_err()
    }),
];
