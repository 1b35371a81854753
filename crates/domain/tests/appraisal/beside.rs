//! What stands on the page beside the cases: suspicions, orders, and time that was decided to be somebody else's.

use std::collections::BTreeMap;

use domain::appraisal::{CaseFacts, ConfirmedFacts, OrderPoints, Recharge};
use domain::case::TextRef;
use domain::clock::Holder;
use domain::id::{SuspicionKey, Timestamp};
use domain::order::{Answered, Standing as OrderStanding};
use domain::suspicion::{Conclusion, Fact, Indicator, Judgement, Suspicion, standing};
use uuid::Uuid;

use crate::county::{County, case};
use crate::table::rows;

/// The tables of the page, by the numbers of their cases.
#[derive(Debug, Default)]
pub(crate) struct Beside {
    confirmed: BTreeMap<u128, Vec<ConfirmedFacts>>,
    orders: BTreeMap<u128, Vec<OrderPoints>>,
    recharges: BTreeMap<u128, Vec<Recharge>>,
}

impl Beside {
    pub(crate) fn of(county: &County, page: &str, until: Timestamp) -> Self {
        let mut beside = Self::default();
        for row in rows(page, "Suspicions") {
            let [indicator, number, unit, last, said] = row.try_into().unwrap();
            let (number, at) = (number.parse().unwrap(), county.instant(last));
            let indicator =
                Indicator::ALL.into_iter().find(|known| known.as_str() == indicator).unwrap();
            if counts(indicator, number, at, said) {
                let units = [unit.into()].into();
                let of_case = beside.confirmed.entry(number).or_default();
                of_case.push(ConfirmedFacts { indicator, at, units });
            }
        }
        for row in rows(page, "Orders") {
            let [unit, number, points, signed, by, answered, stands] = row.try_into().unwrap();
            let stands =
                OrderStanding::ALL.into_iter().find(|known| known.as_str() == stands).unwrap();
            let due = county.instant(by);
            let answered_at = (!answered.is_empty()).then(|| county.instant(answered));
            beside.orders.entry(number.parse().unwrap()).or_default().push(OrderPoints {
                unit: unit.into(),
                points: points.parse().unwrap(),
                at: county.instant(signed),
                due,
                answered: Answered::of(stands, answered_at, due, until),
            });
        }
        for row in rows(page, "Time") {
            let [number, from, until, charged] = row.try_into().unwrap();
            beside.recharges.entry(number.parse().unwrap()).or_default().push(Recharge {
                from: county.instant(from),
                until: county.instant(until),
                charged: Holder::Unit(charged.into()),
            });
        }
        beside
    }

    /// The facts of a case with what stands beside it.
    pub(crate) fn facts(
        &self,
        county: &County,
        number: u128,
        (unit, steps): (&str, &str),
        until: Timestamp,
    ) -> CaseFacts {
        let decided = self.recharges.get(&number).cloned().unwrap_or_default();
        CaseFacts {
            confirmed: self.confirmed.get(&number).cloned().unwrap_or_default(),
            order_points: self.orders.get(&number).cloned().unwrap_or_default(),
            ..county.facts(number, (unit, steps), until, &decided)
        }
    }
}

/// Whether a suspicion counts by what was said of it.
fn counts(indicator: Indicator, number: u128, at: Timestamp, said: &str) -> bool {
    let facts = [Fact::NoContact { case: case(number), at }];
    let found = Suspicion {
        key: SuspicionKey::new(format!("{}/{number}", indicator.as_str())),
        indicator,
        units: [].into(),
        person: None,
        cases: [case(number)].into(),
        facts: facts.into(),
        among: None,
        found_at: at,
    };
    let conclusion = match said {
        "confirmed" => Some(Conclusion::Confirmed),
        "dismissed" => Some(Conclusion::Dismissed),
        _ => None,
    };
    let reason = TextRef { id: Uuid::nil(), characters: 4 };
    let by = || "center.supervisor".into();
    let judged = conclusion.and_then(|said| Judgement::new(&found, said, reason, by(), at));
    standing(&found, &judged).counts()
}
