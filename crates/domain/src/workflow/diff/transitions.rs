//! Transitions: who may do what from where, and what it asks for.

use super::Weight::{Path, Rule, Wording};
use super::report::{Aspect, Report, Subject};
use super::tables::{Table, codes, compare_optional_source, nobody, sitting, table};
use super::{conditions, states};
use crate::id::{CounterName, FormName, OutcomeName};
use crate::text::Bilingual;
use crate::workflow::Transition;
use crate::workflow::words::{Names, Words};

/// Compares the transitions.
pub(super) fn compare(report: &mut Report<'_>, top: &Subject) {
    table(report, top, &TRANSITIONS, (&report.old.transitions, &report.new.transitions));
}

const TRANSITIONS: Table<Transition> = Table {
    section: "transitions",
    kind: ("操作", "transition"),
    weight: Path,
    codes: codes!("transition"),
    name: |transition| &transition.label,
    added: nobody,
    removed: |_, transition| sitting(&transition.by),
    both: compare_transition,
};

fn compare_transition(
    report: &mut Report<'_>,
    place: &Subject,
    old: &Transition,
    new: &Transition,
) {
    let Transition {
        verb,
        label,
        from,
        to,
        by: _,
        when,
        form: _,
        evidence: _,
        tells: _,
        counts: _,
        outcome: _,
        backwards,
        source,
    } = old;
    let aspect = Aspect::new("to", ("去向", "target"), Path, "transition-retargeted");
    states::compare_one(report, place, aspect, (to, &new.to));
    let aspect =
        Aspect::new("from", ("起始状态", "states it starts in"), Path, "transition-from-changed");
    let since = report.len();
    let delta = states::compare_list(report, place, aspect, (from, &new.from));
    if delta.gained.is_empty() && !delta.lost.is_empty() {
        report.stricter_since(since, &sitting(&new.by));
    }
    let aspect = Aspect::new("verb", ("动作", "verb"), Path, "transition-verb-changed");
    report.value(place, aspect, (verb, &new.verb));
    compare_seats(report, place, old, new);
    conditions::compare(report, place, (when, &new.when), &sitting(&new.by));
    let aspect = Aspect::new(
        "backwards",
        ("回退标记", "backwards mark"),
        Path,
        "transition-backwards-changed",
    );
    report.value(place, aspect, (backwards, &new.backwards));
    compare_duties(report, place, old, new);
    compare_results(report, place, old, new);
    let aspect = Aspect::new("label", ("按钮文字", "label"), Wording, "label-changed");
    report.value(place, aspect, (label, &new.label));
    compare_optional_source(report, place, (source, &new.source));
}

/// Who may do it. Fewer is stricter for those who may no longer.
fn compare_seats(report: &mut Report<'_>, place: &Subject, old: &Transition, new: &Transition) {
    let aspect = Aspect::new("by", ("可办理人", "who may do it"), Path, "seats-changed");
    let since = report.len();
    let names = (Words::words, Words::words);
    let delta = report.list(place, aspect, (&old.by, &new.by), names);
    if !delta.lost.is_empty() {
        // What was lost is recorded after what was gained.
        let lost = since + usize::from(!delta.gained.is_empty());
        report.stricter_at(lost, &sitting(&delta.lost));
    }
}

/// What must be handed in: form and evidence. More is stricter for who does it.
fn compare_duties(report: &mut Report<'_>, place: &Subject, old: &Transition, new: &Transition) {
    let (old_names, new_names) = (report.old_names(), report.new_names());
    let aspect = Aspect::new("form", ("表单", "form"), Rule, "transition-form-changed");
    let name = |form: &Option<FormName>, names: Names<'_>| -> Bilingual {
        form.as_ref().map(|form| names.form(form)).words()
    };
    let names = (name(&old.form, old_names), name(&new.form, new_names));
    if let Some(change) = report.named(place, aspect, (&old.form, &new.form), names)
        && old.form.is_none()
    {
        change.stricter_for = sitting(&new.by);
    }
    let aspect =
        Aspect::new("evidence", ("证明材料", "evidence"), Rule, "transition-evidence-changed");
    let since = report.len();
    let names = (|kind: &_| old_names.evidence(kind), |kind: &_| new_names.evidence(kind));
    let delta = report.list(place, aspect, (&old.evidence, &new.evidence), names);
    if !delta.gained.is_empty() {
        report.stricter_at(since, &sitting(&new.by));
    }
}

/// What follows: letters, counter, outcome.
fn compare_results(report: &mut Report<'_>, place: &Subject, old: &Transition, new: &Transition) {
    let (old_names, new_names) = (report.old_names(), report.new_names());
    let aspect =
        Aspect::new("tells", ("发出的文书", "letters"), Path, "transition-letters-changed");
    let names = (|letter: &_| old_names.letter(letter), |letter: &_| new_names.letter(letter));
    report.list(place, aspect, (&old.tells, &new.tells), names);
    let aspect = Aspect::new("counts", ("计次", "counter"), Path, "transition-counter-changed");
    let name = |counter: &Option<CounterName>, names: Names<'_>| -> Bilingual {
        counter.as_ref().map(|counter| names.counter(counter)).words()
    };
    let names = (name(&old.counts, old_names), name(&new.counts, new_names));
    if let Some(change) = report.named(place, aspect, (&old.counts, &new.counts), names)
        && old.counts.is_none()
    {
        change.stricter_for = sitting(&new.by);
    }
    let aspect =
        Aspect::new("outcome", ("办理结果", "outcome"), Path, "transition-outcome-changed");
    let name = |outcome: &Option<OutcomeName>, names: Names<'_>| -> Bilingual {
        outcome.as_ref().map(|outcome| names.outcome(outcome)).words()
    };
    let names = (name(&old.outcome, old_names), name(&new.outcome, new_names));
    report.named(place, aspect, (&old.outcome, &new.outcome), names);
}
