//! Papers that were issued in a case. What they say is sealed; here they are counted, found and read under the access rule,
//! but for the page for checking, which the code on the paper opens.

use domain::id::{CaseId, Timestamp};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Order, Query};
use sea_orm::{ConnectionTrait, QueryResult};

use crate::audit::{AuditEntry, append};
use crate::change::KeptText;
use crate::error::StoreError;
use crate::moment::{from_micros, to_micros};
use crate::open::Store;
use crate::queries::{RevealOf, keep_reason};
use crate::record::Hash;
use crate::sql;
use crate::visible::VisibleCases;

/// A paper that was issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedPaper {
    /// In which case.
    pub case: CaseId,
    /// Its place among the papers of the case, from 1.
    pub ordinal: i32,
    /// Its kind, as the file of its template is called.
    pub kind: String,
    /// The number that is printed on it.
    pub number: String,
    /// A keyed hash of the code that is printed on it.
    pub code: Hash,
    /// What it says, sealed by the key of the case; none once that was erased.
    pub sealed: Option<Vec<u8>>,
    /// Who issued it: a person's id.
    pub issued_by: String,
    /// When.
    pub issued_at: Timestamp,
    /// Since when it is void; none if it is in force.
    pub void_at: Option<Timestamp>,
}

/// What came of keeping a paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaperKept {
    /// It is kept, or was: the same code stands on a paper of this place.
    At(i32),
    /// Another paper took its place in the meantime.
    Taken,
    /// The case does not exist for its author by then.
    NoCase,
}

const COLUMNS: [&str; 9] =
    ["case_id", "ordinal", "kind", "number", "code", "sealed", "issued_by", "issued_at", "void_at"];

impl Store {
    /// Keeps a paper with the entry of the audit that tells of it.
    ///
    /// # Errors
    ///
    /// Where the database fails; nothing is kept then.
    pub async fn put_paper(
        &self,
        visible: &VisibleCases,
        paper: IssuedPaper,
        entry: AuditEntry,
    ) -> Result<PaperKept, StoreError> {
        let mut sees = visible.select_one(paper.case);
        if self.is_postgres() {
            sees.lock_shared();
        }
        self.write(move |transaction| {
            Box::pin(async move {
                if transaction.query_one(&sees).await?.is_none() {
                    return Ok(PaperKept::NoCase);
                }
                let same = "SELECT ordinal FROM papers WHERE code = $1 AND case_id = $2";
                let values = [paper.code.to_vec().into(), paper.case.0.into()];
                if let Some(row) = sql::one(transaction, same, values).await? {
                    return Ok(PaperKept::At(row.try_get("", "ordinal")?));
                }
                // Of two at once on PostgreSQL, one waits here for the other and finds its place taken.
                let insert = "INSERT INTO papers (case_id, ordinal, kind, number, code, sealed, issued_by, issued_at) \
                    VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING";
                let ordinal = paper.ordinal;
                let values = [
                    paper.case.0.into(),
                    ordinal.into(),
                    paper.kind.into(),
                    paper.number.into(),
                    paper.code.to_vec().into(),
                    paper.sealed.into(),
                    paper.issued_by.into(),
                    to_micros(paper.issued_at).into(),
                ];
                if sql::execute(transaction, insert, values).await? == 0 {
                    return Ok(PaperKept::Taken);
                }
                append(transaction, entry).await?;
                Ok(PaperKept::At(ordinal))
            })
        })
        .await
    }

    /// Declares the paper of this place void at a moment, with the reason and the entry of the audit that tells of it; false if it was void before, or the
    /// case does not exist for its author by then.
    ///
    /// # Errors
    ///
    /// Where the database fails; the paper is in force then.
    pub async fn void_paper(
        &self,
        visible: &VisibleCases,
        (case, ordinal, at): (CaseId, i32, Timestamp),
        reason: KeptText,
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        let mut sees = visible.select_one(case);
        if self.is_postgres() {
            sees.lock_shared();
        }
        self.write(move |transaction| {
            Box::pin(async move {
                if transaction.query_one(&sees).await?.is_none() {
                    return Ok(false);
                }
                let update = "UPDATE papers SET void_at = $1 \
                    WHERE case_id = $2 AND ordinal = $3 AND void_at IS NULL";
                let values = [to_micros(at).into(), case.0.into(), ordinal.into()];
                if sql::execute(transaction, update, values).await? == 0 {
                    return Ok(false);
                }
                keep_reason(transaction, RevealOf::Case(case), reason, entry).await?;
                Ok(true)
            })
        })
        .await
    }

    /// The papers of a case in the order in which they were issued; none if it does not exist for the actor.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn papers(
        &self,
        visible: &VisibleCases,
        case: CaseId,
    ) -> Result<Vec<IssuedPaper>, StoreError> {
        let select = Query::select()
            .columns(COLUMNS.map(Alias::new))
            .from(Alias::new("papers"))
            .and_where(Expr::col(Alias::new("case_id")).eq(case.0))
            .and_where(visible.holds(case))
            .order_by(Alias::new("ordinal"), Order::Asc)
            .to_owned();
        self.reads().query_all(&select).await?.iter().map(issued).collect()
    }

    /// The paper on which a code is printed, with the wrapped key of its case, for whoever has the paper in hand. Nothing of
    /// the case may be shown by it.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn paper_by_code(
        &self,
        code: &Hash,
    ) -> Result<Option<(IssuedPaper, Option<Vec<u8>>)>, StoreError> {
        let select = "SELECT papers.*, case_keys.wrapped FROM papers \
            LEFT JOIN case_keys ON case_keys.case_id = papers.case_id WHERE papers.code = $1";
        let row = sql::one(self.reads(), select, [code.to_vec().into()]).await?;
        row.map(|row| Ok((issued(&row)?, row.try_get("", "wrapped")?))).transpose()
    }
}

fn issued(row: &QueryResult) -> Result<IssuedPaper, StoreError> {
    let case = CaseId(row.try_get("", "case_id")?);
    let code: Vec<u8> = row.try_get("", "code")?;
    let void_at: Option<i64> = row.try_get("", "void_at")?;
    Ok(IssuedPaper {
        case,
        ordinal: row.try_get("", "ordinal")?,
        kind: row.try_get("", "kind")?,
        number: row.try_get("", "number")?,
        code: code
            .try_into()
            .map_err(|_| StoreError::damaged("the code of a paper", case, None))?,
        sealed: row.try_get("", "sealed")?,
        issued_by: row.try_get("", "issued_by")?,
        issued_at: from_micros(row.try_get("", "issued_at")?),
        void_at: void_at.map(from_micros),
    })
}
