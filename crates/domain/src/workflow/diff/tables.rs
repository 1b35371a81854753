//! The whole definition: its own values, and the tables of named things.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::hash::Hash;

use indexmap::IndexMap;

use super::Weight::{Path, Rule, Wording};
use super::report::{Aspect, Report, Subject, called};
use super::{Burdened, Side, Weight, forms, limits, states, transitions};
use crate::actor::{Role, Seat};
use crate::text::Bilingual;
use crate::workflow::words::Words;
use crate::workflow::{Counter, Definition, Filing, Ground, Named, Source};

/// A table of a definition, and what its entries mean when they come or go.
pub(super) struct Table<V> {
    pub(super) section: &'static str,
    /// What one entry is called.
    pub(super) kind: (&'static str, &'static str),
    /// The weight and the codes of an entry that came, went, or got another key or order.
    pub(super) weight: Weight,
    pub(super) codes: [&'static str; 4],
    pub(super) name: fn(&V) -> &Bilingual,
    /// For whom it is stricter that an entry came, or went.
    pub(super) added: fn(&Report<'_>, &V) -> BTreeSet<Burdened>,
    pub(super) removed: fn(&Report<'_>, &V) -> BTreeSet<Burdened>,
    pub(super) both: fn(&mut Report<'_>, &Subject, &V, &V),
}

macro_rules! codes {
    ($kind:literal) => {
        [
            concat!($kind, "-added"),
            concat!($kind, "-removed"),
            concat!($kind, "-key-changed"),
            concat!($kind, "-order-changed"),
        ]
    };
}
pub(super) use codes;

/// Nobody.
pub(super) fn nobody<V>(_: &Report<'_>, _: &V) -> BTreeSet<Burdened> {
    BTreeSet::new()
}

/// Units.
pub(super) fn units<V>(_: &Report<'_>, _: &V) -> BTreeSet<Burdened> {
    BTreeSet::from([Burdened::Units])
}

/// Who sits in these seats.
pub(super) fn sitting(seats: &[Seat]) -> BTreeSet<Burdened> {
    holding(seats.iter().map(|seat| seat.role))
}

fn holding(roles: impl Iterator<Item = Role>) -> BTreeSet<Burdened> {
    roles
        .filter(|role| *role != Role::Engine)
        .map(|role| if role == Role::Citizen { Burdened::Citizens } else { Burdened::Units })
        .collect()
}

/// Compares one table below `parent`.
pub(super) fn table<K, V>(
    report: &mut Report<'_>,
    parent: &Subject,
    table: &Table<V>,
    (old, new): (&IndexMap<K, V>, &IndexMap<K, V>),
) where
    K: Display + Hash + Eq,
    V: PartialEq,
{
    let base = parent.part(table.section);
    let subject = |key: &K, value: &V| Subject {
        name: called(table.kind, (table.name)(value), key),
        ..base.part(&key.to_string())
    };
    let [code_added, code_removed, code_key, code_order] = table.codes;
    let mut rekeyed: BTreeSet<String> = BTreeSet::new();
    for (key, value) in old.iter().filter(|(key, _)| !new.contains_key(*key)) {
        let same = new.iter().find(|(other, candidate)| {
            *candidate == value
                && !old.contains_key(*other)
                && !rekeyed.contains(&other.to_string())
        });
        if let Some((other, _)) = same {
            rekeyed.insert(other.to_string());
            let place = subject(other, value);
            let message = key_changed(&place.name, key, other);
            report.record(Side::New, &place, (Rule, code_key), message);
            continue;
        }
        let stricter = (table.removed)(report, value);
        let place = subject(key, value);
        let message = prefixed(("删去", "removed"), &place.name);
        let change = report.record(Side::Old, &place, (table.weight, code_removed), message);
        change.stricter_for = stricter;
    }
    for (key, value) in new {
        let place = subject(key, value);
        if let Some(before) = old.get(key) {
            (table.both)(report, &place, before, value);
        } else if !rekeyed.contains(&key.to_string()) {
            let stricter = (table.added)(report, value);
            let message = prefixed(("新增", "added"), &place.name);
            let change = report.record(Side::New, &place, (table.weight, code_added), message);
            change.stricter_for = stricter;
        }
    }
    let order = Aspect::new(table.section, table.kind, Wording, code_order);
    report.order(parent, order, (old, new));
}

pub(super) fn prefixed(by: (&str, &str), name: &Bilingual) -> Bilingual {
    Bilingual::new(format!("{}{}", by.0, name.zh), format!("{} {}", by.1, name.en))
}

pub(super) fn key_changed(name: &Bilingual, old: &dyn Display, new: &dyn Display) -> Bilingual {
    Bilingual::new(
        format!("{}的标识由 {old} 改为 {new}", name.zh),
        format!("key of {} changed from {old} to {new}", name.en),
    )
}

/// Compares everything.
pub(super) fn definition(report: &mut Report<'_>) {
    let Definition {
        workflow,
        version,
        name,
        summary,
        jurisdiction,
        effective_from,
        effective_until,
        initial,
        filing,
        sources,
        counters,
        grounds,
        reasons,
        outcomes,
        evidence,
        forms: _,
        letters: _,
        required_notices: _,
        limits: _,
        states: _,
        transitions: _,
    } = report.old;
    let (new, top) = (report.new, Subject::default());
    states::compare(report, &top);
    transitions::compare(report, &top);
    limits::compare(report, &top);
    let key = |key: &str| Bilingual::new(key, key);
    let aspect = Aspect::new("workflow", ("流程标识", "workflow"), Path, "workflow-changed");
    let names = (key(workflow.as_str()), key(new.workflow.as_str()));
    report.named(&top, aspect, (workflow, &new.workflow), names);
    let aspect = Aspect::new("initial", ("初始状态", "first state"), Path, "initial-changed");
    let names = (report.old_names().state(initial), report.new_names().state(&new.initial));
    report.named(&top, aspect, (&report.carried(initial), &new.initial), names);
    compare_filing(report, &top.part("filing"), filing, &new.filing);
    forms::compare(report, &top);
    table(report, &top, &COUNTERS, (counters, &new.counters));
    table(report, &top, &GROUNDS, (grounds, &new.grounds));
    table(report, &top, &REASONS, (reasons, &new.reasons));
    table(report, &top, &OUTCOMES, (outcomes, &new.outcomes));
    table(report, &top, &EVIDENCE, (evidence, &new.evidence));
    table(report, &top, &SOURCES, (sources, &new.sources));
    let aspect = Aspect::new("jurisdiction", ("适用地区", "jurisdiction"), Rule, "scope-changed");
    let names = (key(jurisdiction.as_str()), key(new.jurisdiction.as_str()));
    report.named(&top, aspect, (jurisdiction, &new.jurisdiction), names);
    let aspect = Aspect::new("effective_from", ("启用日期", "first day"), Rule, "dates-changed");
    report.value(&top, aspect, (effective_from, &new.effective_from));
    let aspect = Aspect::new("effective_until", ("停用日期", "last day"), Rule, "dates-changed");
    report.value(&top, aspect, (effective_until, &new.effective_until));
    let aspect = Aspect::new("name", ("流程名称", "name"), Wording, "name-changed");
    report.value(&top, aspect, (name, &new.name));
    let aspect = Aspect::new("summary", ("流程说明", "summary"), Wording, "summary-changed");
    report.value(&top, aspect, (summary, &new.summary));
    let aspect = Aspect::new("version", ("版本号", "version"), Wording, "version-changed");
    report.value(&top, aspect, (version, &new.version));
}

fn compare_filing(report: &mut Report<'_>, subject: &Subject, old: &Filing, new: &Filing) {
    let Filing { by, form, tells } = old;
    let subject = &Subject { name: Bilingual::new("登记", "filing"), ..subject.clone() };
    let (old_names, new_names) = (report.old_names(), report.new_names());
    let aspect = Aspect::new("by", ("登记人", "who may file"), Path, "filing-roles-changed");
    let since = report.len();
    let delta = report.list(subject, aspect, (by, &new.by), (Words::words, Words::words));
    if delta.gained.is_empty() {
        report.stricter_since(since, &holding(delta.lost.into_iter()));
    }
    let aspect = Aspect::new("form", ("表单", "form"), Rule, "filing-form-changed");
    let name = |form: &Option<_>, names: crate::workflow::words::Names<'_>| {
        form.as_ref().map(|form| names.form(form)).words()
    };
    let names = (name(form, old_names), name(&new.form, new_names));
    report.named(subject, aspect, (form, &new.form), names);
    let aspect = Aspect::new("tells", ("发出的文书", "letters"), Path, "filing-letters-changed");
    let names = (|letter: &_| old_names.letter(letter), |letter: &_| new_names.letter(letter));
    report.list(subject, aspect, (tells, &new.tells), names);
}

const COUNTERS: Table<Counter> = Table {
    section: "counters",
    kind: ("次数限制", "counter"),
    weight: Path,
    codes: codes!("counter"),
    name: |counter| &counter.name,
    added: nobody,
    removed: nobody,
    both: compare_counter,
};

fn compare_counter(report: &mut Report<'_>, subject: &Subject, old: &Counter, new: &Counter) {
    let Counter { name, at_most, source } = old;
    compare_name(report, subject, (name, &new.name));
    let aspect = Aspect::new("at_most", ("上限", "cap"), Path, "counter-cap-changed");
    if let Some(change) = report.value(subject, aspect, (at_most, &new.at_most))
        && new.at_most < *at_most
    {
        change.stricter_for = BTreeSet::from([Burdened::Units, Burdened::Citizens]);
    }
    compare_source(report, subject, (source, &new.source));
}

const GROUNDS: Table<Ground> = Table {
    section: "grounds",
    kind: ("挂起事由", "ground for suspension"),
    weight: Path,
    codes: codes!("ground"),
    name: |ground| &ground.name,
    added: nobody,
    removed: units,
    both: compare_ground,
};

fn compare_ground(report: &mut Report<'_>, subject: &Subject, old: &Ground, new: &Ground) {
    let Ground { name, longest, document, holder, source } = old;
    compare_name(report, subject, (name, &new.name));
    let aspect = Aspect::new("longest", ("最长时间", "longest time"), Rule, "ground-time-changed");
    if let Some(change) = report.value(subject, aspect, (longest, &new.longest))
        && limits::is_shorter(*longest, new.longest)
    {
        change.stricter_for.insert(Burdened::Units);
    }
    let aspect = Aspect::new("document", ("须有文书", "document"), Rule, "ground-proof-changed");
    if let Some(change) = report.value(subject, aspect, (document, &new.document))
        && new.document
    {
        change.stricter_for.insert(Burdened::Units);
    }
    let aspect = Aspect::new("holder", ("责任主体", "holder"), Rule, "ground-holder-changed");
    report.value(subject, aspect, (holder, &new.holder));
    compare_source(report, subject, (source, &new.source));
}

const fn plain(
    section: &'static str,
    kind: (&'static str, &'static str),
    codes: [&'static str; 4],
) -> Table<Named> {
    Table {
        section,
        kind,
        weight: Rule,
        codes,
        name: |named| &named.name,
        added: nobody,
        removed: nobody,
        both: |report, subject, old, new| {
            let Named { name } = old;
            compare_name(report, subject, (name, &new.name));
        },
    }
}

const REASONS: Table<Named> = plain("reasons", ("退回理由", "reason"), codes!("reason"));
const OUTCOMES: Table<Named> = plain("outcomes", ("办理结果", "outcome"), codes!("outcome"));
const EVIDENCE: Table<Named> =
    plain("evidence", ("证明材料", "kind of evidence"), codes!("evidence"));

const SOURCES: Table<Source> = Table {
    section: "sources",
    kind: ("依据", "source"),
    weight: Rule,
    codes: codes!("source"),
    name: |source| &source.cite,
    added: nobody,
    removed: nobody,
    both: |report, subject, old, new| {
        let Source { kind, cite } = old;
        let aspect = Aspect::new("kind", ("效力", "force"), Rule, "source-kind-changed");
        report.value(subject, aspect, (kind, &new.kind));
        let aspect = Aspect::new("cite", ("引文", "citation"), Wording, "source-cite-changed");
        report.value(subject, aspect, (cite, &new.cite));
    },
};

/// Compares the name for people.
pub(super) fn compare_name(
    report: &mut Report<'_>,
    subject: &Subject,
    names: (&Bilingual, &Bilingual),
) {
    let aspect = Aspect::new("name", ("名称", "name"), Wording, "name-changed");
    report.value(subject, aspect, names);
}

/// Compares what a rule rests on.
pub(super) fn compare_source(
    report: &mut Report<'_>,
    subject: &Subject,
    (old, new): (&crate::id::SourceName, &crate::id::SourceName),
) {
    let aspect = Aspect::new("source", ("依据", "source"), Rule, "source-changed");
    let names = (report.old_names().source(old), report.new_names().source(new));
    report.named(subject, aspect, (old, new), names);
}

/// Compares what a rule may rest on.
pub(super) fn compare_optional_source(
    report: &mut Report<'_>,
    subject: &Subject,
    (old, new): (&Option<crate::id::SourceName>, &Option<crate::id::SourceName>),
) {
    let aspect = Aspect::new("source", ("依据", "source"), Rule, "source-changed");
    let names = (
        old.as_ref().map(|source| report.old_names().source(source)).words(),
        new.as_ref().map(|source| report.new_names().source(source)).words(),
    );
    report.named(subject, aspect, (old, new), names);
}
