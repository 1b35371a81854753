//! Disputes about whose time it was 时间异议: which stretches a unit may dispute, who decides, and how the time of a case is charged
//! after what was decided.

use crate::actor::{Role, Staff};
use crate::case::Case;
use crate::clock::{Holder, Tenure};
use crate::directory::Directory;
use crate::id::{PersonId, Timestamp, UnitId};

/// A stretch of time that was decided to be somebody else's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recharge {
    /// Its first instant.
    pub from: Timestamp,
    /// The first instant after it.
    pub until: Timestamp,
    /// Whose it is.
    pub charged: Holder,
}

/// The tenures as what was decided charges them: the same stretches, some with another holder. Sums, ledgers and who answers
/// for a clock follow from them as from the others. Only what is over is disputed; a stretch that goes on in a log that was read
/// up to an earlier instant is the same stretch.
pub fn recharged(tenures: &[Tenure], decided: &[Recharge]) -> Vec<Tenure> {
    let charge = |tenure: &Tenure| {
        let of = |it: &&Recharge| {
            it.from == tenure.from && tenure.until.is_none_or(|until| until == it.until)
        };
        let holder = decided.iter().find(of).map_or(&tenure.holder, |decided| &decided.charged);
        Tenure { holder: holder.clone(), ..tenure.clone() }
    };
    tenures.iter().map(charge).collect()
}

/// The unit whose stretch of time this head may dispute: their own or one below, once it is over. The center's own is not
/// disputed: nobody there could decide it.
pub fn disputable(
    staff: &Staff,
    directory: &Directory,
    case: &Case,
    tenure: &Tenure,
) -> Option<UnitId> {
    let Holder::Unit(unit) = &tenure.holder else { return None };
    let is_head = staff.roles.contains(&Role::UnitHead) && directory.is_within(unit, &staff.unit);
    let is_over = tenure.until.is_some_and(|until| until > tenure.from);
    (is_head && is_over && *unit != case.center).then(|| unit.clone())
}

/// Whether somebody may decide a dispute: who directs or supervises the center of the case, and neither raised it nor belongs
/// to the unit whose time it was.
pub fn may_decide(staff: &Staff, center: &UnitId, (unit, raised_by): (&UnitId, &PersonId)) -> bool {
    let judges = [Role::Director, Role::Supervisor].iter().any(|role| staff.roles.contains(role));
    let is_concerned = staff.person == *raised_by || staff.unit == *unit;
    judges && staff.unit == *center && !is_concerned
}

/// Parts in whole minutes that sum to the minutes of their whole: what is left over of each goes to those that lost most, the
/// first of equals first. Parts may be below zero.
pub fn in_minutes(micros: &[i128]) -> Vec<i64> {
    const MINUTE: i128 = 60_000_000;
    let whole = micros.iter().sum::<i128>().div_euclid(MINUTE);
    let mut minutes: Vec<i128> = micros.iter().map(|part| part.div_euclid(MINUTE)).collect();
    let left = usize::try_from(whole - minutes.iter().sum::<i128>()).unwrap_or_default();
    let mut order: Vec<usize> = (0..micros.len()).collect();
    order.sort_by_key(|place| {
        std::cmp::Reverse(micros.get(*place).map(|part| part.rem_euclid(MINUTE)))
    });
    for place in order.into_iter().take(left) {
        minutes.get_mut(place).into_iter().for_each(|part| *part += 1);
    }
    minutes.into_iter().map(|part| i64::try_from(part).unwrap_or(i64::MAX)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_sum_to_the_minutes_of_the_whole() {
        let mut seed = 7_u64;
        for length in 0..40 {
            let part = |_| {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                i128::from(seed >> 20) - i128::from(u64::MAX >> 22)
            };
            let parts: Vec<i128> = (0..length).map(part).collect();
            let minutes = in_minutes(&parts);
            let sum: i64 = minutes.iter().sum();
            assert_eq!(i128::from(sum), parts.iter().sum::<i128>().div_euclid(60_000_000));
            for (part, shown) in parts.iter().zip(&minutes) {
                let off = i128::from(*shown) - part.div_euclid(60_000_000);
                assert!((0..=1).contains(&off), "{part} is shown as {shown}");
            }
        }
        assert_eq!(in_minutes(&[30_000_000, 30_000_000, 60_000_000]), [1, 0, 1]);
    }
}
