//! The dialect of a police station keeps every law: by itself, by HTTP and by files.

use std::path::Path;

use agency_conformance::{Files, Http, prove, prove_courses, prove_dialect};
use agency_police::Police;
use agency_simulator::Script;

#[test]
fn the_dialect_and_its_script_keep_the_laws() {
    let table = testkit::read("agencies/police.yaml");
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    prove_dialect(&Police, &fixtures, &table);
    prove_courses(&Police, &Script::shipped("police").unwrap(), &table, testkit::definition);
}

#[tokio::test]
async fn it_keeps_the_laws_by_http_and_by_files() {
    let script = || Script::shipped("police").unwrap();
    prove(&Http::pushing(Police, script())).await;
    prove(&Http::polled(Police, script())).await;
    prove(&Files::carried(Police, script())).await;
}
