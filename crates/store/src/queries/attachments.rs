//! Files that serve as evidence. Their content lies elsewhere, under its hash.

use domain::id::{CaseId, FileId, Timestamp};
use sea_orm::QueryResult;

use crate::error::StoreError;
use crate::moment::{from_micros, to_micros};
use crate::open::Store;
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
}

impl Store {
    /// Keeps a file. The caller has made sure that its author sees the case.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn put_attachment(&self, file: Attachment) -> Result<(), StoreError> {
        self.write(move |transaction| {
            Box::pin(async move {
                let insert = "INSERT INTO attachments \
                    (case_id, id, name, media_type, size, sha256, author, created_at) \
                    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
                let values = [
                    file.case.0.into(),
                    file.id.0.into(),
                    file.name.into(),
                    file.media_type.into(),
                    file.size.cast_signed().into(),
                    file.sha256.to_vec().into(),
                    file.author.into(),
                    to_micros(file.created_at).into(),
                ];
                sql::execute(transaction, insert, values).await.map(|_| ())
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
        if !self.sees(visible, case).await? {
            return Ok(None);
        }
        let select = "SELECT id, name, media_type, size, sha256, author, created_at \
                      FROM attachments WHERE case_id = $1 ORDER BY created_at, id";
        let rows = sql::all(self.reads(), select, [case.0.into()]).await?;
        rows.iter().map(|row| attachment(row, case)).collect::<Result<_, _>>().map(Some)
    }

    /// All files after one, whoever may see them: for the operator, who checks that each is there and whole.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn attachments_after(
        &self,
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
    })
}
