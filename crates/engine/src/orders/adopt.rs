//! Documents for orders that have none: given by one person before there were documents, or brought by an import.

use std::num::NonZeroU16;

use chrono::Datelike;
use domain::actor::Author;
use domain::case::{Entry, Event};
use domain::clock::{Length, TimeUnit};
use domain::id::{CaseId, PersonId};
use domain::order::{OrderFacts, Standing};
use domain::text::Bilingual;
use serde_json::json;
use store::orders::{AdoptedOrder, KeptOrder};
use uuid::Uuid;

use super::STREAM;
use crate::engine::{Engine, Who};
use crate::error::Error;

/// How many cases are looked at in a turn.
const CASES_A_TURN: u32 = 50;

/// The level of such an order.
const LEVEL: &str = "earlier";

/// What its document demands.
const DEMAND: &str = "此前在案件上直接督办，没有拟督办单；要求见案件办理记录。";

impl Engine {
    /// Gives documents to orders that have none, and returns to how many.
    pub(super) async fn adopt_orders(&self) -> Result<usize, Error> {
        let mut adopted = 0;
        for case in self.store.cases_without_document(CASES_A_TURN).await? {
            adopted += self.adopt_orders_of(case).await?;
        }
        Ok(adopted)
    }

    async fn adopt_orders_of(&self, id: CaseId) -> Result<usize, Error> {
        let Some(seen) = self.read(&Who::Engine, id).await? else { return Ok(0) };
        let case = seen.case();
        let Some(lead) = &case.lead else { return Ok(0) };
        let log = self.store.timeline(&seen.visible, id, 0, u32::MAX).await?.unwrap_or_default();
        let mut adopted = 0;
        for (number, order) in case.orders.iter().filter(|(_, it)| it.discharged_at.is_none()) {
            let given = log.iter().find(|entry| is_given(entry, *number));
            let Some(given) = given else { continue };
            let by = match &given.by {
                Author::Person { person, .. } => person.clone(),
                Author::Citizen(_) | Author::Engine => PersonId::from("engine"),
            };
            let document = Uuid::now_v7();
            let draft = OrderFacts::draft(case.center.clone(), lead.unit.clone(), by.clone());
            let kept = KeptOrder {
                id: document,
                number: String::new(),
                facts: OrderFacts { standing: Standing::Issued, signed: true, ..draft },
                level: LEVEL.to_owned(),
                level_name: Bilingual::new("此前督办", "earlier order"),
                length: Length { amount: NonZeroU16::MIN, unit: TimeUnit::WorkDay }.to_string(),
                points: 0,
                listed: false,
                version: 1,
                drafted_at: given.at,
                signed_by: Some(by),
                signed_at: Some(given.at),
                due_at: Some(order.due),
                answer_by: Some(order.due),
                answered_at: None,
                sealed: self.sealed_words(document, 0, DEMAND)?,
            };
            let year = self.definitions().calendar.date(given.at).year();
            let Ok(ordinal) = i32::try_from(*number) else { continue };
            let facts = json!({ "order": document, "case": id, "in_case": number });
            let entry = self.entry(STREAM, None, "order_adopted", facts);
            let order = AdoptedOrder { order: kept, case: id, ordinal, year };
            adopted += usize::from(self.store.adopt_order(order, entry).await?);
        }
        Ok(adopted)
    }
}

fn is_given(entry: &Entry, order: u32) -> bool {
    matches!(&entry.event, Event::Ordered { number, .. } if *number == order)
}
