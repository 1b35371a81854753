//! Open work that hangs on one person 移交: what it is, and how it comes into other hands of the unit when they leave.
//!
//! The head of the unit, who sees the cases, gives them to somebody else. An administrator, who sees none, only gives them
//! back to their units: which of them somebody may not take says something of a case, and so does their number.

use std::collections::BTreeSet;

use domain::case::{Case, Command, HandlerChange, Rejection};
use domain::decide::{Context, decide};
use domain::id::{CaseId, PersonId, UnitId};
use serde_json::json;
use store::change::Refusal;
use store::queries::{CaseFilter, CaseLine, Cursor, Sort};

use crate::accounts::about;
use crate::engine::{Engine, Who};
use crate::error::Error;
use crate::execute::Order;
use crate::reading::Seen;
use crate::wording::Wording;

/// How many cases change hands by one request of a head.
pub const HANDED_MAX: u32 = 200;

/// How many open cases of a unit are looked through. No unit of a county has as many in hand.
const LOOKED_THROUGH: u32 = 1000;

/// How many cases are given back at a time.
const PAGE: u32 = 200;

/// How much hangs on one person: numbers, for who keeps accounts and sees no case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OpenWork {
    /// Open cases that they handle.
    pub handles: u64,
    /// Open rounds in which they have still to sign.
    pub signs: u64,
}

/// From whose hands into whose, and why.
#[derive(Clone, Debug)]
pub struct Handing {
    /// Who handles the cases; nobody where a unit has still to name somebody.
    pub before: Option<PersonId>,
    /// Who is to handle them; nobody if the unit is to name somebody.
    pub now: Option<PersonId>,
    /// Why, in words.
    pub reason: String,
}

/// A case that was to change hands.
#[derive(Clone, Debug)]
pub struct Handed {
    /// The case as it was before.
    pub seen: Seen,
    /// Why it stays where it is; none if it goes.
    pub why: Option<Rejection>,
}

impl Handing {
    fn command(&self) -> Result<(Command, Wording), Error> {
        let mut wording = Wording::default();
        let change = HandlerChange {
            before: self.before.clone(),
            now: self.now.clone(),
            asked_by: None,
            reason: wording.keep(&self.reason)?,
        };
        Ok((Command::ChangeHandler(change), wording))
    }
}

impl Engine {
    /// How much hangs on somebody.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn open_work_of(&self, person: &PersonId) -> Result<OpenWork, Error> {
        let everything = self.visible(&Who::Engine).await?;
        let handles = self.store.count_cases(&everything, &handled_by(person)).await?;
        let signs = self.signings_of(&Who::Engine, person).await?.len() as u64;
        Ok(OpenWork { handles, signs })
    }

    /// Whether somebody could go on with a case that they are given: they have an account that may be used.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn can_sign_in(&self, person: &PersonId) -> Result<bool, Error> {
        let account = self.store.account_of(person).await?;
        Ok(account.is_some_and(|account| account.disabled_at.is_none()))
    }

    /// The open cases in which somebody has still to sign, as far as the reader sees them.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn signings_of(&self, who: &Who, person: &PersonId) -> Result<Vec<Seen>, Error> {
        let visible = self.visible(who).await?;
        let filter =
            CaseFilter { open: Some(true), signer: Some(person.clone()), ..CaseFilter::default() };
        let found = self.store.cases(&visible, &filter, Sort::Due, None, LOOKED_THROUGH).await?;
        let ids: Vec<_> = found.lines.iter().map(|line| line.id).collect();
        let mut read = self.read_all(who, &ids).await?;
        read.retain(|seen| has_to_sign(seen.case(), person));
        read.sort_by_key(|seen| ids.iter().position(|id| *id == seen.case().id));
        Ok(read)
    }

    /// The open cases that a unit works on and that lie in somebody's hands or in nobody's, as far as the reader sees them,
    /// the first due first.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn work_in_hands(&self, who: &Who, unit: &UnitId) -> Result<Vec<CaseLine>, Error> {
        let visible = self.visible(who).await?;
        let of_unit =
            CaseFilter { open: Some(true), works: Some(unit.clone()), ..CaseFilter::default() };
        let vacant = CaseFilter { vacant: true, ..of_unit.clone() };
        let of = async |filter| {
            self.store.cases(&visible, filter, Sort::Due, None, LOOKED_THROUGH).await
        };
        let mut lines = of(&of_unit).await?.lines;
        lines.retain(|line| line.handler.is_some());
        lines.extend(of(&vacant).await?.lines);
        Ok(lines)
    }

    /// What would become of these cases if their handler changed. Nothing is done.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn try_handing(
        &self,
        who: &Who,
        cases: &[CaseId],
        handing: &Handing,
    ) -> Result<Vec<Handed>, Error> {
        let (command, _) = handing.command()?;
        let tried = self.of_those(who, cases).await?.into_iter().map(|seen| {
            let why = self.would_refuse(&seen, &command);
            Handed { seen, why }
        });
        Ok(tried.collect())
    }

    /// Changes the handler of these cases, each for itself. Repeated, it changes what is left.
    ///
    /// # Errors
    ///
    /// Where the store fails; cases before it have changed hands then.
    pub async fn hand(
        &self,
        who: &Who,
        cases: &[CaseId],
        handing: &Handing,
    ) -> Result<Vec<Handed>, Error> {
        let Who::Person(by) = who else { return Ok(Vec::new()) };
        let read = self.of_those(who, cases).await?;
        if read.is_empty() {
            return Ok(Vec::new());
        }
        // Why may name a citizen: it stands with each case, where it can be erased, and not here.
        let facts = json!({ "person": handing.before, "to": handing.now, "cases": read.len() });
        self.store.audit(self.entry("accounts", Some(by), "work_moved", facts)).await?;
        let mut handed = Vec::with_capacity(read.len());
        for seen in read {
            let (command, wording) = handing.command()?;
            let mut order = Order::new(who.clone(), seen.case().id, command);
            order.texts = wording.finish();
            let why = self.refused(order).await?;
            handed.push(Handed { seen, why });
        }
        Ok(handed)
    }

    /// Gives all open cases of somebody back to their units, which name another handler; returns how many. By nobody of the
    /// directory where whoever holds the machine does it.
    ///
    /// # Errors
    ///
    /// Where the store fails; cases before it are given back then.
    pub async fn release_work(
        &self,
        person: &PersonId,
        (by, reason): (Option<&PersonId>, &str),
    ) -> Result<u64, Error> {
        let everything = self.visible(&Who::Engine).await?;
        let theirs = handled_by(person);
        let count = self.store.count_cases(&everything, &theirs).await?;
        if count == 0 {
            return Ok(0);
        }
        let mut facts = about(person, Some(reason));
        facts["cases"] = json!(count);
        self.store.audit(self.entry("accounts", by, "work_moved", facts)).await?;
        let (mut moved, mut after) = (0, None::<Cursor>);
        loop {
            let page = self.store.cases(&everything, &theirs, Sort::Filed, after, PAGE).await?;
            for line in page.lines {
                let order = given_back(line.id, person, (by, reason))?;
                moved += u64::from(self.refused(order).await?.is_none());
            }
            after = page.next;
            if after.is_none() {
                return Ok(moved);
            }
        }
    }

    /// Carries it out; why not, where the core refuses it.
    async fn refused(&self, order: Order) -> Result<Option<Rejection>, Error> {
        match self.execute(order).await {
            Ok(_) => Ok(None),
            Err(Error::Refused(Refusal::Rejected(why))) => Ok(Some(why)),
            Err(error) => Err(error),
        }
    }

    /// The cases of these that somebody sees, in their order.
    async fn of_those(&self, who: &Who, cases: &[CaseId]) -> Result<Vec<Seen>, Error> {
        let most = cases.iter().take(HANDED_MAX as usize).copied();
        let cases: Vec<CaseId> = most.collect();
        let mut read = self.read_all(who, &cases).await?;
        read.sort_by_key(|seen| cases.iter().position(|id| *id == seen.case().id));
        Ok(read)
    }

    fn would_refuse(&self, seen: &Seen, command: &Command) -> Option<Rejection> {
        let Some(workflow) = self.workflow_of(seen.case()) else {
            return Some(Rejection::WrongVersion);
        };
        let context = Context {
            workflow,
            calendar: &self.definitions.calendar,
            directory: &seen.snapshot.directory,
            actor: &seen.actor,
            now: self.clock.now().max(seen.stored.changed_at),
            ids: &[],
            peers: &BTreeSet::new(),
            documented: false,
            batch: None,
        };
        decide(&context, Some(seen.case()), command).err()
    }
}

fn given_back(
    case: CaseId,
    person: &PersonId,
    (by, reason): (Option<&PersonId>, &str),
) -> Result<Order, Error> {
    let mut wording = Wording::default();
    let change = HandlerChange {
        before: Some(person.clone()),
        now: None,
        asked_by: by.cloned(),
        reason: wording.keep(reason)?,
    };
    let mut order = Order::new(Who::Engine, case, Command::ChangeHandler(change));
    order.texts = wording.finish();
    Ok(order)
}

fn handled_by(person: &PersonId) -> CaseFilter {
    CaseFilter { open: Some(true), handler: Some(person.clone()), ..CaseFilter::default() }
}

fn has_to_sign(case: &Case, person: &PersonId) -> bool {
    let round = case.signing.as_ref().filter(|round| round.result().is_none());
    round.and_then(|round| round.signers.get(person)).is_some_and(Option::is_none)
}
