//! The store under the engine: what is acknowledged is there, and the record says so.

use domain::case::{Input, Rejection};
use engine::{Error, Who};
use store::change::Refusal;
use store::queries::{CaseFilter, Sort};
use store::verify;

use crate::support::{Database, World, both};

both! {
    async fn a_filed_case_is_read_back_listed_found_and_verified(database: Database) {
        let world = World::on(&database).await;
        let filed = world.lamp().await;
        let id = filed.committed.stored.case.id;
        let who = World::person("center.clerk");
        let seen = world.engine.read(&who, id).await.unwrap().expect("the clerk sees it");
        assert_eq!(seen.stored.case, filed.committed.stored.case);
        let visible = world.engine.visible(&who).await.unwrap();
        let store = world.engine.store();
        let filter = CaseFilter::default();
        let page = store.cases(&visible, &filter, Sort::Due, None, 10).await.unwrap();
        assert_eq!(page.lines.len(), 1);
        assert_eq!(page.lines[0].title, "陆水路路灯不亮");
        assert_eq!(store.count_cases(&visible, &filter).await.unwrap(), 1);
        let found = store.search(&visible, &store::words::query("路灯"), None, &[], 10).await.unwrap();
        assert_eq!(found.lines.len(), 1);
        let export = store.export_case(&visible, id, true).await.unwrap().unwrap();
        verify::case(&export).unwrap();
        let parties = world.engine.parties(&seen).await.unwrap();
        assert_eq!(parties[0].1.telephone, "***1234");
        let receipt = world.engine.receipt(&filed.receipts[0].1).await.unwrap().unwrap();
        assert_eq!(receipt.case, id);
    }

    async fn a_change_of_another_version_is_refused_and_writes_nothing(database: Database) {
        let world = World::on(&database).await;
        let id = world.lamp().await.committed.stored.case.id;
        let clerk = World::person("center.clerk");
        let accept = domain::case::Command::Perform(domain::case::Perform {
            transition: "accept".into(),
            input: Input::None,
            form: [].into(),
            evidence: [].into(),
        });
        let mut order = engine::execute::Order::new(clerk.clone(), id, accept);
        order.expected = Some(1);
        let refused = world.engine.execute(order).await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::Stale { .. }))), "{refused:?}");
        world.dispatch(id, "urban-management").await;
        let nobody = World::person("nobody");
        let refused = world.perform(&nobody, id, "accept", Input::None).await;
        assert!(matches!(
            refused,
            Err(Error::Refused(Refusal::Rejected(Rejection::NotFound)))
        ));
    }

    async fn many_changes_at_once_are_each_written_once(database: Database) {
        let world = World::on(&database).await;
        let filing = (0..40).map(|_| world.lamp());
        let mut cases = Vec::new();
        for filed in futures(filing).await {
            cases.push(filed.committed.stored.case.id);
        }
        futures(cases.iter().map(|id| world.dispatch(*id, "urban-management"))).await;
        let everything = world.engine.visible(&Who::Engine).await.unwrap();
        let exports =
            world.engine.store().export_cases(&everything, None, 100, true).await.unwrap();
        assert_eq!(exports.len(), 40);
        for export in &exports {
            verify::case(export).unwrap();
        }
        while world.engine.deliver_letters().await.unwrap() > 0 {}
        let head = World::person("urban-management.head");
        let visible = world.engine.visible(&head).await.unwrap();
        let count = world.engine.store().count_cases(&visible, &CaseFilter::default()).await.unwrap();
        assert_eq!(count, 40);
    }
}

/// All at once.
async fn futures<F: Future>(all: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    let mut pending: Vec<_> = all.into_iter().map(Box::pin).collect();
    let mut done: Vec<Option<F::Output>> = pending.iter().map(|_| None).collect();
    std::future::poll_fn(|context| {
        let mut waiting = false;
        for (future, slot) in pending.iter_mut().zip(&mut done) {
            if slot.is_none() {
                match future.as_mut().poll(context) {
                    std::task::Poll::Ready(value) => *slot = Some(value),
                    std::task::Poll::Pending => waiting = true,
                }
            }
        }
        if waiting { std::task::Poll::Pending } else { std::task::Poll::Ready(()) }
    })
    .await;
    done.into_iter().flatten().collect()
}
