//! Bringing the cases of an order to what its document says: under it once it is signed, told of the answer, let go when it is
//! done with. Each case is looked at for itself, so that a repeat does nothing, and what a node has left another one does.

use std::collections::BTreeMap;

use domain::case::{Case, Command, Event, Input, OrderNote, Perform, Rejection, TextRef, Value};
use domain::id::{CaseId, FieldName, PersonId, TransitionName};
use domain::order::{OrderStep, Standing};
use domain::workflow::{Field, FieldKind, Form, Verb, Workflow};
use serde_json::json;
use sha2::{Digest, Sha256};
use store::change::{Committed, Refusal, RequestKey};
use store::orders::{AnswerChange, KeptOrder, NewStep, OrderCase, TakenStep, VisibleOrders};
use uuid::Uuid;

use super::{ORDERS_A_PAGE, STREAM, length_of};
use crate::engine::{Engine, Who};
use crate::error::Error;
use crate::execute::Order;
use crate::wording::Wording;

/// The step by which an order under which no case could be put is called off by itself.
pub const VOID: &str = "void";

/// Who takes that step.
const NOBODY: &str = "engine";

impl Engine {
    /// Does what orders still ask for, a bounded number of them, and returns with how many cases. Orders without a document get
    /// one.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn carry_out_orders(&self) -> Result<usize, Error> {
        let mut done = self.adopt_orders().await?;
        for id in self.store.orders_to_carry_out(ORDERS_A_PAGE).await? {
            match self.carry_out_order(id).await {
                Ok(cases) => done += cases,
                // It is tried again; the others go on.
                Err(error) => {
                    tracing::warn!(order = %id, %error, "an order could not be carried out");
                }
            }
        }
        Ok(done)
    }

    /// Brings the cases of an order to what it says.
    pub(super) async fn carry_out_order(&self, id: Uuid) -> Result<usize, Error> {
        let Some((order, cases, steps)) = self.store.order_to_carry_out(id).await? else {
            return Ok(0);
        };
        let mut count = 0;
        for case in cases.iter().filter(|case| case.todo.is_some()) {
            let done = self.carry_out_in(&order, &steps, case).await?;
            self.store.order_case_done((id, order.version), case.case, done).await?;
            count += 1;
        }
        if count > 0 {
            self.call_off_if_empty(id).await?;
        }
        Ok(count)
    }

    /// The order's number in the case after it, or why it could not be put under it.
    async fn carry_out_in(
        &self,
        order: &KeptOrder,
        steps: &[TakenStep],
        of: &OrderCase,
    ) -> Result<Result<Option<i32>, String>, Error> {
        let case = self.whole(of.case).await?;
        // A node may have stopped after the case was put under the order and before that was noted.
        let known = of.ordinal.and_then(|number| u32::try_from(number).ok());
        let known = known.or_else(|| unnoted(&case, order, of));
        let is_over = order.facts.standing.is_over();
        let number = match (known, &of.refused) {
            (Some(number), _) => number,
            (None, Some(refused)) => return Ok(Err(refused.clone())),
            (None, None) if is_over => return Ok(Ok(None)),
            (None, None) => match self.put_under(order, of).await? {
                Ok(number) => number,
                Err(refused) => return Ok(Err(refused)),
            },
        };
        self.tell_answer(order, of.case, number).await?;
        if is_over && case.orders.get(&number).is_some_and(|it| it.discharged_at.is_none()) {
            self.let_go(order, steps, of.case, number).await?;
        }
        Ok(Ok(i32::try_from(number).ok()))
    }

    /// Puts a case under an order, in the name of whoever signed it. Where they have gone, or must not know of the case any
    /// more, nobody does.
    async fn put_under(
        &self,
        order: &KeptOrder,
        of: &OrderCase,
    ) -> Result<Result<u32, String>, Error> {
        let Some(signer) = &order.signed_by else { return Ok(Err("not_found".to_owned())) };
        let who = Who::Person(signer.clone());
        let Some(seen) = self.read(&who, of.case).await? else {
            return Ok(Err("not_found".to_owned()));
        };
        let lead = seen.case().lead.as_ref();
        if !lead.is_some_and(|lead| lead.works(&order.facts.unit)) {
            return Ok(Err("not_theirs".to_owned()));
        }
        let input = Input::Order(length_of(order)?);
        match self.by_transition(&who, order, seen.case(), (Verb::Supervise, input)).await? {
            Ok(committed) => {
                let made = committed.events.iter().find_map(|event| {
                    if let Event::Ordered { number, .. } = event { Some(*number) } else { None }
                });
                let number = made.or_else(|| unnoted(&committed.stored.case, order, of));
                Ok(number.ok_or_else(|| Rejection::NoOrder.code().as_str().to_owned()))
            }
            Err(rejection) => Ok(Err(rejection.code().as_str().to_owned())),
        }
    }

    /// Tells a case what its order says of the answer.
    async fn tell_answer(&self, order: &KeptOrder, case: CaseId, number: u32) -> Result<(), Error> {
        let Some(due) = order.answer_by else { return Ok(()) };
        let (answered_at, listed) = (order.answered_at, order.listed);
        let note = OrderNote { number, answered_at, due, listed };
        self.execute(Order::new(Who::Engine, case, Command::NoteOrder(note))).await?;
        Ok(())
    }

    /// Lets a case go, in the name of whoever is done with the order; where its procedure does not let them, wherever it is
    /// by now, it is let go all the same: nothing stays under an order that there is no more.
    async fn let_go(
        &self,
        order: &KeptOrder,
        steps: &[TakenStep],
        case: CaseId,
        number: u32,
    ) -> Result<(), Error> {
        let ends = [OrderStep::StrikeOff, OrderStep::Cancel].map(OrderStep::as_str);
        let by = steps.iter().rev().find(|step| ends.contains(&step.step.as_str()));
        if let Some(who) = by.map(|step| Who::Person(step.by.clone()))
            && let Some(seen) = self.read(&who, case).await?
        {
            let asked = (Verb::Discharge, Input::OrderNumber(number));
            if self.by_transition(&who, order, seen.case(), asked).await?.is_ok() {
                return Ok(());
            }
        }
        self.execute(Order::new(Who::Engine, case, Command::LetGo(number))).await?;
        Ok(())
    }

    /// Does the transition of the case's own procedure, or says why it was refused.
    async fn by_transition(
        &self,
        who: &Who,
        order: &KeptOrder,
        case: &Case,
        (verb, input): (Verb, Input),
    ) -> Result<Result<Committed, Rejection>, Error> {
        let workflow = self.workflow_of(case);
        let Some((transition, form)) = workflow.and_then(|workflow| transition(workflow, verb))
        else {
            return Ok(Err(Rejection::WrongState { state: case.state.clone() }));
        };
        // Who reads one of the cases may not know of another: what is demanded of all of them stands in none.
        let words = format!("{}（{}）", order.number, order.level_name.zh);
        let mut wording = Wording::default();
        let text = wording.keep(&words)?;
        let form = form.map(|form| filled(form, &text)).unwrap_or_default();
        let perform = Perform { transition, input, form, evidence: BTreeMap::new() };
        let mut asked = Order::new(who.clone(), case.id, Command::Perform(perform));
        asked.documented = true;
        asked.texts = wording.finish();
        // The words get another id each time; what is asked is the same.
        asked.request = Some(RequestKey {
            actor: who.key(),
            route: format!("order {}", verb.as_str()),
            key: format!("{}:{}", order.id, case.id.0),
            request: Sha256::digest(order.id.as_bytes()).into(),
        });
        match self.execute(asked).await {
            Ok(committed) => Ok(Ok(committed)),
            Err(Error::Refused(Refusal::Rejected(rejection))) => Ok(Err(rejection)),
            Err(error) => Err(error),
        }
    }

    /// Calls an order off under which no case could be put: between the signature and the cases each of them went on. A unit is
    /// asked for nothing then.
    async fn call_off_if_empty(&self, id: Uuid) -> Result<(), Error> {
        let Some((order, cases, _)) = self.store.order_to_carry_out(id).await? else {
            return Ok(());
        };
        let waits = matches!(order.facts.standing, Standing::Issued | Standing::Received);
        if !waits || cases.iter().any(|case| case.todo.is_some() || case.ordinal.is_some()) {
            return Ok(());
        }
        let step = NewStep {
            order: id,
            version: order.version,
            by: PersonId::from(NOBODY),
            step: VOID,
            standing: Standing::Cancelled,
            due_at: None,
            answer: AnswerChange::None,
            todo: None,
            sealed: None,
        };
        let facts = json!({ "order": id, "number": order.number, "step": VOID });
        let entry = self.entry(STREAM, None, "order_step", facts);
        // Where somebody was quicker, they have seen that it is empty.
        self.store
            .take_order_step(&VisibleOrders::of_center(&order.facts.center), step, entry)
            .await?;
        Ok(())
    }
}

/// The number of an order in its case where the case was put under it and nobody noted that: the open one with its date.
fn unnoted(case: &Case, order: &KeptOrder, of: &OrderCase) -> Option<u32> {
    let is_it = |known: &domain::case::Order| {
        let due = Some(known.due);
        known.discharged_at.is_none() && (due == order.due_at || due == order.answer_by)
    };
    let mut open = case.orders.iter().rev().filter(|(_, known)| is_it(known));
    open.next().map(|(number, _)| *number).filter(|_| of.refused.is_none())
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
