//! Sealed identities and the wrapped key of a case. Opening them is not the store's to do.

use std::collections::BTreeSet;

use domain::id::{CaseId, PartyId};

use crate::audit::AuditEntry;
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
        if !self.sees(visible, case).await? {
            return Ok(Vec::new());
        }
        let mut found = Vec::new();
        for party in parties {
            let select = "SELECT identities.case_id, sealed, wrapped FROM identities \
                          JOIN case_keys ON case_keys.case_id = identities.case_id \
                          WHERE party_id = $1 AND wrapped IS NOT NULL";
            let rows = sql::all(self.reads(), select, [party.0.into()]).await?;
            for row in rows {
                found.push(SealedIdentity {
                    case: CaseId(row.try_get("", "case_id")?),
                    party: *party,
                    wrapped: row.try_get("", "wrapped")?,
                    sealed: row.try_get("", "sealed")?,
                });
            }
        }
        Ok(found)
    }

    /// Destroys the key of a case and erases its words: nobody can say any more who complained, and the record still
    /// verifies. Cannot be undone.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn erase_identities(
        &self,
        case: CaseId,
        entry: AuditEntry,
    ) -> Result<(), StoreError> {
        let at = crate::moment::to_micros(entry.at);
        self.write(move |transaction| {
            Box::pin(async move {
                for statement in [
                    "UPDATE case_keys SET wrapped = NULL, destroyed_at = $2 WHERE case_id = $1",
                    "UPDATE texts SET words = NULL, salt = NULL, erased_at = $2 WHERE case_id = $1",
                ] {
                    sql::execute(transaction, statement, [case.0.into(), at.into()]).await?;
                }
                for statement in [
                    "DELETE FROM identities WHERE case_id = $1",
                    "DELETE FROM identity_marks WHERE case_id = $1",
                    "DELETE FROM case_words WHERE case_id = $1",
                    "DELETE FROM complaints WHERE case_id = $1",
                ] {
                    sql::execute(transaction, statement, [case.0.into()]).await?;
                }
                crate::audit::append(transaction, entry).await
            })
        })
        .await
    }
}
