//! Drafts of reports, under keyed hashes of their ids, and their photographs. What is in them is sealed; here they are
//! bounded in number and in size, and end.

use domain::id::Timestamp;
use sea_orm::DatabaseTransaction;

use crate::error::StoreError;
use crate::moment::to_micros;
use crate::open::Store;
use crate::record::Hash;
use crate::sql;

/// How many drafts there are at most: a whole county reports a problem at once, and nobody fills the disk.
pub const DRAFTS_MAX: i64 = 20_000;

/// How many bytes the photographs of all drafts have at most.
pub const PHOTO_BYTES_MAX: i64 = 2 * 1024 * 1024 * 1024;

/// How many photographs a draft has at most.
pub const PHOTOS_MAX: u8 = 6;

/// Whether something was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It was.
    Kept,
    /// There are as many as may be, of all citizens.
    Full,
    /// The draft has as many photographs as it may.
    TooMany,
    /// It has more bytes than one draft may.
    TooLong,
    /// There is no such draft, or it has ended.
    NoDraft,
}

/// A photograph, sealed.
#[derive(Clone, Debug)]
pub struct SealedPhoto {
    /// By what the same content is known again.
    pub mark: Hash,
    /// What is for the eyes.
    pub copy: Vec<u8>,
    /// As it came.
    pub original: Vec<u8>,
}

impl Store {
    /// What a draft holds that has not ended.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn draft(&self, id: &Hash, now: Timestamp) -> Result<Option<Vec<u8>>, StoreError> {
        let select = "SELECT sealed FROM drafts WHERE id = $1 AND expires_at > $2";
        let values = [id.to_vec().into(), to_micros(now).into()];
        let row = sql::one(self.reads(), select, values).await?;
        row.map(|row| Ok(row.try_get("", "sealed")?)).transpose()
    }

    /// Keeps a draft until an instant, over what it held before. `alone` removes its photographs.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn put_draft(
        &self,
        id: Hash,
        sealed: Vec<u8>,
        until: Timestamp,
        alone: bool,
    ) -> Result<Kept, StoreError> {
        let until = to_micros(until);
        self.write(move |transaction| {
            Box::pin(async move {
                let known = "SELECT count(*) AS n FROM drafts WHERE id = $1";
                let is_known = count(transaction, known, &[id.to_vec().into()]).await? == 1;
                let all = "SELECT count(*) AS n FROM drafts";
                if !is_known && count(transaction, all, &[]).await? >= DRAFTS_MAX {
                    return Ok(Kept::Full);
                }
                let upsert = "INSERT INTO drafts (id, sealed, expires_at) VALUES ($1, $2, $3) \
                    ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed, expires_at = excluded.expires_at";
                sql::execute(transaction, upsert, [id.to_vec().into(), sealed.into(), until.into()]).await?;
                if alone {
                    let delete = "DELETE FROM draft_photos WHERE draft = $1";
                    sql::execute(transaction, delete, [id.to_vec().into()]).await?;
                }
                Ok(Kept::Kept)
            })
        })
        .await
    }

    /// Adds a photograph to a draft that has not ended.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn add_photo(
        &self,
        id: Hash,
        photo: SealedPhoto,
        now: Timestamp,
    ) -> Result<Kept, StoreError> {
        let lock = if self.is_postgres() { " FOR UPDATE" } else { "" };
        self.write(move |transaction| {
            Box::pin(async move {
                let draft = || id.to_vec().into();
                let alive = format!("SELECT 1 FROM drafts WHERE id = $1 AND expires_at > $2{lock}");
                if sql::one(transaction, &alive, [draft(), to_micros(now).into()]).await?.is_none() {
                    return Ok(Kept::NoDraft);
                }
                let same = "SELECT count(*) AS n FROM draft_photos WHERE draft = $1 AND mark = $2";
                let mark = || photo.mark.to_vec().into();
                if count(transaction, same, &[draft(), mark()]).await? > 0 {
                    return Ok(Kept::Kept);
                }
                let size = i64::try_from(photo.copy.len() + photo.original.len()).unwrap_or(i64::MAX);
                let of_draft = "SELECT count(*) AS n FROM draft_photos WHERE draft = $1";
                if count(transaction, of_draft, &[draft()]).await? >= PHOTOS_MAX.into() {
                    return Ok(Kept::TooMany);
                }
                let all = "SELECT CAST(coalesce(sum(size), 0) AS bigint) AS n FROM draft_photos";
                if count(transaction, all, &[]).await? + size > PHOTO_BYTES_MAX {
                    return Ok(Kept::Full);
                }
                let last = "SELECT CAST(coalesce(max(place), 0) AS bigint) AS n FROM draft_photos WHERE draft = $1";
                let place = count(transaction, last, &[draft()]).await? + 1;
                let insert = "INSERT INTO draft_photos (draft, place, mark, copy, original, size) \
                    VALUES ($1, $2, $3, $4, $5, $6)";
                let values = [
                    draft(),
                    place.into(),
                    mark(),
                    photo.copy.clone().into(),
                    photo.original.clone().into(),
                    size.into(),
                ];
                sql::execute(transaction, insert, values).await?;
                Ok(Kept::Kept)
            })
        })
        .await
    }

    /// The places of the photographs of a draft, in order.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn photos(&self, id: &Hash) -> Result<Vec<i32>, StoreError> {
        let select = "SELECT place FROM draft_photos WHERE draft = $1 ORDER BY place";
        let rows = sql::all(self.reads(), select, [id.to_vec().into()]).await?;
        rows.iter().map(|row| Ok(row.try_get("", "place")?)).collect()
    }

    /// A photograph of a draft.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn photo(&self, id: &Hash, place: i32) -> Result<Option<SealedPhoto>, StoreError> {
        let select =
            "SELECT mark, copy, original FROM draft_photos WHERE draft = $1 AND place = $2";
        let row = sql::one(self.reads(), select, [id.to_vec().into(), place.into()]).await?;
        row.map(|row| {
            let mark: Vec<u8> = row.try_get("", "mark")?;
            Ok(SealedPhoto {
                mark: mark.try_into().unwrap_or_default(),
                copy: row.try_get("", "copy")?,
                original: row.try_get("", "original")?,
            })
        })
        .transpose()
    }

    /// Removes a photograph of a draft, if it is there.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn drop_photo(&self, id: Hash, place: i32) -> Result<(), StoreError> {
        self.write(move |transaction| {
            Box::pin(async move {
                let delete = "DELETE FROM draft_photos WHERE draft = $1 AND place = $2";
                let values = [id.to_vec().into(), place.into()];
                sql::execute(transaction, delete, values).await.map(|_| ())
            })
        })
        .await
    }

    /// Removes a draft with all that is in it.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn end_draft(&self, id: Hash) -> Result<(), StoreError> {
        self.remove_drafts("id = $1", id.to_vec().into()).await
    }

    /// Removes drafts that ended by `now`.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn forget_drafts(&self, now: Timestamp) -> Result<(), StoreError> {
        self.remove_drafts("expires_at <= $1", to_micros(now).into()).await
    }

    async fn remove_drafts(
        &self,
        which: &'static str,
        value: sea_orm::Value,
    ) -> Result<(), StoreError> {
        self.write(move |transaction| {
            Box::pin(async move {
                // Not left to the cascade alone: SQLite heeds it only where a connection asks for that.
                let photos = format!(
                    "DELETE FROM draft_photos WHERE draft IN (SELECT id FROM drafts WHERE {which})"
                );
                sql::execute(transaction, &photos, [value.clone()]).await?;
                let drafts = format!("DELETE FROM drafts WHERE {which}");
                sql::execute(transaction, &drafts, [value]).await.map(|_| ())
            })
        })
        .await
    }
}

/// The one number that a query counts.
async fn count(
    transaction: &DatabaseTransaction,
    select: &str,
    values: &[sea_orm::Value],
) -> Result<i64, StoreError> {
    let row = sql::one(transaction, select, values.iter().cloned()).await?;
    row.map_or(Ok(0), |row| Ok(row.try_get("", "n")?))
}
