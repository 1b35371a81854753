//! Proof: every seat is taken by somebody in the directory.

use std::collections::BTreeMap;

use super::words::listed;
use crate::actor::{Relation, Role, Seat};
use crate::directory::{Directory, UnitKind};
use crate::finding::{Finding, pointer};
use crate::id::UnitId;
use crate::workflow::{Definition, Workflow};

/// How many units a finding names before it breaks off.
const UNITS_MAX: usize = 5;

/// One finding for each seat of the workflow that is not staffed where it could be needed: center roles in each
/// center, roles of the lead unit in each unit that has powers and so may lead, superiors above at least one of them.
pub fn staffing(workflow: &Workflow, directory: &Directory) -> Vec<Finding> {
    let seats = seats(workflow.definition());
    let mut findings = Vec::new();
    if centers(directory).is_empty() {
        findings.push(
            Finding::error(
                "no-center",
                "/filing",
                "组织目录中没有综治中心",
                "the directory has no center",
            )
            .help("请在目录中增加类型为 `center` 的单位", "add a unit of kind `center`"),
        );
    }
    if leaders(directory).is_empty() {
        findings.push(
            Finding::error(
                "no-lead-unit",
                "/filing",
                "组织目录中没有可主办的单位",
                "the directory has no unit that may lead",
            )
            .help("请在目录中给单位写明 `powers`", "give units their `powers`"),
        );
    }
    findings.extend(seats.into_iter().filter_map(|(seat, at)| unstaffed(directory, seat, at)));
    findings
}

/// Every seat with the first place that names it.
fn seats(definition: &Definition) -> BTreeMap<Seat, String> {
    let mut seats = BTreeMap::new();
    let mut note = |seat: Seat, path: &[&str], index: usize| {
        let index = index.to_string();
        seats.entry(seat).or_insert_with(|| pointer(path.iter().copied().chain([index.as_str()])));
    };
    for (name, transition) in &definition.transitions {
        let seats = transition.by.iter().enumerate();
        seats.for_each(|(index, seat)| note(*seat, &["transitions", name.as_str(), "by"], index));
    }
    for (name, limit) in &definition.limits {
        for (place, level) in limit.ladder.iter().enumerate() {
            let place = place.to_string();
            let path = ["limits", name.as_str(), "ladder", place.as_str(), "to"];
            level.to.iter().enumerate().for_each(|(index, seat)| note(*seat, &path, index));
        }
    }
    for (name, letter) in &definition.letters {
        let seats = letter.to.iter().enumerate();
        seats.for_each(|(index, seat)| note(*seat, &["letters", name.as_str(), "to"], index));
    }
    seats
}

fn centers(directory: &Directory) -> Vec<&UnitId> {
    let units = directory.units.iter().filter(|(_, unit)| unit.kind == UnitKind::Center);
    units.map(|(id, _)| id).collect()
}

/// Units that a case may be given to: those with the power to decide something.
fn leaders(directory: &Directory) -> Vec<&UnitId> {
    let units = directory.units.iter();
    let able = units.filter(|(_, unit)| unit.kind != UnitKind::Center && !unit.powers.is_empty());
    able.map(|(id, _)| id).collect()
}

fn unstaffed(directory: &Directory, seat: Seat, at: String) -> Option<Finding> {
    let lacks = |unit: &&UnitId| !is_staffed(directory, unit, seat.role);
    let empty: Vec<&UnitId> = match seat.relation {
        Relation::Party | Relation::Signer => return None,
        Relation::Center => centers(directory).into_iter().filter(lacks).collect(),
        Relation::Lead | Relation::Assistant | Relation::Consulted => {
            leaders(directory).into_iter().filter(lacks).collect()
        }
        Relation::Superior => return no_superior(directory, seat, at),
    };
    let (first, more) = (empty.iter().take(UNITS_MAX), empty.len() > UNITS_MAX);
    let units = listed(first.map(|unit| unit.as_str()));
    let more = if more { "…" } else { "" };
    (!empty.is_empty()).then(|| {
        Finding::error(
            "seat-not-staffed",
            at,
            format!("`{seat}` 无人：单位 {}{more} 没有角色 `{}`", units.zh, seat.role.as_str()),
            format!("nobody is `{seat}`: no `{}` in {}{more}", seat.role.as_str(), units.en),
        )
        .help("请在目录中给有关人员加上该角色", "give somebody there this role in the directory")
    })
}

fn no_superior(directory: &Directory, seat: Seat, at: String) -> Option<Finding> {
    let above = |unit: &&UnitId| {
        directory.lineage(unit).skip(1).any(|superior| is_staffed(directory, superior, seat.role))
    };
    let none = !leaders(directory).iter().any(above);
    none.then(|| {
        Finding::error(
            "seat-not-staffed",
            at,
            format!("`{seat}` 无人：没有一个可主办单位的上级有此角色"),
            format!("nobody is `{seat}`: no unit above one that may lead has this role"),
        )
        .help("请在目录中给上级单位的人员加上该角色", "give somebody in a unit above this role")
    })
}

fn is_staffed(directory: &Directory, unit: &UnitId, role: Role) -> bool {
    directory.staff_of(unit, role).next().is_some()
}
