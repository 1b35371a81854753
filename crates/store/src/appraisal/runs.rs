//! Runs: asked for, made under a lease, and kept with their figures.

use domain::appraisal::Period;
use domain::id::{DocumentNumber, IndicatorName, PersonId, SchemeName, Timestamp, UnitId};
use sea_orm::{ConnectionTrait, DatabaseTransaction, Value};
use uuid::Uuid;

use super::STREAM;
use super::publications::{NewErratum, correct};
use super::rows::{run, word};
use crate::audit::{AuditEntry, append};
use crate::dialect;
use crate::error::StoreError;
use crate::moment::to_micros;
use crate::open::Store;
use crate::sql;

word! {
    /// What a run is made for.
    Purpose, "the purpose of a run" {
        /// To look at 试算, and to be published.
        Trial = "trial",
        /// To correct what was published 更正.
        Correction = "correction",
    }
}

word! {
    /// Where a run stands.
    RunStanding, "the standing of a run" {
        /// Nobody has begun.
        Waiting = "waiting",
        /// It is being made.
        Running = "running",
        /// It is there.
        Done = "done",
        /// A correction by which nothing differs.
        Nothing = "nothing",
        /// It could not be made.
        Failed = "failed",
    }
}

/// A run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// By which it is known.
    pub id: Uuid,
    /// By which scheme.
    pub scheme: SchemeName,
    /// Of which period.
    pub period: Period,
    /// What for.
    pub purpose: Purpose,
    /// The document that gives the reason, of a correction.
    pub document: Option<DocumentNumber>,
    /// Where it stands.
    pub standing: RunStanding,
    /// Who asked for it.
    pub asked_by: Option<PersonId>,
    /// When. Decisions from later on do not count in it.
    pub asked_at: Timestamp,
    /// How many cases were read.
    pub read: i64,
    /// How many there are to be read.
    pub all: i64,
    /// When it was finished.
    pub finished_at: Option<Timestamp>,
    /// Why it could not be made.
    pub failure: Option<String>,
    /// The hash of its body.
    pub hash: Option<String>,
}

/// A run that somebody asks for.
#[derive(Clone, Debug)]
pub struct NewRun {
    /// By which it will be known.
    pub id: Uuid,
    /// By which scheme.
    pub scheme: SchemeName,
    /// Of which period.
    pub period: Period,
    /// What for.
    pub purpose: Purpose,
    /// The document that gives the reason, of a correction.
    pub document: Option<DocumentNumber>,
    /// Who asks.
    pub by: Option<PersonId>,
    /// When.
    pub at: Timestamp,
}

/// What came of asking for a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// It will be made.
    Asked,
    /// One of the same period is already waited for.
    Known,
    /// The period is published: nothing but a correction is made of it.
    Published,
    /// Nothing was published that could be corrected.
    NotPublished,
}

/// A run that was made.
#[derive(Clone, Debug)]
pub struct Made {
    /// The hash of its body.
    pub hash: String,
    /// What is shown of it.
    pub body: String,
    /// The items of each figure that has any.
    pub figures: Vec<(UnitId, IndicatorName, String)>,
    /// What it corrects: which units are different and how, and the hash of that.
    pub erratum: Option<(String, String)>,
}

impl Store {
    /// Asks for a run.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn ask_run(&self, new: NewRun, entry: AuditEntry) -> Result<Asked, StoreError> {
        self.write(move |transaction| {
            Box::pin(async move {
                wait(transaction).await?;
                let published = "SELECT run_id FROM appraisal_publications WHERE scheme = $1 AND period = $2";
                let of = [new.scheme.as_str().into(), new.period.to_string().into()];
                let published = sql::one(transaction, published, of.clone()).await?.is_some();
                match new.purpose {
                    Purpose::Trial if published => return Ok(Asked::Published),
                    Purpose::Correction if !published => return Ok(Asked::NotPublished),
                    Purpose::Trial => {
                        let open = "SELECT id FROM appraisal_runs WHERE scheme = $1 AND period = $2 \
                            AND purpose = 'trial' AND standing IN ('waiting', 'running')";
                        if sql::one(transaction, open, of).await?.is_some() {
                            return Ok(Asked::Known);
                        }
                    }
                    Purpose::Correction => {}
                }
                put(transaction, &new).await?;
                append(transaction, entry).await?;
                Ok(Asked::Asked)
            })
        })
        .await
    }

    /// Takes the run that waits longest, or whose maker has not been heard of for too long.
    ///
    /// # Errors
    ///
    /// Where the database fails or a run is damaged.
    pub async fn claim_run(
        &self,
        lease: Uuid,
        (now, until): (Timestamp, Timestamp),
    ) -> Result<Option<Run>, StoreError> {
        const WAITS: &str =
            "(standing = 'waiting' OR (standing = 'running' AND leased_until < $1))";
        let first = format!(
            "SELECT id FROM appraisal_runs WHERE standing IN ('waiting', 'running') AND {WAITS} \
            ORDER BY asked_at, id LIMIT 1"
        );
        // To look costs no write where nothing waits, which is nearly always.
        if sql::one(self.reads(), &first, [to_micros(now).into()]).await?.is_none() {
            return Ok(None);
        }
        self.write(move |transaction| {
            Box::pin(async move {
                wait(transaction).await?;
                let Some(row) = sql::one(transaction, &first, [to_micros(now).into()]).await? else {
                    return Ok(None);
                };
                let id: Uuid = row.try_get("", "id")?;
                let take = "UPDATE appraisal_runs SET standing = 'running', lease = $2, leased_until = $3, read_cases = 0 \
                    WHERE id = $1";
                let values = [id.into(), lease.into(), to_micros(until).into()];
                sql::execute(transaction, take, values).await?;
                let row = sql::one(transaction, RUN, [id.into()]).await?;
                row.as_ref().map(run).transpose()
            })
        })
        .await
    }

    /// Notes how far a run has come, and keeps its lease. No: somebody else has it by now.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn note_run(
        &self,
        (id, lease): (Uuid, Uuid),
        (read, all): (i64, i64),
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        self.write(move |transaction| {
            Box::pin(async move {
                let note = "UPDATE appraisal_runs SET read_cases = $3, all_cases = $4, leased_until = $5 \
                    WHERE id = $1 AND lease = $2 AND standing = 'running'";
                let values =
                    [id.into(), lease.into(), read.into(), all.into(), to_micros(until).into()];
                Ok(sql::execute(transaction, note, values).await? > 0)
            })
        })
        .await
    }

    /// Keeps what was made. No: somebody else has it by now, and nothing is written.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn finish_run(
        &self,
        (of, lease): (Run, Uuid),
        made: Made,
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        self.write(move |transaction| {
            Box::pin(async move {
                wait(transaction).await?;
                let done = "UPDATE appraisal_runs SET standing = 'done', lease = NULL, finished_at = $3, hash = $4, body = $5 \
                    WHERE id = $1 AND lease = $2 AND standing = 'running'";
                let values = [
                    of.id.into(),
                    lease.into(),
                    to_micros(entry.at).into(),
                    made.hash.clone().into(),
                    made.body.into(),
                ];
                if sql::execute(transaction, done, values).await? == 0 {
                    return Ok(false);
                }
                keep(transaction, of.id, made.figures).await?;
                match made.erratum {
                    Some((body, hash)) => {
                        correct(transaction, &of, NewErratum { at: entry.at, body, hash }).await?;
                    }
                    None => forget_older(transaction, &of).await?,
                }
                append(transaction, entry).await?;
                Ok(true)
            })
        })
        .await
    }

    /// Notes that a run could not be made, or that nothing differs.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn end_run(
        &self,
        (id, lease): (Uuid, Uuid),
        (standing, failure): (RunStanding, Option<String>),
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.write(move |transaction| {
            Box::pin(async move {
                let end = "UPDATE appraisal_runs SET standing = $3, failure = $4, finished_at = $5, lease = NULL \
                    WHERE id = $1 AND lease = $2";
                let values = [
                    id.into(),
                    lease.into(),
                    standing.as_str().into(),
                    failure.into(),
                    to_micros(now).into(),
                ];
                sql::execute(transaction, end, values).await?;
                Ok(())
            })
        })
        .await
    }

    /// The runs of a period, the newest first; of all periods, if none is named.
    ///
    /// # Errors
    ///
    /// Where the database fails or a run is damaged.
    pub async fn runs(
        &self,
        of: Option<(SchemeName, Period)>,
        most: u32,
    ) -> Result<Vec<Run>, StoreError> {
        let (condition, mut values) = match of {
            Some((scheme, period)) => (
                "WHERE scheme = $1 AND period = $2",
                vec![scheme.as_str().into(), period.to_string().into()],
            ),
            None => ("", Vec::new()),
        };
        values.push(Value::from(i64::from(most)));
        let select = format!(
            "SELECT {COLUMNS} FROM appraisal_runs {condition} ORDER BY asked_at DESC, id DESC LIMIT ${}",
            values.len()
        );
        sql::all(self.reads(), &select, values).await?.iter().map(run).collect()
    }

    /// What is shown of a run that was made, with its hash.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn run_body(&self, id: Uuid) -> Result<Option<(String, String)>, StoreError> {
        let select = "SELECT hash, body FROM appraisal_runs WHERE id = $1 AND body IS NOT NULL";
        let row = sql::one(self.reads(), select, [id.into()]).await?;
        row.map(|row| Ok((row.try_get("", "hash")?, row.try_get("", "body")?))).transpose()
    }

    /// The items of a figure; none where it has none.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn figure(
        &self,
        run: Uuid,
        unit: &UnitId,
        indicator: &IndicatorName,
    ) -> Result<Option<String>, StoreError> {
        let select =
            "SELECT body FROM appraisal_figures WHERE run_id = $1 AND unit = $2 AND indicator = $3";
        let values = [run.into(), unit.as_str().into(), indicator.as_str().into()];
        let row = sql::one(self.reads(), select, values).await?;
        row.map(|row| Ok(row.try_get("", "body")?)).transpose()
    }

    /// The items of every figure of a run.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn figures(
        &self,
        run: Uuid,
    ) -> Result<Vec<(UnitId, IndicatorName, String)>, StoreError> {
        let select = "SELECT unit, indicator, body FROM appraisal_figures WHERE run_id = $1 ORDER BY unit, indicator";
        let rows = sql::all(self.reads(), select, [run.into()]).await?;
        let read = |row: &sea_orm::QueryResult| {
            let (unit, indicator): (String, String) =
                (row.try_get("", "unit")?, row.try_get("", "indicator")?);
            let names = (UnitId::from(unit.as_str()), IndicatorName::from(indicator.as_str()));
            Ok((names.0, names.1, row.try_get("", "body")?))
        };
        rows.iter().map(read).collect()
    }
}

pub(super) const COLUMNS: &str = "id, scheme, period, purpose, document, standing, asked_by, asked_at, read_cases, \
    all_cases, finished_at, failure, hash";

const RUN: &str = "SELECT id, scheme, period, purpose, document, standing, asked_by, asked_at, read_cases, \
    all_cases, finished_at, failure, hash FROM appraisal_runs WHERE id = $1";

/// Of several nodes one writes here at a time; SQLite has one writer.
pub(super) async fn wait(transaction: &DatabaseTransaction) -> Result<(), StoreError> {
    if let Some(lock) = dialect::lock_name(transaction.get_database_backend()) {
        sql::execute(transaction, lock, [STREAM.into()]).await?;
    }
    Ok(())
}

/// How many decisions were recorded or taken back so far: another number means that a run is not of today.
pub(super) async fn decisions_so_far(transaction: &DatabaseTransaction) -> Result<i64, StoreError> {
    let count = "SELECT count(*) + count(revoked_at) AS count FROM appraisal_decisions";
    let row = sql::one(transaction, count, []).await?;
    Ok(row.map_or(Ok(0), |row| row.try_get("", "count"))?)
}

pub(super) async fn put(transaction: &DatabaseTransaction, new: &NewRun) -> Result<(), StoreError> {
    let decisions = decisions_so_far(transaction).await?;
    let insert = "INSERT INTO appraisal_runs (id, scheme, period, purpose, document, standing, asked_by, asked_at, \
            leased_until, read_cases, all_cases, decisions) \
        VALUES ($1, $2, $3, $4, $5, 'waiting', $6, $7, 0, 0, 0, $8)";
    let values = [
        new.id.into(),
        new.scheme.as_str().into(),
        new.period.to_string().into(),
        new.purpose.as_str().into(),
        new.document.as_ref().map(|document| document.as_str().to_owned()).into(),
        new.by.as_ref().map(|person| person.as_str().to_owned()).into(),
        to_micros(new.at).into(),
        decisions.into(),
    ];
    sql::execute(transaction, insert, values).await?;
    Ok(())
}

/// How many figures go into one statement.
const ROWS: usize = 100;

async fn keep(
    transaction: &DatabaseTransaction,
    id: Uuid,
    figures: Vec<(UnitId, IndicatorName, String)>,
) -> Result<(), StoreError> {
    for some in figures.chunks(ROWS) {
        let row = |index: usize| {
            let first = index * 3 + 2;
            format!("($1, ${first}, ${}, ${})", first + 1, first + 2)
        };
        let rows: Vec<_> = (0..some.len()).map(row).collect();
        let insert = format!(
            "INSERT INTO appraisal_figures (run_id, unit, indicator, body) VALUES {}",
            rows.join(", ")
        );
        let mut values = vec![Value::from(id)];
        for (unit, indicator, body) in some {
            values.extend([
                unit.as_str().into(),
                indicator.as_str().into(),
                Value::from(body.as_str()),
            ]);
        }
        sql::execute(transaction, &insert, values).await?;
    }
    Ok(())
}

/// Trial runs of the same period before this one: nothing refers to them any more.
async fn forget_older(transaction: &DatabaseTransaction, run: &Run) -> Result<(), StoreError> {
    let older = "SELECT id FROM appraisal_runs WHERE scheme = $1 AND period = $2 AND purpose = 'trial' \
        AND id <> $3 AND asked_at <= $4 AND standing IN ('done', 'failed') \
        AND id NOT IN (SELECT run_id FROM appraisal_publications)";
    let values = || {
        [
            run.scheme.as_str().into(),
            run.period.to_string().into(),
            run.id.into(),
            to_micros(run.asked_at).into(),
        ]
    };
    let figures = format!("DELETE FROM appraisal_figures WHERE run_id IN ({older})");
    sql::execute(transaction, &figures, values()).await?;
    sql::execute(
        transaction,
        &format!("DELETE FROM appraisal_runs WHERE id IN ({older})"),
        values(),
    )
    .await?;
    Ok(())
}
