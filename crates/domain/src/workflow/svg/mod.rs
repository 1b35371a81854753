//! A workflow as a picture that a clerk can read: states in columns by stage, limits in the boxes, returns dashed.
//!
//! The picture stands alone: no script, no style sheet, no font and nothing fetched. The same definition gives the
//! same bytes.

mod content;
mod look;
mod paint;
#[cfg(test)]
mod tests;
mod text;
#[cfg(test)]
mod text_tests;

use std::collections::BTreeMap;

use super::Definition;
use super::drawing::{Sizes, columns, gather, lay_out};
use crate::id::{StateName, TransitionName};
use crate::text::{Bilingual, Language};
use content::{Subject, label_size};

/// Figures laid over a drawing: how many cases stand where, and where they wait longest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overlay {
    /// What each state carries.
    pub states: BTreeMap<StateName, Load>,
    /// How often each transition was done lately; lines are drawn the wider.
    pub flows: BTreeMap<TransitionName, u64>,
    /// The state in which cases wait longest in proportion to its limit.
    pub bottleneck: Option<StateName>,
}

/// What a state carries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Load {
    /// Open cases.
    pub open: u64,
    /// Open cases past a deadline.
    pub overdue: u64,
    /// How long half of the cases stay at most, in words.
    pub median_dwell: Option<Bilingual>,
    /// The page of this site with these cases, `/s/…`; anything that does not begin with `/` is not linked.
    pub link: Option<String>,
}

/// Draws a workflow. A definition with findings is drawn as far as its references lead somewhere.
pub fn svg(definition: &Definition, language: Language, overlay: Option<&Overlay>) -> String {
    let columns = columns(definition);
    let graph = gather(definition, &columns);
    let subject = Subject { definition, graph: &graph, language, overlay };
    let nodes: Vec<_> = (0..graph.states).map(|state| subject.node(state)).collect();
    let labels: Vec<_> = graph.links.iter().map(|link| subject.label(link)).collect();
    let sizes = Sizes {
        nodes: nodes.iter().map(|node| node.height).collect(),
        labels: labels.iter().map(|label| label_size(label)).collect(),
    };
    let layout = lay_out(&graph, &columns, &sizes);
    paint::paint(&subject, &paint::Picture { columns, layout, nodes, labels })
}
