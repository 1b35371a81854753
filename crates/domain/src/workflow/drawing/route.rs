//! From layers and heights to places: boxes, labels, and the runs of each link.

use super::lanes::{Chain, Lanes};
use super::place::Ports;
use super::{NODE_WIDTH, Sizes};

/// The least room between two layers, in which links bend and arrowheads stand.
const BEND: f64 = 30.0;
/// The most room between two layers.
const BEND_LONGEST: f64 = 84.0;

/// A rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::workflow) struct Area {
    /// Left edge.
    pub(in crate::workflow) x: f64,
    /// Top edge.
    pub(in crate::workflow) y: f64,
    /// Width.
    pub(in crate::workflow) width: f64,
    /// Height.
    pub(in crate::workflow) height: f64,
}

impl Area {
    /// Whether two rectangles share more than an edge.
    #[cfg(test)]
    pub(in crate::workflow) fn overlaps(&self, other: &Self) -> bool {
        self.x < other.x + other.width
            && other.x < self.x + self.width
            && self.y < other.y + other.height
            && other.y < self.y + self.height
    }
}

/// A horizontal piece of a link; between two runs it bends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::workflow) struct Run {
    /// Where it begins.
    pub(in crate::workflow) left: f64,
    /// Where it ends.
    pub(in crate::workflow) right: f64,
    /// Its height.
    pub(in crate::workflow) y: f64,
}

/// How a link runs.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::workflow) struct Route {
    /// From left to right, whichever way it leads.
    pub(in crate::workflow) runs: Vec<Run>,
    /// Whether it leads from right to left.
    pub(in crate::workflow) leftwards: bool,
    /// The place of its label.
    pub(in crate::workflow) label: Area,
}

/// Where everything stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::workflow) struct Layout {
    /// The box of each state.
    pub(in crate::workflow) nodes: Vec<Area>,
    /// The way of each link.
    pub(in crate::workflow) routes: Vec<Route>,
    /// Left and right edge of each column of states.
    pub(in crate::workflow) columns: Vec<(f64, f64)>,
    /// Width of the whole.
    pub(in crate::workflow) width: f64,
    /// Height of the whole.
    pub(in crate::workflow) height: f64,
}

/// Computes all places.
pub(super) fn layout(lanes: &Lanes, ports: &Ports, heights: &[f64], sizes: &Sizes) -> Layout {
    let edges = layer_edges(lanes, ports, heights, sizes);
    let nodes = sizes.nodes.iter().enumerate().map(|(state, height)| Area {
        x: edges[lanes.items[state].layer].0,
        y: heights[state] - height / 2.0,
        width: NODE_WIDTH,
        height: *height,
    });
    let routes = lanes.chains.iter().enumerate().map(|(link, chain)| {
        let label = label(lanes, chain, &edges, heights, sizes.labels[link]);
        let runs = runs(lanes, chain, &ports[link], &edges, heights);
        Route { runs, leftwards: chain.leftwards, label }
    });
    let bottoms = heights.iter().zip(&lanes.items).map(|(height, item)| height + item.below);
    Layout {
        nodes: nodes.collect(),
        routes: routes.collect(),
        columns: edges.iter().skip(1).step_by(2).copied().collect(),
        width: edges.last().map_or(0.0, |(_, right)| *right),
        height: bottoms.fold(0.0, f64::max),
    }
}

/// Left and right edge of each layer.
fn layer_edges(lanes: &Lanes, ports: &Ports, heights: &[f64], sizes: &Sizes) -> Vec<(f64, f64)> {
    let mut widths: Vec<f64> = vec![0.0; lanes.layers.len()];
    widths.iter_mut().skip(1).step_by(2).for_each(|width| *width = NODE_WIDTH);
    let mut bends = vec![BEND; lanes.layers.len()];
    for (link, chain) in lanes.chains.iter().enumerate() {
        let layer = lanes.items[chain.label].layer;
        widths[layer] = widths[layer].max(sizes.labels[link].0);
        for (ends, (left, right)) in chain.items.windows(2).zip(&ports[link]) {
            let rise = (heights[ends[0]] + left - heights[ends[1]] - right).abs();
            let bend = &mut bends[lanes.items[ends[1]].layer];
            *bend = bend.max((BEND + rise / 7.0).min(BEND_LONGEST).round());
        }
    }
    if widths.first() == Some(&0.0) {
        bends.iter_mut().skip(1).take(1).for_each(|bend| *bend = 0.0);
    }
    let mut right = 0.0;
    let edges = widths.iter().zip(&bends).enumerate().map(|(layer, (width, bend))| {
        let left = if layer == 0 { 0.0 } else { right + bend };
        right = left + width;
        (left, right)
    });
    edges.collect()
}

fn label(
    lanes: &Lanes,
    chain: &Chain,
    edges: &[(f64, f64)],
    heights: &[f64],
    (width, height): (f64, f64),
) -> Area {
    let (left, right) = edges[lanes.items[chain.label].layer];
    let x = ((left + right - width) / 2.0).round();
    Area { x, y: heights[chain.label] - height, width, height }
}

fn runs(
    lanes: &Lanes,
    chain: &Chain,
    ports: &[(f64, f64)],
    edges: &[(f64, f64)],
    heights: &[f64],
) -> Vec<Run> {
    let last = chain.items.len() - 1;
    let run = |(index, &item): (usize, &usize)| {
        let (left, right) = edges[lanes.items[item].layer];
        let is_state = lanes.items[item].state.is_some();
        match index {
            0 if is_state => Run { left: right, right, y: heights[item] + ports[0].0 },
            _ if index == last => Run { left, right: left, y: heights[item] + ports[last - 1].1 },
            _ => Run { left, right, y: heights[item] },
        }
    };
    chain.items.iter().enumerate().map(run).collect()
}
