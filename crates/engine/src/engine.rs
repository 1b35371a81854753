//! What an engine is made of: the store, the definitions, a copy of the directory, the keys and a clock.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};
use std::time::{Duration, Instant};

use domain::actor::Actor;
use domain::appraisal::CheckedScheme;
use domain::calendar::Calendar;
use domain::case::WorkflowRef;
use domain::code_table::Codes;
use domain::directory::Directory;
use domain::id::{PartyId, PersonId, WorkflowName};
use domain::order::OrderRules;
use domain::paper::PaperTemplate;
use domain::routing::RuleBook;
use domain::supervision::Supervision;
use domain::workflow::Workflow;
use domain::workflow::agency_map::AgencyMap;
use moka::sync::Cache;
use store::change::Stored;
use store::directory::Snapshot;
use store::palette::Palette;
use store::visible::VisibleCases;
use store::{Store, StoreError};
use tokio::sync::broadcast;

use crate::keys::Keys;
use crate::time::Clock;

/// What is written in files: procedures, calendar, codes and routing rules. Checked before it gets here.
#[derive(Debug)]
pub struct Definitions {
    /// Every version that a case may be pinned to.
    pub workflows: BTreeMap<WorkflowRef, Workflow>,
    /// Working days.
    pub calendar: Calendar,
    /// Tables of codes.
    pub codes: Codes,
    /// Which unit should lead.
    pub rules: RuleBook,
    /// What the standings of outside bodies mean, by the kind of body.
    pub agencies: BTreeMap<String, AgencyMap>,
    /// What papers say, in the order in which a case meets them.
    pub papers: Vec<PaperTemplate>,
    /// The levels of supervision orders.
    pub orders: OrderRules,
    /// What a county sets for supervision: the three colours, and when something is a suspicion.
    pub supervision: Supervision,
    /// The schemes of appraisal.
    pub appraisals: Vec<CheckedScheme>,
}

impl Definitions {
    /// The newest version of a workflow that is in force on the day, or else its newest.
    pub fn current(&self, name: &WorkflowName, today: chrono::NaiveDate) -> Option<&Workflow> {
        let versions = || self.workflows.iter().rev().filter(|(version, _)| version.name == *name);
        let in_force = versions().find(|(_, workflow)| {
            let definition = workflow.definition();
            definition.effective_from.is_none_or(|first| first <= today)
                && definition.effective_until.is_none_or(|last| today <= last)
        });
        in_force.or_else(|| versions().next()).map(|(_, workflow)| workflow)
    }

    /// Every workflow in the version that [`Self::current`] gives.
    pub fn all_current(&self, today: chrono::NaiveDate) -> impl Iterator<Item = &Workflow> {
        let mut names: Vec<_> = self.workflows.keys().map(|version| &version.name).collect();
        names.dedup();
        names.into_iter().filter_map(move |name| self.current(name, today))
    }

    /// The limits whose deadlines citizens are told, of any version, each as `workflow/limit`.
    pub fn promises(&self) -> BTreeSet<String> {
        let promised = |(version, workflow): (&WorkflowRef, &Workflow)| {
            let limits = workflow.definition().limits.iter();
            let promised = limits.filter(|(_, limit)| limit.promise);
            promised.map(|(name, _)| format!("{}/{name}", version.name)).collect::<Vec<_>>()
        };
        self.workflows.iter().flat_map(promised).collect()
    }
}

/// Who asks, before anybody has looked up what that means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// A person with an account. The directory says in which unit and roles, at the moment of the decision.
    Person(PersonId),
    /// A citizen who proved to be this party of the case.
    Party(PartyId),
    /// The engine itself.
    Engine,
}

impl Who {
    /// The actor, as the directory knows them now; none for a person who is not in it.
    pub fn actor(&self, directory: &Directory) -> Option<Actor> {
        match self {
            Self::Person(person) => directory.staff(person).map(Actor::Person),
            Self::Party(party) => Some(Actor::Citizen(*party)),
            Self::Engine => Some(Actor::Engine),
        }
    }

    /// How requests of this actor are kept apart from those of others.
    pub fn key(&self) -> String {
        match self {
            Self::Person(person) => format!("person:{person}"),
            Self::Party(party) => format!("party:{party}"),
            Self::Engine => "engine".to_owned(),
        }
    }
}

/// A case that has just changed, for those who watch. Whoever hands it on asks first who may know of it.
pub type Changed = Arc<Stored>;

/// How old what a node has read may be before it asks again whether that is still so: rights, sessions, units, people.
/// What this node changes itself it knows at once, and what is written is always decided on what the transaction finds.
pub(crate) const OLD: Duration = Duration::from_secs(1);

/// A node's copy of the directory.
#[derive(Debug)]
struct Copy {
    snapshot: Arc<Snapshot>,
    known: Instant,
    /// What each person sees by this snapshot, as far as somebody asked.
    visible: Cache<PersonId, Arc<VisibleCases>>,
}

impl Copy {
    fn new(snapshot: Snapshot) -> Self {
        let visible = Cache::new(PEOPLE_MAX);
        Self { snapshot: Arc::new(snapshot), known: Instant::now(), visible }
    }
}

/// For how many people a node remembers what they see.
const PEOPLE_MAX: u64 = 1024;

/// How many changes a slow watcher may be behind before it misses some.
const WATCHED_MAX: usize = 1024;

/// The engine.
#[derive(Debug)]
pub struct Engine {
    pub(crate) store: Store,
    pub(crate) definitions: Arc<Definitions>,
    pub(crate) keys: Keys,
    pub(crate) clock: Clock,
    directory: RwLock<Copy>,
    changes: broadcast::Sender<Changed>,
    pub(crate) passwords: crate::passwords::Passwords,
    pub(crate) refusals: crate::refusals::Refusals,
    pub(crate) refused_pushes: crate::agencies::RefusedPushes,
    pub(crate) holders: crate::sign_in::Holders,
    pub(crate) agencies: crate::agencies::Agencies,
    pub(crate) chains: crate::chains::Chains,
    pub(crate) log: crate::log::Log,
    pub(crate) outside: crate::subscriptions::Outside,
    pub(crate) trials: crate::whatif::Runs,
    pub(crate) mined: crate::mined::Kept,
}

impl Engine {
    /// Starts an engine on an open store.
    ///
    /// # Errors
    ///
    /// Where the directory cannot be read.
    pub async fn start(
        store: Store,
        definitions: Arc<Definitions>,
        keys: Keys,
        clock: Clock,
    ) -> Result<Arc<Self>, StoreError> {
        let directory = RwLock::new(Copy::new(store.directory().await?));
        let colours = definitions.supervision.colours.clone();
        let calendar = definitions.calendar.clone();
        let painted = store.paint(Palette { colours, calendar }).await?;
        if painted > 0 {
            tracing::info!(cases = painted, "colours were drawn anew");
        }
        let (changes, _) = broadcast::channel(WATCHED_MAX);
        Ok(Arc::new(Self {
            store,
            definitions,
            keys,
            clock,
            directory,
            changes,
            passwords: crate::passwords::Passwords::default(),
            refusals: crate::refusals::Refusals::default(),
            refused_pushes: crate::agencies::RefusedPushes::default(),
            holders: crate::sign_in::Holders::default(),
            agencies: crate::agencies::Agencies::default(),
            chains: crate::chains::Chains::default(),
            log: crate::log::Log::default(),
            outside: crate::subscriptions::Outside::default(),
            trials: crate::whatif::Runs::default(),
            mined: crate::mined::Kept::default(),
        }))
    }

    /// Lets what waits be written, and closes the database.
    pub async fn close(self) {
        self.store.close().await;
    }

    /// The store, for what is read under a [`VisibleCases`].
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Procedures, calendar, codes and routing rules.
    pub fn definitions(&self) -> &Arc<Definitions> {
        &self.definitions
    }

    /// The keys of the installation.
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// What tells the time here.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// This node's copy of the directory.
    pub fn directory(&self) -> Arc<Snapshot> {
        self.copy().snapshot.clone()
    }

    /// This node's copy of the directory, read again if it is old and has changed.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn refresh_directory(&self) -> Result<Arc<Snapshot>, StoreError> {
        if self.copy().known.elapsed() >= OLD {
            return self.reread_directory().await;
        }
        Ok(self.directory())
    }

    /// The directory as it is in the database now.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn reread_directory(&self) -> Result<Arc<Snapshot>, StoreError> {
        if self.store.directory_version().await? == self.directory().version {
            let mut copy = self.directory.write().unwrap_or_else(PoisonError::into_inner);
            copy.known = Instant::now();
            return Ok(copy.snapshot.clone());
        }
        let fresh = Copy::new(self.store.directory().await?);
        let snapshot = fresh.snapshot.clone();
        *self.directory.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(snapshot)
    }

    /// Puts units and people in, over those with the same ids; others stay.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn put_directory(&self, directory: Directory) -> Result<(), StoreError> {
        self.store.put_directory(directory).await?;
        self.reread_directory().await?;
        Ok(())
    }

    /// The cases that somebody sees now.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub async fn visible(&self, who: &Who) -> Result<Arc<VisibleCases>, StoreError> {
        self.refresh_directory().await?;
        let (snapshot, known) = {
            let copy = self.copy();
            (copy.snapshot.clone(), copy.visible.clone())
        };
        let of = |actor: &Actor| Arc::new(VisibleCases::of(actor, &snapshot.directory));
        let nobody = Actor::Citizen(PartyId(uuid::Uuid::nil()));
        let actor = who.actor(&snapshot.directory).unwrap_or(nobody);
        Ok(match who {
            Who::Person(person) => known.get_with_by_ref(person, || of(&actor)),
            Who::Party(_) | Who::Engine => of(&actor),
        })
    }

    fn copy(&self) -> RwLockReadGuard<'_, Copy> {
        self.directory.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Cases as they change on this node.
    pub fn watch(&self) -> broadcast::Receiver<Changed> {
        self.changes.subscribe()
    }

    pub(crate) fn announce(&self, stored: &Changed) {
        // Nobody may be watching.
        _ = self.changes.send(stored.clone());
    }
}
