//! The suggestion: rules in their order, conflicts of interest first, a person where no rule speaks.

use std::collections::BTreeSet;

use serde::Serialize;

use super::condition::Matched;
use super::reason::{self, NeedsPerson};
use super::rule::{Rule, RuleBook, Target};
use super::target::{Footing, Resolver};
use crate::access::Conflicts;
use crate::case::{Respondents, Risk};
use crate::directory::Directory;
use crate::id::{CategoryCode, PlaceCode, RuleId, UnitId, WorkflowName};
use crate::text::Bilingual;

/// At most this many units are suggested: a clerk reads three, not ten.
pub const SUGGESTIONS_MAX: usize = 3;

/// What routing may know of a case. No name of a complainant is among it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// What it is about; empty if it was not classed.
    pub category: CategoryCode,
    /// Its class in the petition system, if it came from there.
    pub petition_class: Option<CategoryCode>,
    /// Where; empty if unknown.
    pub place: PlaceCode,
    /// Title.
    pub title: String,
    /// Text of the complaint.
    pub text: String,
    /// How dangerous it is.
    pub risk: Risk,
    /// The workflow it is filed under, which is the kind of complaint.
    pub workflow: Option<WorkflowName>,
}

impl Facts {
    /// The codes that say what it is about.
    pub(super) fn codes(&self) -> impl Iterator<Item = &CategoryCode> {
        let own = Some(&self.category).filter(|category| !category.as_str().is_empty());
        own.into_iter().chain(self.petition_class.as_ref())
    }
}

/// What routing says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Routing {
    /// Units that may lead, best first; never empty.
    Suggested {
        /// The units with rule and reason.
        ranked: Vec<Suggestion>,
    },
    /// A person decides.
    Person {
        /// Why.
        because: NeedsPerson,
    },
}

/// One unit that may lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    /// The unit.
    pub unit: UnitId,
    /// The rule that names it.
    pub rule: RuleId,
    /// On what footing. This takes the place of a percentage, which nobody could justify.
    pub footing: Footing,
    /// What made the rule match.
    pub matched: Matched,
    /// Why, with the facts filled in. For the center's clerk, who knows the respondents: not for the unit.
    pub reason: Bilingual,
}

/// Which units may lead a case. The same arguments always give the same answer.
pub fn route(
    book: &RuleBook,
    directory: &Directory,
    facts: &Facts,
    respondents: &Respondents,
) -> Routing {
    let conflicts = Conflicts::new(directory, respondents);
    if let Some(because) = before_any_rule(book, facts, respondents, &conflicts) {
        return Routing::Person { because };
    }
    let resolver = Resolver { book, directory, conflicts: &conflicts };
    let mut ranked: Vec<Suggestion> = Vec::new();
    let mut seen = BTreeSet::new();
    let mut without_unit = Vec::new();
    for rule in &book.rules {
        let Some(matched) = rule.matched(facts) else { continue };
        if rule.to.contains(&Target::Person) {
            if ranked.is_empty() {
                return Routing::Person { because: reason::by_rule(rule, &matched) };
            }
            break;
        }
        let found = suggestions(&resolver, rule, &matched, &facts.place);
        if found.is_empty() {
            without_unit.push(rule.id.clone());
        }
        ranked.extend(found.into_iter().filter(|suggestion| seen.insert(suggestion.unit.clone())));
    }
    ranked.truncate(SUGGESTIONS_MAX);
    if !ranked.is_empty() {
        Routing::Suggested { ranked }
    } else if without_unit.is_empty() {
        Routing::Person { because: NeedsPerson::NoRule }
    } else {
        Routing::Person { because: NeedsPerson::NoUnit { rules: without_unit } }
    }
}

/// What no rule may overrule.
fn before_any_rule(
    book: &RuleBook,
    facts: &Facts,
    respondents: &Respondents,
    conflicts: &Conflicts<'_>,
) -> Option<NeedsPerson> {
    let (place, jurisdiction) = (facts.place.as_str(), book.jurisdiction.as_str());
    if respondents.unmatched {
        Some(NeedsPerson::RespondentUnmatched)
    } else if conflicts.are_sealed() {
        Some(NeedsPerson::RespondentSealed)
    } else if !place.starts_with(jurisdiction) && !jurisdiction.starts_with(place) {
        Some(NeedsPerson::OutsideJurisdiction { place: facts.place.clone() })
    } else {
        None
    }
}

fn suggestions<'a>(
    resolver: &Resolver<'a>,
    rule: &'a Rule,
    matched: &Matched,
    place: &PlaceCode,
) -> Vec<Suggestion> {
    let units = rule.to.iter().flat_map(|to| resolver.resolve(to, &matched.matter, place));
    units
        .map(|(unit, footing)| Suggestion {
            unit: unit.clone(),
            rule: rule.id.clone(),
            footing,
            matched: matched.clone(),
            reason: reason::of_suggestion(rule, matched, resolver.directory, unit, footing),
        })
        .collect()
}
