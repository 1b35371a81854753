//! Events for other systems and calendars on an installation: `events` and `user calendar`.

use crate::support::{Folder, Run};

const HERE: [&str; 2] = ["--folder", "county"];

const URL: &str = "https://hotline.example.gov.cn/events";

/// A configuration that lets events go to one place.
const ALLOWED: &str =
    "[events]\nallow = [{ host = \"hotline.example.gov.cn\", networks = [\"10.20.0.0/16\"] }]\n";

/// What is said where nobody is subscribed.
const NOBODY: &str = "nothing is subscribed; bihuan events subscribe does it\n";

fn county(test: &str) -> Folder {
    let folder = Folder::new(test);
    let migrated = run(&folder, &["migrate"]);
    assert_eq!(migrated.code, 0, "{}", migrated.err);
    folder
}

fn run(folder: &Folder, command: &[&str]) -> Run {
    folder.english(&[command, &HERE].concat())
}

fn subscribe(folder: &Folder, url: &str, rest: &[&str]) -> Run {
    let command = ["events", "subscribe", url, "--unit", "center", "--reason", "hotline"];
    run(folder, &[&command, rest].concat())
}

#[test]
fn a_system_is_subscribed_only_where_the_list_allows_it() {
    let folder = county("events_allowed");
    let refused = subscribe(&folder, URL, &[]);
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("write `allow` under [events]"), "{}", refused.err);
    folder.write("bihuan.toml", ALLOWED);
    let elsewhere = subscribe(&folder, "https://elsewhere.example.org/", &[]);
    assert_eq!(elsewhere.code, 2);
    assert!(elsewhere.err.contains("under [events] allow"), "{}", elsewhere.err);
    let unknown = subscribe(&folder, URL, &["--type", "cn.bihuan.case.filed.v9"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("cn.bihuan.case.filed.v1"), "{}", unknown.err);
    let listed = run(&folder, &["events", "list"]);
    assert_eq!((listed.out.as_str(), listed.err.as_str()), (NOBODY, ""));
    folder.write("bihuan.toml", "");
    let listed = run(&folder, &["events", "list"]);
    assert!(listed.err.contains("no [events] allow"), "{}", listed.err);
    let log = run(&folder, &["events", "log", "0199a2b4-7d10-7c3e-9f20-5b8c6d1e2f30"]);
    assert!(log.code == 2 && log.err.contains("bihuan events list lists them"), "{}", log.err);
}

#[test]
fn a_subscription_is_paused_resumed_changed_and_removed_each_with_a_reason() {
    let folder = county("events_kept");
    folder.write("bihuan.toml", ALLOWED);
    let made = subscribe(&folder, URL, &["--type", "cn.bihuan.case.filed.v1", "--mode", "binary"]);
    assert_eq!(made.code, 0, "{}", made.err);
    let (id, secret) = made.out.trim().split_once('\n').unwrap();
    assert!(secret.starts_with("whsec_") && made.err.contains("not shown again"), "{}", made.err);
    let listed = || run(&folder, &["events", "list"]).out;
    assert!(listed().contains(id) && !listed().contains(secret), "{}", listed());
    let because = |act: &str| run(&folder, &["events", act, id, "--reason", "why"]);
    assert_eq!(run(&folder, &["events", "pause", id]).code, 2, "without a reason");
    assert_eq!((because("pause").code, because("pause").code), (0, 1));
    assert!(listed().contains("paused"));
    assert_eq!((because("resume").code, because("retry").code), (0, 1));
    let rotated = because("rotate").out;
    assert!(rotated.starts_with("whsec_") && rotated.trim() != secret);
    let log = run(&folder, &["events", "log", id, "--format", "json"]);
    assert_eq!(log.json(), serde_json::json!([]));
    assert_eq!((because("remove").code, because("remove").code), (0, 1));
    assert_eq!(listed(), NOBODY);
}

#[test]
fn a_list_that_cannot_be_read_names_its_section() {
    let folder = county("events_list");
    folder.write(
        "bihuan.toml",
        "[events]\nallow = [{ host = \"a.example\", networks = [\"0.0.0.0/0\"] }]\n",
    );
    let refused = run(&folder, &["user", "add", "center.clerk"]);
    assert!(refused.code == 2 && refused.err.contains("[events] allow"), "{}", refused.err);
}

#[test]
fn the_calendar_of_a_person_is_opened_and_closed() {
    let folder = county("events_calendar");
    assert_eq!(run(&folder, &["user", "add", "center.clerk"]).code, 0);
    let opened = run(&folder, &["user", "calendar", "center.clerk"]);
    assert_eq!(opened.code, 0, "{}", opened.err);
    let address = opened.out.trim();
    let token = address.strip_prefix("http://127.0.0.1:8311/calendar/").unwrap();
    assert_eq!(token.strip_suffix(".ics").unwrap().len(), 26);
    let again = run(&folder, &["user", "calendar", "center.clerk"]);
    assert_ne!(again.out.trim(), address);
    let close = || run(&folder, &["user", "calendar", "center.clerk", "--close"]).code;
    assert_eq!((close(), close()), (0, 1));
    assert_eq!(run(&folder, &["user", "calendar", "nobody"]).code, 2);
}
