//! One appraisal beside another: against the period before 环比, and against the same period a year before 同比.

use serde::{Deserialize, Serialize};

use super::points::{Points, Share};
use super::summary::{Summary, UnitSummary};
use crate::id::{IndicatorName, UnitId};

/// What is different for a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitChange {
    /// The unit.
    pub unit: UnitId,
    /// Its points then; none where there were none.
    pub points_before: Option<Points>,
    /// How many more it has now; none where either is missing.
    pub points_more: Option<Points>,
    /// Its figures then, in the order of now; indicators that did not exist have none.
    pub shares_before: Vec<(IndicatorName, Option<Share>)>,
}

/// Every unit of `now` beside itself in `before`, in the order of `now`. A unit that was not appraised then has nothing
/// before; figures of another version of the scheme are given where the indicator has the same name.
pub fn compare(now: &Summary, before: &Summary) -> Vec<UnitChange> {
    now.units().map(|unit| change(unit, before.unit(&unit.unit))).collect()
}

fn change(now: &UnitSummary, before: Option<&UnitSummary>) -> UnitChange {
    let points_before = before.and_then(|unit| unit.points);
    let share = |indicator: &IndicatorName| before?.figure(indicator)?.share();
    let shares = now.figures.iter().map(|it| (it.indicator.clone(), share(&it.indicator)));
    UnitChange {
        unit: now.unit.clone(),
        points_before,
        points_more: now.points.zip(points_before).map(|(now, then)| now - then),
        shares_before: shares.collect(),
    }
}
