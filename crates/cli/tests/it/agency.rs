//! Outside bodies of the configuration: what is wrong is said by entry and key, with what to do; what is right can be
//! listed, checked and played from the far end.

use crate::support::{Folder, Run};

/// An installation whose configuration has these entries.
fn with(name: &str, entries: &str) -> Folder {
    let folder = Folder::new(name);
    assert_eq!(folder.english(&["migrate", "--folder", "county"]).code, 0);
    let key = folder.english(&["agency", "key"]).out;
    folder.write("court.key", key);
    folder.write("seal.key", folder.english(&["agency", "key"]).out);
    folder.write("bihuan.toml", format!("folder = \"county\"\n{entries}"));
    folder
}

fn refused(run: &Run, code: i32, said: &str) {
    assert_eq!(run.code, code, "{}{}", run.out, run.err);
    assert!(run.err.contains(said), "{}", run.err);
}

fn entry(unit: &str, kind: &str, way: &str) -> String {
    format!("[[agencies]]\nunit = \"{unit}\"\nkind = \"{kind}\"\n{way}\n")
}

const HTTP: &str = "[agencies.http]\nurl = \"http://127.0.0.1:9\"\nnetworks = [\"127.0.0.0/8\"]\nfor_trial = true\n\
                    sign = [{ file = \"court.key\" }]";

const FILES: &str =
    "[agencies.files]\nfolder = \"exchange\"\npeer = \"court\"\nseal = \"seal.key\"";

#[test]
fn what_is_wrong_is_said_by_entry_and_key() {
    let two = format!("{}{}", entry("court", "court", HTTP), entry("court", "court", HTTP));
    let cases = [
        (
            "kind",
            entry("court", "customs", HTTP),
            "entry 1 (court): kind: there is no adapter `customs`",
        ),
        ("slip", entry("court", "cuort", HTTP), "did you mean `court`?"),
        (
            "unit",
            entry("moon", "court", HTTP),
            "entry 1 (moon): unit: the directory has no such unit",
        ),
        ("other", entry("housing", "court", HTTP), "has no such kind of unit"),
        ("way", entry("court", "court", ""), "say [agencies.http] or [agencies.files]"),
        ("twice", two, "entry 2 (court): unit: it stands twice"),
        (
            "network",
            entry("court", "court", &HTTP.replace("127.0.0.0/8", "0.0.0.0/0")),
            "http.networks: 0.0.0.0/0 is every address there is",
        ),
        (
            "trial",
            entry("court", "court", &HTTP.replace("true", "false")),
            "http.networks: 127.0.0.0/8 and for_trial do not fit",
        ),
        (
            "outside",
            entry("court", "court", &HTTP.replace("127.0.0.1", "10.0.0.1")),
            "http.url: its IP address lies outside http.networks",
        ),
        (
            "key",
            entry("court", "court", &HTTP.replace("court.key", "bihuan.toml")),
            "entry 1 (court): http.sign 1: `bihuan.toml`: it holds no key",
        ),
        (
            "nokey",
            entry("court", "court", &HTTP.replace("court.key", "absent.key")),
            "entry 1 (court): http.sign 1: cannot use `absent.key`",
        ),
        (
            "sign",
            entry("court", "court", &HTTP.replace("{ file = \"court.key\" }", "")),
            "http.sign",
        ),
        ("peer", entry("court", "court", &FILES.replace("\"court\"", "\"Court 1\"")), "files.peer"),
        ("word", entry("court", "court", &HTTP.replace("for_trial", "trial")), "trial"),
    ];
    each_is_refused(cases);
}

fn each_is_refused(cases: impl IntoIterator<Item = (&'static str, String, &'static str)>) {
    for (name, entries, says) in cases {
        let folder = with(&format!("agency_{name}"), &entries);
        folder.write("exchange/note.txt", "");
        let listed = folder.english(&["agency", "list"]);
        assert!(listed.code != 0 && listed.err.contains(says), "{name}: {}", listed.err);
    }
}

#[test]
fn what_would_let_one_body_speak_for_another_is_refused() {
    each_is_refused([
        (
            "seal",
            entry("court", "court", &FILES.replace("seal.key", "bihuan.toml")),
            "files.seal: `bihuan.toml`: it holds no key of a seal",
        ),
        (
            "older",
            entry(
                "court",
                "court",
                &FILES.replace("seal = ", "older_seals = [").replace("key\"", "key\"]"),
            ),
            "files.older_seals: without files.seal nothing is sealed",
        ),
        (
            "secrets",
            [entry("court", "court", HTTP), entry("police-puqi", "police", HTTP)].concat(),
            "entry 2 (police-puqi): court.key: court has the same secret",
        ),
        (
            "folders",
            [
                entry("court", "court", FILES),
                entry(
                    "mediation-puqi",
                    "mediation",
                    &FILES.replace("seal.key", "court.key").replace("exchange", "./exchange"),
                ),
            ]
            .concat(),
            "files.folder: court has this folder",
        ),
    ]);
}

#[test]
fn a_connection_is_listed_and_tried_in_plain_words() {
    let entries =
        format!("{}{}", entry("court", "court", HTTP), entry("mediation-puqi", "mediation", FILES));
    let folder = with("agency_tried", &entries);
    let text = folder.english(&["agency", "list"]).out;
    assert!(text.contains("court (People's Court)  court, http; heard: never"), "{text}");
    assert!(text.contains("mediation, files"), "{text}");

    let tried = folder.english(&["agency", "check", "court"]);
    assert_eq!(tried.code, 1, "{}", tried.err);
    assert!(tried.out.contains("✗ the other side's host refuses"), "{}", tried.out);
    assert!(
        tried.out.contains("✓ http.sign 1 (court.key): a shared secret; what it signs is believed")
    );
    let check = || folder.english(&["agency", "check", "mediation-puqi"]);
    let files = check();
    assert_eq!(files.code, 1, "{}{}", files.out, files.err);
    assert!(files.out.contains("✗ files.folder: there is no folder `exchange`"), "{}", files.out);
    assert!(!folder.holds("exchange"), "a check makes nothing");
    folder.write("exchange/note.txt", "");
    let files = check();
    assert_eq!(files.code, 0, "{}{}", files.out, files.err);
    assert!(files.out.contains("begins with batch 1"), "{}", files.out);
    assert!(!folder.holds("exchange/out"), "a check makes nothing");
    assert!(!files.out.contains("a checksum, which proves nobody"), "{}", files.out);
    refused(&folder.english(&["agency", "check", "moon"]), 2, "there are: court, mediation-puqi");
    folder.write("seal.key", "");
    refused(&check(), 2, "files.seal: `seal.key`: it holds no key of a seal");
}

#[test]
fn keys_of_pushes_are_tried() {
    let http = format!(
        "{HTTP}\nverify = [{{ file = \"theirs.key\" }}, {{ file = \"court.key\" }}, \
         {{ file = \"old.key\", not_after = \"2026-01-01T00:00:00Z\" }}]"
    );
    let folder = with("agency_keys", &entry("court", "court", &http));
    folder.write("theirs.key", "whpk_5ZLvVNVzBFAVsQAh5rqwbkRNZPq1ybbZRCOCqmEx0yk=");
    folder.write("old.key", folder.english(&["agency", "key"]).out);
    let tried = folder.english(&["agency", "check", "court"]).out;
    assert!(tried.contains("✓ http.verify 1 (theirs.key): the body's public key"), "{tried}");
    assert!(tried.contains("✓ http.verify 2 (court.key): a shared secret"), "{tried}");
    assert!(tried.contains("✗ court.key: the same secret signs in both directions"), "{tried}");
    assert!(tried.contains("; its term ended 2026-01-01 00:00 UTC"), "{tried}");

    let late = HTTP.replace("court.key\"", "court.key\", not_before = \"2200-01-01T00:00:00Z\"");
    let folder = with("agency_term", &entry("court", "court", &late));
    let tried = folder.english(&["agency", "check", "court"]).out;
    assert!(tried.contains("✗ http.sign: no key is in its term"), "{tried}");
    let short = with("agency_short", &entry("court", "court", HTTP));
    short.write("court.key", "whsec_c2hvcnQ=");
    refused(
        &short.english(&["agency", "check", "court"]),
        2,
        "a key has 24 to 64 bytes, this one 5",
    );
}

#[test]
fn what_cannot_be_played_or_is_not_there_is_said() {
    let folder = with("agency_played", &entry("court", "court", HTTP));
    refused(&folder.english(&["agency", "simulate", "police"]), 2, "has no police to play");
    let none = with("agency_none", "").english(&["agency", "check", "court"]);
    refused(&none, 2, "the configuration connects no outside body");
    let slip = folder.english(&["agency", "simulate", "polcie"]);
    refused(&slip, 2, "did you mean `police`?");
    let unit = with("agency_unit", &entry("police-puqi", "police", HTTP));
    let unit = unit.english(&["agency", "simulate", "police-puqi"]);
    refused(&unit, 2, "did you mean `bihuan agency simulate police --unit police-puqi`?");
    let carried = with(
        "agency_carried",
        &[entry("court", "court", HTTP), entry("mediation-puqi", "mediation", FILES)].concat(),
    );
    let carried = carried.english(&["agency", "simulate", "mediation"]);
    refused(&carried, 2, "entry 2 (mediation-puqi): files.folder: there is no folder `exchange`");
    let odd = folder.english(&["agency", "simulate", "court", "--behaviour", "angry"]);
    refused(&odd, 2, "angry");
    let course = folder.english(&["agency", "simulate", "court", "--course", "nowhere"]);
    refused(&course, 2, "mediated_and_confirmed");
    refused(&folder.english(&["agency", "retry"]), 2, "--all");
    let unseen = folder.english(&["agency", "seen", "court", "R-1"]);
    refused(&unseen, 1, "bihuan agency inbox --for-people");
    let nothing = folder.english(&["agency", "retry", "--all"]);
    assert_eq!(nothing.code, 1, "{}", nothing.err);
    let believed = folder.english(&["agency", "release", "court", "--reason", "mended"]);
    assert_eq!(believed.code, 1, "{}", believed.err);
    refused(&folder.english(&["agency", "release", "court", "--reason", " "]), 2, "--reason");
}

#[test]
fn a_batch_that_is_not_kept_is_no_and_a_body_by_http_has_none() {
    let folder = with(
        "agency_resend",
        &format!("{}{}", entry("court", "court", FILES), entry("police-puqi", "police", HTTP)),
    );
    folder.write("exchange/note.txt", "");
    let none = folder.english(&["agency", "resend", "court", "1"]);
    refused(&none, 1, "batch 1 is not among those that wait for an acknowledgement");
    let by_http = folder.english(&["agency", "resend", "police-puqi", "1"]);
    refused(&by_http, 2, "connects no `police-puqi` by files");
}
