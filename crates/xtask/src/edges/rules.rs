//! The allow-list of edges and the rules read from it. What is not allowed here is refused.

use super::{Edge, Graph};
use crate::metadata::Node;

/// By crate of the workspace, the other crates it may build on. `agency-*` stands for every adapter, which is every crate
/// of that name but those for trials.
const DIRECTIONS: [(&str, &[&str]); 19] = [
    ("domain", &[]),
    ("definitions", &["domain"]),
    ("migrations", &[]),
    ("tlog", &[]),
    ("proof", &["domain", "tlog"]),
    ("verify", &["domain", "proof", "tlog"]),
    ("papers", &["domain"]),
    ("store", &["domain", "migrations", "proof", "tlog"]),
    ("agency", &["domain"]),
    ("agency-simulator", &["agency", "domain"]),
    ("agency-conformance", &["agency", "agency-simulator", "domain", "testkit"]),
    (ADAPTERS, &["agency", "domain"]),
    ("engine", &["agency", "definitions", "domain", "store", "tlog"]),
    ("server", &["definitions", "domain", "engine", "papers", "store", "tlog"]),
    (
        "cli",
        &[
            ADAPTERS,
            "agency",
            "agency-simulator",
            "definitions",
            "domain",
            "engine",
            "migrations",
            "proof",
            "server",
            "store",
            "tlog",
        ],
    ),
    ("testkit", &["agency", "definitions", "domain", "engine", "server", "store"]),
    (
        "tests",
        &[
            ADAPTERS,
            "agency",
            "agency-simulator",
            "definitions",
            "domain",
            "engine",
            "fault-disk",
            "proof",
            "server",
            "store",
            "testkit",
            "tlog",
        ],
    ),
    ("fault-disk", &[]),
    ("xtask", &[]),
];

const ADAPTERS: &str = "agency-*";

/// Crates whose folder stands at the root, beside `crates/`.
const AT_ROOT: [&str; 2] = ["migrations", "tests"];

/// Crates for tests. Nothing that is shipped builds on them.
const ONLY_FOR_TESTS: [&str; 4] = ["agency-conformance", "fault-disk", "testkit", "tests"];

/// Crates for trials of adapters, which are none themselves.
const FOR_TRIALS: [&str; 2] = ["agency-conformance", "agency-simulator"];

/// Crates that may name adapters: the one that is shipped, and the package of end-to-end tests.
const NAME_ADAPTERS: [&str; 2] = ["cli", "tests"];

/// What `domain` may ask for directly: time, data, errors, ids and the likeness of names for suggestions.
const DOMAIN_DIRECT: [&str; 7] =
    ["chrono", "indexmap", "serde", "siphasher", "strsim", "thiserror", "uuid"];

/// Packages behind which I/O, threads or randomness stand. None may be in the domain's tree.
const IMPURE: [&str; 20] = [
    "async-std",
    "axum",
    "fastrand",
    "getrandom",
    "hyper",
    "iana-time-zone",
    "libsqlite3-sys",
    "mio",
    "rand",
    "rand_core",
    "rayon",
    "reqwest",
    "rustls",
    "sea-orm",
    "smol",
    "socket2",
    "sqlx",
    "sqlx-core",
    "tokio",
    "ureq",
];

/// Features that would let the domain read a clock or draw a random number.
const IMPURE_FEATURES: [(&str, &[&str]); 2] =
    [("chrono", &["clock", "now"]), ("uuid", &["rng", "v1", "v4", "v6", "v7"])];

/// Packages that one layer keeps to itself, with the crates that form it.
const KEPT: [(&str, &[&str]); 3] = [
    ("sea-orm", &["migrations", "store"]),
    ("sea-orm-migration", &["migrations", "store"]),
    ("sqlx", &["migrations", "store"]),
];

/// Everything in the graph that is not allowed: what, and how to mend it.
pub(super) fn violations(graph: &Graph) -> Vec<String> {
    let mut found = Vec::new();
    for (name, edges) in &graph.crates {
        found.extend(listed(name));
        found.extend(edges.iter().filter_map(|edge| between_crates(graph, name, edge)));
        found.extend(edges.iter().filter_map(|edge| kept_to_its_layer(name, edge)));
    }
    let domain = graph.crates.get("domain").map(Vec::as_slice).unwrap_or_default();
    found.extend(domain.iter().filter_map(|edge| asked_by_domain(graph, edge)));
    found.extend(graph.domain_tree.iter().filter_map(behind_domain));
    found.sort();
    found.dedup();
    found
}

fn listed(name: &str) -> Option<String> {
    directions(name).is_none().then(|| {
        format!(
            "{}: `{name}` has no place in the order of crates; \
             add it to DIRECTIONS in crates/xtask/src/edges/rules.rs and to ARCHITECTURE.md",
            manifest(name)
        )
    })
}

fn manifest(name: &str) -> String {
    let folder = if AT_ROOT.contains(&name) { "" } else { "crates/" };
    format!("{folder}{name}/Cargo.toml")
}

fn between_crates(graph: &Graph, from: &str, edge: &Edge) -> Option<String> {
    let to = edge.to.as_str();
    if !graph.crates.contains_key(to) {
        return None;
    }
    if is_adapter(to) && !NAME_ADAPTERS.contains(&from) && from != to {
        return Some(format!(
            "{}: `{from}` names the adapter `{to}`, which only `cli` may; \
             speak to it through the trait in `agency` and register it in `cli`",
            manifest(from)
        ));
    }
    if edge.only_for_tests || from == to || may(from, to) {
        return None;
    }
    Some(format!(
        "{}: `{from}` may not build on `{to}`; \
         move what it needs to a crate both may see, or record the new edge in docs/decisions and in DIRECTIONS",
        manifest(from)
    ))
}

fn may(from: &str, to: &str) -> bool {
    let to = if is_adapter(to) { ADAPTERS } else { to };
    directions(from).is_some_and(|allowed| allowed.contains(&to))
        && (!ONLY_FOR_TESTS.contains(&to) || ONLY_FOR_TESTS.contains(&from))
}

fn directions(name: &str) -> Option<&'static [&'static str]> {
    let wanted = if is_adapter(name) { ADAPTERS } else { name };
    DIRECTIONS.iter().find(|(known, _)| *known == wanted).map(|(_, allowed)| *allowed)
}

fn is_adapter(name: &str) -> bool {
    name.starts_with("agency-") && !FOR_TRIALS.contains(&name)
}

fn kept_to_its_layer(from: &str, edge: &Edge) -> Option<String> {
    let (package, crates) = KEPT.iter().find(|(package, _)| *package == edge.to)?;
    let allowed = edge.only_for_tests || crates.contains(&from);
    (!allowed).then(|| {
        format!(
            "{}: `{from}` asks for `{package}`, which only {} may; \
             add a query to `store` and call that",
            manifest(from),
            crates.join(" and ")
        )
    })
}

fn asked_by_domain(graph: &Graph, edge: &Edge) -> Option<String> {
    let allowed = edge.only_for_tests
        || DOMAIN_DIRECT.contains(&edge.to.as_str())
        || graph.crates.contains_key(&edge.to);
    (!allowed).then(|| {
        format!(
            "crates/domain/Cargo.toml: `domain` asks for `{}`; it may ask for {} only, \
             so do this work outside and hand the result in",
            edge.to,
            DOMAIN_DIRECT.join(", ")
        )
    })
}

fn behind_domain(node: &Node) -> Option<String> {
    if IMPURE.contains(&node.name.as_str()) {
        return Some(format!(
            "crates/domain/Cargo.toml: `{}` is in the tree of `domain`, which does no I/O and draws no random number; \
             find who brings it by `cargo tree --package domain --invert {}`",
            node.name, node.name
        ));
    }
    let (_, features) = IMPURE_FEATURES.iter().find(|(name, _)| *name == node.name)?;
    let on = features.iter().find(|feature| node.features.iter().any(|has| has == *feature))?;
    Some(format!(
        "crates/domain/Cargo.toml: feature `{on}` of `{}` is on for `domain`, which takes time and ids as arguments; \
         switch it on in the crate that needs it, not in the workspace manifest",
        node.name
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(edges: &[(&str, &str)]) -> Graph {
        let mut graph = Graph::default();
        for (from, to) in edges {
            let edge = Edge { to: (*to).to_owned(), only_for_tests: false };
            graph.crates.entry((*from).to_owned()).or_default().push(edge);
        }
        graph
    }

    fn for_tests(mut graph: Graph) -> Graph {
        graph.crates.values_mut().flatten().for_each(|edge| edge.only_for_tests = true);
        graph
    }

    fn node(name: &str, features: &[&str]) -> Node {
        let features = features.iter().map(|feature| (*feature).to_owned()).collect();
        Node { name: name.to_owned(), features }
    }

    fn only_violation(graph: &Graph) -> String {
        let found = violations(graph);
        assert_eq!(found.len(), 1, "{found:#?}");
        found.into_iter().next().unwrap()
    }

    #[test]
    fn the_order_of_the_design_is_allowed() {
        let allowed = graph(&[
            ("domain", "chrono"),
            ("definitions", "domain"),
            ("store", "migrations"),
            ("store", "sea-orm"),
            ("migrations", "sea-orm-migration"),
            ("agency", "domain"),
            ("agency-police", "agency"),
            ("engine", "store"),
            ("engine", "agency"),
            ("server", "engine"),
            ("cli", "server"),
            ("cli", "agency-police"),
        ]);
        assert_eq!(violations(&allowed), Vec::<String>::new());
    }

    #[test]
    fn an_edge_against_the_order_is_refused() {
        let found = only_violation(&graph(&[("domain", "definitions"), ("definitions", "domain")]));
        assert!(found.contains("`domain` may not build on `definitions`"), "{found}");
    }

    #[test]
    fn a_crate_at_the_root_is_named_where_it_is() {
        let edges = [("migrations", "store"), ("store", "domain"), ("domain", "chrono")];
        let found = only_violation(&graph(&edges));
        assert!(found.starts_with("migrations/Cargo.toml: `migrations` may not build"), "{found}");
        let found = only_violation(&graph(&[("server", "sqlx")]));
        assert!(found.starts_with("crates/server/Cargo.toml: "), "{found}");
    }

    #[test]
    fn only_the_command_line_names_adapters() {
        let found =
            only_violation(&graph(&[("server", "agency-court"), ("agency-court", "agency")]));
        assert!(found.contains("names the adapter `agency-court`"), "{found}");
    }

    #[test]
    fn adapters_never_see_the_store() {
        let found = only_violation(&graph(&[("agency-court", "store"), ("store", "domain")]));
        assert!(found.contains("`agency-court` may not build on `store`"), "{found}");
    }

    #[test]
    fn crates_for_tests_are_not_shipped() {
        let edges = [("store", "testkit"), ("testkit", "domain"), ("domain", "chrono")];
        let found = only_violation(&graph(&edges));
        assert!(found.contains("`store` may not build on `testkit`"), "{found}");
        assert_eq!(violations(&for_tests(graph(&edges))), Vec::<String>::new());
    }

    #[test]
    fn a_crate_without_a_place_is_refused() {
        let found = only_violation(&graph(&[("helpers", "serde")]));
        assert!(found.contains("`helpers` has no place"), "{found}");
    }

    #[test]
    fn the_domain_asks_for_what_is_listed_only() {
        let found = only_violation(&graph(&[("domain", "regex")]));
        assert!(found.contains("`domain` asks for `regex`"), "{found}");
        assert!(violations(&for_tests(graph(&[("domain", "regex")]))).is_empty());
    }

    #[test]
    fn nothing_impure_stands_behind_the_domain() {
        for name in IMPURE {
            let graph = Graph { domain_tree: vec![node(name, &[])], ..Graph::default() };
            assert!(only_violation(&graph).contains("is in the tree of `domain`"));
        }
    }

    #[test]
    fn the_domain_has_no_feature_that_reads_a_clock() {
        let tree = vec![node("chrono", &["serde", "clock"]), node("uuid", &["serde"])];
        let found = only_violation(&Graph { domain_tree: tree, ..Graph::default() });
        assert!(found.contains("feature `clock` of `chrono`"), "{found}");
    }

    #[test]
    fn the_database_is_reached_through_the_store() {
        let found = only_violation(&graph(&[("server", "sea-orm")]));
        assert!(found.contains("only migrations and store may"), "{found}");
    }
}
