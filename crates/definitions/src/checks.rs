//! Checks of single files that the domain runs only over several, or not at all.

use domain::calendar::{self, CalendarFiles, OfficeFile, YearFile};
use domain::directory::Directory;
use domain::finding::{Finding, pointer};

use crate::words::{closest, quote};

/// What is wrong with one year alone.
pub(crate) fn year(file: &YearFile) -> Vec<Finding> {
    let files = CalendarFiles { years: vec![file.clone()], office: OfficeFile::usual() };
    within(calendar::check(&files), "/years/0")
}

/// What is wrong with the office hours.
pub(crate) fn office_hours(file: &OfficeFile) -> Vec<Finding> {
    let files = CalendarFiles { years: Vec::new(), office: file.clone() };
    within(calendar::check(&files), "/office")
}

/// The findings below a pointer, with pointers that begin there.
pub(crate) fn within(findings: Vec<Finding>, above: &str) -> Vec<Finding> {
    let below = |finding: Finding| {
        let at = finding.at.strip_prefix(above)?;
        let is_below = at.is_empty() || at.starts_with('/');
        is_below.then(|| Finding { at: at.to_owned(), ..finding.clone() })
    };
    findings.into_iter().filter_map(below).collect()
}

/// References of the directory: the unit above, without a cycle, and the unit of each person.
pub(crate) fn directory(directory: &Directory) -> Vec<Finding> {
    let known = || directory.units.keys().map(domain::id::UnitId::as_str);
    let parents = directory.units.iter().filter_map(|(id, unit)| {
        let parent = unit.parent.as_ref()?;
        let at = pointer(["units", id.as_str(), "parent"]);
        if !directory.knows(parent) {
            return Some(unknown_unit(at, parent.as_str(), known()));
        }
        let is_cycle = directory.lineage(parent).any(|above| above == id);
        is_cycle.then(|| cycle(at, id.as_str()))
    });
    let people = directory.people.iter().filter_map(|(id, person)| {
        let at = pointer(["people", id.as_str(), "unit"]);
        let is_known = directory.knows(&person.unit);
        (!is_known).then(|| unknown_unit(at, person.unit.as_str(), known()))
    });
    parents.chain(people).collect()
}

fn unknown_unit<'a>(at: String, unit: &str, known: impl Iterator<Item = &'a str>) -> Finding {
    let finding = Finding::error(
        "unit-unknown",
        at,
        format!("没有单位 {}", quote(unit)),
        format!("there is no unit {}", quote(unit)),
    );
    match closest(unit, known) {
        Some(meant) => {
            finding.help(format!("是否想写 `{meant}`?"), format!("did you mean `{meant}`?"))
        }
        None => finding,
    }
}

fn cycle(at: String, unit: &str) -> Finding {
    Finding::error(
        "unit-above-itself",
        at,
        format!("单位 {} 成了自己的上级", quote(unit)),
        format!("unit {} stands above itself", quote(unit)),
    )
}
