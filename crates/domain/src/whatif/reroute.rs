//! Routing rules asked again about a case, beside the unit that a person chose.

use crate::case::{Case, Entry, Event, Respondents};
use crate::directory::Directory;
use crate::id::UnitId;
use crate::routing::{Facts, Routing, RuleBook, route};

/// What the rules could know of a case when a person first named its lead, and whom that person named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The facts; the words of the complaint stand in no log, and are put in by the caller.
    pub facts: Facts,
    /// Whom it was about, as far as was known by then.
    pub respondents: Respondents,
    /// The unit that was named.
    pub lead: UnitId,
}

impl Asked {
    /// Of a log; none if nobody was named in it.
    pub fn of(log: &[Entry]) -> Option<Self> {
        let (first, rest) = log.split_first()?;
        let Event::Filed(filed) = &first.event else { return None };
        let mut case = Case::open(first.at, filed);
        for entry in rest {
            if let Event::Assigned(assignment) = &entry.event {
                let facts = Facts {
                    category: case.category.clone(),
                    place: case.place.clone(),
                    risk: case.risk,
                    workflow: Some(case.workflow.name.clone()),
                    ..Facts::default()
                };
                let lead = assignment.lead.clone();
                return Some(Self { facts, respondents: case.respondents, lead });
            }
            case.apply(entry.at, &entry.event);
        }
        None
    }
}

/// What two books of rules suggest first for a case; none where a person decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guided {
    /// The rules in force.
    pub before: Option<UnitId>,
    /// The changed rules.
    pub after: Option<UnitId>,
    /// Whom a person named.
    pub lead: UnitId,
}

/// Asks two books of rules about a case, with the directory of today: the one of that day is not kept.
pub fn reroute(asked: Asked, directory: &Directory, [current, changed]: [&RuleBook; 2]) -> Guided {
    let first = |book| match route(book, directory, &asked.facts, &asked.respondents) {
        Routing::Suggested { ranked } => ranked.into_iter().next().map(|found| found.unit),
        Routing::Person { .. } => None,
    };
    Guided { before: first(current), after: first(changed), lead: asked.lead }
}
