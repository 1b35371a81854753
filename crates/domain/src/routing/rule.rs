//! A rule book as its file says: conditions, targets and reasons, in the order in which they are tried.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::case::Risk;
use crate::directory::UnitKind;
use crate::id::{CategoryCode, PlaceCode, RuleId, SourceName, UnitId, WorkflowName};
use crate::text::Bilingual;
use crate::workflow::Source;

/// All rules of a county.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RuleBook {
    /// Name for people.
    pub name: Bilingual,
    /// The division it is made for. A place outside it goes to a person.
    pub jurisdiction: PlaceCode,
    /// What the rules rest on.
    pub sources: IndexMap<SourceName, Source>,
    /// Who takes over when a unit and all above it are complained about, in this order.
    pub supervision_line: Vec<UnitId>,
    /// The rules; the first that matches gives the first suggestion.
    pub rules: Vec<Rule>,
}

/// One rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rule {
    /// Stable id, `R-01`; never used again for another rule.
    pub id: RuleId,
    /// When it matches.
    pub when: Condition,
    /// What the rule takes the matter to be, where its words say more than the class of the case. The power check uses
    /// it; without it, the category that matched.
    pub matter: Option<CategoryCode>,
    /// Where to, best first.
    pub to: Vec<Target>,
    /// Why, for the clerk. May hold `{category}`, `{place}`, `{word}` and `{unit}`.
    pub reason: Bilingual,
    /// What it rests on.
    pub source: SourceName,
}

/// When a rule matches: everything that is given must hold, what is empty always does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Condition {
    /// Prefixes of the category or of the petition class.
    pub categories: BTreeSet<CategoryCode>,
    /// Words of the title, any of which reads a class above one of `categories` as that category: a case classed only
    /// as `P01` whose title says 物业 is matched by a rule for `P0109`.
    pub hints: BTreeSet<String>,
    /// Words of the title, any of which must stand there.
    pub title_words: BTreeSet<String>,
    /// Words of the title or the text, any of which must stand there.
    pub words: BTreeSet<String>,
    /// Prefixes of the place.
    pub places: BTreeSet<PlaceCode>,
    /// Risks.
    pub risks: BTreeSet<Risk>,
    /// Workflows, which is the kind of complaint.
    pub workflows: BTreeSet<WorkflowName>,
}

/// Where a rule sends a case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// This unit.
    Unit(UnitId),
    /// The unit of this kind that serves the place. Needs a place that is narrow enough.
    Serving(UnitKind),
    /// The unit of this kind with the narrowest power over the matter, among those that serve the place.
    Holder(UnitKind),
    /// Nobody: a person decides. Stands alone, and ends the search.
    Person,
}
