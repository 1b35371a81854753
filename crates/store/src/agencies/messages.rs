//! What people see of the inbox: what came in and what became of it. Of cases that the reader does not see nothing is
//! listed.

use domain::id::{CaseId, Timestamp, UnitId};
use sea_orm::sea_query::{
    Alias, Condition, Expr, ExprTrait, JoinType, Order, Query, SelectStatement,
};
use sea_orm::{ConnectionTrait, DbErr, QueryResult};
use uuid::Uuid;

use super::desk::of;
use super::inbox::InboxResult;
use crate::audit::{AuditEntry, append};
use crate::entities::cases;
use crate::error::StoreError;
use crate::moment::{from_micros, to_micros};
use crate::open::Store;
use crate::sql;
use crate::visible::VisibleCases;

/// A message of the inbox, for whoever looks at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its place among the messages of its body.
    pub ordinal: i64,
    /// Who said it.
    pub unit: UnitId,
    /// Its id there.
    pub id: String,
    /// Of which case, with its number, where that is known.
    pub case: Option<(CaseId, String)>,
    /// What it says, as the adapter has read it.
    pub body: String,
    /// When it came in.
    pub received_at: Timestamp,
    /// When it was decided, if it was.
    pub handled_at: Option<Timestamp>,
    /// What became of it, if it was decided.
    pub result: Option<InboxResult>,
    /// Why; for a person in both languages, one line each.
    pub why: Option<String>,
}

/// Which messages of the inbox; absent parts ask nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InboxFilter {
    /// Of one case.
    pub case: Option<CaseId>,
    /// Of one body.
    pub unit: Option<UnitId>,
    /// Of which this became.
    pub result: Option<InboxResult>,
    /// Whether those are listed, too, that belong to no case.
    pub unattached: bool,
    /// Older than this one: when it came in, its body, and its place among the messages of that.
    pub before: Option<(Timestamp, UnitId, i64)>,
}

impl Store {
    /// Messages of the inbox about cases that the actor sees, the newest first; those of no case only where the filter
    /// asks for them.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn inbox(
        &self,
        visible: &VisibleCases,
        filter: &InboxFilter,
        most: u32,
    ) -> Result<Vec<Message>, StoreError> {
        let mut select = messages();
        select
            .cond_where(seen(visible, filter.unattached))
            .order_by_expr(of("inbox", "received_at"), Order::Desc)
            .order_by_expr(of("inbox", "agency"), Order::Desc)
            .order_by_expr(of("inbox", "ordinal"), Order::Desc)
            .limit(u64::from(most));
        if let Some(case) = filter.case {
            select.and_where(of("inbox", "case_id").eq(case.0));
        }
        if let Some(unit) = &filter.unit {
            select.and_where(of("inbox", "agency").eq(unit.as_str()));
        }
        if let Some(result) = filter.result {
            select.and_where(of("inbox", "result").eq(result.as_str()));
        }
        if let Some((at, unit, ordinal)) = &filter.before {
            let place = ["received_at", "agency", "ordinal"].map(|column| of("inbox", column));
            let before: [Expr; 3] =
                [to_micros(*at).into(), unit.as_str().into(), (*ordinal).into()];
            select.and_where(Expr::tuple(place).lt(Expr::tuple(before)));
        }
        self.reads().query_all(&select).await?.iter().map(message).collect()
    }

    /// Notes that a person has looked at a message that waited for one. False if it waits for nobody, or is of a case that
    /// the actor does not see. The entry is written with it.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn message_seen(
        &self,
        visible: &VisibleCases,
        (unit, id, unattached): (&UnitId, &str, bool),
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        let mut select = messages();
        select
            .cond_where(seen(visible, unattached))
            .and_where(of("inbox", "agency").eq(unit.as_str()))
            .and_where(of("inbox", "message_id").eq(id));
        if self.reads().query_one(&select).await?.is_none() {
            return Ok(false);
        }
        let (unit, id) = (unit.as_str().to_owned(), id.to_owned());
        self.write(move |transaction| {
            Box::pin(async move {
                let update = "UPDATE inbox SET result = 'seen' \
                              WHERE agency = $1 AND message_id = $2 AND result = 'person'";
                let values = [unit.into(), id.into()];
                let found = sql::execute(transaction, update, values).await? == 1;
                if found {
                    append(transaction, entry).await?;
                }
                Ok(found)
            })
        })
        .await
    }
}

/// What a reader may know of: messages of cases that they see and, for whoever sees to the rest, those of which it was
/// decided that they belong to no case. What waits, and what names a number that nobody knows yet, may be of a case that
/// the reader does not see.
fn seen(visible: &VisibleCases, unattached: bool) -> Condition {
    let seen = Condition::any().add(visible.condition());
    if !unattached {
        return seen;
    }
    let of_none = Condition::all()
        .add(of("inbox", "case_id").is_null())
        .add(of("inbox", "handled_at").is_not_null())
        .add(of("inbox", "number").is_null());
    seen.add(of_none)
}

fn messages() -> SelectStatement {
    let mut select = Query::select();
    let columns = [
        "ordinal",
        "agency",
        "message_id",
        "case_id",
        "body",
        "received_at",
        "handled_at",
        "result",
        "why",
    ];
    for column in columns {
        select.expr_as(of("inbox", column), column);
    }
    select
        .expr_as(Expr::col((cases::Entity, cases::Column::Number)), "number")
        .from(Alias::new("inbox"))
        .join(
            JoinType::LeftJoin,
            cases::Entity,
            of("inbox", "case_id").equals((cases::Entity, cases::Column::Id)),
        )
        .to_owned()
}

fn message(row: &QueryResult) -> Result<Message, StoreError> {
    let case: Option<Uuid> = row.try_get("", "case_id")?;
    let number: Option<String> = row.try_get("", "number")?;
    let handled_at: Option<i64> = row.try_get("", "handled_at")?;
    let result: Option<String> = row.try_get("", "result")?;
    Ok(Message {
        ordinal: row.try_get("", "ordinal")?,
        unit: UnitId::from(row.try_get::<String>("", "agency")?.as_str()),
        id: row.try_get("", "message_id")?,
        case: case.map(CaseId).zip(number),
        body: row.try_get("", "body")?,
        received_at: from_micros(row.try_get("", "received_at")?),
        handled_at: handled_at.map(from_micros),
        result: result.map(|word| result_of(&word)).transpose()?,
        why: row.try_get("", "why")?,
    })
}

fn result_of(word: &str) -> Result<InboxResult, StoreError> {
    let found = InboxResult::ALL.into_iter().find(|known| known.as_str() == word);
    found.ok_or_else(|| DbErr::Type(format!("unknown result `{word}`")).into())
}
