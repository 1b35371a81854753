//! Entries: each can be reached, the last fits always, and its steps can be done one after the other by the body.

use std::collections::BTreeSet;

use super::super::{Entry, Situation, Step, When};
use super::{Place, unknown_name};
use crate::actor::{Relation, Role, Seat};
use crate::finding::Finding;
use crate::id::StateName;
use crate::workflow::{InputKind, Transition};

/// In whose name the transitions are done.
const SEAT: Seat = Seat { role: Role::Handler, relation: Relation::Lead };

impl Place<'_> {
    pub(super) fn standings(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (standing, rows) in &self.table.standings {
            findings.extend(self.totality(standing, rows));
            for (index, entry) in rows.iter().enumerate() {
                let at = self.at(["standings", standing, &index.to_string()]);
                findings.extend(self.entry(standing, entry, &at));
            }
        }
        findings
    }

    /// The last entry fits always, and every other can be reached.
    fn totality(&self, standing: &str, rows: &[Entry]) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut answered: BTreeSet<&StateName> = BTreeSet::new();
        let mut all = false;
        for (index, entry) in rows.iter().enumerate() {
            let is_new = entry.when.state.iter().any(|state| !answered.contains(state));
            if all || !(is_new || entry.when.state.is_empty()) {
                findings.push(Finding::error(
                    "agency-unreachable",
                    self.at(["standings", standing, &index.to_string()]),
                    "前面的各条已经包括了这一条，永远轮不到它",
                    "the entries before answer all of it; this one is never reached",
                ));
            }
            if entry.when.contacted.is_none() && entry.when.facts.is_empty() {
                answered.extend(&entry.when.state);
            }
            all |= entry.when.is_always();
        }
        if !rows.is_empty() && !all {
            findings.push(
                Finding::error(
                    "agency-not-total",
                    self.at(["standings", standing]),
                    "最后一条必须不带条件，否则有的报告无人处理",
                    "the last entry must have no condition, or some reports mean nothing",
                )
                .help(
                    "加上 `- note: true` 或者 `- person: …`",
                    "add `- note: true` or `- person: …`",
                ),
            );
        }
        findings
    }

    fn entry(&self, standing: &str, entry: &Entry, at: &str) -> Vec<Finding> {
        let mut findings = self.when(&entry.when, &format!("{at}/when"));
        if entry.steps.is_empty() && !entry.note && entry.person.is_none() {
            findings.push(Finding::error(
                "agency-says-nothing",
                at,
                "这一条什么也没有写：没有步骤，不作记录，也不交人工",
                "this entry says nothing: no transition, no note, no person",
            ));
        }
        if !entry.steps.is_empty() && entry.when.state.is_empty() {
            findings.push(Finding::error(
                "agency-anywhere",
                format!("{at}/when"),
                "有步骤的一条必须写明案件所在状态",
                "an entry with transitions must name the states of the case",
            ));
        }
        let filler = self.filler(standing, [&entry.when, &entry.when]);
        for told in entry.person.iter().flat_map(|told| [&told.zh, &told.en]) {
            findings.extend(filler.placeholders(told, false, &format!("{at}/person")));
        }
        for (index, step) in entry.steps.iter().enumerate() {
            let at = format!("{at}/do/{index}");
            findings.extend(self.when(&step.when, &format!("{at}/when")));
            findings.extend(self.step(standing, entry, step, &at));
        }
        if !entry.when.state.is_empty() {
            findings.extend(self.walk(entry, at));
        }
        findings
    }

    /// States, facts and their values exist.
    fn when(&self, when: &When, at: &str) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (index, state) in when.state.iter().enumerate() {
            if !self.definition.states.contains_key(state.as_str()) {
                let at = format!("{at}/state/{index}");
                findings.push(unknown_name("state", at, "状态", "state", state.as_str()));
            }
        }
        for (name, values) in &when.facts {
            let at = format!("{at}/facts/{name}");
            let Some(fact) = self.map.facts.get(name) else {
                findings.push(unknown_name("fact", at, "事实", "fact", name));
                continue;
            };
            for value in values {
                let is_yes_or_no =
                    fact.choices.is_empty() && ["yes", "no"].contains(&value.as_str());
                if !is_yes_or_no && !fact.choices.contains_key(value) {
                    findings.push(unknown_name("value", at.clone(), "这个取值", "value", value));
                }
            }
        }
        findings
    }

    fn step(&self, standing: &str, entry: &Entry, step: &Step, at: &str) -> Vec<Finding> {
        let Some(transition) = self.definition.transitions.get(step.transition.as_str()) else {
            let at = format!("{at}/transition");
            let name = step.transition.as_str();
            return vec![unknown_name("transition", at, "步骤", "transition", name)];
        };
        let mut findings = done_by_body(step, transition, at);
        let filler = self.filler(standing, [&entry.when, &step.when]);
        findings.extend(filler.form(transition.form.as_ref(), &step.form, at));
        findings.extend(filler.reason(transition, step, at));
        findings
    }

    /// Goes through the steps from every state that the entry names.
    fn walk(&self, entry: &Entry, at: &str) -> Vec<Finding> {
        let mut situations = BTreeSet::new();
        for state in &entry.when.state {
            for contacted in [false, true] {
                let situation = Situation { state: state.clone(), contacted };
                if entry.when.fits(&situation) {
                    situations.insert(situation);
                }
            }
        }
        let mut findings = Vec::new();
        for (index, step) in entry.steps.iter().enumerate() {
            let Some(transition) = self.definition.transitions.get(step.transition.as_str()) else {
                return findings;
            };
            let (due, rest): (BTreeSet<_>, BTreeSet<_>) =
                situations.into_iter().partition(|situation| step.when.fits(situation));
            let at = format!("{at}/do/{index}");
            findings.extend(not_open(step, transition, &due, &at));
            let after = due.iter().map(|situation| situation.after(transition));
            let stays = due.iter().filter(|_| !step.when.facts.is_empty()).cloned();
            situations = rest.into_iter().chain(after).chain(stays).collect();
        }
        findings
    }
}

/// The seat, the input and the evidence.
pub(super) fn done_by_body(step: &Step, transition: &Transition, at: &str) -> Vec<Finding> {
    let name = &step.transition;
    let mut findings = Vec::new();
    if !transition.by.contains(&SEAT) {
        findings.push(Finding::error(
            "agency-seat",
            format!("{at}/transition"),
            format!("步骤 {name} 不由主办单位经办人（{SEAT}）做"),
            format!("the transition {name} is not open to {SEAT}"),
        ));
    }
    if transition.verb.input().is_some_and(|input| input != InputKind::Reasoned) {
        findings.push(Finding::error(
            "agency-input",
            format!("{at}/transition"),
            format!("步骤 {name} 需要报告给不出的输入"),
            format!("the transition {name} needs an input that no report gives"),
        ));
    }
    if transition.evidence.is_empty() != step.evidence.is_none() {
        findings.push(Finding::error(
            "agency-evidence",
            at,
            format!("步骤 {name} 要求材料的，应写 `evidence: report`；不要求的不写"),
            format!(
                "write `evidence: report` exactly where the transition {name} asks for evidence"
            ),
        ));
    }
    findings
}

fn not_open(
    step: &Step,
    transition: &Transition,
    due: &BTreeSet<Situation>,
    at: &str,
) -> Vec<Finding> {
    let name = &step.transition;
    if due.is_empty() {
        return vec![Finding::error(
            "agency-unreachable",
            at,
            format!("步骤 {name} 永远轮不到"),
            format!("the transition {name} is never due here"),
        )];
    }
    let states: BTreeSet<_> = due.iter().map(|situation| &situation.state).collect();
    let closed = states.into_iter().filter(|state| !transition.from.contains(state));
    let findings = closed.map(|state| {
        Finding::error(
            "agency-wrong-state",
            at,
            format!("案件在状态 {state} 时不能做步骤 {name}"),
            format!("the transition {name} does not start in the state {state}"),
        )
    });
    findings.collect()
}
