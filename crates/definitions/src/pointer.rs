//! JSON pointers (RFC 6901) as texts: parts, parents, and what lies within what.

use domain::finding::pointer;

/// The parts of a pointer, unescaped.
pub fn parts(at: &str) -> impl Iterator<Item = String> + '_ {
    at.split('/').skip(1).map(|part| part.replace("~1", "/").replace("~0", "~"))
}

/// The pointer to a child.
pub fn child(at: &str, part: &str) -> String {
    format!("{at}{}", pointer([part]))
}

/// The pointer to the parent; none for the root.
pub fn parent(at: &str) -> Option<&str> {
    at.rfind('/').and_then(|slash| at.get(..slash))
}

/// The last part, unescaped; none for the root.
pub fn last(at: &str) -> Option<String> {
    parts(at).last()
}

/// The pointer itself, its parent, and so on to the root.
pub fn ancestors(at: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(at), |at| parent(at))
}

/// True if `at` is `above` or lies below it.
pub fn is_within(at: &str, above: &str) -> bool {
    at.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_parts_come_back_whole() {
        let at = child(&child("", "a/b"), "m~n");
        assert_eq!(at, "/a~1b/m~0n");
        assert_eq!(parts(&at).collect::<Vec<_>>(), ["a/b", "m~n"]);
        assert_eq!(last(&at).as_deref(), Some("m~n"));
    }

    #[test]
    fn ancestors_end_at_the_root() {
        assert_eq!(ancestors("/a/b").collect::<Vec<_>>(), ["/a/b", "/a", ""]);
    }

    #[test]
    fn a_longer_name_is_not_within_a_shorter() {
        assert!(is_within("/states/a", "/states"));
        assert!(is_within("/states", ""));
        assert!(!is_within("/states_of", "/states"));
    }
}
