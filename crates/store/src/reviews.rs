//! What citizens said who scanned a code: levels in the clear, so that they can be counted, and all words sealed. Of whom
//! they come from nothing is kept; how many came on a day is counted under keyed hashes that are others every day.

use std::collections::BTreeMap;

use domain::id::{CaseId, Timestamp};
use domain::review::{Dimension, Level};
use sea_orm::{DatabaseTransaction, QueryResult};
use uuid::Uuid;

use crate::audit::{AuditEntry, append};
use crate::dialect;
use crate::error::StoreError;
use crate::moment::{from_micros, to_micros};
use crate::open::Store;
use crate::record::Hash;
use crate::sql;

/// A review as it is kept.
#[derive(Clone, Debug)]
pub struct KeptReview {
    /// By which it is known.
    pub id: Uuid,
    /// The code that was scanned.
    pub point: Uuid,
    /// A keyed hash of what its form is known by.
    pub mark: Hash,
    /// When it came first.
    pub at: Timestamp,
    /// What was said of each dimension that something was said of.
    pub levels: BTreeMap<Dimension, Level>,
    /// Its words, and who says them, sealed.
    pub sealed: Vec<u8>,
    /// When it became a complaint.
    pub filed_at: Option<Timestamp>,
    /// The case that it became.
    pub clue: Option<CaseId>,
    /// When somebody found that there is nothing to look into, and why.
    pub dismissed: Option<(Timestamp, String)>,
    /// A keyed hash of the code by which its author asks what became of it.
    pub code: Option<Hash>,
}

/// How many may come on a day under a mark.
#[derive(Clone, Copy, Debug)]
pub struct Bound {
    /// A keyed hash.
    pub mark: Hash,
    /// The most.
    pub most: i64,
}

/// Which reviews.
#[derive(Clone, Debug, Default)]
pub struct ReviewFilter {
    /// Of these codes.
    pub points: Vec<Uuid>,
    /// Only bad ones.
    pub bad: bool,
    /// Only those of which nothing became so far.
    pub waiting: bool,
    /// Only those that came before this one.
    pub before: Option<(Timestamp, Uuid)>,
}

/// What came of keeping one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeping {
    /// It is kept, over what was sent under the same mark before.
    Kept,
    /// As many came today as may.
    TooMany,
    /// The code serves no more.
    Retired,
}

const COLUMNS: &str = "r.id AS id, r.point AS point, r.mark AS mark, r.at AS at, r.sealed AS sealed, r.filed_at AS filed_at, \
                       r.dismissed_at AS dismissed_at, r.dismissed_why AS dismissed_why, c.case_id AS clue, \
                       l.dimension AS dimension, l.level AS level";

/// What belongs to a review beside its row.
const BESIDE: &str =
    "JOIN review_levels l ON l.review = r.id LEFT JOIN review_clues c ON c.review = r.id";

impl Store {
    /// Keeps a review under its mark. The same mark again stands for the same review: its author sends it once more, as it
    /// was or mended. A new one is counted under each bound of the day.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn keep_review(
        &self,
        review: KeptReview,
        day: i64,
        bounds: Vec<Bound>,
    ) -> Result<Keeping, StoreError> {
        let lock = if self.is_postgres() { " FOR SHARE" } else { "" };
        self.write(move |transaction| {
            Box::pin(async move {
                let serves =
                    format!("SELECT 1 FROM scan_points WHERE id = $1 AND retired_at IS NULL{lock}");
                if sql::one(transaction, &serves, [review.point.into()]).await?.is_none() {
                    return Ok(Keeping::Retired);
                }
                let known = "SELECT id, filed_at FROM reviews WHERE mark = $1";
                let known = sql::one(transaction, known, [review.mark.to_vec().into()]).await?;
                let Some(known) = known else {
                    if !counted(transaction, day, &bounds).await? {
                        return Ok(Keeping::TooMany);
                    }
                    put(transaction, &review).await?;
                    return Ok(Keeping::Kept);
                };
                // What became a complaint stays as it was then.
                let filed: Option<i64> = known.try_get("", "filed_at")?;
                if filed.is_none() {
                    let review = KeptReview { id: known.try_get("", "id")?, ..review };
                    mend(transaction, &review).await?;
                }
                Ok(Keeping::Kept)
            })
        })
        .await
    }

    /// The review under a mark that came after an instant.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn review_marked(
        &self,
        mark: &Hash,
        after: Timestamp,
    ) -> Result<Option<KeptReview>, StoreError> {
        let select =
            format!("SELECT {COLUMNS} FROM reviews r {BESIDE} WHERE r.mark = $1 AND r.at > $2");
        let values = [mark.to_vec().into(), to_micros(after).into()];
        Ok(gathered(&sql::all(self.reads(), &select, values).await?)?.pop())
    }

    /// A review by its id.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn review(&self, id: Uuid) -> Result<Option<KeptReview>, StoreError> {
        let select = format!("SELECT {COLUMNS} FROM reviews r {BESIDE} WHERE r.id = $1");
        Ok(gathered(&sql::all(self.reads(), &select, [id.into()]).await?)?.pop())
    }

    /// The review whose author holds a code.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn review_coded(&self, code: &Hash) -> Result<Option<KeptReview>, StoreError> {
        let select = format!("SELECT {COLUMNS} FROM reviews r {BESIDE} WHERE r.code = $1");
        let rows = sql::all(self.reads(), &select, [code.to_vec().into()]).await?;
        Ok(gathered(&rows)?.pop())
    }

    /// Reviews, the newest first.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn reviews(
        &self,
        filter: &ReviewFilter,
        most: u32,
    ) -> Result<Vec<KeptReview>, StoreError> {
        let among = dialect::id_among(self.backend(), "point");
        let select = format!(
            "SELECT {COLUMNS} FROM (SELECT * FROM reviews WHERE {among} AND worst <= $2{} \
             AND (at < $3 OR (at = $3 AND id < $4)) ORDER BY at DESC, id DESC LIMIT {most}) r \
             {BESIDE} ORDER BY r.at DESC, r.id DESC, l.dimension",
            waiting(filter)
        );
        let (at, id) =
            filter.before.map_or((i64::MAX, Uuid::max()), |(at, id)| (to_micros(at), id));
        let values = [self.among(filter), worst(filter).into(), at.into(), id.into()];
        gathered(&sql::all(self.reads(), &select, values).await?)
    }

    /// How many there are.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn count_reviews(&self, filter: &ReviewFilter) -> Result<i64, StoreError> {
        let among = dialect::id_among(self.backend(), "point");
        let select = format!(
            "SELECT count(*) AS n FROM reviews WHERE {among} AND worst <= $2{}",
            waiting(filter)
        );
        let values = [self.among(filter), worst(filter).into()];
        let row = sql::one(self.reads(), &select, values).await?;
        row.map_or(Ok(0), |row| Ok(row.try_get("", "n")?))
    }

    /// Remembers that a review became a case. One that became one before stays with the first.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn review_filed(
        &self,
        id: Uuid,
        case: CaseId,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.write(move |transaction| {
            Box::pin(async move {
                let update = "UPDATE reviews SET filed_at = $2 WHERE id = $1 AND filed_at IS NULL";
                let values = [id.into(), to_micros(at).into()];
                if sql::execute(transaction, update, values).await? == 0 {
                    return Ok(());
                }
                let insert = "INSERT INTO review_clues (case_id, review) VALUES ($1, $2) ON CONFLICT DO NOTHING";
                sql::execute(transaction, insert, [case.0.into(), id.into()]).await.map(|_| ())
            })
        })
        .await
    }

    /// Remembers that there is nothing to look into in a review, and why; false where something became of it before.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn dismiss_review(
        &self,
        id: Uuid,
        why: &'static str,
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        self.write(move |transaction| {
            Box::pin(async move {
                let update = "UPDATE reviews SET dismissed_at = $2, dismissed_why = $3 \
                              WHERE id = $1 AND filed_at IS NULL AND dismissed_at IS NULL";
                let values = [id.into(), to_micros(entry.at).into(), why.into()];
                let done = sql::execute(transaction, update, values).await? == 1;
                if done {
                    append(transaction, entry.clone()).await?;
                }
                Ok(done)
            })
        })
        .await
    }

    /// Removes what was counted on days before one.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn forget_review_counts(&self, before_day: i64) -> Result<(), StoreError> {
        self.write(move |transaction| {
            Box::pin(async move {
                let delete = "DELETE FROM review_counts WHERE day < $1";
                sql::execute(transaction, delete, [before_day.into()]).await.map(|_| ())
            })
        })
        .await
    }

    fn among(&self, filter: &ReviewFilter) -> sea_orm::Value {
        dialect::ids(self.backend(), filter.points.iter().copied()).into()
    }
}

/// The best that the worst level of a review may be.
fn worst(filter: &ReviewFilter) -> i32 {
    if filter.bad { Level::Bad.number() } else { Level::VeryGood.number() }
}

/// What only those fulfil of which nothing became.
const fn waiting(filter: &ReviewFilter) -> &'static str {
    if filter.waiting { " AND filed_at IS NULL AND dismissed_at IS NULL" } else { "" }
}

/// Counts one more under each bound of a day, unless there are as many as may be under one of them. What days before were
/// counted under goes.
async fn counted(
    transaction: &DatabaseTransaction,
    day: i64,
    bounds: &[Bound],
) -> Result<bool, StoreError> {
    let delete = "DELETE FROM review_counts WHERE day < $1";
    sql::execute(transaction, delete, [day.into()]).await?;
    for Bound { mark, most } in bounds {
        let select = "SELECT n FROM review_counts WHERE day = $1 AND mark = $2";
        let row = sql::one(transaction, select, [day.into(), mark.to_vec().into()]).await?;
        let n: i64 = row.map_or(Ok(0), |row| row.try_get("", "n"))?;
        if n >= *most {
            return Ok(false);
        }
    }
    for Bound { mark, .. } in bounds {
        let upsert = "INSERT INTO review_counts (day, mark, n) VALUES ($1, $2, 1) \
                      ON CONFLICT (day, mark) DO UPDATE SET n = review_counts.n + 1";
        sql::execute(transaction, upsert, [day.into(), mark.to_vec().into()]).await?;
    }
    Ok(true)
}

async fn put(transaction: &DatabaseTransaction, review: &KeptReview) -> Result<(), StoreError> {
    let insert = "INSERT INTO reviews (id, point, mark, at, worst, sealed, code) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let values = [
        review.id.into(),
        review.point.into(),
        review.mark.to_vec().into(),
        to_micros(review.at).into(),
        worst_of(review).into(),
        review.sealed.clone().into(),
        review.code.map(|code| code.to_vec()).into(),
    ];
    sql::execute(transaction, insert, values).await?;
    put_levels(transaction, review).await
}

async fn mend(transaction: &DatabaseTransaction, review: &KeptReview) -> Result<(), StoreError> {
    let update = "UPDATE reviews SET worst = $2, sealed = $3 WHERE id = $1";
    let values = [review.id.into(), worst_of(review).into(), review.sealed.clone().into()];
    sql::execute(transaction, update, values).await?;
    let delete = "DELETE FROM review_levels WHERE review = $1";
    sql::execute(transaction, delete, [review.id.into()]).await?;
    put_levels(transaction, review).await
}

async fn put_levels(
    transaction: &DatabaseTransaction,
    review: &KeptReview,
) -> Result<(), StoreError> {
    for (dimension, level) in &review.levels {
        let insert = "INSERT INTO review_levels (review, dimension, level) VALUES ($1, $2, $3)";
        let values = [review.id.into(), dimension.as_str().into(), level.number().into()];
        sql::execute(transaction, insert, values).await?;
    }
    Ok(())
}

fn worst_of(review: &KeptReview) -> i32 {
    review.levels.values().map(|level| level.number()).min().unwrap_or_default()
}

/// Reviews from rows of their levels, which stand together.
fn gathered(rows: &[QueryResult]) -> Result<Vec<KeptReview>, StoreError> {
    let mut reviews: Vec<KeptReview> = Vec::new();
    for row in rows {
        let id: Uuid = row.try_get("", "id")?;
        let (dimension, level) = said(row, id)?;
        if let Some(last) = reviews.last_mut().filter(|last| last.id == id) {
            last.levels.insert(dimension, level);
            continue;
        }
        let filed_at: Option<i64> = row.try_get("", "filed_at")?;
        let dismissed_at: Option<i64> = row.try_get("", "dismissed_at")?;
        let why: Option<String> = row.try_get("", "dismissed_why")?;
        let clue: Option<Uuid> = row.try_get("", "clue")?;
        let mark: Vec<u8> = row.try_get("", "mark")?;
        let damaged = |_| StoreError::damaged("the mark", id, None);
        reviews.push(KeptReview {
            id,
            point: row.try_get("", "point")?,
            mark: Hash::try_from(mark.as_slice()).map_err(damaged)?,
            at: from_micros(row.try_get("", "at")?),
            levels: [(dimension, level)].into(),
            sealed: row.try_get("", "sealed")?,
            filed_at: filed_at.map(from_micros),
            clue: clue.map(CaseId),
            dismissed: dismissed_at.map(from_micros).zip(why),
            code: None,
        });
    }
    Ok(reviews)
}

fn said(row: &QueryResult, review: Uuid) -> Result<(Dimension, Level), StoreError> {
    let (dimension, level): (String, i32) =
        (row.try_get("", "dimension")?, row.try_get("", "level")?);
    let dimension = Dimension::ALL.into_iter().find(|known| known.as_str() == dimension);
    let damaged = || StoreError::damaged("a level", review, None);
    Ok((dimension.ok_or_else(damaged)?, Level::numbered(level).ok_or_else(damaged)?))
}
