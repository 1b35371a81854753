//! Suspicions and judgements as they are read from their rows.

use std::collections::BTreeSet;

use domain::id::{PersonId, UnitId};
use domain::suspicion::{Conclusion, Fact, Indicator, Standing, Suspicion};
use sea_orm::QueryResult;
use uuid::Uuid;

use super::{KeptJudgement, KeptSuspicion};
use crate::error::StoreError;
use crate::moment::from_micros;

pub(super) fn kept(row: &QueryResult) -> Result<KeptSuspicion, StoreError> {
    let id: Uuid = row.try_get("", "id")?;
    let (center, body): (String, String) = (row.try_get("", "center")?, row.try_get("", "body")?);
    let found: Suspicion = serde_json::from_str(&body)
        .map_err(|source| StoreError::damaged("a suspicion", id, source))?;
    let gone_at: Option<i64> = row.try_get("", "gone_at")?;
    Ok(KeptSuspicion {
        id,
        center: UnitId::from(center.as_str()),
        found: Suspicion { found_at: from_micros(row.try_get("", "found_at")?), ..found },
        gone_at: gone_at.map(from_micros),
        standing: standing(row)?,
        version: row.try_get("", "version")?,
    })
}

pub(super) fn standing(row: &QueryResult) -> Result<Standing, StoreError> {
    let said: Option<String> = row.try_get("", "conclusion")?;
    let grown: i32 = row.try_get("", "grown")?;
    let said = said.map(|word| conclusion(&word)).transpose()?;
    Ok(match said {
        None => Standing::Open,
        Some(said) if grown == 0 => Standing::Judged(said),
        Some(said) => Standing::Grown(said),
    })
}

/// The word of a conclusion in the tables.
pub(super) const fn word(conclusion: Conclusion) -> &'static str {
    match conclusion {
        Conclusion::Confirmed => "confirmed",
        Conclusion::Dismissed => "dismissed",
    }
}

pub(super) fn conclusion(said: &str) -> Result<Conclusion, StoreError> {
    let all = [Conclusion::Confirmed, Conclusion::Dismissed];
    let known = all.into_iter().find(|known| word(*known) == said);
    known.ok_or_else(|| StoreError::damaged("the conclusion of a suspicion", said, None))
}

pub(super) fn indicator(row: &QueryResult) -> Result<Indicator, StoreError> {
    let word: String = row.try_get("", "indicator")?;
    let known = Indicator::ALL.into_iter().find(|known| known.as_str() == word);
    known.ok_or_else(|| StoreError::damaged("the indicator of a suspicion", word, None))
}

pub(super) fn facts(id: impl ToString, json: &str) -> Result<BTreeSet<Fact>, StoreError> {
    serde_json::from_str(json).map_err(|source| StoreError::damaged("the facts", id, source))
}

pub(super) fn said(row: &QueryResult) -> Result<KeptJudgement, StoreError> {
    let seq: i64 = row.try_get("", "seq")?;
    let (by, word): (String, String) = (row.try_get("", "person")?, row.try_get("", "conclusion")?);
    let seen: String = row.try_get("", "facts")?;
    Ok(KeptJudgement {
        seq,
        at: from_micros(row.try_get("", "at")?),
        by: PersonId::from(by.as_str()),
        conclusion: conclusion(&word)?,
        facts: facts(seq, &seen)?.len(),
        sealed: row.try_get("", "sealed")?,
    })
}
