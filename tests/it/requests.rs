//! What anybody may know of: requests that came in over the open interface, and nothing of any other case.

use domain::case::{Command, Respondents, Secrecy, Value};
use domain::id::CategoryCode;
use engine::intake::Intake;
use engine::{Engine, Who};
use store::queries::{CaseFilter, RequestFilter, Sort};
use store::visible::{PUBLIC_CHANNEL, VisibleCases};

use crate::support::{Database, World, both, lamp};

/// A lamp that was reported over the open interface.
fn request() -> Intake {
    let mut request = lamp();
    PUBLIC_CHANNEL.clone_into(&mut request.complaint.channel);
    request
}

fn open311() -> VisibleCases {
    let matters = ["1104", "1401", "1502"].map(CategoryCode::from);
    VisibleCases::public_requests(&matters.into())
}

async fn listed(engine: &Engine) -> Vec<String> {
    let store = engine.store();
    let found = store.requests(&open311(), &RequestFilter::default(), 10).await.unwrap();
    let numbers: Vec<_> = found.into_iter().map(|view| view.stored.number.clone()).collect();
    let all = CaseFilter::default();
    assert_eq!(store.count_cases(&open311(), &all).await.unwrap(), numbers.len() as u64);
    let page = store.cases(&open311(), &all, Sort::Filed, None, 10).await.unwrap();
    assert_eq!(page.lines.into_iter().map(|line| line.number).collect::<Vec<_>>(), numbers);
    numbers
}

async fn is_hidden(engine: &Engine, number: &str) -> bool {
    let numbers = Some(vec![number.to_owned()]);
    let filter = RequestFilter { numbers, ..RequestFilter::default() };
    let found = engine.store().requests(&open311(), &filter, 10).await.unwrap();
    found.is_empty() && engine.store().case_by_number(&open311(), number).await.unwrap().is_none()
}

/// A dispute that came in over the open interface, which files none.
fn dispute() -> Intake {
    let mut intake = Intake { workflow: "dispute".into(), ..request() };
    let mut words = |words| Value::Text(intake.wording.keep(words).unwrap());
    let (summary, request) = (words("路灯砸坏了车"), words("赔偿"));
    let elsewhere = Value::YesNo(false);
    intake.form = [
        ("summary".into(), summary),
        ("request".into(), request),
        ("in_other_procedure".into(), elsewhere),
    ]
    .into();
    intake
}

/// Every case that somebody outside could try to learn of.
fn hidden() -> Vec<(&'static str, Intake)> {
    let with = |change: fn(&mut Intake)| {
        let mut intake = request();
        change(&mut intake);
        intake
    };
    let named = |respondents: Respondents| Intake { respondents, ..request() };
    vec![
        ("another channel", lamp()),
        ("another workflow", dispute()),
        ("secret", with(|intake| intake.secrecy = Secrecy::Restricted)),
        ("another matter", with(|intake| intake.category = "1105".into())),
        ("the police", with(|intake| intake.category = "1401".into())),
        ("officials", with(|intake| intake.category = "1502".into())),
        (
            "a unit",
            named(Respondents { units: ["housing".into()].into(), ..Respondents::default() }),
        ),
        (
            "a person",
            named(Respondents { people: ["housing.head".into()].into(), ..Respondents::default() }),
        ),
        (
            "a relation",
            named(Respondents {
                related: ["housing.head".into()].into(),
                ..Respondents::default()
            }),
        ),
        ("somebody unknown", named(Respondents { unmatched: true, ..Respondents::default() })),
    ]
}

both! {
    async fn only_requests_that_name_nobody_and_that_nothing_hides_are_public(database: Database) {
        let world = World::on(&database).await;
        let shown = world.engine.file(None, request()).await.unwrap().committed.stored.number.clone();
        let clerk = World::person("center.clerk");
        for (why, intake) in hidden() {
            let filed = world.engine.file(Some(clerk.clone()), intake).await.expect(why);
            assert!(is_hidden(&world.engine, &filed.committed.stored.number).await, "{why}");
        }
        assert_eq!(listed(&world.engine).await, std::slice::from_ref(&shown));
        assert!(!is_hidden(&world.engine, &shown).await);
        assert!(is_hidden(&world.engine, "0000000000").await);
    }

    async fn a_request_is_no_longer_public_once_somebody_is_meant(database: Database) {
        let world = World::on(&database).await;
        let filed = world.engine.file(None, request()).await.unwrap().committed.stored;
        assert_eq!(listed(&world.engine).await.len(), 1);
        let unknown = Respondents { unmatched: true, ..Respondents::default() };
        let name = Command::NameRespondents(unknown);
        let clerk: Who = World::person("center.clerk");
        let order = engine::execute::Order::new(clerk, filed.case.id, name);
        world.engine.execute(order).await.unwrap();
        assert!(is_hidden(&world.engine, &filed.number).await);
        assert!(listed(&world.engine).await.is_empty());
    }
}
