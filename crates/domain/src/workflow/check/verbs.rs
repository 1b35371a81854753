//! Proof: each transition is what its verb needs: where it leads, what it records, what it counts, who does it.

use super::Ground;
use super::words::with_path;
use crate::actor::Relation;
use crate::finding::{Finding, pointer};
use crate::workflow::{Backwards, HolderRole, Stage, Target, Transition, Verb};

/// One finding for each thing a verb needs and a transition lacks.
pub(super) fn prove(ground: &Ground<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, name, transition) in ground.graph.transitions() {
        let one = One { ground, index, name, transition };
        findings.extend(one.from());
        findings.extend(one.target());
        findings.extend(one.end());
        findings.extend(one.archived());
        findings.extend(one.led());
        findings.extend(one.outcome());
        findings.extend(one.counted());
        findings.extend(one.lists());
        findings.extend(one.seats());
        findings.extend(one.reopened());
        findings.extend(one.judged());
    }
    findings.extend(withdrawals(ground));
    findings.extend(counters(ground));
    findings
}

/// Whose hands some verbs belong in.
const HANDS: &[(Verb, Relation)] = &[
    (Verb::Withdraw, Relation::Party),
    (Verb::Rate, Relation::Party),
    (Verb::Sign, Relation::Lead),
    (Verb::Contribute, Relation::Assistant),
    (Verb::Answer, Relation::Consulted),
    (Verb::Countersign, Relation::Signer),
    (Verb::CallBack, Relation::Center),
    (Verb::SpotCheck, Relation::Center),
    (Verb::JointSession, Relation::Center),
    (Verb::Supervise, Relation::Center),
];

/// One transition under proof.
struct One<'a> {
    ground: &'a Ground<'a>,
    index: usize,
    name: &'a str,
    transition: &'a Transition,
}

impl One<'_> {
    fn at(&self, key: &str) -> String {
        pointer(["transitions", self.name, key])
    }

    fn verb(&self) -> &'static str {
        self.transition.verb.as_str()
    }

    fn from(&self) -> Option<Finding> {
        self.transition.from.is_empty().then(|| {
            Finding::error(
                "no-from",
                self.at("from"),
                format!("`{}` 没有写明可在哪些状态办理", self.name),
                format!("`{}` does not say in which states it may be done", self.name),
            )
        })
    }

    fn target(&self) -> Option<Finding> {
        match (self.transition.verb.target(), &self.transition.to) {
            (Target::Required, None) => Some(
                Finding::error(
                    "target-missing",
                    self.at("to"),
                    format!("`{}`（{}）须写明通向的状态", self.name, self.verb()),
                    format!("`{}` is a `{}` and must lead to a state", self.name, self.verb()),
                )
                .help("请补 `to`", "add `to`"),
            ),
            (Target::Forbidden, Some(_)) => Some(
                Finding::error(
                    "target-forbidden",
                    self.at("to"),
                    format!("`{}`（{}）不改变状态，不得写 `to`", self.name, self.verb()),
                    format!("`{}` is a `{}`, which leads nowhere", self.name, self.verb()),
                )
                .help("请删去 `to`，或换用其他动词", "remove `to`, or use another verb"),
            ),
            (Target::Required | Target::Optional, Some(_))
            | (Target::Forbidden | Target::Optional, None) => None,
        }
    }

    /// The state it leads to, if it names one that exists.
    fn target_state(&self) -> Option<usize> {
        self.transition.to.as_ref().and_then(|to| self.ground.graph.number_of(to.as_str()))
    }

    fn end(&self) -> Option<Finding> {
        let ends = matches!(self.transition.verb, Verb::Withdraw | Verb::Merge | Verb::Archive);
        let open = self.target_state().filter(|to| !self.ground.graph.state(*to).end)?;
        ends.then(|| {
            Finding::error(
                "must-end",
                self.at("to"),
                format!("`{}`（{}）须通向终结状态", self.name, self.verb()),
                format!("`{}` is a `{}` and must lead to an end", self.name, self.verb()),
            )
            .help(
                format!(
                    "请改 `to`，或给状态 `{}` 写 `end: true`",
                    self.ground.graph.state_id(open)
                ),
                format!(
                    "change `to`, or give state `{}` an `end: true`",
                    self.ground.graph.state_id(open)
                ),
            )
        })
    }

    /// What is archived is assessed.
    fn archived(&self) -> Option<Finding> {
        let to = self.target_state().filter(|_| self.transition.verb == Verb::Archive)?;
        let (id, state) = (self.ground.graph.state_id(to), self.ground.graph.state(to));
        (state.stage != Stage::Assess).then(|| {
            Finding::error(
                "archive-not-assessed",
                self.at("to"),
                format!(
                    "`{}` 归档，须通向“考”阶段，`{id}` 属于“{}”",
                    self.name,
                    state.stage.character()
                ),
                format!(
                    "`{}` archives, but state `{id}` is of stage {}",
                    self.name,
                    state.stage.as_str()
                ),
            )
            .help(
                format!("请改 `to`，或给状态 `{id}` 写 `stage: assess`"),
                format!("change `to`, or give state `{id}` a `stage: assess`"),
            )
        })
    }

    /// Naming a lead unit leads to a state that this unit holds.
    fn led(&self) -> Option<Finding> {
        let names_lead = matches!(
            self.transition.verb,
            Verb::Assign
                | Verb::Redispatch
                | Verb::JointSession
                | Verb::Transfer
                | Verb::Escalate
                | Verb::Sign
        );
        let to = self.target_state().filter(|_| names_lead)?;
        let held = self.ground.graph.state(to).holder;
        (held != HolderRole::Lead).then(|| {
            let id = self.ground.graph.state_id(to);
            Finding::error(
                "not-led",
                self.at("to"),
                format!("`{}`（{}）通向的状态 `{id}` 不由主办单位负责", self.name, self.verb()),
                format!(
                    "`{}` is a `{}`, but state `{id}` is not held by the lead unit",
                    self.name,
                    self.verb()
                ),
            )
            .help(
                format!("请改 `to`，或给状态 `{id}` 写 `holder: lead`"),
                format!("change `to`, or give state `{id}` a `holder: lead`"),
            )
        })
    }

    /// A result and an end say what came of the case.
    fn outcome(&self) -> Option<Finding> {
        let ends = self.target_state().is_some_and(|to| self.ground.graph.state(to).end);
        let needs = self.transition.verb == Verb::Submit || ends;
        (needs && self.transition.outcome.is_none()).then(|| {
            Finding::error(
                "outcome-missing",
                self.at("outcome"),
                format!("`{}` 申报或终结案件，须写明办理结果", self.name),
                format!(
                    "`{}` files a result or ends the case and must record an outcome",
                    self.name
                ),
            )
            .help("请补 `outcome`", "add `outcome`")
        })
    }

    /// What sends a case round again is counted somewhere on each round.
    fn counted(&self) -> Option<Finding> {
        let loops = matches!(
            self.transition.verb,
            Verb::Return | Verb::Object | Verb::Redispatch | Verb::Reopen
        );
        if !loops || self.transition.counts.is_some() {
            return None;
        }
        let graph = &self.ground.graph;
        let uncounted = |index: usize| graph.transition(index).counts.is_none();
        let to = self.target_state()?;
        let round = graph
            .origins(self.index)
            .find_map(|(_, from)| graph.way(to, |state| state == from, uncounted))?;
        let path = graph.shown_way(&round);
        let finding = Finding::error(
            "uncounted-loop",
            self.at("counts"),
            format!("`{}`（{}）所在的循环没有计数，可能无限往复", self.name, self.verb()),
            format!(
                "`{}` is a `{}` on a round that nothing counts and that may go on for ever",
                self.name,
                self.verb()
            ),
        );
        Some(with_path(finding, &path).help(
            "请补 `counts`，并在 `counters` 中写明上限",
            "add `counts` and cap it under `counters`",
        ))
    }

    /// Lists from which the verb lets somebody choose.
    fn lists(&self) -> Option<Finding> {
        let definition = self.ground.definition;
        let verb = self.transition.verb;
        if matches!(verb, Verb::Return | Verb::Object) && definition.reasons.is_empty() {
            return Some(
                Finding::error(
                    "no-reasons",
                    "/reasons",
                    format!("`{}` 须从列明的事由中选择，但没有事由", self.name),
                    format!("`{}` needs coded reasons, and there are none", self.name),
                )
                .help("请在 `reasons` 下列出", "list them under `reasons`"),
            );
        }
        (verb == Verb::Suspend && definition.grounds.is_empty()).then(|| {
            Finding::error(
                "no-grounds",
                "/grounds",
                format!("`{}` 只能依列明的事由挂起，但没有事由", self.name),
                format!("`{}` suspends on listed grounds only, and there are none", self.name),
            )
            .help("请在 `grounds` 下列出", "list them under `grounds`")
        })
    }

    /// Verbs that belong to people in one relation.
    fn seats(&self) -> Option<Finding> {
        let (_, relation) = HANDS.iter().find(|(verb, _)| *verb == self.transition.verb)?;
        let by = &self.transition.by;
        let stray = by.iter().position(|seat| seat.relation != *relation)?;
        let (seat, relation) = (by[stray], relation.as_str());
        Some(
            Finding::error(
                "wrong-hands",
                pointer(["transitions", self.name, "by", &stray.to_string()]),
                format!("`{}`（{}）不能由 `{seat}` 办理", self.name, self.verb()),
                format!("`{}` is a `{}`, which is not for `{seat}`", self.name, self.verb()),
            )
            .help(format!("须由 `…@{relation}` 办理"), format!("it is for somebody `@{relation}`")),
        )
    }

    /// Only reopening leaves an end, and it leads back into an open state.
    fn reopened(&self) -> Vec<Finding> {
        let graph = &self.ground.graph;
        let reopens = self.transition.verb == Verb::Reopen;
        let moves = |from: usize| graph.target(self.index, from).is_some_and(|to| to != from);
        let wrong = graph.origins(self.index).filter(|(_, from)| {
            let end = graph.state(*from).end;
            if reopens { !end } else { end && moves(*from) }
        });
        wrong.map(|(place, from)| self.leaves_end(place, graph.state_id(from), reopens)).collect()
    }

    fn leaves_end(&self, place: usize, from: &str, reopens: bool) -> Finding {
        let at = pointer(["transitions", self.name, "from", &place.to_string()]);
        if reopens {
            Finding::error(
                "reopens-open-case",
                at,
                format!("`{}` 只能重启已终结的案件，`{from}` 不是终结状态", self.name),
                format!("`{}` reopens what has ended, and state `{from}` is no end", self.name),
            )
        } else {
            Finding::error(
                "leaves-end",
                at,
                format!("终结状态 `{from}` 只能由重启离开，`{}` 不是", self.name),
                format!("only a `reopen` leaves the end `{from}`, and `{}` is none", self.name),
            )
        }
        .help("请改 `from` 或 `verb`", "change `from` or the verb")
    }

    /// A second dispatch answers "not solved", and nothing else, also where a joint session decides on it.
    fn judged(&self) -> Option<Finding> {
        let graph = &self.ground.graph;
        let closing = |(_, from): (usize, usize)| graph.state(from).stage >= Stage::Close;
        let again = self.transition.verb == Verb::Redispatch
            || (self.transition.backwards == Some(Backwards::Redispatch)
                && graph.origins(self.index).any(closing));
        let unasked = again && self.transition.when.solved != Some(false);
        unasked.then(|| {
            Finding::error(
                "redispatch-unasked",
                self.at("when"),
                format!("`{}` 二次分派须以群众答复未解决为条件", self.name),
                format!(
                    "`{}` dispatches again and must require that the citizen said not solved",
                    self.name
                ),
            )
            .help("请写 `when: { solved: false }`", "write `when: { solved: false }`")
        })
    }
}

/// What the citizen may withdraw before and afterwards, without a step back, may be withdrawn in between.
fn withdrawals(ground: &Ground<'_>) -> Vec<Finding> {
    let graph = &ground.graph;
    let verb = |index: usize| graph.transition(index).verb;
    let withdraws =
        |state: usize| graph.leaving(state).iter().any(|index| verb(*index) == Verb::Withdraw);
    let Some((_, name, _)) =
        graph.transitions().find(|(index, _, _)| verb(*index) == Verb::Withdraw)
    else {
        return Vec::new();
    };
    let forwards = |index: usize| graph.transition(index).backwards.is_none();
    let gaps = graph.states().filter(|(index, _, state)| {
        !state.end && !withdraws(*index) && graph.way(*index, withdraws, forwards).is_some()
    });
    gaps.map(|(_, id, _)| {
        Finding::error(
            "withdrawal-gap",
            pointer(["states", id]),
            format!("群众在状态 `{id}` 中不能撤回，之后却又可以"),
            format!("the citizen cannot withdraw in state `{id}`, and can later on"),
        )
        .help(
            format!("请在 `{name}` 的 `from` 中加上 `{id}`"),
            format!("add `{id}` to `from` of `{name}`"),
        )
    })
    .collect()
}

/// A cap of 0 forbids what it counts; a cap on returns must lead to something else.
fn counters(ground: &Ground<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let counters = &ground.definition.counters;
    if counters.len() > super::facts::COUNTERS_MAX {
        findings.push(Finding::error(
            "too-many-counters",
            "/counters",
            format!("计数器最多 {} 个", super::facts::COUNTERS_MAX),
            format!("at most {} counters", super::facts::COUNTERS_MAX),
        ));
    }
    for (name, counter) in counters {
        if counter.at_most == 0 {
            findings.push(Finding::error(
                "empty-counter",
                pointer(["counters", name.as_str(), "at_most"]),
                format!("`{name}` 的上限须为 1 或更大"),
                format!("the cap of `{name}` must be 1 or more"),
            ));
        }
        findings.extend(consequence(ground, name.as_str()));
    }
    findings
}

/// When returns and objections are used up, somebody must be able to decide with force.
fn consequence(ground: &Ground<'_>, counter: &str) -> Option<Finding> {
    let graph = &ground.graph;
    let counts = |index: usize| {
        graph.transition(index).counts.as_ref().is_some_and(|name| name.as_str() == counter)
    };
    let decides = |state: usize| {
        graph.leaving(state).iter().any(|index| graph.transition(*index).verb == Verb::JointSession)
    };
    let capped = graph.transitions().find(|(index, _, transition)| {
        matches!(transition.verb, Verb::Return | Verb::Object) && counts(*index)
    });
    let state = graph.number_of(capped?.2.to.as_ref()?.as_str())?;
    graph.way(state, decides, |index| !counts(index)).is_none().then(|| {
        Finding::error(
            "cap-without-consequence",
            pointer(["counters", counter]),
            format!("`{counter}` 用完后无法提请会商决定"),
            format!("when `{counter}` is at its cap no joint session can decide"),
        )
        .help("请增加动词为 `joint_session` 的动作", "add a `joint_session` that can then be held")
    })
}
