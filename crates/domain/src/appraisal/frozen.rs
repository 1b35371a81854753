//! Publication freezes an appraisal. What turns out to be wrong afterwards becomes an erratum that stands beside it; nothing
//! that was published is ever overwritten.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::checked::CheckedScheme;
use super::compute::{Appraisal, UnitAppraisal};
use super::items::ItemRef;
use super::period::PeriodLength;
use super::summary::Summary;
use crate::calendar::Calendar;
use crate::case::TextRef;
use crate::clock::{DayEnd, Rule, compute};
use crate::id::{DocumentNumber, IndicatorName, PersonId, Timestamp, UnitId};

/// A published appraisal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// What was published.
    pub appraisal: Appraisal,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: PersonId,
    /// The first instant at which no unit may object any more; none where the scheme has no term.
    pub objections_until: Option<Timestamp>,
}

/// Why an appraisal cannot be published or corrected, or an objection not be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FrozenError {
    /// The scheme was not in force when the period began.
    #[error("the scheme is in force from {0} on")]
    NotInForce(NaiveDate),
    /// The period is longer or shorter than the scheme's.
    #[error("the scheme appraises by {}", .0.as_str())]
    OtherLength(PeriodLength),
    /// The period goes on.
    #[error("the period is not over: it ends at {0}")]
    PeriodGoesOn(Timestamp),
    /// Facts were read before the period was over.
    #[error("the facts do not reach the end of the period, {0}")]
    FactsTooOld(Timestamp),
    /// Another scheme, version or period.
    #[error("it is of another scheme, another version or another period than what was published")]
    OfAnother,
    /// Nothing differs.
    #[error("nothing differs from what was published")]
    NothingDiffers,
    /// The unit or the item does not stand in what was published.
    #[error("what is objected to does not stand in what was published")]
    NotInIt,
    /// Too late.
    #[error("the term for objections ended at {0}")]
    TermOver(Timestamp),
}

/// Publishes a trial run.
///
/// # Errors
///
/// The period is not one of the scheme's or not over, or facts were read before it was.
pub fn publish(
    appraisal: Appraisal,
    scheme: &CheckedScheme,
    calendar: &Calendar,
    by: PersonId,
    at: Timestamp,
) -> Result<Published, FrozenError> {
    let until = published_at(&appraisal.summary(), scheme, calendar, at)?;
    Ok(Published { appraisal, at, by, objections_until: until })
}

/// Whether a trial run may be published at an instant, and until when units may object then; none where the scheme has no
/// term.
///
/// # Errors
///
/// The period is not one of the scheme's or not over, or facts were read before it was.
pub fn published_at(
    run: &Summary,
    scheme: &CheckedScheme,
    calendar: &Calendar,
    at: Timestamp,
) -> Result<Option<Timestamp>, FrozenError> {
    let period = run.period;
    let from = scheme.scheme.effective_from.filter(|from| period.first_day() < *from);
    if let Some(from) = from {
        return Err(FrozenError::NotInForce(from));
    }
    if let Some(length) = scheme.scheme.period.filter(|length| *length != period.length()) {
        return Err(FrozenError::OtherLength(length));
    }
    let (_, end) = period.span(calendar);
    if at < end {
        return Err(FrozenError::PeriodGoesOn(end));
    }
    if run.as_of.is_some_and(|known| known < end) {
        return Err(FrozenError::FactsTooOld(end));
    }
    Ok(scheme.scheme.objections.map(|length| {
        let rule = Rule { length, rolls: true, day_end: DayEnd::Midnight };
        compute(calendar, &rule, at, &[], &[]).deadline
    }))
}

/// A correction of what was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erratum {
    /// Its number, from 1.
    pub number: u32,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: PersonId,
    /// The document that gives the reason.
    pub document: DocumentNumber,
    /// Every unit whose figures, points or place are different now.
    pub units: Vec<Corrected>,
}

/// What was published of a unit, or last corrected, and what holds now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Corrected {
    /// As it was.
    pub was: UnitAppraisal,
    /// As it is.
    pub is: UnitAppraisal,
}

/// Who corrects, when, and by which document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: PersonId,
    /// The document that gives the reason.
    pub document: DocumentNumber,
}

impl Published {
    /// What holds after these errata, in their order. What was published stays as it is.
    pub fn corrected(&self, errata: &[Erratum]) -> Appraisal {
        let mut now = self.appraisal.clone();
        for corrected in errata.iter().flat_map(|erratum| &erratum.units) {
            let mut units = now.groups.iter_mut().flat_map(|group| &mut group.units);
            if let Some(unit) = units.find(|unit| unit.unit == corrected.is.unit) {
                unit.clone_from(&corrected.is);
            }
        }
        now
    }

    /// The erratum that leads from what holds after the errata so far to a new run over the same period.
    ///
    /// # Errors
    ///
    /// The run is of another scheme, version or period, or nothing differs.
    pub fn erratum(
        &self,
        errata: &[Erratum],
        run: &Appraisal,
        correction: Correction,
    ) -> Result<Erratum, FrozenError> {
        let now = self.corrected(errata);
        if (&now.scheme, now.version, now.period) != (&run.scheme, run.version, run.period) {
            return Err(FrozenError::OfAnother);
        }
        let fresh = || run.groups.iter().flat_map(|group| &group.units);
        let units = now.groups.iter().flat_map(|group| &group.units).filter_map(|was| {
            let is = fresh().find(|is| is.unit == was.unit && *is != was)?;
            Some(Corrected { was: was.clone(), is: is.clone() })
        });
        let units: Vec<_> = units.collect();
        if units.is_empty() {
            return Err(FrozenError::NothingDiffers);
        }
        let number = errata.iter().map(|erratum| erratum.number).max().unwrap_or(0) + 1;
        let Correction { at, by, document } = correction;
        Ok(Erratum { number, at, by, document, units })
    }

    /// Whether an objection may be taken: the unit's own figure, an item that stands in it, in time.
    ///
    /// # Errors
    ///
    /// It may not.
    pub fn admits(&self, objection: &Objection) -> Result<(), FrozenError> {
        taken_in_time(objection.at, self.objections_until)?;
        let units = self.appraisal.groups.iter().flat_map(|group| &group.units);
        let own = units.filter(|unit| unit.unit == objection.unit);
        let mut figures = own.flat_map(|unit| &unit.figures);
        let figure = figures.find(|figure| figure.indicator == objection.indicator);
        let stands =
            figure.is_some_and(|figure| objection.item.is_none_or(|item| figure.holds(item)));
        if stands { Ok(()) } else { Err(FrozenError::NotInIt) }
    }
}

/// Whether an objection is in time.
///
/// # Errors
///
/// It is too late.
pub fn taken_in_time(at: Timestamp, until: Option<Timestamp>) -> Result<(), FrozenError> {
    until.filter(|end| at >= *end).map_or(Ok(()), |end| Err(FrozenError::TermOver(end)))
}

/// A unit disputes a figure of its own 申诉. If it is right, a decision is recorded and an erratum follows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objection {
    /// The unit.
    pub unit: UnitId,
    /// Who speaks for it.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// Which figure.
    pub indicator: IndicatorName,
    /// Which item in it; the figure as a whole if absent.
    pub item: Option<ItemRef>,
    /// Why, in its own words.
    pub reason: TextRef,
}
