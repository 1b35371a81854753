//! What is kept of a run to be shown: the scheme with its words, every number, and the hashes of the items behind them. Its own
//! hash stands in the audit, so that neither a number nor an item can be altered unseen.

use std::collections::{BTreeMap, BTreeSet};

use domain::appraisal::{
    Appraisal, Figure, FigureSummary, GroupAppraisal, Scheme, Summary, UnitAppraisal, UnitSummary,
};
use domain::id::{IndicatorName, UnitId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::StoreError;
use store::record::hex;

use crate::error::Error;

/// A run as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// The scheme as it was then, with all words for people.
    pub scheme: Scheme,
    /// Every number.
    pub summary: Summary,
    /// The hashes of the items of each figure that has any.
    pub items: BTreeMap<UnitId, BTreeMap<IndicatorName, String>>,
}

/// A unit before and after an erratum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectedSummary {
    /// As it was published, or last corrected.
    pub was: UnitSummary,
    /// As it is.
    pub is: UnitSummary,
}

/// The items of a figure, as they are kept.
pub(super) type Row = (UnitId, IndicatorName, String);

impl Sheet {
    /// The sheet of an appraisal, and the items that are kept beside it.
    pub(super) fn of(appraisal: &Appraisal, scheme: &Scheme) -> Result<(Self, Vec<Row>), Error> {
        let (mut items, mut rows): (BTreeMap<_, BTreeMap<_, _>>, Vec<Row>) = Default::default();
        for unit in appraisal.groups.iter().flat_map(|group| &group.units) {
            for figure in &unit.figures {
                if figure.counted.is_empty() && figure.left_out.is_empty() {
                    continue;
                }
                let body = written(figure)?;
                let of_unit = items.entry(unit.unit.clone()).or_default();
                of_unit.insert(figure.indicator.clone(), hashed(&body));
                rows.push((unit.unit.clone(), figure.indicator.clone(), body));
            }
        }
        Ok((Self { scheme: scheme.clone(), summary: appraisal.summary(), items }, rows))
    }

    /// The sheet that was kept, if it is what its hash says.
    pub(super) fn read(hash: &str, body: &str) -> Result<Self, Error> {
        if hashed(body) != hash {
            return Err(StoreError::damaged("the hash of an appraisal", hash, None).into());
        }
        Ok(serde_json::from_str(body)
            .map_err(|source| StoreError::damaged("an appraisal", hash, source))?)
    }

    /// The items of a figure as they were kept, if they are those of this sheet.
    pub(super) fn figure(
        &self,
        unit: &UnitId,
        figure: &FigureSummary,
        kept: Option<&str>,
    ) -> Result<Figure, Error> {
        let hash = self.items.get(unit).and_then(|of_unit| of_unit.get(&figure.indicator));
        let damaged = || StoreError::damaged("the items of an appraisal", unit, None);
        match (kept, hash) {
            (None, None) => Ok(Figure {
                indicator: figure.indicator.clone(),
                good: BTreeSet::new(),
                counted: BTreeSet::new(),
                left_out: Vec::new(),
                heard: figure.heard,
                points: figure.points,
            }),
            (Some(body), Some(hash)) if hashed(body) == *hash => Ok(serde_json::from_str(body)
                .map_err(|source| {
                    StoreError::damaged("the items of an appraisal", unit, source)
                })?),
            (Some(_) | None, Some(_)) | (Some(_), None) => Err(damaged().into()),
        }
    }

    /// The whole appraisal again.
    pub(super) fn whole(&self, rows: Vec<Row>) -> Result<Appraisal, Error> {
        let rows: BTreeMap<_, _> =
            rows.into_iter().map(|(unit, indicator, body)| ((unit, indicator), body)).collect();
        let mut groups = Vec::new();
        for group in &self.summary.groups {
            let mut units = Vec::new();
            for unit in &group.units {
                let mut figures = Vec::new();
                for figure in &unit.figures {
                    let key = (unit.unit.clone(), figure.indicator.clone());
                    let kept = rows.get(&key).map(String::as_str);
                    figures.push(self.figure(&unit.unit, figure, kept)?);
                }
                let UnitSummary { unit, cases, points, place, .. } = unit.clone();
                units.push(UnitAppraisal { unit, cases, figures, points, place });
            }
            groups.push(GroupAppraisal { group: group.group.clone(), units });
        }
        let Summary { scheme, version, period, as_of, .. } = self.summary.clone();
        Ok(Appraisal { scheme, version, period, as_of, groups })
    }
}

/// Something as it is kept.
pub(super) fn written(value: &impl Serialize) -> Result<String, Error> {
    Ok(serde_json::to_string(value)
        .map_err(|source| StoreError::damaged("an appraisal", "itself", source))?)
}

/// The hash of what is kept.
pub(super) fn hashed(body: &str) -> String {
    hex(&Sha256::digest(body.as_bytes()))
}
