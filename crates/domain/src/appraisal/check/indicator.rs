//! What can be wrong with one indicator.

use super::refused::refused;
use super::term::Terms;
use super::{all, both, source, unknown};
use crate::appraisal::checked::{CheckedIndicator, Scored};
use crate::appraisal::points::Points;
use crate::appraisal::predicate::{OfResult, Predicate, PredicateName};
use crate::appraisal::scheme::{Grain, Indicator, Scheme, Scoring, Side, Term};
use crate::finding::{Finding, pointer};
use crate::id::{IndicatorName, LimitName, WorkflowName};
use crate::workflow::Definition;

/// The indicator as a value, if it can be one, and all that is wrong with it.
pub(super) fn check(
    scheme: &Scheme,
    workflows: &[&Definition],
    name: &IndicatorName,
    indicator: &Indicator,
) -> (Option<CheckedIndicator>, Vec<Finding>) {
    let mut desk = Desk { scheme, name, indicator, found: Vec::new() };
    desk.texts();
    let grain = desk.named("grain", &indicator.grain, Grain::ALL, Grain::as_str);
    let side = indicator.side.as_deref().unwrap_or(Side::Called.as_str());
    let side = desk.named("side", side, Side::ALL, Side::as_str);
    let scoring = desk.named("scoring", &indicator.scoring, Scoring::ALL, Scoring::as_str);
    let meant = desk.workflows(workflows);
    let (Some(grain), Some(side), Some(scoring)) = (grain, side, scoring) else {
        return (None, desk.found);
    };
    desk.limits(grain, &meant);
    desk.side(grain, side);
    let scored = desk.scored(scoring);
    let terms = Terms { name, grain, workflows: &meant };
    let base = desk.terms(&terms, "base", &indicator.base);
    let good = desk.terms(&terms, "good", &indicator.good);
    desk.mixed(&good);
    let leave_out = desk.leave_out(&terms);
    let checked = CheckedIndicator {
        name: name.clone(),
        grain,
        side,
        limits: indicator.limits.iter().cloned().collect(),
        workflows: indicator.workflows.iter().cloned().collect(),
        base,
        good,
        leave_out,
        scored,
        least: indicator.least.unwrap_or(1),
    };
    (Some(checked), desk.found)
}

struct Desk<'a> {
    scheme: &'a Scheme,
    name: &'a IndicatorName,
    indicator: &'a Indicator,
    found: Vec<Finding>,
}

impl Desk<'_> {
    fn error(&mut self, code: &'static str, field: &str, zh: &str, en: &str) {
        let at = pointer(["indicators", self.name.as_str(), field]);
        self.found.push(Finding::error(code, at, zh, en));
    }

    fn texts(&mut self) {
        let at = |field| ["indicators", self.name.as_str(), field];
        let texts = [
            both(&self.indicator.name, &at("name")),
            both(&self.indicator.formula, &at("formula")),
            source(self.scheme, self.indicator.source.as_str(), &at("source")),
        ];
        self.found.extend(texts.into_iter().flatten());
        if self.indicator.least == Some(0) {
            let (zh, en) = ("最小样本至少为 1", "the minimum is at least 1");
            self.error("least-wrong", "least", zh, en);
        }
    }

    /// One of a closed list by its name.
    fn named<T: Copy>(
        &mut self,
        field: &str,
        written: &str,
        list: &[T],
        name: fn(T) -> &'static str,
    ) -> Option<T> {
        let found = list.iter().copied().find(|one| name(*one) == written);
        if found.is_none() {
            let at = ["indicators", self.name.as_str(), field];
            let names = list.iter().map(|one| name(*one));
            let (zh, en) = all(names.clone());
            self.found.push(refused(written, &at).unwrap_or_else(|| {
                unknown("word-unknown", &at, (written, names), ("这个词", "word", &zh, &en))
            }));
        }
        found
    }

    /// The definitions that the indicator is about.
    fn workflows<'w>(&mut self, known: &[&'w Definition]) -> Vec<&'w Definition> {
        let only = &self.indicator.workflows;
        let names = || known.iter().map(|definition| definition.workflow.as_str());
        for name in only.iter().filter(|name| !names().any(|known| known == name.as_str())) {
            self.found.push(unknown(
                "workflow-unknown",
                &["indicators", self.name.as_str(), "workflows"],
                (WorkflowName::as_str(name), names()),
                ("流程", "workflow", "见 workflows 下的文件夹", "see the folders of `workflows`"),
            ));
        }
        let meant =
            |definition: &&&Definition| only.is_empty() || only.contains(&definition.workflow);
        known.iter().filter(meant).copied().collect()
    }

    fn limits(&mut self, grain: Grain, workflows: &[&Definition]) {
        let limits = &self.indicator.limits;
        if (grain == Grain::Clock) == limits.is_empty() {
            let (zh, en) = (
                "按期限计数的指标要写明期限，其他指标不写",
                "an indicator of clocks names its limits, no other does",
            );
            return self.error("limits-wrong", "limits", zh, en);
        }
        let known = || workflows.iter().flat_map(|it| it.limits.keys().map(LimitName::as_str));
        for limit in limits.iter().filter(|limit| !known().any(|known| known == limit.as_str())) {
            self.found.push(unknown(
                "limit-unknown",
                &["indicators", self.name.as_str(), "limits"],
                (limit.as_str(), known()),
                ("期限", "limit", "所指流程里没有这个期限", "none of its workflows has it"),
            ));
        }
        let only = self.indicator.workflows.iter();
        let without: Vec<_> = only
            .filter(|name| {
                let mut versions = workflows.iter().filter(|it| it.workflow == **name).peekable();
                versions.peek().is_some()
                    && grain == Grain::Clock
                    && !versions.any(|it| limits.iter().any(|limit| it.limits.contains_key(limit)))
            })
            .map(WorkflowName::as_str)
            .collect();
        if !without.is_empty() {
            let zh = format!("流程 {} 里没有这些期限", without.join("、"));
            let en = format!("none of these limits exists in {}", without.join(", "));
            self.error("limits-without-workflow", "workflows", &zh, &en);
        }
    }

    fn side(&mut self, grain: Grain, side: Side) {
        if side == Side::Calling && grain != Grain::Call {
            let (zh, en) = (
                "只有按派单计数的指标才能考核派单一方",
                "only an indicator of calls can appraise who called",
            );
            self.error("side-unfit", "side", zh, en);
        }
    }

    fn scored(&mut self, scoring: Scoring) -> Scored {
        let Indicator { weight, each, at_most, good, .. } = self.indicator;
        let deducts = scoring == Scoring::Deduct;
        let sound = if deducts {
            let points = each.zip(*at_most);
            *weight == 0 && points.is_some_and(|(each, most)| each > Points::ZERO && each <= most)
        } else {
            each.is_none() && at_most.is_none()
        };
        if !sound {
            let (zh, en) = (
                "扣分指标要写 each 和 at_most（大于 0，不写权重），其他指标都不写",
                "a deduction has `each` and `at_most` above 0 and no weight; nothing else has them",
            );
            self.error("deduction-wrong", "scoring", zh, en);
        }
        if good.is_empty() && !deducts {
            let (zh, en) = (
                "没有写明什么算分子，率永远是全部",
                "what is good stands nowhere: the rate would always be the whole",
            );
            self.error("numerator-missing", "good", zh, en);
        }
        match scoring {
            Scoring::Higher => Scored::Higher(*weight),
            Scoring::Lower => Scored::Lower(*weight),
            Scoring::Deduct => Scored::Deduct {
                each: each.unwrap_or_default(),
                at_most: at_most.unwrap_or_default(),
            },
        }
    }

    fn terms(&mut self, terms: &Terms<'_>, part: &'static str, list: &[Term]) -> Vec<Predicate> {
        let read = list.iter().enumerate().map(|(index, term)| {
            let index = index.to_string();
            terms.read(term, part, &["indicators", self.name.as_str(), part, &index])
        });
        let (predicates, found): (Vec<_>, Vec<_>) = read.unzip();
        self.found.extend(found.into_iter().flatten());
        predicates.into_iter().flatten().collect()
    }

    /// Solved and satisfied are kept apart.
    fn mixed(&mut self, good: &[Predicate]) {
        let solved = good.iter().any(|term| matches!(term, Predicate::Result(OfResult::Said(_))));
        let rated =
            good.iter().any(|term| matches!(term, Predicate::Result(OfResult::Rating { .. })));
        if solved && rated {
            let (zh, en) = (
                "解决率和满意率要分开，不能合成一个率",
                "solved and satisfied are kept apart, never one rate",
            );
            self.error("rates-mixed", "good", zh, en);
        }
    }

    fn leave_out(&mut self, terms: &Terms<'_>) -> Vec<Vec<Predicate>> {
        let mut reasons = Vec::new();
        for (index, leave) in self.indicator.leave_out.iter().enumerate() {
            let index = index.to_string();
            let at = |field| ["indicators", self.name.as_str(), "leave_out", &index, field];
            let texts = [
                both(&leave.why, &at("why")),
                source(self.scheme, leave.source.as_str(), &at("source")),
            ];
            self.found.extend(texts.into_iter().flatten());
            if leave.all.is_empty() {
                let at = pointer(at("all"));
                let (zh, en) =
                    ("没有条件，全部都会被剔除", "nothing is asked: everything would leave");
                self.found.push(Finding::error("exclusion-empty", at, zh, en));
            }
            let decided = leave.all.iter().any(|it| it.is == PredicateName::Decided.as_str());
            let part = if decided { "decided" } else { "leave_out" };
            let mut all = Vec::new();
            for (number, term) in leave.all.iter().enumerate() {
                let number = number.to_string();
                let place = ["indicators", self.name.as_str(), "leave_out", &index, "all", &number];
                let (predicate, found) = terms.read(term, part, &place);
                all.extend(predicate);
                self.found.extend(found);
            }
            reasons.push(all);
        }
        reasons
    }
}
