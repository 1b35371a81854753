//! Who was told of a case, and who read an identity in it.

use std::collections::BTreeSet;

use domain::id::{CaseId, PersonId, UnitId};
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};

use crate::audit::AuditEntry;
use crate::error::StoreError;
use crate::open::Store;
use crate::visible::VisibleCases;

impl Store {
    /// Everybody who got a notice of the case. Nobody if it does not exist for the actor.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn told_of(
        &self,
        visible: &VisibleCases,
        case: CaseId,
    ) -> Result<BTreeSet<PersonId>, StoreError> {
        let select = Query::select()
            .distinct()
            .column(Alias::new("person"))
            .from(Alias::new("notices"))
            .and_where(Expr::col(Alias::new("case_id")).eq(case.0))
            .and_where(visible.holds(case))
            .to_owned();
        let person = |row: &sea_orm::QueryResult| {
            let person: String = row.try_get("", "person")?;
            Ok(PersonId::from(person.as_str()))
        };
        self.reads().query_all(&select).await?.iter().map(person).collect()
    }

    /// The units whose own systems were told of an event of the case. None if it does not exist for the actor.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn systems_told(
        &self,
        visible: &VisibleCases,
        case: CaseId,
    ) -> Result<BTreeSet<UnitId>, StoreError> {
        let select = Query::select()
            .column(Alias::new("unit"))
            .from(Alias::new("systems_told"))
            .and_where(Expr::col(Alias::new("case_id")).eq(case.0))
            .and_where(visible.holds(case))
            .to_owned();
        let unit = |row: &sea_orm::QueryResult| {
            let unit: String = row.try_get("", "unit")?;
            Ok(UnitId::from(unit.as_str()))
        };
        self.reads().query_all(&select).await?.iter().map(unit).collect()
    }

    /// Everybody who read who a party of the case is, by the audit. Nobody if it does not exist for the actor.
    ///
    /// # Errors
    ///
    /// Where the database fails or an entry is damaged.
    pub async fn revealed_to(
        &self,
        visible: &VisibleCases,
        case: CaseId,
    ) -> Result<BTreeSet<PersonId>, StoreError> {
        let select = Query::select()
            .column(Alias::new("body"))
            .from(Alias::new("audit"))
            .and_where(Expr::col(Alias::new("stream")).eq("identities"))
            .and_where(Expr::col(Alias::new("body")).like(format!("%{case}%")))
            .and_where(visible.holds(case))
            .to_owned();
        let mut people = BTreeSet::new();
        for row in self.reads().query_all(&select).await? {
            let body: String = row.try_get("", "body")?;
            let entry: AuditEntry = serde_json::from_str(&body)
                .map_err(|source| StoreError::damaged("an entry", case, source))?;
            people.extend(entry.by);
        }
        Ok(people)
    }
}
