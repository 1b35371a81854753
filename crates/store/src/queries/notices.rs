//! What a person was told. A notice of a case that has ceased to exist for the person is gone with it.

use domain::id::{CaseId, PersonId, Timestamp};
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Order, Query};
use uuid::Uuid;

use crate::entities::cases;
use crate::error::StoreError;
use crate::leases::NoticeBody;
use crate::moment::{from_micros, to_micros};
use crate::open::Store;
use crate::sql;
use crate::visible::VisibleCases;

/// A notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its id.
    pub id: Uuid,
    /// Of which case.
    pub case: CaseId,
    /// The number of the case.
    pub number: String,
    /// What it says.
    pub body: NoticeBody,
    /// When it was delivered.
    pub created_at: Timestamp,
    /// When it was read.
    pub read_at: Option<Timestamp>,
}

impl Store {
    /// The newest notices of a person about cases that the person still sees.
    ///
    /// # Errors
    ///
    /// Where the database fails or a notice is damaged.
    pub async fn notices(
        &self,
        visible: &VisibleCases,
        person: &PersonId,
        most: u32,
    ) -> Result<Vec<Notice>, StoreError> {
        let notices = Alias::new("notices");
        let of = |name: &str| Expr::col((Alias::new("notices"), Alias::new(name)));
        let select = Query::select()
            .expr_as(of("id"), "id")
            .expr_as(of("case_id"), "case_id")
            .expr_as(of("body"), "body")
            .expr_as(of("created_at"), "created_at")
            .expr_as(of("read_at"), "read_at")
            .expr_as(Expr::col((cases::Entity, cases::Column::Number)), "number")
            .from(notices)
            .inner_join(
                cases::Entity,
                Expr::col((cases::Entity, cases::Column::Id)).equals(("notices", "case_id")),
            )
            .cond_where(visible.condition())
            .and_where(of("person").eq(person.as_str()))
            .order_by_expr(of("created_at"), Order::Desc)
            .order_by_expr(of("id"), Order::Desc)
            .limit(u64::from(most))
            .to_owned();
        let rows = self.reads().query_all(&select).await?;
        let read = |row: &sea_orm::QueryResult| {
            let case = CaseId(row.try_get("", "case_id")?);
            let body: String = row.try_get("", "body")?;
            let read_at: Option<i64> = row.try_get("", "read_at")?;
            Ok(Notice {
                id: row.try_get("", "id")?,
                case,
                number: row.try_get("", "number")?,
                body: serde_json::from_str(&body)
                    .map_err(|source| StoreError::damaged("a notice", case, source))?,
                created_at: from_micros(row.try_get("", "created_at")?),
                read_at: read_at.map(from_micros),
            })
        };
        rows.iter().map(read).collect()
    }

    /// Notes that a person has read a notice. Nothing if it is not theirs.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn read_notice(
        &self,
        person: PersonId,
        id: Uuid,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let at = to_micros(at);
        self.write(move |transaction| {
            Box::pin(async move {
                let update = "UPDATE notices SET read_at = $3 \
                              WHERE person = $1 AND id = $2 AND read_at IS NULL";
                let values = [person.as_str().into(), id.into(), at.into()];
                Ok(sql::execute(transaction, update, values).await? == 1)
            })
        })
        .await
    }
}
