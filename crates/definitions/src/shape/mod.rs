//! Holds a tree against its schema, says what departs from it, and repairs the tree so that the rest can still be
//! checked: one mistake, one finding.

mod explain;
mod fault;
mod repair;

use std::collections::BTreeSet;

use domain::finding::Finding;

use self::fault::{Fault, What};
use self::repair::Repair;
use crate::located::{self, Located, MOST_FINDINGS};
use crate::pointer;
use crate::schema::Schema;
use crate::source::SourceFile;
use crate::yaml::Node;

pub(crate) use repair::remove;

/// How often the repaired tree is held against the schema again. A mapping under a misspelt key is looked at only in
/// the next round; deeper nesting of misspelt keys than this is read without them.
const ROUNDS: usize = 8;

/// Holds a tree against a schema and repairs it.
pub(crate) fn check(source: &SourceFile, tree: &mut Node, schema: &Schema) -> Outcome {
    let mut outcome = Outcome::default();
    for _ in 0..ROUNDS {
        let faults = faults(tree, schema);
        if faults.len() > MOST_FINDINGS {
            outcome.give_up(&faults, tree, source, schema);
            break;
        }
        let repairs: Vec<Repair> =
            faults.iter().map(|fault| repair::choose(fault, tree, source, schema)).collect();
        for (fault, repair) in faults.iter().zip(&repairs) {
            outcome.say(fault, tree, source, schema);
            outcome.doubt(fault, repair, tree, schema);
        }
        let changed = faults.iter().zip(repairs).fold(false, |changed, (fault, repair)| {
            repair::apply(tree, &fault.at, repair) || changed
        });
        if !changed {
            break;
        }
    }
    outcome
}

/// What departs from the schema, from the end of the file to its beginning, so that repairs in this order do not
/// disturb each other. A missing key that stands there misspelt is not missing. If there are too many, they are as
/// the validator gives them.
fn faults(tree: &Node, schema: &Schema) -> Vec<Fault> {
    let value = tree.to_json();
    let mut faults: Vec<Fault> =
        schema.errors(&value).flat_map(|error| fault::read(&error)).collect();
    if faults.len() > MOST_FINDINGS {
        return faults;
    }
    faults.sort_by_cached_key(fault::place);
    faults.reverse();
    let misspelt: BTreeSet<String> = faults
        .iter()
        .filter(|fault| fault.what == What::UnknownKey)
        .filter_map(|fault| {
            let meant = repair::meant_key(&fault.at, tree, schema)?;
            Some(pointer::child(pointer::parent(&fault.at)?, meant))
        })
        .collect();
    faults.retain(|fault| fault.what != What::MissingKey || !misspelt.contains(&fault.at));
    faults
}

/// What a shape check leaves behind.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// What was found.
    pub(crate) findings: Vec<Located>,
    /// Places, as written, that were removed, emptied or are missing: what a later check says of them is no news.
    pub(crate) suspect: BTreeSet<String>,
    /// Mappings, as written, in which a choice was removed or is missing, and lists that lost an item: a later check
    /// may misjudge what else they need.
    pub(crate) shaken: BTreeSet<String>,
    said: BTreeSet<(&'static str, String)>,
}

impl Outcome {
    /// Says the first faults of the file and that there are more. Nothing is read from such a file.
    fn give_up(&mut self, faults: &[Fault], tree: &Node, source: &SourceFile, schema: &Schema) {
        for fault in faults.iter().take(MOST_FINDINGS) {
            self.say(fault, tree, source, schema);
        }
        let last = self.findings.last().map(|located| located.span).unwrap_or_default();
        self.findings.push(Located::new(source, located::too_many(), last));
        self.suspect.insert(String::new());
    }

    fn say(&mut self, fault: &Fault, tree: &Node, source: &SourceFile, schema: &Schema) {
        if self.is_known(fault, tree) {
            return;
        }
        let finding = explain::explain(fault, tree, source, schema);
        let finding = Finding { at: tree.as_written(&finding.at), ..finding };
        if self.said.insert((finding.code, finding.at.clone())) {
            let span = match fault.what {
                What::UnknownKey | What::BadName => tree.key_place(&fault.at),
                What::MissingKey
                | What::WrongType
                | What::NotListed(_)
                | What::Pattern
                | What::TooSmall(_)
                | What::TooLarge(_)
                | What::TooFew(_)
                | What::TooMany(_)
                | What::Repeated
                | What::Other(_) => tree.place(&fault.at),
            };
            let span = source.first_line(span);
            self.findings.push(Located::new(source, finding, span));
        }
    }

    /// Whether an earlier finding, or a repair that followed it, is the reason for a fault.
    fn is_known(&self, fault: &Fault, tree: &Node) -> bool {
        let written = tree.as_written(&fault.at);
        let is_flawed = tree.find(&fault.at).is_some_and(|(_, node)| node.flawed);
        let was_taken_out = match fault.what {
            What::MissingKey => self.is_suspect(&written),
            What::TooFew(_) => self.shaken.contains(&written),
            What::UnknownKey
            | What::WrongType
            | What::NotListed(_)
            | What::Pattern
            | What::BadName
            | What::TooSmall(_)
            | What::TooLarge(_)
            | What::TooMany(_)
            | What::Repeated
            | What::Other(_) => false,
        };
        let around = pointer::parent(&written);
        is_flawed || was_taken_out || around.is_some_and(|around| self.is_suspect(around))
    }

    /// Remembers what a fault and its repair make doubtful.
    fn doubt(&mut self, fault: &Fault, repair: &Repair, tree: &Node, schema: &Schema) {
        if !repair.loses(fault) {
            return;
        }
        let written = tree.as_written(&fault.at);
        let parent = pointer::parent(&fault.at).unwrap_or_default();
        let is_item = schema.kind(parent) == Some("array");
        let is_choice = schema.at(&fault.at).is_some_and(|part| part.get("enum").is_some());
        if is_item || is_choice {
            self.shaken.insert(pointer::parent(&written).unwrap_or_default().to_owned());
        }
        self.suspect.insert(written);
    }

    /// Whether a place, as written, is doubtful or lies in one that is.
    pub(crate) fn is_suspect(&self, written: &str) -> bool {
        pointer::ancestors(written).any(|ancestor| self.suspect.contains(ancestor))
    }
}
