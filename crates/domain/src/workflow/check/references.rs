//! Proof: every name that is used is declared.

use std::collections::BTreeMap;

use super::names::{Kind, Reference, visit};
use super::words::listed;
use crate::finding::Finding;
use crate::meant::nearest;
use crate::workflow::Definition;

/// How many names a help lists before it breaks off.
const LISTED_MAX: usize = 8;

/// What the definition says, what is wrong with its names, and what it most probably meant.
pub(super) struct Resolved {
    /// The definition with each misspelt name replaced by the nearest declared one, so that a slip of the pen
    /// neither hides nor invents findings of the later proofs.
    pub(super) definition: Definition,
    /// One finding for each name that is not declared.
    pub(super) findings: Vec<Finding>,
}

/// Looks up every name.
pub(super) fn resolve(definition: &Definition) -> Resolved {
    let mut repaired = definition.clone();
    let mut findings = Vec::new();
    let mut declared: BTreeMap<Kind, Vec<&str>> = BTreeMap::new();
    visit(&mut repaired, &mut |reference| {
        let names =
            declared.entry(reference.kind).or_insert_with(|| reference.kind.declared(definition));
        if names.contains(&reference.name) {
            return None;
        }
        let meant = nearest(reference.name, names.iter().copied());
        findings.push(unknown(&reference, names, meant));
        meant.map(str::to_owned)
    });
    Resolved { definition: repaired, findings }
}

fn unknown(reference: &Reference<'_>, names: &[&str], meant: Option<&str>) -> Finding {
    let (zh, en) = reference.kind.words();
    let name = reference.name;
    if name.is_empty() {
        return advise(
            Finding::error(
                "missing-name",
                reference.at.clone(),
                format!("此处须写明{zh}"),
                format!("a {en} must be named here"),
            ),
            reference.kind,
            names,
        );
    }
    let finding = Finding::error(
        reference.kind.unknown(),
        reference.at.clone(),
        format!("没有名为 `{name}` 的{zh}"),
        format!("there is no {en} `{name}`"),
    );
    match meant {
        Some(meant) => {
            finding.help(format!("是否应为 `{meant}`"), format!("did you mean `{meant}`"))
        }
        None => advise(finding, reference.kind, names),
    }
}

fn advise(finding: Finding, kind: Kind, names: &[&str]) -> Finding {
    let section = kind.section();
    if names.is_empty() {
        return finding
            .help(format!("请在 `{section}` 下定义"), format!("declare it under `{section}`"));
    }
    let some = listed(names.iter().copied().take(LISTED_MAX));
    let more = if names.len() > LISTED_MAX { "…" } else { "" };
    finding.help(
        format!("已定义的有：{}{more}；也可在 `{section}` 下新增", some.zh),
        format!("declared are {}{more}; or declare it under `{section}`", some.en),
    )
}
