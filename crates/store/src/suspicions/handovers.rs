//! Who was responsible for cases, one after the other: kept when logs are looked through, so that who passes what to whom is shown
//! without reading them again.

use domain::id::{CaseId, Timestamp, UnitId};
use domain::suspicion::{Handover, Period, Why};
use sea_orm::sea_query::{Alias, Cond, Expr, ExprTrait, Order, Query, SelectStatement};
use sea_orm::{ConnectionTrait, QueryResult};

use crate::dialect::{Cell, Repeat, Table, insert};
use crate::entities::cases;
use crate::error::StoreError;
use crate::moment::{from_micros, to_micros};
use crate::open::Store;
use crate::rows::Rows;
use crate::sql;
use crate::visible::VisibleCases;

const HANDOVERS: Table<'static> = Table {
    name: "handovers",
    columns: &[
        ("case_id", Cell::Id),
        ("seq", Cell::Int),
        ("at", Cell::Int),
        ("unit", Cell::Text),
        ("why", Cell::Text),
    ],
    repeat: Repeat::LeftOut,
};

/// Of which cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HandoverFilter {
    /// Those of which the responsibility changed in this time.
    pub period: Period,
}

impl Store {
    /// Keeps hand-overs; what is known stays as it is, for a log only grows.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn keep_handovers(&self, handovers: &[Handover]) -> Result<(), StoreError> {
        let mut rows = Rows::default();
        for Handover { case, seq, at, to, why } in handovers {
            rows.begin().id(case.0).int(seq.cast_signed()).int(to_micros(*at));
            rows.maybe_text(to.as_ref().map(UnitId::as_str)).text(word(*why));
        }
        let Some(rows) = rows.finish() else { return Ok(()) };
        let statement = insert(self.backend(), &HANDOVERS);
        self.write(move |transaction| {
            Box::pin(async move {
                sql::execute(transaction, &statement, [rows.into()]).await.map(|_| ())
            })
        })
        .await
    }

    /// How many of the cases each unit got, each counted once, of those that somebody sees.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn received(
        &self,
        visible: &VisibleCases,
        filter: HandoverFilter,
    ) -> Result<Vec<(UnitId, u64)>, StoreError> {
        let select = Query::select()
            .expr_as(of("unit"), "unit")
            .expr_as(of("case_id").count_distinct(), "count")
            .from(Alias::new("handovers"))
            .cond_where(seen(visible, filter))
            .and_where(of("unit").is_not_null())
            .add_group_by([of("unit")])
            .to_owned();
        let counted = |row: &QueryResult| {
            let (unit, count): (String, i64) =
                (row.try_get("", "unit")?, row.try_get("", "count")?);
            Ok((UnitId::from(unit.as_str()), count.cast_unsigned()))
        };
        self.reads().query_all(&select).await?.iter().map(counted).collect()
    }

    /// The whole way, up to the end of the time, of the cases that were sent back or handed on, of those that somebody sees.
    ///
    /// # Errors
    ///
    /// Where the database fails or a row is damaged.
    pub async fn passed_on(
        &self,
        visible: &VisibleCases,
        filter: HandoverFilter,
    ) -> Result<Vec<Handover>, StoreError> {
        let given =
            Expr::col(Alias::new("why")).is_in([word(Why::Returned), word(Why::Transferred)]);
        let given = given.and(Expr::col(Alias::new("at")).lt(to_micros(filter.period.until)));
        let select = Query::select()
            .columns(["case_id", "seq", "at", "unit", "why"].map(Alias::new))
            .from(Alias::new("handovers"))
            .cond_where(seen(visible, filter))
            .and_where(of("case_id").in_subquery(cases_with(given)))
            .order_by_expr(of("case_id"), Order::Asc)
            .order_by_expr(of("seq"), Order::Asc)
            .to_owned();
        self.reads().query_all(&select).await?.iter().map(handover).collect()
    }
}

/// The rows up to the end of the time of cases that the reader sees and of which something happened in it.
fn seen(visible: &VisibleCases, filter: HandoverFilter) -> Cond {
    let (from, until) = (to_micros(filter.period.from), to_micros(filter.period.until));
    let at = || Expr::col(Alias::new("at"));
    let visible = Query::select()
        .column((cases::Entity, cases::Column::Id))
        .from(cases::Entity)
        .cond_where(visible.condition())
        .to_owned();
    Cond::all()
        .add(of("at").lt(until))
        .add(of("case_id").in_subquery(cases_with(at().gte(from).and(at().lt(until)))))
        .add(of("case_id").in_subquery(visible))
}

fn cases_with(rows: Expr) -> SelectStatement {
    Query::select()
        .column(Alias::new("case_id"))
        .from(Alias::new("handovers"))
        .and_where(rows)
        .to_owned()
}

fn of(name: &'static str) -> Expr {
    Expr::col((Alias::new("handovers"), Alias::new(name)))
}

const ALL: [Why; 6] =
    [Why::Assigned, Why::Returned, Why::Transferred, Why::Escalated, Why::Taken, Why::Ended];

const fn word(why: Why) -> &'static str {
    match why {
        Why::Assigned => "assigned",
        Why::Returned => "returned",
        Why::Transferred => "transferred",
        Why::Escalated => "escalated",
        Why::Taken => "taken",
        Why::Ended => "ended",
    }
}

fn handover(row: &QueryResult) -> Result<Handover, StoreError> {
    let case = CaseId(row.try_get("", "case_id")?);
    let (seq, at): (i64, i64) = (row.try_get("", "seq")?, row.try_get("", "at")?);
    let (unit, said): (Option<String>, String) =
        (row.try_get("", "unit")?, row.try_get("", "why")?);
    let why = ALL.into_iter().find(|why| word(*why) == said);
    let why = why.ok_or_else(|| StoreError::damaged("a hand-over", case, None))?;
    let to = unit.map(|unit| UnitId::from(unit.as_str()));
    let at: Timestamp = from_micros(at);
    Ok(Handover { case, seq: seq.cast_unsigned(), at, to, why })
}
