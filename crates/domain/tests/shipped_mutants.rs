//! Every mutant of the shipped workflows is refused, noticed by a story, or harmless for a reason that is written down.
#![expect(clippy::print_stdout, reason = "the figures stand in the log")]

use testkit::mutants::{Report, Subject, idle};
use testkit::{NAMES, Shipped};

#[test]
fn no_mutant_survives_unexplained_and_no_explanation_is_idle() {
    let shipped = Shipped::load();
    let reports: Vec<Report> =
        NAMES.into_iter().map(|name| Subject::new(&shipped, name).judge()).collect();
    let mut faults = Vec::new();
    for report in &reports {
        println!("{report}");
        let survivors = report.survivors.iter();
        faults.extend(survivors.map(|mutant| format!("{} survives: {mutant}", report.workflow)));
    }
    faults.extend(idle(&reports).into_iter().map(|pattern| format!("explains nothing: {pattern}")));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
