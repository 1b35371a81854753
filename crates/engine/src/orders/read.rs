//! Orders as somebody reads them.

use std::collections::BTreeMap;

use domain::id::{CaseId, PersonId, Timestamp};
use domain::order::{OrderStep, Standing};
use store::orders::{KeptOrder, OrderCase, OrderFilter, TakenStep};
use uuid::Uuid;

use super::{ORDERS_A_PAGE, OrderCursor, OrderPage};
use crate::engine::{Engine, Who};
use crate::error::Error;

/// A step of an order as somebody reads it.
#[derive(Clone, Debug)]
pub struct ReadStep {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: PersonId,
    /// Which, by its word.
    pub step: String,
    /// What was said.
    pub words: Option<String>,
}

/// An order as somebody reads it.
#[derive(Clone, Debug)]
pub struct ReadOrder {
    /// What it is.
    pub order: KeptOrder,
    /// What is demanded.
    pub demand: String,
    /// Its cases.
    pub cases: Vec<OrderCase>,
    /// What was done with it.
    pub steps: Vec<ReadStep>,
    /// What the reader may do with it now.
    pub can: Vec<OrderStep>,
}

impl Engine {
    /// A page of the orders that somebody finds, of those that a filter names.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn orders(
        &self,
        person: &PersonId,
        filter: &OrderFilter,
        (after, most): (Option<OrderCursor>, u32),
    ) -> Result<OrderPage, Error> {
        let Some((_, visible)) = self.order_reader(person).await? else {
            return Ok(OrderPage { orders: Vec::new(), next: None });
        };
        Ok(self.store.orders(&visible.that(filter), after, most).await?)
    }

    /// How many orders somebody finds of each standing, of those that a filter names.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn count_orders(
        &self,
        person: &PersonId,
        filter: &OrderFilter,
    ) -> Result<BTreeMap<Standing, u64>, Error> {
        let Some((_, visible)) = self.order_reader(person).await? else {
            return Ok(BTreeMap::new());
        };
        Ok(self.store.count_orders(&visible.that(filter)).await?.into_iter().collect())
    }

    /// The orders about a case that somebody finds, the newest first. None where they do not see the case.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn orders_of_case(
        &self,
        person: &PersonId,
        case: CaseId,
    ) -> Result<Vec<KeptOrder>, Error> {
        let Some((_, visible)) = self.order_reader(person).await? else { return Ok(Vec::new()) };
        let cases = self.visible(&Who::Person(person.clone())).await?;
        Ok(self.store.orders_of_case(&visible, (&cases, case), ORDERS_A_PAGE).await?)
    }

    /// An order; none where there is no such order for them.
    ///
    /// # Errors
    ///
    /// Where the store fails or what is kept was altered.
    pub async fn order(&self, person: &PersonId, id: Uuid) -> Result<Option<ReadOrder>, Error> {
        let Some((staff, visible)) = self.order_reader(person).await? else { return Ok(None) };
        let Some((order, cases, steps)) = self.store.order(&visible, id).await? else {
            return Ok(None);
        };
        let snapshot = self.directory();
        let may = |step: &OrderStep| order.facts.after(*step, &staff, &snapshot.directory).is_ok();
        let can = OrderStep::ALL.into_iter().filter(may).collect();
        let demand = self.opened_words(id, 0, &order.sealed)?;
        let read = |TakenStep { at, by, step, version, sealed }| {
            let words = sealed.map(|sealed: Vec<u8>| self.opened_words(id, version, &sealed));
            Ok(ReadStep { at, by, step, words: words.transpose()? })
        };
        let steps = steps.into_iter().map(read).collect::<Result<_, Error>>()?;
        Ok(Some(ReadOrder { order, demand, cases, steps, can }))
    }
}
