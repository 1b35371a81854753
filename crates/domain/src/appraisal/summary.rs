//! What is shown of an appraisal: every number, without the items behind them, so that a table of a year is quickly read.

use serde::{Deserialize, Serialize};

use super::compute::{Appraisal, Figure, GroupAppraisal, Place, UnitAppraisal};
use super::period::Period;
use super::points::{Points, Share};
use crate::id::{GroupName, IndicatorName, SchemeName, Timestamp, UnitId};

/// An appraisal without its items.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Which scheme.
    pub scheme: SchemeName,
    /// Which version of it.
    pub version: u32,
    /// Which period.
    pub period: Period,
    /// The facts of every case are known up to here at least; none without facts.
    pub as_of: Option<Timestamp>,
    /// The groups, in the order of the scheme.
    pub groups: Vec<GroupSummary>,
}

/// Units that are compared with each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupSummary {
    /// Which group.
    pub group: GroupName,
    /// Its units: those with a place, best first, then those apart by their ids.
    pub units: Vec<UnitSummary>,
}

/// One unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitSummary {
    /// Which unit.
    pub unit: UnitId,
    /// How many cases stand in its denominators.
    pub cases: u32,
    /// Its figures, in the order of the scheme.
    pub figures: Vec<FigureSummary>,
    /// Its points of a hundred; none where nothing could be weighed.
    pub points: Option<Points>,
    /// Its place.
    pub place: Place,
}

/// One figure of one unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FigureSummary {
    /// Which indicator.
    pub indicator: IndicatorName,
    /// How many stand in the numerator.
    pub good: usize,
    /// How many stand in the denominator.
    pub counted: usize,
    /// How many left the rate, by the indicator's reasons; shorter where the later ones took nothing.
    pub left_out: Vec<usize>,
    /// How many were asked and how many answered, where the figure rests on what citizens say.
    pub heard: Option<Share>,
    /// What it gives or takes; none where it weighs nothing.
    pub points: Option<Points>,
}

impl Summary {
    /// A unit, if it is appraised.
    pub fn unit(&self, unit: &UnitId) -> Option<&UnitSummary> {
        self.units().find(|known| known.unit == *unit)
    }

    /// All units, group by group.
    pub fn units(&self) -> impl Iterator<Item = &UnitSummary> {
        self.groups.iter().flat_map(|group| &group.units)
    }
}

impl UnitSummary {
    /// A figure by its indicator.
    pub fn figure(&self, indicator: &IndicatorName) -> Option<&FigureSummary> {
        self.figures.iter().find(|figure| figure.indicator == *indicator)
    }
}

impl FigureSummary {
    /// Its share; none where there is nothing to count.
    pub fn share(&self) -> Option<Share> {
        Share::new(self.good, self.counted)
    }

    /// How many left the rate, for whichever reason.
    pub fn out(&self) -> usize {
        self.left_out.iter().sum()
    }
}

impl Appraisal {
    /// The same without its items.
    pub fn summary(&self) -> Summary {
        Summary {
            scheme: self.scheme.clone(),
            version: self.version,
            period: self.period,
            as_of: self.as_of,
            groups: self.groups.iter().map(of_group).collect(),
        }
    }
}

fn of_group(group: &GroupAppraisal) -> GroupSummary {
    GroupSummary {
        group: group.group.clone(),
        units: group.units.iter().map(UnitAppraisal::summary).collect(),
    }
}

impl UnitAppraisal {
    /// The same without its items.
    pub fn summary(&self) -> UnitSummary {
        UnitSummary {
            unit: self.unit.clone(),
            cases: self.cases,
            figures: self.figures.iter().map(of_figure).collect(),
            points: self.points,
            place: self.place.clone(),
        }
    }
}

fn of_figure(figure: &Figure) -> FigureSummary {
    let mut left_out = Vec::new();
    for left in &figure.left_out {
        if left_out.len() <= left.reason {
            left_out.resize(left.reason + 1, 0);
        }
        left_out.get_mut(left.reason).into_iter().for_each(|count| *count += 1);
    }
    FigureSummary {
        indicator: figure.indicator.clone(),
        good: figure.good.len(),
        counted: figure.counted.len(),
        left_out,
        heard: figure.heard,
        points: figure.points,
    }
}
