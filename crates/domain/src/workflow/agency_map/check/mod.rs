//! What must hold of a table before reports of a body are believed by it.

mod entry;
mod fills;

use super::{AgencyMap, HandsOver, Table};
use crate::finding::{Finding, pointer};
use crate::id::WorkflowName;
use crate::workflow::Definition;

/// Checks a table against the workflows that it speaks of. Places are in the table's file.
pub fn check(map: &AgencyMap, workflows: &[&Definition]) -> Vec<Finding> {
    let mut findings = facts(map);
    for (index, table) in map.workflows.iter().enumerate() {
        findings.extend(unanswered(map, table, index));
        for version in &table.versions {
            let Some(definition) = version_of(workflows, &table.workflow, *version) else {
                let at = pointer(["workflows", &index.to_string(), "versions"]);
                findings.push(unknown_version(&table.workflow, at, *version));
                continue;
            };
            let place = Place { map, table, index, definition };
            findings.extend(place.note());
            findings.extend(place.standings());
        }
    }
    findings.extend(map.hands_over.iter().flat_map(|told| handed_over(map, told, workflows)));
    findings
}

/// Every version under which matters are filed that are handed over.
fn handed_over(map: &AgencyMap, told: &HandsOver, workflows: &[&Definition]) -> Vec<Finding> {
    let (mut findings, nothing) = (Vec::new(), Table::default());
    for version in &told.versions {
        let Some(definition) = version_of(workflows, &told.workflow, *version) else {
            let at = pointer(["hands_over", "versions"]);
            findings.push(unknown_version(&told.workflow, at, *version));
            continue;
        };
        let place = Place { map, table: &nothing, index: 0, definition };
        findings.extend(place.hands_over(told));
    }
    findings
}

fn version_of<'a>(
    workflows: &[&'a Definition],
    workflow: &WorkflowName,
    version: u32,
) -> Option<&'a Definition> {
    let mut known = workflows.iter().copied();
    known.find(|known| known.workflow == *workflow && known.version == version)
}

/// Checks that a table answers exactly the standings that an adapter lists.
pub fn covers(map: &AgencyMap, standings: &[&str]) -> Vec<Finding> {
    let missing = standings.iter().filter(|standing| !map.standings.contains_key(**standing));
    let missing = missing.map(|standing| {
        Finding::error(
            "agency-standing-missing",
            "/standings",
            format!("对接程序报告的状态 {standing} 没有列出"),
            format!("the adapter reports the standing {standing}, which is not listed"),
        )
    });
    let idle = map.standings.keys().filter(|standing| !standings.contains(&standing.as_str()));
    let idle = idle.map(|standing| {
        Finding::error(
            "agency-standing-unknown",
            pointer(["standings", standing]),
            format!("对接程序从不报告状态 {standing}"),
            format!("the adapter never reports the standing {standing}"),
        )
    });
    missing.chain(idle).collect()
}

/// One table held against one version.
#[derive(Clone, Copy)]
struct Place<'a> {
    map: &'a AgencyMap,
    table: &'a Table,
    index: usize,
    definition: &'a Definition,
}

impl Place<'_> {
    /// A pointer into the table.
    fn at<'p>(&self, parts: impl IntoIterator<Item = &'p str>) -> String {
        let index = self.index.to_string();
        pointer(["workflows", index.as_str()]) + &pointer(parts)
    }
}

/// Standings bring facts that exist, and choices have something to choose.
fn facts(map: &AgencyMap) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (name, fact) in &map.facts {
        let is_choice = fact.kind == crate::workflow::FieldKind::Choice;
        if is_choice == fact.choices.is_empty() {
            findings.push(Finding::error(
                "agency-choices",
                pointer(["facts", name]),
                "选项应当且只应当写在 choice 类事实上",
                "choices belong to facts of the kind `choice`, and to no other",
            ));
        }
    }
    for (name, standing) in &map.standings {
        let lists = [("always", &standing.always), ("sometimes", &standing.sometimes)];
        for (list, facts) in lists {
            for (at, fact) in facts.iter().enumerate() {
                if !map.facts.contains_key(fact) {
                    let at = pointer(["standings", name, list, &at.to_string()]);
                    findings.push(unknown_name("fact", at, "事实", "fact", fact));
                }
            }
        }
    }
    findings
}

/// Every standing has entries in every table, and no other has.
fn unanswered(map: &AgencyMap, table: &Table, index: usize) -> Vec<Finding> {
    let index = index.to_string();
    let at = pointer(["workflows", &index, "standings"]);
    let silent = |rows: Option<&Vec<super::Entry>>| rows.is_none_or(Vec::is_empty);
    let missing = map.standings.keys().filter(|name| silent(table.standings.get(*name)));
    let missing = missing.map(|name| {
        Finding::error(
            "agency-unanswered",
            at.clone(),
            format!("没有写明状态 {name} 的含义"),
            format!("what the standing {name} means is not said"),
        )
        .help(
            "至少写一条，最后一条不带条件",
            "write at least one entry, the last without condition",
        )
    });
    let unknown = table.standings.keys().filter(|name| !map.standings.contains_key(*name));
    let unknown = unknown.map(|name| {
        let at = pointer(["workflows", &index, "standings", name]);
        unknown_name("standing", at, "状态", "standing", name)
    });
    let versions = table.versions.is_empty().then(|| {
        Finding::error(
            "agency-no-version",
            pointer(["workflows", &index, "versions"]),
            "没有写明适用哪些版本",
            "for which versions it holds is not said",
        )
    });
    missing.chain(unknown).chain(versions).collect()
}

fn unknown_version(workflow: &WorkflowName, at: String, version: u32) -> Finding {
    Finding::error(
        "agency-unknown-version",
        at,
        format!("没有流程 {workflow} 第 {version} 版"),
        format!("there is no version {version} of workflow {workflow}"),
    )
}

/// `kind` is one of a few words, so that the codes stay stable: `agency-unknown-fact`.
fn unknown_name(kind: &'static str, at: String, zh: &str, en: &str, name: &str) -> Finding {
    let code = match kind {
        "fact" => "agency-unknown-fact",
        "state" => "agency-unknown-state",
        "field" => "agency-unknown-field",
        "reason" => "agency-unknown-reason",
        "transition" => "agency-unknown-transition",
        "value" => "agency-unknown-value",
        _ => "agency-unknown-standing",
    };
    Finding::error(code, at, format!("没有{zh} {name}"), format!("there is no {en} {name}"))
}
