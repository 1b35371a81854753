//! The program as outsiders start it: what it takes, what it says, how it ends.

#![expect(
    clippy::unwrap_used,
    reason = "the lints of tests do not reach helper functions of an integration test"
)]

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use proof::audit::{AuditEntry, AuditRecord};
use proof::checkpoint::Head;
use proof::export::LogLine;
use proof::log::{Chain, Leaf, leaf};
use proof::record::{GENESIS, chain};
use tlog::proof::continuation;
use tlog::tree::leaf_hash;
use tlog::{Addition, Checkpoint, Hash, Signer, Tree};

/// How many entries the stream has, each with a leaf and a note.
const ENTRIES: u64 = 7;

/// A folder with an export and a witness, gone with the test.
struct Kept {
    folder: PathBuf,
    signer: Signer,
}

impl Kept {
    /// One stream of the audit, each entry of which went into the log at once.
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("verify-{name}-{}", std::process::id()));
        fs::create_dir_all(folder.join("witness/2026-03-02")).unwrap();
        let kept = Self { folder, signer: Signer::new("bihuan/test", &[1; 32]).unwrap() };
        let (leaves, notes) = (Kept::leaves(), kept.notes());
        let key = kept.signer.verifier().to_string();
        let mut lines = vec![LogLine::Log { key: key.clone() }];
        lines.extend(notes.iter().map(|note| LogLine::Note { note: note.note.clone() }));
        lines.extend(leaves.iter().map(LogLine::of_leaf));
        lines.extend(records().iter().map(LogLine::of_entry));
        lines.push(LogLine::End { cases: 0, entries: ENTRIES });
        let line = |line: &LogLine| serde_json::to_string(line).unwrap() + "\n";
        kept.put("county.jsonl", &lines.iter().map(line).collect::<String>());
        for (note, size) in notes.iter().zip(1..) {
            kept.put(&format!("witness/2026-03-02/{size:012}.txt"), &note.to_string());
        }
        kept.put("witness/key.txt", &key);
        kept.put("witness/latest.txt", &notes.last().unwrap().note);
        kept
    }

    fn leaves() -> Vec<Leaf> {
        let of = |record: &AuditRecord| Leaf {
            index: record.seq.unsigned_abs() - 1,
            chain: Chain::Stream(record.stream.clone()),
            head: Head { seq: record.seq, hash: record.hash },
        };
        records().iter().map(of).collect()
    }

    fn notes(&self) -> Vec<Addition> {
        let mut tree = Tree::default();
        let mut add = |one: &Leaf| {
            let (before, hash): (Tree, Hash) =
                (tree.clone(), leaf_hash(&leaf(&one.chain, &one.head)));
            tree.push_hash(hash);
            let origin = self.signer.verifier().name().to_owned();
            let checkpoint = Checkpoint { origin, size: tree.size(), root: tree.root() };
            let note = checkpoint.signed(&self.signer).unwrap().to_string();
            Addition { old: before.size(), proof: continuation(&before, &[hash]), note }
        };
        Self::leaves().iter().map(&mut add).collect()
    }

    fn put(&self, name: &str, text: &str) {
        fs::write(self.folder.join(name), text).unwrap();
    }

    fn alter(&self, name: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.folder.join(name)).unwrap();
        assert!(text.contains(from), "{text}");
        self.put(name, &text.replacen(from, to, 1));
    }

    /// How it ends, and what it says.
    fn verify(&self, arguments: &[&str]) -> (i32, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bihuan-verify"));
        let output = command.current_dir(&self.folder).args(arguments).output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        (output.status.code().unwrap(), String::from_utf8(said).unwrap())
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        _ = fs::remove_dir_all(&self.folder);
    }
}

fn records() -> Vec<AuditRecord> {
    let mut before = GENESIS;
    let at = "2026-03-02T01:00:00Z".parse().unwrap();
    let mut record = |seq| {
        let (stream, facts) = ("sign-in".to_owned(), serde_json::Map::default());
        let act = format!("signed_in_{seq}");
        let entry = AuditEntry { stream: stream.clone(), at, by: None, act, facts };
        let body = serde_json::to_string(&entry).unwrap();
        before = chain(&before, &body);
        AuditRecord { stream, seq, at, body, hash: before }
    };
    (1..=ENTRIES.cast_signed()).map(&mut record).collect()
}

#[test]
fn an_export_that_is_whole_is_told_to_be_so_in_both_languages() {
    let kept = Kept::new("whole");
    let held = "witness/2026-03-02/000000000003.txt";
    let key = "witness/key.txt";
    let (code, said) =
        kept.verify(&["county.jsonl", "--key", key, "--since", held, "--lang", "zh"]);
    assert_eq!(code, 0, "{said}");
    assert!(said.starts_with("✓ 全部相符") && said.contains("7 片叶"), "{said}");
    assert!(said.contains("公钥（您给的）") && said.contains("局限"), "{said}");
    let (code, said) = kept.verify(&["county.jsonl", "--lang", "en"]);
    assert_eq!(code, 0, "{said}");
    assert!(
        said.contains("does not prove who signed") && said.contains("no note that you hold"),
        "{said}"
    );
}

#[test]
fn an_altered_entry_is_named_and_ends_with_one() {
    let kept = Kept::new("altered");
    kept.alter("county.jsonl", "signed_in_4", "signed_in_9");
    let (code, said) = kept.verify(&["county.jsonl", "--lang", "en"]);
    assert_eq!(code, 1, "{said}");
    assert!(
        said.starts_with("✗ 1 faults") && said.contains("audit stream sign-in: event 4"),
        "{said}"
    );
    let (code, said) = kept.verify(&["county.jsonl", "--lang", "zh"]);
    assert!(code == 1 && said.contains("审计链 sign-in：第 4 条事件被改动"), "{said}");
}

#[test]
fn what_is_not_there_or_no_key_ends_with_two() {
    let kept = Kept::new("absent");
    for arguments in [
        &["none.jsonl"][..],
        &["county.jsonl", "--since", "none.txt"],
        &["county.jsonl", "--key", "county.jsonl"],
        &["--witness", "none"],
        &["--unknown"],
    ] {
        let (code, said) = kept.verify(arguments);
        assert_eq!(code, 2, "{arguments:?}: {said}");
    }
    assert_eq!(kept.verify(&["--help"]).0, 0);
}

#[test]
fn a_folder_of_a_witness_is_verified_without_any_record() {
    let kept = Kept::new("witness");
    let (code, said) =
        kept.verify(&["--witness", "witness", "--key", "witness/key.txt", "--lang", "en"]);
    assert!(code == 0 && said.contains("7 notes"), "{said}");
    let held = ["--witness", "witness", "--since", "witness/2026-03-02/000000000002.txt"];
    assert_eq!(kept.verify(&held).0, 0);
}

#[test]
#[expect(clippy::type_complexity, reason = "a table of what is planted")]
fn a_note_that_was_altered_exchanged_or_taken_away_from_a_witness_is_named() {
    let path = |size: u64| format!("witness/2026-03-02/{size:012}.txt");
    let plant: [(&str, fn(&Kept, String)); 3] = [
        ("altered", |kept, path| kept.alter(&path, "bihuan/test\n", "bihuan/test\n1")),
        ("exchanged", |kept, path| {
            let other = Signer::new("bihuan/test", &[2; 32]).unwrap();
            let checkpoint =
                Checkpoint { origin: "bihuan/test".to_owned(), size: 4, root: [3; 32] };
            let note = checkpoint.signed(&other).unwrap().to_string();
            kept.put(&path, &Addition { old: 3, proof: Vec::new(), note }.to_string());
        }),
        ("taken", |kept, path| fs::remove_file(kept.folder.join(path)).unwrap()),
    ];
    for (what, act) in plant {
        let kept = Kept::new(what);
        act(&kept, path(4));
        let (code, said) = kept.verify(&["--witness", "witness", "--lang", "en"]);
        assert_eq!(code, 1, "{what}: {said}");
    }
    // The same log signed anew with the same key: another root under as many leaves.
    let kept = Kept::new("forked");
    let checkpoint = Checkpoint { origin: "bihuan/test".to_owned(), size: 4, root: [3; 32] };
    let note = checkpoint.signed(&kept.signer).unwrap().to_string();
    kept.put("mine.txt", &note);
    let (code, said) =
        kept.verify(&["--witness", "witness", "--since", "mine.txt", "--lang", "en"]);
    assert!(code == 1 && said.contains("the first 4 leaves"), "{said}");
}
