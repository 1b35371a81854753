//! The record of cases and of the audit: whatever is altered in the database is found and named.

use domain::id::CaseId;
use serde_json::json;
use store::checkpoint::{Checkpoint, Head};
use store::record::{Hash, from_hex};
use store::verify::{CaseExport, Fault, StreamCheck};

use crate::support::{Database, OPERATOR, World, both};

/// A world with two cases, one of which was dispatched, and an entry in the audit.
struct Kept {
    world: World,
    case: CaseId,
}

impl Kept {
    async fn on(database: &Database) -> Self {
        let world = World::on(database).await;
        world.lamp().await;
        let case = world.lamp().await.committed.stored.case.id;
        world.dispatch(case, "urban-management").await;
        let facts = json!({ "case": case, "purpose": "contact" });
        let entry = world.engine.entry("identities", None, "revealed", facts);
        world.engine.store().audit(entry).await.unwrap();
        let kept = Self { world, case };
        assert_eq!(kept.faults().await, []);
        kept
    }

    /// What is wrong with which cases.
    async fn faults(&self) -> Vec<(CaseId, Fault)> {
        let examined = self.world.engine.store().examine_cases(OPERATOR, None, 100).await.unwrap();
        assert_eq!(examined.len(), 2);
        let bad = examined.into_iter().filter_map(|one| Some((one.export.case, one.fault?)));
        bad.collect()
    }

    /// The one fault, which must be of the dispatched case.
    async fn fault(&self) -> Fault {
        let mut faults = self.faults().await;
        let (case, fault) = faults.pop().expect("a fault is found");
        assert_eq!((case, faults.len()), (self.case, 0));
        fault
    }

    async fn export(&self) -> CaseExport {
        let examined =
            self.world.engine.store().examine_case(OPERATOR, Some(self.case), "").await.unwrap();
        examined.expect("the case is there").export
    }

    async fn last(&self) -> i64 {
        self.export().await.events.last().expect("an event").seq
    }
}

fn is_postgres(database: &Database) -> bool {
    database.url.starts_with("postgres")
}

/// The case in SQL.
fn literal(database: &Database, case: CaseId) -> String {
    if is_postgres(database) { format!("'{case}'") } else { format!("X'{}'", case.0.simple()) }
}

/// Takes away what keeps a table from being changed, as somebody with all rights can.
pub(crate) async fn unlock(database: &Database, table: &str) {
    if is_postgres(database) {
        database.run(&format!("DROP TRIGGER {table}_only_grows ON {table}")).await.unwrap();
        return;
    }
    for act in ["UPDATE", "DELETE"] {
        database.run(&format!("DROP TRIGGER {table}_no_{act}")).await.unwrap();
    }
}

async fn tamper(database: &Database, sql: &str) {
    assert!(database.run(sql).await.unwrap() > 0, "{sql}");
}

both! {
    async fn neither_events_nor_the_audit_can_be_changed_or_deleted(database: Database) {
        let _kept = Kept::on(&database).await;
        for table in ["events", "audit"] {
            for sql in [format!("UPDATE {table} SET body = ''"), format!("DELETE FROM {table}")] {
                let refused = database.run(&sql).await;
                assert!(format!("{refused:?}").contains("only grows"), "{sql}: {refused:?}");
            }
        }
    }

    async fn a_forged_event_is_named(database: Database) {
        let kept = Kept::on(&database).await;
        unlock(&database, "events").await;
        let case = literal(&database, kept.case);
        tamper(&database, &format!(
            "UPDATE events SET body = replace(body, 'center.clerk', 'housing.head') \
             WHERE case_id = {case} AND seq = 3"
        )).await;
        assert_eq!(kept.fault().await, Fault::Hash { seq: 3 });
    }

    async fn an_event_that_is_missing_at_the_end_is_noticed_by_the_row(database: Database) {
        let kept = Kept::on(&database).await;
        let last = kept.last().await;
        unlock(&database, "events").await;
        let case = literal(&database, kept.case);
        tamper(&database, &format!("DELETE FROM events WHERE case_id = {case} AND seq = {last}")).await;
        assert_eq!(kept.fault().await, Fault::Head);
    }

    async fn events_that_changed_places_are_named(database: Database) {
        let kept = Kept::on(&database).await;
        unlock(&database, "events").await;
        let case = literal(&database, kept.case);
        for (from, to) in [(2, -2), (3, 2), (-2, 3)] {
            tamper(&database, &format!(
                "UPDATE events SET seq = {to} WHERE case_id = {case} AND seq = {from}"
            )).await;
        }
        assert_eq!(kept.fault().await, Fault::Hash { seq: 2 });
    }

    async fn a_row_that_no_event_made_is_noticed(database: Database) {
        let kept = Kept::on(&database).await;
        let case = literal(&database, kept.case);
        tamper(&database, &format!(
            "UPDATE cases SET body = replace(body, 'urban-management', 'housing') WHERE id = {case}"
        )).await;
        assert_eq!(kept.fault().await, Fault::Row);
    }

    async fn a_column_by_which_others_would_see_the_case_is_named(database: Database) {
        let kept = Kept::on(&database).await;
        let case = literal(&database, kept.case);
        tamper(&database, &format!("UPDATE cases SET lead = 'housing' WHERE id = {case}")).await;
        assert_eq!(kept.fault().await, Fault::Column { column: "lead" });
    }

    async fn walls_parts_and_clocks_that_no_event_made_are_named(database: Database) {
        let kept = Kept::on(&database).await;
        let case = literal(&database, kept.case);
        tamper(&database, &format!("INSERT INTO case_parts VALUES ({case}, 'a:housing')")).await;
        assert_eq!(kept.fault().await, Fault::Part { subject: "a:housing".to_owned() });
        tamper(&database, &format!("INSERT INTO case_walls VALUES ({case}, 'u:center')")).await;
        assert_eq!(kept.fault().await, Fault::Wall { subject: "u:center".to_owned() });
        tamper(&database, &format!(
            "UPDATE clocks SET wake_at = NULL WHERE case_id = {case} AND wake_at IS NOT NULL"
        )).await;
        assert!(matches!(kept.fault().await, Fault::Clock { .. }));
    }

    async fn words_that_were_not_written_are_named(database: Database) {
        let kept = Kept::on(&database).await;
        let case = literal(&database, kept.case);
        tamper(&database, &format!("UPDATE texts SET words = '一切都好' WHERE case_id = {case}")).await;
        assert!(matches!(kept.fault().await, Fault::Words { .. }));
    }

    async fn an_altered_entry_of_the_audit_is_named(database: Database) {
        let kept = Kept::on(&database).await;
        unlock(&database, "audit").await;
        tamper(&database, "UPDATE audit SET body = replace(body, 'contact', 'verify') \
            WHERE stream = 'identities' AND seq = 1").await;
        let entries = kept.world.engine.store().audit_stream("identities", 0, 10).await.unwrap();
        let mut check = StreamCheck::default();
        let found = entries.iter().try_for_each(|entry| check.take(entry));
        assert_eq!(found, Err(Fault::Hash { seq: 1 }));
    }

    async fn an_export_is_verified_without_a_database_and_a_checkpoint_sees_a_cut(database: Database) {
        let kept = Kept::on(&database).await;
        let before = kept.export().await;
        let clerk = World::person("center.clerk");
        kept.world.perform(&clerk, kept.case, "urge", domain::case::Input::None).await.unwrap();
        let heads = kept.world.engine.store().case_heads(OPERATOR, None, 10).await.unwrap();
        let line = serde_json::to_string(&before).unwrap();
        let read: CaseExport = serde_json::from_str(&line).unwrap();
        store::verify::case(&read).unwrap();
        let mut checkpoint = Checkpoint::default();
        heads.iter().for_each(|(case, head)| checkpoint.case(*case, *head));
        let cut = checkpoint.clone().take_case(&before);
        let whole = checkpoint.take_case(&kept.export().await);
        let seq = kept.last().await;
        assert_eq!((cut, whole), (Some(Fault::Checkpoint { seq }), None));
    }

    async fn the_heads_of_cases_are_those_of_their_records(database: Database) {
        let kept = Kept::on(&database).await;
        assert_eq!(kept.world.engine.store().cases_without_row(OPERATOR).await.unwrap(), []);
        let heads = kept.world.engine.store().case_heads(OPERATOR, None, 10).await.unwrap();
        let (_, Head { seq, hash }) = heads.into_iter().find(|(case, _)| *case == kept.case).unwrap();
        let known: Hash = from_hex(&kept.export().await.head).unwrap().try_into().unwrap();
        assert_eq!((seq, hash), (kept.last().await, known));
    }
}
