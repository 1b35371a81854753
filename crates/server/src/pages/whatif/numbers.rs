//! The numbers of a trial, each the count of the list that it links to.

use std::collections::BTreeSet;

use domain::clock::Holder;
use domain::id::{LimitName, WorkflowName};
use domain::workflow::{Act, Words as _};
use engine::whatif::{Outcome, Row};
use uuid::Uuid;

use super::sets::{SetIn, Which};
use crate::api::names::Names;
use crate::pages::shell::Shell;
use crate::state::State as Shared;

/// A number with its list.
#[derive(Debug)]
pub(super) struct Number {
    pub(super) count: usize,
    pub(super) to: String,
}

/// A line of a table.
#[derive(Debug)]
pub(super) struct NumberRow {
    pub(super) name: String,
    pub(super) before: Number,
    pub(super) after: Number,
    pub(super) newly: Number,
    pub(super) gone: Number,
    /// How many more or fewer, with its sign.
    pub(super) more: String,
}

/// What a trial found.
#[derive(Debug)]
pub(super) struct Numbers {
    pub(super) at: String,
    pub(super) cases: u64,
    pub(super) as_recorded: u64,
    pub(super) differ: u64,
    pub(super) left_out: u64,
    /// How many are late, `41 → 63（+22）`.
    pub(super) headline: String,
    /// The same with its lists; one line.
    pub(super) whole: Vec<NumberRow>,
    pub(super) holders: Vec<NumberRow>,
    pub(super) limits: Vec<NumberRow>,
    /// What ladders do, how often before and after.
    pub(super) acts: Vec<(String, u64, u64, String)>,
    pub(super) ladders: Number,
}

/// The numbers of an outcome over the cases that the reader sees.
pub(super) fn numbers(
    state: &Shared,
    outcome: &Outcome,
    rows: &[&Row],
    run: Uuid,
    shell: &Shell,
) -> Numbers {
    let count = Count { rows, run };
    let definitions = state.engine.definitions();
    let snapshot = state.engine.directory();
    let names = Names::new(definitions, &snapshot.directory, shell.language);
    let tally = &outcome.tally;
    let differ: u64 = tally.differs.values().sum();
    let lots = || rows.iter().flat_map(|row| [(row, &row.tried.before), (row, &row.tried.after)]);
    let holders: BTreeSet<&Holder> =
        lots().flat_map(|(_, lot)| lot.late.iter().map(|late| &late.holder)).collect();
    let limits: BTreeSet<(&WorkflowName, &LimitName)> = lots()
        .flat_map(|(row, lot)| lot.late.iter().map(|late| (&row.tried.workflow, &late.limit)))
        .collect();
    let holder = |holder: &Holder| {
        count.row(names.holder(holder).name, |which| SetIn::of_holder(which, holder))
    };
    let limit = |(workflow, limit): (&WorkflowName, &LimitName)| {
        let set = |which| SetIn::of_limit(which, workflow, limit);
        count.row(limit_name(names, (workflow, limit), shell), set)
    };
    let act = |(act, change): (&Act, &domain::whatif::Change)| {
        let word = act.words();
        let more = format!("{:+}", change.more());
        (word.get(shell.language).to_owned(), change.before, change.after, more)
    };
    let whole = |which| SetIn { which, ..SetIn::default() };
    let whole = count.row(shell.w.whatif.whole.to_owned(), whole);
    Numbers {
        at: definitions.calendar.local(outcome.at).format("%m-%d %H:%M").to_string(),
        cases: tally.cases,
        as_recorded: tally.cases - differ,
        differ,
        left_out: tally.unfit.values().sum(),
        headline: format!("{} → {}（{}）", whole.before.count, whole.after.count, whole.more),
        whole: vec![whole],
        holders: sorted(holders.into_iter().map(holder).collect()),
        limits: sorted(limits.into_iter().map(limit).collect()),
        acts: tally.acts.iter().map(act).collect(),
        ladders: count.of(&SetIn { which: Which::Ladders, ..SetIn::default() }),
    }
}

fn limit_name(names: Names<'_>, at: (&WorkflowName, &LimitName), shell: &Shell) -> String {
    let (workflow, limit) = at;
    let mut known = names.definitions.workflows.iter().rev();
    let found = known.find(|(known, _)| known.name == *workflow).map(|(_, it)| it.definition());
    let Some(definition) = found else { return limit.to_string() };
    let called = definition.limits.get(limit.as_str());
    let called = called.map_or(limit.as_str(), |limit| limit.name.get(shell.language));
    format!("{} · {called}", definition.name.get(shell.language))
}

/// What changes most stands first.
fn sorted(mut rows: Vec<NumberRow>) -> Vec<NumberRow> {
    let change = |row: &NumberRow| row.newly.count + row.gone.count;
    rows.sort_by_key(|row| std::cmp::Reverse((change(row), row.before.count)));
    rows
}

/// Counts sets of these cases.
struct Count<'a> {
    rows: &'a [&'a Row],
    run: Uuid,
}

impl Count<'_> {
    fn of(&self, set: &SetIn) -> Number {
        let count = self.rows.iter().filter(|row| set.has(row)).count();
        Number { count, to: set.address(self.run) }
    }

    fn row(&self, name: String, set: impl Fn(Which) -> SetIn) -> NumberRow {
        let of = |which| self.of(&set(which));
        let (newly, gone) = (of(Which::Newly), of(Which::Gone));
        let more = newly.count.cast_signed() - gone.count.cast_signed();
        NumberRow {
            name,
            before: of(Which::Before),
            after: of(Which::After),
            newly,
            gone,
            more: format!("{more:+}"),
        }
    }
}
