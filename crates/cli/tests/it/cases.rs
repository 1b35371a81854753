//! Cases on an installation: `case`, `audit`, `backup`, `restore` and `workflow migrate`.

use std::path::Path;

use crate::support::{Folder, Run, shipped};

const HERE: [&str; 2] = ["--folder", "county"];

/// A county in which a clerk files a lamp, and the number of the case.
pub(crate) fn county(test: &str) -> (Folder, String) {
    let folder = Folder::new(test);
    let migrated = run(&folder, &["migrate"], &[]);
    assert_eq!(migrated.code, 0, "{}", migrated.err);
    let filed = run(
        &folder,
        &["case", "new", "--as", "center.clerk", "--workflow", "service", "--title", "A lamp"],
        &["--text", "Three lamps are dark", "--party", "Zhang:13800001234", "--format", "json"],
    );
    assert_eq!(filed.code, 0, "{}", filed.err);
    let filed = filed.json();
    assert_eq!(filed["receipts"].as_array().unwrap().len(), 1);
    let number = filed["number"].as_str().unwrap().to_owned();
    (folder, number)
}

pub(crate) fn run(folder: &Folder, command: &[&str], rest: &[&str]) -> Run {
    folder.english(&[command, &HERE, rest].concat())
}

pub(crate) fn clerk(folder: &Folder, command: &[&str], rest: &[&str]) -> Run {
    run(folder, command, &[&["--as", "center.clerk"], rest].concat())
}

#[test]
fn who_asks_in_a_wrong_folder_is_told_and_makes_nothing() {
    let folder = Folder::new("case_ghost");
    for asked in [
        &["due"][..],
        &["letters", "retry", "--all"],
        &["case", "show", "7777777777", "--as", "center.clerk"],
        &["export", "--everything", "--output", "all.csv"],
    ] {
        let answer = run(&folder, asked, &[]);
        assert_eq!(answer.code, 3, "{asked:?}: {}{}", answer.out, answer.err);
        assert!(answer.err.contains("bihuan.sqlite"), "{}", answer.err);
        assert!(!folder.holds("county"), "{asked:?}");
    }
}

#[test]
fn a_case_is_filed_handled_and_read_by_who_may() {
    let (folder, number) = county("case_story");
    let accepted = clerk(&folder, &["case", "do", &number, "accept"], &[]);
    assert_eq!(accepted.code, 0, "{}{}", accepted.out, accepted.err);
    assert!(accepted.out.contains("● Accept") && accepted.out.contains("\nversion 9\n"));
    let assign = ["case", "do", &number, "assign", "lead=urban-management"];
    assert_eq!(clerk(&folder, &assign, &[]).code, 0);
    let shown = run(&folder, &["case", "show", &number, "--as", "urban-management.head"], &[]);
    for part in ["Three lamps are dark", "return_case", "● Dispatch", "sign Signing for it"] {
        assert!(shown.out.contains(part), "{part}: {}", shown.out);
    }
    for hidden in ["housing.head", "admin.audit"] {
        let shown = run(&folder, &["case", "show", &number, "--as", hidden], &[]);
        assert_eq!((shown.code, shown.out.as_str()), (1, ""), "{hidden}");
    }
    let why = clerk(&folder, &["case", "explain", &number], &["--limit", "sign"]);
    assert!(why.out.contains("4 office hours") && why.out.contains("Ledger of the limits"));
    assert!(!why.out.contains("Promised answer"), "only the limit asked for: {}", why.out);
    let nobody = run(&folder, &["case", "show", &number, "--as", "nobody"], &[]);
    assert_eq!(nobody.code, 2, "{}", nobody.err);
}

#[test]
fn what_is_refused_is_said_and_changes_nothing() {
    let (folder, number) = county("case_refused");
    for (fields, why) in [
        (["assign", "lead=urban-management"], "not while the case is in"),
        (["accept", "colour=red"], "no such field"),
        (["archive_resolved", "x=1"], "not while the case is in"),
    ] {
        let run = clerk(&folder, &[&["case", "do", &number], &fields[..]].concat(), &[]);
        assert_eq!(run.code, 1, "{}", run.err);
        assert!(run.out.contains(why), "{}", run.out);
    }
    let stale = clerk(&folder, &["case", "do", &number, "accept"], &["--expect", "1"]);
    assert!(stale.code == 1 && stale.out.contains("moved on"), "{}", stale.out);
    let verified = run(&folder, &["case", "verify", &number], &[]);
    assert!(verified.code == 0 && verified.out.contains("4 events"), "{}", verified.out);
}

#[test]
fn an_export_is_verified_alone_and_a_forged_one_is_found() {
    let (folder, _) = county("audit_export");
    assert_eq!(run(&folder, &["audit", "export"], &["--contents", "-o", "all.jsonl"]).code, 0);
    assert_eq!(folder.english(&["audit", "verify", "--export", "all.jsonl"]).code, 0);
    for (was, is, what) in [
        ("general", "simple", "event 1 was altered"),
        ("Three", "Seven", "are not those that were written"),
    ] {
        folder.write("forged.jsonl", folder.read("all.jsonl").replacen(was, is, usize::MAX));
        let forged = folder.english(&["audit", "verify", "--export", "forged.jsonl"]);
        assert_eq!(forged.code, 1);
        assert!(forged.out.contains(what), "{}", forged.out);
        assert!(!forged.out.contains("lamp"), "it prints no content");
    }
}

#[test]
fn a_checkpoint_knows_a_case_that_is_gone() {
    let (folder, number) = county("audit_checkpoint");
    let made = run(&folder, &["audit", "checkpoint"], &["--output", "heads.jsonl"]);
    assert!(made.out.starts_with("bihuan-checkpoint/1 ") && made.out.contains("cases=1"));
    assert_eq!(clerk(&folder, &["case", "do", &number, "accept"], &[]).code, 0);
    let verify = ["audit", "verify", "--checkpoint", "heads.jsonl"];
    assert_eq!(run(&folder, &verify, &[]).code, 0);
    folder.write("empty.jsonl", "");
    let gone = folder.english(&[&verify[..], &["--export", "empty.jsonl"]].concat());
    assert!(gone.code == 1 && gone.out.contains("it is gone"), "{}", gone.out);
    folder.write("heads.jsonl", folder.read("heads.jsonl").replacen("\"seq\":4", "\"seq\":3", 1));
    assert_eq!(run(&folder, &verify, &[]).code, 3);
}

#[test]
fn a_backup_is_restored_and_verified_and_holds_no_key() {
    let (folder, number) = county("backup");
    assert_eq!(run(&folder, &["backup", "copy"], &[]).code, 0);
    assert!(!folder.read("copy/manifest.json").contains("\"key\""));
    assert_eq!(run(&folder, &["backup", "copy"], &[]).code, 3, "nothing is overwritten");
    let restored = folder.english(&["restore", "copy", "--folder", "again"]);
    assert_eq!(restored.code, 0, "{}", restored.err);
    assert!(restored.out.contains("1 cases") && restored.err.contains("old key"));
    assert_eq!(folder.english(&["restore", "copy", "--folder", "again"]).code, 3);
    assert_eq!(folder.english(&["case", "verify", &number, "--folder", "again"]).code, 0);
    let manifest =
        folder.read("copy/manifest.json").replacen("\"sha256\": \"", "\"sha256\": \"0", 1);
    folder.write("copy/manifest.json", manifest);
    assert_eq!(folder.english(&["restore", "copy", "--folder", "third"]).code, 3);
}

#[test]
fn running_cases_move_to_another_version_and_a_second_run_finds_none() {
    let (folder, number) = county("migrate");
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../workflows");
    for part in ["calendars", "codes", "directories", "routing"] {
        for file in std::fs::read_dir(from.join(part)).unwrap() {
            let name = format!("{part}/{}", file.unwrap().file_name().to_str().unwrap());
            folder.write(&format!("data/{name}"), shipped(&name));
        }
    }
    let service = shipped("service/v1.yaml");
    folder.write("data/service/v1.yaml", &service);
    folder.write("data/service/v2.yaml", service.replacen("version: 1", "version: 2", 1));
    let migrate = ["workflow", "migrate", "--from", "service/1", "--to", "service/2"];
    let with = ["--data", "data"];
    let dry = run(&folder, &[&migrate[..], &["--dry-run"]].concat(), &with);
    assert!(dry.out.contains("1 cases would move"), "{}{}", dry.out, dry.err);
    let moved = run(&folder, &migrate, &with);
    assert!(moved.out.contains("1 cases moved, 0 did not"), "{}", moved.out);
    assert!(run(&folder, &migrate, &with).out.contains("0 cases moved"));
    let shown = clerk(&folder, &["case", "show", &number], &with);
    assert!(shown.out.contains("service v2"), "{}{}", shown.out, shown.err);
    let backwards =
        run(&folder, &["workflow", "migrate", "--from", "service/1", "--to", "dispute/1"], &with);
    assert_eq!(backwards.code, 2);
}

#[test]
fn what_was_given_up_is_told_and_can_be_tried_again() {
    let (folder, number) = county("case_due");
    let due = run(&folder, &["due"], &[]);
    let told = "0 due and not escalated, 0 letters given up, 0 cases that nobody can run\n";
    assert_eq!((due.code, due.out.as_str()), (0, told), "{}", due.err);
    assert_eq!(
        run(&folder, &["due"], &["--format", "json"]).json()["letters"],
        serde_json::json!([])
    );
    for which in [number.as_str(), "--all"] {
        let retried = run(&folder, &["letters", "retry", which], &[]);
        assert_eq!((retried.code, retried.out.as_str()), (1, "0 letters will be tried again\n"));
    }
    assert_eq!(run(&folder, &["letters", "retry", "7777777777"], &[]).code, 1);
    assert_eq!(run(&folder, &["letters", "retry"], &[]).code, 2);
}

#[test]
fn a_case_goes_from_filing_to_its_archive_with_a_file_as_evidence() {
    let (folder, number) = county("case_loop");
    folder.write("mended.txt", "三盏灯已换好\n").write("page.txt", "<html>");
    let did = |person: &str, step: &[&str]| {
        let run = run(&folder, &[&["case", "do", &number], step].concat(), &["--as", person]);
        assert_eq!(run.code, 0, "{step:?}: {}{}", run.out, run.err);
        run.out
    };
    let attach = |person: &str, file: &str| {
        run(&folder, &["case", "attach", &number, file, "--as", person], &[])
    };
    did("center.clerk", &["accept"]);
    did("center.clerk", &["assign", "lead=urban-management"]);
    did("urban-management.handler", &["sign"]);
    did("urban-management.handler", &["contact", "channel=phone", "said=tonight"]);
    assert_eq!(attach("urban-management.handler", "page.txt").code, 1, "markup is no evidence");
    assert_eq!(attach("housing.handler", "mended.txt").code, 1, "for them there is no case");
    let attached = attach("urban-management.handler", "mended.txt");
    assert_eq!(attached.code, 0, "{}{}", attached.out, attached.err);
    assert_eq!(folder.files_below("county/files"), ["三盏灯已换好\n"]);
    let proof = format!("evidence.proof={}", attached.out.trim());
    let submit = ["submit_resolved", &proof, "answer=mended", "measures=three lamps"];
    did("urban-management.handler", &submit);
    did("center.clerk2", &["pass_verification", "verdict=yes"]);
    let called = ["case", "do", &number, "call_back", "channel=phone", "said=bright"];
    let unsaid = run(&folder, &called, &["--as", "center.clerk2"]);
    for part in ["yes, partly or no", "`call_back_missed`"] {
        assert!(unsaid.code == 1 && unsaid.out.contains(part), "{part}: {}", unsaid.out);
    }
    did("center.clerk2", &["call_back", "solved=yes", "channel=phone", "said=bright"]);
    let archived = did("center.clerk", &["archive_resolved"]);
    assert!(archived.contains("[考]"), "{archived}");
    assert_eq!(run(&folder, &["audit", "verify", "--evidence"], &[]).code, 0);
}

#[test]
fn a_filing_names_every_field_that_it_lacks_with_its_label_and_key() {
    let folder = Folder::new("case_fields");
    assert_eq!(run(&folder, &["migrate"], &[]).code, 0);
    let new = ["case", "new", "--workflow", "dispute", "--title", "Neighbours"];
    let filed = clerk(&folder, &new, &["colour=red"]);
    assert_eq!(filed.code, 1);
    for said in [
        "What happened `summary` (missing, text)",
        "petition `in_other_procedure` (missing, yes or no)",
        "`colour` (no such field)",
    ] {
        assert!(filed.out.contains(said), "{}", filed.out);
    }
}

#[test]
fn a_list_holds_what_its_reader_sees_and_the_filters_leave() {
    let (folder, number) = county("case_list");
    let list = |person: &str, more: &[&str]| {
        let listed = run(&folder, &["case", "list", "--as", person], more);
        (listed.code, listed.out, listed.err)
    };
    let narrow = ["--open", "--workflow", "service", "--stage", "screen", "--sort", "filed"];
    let (_, all, _) = list("center.clerk", &narrow);
    for part in [number.as_str(), "A lamp", "1 of 1 cases\n"] {
        assert!(all.contains(part), "{part}: {all}");
    }
    let json = run(&folder, &["case", "list", "--as", "center.clerk"], &["--format", "json"]);
    let json = json.json();
    assert_eq!(
        (json["total"].as_u64(), json["cases"][0]["title"].as_str()),
        (Some(1), Some("A lamp"))
    );
    assert_eq!(list("housing.handler", &[]).1, "0 of 0 cases\n", "for them there is none");
    let to = ["--to", "2020-01-01"];
    for none in [&["--ended"][..], &["--lead", "housing"], &["--risk", "high"], &to] {
        assert_eq!(list("center.clerk", none).1, "0 of 0 cases\n", "{none:?}");
    }
    for (typed, meant) in [
        (["--lead", "huosing"], "did you mean `housing`?"),
        (["--workflow", "servise"], "did you mean `service`?"),
        (["--state", "regsitered"], "did you mean `registered`?"),
        (["--handler", "housing.handlr"], "did you mean `housing.handler`?"),
        (["--category", "04021x"], "there is no category"),
    ] {
        let (code, _, err) = list("center.clerk", &typed);
        assert_eq!(code, 2, "{typed:?}");
        assert!(err.contains(meant), "{typed:?}: {err}");
    }
}

#[test]
fn what_is_shown_of_a_case_has_its_place_its_files_and_masked_parties() {
    let (folder, number) = county("case_shown");
    folder.write("lamp.txt", "dark\n").write("empty.txt", "");
    let attach = |file: &str| clerk(&folder, &["case", "attach", &number, file], &[]);
    let id = attach("lamp.txt").out;
    let empty = attach("empty.txt");
    assert_eq!((empty.code, empty.out.as_str()), (1, "✗ the file is empty\n"));
    let shown = clerk(&folder, &["case", "show", &number], &[]).out;
    let file = format!("file  lamp.txt  text/plain, 5 B  {}", id.trim());
    for part in ["place  421281", "party  Z** ***1234", &file] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert!(!shown.contains("13800001234") && !shown.contains("Zhang"), "{shown}");
    let json = clerk(&folder, &["case", "show", &number], &["--format", "json"]).json();
    assert_eq!(json["attachments"][0]["size"], 5);
    assert_eq!(json["parties"][0]["telephone"], "***1234");
}

#[test]
fn a_slip_of_the_pen_is_answered_with_what_may_be_typed() {
    let (folder, number) = county("case_slips");
    let refused = |typed: &[&str]| {
        let run = clerk(&folder, &[&["case", "do", &number], typed].concat(), &[]);
        assert_ne!(run.code, 0, "{typed:?}");
        run.out + &run.err
    };
    for (typed, said) in [
        (&["acept"][..], "did you mean `accept`?"),
        (&["accept", "risk=hoch"], "low, medium or high"),
        (&["call_back", "solved=不"], "`solved` cannot be `不`; it is yes, partly or no"),
    ] {
        let told = refused(typed);
        assert!(told.contains(said), "{typed:?}: {told}");
    }
    let unknown = run(&folder, &["case", "show", &number, "--as", "center.clrek"], &[]);
    assert!(unknown.err.contains("did you mean `center.clerk`?"), "{}", unknown.err);
    assert_eq!(clerk(&folder, &["case", "do", &number, "accept"], &[]).code, 0);
    let told = refused(&["assign", "lead=urban-managment"]);
    assert!(told.contains("did you mean `urban-management`?"), "{told}");
    let new = ["case", "new", "--workflow", "service", "--title", "x", "--text", "x"];
    let filed = clerk(&folder, &new, &["--channel", "windw"]);
    assert_eq!(filed.code, 1);
    assert!(filed.out.contains("did you mean `window`?"), "{}", filed.out);
}

#[test]
fn personal_data_go_when_the_law_lets_them_and_the_record_still_verifies() {
    let (folder, number) = county("case_erase");
    let erase = |person: &str, reason: &str| {
        run(&folder, &["case", "erase", &number, "--as", person, "--reason", reason], &[])
    };
    let open = erase("center.director", "unlawful");
    assert!(open.code == 1 && open.out.contains("has not ended"), "{}{}", open.out, open.err);
    let refuse = ["case", "do", &number, "refuse", "reason=not ours", "advice=ask there"];
    let refused = clerk(&folder, &refuse, &[]);
    assert_eq!(refused.code, 0, "{}{}", refused.out, refused.err);
    assert!(erase("center.clerk", "period_over").out.contains("only the director"));
    let early = erase("center.director", "period_over");
    assert!(early.code == 1 && early.out.contains("retention_days"), "{}", early.out);
    assert!(clerk(&folder, &["case", "show", &number], &[]).out.contains("Three lamps"));
    assert_eq!(erase("center.director", "unlawful").code, 0);
    let shown = clerk(&folder, &["case", "show", &number], &[]).out;
    for gone in ["Three lamps", "A lamp", "***1234", "not ours"] {
        assert!(!shown.contains(gone), "{gone}: {shown}");
    }
    let verified = run(&folder, &["case", "verify", &number], &[]);
    assert_eq!(verified.code, 0, "{}", verified.out);
    assert_eq!(run(&folder, &["audit", "verify"], &[]).code, 0);
}

#[test]
fn whoever_holds_the_machine_brings_an_account_back() {
    let folder = Folder::new("case_account");
    let capital = run(&folder, &["user", "add", "admin.system", "--sign-in", "Root"], &[]);
    assert_eq!(capital.code, 2, "{}", capital.out);
    assert!(
        capital.err.contains("a-z, 0-9") && capital.err.contains("--sign-in"),
        "{}",
        capital.err
    );
    let added = run(&folder, &["user", "add", "admin.system", "--sign-in", "root"], &[]);
    assert_eq!(added.code, 0, "{}", added.err);
    assert!(added.err.contains("PUT /api/v1/me/password"), "{}", added.err);
    assert_eq!(run(&folder, &["user", "enable", "root"], &[]).code, 1, "it is not disabled");
    let reset = run(&folder, &["user", "reset-password", "root"], &[]);
    assert_eq!(reset.code, 0, "{}", reset.err);
    assert_ne!(reset.out, added.out);
    let remove = |reason: &[&str]| {
        run(&folder, &[&["user", "remove-second-factor", "root"], reason].concat(), &[]).code
    };
    assert_eq!(remove(&["--reason", "手机遗失"]), 1, "it has none");
    assert_eq!([remove(&[]), remove(&["--reason", " "])], [2, 2]);
    let release =
        |reason: &[&str]| run(&folder, &[&["user", "release-work", "root"], reason].concat(), &[]);
    let nothing = release(&["--reason", "调离"]);
    assert_eq!(nothing.code, 1, "{}{}", nothing.out, nothing.err);
    assert_eq!([release(&[]).code, release(&["--reason", " "]).code], [2, 2]);
    let unknown = run(&folder, &["user", "enable", "center.clerk"], &[]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("user add"), "{}", unknown.err);
}
