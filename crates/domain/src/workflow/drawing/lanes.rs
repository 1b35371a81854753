//! Layers and what stands in them: states, labels, and the lanes of links that pass.

use super::{Columns, Graph, Link, Sizes};

/// How far a lane keeps from what stands above and below it.
const LANE: f64 = 7.0;

/// What stands in a layer.
#[derive(Clone, Debug)]
pub(super) struct Item {
    /// The layer. Odd layers are columns of states, even ones hold labels.
    pub(super) layer: usize,
    /// How far it reaches above the line that runs through it.
    pub(super) above: f64,
    /// How far it reaches below.
    pub(super) below: f64,
    /// The state, if it is one.
    pub(super) state: Option<usize>,
}

/// The layered graph.
#[derive(Clone, Debug, Default)]
pub(super) struct Lanes {
    /// All items; the first ones are the states.
    pub(super) items: Vec<Item>,
    /// Items of each layer, from top to bottom.
    pub(super) layers: Vec<Vec<usize>>,
    /// The items of each link from left to right.
    pub(super) chains: Vec<Chain>,
}

/// A link as it passes the layers from left to right.
#[derive(Clone, Debug, Default)]
pub(super) struct Chain {
    /// Its items: the left state (not for a stub), lanes and label, the right state.
    pub(super) items: Vec<usize>,
    /// Which of them is the label.
    pub(super) label: usize,
    /// Whether it leads from right to left.
    pub(super) leftwards: bool,
}

/// Builds layers and chains; the order within a layer is still that of the file.
pub(super) fn build(graph: &Graph, columns: &Columns, sizes: &Sizes) -> Lanes {
    let mut lanes = Lanes { layers: vec![Vec::new(); 2 * columns.count() + 1], ..Lanes::default() };
    for (state, height) in sizes.nodes.iter().enumerate() {
        let layer = 2 * columns.of[state] + 1;
        let half = height / 2.0;
        lanes.add(Item { layer, above: half, below: half, state: Some(state) });
    }
    for (link, (_, height)) in graph.links.iter().zip(&sizes.labels) {
        let chain = lanes.chain(link, columns, *height);
        lanes.chains.push(chain);
    }
    lanes
}

impl Lanes {
    fn add(&mut self, item: Item) -> usize {
        let index = self.items.len();
        self.layers[item.layer].push(index);
        self.items.push(item);
        index
    }

    fn chain(&mut self, link: &Link, columns: &Columns, label_height: f64) -> Chain {
        let to = 2 * columns.of[link.to] + 1;
        let ([from_state], false) = (&link.from[..], link.gathered) else {
            let label = self.lane(to - 1, label_height);
            return Chain { items: vec![label, link.to], label, leftwards: false };
        };
        let from = 2 * columns.of[*from_state] + 1;
        let leftwards = to < from;
        let label_layer = if leftwards { from - 1 } else { from + 1 };
        let (left, right) = if leftwards { (link.to, *from_state) } else { (*from_state, link.to) };
        let mut chain = Chain { items: vec![left], label: left, leftwards };
        for layer in from.min(to) + 1..from.max(to) {
            let is_label = layer == label_layer;
            let item = self.lane(layer, if is_label { label_height } else { 0.0 });
            if is_label {
                chain.label = item;
            }
            chain.items.push(item);
        }
        chain.items.push(right);
        chain
    }

    fn lane(&mut self, layer: usize, label_height: f64) -> usize {
        self.add(Item { layer, above: label_height.max(LANE), below: LANE, state: None })
    }

    /// Neighbouring items of all chains: left, right.
    pub(super) fn segments(&self) -> impl Iterator<Item = (usize, usize)> {
        self.chains
            .iter()
            .flat_map(|chain| chain.items.iter().copied().zip(chain.items.iter().copied().skip(1)))
    }
}
