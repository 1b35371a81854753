//! Looking through a month for suspicions: once a night by a worker, and when somebody asks for it. One worker does a month at a
//! time, under a lease; found again stays one row, and what is not found any more is marked and stays.

use chrono::{Datelike, Months, NaiveTime, TimeDelta};
use domain::calendar::Calendar;
use domain::id::{CaseId, PersonId, Timestamp};
use domain::suspicion::{Period, Search, Suspicion};
use serde_json::json;
use store::suspicions::{Claim, FoundRow, Run};
use uuid::Uuid;

use super::STREAM;
use super::gather::History;
use crate::engine::Engine;
use crate::error::Error;

/// From when on the night's month is looked through, by the clock of the county.
const NIGHT_HOUR: u32 = 2;

/// Until which day of a month the one before is looked through as well: for a week, citizens still say what they think of it.
const AFTER_DAYS: u32 = 7;

/// For how many months somebody may ask, this one counted.
pub const MONTHS_BACK: u32 = 3;

/// How long a worker has a month; each page that it has read gives it as long again.
const LEASE_MINUTES: i64 = 10;

/// How long to wait after it failed.
const RETRY_MINUTES: i64 = 60;

/// How many found suspicions are kept at once.
const KEPT_AT_ONCE: usize = 200;

/// What is known of a month that is, or was, looked through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Looking {
    /// The month.
    pub run: Run,
    /// Whether a worker has it now.
    pub is_running: bool,
}

impl Engine {
    /// Asks for the nightly search where it is time, and looks through a month that was asked for. Returns how many months.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn look_for_suspicions(&self) -> Result<usize, Error> {
        self.want_nightly().await?;
        let now = self.clock.now();
        let until = now + TimeDelta::minutes(LEASE_MINUTES);
        let Some(claim) = self.store.claim_suspicions(now, until).await? else { return Ok(0) };
        if let Err(error) = self.look_through(claim).await {
            let (period, retry_at) =
                (claim.period, self.clock.now() + TimeDelta::minutes(RETRY_MINUTES));
            self.store.suspicions_failed(claim, retry_at).await?;
            let error = &error as &dyn std::error::Error;
            tracing::error!(%period, error, "a month could not be looked through for suspicions");
        }
        Ok(1)
    }

    /// Asks for a month to be looked through soon. False where it is asked for already, was looked through within the last
    /// minute, or is older than anybody may ask for.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn want_suspicions(
        &self,
        person: &PersonId,
        months_back: u32,
    ) -> Result<bool, Error> {
        if months_back >= MONTHS_BACK {
            return Ok(false);
        }
        let now = self.clock.now();
        let period = month(&self.definitions.calendar, now, months_back).from;
        let known = self.store.suspicion_runs().await?;
        if known.iter().any(|run| run.period == period && run.is_wanted()) {
            return Ok(false);
        }
        let wanted = self.store.want_suspicions(period, now, now - TimeDelta::minutes(1)).await?;
        if wanted {
            let facts = json!({ "period": period });
            self.store.audit(self.entry(STREAM, Some(person), "suspicions_wanted", facts)).await?;
        }
        Ok(wanted)
    }

    /// The months that were asked for, the newest first.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn suspicion_searches(&self) -> Result<Vec<Looking>, Error> {
        let now = self.clock.now();
        let looking = |run: Run| Looking {
            is_running: run.is_wanted() && run.leased_until > now && run.failures == 0,
            run,
        };
        Ok(self.store.suspicion_runs().await?.into_iter().map(looking).collect())
    }

    /// The month so many months ago, this one counted as none.
    pub fn suspicion_month(&self, months_back: u32) -> Period {
        month(&self.definitions.calendar, self.clock.now(), months_back)
    }

    async fn want_nightly(&self) -> Result<(), Error> {
        let (now, calendar) = (self.clock.now(), &self.definitions.calendar);
        let local = calendar.local(now);
        let hour = NaiveTime::from_hms_opt(NIGHT_HOUR, 0, 0).unwrap_or_default();
        let today = calendar.date(now);
        let night = if local.time() < hour { today.pred_opt().unwrap_or(today) } else { today };
        let night = calendar.instant(night.and_time(hour));
        let back = u32::from(today.day() <= AFTER_DAYS);
        let known = self.store.suspicion_runs().await?;
        for months_back in 0..=back {
            let period = month(calendar, now, months_back).from;
            let is_known = known.iter().any(|run| run.period == period && run.wanted_at >= night);
            if !is_known {
                self.store.want_suspicions(period, now, night).await?;
            }
        }
        Ok(())
    }

    #[expect(
        clippy::cognitive_complexity,
        reason = "the macros of the messages make it look like branches"
    )]
    async fn look_through(&self, claim: Claim) -> Result<(), Error> {
        let began = self.clock.now();
        let calendar = &self.definitions.calendar;
        let period = month(calendar, claim.period, 0);
        let history = self.gather_history(claim, period).await?;
        let Some(History { history, centers, skipped }) = history else { return Ok(()) };
        let thresholds = self.definitions.supervision.suspicions.clone();
        let search = move || {
            let search = Search { history: &history, thresholds: &thresholds, period, now: began };
            domain::suspicion::find(&search)
        };
        // It may take a while, and others wait for this thread.
        let found = tokio::task::spawn_blocking(search)
            .await
            .map_err(|_| Error::Store(store::StoreError::Closing))?;
        let keys = found.iter().map(|row| row.key.as_str().to_owned()).collect();
        let center = |found: &Suspicion| {
            let of = |case: &CaseId| centers.get(case).cloned();
            found.cases.iter().find_map(of).unwrap_or_default()
        };
        let row = |found: Suspicion| FoundRow { id: Uuid::now_v7(), center: center(&found), found };
        let rows: Vec<FoundRow> = found.into_iter().map(row).collect();
        let count = rows.len();
        for rows in rows.chunks(KEPT_AT_ONCE) {
            if !self.store.keep_suspicions(claim, rows.to_vec()).await? {
                return Ok(());
            }
        }
        let unseen = self.unseen(&rows);
        let gone = self.store.mark_gone_suspicions(claim, keys, began).await?;
        self.store.suspicions_finished(claim, began, skipped).await?;
        if unseen > 0 {
            tracing::warn!(
                unseen,
                "suspicions concern everybody who could look into them; somebody above the center must be a supervisor"
            );
        }
        tracing::info!(period = %claim.period, found = count, gone, skipped, "a month was looked through for suspicions");
        Ok(())
    }

    /// How many concern everybody who could look into them. Only those about a unit at or above their center can.
    fn unseen(&self, rows: &[FoundRow]) -> usize {
        let snapshot = self.directory();
        let directory = &snapshot.directory;
        let of_center = |row: &&FoundRow| {
            row.found.units.iter().any(|unit| directory.is_within(&row.center, unit))
        };
        let staff = || directory.people.keys().filter_map(|person| directory.staff(person));
        let has_nobody = |row: &&FoundRow| {
            !staff().any(|staff| row.found.may_be_judged(&staff, directory, &row.center))
        };
        rows.iter().filter(of_center).filter(has_nobody).count()
    }

    /// Notes how far it has come. False where another has the month by now.
    pub(super) async fn looked_at(
        &self,
        claim: Claim,
        looked_at: u64,
        among: u64,
    ) -> Result<bool, Error> {
        let until = self.clock.now() + TimeDelta::minutes(LEASE_MINUTES);
        Ok(self.store.suspicions_looked_at(claim, (looked_at, among), until).await?)
    }
}

/// The month of the calendar's zone so many months before the one in which an instant lies.
fn month(calendar: &Calendar, at: Timestamp, months_back: u32) -> Period {
    let day = calendar.date(at);
    let first = day.with_day(1).unwrap_or(day);
    let first = first.checked_sub_months(Months::new(months_back)).unwrap_or(first);
    let next = first.checked_add_months(Months::new(1)).unwrap_or(first);
    Period { from: calendar.start(first), until: calendar.start(next) }
}
