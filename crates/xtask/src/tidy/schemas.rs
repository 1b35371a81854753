//! Shapes of the API: each has a name of its own.

use std::collections::BTreeMap;

use super::Violation;
use super::tree::Tree;

/// No two types that the document of the API shows have one name: the document keeps one of them for both, and
/// promises of one operation what another answers.
pub(super) fn names(tree: &Tree) -> Vec<Violation> {
    let mut first: BTreeMap<&str, String> = BTreeMap::new();
    let mut found = Vec::new();
    for (path, text) in tree.ending(".rs") {
        for (line, name) in shown(text) {
            if let Some(place) = first.get(name) {
                let message =
                    format!("`{name}` is the name of a shape at {place} already: rename one");
                found.push(Violation::error(path, line, message));
            } else {
                first.insert(name, format!("{path}:{line}"));
            }
        }
    }
    found
}

/// The types that derive `ToSchema`, with the lines where they are named.
fn shown(text: &str) -> Vec<(usize, &str)> {
    let mut derived = false;
    let mut types = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let line = line.trim_start();
        derived |= line.starts_with("#[derive(") && line.contains("ToSchema");
        let Some(name) = declared(line) else { continue };
        if std::mem::take(&mut derived) {
            types.push((index + 1, name));
        }
    }
    types
}

/// The name of the type that the line declares.
fn declared(line: &str) -> Option<&str> {
    let mut words = line.split_whitespace();
    let kind = words.by_ref().find(|word| !word.starts_with("pub"))?;
    let name = matches!(kind, "struct" | "enum").then(|| words.next())??;
    name.split(|mark: char| !mark.is_alphanumeric() && mark != '_').next()
}

#[cfg(test)]
mod tests {
    use super::super::places;
    use super::*;

    #[test]
    fn a_name_of_two_shapes_is_reported_where_it_comes_again() {
        let shape = "#[derive(Debug, ToSchema)]\n/// A shape.\npub(crate) struct Found<'a> {\n}\n";
        let other = "#[derive(Debug)]\nstruct Found;\n#[derive(ToSchema)]\nenum FoundToo {}\n";
        let tree = Tree::of(&[("a.rs", shape), ("b.rs", other), ("c.rs", shape)]);
        assert_eq!(places(&names(&tree)), ["c.rs:3"]);
    }
}
