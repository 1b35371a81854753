//! Months that are looked through for suspicions: asked for, taken by one worker at a time, and how far it has come.

use domain::id::Timestamp;
use sea_orm::{DatabaseTransaction, QueryResult};

use crate::dialect::skip_locked;
use crate::error::StoreError;
use crate::moment::{from_micros, to_micros};
use crate::open::Store;
use crate::sql;

/// A month that is looked through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// Its first instant.
    pub period: Timestamp,
    /// When it was asked for last.
    pub wanted_at: Timestamp,
    /// Until when a worker has it, or when it is tried again.
    pub leased_until: Timestamp,
    /// At how many cases that worker has looked.
    pub looked_at: u64,
    /// Of how many.
    pub among: u64,
    /// When it was done last.
    pub finished_at: Option<Timestamp>,
    /// How many cases could not be read then.
    pub skipped: u64,
    /// How often it failed since.
    pub failures: u64,
}

impl Run {
    /// Whether it was asked for and is not done.
    pub fn is_wanted(&self) -> bool {
        self.finished_at.is_none_or(|at| at < self.wanted_at)
    }
}

/// The right to look through a month for a while, and with it to read what that needs of all cases. Only taking a month gives one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Claim {
    /// The first instant of the month.
    pub period: Timestamp,
    /// The fencing token.
    pub fence: i64,
    /// How often it failed before.
    pub failures: i64,
}

/// Whether the claim is still the newest.
pub(super) async fn holds(
    transaction: &DatabaseTransaction,
    claim: Claim,
) -> Result<bool, StoreError> {
    let select = "SELECT 1 FROM suspicion_runs WHERE period = $1 AND fence = $2";
    let values = [to_micros(claim.period).into(), claim.fence.into()];
    Ok(sql::one(transaction, select, values).await?.is_some())
}

impl Store {
    /// The months that were asked for, the newest first.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn suspicion_runs(&self) -> Result<Vec<Run>, StoreError> {
        let select = "SELECT * FROM suspicion_runs ORDER BY period DESC";
        sql::all(self.reads(), select, []).await?.iter().map(run).collect()
    }

    /// Asks for a month to be looked through, unless it was asked for at or after an instant. True if it was not.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn want_suspicions(
        &self,
        period: Timestamp,
        now: Timestamp,
        unless_since: Timestamp,
    ) -> Result<bool, StoreError> {
        let upsert = "INSERT INTO suspicion_runs \
            (period, wanted_at, leased_until, fence, looked_at, among, skipped, failures) \
            VALUES ($1, $2, 0, 0, 0, 0, 0, 0) \
            ON CONFLICT (period) DO UPDATE SET wanted_at = excluded.wanted_at \
            WHERE suspicion_runs.wanted_at < $3";
        let values: [sea_orm::Value; 3] =
            [to_micros(period).into(), to_micros(now).into(), to_micros(unless_since).into()];
        self.write(move |transaction| {
            Box::pin(async move { Ok(sql::execute(transaction, upsert, values).await? > 0) })
        })
        .await
    }

    /// Takes the oldest month that was asked for and that nobody has. To look whether there is one writes nothing.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn claim_suspicions(
        &self,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<Claim>, StoreError> {
        let due = |run: &Run| run.is_wanted() && run.leased_until <= now;
        if !self.suspicion_runs().await?.iter().any(due) {
            return Ok(None);
        }
        let claim = format!(
            "UPDATE suspicion_runs SET leased_until = $2, fence = fence + 1, looked_at = 0, among = 0 \
             WHERE period IN (SELECT period FROM suspicion_runs WHERE leased_until <= $1 \
             AND (finished_at IS NULL OR finished_at < wanted_at) ORDER BY period LIMIT 1{}) \
             RETURNING period, fence, failures",
            skip_locked(self.backend())
        );
        let (now, until) = (to_micros(now), to_micros(until));
        let row = self
            .write(move |transaction| {
                Box::pin(
                    async move { sql::one(transaction, &claim, [now.into(), until.into()]).await },
                )
            })
            .await?;
        row.map(|row| {
            Ok(Claim {
                period: from_micros(row.try_get("", "period")?),
                fence: row.try_get("", "fence")?,
                failures: row.try_get("", "failures")?,
            })
        })
        .transpose()
    }

    /// Notes how far a worker has come, and that it has the month for longer. False where another has it by now.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn suspicions_looked_at(
        &self,
        claim: Claim,
        (looked_at, among): (u64, u64),
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        let update = "UPDATE suspicion_runs SET looked_at = $3, among = $4, leased_until = $5 \
                      WHERE period = $1 AND fence = $2";
        let values: [sea_orm::Value; 5] = [
            to_micros(claim.period).into(),
            claim.fence.into(),
            looked_at.cast_signed().into(),
            among.cast_signed().into(),
            to_micros(until).into(),
        ];
        self.write(move |transaction| {
            Box::pin(async move { Ok(sql::execute(transaction, update, values).await? > 0) })
        })
        .await
    }

    /// Notes that a month was looked through, from an instant on.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn suspicions_finished(
        &self,
        claim: Claim,
        began: Timestamp,
        skipped: u64,
    ) -> Result<(), StoreError> {
        // Whoever asked while it ran gets another run.
        let update = "UPDATE suspicion_runs SET finished_at = $3, leased_until = 0, skipped = $4, failures = 0 \
                      WHERE period = $1 AND fence = $2";
        let values: [sea_orm::Value; 4] = [
            to_micros(claim.period).into(),
            claim.fence.into(),
            to_micros(began).into(),
            skipped.cast_signed().into(),
        ];
        self.write(move |transaction| {
            Box::pin(async move { sql::execute(transaction, update, values).await.map(|_| ()) })
        })
        .await
    }

    /// Notes that it failed; it is tried again at an instant.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn suspicions_failed(
        &self,
        claim: Claim,
        retry_at: Timestamp,
    ) -> Result<(), StoreError> {
        let update = "UPDATE suspicion_runs SET failures = failures + 1, leased_until = $3 \
                      WHERE period = $1 AND fence = $2";
        let values: [sea_orm::Value; 3] =
            [to_micros(claim.period).into(), claim.fence.into(), to_micros(retry_at).into()];
        self.write(move |transaction| {
            Box::pin(async move { sql::execute(transaction, update, values).await.map(|_| ()) })
        })
        .await
    }
}

fn run(row: &QueryResult) -> Result<Run, StoreError> {
    let at =
        |name: &str| -> Result<Timestamp, StoreError> { Ok(from_micros(row.try_get("", name)?)) };
    let number = |name: &str| -> Result<u64, StoreError> {
        let number: i64 = row.try_get("", name)?;
        Ok(number.cast_unsigned())
    };
    let finished: Option<i64> = row.try_get("", "finished_at")?;
    Ok(Run {
        period: at("period")?,
        wanted_at: at("wanted_at")?,
        leased_until: at("leased_until")?,
        looked_at: number("looked_at")?,
        among: number("among")?,
        finished_at: finished.map(from_micros),
        skipped: number("skipped")?,
        failures: number("failures")?,
    })
}
