//! What a person was told. A notice of a case that has ceased to exist for the person is gone with it.

use domain::case::WorkflowRef;
use domain::id::{CaseId, PersonId, Timestamp};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Func, JoinType, Order, Query, SelectStatement};
use sea_orm::{ConnectionTrait, QueryResult};
use uuid::Uuid;

use crate::entities::{cases, complaints};
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
    /// What the case is about, in one line.
    pub title: String,
    /// The workflow of the case.
    pub workflow: WorkflowRef,
    /// What it says.
    pub body: NoticeBody,
    /// When it was delivered.
    pub created_at: Timestamp,
    /// When it was read.
    pub read_at: Option<Timestamp>,
    /// The batch of which it is a part; those of a batch are one message.
    pub batch: Option<Uuid>,
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
        self.newest(of(visible, person), most).await
    }

    /// The same of those that the person has not read.
    ///
    /// # Errors
    ///
    /// Where the database fails or a notice is damaged.
    pub async fn unread_notices(
        &self,
        visible: &VisibleCases,
        person: &PersonId,
        most: u32,
    ) -> Result<Vec<Notice>, StoreError> {
        self.newest(unread(of(visible, person)), most).await
    }

    /// How many messages a person has not read of those that came before an instant, counted as far as `most`. What was told
    /// of several cases at once is one.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn count_unread_notices(
        &self,
        visible: &VisibleCases,
        person: &PersonId,
        before: Option<Timestamp>,
        most: u32,
    ) -> Result<u64, StoreError> {
        let mut found = unread(of(visible, person));
        let message = Func::coalesce([column("batch"), column("id")]);
        found.expr_as(message, "message").distinct().limit(u64::from(most));
        if let Some(before) = before {
            found.and_where(column("created_at").lt(to_micros(before)));
        }
        let ids = self.reads().query_all(&found).await?;
        Ok(u64::try_from(ids.len()).unwrap_or(u64::MAX))
    }

    async fn newest(
        &self,
        mut found: SelectStatement,
        most: u32,
    ) -> Result<Vec<Notice>, StoreError> {
        for name in ["id", "case_id", "body", "created_at", "read_at", "batch"] {
            found.expr_as(column(name), name);
        }
        let of_case = [
            (cases::Column::Number, "number"),
            (cases::Column::Workflow, "workflow"),
            (cases::Column::WorkflowVersion, "workflow_version"),
        ];
        for (column, name) in of_case {
            found.expr_as(Expr::col((cases::Entity, column)), name);
        }
        found
            .expr_as(Expr::col((complaints::Entity, complaints::Column::Title)), "title")
            .join(
                JoinType::LeftJoin,
                complaints::Entity,
                Expr::col((complaints::Entity, complaints::Column::CaseId))
                    .equals(("notices", "case_id")),
            )
            .order_by_expr(column("created_at"), Order::Desc)
            .order_by_expr(column("id"), Order::Desc)
            .limit(u64::from(most));
        self.reads().query_all(&found).await?.iter().map(notice).collect()
    }

    /// Notes that a person has read notices, and returns how many were new. Nothing for those that are not theirs.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn read_notices(
        &self,
        person: PersonId,
        ids: Vec<Uuid>,
        at: Timestamp,
    ) -> Result<u64, StoreError> {
        let at = to_micros(at);
        self.write(move |transaction| {
            Box::pin(async move {
                let mut read = 0;
                for id in ids {
                    let update = "UPDATE notices SET read_at = $3 \
                                  WHERE person = $1 AND id = $2 AND read_at IS NULL";
                    let values = [person.as_str().into(), id.into(), at.into()];
                    read += sql::execute(transaction, update, values).await?;
                }
                Ok(read)
            })
        })
        .await
    }
}

fn column(name: &'static str) -> Expr {
    Expr::col((Alias::new("notices"), Alias::new(name)))
}

/// The notices of a person about cases that the person sees, nothing of them yet.
fn of(visible: &VisibleCases, person: &PersonId) -> SelectStatement {
    Query::select()
        .from(Alias::new("notices"))
        .inner_join(
            cases::Entity,
            Expr::col((cases::Entity, cases::Column::Id)).equals(("notices", "case_id")),
        )
        .cond_where(visible.condition())
        .and_where(column("person").eq(person.as_str()))
        .to_owned()
}

fn unread(mut found: SelectStatement) -> SelectStatement {
    found.and_where(column("read_at").is_null()).to_owned()
}

fn notice(row: &QueryResult) -> Result<Notice, StoreError> {
    let case = CaseId(row.try_get("", "case_id")?);
    let body: String = row.try_get("", "body")?;
    let read_at: Option<i64> = row.try_get("", "read_at")?;
    let title: Option<String> = row.try_get("", "title")?;
    let (workflow, version): (String, i32) =
        (row.try_get("", "workflow")?, row.try_get("", "workflow_version")?);
    Ok(Notice {
        id: row.try_get("", "id")?,
        case,
        number: row.try_get("", "number")?,
        title: title.unwrap_or_default(),
        workflow: WorkflowRef { name: workflow.as_str().into(), version: version.cast_unsigned() },
        body: serde_json::from_str(&body)
            .map_err(|source| StoreError::damaged("a notice", case, source))?,
        created_at: from_micros(row.try_get("", "created_at")?),
        read_at: read_at.map(from_micros),
        batch: row.try_get("", "batch")?,
    })
}
