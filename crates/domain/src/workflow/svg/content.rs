//! What is written in the boxes and on the links, broken into lines before anything is placed.

use super::look::{
    HOLDER, LABEL, LABEL_WIDTH, LATE_COUNT, LIMIT, MINOR, PADDING, STATE, TAG, Type,
};
use super::text::{width, wrap};
use super::{Load, Overlay};
use crate::id::TransitionName;
use crate::text::{Bilingual, Language};
use crate::workflow::drawing::{Graph, Link, NODE_WIDTH};
use crate::workflow::words::{Names, Words, conditions, limit_length, listed};
use crate::workflow::{Definition, State, Transition};

/// One line of text.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// What it says.
    pub(super) text: String,
    /// How it looks.
    pub(super) look: Type,
    /// Whether a hairline stands above it.
    pub(super) ruled: bool,
}

/// The text of a state's box.
#[derive(Clone, Debug, Default)]
pub(super) struct NodeText {
    /// Its lines.
    pub(super) lines: Vec<Line>,
    /// How high the box must be.
    pub(super) height: f64,
}

/// The text of one transition on a link.
#[derive(Clone, Debug)]
pub(super) struct LabelText {
    /// The transition.
    pub(super) transition: TransitionName,
    /// Its lines.
    pub(super) lines: Vec<Line>,
    /// What a pointer that rests on it is told: who, on which conditions.
    pub(super) more: String,
}

/// What is drawn, in one language.
#[derive(Clone, Copy)]
pub(super) struct Subject<'a> {
    /// The definition.
    pub(super) definition: &'a Definition,
    /// Its graph.
    pub(super) graph: &'a Graph,
    /// The language.
    pub(super) language: Language,
    /// The figures laid over it.
    pub(super) overlay: Option<&'a Overlay>,
}

impl Subject<'_> {
    /// One of two texts.
    pub(super) fn say(&self, zh: &str, en: &str) -> String {
        match self.language {
            Language::Zh => zh.to_owned(),
            Language::En => en.to_owned(),
        }
    }

    fn tell(&self, words: &Bilingual) -> String {
        words.get(self.language).to_owned()
    }

    fn names(&self) -> Names<'_> {
        Names(self.definition)
    }

    /// The name of a state.
    pub(super) fn state_name(&self, state: usize) -> String {
        let key = self.definition.states.get_index(state).map(|(key, _)| key);
        key.map_or_else(String::new, |key| self.tell(&self.names().state(key)))
    }

    /// The text of a state's box.
    pub(super) fn node(&self, index: usize) -> NodeText {
        let Some((key, state)) = self.definition.states.get_index(index) else {
            return NodeText::default();
        };
        let mut paragraphs = vec![(self.state_name(index), STATE)];
        paragraphs.extend(self.marks(index, state).map(|mark| (mark, TAG)));
        paragraphs.push((self.holder(state), HOLDER));
        paragraphs.extend(self.limits(state).into_iter().map(|limit| (limit, LIMIT)));
        let load = self.overlay.and_then(|overlay| overlay.states.get(key));
        paragraphs.extend(load.into_iter().flat_map(|load| self.load(load)));
        let mut lines: Vec<Line> =
            paragraphs.into_iter().flat_map(|(text, look)| lines(&text, look, false)).collect();
        let actions = self.actions(index);
        if !actions.is_empty() {
            lines.extend(lines_ruled(&actions));
        }
        let height = lines.iter().map(Line::advance).sum::<f64>() + 2.0 * PADDING;
        NodeText { lines, height: (height / 2.0).ceil() * 2.0 }
    }

    fn marks(&self, index: usize, state: &State) -> Option<String> {
        let initial = (self.graph.initial == Some(index)).then(|| self.say("● 开始", "● Start"));
        let end = state.end.then(|| self.say("■ 结束", "■ End"));
        let key = self.definition.states.get_index(index).map(|(key, _)| key);
        let bottleneck =
            self.overlay.is_some_and(|o| key.is_some() && o.bottleneck.as_ref() == key);
        let bottleneck = bottleneck.then(|| self.say("▲ 瓶颈", "▲ Bottleneck"));
        let marks: Vec<_> = [initial, end, bottleneck].into_iter().flatten().collect();
        (!marks.is_empty()).then(|| marks.join("  "))
    }

    fn holder(&self, state: &State) -> String {
        let holder = self.tell(&state.holder.words());
        self.say(&format!("责任主体：{holder}"), &format!("Held by: {holder}"))
    }

    fn limits(&self, state: &State) -> Vec<String> {
        let each = state.limits.iter().map(|name| {
            let limit = self.definition.limits.get(name);
            let length = limit.map(|limit| self.tell(&limit_length(limit))).unwrap_or_default();
            let promised = limit.is_some_and(|limit| limit.promise);
            let promise =
                if promised { self.say("（承诺）", " (promised)") } else { String::new() };
            format!("{} {length}{promise}", self.tell(&self.names().limit(name)))
        });
        let mut limits: Vec<_> = each.collect();
        if let Some(reason) = state.no_limit.as_ref().filter(|_| limits.is_empty()) {
            let reason = self.tell(reason);
            limits.push(self.say(&format!("不设时限：{reason}"), &format!("No limit: {reason}")));
        }
        limits
    }

    fn load(&self, load: &Load) -> Vec<(String, Type)> {
        let open = self.say(&format!("在办 {} 件", load.open), &format!("{} open", load.open));
        let late = (load.overdue > 0).then(|| {
            self.say(&format!("▲ 超期 {} 件", load.overdue), &format!("▲ {} overdue", load.overdue))
        });
        let dwell = load.median_dwell.as_ref().map(|dwell| {
            let dwell = self.tell(dwell);
            self.say(&format!("中位停留 {dwell}"), &format!("Median stay {dwell}"))
        });
        let plain = [Some(open), dwell].into_iter().flatten().map(|text| (text, LIMIT));
        plain.chain(late.map(|text| (text, LATE_COUNT))).collect()
    }

    /// What may be done without leaving the state, and where a gathered transition leads.
    fn actions(&self, index: usize) -> String {
        let stays = self.definition.transitions.iter().filter(|(_, transition)| {
            self.starts_in(transition, index)
                && self.target(transition).is_none_or(|to| to == index)
        });
        let here = listed(stays.map(|(name, _)| self.names().transition(name)));
        let gathered =
            self.graph.links.iter().filter(|link| link.gathered && link.from.contains(&index));
        let away = gathered
            .flat_map(|link| self.transitions(link))
            .map(|(name, _)| self.names().transition(name));
        let away = listed(away);
        let none = listed([]);
        let here = (here != none).then(|| {
            let actions = self.tell(&here);
            self.say(&format!("本环节可：{actions}"), &format!("Here: {actions}"))
        });
        let away = (away != none).then(|| {
            let actions = self.tell(&away);
            self.say(&format!("也可：{actions}"), &format!("Also: {actions}"))
        });
        [here, away].into_iter().flatten().collect::<Vec<_>>().join("\n")
    }

    fn starts_in(&self, transition: &Transition, state: usize) -> bool {
        let place = |from: &crate::id::StateName| self.definition.states.get_index_of(from);
        transition.from.iter().any(|from| place(from) == Some(state))
    }

    fn target(&self, transition: &Transition) -> Option<usize> {
        transition.to.as_ref().and_then(|to| self.definition.states.get_index_of(to))
    }

    fn transitions<'b>(
        &'b self,
        link: &'b Link,
    ) -> impl Iterator<Item = (&'b TransitionName, &'b Transition)> {
        link.transitions.iter().filter_map(|index| self.definition.transitions.get_index(*index))
    }

    /// The text on a link, one entry for each transition.
    pub(super) fn label(&self, link: &Link) -> Vec<LabelText> {
        let mut labels: Vec<LabelText> = self
            .transitions(link)
            .map(|(name, transition)| self.one_label(name, transition))
            .collect();
        if link.gathered
            && let Some(last) = labels.last_mut()
        {
            let from: Vec<_> = link.from.iter().map(|from| self.state_name(*from)).collect();
            let from =
                self.say(&format!("自{}", from.join("、")), &format!("from {}", from.join(", ")));
            last.lines.extend(wrap_lines(&from, MINOR, LABEL_WIDTH));
        }
        labels
    }

    fn one_label(&self, name: &TransitionName, transition: &Transition) -> LabelText {
        let label = self.tell(&self.names().transition(name));
        let by = self.tell(&listed(transition.by.iter().map(Words::words)));
        let when = conditions(&transition.when, self.names());
        let mut more = format!("{label}: {by}");
        if !when.is_empty() {
            more = format!("{more} ({})", self.tell(&listed(when)));
        }
        let lines = wrap_lines(&label, LABEL, LABEL_WIDTH);
        LabelText { transition: name.clone(), lines, more }
    }
}

impl Line {
    /// How much height it takes.
    pub(super) fn advance(&self) -> f64 {
        self.look.leading + if self.ruled { 10.0 } else { 0.0 }
    }
}

/// Width and height of a link's label.
pub(super) fn label_size(labels: &[LabelText]) -> (f64, f64) {
    let lines = || labels.iter().flat_map(|label| &label.lines);
    let widest = lines().map(|line| width(&line.text, line.look.size)).fold(0.0, f64::max);
    (widest.ceil() + 8.0, lines().map(Line::advance).sum::<f64>() + 6.0)
}

fn lines(text: &str, look: Type, ruled: bool) -> Vec<Line> {
    let mut lines = wrap_lines(text, look, NODE_WIDTH - 2.0 * PADDING);
    lines.first_mut().into_iter().for_each(|line| line.ruled = ruled);
    lines
}

fn lines_ruled(text: &str) -> Vec<Line> {
    let paragraphs = text.lines().enumerate();
    paragraphs.flat_map(|(index, text)| lines(text, MINOR, index == 0)).collect()
}

fn wrap_lines(text: &str, look: Type, longest: f64) -> Vec<Line> {
    // Bold type runs wider than the estimate.
    let size = if look.bold { look.size * 1.06 } else { look.size };
    wrap(text, size, longest).into_iter().map(|text| Line { text, look, ruled: false }).collect()
}
