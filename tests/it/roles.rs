//! A node on PostgreSQL as the least of roles: `deploy/postgres/roles.sql` gives it all that it needs, and no more.

use engine::seed::Plan;

use crate::support::{Database, World};

const ROLES: &str = include_str!("../../deploy/postgres/roles.sql");

/// The database as another role sees it.
fn as_role(owner: &Database, role: &str) -> Database {
    Database::known(format!("{}&options[role]={role}", owner.url))
}

#[tokio::test]
async fn a_node_works_without_the_right_to_change_the_schema_or_what_happened() {
    let Some(owner) = Database::postgres().await else { return };
    owner.run(ROLES).await.unwrap();
    let node = as_role(&owner, "bihuan_app");
    // As at every start, with nothing to be done.
    store::open::migrate(&node.url).await.unwrap();

    let world = World::at(&node, "2026-09-30T08:00:00Z").await;
    let plan = Plan {
        cases: 40,
        ended_early: 0,
        first: 0,
        seed: 3,
        days: 40,
        now: world.now(),
        center: "center".into(),
    };
    let report = world.engine.seed(plan, |_| {}).await.unwrap();
    assert!(!report.written.is_empty());
    world.engine.sweep_clocks().await.unwrap();
    world.engine.deliver_letters().await.unwrap();
    world.engine.forget().await.unwrap();
    assert!(world.engine.log_round([].into(), None).await.unwrap().added > 0);

    for statement in [
        "CREATE TABLE mine (id int)",
        "ALTER TABLE cases ADD COLUMN mine int",
        "DROP TABLE cases",
        "UPDATE events SET body = body",
        "DELETE FROM events",
        "UPDATE audit SET body = body",
        "DELETE FROM audit",
        "DELETE FROM log_leaves",
        "DELETE FROM log_notes",
        "DELETE FROM seaql_migrations",
    ] {
        let refused = node.run(statement).await.unwrap_err().to_string();
        assert!(
            refused.contains("denied") || refused.contains("must be owner"),
            "{statement}: {refused}"
        );
    }
}

#[tokio::test]
async fn who_audits_reads_the_chains_and_nobodys_words() {
    let Some(owner) = Database::postgres().await else { return };
    owner.run(ROLES).await.unwrap();
    World::on(&owner).await.lamp().await;
    let auditor = as_role(&owner, "bihuan_audit");
    assert!(!auditor.texts("SELECT body::text FROM events").await.is_empty());
    for table in ["identities", "case_words", "texts", "cases", "accounts", "sessions"] {
        let refused = auditor.run(&format!("SELECT 1 FROM {table}")).await.unwrap_err().to_string();
        assert!(refused.contains("denied"), "{table}: {refused}");
    }
    assert!(auditor.run("INSERT INTO audit SELECT * FROM audit").await.is_err());
}
