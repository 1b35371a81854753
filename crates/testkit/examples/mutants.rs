//! Judges every mutant of the shipped workflows and writes `docs/reference/mutants.md`. Fails if one survives.
#![expect(clippy::print_stdout, reason = "what it found is what it prints")]

use std::process::ExitCode;

use testkit::mutants::{Report, Subject, idle, page};
use testkit::{NAMES, Shipped, folder};

fn main() -> std::io::Result<ExitCode> {
    let shipped = Shipped::load();
    let judge = |name| {
        let report = Subject::new(&shipped, name).judge();
        println!("{report}");
        report.survivors.iter().for_each(|name| println!("  {name}"));
        report
    };
    let reports: Vec<Report> = NAMES.into_iter().map(judge).collect();
    std::fs::write(folder().join("../docs/reference/mutants.md"), page(&reports))?;
    let idle = idle(&reports);
    idle.iter().for_each(|pattern| println!("explains nothing: {pattern}"));
    let clean = idle.is_empty() && reports.iter().all(|report| report.survivors.is_empty());
    Ok(if clean { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
