//! The decisions by which items leave rates. They are found by who sees the case.

use domain::appraisal::{Decision, DecisionKind};
use domain::id::{CaseId, DocumentNumber, IndicatorName, PersonId, Timestamp, UnitId};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Order, Query};
use sea_orm::{ConnectionTrait, DatabaseTransaction, QueryResult};
use uuid::Uuid;

use super::rows::{instant, kind, person, text};
use super::runs::wait;
use crate::audit::{AuditEntry, append};
use crate::error::StoreError;
use crate::moment::{from_micros, to_micros};
use crate::open::Store;
use crate::sql;
use crate::visible::VisibleCases;

/// A decision as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptDecision {
    /// By which it is known.
    pub id: Uuid,
    /// What was decided.
    pub decision: Decision,
    /// Why, sealed.
    pub sealed: Vec<u8>,
    /// When it was taken back, and by whom.
    pub revoked: Option<(Timestamp, PersonId)>,
}

/// A decision that is to be recorded.
#[derive(Clone, Debug)]
pub struct NewDecision {
    /// By which it will be known; the same again records nothing more.
    pub id: Uuid,
    /// What was decided.
    pub decision: Decision,
    /// Why, sealed.
    pub sealed: Vec<u8>,
}

/// What came of recording a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recorded {
    /// It is recorded, or was before.
    Recorded,
    /// The case, or the decision, does not exist for them.
    Gone,
}

impl Store {
    /// Records a decision about a case that the decider sees.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn record_decision(
        &self,
        visible: &VisibleCases,
        new: NewDecision,
        entry: AuditEntry,
    ) -> Result<Recorded, StoreError> {
        let sees = visible.select_one(new.decision.case);
        self.write(move |transaction| {
            Box::pin(async move {
                wait(transaction).await?;
                if transaction.query_one(&sees).await?.is_none() {
                    return Ok(Recorded::Gone);
                }
                let known = "SELECT id FROM appraisal_decisions WHERE id = $1";
                if sql::one(transaction, known, [new.id.into()]).await?.is_none() {
                    put(transaction, &new).await?;
                    append(transaction, entry).await?;
                }
                Ok(Recorded::Recorded)
            })
        })
        .await
    }

    /// Takes a decision back; it stays, and serves no more.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn revoke_decision(
        &self,
        id: Uuid,
        by: PersonId,
        entry: AuditEntry,
    ) -> Result<Recorded, StoreError> {
        self.write(move |transaction| {
            Box::pin(async move {
                wait(transaction).await?;
                let revoke = "UPDATE appraisal_decisions SET revoked_at = $2, revoked_by = $3 \
                    WHERE id = $1 AND revoked_at IS NULL";
                let values = [id.into(), to_micros(entry.at).into(), by.as_str().into()];
                if sql::execute(transaction, revoke, values).await? == 0 {
                    return Ok(Recorded::Gone);
                }
                append(transaction, entry).await?;
                Ok(Recorded::Recorded)
            })
        })
        .await
    }

    /// The decisions about cases that somebody sees, the newest first; about one case, if it is named.
    ///
    /// # Errors
    ///
    /// Where the database fails or one is damaged.
    pub async fn decisions(
        &self,
        visible: &VisibleCases,
        most: u32,
    ) -> Result<Vec<KeptDecision>, StoreError> {
        let table = || Alias::new("appraisal_decisions");
        let of = |name: &'static str| Expr::col((table(), Alias::new(name)));
        let cases = || Alias::new("cases");
        let select = Query::select()
            .columns(COLUMNS.map(|name| (table(), Alias::new(name))))
            .from(table())
            .inner_join(
                cases(),
                Expr::col((cases(), Alias::new("id"))).equals((table(), Alias::new("case_id"))),
            )
            .cond_where(visible.condition())
            .order_by_expr(of("at"), Order::Desc)
            .order_by_expr(of("id"), Order::Desc)
            .limit(u64::from(most))
            .to_owned();
        self.reads().query_all(&select).await?.iter().map(decision).collect()
    }

    /// The decisions that count for a run that was asked for at an instant.
    ///
    /// # Errors
    ///
    /// Where the database fails or one is damaged.
    pub async fn decisions_at(&self, at: Timestamp) -> Result<Vec<Decision>, StoreError> {
        let select = format!(
            "SELECT {} FROM appraisal_decisions WHERE at <= $1 AND (revoked_at IS NULL OR revoked_at > $1) ORDER BY at, id",
            COLUMNS.join(", ")
        );
        let rows = sql::all(self.reads(), &select, [to_micros(at).into()]).await?;
        rows.iter().map(|row| Ok(decision(row)?.decision)).collect()
    }
}

const COLUMNS: [&str; 12] = [
    "case_id",
    "id",
    "at",
    "kind",
    "indicator",
    "of_unit",
    "person",
    "unit",
    "document",
    "sealed",
    "revoked_at",
    "revoked_by",
];

fn decision(row: &QueryResult) -> Result<KeptDecision, StoreError> {
    let optional = |column: &str| row.try_get::<Option<String>>("", column);
    let revoked_at = instant(row, "revoked_at")?;
    Ok(KeptDecision {
        id: row.try_get("", "id")?,
        decision: Decision {
            at: from_micros(row.try_get("", "at")?),
            case: CaseId(row.try_get("", "case_id")?),
            kind: kind(row)?,
            indicator: optional("indicator")?.map(|name| IndicatorName::from(name.as_str())),
            of_unit: optional("of_unit")?.map(|unit| UnitId::from(unit.as_str())),
            by: PersonId::from(text(row, "person")?.as_str()),
            unit: UnitId::from(text(row, "unit")?.as_str()),
            document: DocumentNumber::from(text(row, "document")?.as_str()),
        },
        sealed: row.try_get("", "sealed")?,
        revoked: revoked_at.zip(person(row, "revoked_by")?),
    })
}

pub(super) async fn put(
    transaction: &DatabaseTransaction,
    new: &NewDecision,
) -> Result<(), StoreError> {
    let insert = "INSERT INTO appraisal_decisions (case_id, id, at, kind, indicator, of_unit, person, unit, document, sealed) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let Decision { at, case, kind, indicator, of_unit, by, unit, document } = &new.decision;
    let values = [
        case.0.into(),
        new.id.into(),
        to_micros(*at).into(),
        DecisionKind::as_str(*kind).into(),
        indicator.as_ref().map(|name| name.as_str().to_owned()).into(),
        of_unit.as_ref().map(|unit| unit.as_str().to_owned()).into(),
        by.as_str().into(),
        unit.as_str().into(),
        document.as_str().into(),
        new.sealed.clone().into(),
    ];
    sql::execute(transaction, insert, values).await?;
    Ok(())
}
