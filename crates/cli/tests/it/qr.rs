//! Codes that citizens scan, on an installation: `qr add`, `list` and `retire`.

use crate::support::{Folder, Run};

const HERE: [&str; 2] = ["--folder", "county"];

fn run(folder: &Folder, command: &[&str]) -> Run {
    folder.english(&[command, &HERE].concat())
}

#[test]
fn a_code_is_made_listed_and_retired_each_with_a_reason() {
    let folder = Folder::new("qr_kept");
    assert_eq!(run(&folder, &["migrate"]).code, 0);
    let none = run(&folder, &["qr", "list"]);
    assert_eq!(
        (none.code, none.out.as_str()),
        (0, "there are no codes; bihuan qr add makes one\n")
    );
    assert_eq!(run(&folder, &["qr", "add", "--unit", "center"]).code, 2, "without a reason");
    assert_eq!(run(&folder, &["qr", "add", "--reason", "why"]).code, 2, "of nobody");
    let unknown = run(&folder, &["qr", "add", "--unit", "nowhere", "--reason", "why"]);
    assert!(unknown.code == 2 && unknown.err.contains("no such unit"), "{}", unknown.err);
    let counter =
        ["qr", "add", "--unit", "center", "--service-point", "3 号窗口", "--reason", "card"];
    let made = run(&folder, &counter);
    assert!(made.code == 0 && made.err.contains("number "), "{}", made.err);
    let address = made.out.trim();
    assert_eq!(address.split_once("/q/").unwrap().1.len(), 26, "{address}");
    let officer =
        run(&folder, &["qr", "add", "--officer", "police-chebu.handler", "--reason", "card"]);
    assert_eq!(officer.code, 0, "{}", officer.err);
    let listed = run(&folder, &["qr", "list", "--format", "json"]).json();
    let (newest, oldest) = (&listed[0], &listed[1]);
    assert_eq!((&newest["unit"], &oldest["url"]), (&"police-chebu".into(), &address.into()));
    let retire = ["qr", "retire", oldest["id"].as_str().unwrap(), "--reason", "lost"];
    assert_eq!((run(&folder, &retire).code, run(&folder, &retire).code), (0, 1));
    let listed = run(&folder, &["qr", "list"]).out;
    assert!(listed.contains("retired") && !listed.contains(address), "{listed}");
}
