//! A fifth adapter made by the recipe keeps every law, and needs nothing outside its folder.

use agency_conformance::{Files, Http, Walk, prove, prove_courses, prove_dialect};
use domain::workflow::agency_map::check;

use crate::market::{Market, folder, script, table};

#[test]
fn the_dialect_its_table_and_its_script_keep_the_laws() {
    let dispute = testkit::definition("dispute");
    assert_eq!(check(&table(), &[&dispute]), []);
    prove_dialect(&Market, &folder().join("fixtures"), &table());
    let walks = prove_courses(&Market, &script(), &table(), testkit::definition);
    let far = |walk: &Walk| format!("{}: {}", walk.course, walk.states.join(" "));
    let expected = [
        "settled: assigned handling verifying",
        "ended: assigned handling failed",
        "sent_back: assigned returned",
        "refused: assigned",
    ];
    assert_eq!(walks.iter().map(far).collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn it_keeps_the_laws_by_http_and_by_files() {
    let passed = prove(&Http::pushing(Market, script())).await;
    assert!(passed.contains(&"no signature but the right one opens"));
    assert!(!passed.contains(&"a question changes nothing"), "it answers none");
    let polled = prove(&Http::polled(Market, script())).await;
    let carried = prove(&Files::carried(Market, script())).await;
    assert_eq!(polled, carried, "what cannot push keeps the same laws by either way");
    assert!(polled.len() < passed.len());
}
