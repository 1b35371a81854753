//! Which crate may depend on which. The rules are the invariants of `ARCHITECTURE.md`; a new edge is a decision of its
//! own and changes the tables in [`rules`].

mod rules;
mod supply;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use self::supply::Policy;
use crate::metadata::{self, Metadata, Node};
use crate::run::{self, Error};

/// The workspace's crates with what they ask for, and what stands behind them.
#[derive(Debug, Default)]
struct Graph {
    /// By crate: what it asks for.
    crates: BTreeMap<String, Vec<Edge>>,
    /// Everything the domain builds on when it is built alone.
    domain_tree: Vec<Node>,
}

/// One thing a crate asks for.
#[derive(Debug)]
struct Edge {
    to: String,
    only_for_tests: bool,
}

/// Prints every violation. True if there is none.
pub(crate) fn edges(root: &Path) -> Result<bool, Error> {
    let metadata = metadata::read(root)?;
    let graph = Graph::new(&metadata, metadata::tree_of(root, "domain")?);
    let mut violations = rules::violations(&graph);
    violations.extend(policy(root)?.violations(metadata.foreign()));
    for violation in &violations {
        run::say(violation);
    }
    let (ours, foreign) = (graph.crates.len(), metadata.foreign().count());
    let count = violations.len();
    run::say(&format!("edges: {ours} crates, {foreign} packages behind them, {count} violations"));
    Ok(violations.is_empty())
}

fn policy(root: &Path) -> Result<Policy, Error> {
    let path = root.join("deny.toml");
    let text = fs::read_to_string(&path).map_err(|source| Error::File { path, source })?;
    Ok(Policy::read(&text))
}

impl Graph {
    fn new(metadata: &Metadata, domain_tree: Vec<Node>) -> Self {
        let edges_of = |package: &metadata::Package| {
            let edges = package.dependencies.iter().map(|dependency| Edge {
                to: dependency.name.clone(),
                only_for_tests: dependency.kind.as_deref() == Some("dev"),
            });
            (package.name.clone(), edges.collect())
        };
        Self { crates: metadata.members().map(edges_of).collect(), domain_tree }
    }
}
