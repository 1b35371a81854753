//! The dialect of a court keeps every law: by itself, by HTTP and by files.

use std::path::Path;

use agency_conformance::{Files, Http, prove, prove_courses, prove_dialect};
use agency_court::Court;
use agency_simulator::Script;

#[test]
fn the_dialect_and_its_script_keep_the_laws() {
    let table = testkit::read("agencies/court.yaml");
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    prove_dialect(&Court, &fixtures, &table);
    prove_courses(&Court, &Script::shipped("court").unwrap(), &table, testkit::definition);
}

#[tokio::test]
async fn it_keeps_the_laws_by_http_and_by_files() {
    let script = || Script::shipped("court").unwrap();
    prove(&Http::pushing(Court, script())).await;
    prove(&Http::polled(Court, script())).await;
    prove(&Files::carried(Court, script())).await;
}
