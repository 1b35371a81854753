//! Sealed identities and the wrapped key of a case. Opening them is not the store's to do.

use std::collections::BTreeSet;

use domain::id::{CaseId, PartyId};
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Order, Query};

use crate::audit::AuditEntry;
use crate::dialect::lock_rows;
use crate::error::StoreError;
use crate::open::Store;
use crate::sql;
use crate::visible::VisibleCases;

/// Who a party is, sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedIdentity {
    /// The case for which it was sealed.
    pub case: CaseId,
    /// The party.
    pub party: PartyId,
    /// The key of that case, wrapped.
    pub wrapped: Vec<u8>,
    /// The sealed bytes.
    pub sealed: Vec<u8>,
}

impl Store {
    /// The sealed identities of a case's parties, each with the wrapped key that opens it. A party that came from another
    /// case is sealed for that one. Empty if the case does not exist for the actor.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn identities(
        &self,
        visible: &VisibleCases,
        case: CaseId,
        parties: &BTreeSet<PartyId>,
    ) -> Result<Vec<SealedIdentity>, StoreError> {
        let of = |name: &str| Expr::col((Alias::new("identities"), Alias::new(name)));
        let wrapped = || Expr::col((Alias::new("case_keys"), Alias::new("wrapped")));
        let keys = Expr::col((Alias::new("case_keys"), Alias::new("case_id")));
        let select = Query::select()
            .expr_as(of("case_id"), "case_id")
            .expr_as(of("party_id"), "party_id")
            .expr_as(of("sealed"), "sealed")
            .expr_as(wrapped(), "wrapped")
            .from(Alias::new("identities"))
            .inner_join(Alias::new("case_keys"), keys.equals(("identities", "case_id")))
            .and_where(of("party_id").is_in(parties.iter().map(|party| party.0)))
            .and_where(wrapped().is_not_null())
            .and_where(visible.holds(case))
            .order_by_expr(of("party_id"), Order::Asc)
            .to_owned();
        let read = |row: &sea_orm::QueryResult| {
            Ok(SealedIdentity {
                case: CaseId(row.try_get("", "case_id")?),
                party: PartyId(row.try_get("", "party_id")?),
                wrapped: row.try_get("", "wrapped")?,
                sealed: row.try_get("", "sealed")?,
            })
        };
        self.reads().query_all(&select).await?.iter().map(read).collect()
    }

    /// The wrapped key of a case; none if it was destroyed, or the case does not exist for the actor.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn case_key(
        &self,
        visible: &VisibleCases,
        case: CaseId,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let select = Query::select()
            .column(Alias::new("wrapped"))
            .from(Alias::new("case_keys"))
            .and_where(Expr::col(Alias::new("case_id")).eq(case.0))
            .and_where(visible.holds(case))
            .to_owned();
        let row = self.reads().query_one(&select).await?;
        row.map_or(Ok(None), |row| Ok(row.try_get("", "wrapped")?))
    }

    /// Destroys the key of a case and erases its words: nobody can say any more who complained, and the record still
    /// verifies. Cannot be undone. False, and nothing is erased, if the case has moved on from the version on which that
    /// was decided.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn erase_identities(
        &self,
        case: CaseId,
        version: u64,
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        let at = crate::moment::to_micros(entry.at);
        let lock = lock_rows(self.backend());
        let found = format!("SELECT id FROM cases WHERE id = $1 AND version = $2{lock}");
        self.write(move |transaction| {
            Box::pin(async move {
                let values = [case.0.into(), version.cast_signed().into()];
                if sql::one(transaction, &found, values).await?.is_none() {
                    return Ok(false);
                }
                for statement in [
                    "UPDATE case_keys SET wrapped = NULL, destroyed_at = $2 WHERE case_id = $1",
                    "UPDATE texts SET words = NULL, salt = NULL, erased_at = $2 WHERE case_id = $1",
                    "UPDATE reveal_reasons SET words = NULL, salt = NULL, erased_at = $2 WHERE case_id = $1",
                ] {
                    sql::execute(transaction, statement, [case.0.into(), at.into()]).await?;
                }
                for statement in [
                    "DELETE FROM identities WHERE case_id = $1",
                    "DELETE FROM identity_marks WHERE case_id = $1",
                    "DELETE FROM case_words WHERE case_id = $1",
                    "UPDATE rating_tokens SET network = NULL WHERE case_id = $1",
                    // Where it came from stays: what comes from there again is no second case.
                    "UPDATE complaints SET title = '', address = '', longitude = NULL, latitude = NULL WHERE case_id = $1",
                    "UPDATE papers SET sealed = NULL WHERE case_id = $1",
                    "UPDATE time_disputes SET reason = NULL, finding = NULL WHERE case_id = $1",
                    "UPDATE inbox SET body = 'null' WHERE case_id = $1 AND handled_at IS NOT NULL",
                ] {
                    sql::execute(transaction, statement, [case.0.into()]).await?;
                }
                crate::audit::append(transaction, entry).await.map(|()| true)
            })
        })
        .await
    }
}
