//! Proof: notices that law requires are sent on every path. The search looks for a way that sends none of them; ladders
//! do not count, they only run when something is late.

use std::collections::VecDeque;

use super::Ground;
use super::words::{listed, with_path};
use crate::finding::{Finding, pointer};
use crate::workflow::RequiredNotice;

/// One finding for each required notice that some path avoids.
pub(super) fn prove(ground: &Ground<'_>) -> Vec<Finding> {
    let notices = ground.definition.required_notices.iter().enumerate();
    notices.filter_map(|(index, notice)| avoided(ground, index, notice)).collect()
}

fn avoided(ground: &Ground<'_>, index: usize, notice: &RequiredNotice) -> Option<Finding> {
    if notice.letters.is_empty() {
        return Some(Finding::error(
            "notice-without-letter",
            pointer(["required_notices", &index.to_string(), "letters"]),
            "须写明哪份文书满足该告知义务",
            "name the letter that satisfies this duty",
        ));
    }
    let filing = &ground.definition.filing.tells;
    if notice.letters.iter().any(|letter| filing.contains(letter)) {
        return None;
    }
    let way = Search::new(ground, notice)?.run()?;
    let letters = listed(notice.letters.iter().map(crate::id::LetterName::as_str));
    let finding = Finding::error(
        "notice-not-sent",
        pointer(["required_notices", &index.to_string()]),
        format!("经过 `{}` 的案件可以不发 {} 而终结", notice.through, letters.zh),
        format!("a case can pass `{}` and end without {}", notice.through, letters.en),
    )
    .help(
        format!("请在该路径某个动作的 `tells` 中加上，或在 `except` 中写明例外结果；依据 `{}`", notice.source),
        format!("add it to `tells` of a transition on the path, or list the outcome under `except`; source `{}`", notice.source),
    );
    Some(with_path(finding, &ground.graph.shown_way(&way)))
}

/// A breadth-first search over configurations, and whether the state was passed, without the steps that send.
struct Search<'a> {
    ground: &'a Ground<'a>,
    through: usize,
    /// For each transition: whether it sends one of the letters.
    sends: Vec<bool>,
    /// For each transition: whether it ends with an outcome for which nothing is required.
    excepted: Vec<bool>,
}

impl<'a> Search<'a> {
    fn new(ground: &'a Ground<'a>, notice: &RequiredNotice) -> Option<Self> {
        let transitions = || ground.graph.transitions();
        let sends = transitions().map(|(_, _, transition)| {
            transition.tells.iter().any(|letter| notice.letters.contains(letter))
        });
        let excepted = transitions().map(|(_, _, transition)| {
            transition.outcome.as_ref().is_some_and(|outcome| notice.except.contains(outcome))
        });
        Some(Self {
            ground,
            through: ground.graph.number_of(notice.through.as_str())?,
            sends: sends.collect(),
            excepted: excepted.collect(),
        })
    }

    /// The states of the shortest way through the state to an end that sends nothing.
    fn run(&self) -> Option<Vec<usize>> {
        let explored = &self.ground.explored;
        let count = explored.count();
        let mut came_from: Vec<Option<usize>> = vec![None; 2 * count];
        let mut open = VecDeque::new();
        for (index, _) in explored.beginnings() {
            let node = self.node(index, false);
            came_from[node] = Some(node);
            open.push_back(node);
        }
        while let Some(node) = open.pop_front() {
            let (case, passed) = (node / 2, node % 2 == 1);
            for step in explored.steps_from(case) {
                let transition = usize::from(step.transition);
                let next = self.node(step.to, passed);
                if self.sends[transition] || came_from[next].is_some() {
                    continue;
                }
                came_from[next] = Some(node);
                let end = self.ground.graph.state(explored.state_of(step.to)).end;
                let entered = explored.state_of(step.from) != explored.state_of(step.to);
                if next % 2 == 1 && end && entered && !self.excepted[transition] {
                    return Some(self.retrace(&came_from, next));
                }
                if !(end && next % 2 == 1) {
                    open.push_back(next);
                }
            }
        }
        None
    }

    fn node(&self, case: u32, passed: bool) -> usize {
        let passed = passed || self.ground.explored.state_of(case) == self.through;
        2 * case as usize + usize::from(passed)
    }

    fn retrace(&self, came_from: &[Option<usize>], end: usize) -> Vec<usize> {
        let before = |node: &usize| came_from[*node].filter(|earlier| earlier != node);
        let mut way: Vec<usize> = std::iter::successors(Some(end), before)
            .map(|node| self.ground.explored.state_of(u32::try_from(node / 2).unwrap_or(0)))
            .collect();
        way.reverse();
        way.dedup();
        way
    }
}
