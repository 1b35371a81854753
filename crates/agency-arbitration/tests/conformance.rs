//! The dialect of an arbitration tribunal keeps every law: by itself, by HTTP and by files.

use std::path::Path;

use agency_arbitration::Arbitration;
use agency_conformance::{Files, Http, prove, prove_courses, prove_dialect};
use agency_simulator::Script;

#[test]
fn the_dialect_and_its_script_keep_the_laws() {
    let table = testkit::read("agencies/arbitration.yaml");
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    prove_dialect(&Arbitration, &fixtures, &table);
    prove_courses(
        &Arbitration,
        &Script::shipped("arbitration").unwrap(),
        &table,
        testkit::definition,
    );
}

#[tokio::test]
async fn it_keeps_the_laws_by_http_and_by_files() {
    let script = || Script::shipped("arbitration").unwrap();
    prove(&Http::pushing(Arbitration, script())).await;
    prove(&Http::polled(Arbitration, script())).await;
    prove(&Files::carried(Arbitration, script())).await;
}
