//! Supervision orders 督办单: drafted by one, signed by another, answered by the head of the unit, struck off by whoever
//! supervises. The signature puts each case under an order by the transition of its own procedure, under the name of whoever
//! signed; what was not done when a node stopped, a worker does. Who must not know of one of the cases finds no order.

use std::collections::BTreeMap;

use chrono::Datelike;
use domain::actor::Staff;
use domain::case::{Case, Command, Event, Input, Perform, TextRef, Value};
use domain::clock::{DayEnd, Length, Rule, deadline};
use domain::id::{CaseId, FieldName, LevelName, PersonId, Timestamp, TransitionName, UnitId};
use domain::order::{NotTaken, OrderFacts, OrderLevel, OrderStep, Standing};
use domain::text::cleaned;
use domain::workflow::{Field, FieldKind, Form, Verb, Workflow};
use serde_json::json;
use sha2::{Digest, Sha256};
use store::StoreError;
use store::change::{Refusal, RequestKey};
use store::orders::{Drafted, NewStep, StepTaken, TakenStep, VisibleOrders};
pub use store::orders::{KeptOrder, OrderCase, OrderCursor, OrderPage};
use uuid::Uuid;

use crate::engine::{Engine, Who};
use crate::error::Error;
use crate::execute::Order;
use crate::keys::Purpose;
use crate::vault::{seal, unseal};
use crate::wording::Wording;

/// The stream of the audit.
const STREAM: &str = "orders";

/// The longest text of an order, an answer or a reason, in characters.
pub const ORDER_CHARACTERS_MAX: usize = 1500;

/// The most cases of one order.
pub const ORDER_CASES_MAX: usize = 100;

/// With how many orders a worker goes on at a time.
const CARRIED_OUT_MAX: u32 = 200;

/// What has to be done with the cases of an order.
const PUT_UNDER: &str = "supervise";

/// The same when it ends.
const LET_GO: &str = "discharge";

/// An order as somebody drafts it.
#[derive(Clone, Debug)]
pub struct NewOrder {
    /// By which it will be known; the same again mends the draft as long as nobody has signed it.
    pub id: Uuid,
    /// The unit that must answer.
    pub unit: UnitId,
    /// Its level.
    pub level: LevelName,
    /// What is demanded.
    pub demand: String,
    /// The cases.
    pub cases: Vec<CaseId>,
}

/// Why an order was not drafted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotDrafted {
    /// There is no such level.
    NoLevel,
    /// It demands nothing, or in more words than may be.
    BadDemand,
    /// It names no case, or too many.
    BadCases,
    /// One of the cases does not exist for the drafter, has ended, or is not in the hands of the unit.
    NotTheirs,
    /// An order of this id was signed, or is somebody else's.
    Known,
    /// It is not for them to draft orders.
    NotYours,
}

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
}

impl Engine {
    /// A page of the orders that somebody finds, of one standing if it is given.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn orders(
        &self,
        person: &PersonId,
        standing: Option<Standing>,
        (after, most): (Option<OrderCursor>, u32),
    ) -> Result<OrderPage, Error> {
        let Some((_, visible)) = self.order_reader(person).await? else {
            return Ok(OrderPage { orders: Vec::new(), next: None });
        };
        Ok(self.store.orders(&visible, standing, after, most).await?)
    }

    /// How many orders somebody finds of each standing.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn count_orders(&self, person: &PersonId) -> Result<BTreeMap<Standing, u64>, Error> {
        let Some((_, visible)) = self.order_reader(person).await? else {
            return Ok(BTreeMap::new());
        };
        Ok(self.store.count_orders(&visible).await?.into_iter().collect())
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

    /// Drafts an order.
    ///
    /// # Errors
    ///
    /// Where the store fails, or the system gives no randomness.
    pub async fn draft_order(
        &self,
        person: &PersonId,
        new: NewOrder,
    ) -> Result<Result<(), NotDrafted>, Error> {
        let rules = &self.definitions().orders;
        let Some(level) = rules.levels.get(&new.level) else { return Ok(Err(NotDrafted::NoLevel)) };
        let Some(demand) = said(&new.demand) else { return Ok(Err(NotDrafted::BadDemand)) };
        if new.cases.is_empty() || new.cases.len() > ORDER_CASES_MAX {
            return Ok(Err(NotDrafted::BadCases));
        }
        let who = Who::Person(person.clone());
        let seen = self.read_all(&who, &new.cases).await?;
        let theirs = |case: &Case| {
            case.ended.is_none() && case.lead.as_ref().is_some_and(|lead| lead.works(&new.unit))
        };
        if seen.len() != new.cases.len() || !seen.iter().all(|seen| theirs(seen.case())) {
            return Ok(Err(NotDrafted::NotTheirs));
        }
        let Some(center) = self.drafts_for(person, &seen).await? else {
            return Ok(Err(NotDrafted::NotYours));
        };
        let (order, now) =
            (self.drafted(person, center, &new, (level, &demand))?, self.clock.now());
        let facts =
            json!({ "order": new.id, "unit": new.unit, "level": new.level, "cases": new.cases });
        let entry = self.entry(STREAM, Some(person), "order_drafted", facts);
        let year = self.definitions().calendar.date(now).year();
        let visible = self.visible(&who).await?;
        match self.store.draft_order(&visible, (order, new.cases, year), entry).await? {
            Drafted::Drafted => Ok(Ok(())),
            Drafted::Known => Ok(Err(NotDrafted::Known)),
            Drafted::CaseGone => Ok(Err(NotDrafted::NotTheirs)),
        }
    }

    /// The center of the cases, if they have one and the person may draft orders of it.
    async fn drafts_for(
        &self,
        person: &PersonId,
        seen: &[crate::reading::Seen],
    ) -> Result<Option<UnitId>, Error> {
        let Some((staff, _)) = self.order_reader(person).await? else { return Ok(None) };
        let Some(center) = seen.first().map(|seen| seen.case().center.clone()) else {
            return Ok(None);
        };
        let one = seen.iter().all(|seen| seen.case().center == center);
        let facts = OrderFacts {
            unit: UnitId::default(),
            drafted_by: PersonId::default(),
            standing: Standing::Drafted,
            signed: false,
            center,
        };
        let may = one && facts.may_be_read(&staff, &self.directory().directory);
        Ok(may.then_some(facts.center))
    }

    fn drafted(
        &self,
        person: &PersonId,
        center: UnitId,
        new: &NewOrder,
        (level, demand): (&OrderLevel, &str),
    ) -> Result<KeptOrder, Error> {
        Ok(KeptOrder {
            id: new.id,
            number: String::new(),
            facts: OrderFacts {
                center,
                unit: new.unit.clone(),
                drafted_by: person.clone(),
                standing: Standing::Drafted,
                signed: false,
            },
            level: new.level.to_string(),
            level_name: level.name.clone(),
            length: level.length.to_string(),
            points: level.points.into(),
            version: 1,
            drafted_at: self.clock.now(),
            signed_by: None,
            signed_at: None,
            due_at: None,
            sealed: self.sealed_words(new.id, 0, demand)?,
        })
    }

    /// Takes a step with an order, on the version that was seen.
    ///
    /// # Errors
    ///
    /// Where the store fails, or the system gives no randomness.
    pub async fn take_order_step(
        &self,
        person: &PersonId,
        (id, version): (Uuid, i64),
        step: OrderStep,
        words: &str,
    ) -> Result<Result<(), NotDone>, Error> {
        let Some((staff, visible)) = self.order_reader(person).await? else {
            return Ok(Err(NotDone::Gone));
        };
        let Some((order, ..)) = self.store.order(&visible, id).await? else {
            return Ok(Err(NotDone::Gone));
        };
        if order.version != version {
            return Ok(Err(NotDone::Stale));
        }
        let standing = match order.facts.after(step, &staff, &self.directory().directory) {
            Ok(standing) => standing,
            Err(refused) => return Ok(Err(NotDone::Refused(refused))),
        };
        let words = said(words);
        if step.needs_words() && words.is_none() {
            return Ok(Err(NotDone::BadWords));
        }
        let words = words.filter(|_| step.needs_words());
        let sealed = words.map(|words| self.sealed_words(id, version, &words)).transpose()?;
        let due_at = (step == OrderStep::Sign).then(|| self.order_due(&order)).transpose()?;
        let todo = match step {
            OrderStep::Sign => Some(PUT_UNDER),
            OrderStep::StrikeOff => Some(LET_GO),
            OrderStep::Cancel => order.facts.signed.then_some(LET_GO),
            OrderStep::Receive | OrderStep::Answer | OrderStep::SendBack => None,
        };
        let (by, act) = (person.clone(), step.as_str());
        let new = NewStep { order: id, version, by, step: act, standing, due_at, todo, sealed };
        let facts = json!({ "order": id, "number": order.number, "step": act });
        let entry = self.entry(STREAM, Some(person), "order_step", facts);
        match self.store.take_order_step(&visible, new, entry).await? {
            StepTaken::Gone => Ok(Err(NotDone::Gone)),
            StepTaken::Stale => Ok(Err(NotDone::Stale)),
            StepTaken::Taken => {
                if todo.is_some() {
                    self.carry_out_order(id, person).await?;
                }
                Ok(Ok(()))
            }
        }
    }

    /// By when the unit must answer an order that is signed now.
    fn order_due(&self, order: &KeptOrder) -> Result<Timestamp, Error> {
        let rule = Rule { length: length_of(order)?, rolls: true, day_end: DayEnd::Midnight };
        Ok(deadline(&self.definitions().calendar, &rule, self.clock.now(), &[], &[]))
    }

    /// Does what orders still ask for, a bounded number of them, and returns with how many cases.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn carry_out_orders(&self) -> Result<usize, Error> {
        let mut done = 0;
        for (id, person) in self.store.orders_to_carry_out(CARRIED_OUT_MAX).await? {
            match self.carry_out_order(id, &person).await {
                Ok(cases) => done += cases,
                // It is tried again; the others go on.
                Err(error) => {
                    tracing::warn!(order = %id, %error, "an order could not be carried out");
                }
            }
        }
        Ok(done)
    }

    /// Puts the cases of an order under it, or lets them go, in the name of whoever took the step. Where they have gone, or must
    /// not know of a case any more, nobody does.
    async fn carry_out_order(&self, id: Uuid, person: &PersonId) -> Result<usize, Error> {
        let found = match self.order_reader(person).await? {
            Some((_, visible)) => self.store.order(&visible, id).await?,
            None => None,
        };
        let cases = self.store.order_cases(id).await?.into_iter();
        let mut count = 0;
        for (case, todo) in cases.filter_map(|case| case.todo.clone().map(|todo| (case, todo))) {
            let done = match &found {
                Some((order, ..)) => self.carry_out_in(person, order, &case, &todo).await?,
                None => Err("not_found".to_owned()),
            };
            self.store.order_case_done((id, case.case), todo, done).await?;
            count += 1;
        }
        Ok(count)
    }

    /// The order's number in the case after it, or why it could not be done.
    async fn carry_out_in(
        &self,
        person: &PersonId,
        order: &KeptOrder,
        case: &OrderCase,
        todo: &str,
    ) -> Result<Result<Option<i32>, String>, Error> {
        let who = Who::Person(person.clone());
        let Some(seen) = self.read(&who, case.case).await? else {
            return Ok(Err("not_found".to_owned()));
        };
        let lets_go = todo == LET_GO;
        // A node may have stopped after the case was put under the order and before that was noted.
        let number = case.ordinal.and_then(|number| u32::try_from(number).ok());
        let number = number.or_else(|| unnoted(seen.case(), order, case));
        let input = match number.filter(|_| lets_go) {
            Some(number) => Input::OrderNumber(number),
            None if lets_go => return Ok(Ok(None)),
            None => {
                let works = seen.case().lead.as_ref().map(|lead| lead.works(&order.facts.unit));
                if works != Some(true) {
                    return Ok(Err("not_theirs".to_owned()));
                }
                Input::Order(length_of(order)?)
            }
        };
        let verb = if lets_go { Verb::Discharge } else { Verb::Supervise };
        let workflow = self.workflow_of(seen.case());
        let Some((name, form)) = workflow.and_then(|workflow| transition(workflow, verb)) else {
            return Ok(Err("wrong_state".to_owned()));
        };
        // Who reads one of the cases may not know of another: what is demanded of all of them stands in none.
        let words = format!("{}（{}）", order.number, order.level_name.zh);
        let mut wording = Wording::default();
        let text = wording.keep(&words)?;
        let form = form.map(|form| filled(form, &text)).unwrap_or_default();
        let perform = Perform { transition: name, input, form, evidence: BTreeMap::new() };
        let mut asked = Order::new(who.clone(), case.case, Command::Perform(perform));
        asked.texts = wording.finish();
        // The words get another id each time; what is asked is the same.
        asked.request = Some(RequestKey {
            actor: who.key(),
            route: format!("order {todo}"),
            key: format!("{}:{}", order.id, case.case.0),
            request: Sha256::digest(order.id.as_bytes()).into(),
        });
        match self.execute(asked).await {
            Ok(committed) if lets_go || committed.repeated => {
                let number = number.or_else(|| unnoted(&committed.stored.case, order, case));
                Ok(Ok(number.and_then(|number| i32::try_from(number).ok())))
            }
            Ok(committed) => {
                let number = committed.events.iter().find_map(|event| {
                    if let Event::Ordered { number, .. } = event { Some(*number) } else { None }
                });
                Ok(Ok(number.and_then(|number| i32::try_from(number).ok())))
            }
            Err(Error::Refused(Refusal::Rejected(rejection))) => {
                Ok(Err(rejection.code().as_str().to_owned()))
            }
            Err(error) => Err(error),
        }
    }

    /// Who reads orders, and which exist for them.
    async fn order_reader(
        &self,
        person: &PersonId,
    ) -> Result<Option<(Staff, VisibleOrders)>, Error> {
        let snapshot = self.refresh_directory().await?;
        let staff = snapshot.directory.staff(person);
        Ok(staff.map(|staff| {
            let visible = VisibleOrders::of(&staff, &snapshot.directory);
            (staff, visible)
        }))
    }

    fn sealed_words(&self, id: Uuid, place: i64, words: &str) -> Result<Vec<u8>, Error> {
        let key = self.keys.draw(Purpose::Orders, &[]);
        seal(&key, &bound(id, place), words.as_bytes())
    }

    fn opened_words(&self, id: Uuid, place: i64, sealed: &[u8]) -> Result<String, Error> {
        let key = self.keys.draw(Purpose::Orders, &[]);
        let plain = unseal(&key, &bound(id, place), sealed)?;
        String::from_utf8(plain).map_err(|_| Error::Unsealable)
    }
}

/// How long the unit has.
fn length_of(order: &KeptOrder) -> Result<Length, Error> {
    let damaged = |_| StoreError::damaged("the length of an order", &order.number, None);
    Ok(order.length.parse().map_err(damaged)?)
}

/// The number of an order in its case where the case was put under it and nobody noted that: the open one with its date.
fn unnoted(case: &Case, order: &KeptOrder, of: &OrderCase) -> Option<u32> {
    let is_it = |known: &domain::case::Order| {
        known.discharged_at.is_none() && Some(known.due) == order.due_at
    };
    let mut open = case.orders.iter().rev().filter(|(_, known)| is_it(known));
    open.next().map(|(number, _)| *number).filter(|_| of.refused.is_none())
}

/// What words are sealed to: their place in their order.
fn bound(id: Uuid, place: i64) -> Vec<u8> {
    [b"order".as_slice(), id.as_bytes(), &place.to_be_bytes()].concat()
}

/// Words that say something, as far as they can be seen, if they are not too many.
fn said(words: &str) -> Option<String> {
    let words = cleaned(words).trim().to_owned();
    let characters = words.chars().count();
    (1..=ORDER_CHARACTERS_MAX).contains(&characters).then_some(words)
}

/// The transition by which the procedure puts a case under an order, or lets it go: the first, which is the general one.
fn transition(workflow: &Workflow, verb: Verb) -> Option<(TransitionName, Option<&Form>)> {
    let definition = workflow.definition();
    let (name, transition) = definition.transitions.iter().find(|(_, known)| known.verb == verb)?;
    let form = transition.form.as_ref().and_then(|form| definition.forms.get(form));
    Some((name.clone(), form))
}

/// The form of that transition: what it must say is said by the order, and of a choice the first is taken, which is the usual
/// ground.
fn filled(form: &Form, text: &TextRef) -> BTreeMap<FieldName, Value> {
    let value = |field: &Field| match field.kind {
        FieldKind::Text => Some(Value::Text(*text)),
        FieldKind::Choice => field.choices.keys().next().cloned().map(Value::Choice),
        FieldKind::Date | FieldKind::Number | FieldKind::Money | FieldKind::YesNo => None,
    };
    let required = form.fields.iter().filter(|(_, field)| field.required);
    required.filter_map(|(name, field)| Some((name.clone(), value(field)?))).collect()
}
