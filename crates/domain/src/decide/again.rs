//! A log decided again under other rules: what people did stands, what the rules make of it is computed anew.
//!
//! Nothing here knows how a limit is counted. The same functions that decided the log start its clocks, move them and climb
//! their ladders once more, so that the rules under which a log was written give that log again.

use std::collections::BTreeSet;

use super::draft::Draft;
use super::{Context, classify, clocks, extend, suspend};
use crate::actor::Actor;
use crate::calendar::Calendar;
use crate::case::{Case, Entry, Event, Extend, MoveCause, WorkflowRef};
use crate::directory::Directory;
use crate::id::{CaseId, LimitName, StateName, Timestamp, TransitionName};
use crate::workflow::{Act, Workflow};

/// Rules to decide by: a calendar, and the version that stands for the one a case is pinned to.
#[derive(Clone, Copy)]
pub struct Rules<'a> {
    /// Working days and office hours.
    pub calendar: &'a Calendar,
    /// Units and people; who is told is nobody's question here.
    pub directory: &'a Directory,
    /// The version by which cases of a version are decided; none where there is none.
    pub version: &'a dyn Fn(&WorkflowRef) -> Option<&'a Workflow>,
}

/// A case as other rules would have left it.
#[derive(Clone, Debug, PartialEq)]
pub struct Again {
    /// The case. Its clocks are those of the rules.
    pub case: Case,
    /// The levels of ladders that would have been reached, in their order.
    pub levels: Vec<Climbed>,
}

/// A level of a ladder that is reached.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Climbed {
    /// When.
    pub at: Timestamp,
    /// Of which limit.
    pub limit: LimitName,
    /// Which level, from 0.
    pub level: u8,
    /// What it does.
    pub act: Act,
}

impl Climbed {
    /// The levels that a log says were reached.
    pub fn recorded(log: &[Entry]) -> Vec<Self> {
        let climbed = |entry: &Entry| {
            let Event::LevelReached { limit, level, act, .. } = &entry.event else { return None };
            Some(Self { at: entry.at, limit: limit.clone(), level: *level, act: *act })
        };
        log.iter().filter_map(climbed).collect()
    }
}

/// Why a log cannot be decided by some rules.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Unfit {
    /// It does not begin with a filing.
    #[error("the log does not begin with a filing")]
    NotFiled,
    /// No version stands for this one.
    #[error("no version stands for version {} of {}", .0.version, .0.name)]
    NoVersion(WorkflowRef),
    /// It was in a state that the rules do not know.
    #[error("the rules know no state `{0}`")]
    NoState(StateName),
}

/// Decides a log again, and lets everything fall due that is due by an instant.
///
/// # Errors
///
/// Where the rules do not fit the log.
pub fn again(rules: Rules<'_>, log: &[Entry], until: Timestamp) -> Result<Again, Unfit> {
    let (first, rest) = log.split_first().ok_or(Unfit::NotFiled)?;
    let Event::Filed(filed) = &first.event else { return Err(Unfit::NotFiled) };
    let case = Case::open(first.at, filed);
    let workflow = known(rules, &case.workflow)?;
    let context = Context {
        workflow,
        calendar: rules.calendar,
        directory: rules.directory,
        actor: &Actor::Engine,
        now: first.at,
        ids: &[],
        peers: NO_PEERS,
        documented: false,
        batch: None,
    };
    in_state(workflow, &case.state)?;
    let draft = Draft::new(context, &case);
    let turn = Some(Turn { transition: None, before: Vec::new() });
    let mut walk = Walk { rules, draft, turn, asked: None, levels: Vec::new() };
    for (place, entry) in rest.iter().enumerate() {
        walk.take(entry, rest.get(place..).unwrap_or_default())?;
    }
    walk.pass_time(until);
    Ok(Again { case: walk.draft.case, levels: walk.levels })
}

const NO_PEERS: &BTreeSet<CaseId> = &BTreeSet::new();

fn known<'a>(rules: Rules<'a>, version: &WorkflowRef) -> Result<&'a Workflow, Unfit> {
    (rules.version)(version).ok_or_else(|| Unfit::NoVersion(version.clone()))
}

fn in_state(workflow: &Workflow, name: &StateName) -> Result<(), Unfit> {
    workflow.state(name).map(|_| ()).ok_or_else(|| Unfit::NoState(name.clone()))
}

/// Clocks that are to be turned once all that their decision changed has been applied.
struct Turn {
    transition: Option<TransitionName>,
    /// The limits of the state before.
    before: Vec<LimitName>,
}

/// A log on its way.
struct Walk<'a> {
    rules: Rules<'a>,
    draft: Draft<'a>,
    turn: Option<Turn>,
    /// The extension that waits for a decision, as the log has it: under other rules its clock may have ended.
    asked: Option<Extend>,
    levels: Vec<Climbed>,
}

impl Walk<'_> {
    /// Takes an entry; `rest` begins with it.
    fn take(&mut self, entry: &Entry, rest: &[Entry]) -> Result<(), Unfit> {
        self.pass_time(entry.at);
        match &entry.event {
            Event::Performed(performed) => self.perform(entry, &performed.transition),
            // Who leaves a case that goes on for others changes no clock.
            Event::PartyLeft(_) => {
                self.turn = None;
                self.apply(entry);
            }
            Event::StateEntered(_) | Event::VersionMoved(_) => self.enter(entry, rest)?,
            Event::Classified(_)
            | Event::Suspended { .. }
            | Event::Resumed
            | Event::ExtensionRequested { .. }
            | Event::ExtensionGranted => self.move_clocks(entry),
            Event::ClockStarted(_)
            | Event::ClockMoved { .. }
            | Event::ClockEnded(_)
            | Event::LevelReached { .. }
            | Event::Told { .. } => self.leave_out(entry),
            Event::Filed(_)
            | Event::HolderChanged(_)
            | Event::Assigned(_)
            | Event::Read(_)
            | Event::Signed(_)
            | Event::HandlerChanged(_)
            | Event::Contacted
            | Event::Returned(_)
            | Event::Objected(_)
            | Event::Transferred(_)
            | Event::Delegated(_)
            | Event::Joined(_)
            | Event::Contributed(_)
            | Event::Released(_)
            | Event::SigningOpened(_)
            | Event::Countersigned { .. }
            | Event::SignerAdded(_)
            | Event::SignerDropped(_)
            | Event::Urged
            | Event::Copied(_)
            | Event::Consulted(_)
            | Event::Answered(_)
            | Event::ExtensionRefused
            | Event::Escalated(_)
            | Event::TakenBack
            | Event::Withdrawn
            | Event::Merged(_)
            | Event::RepeatLinked(_)
            | Event::Absorbed(_)
            | Event::Split { .. }
            | Event::Verified(_)
            | Event::SpotChecked(_)
            | Event::Heard(_)
            | Event::Redispatched
            | Event::JointSessionHeld(_)
            | Event::Ordered { .. }
            | Event::Discharged(_)
            | Event::OrderNoted(_)
            | Event::SessionNoted(_)
            | Event::Sponsored(_)
            | Event::SponsorEnded(_)
            | Event::Reopened
            | Event::Archived
            | Event::Screened(_)
            | Event::RespondentsNamed(_)
            | Event::Recused(_) => self.apply(entry),
        }
        Ok(())
    }

    /// Somebody did a transition. Its clocks are turned once all that it changed has been applied.
    fn perform(&mut self, entry: &Entry, transition: &TransitionName) {
        self.turn_clocks();
        let workflow = self.draft.context.workflow;
        let limits = workflow.state(&self.draft.case.state).map(|state| &state.limits);
        let before = limits.cloned().unwrap_or_default();
        self.turn = Some(Turn { transition: Some(transition.clone()), before });
        self.apply(entry);
    }

    /// The case is in another state, or goes over to another version.
    fn enter(&mut self, entry: &Entry, rest: &[Entry]) -> Result<(), Unfit> {
        if let Event::StateEntered(entered) = &entry.event {
            in_state(self.draft.context.workflow, &entered.state)?;
        }
        if let Event::VersionMoved(version) = &entry.event {
            self.turn_clocks();
            self.apply(entry);
            return self.move_version(version, rest);
        }
        self.apply(entry);
        Ok(())
    }

    /// What the rules made of it then is left out: they are asked again instead. It stands behind what it follows from.
    fn leave_out(&mut self, entry: &Entry) {
        if !matches!(entry.event, Event::ClockMoved { .. }) {
            self.turn_clocks();
        }
        if let Event::LevelReached { .. } = &entry.event {
            self.climb(entry.at);
        }
    }

    /// Takes what moves clocks that run.
    fn move_clocks(&mut self, entry: &Entry) {
        if entry.event == Event::Resumed {
            self.turn_clocks();
            self.draft.resume();
            return;
        }
        self.apply(entry);
        if let Event::Classified(_) = &entry.event {
            classify::turn(&mut self.draft);
        }
        if let Event::Suspended { terms, .. } = &entry.event {
            suspend::pause(&mut self.draft, terms);
        }
        if let Event::ExtensionRequested { extend, .. } = &entry.event {
            self.asked = Some(extend.clone());
        }
        if entry.event == Event::ExtensionGranted
            && let Some(asked) = self.asked.take()
        {
            extend::lengthen(&mut self.draft, &asked);
        }
    }

    fn apply(&mut self, entry: &Entry) {
        self.draft.case.apply(entry.at, &entry.event);
    }

    /// Ends what was decided before an instant, and reaches every level that is due by it.
    fn pass_time(&mut self, then: Timestamp) {
        if then > self.draft.context.now {
            self.turn_clocks();
            self.climb(then);
            self.draft.context.now = then;
        }
    }

    fn turn_clocks(&mut self) {
        if let Some(Turn { transition, before }) = self.turn.take() {
            self.draft.turn_clocks(transition.as_ref(), &before);
        }
    }

    fn climb(&mut self, until: Timestamp) {
        while let Some((at, limit)) = self.next_level().filter(|(at, _)| *at <= until) {
            self.draft.context.now = self.draft.context.now.max(at);
            if !self.reach(&limit) {
                return;
            }
        }
    }

    fn next_level(&self) -> Option<(Timestamp, LimitName)> {
        let clocks = self.draft.case.clocks.iter();
        let levels = clocks.filter_map(|clock| Some((clock.next_level()?, clock.limit.clone())));
        levels.min_by_key(|(at, _)| *at)
    }

    /// Reaches the next level of a limit; false where its ladder has none.
    fn reach(&mut self, limit: &LimitName) -> bool {
        let context = self.draft.context;
        let limits = &context.workflow.definition().limits;
        let level = self.draft.case.clock(limit).map_or(0, |clock| clock.levels_reached);
        let ladder = limits.get(limit.as_str()).map_or(&[][..], |limit| &limit.ladder);
        let Some(act) = ladder.get(usize::from(level)).map(|level| level.act) else { return false };
        self.levels.push(Climbed { at: context.now, limit: limit.clone(), level, act });
        let (limit, to) = (limit.clone(), Vec::new());
        self.draft.emit(Event::LevelReached { limit, level, act, to });
        true
    }

    /// The case goes over to another version. Which limits the mapping takes as met stands in no event; they are those that
    /// the new state lists and that did not begin.
    fn move_version(&mut self, version: &WorkflowRef, rest: &[Entry]) -> Result<(), Unfit> {
        let workflow = known(self.rules, version)?;
        if std::ptr::eq(workflow, self.draft.context.workflow) {
            return Ok(());
        }
        let moved =
            rest.iter().skip(1).take_while(|next| Some(next.at) == rest.first().map(|e| e.at));
        let (mut began, mut entered) = (BTreeSet::new(), None);
        for entry in moved {
            if let Event::ClockStarted(clock) = &entry.event {
                began.insert(clock.limit.clone());
            }
            if let Event::StateEntered(state) = &entry.event {
                entered = entered.or(Some(state));
            }
        }
        self.draft.context.workflow = workflow;
        let Some(state) = entered.and_then(|entered| workflow.state(&entered.state)) else {
            return Ok(());
        };
        let met = state.limits.iter().filter(|limit| !began.contains(*limit));
        self.turn = None;
        self.turn_for(met.cloned().collect(), entered.map(|entered| entered.state.clone()));
        Ok(())
    }

    /// Turns the clocks of a case that moves to another version, in the state that it moves to.
    fn turn_for(&mut self, met: Vec<LimitName>, state: Option<StateName>) {
        let workflow = self.draft.context.workflow;
        if let Some(state) = state {
            self.draft.case.state = state;
        }
        let limits = &workflow.definition().limits;
        let open = self.draft.case.clocks.iter().filter(|clock| clock.is_open());
        let running: Vec<LimitName> = open.map(|clock| clock.limit.clone()).collect();
        for limit in running.iter().filter(|limit| !limits.contains_key(limit.as_str())) {
            self.draft.emit(Event::ClockEnded(limit.clone()));
        }
        let ran: Vec<LimitName> = running.iter().cloned().chain(met).collect();
        self.draft.turn_clocks(None, &ran);
        self.draft.move_clocks(MoveCause::Version, |clock, case| {
            let Some(limit) = limits.get(clock.limit.as_str()) else { return false };
            clock.rule = clocks::rule(case, limit);
            running.contains(&clock.limit)
        });
    }
}
