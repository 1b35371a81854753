//! What `cargo metadata` and `cargo tree` say about the workspace, as far as this tool asks.

use std::path::Path;

use serde::Deserialize;

use crate::run::{self, Error};

/// The workspace and everything it builds on.
#[derive(Debug, Deserialize)]
pub(crate) struct Metadata {
    packages: Vec<Package>,
    workspace_members: Vec<String>,
}

/// A package of the workspace or from a registry.
#[derive(Debug, Deserialize)]
pub(crate) struct Package {
    id: String,
    /// Its name.
    pub(crate) name: String,
    /// Its licence, as an SPDX expression.
    pub(crate) license: Option<String>,
    /// What it asks for.
    pub(crate) dependencies: Vec<Dependency>,
    targets: Vec<Target>,
}

/// What a package asks for.
#[derive(Debug, Deserialize)]
pub(crate) struct Dependency {
    /// The package asked for, also where it is renamed.
    pub(crate) name: String,
    /// Nothing for a normal dependency, else `dev` or `build`.
    pub(crate) kind: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Target {
    kind: Vec<String>,
    name: String,
}

/// A package in the tree of one crate, with the features that this crate alone switches on.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Node {
    /// Its name.
    pub(crate) name: String,
    /// Its features.
    pub(crate) features: Vec<String>,
}

impl Metadata {
    /// The crates of the workspace.
    pub(crate) fn members(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| self.workspace_members.contains(&package.id))
    }

    /// What the crates of the workspace build on, on any platform.
    pub(crate) fn foreign(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| !self.workspace_members.contains(&package.id))
    }

    /// True if a crate of the workspace builds a program of this name.
    pub(crate) fn has_binary(&self, name: &str) -> bool {
        let is_it = |target: &Target| target.name == name && target.kind.iter().any(|k| k == "bin");
        self.members().any(|member| member.targets.iter().any(is_it))
    }
}

#[cfg(test)]
impl Package {
    /// A package of which only this is known.
    pub(crate) fn sample(name: &str, license: Option<&str>) -> Self {
        let license = license.map(str::to_owned);
        let name = name.to_owned();
        Self { id: name.clone(), name, license, dependencies: Vec::new(), targets: Vec::new() }
    }
}

/// Asks cargo about the whole workspace.
pub(crate) fn read(root: &Path) -> Result<Metadata, Error> {
    let text = run::answer(&mut run::cargo(root, &["metadata", "--format-version", "1"]))?;
    Ok(serde_json::from_str(&text)?)
}

/// Everything that a crate builds on, on any platform, as if it were built alone. `cargo metadata` cannot say this: it
/// shows the features that the crates of the workspace switch on together.
pub(crate) fn tree_of(root: &Path, name: &str) -> Result<Vec<Node>, Error> {
    let arguments = ["tree", "--package", name, "--edges", "normal", "--target", "all"];
    let mut command = run::cargo(root, &arguments);
    command.args(["--prefix", "none", "--no-dedupe", "--format", "{p}|{f}"]);
    Ok(run::answer(&mut command)?.lines().filter_map(node).collect())
}

/// Reads a line such as `chrono v0.4.45|serde,std`.
fn node(line: &str) -> Option<Node> {
    let (package, features) = line.split_once('|')?;
    let name = package.split_whitespace().next()?.to_owned();
    let features = features.split(',').map(str::trim).filter(|feature| !feature.is_empty());
    Some(Node { name, features: features.map(str::to_owned).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_tree_gives_name_and_features() {
        let wanted = Node { name: "chrono".into(), features: vec!["serde".into(), "std".into()] };
        assert_eq!(node("chrono v0.4.45|serde,std"), Some(wanted));
        let wanted = Node { name: "domain".into(), features: Vec::new() };
        assert_eq!(node("domain v0.1.0 (crates/domain)|"), Some(wanted));
        assert_eq!(node(""), None);
    }
}
