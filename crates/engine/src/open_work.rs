//! Open work that hangs on one person 移交: what it is, and how it comes into other hands of the unit when they leave.
//!
//! The head of the unit, who sees the cases, gives them to somebody else. An administrator, who sees none, only gives them
//! back to their units: which of them somebody may not take says something of a case, and so does their number.

use std::collections::{BTreeMap, BTreeSet};

use domain::case::{Case, Command, HandlerChange, Rejection};
use domain::decide::{Context, decide};
use domain::id::{CaseId, PersonId, UnitId};
use serde_json::json;
use store::change::Refusal;
use store::queries::{CaseFilter, CaseLine, Cursor, Sort};
use store::visible::VisibleCases;

use crate::accounts::about;
use crate::engine::{Engine, Who};
use crate::error::Error;
use crate::execute::Order;
use crate::reading::Seen;
use crate::wording::Wording;

/// How many cases change hands by one request of a head, and how many are shown for it.
pub const HANDED_MAX: u32 = 200;

/// How many cases are read at a time.
const PAGE: u32 = 200;

/// How much hangs on one person: numbers, for who keeps accounts and sees no case. Cases that concern whoever is told are in
/// none of them.
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
    /// How much hangs on somebody, as far as it may be told to this person; to nobody of the directory where whoever holds the
    /// machine asks.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn open_work_of(
        &self,
        told: Option<&PersonId>,
        person: &PersonId,
    ) -> Result<OpenWork, Error> {
        let countable = self.countable(told).await?;
        let handles = self.store.count_cases(&countable, &handled_by(person)).await?;
        let mut signs = 0;
        for ids in self.asked_to_sign(&countable, person).await?.chunks(PAGE as usize) {
            let found = self.store.cases_of(&countable, ids).await?;
            let pending = found.iter().filter(|found| has_to_sign(&found.stored.case, person));
            signs += pending.count() as u64;
        }
        Ok(OpenWork { handles, signs })
    }

    /// The cases that are counted for somebody who sees none: an administrator learns of no case that concerns them, and gives
    /// none of those back. The head of the unit finds them in the hands of who has gone.
    async fn countable(&self, told: Option<&PersonId>) -> Result<VisibleCases, Error> {
        let Some(told) = told else { return Ok((*self.visible(&Who::Engine).await?).clone()) };
        let snapshot = self.refresh_directory().await?;
        match snapshot.directory.staff(told) {
            Some(staff) => Ok(VisibleCases::but_those_about(&staff, &snapshot.directory)),
            None => Ok((*self.visible(&Who::Person(told.clone())).await?).clone()),
        }
    }

    /// The open cases in which somebody was asked to sign, and may have, the first due first.
    async fn asked_to_sign(
        &self,
        visible: &VisibleCases,
        person: &PersonId,
    ) -> Result<Vec<CaseId>, Error> {
        let signer = Some(person.clone());
        let filter = CaseFilter { open: Some(true), signer, ..CaseFilter::default() };
        let lines = self.lines_where(visible, &filter, |_| true, u32::MAX).await?;
        Ok(lines.into_iter().map(|line| line.id).collect())
    }

    /// The lines of a list of which this holds, page by page, until there are so many; the first due first.
    async fn lines_where(
        &self,
        visible: &VisibleCases,
        filter: &CaseFilter,
        wanted: impl Fn(&CaseLine) -> bool,
        most: u32,
    ) -> Result<Vec<CaseLine>, Error> {
        let (mut lines, mut after) = (Vec::new(), None::<Cursor>);
        loop {
            let page = self.store.cases(visible, filter, Sort::Due, after, PAGE).await?;
            lines.extend(page.lines.into_iter().filter(|line| wanted(line)));
            after = page.next;
            if after.is_none() || lines.len() >= most as usize {
                lines.truncate(most as usize);
                return Ok(lines);
            }
        }
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
        let ids = self.asked_to_sign(&visible, person).await?;
        let mut read = Vec::new();
        for some in ids.chunks(PAGE as usize) {
            read.extend(self.read_all(who, some).await?);
        }
        read.retain(|seen| has_to_sign(seen.case(), person));
        read.sort_by_key(|seen| ids.iter().position(|id| *id == seen.case().id));
        Ok(read)
    }

    /// How many open cases of a unit lie in whose hands, as far as the reader sees them; nobody first, where there are any.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn hands_of(
        &self,
        who: &Who,
        unit: &UnitId,
    ) -> Result<BTreeMap<Option<PersonId>, u64>, Error> {
        let visible = self.visible(who).await?;
        let works = Some(unit.clone());
        let of_unit = CaseFilter { open: Some(true), works, ..CaseFilter::default() };
        let held = self.store.count_by_handler(&visible, &of_unit).await?;
        let nobodys = self.store.count_cases(&visible, &in_hands(unit, None)).await?;
        let nobodys = (nobodys > 0).then_some((None, nobodys));
        let held = held.into_iter().map(|(person, count)| (Some(person), count));
        Ok(nobodys.into_iter().chain(held).collect())
    }

    /// The open cases of a unit that lie in somebody's hands, or in nobody's, as far as the reader sees them: the first
    /// [`HANDED_MAX`] that are due, and how many there are.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn in_hands(
        &self,
        who: &Who,
        unit: &UnitId,
        person: Option<&PersonId>,
    ) -> Result<(Vec<CaseLine>, u64), Error> {
        let (visible, filter) = (self.visible(who).await?, in_hands(unit, person));
        let page = self.store.cases(&visible, &filter, Sort::Due, None, HANDED_MAX).await?;
        let count = match page.next {
            Some(_) => self.store.count_cases(&visible, &filter).await?,
            None => page.lines.len() as u64,
        };
        Ok((page.lines, count))
    }

    /// Those of the same that somebody chose, wherever they stand in the list; [`HANDED_MAX`] at most.
    ///
    /// # Errors
    ///
    /// Where the store fails.
    pub async fn chosen_in_hands(
        &self,
        who: &Who,
        unit: &UnitId,
        person: Option<&PersonId>,
        chosen: impl Fn(&CaseLine) -> bool,
    ) -> Result<Vec<CaseId>, Error> {
        let visible = self.visible(who).await?;
        let filter = in_hands(unit, person);
        let lines = self.lines_where(&visible, &filter, chosen, HANDED_MAX).await?;
        Ok(lines.into_iter().map(|line| line.id).collect())
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
        let mut handed = Vec::with_capacity(read.len());
        let ended = self.hand_each(who, read, handing, &mut handed).await;
        let moved = handed.iter().filter(|handed| handed.why.is_none()).count();
        // Why may name a citizen: it stands with each case, where it can be erased, and not here.
        let facts = json!({ "person": handing.before, "to": handing.now });
        self.note_moved(Some(by), facts, (moved as u64, handed.len() as u64)).await?;
        ended.map(|()| handed)
    }

    async fn hand_each(
        &self,
        who: &Who,
        read: Vec<Seen>,
        handing: &Handing,
        handed: &mut Vec<Handed>,
    ) -> Result<(), Error> {
        for seen in read {
            let (command, wording) = handing.command()?;
            let mut order = Order::new(who.clone(), seen.case().id, command);
            order.texts = wording.finish();
            let why = self.refused(order).await?;
            handed.push(Handed { seen, why });
        }
        Ok(())
    }

    /// Writes how many cases moved, of how many that were tried. It is written when that is known; who moved each, and when,
    /// stands in the case itself. Where none moved there is nothing to write.
    async fn note_moved(
        &self,
        by: Option<&PersonId>,
        mut facts: serde_json::Value,
        (moved, tried): (u64, u64),
    ) -> Result<(), Error> {
        if moved == 0 {
            return Ok(());
        }
        facts["cases"] = json!(moved);
        if moved != tried {
            facts["stayed"] = json!(tried - moved);
        }
        Ok(self.store.audit(self.entry("accounts", by, "work_moved", facts)).await?)
    }

    /// Gives all open cases of somebody back to their units, which name another handler; returns how many. By nobody of the
    /// directory where whoever holds the machine does it; whoever else does it gives back what they may know of.
    ///
    /// # Errors
    ///
    /// Where the store fails; cases before it are given back then.
    pub async fn release_work(
        &self,
        person: &PersonId,
        (by, reason): (Option<&PersonId>, &str),
    ) -> Result<u64, Error> {
        let countable = self.countable(by).await?;
        let mut counts = (0, 0);
        let ended = self.release_each(&countable, person, (by, reason), &mut counts).await;
        self.note_moved(by, about(person, Some(reason)), counts).await?;
        ended.map(|()| counts.0)
    }

    async fn release_each(
        &self,
        countable: &VisibleCases,
        person: &PersonId,
        (by, reason): (Option<&PersonId>, &str),
        (moved, tried): &mut (u64, u64),
    ) -> Result<(), Error> {
        let (theirs, mut after) = (handled_by(person), None::<Cursor>);
        loop {
            let page = self.store.cases(countable, &theirs, Sort::Filed, after, PAGE).await?;
            for line in page.lines {
                let order = given_back(line.id, person, (by, reason))?;
                let went = self.refused(order).await?.is_none();
                *tried += 1;
                *moved += u64::from(went);
            }
            after = page.next;
            if after.is_none() {
                return Ok(());
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

/// The open cases of a unit that lie in somebody's hands, or in nobody's.
fn in_hands(unit: &UnitId, person: Option<&PersonId>) -> CaseFilter {
    let (works, handler) = (Some(unit.clone()), person.cloned());
    let vacant = person.is_none();
    CaseFilter { open: Some(true), works, handler, vacant, ..CaseFilter::default() }
}

fn has_to_sign(case: &Case, person: &PersonId) -> bool {
    let round = case.signing.as_ref().filter(|round| round.result().is_none());
    round.and_then(|round| round.signers.get(person)).is_some_and(Option::is_none)
}
