//! The graph of hand-overs: edges, journeys, days without a unit, and the budget.

use domain::id::UnitId;
use domain::suspicion::{Handover, TransferBudget, Transfers, Why};

use crate::small::{at, case};

fn handover(number: u128, seq: u64, day: i64, to: &str, why: Why) -> Handover {
    let to = (!to.is_empty()).then(|| UnitId::from(to));
    Handover { case: case(number), seq, at: at(day, 0), to, why }
}

fn way() -> Vec<Handover> {
    vec![
        handover(1, 1, 0, "a", Why::Assigned),
        handover(1, 2, 1, "", Why::Returned),
        handover(1, 3, 5, "b", Why::Assigned),
        handover(1, 4, 6, "c", Why::Transferred),
        handover(1, 5, 7, "", Why::Taken),
        handover(1, 6, 8, "d", Why::Assigned),
        handover(1, 7, 9, "e", Why::Escalated),
        handover(1, 8, 20, "", Why::Ended),
    ]
}

#[test]
fn a_way_has_its_hops_and_its_days_without_a_unit() {
    let transfers = Transfers::of(&way());
    let journey = &transfers.journeys[&case(1)];
    let hops: Vec<_> = journey.hops.iter().map(|hop| format!("{}{}", hop.from, hop.to)).collect();
    assert_eq!(hops, ["ab", "bc"], "what was taken or raised is no hop");
    assert_eq!(journey.returns, [(at(1, 0), "a".into())]);
    assert_eq!(journey.ownerless_days(at(30, 0)), 5, "four days, and one; none after the end");
    assert_eq!(transfers.edges[&UnitId::from("a")][&UnitId::from("b")].count, 1);
    let units: Vec<_> = journey.units.iter().map(UnitId::as_str).collect();
    assert_eq!(units, ["a", "b", "c", "d", "e"]);
}

#[test]
fn what_lasts_is_counted_until_now() {
    let transfers = Transfers::of(&way()[..2]);
    let journey = &transfers.journeys[&case(1)];
    assert_eq!(journey.ownerless_days(at(4, 0)), 3);
    assert_eq!(journey.ownerless[0].until, None);
}

#[test]
fn the_order_of_what_comes_in_does_not_matter() {
    let mut backwards = way();
    backwards.reverse();
    assert_eq!(Transfers::of(&backwards), Transfers::of(&way()));
}

#[test]
fn who_gives_away_more_than_the_budget_is_named_and_small_numbers_are_not() {
    let mut handovers = Vec::new();
    for number in 0..10 {
        handovers.push(handover(number, 1, 0, "a", Why::Assigned));
        if number < 3 {
            handovers.push(handover(number, 2, 1, "b", Why::Transferred));
        }
    }
    handovers.push(handover(2, 3, 2, "", Why::Returned));
    let budget = TransferBudget::default();
    let over = Transfers::of(&handovers).over(&budget);
    assert_eq!(over.len(), 1, "{over:?}");
    assert_eq!((over[0].unit.as_str(), over[0].given_away, over[0].received), ("a", 3, 10));
    let larger = TransferBudget { percent: 30, ..budget };
    assert_eq!(Transfers::of(&handovers).over(&larger), [], "30 of 100 are not more than 30");
}
