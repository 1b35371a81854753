//! Who was told of a case, and who read an identity in it.

use std::collections::BTreeSet;

use domain::id::{CaseId, PersonId};

use crate::audit::AuditEntry;
use crate::error::StoreError;
use crate::open::Store;
use crate::sql;

impl Store {
    /// Everybody who got a notice of the case.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn told_of(&self, case: CaseId) -> Result<BTreeSet<PersonId>, StoreError> {
        let select = "SELECT DISTINCT person FROM notices WHERE case_id = $1";
        let rows = sql::all(self.reads(), select, [case.0.into()]).await?;
        let person = |row: &sea_orm::QueryResult| {
            let person: String = row.try_get("", "person")?;
            Ok(PersonId::from(person.as_str()))
        };
        rows.iter().map(person).collect()
    }

    /// Everybody who read who a party of the case is, by the audit.
    ///
    /// # Errors
    ///
    /// Where the database fails or an entry is damaged.
    pub async fn revealed_to(&self, case: CaseId) -> Result<BTreeSet<PersonId>, StoreError> {
        let select = "SELECT body FROM audit WHERE stream = 'identities' AND body LIKE $1";
        let rows = sql::all(self.reads(), select, [format!("%{case}%").into()]).await?;
        let mut people = BTreeSet::new();
        for row in rows {
            let body: String = row.try_get("", "body")?;
            let entry: AuditEntry = serde_json::from_str(&body)
                .map_err(|source| StoreError::damaged("an entry", case, source))?;
            people.extend(entry.by);
        }
        Ok(people)
    }
}
