//! Reads appraisals as they were kept. What somebody may not know yet is taken out before anything is shown.

use domain::actor::{Role, Staff};
use domain::appraisal::{Period, Place, Sight, Summary};
use domain::id::{DocumentNumber, PersonId, SchemeName, Timestamp, UnitId};
use domain::text::Bilingual;
use store::StoreError;
use store::appraisal::{Erratum, Publication, Purpose, Run, RunStanding};
use uuid::Uuid;

use super::sheet::{CorrectedSummary, Sheet};
use crate::engine::Engine;
use crate::error::Error;

/// How many runs and publications are looked at for the list of periods: ten years of months.
const PERIODS_MAX: u32 = 120;

/// A period of which there is something.
#[derive(Clone, Debug)]
pub struct PeriodLine {
    /// The period.
    pub period: Period,
    /// What the scheme is called.
    pub scheme: Bilingual,
    /// When it was published.
    pub published_at: Option<Timestamp>,
    /// The newest run.
    pub run: Option<Run>,
}

/// An appraisal as somebody reads it.
#[derive(Clone, Debug)]
pub struct ReadAppraisal {
    /// What they may read.
    pub sight: Sight,
    /// The run that is shown: what was published, else the newest trial.
    pub run: Uuid,
    /// When that was asked for.
    pub asked_at: Timestamp,
    /// Its numbers, without those that are not theirs to know yet.
    pub sheet: Sheet,
    /// Who published it, when.
    pub published: Option<Publication>,
    /// What was corrected since, in order.
    pub errata: Vec<ReadErratum>,
    /// The period before, if it was published.
    pub before: Option<Summary>,
    /// The same period a year before, if it was published.
    pub year_before: Option<Summary>,
    /// Whether the reader may publish it now.
    pub can_publish: bool,
    /// Whether the reader may ask for a correction of what was published.
    pub can_correct: bool,
}

/// A correction of what was published.
#[derive(Clone, Debug)]
pub struct ReadErratum {
    /// Its number.
    pub number: i32,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: Option<PersonId>,
    /// The document that gives the reason.
    pub document: Option<DocumentNumber>,
    /// Which units are different and how.
    pub units: Vec<CorrectedSummary>,
}

impl Engine {
    /// The periods of which there is something that somebody may read, the newest first. Runs are told only to who supervises.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn appraisals(&self, person: &PersonId) -> Result<Vec<PeriodLine>, Error> {
        let (_, sight) = self.appraisal_sight(person).await?;
        if sight == Sight::Nothing {
            return Ok(Vec::new());
        }
        let publications = self.store.publications(PERIODS_MAX).await?;
        let runs = self.store.runs(None, PERIODS_MAX).await?;
        let mut lines: Vec<PeriodLine> = Vec::new();
        let name = |scheme: &SchemeName| {
            self.scheme_named(scheme).map(|it| it.scheme().name.clone()).unwrap_or_default()
        };
        for run in runs {
            let known = lines.iter().any(|line| line.period == run.period);
            let theirs = sight == Sight::Whole || run.standing == RunStanding::Done;
            if !known && theirs {
                let (period, scheme) = (run.period, name(&run.scheme));
                lines.push(PeriodLine { period, scheme, published_at: None, run: Some(run) });
            }
        }
        for published in publications {
            let at = Some(published.at);
            match lines.iter_mut().find(|line| line.period == published.period) {
                Some(line) => line.published_at = at,
                None => lines.push(PeriodLine {
                    period: published.period,
                    scheme: name(&published.scheme),
                    published_at: at,
                    run: None,
                }),
            }
        }
        lines.sort_by_key(|line| (std::cmp::Reverse(line.period.first_day()), line.period));
        Ok(lines)
    }

    /// The newest run of a period, whatever it came to; none for who does not supervise.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn newest_run(
        &self,
        person: &PersonId,
        period: Period,
    ) -> Result<Option<Run>, Error> {
        let (_, sight) = self.appraisal_sight(person).await?;
        let Some(scheme) = self.scheme_of(period).filter(|_| sight == Sight::Whole) else {
            return Ok(None);
        };
        let of = (scheme.scheme().scheme.clone(), period);
        Ok(self.store.runs(Some(of), 1).await?.into_iter().next())
    }

    /// An appraisal; none where there is none for them.
    ///
    /// # Errors
    ///
    /// Where the store fails or what is kept was altered.
    pub async fn appraisal(
        &self,
        person: &PersonId,
        period: Period,
    ) -> Result<Option<ReadAppraisal>, Error> {
        let (staff, sight) = self.appraisal_sight(person).await?;
        let Some(staff) = staff.filter(|_| sight != Sight::Nothing) else { return Ok(None) };
        let Some(scheme) = self.scheme_of(period).map(|it| it.scheme().scheme.clone()) else {
            return Ok(None);
        };
        let published = self.store.publication(&scheme, period).await?;
        let run = match &published {
            Some(published) => Some((published.run, published.at)),
            None => self.newest_trial(&scheme, period).await?,
        };
        let Some((run, asked_at)) = run else { return Ok(None) };
        let mut sheet = self.sheet(run).await?;
        if !sight.table(published.is_some()) {
            hide_others(&mut sheet, &sight);
        }
        let errata = self.store.errata(&scheme, period).await?;
        let errata = errata.into_iter().map(read_erratum).collect::<Result<_, _>>()?;
        let directs = publishes(&staff, &sight);
        Ok(Some(ReadAppraisal {
            before: self.published_summary(period.previous()).await?,
            year_before: self.published_summary(period.year_before()).await?,
            sight,
            run,
            asked_at,
            sheet,
            errata,
            can_publish: directs && published.is_none(),
            can_correct: directs && published.is_some(),
            published,
        }))
    }

    async fn newest_trial(
        &self,
        scheme: &SchemeName,
        period: Period,
    ) -> Result<Option<(Uuid, Timestamp)>, Error> {
        let runs = self.store.runs(Some((scheme.clone(), period)), PERIODS_MAX).await?;
        let made = |run: &Run| run.purpose == Purpose::Trial && run.standing == RunStanding::Done;
        Ok(runs.into_iter().find(made).map(|run| (run.id, run.asked_at)))
    }

    pub(super) async fn sheet(&self, run: Uuid) -> Result<Sheet, Error> {
        let Some((hash, body)) = self.store.run_body(run).await? else {
            return Err(StoreError::damaged("an appraisal", run, None).into());
        };
        Sheet::read(&hash, &body)
    }

    /// What was published of a period, with what was corrected since: what another period is compared with.
    async fn published_summary(&self, period: Period) -> Result<Option<Summary>, Error> {
        let Some(scheme) = self.scheme_of(period).map(|it| it.scheme().scheme.clone()) else {
            return Ok(None);
        };
        let Some(published) = self.store.publication(&scheme, period).await? else {
            return Ok(None);
        };
        let errata = self.store.errata(&scheme, period).await?;
        let holds = errata.last().map_or(published.run, |last| last.run);
        Ok(Some(self.sheet(holds).await?.summary))
    }
}

/// Whether somebody publishes: the director of the center, or of what is above it.
pub(super) fn publishes(staff: &Staff, sight: &Sight) -> bool {
    *sight == Sight::Whole && staff.roles.contains(&Role::Director)
}

/// Takes out what is not the reader's before it is published: other units, and the rank, which would tell of them.
fn hide_others(sheet: &mut Sheet, sight: &Sight) {
    for group in &mut sheet.summary.groups {
        group.units.retain(|unit| sight.unit(&unit.unit));
        for unit in &mut group.units {
            if let Place::Among { rank, .. } = &mut unit.place {
                *rank = None;
            }
        }
    }
    sheet.summary.groups.retain(|group| !group.units.is_empty());
    sheet.items.retain(|unit: &UnitId, _| sight.unit(unit));
}

fn read_erratum(erratum: Erratum) -> Result<ReadErratum, Error> {
    let Erratum { number, at, by, document, hash, body, .. } = erratum;
    if super::sheet::hashed(&body) != hash {
        return Err(StoreError::damaged("the hash of an erratum", hash, None).into());
    }
    let units = serde_json::from_str(&body)
        .map_err(|source| StoreError::damaged("an erratum", hash, source))?;
    Ok(ReadErratum { number, at, by, document, units })
}
