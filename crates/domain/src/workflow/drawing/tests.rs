//! Laws of the layout.

use super::{Area, Columns, Graph, Layout, Sizes, columns, gather, lay_out};
use crate::workflow::Definition;
use crate::workflow::fixture::{large, small};

struct Drawing {
    graph: Graph,
    columns: Columns,
    layout: Layout,
}

fn laid_out(definition: &Definition) -> Drawing {
    let columns = columns(definition);
    let graph = gather(definition, &columns);
    let nodes = (0..graph.states).zip([80.0, 144.0, 212.0].into_iter().cycle());
    let labels = graph.links.iter().zip([(40.0, 24.0), (120.0, 60.0)].into_iter().cycle());
    let sizes = Sizes {
        nodes: nodes.map(|(_, height)| height).collect(),
        labels: labels.map(|(_, size)| size).collect(),
    };
    let layout = lay_out(&graph, &columns, &sizes);
    Drawing { graph, columns, layout }
}

fn all(check: impl Fn(&Drawing)) {
    [small(), large(7), large(20), large(40)].iter().for_each(|definition| {
        check(&laid_out(definition));
    });
}

fn overlapping(areas: &[Area]) -> Option<(Area, Area)> {
    let pairs =
        areas.iter().enumerate().flat_map(|(i, one)| areas[i + 1..].iter().map(move |o| (one, o)));
    pairs.into_iter().find(|(one, other)| one.overlaps(other)).map(|(one, other)| (*one, *other))
}

#[test]
fn no_boxes_and_labels_overlap() {
    all(|drawing| {
        let labels = drawing.layout.routes.iter().map(|route| route.label);
        let areas: Vec<Area> = drawing.layout.nodes.iter().copied().chain(labels).collect();
        assert_eq!(overlapping(&areas), None);
    });
}

#[test]
fn no_link_runs_through_a_box_or_another_label() {
    all(|drawing| {
        for (index, route) in drawing.layout.routes.iter().enumerate() {
            let labels = drawing.layout.routes.iter().enumerate();
            let labels = labels.filter(|(other, _)| *other != index).map(|(_, route)| route.label);
            let obstacles: Vec<Area> = drawing.layout.nodes.iter().copied().chain(labels).collect();
            for run in route.runs.iter().filter(|run| run.right > run.left) {
                let line = Area { x: run.left, y: run.y, width: run.right - run.left, height: 0.5 };
                assert!(!obstacles.iter().any(|area| area.overlaps(&line)), "{line:?}");
            }
        }
    });
}

#[test]
fn links_begin_and_end_at_their_states() {
    all(|drawing| {
        for (link, route) in drawing.graph.links.iter().zip(&drawing.layout.routes) {
            let to = drawing.layout.nodes[link.to];
            let (first, last) = (route.runs[0], route.runs[route.runs.len() - 1]);
            let (x, y, edge) = if route.leftwards {
                (first.left, first.y, to.x + to.width)
            } else {
                (last.right, last.y, to.x)
            };
            assert!((x - edge).abs() < 0.01);
            assert!(to.y < y && y < to.y + to.height);
        }
    });
}

#[test]
fn stages_stand_in_the_order_of_the_loop_without_sharing_a_column() {
    all(|drawing| {
        let mut end = 0;
        for (_, columns) in &drawing.columns.bands {
            assert_eq!(columns.start, end);
            end = columns.end;
        }
        assert!(drawing.columns.bands.is_sorted_by_key(|(stage, _)| *stage));
    });
}

#[test]
fn linked_states_never_share_a_column() {
    all(|drawing| {
        for link in &drawing.graph.links {
            let to = drawing.columns.of[link.to];
            assert!(link.from.iter().all(|from| drawing.columns.of[*from] != to));
        }
    });
}

#[test]
fn everything_lies_within_the_picture() {
    all(|drawing| {
        let Layout { nodes, routes, width, height, .. } = &drawing.layout;
        for area in nodes.iter().copied().chain(routes.iter().map(|route| route.label)) {
            assert!(area.x >= 0.0 && area.y >= 0.0, "{area:?}");
            assert!(area.x + area.width <= *width && area.y + area.height <= *height, "{area:?}");
        }
    });
}
