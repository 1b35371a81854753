//! Disputes about whose time it was 时间异议: a unit says that a stretch of time was not its own, somebody decides it once and for
//! all, and what was upheld is charged to whom the decision says, in every figure and in the ledger of the case.

use std::collections::BTreeMap;

use domain::appraisal::Recharge;
use domain::clock::Holder;
use domain::id::{CaseId, FileId, PersonId, Timestamp, UnitId};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Order, Query, SelectStatement};
use sea_orm::{ConnectionTrait, QueryResult};
use uuid::Uuid;

use crate::audit::{AuditEntry, append};
use crate::entities::cases;
use crate::error::StoreError;
use crate::moment::{from_micros, to_micros};
use crate::open::Store;
use crate::project_time::{holder_of, word_of};
use crate::sql;
use crate::visible::VisibleCases;

/// A stretch of time that a unit says was not its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDispute {
    /// By which it will be known.
    pub id: Uuid,
    /// The case.
    pub case: CaseId,
    /// The version of the case on which it was found.
    pub version: u64,
    /// The unit whose time it was.
    pub unit: UnitId,
    /// The stretch.
    pub from: Timestamp,
    /// Its end.
    pub until: Timestamp,
    /// Who says so.
    pub by: PersonId,
    /// Why, sealed.
    pub reason: Vec<u8>,
    /// What proves it: files of the case.
    pub files: Vec<FileId>,
}

/// What was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Who decided.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// Who is charged instead; none where the dispute was turned down.
    pub charged: Option<Holder>,
    /// Why, sealed; none once it was erased.
    pub finding: Option<Vec<u8>>,
}

/// A dispute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispute {
    /// By which it is known.
    pub id: Uuid,
    /// The case.
    pub case: CaseId,
    /// The number of the case.
    pub number: String,
    /// The unit whose time it was.
    pub unit: UnitId,
    /// The stretch.
    pub from: Timestamp,
    /// Its end.
    pub until: Timestamp,
    /// Who said so.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// Why, sealed; none once it was erased.
    pub reason: Option<Vec<u8>>,
    /// What proves it.
    pub files: Vec<FileId>,
    /// What was decided; none while it waits.
    pub decision: Option<Decision>,
}

impl Dispute {
    /// How the time is charged by it; none where it waits or was turned down.
    pub fn recharge(&self) -> Option<Recharge> {
        let charged = self.decision.as_ref()?.charged.clone()?;
        Some(Recharge { from: self.from, until: self.until, charged })
    }
}

/// What became of a dispute that was raised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Raised {
    /// It waits for a decision.
    Raised,
    /// It was disputed before.
    Known,
    /// The case has moved on, or is not there for who asks.
    Gone,
}

impl Store {
    /// Keeps a dispute, with its entry in the audit.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn raise_dispute(
        &self,
        new: NewDispute,
        entry: AuditEntry,
    ) -> Result<Raised, StoreError> {
        let files = new.files.iter().map(|file| file.0.to_string()).collect::<Vec<_>>().join(" ");
        let at = to_micros(entry.at);
        let lock = crate::dialect::lock_rows(self.backend());
        let version = format!("SELECT 1 FROM cases WHERE id = $1 AND version = $2{lock}");
        self.write(move |transaction| {
            Box::pin(async move {
                let values = [new.case.0.into(), new.version.cast_signed().into()];
                if sql::one(transaction, &version, values).await?.is_none() {
                    return Ok(Raised::Gone);
                }
                let insert = "INSERT INTO time_disputes \
                    (case_id, id, unit, from_at, until_at, raised_by, raised_at, reason, files) \
                    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING";
                let values = [
                    new.case.0.into(),
                    new.id.into(),
                    new.unit.as_str().into(),
                    to_micros(new.from).into(),
                    to_micros(new.until).into(),
                    new.by.as_str().into(),
                    at.into(),
                    new.reason.into(),
                    files.into(),
                ];
                if sql::execute(transaction, insert, values).await? == 0 {
                    return Ok(Raised::Known);
                }
                append(transaction, entry).await.map(|()| Raised::Raised)
            })
        })
        .await
    }

    /// Decides a dispute, once; what is upheld counts in all figures from then on. False if it was decided before, or is not
    /// there.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn decide_dispute(
        &self,
        dispute: &Dispute,
        decision: Decision,
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        let (case, id) = (dispute.case, dispute.id);
        let spent = to_micros(dispute.until) - to_micros(dispute.from);
        let was = word_of(&Holder::Unit(dispute.unit.clone()));
        self.write(move |transaction| {
            Box::pin(async move {
                let charged = decision.charged.as_ref().map(word_of);
                let update = "UPDATE time_disputes SET decided_by = $3, decided_at = $4, charged = $5, \
                    finding = $6 WHERE case_id = $1 AND id = $2 AND decided_at IS NULL";
                let values = [
                    case.0.into(),
                    id.into(),
                    decision.by.as_str().into(),
                    to_micros(decision.at).into(),
                    charged.clone().into(),
                    decision.finding.into(),
                ];
                if sql::execute(transaction, update, values).await? == 0 {
                    return Ok(false);
                }
                if let Some(charged) = charged {
                    let insert = "INSERT INTO case_times (case_id, holder, source, spent, since) \
                        VALUES ($1, $2, $3, $4, NULL)";
                    for (holder, spent) in [(was, -spent), (charged, spent)] {
                        let source = id.to_string();
                        let values =
                            [case.0.into(), holder.into(), source.into(), spent.into()];
                        sql::execute(transaction, insert, values).await?;
                    }
                }
                append(transaction, entry).await.map(|()| true)
            })
        })
        .await
    }

    /// The disputes of a case in the order of their time, if the case is there for the actor.
    ///
    /// # Errors
    ///
    /// Where the database fails, or a row is damaged.
    pub async fn disputes_of(
        &self,
        visible: &VisibleCases,
        case: CaseId,
    ) -> Result<Vec<Dispute>, StoreError> {
        let mut select = disputes(visible);
        select.and_where(Expr::col((cases::Entity, cases::Column::Id)).eq(case.0));
        self.read_disputes(&select).await
    }

    /// The disputes that wait for a decision in the cases that the actor sees, the oldest first, at most so many.
    ///
    /// # Errors
    ///
    /// Where the database fails, or a row is damaged.
    pub async fn open_disputes(
        &self,
        visible: &VisibleCases,
        most: u32,
    ) -> Result<Vec<Dispute>, StoreError> {
        let mut select = disputes(visible);
        let of = |name| Expr::col((Alias::new("time_disputes"), Alias::new(name)));
        select.and_where(of("decided_at").is_null()).limit(u64::from(most));
        select.clear_order_by().order_by_expr(of("raised_at"), Order::Asc);
        self.read_disputes(select.order_by_expr(of("id"), Order::Asc)).await
    }

    /// How the time of a case is charged by what was upheld: what an appraisal puts over its tenures.
    ///
    /// # Errors
    ///
    /// Where the database fails, or a row is damaged.
    pub async fn recharges(
        &self,
        visible: &VisibleCases,
        case: CaseId,
    ) -> Result<Vec<Recharge>, StoreError> {
        let disputes = self.disputes_of(visible, case).await?;
        Ok(disputes.iter().filter_map(Dispute::recharge).collect())
    }

    /// How time is charged by what was upheld up to an instant, in all cases: what an appraisal puts over their tenures. Only
    /// stretches that begin before another instant are asked for.
    ///
    /// # Errors
    ///
    /// Where the database fails, or a row is damaged.
    pub async fn recharges_at(
        &self,
        decided_by: Timestamp,
        begun_before: Timestamp,
    ) -> Result<BTreeMap<CaseId, Vec<Recharge>>, StoreError> {
        let select = "SELECT case_id, from_at, until_at, charged FROM time_disputes \
            WHERE charged IS NOT NULL AND decided_at <= $1 AND from_at < $2 ORDER BY case_id, from_at, id";
        let values = [to_micros(decided_by).into(), to_micros(begun_before).into()];
        let mut charged: BTreeMap<CaseId, Vec<Recharge>> = BTreeMap::new();
        for row in sql::all(self.reads(), select, values).await? {
            let case: Uuid = row.try_get("", "case_id")?;
            let holder: String = row.try_get("", "charged")?;
            let Some(holder) = holder_of(&holder) else {
                return Err(StoreError::damaged("who a dispute charges", case, None));
            };
            charged.entry(CaseId(case)).or_default().push(Recharge {
                from: from_micros(row.try_get("", "from_at")?),
                until: from_micros(row.try_get("", "until_at")?),
                charged: holder,
            });
        }
        Ok(charged)
    }

    async fn read_disputes(&self, select: &SelectStatement) -> Result<Vec<Dispute>, StoreError> {
        self.reads().query_all(select).await?.iter().map(read).collect()
    }
}

const COLUMNS: [&str; 13] = [
    "case_id",
    "id",
    "unit",
    "from_at",
    "until_at",
    "raised_by",
    "raised_at",
    "reason",
    "files",
    "decided_by",
    "decided_at",
    "charged",
    "finding",
];

fn disputes(visible: &VisibleCases) -> SelectStatement {
    let table = Alias::new("time_disputes");
    let of = |name| Expr::col((table.clone(), Alias::new(name)));
    let mut select = Query::select();
    for name in COLUMNS {
        select.expr_as(of(name), Alias::new(name));
    }
    select
        .expr_as(Expr::col((cases::Entity, cases::Column::Number)), Alias::new("number"))
        .from(table.clone())
        .inner_join(cases::Entity, of("case_id").equals((cases::Entity, cases::Column::Id)))
        .cond_where(visible.condition())
        .order_by_expr(of("from_at"), Order::Asc)
        .to_owned()
}

fn read(row: &QueryResult) -> Result<Dispute, StoreError> {
    let id: Uuid = row.try_get("", "id")?;
    let damaged = |what| StoreError::damaged(what, id, None);
    let files: String = row.try_get("", "files")?;
    let file =
        |id: &str| Uuid::parse_str(id).map(FileId).map_err(|_| damaged("a file of a dispute"));
    let charged: Option<String> = row.try_get("", "charged")?;
    let holder = |word: String| holder_of(&word).ok_or_else(|| damaged("who a dispute charges"));
    let at: Option<i64> = row.try_get("", "decided_at")?;
    let decision = match at {
        Some(at) => Some(Decision {
            by: person(row, "decided_by")?,
            at: from_micros(at),
            charged: charged.map(holder).transpose()?,
            finding: row.try_get("", "finding")?,
        }),
        None => None,
    };
    let unit: String = row.try_get("", "unit")?;
    Ok(Dispute {
        id,
        case: CaseId(row.try_get("", "case_id")?),
        number: row.try_get("", "number")?,
        unit: UnitId::from(unit.as_str()),
        from: from_micros(row.try_get("", "from_at")?),
        until: from_micros(row.try_get("", "until_at")?),
        by: person(row, "raised_by")?,
        at: from_micros(row.try_get("", "raised_at")?),
        reason: row.try_get("", "reason")?,
        files: files.split_whitespace().map(file).collect::<Result<_, _>>()?,
        decision,
    })
}

fn person(row: &QueryResult, column: &str) -> Result<PersonId, StoreError> {
    let person: String = row.try_get("", column)?;
    Ok(PersonId::from(person.as_str()))
}
