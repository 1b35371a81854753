//! Rules that are only proposed, beside those in force.

use domain::calendar::Calendar;
use domain::case::WorkflowRef;
use domain::routing::RuleBook;
use domain::workflow::Workflow;

use crate::engine::Definitions;

/// What is proposed; what is absent stays as it is.
#[derive(Debug, Default)]
pub struct Proposal {
    /// Versions of workflows: one that stands in the place of the same version, or a new one that stands for all of its name.
    pub workflows: Vec<Workflow>,
    /// Another calendar.
    pub calendar: Option<Calendar>,
    /// Other routing rules.
    pub rules: Option<RuleBook>,
}

impl Proposal {
    /// The version that stands for the one to which a case is pinned: the newest proposed that is not in force, or else the
    /// same one as it is proposed, or as it is.
    pub fn version<'a>(
        &'a self,
        definitions: &'a Definitions,
        pinned: &WorkflowRef,
    ) -> Option<&'a Workflow> {
        let named = |found: &&Workflow| found.definition().workflow == pinned.name;
        let number = |found: &&Workflow| found.definition().version;
        let is_known = |found: &&Workflow| {
            let (name, version) = (pinned.name.clone(), found.definition().version);
            definitions.workflows.contains_key(&WorkflowRef { name, version })
        };
        let proposed = || self.workflows.iter().filter(named);
        let newest = proposed().filter(|found| !is_known(found)).max_by_key(number);
        let same = || proposed().find(|found| found.definition().version == pinned.version);
        newest.or_else(same).or_else(|| definitions.workflows.get(pinned))
    }

    /// Whether anything is proposed at all.
    pub fn is_empty(&self) -> bool {
        self.workflows.is_empty() && self.calendar.is_none() && self.rules.is_none()
    }
}
