//! Proof: everything that is declared is used. What nothing uses is a slip or a rule that nobody obeys.

use std::collections::BTreeSet;

use super::Ground;
use super::names::Kind;
use crate::finding::{Finding, pointer};
use crate::workflow::{Definition, Transition, Verb};

/// One finding for each thing that is declared and not used.
pub(super) fn prove(ground: &Ground<'_>) -> Vec<Finding> {
    let definition = ground.definition;
    let kinds = [
        (Kind::Limit, "unused-limit", used_limits(definition)),
        (Kind::Letter, "unused-letter", used_letters(definition)),
        (Kind::Form, "unused-form", used_forms(definition)),
        (Kind::Evidence, "unused-evidence", used_evidence(definition)),
        (Kind::Ground, "unused-ground", used_grounds(definition)),
        (Kind::Outcome, "unused-outcome", used_outcomes(definition)),
        (Kind::Counter, "unused-counter", used_counters(definition)),
        (Kind::Source, "unused-source", used_sources(definition)),
    ];
    let mut findings: Vec<Finding> = kinds
        .into_iter()
        .flat_map(|(kind, code, used)| unused(definition, kind, code, &used))
        .collect();
    findings.extend(unused_reasons(ground));
    findings
}

fn unused(
    definition: &Definition,
    kind: Kind,
    code: &'static str,
    used: &BTreeSet<&str>,
) -> Vec<Finding> {
    let names = kind.declared(definition).into_iter().filter(|name| !used.contains(name));
    names.map(|name| unused_one(kind, code, name)).collect()
}

fn unused_one(kind: Kind, code: &'static str, name: &str) -> Finding {
    let (zh, en) = kind.words();
    let (where_zh, where_en) = place_of_use(kind);
    Finding::error(
        code,
        pointer([kind.section(), name]),
        format!("{zh} `{name}` 已定义但没有用到"),
        format!("{en} `{name}` is declared and never used"),
    )
    .help(
        format!("请在{where_zh}中引用，或删除此项"),
        format!("name it in {where_en}, or remove it"),
    )
}

const fn place_of_use(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::State => ("办理动作的 `from` 或 `to`", "a transition's `from` or `to`"),
        Kind::Transition => ("状态图", "the graph"),
        Kind::Limit => ("状态的 `limits`", "a state's `limits`"),
        Kind::Letter => {
            ("办理动作或 `filing` 的 `tells`", "`tells` of a transition or of `filing`")
        }
        Kind::Form => ("办理动作或 `filing` 的 `form`", "`form` of a transition or of `filing`"),
        Kind::Evidence => ("办理动作的 `evidence`", "a transition's `evidence`"),
        Kind::Ground => ("时限的 `paused_by`", "a limit's `paused_by`"),
        Kind::Outcome => ("办理动作的 `outcome`", "a transition's `outcome`"),
        Kind::Counter => ("办理动作的 `counts`", "a transition's `counts`"),
        Kind::Source => ("`source`", "a `source`"),
    }
}

fn used_limits(definition: &Definition) -> BTreeSet<&str> {
    definition
        .states
        .values()
        .flat_map(|state| &state.limits)
        .map(crate::id::LimitName::as_str)
        .collect()
}

fn used_letters(definition: &Definition) -> BTreeSet<&str> {
    let told = definition.transitions.values().flat_map(|transition| &transition.tells);
    told.chain(&definition.filing.tells).map(crate::id::LetterName::as_str).collect()
}

fn used_forms(definition: &Definition) -> BTreeSet<&str> {
    let asked = definition.transitions.values().filter_map(|transition| transition.form.as_ref());
    asked.chain(&definition.filing.form).map(crate::id::FormName::as_str).collect()
}

fn used_evidence(definition: &Definition) -> BTreeSet<&str> {
    let needed = definition.transitions.values().flat_map(|transition| &transition.evidence);
    needed.map(crate::id::EvidenceName::as_str).collect()
}

fn used_grounds(definition: &Definition) -> BTreeSet<&str> {
    definition
        .limits
        .values()
        .flat_map(|limit| &limit.paused_by)
        .map(crate::id::GroundName::as_str)
        .collect()
}

fn used_outcomes(definition: &Definition) -> BTreeSet<&str> {
    let recorded =
        definition.transitions.values().filter_map(|transition| transition.outcome.as_ref());
    recorded.map(crate::id::OutcomeName::as_str).collect()
}

fn used_counters(definition: &Definition) -> BTreeSet<&str> {
    let counted =
        definition.transitions.values().filter_map(|transition| transition.counts.as_ref());
    counted.map(crate::id::CounterName::as_str).collect()
}

fn used_sources(definition: &Definition) -> BTreeSet<&str> {
    let extensions = definition.limits.values().filter_map(|limit| limit.extension.as_ref());
    let sources = (definition.counters.values().map(|counter| &counter.source))
        .chain(definition.grounds.values().map(|ground| &ground.source))
        .chain(definition.letters.values().filter_map(|letter| letter.source.as_ref()))
        .chain(definition.required_notices.iter().map(|notice| &notice.source))
        .chain(definition.limits.values().map(|limit| &limit.source))
        .chain(extensions.map(|extension| &extension.source))
        .chain(definition.transitions.values().filter_map(|transition| transition.source.as_ref()));
    sources.map(crate::id::SourceName::as_str).collect()
}

/// Reasons are chosen while returning or objecting, never named by the file.
fn unused_reasons(ground: &Ground<'_>) -> Vec<Finding> {
    let reasoned = |transition: &Transition| matches!(transition.verb, Verb::Return | Verb::Object);
    if ground.definition.transitions.values().any(reasoned) {
        return Vec::new();
    }
    let names = ground.definition.reasons.keys();
    names
        .map(|name| {
            Finding::error(
                "unused-reason",
                pointer(["reasons", name.as_str()]),
                format!("没有退回或异议动作，事由 `{name}` 不会用到"),
                format!("nothing returns or objects, so reason `{name}` is never used"),
            )
            .help("请增加退回或异议动作，或删除此项", "add a `return` or an `object`, or remove it")
        })
        .collect()
}
