//! States: which came, went, or mean something else now.

use std::collections::BTreeSet;

use super::Weight::{Path, Wording};
use super::report::{Aspect, Report, Subject, called, from_to};
use super::tables::{compare_name, key_changed, prefixed};
use super::{Burdened, Side};
use crate::id::StateName;
use crate::text::Bilingual;
use crate::workflow::{HolderRole, State};

const KIND: (&str, &str) = ("状态", "state");

/// Compares the states. A state that went, or got another key, needs a mapping.
pub(super) fn compare(report: &mut Report<'_>, top: &Subject) {
    let (old, new, base) = (&report.old.states, &report.new.states, top.part("states"));
    for (key, state) in old {
        let carried = report.carried(key);
        let Some(after) = new.get(&carried) else {
            removed(report, &subject(&base, key, state));
            continue;
        };
        let place = subject(&base, &carried, after);
        if carried != *key {
            let message = key_changed(&place.name, key, &carried);
            let change = report.record(Side::New, &place, (Path, "state-key-changed"), message);
            change.needs_mapping = true;
        }
        compare_state(report, &place, state, after);
    }
    for (key, state) in new {
        let is_known = old.contains_key(key) || report.renamed.values().any(|known| known == key);
        if !is_known {
            let place = subject(&base, key, state);
            let message = prefixed(("新增", "added"), &place.name);
            report.record(Side::New, &place, (Path, "state-added"), message);
        }
    }
    let shared_old = old.keys().map(|key| report.carried(key)).filter(|key| new.contains_key(key));
    let shared: Vec<StateName> = shared_old.collect();
    if !new.keys().filter(|key| shared.contains(key)).eq(&shared) {
        let message = Bilingual::new("状态的次序有变", "states in another order");
        report.record(Side::New, &base, (Wording, "state-order-changed"), message);
    }
}

fn subject(base: &Subject, key: &StateName, state: &State) -> Subject {
    Subject { name: called(KIND, &state.name, key), ..base.part(key.as_str()) }
}

fn removed(report: &mut Report<'_>, place: &Subject) {
    let message = Bilingual::new(
        format!("删去{}，在此状态的案件需要指定去向", place.name.zh),
        format!("removed {}; cases that stand there need a mapping", place.name.en),
    );
    report.record(Side::Old, place, (Path, "state-removed"), message).needs_mapping = true;
}

fn compare_state(report: &mut Report<'_>, place: &Subject, old: &State, new: &State) {
    let State { name, public, stage, holder, limits, no_limit, end } = old;
    compare_name(report, place, (name, &new.name));
    let aspect = Aspect::new("public", ("对外名称", "public name"), Wording, "public-name-changed");
    report.value(place, aspect, (public, &new.public));
    let aspect = Aspect::new("stage", ("阶段", "stage"), Path, "state-stage-changed");
    report.value(place, aspect, (stage, &new.stage));
    let aspect = Aspect::new("holder", ("责任主体", "holder"), Path, "state-holder-changed");
    if let Some(change) = report.value(place, aspect, (holder, &new.holder)) {
        change.stricter_for = bearer(new.holder);
    }
    compare_limits(report, place, (limits, new));
    let aspect = Aspect::new(
        "no_limit",
        ("不设时限的理由", "reason for no limit"),
        Wording,
        "no-limit-changed",
    );
    report.value(place, aspect, (no_limit, &new.no_limit));
    let aspect = Aspect::new("end", ("是否结束", "being an end"), Path, "state-end-changed");
    if let Some(change) = report.value(place, aspect, (end, &new.end)) {
        change.needs_mapping = true;
    }
}

fn compare_limits(
    report: &mut Report<'_>,
    place: &Subject,
    (old, state): (&[crate::id::LimitName], &State),
) {
    let (old_names, new_names) = (report.old_names(), report.new_names());
    let aspect = Aspect::new("limits", ("时限", "limits"), Path, "state-limits-changed");
    let since = report.len();
    let names = (|limit: &_| old_names.limit(limit), |limit: &_| new_names.limit(limit));
    let delta = report.list(place, aspect, (old, &state.limits), names);
    if !delta.gained.is_empty() {
        // What was gained is recorded first.
        report.stricter_at(since, &bearer(state.holder));
    }
}

/// Who is burdened if time is charged to this holder.
pub(super) fn bearer(holder: HolderRole) -> BTreeSet<Burdened> {
    match holder {
        HolderRole::Center | HolderRole::Lead => BTreeSet::from([Burdened::Units]),
        HolderRole::Citizen => BTreeSet::from([Burdened::Citizens]),
        HolderRole::Law => BTreeSet::new(),
    }
}

/// Compares a list of states, taking another key for the same state.
pub(super) fn compare_list(
    report: &mut Report<'_>,
    subject: &Subject,
    aspect: Aspect,
    (old, new): (&[StateName], &[StateName]),
) -> super::report::Delta<StateName> {
    let old: Vec<StateName> = old.iter().map(|state| report.carried(state)).collect();
    let (old_names, new_names) = (report.old_names(), report.new_names());
    let names = (|state: &_| old_names.state(state), |state: &_| new_names.state(state));
    report.list(subject, aspect, (&old, new), names)
}

/// Compares one state that something leads to, taking another key for the same state.
pub(super) fn compare_one(
    report: &mut Report<'_>,
    subject: &Subject,
    aspect: Aspect,
    (old, new): (&Option<StateName>, &Option<StateName>),
) {
    let carried = old.as_ref().map(|state| report.carried(state));
    if carried == *new {
        return;
    }
    let stays = || Bilingual::new("不变", "the same state");
    let before = old.as_ref().map_or_else(stays, |state| report.old_names().state(state));
    let after = new.as_ref().map_or_else(stays, |state| report.new_names().state(state));
    let what = Bilingual::new(
        format!("{}的去向", subject.name.zh),
        format!("target of {}", subject.name.en),
    );
    report.push(subject, aspect, from_to(&what, &before, &after));
}
