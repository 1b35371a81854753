//! Which nodes and flows a definition becomes, and where they stand: by the layout of its drawing, in which a state has room
//! for its gateway and for what keeps it, and a link for the tasks that lead over it.

use std::collections::BTreeMap;

use super::sheet::{Kind, Node, Point, Sheet};
use crate::mining::FILED;
use crate::text::Language;
use crate::workflow::drawing::{
    Area, Graph, Layout, Link, NODE_WIDTH, Route, Run, Sizes, columns, lay_out,
};
use crate::workflow::words::Names;
use crate::workflow::{Definition, Verb};

/// From corner to corner of a gateway.
const GATEWAY: f64 = 50.0;
/// Width of a start or an end.
const EVENT: f64 = 36.0;
/// Width and height of a task.
const TASK: (f64, f64) = (132.0, 34.0);
/// From one task to the next below it.
const ROW: f64 = 42.0;
/// Room for the name of a state above its gateway.
pub(super) const NAME: (f64, f64) = (TASK.0, 32.0);
/// Room between a gateway and what stands above or below it.
const GAP: f64 = 16.0;
/// How far from the middle of a state the flows run that come back to it.
const RAIL: f64 = TASK.0 / 2.0 + 14.0;
/// Room left of the first column, for the start and the filing.
const BEGINNING: f64 = EVENT + 40.0 + TASK.0 + 60.0;

/// Places everything.
pub(super) fn plan(definition: &Definition, language: Language) -> Sheet {
    let doings = Doings::of(definition);
    let columns = columns(definition);
    let graph = Graph {
        states: definition.states.len(),
        initial: definition.states.get_index_of(&definition.initial),
        links: doings.links,
    };
    let ends: Vec<bool> = definition.states.values().map(|state| state.end).collect();
    let heights = ends.iter().zip(&doings.stays).map(|(end, stays)| height(*end, stays.len()));
    let labels = graph.links.iter().map(|link| (TASK.0 + 8.0, rows(link.transitions.len())));
    let sizes = Sizes { nodes: heights.collect(), labels: labels.collect() };
    let layout = lay_out(&graph, &columns, &sizes);
    let mut planner = Planner { definition, language, sheet: Sheet::default() };
    planner.states(&layout);
    planner.beginning(graph.initial);
    for (state, stays) in doings.stays.iter().enumerate() {
        planner.rest(state, ends[state]);
        planner.stays(state, ends[state], stays);
    }
    for (link, route) in graph.links.iter().zip(&layout.routes) {
        planner.link(link, route);
    }
    planner.sheet
}

/// What may be done, by what it does to the state.
#[derive(Default)]
struct Doings {
    /// For each state the transitions that keep it.
    stays: Vec<Vec<usize>>,
    /// For each pair of states the transitions that lead from one to the other.
    links: Vec<Link>,
}

impl Doings {
    fn of(definition: &Definition) -> Self {
        let mut doings =
            Self { stays: vec![Vec::new(); definition.states.len()], ..Self::default() };
        let mut known: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for (index, transition) in definition.transitions.values().enumerate() {
            let place = |name| definition.states.get_index_of(name);
            let target = transition.to.as_ref().map(place);
            let mut origins: Vec<usize> = transition.from.iter().filter_map(place).collect();
            origins.sort_unstable();
            origins.dedup();
            for from in origins {
                match target.unwrap_or(Some(from)) {
                    Some(to) if to == from => doings.stays[from].push(index),
                    Some(to) => {
                        let link = *known.entry((from, to)).or_insert(doings.links.len());
                        doings.lead((from, to), link, index);
                    }
                    None => {}
                }
            }
        }
        doings
    }

    fn lead(&mut self, (from, to): (usize, usize), link: usize, transition: usize) {
        if link == self.links.len() {
            let transitions = Vec::new();
            let from = vec![from];
            self.links.push(Link { from, to, backwards: false, gathered: false, transitions });
        }
        self.links[link].transitions.push(transition);
    }
}

/// How high this many tasks stand.
fn rows(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX)) * ROW
}

/// What stands at the gateway itself, above its middle and below it.
fn reach(end: bool) -> (f64, f64) {
    let half = GATEWAY / 2.0;
    (half + NAME.1, half + if end { GAP + EVENT } else { 0.0 })
}

/// The height of a state with its name, its end and what keeps it, which stands in turn below and above.
fn height(end: bool, stays: usize) -> f64 {
    let (above, below) = reach(end);
    let half = f64::max(above + rows(stays / 2), below + rows(stays.div_ceil(2))) + GAP;
    2.0 * half.ceil()
}

struct Planner<'a> {
    definition: &'a Definition,
    language: Language,
    sheet: Sheet,
}

impl Planner<'_> {
    fn states(&mut self, layout: &Layout) {
        for (index, ((key, _), area)) in
            self.definition.states.iter().zip(&layout.nodes).enumerate()
        {
            let x = BEGINNING + area.x + (NODE_WIDTH - GATEWAY) / 2.0;
            let y = area.y + (area.height - GATEWAY) / 2.0;
            self.sheet.node(Node {
                id: format!("state_{index}"),
                kind: Kind::Gateway,
                name: Names(self.definition).state(key).get(self.language).to_owned(),
                documentation: key.to_string(),
                area: Area { x, y, width: GATEWAY, height: GATEWAY },
            });
        }
    }

    /// The start and the filing, left of the state in which a case begins.
    fn beginning(&mut self, initial: Option<usize>) {
        let Some(initial) = initial else { return };
        let (arrival, y) = self.sheet.nodes[initial].left();
        let event = Area { x: 0.0, y: y - EVENT / 2.0, width: EVENT, height: EVENT };
        let start = self.add("start".to_owned(), Kind::Start, "", event);
        let filed = self.add("filed".to_owned(), Kind::Task, FILED, task_at(EVENT + 40.0, y));
        self.sheet.nodes[filed].documentation.push_str("登记 · file");
        let (left, right) = (self.sheet.nodes[filed].left(), self.sheet.nodes[filed].right());
        self.sheet.flow(start, filed, vec![(EVENT, y), left]);
        self.sheet.flow(filed, initial, vec![right, (arrival, y)]);
    }

    /// The end below the gateway of a state in which a case may rest for good.
    fn rest(&mut self, state: usize, end: bool) {
        if !end {
            return;
        }
        let (x, y) = self.sheet.nodes[state].middle();
        let top = y + GATEWAY / 2.0 + GAP;
        let area = Area { x: x - EVENT / 2.0, y: top, width: EVENT, height: EVENT };
        let rest = self.add(format!("end_{state}"), Kind::End, "", area);
        self.sheet.flow(state, rest, vec![(x, y + GATEWAY / 2.0), (x, top)]);
    }

    /// Tasks that come back to their state, in turn below and above its gateway.
    fn stays(&mut self, state: usize, end: bool, transitions: &[usize]) {
        let (x, y) = self.sheet.nodes[state].middle();
        let (above, below) = reach(end);
        for (place, &transition) in transitions.iter().enumerate() {
            let (side, from) = if place % 2 == 0 { (1.0, below) } else { (-1.0, above) };
            let height = y + side * (from + rows(place / 2) + ROW / 2.0);
            let task = self.task(transition, state, task_at(x - TASK.0 / 2.0, height));
            let (bend, edge) = (y + side * GATEWAY / 2.0, y + side * GATEWAY / 4.0);
            let way = |left: f64| {
                let rail = x + left * RAIL;
                let corner = (x + left * GATEWAY / 4.0, edge);
                vec![corner, (rail, bend), (rail, height), (x + left * TASK.0 / 2.0, height)]
            };
            self.sheet.flow(state, task, way(-1.0));
            self.sheet.flow(task, state, way(1.0).into_iter().rev().collect());
        }
    }

    /// Tasks on the way from one state to another.
    fn link(&mut self, link: &Link, route: &Route) {
        let (before, after) = sides(route);
        for (place, &transition) in link.transitions.iter().enumerate() {
            for &from in &link.from {
                let height = route.label.y + rows(place) + ROW / 2.0;
                let task =
                    self.task(transition, from, task_at(BEGINNING + route.label.x + 4.0, height));
                let (left, right) = if route.leftwards { (link.to, from) } else { (from, link.to) };
                let nodes = &self.sheet.nodes;
                let mut arriving = vec![nodes[left].right()];
                arriving.extend(before.iter().copied().chain([nodes[task].left()]));
                let mut leaving = vec![nodes[task].right()];
                leaving.extend(after.iter().copied().chain([nodes[right].left()]));
                if route.leftwards {
                    (arriving, leaving) = (reversed(leaving), reversed(arriving));
                }
                self.sheet.flow(from, task, arriving);
                self.sheet.flow(task, link.to, leaving);
            }
        }
    }

    fn task(&mut self, transition: usize, state: usize, area: Area) -> usize {
        let id = format!("task_{transition}_{state}");
        let Some((key, body)) = self.definition.transitions.get_index(transition) else {
            return self.add(id, Kind::Task, "", area);
        };
        let task = self.add(id, Kind::Task, key.as_str(), area);
        let label = Names(self.definition).transition(key);
        let verb = Verb::as_str(body.verb);
        self.sheet.nodes[task].documentation = format!("{} · {} · {verb}", label.zh, label.en);
        task
    }

    fn add(&mut self, id: String, kind: Kind, name: &str, area: Area) -> usize {
        let documentation = String::new();
        self.sheet.node(Node { id, kind, name: name.to_owned(), documentation, area })
    }
}

fn task_at(x: f64, middle: f64) -> Area {
    Area { x, y: middle - TASK.1 / 2.0, width: TASK.0, height: TASK.1 }
}

/// The points of a route before and behind its label, from left to right.
fn sides(route: &Route) -> (Vec<Point>, Vec<Point>) {
    let middle = route.label.x + route.label.width / 2.0;
    let points = |run: &Run| [(BEGINNING + run.left, run.y), (BEGINNING + run.right, run.y)];
    let before = route.runs.iter().filter(|run| run.right < middle).flat_map(points).collect();
    let after = route.runs.iter().filter(|run| run.left > middle).flat_map(points).collect();
    (before, after)
}

fn reversed(mut points: Vec<Point>) -> Vec<Point> {
    points.reverse();
    points
}
