//! A suspicion: what an indicator found, with the facts that it rests on, and who may look into it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Fact, History, Indicator, Thresholds};
use crate::access::Conflicts;
use crate::actor::{Role, Staff};
use crate::case::Respondents;
use crate::directory::Directory;
use crate::id::{CaseId, PersonId, SuspicionKey, Timestamp, UnitId};

/// The time that is looked at, mostly that of an appraisal: from its first instant to the first that is none of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// The first instant.
    pub from: Timestamp,
    /// The first instant after it.
    pub until: Timestamp,
}

impl Period {
    /// Whether an instant lies in it.
    pub fn holds(&self, at: Timestamp) -> bool {
        self.from <= at && at < self.until
    }
}

/// What to look for, and in what.
#[derive(Clone, Copy, Debug)]
pub struct Search<'a> {
    /// What happened.
    pub history: &'a History,
    /// From when on it is a suspicion.
    pub thresholds: &'a Thresholds,
    /// The time whose suspicions are wanted. Habits are counted within it.
    pub period: Period,
    /// Now.
    pub now: Timestamp,
}

/// Something that a person should look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspicion {
    /// By what it is known when it is found again.
    pub key: SuspicionKey,
    /// What found it.
    pub indicator: Indicator,
    /// The units whose work it is about.
    pub units: BTreeSet<UnitId>,
    /// The person whom it is about, if it is about one and not about a unit.
    pub person: Option<PersonId>,
    /// The cases that its facts name.
    pub cases: BTreeSet<CaseId>,
    /// What it rests on. Each fact stands for itself, so that it can be said whether there are more than when a person judged.
    pub facts: BTreeSet<Fact>,
    /// Out of how many, where it is a habit: closings on their last day, returns, good ratings, identities read. Not evidence.
    pub among: Option<u32>,
    /// When it was found.
    pub found_at: Timestamp,
}

impl Search<'_> {
    /// One about a case. It is the same in every period.
    pub(super) fn of_case(
        &self,
        indicator: Indicator,
        case: CaseId,
        units: BTreeSet<UnitId>,
        facts: BTreeSet<Fact>,
    ) -> Suspicion {
        self.row(indicator, &case.to_string(), units, facts)
    }

    /// One about a habit of a unit in this period.
    pub(super) fn of_unit(
        &self,
        indicator: Indicator,
        unit: &UnitId,
        facts: BTreeSet<Fact>,
        among: usize,
    ) -> Suspicion {
        let among = u32::try_from(among).ok();
        let about = self.in_period(unit.as_str());
        Suspicion { among, ..self.row(indicator, &about, [unit.clone()].into(), facts) }
    }

    /// One about something that an indicator names itself.
    pub(super) fn row(
        &self,
        indicator: Indicator,
        about: &str,
        units: BTreeSet<UnitId>,
        facts: BTreeSet<Fact>,
    ) -> Suspicion {
        Suspicion {
            key: SuspicionKey::new(format!("{}/{about}", indicator.as_str())),
            indicator,
            units,
            person: None,
            cases: facts.iter().flat_map(Fact::cases).collect(),
            facts,
            among: None,
            found_at: self.now,
        }
    }

    /// Whether something lies before the end of the period. What comes later says nothing in this one.
    pub(super) fn is_past(&self, at: Timestamp) -> bool {
        at < self.period.until
    }

    /// Those of which a fact that makes them one lies in the period, each with its cases.
    pub(super) fn in_this_period(
        &self,
        found: impl IntoIterator<Item = Suspicion>,
        makes: impl Fn(&Fact) -> bool,
    ) -> Vec<Suspicion> {
        let is_of = |row: &Suspicion| {
            row.facts.iter().any(|fact| makes(fact) && self.period.holds(fact.at()))
        };
        let rows = found.into_iter().filter(is_of);
        let with_cases = rows.map(|row| {
            let cases = row.facts.iter().flat_map(Fact::cases).collect();
            Suspicion { cases, ..row }
        });
        with_cases.collect()
    }

    /// What a key is about, in this period.
    pub(super) fn in_period(&self, about: &str) -> String {
        format!("{about}/{}", self.period.from.timestamp())
    }
}

impl Suspicion {
    /// Whether somebody may read and judge it: supervisors and directors of the center, or of who stands in for a center that
    /// it is about, but nobody whom it is about and nobody of such a unit. Whoever may not see one of its cases is not told
    /// of this one either; that is for who shows it, by the rule of the cases.
    pub fn may_be_judged(&self, by: &Staff, directory: &Directory, center: &UnitId) -> bool {
        let respondents = Respondents {
            units: self.units.clone(),
            people: self.person.iter().cloned().collect(),
            ..Respondents::default()
        };
        let conflicts = Conflicts::new(directory, &respondents);
        if by.roles.iter().any(|role| role.is_administrator()) || conflicts.bar(by) {
            return false;
        }
        directory.is_within(&by.unit, conflicts.stand_in(center))
            && [Role::Supervisor, Role::Director].iter().any(|role| by.roles.contains(role))
    }
}
