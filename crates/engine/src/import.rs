//! A case that another system has kept so far: filed at its date, with what became of it since, in one write. What lies
//! in the past asks for nothing outside, so that no letter of long ago is sent.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::actor::Author;
use domain::case::{Case, Command, Event, Rejection, WorkflowRef};
use domain::decide::{Context, decide};
use domain::directory::Directory;
use domain::id::{CaseId, FileId, LimitName, PartyId, Timestamp};
use store::change::{Change, Decided, Found, Happened, Kept, Refusal};
use store::queries::Attachment;
use uuid::Uuid;

use crate::engine::{Definitions, Engine, Who};
use crate::error::Error;
use crate::intake::{Filed, Intake};
use crate::wording::Wording;

/// A complaint with what became of it.
#[derive(Clone, Debug)]
pub struct Import {
    /// The id of the new case; fresh ones come from [`Import::new`].
    pub case: CaseId,
    /// The complaint. Its `at` is when it was filed.
    pub intake: Intake,
    /// What was done since, in order of time.
    pub past: Vec<Past>,
    /// The words of what was done.
    pub wording: Wording,
    /// Files that come with it. Their content lies in its place already.
    pub files: Vec<Attachment>,
}

/// Something that was done.
#[derive(Clone, Debug)]
pub struct Past {
    /// By whom.
    pub who: Who,
    /// When.
    pub at: Timestamp,
    /// What.
    pub command: Command,
}

impl Import {
    /// A complaint of which nothing more is known yet.
    pub fn new(intake: Intake) -> Self {
        let (past, files) = (Vec::new(), Vec::new());
        Self { case: CaseId(Uuid::now_v7()), intake, past, wording: Wording::default(), files }
    }

    /// The case as it would be by an instant, or why it cannot be. Nothing is written.
    ///
    /// # Errors
    ///
    /// What the core refuses, at whichever step.
    pub fn rehearse(
        &self,
        definitions: &Definitions,
        directory: &Directory,
        until: Timestamp,
    ) -> Result<Case, Rejection> {
        let parties: BTreeSet<PartyId> = self.intake.named().into_keys().collect();
        let who = parties.first().map_or(Who::Engine, |party| Who::Party(*party));
        let filed_at = self.intake.at.unwrap_or(until);
        let workflow = definitions.version(&self.intake.workflow, filed_at)?;
        let file = Command::File(self.intake.to_file(self.case, parties));
        let first = Past { who, at: filed_at, command: file };
        let mut replay = Replay::new(definitions, directory, &workflow);
        replay.all([&first].into_iter().chain(&self.past), until)?;
        replay.case.ok_or(Rejection::NotFound)
    }
}

impl Engine {
    /// Files a complaint at its date and replays what became of it, in one write: the case is there with all of it, or not
    /// at all. Levels of ladders that lie in the past are recorded as reached.
    ///
    /// # Errors
    ///
    /// A refusal with nothing written, or a failure of the store.
    pub async fn import(&self, import: Import) -> Result<Filed, Error> {
        let Import { case, intake, past, wording, files } = import;
        let until = self.clock.now();
        let source = intake.source.clone();
        let mut work = self.prepared(case, None, intake)?;
        work.kept.texts.extend(wording.finish());
        work.kept.files = files;
        let who = work.who.clone();
        let first = Past { who: work.who, at: work.at.unwrap_or(until), command: work.command };
        let steps = [first].into_iter().chain(past).collect();
        let workflow = work.workflow.ok_or(Rejection::NotInForce)?;
        let replaying = Arc::new(Replaying { steps, workflow, kept: work.kept, until });
        let committed = self
            .write(|| {
                let (replaying, snapshot) = (replaying.clone(), self.directory());
                let definitions = self.definitions.clone();
                let mut change = Change::new(case, move |found| {
                    if found.directory_version != snapshot.version {
                        return Err(Refusal::DirectoryMoved);
                    }
                    replaying.decide(found, &definitions, &snapshot.directory)
                });
                change.source.clone_from(&source);
                change
            })
            .await?;
        self.with_receipts(&who, committed).await
    }
}

/// What is to be replayed, asked inside the transaction that writes it.
struct Replaying {
    steps: Vec<Past>,
    workflow: WorkflowRef,
    kept: Kept,
    until: Timestamp,
}

impl Replaying {
    fn decide(
        &self,
        found: Found<'_>,
        definitions: &Definitions,
        directory: &Directory,
    ) -> Result<Decided, Refusal> {
        if found.stored.is_some() {
            return Err(Rejection::AlreadyFiled.into());
        }
        let mut replay = Replay::new(definitions, directory, &self.workflow);
        replay.all(&self.steps, self.until)?;
        let (at, by) = (replay.now, Author::Engine);
        let (history, kept) = (replay.history, self.kept.clone());
        let (agencies, subscribed) = (Arc::default(), Arc::default());
        Ok(Decided { history, at, by, events: Vec::new(), kept, agencies, subscribed })
    }
}

/// A case on its way through its past.
struct Replay<'a> {
    definitions: &'a Definitions,
    directory: &'a Directory,
    workflow: &'a WorkflowRef,
    case: Option<Case>,
    history: Vec<Happened>,
    now: Timestamp,
}

impl<'a> Replay<'a> {
    fn new(
        definitions: &'a Definitions,
        directory: &'a Directory,
        workflow: &'a WorkflowRef,
    ) -> Self {
        let (history, now) = (Vec::new(), Timestamp::MIN_UTC);
        Self { definitions, directory, workflow, case: None, history, now }
    }

    /// Every step at its instant, with the levels that became due between them, and those due until an instant.
    fn all<'p>(
        &mut self,
        steps: impl IntoIterator<Item = &'p Past>,
        until: Timestamp,
    ) -> Result<(), Rejection> {
        for Past { who, at, command } in steps {
            self.levels(*at)?;
            self.step(who, *at, command)?;
        }
        self.levels(until)
    }

    /// Reaches every level of a ladder that is due by an instant.
    fn levels(&mut self, until: Timestamp) -> Result<(), Rejection> {
        while let Some((at, limit)) = self.next_level().filter(|(at, _)| *at <= until) {
            self.step(&Who::Engine, at, &Command::ReachLevel(limit))?;
        }
        Ok(())
    }

    fn next_level(&self) -> Option<(Timestamp, LimitName)> {
        let clocks = self.case.iter().flat_map(|case| &case.clocks);
        let levels = clocks.filter_map(|clock| Some((clock.next_level()?, clock.limit.clone())));
        levels.min()
    }

    fn step(&mut self, who: &Who, at: Timestamp, command: &Command) -> Result<(), Rejection> {
        let actor = who.actor(self.directory).ok_or(Rejection::NotFound)?;
        let now = self.now.max(at);
        let workflow = self.definitions.workflows.get(self.workflow);
        let context = Context {
            workflow: workflow.ok_or(Rejection::WrongVersion)?,
            calendar: &self.definitions.calendar,
            directory: self.directory,
            actor: &actor,
            now,
            ids: &[],
            peers: &BTreeSet::new(),
            documented: true,
            batch: None,
        };
        let by = Author::from(&actor);
        for event in decide(&context, self.case.as_ref(), command)? {
            match (&mut self.case, &event) {
                (Some(case), _) => case.apply(now, &event),
                (None, Event::Filed(filed)) => self.case = Some(Case::open(now, filed)),
                (None, _) => return Err(Rejection::NotFound),
            }
            self.history.push(Happened { at: now, by: by.clone(), event });
        }
        self.now = now;
        Ok(())
    }
}

/// A fresh id for a file that comes with a case.
pub fn new_file() -> FileId {
    FileId(Uuid::now_v7())
}
