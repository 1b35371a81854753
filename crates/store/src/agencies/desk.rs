//! What people see of the outbox and the inbox: what was sent, waits or is dead, what came in and what became of it. Of
//! cases that the reader does not see nothing is listed.

use domain::id::{CaseId, Timestamp, UnitId};
use sea_orm::sea_query::{
    Alias, Condition, Expr, ExprTrait, JoinType, Order, Query, SelectStatement,
};
use sea_orm::{ConnectionTrait, QueryResult};
use uuid::Uuid;

use super::inbox::InboxResult;
use super::outbox::{Dispatch, purpose};
use super::refer::{Referral, referral};
use crate::audit::{AuditEntry, append};
use crate::entities::cases;
use crate::error::StoreError;
use crate::moment::{from_micros, to_micros};
use crate::open::Store;
use crate::sql;
use crate::visible::VisibleCases;

/// How a message of the outbox stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DispatchState {
    /// It is tried until it has arrived.
    Waiting,
    /// The body has it.
    Sent,
    /// Nobody tries it any more until a person says so.
    Dead,
}

/// Which messages of the outbox; absent parts ask nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutboxFilter {
    /// Of one case.
    pub case: Option<CaseId>,
    /// To one body.
    pub unit: Option<UnitId>,
    /// That stand so.
    pub state: Option<DispatchState>,
    /// Older than this one: when it was asked for, and its id.
    pub before: Option<(Timestamp, Uuid)>,
}

/// A message of the inbox, for whoever looks at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its place in the inbox.
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
    pub result: Option<String>,
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
    /// Before this place.
    pub before: Option<i64>,
}

/// How many messages to and from one body wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// To be sent.
    pub outbox: u64,
    /// That nobody tries any more.
    pub dead: u64,
    /// That a person must look at.
    pub people: u64,
}

impl Store {
    /// The referrals of a case that the actor sees, the oldest first.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn referrals_of(
        &self,
        visible: &VisibleCases,
        case: CaseId,
    ) -> Result<Vec<Referral>, StoreError> {
        let mut select = Query::select();
        let columns = [
            "id",
            "case_id",
            "unit",
            "created_at",
            "delivered_at",
            "refused",
            "ended_at",
            "foreign_number",
            "standing",
            "standing_at",
            "sequence",
        ];
        for column in columns {
            select.expr_as(of("referrals", column), column);
        }
        select
            .from(Alias::new("referrals"))
            .and_where(of("referrals", "case_id").eq(case.0))
            .and_where(visible.holds(case))
            .order_by_expr(of("referrals", "created_at"), Order::Asc)
            .order_by_expr(of("referrals", "id"), Order::Asc);
        self.reads().query_all(&select).await?.iter().map(referral).collect()
    }

    /// Messages of the outbox about cases that the actor sees, the newest first.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn outbox(
        &self,
        visible: &VisibleCases,
        filter: &OutboxFilter,
        most: u32,
    ) -> Result<Vec<Dispatch>, StoreError> {
        let mut select = Query::select();
        let columns = [
            "id",
            "unit",
            "purpose",
            "created_at",
            "due_at",
            "attempts",
            "failure",
            "sent_at",
            "dead_at",
        ];
        for column in columns {
            select.expr_as(of("dispatches", column), column);
        }
        select
            .expr_as(of("referrals", "case_id"), "case_id")
            .expr_as(Expr::col((cases::Entity, cases::Column::Number)), "number")
            .from(Alias::new("dispatches"))
            .inner_join(
                Alias::new("referrals"),
                of("referrals", "id").equals(("dispatches", "referral")),
            )
            .inner_join(
                cases::Entity,
                of("referrals", "case_id").equals((cases::Entity, cases::Column::Id)),
            )
            .cond_where(visible.condition())
            .cond_where(wanted(filter))
            .order_by_expr(of("dispatches", "created_at"), Order::Desc)
            .order_by_expr(of("dispatches", "id"), Order::Desc)
            .limit(u64::from(most));
        self.reads().query_all(&select).await?.iter().map(dispatch).collect()
    }

    /// A message of the outbox, if it is about a case that the actor sees.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn dispatch_of(
        &self,
        visible: &VisibleCases,
        id: Uuid,
    ) -> Result<Option<CaseId>, StoreError> {
        let select = Query::select()
            .expr_as(of("referrals", "case_id"), "case_id")
            .from(Alias::new("dispatches"))
            .inner_join(
                Alias::new("referrals"),
                of("referrals", "id").equals(("dispatches", "referral")),
            )
            .inner_join(
                cases::Entity,
                of("referrals", "case_id").equals((cases::Entity, cases::Column::Id)),
            )
            .cond_where(visible.condition())
            .and_where(of("dispatches", "id").eq(id))
            .to_owned();
        let row = self.reads().query_one(&select).await?;
        Ok(row.map(|row| row.try_get("", "case_id")).transpose()?.map(CaseId))
    }

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
        let mut seen = Condition::any().add(visible.condition());
        if filter.unattached {
            seen = seen.add(of("inbox", "case_id").is_null());
        }
        let mut select = messages();
        select
            .cond_where(seen)
            .order_by_expr(of("inbox", "ordinal"), Order::Desc)
            .order_by_expr(of("inbox", "message_id"), Order::Desc)
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
        if let Some(before) = filter.before {
            select.and_where(of("inbox", "ordinal").lt(before));
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
        let mut seen = Condition::any().add(visible.condition());
        if unattached {
            seen = seen.add(of("inbox", "case_id").is_null());
        }
        let mut select = messages();
        select
            .cond_where(seen)
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

    /// How many messages to and from a body wait, whoever asks: numbers without a case.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn waiting_of(&self, unit: &UnitId) -> Result<Waiting, StoreError> {
        let select = "SELECT \
            (SELECT COUNT(*) FROM dispatches WHERE unit = $1 AND sent_at IS NULL AND dead_at IS NULL) AS outbox, \
            (SELECT COUNT(*) FROM dispatches WHERE unit = $1 AND sent_at IS NULL AND dead_at IS NOT NULL) AS dead, \
            (SELECT COUNT(*) FROM inbox WHERE agency = $1 AND result = 'person') AS people";
        let row = sql::one(self.reads(), select, [unit.as_str().into()]).await?;
        let Some(row) = row else { return Ok(Waiting::default()) };
        let count = |column: &str| -> Result<u64, StoreError> {
            let count: i64 = row.try_get("", column)?;
            Ok(count.unsigned_abs())
        };
        Ok(Waiting { outbox: count("outbox")?, dead: count("dead")?, people: count("people")? })
    }
}

fn of(table: &str, column: &str) -> Expr {
    Expr::col((Alias::new(table), Alias::new(column)))
}

/// What a filter of the outbox asks.
fn wanted(filter: &OutboxFilter) -> Condition {
    let mut wanted = Condition::all();
    if let Some(case) = filter.case {
        wanted = wanted.add(of("referrals", "case_id").eq(case.0));
    }
    if let Some(unit) = &filter.unit {
        wanted = wanted.add(of("dispatches", "unit").eq(unit.as_str()));
    }
    let (sent, dead) = (of("dispatches", "sent_at"), of("dispatches", "dead_at"));
    wanted = match filter.state {
        None => wanted,
        Some(DispatchState::Sent) => wanted.add(sent.is_not_null()),
        Some(DispatchState::Dead) => wanted.add(sent.is_null()).add(dead.is_not_null()),
        Some(DispatchState::Waiting) => wanted.add(sent.is_null()).add(dead.is_null()),
    };
    let Some((at, id)) = filter.before else { return wanted };
    let (created, own) = (of("dispatches", "created_at"), of("dispatches", "id"));
    let older = created.clone().lt(to_micros(at));
    let same = Condition::all().add(created.eq(to_micros(at))).add(own.lt(id));
    wanted.add(Condition::any().add(older).add(same))
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

fn dispatch(row: &QueryResult) -> Result<Dispatch, StoreError> {
    let moment = |column: &str| -> Result<Option<Timestamp>, StoreError> {
        let at: Option<i64> = row.try_get("", column)?;
        Ok(at.map(from_micros))
    };
    Ok(Dispatch {
        id: row.try_get("", "id")?,
        case: CaseId(row.try_get("", "case_id")?),
        number: row.try_get("", "number")?,
        unit: UnitId::from(row.try_get::<String>("", "unit")?.as_str()),
        purpose: purpose(row)?,
        created_at: from_micros(row.try_get("", "created_at")?),
        due_at: from_micros(row.try_get("", "due_at")?),
        attempts: row.try_get("", "attempts")?,
        failure: row.try_get("", "failure")?,
        sent_at: moment("sent_at")?,
        dead_at: moment("dead_at")?,
    })
}

fn message(row: &QueryResult) -> Result<Message, StoreError> {
    let case: Option<Uuid> = row.try_get("", "case_id")?;
    let number: Option<String> = row.try_get("", "number")?;
    let handled_at: Option<i64> = row.try_get("", "handled_at")?;
    Ok(Message {
        ordinal: row.try_get("", "ordinal")?,
        unit: UnitId::from(row.try_get::<String>("", "agency")?.as_str()),
        id: row.try_get("", "message_id")?,
        case: case.map(CaseId).zip(number),
        body: row.try_get("", "body")?,
        received_at: from_micros(row.try_get("", "received_at")?),
        handled_at: handled_at.map(from_micros),
        result: row.try_get("", "result")?,
        why: row.try_get("", "why")?,
    })
}
