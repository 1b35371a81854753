//! The items behind a figure, page by page. What the reader does not see counts, and is not named.

use std::collections::BTreeMap;

use domain::appraisal::{Figure, Grain, Indicator, ItemRef, Period, Scheme, Told, told};
use domain::case::WorkflowRef;
use domain::id::{CaseId, DocumentNumber, IndicatorName, PersonId, Timestamp, UnitId};

use super::beside::BesideLogs;
use super::reading::ReadAppraisal;
use crate::engine::{Engine, Who};
use crate::error::Error;

/// How many items a page shows.
pub const ITEMS_A_PAGE: usize = 50;

/// Which items of a figure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Which {
    /// The numerator.
    Good,
    /// The denominator, of which the numerator is a part.
    #[default]
    Counted,
    /// What left the rate.
    Out,
}

/// How an item counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Counted {
    /// In numerator and denominator.
    Good,
    /// In the denominator only.
    Rest,
    /// It left, by one of the indicator's reasons and, where that asks for one, by the document of a decision.
    Out {
        /// Which reason, from 0.
        reason: usize,
        /// The document.
        document: Option<DocumentNumber>,
    },
}

/// A figure as somebody reads it.
#[derive(Clone, Debug)]
pub struct ReadFigure {
    /// The appraisal it stands in.
    pub appraisal: ReadAppraisal,
    /// The indicator, as its scheme says.
    pub indicator: Indicator,
    /// What it counts.
    pub grain: Grain,
    /// The figure.
    pub figure: Figure,
}

/// An item that the reader sees.
#[derive(Clone, Debug)]
pub struct ReadItem {
    /// Which.
    pub item: ItemRef,
    /// The number of its case.
    pub number: String,
    /// What the case is called.
    pub title: String,
    /// By which workflow the case goes.
    pub workflow: WorkflowRef,
    /// How it counts.
    pub counted: Counted,
    /// What can be told of it.
    pub told: Option<Told>,
}

/// A page of items.
#[derive(Clone, Debug)]
pub struct ReadItems {
    /// Those that the reader sees.
    pub items: Vec<ReadItem>,
    /// How many of the page they do not see.
    pub unseen: usize,
    /// How many there are on all pages.
    pub total: usize,
}

impl Engine {
    /// A figure; none where there is none for them.
    ///
    /// # Errors
    ///
    /// Where the store fails or what is kept was altered.
    pub async fn appraised_figure(
        &self,
        person: &PersonId,
        (period, unit, indicator): (Period, &UnitId, &IndicatorName),
    ) -> Result<Option<ReadFigure>, Error> {
        let Some(appraisal) = self.appraisal(person, period).await? else { return Ok(None) };
        if !appraisal.sight.unit(unit) {
            return Ok(None);
        }
        let of_unit = appraisal.sheet.summary.unit(unit);
        let Some(summary) = of_unit.and_then(|unit| unit.figure(indicator)) else {
            return Ok(None);
        };
        let kept = self.store.figure(appraisal.run, unit, indicator).await?;
        let figure = appraisal.sheet.figure(unit, summary, kept.as_deref())?;
        let Some((words, grain)) = of_scheme(&appraisal.sheet.scheme, indicator) else {
            return Ok(None);
        };
        Ok(Some(ReadFigure { indicator: words, grain, figure, appraisal }))
    }

    /// A page of the items of a figure.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn appraised_items(
        &self,
        person: &PersonId,
        read: &ReadFigure,
        (which, skipped): (Which, usize),
    ) -> Result<ReadItems, Error> {
        let all = chosen(&read.figure, which);
        let total = all.len();
        let page: Vec<_> = all.into_iter().skip(skipped).take(ITEMS_A_PAGE).collect();
        let mut ids: Vec<CaseId> = page.iter().map(|(item, _)| item.case).collect();
        ids.dedup();
        let until = read.appraisal.sheet.summary.as_of.unwrap_or(read.appraisal.asked_at);
        let of_run = (read.appraisal.sheet.summary.period, read.appraisal.asked_at);
        // Of other items a log tells all that is told.
        let beside = match read.grain {
            Grain::OrderPoints | Grain::Suspicion => self.beside_logs(of_run.0, of_run.1).await?,
            Grain::Call
            | Grain::Clock
            | Grain::Result
            | Grain::Closing
            | Grain::Order
            | Grain::SpotCheck => BesideLogs::default(),
        };
        let seen = self.seen_items(person, &ids, (read.grain, until, &page), &beside).await?;
        let unseen = page.len() - seen.len();
        Ok(ReadItems { items: seen, unseen, total })
    }

    async fn seen_items(
        &self,
        person: &PersonId,
        ids: &[CaseId],
        (grain, until, page): (Grain, Timestamp, &[(ItemRef, Counted)]),
        beside: &BesideLogs,
    ) -> Result<Vec<ReadItem>, Error> {
        let who = Who::Person(person.clone());
        let seen = self.read_all(&who, ids).await?;
        let seen: BTreeMap<CaseId, _> =
            seen.into_iter().map(|seen| (seen.case().id, seen)).collect();
        let visible = self.visible(&who).await?;
        let mut known = BTreeMap::new();
        for log in self.store.logs_of(&visible, ids).await? {
            let read = beside.facts(&log, &self.definitions, until)?;
            known.extend(read.map(|read| (log.case, read)));
        }
        let item = |(item, counted): &(ItemRef, Counted)| {
            let seen = seen.get(&item.case)?;
            Some(ReadItem {
                item: *item,
                number: seen.stored.number.clone(),
                title: seen.complaint.title.clone(),
                workflow: seen.case().workflow.clone(),
                counted: counted.clone(),
                told: known.get(&item.case).and_then(|facts| told(facts, grain, *item)),
            })
        };
        Ok(page.iter().filter_map(item).collect())
    }
}

/// An indicator of a scheme, and what it counts.
fn of_scheme(scheme: &Scheme, indicator: &IndicatorName) -> Option<(Indicator, Grain)> {
    let words = scheme.indicators.get(indicator)?;
    Some((words.clone(), Grain::named(&words.grain)?))
}

/// The items that are asked for, in their order.
fn chosen(figure: &Figure, which: Which) -> Vec<(ItemRef, Counted)> {
    let counted = |item: &ItemRef| {
        let good = figure.good.contains(item);
        (*item, if good { Counted::Good } else { Counted::Rest })
    };
    match which {
        Which::Good => figure.good.iter().map(counted).collect(),
        Which::Counted => figure.counted.iter().map(counted).collect(),
        Which::Out => {
            let out = figure.left_out.iter().map(|left| {
                let (reason, document) = (left.reason, left.document.clone());
                (left.item, Counted::Out { reason, document })
            });
            out.collect()
        }
    }
}
