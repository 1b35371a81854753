//! Appraisals on the wire.

use domain::appraisal::{FigureSummary, Place, Share, UnitSummary};
use domain::text::Language;
use engine::appraisal::{Counted, PeriodLine, ReadAppraisal, ReadFigure, ReadItem, ReadItems};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::names::{Named, Names, instant};

/// Periods.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PeriodsOut {
    /// The periods, the newest first.
    periods: Vec<PeriodOut>,
}

/// A period.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PeriodOut {
    /// Which: `2026-10`, `2026-Q4` or `2026`.
    period: String,
    /// The scheme by which it is appraised.
    scheme: String,
    /// When it was published.
    #[serde(skip_serializing_if = "Option::is_none")]
    published_at: Option<String>,
    /// Where the newest run stands: `waiting`, `running`, `done`, `nothing` or `failed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    run: Option<&'static str>,
    /// How many cases that run has read.
    #[serde(skip_serializing_if = "Option::is_none")]
    read: Option<i64>,
    /// How many it has to read.
    #[serde(skip_serializing_if = "Option::is_none")]
    all: Option<i64>,
}

impl PeriodsOut {
    pub(super) fn of(known: Vec<PeriodLine>, language: Language) -> Self {
        let period = |line: PeriodLine| PeriodOut {
            period: line.period.to_string(),
            scheme: line.scheme.get(language).to_owned(),
            published_at: line.published_at.map(instant),
            run: line.run.as_ref().map(|run| run.standing.as_str()),
            read: line.run.as_ref().map(|run| run.read),
            all: line.run.as_ref().map(|run| run.all),
        };
        Self { periods: known.into_iter().map(period).collect() }
    }
}

/// The appraisal of a period.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AppraisalOut {
    /// Which period.
    period: String,
    /// The scheme.
    scheme: Named,
    /// Its version.
    version: u32,
    /// The run that is shown; publishing names it.
    run: Uuid,
    /// The facts of every case are known up to here.
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<String>,
    /// When it was published; until then it is a trial.
    #[serde(skip_serializing_if = "Option::is_none")]
    published_at: Option<String>,
    /// Until when units may object.
    #[serde(skip_serializing_if = "Option::is_none")]
    objections_until: Option<String>,
    /// Units that are compared with each other.
    groups: Vec<GroupOut>,
    /// What was corrected since.
    errata: Vec<ErratumOut>,
}

/// A group of units.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GroupOut {
    /// Which.
    group: Named,
    /// Its units: those with a place, best first, then those apart.
    units: Vec<AppraisedUnitOut>,
}

/// The figures of a unit.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AppraisedUnitOut {
    /// Which.
    unit: Named,
    /// How many cases stand in its denominators.
    cases: u32,
    /// Its points of a hundred, with two decimals.
    #[serde(skip_serializing_if = "Option::is_none")]
    points: Option<String>,
    /// Its rank; absent where units are shown by grade only, and before publication for its own head.
    #[serde(skip_serializing_if = "Option::is_none")]
    rank: Option<u32>,
    /// Its grade.
    #[serde(skip_serializing_if = "Option::is_none")]
    grade: Option<String>,
    /// Why it has no place: `too_few` cases, or no figure that could be `unweighed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    apart: Option<&'static str>,
    /// Its figures.
    figures: Vec<LineOut>,
}

/// A figure.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LineOut {
    /// Which indicator.
    indicator: Named,
    /// Its formula in words.
    formula: String,
    /// How many stand in the numerator.
    good: usize,
    /// How many stand in the denominator.
    counted: usize,
    /// How many left the rate.
    left_out: usize,
    /// The share in percent with two decimals; absent where there is nothing to count.
    #[serde(skip_serializing_if = "Option::is_none")]
    percent: Option<String>,
    /// How many citizens answered of those who were asked, where the figure rests on what they say.
    #[serde(skip_serializing_if = "Option::is_none")]
    heard: Option<HeardOut>,
    /// What it gives or takes.
    #[serde(skip_serializing_if = "Option::is_none")]
    points: Option<String>,
}

/// How many answered.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HeardOut {
    /// So many.
    answered: u32,
    /// Of so many.
    asked: u32,
}

/// An erratum.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ErratumOut {
    /// Its number.
    number: i32,
    /// When.
    at: String,
    /// The document that gives the reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<String>,
    /// The units that are different, with their points before and after.
    units: Vec<CorrectedOut>,
}

/// A unit that is different.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CorrectedOut {
    /// Which.
    unit: Named,
    /// Its points as they were.
    #[serde(skip_serializing_if = "Option::is_none")]
    was: Option<String>,
    /// Its points as they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    is: Option<String>,
}

impl AppraisalOut {
    pub(super) fn of(read: &ReadAppraisal, names: Names<'_>) -> Self {
        let (scheme, summary) = (&read.sheet.scheme, &read.sheet.summary);
        let group = |group: &domain::appraisal::GroupSummary| GroupOut {
            group: names.named(
                group.group.as_str(),
                scheme.groups.get(&group.group).map(|group| &group.name),
            ),
            units: group.units.iter().map(|unit| AppraisedUnitOut::of(unit, read, names)).collect(),
        };
        let erratum = |erratum: &engine::appraisal::ReadErratum| ErratumOut {
            number: erratum.number,
            at: instant(erratum.at),
            document: erratum.document.as_ref().map(ToString::to_string),
            units: erratum
                .units
                .iter()
                .map(|unit| CorrectedOut {
                    unit: names.unit(&unit.is.unit),
                    was: unit.was.points.map(|points| points.to_string()),
                    is: unit.is.points.map(|points| points.to_string()),
                })
                .collect(),
        };
        Self {
            period: summary.period.to_string(),
            scheme: names.named(scheme.scheme.as_str(), Some(&scheme.name)),
            version: summary.version,
            run: read.run,
            as_of: summary.as_of.map(instant),
            published_at: read.published.as_ref().map(|published| instant(published.at)),
            objections_until: read
                .published
                .as_ref()
                .and_then(|published| published.objections_until)
                .map(|until| names.deadline(until)),
            groups: summary.groups.iter().map(group).collect(),
            errata: read.errata.iter().map(erratum).collect(),
        }
    }
}

impl AppraisedUnitOut {
    pub(super) fn of(unit: &UnitSummary, read: &ReadAppraisal, names: Names<'_>) -> Self {
        let (rank, grade, apart) = match &unit.place {
            Place::Among { rank, grade } => (*rank, Some(grade.clone()), None),
            Place::TooFew => (None, None, Some("too_few")),
            Place::Unweighed => (None, None, Some("unweighed")),
        };
        let line = |figure: &FigureSummary| {
            let words = read.sheet.scheme.indicators.get(&figure.indicator);
            let formula = words.map(|words| words.formula.get(names.language).to_owned());
            let indicator = names.named(figure.indicator.as_str(), words.map(|words| &words.name));
            line(indicator, formula.unwrap_or_default(), figure)
        };
        Self {
            unit: names.unit(&unit.unit),
            cases: unit.cases,
            points: unit.points.map(|points| points.to_string()),
            rank,
            grade,
            apart,
            figures: unit.figures.iter().map(line).collect(),
        }
    }
}

fn line(indicator: Named, formula: String, figure: &FigureSummary) -> LineOut {
    LineOut {
        indicator,
        formula,
        good: figure.good,
        counted: figure.counted,
        left_out: figure.out(),
        percent: figure.share().map(percent),
        heard: figure.heard.map(|heard| HeardOut { answered: heard.part, asked: heard.of }),
        points: figure.points.map(|points| points.to_string()),
    }
}

/// A share in percent with two decimals, rounded half up.
pub(crate) fn percent(share: Share) -> String {
    let hundredths = share.per_ten_thousand();
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// A figure with a page of its items.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FigureOut {
    #[serde(flatten)]
    pub(super) line: LineOut,
    #[serde(flatten)]
    pub(super) items: ItemsOut,
}

/// The figure itself.
pub(super) fn lines(read: &ReadFigure, language: Language) -> LineOut {
    let figure = &read.figure;
    let indicator = Named {
        id: figure.indicator.to_string(),
        name: read.indicator.name.get(language).to_owned(),
    };
    LineOut {
        indicator,
        formula: read.indicator.formula.get(language).to_owned(),
        good: figure.good.len(),
        counted: figure.counted.len(),
        left_out: figure.left_out.len(),
        percent: figure.share().map(percent),
        heard: figure.heard.map(|heard| HeardOut { answered: heard.part, asked: heard.of }),
        points: figure.points.map(|points| points.to_string()),
    }
}

/// Items.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ItemsOut {
    /// Those of the page that the caller sees.
    items: Vec<ItemOut>,
    /// How many of the page the caller does not see; they count all the same.
    unseen: usize,
    /// How many there are on all pages.
    total: usize,
}

/// An item.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ItemOut {
    /// Its case.
    case: Uuid,
    /// Its number among those of its case.
    item: u32,
    /// The number of the case.
    number: String,
    /// Whether it stands in the numerator.
    good: bool,
    /// By which of the indicator's reasons it left, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<usize>,
    /// The document of the decision that the reason asks for.
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<String>,
}

impl From<ReadItems> for ItemsOut {
    fn from(read: ReadItems) -> Self {
        let ReadItems { items, unseen, total } = read;
        let item = |ReadItem { item, number, counted, .. }: ReadItem| {
            let (reason, document) = match &counted {
                Counted::Out { reason, document } => {
                    (Some(*reason), document.as_ref().map(ToString::to_string))
                }
                Counted::Good | Counted::Rest => (None, None),
            };
            let good = counted == Counted::Good;
            ItemOut { case: item.case.0, item: item.number, number, good, reason, document }
        };
        Self { items: items.into_iter().map(item).collect(), unseen, total }
    }
}
