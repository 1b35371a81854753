//! What naming a respondent takes away, and what it refuses.

use std::collections::BTreeSet;

use domain::actor::{Actor, Role};
use domain::case::{Case, Code, Command, Event, Rejection, Respondents, Suspend, Suspension};
use domain::clock::Holder;
use domain::decide::{Context, allowed, decide};
use domain::id::{CaseId, PersonId, Timestamp, UnitId};
use testkit::Shipped;

use crate::situations;

fn everything(shipped: &Shipped) -> Case {
    let all = situations::all(shipped);
    all.into_iter().find(|s| s.name.starts_with("everything at once, about nobody")).unwrap().case
}

fn name(
    shipped: &Shipped,
    case: &Case,
    by: &Actor,
    named: Respondents,
) -> Result<Vec<Event>, Rejection> {
    decide(&context(shipped, by), Some(case), &Command::NameRespondents(named))
}

fn context<'a>(shipped: &'a Shipped, actor: &'a Actor) -> Context<'a> {
    static NO_PEERS: BTreeSet<CaseId> = BTreeSet::new();
    Context {
        workflow: shipped.workflow("service"),
        calendar: &shipped.calendar,
        directory: &shipped.directory,
        actor,
        now: Timestamp::UNIX_EPOCH,
        ids: &[],
        peers: &NO_PEERS,
        documented: true,
        batch: None,
    }
}

fn after(shipped: &Shipped, case: &Case, named: Respondents) -> Case {
    let mut case = case.clone();
    let events = name(shipped, &case, &shipped.actor("center.clerk"), named).unwrap();
    events.iter().for_each(|event| case.apply(Timestamp::UNIX_EPOCH, event));
    case
}

fn units<const N: usize>(units: [&str; N]) -> Respondents {
    Respondents { units: units.into_iter().map(UnitId::from).collect(), ..Respondents::default() }
}

fn related<const N: usize>(people: [&str; N]) -> Respondents {
    let related = people.into_iter().map(PersonId::from).collect();
    Respondents { related, ..Respondents::default() }
}

#[test]
fn a_delegate_whom_it_concerns_is_dropped_and_the_lead_stays() {
    let shipped = Shipped::load();
    let case = after(&shipped, &everything(&shipped), units(["police-chibi"]));
    let lead = case.lead.unwrap();
    assert_eq!((lead.unit.as_str(), lead.delegate), ("police-puqi", None));
    assert!(!case.lead_lost);
}

#[test]
fn assistants_and_consulted_units_whom_it_concerns_are_dropped() {
    let shipped = Shipped::load();
    let case = after(&shipped, &everything(&shipped), units(["town-puqi", "justice"]));
    assert!(case.assistants.is_empty(), "the committee stands below the subdistrict");
    assert!(case.consulted.is_empty() && case.lead.is_some());
}

#[test]
fn a_signer_whom_it_concerns_holds_up_no_round() {
    let shipped = Shipped::load();
    let everything = everything(&shipped);
    let case = after(&shipped, &everything, related(["education.head"]));
    let signers: Vec<_> = case.signing.unwrap().signers.into_keys().collect();
    assert_eq!(signers.len(), 3);
    assert!(!signers.contains(&PersonId::from("education.head")));
    let all = ["health.head", "education.head", "center.director", "police-puqi.head"];
    assert_eq!(after(&shipped, &everything, related(all)).signing, None);
}

#[test]
fn a_handler_who_must_withdraw_leaves_the_case_to_the_unit() {
    let shipped = Shipped::load();
    let mut case = everything(&shipped);
    case.lead.as_mut().unwrap().handler = Some("police-puqi.handler".into());
    let case = after(&shipped, &case, related(["police-puqi.handler"]));
    let lead = case.lead.unwrap();
    assert_eq!((lead.unit.as_str(), lead.handler), ("police-puqi", None));
}

#[test]
fn a_lead_of_whom_everybody_must_withdraw_is_lost() {
    let shipped = Shipped::load();
    let staff = ["police-puqi.handler", "police-puqi.handler2", "police-puqi.head"];
    let case = after(&shipped, &everything(&shipped), related(staff));
    assert!(case.lead.is_none() && case.lead_lost);
}

#[test]
fn a_lead_with_nobody_left_for_a_role_may_be_replaced_and_any_other_may_not() {
    let shipped = Shipped::load();
    let before = everything(&shipped);
    for (people, vacant) in [
        (&["police-puqi.handler"][..], false),
        (&["police-puqi.handler", "police-puqi.handler2"], false),
        (&["police-puqi.handler", "police-puqi.handler2", "police-chibi.handler"], false),
        (
            &[
                "police-puqi.handler",
                "police-puqi.handler2",
                "police-chibi.handler",
                "police-chibi.handler2",
            ],
            true,
        ),
        (&["police-puqi.head"], false),
        (&["police-puqi.head", "police-chibi.head"], true),
    ] {
        let related = people.iter().copied().map(PersonId::from).collect();
        let case = after(&shipped, &before, Respondents { related, ..Respondents::default() });
        assert!(case.lead.is_some(), "{people:?}");
        let clerk = shipped.actor("center.clerk");
        let allowed = allowed(&context(&shipped, &clerk), &case);
        assert_eq!(allowed.contains(&"assign".into()), vacant, "{people:?}");
    }
}

/// Whatever the suspension charged to the lead, now and when it ends, falls to the center.
#[test]
fn a_suspended_case_does_not_come_back_to_a_lost_lead() {
    let shipped = Shipped::load();
    let mut case = everything(&shipped);
    let lead = Holder::Unit("police-puqi".into());
    case.apply(Timestamp::UNIX_EPOCH, &Event::HolderChanged(lead.clone()));
    let terms = Suspend { ground: "any".into(), document: None, until: Timestamp::UNIX_EPOCH };
    case.suspension = Some(Suspension { terms, since: Timestamp::UNIX_EPOCH, resumes_to: lead });
    let mut case = after(&shipped, &case, units(["police-bureau"]));
    let center = Holder::Unit("center".into());
    assert_eq!(case.holder(), Some(&center));
    case.apply(Timestamp::UNIX_EPOCH, &Event::Resumed);
    assert_eq!(case.holder(), Some(&center));
}

#[test]
fn a_respondent_of_the_center_itself_or_nobody_known_is_refused() {
    let shipped = Shipped::load();
    let (case, clerk) = (everything(&shipped), shipped.actor("center.clerk"));
    let refused = |named| name(&shipped, &case, &clerk, named).map_err(|refusal| refusal.code());
    for unit in ["center", "plc", "county"] {
        assert_eq!(refused(units([unit])), Err(Code::ConflictOfInterest), "{unit}");
    }
    let people = |id: &str| Respondents { people: [id.into()].into(), ..Respondents::default() };
    assert_eq!(refused(people("center.clerk2")), Err(Code::ConflictOfInterest));
    assert_eq!(refused(people("nobody")), Err(Code::UnknownPerson));
    assert_eq!(refused(units(["nowhere"])), Err(Code::UnknownUnit));
    assert!(refused(related(["center.clerk2"])).is_ok(), "one clerk withdraws, the center remains");
}

#[test]
fn only_a_clerk_or_the_director_of_the_center_names_respondents() {
    let shipped = Shipped::load();
    let case = everything(&shipped);
    let may: BTreeSet<_> = [Role::Clerk, Role::Director]
        .into_iter()
        .flat_map(|role| shipped.directory.staff_of(&shipped.center, role))
        .collect();
    assert!(may.len() > 3);
    for person in shipped.directory.people.keys() {
        let result = name(&shipped, &case, &shipped.actor(person.as_str()), units(["forestry"]));
        assert_eq!(result.is_ok(), may.contains(person), "{person}");
    }
}
