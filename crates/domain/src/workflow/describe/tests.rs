//! Laws of the page.

use super::describe;
use crate::text::Language;
use crate::workflow::Definition;
use crate::workflow::fixture::small;

fn rows(page: &str) -> Vec<&str> {
    page.lines().filter(|line| line.starts_with('|')).collect()
}

/// The cells of a row; a bar within a cell is escaped.
fn cells(row: &str) -> usize {
    row.replace("\\|", "").matches('|').count()
}

#[test]
fn every_state_transition_limit_and_letter_has_its_row() {
    let definition = small();
    for language in [Language::Zh, Language::En] {
        let page = describe(&definition, language);
        let starts = |name: &str| rows(&page).iter().any(|r| r.starts_with(&format!("| {name} |")));
        let named = definition.states.values().map(|state| &state.name);
        let named = named.chain(definition.transitions.values().map(|t| &t.label));
        let named = named.chain(definition.limits.values().map(|limit| &limit.name));
        let named = named.chain(definition.letters.values().map(|letter| &letter.name));
        for name in named {
            assert!(starts(name.get(language)), "{name:?}");
        }
    }
}

#[test]
fn every_source_is_cited_with_its_force() {
    let page = describe(&small(), Language::Zh);
    assert!(page.contains("某条例第二十一条（法定）"));
    assert!(page.contains("本产品建议（建议值）"));
}

#[test]
fn text_never_breaks_its_table() {
    let mut definition = small();
    definition.states["study"].name.zh = "a|b\nc <script> `x` \\".into();
    let page = describe(&definition, Language::Zh);
    let plain = describe(&small(), Language::Zh);
    let widths = |page: &str| rows(page).into_iter().map(cells).collect::<Vec<_>>();
    assert_eq!(widths(&page), widths(&plain));
    assert!(!page.contains("<script>"));
}

#[test]
fn an_empty_definition_is_described_without_a_table() {
    let page = describe(&Definition::default(), Language::En);
    assert_eq!(rows(&page), Vec::<&str>::new());
}
