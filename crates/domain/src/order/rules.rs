//! What a county sets of its orders: levels and what each means.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::OrderKind;
use crate::clock::{Length, TimeUnit};
use crate::finding::{Finding, pointer};
use crate::id::LevelName;
use crate::text::Bilingual;

/// The levels of orders 督办单, the mildest first, and the recommendations 三项建议.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OrderRules {
    /// The levels.
    pub levels: IndexMap<LevelName, OrderLevel>,
    /// What they rest on, in words.
    pub source: String,
}

/// A level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderLevel {
    /// What it is called: 蓝色（提醒）.
    pub name: Bilingual,
    /// How long the unit has to answer, from when it is signed.
    pub length: Length,
    /// How many points it is to cost the unit; none where the county wants no points. Kept with the order as it was then, and
    /// found with it by unit and month.
    #[serde(default)]
    pub points: u16,
    /// What kind of document it is: an order, if nothing is said.
    #[serde(default)]
    pub kind: OrderKind,
    /// Whether its cases are listed 挂牌督办: marked and counted as such until the order is struck off. Kept with the order as it
    /// was then.
    #[serde(default)]
    pub listed: bool,
}

/// The most points of a level. More would outweigh everything else of a month.
const POINTS_MAX: u16 = 20;

/// All that is wrong with them. An answer within hours is for the telephone, and one after 60 days supervises nothing
/// (信访工作条例 art. 34: sixty days for a whole matter).
pub fn check(rules: &OrderRules) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !rules.levels.values().any(|level| level.kind.binds()) {
        findings.push(Finding::error(
            "no-order-level",
            "/levels",
            "督办单至少要有一级",
            "there is at least one level of orders",
        ));
    }
    for (name, level) in &rules.levels {
        let days = matches!(level.length.unit, TimeUnit::WorkDay | TimeUnit::CalendarDay);
        if !days || level.length.amount.get() > 60 {
            findings.push(Finding::error(
                "order-length",
                pointer(["levels", name.as_str(), "length"]),
                "答复期限用工作日或自然日，不超过 60 日",
                "an answer takes working days or calendar days, at most 60",
            ));
        }
        if level.points > 0 && !level.kind.binds() {
            findings.push(Finding::error(
                "recommendation-points",
                pointer(["levels", name.as_str(), "points"]),
                "建议书不扣分",
                "a recommendation costs no points",
            ));
        }
        if level.listed && !level.kind.binds() {
            findings.push(Finding::error(
                "recommendation-listed",
                pointer(["levels", name.as_str(), "listed"]),
                "建议书不挂牌",
                "a recommendation lists no case",
            ));
        }
        if level.points > POINTS_MAX {
            findings.push(Finding::error(
                "order-points",
                pointer(["levels", name.as_str(), "points"]),
                format!("一张督办单最多扣 {POINTS_MAX} 分"),
                format!("an order costs {POINTS_MAX} points at most"),
            ));
        }
    }
    findings
}
