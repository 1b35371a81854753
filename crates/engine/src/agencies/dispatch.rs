//! Sending what waits in the outbox, each body by itself: one that hangs holds up no other, and no transaction is open
//! while anybody outside is asked.

use agency::layers::next_try;
use agency::{AgencyError, Amendment, Change, ForeignNumber, Matter, Receipt, Registered, Retry};
use chrono::TimeDelta;
use domain::access::{Denial, view};
use domain::actor::Actor;
use domain::case::Case;
use domain::clock::last_instant_in_time;
use domain::id::UnitId;
use futures::future::join_all;
use store::agencies::{Arrived, DueDispatch, NOT_HANDED_OVER, Purpose, Referral, Sent};

use crate::engine::{Engine, Who};
use crate::error::Error;
use crate::keys::random;
use crate::reading::Seen;

/// How long a worker has the messages that it took. Longer than the layers let one call last.
const LEASE_SECONDS: i64 = 90;

/// How many messages to one body are under way at once from one node, where it allows so many calls.
const AT_ONCE: u32 = 8;

impl Engine {
    /// Sends messages to one body that are due, and returns for how many it was asked: what a layer held back waits for its
    /// time.
    ///
    /// # Errors
    ///
    /// Where nothing can be taken. What fails for one message is noted beside it.
    pub async fn dispatch(&self, unit: &UnitId) -> Result<usize, Error> {
        let Some(registered) = self.agencies.get(unit) else { return Ok(0) };
        let now = self.clock.now();
        let until = now + TimeDelta::seconds(LEASE_SECONDS);
        let most = registered.calls.clamp(1, AT_ONCE);
        let due = self.store.claim_dispatches(unit, now, until, most).await?;
        let sent = join_all(due.iter().map(|dispatch| async move {
            // What fails on our side counts as a try, so that it ends with a person and not never.
            let outcome = self.send(registered, dispatch).await.unwrap_or_else(|error| {
                self.failed(dispatch, AgencyError::temporary(format!("on our side: {error}")))
            });
            let asked = !matches!(outcome, Sent::Held(_));
            self.store.dispatched(dispatch, self.clock.now(), outcome).await?;
            Ok::<_, Error>(asked)
        }));
        let mut asked = 0;
        for result in sent.await {
            asked += usize::from(result?);
        }
        Ok(asked)
    }

    async fn send(&self, registered: &Registered, dispatch: &DueDispatch) -> Result<Sent, Error> {
        let agency = registered.agency.as_ref();
        let Some(referral) = self.store.referral(dispatch.referral).await? else {
            return Ok(Sent::Dead("the referral is gone".to_owned()));
        };
        let Some(seen) = self.read(&Who::Engine, referral.case).await? else {
            return Ok(Sent::Dead("the case is gone".to_owned()));
        };
        // That a case which it has is taken back tells a body no more than its own number, and it must stop.
        if dispatch.purpose != Purpose::Recalled && is_barred(registered, &seen) {
            return Ok(Sent::Dead("the body may not know of the case".to_owned()));
        }
        let change = match dispatch.purpose {
            Purpose::Referral => {
                let message = self.referral(dispatch, &referral, &seen);
                let taken = agency.submit(&message).await;
                if let Err(AgencyError { what, retry: Retry::Permanent, .. }) = &taken {
                    self.store.referral_refused(referral.id, what.clone()).await?;
                }
                return Ok(taken.map_or_else(
                    |error| self.failed(dispatch, error),
                    |receipt| Sent::Done(arrived(receipt)),
                ));
            }
            Purpose::Recalled => Change::Recalled,
            Purpose::Urged => Change::Urged,
            Purpose::Supplemented => Change::Supplemented,
            Purpose::RiskRaised => Change::RiskRaised,
        };
        let Some(number) = referral.foreign_number else {
            return Ok(Sent::Dead(NOT_HANDED_OVER.to_owned()));
        };
        let amendment = Amendment {
            id: dispatch.id,
            referral: referral.id.0,
            foreign_number: ForeignNumber(number),
            change,
            at: dispatch.created_at,
        };
        let amended = agency.amend(&amendment).await;
        Ok(amended.map_or_else(|error| self.failed(dispatch, error), |()| Sent::Done(None)))
    }

    fn failed(&self, dispatch: &DueDispatch, error: AgencyError) -> Sent {
        let after = match error.retry {
            Retry::Temporary(after) => after.and_then(|after| TimeDelta::from_std(after).ok()),
            Retry::NotCalled(after) => {
                let after = TimeDelta::from_std(after).unwrap_or_default();
                return Sent::Held(self.clock.now() + after);
            }
            Retry::Permanent | Retry::Unsupported => return Sent::Dead(error.what),
        };
        let attempt = u32::try_from(dispatch.attempts).unwrap_or(u32::MAX);
        // Without randomness the pauses are those of the table's lower end, and nothing else is lost.
        let pause = next_try(attempt, random().map_or(0, u32::from_le_bytes));
        let Some(pause) = pause.and_then(|pause| TimeDelta::from_std(pause).ok()) else {
            return Sent::Dead(error.what);
        };
        let wait = pause.max(after.unwrap_or_default());
        Sent::Again(error.what, self.clock.now() + wait)
    }

    /// The case as the body is told of it: numbers, codes and times, no names and no words of people.
    fn referral(
        &self,
        dispatch: &DueDispatch,
        referral: &Referral,
        seen: &Seen,
    ) -> agency::Referral {
        let case = seen.case();
        agency::Referral {
            id: dispatch.id,
            case_number: seen.stored.number.clone(),
            unit: referral.unit.clone(),
            matter: Matter {
                workflow: case.workflow.name.clone(),
                category: case.category.clone(),
                place: case.place.clone(),
                complexity: case.complexity,
                risk: case.risk,
                due: self.due(case),
            },
            at: referral.created_at,
        }
    }

    /// The last day in time of the clock that ends first.
    fn due(&self, case: &Case) -> Option<chrono::NaiveDate> {
        let open = case.clocks.iter().filter(|clock| clock.is_open());
        let first = open.map(|clock| clock.deadline).min()?;
        Some(last_instant_in_time(&self.definitions.calendar, first).date_naive())
    }
}

/// Whether the case is about the body or its people: then nothing of it is told there, whatever was asked before. Nor is it to
/// a body of whom nobody is in the directory: then nobody can say that it is not.
fn is_barred(registered: &Registered, seen: &Seen) -> bool {
    let directory = &seen.snapshot.directory;
    let actor = Who::Person(registered.person.clone()).actor(directory);
    let barred = |actor: Actor| view(&actor, seen.case(), directory) == Err(Denial::Conflict);
    actor.is_none_or(barred)
}

fn arrived(receipt: Receipt) -> Option<Arrived> {
    let Receipt { foreign_number, at } = receipt;
    foreign_number.map(|number| Arrived { foreign_number: number.0, at })
}
