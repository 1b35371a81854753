//! A scheme of appraisal as its file says, `workflows/appraisal/<name>.yaml`: which units are compared with each other, by
//! which indicators, and what leaves a rate for which reason. There is no expression language: what is counted is put
//! together from named predicates that are written in Rust. Nothing here is checked yet; see `check`.

use chrono::NaiveDate;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::named::named;
use super::period::PeriodLength;
use super::points::Points;
use crate::actor::Role;
use crate::clock::Length;
use crate::directory::UnitKind;
use crate::id::{
    FieldName, GroupName, IndicatorName, LimitName, PlaceCode, SchemeName, SourceName, UnitId,
    WorkflowName,
};
use crate::text::Bilingual;
use crate::workflow::Source;

/// A scheme, as its file says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Scheme {
    /// Its name, that of its file.
    pub scheme: SchemeName,
    /// Its version; a published one never changes.
    pub version: u32,
    /// Name for people.
    pub name: Bilingual,
    /// The division it is made for.
    pub jurisdiction: PlaceCode,
    /// First day of the first period that it may appraise.
    pub effective_from: Option<NaiveDate>,
    /// How long its periods are.
    pub period: Option<PeriodLength>,
    /// A unit with fewer cases in a period is listed apart, without rank and grade.
    pub least_cases: u32,
    /// Whether units of a group are shown in order of their points or by grade only.
    pub standing: Standing,
    /// The grades, best first; the last begins at 0.
    pub grades: Vec<Grade>,
    /// How long after publication a unit may object.
    pub objections: Option<Length>,
    /// Who decides what takes an item out of a rate, by the kind of decision.
    pub deciders: IndexMap<String, Vec<Role>>,
    /// What `least_cases`, grades and the term for objections rest on.
    pub source: SourceName,
    /// What the rules rest on.
    pub sources: IndexMap<SourceName, Source>,
    /// Units that are compared with each other.
    pub groups: IndexMap<GroupName, Group>,
    /// What is counted.
    pub indicators: IndexMap<IndicatorName, Indicator>,
}

/// How a unit's place in its group is shown. Never that of a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// By grade only: the quieter choice, and so the default.
    #[default]
    Grade,
    /// In order of points, with the grade.
    Rank,
}

/// A grade, from so many points on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Grade {
    /// Its letter.
    pub grade: String,
    /// The fewest points.
    pub from: Points,
}

/// Units that are compared with each other: those of these kinds, and those named.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Group {
    /// Name for people.
    pub name: Bilingual,
    /// Kinds of units.
    pub kinds: Vec<UnitKind>,
    /// Units by name.
    pub units: Vec<UnitId>,
    /// Units that are not in it although their kind is.
    pub without: Vec<UnitId>,
}

named! {
    /// What an indicator counts, each once and at one instant, so that it falls into exactly one period.
    Grain {
        /// A unit that was called, when its call ended.
        Call = "call",
        /// A run of one of the indicator's limits, when it was decided: kept, or past its deadline.
        Clock = "clock",
        /// A result that was filed, when it was settled.
        Result = "result",
        /// An end of a case.
        Closing = "closing",
        /// A supervision order, when it was answered, or past its due instant.
        Order = "order",
        /// A supervision order as a document, when its answer had to be there; each counts as often as it costs points.
        OrderPoints = "order_points",
        /// A sample that a supervisor looked at.
        SpotCheck = "spot_check",
        /// A suspicion that a person confirmed 疑点属实, where its last fact lies.
        Suspicion = "suspicion",
    }
}

named! {
    /// Which side of a call is appraised. Both must be, by different indicators (北京市接诉即办工作条例 art. 33).
    Side {
        /// The unit that was called.
        Called = "called",
        /// The unit that called it.
        Calling = "calling",
    }
}

named! {
    /// What a figure does to the points.
    Scoring {
        /// The more the better: the weight times the share.
        Higher = "higher",
        /// The fewer the better: the weight times the rest of the share.
        Lower = "lower",
        /// So many points off for each, up to a cap; it has no weight.
        Deduct = "deduct",
    }
}

/// What is counted. A base says which items are looked at; what leaves it leaves for a reason that is shown; what is left is
/// the denominator, and those of it that are good are the numerator.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Indicator {
    /// Name for people.
    pub name: Bilingual,
    /// The formula in words, shown with the figure.
    pub formula: Bilingual,
    /// What it counts.
    pub grain: String,
    /// Which side of a call; the called one if absent.
    pub side: Option<String>,
    /// For clocks: which limits.
    pub limits: Vec<LimitName>,
    /// Only cases of these workflows; of all if empty.
    pub workflows: Vec<WorkflowName>,
    /// What must hold of an item to be looked at; all of it.
    pub base: Vec<Term>,
    /// What makes it good; all of it.
    pub good: Vec<Term>,
    /// What leaves the rate, and why; the first that fits.
    pub leave_out: Vec<LeaveOut>,
    /// What it does to the points.
    pub scoring: String,
    /// Its weight; all weights of a scheme sum to 100. With 0 it is shown and counts for nothing.
    pub weight: u32,
    /// For deductions: points off for each.
    pub each: Option<Points>,
    /// For deductions: the most that is taken off.
    pub at_most: Option<Points>,
    /// With fewer items in the denominator the share is shown, and its weight is left out of the points; 1 if absent.
    pub least: Option<u32>,
    /// What it rests on.
    pub source: SourceName,
}

/// A named predicate with what it needs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Term {
    /// Its name.
    pub is: String,
    /// Any one of these, for predicates that ask which.
    pub any: Vec<String>,
    /// For predicates about ratings: the fields of forms in which the judgment stands, one for each workflow that calls it
    /// otherwise.
    pub fields: Vec<FieldName>,
}

/// What leaves a rate: items of which all this holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LeaveOut {
    /// What must hold.
    pub all: Vec<Term>,
    /// Why, for people.
    pub why: Bilingual,
    /// What that rests on.
    pub source: SourceName,
}
