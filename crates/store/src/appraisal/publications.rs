//! What was published, once for each period, and what was corrected since.

use domain::appraisal::Period;
use domain::id::{DocumentNumber, PersonId, SchemeName, Timestamp};
use sea_orm::{DatabaseTransaction, QueryResult};
use uuid::Uuid;

use super::rows::{document, instant, period, person, text};
use super::runs::{Run, decisions_so_far, wait};
use crate::audit::{AuditEntry, append};
use crate::error::StoreError;
use crate::moment::{from_micros, to_micros};
use crate::open::Store;
use crate::sql;

/// A publication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    /// By which scheme.
    pub scheme: SchemeName,
    /// Of which period.
    pub period: Period,
    /// The run that was published.
    pub run: Uuid,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: PersonId,
    /// The first instant at which no unit may object any more; none where the scheme has no term.
    pub objections_until: Option<Timestamp>,
    /// The hash of what was published.
    pub hash: String,
}

/// A publication that is to be made.
#[derive(Clone, Debug)]
pub struct NewPublication {
    /// By which scheme.
    pub scheme: SchemeName,
    /// Of which period.
    pub period: Period,
    /// The run that was seen.
    pub run: Uuid,
    /// By whom.
    pub by: PersonId,
    /// The first instant at which no unit may object any more.
    pub objections_until: Option<Timestamp>,
}

/// What came of publishing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublicationTaken {
    /// It is published.
    Published,
    /// Somebody published this period before.
    Known,
    /// The run is not there, or not the newest of its period, or decisions were recorded since.
    Stale,
}

/// A correction of what was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erratum {
    /// Its number, from 1.
    pub number: i32,
    /// The run that holds from then on.
    pub run: Uuid,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: Option<PersonId>,
    /// The document that gives the reason.
    pub document: Option<DocumentNumber>,
    /// The hash of the body.
    pub hash: String,
    /// Which units are different and how.
    pub body: String,
}

/// What a run corrects.
#[derive(Clone, Debug)]
pub(super) struct NewErratum {
    pub(super) at: Timestamp,
    pub(super) body: String,
    pub(super) hash: String,
}

impl Store {
    /// Publishes a run: of two at once one does, and nothing that was published is ever replaced.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn publish_run(
        &self,
        new: NewPublication,
        entry: AuditEntry,
    ) -> Result<PublicationTaken, StoreError> {
        self.write(move |transaction| {
            Box::pin(async move {
                wait(transaction).await?;
                let of = || [new.scheme.as_str().into(), new.period.to_string().into()];
                let known = "SELECT run_id FROM appraisal_publications WHERE scheme = $1 AND period = $2";
                if sql::one(transaction, known, of()).await?.is_some() {
                    return Ok(PublicationTaken::Known);
                }
                let newest = "SELECT id, hash, decisions FROM appraisal_runs WHERE scheme = $1 AND period = $2 \
                    AND standing = 'done' ORDER BY asked_at DESC, id DESC LIMIT 1";
                let Some(row) = sql::one(transaction, newest, of()).await? else {
                    return Ok(PublicationTaken::Stale);
                };
                let (id, decisions): (Uuid, i64) =
                    (row.try_get("", "id")?, row.try_get("", "decisions")?);
                if id != new.run || decisions != decisions_so_far(transaction).await? {
                    return Ok(PublicationTaken::Stale);
                }
                let insert = "INSERT INTO appraisal_publications (scheme, period, run_id, at, person, objections_until, hash) \
                    VALUES ($1, $2, $3, $4, $5, $6, $7)";
                let hash: String = row.try_get("", "hash")?;
                let values = [
                    new.scheme.as_str().into(),
                    new.period.to_string().into(),
                    new.run.into(),
                    to_micros(entry.at).into(),
                    new.by.as_str().into(),
                    new.objections_until.map(to_micros).into(),
                    hash.into(),
                ];
                sql::execute(transaction, insert, values).await?;
                append(transaction, entry).await?;
                Ok(PublicationTaken::Published)
            })
        })
        .await
    }

    /// What was published of a period.
    ///
    /// # Errors
    ///
    /// Where the database fails or it is damaged.
    pub async fn publication(
        &self,
        scheme: &SchemeName,
        of: Period,
    ) -> Result<Option<Publication>, StoreError> {
        let select = format!("{PUBLICATIONS} WHERE scheme = $1 AND period = $2");
        let values = [scheme.as_str().into(), of.to_string().into()];
        let row = sql::one(self.reads(), &select, values).await?;
        row.as_ref().map(publication).transpose()
    }

    /// Everything that was published, the newest first.
    ///
    /// # Errors
    ///
    /// Where the database fails or one is damaged.
    pub async fn publications(&self, most: u32) -> Result<Vec<Publication>, StoreError> {
        let select = format!("{PUBLICATIONS} ORDER BY period DESC, scheme LIMIT $1");
        let rows = sql::all(self.reads(), &select, [i64::from(most).into()]).await?;
        rows.iter().map(publication).collect()
    }

    /// The errata of a period, in their order.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn errata(
        &self,
        scheme: &SchemeName,
        of: Period,
    ) -> Result<Vec<Erratum>, StoreError> {
        let select = "SELECT number, run_id, at, person, document, hash, body FROM appraisal_errata \
            WHERE scheme = $1 AND period = $2 ORDER BY number";
        let values = [scheme.as_str().into(), of.to_string().into()];
        sql::all(self.reads(), select, values).await?.iter().map(erratum).collect()
    }
}

const PUBLICATIONS: &str = "SELECT scheme, period, run_id, at, person, objections_until, hash \
    FROM appraisal_publications";

fn publication(row: &QueryResult) -> Result<Publication, StoreError> {
    Ok(Publication {
        scheme: SchemeName::from(text(row, "scheme")?.as_str()),
        period: period(row)?,
        run: row.try_get("", "run_id")?,
        at: from_micros(row.try_get("", "at")?),
        by: PersonId::from(text(row, "person")?.as_str()),
        objections_until: instant(row, "objections_until")?,
        hash: text(row, "hash")?,
    })
}

fn erratum(row: &QueryResult) -> Result<Erratum, StoreError> {
    Ok(Erratum {
        number: row.try_get("", "number")?,
        run: row.try_get("", "run_id")?,
        at: from_micros(row.try_get("", "at")?),
        by: person(row, "person")?,
        document: document(row)?,
        hash: text(row, "hash")?,
        body: text(row, "body")?,
    })
}

/// Puts an erratum beside what was published.
pub(super) async fn correct(
    transaction: &DatabaseTransaction,
    run: &Run,
    new: NewErratum,
) -> Result<(), StoreError> {
    let insert = "INSERT INTO appraisal_errata (scheme, period, number, run_id, at, person, document, hash, body) \
        VALUES ($1, $2, (SELECT coalesce(max(number), 0) + 1 FROM appraisal_errata WHERE scheme = $1 AND period = $2), \
            $3, $4, $5, $6, $7, $8)";
    let by = run.asked_by.as_ref().map_or("", PersonId::as_str);
    let values = [
        run.scheme.as_str().into(),
        run.period.to_string().into(),
        run.id.into(),
        to_micros(new.at).into(),
        by.into(),
        run.document.as_ref().map_or("", DocumentNumber::as_str).into(),
        new.hash.into(),
        new.body.into(),
    ];
    sql::execute(transaction, insert, values).await?;
    Ok(())
}
