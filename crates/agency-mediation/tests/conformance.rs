//! The dialect of a mediation committee keeps every law: by itself, by HTTP and by files.

use std::path::Path;

use agency_conformance::{Files, Http, prove, prove_courses, prove_dialect};
use agency_mediation::Mediation;
use agency_simulator::Script;

#[test]
fn the_dialect_and_its_script_keep_the_laws() {
    let table = testkit::read("agencies/mediation.yaml");
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    prove_dialect(&Mediation, &fixtures, &table);
    prove_courses(&Mediation, &Script::shipped("mediation").unwrap(), &table, testkit::definition);
}

#[tokio::test]
async fn it_keeps_the_laws_by_http_and_by_files() {
    let script = || Script::shipped("mediation").unwrap();
    prove(&Http::pushing(Mediation, script())).await;
    prove(&Http::polled(Mediation, script())).await;
    prove(&Files::carried(Mediation, script())).await;
}
