//! Asks for trial runs and corrections, and publishes.

use domain::appraisal::{CheckedScheme, FrozenError, Period, Sight, published_at};
use domain::id::{DocumentNumber, PersonId, Timestamp};
use domain::text::Bilingual;
use serde_json::json;
use store::appraisal::{Asked, NewPublication, NewRun, PublicationTaken, Purpose};
use uuid::Uuid;

use super::reading::publishes;
use super::{DOCUMENT_CHARACTERS_MAX, ReadAppraisal, STREAM, said};
use crate::engine::Engine;
use crate::error::Error;

/// Why a run was not asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAsked {
    /// It is not for them.
    NotYours,
    /// No scheme is for periods of this length.
    NoScheme,
    /// The period has not begun.
    NotBegun,
    /// It was published: what is wrong is corrected beside it.
    Published,
    /// Nothing was published that could be corrected.
    NotPublished,
    /// A correction needs the number of a document.
    BadDocument,
}

/// Why an appraisal was not published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotPublished {
    /// It is not for them.
    NotYours,
    /// There is none.
    Gone,
    /// Somebody published it before.
    Known,
    /// It is not the newest run, or decisions or judgements of suspicions were recorded since, or the scheme is another one by now.
    Stale,
    /// The rules say no.
    Frozen(FrozenError),
}

/// A run with its scheme, and the end of the term for objections.
type Looked<'a> = (ReadAppraisal, &'a CheckedScheme, Option<Timestamp>);

/// What publishing would do, for whoever is about to.
#[derive(Clone, Debug)]
pub struct Publishable {
    /// The run that would be frozen.
    pub run: Uuid,
    /// How many units have figures in it.
    pub units: usize,
    /// Until when units may object, if it is published now; none where the scheme knows no objections.
    pub objections_until: Option<Timestamp>,
    /// The indicators whose source nobody has looked up yet, with what it says.
    pub unverified: Vec<(Bilingual, Bilingual)>,
}

impl Engine {
    /// Asks for a trial run of a period. One that is already waited for is the same.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn ask_appraisal(
        &self,
        person: &PersonId,
        period: Period,
    ) -> Result<Result<(), NotAsked>, Error> {
        self.ask(person, period, (Purpose::Trial, None)).await
    }

    /// Asks for what was published to be corrected by all decisions that were recorded since.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn ask_correction(
        &self,
        person: &PersonId,
        period: Period,
        document: &str,
    ) -> Result<Result<(), NotAsked>, Error> {
        let Some(document) = said(document, DOCUMENT_CHARACTERS_MAX) else {
            return Ok(Err(NotAsked::BadDocument));
        };
        let document = DocumentNumber::from(document.as_str());
        self.ask(person, period, (Purpose::Correction, Some(document))).await
    }

    async fn ask(
        &self,
        person: &PersonId,
        period: Period,
        (purpose, document): (Purpose, Option<DocumentNumber>),
    ) -> Result<Result<(), NotAsked>, Error> {
        let (staff, sight) = self.appraisal_sight(person).await?;
        let corrects = purpose == Purpose::Correction;
        let may = |staff| if corrects { publishes(staff, &sight) } else { sight == Sight::Whole };
        if !staff.as_ref().is_some_and(may) {
            return Ok(Err(NotAsked::NotYours));
        }
        let Some(scheme) = self.scheme_of(period).map(|it| it.scheme().scheme.clone()) else {
            return Ok(Err(NotAsked::NoScheme));
        };
        let now = self.clock.now();
        if now <= period.span(&self.definitions.calendar).0 {
            return Ok(Err(NotAsked::NotBegun));
        }
        let facts = json!({ "scheme": scheme, "period": period, "purpose": purpose.as_str(), "document": document });
        let entry = self.entry(STREAM, Some(person), "appraisal_asked", facts);
        let id = Uuid::now_v7();
        let by = Some(person.clone());
        let new = NewRun { id, scheme, period, purpose, document, by, at: now };
        Ok(match self.store.ask_run(new, entry).await? {
            Asked::Asked | Asked::Known => Ok(()),
            Asked::Published => Err(NotAsked::Published),
            Asked::NotPublished => Err(NotAsked::NotPublished),
        })
    }

    /// Publishes the run that was seen: from then on nothing of it changes.
    ///
    /// # Errors
    ///
    /// Where the store fails or what is kept was altered.
    pub async fn publish_appraisal(
        &self,
        person: &PersonId,
        (period, run): (Period, Uuid),
    ) -> Result<Result<(), NotPublished>, Error> {
        let (read, scheme, objections_until) = match self.to_publish(person, period).await? {
            Ok(found) => found,
            Err(refused) => return Ok(Err(refused)),
        };
        if read.run != run {
            return Ok(Err(NotPublished::Stale));
        }
        let name = scheme.scheme().scheme.clone();
        let hash = self.store.run_body(run).await?.map(|(hash, _)| hash);
        let facts = json!({ "run": run, "scheme": name, "period": period, "hash": hash,
            "objections_until": objections_until });
        let entry = self.entry(STREAM, Some(person), "appraisal_published", facts);
        let by = person.clone();
        let new = NewPublication { scheme: name, period, run, by, objections_until };
        Ok(match self.store.publish_run(new, entry).await? {
            PublicationTaken::Published => Ok(()),
            PublicationTaken::Known => Err(NotPublished::Known),
            PublicationTaken::Stale => Err(NotPublished::Stale),
        })
    }

    /// What publishing the newest run would do now, and whether it may be done. Nothing is changed.
    ///
    /// # Errors
    ///
    /// Where the store fails or what is kept was altered.
    pub async fn publishable(
        &self,
        person: &PersonId,
        period: Period,
    ) -> Result<Result<Publishable, NotPublished>, Error> {
        let (read, scheme, objections_until) = match self.to_publish(person, period).await? {
            Ok(found) => found,
            Err(refused) => return Ok(Err(refused)),
        };
        let scheme = scheme.scheme();
        let unverified = scheme.indicators.values().filter_map(|indicator| {
            let source = scheme.sources.get(&indicator.source)?;
            source.is_unverified().then(|| (indicator.name.clone(), source.cite.clone()))
        });
        Ok(Ok(Publishable {
            run: read.run,
            units: read.sheet.summary.groups.iter().map(|group| group.units.len()).sum(),
            objections_until,
            unverified: unverified.collect(),
        }))
    }

    /// The newest run, its scheme and the term for objections, where this person may publish it now.
    async fn to_publish(
        &self,
        person: &PersonId,
        period: Period,
    ) -> Result<Result<Looked<'_>, NotPublished>, Error> {
        let (staff, sight) = self.appraisal_sight(person).await?;
        if !staff.as_ref().is_some_and(|staff| publishes(staff, &sight)) {
            return Ok(Err(NotPublished::NotYours));
        }
        let Some(scheme) = self.scheme_of(period) else { return Ok(Err(NotPublished::Gone)) };
        let Some(read) = self.appraisal(person, period).await? else {
            return Ok(Err(NotPublished::Gone));
        };
        if read.published.is_some() {
            return Ok(Err(NotPublished::Known));
        }
        if read.sheet.summary.version != scheme.scheme().version {
            return Ok(Err(NotPublished::Stale));
        }
        let (calendar, now) = (&self.definitions.calendar, self.clock.now());
        let then = self.beside_logs(period, read.asked_at).await?;
        if then.is_outdated_by(&self.beside_logs(period, now).await?) {
            return Ok(Err(NotPublished::Stale));
        }
        let until = published_at(&read.sheet.summary, scheme, calendar, now);
        Ok(until.map(|until| (read, scheme, until)).map_err(NotPublished::Frozen))
    }
}
