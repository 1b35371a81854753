//! Writes the placed drawing as SVG, from back to front: bands, links, states, legend.

use super::content::{LabelText, Line, NodeText, Subject};
use super::look::{
    BAND, BAND_CHARACTER, BAND_REACH, BRAND, FONTS, HAIR, HEADING, INK, INK_SECOND, LINE, MARGIN,
    MINOR, PADDING, PAGE, SUMMARY, TOP, Type, WHITE,
};
use super::text::{width, wrap};
use crate::markup::Markup;
use crate::workflow::Stage;
use crate::workflow::drawing::{Area, Columns, Layout, Link, Route, Run};
use crate::workflow::words::Words;

/// Everything placed.
pub(super) struct Picture {
    pub(super) columns: Columns,
    pub(super) layout: Layout,
    pub(super) nodes: Vec<NodeText>,
    pub(super) labels: Vec<Vec<LabelText>>,
}

/// How wide the lines of heading and legend may be.
const PROSE_WIDTH: f64 = 960.0;
/// From the top of a band to its first state: the heading.
const BAND_HEAD: f64 = 64.0;
/// After how many columns the heading of a band is repeated: about the width of a screen.
const HEADING_EVERY: usize = 3;
const ARROW: f64 = 9.0;

/// A picture; one with links is none, since what can be come to within a picture is not read out.
fn role(subject: &Subject<'_>) -> &'static str {
    let mut loads = subject.overlay.into_iter().flat_map(|overlay| overlay.states.values());
    if loads.any(|load| load.link.is_some()) { "group" } else { "img" }
}

/// The finished SVG.
pub(super) fn paint(subject: &Subject<'_>, picture: &Picture) -> String {
    let heading = heading(subject);
    let legend = legend(subject);
    let top = MARGIN + advance(&heading) + 12.0;
    let bottom = top + BAND_HEAD + picture.layout.height + 24.0;
    let height = bottom + 16.0 + advance(&legend) + MARGIN;
    let prose = heading.iter().chain(&legend).map(|line| width(&line.text, line.look.size));
    let drawn = picture.layout.width + 2.0 * BAND_REACH;
    let width = (2.0 * MARGIN + prose.fold(drawn, f64::max)).ceil();
    let id = identifier(subject);
    let mut svg = Markup::default();
    svg.element(
        "svg",
        &[
            ("xmlns", &"http://www.w3.org/2000/svg"),
            ("width", &width),
            ("height", &height),
            ("viewBox", &format!("0 0 {width} {height}")),
            ("role", &role(subject)),
            ("aria-labelledby", &format!("{id}-title {id}-description")),
            ("lang", &subject.say("zh-CN", "en")),
            ("font-family", &FONTS),
        ],
        |svg| {
            svg.text("title", &[("id", &format!("{id}-title"))], &title(subject));
            svg.text("desc", &[("id", &format!("{id}-description"))], &description(subject));
            svg.empty("rect", &[("width", &width), ("height", &height), ("fill", &WHITE)]);
            prose_lines(svg, &heading, MARGIN);
            svg.element(
                "g",
                &[("transform", &format!("translate({} {top})", MARGIN + BAND_REACH))],
                |svg| drawing(svg, subject, picture, bottom - top),
            );
            prose_lines(svg, &legend, bottom + 16.0);
        },
    );
    svg.finish()
}

fn drawing(svg: &mut Markup, subject: &Subject<'_>, picture: &Picture, height: f64) {
    for (stage, columns) in &picture.columns.bands {
        band(svg, subject, *stage, (&picture.layout.columns[columns.clone()], height));
    }
    svg.element("g", &[("transform", &format!("translate(0 {BAND_HEAD})"))], |svg| {
        for ((link, route), labels) in
            subject.graph.links.iter().zip(&picture.layout.routes).zip(&picture.labels)
        {
            self::link(svg, subject, link, (route, labels));
        }
        for (state, (area, text)) in picture.layout.nodes.iter().zip(&picture.nodes).enumerate() {
            node(svg, subject, state, (area, text));
        }
    });
}

/// A stage: its ground and its heading, said again where a wide stage would scroll out of sight.
fn band(
    svg: &mut Markup,
    subject: &Subject<'_>,
    stage: Stage,
    (columns, height): (&[(f64, f64)], f64),
) {
    let (Some((left, _)), Some((_, right))) = (columns.first(), columns.last()) else { return };
    let (x, width) = (left - BAND_REACH, right - left + 2.0 * BAND_REACH);
    svg.element("g", &[("data-stage", &stage.as_str())], |svg| {
        svg.empty(
            "rect",
            &[("x", &x), ("width", &width), ("height", &height), ("rx", &4), ("fill", &PAGE)],
        );
        svg.empty("rect", &[("x", &x), ("width", &width), ("height", &4), ("fill", &TOP)]);
        for (left, _) in columns.iter().step_by(HEADING_EVERY) {
            svg.empty(
                "rect",
                &[
                    ("x", left),
                    ("y", &16),
                    ("width", &32),
                    ("height", &32),
                    ("rx", &4),
                    ("fill", &TOP),
                ],
            );
            line(svg, stage.character(), BAND_CHARACTER, (left + 6.0, 39.0));
            line(svg, stage.words().get(subject.language), BAND, (left + 42.0, 38.0));
        }
    });
}

fn node(svg: &mut Markup, subject: &Subject<'_>, index: usize, (area, text): (&Area, &NodeText)) {
    let Some((key, state)) = subject.definition.states.get_index(index) else { return };
    let load = subject.overlay.and_then(|overlay| overlay.states.get(key));
    let link = load.and_then(|load| load.link.as_deref());
    let link = link.filter(|link| link.starts_with('/') && !link.starts_with("//"));
    let bottleneck = subject.overlay.is_some_and(|o| o.bottleneck.as_ref() == Some(key));
    let draw = |svg: &mut Markup| {
        svg.text("title", &[], &subject.state_name(index));
        let (stroke, stroke_width) = if bottleneck { (INK, 3.0) } else { (LINE, 1.0) };
        rectangle(svg, area, (WHITE, stroke, stroke_width));
        if state.end {
            let inner = Area {
                x: area.x + 4.0,
                y: area.y + 4.0,
                width: area.width - 8.0,
                height: area.height - 8.0,
            };
            rectangle(svg, &inner, ("none", LINE, 1.0));
        }
        node_lines(svg, area, text);
    };
    svg.element("g", &[("data-state", key)], |svg| match link {
        Some(link) => svg.element("a", &[("href", &link)], draw),
        None => draw(svg),
    });
}

fn node_lines(svg: &mut Markup, area: &Area, text: &NodeText) {
    let mut y = area.y + PADDING;
    for one in &text.lines {
        if one.ruled {
            let (left, right) = (area.x + PADDING, area.x + area.width - PADDING);
            svg.empty("path", &[("d", &format!("M{left} {}H{right}", y + 5.0)), ("stroke", &HAIR)]);
        }
        y += one.advance();
        line(svg, &one.text, one.look, (area.x + PADDING, y - one.look.leading * 0.27));
    }
}

fn rectangle(svg: &mut Markup, area: &Area, (fill, stroke, width): (&str, &str, f64)) {
    svg.empty(
        "rect",
        &[
            ("x", &area.x),
            ("y", &area.y),
            ("width", &area.width),
            ("height", &area.height),
            ("rx", &4),
            ("fill", &fill),
            ("stroke", &stroke),
            ("stroke-width", &width),
        ],
    );
}

fn link(
    svg: &mut Markup,
    subject: &Subject<'_>,
    link: &Link,
    (route, labels): (&Route, &Vec<LabelText>),
) {
    let dashed = link.backwards || route.leftwards;
    let colour = if dashed { INK_SECOND } else { BRAND };
    let dashes = if dashed { "7 5" } else { "none" };
    let flows = subject.overlay.map(|overlay| &overlay.flows);
    let thickness = flows.map_or(1.5, |flows| thickness(flows, labels));
    let (path, arrow) = path(route);
    svg.element("g", &[("data-to", &key(subject, link.to))], |svg| {
        let more: Vec<_> = labels.iter().map(|label| label.more.as_str()).collect();
        svg.text("title", &[], &more.join("; "));
        svg.empty(
            "path",
            &[
                ("d", &path),
                ("fill", &"none"),
                ("stroke", &colour),
                ("stroke-width", &thickness),
                ("stroke-dasharray", &dashes),
            ],
        );
        svg.empty("path", &[("d", &arrow), ("fill", &colour)]);
        let from: Vec<_> = link.from.iter().map(|from| key(subject, *from)).collect();
        link_labels(svg, &route.label, labels, &from.join(" "));
    });
}

/// Lines of the busiest transition are 7 wide, of one never done 1.
fn thickness(
    flows: &std::collections::BTreeMap<crate::id::TransitionName, u64>,
    labels: &[LabelText],
) -> f64 {
    let busiest = flows.values().copied().max().unwrap_or(0).max(1);
    let here: u64 = labels.iter().filter_map(|label| flows.get(&label.transition)).sum();
    let percent = u8::try_from(here.saturating_mul(100) / busiest).unwrap_or(100).min(100);
    1.0 + f64::from(percent) * 0.06
}

fn link_labels(svg: &mut Markup, area: &Area, labels: &[LabelText], from: &str) {
    let mut y = area.y;
    for label in labels {
        svg.element("g", &[("data-transition", &label.transition), ("data-from", &from)], |svg| {
            for one in &label.lines {
                y += one.advance();
                line(svg, &one.text, one.look, (area.x + 4.0, y - 4.0));
            }
        });
    }
}

/// The path of a link and its arrowhead.
fn path(route: &Route) -> (String, String) {
    let mut runs = route.runs.clone();
    let head = if route.leftwards { runs.first_mut() } else { runs.last_mut() };
    let tip = head.map_or((0.0, 0.0), |head| {
        let tip = (if route.leftwards { head.left } else { head.right }, head.y);
        let back = if route.leftwards { ARROW } else { -ARROW };
        *head = Run { left: tip.0 + back, right: tip.0 + back, y: tip.1 };
        tip
    });
    let back = if route.leftwards { ARROW } else { -ARROW };
    let arrow = format!("M{} {}l{back} -4.5v9z", tip.0, tip.1);
    let mut path = String::new();
    for (index, run) in runs.iter().enumerate() {
        if let Some(before) = index.checked_sub(1).and_then(|before| runs.get(before)) {
            let middle = f64::midpoint(before.right, run.left);
            path.push_str(&format!(
                "C{middle} {} {middle} {} {} {}",
                before.y, run.y, run.left, run.y
            ));
        } else {
            path.push_str(&format!("M{} {}", run.left, run.y));
        }
        if run.right > run.left {
            path.push_str(&format!("H{}", run.right));
        }
    }
    (path, arrow)
}

fn line(svg: &mut Markup, text: &str, look: Type, (x, y): (f64, f64)) {
    let weight = if look.bold { "700" } else { "400" };
    let y = y.round();
    svg.text(
        "text",
        &[
            ("x", &x),
            ("y", &y),
            ("font-size", &look.size),
            ("font-weight", &weight),
            ("fill", &look.fill),
        ],
        text,
    );
}

fn prose_lines(svg: &mut Markup, lines: &[Line], top: f64) {
    let mut y = top;
    for one in lines {
        y += one.advance();
        line(svg, &one.text, one.look, (MARGIN, y - one.look.leading * 0.27));
    }
}

fn advance(lines: &[Line]) -> f64 {
    lines.iter().map(Line::advance).sum()
}

fn prose(text: &str, look: Type) -> impl Iterator<Item = Line> {
    let lines = wrap(text, look.size, PROSE_WIDTH).into_iter();
    lines.map(move |text| Line { text, look, ruled: false })
}

fn heading(subject: &Subject<'_>) -> Vec<Line> {
    let summary = subject.definition.summary.get(subject.language);
    prose(&title(subject), HEADING).chain(prose(summary, SUMMARY)).collect()
}

fn title(subject: &Subject<'_>) -> String {
    let definition = subject.definition;
    let name = definition.name.get(subject.language);
    let version = definition.version;
    subject.say(&format!("{name} · 第 {version} 版"), &format!("{name} · version {version}"))
}

fn description(subject: &Subject<'_>) -> String {
    let states: Vec<_> = (0..subject.graph.states).map(|state| subject.state_name(state)).collect();
    let count = states.len();
    let summary = subject.definition.summary.get(subject.language);
    subject.say(
        &format!("{summary} 共 {count} 个状态：{}。", states.join("、")),
        &format!("{summary} {count} states: {}.", states.join(", ")),
    )
}

fn legend(subject: &Subject<'_>) -> Vec<Line> {
    let text = subject.say(
        "实线：向前推进。虚线：退回、重启、再次交办。双线框：案件在此结束。不带起点的箭头：可由标签所列各状态进入。“本环节可”：办理后状态不变。",
        "Solid: forward. Dashed: return, reopening, redispatch. Double frame: the case ends here. An arrow without a \
         beginning: from each of the states listed on it. \"Here\": done without leaving the state.",
    );
    prose(&text, MINOR).collect()
}

fn key(subject: &Subject<'_>, state: usize) -> String {
    let key = subject.definition.states.get_index(state).map(|(key, _)| key.to_string());
    key.unwrap_or_default()
}

/// Ids must differ between drawings on one page, and hold no space.
fn identifier(subject: &Subject<'_>) -> String {
    let name = subject.definition.workflow.as_str();
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("workflow-{name}-{}", subject.definition.version)
}
