//! Letters that were given up: tried as often as it made sense, until somebody looks and has them tried again.

use domain::id::{CaseId, Timestamp};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Order, Query};
use sea_orm::{ConnectionTrait, QueryResult};

use crate::audit::{AuditEntry, append};
use crate::change::LetterKey;
use crate::entities::cases;
use crate::error::StoreError;
use crate::moment::{from_micros, to_micros};
use crate::open::Store;
use crate::sql;
use crate::visible::VisibleCases;

/// A letter that nobody tries any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadLetter {
    /// Which.
    pub letter: LetterKey,
    /// The number of its case.
    pub number: String,
    /// How often it was tried.
    pub attempts: i32,
    /// The last failure.
    pub failure: Option<String>,
    /// When it was given up.
    pub dead_at: Timestamp,
}

impl Store {
    /// Letters that were given up, of one case or of all that the actor sees, the longest given up first.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn dead_letters(
        &self,
        visible: &VisibleCases,
        case: Option<CaseId>,
        most: u32,
    ) -> Result<Vec<DeadLetter>, StoreError> {
        let of = |name: &str| Expr::col((Alias::new("letters"), Alias::new(name)));
        let mut select = Query::select();
        for name in ["case_id", "seq", "position", "attempts", "failure", "dead_at"] {
            select.expr_as(of(name), name);
        }
        select
            .expr_as(Expr::col((cases::Entity, cases::Column::Number)), "number")
            .from(Alias::new("letters"))
            .inner_join(
                cases::Entity,
                Expr::col((cases::Entity, cases::Column::Id)).equals(("letters", "case_id")),
            )
            .cond_where(visible.condition())
            .and_where(of("dead_at").is_not_null())
            .limit(u64::from(most));
        if let Some(case) = case {
            select.and_where(of("case_id").eq(case.0));
        }
        for name in ["dead_at", "case_id", "seq", "position"] {
            select.order_by_expr(of(name), Order::Asc);
        }
        self.reads().query_all(&select).await?.iter().map(dead_letter).collect()
    }

    /// Lets letters that were given up be tried again from the beginning, and returns how many. The entry is written with
    /// it, unless there was none.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn retry_letters(
        &self,
        letters: Vec<LetterKey>,
        entry: AuditEntry,
    ) -> Result<u64, StoreError> {
        let at = to_micros(entry.at);
        self.write(move |transaction| {
            Box::pin(async move {
                let update = "UPDATE letters SET dead_at = NULL, attempts = 0, due_at = $4, leased_until = 0 \
                              WHERE case_id = $1 AND seq = $2 AND position = $3 AND dead_at IS NOT NULL";
                let mut retried = 0;
                for LetterKey { case, seq, position } in letters {
                    let values = [case.0.into(), seq.into(), position.into(), at.into()];
                    retried += sql::execute(transaction, update, values).await?;
                }
                if retried > 0 {
                    append(transaction, entry).await?;
                }
                Ok(retried)
            })
        })
        .await
    }
}

fn dead_letter(row: &QueryResult) -> Result<DeadLetter, StoreError> {
    let case = CaseId(row.try_get("", "case_id")?);
    let (seq, position) = (row.try_get("", "seq")?, row.try_get("", "position")?);
    Ok(DeadLetter {
        letter: LetterKey { case, seq, position },
        number: row.try_get("", "number")?,
        attempts: row.try_get("", "attempts")?,
        failure: row.try_get("", "failure")?,
        dead_at: from_micros(row.try_get("", "dead_at")?),
    })
}
