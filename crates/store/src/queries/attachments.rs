//! Files that serve as evidence. Their content lies elsewhere, under its hash.

use domain::id::{CaseId, FileId, Timestamp};
use domain::suspicion::Look;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Order, Query};
use sea_orm::{ConnectionTrait, QueryResult};

use crate::error::StoreError;
use crate::moment::{from_micros, to_micros};
use crate::open::Store;
use crate::operator::Operator;
use crate::record::Hash;
use crate::sql;
use crate::visible::VisibleCases;

/// A stored file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Its id.
    pub id: FileId,
    /// Of which case.
    pub case: CaseId,
    /// What its author called it; never used as a path.
    pub name: String,
    /// What its content is.
    pub media_type: String,
    /// How many bytes.
    pub size: u64,
    /// The hash of its content.
    pub sha256: Hash,
    /// Who brought it: a person's id, or `citizen`.
    pub author: String,
    /// When.
    pub created_at: Timestamp,
    /// How it looks, where it is a picture that was drawn; known when it is kept, and read by who looks for suspicions only.
    pub look: Option<Look>,
}

impl Store {
    /// Keeps a file. False, and nothing is kept, if the case does not exist for its author by then.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn put_attachment(
        &self,
        visible: &VisibleCases,
        file: Attachment,
    ) -> Result<bool, StoreError> {
        let mut sees = visible.select_one(file.case);
        if self.is_postgres() {
            sees.lock_shared();
        }
        self.write(move |transaction| {
            Box::pin(async move {
                if transaction.query_one(&sees).await?.is_none() {
                    return Ok(false);
                }
                let insert = "INSERT INTO attachments \
                    (case_id, id, name, media_type, size, sha256, author, created_at, look) \
                    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING";
                let values = [
                    file.case.0.into(),
                    file.id.0.into(),
                    file.name.into(),
                    file.media_type.into(),
                    file.size.cast_signed().into(),
                    file.sha256.to_vec().into(),
                    file.author.into(),
                    to_micros(file.created_at).into(),
                    file.look.map(|look| look.0.cast_signed()).into(),
                ];
                sql::execute(transaction, insert, values).await.map(|_| true)
            })
        })
        .await
    }

    /// The files of a case; none at all if it does not exist for the actor.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn attachments(
        &self,
        visible: &VisibleCases,
        case: CaseId,
    ) -> Result<Option<Vec<Attachment>>, StoreError> {
        let columns =
            ["id", "name", "media_type", "size", "sha256", "author", "created_at"].map(Alias::new);
        let select = Query::select()
            .columns(columns)
            .from(Alias::new("attachments"))
            .and_where(Expr::col(Alias::new("case_id")).eq(case.0))
            .and_where(visible.holds(case))
            .order_by(Alias::new("created_at"), Order::Asc)
            .order_by(Alias::new("id"), Order::Asc)
            .to_owned();
        let rows = self.reads().query_all(&select).await?;
        if rows.is_empty() && !self.sees(visible, case).await? {
            return Ok(None);
        }
        rows.iter().map(|row| attachment(row, case)).collect::<Result<_, _>>().map(Some)
    }

    /// All files after one, whoever may see them, to check that each is there and whole.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn attachments_after(
        &self,
        _operator: Operator,
        after: Option<(CaseId, FileId)>,
        most: u32,
    ) -> Result<Vec<Attachment>, StoreError> {
        let select = format!(
            "SELECT case_id, id, name, media_type, size, sha256, author, created_at \
             FROM attachments WHERE (case_id, id) > ($1, $2) ORDER BY case_id, id LIMIT {most}"
        );
        let (case, id) = after.map_or_else(Default::default, |(case, id)| (case.0, id.0));
        let rows = sql::all(self.reads(), &select, [case.into(), id.into()]).await?;
        let read = |row: &QueryResult| attachment(row, CaseId(row.try_get("", "case_id")?));
        rows.iter().map(read).collect()
    }
}

fn attachment(row: &QueryResult, case: CaseId) -> Result<Attachment, StoreError> {
    let sha256: Vec<u8> = row.try_get("", "sha256")?;
    let size: i64 = row.try_get("", "size")?;
    Ok(Attachment {
        id: FileId(row.try_get("", "id")?),
        case,
        name: row.try_get("", "name")?,
        media_type: row.try_get("", "media_type")?,
        size: size.cast_unsigned(),
        sha256: Hash::try_from(sha256.as_slice())
            .map_err(|_| StoreError::damaged("the hash of a file", case, None))?,
        author: row.try_get("", "author")?,
        created_at: from_micros(row.try_get("", "created_at")?),
        look: None,
    })
}
