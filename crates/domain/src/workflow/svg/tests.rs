//! Laws of the drawing.

use std::collections::{BTreeMap, BTreeSet};

use roxmltree::{Document, Node};

use super::{Load, Overlay, svg};
use crate::text::Language;
use crate::workflow::fixture::{large, small};
use crate::workflow::{Definition, Stage};

const LANGUAGES: [Language; 2] = [Language::Zh, Language::En];

fn drawn(definition: &Definition, check: impl Fn(&Document<'_>)) {
    for language in LANGUAGES {
        let text = svg(definition, language, None);
        check(&Document::parse(&text).unwrap());
    }
}

fn with<'a>(document: &'a Document<'a>, name: &'a str) -> impl Iterator<Item = Node<'a, 'a>> {
    document.descendants().filter(move |node| node.has_attribute(name))
}

/// Each transition with each state that it may be done in to reach another, as the definition says.
fn moves(definition: &Definition) -> Vec<(String, String, String)> {
    let mut moves = Vec::new();
    for (name, transition) in &definition.transitions {
        let Some(to) = &transition.to else { continue };
        for from in transition.from.iter().filter(|from| *from != to) {
            moves.push((name.to_string(), from.to_string(), to.to_string()));
        }
    }
    moves.sort();
    moves
}

/// The same as the picture says.
fn drawn_moves(document: &Document<'_>) -> Vec<(String, String, String)> {
    let mut moves = Vec::new();
    for label in with(document, "data-transition") {
        let name = label.attribute("data-transition").unwrap();
        let to = label.parent().unwrap().attribute("data-to").unwrap();
        for from in label.attribute("data-from").unwrap().split(' ') {
            moves.push((name.to_owned(), from.to_owned(), to.to_owned()));
        }
    }
    moves.sort();
    moves
}

#[test]
fn every_state_is_drawn_once() {
    for definition in [small(), large(40)] {
        drawn(&definition, |document| {
            let states: Vec<_> =
                with(document, "data-state").map(|n| n.attribute("data-state").unwrap()).collect();
            assert!(
                states
                    .iter()
                    .copied()
                    .eq(definition.states.keys().map(crate::id::StateName::as_str))
            );
        });
    }
}

#[test]
fn every_transition_that_changes_the_state_is_drawn_once_from_each_state() {
    for definition in [small(), large(40)] {
        drawn(&definition, |document| assert_eq!(drawn_moves(document), moves(&definition)));
    }
}

#[test]
fn the_same_definition_gives_the_same_bytes() {
    for language in LANGUAGES {
        assert_eq!(svg(&large(30), language, None), svg(&large(30), language, None));
    }
}

#[test]
fn names_with_markup_are_shown_as_they_are() {
    let mut definition = small();
    let hostile = "<&>\" ' ]]> <script>alert(1)</script>\u{1}";
    definition.name.zh = hostile.into();
    definition.states["study"].name.zh = hostile.into();
    definition.transitions["assign"].label.zh = hostile.into();
    let text = svg(&definition, Language::Zh, None);
    let document = Document::parse(&text).unwrap();
    assert!(!document.descendants().any(|node| node.has_tag_name("script")));
    let title = document.descendants().find(|node| node.tag_name().name() == "title").unwrap();
    assert!(title.text().unwrap().starts_with("<&>\" ' ]]> <script>"));
}

#[test]
fn nothing_is_fetched_or_run_and_the_picture_has_a_name() {
    drawn(&large(20), |document| {
        let root = document.root_element();
        assert_eq!(root.attribute("role"), Some("img"));
        let ids: BTreeSet<_> = document.descendants().filter_map(|n| n.attribute("id")).collect();
        let named = root.attribute("aria-labelledby").unwrap().split(' ');
        assert!(named.into_iter().all(|id| ids.contains(id)));
        let allowed = ["svg", "g", "rect", "path", "text", "title", "desc", ""];
        for node in document.descendants() {
            assert!(allowed.contains(&node.tag_name().name()), "{node:?}");
            assert!(!node.attributes().any(|a| a.name().starts_with("on") || a.name() == "style"));
        }
    });
}

#[test]
fn no_text_is_smaller_than_twelve_pixels() {
    drawn(&small(), |document| {
        for text in document
            .descendants()
            .filter(|node| node.has_tag_name(("http://www.w3.org/2000/svg", "text")))
        {
            assert!(text.attribute("font-size").unwrap().parse::<f64>().unwrap() >= 12.0);
        }
    });
}

#[test]
fn only_stages_with_states_have_a_band() {
    drawn(&small(), |document| {
        let bands: Vec<_> =
            with(document, "data-stage").map(|n| n.attribute("data-stage").unwrap()).collect();
        let used: BTreeSet<Stage> = small().states.values().map(|state| state.stage).collect();
        assert!(bands.into_iter().eq(used.into_iter().map(Stage::as_str)));
    });
}

#[test]
fn figures_are_laid_over_and_links_stay_within_the_site() {
    let load =
        |link: &str| Load { open: 12, overdue: 3, link: Some(link.to_owned()), ..Load::default() };
    let states = BTreeMap::from([
        ("study".into(), load("/s/cases?state=study&sort=due")),
        ("handling".into(), load("javascript:alert(1)")),
        ("assigned".into(), load("//elsewhere.example/")),
    ]);
    let overlay = Overlay { states, bottleneck: Some("handling".into()), ..Overlay::default() };
    let text = svg(&small(), Language::Zh, Some(&overlay));
    let document = Document::parse(&text).unwrap();
    let links: Vec<_> = document.descendants().filter_map(|node| node.attribute("href")).collect();
    assert_eq!(links, ["/s/cases?state=study&sort=due"]);
    assert_eq!(document.root_element().attribute("role"), Some("group"));
    assert!(text.contains("在办 12 件") && text.contains("超期 3 件") && text.contains("瓶颈"));
}

#[test]
fn a_damaged_definition_is_drawn_as_far_as_it_goes() {
    let mut definition = small();
    definition.transitions["assign"].to = Some("nowhere".into());
    definition.initial = "nowhere".into();
    definition.states["study"].limits = vec!["nothing".into()];
    drawn(&definition, |document| {
        assert!(!drawn_moves(document).iter().any(|(name, _, _)| name == "assign"));
    });
    drawn(&Definition::default(), |_| {});
}
