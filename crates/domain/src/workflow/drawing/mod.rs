//! Where things stand in a drawing of a workflow: a layered layout, from left to right, computed the same way each time.
//!
//! States stand in columns by stage and, within a stage, by the longest path. Between two columns lies a layer for
//! labels, so that a label owns its place as a state does: nothing can overlap by construction. A link that passes
//! further columns gets a lane in each. Lanes are put in order by barycentre, then moved up and down until links run
//! as straight as the order permits.

mod columns;
mod graph;
mod lanes;
mod order;
mod place;
mod route;
#[cfg(test)]
mod tests;

pub(super) use columns::{Columns, columns};
pub(super) use graph::{Graph, Link, gather};
pub(super) use route::{Area, Layout, Route, Run};

/// Sizes of what must be placed, in pixels.
#[derive(Clone, Debug, Default)]
pub(super) struct Sizes {
    /// Height of each state's box; all are [`NODE_WIDTH`] wide.
    pub(super) nodes: Vec<f64>,
    /// Width and height of each link's label.
    pub(super) labels: Vec<(f64, f64)>,
}

/// Width of a state's box.
pub(super) const NODE_WIDTH: f64 = 216.0;

/// Places everything.
pub(super) fn lay_out(graph: &Graph, columns: &Columns, sizes: &Sizes) -> Layout {
    let mut lanes = lanes::build(graph, columns, sizes);
    order::arrange(&mut lanes);
    let ports = place::ports(&lanes);
    let heights = place::heights(&lanes, &ports);
    route::layout(&lanes, &ports, &heights, sizes)
}
