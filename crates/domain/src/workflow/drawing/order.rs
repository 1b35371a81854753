//! The order of items within each layer: by barycentre, so that few links cross.

use super::lanes::Lanes;

/// How often the layers are swept. Orders hardly change after ten.
const SWEEPS: usize = 16;

struct Neighbours {
    left: Vec<Vec<usize>>,
    right: Vec<Vec<usize>>,
}

/// Puts the items of each layer in the order with the fewest crossings found.
pub(super) fn arrange(lanes: &mut Lanes) {
    let neighbours = neighbours(lanes);
    let mut layers = lanes.layers.clone();
    let mut best = (crossings(&layers, &neighbours, lanes.items.len()), layers.clone());
    for sweep in 0..SWEEPS {
        if sweep % 2 == 0 {
            sweep_right(&mut layers, &neighbours, lanes.items.len());
        } else {
            sweep_left(&mut layers, &neighbours, lanes.items.len());
        }
        swap_adjacent(&mut layers, &neighbours, lanes.items.len());
        let found = crossings(&layers, &neighbours, lanes.items.len());
        if found < best.0 {
            best = (found, layers.clone());
        }
    }
    lanes.layers = best.1;
}

fn neighbours(lanes: &Lanes) -> Neighbours {
    let empty = || vec![Vec::new(); lanes.items.len()];
    let mut found = Neighbours { left: empty(), right: empty() };
    for (left, right) in lanes.segments() {
        found.right[left].push(right);
        found.left[right].push(left);
    }
    found
}

fn positions(layers: &[Vec<usize>], items: usize) -> Vec<usize> {
    let mut positions = vec![0; items];
    for layer in layers {
        for (position, item) in layer.iter().enumerate() {
            positions[*item] = position;
        }
    }
    positions
}

fn sweep_right(layers: &mut [Vec<usize>], neighbours: &Neighbours, items: usize) {
    for index in 1..layers.len() {
        let positions = positions(layers, items);
        sort(&mut layers[index], &neighbours.left, &positions);
    }
}

fn sweep_left(layers: &mut [Vec<usize>], neighbours: &Neighbours, items: usize) {
    for index in (0..layers.len().saturating_sub(1)).rev() {
        let positions = positions(layers, items);
        sort(&mut layers[index], &neighbours.right, &positions);
    }
}

/// Sorts a layer by the mean position of each item's neighbours; an item without any keeps its place.
fn sort(layer: &mut [usize], neighbours: &[Vec<usize>], positions: &[usize]) {
    let mean = |item: usize| match neighbours[item].len() {
        0 => float(positions[item]),
        count => {
            neighbours[item].iter().map(|other| float(positions[*other])).sum::<f64>()
                / float(count)
        }
    };
    layer.sort_by(|one, other| mean(*one).total_cmp(&mean(*other)));
}

fn swap_adjacent(layers: &mut [Vec<usize>], neighbours: &Neighbours, items: usize) {
    let mut positions = positions(layers, items);
    for layer in layers {
        for index in 1..layer.len() {
            let (upper, lower) = (layer[index - 1], layer[index]);
            let cost = |upper: usize, lower: usize| {
                between(&neighbours.left[upper], &neighbours.left[lower], &positions)
                    + between(&neighbours.right[upper], &neighbours.right[lower], &positions)
            };
            if cost(lower, upper) < cost(upper, lower) {
                layer.swap(index - 1, index);
                positions.swap(upper, lower);
            }
        }
    }
}

/// How many links of the upper item cross links of the lower one on one side.
fn between(upper: &[usize], lower: &[usize], positions: &[usize]) -> usize {
    let below = |end: &usize| lower.iter().filter(|o| positions[**o] < positions[*end]).count();
    upper.iter().map(below).sum()
}

fn crossings(layers: &[Vec<usize>], neighbours: &Neighbours, items: usize) -> usize {
    let positions = positions(layers, items);
    let mut count = 0;
    for layer in layers {
        for (index, upper) in layer.iter().enumerate() {
            for lower in &layer[index + 1..] {
                count += between(&neighbours.right[*upper], &neighbours.right[*lower], &positions);
            }
        }
    }
    count
}

fn float(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
