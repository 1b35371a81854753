//! `audit note`, and an export with its log: what outsiders are given, and what the operator sees.

use crate::cases::{clerk, county, run};

#[test]
fn a_note_is_signed_and_an_export_holds_what_it_speaks_of() {
    let (folder, number) = county("evident");
    let key = run(&folder, &["audit", "note"], &["--key"]);
    assert!(key.code == 0 && key.out.starts_with("bihuan/"), "{}{}", key.out, key.err);
    let none = run(&folder, &["audit", "verify"], &[]);
    assert!(none.code == 0 && none.out.contains("0 leaves"), "{}", none.out);
    let note = run(&folder, &["audit", "note"], &[]);
    assert_eq!(note.code, 0, "{}", note.err);
    let name = key.out.split('+').next().unwrap();
    assert!(note.out.starts_with(&format!("{name}\n")), "{}", note.out);
    assert!(note.out.contains(&format!("\n\n— {name} ")), "{}", note.out);
    assert_eq!(clerk(&folder, &["case", "do", &number, "accept"], &[]).code, 0);
    let again = run(&folder, &["audit", "note"], &[]);
    assert_ne!(again.out, note.out);
    let export = run(&folder, &["audit", "export"], &["--with-log", "-o", "all.jsonl"]);
    assert_eq!(export.code, 0, "{}", export.err);
    let lines = folder.read("all.jsonl");
    let first = lines.lines().next().unwrap();
    assert_eq!(first, format!("{{\"log\":{{\"key\":\"{}\"}}}}", key.out.trim_end()));
    for kind in ["{\"note\":", "{\"leaf\":", "{\"case\":", "{\"entry\":", "{\"end\":"] {
        assert!(lines.lines().any(|line| line.starts_with(kind)), "{kind}");
    }
    let alone = folder.english(&["audit", "verify", "--export", "all.jsonl"]);
    assert!(alone.code == 0 && alone.out.contains("1 cases"), "{}", alone.out);
    let whole = run(&folder, &["audit", "verify"], &[]);
    assert!(whole.code == 0 && !whole.out.contains(" 0 leaves"), "{}{}", whole.out, whole.err);
    folder.write("county/key", "0".repeat(64));
    let foreign = run(&folder, &["audit", "verify"], &[]);
    assert!(foreign.code == 1 && foreign.out.contains("signed by another key"), "{}", foreign.out);
}

#[test]
fn a_note_goes_to_the_witness_and_a_folder_that_is_not_there_is_told() {
    let (folder, _) = county("evident_witness");
    folder.write("bihuan.toml", "folder = \"county\"\nwitness = \"witness\"\n");
    let absent = folder.english(&["audit", "note", "--config", "bihuan.toml"]);
    assert!(absent.code == 1 && absent.err.contains("witness folder"), "{}", absent.err);
    assert!(!folder.holds("witness"));
    folder.write("witness/readme.txt", "for the court");
    let handed = folder.english(&["audit", "note", "--config", "bihuan.toml"]);
    assert_eq!(handed.code, 0, "{}", handed.err);
    assert_eq!(folder.read("witness/latest.txt"), handed.out);
}
