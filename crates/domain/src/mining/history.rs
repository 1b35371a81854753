//! What a log leaves of a case: its filing and its transitions, each with the state it found and the one it left.
//!
//! Reading, screening, letters, clocks and levels of ladders are no steps: they keep the state, nobody chose them among what
//! was allowed, and no task of the drawing stands for them. Neither is it one when a party leaves a case that goes on for
//! others: it is done as the withdrawal that would end the case, and ends nothing.

use crate::actor::Author;
use crate::case::{Case, Entry, Event, WorkflowRef};
use crate::id::{CaseId, OutcomeName, StateName, Timestamp, TransitionName, UnitId};
use crate::workflow::{Definition, Verb};

/// What the filing of a case is called. No transition can be called so: their names have no dot.
pub const FILED: &str = "case.filed";

/// What was done with one case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    /// The case.
    pub case: CaseId,
    /// The workflow and version on which it was filed.
    pub workflow: WorkflowRef,
    /// Whether it went over to another version later.
    pub moved: bool,
    /// Whether it goes along the drawing of its workflow as a whole. It does not after a move, where the definition is not
    /// there any more, and where a lead that had to withdraw was replaced in a state that knows no assignment (decision 0011).
    pub drawn: bool,
    /// What was done, in its order, beginning with the filing.
    pub steps: Vec<Step>,
    /// How it ended; none while it is open.
    pub outcome: Option<OutcomeName>,
}

/// One thing that was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// When.
    pub at: Timestamp,
    /// The transition, or [`FILED`].
    pub activity: TransitionName,
    /// Its verb; none for the filing.
    pub verb: Option<Verb>,
    /// The version of the workflow at that time.
    pub version: u32,
    /// The state in which it was done; none for the filing.
    pub from: Option<StateName>,
    /// The state that it led to, which may be the same.
    pub to: StateName,
    /// In which capacity it was done.
    pub hand: Hand,
    /// For which unit, if for one.
    pub unit: Option<UnitId>,
    /// The lead unit when it was done.
    pub lead: Option<UnitId>,
    /// The supervision order that it issued or struck off, by its number in the case.
    pub order: Option<u32>,
}

/// In which capacity something was done, as far as the log tells without the directory of that day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hand {
    /// A party.
    Citizen,
    /// The center that runs the case.
    Center,
    /// The lead unit, or the one that works for it.
    Lead,
    /// An assisting unit.
    Assistant,
    /// Another unit: one above, one that was consulted, one that signs.
    Other,
    /// The engine.
    Engine,
}

impl Hand {
    /// The name in exports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Citizen => "citizen",
            Self::Center => "center",
            Self::Lead => "lead",
            Self::Assistant => "assistant",
            Self::Other => "other",
            Self::Engine => "engine",
        }
    }

    fn of(case: &Case, author: &Author) -> Self {
        let unit = match author {
            Author::Citizen(_) => return Self::Citizen,
            Author::Engine => return Self::Engine,
            Author::Person { unit, .. } => unit,
        };
        if *unit == case.center {
            Self::Center
        } else if case.lead.as_ref().is_some_and(|lead| lead.works(unit)) {
            Self::Lead
        } else if case.assistants.contains_key(unit) {
            Self::Assistant
        } else {
            Self::Other
        }
    }
}

impl History {
    /// Reads a log of which the definition is given if there is one; none if it does not begin with a filing.
    pub fn read<'a>(
        log: &[Entry],
        definition: impl Fn(&WorkflowRef) -> Option<&'a Definition>,
    ) -> Option<Self> {
        let (first, rest) = log.split_first()?;
        let Event::Filed(filed) = &first.event else { return None };
        let mut case = Case::open(first.at, filed);
        let mut history = Self {
            case: case.id,
            workflow: case.workflow.clone(),
            moved: false,
            drawn: false,
            steps: vec![step(&case, first.at, &filed.by)],
            outcome: None,
        };
        for entry in rest {
            history.take(&case, entry);
            case.apply(entry.at, &entry.event);
        }
        history.outcome.clone_from(&case.ended);
        let definition = definition(&history.workflow);
        history.drawn = !history.moved && definition.is_some_and(|found| history.follows(found));
        Some(history)
    }

    /// The time from the filing to the last step; none while the case is open.
    pub fn took(&self) -> Option<chrono::TimeDelta> {
        let (first, last) = (self.steps.first()?, self.steps.last()?);
        self.outcome.as_ref().map(|_| last.at - first.at)
    }

    fn follows(&self, definition: &Definition) -> bool {
        self.steps.iter().all(|step| match &step.from {
            None => step.to == definition.initial,
            Some(from) => definition.transitions.get(step.activity.as_str()).is_some_and(|drawn| {
                drawn.from.contains(from) && *drawn.to.as_ref().unwrap_or(from) == step.to
            }),
        })
    }

    /// Takes what an entry says, before it is applied to the case.
    fn take(&mut self, case: &Case, entry: &Entry) {
        if let Event::Performed(performed) = &entry.event {
            self.steps.push(Step {
                activity: performed.transition.clone(),
                verb: Some(performed.verb),
                from: Some(case.state.clone()),
                ..step(case, entry.at, &performed.by)
            });
        }
        if let Event::VersionMoved(_) = &entry.event {
            self.moved = true;
        }
        if let Event::PartyLeft(_) = &entry.event {
            self.steps.pop_if(|step| step.verb == Some(Verb::Withdraw));
        }
        let Some(last) = self.steps.last_mut() else { return };
        // What a transition brings with it stands behind it. A move to another version brings a state too, but of its own.
        if let Event::StateEntered(entered) = &entry.event
            && case.workflow.version == last.version
        {
            last.to = entered.state.clone();
        }
        if let Event::Ordered { number, .. } | Event::Discharged(number) = &entry.event {
            last.order = Some(*number);
        }
    }
}

/// A step that keeps the state, by the case as it was found.
fn step(case: &Case, at: Timestamp, author: &Author) -> Step {
    let unit = match author {
        Author::Person { unit, .. } => Some(unit.clone()),
        Author::Citizen(_) | Author::Engine => None,
    };
    Step {
        at,
        activity: TransitionName::from(FILED),
        verb: None,
        version: case.workflow.version,
        from: None,
        to: case.state.clone(),
        hand: Hand::of(case, author),
        unit,
        lead: case.lead.as_ref().map(|lead| lead.unit.clone()),
        order: None,
    }
}
