//! How high each item stands: as near to its neighbours as the order and the room permit.

use super::lanes::Lanes;

/// Room between two items of a layer.
const GAP: f64 = 10.0;
/// Room between two states, or a state and a lane.
const STATE_GAP: f64 = 18.0;
/// How often heights are improved; they settle long before.
const ROUNDS: usize = 160;
/// The farthest that two links leave a state apart from each other.
const PORT_SPACING: f64 = 18.0;

/// Where on an item each link begins and ends, as an offset from its middle: by chain, by segment, left and right end.
pub(super) type Ports = Vec<Vec<(f64, f64)>>;

/// Spreads the links of each state along its sides, in the order of what they lead to.
pub(super) fn ports(lanes: &Lanes) -> Ports {
    let mut ports: Ports =
        lanes.chains.iter().map(|chain| vec![(0.0, 0.0); chain.items.len() - 1]).collect();
    let positions = positions(lanes);
    for (state, item) in lanes.items.iter().enumerate().filter(|(_, item)| item.state.is_some()) {
        let (mut arriving, mut leaving) = (Vec::new(), Vec::new());
        for (link, chain) in lanes.chains.iter().enumerate() {
            for (segment, ends) in chain.items.windows(2).enumerate() {
                if ends[1] == state {
                    arriving.push((positions[ends[0]], link, segment));
                }
                if ends[0] == state {
                    leaving.push((positions[ends[1]], link, segment));
                }
            }
        }
        let height = item.above + item.below;
        for ((link, segment), offset) in spread(arriving, height) {
            ports[link][segment].1 = offset;
        }
        for ((link, segment), offset) in spread(leaving, height) {
            ports[link][segment].0 = offset;
        }
    }
    ports
}

fn positions(lanes: &Lanes) -> Vec<usize> {
    let mut positions = vec![0; lanes.items.len()];
    for layer in &lanes.layers {
        for (position, item) in layer.iter().enumerate() {
            positions[*item] = position;
        }
    }
    positions
}

fn spread(mut ends: Vec<(usize, usize, usize)>, height: f64) -> Vec<((usize, usize), f64)> {
    ends.sort_unstable();
    let count = ends.iter().fold(0.0, |count, _| count + 1.0);
    let spacing = PORT_SPACING.min((height - 12.0) / f64::max(count, 1.0));
    let offsets = std::iter::successors(Some(-(count - 1.0) / 2.0), |at| Some(at + 1.0));
    ends.into_iter()
        .zip(offsets)
        .map(|((_, link, segment), at)| ((link, segment), (at * spacing).round()))
        .collect()
}

/// One end of a link as an item sees it: where it pulls the item, and how hard.
struct Pull {
    other: usize,
    offset: f64,
    weight: f64,
}

/// The height of each item's middle; the highest item begins at 0.
pub(super) fn heights(lanes: &Lanes, ports: &Ports) -> Vec<f64> {
    let pulls = pulls(lanes, ports);
    let mut heights = vec![0.0; lanes.items.len()];
    for layer in &lanes.layers {
        settle(lanes, layer, &pulls, &mut heights);
    }
    for round in 0..ROUNDS {
        let pass = |layer: &Vec<usize>, heights: &mut Vec<f64>| {
            settle(lanes, layer, &pulls, heights);
        };
        if round % 2 == 0 {
            lanes.layers.iter().for_each(|layer| pass(layer, &mut heights));
        } else {
            lanes.layers.iter().rev().for_each(|layer| pass(layer, &mut heights));
        }
    }
    heights.iter_mut().for_each(|height| *height = height.round());
    straighten(lanes, ports, &mut heights);
    let top = |index: usize, height: &f64| height - lanes.items[index].above;
    let highest = heights.iter().enumerate().map(|(i, h)| top(i, h)).fold(f64::INFINITY, f64::min);
    heights.iter().map(|height| (height - highest).round()).collect()
}

/// Takes out small bends: a lane moves to the height of the one before it if there is room.
fn straighten(lanes: &Lanes, ports: &Ports, heights: &mut [f64]) {
    let rooms = rooms(lanes);
    for _ in 0..3 {
        for (chain, ports) in lanes.chains.iter().zip(ports) {
            let ends = chain.items.windows(2).zip(ports);
            for (pair, (left, right)) in ends.clone() {
                let wanted = heights[pair[0]] + left - right;
                move_lane(lanes, &rooms, heights, (pair[1], wanted));
            }
            for (pair, (left, right)) in ends.rev() {
                let wanted = heights[pair[1]] + right - left;
                move_lane(lanes, &rooms, heights, (pair[0], wanted));
            }
        }
    }
}

/// What stands above and below an item, each with the distance to keep.
type Room = [Option<(usize, f64)>; 2];

fn rooms(lanes: &Lanes) -> Vec<Room> {
    let mut rooms = vec![[None, None]; lanes.items.len()];
    for layer in &lanes.layers {
        for pair in layer.windows(2) {
            let distance = apart(lanes, pair[0], pair[1]);
            rooms[pair[1]][0] = Some((pair[0], distance));
            rooms[pair[0]][1] = Some((pair[1], distance));
        }
    }
    rooms
}

fn move_lane(lanes: &Lanes, rooms: &[Room], heights: &mut [f64], (item, wanted): (usize, f64)) {
    let [above, below] = rooms[item];
    let free_above = above.is_none_or(|(other, distance)| heights[other] + distance <= wanted);
    let free_below = below.is_none_or(|(other, distance)| wanted + distance <= heights[other]);
    if lanes.items[item].state.is_none() && free_above && free_below {
        heights[item] = wanted;
    }
}

fn pulls(lanes: &Lanes, ports: &Ports) -> Vec<Vec<Pull>> {
    let mut pulls: Vec<Vec<Pull>> = lanes.items.iter().map(|_| Vec::new()).collect();
    for (chain, ports) in lanes.chains.iter().zip(ports) {
        for (ends, (left, right)) in chain.items.windows(2).zip(ports) {
            let at_state = ends.iter().any(|end| lanes.items[*end].state.is_some());
            let weight = if at_state { 2.0 } else { 8.0 };
            pulls[ends[0]].push(Pull { other: ends[1], offset: right - left, weight });
            pulls[ends[1]].push(Pull { other: ends[0], offset: left - right, weight });
        }
    }
    pulls
}

/// Moves the items of one layer to where their links pull them, keeping order and room (isotonic regression).
fn settle(lanes: &Lanes, layer: &[usize], pulls: &[Vec<Pull>], heights: &mut [f64]) {
    let mut room = 0.0;
    let mut blocks: Vec<Block> = Vec::new();
    let mut rooms = Vec::with_capacity(layer.len());
    for (index, &item) in layer.iter().enumerate() {
        if index > 0 {
            room += apart(lanes, layer[index - 1], item);
        }
        rooms.push(room);
        let (wanted, weight) = wanted(&pulls[item], heights, heights[item]);
        blocks.push(Block { sum: (wanted - room) * weight, weight, count: 1 });
        merge(&mut blocks);
    }
    let places = blocks.iter().flat_map(|block| std::iter::repeat_n(block.mean(), block.count));
    for ((item, room), place) in layer.iter().zip(rooms).zip(places) {
        heights[*item] = place + room;
    }
}

fn wanted(pulls: &[Pull], heights: &[f64], now: f64) -> (f64, f64) {
    let weight: f64 = pulls.iter().map(|pull| pull.weight).sum();
    if pulls.is_empty() {
        return (now, 0.01);
    }
    let sum: f64 = pulls.iter().map(|pull| (heights[pull.other] + pull.offset) * pull.weight).sum();
    (sum / weight, weight)
}

/// How far apart the middles of two neighbours of a layer must be.
fn apart(lanes: &Lanes, upper: usize, lower: usize) -> f64 {
    let (upper, lower) = (&lanes.items[upper], &lanes.items[lower]);
    let at_state = upper.state.is_some() || lower.state.is_some();
    (upper.below + if at_state { STATE_GAP } else { GAP } + lower.above).ceil()
}

/// Items that touch and move together.
struct Block {
    sum: f64,
    weight: f64,
    count: usize,
}

impl Block {
    fn mean(&self) -> f64 {
        self.sum / self.weight
    }
}

fn merge(blocks: &mut Vec<Block>) {
    while let [.., upper, lower] = &mut blocks[..] {
        if upper.mean() <= lower.mean() {
            return;
        }
        upper.sum += lower.sum;
        upper.weight += lower.weight;
        upper.count += lower.count;
        blocks.pop();
    }
}
