//! Laws of BPMN as it is written: the document is whole, every state and transition is in it, nothing lies over another.

use std::collections::{BTreeMap, BTreeSet};

use roxmltree::{Document, Node};

use super::bpmn;
use crate::text::Language;
use crate::workflow::fixture::{large, small};
use crate::workflow::{Definition, Transition};

fn named<'a>(document: &'a Document<'_>, name: &'a str) -> impl Iterator<Item = Node<'a, 'a>> {
    document.descendants().filter(move |node| node.tag_name().name() == name)
}

fn written(definition: &Definition, look: impl Fn(&Document<'_>)) {
    for language in [Language::Zh, Language::En] {
        look(&Document::parse(&bpmn(definition, language)).unwrap());
    }
}

#[test]
fn flows_join_nodes_that_know_of_them_and_each_has_its_place() {
    for definition in [small(), large(40)] {
        written(&definition, |document| {
            let all: Vec<_> =
                document.descendants().filter_map(|node| node.attribute("id")).collect();
            let ids: BTreeSet<_> = all.iter().copied().collect();
            assert_eq!(ids.len(), all.len(), "no id twice");
            let ends = |tag| -> BTreeSet<_> {
                let told = named(document, tag);
                told.map(|node| (node.text(), node.parent().unwrap().attribute("id"))).collect()
            };
            let flow = |end| -> BTreeSet<_> {
                let flows = named(document, "sequenceFlow");
                flows.map(|flow| (flow.attribute("id"), flow.attribute(end))).collect()
            };
            assert_eq!(ends("incoming"), flow("targetRef"));
            assert_eq!(ends("outgoing"), flow("sourceRef"));
            let drawn: BTreeSet<_> = named(document, "BPMNEdge")
                .inspect(|edge| assert!(edge.children().filter(Node::is_element).count() >= 2))
                .chain(named(document, "BPMNShape"))
                .map(|node| node.attribute("bpmnElement").unwrap())
                .collect();
            let process = named(document, "process").next().unwrap();
            let meant: BTreeSet<_> = process.children().filter_map(|n| n.attribute("id")).collect();
            assert_eq!(drawn, meant);
        });
    }
}

#[test]
fn there_is_a_task_for_each_state_in_which_a_transition_may_be_done() {
    for definition in [small(), large(40)] {
        written(&definition, |document| {
            let mut found: BTreeMap<&str, usize> = BTreeMap::new();
            for task in named(document, "task") {
                *found.entry(task.attribute("name").unwrap()).or_default() += 1;
            }
            assert_eq!(found.remove("case.filed"), Some(1));
            let meant: BTreeMap<&str, usize> = definition
                .transitions
                .iter()
                .map(|(name, transition)| (name.as_str(), transition.from.len()))
                .collect();
            assert_eq!(found, meant);
            let ends = definition.states.values().filter(|state| state.end).count();
            assert_eq!(named(document, "endEvent").count(), ends);
            assert_eq!(named(document, "exclusiveGateway").count(), definition.states.len());
        });
    }
}

#[test]
fn no_two_shapes_lie_over_each_other() {
    for definition in [small(), large(40)] {
        written(&definition, |document| {
            let shapes: Vec<[f64; 4]> = named(document, "BPMNShape")
                .map(|shape| {
                    let bounds = shape.children().find(Node::is_element).unwrap();
                    ["x", "y", "width", "height"]
                        .map(|name| bounds.attribute(name).unwrap().parse().unwrap())
                })
                .collect();
            for (index, one) in shapes.iter().enumerate() {
                assert!(one[0] >= 0.0 && one[1] >= 0.0, "{one:?}");
                for other in &shapes[index + 1..] {
                    let apart = |at: usize| {
                        one[at] + one[at + 2] <= other[at] || other[at] + other[at + 2] <= one[at]
                    };
                    assert!(apart(0) || apart(1), "{one:?} {other:?}");
                }
            }
        });
    }
}

#[test]
fn no_name_can_become_markup_or_an_id() {
    let mut definition = small();
    let hostile = "<&>\" ' ]]> --> <script>\u{1}\u{fffe}";
    definition.workflow = hostile.into();
    definition.name.zh = hostile.into();
    definition.states["study"].name.zh = hostile.into();
    let transition = Transition {
        label: crate::text::Bilingual::new(hostile, hostile),
        from: vec!["study".into(), "study".into(), "nowhere".into()],
        to: Some("nowhere".into()),
        ..Transition::default()
    };
    definition.transitions.insert(hostile.into(), transition.clone());
    definition.transitions.insert("stays & is".into(), Transition { to: None, ..transition });
    let text = bpmn(&definition, Language::Zh);
    let document = Document::parse(&text).unwrap();
    assert_eq!(named(&document, "script").count(), 0);
    let shown = "<&>\" ' ]]> --> <script>";
    assert!(named(&document, "exclusiveGateway").any(|node| node.attribute("name") == Some(shown)));
    assert!(!named(&document, "task").any(|node| node.attribute("name") == Some(shown)));
    let stays =
        named(&document, "task").filter(|node| node.attribute("name") == Some("stays & is"));
    assert_eq!(
        stays.count(),
        1,
        "a state that is named twice has one task, one that is none has none"
    );
    let plain = |id: &str| id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    assert!(document.descendants().filter_map(|node| node.attribute("id")).all(plain));
}

#[test]
fn what_keeps_a_state_comes_back_to_it() {
    let definition = small();
    written(&definition, |document| {
        let flows: Vec<_> = named(document, "sequenceFlow").collect();
        let mut stays = 0;
        for task in named(document, "task") {
            let (id, name) = (task.attribute("id"), task.attribute("name").unwrap());
            let Some(transition) = definition.transitions.get(name) else { continue };
            let from = flows.iter().find(|flow| flow.attribute("targetRef") == id).unwrap();
            let to = flows.iter().find(|flow| flow.attribute("sourceRef") == id).unwrap();
            let keeps = from.attribute("sourceRef") == to.attribute("targetRef");
            assert_eq!(keeps, transition.to.is_none(), "{name}");
            stays += usize::from(keeps);
        }
        assert!(stays > 0);
    });
}

#[test]
fn a_definition_of_nothing_is_a_process_of_nothing() {
    let text = bpmn(&Definition::default(), Language::En);
    let document = Document::parse(&text).unwrap();
    assert_eq!(named(&document, "process").count(), 1);
    assert_eq!(named(&document, "sequenceFlow").count(), 0);
}
