//! Manifests: every crate says what it is, takes the lints of the workspace, and leaves versions to it; and what is
//! released computes as it was tested.

use super::Violation;
use super::tree::Tree;

/// Every crate has a description.
pub(super) fn descriptions(tree: &Tree) -> Vec<Violation> {
    let has = |text: &str| {
        sections(text).any(|(_, section, line)| section == "package" && key(line) == "description")
    };
    let silent = members(tree).filter(|(_, text)| !has(text));
    silent
        .map(|(path, _)| Violation::error(path, 1, "say what the crate is: `description`"))
        .collect()
}

/// What is released ends where a sum does not fit, as it does in tests. No package is let off.
pub(super) fn overflow(tree: &Tree) -> Vec<Violation> {
    let workspaces = tree.ending("Cargo.toml").filter(|(_, text)| text.contains("[workspace]"));
    let checked = |text: &str| {
        let release = sections(text).filter(|(_, section, line)| {
            section.starts_with("profile.release") && key(line) == "overflow-checks"
        });
        let set: Vec<_> =
            release.map(|(_, section, line)| (section, line.ends_with("true"))).collect();
        set.contains(&("profile.release", true)) && set.iter().all(|(_, on)| *on)
    };
    let message =
        "write `overflow-checks = true` in [profile.release], and switch it off for no package";
    let without = workspaces.filter(|(_, text)| !checked(text));
    without.map(|(path, _)| Violation::error(path, 1, message)).collect()
}

/// Every crate takes the lints of the workspace.
pub(super) fn lints(tree: &Tree) -> Vec<Violation> {
    let takes = |text: &str| {
        sections(text).any(|(_, section, line)| section == "lints" && line == "workspace = true")
    };
    let without = members(tree).filter(|(_, text)| !takes(text));
    let message = "take the lints of the workspace: `[lints]`, `workspace = true`";
    without.map(|(path, _)| Violation::error(path, 1, message)).collect()
}

/// Versions stand in the manifest of the workspace only, so that two crates never ask for two of them.
pub(super) fn versions(tree: &Tree) -> Vec<Violation> {
    members(tree).flat_map(|(path, text)| own_versions(path, text)).collect()
}

fn own_versions(path: &str, text: &str) -> Vec<Violation> {
    let dependencies = sections(text).filter(|(_, section, _)| section.contains("dependencies"));
    let own = dependencies.filter(|(_, _, line)| states_version(line));
    let message = "name it in the manifest of the workspace and write `workspace = true` here";
    own.map(|(number, _, _)| Violation::error(path, number, message)).collect()
}

/// `name = "1"`, `name = { version = "1" }`, or a line `version = "1"` of its own.
fn states_version(line: &str) -> bool {
    let plain = line.split_once('=').is_some_and(|(name, value)| {
        let is_entry = !name.contains(['.', '{']) && !["path", "package"].contains(&name.trim());
        is_entry && value.trim_start().starts_with('"')
    });
    let compact: String = line.split_whitespace().collect();
    plain || compact.contains("{version=") || compact.contains(",version=")
}

/// The manifests of the crates; the one of the workspace is not among them.
fn members(tree: &Tree) -> impl Iterator<Item = (&str, &str)> {
    tree.ending("/Cargo.toml").filter(|(_, text)| text.contains("[package]"))
}

/// Each line with its number and the section it stands in. Comments and empty lines are left out.
fn sections(text: &str) -> impl Iterator<Item = (usize, &str, &str)> {
    let mut section = "";
    text.lines().enumerate().filter_map(move |(index, line)| {
        let line = line.trim();
        if let Some(name) = line.strip_prefix('[') {
            section = name.trim_matches(['[', ']']);
        }
        let says_something = !line.is_empty() && !line.starts_with(['#', '[']);
        says_something.then_some((index + 1, section, line))
    })
}

fn key(line: &str) -> &str {
    line.split(['=', '.']).next().unwrap_or_default().trim()
}

#[cfg(test)]
mod tests {
    use super::super::places;
    use super::*;

    const GOOD: &str = "[package]\nname = \"good\"\ndescription = \"Good.\"\nversion.workspace = true\n\n\
                        [dependencies]\nserde.workspace = true\nchrono = { workspace = true, features = [\"clock\"] }\n\n\
                        [[bin]]\nname = \"good\"\npath = \"src/main.rs\"\n\n[lints]\nworkspace = true\n";

    fn crate_with(manifest: &str) -> Tree {
        Tree::of(&[("crates/a/Cargo.toml", manifest), ("Cargo.toml", "[workspace.dependencies]\n")])
    }

    #[test]
    fn a_good_manifest_breaks_no_rule() {
        let tree = crate_with(GOOD);
        assert_eq!([descriptions(&tree), lints(&tree), versions(&tree)].concat(), []);
    }

    #[test]
    fn a_crate_at_the_root_is_held_to_the_same() {
        for path in ["migrations/Cargo.toml", "tests/Cargo.toml"] {
            let tree = Tree::of(&[(path, "[package]\n[dependencies]\nserde = \"1\"\n")]);
            let found = [descriptions(&tree), lints(&tree), versions(&tree)].concat();
            assert_eq!(places(&found), [1, 1, 3].map(|line| format!("{path}:{line}")));
        }
    }

    #[test]
    fn a_crate_without_description_is_reported() {
        let tree = crate_with(&GOOD.replace("description", "homepage"));
        assert_eq!(places(&descriptions(&tree)), ["crates/a/Cargo.toml:1"]);
    }

    #[test]
    fn a_crate_with_lints_of_its_own_is_reported() {
        let tree = crate_with(&GOOD.replace("[lints]\nworkspace", "[lints]\nother"));
        assert_eq!(places(&lints(&tree)), ["crates/a/Cargo.toml:1"]);
    }

    #[test]
    fn a_version_of_its_own_is_reported_however_it_is_written() {
        for line in
            ["serde = \"1\"", "serde = { version = \"1\" }", "serde = {features=[], version=\"1\"}"]
        {
            let tree = crate_with(&GOOD.replace("serde.workspace = true", line));
            assert_eq!(places(&versions(&tree)), ["crates/a/Cargo.toml:7"], "{line}");
        }
        let table = GOOD.replace("[[bin]]", "[dev-dependencies.rand]\nversion = \"1\"\n\n[[bin]]");
        assert_eq!(places(&versions(&crate_with(&table))), ["crates/a/Cargo.toml:11"]);
    }

    #[test]
    fn a_release_that_lets_a_sum_wrap_round_is_reported() {
        let found = |profile: &str| {
            places(&overflow(&Tree::of(&[("Cargo.toml", &format!("[workspace]\n{profile}"))])))
        };
        let on = "[profile.release]\noverflow-checks = true\n";
        assert_eq!(found(on), [""; 0]);
        assert_eq!(found("[profile.dev]\noverflow-checks = true\n"), ["Cargo.toml:1"]);
        assert_eq!(found(&on.replace("true", "false")), ["Cargo.toml:1"]);
        let off = format!("{on}[profile.release.package.domain]\noverflow-checks = false\n");
        assert_eq!(found(&off), ["Cargo.toml:1"]);
    }
}
