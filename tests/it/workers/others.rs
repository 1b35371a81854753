//! What one case asks of another is carried out exactly once, also when a worker dies on the way.

use chrono::TimeDelta;
use domain::case::{Event, Input, Value};
use domain::id::CaseId;
use engine::Who;
use engine::vault::Identity;
use engine::wording::Wording;
use store::queries::CaseFilter;
use store::verify;

use super::{timeline, work};
use crate::support::{Database, World, both};

both! {
    async fn a_merged_case_is_absorbed_once_though_the_worker_died(database: Database) {
        let world = World::on(&database).await;
        let older = world.lamp().await;
        let newer = world.lamp().await;
        let (older_id, newer_id) = (id(&older), id(&newer));
        work(&world.engine).await;
        let clerk = World::person("center.clerk");
        world.perform(&clerk, newer_id, "merge", Input::Case(older_id)).await.unwrap();
        dies_with_all_letters(&world).await;
        assert_eq!(absorbed(&world, older_id).await, 0);
        world.clock.set(world.now() + TimeDelta::minutes(2));
        work(&world.engine).await;
        work(&world.engine).await;
        assert_eq!(absorbed(&world, older_id).await, 1);
        let receipt = world.engine.receipt(&newer.receipts[0].1).await.unwrap().unwrap();
        assert_eq!(receipt.case, older_id, "the code opens the case that goes on");
        whole(&world, 2).await;
    }

    async fn parties_who_are_split_off_get_one_case_though_the_worker_died(database: Database) {
        let world = World::on(&database).await;
        let filed = world.engine.file(Some(World::person("center.clerk")), quarrel()).await.unwrap();
        work(&world.engine).await;
        let leaving = filed.receipts[1].0;
        let clerk = World::person("center.clerk");
        world.perform(&clerk, id(&filed), "split", Input::Parties([leaving].into())).await.unwrap();
        dies_with_all_letters(&world).await;
        assert_eq!(count(&world).await, 1);
        world.clock.set(world.now() + TimeDelta::minutes(2));
        work(&world.engine).await;
        work(&world.engine).await;
        assert_eq!(count(&world).await, 2);
        let code = |at: usize| world.engine.receipt(&filed.receipts[at].1);
        assert_eq!(code(0).await.unwrap().unwrap().case, id(&filed));
        let moved = code(1).await.unwrap().unwrap();
        assert_ne!(moved.case, id(&filed));
        let seen = world.engine.read(&Who::Party(leaving), moved.case).await.unwrap().unwrap();
        let parties = world.engine.parties(&seen).await.unwrap();
        assert_eq!(parties[0].1.telephone, "***2222", "who they are came along");
        let everything = world.engine.visible(&Who::Engine).await.unwrap();
        let title = store::words::query(&seen.complaint.title);
        let mark = engine::vault::mark(world.engine.keys(), "tail", "2222");
        for (words, marks) in [(title, vec![]), (vec![], vec![mark])] {
            let found = world.engine.store().search(&everything, &words, None, &marks, 10).await.unwrap();
            let found: Vec<_> = found.lines.iter().map(|line| line.id).collect();
            assert!(found.contains(&moved.case), "it is found by its title and by telephone");
        }
        whole(&world, 2).await;
    }
}

fn id(filed: &engine::intake::Filed) -> CaseId {
    filed.committed.stored.case.id
}

/// A worker takes all letters and is never heard of again.
async fn dies_with_all_letters(world: &World) {
    let now = world.now();
    let until = now + TimeDelta::seconds(60);
    let taken = world.engine.store().claim_letters(now, until, 100).await.unwrap();
    assert!(!taken.is_empty());
    work(&world.engine).await;
}

async fn absorbed(world: &World, case: CaseId) -> usize {
    let entries = timeline(&world.engine, case).await;
    entries.iter().filter(|entry| matches!(entry.event, Event::Absorbed(_))).count()
}

async fn count(world: &World) -> u64 {
    let everything = world.engine.visible(&Who::Engine).await.unwrap();
    world.engine.store().count_cases(&everything, &CaseFilter::default()).await.unwrap()
}

/// All records hold, and there are so many.
async fn whole(world: &World, cases: usize) {
    let everything = world.engine.visible(&Who::Engine).await.unwrap();
    let exports = world.engine.store().export_cases(&everything, None, 100, true).await.unwrap();
    assert_eq!(exports.len(), cases);
    exports.iter().for_each(|export| _ = verify::case(export).unwrap());
}

/// Two neighbours complain together.
fn quarrel() -> engine::intake::Intake {
    let mut wording = Wording::default();
    let mut text = |words: &str| Value::Text(wording.keep(words).unwrap());
    let form = [
        ("summary".into(), text("两户共同反映楼上漏水")),
        ("request".into(), text("维修")),
        ("in_other_procedure".into(), Value::YesNo(false)),
    ];
    let party =
        |telephone: &str| Identity { telephone: telephone.to_owned(), ..Identity::default() };
    engine::intake::Intake {
        workflow: "dispute".into(),
        parties: vec![party("13800001111"), party("13800002222")],
        category: "0201".into(),
        form: form.into(),
        wording,
        ..crate::support::lamp()
    }
}
