//! What can be wrong with a scheme as a whole: its name, grades, groups and weights.

use std::collections::{BTreeMap, BTreeSet};

use super::{all, both, source, unknown};
use crate::actor::Role;
use crate::appraisal::checked::members;
use crate::appraisal::decision::DecisionKind;
use crate::appraisal::points::Points;
use crate::appraisal::predicate::PredicateName;
use crate::appraisal::scheme::{Scheme, Scoring, Side};
use crate::directory::Directory;
use crate::finding::{Finding, pointer};
use crate::id::{GroupName, UnitId};

/// The sum of all weights.
const WEIGHTS: u32 = 100;

pub(super) fn check(scheme: &Scheme, directory: &Directory) -> Vec<Finding> {
    let mut found = Vec::new();
    found.extend(both(&scheme.name, &["name"]));
    found.extend(source(scheme, scheme.source.as_str(), &["source"]));
    for (name, cited) in &scheme.sources {
        found.extend(both(&cited.cite, &["sources", name.as_str(), "cite"]));
    }
    if scheme.version == 0 {
        found.push(Finding::error(
            "version-missing",
            "/version",
            "版本从 1 开始",
            "versions begin at 1",
        ));
    }
    if scheme.period.is_none() {
        found.push(Finding::error(
            "period-missing",
            "/period",
            "没有写明考核周期：month、quarter 或 year",
            "how long a period is stands nowhere: month, quarter or year",
        ));
    }
    if scheme.least_cases == 0 {
        found.push(Finding::error(
            "least-cases-missing",
            "/least_cases",
            "最小样本至少为 1：没有办件的单位没有率，不能排名",
            "the minimum is at least 1: a unit without cases has no rate and no place",
        ));
    }
    found.extend(grades(scheme));
    found.extend(groups(scheme, directory));
    found.extend(weights(scheme));
    found.extend(sides(scheme));
    found.extend(deciders(scheme));
    found
}

fn grades(scheme: &Scheme) -> Option<Finding> {
    let froms: Vec<Points> = scheme.grades.iter().map(|grade| grade.from).collect();
    let falling = froms.windows(2).all(|pair| pair.first() > pair.last());
    let named = scheme.grades.iter().all(|grade| !grade.grade.trim().is_empty());
    let sound = falling && named && froms.last() == Some(&Points::ZERO);
    (!sound).then(|| {
        Finding::error(
            "grades-wrong",
            "/grades",
            "等次应由高到低、各有名称，最后一等从 0 分起",
            "grades stand best first, each has a name, and the last begins at 0",
        )
    })
}

fn groups(scheme: &Scheme, directory: &Directory) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut of: BTreeMap<&UnitId, &GroupName> = BTreeMap::new();
    let members = members(scheme, directory);
    for (name, group) in &scheme.groups {
        found.extend(both(&group.name, &["groups", name.as_str(), "name"]));
        let known = || directory.units.keys().map(UnitId::as_str);
        for unit in group.units.iter().chain(&group.without).filter(|unit| !directory.knows(unit)) {
            found.push(unknown(
                "unit-unknown",
                &["groups", name.as_str(), "units"],
                (unit.as_str(), known()),
                ("单位", "unit", "机构名录中没有这个单位", "the directory has no such unit"),
            ));
        }
        let units = members.get(name).into_iter().flatten();
        if units.clone().next().is_none() {
            found.push(Finding::error(
                "group-empty",
                pointer(["groups", name.as_str()]),
                format!("组“{name}”里没有单位"),
                format!("nobody is in group `{name}`"),
            ));
        }
        for unit in units {
            if let Some(other) = of.insert(unit, name) {
                found.push(twice(unit, other, name));
            }
        }
    }
    found
}

fn twice(unit: &UnitId, one: &GroupName, other: &GroupName) -> Finding {
    Finding::error(
        "unit-in-two-groups",
        pointer(["groups", other.as_str()]),
        format!("单位“{unit}”同时在组“{one}”和组“{other}”里"),
        format!("unit `{unit}` is in group `{one}` and in group `{other}`"),
    )
    .help("用 without 把它从其中一组去掉", "take it out of one of them by `without`")
}

fn weights(scheme: &Scheme) -> Option<Finding> {
    let weighed = |scoring: &str| Scoring::named(scoring) != Some(Scoring::Deduct);
    let indicators = scheme.indicators.values().filter(|it| weighed(&it.scoring));
    let sum = indicators.fold(0_u32, |sum, it| sum.saturating_add(it.weight));
    (sum != WEIGHTS).then(|| {
        Finding::error(
            "weights-wrong",
            "/indicators",
            format!("权重合计 {sum}，应为 {WEIGHTS}"),
            format!("the weights sum to {sum} and must sum to {WEIGHTS}"),
        )
    })
}

/// Whoever is called answers for it, and so does whoever calls (北京市接诉即办工作条例 art. 33).
fn sides(scheme: &Scheme) -> Option<Finding> {
    let calling =
        |side: &Option<String>| side.as_deref().and_then(Side::named) == Some(Side::Calling);
    let missing = !scheme.indicators.values().any(|indicator| calling(&indicator.side));
    missing.then(|| {
        Finding::warning(
            "calling-side-missing",
            "/indicators",
            "只考核被派单、被吹哨的单位，没有考核派单、吹哨的单位",
            "only units that are called are appraised, none that calls",
        )
        .help(
            "《北京市接诉即办工作条例》第三十三条：吹哨与报到双方都纳入考核",
            "Beijing regulation on handling complaints at once, art. 33: both sides are appraised",
        )
    })
}

/// What takes an item out of a rate is decided by somebody, and by nobody who is appraised.
fn deciders(scheme: &Scheme) -> Vec<Finding> {
    let mut found = Vec::new();
    for (kind, roles) in &scheme.deciders {
        let at = ["deciders", kind.as_str()];
        if DecisionKind::named(kind).is_none() {
            let names = DecisionKind::ALL.iter().map(|kind| kind.as_str());
            let (zh, en) = all(names.clone());
            found.push(unknown("word-unknown", &at, (kind, names), ("认定", "decision", &zh, &en)));
        }
        let may = |role: &Role| matches!(role, Role::Supervisor | Role::Director);
        if roles.is_empty() || !roles.iter().all(may) {
            found.push(Finding::error(
                "decider-unfit",
                pointer(at),
                "只能由督查员（supervisor）或者主任（director）认定",
                "only a supervisor or a director decides this",
            ));
        }
    }
    let leave_out = scheme.indicators.values().flat_map(|indicator| &indicator.leave_out);
    let terms = leave_out.flat_map(|leave| &leave.all);
    let asked = terms.filter(|term| term.is == PredicateName::Decided.as_str());
    let kinds: BTreeSet<&String> = asked.flat_map(|term| &term.any).collect();
    for kind in kinds.into_iter().filter(|kind| !scheme.deciders.contains_key(kind.as_str())) {
        found.push(Finding::error(
            "decider-missing",
            "/deciders",
            format!("没有写明“{kind}”由谁认定"),
            format!("who decides `{kind}` stands nowhere"),
        ));
    }
    found
}
