//! Makes the runs that somebody asked for, under a lease: whoever loses it writes nothing.

use chrono::TimeDelta;
use domain::appraisal::{Correction, FrozenError, Published};
use domain::id::{DocumentNumber, PersonId, Timestamp};
use serde_json::json;
use store::StoreError;
use store::appraisal::{Made, Publication, Purpose, Run, RunStanding};
use uuid::Uuid;

use super::STREAM;
use super::sheet::{CorrectedSummary, Sheet, hashed, written};
use crate::engine::Engine;
use crate::error::Error;

/// How long a run may go without a sign of life before another node begins it anew.
const LEASE_SECONDS: i64 = 120;

/// What came of making a run.
enum Came {
    /// It was made.
    Made(Made),
    /// Nothing differs from what was published.
    Nothing,
    /// It cannot be.
    Not(String),
    /// Another node has it.
    Lost,
}

impl Engine {
    /// Makes the run that waits longest, if there is one, and returns how many it made.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn make_appraisals(&self) -> Result<usize, Error> {
        let (lease, now) = (Uuid::new_v4(), self.clock.now());
        let Some(run) = self.store.claim_run(lease, (now, leased(now))).await? else {
            return Ok(0);
        };
        let came = match self.make(&run, lease).await {
            Ok(came) => came,
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::error!(run = %run.id, period = %run.period, error, "an appraisal cannot be made");
                Came::Not(error.to_string())
            }
        };
        match came {
            Came::Made(made) => self.keep(run, lease, made).await?,
            Came::Nothing => self.end(&run, lease, RunStanding::Nothing, None).await?,
            Came::Not(failure) => self.end(&run, lease, RunStanding::Failed, Some(failure)).await?,
            Came::Lost => {}
        }
        Ok(1)
    }

    async fn keep(&self, run: Run, lease: Uuid, made: Made) -> Result<(), Error> {
        let act = if made.erratum.is_some() { "appraisal_corrected" } else { "appraisal_made" };
        let facts = json!({ "run": run.id, "scheme": run.scheme, "period": run.period, "hash": made.hash,
            "erratum": made.erratum.as_ref().map(|(_, hash)| hash), "document": run.document });
        let entry = self.entry(STREAM, run.asked_by.as_ref(), act, facts);
        self.store.finish_run((run, lease), made, entry).await?;
        Ok(())
    }

    async fn end(
        &self,
        run: &Run,
        lease: Uuid,
        standing: RunStanding,
        failure: Option<String>,
    ) -> Result<(), Error> {
        let now = self.clock.now();
        Ok(self.store.end_run((run.id, lease), (standing, failure), now).await?)
    }

    async fn make(&self, run: &Run, lease: Uuid) -> Result<Came, Error> {
        let Some(scheme) = self.scheme_named(&run.scheme) else {
            return Ok(Came::Not(format!("there is no scheme {}", run.scheme)));
        };
        let decisions = self.store.decisions_at(run.asked_at).await?;
        let mut gathering = self.gather(run.period, run.asked_at).await?;
        while gathering.step().await? {
            let (read, all) = gathering.progress();
            let progress = (read.cast_signed(), all.cast_signed());
            let until = leased(self.clock.now());
            if !self.store.note_run((run.id, lease), progress, until).await? {
                return Ok(Came::Lost);
            }
        }
        let appraisal = gathering.appraise(&run.scheme, decisions).await?;
        let erratum = match run.purpose {
            Purpose::Trial => None,
            Purpose::Correction => match self.erratum(run, &appraisal).await? {
                Ok(changed) => {
                    let body = written(&changed)?;
                    let hash = hashed(&body);
                    Some((body, hash))
                }
                Err(FrozenError::NothingDiffers) => return Ok(Came::Nothing),
                Err(other) => return Ok(Came::Not(other.to_string())),
            },
        };
        let (sheet, figures) = Sheet::of(&appraisal, scheme.scheme())?;
        let body = written(&sheet)?;
        Ok(Came::Made(Made { hash: hashed(&body), body, figures, erratum }))
    }

    /// What is different from what was published, or last corrected.
    async fn erratum(
        &self,
        run: &Run,
        appraisal: &domain::appraisal::Appraisal,
    ) -> Result<Result<Vec<CorrectedSummary>, FrozenError>, Error> {
        let Some(published) = self.store.publication(&run.scheme, run.period).await? else {
            return Ok(Err(FrozenError::NotInIt));
        };
        let errata = self.store.errata(&run.scheme, run.period).await?;
        let holds = errata.last().map_or(published.run, |last| last.run);
        let Some((hash, body)) = self.store.run_body(holds).await? else {
            return Err(StoreError::damaged("what was published", holds, None).into());
        };
        let whole = Sheet::read(&hash, &body)?.whole(self.store.figures(holds).await?)?;
        let Publication { at, by, objections_until, .. } = published;
        let published = Published { appraisal: whole, at, by, objections_until };
        let correction = Correction {
            at: self.clock.now(),
            by: run.asked_by.clone().unwrap_or_else(|| PersonId::from("")),
            document: run.document.clone().unwrap_or_else(|| DocumentNumber::from("")),
        };
        let erratum = published.erratum(&[], appraisal, correction);
        Ok(erratum.map(|erratum| {
            let units = erratum.units.iter();
            units
                .map(|unit| CorrectedSummary { was: unit.was.summary(), is: unit.is.summary() })
                .collect()
        }))
    }
}

fn leased(now: Timestamp) -> Timestamp {
    now + TimeDelta::seconds(LEASE_SECONDS)
}
