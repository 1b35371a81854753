//! What units object to in figures that were published, and what was decided of it.

use domain::appraisal::{ItemRef, Period};
use domain::id::{CaseId, DocumentNumber, IndicatorName, PersonId, SchemeName, Timestamp, UnitId};
use sea_orm::{QueryResult, Value};
use uuid::Uuid;

use super::decisions::{NewDecision, put as put_decision};
use super::rows::{document, instant, period, person, text, word};
use super::runs::{NewRun, put as put_run, wait};
use crate::audit::{AuditEntry, append};
use crate::error::StoreError;
use crate::moment::{from_micros, to_micros};
use crate::open::Store;
use crate::sql;

word! {
    /// Where an objection stands.
    ObjectionStanding, "the standing of an objection" {
        /// To be decided.
        Open = "open",
        /// The unit was right.
        Upheld = "upheld",
        /// It was not.
        Dismissed = "dismissed",
    }
}

/// An objection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptObjection {
    /// By which it is known.
    pub id: Uuid,
    /// Against figures by this scheme.
    pub scheme: SchemeName,
    /// Of this period.
    pub period: Period,
    /// The unit that objects.
    pub unit: UnitId,
    /// The figure.
    pub indicator: IndicatorName,
    /// The item; none for the figure as a whole.
    pub item: Option<ItemRef>,
    /// When.
    pub at: Timestamp,
    /// Who speaks for the unit.
    pub by: PersonId,
    /// Why, sealed.
    pub sealed: Vec<u8>,
    /// Where it stands.
    pub standing: ObjectionStanding,
    /// When it was decided, and by whom.
    pub decided: Option<(Timestamp, PersonId)>,
    /// The document of the decision.
    pub document: Option<DocumentNumber>,
    /// What was found, sealed.
    pub answer: Option<Vec<u8>>,
}

/// Which objections.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ObjectionFilter {
    /// Of this unit only.
    pub unit: Option<UnitId>,
    /// Against figures of this period only.
    pub of: Option<(SchemeName, Period)>,
    /// This one only.
    pub id: Option<Uuid>,
}

/// A decision about an objection.
#[derive(Clone, Debug)]
pub struct Decide {
    /// Which.
    pub id: Uuid,
    /// Whether the unit was right.
    pub upheld: bool,
    /// Who decides.
    pub by: PersonId,
    /// The document.
    pub document: DocumentNumber,
    /// What was found, sealed.
    pub answer: Vec<u8>,
    /// What takes the item out of the rate, where it is upheld and there is an item.
    pub decision: Option<NewDecision>,
    /// The run that corrects what was published, where it is upheld.
    pub run: Option<NewRun>,
}

/// What came of deciding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ObjectionDecided {
    /// It is decided.
    Decided,
    /// Somebody decided it before.
    Stale,
}

impl Store {
    /// Keeps an objection. No: one about the same figure or item is open already.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn object(&self, new: KeptObjection, entry: AuditEntry) -> Result<bool, StoreError> {
        self.write(move |transaction| {
            Box::pin(async move {
                wait(transaction).await?;
                let item = new.item.map_or(-1, |item| i64::from(item.number));
                let case = new.item.map(|item| item.case.0);
                let known = "SELECT id, case_id FROM appraisal_objections WHERE scheme = $1 AND period = $2 AND unit = $3 \
                    AND indicator = $4 AND coalesce(item, -1) = $5 AND standing <> 'dismissed'";
                let values = [
                    new.scheme.as_str().into(),
                    new.period.to_string().into(),
                    new.unit.as_str().into(),
                    new.indicator.as_str().into(),
                    item.into(),
                ];
                for row in sql::all(transaction, known, values).await? {
                    if row.try_get::<Option<Uuid>>("", "case_id")? == case {
                        return Ok(false);
                    }
                }
                let insert = "INSERT INTO appraisal_objections (id, scheme, period, unit, indicator, case_id, item, at, person, \
                        sealed, standing) \
                    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'open')";
                let number = new.item.and_then(|item| i32::try_from(item.number).ok());
                let values = [
                    new.id.into(),
                    new.scheme.as_str().into(),
                    new.period.to_string().into(),
                    new.unit.as_str().into(),
                    new.indicator.as_str().into(),
                    case.into(),
                    number.into(),
                    to_micros(new.at).into(),
                    new.by.as_str().into(),
                    new.sealed.into(),
                ];
                sql::execute(transaction, insert, values).await?;
                append(transaction, entry).await?;
                Ok(true)
            })
        })
        .await
    }

    /// Decides an objection, with all that follows from it, or none of it.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn decide_objection(
        &self,
        asked: Decide,
        entry: AuditEntry,
    ) -> Result<ObjectionDecided, StoreError> {
        self.write(move |transaction| {
            Box::pin(async move {
                wait(transaction).await?;
                let decide = "UPDATE appraisal_objections SET standing = $2, decided_at = $3, decided_by = $4, document = $5, \
                    answer = $6 WHERE id = $1 AND standing = 'open'";
                let standing = if asked.upheld {
                    ObjectionStanding::Upheld
                } else {
                    ObjectionStanding::Dismissed
                };
                let values = [
                    asked.id.into(),
                    standing.as_str().into(),
                    to_micros(entry.at).into(),
                    asked.by.as_str().into(),
                    asked.document.as_str().into(),
                    asked.answer.into(),
                ];
                if sql::execute(transaction, decide, values).await? == 0 {
                    return Ok(ObjectionDecided::Stale);
                }
                if let Some(decision) = &asked.decision {
                    put_decision(transaction, decision).await?;
                }
                if let Some(run) = &asked.run {
                    put_run(transaction, run).await?;
                }
                append(transaction, entry).await?;
                Ok(ObjectionDecided::Decided)
            })
        })
        .await
    }

    /// Objections, the open ones first and then the newest.
    ///
    /// # Errors
    ///
    /// Where the database fails or one is damaged.
    pub async fn objections(
        &self,
        filter: &ObjectionFilter,
        most: u32,
    ) -> Result<Vec<KeptObjection>, StoreError> {
        let mut conditions = Vec::new();
        let mut values: Vec<Value> = Vec::new();
        let mut narrow = |column: &str, value: Value| {
            values.push(value);
            conditions.push(format!("{column} = ${}", values.len()));
        };
        if let Some(unit) = &filter.unit {
            narrow("unit", unit.as_str().into());
        }
        if let Some((scheme, period)) = &filter.of {
            narrow("scheme", scheme.as_str().into());
            narrow("period", period.to_string().into());
        }
        if let Some(id) = filter.id {
            narrow("id", id.into());
        }
        let condition =
            if conditions.is_empty() { "1 = 1".to_owned() } else { conditions.join(" AND ") };
        values.push(i64::from(most).into());
        let select = format!(
            "SELECT id, scheme, period, unit, indicator, case_id, item, at, person, sealed, standing, decided_at, decided_by, \
                document, answer FROM appraisal_objections WHERE {condition} \
             ORDER BY CASE WHEN standing = 'open' THEN 0 ELSE 1 END, at DESC, id DESC LIMIT ${}",
            values.len()
        );
        sql::all(self.reads(), &select, values).await?.iter().map(objection).collect()
    }
}

fn objection(row: &QueryResult) -> Result<KeptObjection, StoreError> {
    let case: Option<Uuid> = row.try_get("", "case_id")?;
    let number: Option<i32> = row.try_get("", "item")?;
    let item = case.zip(number.and_then(|number| u32::try_from(number).ok()));
    let decided_at = instant(row, "decided_at")?;
    Ok(KeptObjection {
        id: row.try_get("", "id")?,
        scheme: SchemeName::from(text(row, "scheme")?.as_str()),
        period: period(row)?,
        unit: UnitId::from(text(row, "unit")?.as_str()),
        indicator: IndicatorName::from(text(row, "indicator")?.as_str()),
        item: item.map(|(case, number)| ItemRef { case: CaseId(case), number }),
        at: from_micros(row.try_get("", "at")?),
        by: PersonId::from(text(row, "person")?.as_str()),
        sealed: row.try_get("", "sealed")?,
        standing: ObjectionStanding::read(row, "standing")?,
        decided: decided_at.zip(person(row, "decided_by")?),
        document: document(row)?,
        answer: row.try_get("", "answer")?,
    })
}
