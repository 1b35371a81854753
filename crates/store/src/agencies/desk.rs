//! What people see of referrals and of the outbox: what was sent, waits or is dead. Of cases that the reader does not see
//! nothing is listed.

use domain::id::{CaseId, Timestamp, UnitId};
use sea_orm::sea_query::{Alias, Condition, Expr, ExprTrait, Order, Query};
use sea_orm::{ConnectionTrait, QueryResult};
use uuid::Uuid;

use super::outbox::{Dispatch, RETRIABLE, purpose};
use super::refer::{Referral, referral};
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
    /// The body has it, or the exchange of files that leads there.
    Sent,
    /// Nobody tries it any more until a person says so. A list of these leaves out those that are of no use any more.
    Dead,
}

impl DispatchState {
    /// The word in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Dead => "dead",
        }
    }
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

/// How many messages to and from one body wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// To be sent.
    pub outbox: u64,
    /// That nobody tries any more until a person says so.
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

    /// How many messages to and from a body wait, whoever asks: numbers without a case.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn waiting_of(&self, unit: &UnitId) -> Result<Waiting, StoreError> {
        let select = format!(
            "SELECT \
            (SELECT COUNT(*) FROM dispatches WHERE unit = $1 AND sent_at IS NULL AND dead_at IS NULL) AS outbox, \
            (SELECT COUNT(*) FROM dispatches WHERE unit = $1 AND sent_at IS NULL AND dead_at IS NOT NULL \
            AND {RETRIABLE}) AS dead, \
            (SELECT COUNT(*) FROM inbox WHERE agency = $1 AND result = 'person') AS people"
        );
        let row = sql::one(self.reads(), &select, [unit.as_str().into()]).await?;
        let Some(row) = row else { return Ok(Waiting::default()) };
        let count = |column: &str| -> Result<u64, StoreError> {
            let count: i64 = row.try_get("", column)?;
            Ok(count.unsigned_abs())
        };
        Ok(Waiting { outbox: count("outbox")?, dead: count("dead")?, people: count("people")? })
    }
}

pub(super) fn of(table: &str, column: &str) -> Expr {
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
        Some(DispatchState::Dead) => {
            wanted.add(sent.is_null()).add(dead.is_not_null()).add(Expr::cust(RETRIABLE))
        }
        Some(DispatchState::Waiting) => wanted.add(sent.is_null()).add(dead.is_null()),
    };
    let Some((at, id)) = filter.before else { return wanted };
    let place = ["created_at", "id"].map(|column| of("dispatches", column));
    wanted.add(Expr::tuple(place).lt(Expr::tuple([to_micros(at).into(), id.into()])))
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
