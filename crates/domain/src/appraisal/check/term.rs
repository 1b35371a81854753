//! What can be wrong with a predicate where it stands.

use super::refused::{refused, silence};
use super::{all, unknown};
use crate::appraisal::predicate::{Predicate, PredicateName};
use crate::appraisal::scheme::{Grain, Term};
use crate::finding::{Finding, pointer};
use crate::id::{FieldName, IndicatorName, OutcomeName};
use crate::workflow::{Definition, Field, FieldKind, Verb};

/// What a term is read against.
pub(super) struct Terms<'a> {
    pub(super) name: &'a IndicatorName,
    pub(super) grain: Grain,
    /// The workflows that the indicator is about.
    pub(super) workflows: &'a [&'a Definition],
}

impl Terms<'_> {
    /// The predicate, if it can be one, and all that is wrong with it. `part` is where it stands: `base`, `good`,
    /// `leave_out`, or `decided` for a reason that asks for a recorded decision.
    pub(super) fn read(
        &self,
        term: &Term,
        part: &'static str,
        at: &[&str],
    ) -> (Option<Predicate>, Vec<Finding>) {
        let Some(name) = PredicateName::named(&term.is) else {
            let names = PredicateName::ALL.iter().filter(|it| it.fits().contains(&self.grain));
            let names = names.map(|it| it.as_str());
            let (zh, en) = all(names.clone());
            let stranger = || {
                let named = (term.is.as_str(), names);
                unknown("predicate-unknown", at, named, ("条件", "predicate", &zh, &en))
            };
            return (None, vec![refused(&term.is, at).unwrap_or_else(stranger)]);
        };
        let mut found = Vec::new();
        found.extend(self.unfit(name, at));
        found.extend(misplaced(name, part, at));
        found.extend(self.ratings(name, term, at));
        found.extend(self.choices(name, term, at));
        let predicate = Predicate::new(name, self.grain, &term.any, &term.fields);
        (Some(predicate), found)
    }

    fn unfit(&self, name: PredicateName, at: &[&str]) -> Option<Finding> {
        let grain = self.grain.as_str();
        (!name.fits().contains(&self.grain)).then(|| {
            let name = name.as_str();
            error(
                "predicate-unfit",
                at,
                format!("条件“{name}”不能用于按 {grain} 计数的指标“{}”", self.name),
                format!("`{name}` cannot be asked of a {grain}, which `{}` counts", self.name),
            )
        })
    }

    /// The fields of a rating must be ones that citizens or callers fill in.
    fn ratings(&self, name: PredicateName, term: &Term, at: &[&str]) -> Vec<Finding> {
        if name.takes_fields() == term.fields.is_empty() {
            let (zh, en) = (
                "只有评价类条件要写 fields，而且必须写",
                "predicates about ratings have `fields`, and no other has any",
            );
            return vec![error("fields-wrong", at, zh, en)];
        }
        let strangers = term.fields.iter().map(FieldName::as_str);
        let strangers = strangers.filter(|field| self.fields(field).next().is_none());
        let finding = |field| {
            error(
                "field-unknown",
                at,
                format!("评价、回访表单里没有选择字段“{field}”"),
                format!("no form of a rating or a call-back has a choice `{field}`"),
            )
        };
        strangers.map(finding).collect()
    }

    fn fields<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f Field> {
        let forms = self.workflows.iter().flat_map(|definition| {
            let asks = |verb| verb == Verb::Rate || verb == Verb::CallBack;
            let asking = definition.transitions.values().filter(move |it| asks(it.verb));
            asking.filter_map(|it| definition.forms.get(it.form.as_ref()?))
        });
        let fields = forms.filter_map(move |form| form.fields.get(name));
        fields.filter(|field| field.kind == FieldKind::Choice)
    }

    fn choices(&self, name: PredicateName, term: &Term, at: &[&str]) -> Vec<Finding> {
        let Some(mut known) = name.choices(self.grain) else {
            let unasked = (!term.any.is_empty()).then(|| {
                let name = name.as_str();
                error(
                    "choices-unasked",
                    at,
                    format!("条件“{name}”不带 any"),
                    format!("`{name}` takes no `any`"),
                )
            });
            return unasked.into_iter().collect();
        };
        if term.any.is_empty() {
            let (zh, en) = ("没有写明 any，永远不会成立", "`any` is missing: it would never hold");
            return vec![error("choices-missing", at, zh, en)];
        }
        if name == PredicateName::Rating {
            let fields = term.fields.iter().flat_map(|field| self.fields(field.as_str()));
            known.extend(fields.flat_map(|field| field.choices.keys().map(String::as_str)));
        } else if name == PredicateName::Outcome {
            let outcomes = self.workflows.iter().flat_map(|it| it.outcomes.keys());
            known.extend(outcomes.map(OutcomeName::as_str));
        }
        let (zh, en) = all(known.iter().copied());
        let strangers = term.any.iter().filter(|one| !known.contains(&one.as_str()));
        let finding = |one: &String| {
            let named = (one.as_str(), known.iter().copied());
            unknown("choice-unknown", at, named, ("选项", "choice", &zh, &en))
        };
        strangers.map(finding).collect()
    }
}

/// What would count silence, hide it, or let a bad item leave without a decision.
fn misplaced(name: PredicateName, part: &str, at: &[&str]) -> Option<Finding> {
    let silent = matches!(name, PredicateName::Silent | PredicateName::Unrated);
    let spoken = matches!(
        name,
        PredicateName::Answered
            | PredicateName::Said
            | PredicateName::Rated
            | PredicateName::Rating
    );
    let judged = spoken
        || matches!(name, PredicateName::Late | PredicateName::Outcome | PredicateName::Found);
    let kept = part == "base" && name == PredicateName::InTime;
    match part {
        "good" if silent => Some(silence(at)),
        "base" if silent || spoken => Some(error(
            "base-hides-silence",
            at,
            "只看已评价的件，会把沉默藏起来；请把沉默写进 leave_out，回应率才会一并显示",
            "looking at answers only hides silence: leave silence out with its reason, so that the response rate stands beside",
        )),
        "base" | "leave_out" if judged || kept => Some(leaves(name, at)),
        "base" | "good" if name == PredicateName::Decided => Some(error(
            "decision-misplaced",
            at,
            "“decided”只能写在 leave_out 中",
            "`decided` stands under `leave_out` only",
        )),
        _ => None,
    }
}

fn leaves(name: PredicateName, at: &[&str]) -> Finding {
    let name = name.as_str();
    error(
        "leaves-without-decision",
        at,
        format!("凭“{name}”不能剔除：诉求不合理、超出职权是合法的办理结果，只有经书面认定才能不计入"),
        format!("`{name}` alone takes nothing out: an unreasonable or out-of-power demand is a lawful outcome and leaves the rate only by a recorded decision"),
    )
    .help(
        "在同一条 all 中加上 {is: decided, any: [...]}（《北京市接诉即办工作条例》第三十二条、第三十五条）",
        "add {is: decided, any: [...]} to the same `all` (Beijing regulation on handling complaints at once, arts. 32 and 35)",
    )
}

fn error(code: &'static str, at: &[&str], zh: impl Into<String>, en: impl Into<String>) -> Finding {
    Finding::error(code, pointer(at.iter().copied()), zh, en)
}
