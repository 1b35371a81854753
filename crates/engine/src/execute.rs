//! The one path of every change: load, decide, commit. Clicks, clocks, letters and imports all come through here.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::actor::{Author, Relation, Role, Seat};
use domain::case::{Case, Command, Event, Input, Perform, Rejection};
use domain::decide::{Context, decide};
use domain::id::{CaseId, PartyId, StateName, Timestamp, UnitId};
use domain::workflow::{Verb, Workflow};
use store::change::{
    Change, Committed, Decided, Failure, Found, InboxMark, Kept, KeptText, Lease, Refusal,
    RequestKey, Stored,
};
use store::directory::Snapshot;
use store::record::Hash;
use uuid::Uuid;

use crate::codes;
use crate::engine::{Definitions, Engine, Who};
use crate::error::Error;
use crate::keys::Keys;

/// How often a decision is prepared again because units or people changed meanwhile.
const TRIES: u32 = 3;

/// How long a one-time token for a rating serves.
pub(crate) const RATING_DAYS: i64 = 30;

/// A command with all that goes with it.
#[derive(Clone, Debug)]
pub struct Order {
    /// Who asks.
    pub who: Who,
    /// Of which case.
    pub case: CaseId,
    /// What.
    pub command: Command,
    /// The words that the command refers to.
    pub texts: Vec<KeptText>,
    /// The version that the caller has seen; a change of another one is refused.
    pub expected: Option<u64>,
    /// By what a repeat is known.
    pub request: Option<RequestKey>,
    /// What a worker holds.
    pub lease: Option<Lease>,
    /// The message of an outside body that it comes from.
    pub inbox: Option<InboxMark>,
    /// A one-time token that it uses up.
    pub token: Option<Hash>,
    /// Whether it is done for a document that two people have signed.
    pub documented: bool,
    /// The batch of which it is a part: whoever is told is told of all of it in one message.
    pub batch: Option<Uuid>,
}

impl Order {
    /// A command and who asks, with nothing else.
    pub fn new(who: Who, case: CaseId, command: Command) -> Self {
        Self {
            who,
            case,
            command,
            texts: Vec::new(),
            expected: None,
            request: None,
            lease: None,
            inbox: None,
            token: None,
            documented: false,
            batch: None,
        }
    }
}

impl Engine {
    /// Carries out a command on a case that exists, and returns when it is durable.
    ///
    /// # Errors
    ///
    /// A refusal with nothing written, or a failure of the store.
    pub async fn execute(&self, order: Order) -> Result<Committed, Error> {
        let Order {
            who,
            case,
            command,
            texts,
            expected,
            request,
            lease,
            inbox,
            token,
            documented,
            batch,
        } = order;
        let peers = self.peers(&who, case, &command).await?;
        let kept = Kept { texts, ..Kept::default() };
        let work = Work {
            who,
            command,
            expected,
            peers,
            at: None,
            kept,
            workflow: None,
            documented,
            batch,
        };
        self.commit(case, work, |change| {
            change.request.clone_from(&request);
            change.lease = lease;
            change.inbox.clone_from(&inbox);
            change.token = token;
        })
        .await
    }

    /// Prepares a decision, has it written, and prepares it again where units or people changed meanwhile.
    pub(crate) async fn commit(
        &self,
        case: CaseId,
        work: Work,
        with: impl Fn(&mut Change),
    ) -> Result<Committed, Error> {
        let work = Arc::new(work);
        self.write(|| {
            let deciding = Deciding {
                work: work.clone(),
                definitions: self.definitions.clone(),
                snapshot: self.directory(),
                keys: self.keys.clone(),
                agencies: self.agencies.units(),
                now: work.at.unwrap_or_else(|| self.clock.now()),
                ids: [Uuid::now_v7()],
            };
            let mut change = Change::new(case, move |found| deciding.decide(found));
            with(&mut change);
            change
        })
        .await
    }

    /// Has a change written, and prepares it again where units or people changed meanwhile.
    pub(crate) async fn write(&self, prepare: impl Fn() -> Change) -> Result<Committed, Error> {
        let mut tries = 0;
        loop {
            tries += 1;
            match self.store.commit(prepare()).await {
                Err(Failure::Refused(Refusal::DirectoryMoved)) if tries < TRIES => {
                    self.reread_directory().await?;
                }
                Err(failure) => return Err(failure.into()),
                Ok(committed) => {
                    if !committed.events.is_empty() {
                        self.announce(&committed.stored);
                    }
                    return Ok(committed);
                }
            }
        }
    }

    /// The cases that the command names, as far as the actor sees them, they are open, and the same center runs them.
    async fn peers(
        &self,
        who: &Who,
        case: CaseId,
        command: &Command,
    ) -> Result<BTreeSet<CaseId>, Error> {
        let Command::Perform(Perform { input: Input::Case(other), .. }) = command else {
            return Ok(BTreeSet::new());
        };
        let visible = self.visible(who).await?;
        let this = self.store.case(&visible, case).await?;
        let other = self.store.case(&visible, *other).await?;
        let fits = this.zip(other).filter(|(this, other)| {
            let (this, other) = (&this.stored.case, &other.stored.case);
            this.id != other.id && this.center == other.center && other.ended.is_none()
        });
        Ok(fits.map(|(_, other)| other.stored.case.id).into_iter().collect())
    }
}

/// What is to be decided.
#[derive(Debug)]
pub(crate) struct Work {
    pub(crate) who: Who,
    pub(crate) command: Command,
    pub(crate) expected: Option<u64>,
    pub(crate) peers: BTreeSet<CaseId>,
    /// When it happened, if that was earlier: imports bring the instants of the old system.
    pub(crate) at: Option<Timestamp>,
    pub(crate) kept: Kept,
    /// The version that a new case begins with, or that a case goes over to.
    pub(crate) workflow: Option<domain::case::WorkflowRef>,
    /// Whether it is done for a document that two people have signed.
    pub(crate) documented: bool,
    /// The batch of which it is a part.
    pub(crate) batch: Option<Uuid>,
}

/// A decision with all that it may know, asked inside the transaction that writes it.
struct Deciding {
    work: Arc<Work>,
    definitions: Arc<Definitions>,
    snapshot: Arc<Snapshot>,
    keys: Keys,
    agencies: Arc<BTreeSet<UnitId>>,
    now: Timestamp,
    ids: [Uuid; 1],
}

impl Deciding {
    fn decide(&self, found: Found<'_>) -> Result<Decided, Refusal> {
        let work = &self.work;
        if found.directory_version != self.snapshot.version {
            return Err(Refusal::DirectoryMoved);
        }
        let directory = &self.snapshot.directory;
        let actor = work.who.actor(directory).ok_or(Rejection::NotFound)?;
        let case = found.stored.map(|stored| &stored.case);
        let workflow = self.workflow(case)?;
        let now = found.stored.map_or(self.now, |stored| self.now.max(stored.changed_at));
        let context = Context {
            workflow,
            calendar: &self.definitions.calendar,
            directory,
            actor: &actor,
            now,
            ids: &self.ids,
            peers: &work.peers,
            documented: work.documented,
            batch: work.batch,
        };
        let stale = found.stored.and_then(|stored| self.stale(stored));
        // Whoever must not see the case is told that there is none, before anything of it is told.
        if let Some(stale) = stale
            && case.is_none_or(|case| domain::access::view(&actor, case, directory).is_ok())
        {
            return Err(stale);
        }
        let events = decide(&context, case, &work.command)?;
        let by = Author::from(&actor);
        let kept = work.kept.clone();
        let (agencies, subscribed) = (self.agencies.clone(), self.snapshot.subscribed.clone());
        let history = Vec::new();
        let mut decided = Decided { history, at: now, by, events, kept, agencies, subscribed };
        self.issue_rating_tokens(workflow, case, &mut decided);
        Ok(decided)
    }

    fn workflow(&self, case: Option<&Case>) -> Result<&Workflow, Rejection> {
        let wanted = self.work.workflow.as_ref().or(case.map(|case| &case.workflow));
        let wanted = wanted.ok_or(Rejection::NotFound)?;
        self.definitions.workflows.get(wanted).ok_or(Rejection::WrongVersion)
    }

    fn stale(&self, stored: &Stored) -> Option<Refusal> {
        let version = stored.case.seq;
        let expected = self.work.expected?;
        (expected != version).then_some(Refusal::Stale { version })
    }

    /// A case that comes to where its parties may rate it gets a one-time token for each of them.
    fn issue_rating_tokens(
        &self,
        workflow: &Workflow,
        before: Option<&Case>,
        decided: &mut Decided,
    ) {
        let entered = decided.events.iter().rev().find_map(|event| {
            if let Event::StateEntered(entered) = event { Some(&entered.state) } else { None }
        });
        let Some((before, entered)) = before.zip(entered) else { return };
        if *entered == before.state || !can_be_rated(workflow, entered) {
            return;
        }
        let until = decided.at + chrono::TimeDelta::days(RATING_DAYS);
        let token = |party: &PartyId| {
            let token = codes::rating_token(&self.keys, before.id, *party, decided.at);
            (codes::rating_hash(&self.keys, &token), *party, until)
        };
        decided.kept.rating_tokens = before.parties.iter().map(token).collect();
    }
}

/// Whether a party may rate in this state.
pub(crate) fn can_be_rated(workflow: &Workflow, state: &StateName) -> bool {
    const CITIZEN: Seat = Seat { role: Role::Citizen, relation: Relation::Party };
    workflow
        .transitions_from(state)
        .any(|(_, transition)| transition.verb == Verb::Rate && transition.by.contains(&CITIZEN))
}
