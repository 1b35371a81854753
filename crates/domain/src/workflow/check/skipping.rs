//! Proof: no case jumps over the work. What is closed has an outcome, what is filed as a result was somebody's work.

use super::Ground;
use super::facts::{Configuration, Led};
use super::words::with_path;
use crate::finding::{Finding, pointer};
use crate::workflow::{HolderRole, Stage, Verb};

/// States entered, and results filed or verified, without what must come first.
pub(super) fn prove(ground: &Ground<'_>) -> Vec<Finding> {
    let mut findings = held_by_nobody(ground);
    findings.extend(closed_without_outcome(ground));
    findings.extend(before(
        ground,
        Verb::Submit,
        "submit-unsigned",
        |case| case.led == Led::Signed,
        WORDS_SUBMIT,
    ));
    findings.extend(before(
        ground,
        Verb::Verify,
        "nothing-to-verify",
        |case| case.concluded,
        WORDS_VERIFY,
    ));
    findings.extend(submits_early(ground));
    findings
}

type Words = ([&'static str; 2], [&'static str; 2]);

const WORDS_SUBMIT: Words = (
    ["申报办结时主办单位尚未签收", "a result can be filed though the lead unit has not signed"],
    ["请让路径先经过 `sign`", "lead the way through a `sign` first"],
);
const WORDS_VERIFY: Words = (
    ["核验时还没有办理结果", "there can be nothing to verify"],
    ["请让路径先经过 `submit`", "lead the way through a `submit` first"],
);

/// A state that the lead unit holds, entered while no unit leads.
fn held_by_nobody(ground: &Ground<'_>) -> Vec<Finding> {
    let wrong = |state: usize, case: &Configuration| {
        ground.graph.state(state).holder == HolderRole::Lead && case.led == Led::Nobody
    };
    first_cases(ground, wrong)
        .map(|(state, index)| {
            let id = ground.graph.state_id(state);
            let finding = Finding::error(
                "held-by-nobody",
                ground.graph.state_pointer(state),
                format!("进入状态“{}”时可能没有主办单位", ground.graph.state_shown(state).zh),
                format!("state `{id}` is held by the lead unit, and there may be none"),
            )
            .help("请让路径先经过 `assign`", "lead the way through an `assign` first");
            with_path(finding, &ground.explored.path(&ground.graph, index))
        })
        .collect()
}

/// A closing or assessing state, entered while nothing was concluded since the work began.
fn closed_without_outcome(ground: &Ground<'_>) -> Vec<Finding> {
    let wrong = |state: usize, case: &Configuration| {
        ground.graph.state(state).stage >= Stage::Close && !case.concluded
    };
    first_cases(ground, wrong)
        .map(|(state, index)| {
            let id = ground.graph.state_id(state);
            let finding = Finding::error(
                "closed-without-outcome",
                ground.graph.state_pointer(state),
                format!("案件可在没有办理结果时进入状态“{}”", ground.graph.state_shown(state).zh),
                format!("a case can come into state `{id}` without an outcome"),
            )
            .help(
                "请让路径先经过记录 `outcome` 的动作，如 `submit`",
                "lead the way through something that records an `outcome`, such as a `submit`",
            );
            with_path(finding, &ground.explored.path(&ground.graph, index))
        })
        .collect()
}

/// The nearest wrong configuration of each state that has one.
fn first_cases(
    ground: &Ground<'_>,
    wrong: impl Fn(usize, &Configuration) -> bool,
) -> impl Iterator<Item = (usize, u32)> {
    let mut first = vec![None; ground.graph.state_count()];
    for (index, case) in ground.explored.all() {
        let state = usize::from(case.state);
        if wrong(state, case) {
            first[state].get_or_insert(index);
        }
    }
    first.into_iter().enumerate().filter_map(|(state, index)| Some((state, index?)))
}

/// Transitions of a verb that can be done although `ready` does not hold.
fn before(
    ground: &Ground<'_>,
    verb: Verb,
    code: &'static str,
    ready: impl Fn(&Configuration) -> bool,
    ([zh, en], [help_zh, help_en]): Words,
) -> Vec<Finding> {
    let signs = ground.graph.transitions().any(|(_, _, transition)| transition.verb == Verb::Sign);
    if verb == Verb::Submit && !signs {
        return Vec::new();
    }
    let transitions =
        ground.graph.transitions().filter(|(_, _, transition)| transition.verb == verb);
    let unready = transitions.filter_map(|(index, name, _)| {
        let mut all = ground.explored.all();
        let (case, _) =
            all.find(|(_, case)| !ready(case) && ground.explored.can(&ground.graph, case, index))?;
        Some((name, case))
    });
    unready
        .map(|(name, case)| {
            let at = pointer(["transitions", name]);
            let finding =
                Finding::error(code, at, format!("`{name}`：{zh}"), format!("`{name}`: {en}"));
            with_path(finding, &ground.explored.path(&ground.graph, case)).help(help_zh, help_en)
        })
        .collect()
}

/// A result that can be filed before the case was in the hands of anybody.
fn submits_early(ground: &Ground<'_>) -> Vec<Finding> {
    let graph = &ground.graph;
    let Some(initial) = graph.initial else { return Vec::new() };
    let works = |state: usize| matches!(graph.state(state).stage, Stage::Assign | Stage::Handle);
    let mut findings = Vec::new();
    for (index, name, _) in
        graph.transitions().filter(|(_, _, transition)| transition.verb == Verb::Submit)
    {
        let early = graph.origins(index).find_map(|(place, from)| {
            let way = graph.way_by(initial, |state| state == from, |_, state| !works(state))?;
            (!works(from)).then_some((place, way))
        });
        if let Some((place, way)) = early {
            let finding = Finding::error(
                "skips-handling",
                pointer(["transitions", name, "from", &place.to_string()]),
                format!("`{name}` 可不经交办和办理直接申报办结"),
                format!("`{name}` can file a result before the case was assigned or handled"),
            )
            .help("请从 `from` 中删去该状态", "remove the state from `from`");
            findings.push(with_path(finding, &graph.shown_way(&way)));
        }
    }
    findings
}
