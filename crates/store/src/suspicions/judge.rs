//! Judging suspicions: a person says of what they saw whether it is so, and why.

use domain::id::{PersonId, Timestamp};
use domain::suspicion::{Conclusion, Fact};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use uuid::Uuid;

use super::VisibleSuspicions;
use super::rows::{kept, word};
use super::visible::column;
use crate::audit::{AuditEntry, append};
use crate::error::StoreError;
use crate::moment::to_micros;
use crate::open::Store;
use crate::sql;

/// What is to be said of a suspicion.
#[derive(Clone, Debug)]
pub struct NewJudgement {
    /// Of which.
    pub id: Uuid,
    /// The version that was seen.
    pub version: i64,
    /// Who says it.
    pub by: PersonId,
    /// What.
    pub conclusion: Conclusion,
    /// Why, sealed.
    pub sealed: Vec<u8>,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judged {
    /// It is said.
    Judged,
    /// Somebody judged it meanwhile, or other facts were found.
    Stale,
    /// It does not exist for them.
    Gone,
}

impl Store {
    /// Says of suspicions what was found, of all or of none; each entry of the audit goes with its judgement. Returns the first
    /// that could not be judged.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn judge_suspicions(
        &self,
        visible: &VisibleSuspicions,
        judgements: Vec<(NewJudgement, AuditEntry)>,
    ) -> Result<Judged, StoreError> {
        let lock = self.is_postgres();
        let selects: Vec<_> = judgements
            .iter()
            .map(|(judgement, _)| {
                let mut select = visible.select();
                select.and_where(column("id").eq(judgement.id));
                if lock {
                    select.lock_exclusive();
                }
                select
            })
            .collect();
        self.write(move |transaction| {
            Box::pin(async move {
                let mut facts = Vec::with_capacity(judgements.len());
                // All are looked at before the first is said.
                for (select, (judgement, _)) in selects.iter().zip(&judgements) {
                    let Some(row) = transaction.query_one(select).await? else {
                        return Ok(Judged::Gone);
                    };
                    let found = kept(&row)?;
                    if found.version != judgement.version {
                        return Ok(Judged::Stale);
                    }
                    facts.push(found.found.facts);
                }
                for (facts, (judgement, entry)) in facts.into_iter().zip(judgements) {
                    say(transaction, &judgement, entry.at, &facts).await?;
                    append(transaction, entry).await?;
                }
                Ok(Judged::Judged)
            })
        })
        .await
    }
}

async fn say(
    transaction: &DatabaseTransaction,
    judgement: &NewJudgement,
    at: Timestamp,
    facts: &std::collections::BTreeSet<Fact>,
) -> Result<(), StoreError> {
    let NewJudgement { id, version, by, conclusion, sealed } = judgement;
    let seen = serde_json::to_string(facts)
        .map_err(|source| StoreError::damaged("the facts", id, source))?;
    let insert = "INSERT INTO suspicion_judgements \
        (suspicion, seq, at, person, conclusion, facts, sealed) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let values = [
        (*id).into(),
        (*version).into(),
        to_micros(at).into(),
        by.as_str().into(),
        word(*conclusion).into(),
        seen.into(),
        sealed.clone().into(),
    ];
    sql::execute(transaction, insert, values).await?;
    let counts_at = match conclusion {
        Conclusion::Confirmed => facts.iter().map(Fact::at).max().map(to_micros),
        Conclusion::Dismissed => None,
    };
    let update = "UPDATE suspicions SET conclusion = $2, grown = 0, counts_at = $3, \
                  version = version + 1 WHERE id = $1";
    let values = [(*id).into(), word(*conclusion).into(), counts_at.into()];
    sql::execute(transaction, update, values).await?;
    Ok(())
}
