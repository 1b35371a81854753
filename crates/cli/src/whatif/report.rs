//! What came of a trial of rules, for scripts.

use chrono::NaiveDate;
use domain::clock::Holder;
use domain::decide::Unfit;
use domain::whatif::{Change, Differs, Late};
use engine::whatif::{Outcome, Row};
use serde::Serialize;

/// What came of a trial.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    /// Cases filed from this day on were tried.
    pub(crate) from: NaiveDate,
    /// Cases filed up to this day were tried.
    pub(crate) to: NaiveDate,
    /// How many were decided again.
    pub(crate) cases: u64,
    /// Of how many the record is exactly what the rules in force make of it.
    pub(crate) as_recorded: u64,
    /// In what the others differ, and how many they are.
    pub(crate) differ: Vec<(&'static str, u64)>,
    /// Why some could not be decided again, and how many they are.
    pub(crate) left_out: Vec<(String, u64)>,
    /// Cases with a limit that was not kept.
    pub(crate) late: Pair,
    /// The same by who had the case.
    pub(crate) by_holder: Vec<Named>,
    /// The same by limit.
    pub(crate) by_limit: Vec<Named>,
    /// How often ladders did what.
    pub(crate) ladders: Vec<Named>,
    /// What routing rules would have said.
    pub(crate) routing: Option<Routing>,
    /// The cases that are late under either rules, or for which ladders do something else.
    pub(crate) rows: Vec<CaseRow>,
}

/// A number before and after.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Pair {
    pub(crate) before: u64,
    pub(crate) after: u64,
}

impl From<Change> for Pair {
    fn from(Change { before, after }: Change) -> Self {
        Self { before, after }
    }
}

/// A number of something.
#[derive(Debug, Serialize)]
pub(crate) struct Named {
    pub(crate) name: String,
    #[serde(flatten)]
    pub(crate) count: Pair,
}

/// What routing rules would have said.
#[derive(Debug, Serialize)]
pub(crate) struct Routing {
    /// Of how many cases a person named the lead.
    pub(crate) asked: u64,
    /// For how many the first suggestion is that unit.
    pub(crate) as_done: Pair,
    /// For how many the first suggestion is another one now.
    pub(crate) other: Vec<Guide>,
}

/// A case for which routing rules say something else.
#[derive(Debug, Serialize)]
pub(crate) struct Guide {
    pub(crate) case: String,
    pub(crate) before: Option<String>,
    pub(crate) after: Option<String>,
    pub(crate) lead: String,
}

/// A case.
#[derive(Debug, Serialize)]
pub(crate) struct CaseRow {
    pub(crate) case: String,
    pub(crate) workflow: String,
    pub(crate) late_before: Vec<LateRow>,
    pub(crate) late_after: Vec<LateRow>,
    pub(crate) acts_before: u32,
    pub(crate) acts_after: u32,
}

/// A limit that was not kept.
#[derive(Debug, Serialize)]
pub(crate) struct LateRow {
    pub(crate) limit: String,
    pub(crate) holder: String,
}

impl Report {
    /// Of an outcome over cases filed in some days.
    pub(crate) fn of(outcome: &Outcome, (from, to): (NaiveDate, NaiveDate)) -> Self {
        let tally = &outcome.tally;
        let named = |(name, change): (String, Change)| Named { name, count: change.into() };
        let holders = tally.holders.iter().map(|(who, change)| (holder_code(who), *change));
        let limits = tally.limits.iter();
        let limits =
            limits.map(|((workflow, limit), change)| (format!("{workflow}/{limit}"), *change));
        let acts = tally.acts.iter().map(|(act, change)| (act_code(*act), *change));
        let differ: u64 = tally.differs.values().sum();
        Self {
            from,
            to,
            cases: tally.cases,
            as_recorded: tally.cases - differ,
            differ: tally.differs.iter().map(|(why, count)| (differs_code(*why), *count)).collect(),
            left_out: tally.unfit.iter().map(|(why, count)| (why.to_string(), *count)).collect(),
            late: tally.late.into(),
            by_holder: holders.map(named).collect(),
            by_limit: limits.map(named).collect(),
            ladders: acts.map(named).collect(),
            routing: outcome.guides.as_ref().map(routing),
            rows: outcome.rows.iter().map(case_row).collect(),
        }
    }
}

fn routing(guides: &engine::whatif::Guides) -> Routing {
    let unit = |unit: &Option<domain::id::UnitId>| unit.as_ref().map(ToString::to_string);
    let guide = |(_, number, guided): &(_, String, domain::whatif::Guided)| Guide {
        case: number.clone(),
        before: unit(&guided.before),
        after: unit(&guided.after),
        lead: guided.lead.to_string(),
    };
    Routing {
        asked: guides.asked,
        as_done: guides.as_done.into(),
        other: guides.rows.iter().map(guide).collect(),
    }
}

fn case_row(row: &Row) -> CaseRow {
    let late =
        |late: &Late| LateRow { limit: late.limit.to_string(), holder: holder_code(&late.holder) };
    let tried = &row.tried;
    CaseRow {
        case: row.number.clone(),
        workflow: tried.workflow.to_string(),
        late_before: tried.before.late.iter().map(late).collect(),
        late_after: tried.after.late.iter().map(late).collect(),
        acts_before: tried.before.acts.values().sum(),
        acts_after: tried.after.acts.values().sum(),
    }
}

/// A holder, for scripts.
pub(crate) fn holder_code(holder: &Holder) -> String {
    match holder {
        Holder::Unit(unit) => unit.to_string(),
        Holder::Citizen => "(citizen)".to_owned(),
        Holder::Law => "(law)".to_owned(),
    }
}

fn act_code(act: domain::workflow::Act) -> String {
    use domain::workflow::Words as _;
    act.words().en.clone()
}

const fn differs_code(differs: Differs) -> &'static str {
    match differs {
        Differs::Calendar => "calendar",
        Differs::Clocks => "clocks",
        Differs::Levels => "levels",
    }
}

/// Why a case could not be decided again, in Chinese; the English is the error's own.
pub(crate) fn unfit_zh(why: &Unfit) -> String {
    match why {
        Unfit::NotFiled => "记录不以登记开头".to_owned(),
        Unfit::NoVersion(version) => format!("没有流程 {} 第 {} 版", version.name, version.version),
        Unfit::NoState(state) => format!("改后的流程没有状态“{state}”"),
    }
}
