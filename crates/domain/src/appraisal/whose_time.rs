//! Whose time it was: sums by holder over one case and over many, exact; and who answers for a clock, so that whoever got
//! a case with one day left is not blamed for the other nineteen.

use std::collections::{BTreeMap, BTreeSet};
use std::iter::Sum;
use std::ops::AddAssign;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;
use crate::clock::{Clock, Holder, Length, Tenure, charged, ledger};
use crate::id::{Timestamp, UnitId};

/// The life of one case or of many, by whose time it was. The parts sum to the whole to the microsecond.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhoseTime {
    /// The time of each unit, the center among them; microseconds when serialized.
    #[serde(with = "by_unit")]
    pub units: BTreeMap<UnitId, TimeDelta>,
    /// The citizen's: an answer or a choice was awaited.
    #[serde(with = "microseconds")]
    pub citizen: TimeDelta,
    /// The law's: an appraisal, a hearing, a judgment elsewhere.
    #[serde(with = "microseconds")]
    pub law: TimeDelta,
}

impl WhoseTime {
    /// The time of one case, up to an instant.
    pub fn of(tenures: &[Tenure], until: Timestamp) -> Self {
        let mut sums = Self::default();
        for (holder, time) in crate::clock::time_by_holder(tenures, until) {
            sums.charge(holder, time);
        }
        sums
    }

    /// The whole: the life of the cases.
    pub fn total(&self) -> TimeDelta {
        self.units.values().sum::<TimeDelta>() + self.citizen + self.law
    }

    fn charge(&mut self, holder: Holder, time: TimeDelta) {
        match holder {
            Holder::Unit(unit) => *self.units.entry(unit).or_default() += time,
            Holder::Citizen => self.citizen += time,
            Holder::Law => self.law += time,
        }
    }
}

impl AddAssign for WhoseTime {
    fn add_assign(&mut self, other: Self) {
        self.citizen += other.citizen;
        self.law += other.law;
        for (unit, time) in other.units {
            *self.units.entry(unit).or_default() += time;
        }
    }
}

impl Sum for WhoseTime {
    fn sum<I: Iterator<Item = Self>>(cases: I) -> Self {
        cases.fold(Self::default(), |mut sums, case| {
            sums += case;
            sums
        })
    }
}

/// What a holder used of a clock, in the clock's own measure: days for a limit of days, office time for one of work hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Used {
    /// Who.
    pub holder: Holder,
    /// What counted towards the deadline; microseconds when serialized.
    #[serde(with = "microseconds")]
    pub in_time: TimeDelta,
    /// What would have counted besides if the limit had no end: after it was used up.
    #[serde(with = "microseconds")]
    pub beyond: TimeDelta,
}

impl Used {
    /// Both together.
    pub fn total(&self) -> TimeDelta {
        self.in_time + self.beyond
    }
}

/// What each holder used of a clock up to its end, or to `until` if that is earlier. The sum of `in_time` over all holders
/// is the counted time of the ledger.
pub fn used(calendar: &Calendar, clock: &Clock, tenures: &[Tenure], until: Timestamp) -> Vec<Used> {
    let in_time = charged(&ledger(calendar, clock, tenures, until));
    let endless = charged(&ledger(calendar, &without_end(clock, until), tenures, until));
    let parts = endless.into_iter().map(|(holder, all)| {
        let in_time = in_time.get(&holder).map_or(TimeDelta::zero(), |charge| charge.counted);
        Used { beyond: (all.counted - in_time).max(TimeDelta::zero()), in_time, holder }
    });
    parts.filter(|part| part.total() > TimeDelta::zero()).collect()
}

/// The same clock as if its limit had no end, so that what comes after it is measured as what came before.
fn without_end(clock: &Clock, until: Timestamp) -> Clock {
    let more = Length { amount: std::num::NonZeroU16::MAX, unit: clock.rule.length.unit };
    let extensions = clock.extensions.iter().copied().chain([more]).collect();
    Clock { deadline: until.max(clock.deadline), extensions, ..clock.clone() }
}

/// The units that answer for a late clock: whoever used most of it, before its deadline and after; all of them where
/// several used the same. Nobody where the citizen or the law used more than every unit.
pub fn answerable(used: &[Used]) -> BTreeSet<UnitId> {
    let most = used.iter().map(Used::total).max().unwrap_or_default();
    let those = used.iter().filter(|part| part.total() == most && most > TimeDelta::zero());
    let units = those.filter_map(|part| match &part.holder {
        Holder::Unit(unit) => Some(unit.clone()),
        Holder::Citizen | Holder::Law => None,
    });
    units.collect()
}

mod microseconds {
    //! A stretch of time as whole microseconds, the grain of all instants.

    use chrono::TimeDelta;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(time: &TimeDelta, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_i64(time.num_microseconds().unwrap_or(i64::MAX))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<TimeDelta, D::Error> {
        i64::deserialize(from).map(TimeDelta::microseconds)
    }
}

mod by_unit {
    //! Stretches of time by unit, as whole microseconds.

    use std::collections::BTreeMap;

    use chrono::TimeDelta;
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::id::UnitId;

    pub(super) fn serialize<S: Serializer>(
        units: &BTreeMap<UnitId, TimeDelta>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        let whole = |time: &TimeDelta| time.num_microseconds().unwrap_or(i64::MAX);
        to.collect_map(units.iter().map(|(unit, time)| (unit, whole(time))))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<BTreeMap<UnitId, TimeDelta>, D::Error> {
        let units = BTreeMap::<UnitId, i64>::deserialize(from)?;
        Ok(units.into_iter().map(|(unit, time)| (unit, TimeDelta::microseconds(time))).collect())
    }
}
