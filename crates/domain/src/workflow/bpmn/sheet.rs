//! Nodes and flows with their places, as they are collected before they are written.

use crate::workflow::drawing::Area;

/// A point of the diagram, in pixels from its upper left corner.
pub(super) type Point = (f64, f64);

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Where a case begins.
    Start,
    /// Something that somebody does.
    Task,
    /// A state.
    Gateway,
    /// Where a case may rest for good.
    End,
}

/// A node.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// Its id, unique in the document.
    pub(super) id: String,
    /// What it is.
    pub(super) kind: Kind,
    /// What stands at it.
    pub(super) name: String,
    /// What is said of it further; empty where there is nothing to say.
    pub(super) documentation: String,
    /// Its place.
    pub(super) area: Area,
}

impl Node {
    /// The middle of its left side.
    pub(super) fn left(&self) -> Point {
        (self.area.x, self.middle().1)
    }

    /// The middle of its right side.
    pub(super) fn right(&self) -> Point {
        (self.area.x + self.area.width, self.middle().1)
    }

    /// Its middle.
    pub(super) fn middle(&self) -> Point {
        (self.area.x + self.area.width / 2.0, self.area.y + self.area.height / 2.0)
    }
}

/// A flow from one node to another.
#[derive(Clone, Debug)]
pub(super) struct Flow {
    /// Where it begins, by its place among the nodes.
    pub(super) from: usize,
    /// Where it ends.
    pub(super) to: usize,
    /// The points that it passes, first and last included.
    pub(super) points: Vec<Point>,
}

/// Everything that is written.
#[derive(Clone, Debug, Default)]
pub(super) struct Sheet {
    /// Nodes; the gateways of the states come first, in their order.
    pub(super) nodes: Vec<Node>,
    /// Flows.
    pub(super) flows: Vec<Flow>,
}

impl Sheet {
    /// Adds a node and says its place.
    pub(super) fn node(&mut self, node: Node) -> usize {
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    /// Adds a flow. Points that repeat the one before are left out.
    pub(super) fn flow(&mut self, from: usize, to: usize, mut points: Vec<Point>) {
        points.dedup();
        self.flows.push(Flow { from, to, points });
    }
}
