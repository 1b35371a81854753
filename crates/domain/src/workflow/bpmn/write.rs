//! Writes the collected nodes and flows as BPMN 2.0 XML: the process first, then its diagram.

use std::fmt::Display;

use super::plan::NAME;
use super::sheet::{Flow, Kind, Node, Point, Sheet};
use crate::markup::Markup;
use crate::text::Language;
use crate::workflow::Definition;
use crate::workflow::drawing::Area;

/// Names of the four languages that BPMN with a diagram is written in.
const NAMESPACES: [(&str, &str); 4] = [
    ("xmlns", "http://www.omg.org/spec/BPMN/20100524/MODEL"),
    ("xmlns:bpmndi", "http://www.omg.org/spec/BPMN/20100524/DI"),
    ("xmlns:dc", "http://www.omg.org/spec/DD/20100524/DC"),
    ("xmlns:di", "http://www.omg.org/spec/DD/20100524/DI"),
];

/// The one process of the document.
const PROCESS: &str = "process";

/// The whole document.
pub(super) fn write(definition: &Definition, language: Language, sheet: &Sheet) -> String {
    let mut to = Markup::document();
    let mut attributes: Vec<(&'static str, &dyn Display)> =
        NAMESPACES.iter().map(|(key, value)| (*key, value as &dyn Display)).collect();
    attributes.push(("id", &"definitions"));
    attributes.push(("targetNamespace", &"urn:bihuan:workflow"));
    attributes.push(("exporter", &"bihuan"));
    to.element("definitions", &attributes, |to| {
        process(to, definition, language, sheet);
        diagram(to, sheet);
    });
    to.finish()
}

fn process(to: &mut Markup, definition: &Definition, language: Language, sheet: &Sheet) {
    let name = format!("{} v{}", definition.name.get(language), definition.version);
    let attributes: [(&str, &dyn Display); 3] =
        [("id", &PROCESS), ("name", &name), ("isExecutable", &"false")];
    to.element("process", &attributes, |to| {
        let reference = format!("{}/{}", definition.workflow, definition.version);
        to.text("documentation", &[], &reference);
        for (index, node) in sheet.nodes.iter().enumerate() {
            write_node(to, index, node, &sheet.flows);
        }
        for (index, flow) in sheet.flows.iter().enumerate() {
            let (from, to_node) = (&sheet.nodes[flow.from].id, &sheet.nodes[flow.to].id);
            let id = flow_id(index);
            to.empty("sequenceFlow", &[("id", &id), ("sourceRef", from), ("targetRef", to_node)]);
        }
    });
}

fn write_node(to: &mut Markup, index: usize, node: &Node, flows: &[Flow]) {
    let mut attributes: Vec<(&str, &dyn Display)> = vec![("id", &node.id)];
    if !node.name.is_empty() {
        attributes.push(("name", &node.name));
    }
    let element = match node.kind {
        Kind::Start => "startEvent",
        Kind::Task => "task",
        Kind::Gateway => "exclusiveGateway",
        Kind::End => "endEvent",
    };
    to.element(element, &attributes, |to| {
        if !node.documentation.is_empty() {
            to.text("documentation", &[], &node.documentation);
        }
        let at = |end: fn(&Flow) -> usize| {
            flows.iter().enumerate().filter(move |(_, flow)| end(flow) == index)
        };
        at(|flow| flow.to).for_each(|(flow, _)| to.text("incoming", &[], &flow_id(flow)));
        at(|flow| flow.from).for_each(|(flow, _)| to.text("outgoing", &[], &flow_id(flow)));
    });
}

fn flow_id(index: usize) -> String {
    format!("flow_{index}")
}

fn diagram(to: &mut Markup, sheet: &Sheet) {
    to.element("bpmndi:BPMNDiagram", &[("id", &"diagram")], |to| {
        to.element("bpmndi:BPMNPlane", &[("id", &"plane"), ("bpmnElement", &PROCESS)], |to| {
            sheet.nodes.iter().for_each(|node| shape(to, node));
            for (index, flow) in sheet.flows.iter().enumerate() {
                let (id, element) = (format!("edge_{index}"), flow_id(index));
                to.element("bpmndi:BPMNEdge", &[("id", &id), ("bpmnElement", &element)], |to| {
                    flow.points.iter().for_each(|point| waypoint(to, *point));
                });
            }
        });
    });
}

fn shape(to: &mut Markup, node: &Node) {
    let id = format!("shape_{}", node.id);
    let mut attributes: Vec<(&str, &dyn Display)> = vec![("id", &id), ("bpmnElement", &node.id)];
    if node.kind == Kind::Gateway {
        attributes.push(("isMarkerVisible", &"true"));
    }
    to.element("bpmndi:BPMNShape", &attributes, |to| {
        bounds(to, node.area);
        if node.kind == Kind::Gateway {
            let (x, _) = node.middle();
            let area = Area {
                x: x - NAME.0 / 2.0,
                y: node.area.y - NAME.1,
                width: NAME.0,
                height: NAME.1,
            };
            to.element("bpmndi:BPMNLabel", &[], |to| bounds(to, area));
        }
    });
}

fn bounds(to: &mut Markup, area: Area) {
    let Area { x, y, width, height } = area;
    to.empty("dc:Bounds", &[("x", &x), ("y", &y), ("width", &width), ("height", &height)]);
}

fn waypoint(to: &mut Markup, (x, y): Point) {
    to.empty("di:waypoint", &[("x", &x), ("y", &y)]);
}
