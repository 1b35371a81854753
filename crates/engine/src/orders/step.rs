//! Taking a step with an order.

use domain::actor::Staff;
use domain::clock::{DayEnd, Rule, deadline};
use domain::id::{PersonId, Timestamp};
use domain::order::{Answered, NotTaken, OrderStep};
use serde_json::json;
use store::orders::{AnswerChange, KeptOrder, NewStep, OrderCase, StepTaken, VisibleOrders};
use uuid::Uuid;

use super::{STREAM, length_of, said};
use crate::engine::{Engine, Who};
use crate::error::Error;

/// What a step asks of the cases of an order. What they are brought to, the order itself says.
const WORK: &str = "note";

/// A step with what is said.
#[derive(Clone, Debug)]
pub struct Taking<'a> {
    /// Which.
    pub step: OrderStep,
    /// The words.
    pub words: &'a str,
    /// Whom it names.
    pub names: Option<PersonId>,
}

/// Why a step was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotDone {
    /// It does not exist for them.
    Gone,
    /// Somebody changed it meanwhile.
    Stale,
    /// The rules say no.
    Refused(NotTaken),
    /// It says nothing, or too much.
    BadWords,
    /// None of its cases can come under it now.
    NoCase,
    /// Whom it names may not answer for the unit, or must not know of one of the cases.
    BadAnswerer,
}

impl Engine {
    /// Takes a step with an order, on the version that was seen.
    ///
    /// # Errors
    ///
    /// Where the store fails, or the system gives no randomness.
    pub async fn take_order_step(
        &self,
        person: &PersonId,
        (id, version): (Uuid, i64),
        taking: Taking<'_>,
    ) -> Result<Result<(), NotDone>, Error> {
        let Some((staff, visible)) = self.order_reader(person).await? else {
            return Ok(Err(NotDone::Gone));
        };
        let Some((order, cases, _)) = self.store.order(&visible, id).await? else {
            return Ok(Err(NotDone::Gone));
        };
        if order.version != version {
            return Ok(Err(NotDone::Stale));
        }
        let new = match self.prepared_step(&staff, (&order, &cases), taking).await? {
            Ok(new) => new,
            Err(refused) => return Ok(Err(refused)),
        };
        let is_to_do = new.todo.is_some();
        let facts = json!({ "order": id, "number": order.number, "step": new.step });
        let entry = self.entry(STREAM, Some(person), "order_step", facts);
        match self.store.take_order_step(&visible, new, entry).await? {
            StepTaken::Gone => Ok(Err(NotDone::Gone)),
            StepTaken::Stale => Ok(Err(NotDone::Stale)),
            StepTaken::Taken => {
                if is_to_do {
                    self.carry_out_order(id).await?;
                }
                Ok(Ok(()))
            }
        }
    }

    /// The step with all that it changes, or why it cannot be taken.
    async fn prepared_step(
        &self,
        staff: &Staff,
        (order, cases): (&KeptOrder, &[OrderCase]),
        Taking { step, words, names }: Taking<'_>,
    ) -> Result<Result<NewStep, NotDone>, Error> {
        let standing = match order.facts.after(step, staff, &self.directory().directory) {
            Ok(standing) => standing,
            Err(refused) => return Ok(Err(NotDone::Refused(refused))),
        };
        let words = said(words);
        if step.needs_words() && words.is_none() {
            return Ok(Err(NotDone::BadWords));
        }
        if step == OrderStep::Sign && !self.some_fit(staff, order, cases).await? {
            return Ok(Err(NotDone::NoCase));
        }
        let Some(answer) = self.answer(order, step, names).await? else {
            return Ok(Err(NotDone::BadAnswerer));
        };
        let words = words.filter(|_| step.needs_words());
        let (id, version) = (order.id, order.version);
        let sealed = words.map(|words| self.sealed_words(id, version, &words)).transpose()?;
        let due_at = (step == OrderStep::Sign).then(|| self.order_due(order)).transpose()?;
        let concerns_cases = order.facts.kind.binds()
            && match step {
                OrderStep::Sign
                | OrderStep::Answer
                | OrderStep::SendBack
                | OrderStep::StrikeOff => true,
                OrderStep::Cancel => order.facts.signed,
                OrderStep::Receive | OrderStep::Name => false,
            };
        let (by, todo) = (staff.person.clone(), concerns_cases.then_some(WORK));
        let step = step.as_str();
        Ok(Ok(NewStep { order: id, version, by, step, standing, due_at, answer, todo, sealed }))
    }

    /// Whether a case can come under the order now, by whoever signs it. A recommendation asks nothing of its cases.
    async fn some_fit(
        &self,
        staff: &Staff,
        order: &KeptOrder,
        cases: &[OrderCase],
    ) -> Result<bool, Error> {
        if !order.facts.kind.binds() {
            return Ok(true);
        }
        let ids: Vec<_> = cases.iter().map(|case| case.case).collect();
        let seen = self.read_all(&Who::Person(staff.person.clone()), &ids).await?;
        Ok(seen.iter().any(|seen| self.unfit(seen, &order.facts.unit).is_none()))
    }

    /// What the step changes of the answer; none where it names somebody who cannot give it.
    async fn answer(
        &self,
        order: &KeptOrder,
        step: OrderStep,
        names: Option<PersonId>,
    ) -> Result<Option<AnswerChange>, Error> {
        Ok(match step {
            OrderStep::Sign | OrderStep::Receive | OrderStep::StrikeOff | OrderStep::Cancel => {
                Some(AnswerChange::None)
            }
            OrderStep::Answer => Some(AnswerChange::Given),
            OrderStep::SendBack => {
                let given = order.answered_at.zip(order.answer_by);
                let by = given.map(|(at, by)| Answered::sent_back(at, by, self.clock.now()));
                Some(by.map_or(AnswerChange::None, AnswerChange::SentBack))
            }
            OrderStep::Name => match names {
                Some(person) if self.may_answer(order, &person).await? => {
                    Some(AnswerChange::By(person))
                }
                Some(_) | None => None,
            },
        })
    }

    /// Whether somebody may be named to answer: by where they sit, and by what they may know.
    async fn may_answer(&self, order: &KeptOrder, person: &PersonId) -> Result<bool, Error> {
        let snapshot = self.directory();
        let Some(staff) = snapshot.directory.staff(person) else { return Ok(false) };
        if !order.facts.may_answer(&staff, &snapshot.directory) {
            return Ok(false);
        }
        let visible = VisibleOrders::open_to(&staff, &snapshot.directory);
        Ok(self.store.order(&visible, order.id).await?.is_some())
    }

    /// Who may be named to answer an order, in the order of the directory.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn answerers(&self, order: &KeptOrder) -> Result<Vec<PersonId>, Error> {
        let snapshot = self.directory();
        let mut found = Vec::new();
        for person in snapshot.directory.people.keys() {
            if self.may_answer(order, person).await? {
                found.push(person.clone());
            }
        }
        Ok(found)
    }

    /// By when the unit must answer an order that is signed now.
    fn order_due(&self, order: &KeptOrder) -> Result<Timestamp, Error> {
        let rule = Rule { length: length_of(order)?, rolls: true, day_end: DayEnd::Midnight };
        Ok(deadline(&self.definitions().calendar, &rule, self.clock.now(), &[], &[]))
    }
}
