//! `workflow walk` by a script.

use crate::support::{Folder, Run, shipped};

const TO_THE_ARCHIVE: &str = "\
# a lamp that is mended at once
classify category=1104 complexity=simple risk=low
accept
assign lead=urban-management
sign handler@lead
why handle
wait 2 work_hour
contact form.channel=phone
submit_resolved
pass_verification clerk@center#2 verdict=yes
wait 1 work_day
rate solved=yes
archive_resolved
ledger
";

fn walk(test: &str, script: &str) -> Run {
    let folder = Folder::new(test);
    folder.write("service/v1.yaml", shipped("service/v1.yaml"));
    folder.fed(&["workflow", "walk", "service/v1.yaml"], script)
}

#[test]
fn a_script_walks_a_case_to_the_archive() {
    let run = walk("walk", TO_THE_ARCHIVE);
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{}", run.out);
    assert!(
        run.out.contains("> accept") && run.out.contains("→ [考] Archived ■ Resolved"),
        "{}",
        run.out
    );
    assert!(
        run.out.contains("counted from the next day") && run.out.contains("Whose time it was"),
        "{}",
        run.out
    );
}

#[test]
fn a_refused_step_is_explained_and_the_answer_is_no() {
    let run = walk(
        "walk_refused",
        "archive_resolved\nassign lead=nobody\nnonsense words\nclassify colour=red\nquit\n",
    );
    assert_eq!(run.code, 1);
    assert_eq!(run.out.matches("\n✗ ").count(), 4, "{}", run.out);
}

#[test]
fn a_number_does_what_the_list_shows_and_empty_input_ends_the_walk() {
    let run = walk("walk_number", "show\n999\n");
    assert_eq!(run.code, 1);
    assert!(run.out.contains("   1  "), "{}", run.out);
    let nothing = walk("walk_nothing", "");
    assert_eq!((nothing.code, nothing.err.as_str()), (0, ""));
    assert!(nothing.out.contains("[排] Registered"), "{}", nothing.out);
}

#[test]
fn a_case_that_cannot_be_filed_is_a_fault_of_the_command_line() {
    let folder = Folder::new("walk_filing");
    folder.write("service/v1.yaml", shipped("service/v1.yaml"));
    assert_eq!(folder.english(&["workflow", "walk", "service/v1.yaml", "--at", "noon"]).code, 2);
    assert_eq!(folder.english(&["workflow", "walk", "service/v1.yaml", "--by", "nobody"]).code, 2);
}
