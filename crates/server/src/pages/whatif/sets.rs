//! The sets of cases behind the numbers of a trial: each number counts one of them, and its link lists it.

use domain::clock::Holder;
use domain::id::{LimitName, WorkflowName};
use domain::whatif::{Late, Lot};
use engine::whatif::Row;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::api::names::Names;
use crate::pages::shell::Shell;

/// A set of cases.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct SetIn {
    pub(super) which: Which,
    /// Only limits that ended with this holder: a unit, `~citizen` or `~law`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) holder: String,
    /// Only this limit, of the workflow beside it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) limit: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) workflow: String,
}

/// Under which rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Which {
    /// Late under the rules in force.
    Before,
    /// Late under the changed rules.
    #[default]
    After,
    /// Late under the changed rules only.
    Newly,
    /// Late under the rules in force only.
    Gone,
    /// Ladders do something else.
    Ladders,
}

impl SetIn {
    /// The set of cases of a holder.
    pub(super) fn of_holder(which: Which, holder: &Holder) -> Self {
        Self { which, holder: holder_code(holder), ..Self::default() }
    }

    /// The set of cases with a limit.
    pub(super) fn of_limit(which: Which, workflow: &WorkflowName, limit: &LimitName) -> Self {
        let (workflow, limit) = (workflow.to_string(), limit.to_string());
        Self { which, limit, workflow, ..Self::default() }
    }

    /// Whether a case is in it.
    pub(super) fn has(&self, row: &Row) -> bool {
        let tried = &row.tried;
        if !self.workflow.is_empty() && tried.workflow.as_str() != self.workflow {
            return false;
        }
        let (before, after) = (self.is_late(&tried.before), self.is_late(&tried.after));
        match self.which {
            Which::Before => before,
            Which::After => after,
            Which::Newly => after && !before,
            Which::Gone => before && !after,
            Which::Ladders => tried.before.acts != tried.after.acts,
        }
    }

    fn is_late(&self, lot: &Lot) -> bool {
        let is_meant = |late: &Late| {
            (self.holder.is_empty() || holder_code(&late.holder) == self.holder)
                && (self.limit.is_empty() || late.limit.as_str() == self.limit)
        };
        lot.late.iter().any(is_meant)
    }

    /// Where its list is.
    pub(super) fn address(&self, run: Uuid) -> String {
        let query = serde_urlencoded::to_string(self).unwrap_or_default();
        format!("/s/whatif/{run}/cases?{query}")
    }

    /// What it is called.
    pub(super) fn said(&self, names: Names<'_>, shell: &Shell) -> String {
        let w = &shell.w.whatif;
        let which = match self.which {
            Which::Before => format!("{}（{}）", w.overdue, w.before),
            Which::After => format!("{}（{}）", w.overdue, w.after),
            Which::Newly => w.newly.to_owned(),
            Which::Gone => w.gone.to_owned(),
            Which::Ladders => w.ladders_differ.to_owned(),
        };
        let holder = holder_of(&self.holder).map(|holder| names.holder(&holder).name);
        let workflows = &names.definitions.workflows;
        let mut named = workflows.iter().rev();
        let of = named.find(|(known, _)| known.name.as_str() == self.workflow);
        let limit = of.filter(|_| !self.limit.is_empty()).and_then(|(_, workflow)| {
            let limit = workflow.definition().limits.get(self.limit.as_str())?;
            Some(limit.name.get(shell.language).to_owned())
        });
        let parts = holder.into_iter().chain(limit).chain([which]);
        parts.collect::<Vec<_>>().join(" · ")
    }
}

/// The limits that were not kept, with who had the case.
pub(super) fn limits_said(lot: &Lot, names: Names<'_>) -> String {
    let said = |late: &Late| {
        format!("{}（{}）", names.limit(&late.limit).name, names.holder(&late.holder).name)
    };
    lot.late.iter().map(said).collect::<Vec<_>>().join("、")
}

fn holder_code(holder: &Holder) -> String {
    match holder {
        Holder::Unit(unit) => unit.to_string(),
        Holder::Citizen => CITIZEN.to_owned(),
        Holder::Law => LAW.to_owned(),
    }
}

fn holder_of(code: &str) -> Option<Holder> {
    match code {
        "" => None,
        CITIZEN => Some(Holder::Citizen),
        LAW => Some(Holder::Law),
        unit => Some(Holder::Unit(unit.into())),
    }
}

/// No unit is called so: their names begin with a letter.
const CITIZEN: &str = "~citizen";
const LAW: &str = "~law";
